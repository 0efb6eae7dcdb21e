package catalogue_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"kafo/internal/catalogue"
	"kafo/internal/testkit"
)

// FuzzList: whatever an address asks, the answer is a list: never an error, never more than there is.
func FuzzList(f *testing.F) {
	c, all := tellAll(f, testkit.SQLite(f), 12)
	f.Add("zorguis plim", "pays", "ML", "maj", 1, 25)
	f.Add("l'eau % _ \" ' ; --", "annee", "-1", "montant", 99, 1)
	f.Add("\xff\x00é", "departement", "99999999999999999999", "", 0, 0)
	f.Add("st 49007", "", "", "?", 3, 1000)
	f.Fuzz(func(t *testing.T, text, facet, value, sort string, page, size int) {
		q := catalogue.Query{Text: text, Sort: sort, Page: page % 1000, Size: (size%1000 + 1000) % 1000, Filters: map[string][]string{facet: {value, ""}}}
		l, err := c.List(context.Background(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if l.Total > len(all) || len(l.Items) > l.Total || len(l.Points) != l.Total || l.Of != len(all) {
			t.Errorf("%+v: %d rows, %d points, %d of %d", q, len(l.Items), len(l.Points), l.Total, l.Of)
		}
		for _, item := range l.Items {
			if utf8.ValidString(text) && !utf8.ValidString(item.Snippet) {
				t.Errorf("%+v: a sign of %q is cut", q, item.Snippet)
			}
		}
		for _, g := range l.Facets {
			for _, v := range g.Values {
				if v.Count < 0 || v.Count > len(all) || v.Count == 0 && !v.Selected {
					t.Errorf("%+v: %s %+v", q, g.Name, v)
				}
			}
		}
	})
}

// FuzzOtherSearches: the lists of territories and organisations take any text and page.
func FuzzOtherSearches(f *testing.F) {
	c, _ := tellAll(f, testkit.SQLite(f), 12)
	f.Add("angers", 1)
	f.Add("49100", 0)
	f.Add("\xff\xfe (", 77)
	f.Add(strings.Repeat("é", 300), 2)
	f.Fuzz(func(t *testing.T, text string, page int) {
		page = (page%1000 + 1000) % 1000
		places, total, err := c.Territories(context.Background(), text, page)
		if err != nil || len(places) > total {
			t.Errorf("%q, page %d: %d of %d territories, %v", text, page, len(places), total, err)
		}
		orgs, total, err := c.Organisations(context.Background(), text, page)
		if err != nil || len(orgs) > total {
			t.Errorf("%q, page %d: %d of %d organisations, %v", text, page, len(orgs), total, err)
		}
	})
}
