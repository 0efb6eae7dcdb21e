package coop_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"kafo/internal/coop"
)

// claimSets draws what several records say of one partnership: parties, agreements (some in the words of another
// record), actions, amounts, texts and statuses. Ids are those that recording handed out.
func claimSets(t *rapid.T) []coop.ClaimSet {
	dates := rapid.SampledFrom([]coop.Date{"", "2009", "2012-04", "2013", "2013-05-17"})
	sets := make([]coop.ClaimSet, rapid.IntRange(0, 6).Draw(t, "records"))
	for i := range sets {
		record := coop.RecordID(i + 1)
		sets[i] = coop.ClaimSet{ID: int64(i + 1), Subject: 1, Record: record, AssertedOn: dates.Draw(t, "asserted")}
		for n := range rapid.IntRange(0, 5).Draw(t, "claims") {
			at := coop.Place{Record: record, Path: fmt.Sprintf("x.%d", n), Line: 10 * i}
			sets[i].Claims = append(sets[i].Claims, claim(t, at, dates))
		}
	}
	return sets
}

func claim(t *rapid.T, at coop.Place, dates *rapid.Generator[coop.Date]) coop.Claim {
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		return coop.Claim{Party: &coop.Party{Org: coop.OrgID(rapid.IntRange(1, 4).Draw(t, "org")), Role: coop.Holder, Place: at}}
	case 1:
		return coop.Claim{Agreement: &coop.Agreement{Kind: "twinning", Date: dates.Draw(t, "signed"), From: dates.Draw(t, "from"), Place: at}}
	case 2:
		return coop.Claim{Action: &coop.Action{Domain: "Eau", Start: dates.Draw(t, "start"), Place: at}}
	case 3:
		return coop.Claim{Financing: &coop.Financing{Cents: rapid.Int64Range(0, 1e9).Draw(t, "cents"), Currency: "EUR", Place: at}}
	case 4:
		return coop.Claim{Text: &coop.Text{Property: "means", Text: rapid.String().Draw(t, "text"), Place: at}}
	}
	words := rapid.SampledFrom([]string{"", "yes", "no", "partial", "resumed", "unknown"})
	return coop.Claim{Status: &coop.StatusClaim{Continued: words.Draw(t, "continued"), Asserted: dates.Draw(t, "said"), Place: at}}
}

// TestAProjectionIsThatOfItsClaims: it does not matter in which order the claims are handed over, and nothing is lost:
// every claim is there once, but for agreements that say the same.
func TestAProjectionIsThatOfItsClaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sets := claimSets(t)
		given := slices.Clone(sets)
		want := coop.Project(1, sets, "")
		if d := cmp.Diff(given, sets); d != "" {
			t.Fatalf("the claims were changed:\n%s", d)
		}
		if d := cmp.Diff(want, coop.Project(1, rapid.Permutation(sets).Draw(t, "order"), "")); d != "" {
			t.Fatalf("another order, another partnership:\n%s", d)
		}
		count := map[string]int{}
		first := coop.Date("")
		for _, s := range sets {
			for _, c := range s.Claims {
				count[kind(c)]++
				if a := c.Agreement; a != nil {
					first = earliest(first, a)
				}
			}
		}
		got := map[string]int{
			"party": len(want.Parties), "action": len(want.Actions), "financing": len(want.Financings), "text": len(want.Texts), "status": len(want.StatusClaims),
		}
		for k, n := range got {
			if n != count[k] {
				t.Fatalf("%d of %s, %d were said", n, k, count[k])
			}
		}
		if len(want.Agreements) > count["agreement"] || (len(want.Agreements) == 0) != (count["agreement"] == 0) || want.Since != first {
			t.Fatalf("%d agreements of %d, since %q, want %q", len(want.Agreements), count["agreement"], want.Since, first)
		}
		if len(want.Records) != len(sets) {
			t.Fatalf("%d records of %d", len(want.Records), len(sets))
		}
	})
}

func kind(c coop.Claim) string {
	switch {
	case c.Party != nil:
		return "party"
	case c.Agreement != nil:
		return "agreement"
	case c.Action != nil:
		return "action"
	case c.Financing != nil:
		return "financing"
	case c.Text != nil:
		return "text"
	}
	return "status"
}

