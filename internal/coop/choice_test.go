package coop_test

import (
	"testing"

	"kafo/internal/coop"
)

// said is what a record of a kind says at a date: one claim.
func said(id int64, kind string, date coop.Date, c coop.Claim) coop.ClaimSet {
	return coop.ClaimSet{ID: id, Record: coop.RecordID(id), Kind: kind, AssertedOn: date, Claims: []coop.Claim{c}}
}

func stand(record coop.RecordID, path string) coop.Place {
	return coop.Place{Record: record, Path: path}
}

// twoSources are, for each property that has one value, an older fiche and a younger page of the atlas that contradict
// each other.
var twoSources = map[string][2]coop.Claim{
	coop.FirstSignature: {{Value: &coop.ValueClaim{Property: coop.FirstSignature, Date: "2010", Place: stand(1, "v")}}, {Value: &coop.ValueClaim{Property: coop.FirstSignature, Date: "1985", Place: stand(2, "v")}}},
	coop.SinceWhen:      {{Agreement: &coop.Agreement{ID: 1, Kind: "twinning", Date: "1984", Place: stand(1, "a")}}, {Agreement: &coop.Agreement{ID: 2, Kind: "convention", Date: "1990", Place: stand(2, "a")}}},
	coop.LastAgreement:  {{Agreement: &coop.Agreement{ID: 1, Kind: "twinning", Date: "1984", Place: stand(1, "a")}}, {Agreement: &coop.Agreement{ID: 2, Kind: "convention", Date: "1990", Place: stand(2, "a")}}},
	coop.GoesOn:         {{Status: &coop.StatusClaim{Continued: "yes", Place: stand(1, "s")}}, {Status: &coop.StatusClaim{State: "Terminé", Place: stand(2, "s")}}},
	coop.StatusCause:    {{Status: &coop.StatusClaim{State: "Terminé", Cause: coop.OneSide, Place: stand(1, "s")}}, {Status: &coop.StatusClaim{State: "Terminé", Cause: coop.PartnerGone, Place: stand(2, "s")}}},
	coop.BudgetTrend:    {{Status: &coop.StatusClaim{Trend: "reduced", Place: stand(1, "s")}}, {Status: &coop.StatusClaim{Trend: "increased", Place: stand(2, "s")}}},
	coop.EndsOn:         {{Status: &coop.StatusClaim{End: "2014", Place: stand(1, "s")}}, {Status: &coop.StatusClaim{End: "2016", Place: stand(2, "s")}}},
	coop.AnnualBudget:   {{Financing: &coop.Financing{ID: 1, Cents: 100, Currency: "EUR", Year: 2013, Place: stand(1, "budget.amounts.0")}}, {Financing: &coop.Financing{ID: 2, Cents: 200, Currency: "EUR", Year: 2012, Place: stand(2, "budget.amounts.0")}}},
}

// TestEveryPropertyIsChosenTheSameWay: of what two sources say of a property, one is kept with its reason and the other
// stays beneath; a decision turns that round, whichever of the two it names, and a value set aside is never kept.
func TestEveryPropertyIsChosenTheSameWay(t *testing.T) {
	why := map[string]struct {
		set int64
		key string
	}{
		coop.FirstSignature: {1, "chosen.source"}, coop.SinceWhen: {1, "chosen.earliest"}, coop.LastAgreement: {2, "chosen.latest"},
		coop.GoesOn: {2, "chosen.date"}, coop.StatusCause: {2, "chosen.date"}, coop.BudgetTrend: {2, "chosen.date"}, coop.EndsOn: {2, "chosen.date"}, coop.AnnualBudget: {1, "chosen.year"},
	}
	for property, claims := range twoSources {
		sets := []coop.ClaimSet{said(1, coop.KindFiche, "2013", claims[0]), said(2, coop.KindAtlas, "2015", claims[1])}
		kept := func() coop.Value {
			var list []coop.Value
			for _, v := range coop.Project(1, sets, "").Values {
				if v.Property == property {
					list = append(list, v)
				}
			}
			if len(list) != 2 || list[1].Kept {
				t.Fatalf("%s: one is kept of two: %+v", property, list)
			}
			return list[0]
		}
		if v := kept(); v.Set != why[property].set || v.Why != why[property].key {
			t.Errorf("%s: set %d %s", property, v.Set, v.Why)
		}
		for i := range sets {
			sets[i].Ranks = coop.Ranks{0: coop.Preferred}
			if v := kept(); v.Set != sets[i].ID || v.Why != "chosen.rank" {
				t.Errorf("%s: preferred %d, kept %d %s", property, sets[i].ID, v.Set, v.Why)
			}
			sets[i].Ranks = coop.Ranks{0: coop.Deprecated}
			if v := kept(); v.Set == sets[i].ID || !v.Kept || v.Why != "chosen.rank" {
				t.Errorf("%s: set %d aside, kept %d %s", property, sets[i].ID, v.Set, v.Why)
			}
			sets[i].Ranks = nil
		}
	}
}

