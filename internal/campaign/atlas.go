package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/format/atlaspage"
	"kafo/internal/i18n"
)

// atlasTexts, atlasLists and atlasAnswers are where the answers of a page of the atlas stand, by the field that a question fills.
func atlasTexts(x *atlaspage.Project) map[string]**string {
	return map[string]**string{
		"title": &x.Title, "theme": &x.Theme, "status": &x.Status, "context": &x.Context, "history": &x.History, "objective": &x.Objective,
		"description": &x.Description, "form": &x.Form, "duration": &x.Duration,
	}
}

func atlasLists(x *atlaspage.Project) map[string]*[]string {
	return map[string]*[]string{
		"implementers": &x.Implementers, "owners": &x.Owners, "beneficiaries": &x.Beneficiaries, "french_partners": &x.FrenchPartners,
		"other_partners_france": &x.OtherPartnersFrance, "other_partners_abroad": &x.OtherPartnersAbroad,
	}
}

func atlasAnswers(x *atlaspage.Project) map[string]**bool {
	return map[string]**bool{"communication_france": &x.CommunicationFrance, "communication_abroad": &x.CommunicationAbroad, "evaluation": &x.Evaluation}
}

// atlasPage is a reply as a page of the atlas. What is more than a field of that form can say stands beside it, in the words that it
// was given in.
type atlasPage struct {
	atlaspage.Printed
	country string // of the partner side, as the form names it
}

func (a *atlasPage) beside(i coop.Item, said string) {
	if said = strings.Join(strings.Fields(said), " "); said != "" {
		a.Further = append(a.Further, i.Label.In("fr")+" : "+said)
	}
}

// answer puts the answer to a question where the form has it.
func (a *atlasPage) answer(i coop.Item, g coop.Given) {
	text := inWords(i, coop.Given{Values: g.Values})
	switch x := &a.Project; {
	case i.Fills == "duration" && !atlaspage.IsTerm(text):
		a.beside(i, text)
	case atlasTexts(x)[i.Fills] != nil && text != "":
		*atlasTexts(x)[i.Fills] = &text
	case atlasLists(x)[i.Fills] != nil:
		*atlasLists(x)[i.Fills] = g.Values
	case i.Fills == "foreign_partners":
		x.ForeignPartners = a.partners(g.Values)
	case i.Fills == "first_signed":
		x.FirstSigned = a.year(i, text)
	case i.Fills == "start_year":
		x.StartYear = a.year(i, text)
	case i.Fills == "end_date":
		if d, err := coop.TypedDate(text); err == nil {
			x.EndDate = new(onPage(d))
		}
	case i.Fills == "funding":
		a.funding(i, g.Rows)
	case atlasAnswers(x)[i.Fills] != nil:
		if text != "" {
			*atlasAnswers(x)[i.Fills] = new(g.Text() == "yes")
		}
		a.beside(i, g.Detail)
	case i.Fills == "":
		a.beside(i, strings.ReplaceAll(inWords(i, g), "\n", " • "))
	}
}

// partners parts names from their countries; one that names none is of the country of the others.
func (a *atlasPage) partners(names []string) (out []atlaspage.Partner) {
	for _, n := range names {
		p := atlaspage.PartnerOf(n)
		if p.Country == nil && a.country != "" {
			p.Country = &a.country
		}
		out = append(out, p)
	}
	return out
}

// year is that of a date; one that says more stands beside the form too, which asks for the year.
func (a *atlasPage) year(i coop.Item, text string) *int {
	d, err := coop.TypedDate(text)
	if err != nil {
		return nil
	}
	if len(d) > 4 {
		a.beside(i, text)
	}
	n, err := strconv.Atoi(string(d)[:4])
	if err != nil {
		return nil
	}
	return &n
}

