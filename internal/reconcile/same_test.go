package reconcile

import (
	"fmt"
	"slices"
	"testing"

	"kafo/internal/coop"
)

func keysOf(p coop.Pair) []string {
	var out []string
	for _, x := range p.Parts {
		out = append(out, x.Key)
	}
	return out
}

func org(id int64) Member { return Member{Org: id} }

func became(id int64, heirs ...int64) Member {
	m := org(id)
	for _, h := range heirs {
		m.Heirs = append(m.Heirs, Heir{h, fmt.Sprintf("héritier %d", h)})
	}
	return m
}

func TestPartnershipsThatOverlapAreProposedAndThoseThatMerelyShareASideAreNot(t *testing.T) {
	network, census := []int64{1}, []int64{2}
	list := []Link{
		{ID: 1, Holders: []Member{org(2)}, Partners: []Member{org(7)}, Documents: network},
		{ID: 2, Holders: []Member{org(2)}, Partners: []Member{org(17)}, Documents: network},
		{ID: 3, Holders: []Member{org(2)}, Partners: []Member{org(17), org(26), org(7)}, Documents: census},
		{ID: 4, Holders: []Member{org(3)}, Partners: []Member{org(7)}, Documents: census},                          // another holder
		{ID: 5, Holders: []Member{org(50), org(51)}, Partners: []Member{org(60), org(61)}, Documents: census},      // a fiche of their joint programme
		{ID: 6, Holders: []Member{org(50)}, Partners: []Member{org(60)}, Documents: census},                        // beside that of one of them
		{ID: 7, Holders: []Member{{May: []int64{80, 81}}}, Partners: []Member{org(90)}, Documents: census},         // Saint-Denis: which one?
		{ID: 8, Holders: []Member{org(81)}, Partners: []Member{org(90)}, Documents: network},                       // may be that one
		{ID: 9, Holders: []Member{org(81)}, Partners: []Member{{May: []int64{90, 91}}}, Documents: []int64{3}},     // the other side asked
		{ID: 10, Holders: []Member{{May: []int64{95}}}, Partners: []Member{{May: []int64{96}}}, Documents: census}, // nothing in common
	}
	var got []string
	for _, p := range Partnerships(list) {
		got = append(got, fmt.Sprintf("%d-%d", p.A, p.B))
	}
	slices.Sort(got)
	if want := []string{"1-3", "2-3", "7-8", "7-9", "8-9"}; !slices.Equal(got, want) {
		t.Errorf("proposed %v, want %v", got, want)
	}
}

// Two régions that became one in 2016 held one partnership each with Tombouctou (K5).
func TestPartnershipsWhoseHoldersBecameOneAreProposed(t *testing.T) {
	list := []Link{
		{ID: 26, Holders: []Member{became(61, 84)}, Partners: []Member{org(62)}, Documents: []int64{2}},
		{ID: 27, Holders: []Member{became(63, 84)}, Partners: []Member{org(62)}, Documents: []int64{2}},
		{ID: 51, Holders: []Member{became(114, 32)}, Partners: []Member{org(62)}, Documents: []int64{2}},    // became another one
		{ID: 60, Holders: []Member{became(70, 71, 84)}, Partners: []Member{org(63)}, Documents: []int64{2}}, // another partner
		{ID: 70, Holders: []Member{became(71, 84)}, Partners: []Member{org(63)}, Documents: []int64{2}},     // in the line of the one before
	}
	got := Partnerships(list)
	if len(got) != 2 || got[0].A+got[1].A != 26+60 || !slices.Contains(keysOf(got[0]), PartHeir) || !slices.Contains(keysOf(got[1]), PartHeir) {
		t.Fatalf("proposed %+v", got)
	}
}

func deedOf(id, record int64, text string, euros int64, parties ...int64) Deed {
	return Deed{ID: id, Partnership: 10 * id, Parties: parties, Text: text, Record: record, Amounts: []Amount{{euros * 100, "EUR"}}}
}

func TestActionsAreProposedAcrossRecordsOnly(t *testing.T) {
	drill := "Construction d'un forage et de deux bornes-fontaines à l'école"
	list := []Deed{
		deedOf(1, 1, drill, 12_350, 5), deedOf(2, 2, drill, 12_350, 5), // printed twice
		deedOf(3, 2, drill, 12_350, 5), // and listed twice by one fiche: two actions
		deedOf(4, 3, "Construction d'un forage et de bornes-fontaines", 12_350, 5),
		deedOf(5, 4, "Envoi de livres", 12_350, 5), // the amount alone
		deedOf(6, 5, drill, 900, 5),                // the text at another price
		deedOf(7, 6, drill, 12_350, 6),             // by another partner: the text and the figures speak for one programme
	}
	here, there := deedOf(8, 7, "Subvention versée à la commune en appui aux populations déplacées du Nord", 3000, 5), deedOf(9, 8, "Subvention versée à la ville en appui aux populations déplacées du Nord", 3000, 5)
	here.Territory, there.Territory, here.From, there.From = 1, 2, 2013, 2013
	list = append(list, here, there)
	var got []string
	for _, p := range Actions(list) {
		got = append(got, fmt.Sprintf("%d-%d", p.A, p.B))
	}
	slices.Sort(got)
	if want := []string{"1-2", "1-3", "1-4", "2-4", "3-4"}; !slices.Equal(got, want) {
		t.Errorf("proposed %v, want %v", got, want)
	}
}

