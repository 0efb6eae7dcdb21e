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

// prefixes is how many words a prefix may stand for.
const prefixes = 256

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
	for _, n := range x.page(q, found, 0, max(q.Size, q.Drawn)) {
		l.Points = append(l.Points, x.link(n))
	}
	if l.Items, err = c.items(ctx, x, x.page(q, found, (q.Page-1)*q.Size, q.Size)); err != nil {
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
	x.whole.once.Do(func() { x.whole.facets, x.whole.places = x.facetsOf(base, found, q), x.places(found) })
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

// places counts the links that end at each place, in the order of their names.
func (x *index) places(found *roaring.Bitmap) iter.Seq[MapPlace] {
	count := make([]uint32, len(x.points))
	each(found, func(row uint32) {
		for _, t := range x.rows.ends.of(row) {
			count[x.placeRank[t]]++
		}
	})
	return func(yield func(MapPlace) bool) {
		for rank, n := range count {
			if n > 0 && x.points[rank].Precision != coop.NoPoint && !yield(MapPlace{Point: &x.points[rank], Links: int(n)}) {
				return
			}
		}
	}
}

// search finds the partnerships that have every word of a text; the last word may be the beginning of one.
func (x *index) search(text string) *roaring.Bitmap {
	found := x.rows.stand
	list := words(text)
	for i, w := range list {
		hits := x.words[w]
		if i == len(list)-1 {
			hits = x.prefix(w, hits)
		}
		if hits == nil {
			return roaring.New()
		}
		found = roaring.And(found, hits)
	}
	return found
}

func (x *index) prefix(w string, whole *roaring.Bitmap) *roaring.Bitmap {
	if len(w) < 3 {
		return whole
	}
	all := roaring.New()
	if whole != nil {
		all.Or(whole)
	}
	for i, n := sort.SearchStrings(x.sorted, w), 0; i < len(x.sorted) && n < prefixes && strings.HasPrefix(x.sorted[i], w); i, n = i+1, n+1 {
		all.Or(x.words[x.sorted[i]])
	}
	return all
}

// any is the rows with one of the values of a facet.
func (x *index) any(name string, values []string) *roaring.Bitmap {
	if len(values) == 1 && x.facets[name][values[0]] != nil {
		return x.facets[name][values[0]]
	}
	found := roaring.New()
	for _, v := range values {
		if b := x.facets[name][v]; b != nil {
			found.Or(b)
		}
	}
	return found
}

// filtered is what the filters leave of a set, but for the filter of one facet.
func (x *index) filtered(set *roaring.Bitmap, q Query, but string) *roaring.Bitmap {
	for name, values := range q.Filters {
		if name != but {
			set = roaring.And(set, x.any(name, values))
		}
	}
	return set
}

func (x *index) facetsOf(base, found *roaring.Bitmap, q Query) []Facet {
	facets := make([]Facet, 0, len(Facets))
	for _, name := range Facets {
		within := found
		if len(q.Filters[name]) > 0 {
			within = x.filtered(base, q, name)
		}
		f := Facet{Name: name}
		for v, b := range x.facets[name] {
			n := int(b.AndCardinality(within))
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
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(labels[a.Value].folded, labels[b.Value].folded), cmp.Compare(a.Value, b.Value))
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
		return o.page(found, from, size)
	}
	named := roaring.New()
	for _, w := range words(q.Text) {
		merge(named, x.titles[w])
	}
	first := roaring.And(found, named)
	out := o.page(first, from, size)
	from = max(0, from-int(first.GetCardinality()))
	return append(out, o.page(roaring.AndNot(found, named), from, size-len(out))...)
}

// budgets reads the latest annual budget of rows.
func (c *Catalogue) budgets(ctx context.Context, x *index, rows []uint32, items []Item) error {
	at := map[int64]int{}
	for i, row := range rows {
		if id := unpackItem(x.rows.items.of(row)).budget; id != 0 {
			at[id] = i
		}
	}
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
	rows, err := c.db.Reader().QueryContext(ctx, "SELECT id, partnership, action_path, cents, currency, year, period, payer, payer_text, "+
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
	rows, err := c.db.Reader().QueryContext(ctx,
		"SELECT partnership, record, domain || ' : ' || description FROM action WHERE partnership IN ("+in+
			") UNION ALL SELECT partnership, record, text FROM statement WHERE partnership IN ("+in+")", args...)
	if err != nil {
		return fmt.Errorf("snippets: %w", err)
	}
	defer rows.Close()
	wanted, missing := words(text), len(items)
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

// snippet is some 160 characters of a text around the first word that matches, empty if none does.
func snippet(text string, wanted []string) string {
	fields := strings.Fields(text)
	for i, f := range fields {
		for _, w := range words(f) {
			if !slices.ContainsFunc(wanted, func(s string) bool { return strings.HasPrefix(w, s) }) {
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
