package registry

import (
	"slices"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// payers gives each financing whose payer, beneficiary or sharing funder is named the organisation that the name surely
// means; a name that is not sure stays text.
func (r *Registry) payers(tx *store.Tx, s coop.Statement, parties []coop.Party) []coop.Claim {
	claims := slices.Clone(s.Others)
	known := map[string]coop.OrgID{}
	find := func(text string) coop.OrgID {
		if _, ok := known[text]; !ok && text != "" {
			known[text] = r.body(tx, text, parties)
		}
		return known[text]
	}
	for i, c := range claims {
		if c.Financing == nil {
			continue
		}
		f := *c.Financing
		f.Payer, f.Beneficiary = find(f.PayerText), find(f.BeneficiaryText)
		f.Shares = slices.Clone(f.Shares)
		for j := range f.Shares {
			f.Shares[j].Payer = find(f.Shares[j].PayerText)
		}
		claims[i].Financing = &f
	}
	return claims
}

// body is the organisation that a name beside an amount means: the party whose kind the name is (« la ville »), else
// the one that the name surely means; 0 if neither.
func (r *Registry) body(tx *store.Tx, text string, parties []coop.Party) coop.OrgID {
	if id := ofKind(text, parties); id != 0 {
		return id
	}
	res := r.resolver.Resolve(coop.Name{Text: text, Side: coop.French, Country: "FR"})
	if !res.Sure {
		return 0
	}
	id, err := tx.Organisation(res.Candidates[0])
	if err != nil {
		return 0
	}
	return id
}

// kindWords are the words that stand for a party by its kind, and how such a party is printed.
var kindWords = []struct{ said, printed []string }{
	{[]string{"ville", "commune", "mairie", "municipalite"}, []string{"ville", "commune", "mairie"}},
	{[]string{"conseil general", "departement", "conseil departemental", "cg"}, []string{"conseil general", "departement", "conseil departemental"}},
	{[]string{"region", "conseil regional"}, []string{"region", "conseil regional"}},
	{[]string{"agglomeration", "communaute d agglomeration", "communaute"}, []string{"communaute"}},
	{[]string{"comite de jumelage", "comite"}, []string{"comite de jumelage", "comite"}},
}

// ofKind is the one French party that a name begins the printed name of, or whose kind the name alone is (« Conseil
// général »); 0 if several or none are.
func ofKind(text string, parties []coop.Party) coop.OrgID {
	said := coop.Fold(text)
	if id := only(parties, func(printed string) bool { return strings.HasPrefix(printed+" ", said+" ") }); id != 0 {
		return id
	}
	for _, k := range kindWords {
		if !slices.Contains(k.said, said) {
			continue
		}
		return only(parties, func(printed string) bool {
			return slices.ContainsFunc(k.printed, func(w string) bool { return strings.HasPrefix(printed, w) })
		})
	}
	return 0
}

// only is the one decided French party whose printed name fits; 0 if several or none do.
func only(parties []coop.Party, fits func(printed string) bool) coop.OrgID {
	var found coop.OrgID
	for _, p := range parties {
		if p.Side != coop.French || p.Org == 0 || p.Org == found || !fits(coop.Fold(p.Text)) {
			continue
		}
		if found != 0 {
			return 0
		}
		found = p.Org
	}
	return found
}
