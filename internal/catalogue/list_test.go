package catalogue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// placed says, for each territory at which the parties of these tests are, the facet values that it must give: written
// by hand, so that the index is not compared with itself. Values are keys of the reference data.
var placed = map[string]map[string]string{
	"fr/com/49007":    {"departement": "fr/dep/49", "region_fr": "fr/reg/52"},
	"fr/com/35238":    {"departement": "fr/dep/35", "region_fr": "fr/reg/53"},
	"fr/com/44109":    {"departement": "fr/dep/44", "region_fr": "fr/reg/52"},
	"fr/dep/49":       {"departement": "fr/dep/49", "region_fr": "fr/reg/52"},
	"ml/com/kayes":    {"pays": "ML", "region": "ml/region/kayes", "cercle": "ml/cercle/kayes"},
	"ml/com/kita":     {"pays": "ML", "region": "ml/region/kita", "cercle": "ml/cercle/kita"},
	"ml/cercle/niono": {"pays": "ML", "region": "ml/region/segou", "cercle": "ml/cercle/niono"},
	"ml/region/mopti": {"pays": "ML", "region": "ml/region/mopti"},
	"country/BF":      {"pays": "BF"},
	"country/SN":      {"pays": "SN"},
}

var (
	holders  = []string{"fr/com/49007", "fr/com/35238", "fr/com/44109", "fr/dep/49"}
	partners = []string{"ml/com/kayes", "ml/com/kita", "ml/cercle/niono", "ml/region/mopti", "country/BF", "country/SN"}
	// Invented, none the beginning of another and of nothing else here.
	vocabulary = []string{"zorgui", "plimor", "brunak", "vertuk", "quidam"}
	continued  = map[string]coop.Status{"yes": coop.Active, "no": coop.Suspended, "partial": coop.Reduced, "": coop.Unknown}
)

const nowhere = "nowhere" // a value that no partnership has

// told is a partnership as the test tells it, with the facet values that it must be found by.
type told struct {
	id     coop.PartnershipID
	words  []string
	facets map[string][]string
}

// tellAll fills a register with partnerships and gives what was told, values as in addresses.
func tellAll(t testing.TB, db *sqldb.DB, n int) (*catalogue.Catalogue, []told) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	s := store.New(db, func() time.Time { return time.UnixMilli(1) })
	all := make([]told, n)
	err := s.Update(context.Background(), "import:test", "test", func(tx *store.Tx) (err error) {
		for i := range all {
			if all[i], err = tell(tx, r, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.New(db, catalogue.Options{}), all
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func tell(tx *store.Tx, r *rand.Rand, i int) (told, error) {
	x := told{facets: map[string][]string{}}
	document := pick(r, []string{"a", "b"})
	source, _, err := tx.SaveSource(coop.Source{Document: document + ".txt", SHA256: document, Format: "censustext"})
	if err != nil {
		return x, err
	}
	x.value("nature", string(coop.Authority))
	trend := pick(r, []string{"maintained", "reduced", "unknown", ""})
	if trend != "unknown" {
		x.value("evolution", trend)
	}
	x.value("source", strconv.FormatInt(int64(source), 10))
	said := coop.Date(fmt.Sprintf("20%02d-05", r.IntN(20)))
	record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: fmt.Sprint("L", i), Line: 10 * i, LineEnd: 10*i + 9, Body: json.RawMessage(`{"trend":{"value":"` + trend + `"}}`)}, "fiche", said)
	if err != nil {
		return x, err
	}
	if x.id, err = tx.NewPartnership(); err != nil {
		return x, err
	}
	var claims []coop.Claim
	for _, side := range []struct {
		role coop.Role
		from []string
	}{{coop.Holder, holders}, {coop.Partner, partners}} {
		for range 1 + r.IntN(2) {
			c, err := x.party(tx, pick(r, side.from), side.role, record, len(claims))
			if err != nil {
				return x, err
			}
			claims = append(claims, c)
		}
	}
	claims = append(claims, x.rest(r, record, said)...)
	if err := tx.AddClaims(coop.ClaimSet{Subject: x.id, Record: record, AssertedOn: said, Claims: claims}); err != nil {
		return x, err
	}
	sets, err := tx.Claims(x.id)
	if err != nil {
		return x, err
	}
	p := coop.Project(x.id, sets, "")
	p.Title = fmt.Sprintf("Entente %02d", (i*7)%40)
	return x, tx.SavePartnership(p)
}

func (x *told) value(facet, v string) {
	if v != "" && !slices.Contains(x.facets[facet], v) {
		x.facets[facet] = append(x.facets[facet], v)
	}
}

func (x *told) party(tx *store.Tx, key string, role coop.Role, record coop.RecordID, n int) (coop.Claim, error) {
	org, err := tx.Organisation(coop.Candidate{OrgKey: key, Name: "Org " + key, Kind: coop.Authority, Country: "XX", TerritoryKey: key})
	if err != nil {
		return coop.Claim{}, err
	}
	for facet, v := range placed[key] {
		if facet != "pays" {
			id, err := tx.Territory(v)
			if err != nil {
				return coop.Claim{}, err
			}
			v = strconv.FormatInt(int64(id), 10)
		}
		x.value(facet, v)
	}
	return coop.Claim{Party: &coop.Party{Org: org, Role: role, Text: "Partie", Place: coop.Place{Record: record, Path: fmt.Sprint("x.", n)}}}, nil
}

// rest is a status, perhaps a budget and an action with words, a theme and years.
func (x *told) rest(r *rand.Rand, record coop.RecordID, said coop.Date) []coop.Claim {
	answer := pick(r, []string{"yes", "no", "partial", ""})
	x.value("statut", string(continued[answer]))
	claims := []coop.Claim{{Status: &coop.StatusClaim{Continued: answer, Asserted: said, Place: coop.Place{Record: record}}}}
	if r.IntN(2) == 0 {
		cents := r.Int64N(1e6)
		x.value("tranche", map[bool]string{true: "de1000", false: "de0"}[cents >= 100_000])
		claims = append(claims, coop.Claim{Financing: &coop.Financing{Cents: cents, Currency: "EUR", Place: coop.Place{Record: record, Path: "budget"}}})
	}
	for n := range r.IntN(3) {
		theme, from := pick(r, coop.Themes()), 2001+r.IntN(6)
		word := pick(r, vocabulary)
		x.words = append(x.words, word)
		x.value("theme", theme.Code)
		x.value("theme", theme.Parent)
		for y := from; y <= from+n; y++ {
			x.value("annee", strconv.Itoa(y))
		}
		claims = append(claims, coop.Claim{Action: &coop.Action{
			Domain: "Domaine", Theme: theme.Code, Description: "Du " + strings.ToUpper(word) + "s.", Start: coop.Date(strconv.Itoa(from)),
			End: coop.Date(strconv.Itoa(from + n)), Place: coop.Place{Record: record, Path: fmt.Sprint("actions.", n)},
		}})
	}
	return claims
}

// found says whether a partnership answers a query, facet by facet; but leaves one facet out.
func (x *told) found(q catalogue.Query, but string) bool {
	for w := range strings.FieldsSeq(q.Text) {
		if !slices.Contains(x.words, w) {
			return false
		}
	}
	for name, values := range q.Filters {
		if name != but && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(x.facets[name], v) }) {
			return false
		}
	}
	return true
}

