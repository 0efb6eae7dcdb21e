package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
)

// PageSize is the number of rows of a page when nothing else is asked.
const PageSize = 25

// prefixes is how many words a prefix may stand for.
const prefixes = 256

// List answers a query: one page of partnerships, the counts of every facet (each with its own filter left out, so
// that another value can be chosen) and the points of all that was found. An unknown facet or value gives an empty
// list, not an error: addresses grow old.
func (c *Catalogue) List(ctx context.Context, q Query) (List, error) {
	x, err := c.current(ctx)
	if err != nil {
		return List{}, err
	}
	q.Page, q.Size = max(1, q.Page), cmp.Or(q.Size, PageSize)
	found := x.search(q.Text)
	base := found.Clone()
	for name, values := range q.Filters {
		found.And(x.any(name, values))
	}
	l := List{Query: q, Total: int(found.GetCardinality()), Of: len(x.items), Facets: x.count(base, found, q)}
	positions := x.sortedBy(q.Sort, found)
	if q.Sort == "" {
		positions = x.titled(q.Text, positions)
	}
	for _, n := range positions {
		l.Points = append(l.Points, x.links[n])
	}
	from := min((q.Page-1)*q.Size, len(positions))
	for _, n := range positions[from:min(from+q.Size, len(positions))] {
		l.Items = append(l.Items, x.items[n])
	}
	if q.Text != "" {
		err = c.snippets(ctx, x, q.Text, l.Items)
	}
	return l, err
}

// All is every partnership that a query finds, without paging: what files hold.
func (c *Catalogue) All(ctx context.Context, q Query) (List, error) {
	q.Page, q.Size = 1, 1<<30
	return c.List(ctx, q)
}

// search finds the partnerships that have every word of a text; the last word may be the beginning of one.
func (x *index) search(text string) *roaring.Bitmap {
	found := x.all.Clone()
	list := words(text)
	for i, w := range list {
		hits := x.words[w]
		if i == len(list)-1 {
			hits = x.prefix(w, hits)
		}
		if hits == nil {
			return roaring.New()
		}
		found.And(hits)
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

func (x *index) any(name string, values []string) *roaring.Bitmap {
	found := roaring.New()
	for _, v := range values {
		if b := x.facets[name][v]; b != nil {
			found.Or(b)
		}
	}
	return found
}

func (x *index) count(base, found *roaring.Bitmap, q Query) []Facet {
	facets := make([]Facet, 0, len(Facets))
	for _, name := range Facets {
		within := found
		if len(q.Filters[name]) > 0 {
			within = base.Clone()
			for other, values := range q.Filters {
				if other != name {
					within.And(x.any(other, values))
				}
			}
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
	if _, err := fmt.Sscanf(value, "%d", &id); err != nil && name != "pays" {
		return ""
	}
	switch name {
	case "pays":
		for _, t := range x.territories {
			if t.Level == "country" && t.Country == value {
				return t.Name
			}
		}
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

// sortedBy lists the positions found in an order: by title unless another is asked.
func (x *index) sortedBy(name string, found *roaring.Bitmap) []uint32 {
	order, ok := x.orders[name]
	if !ok {
		return found.ToArray()
	}
	out := make([]uint32, 0, found.GetCardinality())
	for _, n := range order {
		if found.Contains(n) {
			out = append(out, n)
		}
	}
	return out
}

// titled puts those first that have a word of the search in their title; both parts stay in order of title.
func (x *index) titled(text string, positions []uint32) []uint32 {
	named := roaring.New()
	for _, w := range words(text) {
		if b := x.titles[w]; b != nil {
			named.Or(b)
		}
	}
	slices.SortStableFunc(positions, func(a, b uint32) int {
		switch {
		case named.Contains(a) == named.Contains(b):
			return 0
		case named.Contains(a):
			return -1
		}
		return 1
	})
	return positions
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
	wanted := words(text)
	for rows.Next() {
		var id, record int64
		var body string
		if err := rows.Scan(&id, &record, &body); err != nil {
			return fmt.Errorf("snippets: %w", err)
		}
		if i := at[id]; items[i].Snippet == "" {
			items[i].Snippet = snippet(x.masked(x.cite(coop.RecordID(record), "", 0, 0).Source, body), wanted)
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
