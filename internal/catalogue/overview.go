package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// Overview recomputes the headline counts of the censuses from their fiches, each with its denominator and its list,
// beside what the documents themselves claim. Replaced records are not counted.
func (c *Catalogue) Overview(ctx context.Context) (Overview, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Overview{}, err
	}
	list, err := c.stated(ctx, x)
	if err != nil {
		return Overview{}, err
	}
	return c.overview(ctx, x, list)
}

func (c *Catalogue) overview(ctx context.Context, x *index, list []Stated) (Overview, error) {
	o := Overview{Totals: x.totals, Questions: x.totals.Questions}
	t := &tally{x: x, at: map[string]int{}}
	t.open(list)
	for i := range list {
		if list[i].Fiche != nil {
			o.Fiches++
			t.fiche(&list[i])
		}
	}
	t.statuses(list)
	t.close(o.Fiches)
	for i := range list {
		if list[i].Claim != nil {
			t.claim(&list[i])
		}
	}
	o.Figures = t.figures
	for _, group := range Twice(list) {
		for _, i := range group {
			o.Twice = append(o.Twice, x.recordRef(list[i].ID))
		}
	}
	cents, err := c.declared(ctx, x, &o)
	x.charts(&o, cents)
	return o, err
}

// tally counts fiches for the figures; at finds a figure by its key.
type tally struct {
	x       *index
	figures []Figure
	at      map[string]int
}

// answers are the figures that one field of a fiche decides: the key ends in the value of the field.
var answers = []struct {
	group  string
	values []string
	of     func(*FicheBody) string
}{
	{"continued", []string{"yes", "partial", "resumed", "no", "unknown"}, func(f *FicheBody) string { return f.Continued.Value }},
	{"trend", []string{"maintained", "increased", "reduced", "mixed", "ended", "unknown"}, func(f *FicheBody) string { return f.Trend.Value }},
}

const (
	figAnswered = "overview.fiches.answered"
	figNew      = "overview.fiches.new"
	figKept     = "overview.continued.kept"
	figDormant  = "overview.status.dormant"
	figNewborn  = "overview.status.preparatory"

	newForm = "2013-09" // the wording of the second questionnaire (as-stated form, form_version)
)

// open lays out the figures in the order in which pages show them.
func (t *tally) open(list []Stated) {
	t.add(Figure{Key: figAnswered, Of: announced(list)})
	t.add(Figure{Key: figNew})
	t.add(Figure{Key: figKept})
	for _, a := range answers {
		for _, v := range a.values {
			t.add(Figure{Key: "overview." + a.group + "." + v})
		}
	}
	t.add(Figure{Key: figDormant})
	t.add(Figure{Key: figNewborn})
	for _, e := range estimates {
		t.add(Figure{Key: e.key, Words: true})
	}
}

func (t *tally) add(f Figure) {
	t.at[f.Key] = len(t.figures)
	t.figures = append(t.figures, f)
}

// announced is the number of fiches that the tables of contents announce.
func announced(list []Stated) int {
	n := 0
	for i := range list {
		if list[i].Contents != nil {
			n++
		}
	}
	return n
}

// count adds a fiche to a figure.
func (t *tally) count(key string, s *Stated) *Figure {
	i, ok := t.at[key]
	if !ok {
		return nil
	}
	f := &t.figures[i]
	f.Count++
	f.List = append(f.List, t.x.recordRef(s.ID))
	return f
}

func (t *tally) fiche(s *Stated) {
	t.count(figAnswered, s)
	if s.Fiche.FormVersion == newForm {
		t.count(figNew, s)
	}
	for _, a := range answers {
		value := cmp.Or(a.of(s.Fiche), "unknown")
		t.count("overview."+a.group+"."+value, s)
		if a.group == "continued" && value != "no" && value != "unknown" {
			t.count(figKept, s)
		}
	}
	list := s.Fiche.clauses()
	for _, e := range estimates {
		hits := e.hits(t.x, s, list)
		if len(hits) > 0 {
			f := t.count(e.key, s)
			f.Hits = append(f.Hits, hits...)
		}
	}
}

