package coop_test

import (
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/coop"
)

func TestKnownIsUntilTheEndOfTheDay(t *testing.T) {
	for _, c := range []struct {
		known coop.Date
		want  int64
	}{
		{"", 0}, {"1970", 31536000000}, {"1970-01", 2678400000}, {"1970-01-01", 86400000}, {"2012-02-29", 1330560000000},
	} {
		if got := (coop.Moment{Known: c.known}).KnownBy(); got != c.want {
			t.Errorf("%s: %d, want %d", c.known, got, c.want)
		}
	}
}

// world is a fiche of July 2013 and a later page of 2019 about the same partnership.
func world() []coop.ClaimSet {
	at := func(record coop.RecordID, path string) coop.Place { return coop.Place{Record: record, Path: path} }
	return []coop.ClaimSet{
		{ID: 1, Record: 1, Kind: coop.KindFiche, AssertedOn: "2013-07-09", Claims: []coop.Claim{
			{Party: &coop.Party{Org: 1, Role: coop.Holder, Place: at(1, "french.0")}},
			{Agreement: &coop.Agreement{ID: 1, Kind: "twinning", Date: "1984", Place: at(1, "formalised")}},
			{Agreement: &coop.Agreement{ID: 2, Kind: "convention", From: "2014", To: "2016", Place: at(1, "instrument")}},
			{Action: &coop.Action{ID: 1, Domain: "Eau", Start: "2012-04", Place: at(1, "actions.0")}},
			{Action: &coop.Action{ID: 2, Domain: "Santé", Start: "2013-09", Place: at(1, "actions.1")}},
			{Financing: &coop.Financing{ID: 1, Cents: 1, Currency: "EUR", Year: 2012, Place: at(1, "budget")}},
			{Text: &coop.Text{Property: "means", Text: "Un agent", Place: at(1, "means")}},
			{Status: &coop.StatusClaim{Continued: "yes", Asserted: "2013-07-09", Place: at(1, "continued")}},
		}},
		{ID: 2, Record: 2, Kind: coop.KindNetwork, AssertedOn: "2019-11-18", Claims: []coop.Claim{
			{Party: &coop.Party{Org: 2, Role: coop.Partner, Place: at(2, "rows.0")}},
			{Status: &coop.StatusClaim{Continued: "no", Asserted: "2019-11-18", Place: at(2, "rows.0")}},
		}},
	}
}

func TestAPartnershipAsOfADay(t *testing.T) {
	for _, c := range []struct {
		of                                           coop.Date
		records, parties, agreements, actions, texts int
		status                                       coop.Status
	}{
		{"1983", 0, 0, 0, 0, 0, coop.Unknown},
		{"1984", 1, 1, 1, 0, 0, coop.Unknown},       // the twinning had been signed, whoever said so later
		{"2013-07-02", 1, 1, 1, 1, 0, coop.Unknown}, // a week before the fiche
		{"2013-07-09", 1, 1, 1, 2, 1, coop.Active},  // what it foresees is said; the convention of 2014 is not yet
		{"2014", 1, 1, 2, 2, 1, coop.Active},
		{"2019-11-18", 2, 2, 2, 2, 1, coop.Suspended},
		{"", 2, 2, 2, 2, 1, coop.Suspended},
	} {
		p := coop.Project(1, world(), c.of)
		got := [5]int{len(p.Records), len(p.Parties), len(p.Agreements), len(p.Actions), len(p.Texts)}
		if want := [5]int{c.records, c.parties, c.agreements, c.actions, c.texts}; got != want || p.Status != c.status {
			t.Errorf("as of %q: records, parties, agreements, actions, texts %v and %s, want %v and %s", c.of, got, p.Status, want, c.status)
		}
	}
}

// TestTimeOnlyAdds: what holds on a day holds on every later one, but for the status.
func TestTimeOnlyAdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sets := claimSets(t)
		days := []coop.Date{"2008", "2009", "2012-04", "2012-12-31", "2013-05-17", "2020", ""}
		last := 0
		for _, day := range days {
			p := coop.Project(1, sets, day)
			n := len(p.Records) + len(p.Parties) + len(p.Agreements) + len(p.Actions) + len(p.Financings) + len(p.Texts)
			if n < last {
				t.Fatalf("as of %q %d facts, before %d", day, n, last)
			}
			last = n
		}
	})
}

func TestARankDecidesBeforeEverythingElse(t *testing.T) {
	sets := world()
	sets[0].Ranks = coop.Ranks{7: coop.Preferred}
	if p := coop.Project(1, sets, ""); p.Status != coop.Active {
		t.Errorf("the preferred word of 2013 gives %s", p.Status)
	}
	sets[0].Ranks = coop.Ranks{1: coop.Deprecated}
	if p := coop.Project(1, sets, ""); len(p.Agreements) != 1 || p.Since != "2014" {
		t.Errorf("a deprecated agreement stays: %v", p.Agreements)
	}
}

func TestTheChoiceBetweenValuesSaysWhy(t *testing.T) {
	v := func(source string, asserted, date coop.Date, rank coop.Rank) coop.Value {
		return coop.Value{Property: coop.FirstSignature, Source: source, Asserted: asserted, Date: date, Rank: rank}
	}
	for _, c := range []struct {
		name   string
		values []coop.Value
		kept   coop.Date
		why    string
	}{
		{"one", []coop.Value{v(coop.KindAtlas, "", "1985", 0)}, "1985", "chosen.only"},
		{"the same", []coop.Value{v(coop.KindAtlas, "", "1985", 0), v(coop.KindFiche, "2013", "1985", 0)}, "1985", "chosen.agree"},
		{"who declares comes first", []coop.Value{v(coop.KindAtlas, "2015", "1985", 0), v(coop.KindFiche, "2013", "2010", 0)}, "2010", "chosen.source"},
		{"the latest", []coop.Value{v(coop.KindFiche, "2013", "1985", 0), v(coop.KindFiche, "2014", "2010", 0)}, "2010", "chosen.date"},
		{"the most precise", []coop.Value{v(coop.KindFiche, "2013", "1985", 0), v(coop.KindFiche, "2013", "1985-05", 0)}, "1985-05", "chosen.complete"},
		{"a decision", []coop.Value{v(coop.KindAtlas, "", "1985", coop.Preferred), v(coop.KindFiche, "2013", "2010", 0)}, "1985", "chosen.rank"},
		{"one set aside", []coop.Value{v(coop.KindAtlas, "", "1985", 0), v(coop.KindFiche, "2013", "2010", coop.Deprecated)}, "1985", "chosen.rank"},
	} {
		got := coop.Choose(c.values)
		if !got[0].Kept || got[0].Date != c.kept || got[0].Why != c.why {
			t.Errorf("%s: %+v", c.name, got[0])
		}
	}
	if got := coop.Choose([]coop.Value{v(coop.KindAtlas, "", "1985", coop.Deprecated)}); got[0].Kept {
		t.Error("a deprecated value is kept")
	}
}
