package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// AskingPage chooses from the register whom a campaign asks, and shows them before anything is written.
type AskingPage struct {
	CampaignFrame
	Query    catalogue.Query
	Sides    []coop.Side
	Network  coop.OrgID
	Speaks   string            // language of the invitations
	Facets   []catalogue.Facet // of the whole register: what to choose from
	Networks []catalogue.Ref
	Chosen   bool              // a choice was made: the list is shown
	Fresh    []coop.Invitation // who would be asked
	Already  int               // whom the choice finds and who are asked already
	Seen     string            // by what it is told whether the list changed since
}

// askedFacets are the facets of the register by which one chooses whom to ask.
var askedFacets = []string{"pays", "region", "region_fr", "theme", "statut"}

func (s *server) asking(v *visit) error { return s.askingPage(v, v.r.URL.Query()) }

func (s *server) askingPage(v *visit, values url.Values, problems ...Problem) error {
	p, err := s.chosen(v, values)
	if err != nil {
		return err
	}
	title := v.lang.T("asking.title")
	if p.Chosen {
		title = v.lang.T("asking.found", len(p.Fresh))
	}
	p.CampaignFrame = v.of(p.Campaign, title, problems...)
	p.NoSearch = true
	if p.Networks, err = s.People.Networks(v.r.Context()); err != nil {
		return err
	}
	all, err := v.reader.List(v.r.Context(), catalogue.Query{Page: 1, Size: 1})
	if err != nil {
		return err
	}
	p.Facets = all.Facets
	return v.html(AskingView(p))
}

// chosen is whom a choice finds.
func (s *server) chosen(v *visit, values url.Values) (p AskingPage, err error) {
	if p.Campaign, err = s.campaignAt(v); err != nil {
		return p, err
	}
	if p.Query, err = readQuery(values); err != nil {
		return p, err
	}
	p.Speaks, p.Chosen = values.Get("langue"), values.Has("cote")
	network, _ := strconv.ParseInt(values.Get("reseau"), 10, 64)
	p.Network = coop.OrgID(network)
	for _, side := range []coop.Side{coop.French, coop.Foreign} {
		if slices.Contains(values["cote"], string(side)) {
			p.Sides = append(p.Sides, side)
		}
	}
	if !p.Chosen {
		p.Sides = []coop.Side{coop.French}
		return p, nil
	}
	return p, s.found(v, &p)
}

func (s *server) found(v *visit, p *AskingPage) error {
	var networks []coop.OrgID
	if p.Network != 0 {
		networks = append(networks, p.Network)
	}
	list, err := s.Censuses.Whom(v.r.Context(), p.Query, p.Sides, networks...)
	if err != nil {
		return err
	}
	before, err := s.People.Invitations(v.r.Context(), p.Campaign.ID)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, i := range before {
		known[askedKey(i.Invitation)] = true
	}
	sum := sha256.New()
	for _, i := range list {
		if known[askedKey(i)] {
			p.Already++
			continue
		}
		if p.Speaks == "en" {
			i.Lang = "en"
		}
		p.Fresh = append(p.Fresh, i)
		fmt.Fprintln(sum, askedKey(i))
	}
	p.Seen = hex.EncodeToString(sum.Sum(nil)[:8])
	return nil
}

// askedKey tells one that is asked from another: an organisation is asked about a partnership once.
func askedKey(i coop.Invitation) string { return fmt.Sprintf("%d-%d", i.Partnership, i.Org) }

// asked invites those of the list that was shown, but those who were left out. Where the list changed meanwhile it is shown again.
func (s *server) asked(v *visit) error {
	values, err := url.ParseQuery(v.said("recherche"))
	if err != nil {
		return notFound("error.no_page")
	}
	p, err := s.chosen(v, values)
	if err != nil {
		return err
	}
	if p.Seen != v.said("vu") {
		return s.askingPage(v, values, Problem{"liste", v.lang.T("asking.changed")})
	}
	out := v.typed["sans"]
	n, err := s.Censuses.Ask(v.r.Context(), v.author, p.Campaign.ID, slices.DeleteFunc(p.Fresh, func(i coop.Invitation) bool { return slices.Contains(out, askedKey(i)) }))
	if err != nil {
		return err
	}
	return v.done(campaignPath(p.Campaign.ID) + "/invitations?invitees=" + strconv.Itoa(n))
}

// search is the choice as an address has it.
func (p AskingPage) search() string {
	values := url.Values{"langue": {p.Speaks}}
	if p.Query.Text != "" {
		values.Set("q", p.Query.Text)
	}
	for name, list := range p.Query.Filters {
		values[name] = list
	}
	for _, side := range p.Sides {
		values.Add("cote", string(side))
	}
	if p.Network != 0 {
		values.Set("reseau", strconv.FormatInt(int64(p.Network), 10))
	}
	return values.Encode()
}

// options are the values of a facet to choose from.
func (p AskingPage) options(name string) [][2]string {
	out := [][2]string{{"", p.T("asking.any")}}
	for _, f := range p.Facets {
		for _, one := range f.Values {
			if f.Name == name {
				out = append(out, [2]string{one.Value, valueLabel(p.Lang, name, one.Value, one.Label)})
			}
		}
	}
	return out
}

// first is the value of a facet that is chosen.
func (p AskingPage) first(name string) string {
	if list := p.Query.Filters[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// networks are those to choose from.
func (p AskingPage) networks() [][2]string {
	out := [][2]string{{"", p.T("asking.any")}}
	for _, n := range p.Networks {
		out = append(out, [2]string{strconv.FormatInt(n.ID, 10), n.Name})
	}
	return out
}

// unreached are those of the list whom no mail reaches.
func (p AskingPage) unreached() (n int) {
	for _, i := range p.Fresh {
		if i.Email == "" {
			n++
		}
	}
	return n
}

func (p AskingPage) asks(side coop.Side) bool { return slices.Contains(p.Sides, side) }
