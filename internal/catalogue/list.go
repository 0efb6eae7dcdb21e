package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
)

// PageSize is the number of rows of a page when nothing else is asked.
const PageSize = 25

// A prefix has three letters at least, and stands for so many words at most.
const (
	shortest = 3
	prefixes = 256
)

// List answers a query: one page of partnerships, the counts of every facet (each with its own filter left out, so
// that another value can be chosen) and the places of all that was found. An unknown facet or value gives an empty
// list, not an error: addresses grow old.
func (c *Catalogue) List(ctx context.Context, q Query) (List, error) {
	x, err := c.current(ctx)
	if err != nil {
		return List{}, err
	}
	q.Page, q.Size = max(1, q.Page), cmp.Or(q.Size, PageSize)
	base := x.search(q.Text)
	found := base
	if len(q.Filters) > 0 {
		found = x.filtered(base, q, "")
	}
	l := List{Query: q, Total: int(found.GetCardinality()), Of: x.totals.Partnerships}
	l.Facets, l.Places = x.surroundings(base, found, q)
	drawn := x.page(q, found, 0, max(q.Size, q.Drawn))
	l.Points = make([]Link, 0, len(drawn))
	for _, n := range drawn {
		l.Points = append(l.Points, x.link(n))
	}
	shown := drawn[:min(q.Size, len(drawn))]
	if q.Page > 1 {
		shown = x.page(q, found, (q.Page-1)*q.Size, q.Size)
	}
	if l.Items, err = c.items(ctx, x, shown); err != nil {
		return l, err
	}
	if q.Text != "" {
		err = c.snippets(ctx, x, q.Text, l.Items)
	}
	return l, err
}

// whole is what a list of the whole register has beside its rows, counted when it is first asked for.
type whole struct {
	once   sync.Once
	facets []Facet
	places iter.Seq[MapPlace]
}

// surroundings are the facets and the places of what was found.
func (x *index) surroundings(base, found *roaring.Bitmap, q Query) ([]Facet, iter.Seq[MapPlace]) {
	if q.Text != "" || len(q.Filters) > 0 {
		return x.facetsOf(base, found, q), x.places(found)
	}
	x.whole.once.Do(func() {
		x.whole.facets, x.whole.places = x.facetsOf(base, found, q), slices.Values(slices.Collect(x.places(found)))
	})
	return slices.Clone(x.whole.facets), x.whole.places
}

// Links are the two ends of partnerships, in the order in which they are asked for; what is not there is left out.
func (c *Catalogue) Links(ctx context.Context, ids []coop.PartnershipID) ([]Link, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, id := range ids {
		if row, ok := x.rows.row(id); ok {
			out = append(out, x.link(row))
		}
	}
	return out, nil
}

// counts are the room in which the links of every territory are counted: a map that needs it gives it back as it was,
// all 0.
var counts = sync.Pool{New: func() any { return new([]uint32) }}

// places are the places at which links end, in the order of their names, with how many do. They are counted when they
// are gone through: a list without a map has no need of them.
func (x *index) places(found *roaring.Bitmap) iter.Seq[MapPlace] {
	return func(yield func(MapPlace) bool) {
		room := counts.Get().(*[]uint32)
		defer counts.Put(room)
		*room = slices.Grow(*room, max(0, len(x.points)-len(*room)))[:max(len(*room), len(x.points))]
		count, left := *room, 0
		each(found, func(row uint32) {
			for _, t := range x.rows.ends.of(row) {
				rank := x.placeRank[t]
				if count[rank]++; count[rank] == 1 {
					left++
				}
			}
		})
		for rank, wanted := 0, true; left > 0; rank++ {
			links := int(count[rank])
			if links == 0 {
				continue
			}
			count[rank] = 0
			left--
			if p := &x.points[rank]; wanted && p.Precision != coop.NoPoint {
				wanted = yield(MapPlace{Point: p, Links: links})
			}
		}
	}
}

// search finds the partnerships that have every word of a text; the last word may be the beginning of one.
func (x *index) search(text string) *roaring.Bitmap {
	sets := []*roaring.Bitmap{x.rows.stand}
	list := words(text)
	for i, w := range list {
		hits := x.words[w]
		if i == len(list)-1 && len(w) >= shortest {
			hits = x.prefix(w)
		}
		if hits.empty() {
			return roaring.New()
		}
		sets = append(sets, hits.bitmap())
	}
	if len(sets) == 1 {
		return x.rows.stand
	}
	return roaring.FastAnd(sets...)
}