// anyQuery draws a query: words, filters with values that are there and one that is not, a sort.
func anyQuery(t *rapid.T, all []told) catalogue.Query {
	q := catalogue.Query{
		Text:    strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 2).Draw(t, "words"), " "),
		Sort:    rapid.SampledFrom([]string{"", "titre", "depuis", "montant", "maj", "?"}).Draw(t, "sort"),
		Filters: map[string][]string{}, Size: rapid.IntRange(1, 9).Draw(t, "size"), Drawn: rapid.IntRange(0, 50).Draw(t, "drawn"),
	}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(catalogue.Facets), 0, 3, rapid.ID[string]).Draw(t, "facets") {
		values := []string{nowhere}
		for _, x := range all {
			values = append(values, x.facets[name]...)
		}
		slices.Sort(values)
		q.Filters[name] = rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Compact(values)), 1, 3, rapid.ID[string]).Draw(t, name)
	}
	return q
}

// TestAListIsWhatReadingEveryPartnershipWouldGive: its total, the count of every facet value, its pages.
func TestAListIsWhatReadingEveryPartnershipWouldGive(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, all := tellAll(t, db, 40)
		rapid.Check(t, func(t *rapid.T) {
			q := anyQuery(t, all)
			l, err := c.List(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			var want []coop.PartnershipID
			for _, x := range all {
				if x.found(q, "") {
					want = append(want, x.id)
				}
			}
			if l.Total != len(want) || l.Of != len(all) || len(l.Points) != min(l.Total, max(q.Size, q.Drawn)) {
				t.Fatalf("%+v: %d of %d, %d points; want %d of %d", q, l.Total, l.Of, len(l.Points), len(want), len(all))
			}
			if d := cmp.Diff(counts(all, q), shown(l)); d != "" {
				t.Fatalf("%+v: counts (-want +got):\n%s", q, d)
			}
			pages(t, c, l, want)
			groups(t, c, q)
		})
	})
}

