package campaign

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/format/censustext"
	"kafo/internal/i18n"
)

// trends are how a fiche says what a choice says.
var trends = map[string]string{"increased": "Augmentation", "maintained": "Maintien", "reduced": "Diminution", "ended": "Fin du partenariat"}

// ficheOf puts a reply into the form of a fiche; what may not be published stays out. Only its texts are there: what they
// say is read by the reader, as on any fiche.
func ficheOf(q coop.Questionnaire, given map[string]coop.Given, today coop.Date) censustext.Fiche {
	f := censustext.Fiche{Updated: []string{string(today)}, FormVersion: q.Version}
	for _, i := range q.Items() {
		g := given[i.ID]
		if !i.Public || !i.Asked(given) || g.Unsure {
			continue
		}
		text := strings.Join(g.Values, "\n")
		switch i.Fills {
		case "french":
			f.French = g.Values
		case "foreign":
			f.Foreign = g.Values
		case "other":
			f.Other = g.Values
		case "formalised":
			f.Formalised.Raw = text
		case "instrument":
			f.Instrument = text
		case "budget":
			f.Budget.Raw = text
		case "continued":
			f.Continued.Raw = beside(map[string]string{"yes": "OUI", "no": "NON"}[text], g.Detail, text)
		case "trend":
			f.Trend.Raw = beside(trends[text], g.Detail, text)
		case "means":
			f.Means = text
		case "perspectives":
			f.Perspectives = text
		case "actions":
			f.Actions = actionsOf(i, g)
		case "":
			if text := inWords(i, g); text != "" {
				f.Further = append(f.Further, censustext.Further{Question: i.Label.In("fr"), Answer: text})
			}
		}
	}
	for range f.Other {
		f.OtherNations = append(f.OtherNations, "d’un autre pays")
	}
	return f
}

// contactsOf are the persons whom a reply names, by question: private contacts of those who hold the register, under the words
// beside which they were given, for a year from then (R1, R6).
func contactsOf(q coop.Questionnaire, r coop.Reply) map[string]coop.Contact {
	out := map[string]coop.Contact{}
	for _, i := range q.Items() {
		side, is := strings.CutPrefix(i.Fills, "contact.")
		g := r.Given[i.ID]
		if !is || g.Text() == "" {
			continue
		}
		name, rest, _ := strings.Cut(g.Text(), ",")
		out[i.ID] = coop.Contact{
			Side: coop.Side(side), Name: strings.TrimSpace(name), Function: strings.TrimSpace(rest), Email: coop.AddressIn(g.Text()), Phone: phoneIn(g.Text()),
			Visibility: coop.ForStewards, Consent: g.Detail, ConsentAt: r.SentAt, ReviewAt: time.UnixMilli(r.SentAt).AddDate(1, 0, 0).UnixMilli(),
		}
	}
	return out
}

// phones are numbers of eight digits or more, as people group them.
var phones = regexp.MustCompile(`\+?\d(?:[ .\-\x{a0}\x{202f}]?\d){7,14}`)

func phoneIn(text string) string { return phones.FindString(text) }

// beside puts a word before the words that go with it; words that say it themselves stand alone. A text that is no code
// stands as it is.
func beside(word, detail, text string) string {
	switch {
	case word == "" && text != "unknown":
		return text
	case detail == "" || word == "":
		return word + detail
	case strings.HasPrefix(coop.Fold(detail), coop.Fold(word)):
		return detail
	}
	return word + ", " + detail
}

// inWords is the answer to a question that the form has no field for, in French as the form is: a line for each of several
// answers, and for each row of a table.
func inWords(i coop.Item, g coop.Given) string {
	t := formWords{Lang: i18n.FR}
	word := func(of coop.Item, v string) string {
		for _, o := range t.offered(of) {
			if o.Code == v {
				return t.in(o.Label)
			}
		}
		return v
	}
	var out []string
	for _, v := range g.Values {
		out = append(out, word(i, v))
	}
	if g.Detail != "" {
		out = append(out, g.Detail)
	}
	for _, r := range g.Rows {
		var cells []string
		for c, col := range i.Columns {
			if c < len(r) && r[c] != "" {
				cells = append(cells, t.in(col.Label)+" : "+word(col, r[c]))
			}
		}
		out = append(out, strings.Join(cells, " ; "))
	}
	return strings.Join(out, "\n")
}

func actionsOf(i coop.Item, g coop.Given) []censustext.Action {
	var out []censustext.Action
	for _, r := range g.Rows {
		var a censustext.Action
		for c, col := range i.Columns {
			if c >= len(r) {
				break
			}
			switch col.Fills {
			case "domain":
				a.Domain = r[c]
			case "description":
				a.Description = r[c]
			case "period":
				a.Period.Raw = r[c]
			case "budget":
				a.Budget.Raw = r[c]
			}
		}
		out = append(out, a)
	}
	return out
}

