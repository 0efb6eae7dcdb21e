package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"kafo/internal/coop"
)

// Overview recomputes the headline counts of the censuses from their fiches, each with its denominator and its list,
// beside what the documents themselves claim. Replaced records are not counted.
func (c *Catalogue) Overview(ctx context.Context) (Overview, error) {
	t, err := c.tallied(ctx)
	if err != nil {
		return Overview{}, err
	}
	return t.whole(), nil
}

// Figures are the overview without the records and the passages behind its figures.
func (c *Catalogue) Figures(ctx context.Context) (Overview, error) {
	t, err := c.tallied(ctx)
	if err != nil {
		return Overview{}, err
	}
	o := t.o
	o.Figures = slices.Clone(o.Figures)
	return o, nil
}

// Figure is one of them with a page of the records and of the passages behind it, from 1; page 0 gives all. It says how
// many passages there are. A key that no figure has gives nothing.
func (c *Catalogue) Figure(ctx context.Context, key string, page, size int) (f Figure, passages int, err error) {
	t, err := c.tallied(ctx)
	if err != nil {
		return Figure{}, 0, err
	}
	i, ok := t.at[key]
	if !ok {
		return Figure{}, 0, nil
	}
	from, to := 0, math.MaxInt
	if page > 0 {
		from, to = (page-1)*size, page*size
	}
	return t.figure(i, from, to), len(t.passages[i]), nil
}

