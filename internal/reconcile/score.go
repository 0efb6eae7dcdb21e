package reconcile

import (
	"cmp"
	"slices"

	"kafo/internal/coop"
)

// Threshold is the number of points from which a pair is proposed. One reason alone never reaches it unless it is an
// identifier or the whole name; a reason against (another level, another country) outweighs any name.
const Threshold = 60

// Reasons of a score (message keys): for the pair, then against it. docs/DATA.md, « Rapprochements », lists the points.
const (
	PartCode        = "pair.same_code"     // an identifier in common
	PartName        = "pair.same_name"     // the same name
	PartAlias       = "pair.same_alias"    // a name of one is another name of the other
	PartCore        = "pair.same_core"     // the same but for the words that say what kind of body it is
	PartOrder       = "pair.same_words"    // the same words in another order
	PartLetters     = "pair.letters"       // so many letters apart
	PartAcronym     = "pair.acronym"       // one is the acronym of the other
	PartWithin      = "pair.name_within"   // all words of one are in the other
	PartNear        = "pair.near_name"     // spelt nearly so
	PartPlace       = "pair.same_place"    // the same territory
	PartInside      = "pair.place_inside"  // the territory of one lies in that of the other
	PartKind        = "pair.same_kind"     // the same kind of body
	PartCompany     = "pair.same_company"  // partners in common
	PartSuccessor   = "pair.successor"     // one took the place of the other
	PartHeir        = "pair.same_heir"     // one body took the place of both
	PartHolders     = "pair.same_holders"  // the same holders
	PartPartners    = "pair.same_partners" // the same partners
	PartSomeHolder  = "pair.some_holders"  // some holders in common
	PartSomePartner = "pair.some_partners" // some partners in common
	PartInHolders   = "pair.inner_holders" // the holders of one are among those of the other
	PartInPartners  = "pair.inner_partners"
	PartAsked       = "pair.asked" // an open question may mean the same
	PartAgreement   = "pair.same_agreement"
	PartAmount      = "pair.same_amount"
	PartYear        = "pair.same_year"
	PartText        = "pair.same_text"   // the same text
	PartWords       = "pair.shared_text" // most words in common
	PartTheme       = "pair.same_theme"
	PartPayer       = "pair.same_payer"
	PartFund        = "pair.names_fund" // the action names the fund

	PartCountry    = "pair.other_country"
	PartLevel      = "pair.other_level"
	PartBody       = "pair.other_kind"
	PartSibling    = "pair.other_town" // another town of the same département or cercle
	PartElsewhere  = "pair.other_place"
	PartOtherCode  = "pair.other_code"
	PartNumber     = "pair.other_number"
	PartMoreWords  = "pair.more_words"
	PartOtherYear  = "pair.other_year"
	PartDocument   = "pair.same_document" // one document speaks of them as two
	PartOtherMoney = "pair.other_amount"
)

// score is the reasons for and against one pair.
type score []coop.Part

func (s *score) add(key string, points int, args ...string) {
	*s = append(*s, coop.Part{Key: key, Points: points, Args: args})
}

// points is the sum of the reasons, at most 100.
func (s score) points() int {
	sum := 0
	for _, p := range s {
		sum += p.Points
	}
	return min(100, sum)
}

// pair makes a match what is proposed: the strongest reasons first.
func (m match) pair(kind coop.PairKind, a, b int64) coop.Pair {
	parts := slices.Clone([]coop.Part(m.score))
	slices.SortStableFunc(parts, func(x, y coop.Part) int { return cmp.Compare(y.Points, x.Points) })
	if a > b {
		a, b = b, a
	}
	return coop.Pair{Kind: kind, A: a, B: b, Score: m.points(), Parts: parts}
}

// ranked puts the best pairs first.
func ranked(pairs []coop.Pair) []coop.Pair {
	slices.SortFunc(pairs, func(x, y coop.Pair) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}
