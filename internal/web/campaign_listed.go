package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// ListingPage takes in a table of whom a campaign asks, and shows what was read before anything is written.
type ListingPage struct {
	CampaignFrame
	Read []coop.Invitation
	Seen string // what was read; "" before
}

// Columns are the columns of the table, with what each holds.
func (p ListingPage) Columns() (out [][2]string) {
	for _, c := range campaign.AskedColumns {
		out = append(out, [2]string{c, p.T("listing.column." + c)})
	}
	return out
}

func (s *server) listing(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	return v.html(ListingView(ListingPage{CampaignFrame: v.of(one, v.lang.T("listing.title"))}))
}

// listed reads the table, and asks whom it names once that was seen.
func (s *server) listed(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	if len(v.upload) > 0 {
		v.typed.Set("tableau", v.uploaded())
	}
	text := v.typed.Get("tableau")
	sum := sha256.Sum256([]byte(text))
	p := ListingPage{Seen: hex.EncodeToString(sum[:8])}
	list, wrong, err := s.Censuses.Listed(v.r.Context(), text)
	if err != nil {
		return err
	}
	var problems []Problem
	for _, w := range wrong {
		problems = append(problems, Problem{"tableau", v.lang.T("campaign.line", w.Line, v.lang.T(w.Key, w.Args...))})
	}
	if len(list) == 0 && len(problems) == 0 {
		problems = append(problems, Problem{"tableau", v.lang.T("listing.empty")})
	}
	if len(problems) == 0 && v.said("vu") == p.Seen {
		n, err := s.Censuses.Ask(v.r.Context(), v.author, one.ID, list)
		if err != nil {
			return err
		}
		return v.done(campaignPath(one.ID) + "/invitations?invitees=" + strconv.Itoa(n))
	}
	p.Read, p.CampaignFrame = list, v.of(one, v.lang.T("listing.read", len(list)), problems...)
	return v.html(ListingView(p))
}

// NamingPage asks for one whom a campaign asks.
type NamingPage struct{ CampaignFrame }

// sides are those to choose from.
func (p NamingPage) sides() [][2]string {
	out := [][2]string{{"", sideName(p.Lang, "")}}
	for _, side := range []coop.Side{coop.French, coop.Foreign, coop.Third} {
		out = append(out, [2]string{string(side), sideName(p.Lang, side)})
	}
	return out
}

func (s *server) naming(v *visit) error { return s.namingPage(v) }

func (s *server) namingPage(v *visit, problems ...Problem) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	return v.html(NamingView(NamingPage{v.of(one, v.lang.T("naming.title"), problems...)}))
}

func (s *server) named(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	cells := map[string]string{}
	for _, c := range campaign.AskedColumns {
		cells[c] = v.said(c)
	}
	i, err := s.Censuses.Named(v.r.Context(), cells)
	if err != nil {
		p, err := v.problem(namedField(err), err)
		if err != nil {
			return err
		}
		return s.namingPage(v, p)
	}
	n, err := s.Censuses.Ask(v.r.Context(), v.author, one.ID, []coop.Invitation{i})
	if err != nil {
		return err
	}
	return v.done(campaignPath(one.ID) + "/invitations?invitees=" + strconv.Itoa(n))
}

// namedField is the field that a refusal of somebody named is about.
func namedField(err error) string {
	switch keyOf(err) {
	case "campaign.partnership":
		return "partenariat"
	case "campaign.missing.asked":
		return "organisation"
	}
	return "courriel"
}