// statuses counts partnerships, not fiches: those of the fiches, each once.
func (t *tally) statuses(list []Stated) {
	seen := map[coop.PartnershipID]bool{}
	for i := range list {
		for _, id := range list[i].Partnerships {
			n, ok := t.x.rows.row(id)
			if list[i].Fiche == nil || seen[id] || !ok {
				continue
			}
			seen[id] = true
			switch t.x.item(n).Status {
			case coop.Dormant:
				t.count(figDormant, &list[i])
			case coop.Preparatory:
				t.count(figNewborn, &list[i])
			}
		}
	}
	t.figures[t.at[figDormant]].Of, t.figures[t.at[figNewborn]].Of = len(seen), len(seen)
}

// close gives every figure without a denominator of its own that of the fiches.
func (t *tally) close(fiches int) {
	for i := range t.figures {
		if f := &t.figures[i]; f.Of < f.Count || f.Of == 0 {
			f.Of = fiches
		}
	}
}

// claim puts a figure that a document claims beside the one that counts the same.
func (t *tally) claim(s *Stated) {
	key := claimedKey(s.Claim)
	i, ok := t.at[key]
	if !ok {
		return
	}
	cite := t.x.cite(s.ID, "", s.Line, s.LineEnd)
	t.figures[i].Claimed = append(t.figures[i].Claimed, Claimed{
		Value: s.Claim.number(), Sentence: t.x.masked(s.Source, s.Claim.Sentence), Cite: cite,
	})
}

// declared counts all money three ways, and gives what each partnership comes to, counted once, in euro cents.
func (c *Catalogue) declared(ctx context.Context, x *index, o *Overview) (map[uint32]int64, error) {
	a, err := c.Money(ctx, MoneyQuery{})
	if err != nil {
		return nil, err
	}
	o.Money = a.MoneyFigures
	once := map[uint32]int64{}
	for _, t := range a.Tables {
		for _, r := range t.ranks {
			id, err := strconv.ParseInt(r.value, 10, 64)
			if n, ok := x.rows.row(coop.PartnershipID(id)); t.Dimension == "partenariat" && err == nil && ok {
				once[n] = r.once
			}
		}
	}
	return once, nil
}

// charts counts the partnerships of the register by the partner's region, theme, status and decade of first agreement.
func (x *index) charts(o *Overview, cents map[uint32]int64) {
	for value := range x.facets["region"] {
		id, err := strconv.ParseInt(value, 10, 64)
		if t := x.territories[coop.TerritoryID(id)]; err == nil && t != nil {
			o.ByRegion = append(o.ByRegion, x.bar("region", value, t.Name, cents))
		}
	}
	for value := range x.facets["theme"] {
		if t, ok := coop.ThemeByCode(value); ok && t.Parent == "" {
			o.ByTheme = append(o.ByTheme, x.bar("theme", value, "", cents))
		}
	}
	largest := func(a, b Bar) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label+a.Value, b.Label+b.Value))
	}
	slices.SortFunc(o.ByRegion, largest)
	slices.SortFunc(o.ByTheme, largest)
	for _, s := range coop.Statuses {
		if x.facets["statut"][string(s)] != nil {
			o.ByStatus = append(o.ByStatus, x.bar("statut", string(s), "", cents))
		}
	}
	o.ByYear = x.decades(cents)
}

func (x *index) bar(facet, value, label string, cents map[uint32]int64) Bar {
	b := Bar{Label: label, Value: value}
	each(roaring.And(x.facets[facet][value], x.rows.stand), func(row uint32) {
		b.Count++
		b.Cents += cents[row]
	})
	return b
}

func (x *index) decades(cents map[uint32]int64) []Bar {
	at := map[int]*Bar{}
	each(x.rows.stand, func(row uint32) {
		decade := unpackItem(x.rows.items.of(row)).since.Year() / 10 * 10
		if decade == 0 {
			return
		}
		if at[decade] == nil {
			at[decade] = &Bar{Label: fmt.Sprintf("%d–%d", decade, decade+9), Value: strconv.Itoa(decade)}
		}
		at[decade].Count++
		at[decade].Cents += cents[row]
	})
	var out []Bar
	for _, b := range at {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Bar) int { return cmp.Compare(a.Value, b.Value) })
	return out
}
