package web

import (
	"context"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Ahead says of a page that it is what the public would see, if something were accepted that is not: of what, and the way back.
type Ahead struct {
	Of   string
	Back string // path without language
	Now  string // what the public sees now
}

// contributionAhead is the page of a partnership or an organisation as it would be with a change, for who may accept it.
func (s *server) contributionAhead(v *visit) error {
	c, err := s.moderated(v)
	if err != nil {
		return err
	}
	return s.ahead(v, c, "/revue/contributions/"+c.Number(), v.path)
}

// receiptAhead is the same for who proposes it.
func (s *server) receiptAhead(v *visit) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	c, err := s.People.ContributionByReceipt(v.r.Context(), v.r.PathValue("secret"))
	if err != nil {
		return err
	}
	if c.Account != v.caller.Account {
		return coop.Refuse(coop.Forbidden, "right.need_reach")
	}
	return s.ahead(v, c, "/signaler/recu/"+c.Receipt, "/signaler") // the secret stands in the way back alone
}

// foreseeable says whether a contribution is one of which one can see what it would become.
func foreseeable(c coop.Contribution) bool {
	return c.Kind == coop.ContributionChange && !c.State.Decided() && len(c.Proposed) > 0
}

// ahead shows the page that the public would see, under a path. It is of one person and of now: nobody keeps it.
func (s *server) ahead(v *visit, c catalogue.Contribution, back, path string) error {
	if !foreseeable(c.Contribution) {
		return notFound("ahead.none")
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), requestTime)
	defer cancel()
	reader, err := s.Ahead(ctx, c.Contribution)
	if err != nil {
		return err
	}
	v.reader = reader
	if c.SubjectKind == coop.KindOrganisation {
		o, err := reader.Organisation(ctx, coop.OrgID(c.Subject), 1, itemsAPage)
		if err != nil {
			return err
		}
		p, err := s.organisationPage(v, o, 1)
		if err != nil {
			return err
		}
		p.foreseen(v, c, o.Name, back, path)
		return v.html(OrganisationView(p))
	}
	thing, err := reader.Partnership(ctx, coop.PartnershipID(c.Subject))
	if err != nil {
		return err
	}
	p, err := s.partnershipPage(v, thing)
	if err != nil {
		return err
	}
	p.foreseen(v, c, thing.Title, back, path)
	return v.html(PartnershipView(p))
}

// foreseen makes a page that of what something would be with a contribution, under a path.
func (p *Page) foreseen(v *visit, c catalogue.Contribution, title, back, path string) {
	p.Title = v.lang.T("ahead.title", title)
	if path == v.path {
		p.Title += " · " + v.lang.T("contribution.one", c.Number())
	}
	p.NoIndex, p.Private, p.NoSearch = true, true, true
	p.Ahead = &Ahead{Of: v.lang.T("contribution.one", c.Number()), Back: back, Now: c.Page}
	p.Path = path
}
