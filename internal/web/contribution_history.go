package web

import (
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// ContributionHistoryPage is everything that happened to a contribution, latest first, for who moderates it.
type ContributionHistoryPage struct {
	Page
	C       catalogue.Contribution
	Entries []ContributionEntry
}

// ContributionEntry is a step with what it changed: the state before and after, "" where it changed none.
type ContributionEntry struct {
	coop.ContributionStep
	Name          string // by which its address names it
	Before, After coop.ContributionState
	Operation     coop.OperationID // that accepted it, 0 for others
}

func (s *server) contributionHistory(v *visit) error {
	c, err := s.moderated(v)
	if err != nil {
		return err
	}
	p := ContributionHistoryPage{Page: v.frame(v.lang.T("history.of", v.lang.T("contribution.one", c.Number()))), C: c, Entries: contributionEntries(c)}
	p.NoIndex, p.Private = true, true
	p.Crumbs = []Crumb{{v.lang.T("contributions.title"), "/revue/contributions"}, {v.lang.T("contribution.one", c.Number()), "/revue/contributions/" + c.Number()}}
	return v.html(ContributionHistory(p))
}

// contributionEntries tell the states through which the steps have led. Of what was accepted before operations were noted the
// last ones have one.
func contributionEntries(c catalogue.Contribution) (out []ContributionEntry) {
	state := coop.ContributionDraft
	for i, step := range c.Steps {
		e := ContributionEntry{ContributionStep: step, Name: "e" + itoa(i+1)}
		for _, m := range coop.Moves {
			if string(m.Act) == step.What {
				e.Before, e.After, state = state, m.To, m.To
			}
		}
		out = append(out, e)
	}
	operations := c.Operations
	for i := len(out) - 1; i >= 0 && len(operations) > 0; i-- {
		if out[i].What == string(coop.ActAccept) {
			out[i].Operation, operations = operations[len(operations)-1], operations[:len(operations)-1]
		}
	}
	slices.Reverse(out)
	return out
}