// funding are rows of euros by funder and year; a row that says more, or something else, stands beside it too.
func (a *atlasPage) funding(i coop.Item, rows [][]string) {
	for _, r := range rows {
		cells := map[string]string{}
		for c, col := range i.Columns {
			if c < len(r) {
				cells[col.Fills] = r[c]
			}
		}
		f := atlaspage.Funding{Funder: cells["funder"]}
		whole := f.Funder != ""
		if sum, err := coop.TypedBudget(cells["eur"]); err == nil && sum.Currency == "EUR" && sum.Low == sum.High {
			f.Eur = new(float64(sum.Low) / 100)
		}
		if d, err := coop.TypedDate(cells["year"]); err == nil {
			n, _ := strconv.Atoi(string(d)[:4])
			f.Year, whole = &n, whole && len(d) == 4
		}
		if whole = whole && (f.Eur != nil || f.Year != nil); whole || f.Funder != "" && (f.Eur != nil || f.Year != nil) {
			a.Project.Funding = append(a.Project.Funding, f)
		}
		if plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", "euros", "", ".", ",").Replace(cells["eur"]); !whole || plain != atlaspage.Euros(f.Eur) {
			a.beside(i, inWords(i, coop.Given{Rows: [][]string{r}}))
		}
	}
}

// onPage is a date as the form prints it: 31/12/2010, 12/2010, 2010.
func onPage(d coop.Date) string {
	parts := strings.Split(string(d), "-")
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}

// atlasWritten is a page as the document that it becomes, once the reader reads in it what was given. Error: invalid, where the form
// does not carry an answer as it was given, with the question.
func atlasWritten(q coop.Questionnaire, p atlaspage.Printed) ([]byte, error) {
	var b strings.Builder
	if err := atlaspage.Write(&b, p); err != nil {
		return nil, err
	}
	text, err := format.Decode(strings.NewReader(b.String()))
	if err != nil {
		return nil, err
	}
	res, err := atlaspage.Read(text)
	if err != nil {
		return nil, err
	}
	back, ok := res.Records[0].Body.(*atlaspage.Project)
	if !ok {
		return nil, fmt.Errorf("a reply was written that is no page of the atlas")
	}
	given := saidOnPage(p.Project)
	for _, f := range p.Further {
		given["unplaced"] += wordsOf(f)
	}
	given["unplaced"] += wordsOf("Dernière mise à jour : " + p.Updated)
	return []byte(b.String()), unlike(q, given, saidOnPage(*back))
}

// saidOnPage are the words of a page by field.
func saidOnPage(x atlaspage.Project) map[string]string {
	out := map[string]string{}
	for field, text := range atlasTexts(&x) {
		if *text != nil {
			out[field] = wordsOf(**text)
		}
	}
	for _, one := range x.Actions {
		for _, text := range []*string{one.Title, one.Objective, one.Summary} {
			if text != nil {
				out["description"] += wordsOf(*text)
			}
		}
	}
	for field, list := range atlasLists(&x) {
		out[field] = wordsOf(strings.Join(*list, " "))
	}
	for field, said := range atlasAnswers(&x) {
		if *said != nil {
			out[field] = strconv.FormatBool(**said)
		}
	}
	for _, f := range x.ForeignPartners {
		out["foreign_partners"] += wordsOf(f.Name)
	}
	for _, f := range x.Funding {
		out["funding"] += wordsOf(f.Funder) + atlaspage.Euros(f.Eur) + year(f.Year)
	}
	out["first_signed"], out["start_year"] = year(x.FirstSigned), year(x.StartYear)
	for _, u := range x.Unplaced {
		out["unplaced"] += wordsOf(u.Raw)
	}
	return out
}