func TestAGiftReportedAsAnActionIsProposed(t *testing.T) {
	gift := Gift{Record: 128, Path: "donations.7", Donors: []int64{89, 90}, Amount: Amount{300000, "EUR"}, Year: 2013, Fund: coop.Words("Fonds de solidarité pour le Mali")}
	fund := deedOf(102, 97, "Versement d'une subvention au fonds de solidarité", 3000, 89, 90)
	got := Gifts([]Gift{gift}, []Deed{
		fund,
		deedOf(103, 97, "Achat de médicaments", 3000, 89, 90),                         // the amount and the donor alone
		deedOf(104, 98, "Versement d'une subvention au fonds de solidarité", 3000, 5), // of another town
		deedOf(105, 99, "Versement au fonds de solidarité", 2500, 90),
	})
	if len(got) != 1 || got[0].A != 102 || got[0].B != 128 || got[0].Path != "donations.7" || got[0].Kind != coop.PairGift {
		t.Fatalf("proposed %+v", got)
	}
}

func TestAProgrammeStatedByTwoPartnershipsIsProposed(t *testing.T) {
	say := func(id, partnership, euros int64, text string, from, to int) Sum {
		return Sum{ID: id, Partnership: partnership, Record: partnership, Parties: []int64{5}, Amount: Amount{euros * 100, "EUR"}, Text: text, From: from, To: to}
	}
	got := Programmes([]Sum{
		say(1, 1, 618_000, "Programme gouvernance locale (2013-2015)", 2013, 2015),
		say(2, 2, 618_000, "Programme de gouvernance locale (2013-2015)", 2013, 2015),
		say(3, 1, 618_000, "Programme gouvernance locale (2013-2015)", 2013, 2015), // the same partnership says it twice
		say(4, 3, 5_000, "Aide d'urgence", 2013, 2013),
		say(5, 4, 5_000, "Bibliothèque", 2012, 2012), // a round amount in another year
	})
	if len(got) != 2 || got[0].A != 1 || got[0].B != 2 {
		t.Fatalf("proposed %+v", got)
	}
}

// A block of any size costs as much as its things, not as their pairs.
func TestTheWorkOfALargeBlockIsBounded(t *testing.T) {
	k := kind[int]{keys: func(*int) []string { return []string{"one"} }, order: func(n *int) string { return fmt.Sprintf("%06d", *n) }}
	things := make([]int, 10_000)
	for i := range things {
		things[i] = i
	}
	if n := len(k.candidates(things)); n > window*len(things) {
		t.Errorf("%d pairs of %d things", n, len(things))
	}
}

func TestAReasonAgainstOutweighsTheName(t *testing.T) {
	for _, b := range []Body{
		{ID: 2, Names: []string{"Kayes"}, Level: "region", Country: "ML"},
		{ID: 2, Names: []string{"Kayes"}, Level: "commune", Country: "SN"},
		{ID: 2, Names: []string{"Kayes"}, Level: "commune", Country: "ML", Codes: map[string]string{"ref": "other"}},
		{ID: 2, Names: []string{"Kayes"}, Kind: coop.Association, Country: "ML"},
	} {
		a := Body{ID: 1, Names: []string{"Kayes"}, Level: "commune", Country: "ML", Places: []string{"k"}, Codes: map[string]string{"ref": "one"}}
		b.Places = a.Places
		if got := Organisations([]Body{a, b}); len(got) != 0 {
			t.Errorf("%+v: %+v", b, got)
		}
	}
}

func TestSuccessionIsProposed(t *testing.T) {
	a := Body{ID: 1, Names: []string{"Essonne Développement Durable Nord-Sud"}, Country: "FR", Successors: []int64{2}}
	got := Organisations([]Body{a, {ID: 2, Names: []string{"Réseau Essonne-Mali"}, Country: "FR"}})
	if len(got) != 1 || got[0].Parts[0].Key != PartSuccessor {
		t.Errorf("proposed %+v", got)
	}
}
