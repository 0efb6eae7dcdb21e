package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// onDisk is a register of all documents that moments can be made of.
func onDisk(t *testing.T) (*house, *Settings) {
	t.Helper()
	files := seeds(t)
	s := &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	h.importAll(t, files)
	return h, s
}

func list(t *testing.T, c *catalogue.Catalogue, q catalogue.Query) catalogue.List {
	t.Helper()
	q.Size = 1 << 20
	l, err := c.List(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// grouped is the list by région of the partner: the titles of the partnerships under each name.
func grouped(t *testing.T, c *catalogue.Catalogue) map[string][]string {
	t.Helper()
	g, err := c.Grouped(context.Background(), catalogue.Query{}, "region", 0)
	if err != nil || len(g.Groups) != g.All {
		t.Fatalf("%d groups of %d, %v", len(g.Groups), g.All, err)
	}
	out := map[string][]string{}
	for _, x := range g.Groups {
		for _, item := range x.Items {
			out[x.Label] = append(out[x.Label], item.Title)
		}
		if len(x.Items) != x.Count {
			t.Errorf("%s: %d of %d", x.Label, len(x.Items), x.Count)
		}
	}
	return out
}

func under(groups map[string][]string, region, title string) bool {
	return slices.ContainsFunc(groups[region], func(s string) bool { return strings.HasPrefix(s, title) })
}

// TestTheAnnexByRegionThenAndNow (K3): as of the census the régions are the eight of 2013 and the District; as of 2025
// those of the law of 2023; the same partnership is under Mopti, then under Douentza, and a search finds it under both.
func TestTheAnnexByRegionThenAndNow(t *testing.T) {
	h, s := onDisk(t)
	m := &moments{s: s, h: h}
	defer m.close()
	at := func(d coop.Date) *catalogue.Catalogue {
		c, err := m.at(context.Background(), coop.Moment{Of: d})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	then, now := grouped(t, at("2013-11-08")), grouped(t, at("2025"))
	eight := []string{"Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Mopti", "Sikasso", "Ségou", "Tombouctou"}
	if got := slices.Sorted(keysOf(then)); !slices.Equal(got, eight) {
		t.Errorf("régions in 2013: %v", got)
	}
	for _, x := range []struct{ title, then, now string }{
		{"Essonne (département) ↔ Douentza", "Mopti", "Douentza"}, {"La Bresse ↔ Ménaka", "Gao", "Ménaka"}, {"Haut-Rhin (département) ↔ Yanfolila", "Sikasso", "Bougouni"},
		{"Alençon ↔ Koutiala", "Sikasso", "Koutiala"}, {"Angers ↔ Bamako", "Bamako", "Bamako"}, {"Auvergne (région) ↔ Tombouctou", "Tombouctou", "Tombouctou"},
	} {
		if !under(then, x.then, x.title) || !under(now, x.now, x.title) {
			t.Errorf("%s: want it under %s in 2013 and %s in 2025", x.title, x.then, x.now)
		}
		if x.then != x.now && (under(then, x.now, x.title) || under(now, x.then, x.title) && !strings.Contains(x.title, "Douentza")) {
			t.Errorf("%s stands under both at one date", x.title)
		}
	}
	for _, c := range []*catalogue.Catalogue{at("2013-11-08"), at("2025"), h.catalogue} {
		for _, words := range []string{"essonne douentza", "essonne douentza mopti"} {
			if l := list(t, c, catalogue.Query{Text: words}); l.Total == 0 {
				t.Errorf("%q finds nothing", words)
			}
		}
	}
}

func keysOf(m map[string][]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func named(t *testing.T, h *house, name string) catalogue.Organisation {
	t.Helper()
	all, _, err := h.catalogue.Organisations(context.Background(), name, 0)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(o catalogue.OrgCount) bool { return o.Ref.Name == name })
	if i < 0 {
		t.Fatalf("no organisation %s", name)
	}
	o, err := h.catalogue.Organisation(context.Background(), coop.OrgID(all[i].Ref.ID), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestCommuneVIsOneEntityWithAnEventOf2023 (K2): four documents' words mean one commune, whose status is in doubt.
func TestCommuneVIsOneEntityWithAnEventOf2023(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, seeds(t))
	o := named(t, h, "Commune V de Bamako")
	holders := map[string]bool{}
	for _, item := range o.Partnerships {
		for _, r := range item.Holders {
			holders[r.Name] = true
		}
	}
	for _, want := range []string{"Maxéville", "Aix-en-Provence", "Évry-Courcouronnes", "CA Grand Paris Sud Seine Essonne Sénart"} {
		if !holders[want] {
			t.Errorf("%s is no partner of %s: %v", want, o.Name, holders)
		}
	}
	i := slices.IndexFunc(o.History, func(c catalogue.Change) bool { return c.Date == "2023-03-13" })
	if i < 0 || o.History[i].Against == "" || o.History[i].Source == "" || !strings.Contains(o.History[i].Basis, "2023-005") {
		t.Errorf("the event of 2023: %+v", o.History)
	}
}

// TestAuvergneAndRhoneAlpesBecomeOneHolder (K5): two partnerships with Tombouctou, each shown as signed and today; the
// merger of their holders is a pair to propose, and moves nothing.
func TestAuvergneAndRhoneAlpesBecomeOneHolder(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, seeds(t))
	var pair []coop.PartnershipID
	for _, title := range []string{"Auvergne (région) ↔ Tombouctou (région)", "Rhône-Alpes (région) ↔ Tombouctou (région)"} {
		l := list(t, h.catalogue, catalogue.Query{Text: "tombouctou " + strings.Fields(title)[0]})
		i := slices.IndexFunc(l.Items, func(it catalogue.Item) bool { return it.Title == title })
		if i < 0 {
			t.Fatalf("no %s", title)
		}
		p, err := h.catalogue.Partnership(context.Background(), l.Items[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		past := p.Parties[0].Past
		if past == nil || past.Today.Ended != "2016-01-01" || past.Today.Heirs[0].Name != "Auvergne-Rhône-Alpes (région)" || past.Signed.Ended != "" {
			t.Errorf("%s: %+v", title, past)
		}
		pair = append(pair, p.ID)
	}
	slices.Sort(pair)
	proposed, _ := proposedIn(t, h, coop.PairPartnership)
	i := slices.IndexFunc(proposed, func(q catalogue.Proposal) bool { return q.A.ID == int64(pair[0]) && q.B.ID == int64(pair[1]) })
	if i < 0 || !slices.ContainsFunc(proposed[i].Parts, func(x coop.Part) bool { return slices.Contains(x.Args, "Auvergne-Rhône-Alpes (région)") }) {
		t.Errorf("the pair %v is not proposed: %+v", pair, proposed)
	}
	p, err := h.catalogue.Partnership(context.Background(), pair[0])
	if err != nil {
		t.Fatal(err)
	}
	heir, err := h.catalogue.Organisation(context.Background(), coop.OrgID(p.Parties[0].Past.Today.Heirs[0].ID), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(heir.Partnerships) != 0 || len(heir.History) != 1 || len(heir.History[0].Before) != 2 {
		t.Errorf("nothing moved to the heir by itself: %d partnerships, %+v", len(heir.Partnerships), heir.History)
	}
}

// TestPartnershipsOfSeveralCountries (K6): Quetigny, Bous and Koulikoro are one partnership of three countries, without
// anybody's answer: the column says « allemande »; each of its two dates is of those it names. That of Évry has the two
// agreements of the fiche, the second with Nouakchott; whom their words alone name is a signatory, and the partnership is of
// four countries.
func TestPartnershipsOfSeveralCountries(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, seeds(t))
	for _, c := range []struct {
		text      string
		countries []string
		signed    map[coop.Date][]string
	}{
		{"quetigny bous koulikoro", []string{"DE", "FR", "ML"}, map[coop.Date][]string{
			"1986": {"Koulikoro", "Quetigny"}, "1989": {"Bous", "Koulikoro", "Quetigny"},
		}},
		{"evry bamako dakar nouakchott", []string{"FR", "ML", "MR", "SN"}, map[coop.Date][]string{
			"2010-10-31": {"Bamako (district)", "Communauté d'agglomération Évry Centre Essonne", "Dakar", "Évry-Courcouronnes"},
			"2011-11-15": {"Bamako (district)", "Communauté d'agglomération Évry Centre Essonne", "Communauté urbaine de Nouakchott", "Dakar", "Évry-Courcouronnes"},
		}},
	} {
		l := list(t, h.catalogue, catalogue.Query{Text: c.text})
		i := slices.IndexFunc(l.Items, func(it catalogue.Item) bool { return len(countries(it)) == len(c.countries) })
		if i < 0 {
			t.Fatalf("%s: none of %d partnerships is of %v", c.text, l.Total, c.countries)
		}
		if got := slices.Sorted(maps.Keys(countries(l.Items[i]))); !slices.Equal(got, c.countries) {
			t.Errorf("%s: countries %v", c.text, got)
		}
		p, err := h.catalogue.Partnership(context.Background(), l.Items[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := signedBy(p); !maps.EqualFunc(c.signed, got, slices.Equal) {
			t.Errorf("%s: signed by %v", c.text, got)
		}
	}
	filtered := list(t, h.catalogue, catalogue.Query{Filters: map[string][]string{"pays": {"SN"}}})
	if filtered.Total == 0 {
		t.Error("nothing is found under Senegal")
	}
}

// signedBy are the names of those who signed each agreement that names them, by its date.
func signedBy(p catalogue.Partnership) map[coop.Date][]string {
	out := map[coop.Date][]string{}
	for _, a := range p.Agreements {
		for _, x := range a.Signed {
			out[a.Date] = append(out[a.Date], x.Org.Name)
		}
		slices.Sort(out[a.Date])
	}
	return out
}

func countries(it catalogue.Item) map[string]bool {
	out := map[string]bool{}
	for _, r := range slices.Concat(it.Holders, it.Partners, it.Others) {
		out[r.Country] = true
	}
	return out
}

// TestLaBresseIsGovernedByTheStatutesOfItsCommittee (K7): the document that governs is that of an association, which is
// a party beside the town.
func TestLaBresseIsGovernedByTheStatutesOfItsCommittee(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, seeds(t))
	l := list(t, h.catalogue, catalogue.Query{Text: "bresse menaka"})
	if l.Total == 0 {
		t.Fatal("La Bresse is not found")
	}
	p, err := h.catalogue.Partnership(context.Background(), l.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(p.Agreements, func(a catalogue.Agreement) bool { return a.Kind == "statutes" }) {
		t.Errorf("agreements: %+v", p.Agreements)
	}
	roles := map[string]coop.Role{}
	for _, x := range p.Parties {
		roles[x.Org.Name] = x.Role
	}
	if roles["La Bresse"] != coop.Holder || roles["Comité de jumelage-coopération La Bresse-Ménaka"] != coop.Associate || roles["Ménaka"] != coop.Partner {
		t.Errorf("parties: %v", roles)
	}
}