// givenOf is what a fiche answers to the questions that fill its fields: a questionnaire filled in ahead.
func givenOf(q coop.Questionnaire, f censustext.Fiche) map[string]coop.Given {
	texts := map[string]string{
		"formalised": f.Formalised.Raw, "instrument": f.Instrument, "budget": f.Budget.Raw, "continued": f.Continued.Raw, "trend": f.Trend.Raw,
		"means": f.Means, "perspectives": f.Perspectives,
	}
	lists := map[string][]string{"french": f.French, "foreign": f.Foreign, "other": f.Other}
	out := map[string]coop.Given{}
	for _, i := range q.Items() {
		g := coop.Given{Values: lists[i.Fills]}
		switch text := texts[i.Fills]; {
		case i.Fills == "actions":
			g.Rows = rowsOf(i, f.Actions)
		case strings.Trim(text, " /-.") == "":
		case i.Type == coop.AskYesNo:
			g = yesNo(f.Continued)
		case i.Type == coop.AskChoice:
			g = chosen(i, f.Trend)
		default:
			g.Values = []string{text}
		}
		if g = g.Tidy(); !g.Empty() {
			out[i.ID] = g
		}
	}
	return out
}

// yesNo: what went on in part, or was taken up again, went on, in words of its own.
func yesNo(a censustext.Answer) coop.Given {
	code := map[string]string{"yes": "yes", "partial": "yes", "resumed": "yes", "no": "no"}[a.Value]
	if code == "" {
		return coop.Given{}
	}
	g := coop.Given{Values: []string{code}, Detail: a.Raw}
	if word := strings.Trim(coop.Fold(a.Raw), " ."); word == "oui" || word == "non" {
		g.Detail = ""
	}
	return g
}

func chosen(i coop.Item, a censustext.Answer) coop.Given {
	if !slices.ContainsFunc(i.Options, func(o coop.Option) bool { return o.Code == a.Value }) {
		return coop.Given{}
	}
	g := coop.Given{Values: []string{a.Value}, Detail: a.Raw}
	if strings.EqualFold(strings.Trim(a.Raw, " ."), trends[a.Value]) {
		g.Detail = ""
	}
	return g
}

func rowsOf(i coop.Item, list []censustext.Action) [][]string {
	var out [][]string
	for _, a := range list {
		cells := map[string]string{"domain": a.Domain, "description": a.Description, "period": a.Period.Raw, "budget": a.Budget.Raw}
		row := make([]string, len(i.Columns))
		for c, col := range i.Columns {
			row[c] = cells[col.Fills]
		}
		out = append(out, row)
	}
	return out
}

// printed is a reply as the document that it becomes, and what the reader reads in it. Error: invalid, where the form of a
// fiche does not carry an answer as it was given, with the field.
func printed(q coop.Questionnaire, p censustext.Printed) ([]byte, error) {
	var b strings.Builder
	if err := censustext.Write(&b, p); err != nil {
		return nil, err
	}
	text, err := format.Decode(strings.NewReader(b.String()))
	if err != nil {
		return nil, err
	}
	res, err := censustext.Read(text)
	if err != nil {
		return nil, err
	}
	for _, r := range res.Records {
		if back, ok := r.Body.(*censustext.Fiche); ok {
			return []byte(b.String()), unlike(q, said(p.Fiches[0]), said(*back))
		}
	}
	return nil, fmt.Errorf("a reply was written that is no fiche")
}

// unlike names the question of the first field that came back otherwise than it was given.
func unlike(q coop.Questionnaire, given, back map[string]string) error {
	for _, field := range slices.Sorted(maps.Keys(given)) {
		if given[field] == back[field] {
			continue
		}
		name := strings.TrimPrefix(field, further)
		for _, i := range q.Items() {
			if i.Fills == field {
				name = i.Label.In("fr")
			}
		}
		return coop.Refuse(coop.Invalid, "reply.unprintable", name)
	}
	return nil
}

// further begins the fields of questions that a form has none for.
const further = "further "

// said are the texts of a fiche by field, on one line each.
func said(f censustext.Fiche) map[string]string {
	flat := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "•", " ")), " ") }
	out := map[string]string{
		"formalised": flat(f.Formalised.Raw), "instrument": flat(f.Instrument), "budget": flat(f.Budget.Raw), "continued": flat(f.Continued.Raw),
		"trend": flat(f.Trend.Raw), "means": flat(f.Means), "perspectives": flat(f.Perspectives), "actions": fmt.Sprint(len(f.Actions)),
	}
	for _, x := range f.Further {
		out[further+flat(x.Question)] = flat(x.Answer)
	}
	return out
}

// ficheIn is the fiche of a record's body.
func ficheIn(body []byte) (f censustext.Fiche, err error) {
	err = json.Unmarshal(body, &f)
	return f, err
}
