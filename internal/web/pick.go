package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Pick is a field that asks for an organisation or a territory: its name is typed, and searched as one types where there
// is a script. Without one, a name that several bear comes back with those to choose from.
type Pick struct {
	Name, Label, Hint string
	Kind              string // organisation or territory
}

// Picked is something to choose from: what bears the name that was typed.
type Picked struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Where string `json:"where"` // what tells it from its namesakes
}

// picks is how many things are offered for a name.
const picks = 10

// number is the name of the field beside a picker that holds the number of what was chosen.
func (q Pick) number() string { return q.Name + "-numero" }

// source is where the script searches.
func (q Pick) source() string { return "/choisir" + families[q.Kind] + ".json" }

// candidates are what bears a name, the likeliest first: at most picks of them, and how many there are.
func (v *visit) candidates(kind, text string) (list []Picked, total int, err error) {
	if kind == coop.KindTerritory {
		rows, n, err := v.reader.Territories(v.r.Context(), text, 0)
		for _, r := range rows {
			list = append(list, Picked{r.Ref.ID, r.Ref.Name, v.lang.Or("level."+r.Level, r.Level) + ", " + v.lang.Country(r.Ref.Country)})
		}
		return likeliest(list, text), n, err
	}
	rows, n, err := v.reader.Organisations(v.r.Context(), text, 0)
	for _, r := range rows {
		list = append(list, Picked{r.Ref.ID, r.Ref.Name, v.whereOf(r)})
	}
	return likeliest(list, text), n, err
}

// whereOf says what an organisation is and where.
func (v *visit) whereOf(o catalogue.OrgCount) string {
	out := v.lang.T("kind." + string(o.Kind))
	if o.Territory != nil {
		out += ", " + o.Territory.Name
	}
	return out
}

// likeliest puts what bears exactly the name first, then what begins with it.
func likeliest(list []Picked, text string) []Picked {
	want := coop.Fold(text)
	rank := func(p Picked) int {
		if name := coop.Fold(p.Name); name == want {
			return 0
		} else if len(name) >= len(want) && name[:len(want)] == want {
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b Picked) int { return rank(a) - rank(b) })
	return list[:min(len(list), picks)]
}

// choose answers the script of a picker: what bears a name, as JSON.
func (s *server) choose(kind string) handler {
	return func(v *visit) error {
		text := cutRunes(v.r.URL.Query().Get("q"), maxText)
		out := struct {
			Items []Picked `json:"items"`
			Total int      `json:"total"`
		}{Items: []Picked{}}
		if len([]rune(text)) > 1 {
			list, total, err := v.candidates(kind, text)
			if err != nil {
				return err
			}
			out.Items, out.Total = append(out.Items, list...), total
		}
		body, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("choose: %w", err)
		}
		return v.text(mediaTypes["json"], body)
	}
}

// picked is the number of what was chosen in a picker: by the script or among those offered, by its number, or by a name
// that one thing alone bears. Otherwise the problem says what to do, and those that bear the name are kept to be offered.
func (v *visit) picked(kind, field string) (int64, Problem, error) {
	text := v.said(field)
	q := Pick{Name: field, Kind: kind}
	if id, err := strconv.ParseInt(v.said(q.number()), 10, 64); err == nil && id > 0 && v.said(field+"-pour") == text {
		return id, Problem{}, nil
	}
	if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 {
		return id, Problem{}, nil
	}
	if text == "" {
		return 0, Problem{field, v.lang.T("pick.missing." + kind)}, nil
	}
	list, total, err := v.candidates(kind, text)
	if err != nil {
		return 0, Problem{}, err
	}
	if total == 1 || total > 1 && coop.Fold(list[0].Name) == coop.Fold(text) && coop.Fold(list[1].Name) != coop.Fold(text) {
		return list[0].ID, Problem{}, nil
	}
	if v.offered == nil {
		v.offered = map[string][]Picked{}
	}
	v.offered[field] = list
	key := "pick.several"
	if total == 0 {
		key = "pick.nobody"
	}
	return 0, Problem{field, v.lang.T(key, text)}, nil
}
