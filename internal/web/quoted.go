package web

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// QuotedPage tells who moderates what a receipt acknowledges that somebody quotes.
type QuotedPage struct {
	Form
	C     *catalogue.Contribution // nil before one was found
	Reply coop.Reply              // that it is
	Q     coop.Questionnaire
	Kept  *campaign.Receipt // what a browser was told without a line; nil for other receipts
}

// Rubric is the title of a rubric in the reader's language.
func (p QuotedPage) Rubric(id string) string {
	if at := slices.IndexFunc(p.Q.Rubrics, func(x coop.Rubric) bool { return x.ID == id }); at >= 0 {
		return ReplyPage{Form: p.Form}.In(p.Q.Rubrics[at].Title)
	}
	return id
}

func (s *server) quotedForm(v *visit) error { return s.quotedPage(v, QuotedPage{}) }

func (s *server) quotedPage(v *visit, p QuotedPage, problems ...Problem) error {
	p.Form = v.asks(v.lang.T("receipt.title"), problems...)
	p.Crumbs = []Crumb{{v.lang.T("contributions.title"), "/revue/contributions"}}
	p.NoSearch = true
	return v.html(Quoted(p))
}

// quoted looks a receipt up. To whom a contribution is not shown, it is said as little of it as of one that was never made.
func (s *server) quoted(v *visit) error {
	id, kept, err := s.quotedIn(v, v.said("code"))
	p := QuotedPage{Kept: kept}
	if err == nil {
		var c catalogue.Contribution
		c, err = s.moderate(v, id)
		p.C = &c
	}
	if code := coop.CodeOf(err); code == coop.NotFound || code == coop.Forbidden || err == nil && kept == nil && p.C.State == coop.ContributionDraft {
		return s.quotedPage(v, QuotedPage{}, Problem{"code", v.lang.T("receipt.none")})
	}
	if err != nil {
		return err
	}
	if p.C.Kind == coop.ContributionReply {
		if p.Reply, err = s.People.Reply(v.r.Context(), id); err == nil {
			p.Q, err = s.Censuses.Questionnaire(v.r.Context(), p.Reply.Questionnaire, p.Reply.Version)
		}
	}
	if err != nil {
		return err
	}
	return s.quotedPage(v, p)
}

// numberAlone is a number alone, as people write it: n° 12, no. 12.
var numberAlone = regexp.MustCompile(`^(?i)(?:n[°ºo]?\.?)?(\d{1,18})$`)

// quotedIn is the contribution of a number, of the code that a browser without a line was given, or of the page on which it is
// followed. Error: notfound.
func (s *server) quotedIn(v *visit, typed string) (coop.ContributionID, *campaign.Receipt, error) {
	code := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	if x := numberAlone.FindStringSubmatch(code); x != nil {
		n, err := strconv.ParseInt(x[1], 10, 64)
		return coop.ContributionID(n), nil, err
	}
	id, kept, err := s.Censuses.Quoted(v.r.Context(), code)
	if coop.CodeOf(err) != coop.NotFound {
		return id, &kept, err
	}
	c, err := s.People.ContributionByReceipt(v.r.Context(), code)
	return c.ID, nil, err
}
