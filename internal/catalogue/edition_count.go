package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// EditionCount is what is counted over the fiches of an edition. Frozen, it is kept as JSON: its names do not change.
type EditionCount struct {
	Fiches       int             `json:"fiches"`
	Coming       int             `json:"coming"`
	Partnerships int             `json:"partnerships"`
	Holders      int             `json:"holders"`
	Partners     int             `json:"partners"`
	Actions      int             `json:"actions"`
	Figures      []EditionFigure `json:"figures"`
	Money        MoneyFigures    `json:"money"`
	Twice        []coop.RecordID `json:"twice"` // fiches that are printed twice: their money counts once
}

// EditionFigure is a figure with the fiches that it counts.
type EditionFigure struct {
	Group   string          `json:"group"` // trend, region, theme …
	Key     string          `json:"key"`   // of its sentence; "" of a bar
	Value   string          `json:"value"` // of a bar: the code, or the number of the territory
	Label   string          `json:"label"` // a name of its own; "" where i18n has the words
	Count   int             `json:"count"`
	Of      int             `json:"of"`
	Words   bool            `json:"words"` // by a list of words: an estimate
	Records []coop.RecordID `json:"records"`
}

// Ref is the last part of its address: trend-maintained, region-12.
func (f EditionFigure) Ref() string {
	if f.Key != "" {
		return figureRef(f.Key)
	}
	return f.Group + "-" + f.Value
}

// Ref is the last part of the address of a figure: overview.trend.maintained → trend-maintained.
func (f Figure) Ref() string { return figureRef(f.Key) }

func figureRef(key string) string {
	return strings.ReplaceAll(strings.TrimPrefix(key, "overview."), ".", "-")
}

// Group is the question of a figure: "trend" of overview.trend.maintained.
func (f Figure) Group() string {
	group, _, _ := strings.Cut(strings.TrimPrefix(f.Key, "overview."), ".")
	return group
}

// Groups of bars, in the order in which they are shown.
const (
	barRegion   = "region"
	barTheme    = "theme"
	barDocument = "document"
	barDecade   = "decade"
)

// FigureMoney is the group of the figure of the fiches that state amounts.
const FigureMoney = "money"

// countFiches counts fiches as the overview counts all of them; its bars are of what these fiches say themselves, the regions
// those under which they are printed.
func (c *Catalogue) countFiches(ctx context.Context, x *index, list []*brief, sections map[coop.RecordID]string, coming int) (EditionCount, error) {
	t := x.counts(list)
	e := EditionCount{Fiches: len(list), Coming: coming}
	for i, f := range t.o.Figures {
		of := f.Of
		if f.Key == figAnswered {
			of = len(list) + coming
		}
		e.Figures = append(e.Figures, EditionFigure{Group: f.Group(), Key: f.Key, Count: f.Count, Of: of, Words: f.Words, Records: t.records[i]})
	}
	for _, r := range t.o.Twice {
		e.Twice = append(e.Twice, r.ID)
	}
	b := &ficheBars{x: x, of: map[coop.RecordID]bool{}, about: map[coop.PartnershipID][]coop.RecordID{}, bars: map[string]map[string]*EditionFigure{}}
	for _, f := range list {
		b.of[f.id] = true
		for name := range strings.SplitSeq(sections[f.id], ", ") {
			if name != "" {
				b.add(barRegion, strings.ReplaceAll(coop.Fold(name), " ", "-"), name, f.id)
			}
		}
	}
	ids := b.parties(list, &e)
	if err := b.said(ctx, c, ids); err != nil {
		return e, err
	}
	e.Actions = b.actions
	e.Figures = append(e.Figures, b.figures(len(list))...)
	money, from, err := c.moneyOf(ctx, b.of)
	e.Money = money
	e.Figures = append(e.Figures, EditionFigure{Group: FigureMoney, Key: "edition.money", Count: len(from), Of: len(list), Records: from})
	return e, err
}

// ficheBars counts fiches by what they say.
type ficheBars struct {
	x       *index
	of      map[coop.RecordID]bool
	about   map[coop.PartnershipID][]coop.RecordID // the fiches of each partnership
	bars    map[string]map[string]*EditionFigure
	actions int
}

