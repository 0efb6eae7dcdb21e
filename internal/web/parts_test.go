package web

import (
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
	"kafo/internal/refdata"
)

func TestSlugsAreWordsOfTheName(t *testing.T) {
	for name, want := range map[string]string{
		"Angoulême ↔ Ségou": "angouleme-segou", "Saint-Michel-sur-Orge": "saint-michel-sur-orge", "L’Haÿ-les-Roses": "l-hay-les-roses", "↔": "",
		strings.Repeat("mot ", 40): strings.TrimSuffix(strings.Repeat("mot-", 15), "-"),
	} {
		if got := slug(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestAddressesReadBack: the address of a query is read as that query, whatever it holds.
func TestAddressesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := catalogue.Query{Text: strings.TrimSpace(rapid.StringN(0, 50, -1).Draw(t, "text")), Filters: map[string][]string{}, Page: rapid.IntRange(1, maxPage).Draw(t, "page"),
			Sort: rapid.SampledFrom(sorts).Draw(t, "sort")}
		for range rapid.IntRange(0, 6).Draw(t, "filters") {
			q = toggled(q, rapid.SampledFrom(catalogue.Facets).Draw(t, "facet"), rapid.StringMatching(`[a-z0-9é&=+ #-]{1,20}`).Draw(t, "value"))
		}
		page := rapid.IntRange(1, 50).Draw(t, "page again")
		q.Page = page
		u, err := url.Parse(listAddress("/partenariats", q))
		if err != nil {
			t.Fatal(err)
		}
		got, err := readQuery(u.Query())
		if err != nil {
			t.Fatal(err)
		}
		if listAddress("/partenariats", got) != listAddress("/partenariats", q) {
			t.Fatalf("%s came back as %s", listAddress("/partenariats", q), listAddress("/partenariats", got))
		}
	})
}

func TestTogglingTwiceChangesNothingButThePage(t *testing.T) {
	q := catalogue.Query{Filters: map[string][]string{"theme": {"eau"}}, Page: 3}
	back := toggled(toggled(q, "pays", "ML"), "pays", "ML")
	if listAddress("/p", back) != "/p?theme=eau" || len(q.Filters) != 1 {
		t.Errorf("%s; the query itself became %v", listAddress("/p", back), q.Filters)
	}
}

func TestAddressesAskOnlySoMuch(t *testing.T) {
	values := url.Values{"q": {strings.Repeat("é", 500)}, "tri": {"hasard"}}
	for i := range 60 {
		values.Add("theme", "t"+itoa(i))
	}
	q, err := readQuery(values)
	if err != nil || len([]rune(q.Text)) != maxText || len(q.Filters["theme"]) != maxValues || q.Sort != "" {
		t.Errorf("%v: %d runes, %d values, sort %q", err, len([]rune(q.Text)), len(q.Filters["theme"]), q.Sort)
	}
}

func FuzzSplitRef(f *testing.F) {
	for _, s := range []string{"412-angouleme-segou", "1", "0", "-3", "+4", "01", "9999999999999999999", "", "a-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, rest, err := splitRef(s)
		if err == nil && (id <= 0 || (s != itoa(int(id)) && s != itoa(int(id))+"-"+rest)) {
			t.Errorf("%q became %d and %q", s, id, rest)
		}
	})
}

func TestPagersOfferTheEndsAndTheNeighbours(t *testing.T) {
	for _, c := range []struct {
		page, last int
		want       []int
	}{{1, 1, []int{1}}, {1, 3, []int{1, 2, 3}}, {1, 9, []int{1, 2, 3, 0, 9}}, {5, 9, []int{1, 0, 3, 4, 5, 6, 7, 0, 9}}, {9, 9, []int{1, 0, 7, 8, 9}}, {50, 100, []int{1, 0, 48, 49, 50, 51, 52, 0, 100}}} {
		if got := (Pager{Page: c.page, Last: c.last}).Around(); !slices.Equal(got, c.want) {
			t.Errorf("%d of %d: %v, want %v", c.page, c.last, got, c.want)
		}
	}
}

