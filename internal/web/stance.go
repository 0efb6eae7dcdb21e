package web

import (
	"net/url"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// StancePage asks a member whether what the register says of a partnership of her organisation is so.
type StancePage struct {
	Form
	Party
}

// Party is a partnership with those for whom somebody may speak there.
type Party struct {
	About About
	On    string // as the address names it
	P     catalogue.Partnership
	For   []catalogue.Ref
}

// party is the partnership of an address, for who may speak for one of its parties. Errors: notfound, forbidden.
func (s *server) party(v *visit, on string) (p Party, err error) {
	p.On = on
	if p.About, err = s.about(v, on); err != nil {
		return p, err
	}
	if p.About.Kind != coop.KindPartnership {
		return p, notFound("error.no_page")
	}
	o, err := s.People.Touched(v.r.Context(), p.About.Kind, p.About.ID)
	if err != nil {
		return p, err
	}
	if v.author, err = coop.Can(v.caller, coop.VerbConfirm, o); err != nil {
		return p, err
	}
	if p.P, err = s.Reader.Partnership(v.r.Context(), coop.PartnershipID(p.About.ID)); err != nil {
		return p, err
	}
	for _, org := range coop.Speaks(v.caller, coop.VerbConfirm, o) {
		ref := catalogue.Ref{ID: int64(org), Kind: coop.KindOrganisation}
		if i := slices.IndexFunc(p.P.Parties, func(x catalogue.Party) bool { return x.Org.ID == ref.ID && x.Org.Kind == ref.Kind }); i >= 0 {
			ref = p.P.Parties[i].Org
		}
		p.For = append(p.For, ref)
	}
	return p, nil
}

// Mine are the stances that hold of those for whom one may speak.
func (p Party) Mine() []catalogue.Stance {
	return slices.DeleteFunc(slices.Clone(p.P.Stances), func(s catalogue.Stance) bool {
		return !slices.ContainsFunc(p.For, func(r catalogue.Ref) bool { return r.ID == int64(s.Org) })
	})
}

// values are what a stance may be about: everything, or one value.
func (p StancePage) values() [][2]string {
	out := [][2]string{{"", p.T("stance.whole")}}
	for _, x := range p.About.Values {
		out = append(out, [2]string{x.Property, x.Label})
	}
	return out
}

func (p StancePage) speakers() (out [][2]string) {
	for _, r := range p.For {
		out = append(out, [2]string{strconv.FormatInt(r.ID, 10), r.Name})
	}
	return out
}

func (s *server) stanceForm(v *visit) error {
	p, err := s.party(v, v.r.URL.Query().Get("sur"))
	if err != nil {
		return err
	}
	return s.stancePage(v, p)
}

func (s *server) stancePage(v *visit, party Party, problems ...Problem) error {
	p := StancePage{Form: v.asks(v.lang.T("stance.title", party.About.Title), problems...), Party: party}
	p.Path += "?sur=" + url.QueryEscape(party.On)
	return v.html(StanceView(p))
}

// stance keeps what was said, and leads to the page on which it stands.
func (s *server) stance(v *visit) error {
	p, err := s.party(v, v.said("sur"))
	if err != nil {
		return err
	}
	said, field, err := p.said(v)
	if err == nil {
		c := coop.Contribution{SubjectKind: p.About.Kind, Subject: p.About.ID, Page: p.About.Path, Account: v.caller.Account, Org: said.Org, Lang: string(v.lang)}
		field, err = "pourquoi", s.Registry.Stand(v.r.Context(), v.author, said, c)
	}
	if next := v.said("suite"); err == nil && local(next) {
		return v.done(next)
	}
	if err == nil {
		return v.done(p.About.Path)
	}
	wrong, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.stancePage(v, p, wrong)
}

// said is the stance that a form says, or the field that is wrong.
func (p Party) said(v *visit) (out coop.Stance, field string, err error) {
	out = coop.Stance{Partnership: coop.PartnershipID(p.About.ID), Property: v.said("valeur"), Kind: coop.StanceKind(v.said("position")), Why: v.said("pourquoi")}
	speaker := v.said("organisation")
	if speaker == "" && len(p.For) == 1 {
		speaker = strconv.FormatInt(p.For[0].ID, 10)
	}
	i := slices.IndexFunc(p.For, func(r catalogue.Ref) bool { return strconv.FormatInt(r.ID, 10) == speaker })
	if i < 0 {
		return out, "organisation", coop.Refuse(coop.Invalid, "stance.for_missing")
	}
	out.Org = coop.OrgID(p.For[i].ID)
	if out.Property == "" {
		return out, "", nil
	}
	now, ok := About{Values: partnershipValues(i18n.FR, p.P)}.value(out.Property)
	if !ok {
		return out, "valeur", coop.Refuse(coop.Invalid, "typed.choice")
	}
	out.Said = now.Words
	return out, "", nil
}

// declared are who says what the page says, each with the last time: the publisher of a document, or the document.
func (p PartnershipPage) declared() []catalogue.RecordRef {
	var out []catalogue.RecordRef
	for _, r := range p.P.Records {
		i := slices.IndexFunc(out, func(x catalogue.RecordRef) bool { return declarer(x) == declarer(r) })
		switch {
		case i < 0:
			out = append(out, r)
		case out[i].Date.Before(r.Date):
			out[i] = r
		}
	}
	return out
}

func declarer(r catalogue.RecordRef) string {
	if r.By != "" {
		return r.By
	}
	return title(r.Cite)
}

// silent are the holders and partners that have said nothing: neither is a word of theirs a source, nor a stance.
func (p PartnershipPage) silent() (out []catalogue.Ref) {
	for _, x := range p.P.Parties {
		said := slices.ContainsFunc(p.P.Stances, func(s catalogue.Stance) bool { return int64(s.Org) == x.Org.ID }) ||
			slices.ContainsFunc(p.P.Records, func(r catalogue.RecordRef) bool { return r.By == x.Org.Name })
		if (x.Role == coop.Holder || x.Role == coop.Partner) && !x.Org.Asked && !said && !slices.ContainsFunc(out, func(r catalogue.Ref) bool { return same(r, x.Org) }) {
			out = append(out, x.Org)
		}
	}
	return out
}

// alive is the last confirmation of the whole, nil if there is none.
func (p PartnershipPage) alive() *catalogue.Stance {
	i := slices.IndexFunc(p.P.Stances, func(s catalogue.Stance) bool { return s.Kind == coop.StanceConfirmed && s.Property == "" })
	if i < 0 {
		return nil
	}
	return &p.P.Stances[i]
}

// AskPage asks the members of both sides of a partnership whether it is so.
type AskPage struct {
	Form
	About About
	On    string
	Asked string // how many were written to, "" before
}

// askable is the partnership of an address, for who may moderate what concerns it. Errors: notfound, forbidden.
func (s *server) askable(v *visit, on string) (About, error) {
	a, err := s.about(v, on)
	if err != nil {
		return a, err
	}
	if a.Kind != coop.KindPartnership {
		return a, notFound("error.no_page")
	}
	o, err := s.People.Touched(v.r.Context(), a.Kind, a.ID)
	if err != nil {
		return a, err
	}
	v.author, err = coop.Can(v.caller, coop.VerbModerate, o)
	return a, err
}

func (s *server) askForm(v *visit) error {
	q := v.r.URL.Query()
	a, err := s.askable(v, q.Get("sur"))
	if err != nil {
		return err
	}
	p := AskPage{Form: v.asks(v.lang.T("stance.ask.title", a.Title)), About: a, On: q.Get("sur"), Asked: cutRunes(q.Get("fait"), 6)}
	p.Path += "?sur=" + url.QueryEscape(p.On)
	return v.html(AskView(p))
}

func (s *server) ask(v *visit) error {
	on := v.said("sur")
	a, err := s.askable(v, on)
	if err != nil {
		return err
	}
	n, err := s.Registry.AskSides(v.r.Context(), v.author, coop.PartnershipID(a.ID))
	if err != nil {
		return err
	}
	return v.done("/confirmer/demander?sur=" + url.QueryEscape(on) + "&fait=" + strconv.Itoa(n))
}

// OwnPartnershipsPage lists the partnerships of the organisations of which somebody is a member, to be confirmed by one click.
type OwnPartnershipsPage struct {
	Form
	List  catalogue.OwnList
	Orgs  []coop.OrgID
	Pager Pager
}

func (s *server) ownPartnerships(v *visit) error {
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	p := OwnPartnershipsPage{Form: v.asks(v.lang.T("still.title"))}
	for _, g := range v.caller.Grants {
		if g.Role == coop.Member {
			p.Orgs = append(p.Orgs, g.Org)
		}
	}
	if p.List, err = s.People.OwnPartnerships(v.r.Context(), p.Orgs, page); err != nil {
		return err
	}
	p.Pager, err = newPager(page, p.List.Total, catalogue.OwnPerPage, func(n int) string { return "/compte/partenariats?page=" + strconv.Itoa(n) })
	if err != nil {
		return err
	}
	p.number(page)
	return v.html(OwnPartnerships(p))
}

// speaker is the first of the parties of a partnership of which she is a member.
func (p OwnPartnershipsPage) speaker(it catalogue.Item) string {
	for _, r := range slices.Concat(it.Holders, it.Partners, it.Others) {
		if !r.Asked && slices.Contains(p.Orgs, coop.OrgID(r.ID)) {
			return strconv.FormatInt(r.ID, 10)
		}
	}
	return ""
}