// TestABudgetOfSeveralYearsGivesWayToThatOfOne: however late it ends, it is no annual budget.
func TestABudgetOfSeveralYearsGivesWayToThatOfOne(t *testing.T) {
	amount := func(id coop.RecordID, year, from, to int) coop.Claim {
		return coop.Claim{Financing: &coop.Financing{
			ID: coop.FinancingID(id), Cents: 100 * int64(id), Currency: "EUR", Year: year, Terms: coop.Terms{From: from, To: to}, Place: stand(id, "budget.amounts.0"),
		}}
	}
	sets := []coop.ClaimSet{said(1, coop.KindAtlas, "2012", amount(1, 2012, 0, 0)), said(2, coop.KindFiche, "2013", amount(2, 0, 2013, 2015))}
	for _, v := range coop.Project(1, sets, "").Values {
		if v.Property == coop.AnnualBudget && v.Kept != (v.Set == 1) {
			t.Errorf("set %d, kept: %v", v.Set, v.Kept)
		}
	}
}

// TestThePartnershipIsWhatItsKeptValuesSay: its status and its beginning follow decisions.
func TestThePartnershipIsWhatItsKeptValuesSay(t *testing.T) {
	of := func(property string, preferred int) coop.Partnership {
		sets := []coop.ClaimSet{said(1, coop.KindFiche, "2013", twoSources[property][0]), said(2, coop.KindAtlas, "2015", twoSources[property][1])}
		sets[preferred].Ranks = coop.Ranks{0: coop.Preferred}
		return coop.Project(1, sets, "")
	}
	for i, want := range []coop.Status{coop.Active, coop.Ended} {
		if got := of(coop.GoesOn, i).Status; got != want {
			t.Errorf("status %s, want %s", got, want)
		}
	}
	for i, want := range []coop.Date{"1984", "1990"} {
		if got := of(coop.SinceWhen, i).Since; got != want {
			t.Errorf("since %s, want %s", got, want)
		}
	}
}

