package coop

import (
	"slices"
	"testing"
)

// TestWhatMayBeDoneWithAContribution is every state × act × hand, with the state that it leads to; what is on no line is
// refused.
func TestWhatMayBeDoneWithAContribution(t *testing.T) {
	type line struct {
		from ContributionState
		act  Act
		own  bool
	}
	want := map[line]ContributionState{
		{ContributionDraft, ActSubmit, true}:       ContributionSubmitted,
		{ContributionToCorrect, ActSubmit, true}:   ContributionSubmitted,
		{ContributionDraft, ActWithdraw, true}:     ContributionClosed,
		{ContributionSubmitted, ActWithdraw, true}: ContributionClosed,
		{ContributionToCorrect, ActWithdraw, true}: ContributionClosed,
		{ContributionSubmitted, ActTake, false}:    ContributionInReview,
		{ContributionSubmitted, ActReturn, false}:  ContributionToCorrect,
		{ContributionInReview, ActReturn, false}:   ContributionToCorrect,
		{ContributionInReview, ActAccept, false}:   ContributionAccepted,
		{ContributionInReview, ActRefuse, false}:   ContributionRefused,
		{ContributionSubmitted, ActClose, false}:   ContributionClosed,
		{ContributionToCorrect, ActClose, false}:   ContributionClosed,
		{ContributionInReview, ActClose, false}:    ContributionClosed,
		{ContributionAccepted, ActReopen, false}:   ContributionInReview,
		{ContributionRefused, ActReopen, false}:    ContributionInReview,
		{ContributionClosed, ActReopen, false}:     ContributionInReview,
	}
	for _, s := range ContributionStates {
		for _, a := range Acts {
			for _, own := range []bool{true, false} {
				m, err := s.Move(a, own, "raison")
				to, allowed := want[line{s, a, own}]
				if (err == nil) != allowed || m.To != to {
					t.Errorf("%s %s own %v: %q %v, want %q", s, a, own, m.To, err, to)
				}
				if !allowed && CodeOf(err) != Conflict {
					t.Errorf("%s %s own %v: %v", s, a, own, err)
				}
			}
		}
	}
}

// TestWhoDecidesGivesAReason: each act of who moderates but taking a contribution up is told with a reason.
func TestWhoDecidesGivesAReason(t *testing.T) {
	for _, m := range Moves {
		_, err := m.From[0].Move(m.Act, m.Own, "")
		if reasoned := !m.Own && m.Act != ActTake; reasoned != (CodeOf(err) == Invalid && err != nil) {
			t.Errorf("%s without a reason: %v", m.Act, err)
		}
	}
}

// TestWhoMayMove is every move × kind × role: who brings a report needs no account, who brings a change is a member, who
// decides is a steward with a second factor.
func TestWhoMayMove(t *testing.T) {
	may := map[Verb][]AccountRole{
		VerbReport: {Visitor, Member, NetworkSteward, Steward, Administrator}, VerbSuggest: {Member, NetworkSteward, Steward}, VerbModerate: {NetworkSteward, Steward},
	}
	about := Object{Orgs: []OrgID{1}, Networks: []OrgID{1}}
	for _, m := range Moves {
		for _, k := range ContributionKinds {
			verb := m.Verb(k)
			for _, role := range []AccountRole{Visitor, Member, NetworkSteward, Steward, Administrator} {
				c := Caller{Account: 3, Grants: []Grant{{Role: role, Org: 1}}, Factored: true}
				_, err := Can(c, verb, about)
				if want := slices.Contains(may[verb], role); (err == nil) != want {
					t.Errorf("%s of a %s by a %s: %v", m.Act, k, role, err)
				}
				if c.Factored = false; verb == VerbModerate {
					if _, err := Can(c, verb, about); err == nil {
						t.Errorf("%s by a %s without a second factor", m.Act, role)
					}
				}
			}
		}
	}
}
