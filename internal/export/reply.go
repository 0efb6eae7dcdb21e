package export

import (
	"io"
	"slices"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// The replies to a census as tables (U48): one row a reply and one column a question; a question with several answers has a
// column for each, and a table of rows is a table of its own, joined by the number of the reply. They are private, for who holds
// the campaign: persons to contact are left out, since what is known of them is kept in one place, where they see it.

// ReplyTables are the tables of replies: the first has a row a reply, the others are those of its questions that ask for rows.
func ReplyTables(r catalogue.Replies) []Sheet {
	posed := coop.Pose(r.Asks)
	posed = slices.DeleteFunc(posed, func(p coop.Posed) bool { return strings.HasPrefix(p.Fills, "contact.") })
	out := []Sheet{replySheet(r, posed)}
	for _, p := range posed {
		if p.Type == coop.AskTable {
			out = append(out, rowsSheet(r, p))
		}
	}
	return out
}

// replyCell is a column of answers: what it is called, and the cell of an answer.
type replyCell struct {
	Column
	of coop.Posed
	in func(coop.Given) any
}

func replySheet(r catalogue.Replies, posed []coop.Posed) Sheet {
	var cells []replyCell
	for _, p := range posed {
		cells = append(cells, cellsOf(p)...)
	}
	columns := []Column{
		{"reponse", "integer", "numéro de la réponse, clé des autres tables", nil}, {"etat", "string", "où elle en est", replyStates},
		{"organisation", "string", "nom de qui a répondu", nil}, {"organisation_id", "integer", "son identifiant au registre", nil},
		{"partenariat", "integer", "identifiant du partenariat dont il s’agit", nil}, {"cote", "string", "côté du partenariat", nil},
		{"region", "string", "région où elle se trouve", nil}, {"langue", "string", "langue de l’invitation", []string{"fr", "en"}},
		{"version", "string", "version du questionnaire", nil}, {"moyen", "string", "d’où elle a été saisie, si ce n’est par le lien", []string{"paper", "phone", "document"}},
		{"recue", "date", "jour où elle a été transmise (UTC)", nil}, {"ne_sait_pas", "string", "questions auxquelles elle répond ne pas savoir", nil},
	}
	for _, c := range cells {
		columns = append(columns, c.Column)
	}
	return Sheet{Name: "reponses", Says: "les réponses à une campagne", Columns: columns, Rows: rows(r.List, func(one catalogue.Replied) []any {
		out := []any{int64(one.Reply), string(one.ReplyState), one.Asked, id(one.Org), id(one.Partnership), string(one.Side), one.Region, one.Lang,
			one.Answers.Version, one.Answers.Means, dayOf(one.SentAt), unsure(r, one, posed)}
		for _, c := range cells {
			g, _ := r.Answer(one, c.of)
			out = append(out, c.in(g))
		}
		return out
	})}
}

// replyStates are those of replies that were handed in.
var replyStates = []string{"submitted", "to_correct", "in_review", "accepted", "refused", "closed"}

func unsure(r catalogue.Replies, one catalogue.Replied, posed []coop.Posed) string {
	var out []string
	for _, p := range posed {
		if g, _ := r.Answer(one, p); g.Unsure {
			out = append(out, p.Column)
		}
	}
	return strings.Join(out, " ")
}

// cellsOf are the columns of a question; none of a table.
func cellsOf(p coop.Posed) (out []replyCell) {
	name, label := "q_"+p.Column, p.Label.In("fr")
	add := func(name, kind, says string, one []string, in func(coop.Given) any) {
		out = append(out, replyCell{Column{name, kind, says, one}, p, in})
	}
	text := func(g coop.Given) any {
		texts := g.Values
		for _, f := range g.Files {
			texts = append(slices.Clone(texts), f.Name)
		}
		return given(strings.Join(texts, " | "))
	}
	switch p.Type {
	case coop.AskTable:
		return nil
	case coop.AskSeveral:
		for _, o := range p.Options {
			add(name+"_"+o.Code, "boolean", label+" – "+o.Label.In("fr"), nil, func(g coop.Given) any {
				if len(g.Values) == 0 {
					return nil // not answered: it does not say no
				}
				return slices.Contains(g.Values, o.Code)
			})
		}
	case coop.AskYesNo:
		add(name, "boolean", label, nil, func(g coop.Given) any {
			if g.Text() == "" {
				return nil
			}
			return g.Text() == "yes"
		})
	case coop.AskChoice:
		var one []string
		for _, o := range p.Options {
			one = append(one, o.Code)
		}
		add(name, "string", label, one, text)
	default:
		add(name, "string", label, nil, text)
	}
	if p.Type == coop.AskYesNo || slices.ContainsFunc(p.Options, func(o coop.Option) bool { return o.Detail }) {
		add(name+"_precisions", "string", "précisions : "+label, nil, func(g coop.Given) any { return given(g.Detail) })
	}
	return out
}

// given is a text as a cell: nothing where none was given.
func given(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// rowsSheet is the table of a question that asks for rows.
func rowsSheet(r catalogue.Replies, p coop.Posed) Sheet {
	columns := []Column{{"reponse", "integer", "numéro de la réponse", nil}, {"rang", "integer", "rang de la ligne dans la réponse, depuis 1", nil}}
	for _, c := range p.Columns {
		columns = append(columns, Column{"q_" + c.ID, "string", c.Label.In("fr"), nil})
	}
	return Sheet{Name: "reponses-" + p.Column, Says: p.Label.In("fr"), Columns: columns, Rows: func(yield func([]any, error) bool) {
		for _, one := range r.List {
			g, item := r.Answer(one, p)
			for n, row := range g.Rows {
				cells := []any{int64(one.Reply), n + 1}
				for _, c := range p.Columns {
					at := slices.IndexFunc(item.Columns, func(own coop.Item) bool { return own.ID == c.ID })
					if at < 0 || at >= len(row) {
						cells = append(cells, nil)
						continue
					}
					cells = append(cells, given(row[at]))
				}
				if !yield(cells, nil) {
					return
				}
			}
		}
	}}
}

// WriteReplies writes replies: as CSV one of their tables ("": that with a row a reply), as XLSX all of them, a sheet each, and as
// JSON the questions with the answers as they were given. Error: notfound for a table, or a form, that there is not.
func WriteReplies(w io.Writer, format, table string, r catalogue.Replies) error {
	list := ReplyTables(r)
	h := head{Source: r.Campaign.Title, Generated: time.Now().UTC().Format(time.DateOnly)}
	switch format {
	case "json":
		return writeObject(w, newReplies(r))
	case "xlsx":
		return writeBook(w, list, h)
	case "csv":
		for _, s := range list {
			if _, of, _ := strings.Cut(s.Name, "-"); of == table {
				return writeCSV(w, s)
			}
		}
	}
	return none(format, r.Campaign.ID)
}

// repliesForm are replies as JSON.
type repliesForm struct {
	Kind     string      `json:"kind"`
	Campaign string      `json:"campaign"`
	Asks     []posedForm `json:"questions"`
	List     []replyForm `json:"items"`
}

type posedForm struct {
	ID       string            `json:"id"`
	Column   string            `json:"column"`
	Type     string            `json:"type"`
	Label    map[string]string `json:"label"`
	Public   bool              `json:"public"`
	Versions []string          `json:"versions"`
}

type replyForm struct {
	ID          int64                 `json:"reply"`
	State       string                `json:"state"`
	Asked       string                `json:"organisation"`
	Org         int64                 `json:"organisation_id"`
	Partnership int64                 `json:"partnership"`
	Version     string                `json:"version"`
	Means       string                `json:"means"`
	SentAt      any                   `json:"received"`
	Answers     map[string]coop.Given `json:"answers"` // by question, as given
}

func newReplies(r catalogue.Replies) repliesForm {
	out := repliesForm{Kind: "replies", Campaign: r.Campaign.Title, Asks: []posedForm{}, List: []replyForm{}}
	for _, p := range coop.Pose(r.Asks) {
		if !strings.HasPrefix(p.Fills, "contact.") {
			out.Asks = append(out.Asks, posedForm{p.ID, p.Column, string(p.Type), p.Label, p.Public, p.Versions})
		}
	}
	for _, one := range r.List {
		f := replyForm{int64(one.Reply), string(one.ReplyState), one.Asked, int64(one.Org), int64(one.Partnership), one.Answers.Version, one.Answers.Means, dayOf(one.SentAt), map[string]coop.Given{}}
		for _, p := range out.Asks {
			if g := one.Answers.Given[p.ID]; slices.Contains(p.Versions, one.Answers.Version) && !g.Empty() {
				f.Answers[p.ID] = g
			}
		}
		out.List = append(out.List, f)
	}
	return out
}
