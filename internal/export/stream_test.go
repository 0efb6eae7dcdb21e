package export

import (
	"bytes"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// counted is a long list of partnerships that knows how many of them are alive: each has a budget of its own, and the
// collector says when it is given back. most is the largest number seen.
func counted(n int, most *int64) catalogue.Listing {
	var alive atomic.Int64
	return catalogue.Listing{Total: n,
		Each: func(yield func(catalogue.Item, error) bool) {
			for i := range n {
				m := someMoney()
				alive.Add(1)
				runtime.AddCleanup(&m, func(int) { alive.Add(-1) }, i)
				item := anItem()
				item.ID, item.Budget = coop.PartnershipID(i+1), &m
				if i%1000 == 999 {
					runtime.GC()
					runtime.Gosched()
					*most = max(*most, alive.Load())
				}
				if !yield(item, nil) {
					return
				}
			}
		},
		Links: func(yield func(catalogue.Link) bool) {
			for i := range n {
				if !yield(catalogue.Link{ID: coop.PartnershipID(i + 1), From: []catalogue.Point{here}, To: []catalogue.Point{there}}) {
					return
				}
			}
		},
	}
}

// TestADownloadHoldsAPartOfTheRegister: of a list of twenty thousand, a few thousand are in memory at once.
func TestADownloadHoldsAPartOfTheRegister(t *testing.T) {
	const n = 20_000
	for _, format := range []string{"csv", "xlsx", "geojson"} {
		most := int64(0)
		if err := writeAt(day, io.Discard, format, counted(n, &most)); err != nil {
			t.Fatal(err)
		}
		if most == 0 || most > n/4 {
			t.Errorf("%s: up to %d of %d partnerships were alive", format, most, n)
		}
	}
}

// TestAListingIsWrittenAsItsListIs: what is read as it is written has the bytes of what is at hand.
func TestAListingIsWrittenAsItsListIs(t *testing.T) {
	l := aList()
	l.Points = l.Points[:1]
	listing := catalogue.Listing{Query: l.Query, Total: l.Total, Each: catalogue.Listed(l.Items), Links: func(yield func(catalogue.Link) bool) { yield(l.Points[0]) }}
	for _, format := range []string{"csv", "geojson"} {
		if a, b := write(t, format, l), write(t, format, listing); a != b {
			t.Errorf("%s:\n%s\n%s", format, a, b)
		}
	}
}

// TestAReadThatFailsBreaksTheDownload: a part is never taken for the whole.
func TestAReadThatFailsBreaksTheDownload(t *testing.T) {
	var broken iter.Seq2[catalogue.Item, error] = func(yield func(catalogue.Item, error) bool) {
		_ = yield(anItem(), nil) && yield(catalogue.Item{}, io.ErrUnexpectedEOF)
	}
	for _, format := range []string{"csv", "xlsx", "geojson"} {
		var b bytes.Buffer
		l := catalogue.Listing{Total: 2, Each: broken, Links: slices.Values(make([]catalogue.Link, 2))}
		if err := writeAt(day, &b, format, l); err == nil || strings.HasSuffix(b.String(), "}\n") {
			t.Errorf("%s: %v, %s", format, err, b.String())
		}
	}
}
