package web

import (
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// AcceptingPage shows what several contributions would change, to be accepted together for one reason.
type AcceptingPage struct {
	Form
	Chosen []Brought
	Back   string // the queue as it was filtered
}

// Brought is a contribution beside what it is about.
type Brought struct {
	C     catalogue.Contribution
	About About
}

// acceptable says whether a contribution can be accepted with others: it waits, or somebody looks at it. A reply is read first.
func acceptable(c coop.Contribution) bool {
	return c.Kind != coop.ContributionReply && (c.State == coop.ContributionSubmitted || c.State == coop.ContributionInReview)
}

// Acceptable says whether something on the page of the queue can be accepted with others.
func (p QueuePage) Acceptable() bool { return slices.ContainsFunc(p.List.Items, acceptable) }

// backToQueue is the queue from which one came, with its filters.
func (v *visit) backToQueue() string {
	if back := v.given("retour"); local(back) && strings.HasPrefix(back, "/revue/contributions?") {
		return back
	}
	return "/revue/contributions"
}

func (s *server) accepting(v *visit) error {
	return s.acceptingPage(v, v.r.URL.Query()["choix"])
}

func (s *server) acceptingPage(v *visit, chosen []string, problems ...Problem) error {
	p, seen := AcceptingPage{Back: v.backToQueue()}, map[int64]string{}
	for _, text := range chosen {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || len(p.Chosen) == catalogue.ContributionsPerPage {
			continue
		}
		if seen[id], err = s.People.VersionOf(v.r.Context(), coop.Opened{Kind: coop.OpenedContribution, ID: id}); err != nil {
			return err
		}
		c, err := s.moderate(v, coop.ContributionID(id))
		if err != nil {
			return err
		}
		a, err := s.aboutContribution(v, c.Contribution)
		if err != nil {
			return err
		}
		p.Chosen = append(p.Chosen, Brought{c, a})
	}
	if len(p.Chosen) == 0 {
		problems = append(problems, Problem{"choix", v.lang.T("together.none")})
	}
	p.Form = v.asks(v.lang.T("accepting.title", len(p.Chosen)), problems...)
	p.Seen = seen
	p.Crumbs = []Crumb{{v.lang.T("contributions.title"), p.Back}}
	return v.html(Accepting(p))
}

// accepted accepts what was chosen as one operation, and leads back to the queue.
func (s *server) accepted(v *visit) error {
	ids := picked[coop.ContributionID](v)
	for _, id := range ids {
		if _, err := s.moderate(v, id); err != nil {
			return err
		}
	}
	ids, err := stillAs(s, v, coop.OpenedContribution, ids)
	if err != nil {
		return err
	}
	field := "choix"
	if err = v.none(); len(ids) > 0 {
		err = s.Registry.AcceptContributions(v.r.Context(), v.author, ids, v.said("pourquoi"))
		field = reasonField(err, field)
	}
	if err == nil {
		v.untick(numbers(ids))
		return v.decided(len(ids), joinQuery(v.backToQueue(), "fait="+itoa(len(ids))), func(v *visit, _ ...Problem) error {
			return s.acceptingPage(v, v.typed["choix"])
		})
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.acceptingPage(v, v.typed["choix"], p)
}