func earliest(d coop.Date, a *coop.Agreement) coop.Date {
	own := a.Date
	if own == "" {
		own = a.From
	}
	if d == "" || own != "" && own < d {
		return own
	}
	return d
}

// TestTheOrderOfImportsDoesNotMatter: records that say things at different dates make the same partnership, whichever
// came in first.
func TestTheOrderOfImportsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sets := claimSets(t)
		for i := range sets {
			sets[i].AssertedOn = coop.Date(fmt.Sprint(2001 + i))
		}
		want := coop.Project(1, sets, "")
		ids := rapid.Permutation([]int64{1, 2, 3, 4, 5, 6, 7}).Draw(t, "ids")
		for i := range sets {
			sets[i].ID = ids[i]
		}
		if d := cmp.Diff(want, coop.Project(1, sets, ""), cmpopts.IgnoreFields(coop.Value{}, "Set"), cmpopts.IgnoreFields(coop.Assertion{}, "Set")); d != "" {
			t.Fatalf("another order of recording, another partnership:\n%s", d)
		}
	})
}

// TestTheLatestWordDecides: of two records that say whether the partnership goes on, the later one is believed,
// whichever came in first.
func TestTheLatestWordDecides(t *testing.T) {
	says := func(id int64, date coop.Date, continued string) coop.ClaimSet {
		return coop.ClaimSet{ID: id, Record: coop.RecordID(id), AssertedOn: date, Claims: []coop.Claim{{Status: &coop.StatusClaim{Continued: continued, Asserted: date}}}}
	}
	for _, c := range []struct {
		name string
		sets []coop.ClaimSet
		want coop.Status
	}{
		{"nobody", nil, coop.Unknown},
		{"later and last", []coop.ClaimSet{says(1, "2012", "yes"), says(2, "2013", "no")}, coop.Suspended},
		{"later and first", []coop.ClaimSet{says(1, "2013", "no"), says(2, "2012", "yes")}, coop.Suspended},
		{"the later says nothing", []coop.ClaimSet{says(1, "2012", "yes"), says(2, "2013", "unknown")}, coop.Active},
	} {
		if got := coop.Project(1, c.sets, "").Status; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestSidesAreSets: order and repetition of parties do not matter; who is in a set, and a question, do.
func TestSidesAreSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		party := rapid.Custom(func(t *rapid.T) coop.Party {
			p := coop.Party{Role: rapid.SampledFrom([]coop.Role{coop.Holder, coop.Partner, coop.Associate}).Draw(t, "role")}
			if rapid.Bool().Draw(t, "asked") {
				p.Question = coop.QuestionID(rapid.IntRange(1, 12).Draw(t, "question"))
			} else {
				p.Org = coop.OrgID(rapid.IntRange(1, 12).Draw(t, "org"))
			}
			return p
		})
		list := rapid.SliceOfN(party, 0, 8).Draw(t, "parties")
		holders, partners := coop.Sides(list)
		twice := slices.Concat(list, list)
		if h, p := coop.Sides(rapid.Permutation(twice).Draw(t, "order")); h != holders || p != partners {
			t.Fatalf("%q %q became %q %q", holders, partners, h, p)
		}
		other := append(slices.Clone(list), coop.Party{Role: coop.Holder, Org: 99})
		if h, p := coop.Sides(other); h == holders || p != partners {
			t.Fatalf("one more holder: %q %q became %q %q", holders, partners, h, p)
		}
		want := slices.ContainsFunc(list, func(p coop.Party) bool { return p.Role == coop.Holder }) &&
			slices.ContainsFunc(list, func(p coop.Party) bool { return p.Role == coop.Partner }) &&
			!slices.ContainsFunc(list, func(p coop.Party) bool { return p.Role != coop.Associate && p.Org == 0 })
		if coop.Decided(list) != want {
			t.Fatalf("decided is %v of %+v", coop.Decided(list), list)
		}
	})
}

// TestFoldingAFoldedTextChangesNothing, and no sign outside letters, digits and single spaces is left.
func TestFoldingAFoldedTextChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := coop.Fold(rapid.String().Draw(t, "text"))
		if again := coop.Fold(once); again != once {
			t.Fatalf("%q became %q", once, again)
		}
	})
}