func year(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// wordsOf are the letters and figures of a text: how it was parted into lines and items is for the reader to say.
func wordsOf(s string) string {
	return strings.ReplaceAll(format.Fold(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n\u00a0\u202f.,;:•-–—*'’\"«»()?!/|", r) }), " ")), " ", "")
}

// knownOfAtlas is what the register knows of the answers to a page of the atlas: what its latest page says, else what other records
// say of the same properties. The parties are as they are today.
func (c *Campaigns) knownOfAtlas(ctx context.Context, q coop.Questionnaire, p catalogue.Partnership) (map[string]coop.Given, error) {
	x := otherwiseKnown(p)
	for _, r := range latestFirst(p) {
		if r.Kind != coop.KindAtlas {
			continue
		}
		one, err := c.Reader.Record(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		x = atlaspage.Project{}
		if err := json.Unmarshal(one.Body, &x); err != nil {
			return nil, err
		}
		break
	}
	country, _, err := c.Reader.Whereabouts(ctx, p)
	if err != nil {
		return nil, err
	}
	if x.FrenchPartners, err = c.called(ctx, p, coop.French); err != nil {
		return nil, err
	}
	abroad, err := c.called(ctx, p, coop.Foreign)
	if err != nil {
		return nil, err
	}
	x.ForeignPartners = nil
	for _, name := range abroad {
		one := atlaspage.PartnerOf(name)
		if in := i18n.FR.Country(country); one.Country == nil && country != "" {
			one.Country = &in
		}
		x.ForeignPartners = append(x.ForeignPartners, one)
	}
	return givenOfPage(q, x), nil
}

// otherwiseKnown is what the register knows of a partnership that no page of the atlas speaks of, as one would say it.
func otherwiseKnown(p catalogue.Partnership) (x atlaspage.Project) {
	for _, v := range p.Values {
		if v.Property == coop.FirstSignature && len(v.Date) >= 4 {
			if n, err := strconv.Atoi(string(v.Date)[:4]); err == nil {
				x.FirstSigned = &n
			}
		}
	}
	for _, t := range p.Texts {
		if to := atlasTexts(&x)[t.Property]; to != nil && *to == nil && t.Answer == coop.ValueGiven {
			*to = &t.Text
		}
	}
	for _, m := range p.Budgets {
		if m.Payer != "" && m.Currency == "EUR" && m.Year != 0 && m.Part != coop.PartOf {
			x.Funding = append(x.Funding, atlaspage.Funding{Funder: m.Payer, Eur: new(float64(m.Cents) / 100), Year: &m.Year})
		}
	}
	return x
}

// givenOfPage is what a page of the atlas answers to the questions that fill its fields.
func givenOfPage(q coop.Questionnaire, x atlaspage.Project) map[string]coop.Given {
	out := map[string]coop.Given{}
	for _, i := range q.Items() {
		g := coop.Given{}
		switch {
		case i.Fills == "funding":
			g.Rows = fundingRows(i, x.Funding)
		case i.Fills == "foreign_partners":
			for _, f := range x.ForeignPartners {
				g.Values = append(g.Values, called(f))
			}
		case i.Fills == "first_signed":
			g.Values = []string{year(x.FirstSigned)}
		case i.Fills == "start_year":
			g.Values = []string{year(x.StartYear)}
		case i.Fills == "end_date" && x.EndDate != nil:
			g.Values = []string{i18n.FR.Date(*x.EndDate)}
		case atlasAnswers(&x)[i.Fills] != nil:
			if said := *atlasAnswers(&x)[i.Fills]; said != nil {
				g.Values = []string{map[bool]string{true: "yes", false: "no"}[*said]}
			}
		case atlasLists(&x)[i.Fills] != nil:
			g.Values = slices.Clone(*atlasLists(&x)[i.Fills])
		case atlasTexts(&x)[i.Fills] != nil:
			if text := *atlasTexts(&x)[i.Fills]; text != nil {
				g.Values = worded(i, *text)
			}
		}
		if g = g.Tidy(); !g.Empty() {
			out[i.ID] = g
		}
	}
	return out
}

// worded is a text as an answer: of a choice, that which says the same.
func worded(i coop.Item, text string) []string {
	if i.Type != coop.AskChoice {
		return []string{text}
	}
	for _, o := range i.Options {
		if coop.Fold(o.Label.In("fr")) == coop.Fold(text) {
			return []string{o.Code}
		}
	}
	return nil
}

// called is a partner with its country, as one writes it.
func called(p atlaspage.Partner) string {
	if p.Country == nil {
		return p.Name
	}
	return p.Name + " (" + *p.Country + ")"
}

func fundingRows(i coop.Item, list []atlaspage.Funding) (out [][]string) {
	for _, f := range list {
		cells := map[string]string{"funder": f.Funder, "eur": atlaspage.Euros(f.Eur), "year": year(f.Year)}
		row := make([]string, len(i.Columns))
		for c, col := range i.Columns {
			row[c] = cells[col.Fills]
		}
		out = append(out, row)
	}
	return out
}
