package catalogue

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// batch is the number of things read at a time when all of them are written out: a file takes as much memory whatever the
// register holds.
const batch = 500

// Listing is all that a query finds, read as it is written.
type Listing struct {
	Query Query
	Total int
	Each  iter.Seq2[Item, error]
	Links iter.Seq[Link] // the two ends of each, in the same order
}

// Listed is a list at hand, in the form of one that is read as it is written.
func Listed[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// Whole is every partnership that a query finds, in its order, without paging: what files hold.
func (c *Catalogue) Whole(ctx context.Context, q Query) (Listing, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Listing{}, err
	}
	found := x.filtered(x.search(q.Text), q, "")
	order := x.page(q, found, 0, int(found.GetCardinality()))
	return Listing{
		Query: q, Total: len(order),
		Each: c.eachItem(ctx, x, order),
		Links: func(yield func(Link) bool) {
			for _, row := range order {
				if !yield(x.link(row)) {
					return
				}
			}
		},
	}, nil
}

// eachItem reads rows a part at a time.
func (c *Catalogue) eachItem(ctx context.Context, x *index, order []uint32) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for part := range slices.Chunk(order, batch) {
			items, err := c.items(ctx, x, part)
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, i := range items {
				if !yield(i, nil) {
					return
				}
			}
		}
	}
}

// EachMoneyLine is every line behind an answer, in the order of MoneyLines. Error: notfound for a value that no line has.
func (c *Catalogue) EachMoneyLine(ctx context.Context, q MoneyQuery) (iter.Seq2[MoneyStated, error], error) {
	if _, err := c.Money(ctx, q); err != nil {
		return nil, err
	}
	return func(yield func(MoneyStated, error) bool) {
		for page := 1; ; page++ {
			list, total, err := c.MoneyLines(ctx, q, page, batch)
			if err != nil {
				yield(MoneyStated{}, err)
				return
			}
			for _, m := range list {
				if !yield(m, nil) {
					return
				}
			}
			if page*batch >= total {
				return
			}
		}
	}, nil
}

// spanned reads the rows of a table a span of ids at a time and gives each in its form.
func spanned[R, T any](last int64, read func(span) ([]R, error), form func(R) (T, bool)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for from := int64(1); from <= last; from += batch {
			rows, err := read(span{from, from + batch - 1})
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, r := range rows {
				if x, ok := form(r); ok && !yield(x, nil) {
					return
				}
			}
		}
	}
}

// joined is one sequence after the other.
func joined[T any](parts ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, part := range parts {
			for x, err := range part {
				if !yield(x, err) || err != nil {
					return
				}
			}
		}
	}
}

// ExportRecords gives every record that nothing has taken the place of, in document order, complete: it is private,
// for the operator alone.
func (c *Catalogue) ExportRecords(ctx context.Context) iter.Seq2[coop.Record, error] {
	return func(yield func(coop.Record, error) bool) {
		var last db.RecordsFromRow
		for {
			rows, err := c.q.RecordsFrom(ctx, db.RecordsFromParams{Source: last.Source, Line: last.Line, ID: last.ID, Most: batch})
			if err != nil {
				yield(coop.Record{}, fmt.Errorf("export records: %w", err))
				return
			}
			for _, last = range rows {
				if r, err := record(last); !yield(r, err) || err != nil {
					return
				}
			}
			if len(rows) < batch {
				return
			}
		}
	}
}
