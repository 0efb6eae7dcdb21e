package catalogue

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Reindex makes the index from the register, whatever is kept, and keeps it. It says how many partnerships it has.
func (c *Catalogue) Reindex(ctx context.Context) (int, error) {
	version, err := c.Version(ctx)
	if err != nil {
		return 0, err
	}
	c.build.Lock()
	defer c.build.Unlock()
	x, err := c.at(ctx, func(at *Catalogue, _ int64) (*index, error) { return at.load(ctx) })
	if err != nil {
		return 0, err
	}
	x.version = version
	c.index.Store(x)
	c.keptSeq.Store(x.seq)
	if c.options.Index == "" {
		return x.totals.Partnerships, nil
	}
	return x.totals.Partnerships, c.keep(ctx, x)
}

// Check asks random queries of the index and of the tables by plain SQL, and says where they differ. Texts are compared
// in one direction: what stands in the words of an action must be found.
func (c *Catalogue) Check(ctx context.Context, queries int, seed uint64) ([]string, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(seed, 7))
	var wrong []string
	for range queries {
		q := x.anyQuery(r)
		want, err := c.plainly(ctx, x, q)
		if err != nil {
			return wrong, fmt.Errorf("check index: %w", err)
		}
		got := x.ids(q)
		missing, extra := minus(want, got), minus(got, want)
		if len(missing) > 0 || len(extra) > 0 && q.Text == "" {
			wrong = append(wrong, fmt.Sprintf("q=%q %v: SQL has %v more, the index %v", q.Text, q.Filters, missing, extra))
		}
	}
	return wrong, nil
}

// ids are the partnerships that the index finds.
func (x *index) ids(q Query) map[int64]bool {
	out := map[int64]bool{}
	each(x.filtered(x.search(q.Text), q, ""), func(row uint32) { out[int64(x.rows.ids[row])] = true })
	return out
}

func minus(a, b map[int64]bool) []int64 {
	var out []int64
	for id := range a {
		if !b[id] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 5)]
}

// plain are the filters as SQL says them, each with the value as its only parameter.
var plain = map[string]string{
	"statut": "SELECT id FROM partnership WHERE status = $1 AND merged_into IS NULL AND NOT withdrawn",
	"theme":  "SELECT partnership FROM action WHERE theme = $1",
	"source": "SELECT p.partnership FROM party p JOIN record r ON r.id = p.record WHERE CAST(r.source AS text) = $1",
	"pays": "SELECT p.partnership FROM party p JOIN organisation o ON o.id = p.organisation JOIN territory t ON t.id = o.territory " +
		"WHERE t.country = $1 AND t.country <> 'FR' AND p.role <> 'associate'",
}

// anyQuery draws up to two filters and, for half of the queries, a word.
func (x *index) anyQuery(r *rand.Rand) Query {
	q := Query{Filters: map[string][]string{}}
	names := slices.Sorted(maps.Keys(plain))
	for range 1 + r.IntN(2) {
		name := names[r.IntN(len(names))]
		if values := slices.Sorted(maps.Keys(x.facets[name])); len(values) > 0 {
			q.Filters[name] = []string{values[r.IntN(len(values))]}
		}
	}
	if len(x.sorted) > 0 && r.IntN(2) == 0 {
		q.Text = x.sorted[r.IntN(len(x.sorted))]
	}
	return q
}

// plainly answers a query from the tables.
func (c *Catalogue) plainly(ctx context.Context, x *index, q Query) (map[int64]bool, error) {
	found, err := c.column(ctx, "SELECT id FROM partnership WHERE merged_into IS NULL AND NOT withdrawn")
	if err != nil {
		return nil, err
	}
	for name, values := range q.Filters {
		has := map[int64]bool{}
		for _, v := range withNarrower(name, values[0]) {
			some, err := c.column(ctx, plain[name], v)
			if err != nil {
				return nil, err
			}
			maps.Copy(has, some)
		}
		maps.DeleteFunc(found, func(id int64, _ bool) bool { return !has[id] })
	}
	maps.DeleteFunc(found, func(id int64, _ bool) bool { return x.kept.withheld[coop.PartnershipID(id)] })
	if q.Text == "" {
		return found, nil
	}
	has, err := c.inActions(ctx, x, q.Text)
	maps.DeleteFunc(found, func(id int64, _ bool) bool { return !has[id] })
	return found, err
}

// withNarrower is a value of a facet with those below it: a theme holds its sub-themes.
func withNarrower(facet, value string) []string {
	out := []string{value}
	for _, t := range coop.Themes() {
		if facet == "theme" && t.Parent == value {
			out = append(out, t.Code)
		}
	}
	return out
}

func (c *Catalogue) column(ctx context.Context, query string, args ...any) (map[int64]bool, error) {
	rows, err := c.rows.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

// inActions are the partnerships whose actions say a word.
func (c *Catalogue) inActions(ctx context.Context, x *index, word string) (map[int64]bool, error) {
	rows, err := c.rows.QueryContext(ctx, "SELECT partnership, record, domain || ' ' || description FROM action")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	wanted := words(word)
	out := map[int64]bool{}
	for rows.Next() {
		var id, record int64
		var text string
		if err := rows.Scan(&id, &record, &text); err != nil {
			return nil, err
		}
		if !strings.Contains(coop.Fold(text), word) {
			continue // a quick look before the slow one
		}
		if have := words(x.masked(x.sourceOf(record), text)); slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(have, w) }) {
			out[id] = true
		}
	}
	return out, rows.Err()
}