// TestACauseExplainsTheStatusThatHolds: it is kept with its source, and only while no source has said another status since.
func TestACauseExplainsTheStatusThatHolds(t *testing.T) {
	status := func(id int64, date coop.Date, s coop.StatusClaim) coop.ClaimSet {
		s.Place = stand(coop.RecordID(id), "s")
		return said(id, coop.KindContribution, date, coop.Claim{Status: &s})
	}
	suspended, why := status(1, "2022", coop.StatusClaim{Continued: "no"}), status(2, "2022", coop.StatusClaim{Cause: coop.ByState})
	later, again := status(3, "2023", coop.StatusClaim{Continued: "resumed"}), status(4, "2024", coop.StatusClaim{Continued: "no"})
	preferred := suspended
	preferred.Ranks = coop.Ranks{0: coop.Preferred}
	for name, c := range map[string]struct {
		sets []coop.ClaimSet
		want coop.Cause
	}{
		"the cause of a suspension": {[]coop.ClaimSet{suspended, why}, coop.ByState},
		"nobody says one":           {[]coop.ClaimSet{suspended}, ""},
		"it goes on again":          {[]coop.ClaimSet{suspended, why, later}, ""},
		"suspended anew":            {[]coop.ClaimSet{suspended, why, later, again}, ""},
		"by decision":               {[]coop.ClaimSet{preferred, why, later}, coop.ByState},
		"of no status":              {[]coop.ClaimSet{why}, ""},
		"not of that status":        {[]coop.ClaimSet{suspended, status(2, "2022", coop.StatusClaim{Cause: coop.PartnerGone})}, ""},
		"in the words of a state":   {[]coop.ClaimSet{status(1, "2023", coop.StatusClaim{State: "Suspendu en raison de la situation sécuritaire"})}, coop.ForSecurity},
		"of an end":                 {[]coop.ClaimSet{status(1, "2023", coop.StatusClaim{State: "Terminé (association dissoute)"})}, coop.PartnerGone},
		"words beside what goes on": {[]coop.ClaimSet{status(1, "2023", coop.StatusClaim{State: "En cours, sécurité"})}, ""},
	} {
		p := coop.Project(1, c.sets, "")
		n := 0
		for _, v := range p.Values {
			if v.Property == coop.StatusCause {
				n++
			}
		}
		if p.Cause != c.want || n != min(1, len(c.want)) {
			t.Errorf("%s: %q of %d, want %q", name, p.Cause, n, c.want)
		}
	}
}

// TestWhatOneSourceStatesNeedsNoReason: nothing is chosen among the words of one record; what it says several times counts
// once, with its latest year.
func TestWhatOneSourceStatesNeedsNoReason(t *testing.T) {
	one := said(1, coop.KindFiche, "2013", twoSources[coop.AnnualBudget][0])
	later := &coop.Financing{ID: 3, Cents: 500, Currency: "EUR", Year: 2014, Place: stand(1, "budget.amounts.1")}
	one.Claims = append(one.Claims, coop.Claim{Financing: later}, coop.Claim{Financing: &coop.Financing{ID: 4, Cents: 9, Year: 2015, Terms: coop.Terms{Part: coop.PartOf}, Place: stand(1, "budget.amounts.2")}})
	p := coop.Project(1, []coop.ClaimSet{one}, "")
	if len(p.Values) != 0 {
		t.Errorf("%+v", p.Values)
	}
	both := coop.Project(1, []coop.ClaimSet{one, said(2, coop.KindAtlas, "2015", coop.Claim{Financing: &coop.Financing{ID: 5, Cents: 500, Currency: "EUR", Year: 2014, Place: stand(2, "budget.amounts.0")}})}, "")
	if len(both.Values) != 2 || both.Values[0].Why != "chosen.agree" || both.Values[0].Date != "2014" {
		t.Errorf("two that agree: %+v", both.Values)
	}
}

// TestWhatAFunderGivesIsNoAnnualBudget: a tranche of who funds a partnership does not stand against its budget.
func TestWhatAFunderGivesIsNoAnnualBudget(t *testing.T) {
	amount := func(path string, terms coop.Terms) coop.Claim {
		return coop.Claim{Financing: &coop.Financing{Cents: 100, Currency: "EUR", Year: 2012, Terms: terms, Place: stand(2, path)}}
	}
	for _, c := range []coop.Claim{amount("funding.0", coop.Terms{}), amount("budget.amounts.1", coop.Terms{Part: coop.PartOf})} {
		if c.Financing.OwnBudget() {
			t.Errorf("%s %s is no budget", c.Financing.Place.Path, c.Financing.Part)
		}
		sets := []coop.ClaimSet{said(1, coop.KindFiche, "2011", twoSources[coop.AnnualBudget][0]), said(2, coop.KindAtlas, "2013", c)}
		for _, v := range coop.Project(1, sets, "").Values {
			if v.Property == coop.AnnualBudget {
				t.Errorf("%s competes: %+v", c.Financing.Place.Path, v)
			}
		}
	}
}