// prefix is the rows with a word that begins so.
func (x *index) prefix(w string) rowSet {
	all := roaring.New()
	for i, n := sort.SearchStrings(x.sorted, w), 0; i < len(x.sorted) && n < prefixes && strings.HasPrefix(x.sorted[i], w); i, n = i+1, n+1 {
		x.words[x.sorted[i]].into(all)
	}
	return rowSet{many: all}
}

// any is the rows with one of the values of a facet.
func (x *index) any(name string, values []string) *roaring.Bitmap {
	if len(values) == 1 {
		return x.facets[name][values[0]].bitmap()
	}
	found := roaring.New()
	for _, v := range values {
		x.facets[name][v].into(found)
	}
	return found
}

// filtered is what the filters leave of a set, but for the filter of one facet.
func (x *index) filtered(set *roaring.Bitmap, q Query, but string) *roaring.Bitmap {
	var room [8]*roaring.Bitmap
	list := append(room[:0], set)
	for name, values := range q.Filters {
		if name != but {
			list = append(list, x.any(name, values))
		}
	}
	if len(list) == 1 {
		return set
	}
	return roaring.FastAnd(list...)
}

func (x *index) facetsOf(base, found *roaring.Bitmap, q Query) []Facet {
	facets := make([]Facet, 0, len(Facets))
	for _, name := range Facets {
		within := found
		if len(q.Filters[name]) > 0 {
			within = x.filtered(base, q, name)
		}
		f := Facet{Name: name, Values: make([]FacetValue, 0, len(x.facets[name]))}
		for v, b := range x.facets[name] {
			n := b.count(within)
			chosen := slices.Contains(q.Filters[name], v)
			if n > 0 && !x.labels[name][v].former || chosen {
				f.Values = append(f.Values, FacetValue{Value: v, Label: x.labels[name][v].text, Count: n, Selected: chosen})
			}
		}
		f.sort(x.labels[name])
		facets = append(facets, f)
	}
	return facets
}

func (f *Facet) sort(labels map[string]label) {
	slices.SortFunc(f.Values, func(a, b FacetValue) int {
		if f.Name == "annee" {
			return cmp.Compare(b.Value, a.Value)
		}
		if a.Count != b.Count {
			return cmp.Compare(b.Count, a.Count)
		}
		return cmp.Or(cmp.Compare(labels[a.Value].folded, labels[b.Value].folded), cmp.Compare(a.Value, b.Value))
	})
}

// label is the name of a facet value that has one of its own; themes, statuses and years are put into words by i18n.
func (x *index) label(name, value string) string {
	var id int64
	if _, err := fmt.Sscanf(value, "%d", &id); err != nil {
		return ""
	}
	switch name {
	case "source":
		if s := x.sources[coop.SourceID(id)]; s != nil {
			return cmp.Or(s.Title, s.Document)
		}
	case "region", "cercle", "region_fr", "departement":
		if t := x.territories[coop.TerritoryID(id)]; t != nil {
			return t.Name
		}
	}
	return ""
}

// isFormer says whether a facet value is a territory that has ended.
func (x *index) isFormer(name, value string) bool {
	if name != "region" && name != "cercle" && name != "region_fr" && name != "departement" {
		return false
	}
	id, err := strconv.ParseInt(value, 10, 64)
	t := x.territories[coop.TerritoryID(id)]
	return err == nil && t != nil && t.To != ""
}

// page is a part of what was found in the order that is asked for. Without another order, those come first that have a
// word of the search in their title; both parts stay in the order of the titles.
func (x *index) page(q Query, found *roaring.Bitmap, from, size int) []uint32 {
	o, ok := x.rows.orders[q.Sort]
	if !ok {
		o = x.rows.orders[""]
	}
	if q.Sort != "" || q.Text == "" {
		return o.page(found, nil, from, size)
	}
	named := roaring.New()
	for _, w := range words(q.Text) {
		x.titles[w].into(named)
	}
	named.And(found)
	out := o.page(named, nil, from, size)
	from = max(0, from-int(named.GetCardinality()))
	return append(out, o.page(found, named, from, size-len(out))...)
}

// budgets reads the latest annual budgets of items, which are found by the financing.
func (c *Catalogue) budgets(ctx context.Context, x *index, at map[int64]int, items []Item) error {
	for ids := range slices.Chunk(slices.Collect(maps.Keys(at)), inList) {
		list, err := c.financings(ctx, ids)
		if err != nil {
			return err
		}
		for _, f := range list {
			m := x.money(f)
			items[at[f.ID]].Budget = &m
		}
	}
	return nil
}