// TestASignatoryStandsWithItsAgreement: whom an agreement alone names is a party from its date on, behind those of the
// partnership, and goes with it.
func TestASignatoryStandsWithItsAgreement(t *testing.T) {
	set := coop.ClaimSet{ID: 1, Record: 7, AssertedOn: "2012", Claims: []coop.Claim{
		{Party: &coop.Party{Org: 3, Role: coop.Signatory, Place: coop.Place{Record: 7, Path: "agreements.0.signatories.0"}}},
		{Party: &coop.Party{Org: 1, Role: coop.Holder, Place: coop.Place{Record: 7, Path: "french.0"}}},
		{Agreement: &coop.Agreement{ID: 1, Date: "2011-11-15", Place: coop.Place{Record: 7, Path: "agreements.0"}}},
		{Agreement: &coop.Agreement{ID: 2, Date: "1990", Place: coop.Place{Record: 7, Path: "agreements.1"}}},
	}}
	for day, want := range map[coop.Date]int{"": 2, "2011-11-15": 2, "2011-01-01": 1} {
		p := coop.Project(1, []coop.ClaimSet{set}, day)
		if len(p.Parties) != want || p.Parties[0].Org != 1 {
			t.Errorf("on %q: %+v", day, p.Parties)
		}
	}
	set.Ranks = coop.Ranks{2: coop.Deprecated}
	if p := coop.Project(1, []coop.ClaimSet{set}, ""); len(p.Parties) != 1 {
		t.Errorf("of an agreement set aside: %+v", p.Parties)
	}
}

// TestWhoIsSaidToBeNoParty goes from the parties that earlier sources name, in every role but that of an agreement; who is
// named later, or in the same document, is a party; on a day before it was said nobody has gone.
func TestWhoIsSaidToBeNoParty(t *testing.T) {
	party := func(org coop.OrgID, role coop.Role, r coop.RecordID, path string) coop.Claim {
		return coop.Claim{Party: &coop.Party{Org: org, Role: role, Place: coop.Place{Record: r, Path: path}}}
	}
	said := coop.ClaimSet{ID: 1, Record: 1, AssertedOn: "2013", Claims: []coop.Claim{
		party(1, coop.Holder, 1, "french.0"), party(2, coop.Partner, 1, "foreign.0"), party(2, coop.Funder, 1, "foreign.1"),
		{Agreement: &coop.Agreement{Kind: "twinning", Date: "1984", Place: coop.Place{Record: 1, Path: "agreements.0"}}}, party(2, coop.Signatory, 1, "agreements.0.signatories.0"),
	}}
	gone := coop.ClaimSet{ID: 2, Record: 2, AssertedOn: "2020", Claims: []coop.Claim{{Absence: &coop.Absence{Org: 2, Kind: coop.Left, Place: coop.Place{Record: 2}}}}}
	roles := func(of coop.Date, sets ...coop.ClaimSet) (out []coop.Role) {
		for _, p := range coop.Project(1, sets, of).Parties {
			if p.Org == 2 {
				out = append(out, p.Role)
			}
		}
		return out
	}
	again := coop.ClaimSet{ID: 3, Record: 3, AssertedOn: "2021", Claims: []coop.Claim{party(2, coop.Associate, 3, "french.0")}}
	same := coop.ClaimSet{ID: 2, Record: 2, AssertedOn: "2020", Claims: append(slices.Clone(gone.Claims), party(2, coop.Associate, 2, "parties"))}
	set := coop.ClaimSet{ID: 2, Record: 2, AssertedOn: "2020", Claims: gone.Claims, Ranks: coop.Ranks{0: coop.Deprecated}}
	for _, c := range []struct {
		name string
		got  []coop.Role
		want []coop.Role
	}{
		{"before", roles("", said), []coop.Role{coop.Partner, coop.Funder, coop.Signatory}},
		{"gone", roles("", said, gone), []coop.Role{coop.Signatory}},
		{"the day before", roles("2019", said, gone), []coop.Role{coop.Partner, coop.Funder, coop.Signatory}},
		{"named later", roles("", said, gone, again), []coop.Role{coop.Associate, coop.Signatory}},
		{"in another role", roles("", said, same), []coop.Role{coop.Associate, coop.Signatory}},
		{"set aside", roles("", said, set), []coop.Role{coop.Partner, coop.Funder, coop.Signatory}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, c.got, c.want)
		}
	}
}