// tallied is the tally of the present generation of the index. It is made to its end though the visitor who asked for it first has left:
// else none would ever see that of a large register.
func (c *Catalogue) tallied(ctx context.Context) (*tally, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	if t := c.tally.Load(); t != nil && t.x == x {
		return t, nil
	}
	select {
	case c.tallying <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-c.tallying }()
		done <- c.tallyUp(context.WithoutCancel(ctx), x)
	}()
	select {
	case err := <-done:
		return c.tally.Load(), err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// tallyUp makes the tally of a generation, unless another has just made it.
func (c *Catalogue) tallyUp(ctx context.Context, x *index) error {
	if t := c.tally.Load(); t != nil && t.x == x {
		return nil
	}
	list, err := c.brief(ctx, x)
	if err != nil {
		return err
	}
	t := x.counts(list)
	cents, err := c.declared(ctx, x, &t.o)
	if err != nil {
		return err
	}
	x.charts(&t.o, cents)
	c.tally.Store(t)
	return nil
}

// tally counts fiches for the figures; at finds a figure by its key. What stands behind a figure is kept as ids and
// passages as printed, and made ready when it is shown.
type tally struct {
	x        *index
	o        Overview
	at       map[string]int
	records  [][]coop.RecordID // by figure
	passages [][]passed
}

// passed is a passage with its record.
type passed struct {
	of  *brief
	hit *briefHit
}

// counts counts records.
func (x *index) counts(list []*brief) *tally {
	t := &tally{x: x, at: map[string]int{}, o: Overview{Totals: x.totals, Questions: x.totals.Questions}}
	t.open(list)
	for _, b := range list {
		if b.kind == coop.KindFiche {
			t.o.Fiches++
			t.fiche(b)
		}
	}
	t.statuses(list)
	t.close(t.o.Fiches)
	for _, b := range list {
		if b.claim != nil {
			t.claim(b)
		}
	}
	for _, group := range x.printedTwice(list) {
		for _, i := range group {
			t.o.Twice = append(t.o.Twice, x.recordRef(list[i].id))
		}
	}
	return t
}

// whole is the overview with all that stands behind its figures.
func (t *tally) whole() Overview {
	o := t.o
	o.Figures = make([]Figure, len(t.o.Figures))
	for i := range o.Figures {
		o.Figures[i] = t.figure(i, 0, math.MaxInt)
	}
	return o
}

// figure is a figure with a part of its records and of its passages.
func (t *tally) figure(i, from, to int) Figure {
	f := t.o.Figures[i]
	for _, id := range cutOut(t.records[i], from, to) {
		f.List = append(f.List, t.x.recordRef(id))
	}
	for _, p := range cutOut(t.passages[i], from, to) {
		f.Hits = append(f.Hits, t.x.hit(p.of, p.hit))
	}
	return f
}

// cutOut is a part of a list, as far as there is one.
func cutOut[T any](list []T, from, to int) []T {
	return list[min(from, len(list)):min(to, len(list))]
}

// printedTwice are the places of fiches that are printed more than once (Twice).
func (x *index) printedTwice(list []*brief) [][]int {
	return twice(len(list), func(i int) string {
		b := list[i]
		if b.money == [16]byte{} {
			return ""
		}
		parties := string(b.parties[:])
		if subjects := x.subjects(x.heads.of(b.id)); len(subjects) > 0 {
			parties = fmt.Sprint(subjects)
		}
		return parties + "|" + string(b.money[:])
	}, func(i int) int { return list[i].filled })
}

// answers are the figures that one field of a fiche decides: the key ends in the value of the field.
var answers = []struct {
	group  string
	values []string
	of     func(*brief) string
}{
	{"continued", []string{"yes", "partial", "resumed", "no", "unknown"}, func(b *brief) string { return b.continued }},
	{"trend", []string{"maintained", "increased", "reduced", "mixed", "ended", "unknown"}, func(b *brief) string { return b.trend }},
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
func (t *tally) open(list []*brief) {
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
	t.at[f.Key] = len(t.o.Figures)
	t.o.Figures = append(t.o.Figures, f)
	t.records, t.passages = append(t.records, nil), append(t.passages, nil)
}

// announced is the number of fiches that the tables of contents announce.
func announced(list []*brief) int {
	n := 0
	for _, b := range list {
		if b.kind == coop.KindContents {
			n++
		}
	}
	return n
}

// count adds a record to a figure.
func (t *tally) count(key string, id coop.RecordID) {
	if i, ok := t.at[key]; ok {
		t.o.Figures[i].Count++
		t.records[i] = append(t.records[i], id)
	}
}

func (t *tally) fiche(b *brief) {
	t.count(figAnswered, b.id)
	if b.form == newForm {
		t.count(figNew, b.id)
	}
	for _, a := range answers {
		value := cmp.Or(a.of(b), "unknown")
		t.count("overview."+a.group+"."+value, b.id)
		if a.group == "continued" && value != "no" && value != "unknown" {
			t.count(figKept, b.id)
		}
	}
	for i := range b.hits {
		h := &b.hits[i]
		n := t.at[estimates[h.estimate].key]
		if i == 0 || b.hits[i-1].estimate != h.estimate { // those of one estimate follow each other
			t.count(estimates[h.estimate].key, b.id)
		}
		t.passages[n] = append(t.passages[n], passed{b, h})
	}
}

// statuses counts partnerships, not fiches: those of the fiches, each once.
func (t *tally) statuses(list []*brief) {
	seen := map[coop.PartnershipID]bool{}
	for _, b := range list {
		if b.kind != coop.KindFiche {
			continue
		}
		for _, id := range t.x.subjects(t.x.heads.of(b.id)) {
			n, ok := t.x.rows.row(id)
			if seen[id] || !ok {
				continue
			}
			seen[id] = true
			switch unpackItem(t.x.rows.items.of(n)).status {
			case coop.Dormant:
				t.count(figDormant, b.id)
			case coop.Preparatory:
				t.count(figNewborn, b.id)
			}
		}
	}
	t.o.Figures[t.at[figDormant]].Of, t.o.Figures[t.at[figNewborn]].Of = len(seen), len(seen)
}

// close gives every figure without a denominator of its own that of the fiches.
func (t *tally) close(fiches int) {
	for i := range t.o.Figures {
		if f := &t.o.Figures[i]; f.Of < f.Count || f.Of == 0 {
			f.Of = fiches
		}
	}
}

// claim puts a figure that a document claims beside the one that counts the same.
func (t *tally) claim(b *brief) {
	i, ok := t.at[claimedKey(b.claim)]
	if !ok {
		return
	}
	head := t.x.heads.of(b.id)
	t.o.Figures[i].Claimed = append(t.o.Figures[i].Claimed, Claimed{
		Value: b.claim.number(), Sentence: t.x.masked(head.source, b.claim.Sentence), Cite: t.x.cite(b.id, "", head.line, head.end),
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
		if !x.facets["statut"][string(s)].empty() {
			o.ByStatus = append(o.ByStatus, x.bar("statut", string(s), "", cents))
		}
	}
	o.ByYear = x.decades(cents)
}

func (x *index) bar(facet, value, label string, cents map[uint32]int64) Bar {
	b := Bar{Label: label, Value: value}
	each(x.facets[facet][value].in(x.rows.stand), func(row uint32) {
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