// inList is how many ids one query asks for: every engine takes as many.
const inList = 500

// financing has the columns that the query below names: where those of the table's own query change, the conversion to
// its row does not compile.
type financing struct {
	ID, Partnership int64
	ActionPath      string
	Cents           int64
	Currency        string
	Year            int
	Period          string
	Payer           sql.NullInt64
	PayerText       string
	Qualifier       string
	Kind            string
	Raw             string
	Record          int64
	Path            string
	Line, LineEnd   int
	Terms           string
}

// financings are amounts by id.
func (c *Catalogue) financings(ctx context.Context, ids []int64) ([]db.FinancingsRow, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	rows, err := c.rows.QueryContext(ctx, "SELECT id, partnership, action_path, cents, currency, year, period, payer, payer_text, "+
		"qualifier, kind, raw, record, path, line, line_end, terms FROM financing WHERE id IN ("+sqldb.In(1, len(ids))+")", args...)
	if err != nil {
		return nil, fmt.Errorf("financings: %w", err)
	}
	defer rows.Close()
	var out []db.FinancingsRow
	for rows.Next() {
		var f financing
		if err := rows.Scan(&f.ID, &f.Partnership, &f.ActionPath, &f.Cents, &f.Currency, &f.Year, &f.Period, &f.Payer, &f.PayerText,
			&f.Qualifier, &f.Kind, &f.Raw, &f.Record, &f.Path, &f.Line, &f.LineEnd, &f.Terms); err != nil {
			return nil, fmt.Errorf("financings: %w", err)
		}
		out = append(out, db.FinancingsRow(f))
	}
	return out, rows.Err()
}

// snippets shows, for the rows of one page, the sentence in which a word of the search stands.
func (c *Catalogue) snippets(ctx context.Context, x *index, text string, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	at := map[int64]int{}
	args := make([]any, len(items))
	for i, item := range items {
		at[int64(item.ID)], args[i] = i, int64(item.ID)
	}
	in := sqldb.In(1, len(items))
	rows, err := c.rows.QueryContext(ctx,
		"SELECT partnership, record, domain || ' : ' || description FROM action WHERE partnership IN ("+in+
			") UNION ALL SELECT partnership, record, text FROM statement WHERE partnership IN ("+in+")", args...)
	if err != nil {
		return fmt.Errorf("snippets: %w", err)
	}
	defer rows.Close()
	wanted, missing := wantedWords(text), len(items)
	for missing > 0 && rows.Next() {
		var id, record int64
		var body string
		if err := rows.Scan(&id, &record, &body); err != nil {
			return fmt.Errorf("snippets: %w", err)
		}
		if i := at[id]; items[i].Snippet == "" {
			items[i].Snippet = snippet(x.masked(x.sourceOf(record), body), wanted)
			if items[i].Snippet != "" {
				missing--
			}
		}
	}
	return rows.Err()
}

// wanted are the words of a search, each with the beginning that a text must have somewhere to have the word.
type wanted []struct{ word, beginning string }

func wantedWords(text string) wanted { return wantedOf(words(text)...) }

// wantedOf prepares stems to be looked for: a word and its stem differ in the last letter of the stem at most, but for
// Saint, which is written St too.
func wantedOf(stems ...string) wanted {
	out := make(wanted, len(stems))
	for i, w := range stems {
		if out[i].word = w; !strings.HasPrefix("saint", w) {
			out[i].beginning = w[:len(w)-1]
		}
	}
	return out
}

// in says whether a text may have one of the words: most have none, and are not cut into words.
func (s wanted) in(text string) bool {
	folded := coop.Fold(text)
	for i := range s {
		if strings.Contains(folded, s[i].beginning) {
			return true
		}
	}
	return false
}

// begin says whether a word begins with one of them.
func (s wanted) begin(word string) bool {
	for i := range s {
		if strings.HasPrefix(word, s[i].word) {
			return true
		}
	}
	return false
}

// snippet is some 160 characters of a text around the first word that matches, empty if none does.
func snippet(text string, s wanted) string {
	if !s.in(text) {
		return ""
	}
	fields := strings.Fields(text)
	for i, f := range fields {
		for w := range eachWord(f) {
			if !s.begin(w) {
				continue
			}
			from, to := max(0, i-10), min(len(fields), i+16)
			s := strings.Join(fields[from:to], " ")
			if from > 0 {
				s = "… " + s
			}
			if to < len(fields) {
				s += " …"
			}
			return s
		}
	}
	return ""
}