// add counts a fiche under a value, once.
func (b *ficheBars) add(group, value, label string, id coop.RecordID) {
	if b.bars[group] == nil {
		b.bars[group] = map[string]*EditionFigure{}
	}
	f := b.bars[group][value]
	if f == nil {
		f = &EditionFigure{Group: group, Value: value, Label: label}
		b.bars[group][value] = f
	}
	if !slices.Contains(f.Records, id) {
		f.Records = append(f.Records, id)
	}
}

// parties counts partnerships and their parties, and gives the partnerships.
func (b *ficheBars) parties(list []*brief, e *EditionCount) []int64 {
	var ids []int64
	seen, sides := map[coop.PartnershipID]bool{}, [2]map[Ref]bool{{}, {}}
	for _, f := range list {
		for _, id := range b.x.subjects(b.x.heads.of(f.id)) {
			row, ok := b.x.rows.row(id)
			if !ok {
				continue
			}
			item := b.x.item(row)
			b.about[id] = append(b.about[id], f.id)
			if seen[id] {
				continue
			}
			seen[id], ids = true, append(ids, int64(id))
			for n, side := range [][]Ref{item.Holders, item.Partners} {
				for _, r := range side {
					if r.Asked { // each reply asks again who is meant by a name: the same name is counted once
						r = Ref{Name: coop.Fold(r.Name)}
					}
					sides[n][r] = true
				}
			}
		}
	}
	e.Partnerships, e.Holders, e.Partners = len(ids), len(sides[0]), len(sides[1])
	return ids
}

// said counts fiches by the themes of their actions, and by the agreements of their partnerships: the kinds of these, and the
// decade of the first.
func (b *ficheBars) said(ctx context.Context, c *Catalogue, ids []int64) error {
	first := map[coop.RecordID]int{}
	for s := range spans(ids) {
		actions, err := c.q.Actions(ctx, db.ActionsParams(s))
		if err != nil {
			return fmt.Errorf("actions: %w", err)
		}
		for i := range actions {
			if id := coop.RecordID(actions[i].Record); b.of[id] {
				b.actions++
				b.add(barTheme, themeValues(&actions[i])[0], "", id)
			}
		}
		agreements, err := c.q.Agreements(ctx, db.AgreementsParams(s))
		if err != nil {
			return fmt.Errorf("agreements: %w", err)
		}
		for _, a := range agreements { // an agreement that two records state is kept once, with the first of them
			for _, id := range b.about[coop.PartnershipID(a.Partnership)] {
				b.add(barDocument, a.Kind, "", id)
				if year := coop.Date(a.Signed).Year(); year != 0 && (first[id] == 0 || year < first[id]) {
					first[id] = year
				}
			}
		}
	}
	for id, year := range first {
		decade := year / 10 * 10
		b.add(barDecade, strconv.Itoa(decade), fmt.Sprintf("%d–%d", decade, decade+9), id)
	}
	return nil
}

// figures are the bars: the longest first, decades in their order.
func (b *ficheBars) figures(of int) []EditionFigure {
	var out []EditionFigure
	for _, group := range []string{barRegion, barDecade, barDocument, barTheme} {
		from := len(out)
		for _, f := range b.bars[group] {
			slices.Sort(f.Records)
			f.Count, f.Of = len(f.Records), of
			out = append(out, *f)
		}
		slices.SortFunc(out[from:], func(x, y EditionFigure) int {
			if group == barDecade {
				return cmp.Compare(x.Value, y.Value)
			}
			return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Label+x.Value, y.Label+y.Value))
		})
	}
	return out
}

// moneyOf counts the money that records state, three ways, as any money is counted, and says which of them state any.
func (c *Catalogue) moneyOf(ctx context.Context, records map[coop.RecordID]bool) (MoneyFigures, []coop.RecordID, error) {
	l, err := c.money(ctx)
	if err != nil {
		return MoneyFigures{}, nil, err
	}
	state := map[coop.RecordID]bool{}
	subset := slices.DeleteFunc(l.book.Whole(), func(p coop.MoneyPart) bool {
		id := l.book.Lines[p.Line].Record
		state[id] = state[id] || records[id]
		return !records[id]
	})
	maps.DeleteFunc(state, func(_ coop.RecordID, in bool) bool { return !in })
	return l.figures(l.book.Count(subset)), slices.Sorted(maps.Keys(state)), nil
}