func TestLettersGoOnAfterZ(t *testing.T) {
	for i, want := range map[int]string{0: "a", 25: "z", 26: "aa", 51: "az", 52: "ba", 702: "aaa"} {
		if got := letter(i); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
	n := &Notes{}
	if n.Mark(cited(7, 1)) != "a" || n.Mark(cited(8, 1)) != "b" || n.Mark(cited(7, 99)) != "a" || len(n.Used) != 2 {
		t.Errorf("letters %v", n.Used)
	}
}

func TestTheMapKeepsSurfaces(t *testing.T) {
	f := &export.Frames[0]
	area := func(lat, lon float64) float64 {
		const d = 0.05
		ax, ay := f.Project(lat, lon)
		bx, by := f.Project(lat, lon+d)
		cx, cy := f.Project(lat+d, lon)
		return (bx-ax)*(ay-cy) - (cx-ax)*(ay-by)
	}
	north, south := area(50, 2)/cosDegrees(50), area(43, 2)/cosDegrees(43)
	if ratio := north / south; ratio < 0.995 || ratio > 1.005 {
		t.Errorf("a square degree in the north is drawn %.3f times one in the south", ratio)
	}
}

func cosDegrees(d float64) float64 { return math.Cos(d * math.Pi / 180) }

func TestPlacesWithoutAPointAreSaidInWords(t *testing.T) {
	s := &server{assets: must(loadAssets(nil))}
	m := s.mapOf([]catalogue.Link{
		{ID: 1, Title: "A", From: []catalogue.Point{angouleme}, To: []catalogue.Point{segou, bandia}},
		{ID: 2, Title: "B", From: []catalogue.Point{angouleme}, To: []catalogue.Point{dakar, nowhere}},
	}, false)
	if len(m.Curves) != 2 || len(m.Dots) != 3 || !slices.Equal(m.Off.First, []string{"Dakar", "Tinkaré"}) || !slices.Equal(m.Parents.First, []string{"Bandiagara"}) {
		t.Errorf("%d curves, %d dots, off %v, parents %v", len(m.Curves), len(m.Dots), m.Off, m.Parents)
	}
	if m.Dots[0].Name != "Angoulême" || m.Dots[0].Count != 2 || !m.Dots[0].French {
		t.Errorf("biggest dot %+v", m.Dots[0])
	}
}

func TestNamesOnTheMapNeverOverlap(t *testing.T) {
	s := &server{assets: must(loadAssets(nil))}
	for _, small := range []bool{false, true} {
		var links []catalogue.Link
		for i := range 30 {
			p := point(int64(1000+i), "Nom assez long", "commune", "FR", 45+float64(i%6)*0.4, 2+float64(i/6)*0.5, coop.Own)
			links = append(links, catalogue.Link{ID: coop.PartnershipID(i), From: []catalogue.Point{p}, To: []catalogue.Point{segou}})
		}
		m := s.mapOf(links, small)
		scale := map[bool]float64{false: 1, true: smallerMap}[small]
		var rooms []box
		for _, d := range m.Dots {
			if d.Label == nil {
				continue
			}
			room := d.Label.room(scale*letterWidth*float64(len([]rune(d.Name))), scale)
			if slices.ContainsFunc(rooms, room.meets) {
				t.Errorf("small %v: %s overlaps", small, d.Name)
			}
			rooms = append(rooms, room)
		}
		if len(rooms) == 0 || len(rooms) > maxNames {
			t.Errorf("small %v: %d names", small, len(rooms))
		}
	}
}

func TestTheBaseMapIsLight(t *testing.T) {
	base := string(drawBase(refdata.Outlines()))
	paths := regexp.MustCompile(`<path id="(FR|ML)" d="([^"]+)"/>`).FindAllStringSubmatch(base, -1)
	if len(paths) != 2 {
		t.Fatalf("%d countries", len(paths))
	}
	for _, p := range paths {
		if len(p[2]) < 2000 || len(p[2]) > 24_000 {
			t.Errorf("%s: %d bytes", p[1], len(p[2]))
		}
	}
}

func TestRecordsKeepTheOrderOfTheirForm(t *testing.T) {
	n, err := parseNode([]byte(`{"z":"1","a":[],"m":{"raw":"x","years":[1974,1985]},"b":null,"kind":"k"}`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range n.Shown(true) {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"z", "m"}) || !slices.Equal(n.Silent(), []string{"a", "b"}) {
		t.Errorf("shown %v, silent %v", names, n.Silent())
	}
	p := Page{Lang: i18n.FR}
	if got := p.Line(Field{"m", n.Get("m").Without("raw")}); got != "1974 · 1985" {
		t.Errorf("years %q", got)
	}
}

func TestAmountsOfRecordsAreSaidInWords(t *testing.T) {
	p := Page{Lang: i18n.FR}
	for body, want := range map[string]string{
		`{"value":46280.5,"currency":"EUR","year":2012}`: "46\u202f280,50\u202f€ en 2012", `{"value":1000,"currency":"XOF","year":null}`: "1\u202f000\u202fFCFA",
		`{"value":null,"currency":"EUR"}`: "", `{"value":"yes"}`: "",
	} {
		n, err := parseNode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Plain(n); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestLongSourcesComeInParts(t *testing.T) {
	parts := cutParts(passages())
	total := 0
	for _, part := range parts {
		lines := 0
		for _, p := range part {
			lines += len(p.Lines) + 2
		}
		if lines > sourceLines {
			t.Errorf("a part of %d lines", lines)
		}
		total += len(part)
	}
	if total != len(passages()) || len(parts) < 3 {
		t.Errorf("%d passages in %d parts", total, len(parts))
	}
}

func TestALineNoPassageHoldsLeadsToTheNearest(t *testing.T) {
	part := []catalogue.Passage{{Line: 10, Lines: make([]string, 5)}, {Line: 20, Lines: make([]string, 5)}, {Line: 40}}
	for line, want := range map[int]int{1: 0, 16: 0, 18: 1, 26: 1, 39: 2, 90: 2} {
		for i, p := range numbered(part, line) {
			if (p.ID == "L"+itoa(line)) != (i == want) {
				t.Errorf("line %d: passage %d has %q", line, i, p.ID)
			}
		}
	}
	for _, line := range []int{0, 12, 24, 40} {
		for _, p := range numbered(part, line) {
			if p.ID != "" {
				t.Errorf("line %d is shown, yet a passage has %q", line, p.ID)
			}
		}
	}
}

func TestContactsFallBackToTheLegalNotices(t *testing.T) {
	p := Page{Lang: i18n.FR, Title: "Ségou", Path: "/territoires/11-segou"}
	for contact, want := range map[string]string{"": "/mentions-legales", "https://example.org/ecrire": "https://example.org/ecrire", "javascript:alert(1)": "/mentions-legales"} {
		p.Site.Contact = contact
		if got := p.Ask("Signaler"); got != want {
			t.Errorf("%q: %s", contact, got)
		}
	}
	p.Site.Contact = "contact@example.org"
	if got := p.Ask("Signaler une erreur"); !strings.HasPrefix(got, "mailto:contact@example.org?subject=Signaler%20une%20erreur%20") {
		t.Errorf("mail: %s", got)
	}
}

func TestEveryCodeOfTheDomainHasWords(t *testing.T) {
	var keys []string
	for _, s := range coop.Statuses {
		keys = append(keys, "status."+string(s))
	}
	for _, k := range []coop.OrgKind{coop.Authority, coop.Intermunicipal, coop.Association, coop.Committee, coop.Network, coop.Village, coop.Ministry, coop.Agency, coop.Other} {
		keys = append(keys, "kind."+string(k))
	}
	for _, r := range []coop.Role{coop.Holder, coop.Partner, coop.Associate, coop.Operates, coop.Funder, coop.NetworkOf, coop.Delegated} {
		keys = append(keys, "role."+string(r))
	}
	for _, k := range recordKinds {
		keys = append(keys, "record."+k)
	}
	for _, f := range catalogue.Facets {
		keys = append(keys, "facet."+f)
	}
	for _, s := range sorts {
		keys = append(keys, "sort."+s)
	}
	for _, s := range coop.FindingStates {
		keys = append(keys, "state."+string(s), "finding.step."+string(s))
	}
	for _, f := range catalogue.FindingFacets {
		keys = append(keys, "facet."+f)
	}
	for _, e := range slices.Concat(menu, footMenu, ways) {
		keys = append(keys, e.Name)
	}
	for _, key := range keys {
		if !i18n.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}