// groups compares the list grouped by a facet with the list of each of its values.
func groups(t *rapid.T, c *catalogue.Catalogue, q catalogue.Query) {
	by := rapid.SampledFrom(catalogue.Facets).Draw(t, "by")
	g, err := c.Grouped(context.Background(), q, by, 0)
	if err != nil || len(g.Groups) != g.All {
		t.Fatalf("%d groups of %d: %v", len(g.Groups), g.All, err)
	}
	under := map[coop.PartnershipID]bool{}
	for _, x := range g.Groups {
		one := q
		one.Filters = maps.Clone(q.Filters)
		one.Filters[by] = []string{x.Value}
		one.Page, one.Size = 1, 1<<20
		l, err := c.List(context.Background(), one)
		if err != nil || x.Count != l.Total || !slices.EqualFunc(x.Items, l.Items, func(a, b catalogue.Item) bool { return a.ID == b.ID }) {
			t.Fatalf("%+v: group %s %s has %d, the list %d: %v", q, by, x.Value, x.Count, l.Total, err)
		}
		for _, item := range x.Items {
			under[item.ID] = true
		}
	}
	if g.Left != g.Total-len(under) {
		t.Fatalf("%d under no value, want %d of %d", g.Left, g.Total-len(under), g.Total)
	}
	few, err := c.Grouped(context.Background(), q, by, 1)
	if err != nil || len(few.Groups) > catalogue.GroupsAPage || slices.ContainsFunc(few.Groups, func(x catalogue.Group) bool { return len(x.Items) > 1 }) {
		t.Fatalf("a page has %d groups: %v", len(few.Groups), err)
	}
}

// counts are the values of every facet with the partnerships that choosing each gives: those that there are, and those
// that are chosen.
func counts(all []told, q catalogue.Query) map[string]int {
	out := map[string]int{}
	for _, name := range catalogue.Facets {
		for _, v := range q.Filters[name] {
			if v != nowhere {
				out[name+" "+v+" true"] = 0
			}
		}
		for _, x := range all {
			if !x.found(q, name) {
				continue
			}
			for _, v := range x.facets[name] {
				out[fmt.Sprint(name, " ", v, " ", slices.Contains(q.Filters[name], v))]++
			}
		}
	}
	return out
}

func shown(l catalogue.List) map[string]int {
	out := map[string]int{}
	for _, f := range l.Facets {
		for _, v := range f.Values {
			out[fmt.Sprint(f.Name, " ", v.Value, " ", v.Selected)] = v.Count
		}
	}
	return out
}

// pages: together they are the list, each partnership once, in the order of the sort.
func pages(t *rapid.T, c *catalogue.Catalogue, l catalogue.List, want []coop.PartnershipID) {
	q := l.Query
	var items []catalogue.Item
	for q.Page = 1; ; q.Page++ {
		page, err := c.List(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) > q.Size || page.Total != l.Total {
			t.Fatalf("page %d: %d rows of %d", q.Page, len(page.Items), q.Size)
		}
		if len(page.Items) == 0 {
			break
		}
		items = append(items, page.Items...)
	}
	var got []coop.PartnershipID
	for i, item := range items {
		got = append(got, item.ID)
		if i < len(l.Points) && item.ID != l.Points[i].ID {
			t.Fatalf("row %d is %d, its point is of %d", i, item.ID, l.Points[i].ID)
		}
		if i > 0 && !inOrder(q.Sort, items[i-1], item) {
			t.Fatalf("sorted by %q: %+v before %+v", q.Sort, items[i-1], item)
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("pages (-want +got):\n%s", d)
	}
}

func inOrder(by string, a, b catalogue.Item) bool {
	switch by {
	case "maj":
		return a.Updated >= b.Updated
	case "depuis":
		return b.Since == "" || a.Since != "" && a.Since <= b.Since
	case "montant":
		return b.Budget == nil || a.Budget != nil && a.Budget.Cents >= b.Budget.Cents
	}
	return a.Title <= b.Title
}

// TestSearchFindsFormsOfAWord: capitals, accents, plurals, the beginning of the last word; not the middle, not another.
func TestSearchFindsFormsOfAWord(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, all := tellAll(t, db, 40)
		total := func(text string) int {
			l, err := c.List(context.Background(), catalogue.Query{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return l.Total
		}
		want := 0
		for _, x := range all {
			if slices.Contains(x.words, "zorgui") {
				want++
			}
		}
		for _, text := range []string{"zorgui", "ZORGUIS", "Zorguî", "  les zorguis ", "zorg", "zor"} {
			if n := total(text); n != want || want == 0 {
				t.Errorf("%q finds %d, want %d", text, n, want)
			}
		}
		for text, want := range map[string]int{"orgui": 0, "zorguia": 0, "": len(all), "le la les": len(all), "maine-et-loire zzz": 0} {
			if n := total(text); n != want {
				t.Errorf("%q finds %d, want %d", text, n, want)
			}
		}
		if total("49007") == 0 || total("Angers") != total("49100") || total("maine et loire") <= total("angers")-1 {
			t.Errorf("by code %d, by name %d, by postal code %d, by département %d", total("49007"), total("Angers"), total("49100"), total("maine et loire"))
		}
	})
}

// TestASearchShowsWhereItFound: the sentence has the word, cut at words.
func TestASearchShowsWhereItFound(t *testing.T) {
	c, _ := tellAll(t, testkit.SQLite(t), 40)
	l, err := c.List(context.Background(), catalogue.Query{Text: "plimor", Size: 100})
	if err != nil || len(l.Items) == 0 {
		t.Fatalf("%d found, %v", len(l.Items), err)
	}
	for _, item := range l.Items {
		if !strings.Contains(item.Snippet, "PLIMOR") {
			t.Errorf("partnership %d shows %q", item.ID, item.Snippet)
		}
	}
}
