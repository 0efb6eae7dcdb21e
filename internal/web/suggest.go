package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// SuggestPage asks a member which values of a partnership, or of her organisation, are otherwise.
type SuggestPage struct {
	Form
	About About
	On    string
	Saved bool // the draft is kept
}

func (p SuggestPage) statuses() [][2]string {
	out := [][2]string{{"", p.T("suggest.same")}}
	for _, s := range coop.Statuses {
		if s != coop.Unknown {
			out = append(out, [2]string{string(s), p.T("status." + string(s))})
		}
	}
	return out
}

func (p SuggestPage) causes() [][2]string {
	out := [][2]string{{"", p.T("suggest.same")}}
	for _, c := range coop.Causes {
		out = append(out, [2]string{string(c), p.CauseName(c)})
	}
	return out
}

// themes are those of the thesaurus, each below the one that it is part of.
func (p SuggestPage) themes() [][2]string {
	out := [][2]string{{"", p.T("suggest.none")}}
	for _, t := range coop.Themes() {
		name := p.ThemeName(t.Code)
		if t.Parent != "" {
			name = "\u2003" + name
		}
		out = append(out, [2]string{t.Code, name})
	}
	return out
}

func (p SuggestPage) agreements() [][2]string {
	out := [][2]string{{"", p.T("suggest.none")}}
	for _, k := range coop.AgreementKinds {
		out = append(out, [2]string{k, p.T("agreement." + k)})
	}
	return out
}

func (p SuggestPage) roles() [][2]string {
	out := [][2]string{{"", p.T("suggest.none")}}
	for _, r := range coop.ProposedRoles {
		out = append(out, [2]string{string(r), p.T("role."+string(r), 1)})
	}
	return out
}

// parting are the parties of which one may say that they are none.
func (p SuggestPage) parting() [][2]string {
	out := [][2]string{{"", p.T("suggest.none")}}
	for _, x := range (PartnershipPage{Page: p.Page, P: p.About.P}).parties() {
		if !x.Asked {
			out = append(out, [2]string{strconv.FormatInt(x.ID, 10), x.Name})
		}
	}
	return out
}

func (p SuggestPage) departures() [][2]string {
	out := [][2]string{{"", p.T("suggest.none")}}
	for _, d := range coop.Departures {
		out = append(out, [2]string{d, p.T("departure." + d)})
	}
	return out
}

func (p SuggestPage) trends() [][2]string {
	out := [][2]string{{"", p.T("suggest.same")}}
	for _, t := range coop.Trends {
		out = append(out, [2]string{t, p.T("trend." + t)})
	}
	return out
}

// suggested is the partnership or the organisation of an address, for who may propose a change of it. Errors: notfound, forbidden.
func (s *server) suggested(v *visit, on string) (About, error) {
	a, err := s.about(v, on)
	if err != nil {
		return a, err
	}
	if a.Kind != coop.KindPartnership && a.Kind != coop.KindOrganisation {
		return a, notFound("error.no_page")
	}
	o, err := s.People.Touched(v.r.Context(), a.Kind, a.ID)
	if err != nil {
		return a, err
	}
	v.author, err = coop.Can(v.caller, coop.VerbSuggest, o)
	a.For = coop.Judge(v.caller, coop.VerbSuggest, o).Grant.Org
	return a, err
}

// draft is what somebody is still writing about an object.
func (s *server) draft(v *visit, a About) (coop.Contribution, error) {
	list, err := s.People.ContributionsOf(v.r.Context(), v.caller.Account)
	for _, c := range list {
		if c.SubjectKind == a.Kind && c.Subject == a.ID && (c.State == coop.ContributionDraft || c.State == coop.ContributionToCorrect) {
			return c, err
		}
	}
	return coop.Contribution{}, err
}

// touched says whether something was typed, or is wrong, in one of some fields.
func (p SuggestPage) touched(fields []string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return p.Typed.Get(f) != "" || p.Wrong(f) != "" })
}

func (s *server) suggestForm(v *visit) error {
	on := v.r.URL.Query().Get("sur")
	a, err := s.suggested(v, on)
	if err != nil {
		return err
	}
	c, err := s.draft(v, a)
	if err != nil {
		return err
	}
	if v.typed == nil { // what was not taken is newer than the draft
		v.typed = typedOf(c)
	}
	return s.suggestPage(v, a, on)
}

func (s *server) suggestPage(v *visit, a About, on string, problems ...Problem) error {
	p := SuggestPage{Form: v.asks(v.lang.T("suggest.title", a.Title), problems...), About: a, On: on, Saved: v.r.URL.Query().Get("fait") == "1"}
	p.Path += "?sur=" + url.QueryEscape(on)
	if a.Kind == coop.KindPartnership { // only there are organisations picked
		p.Script = s.assets.url("pick.js")
	}
	return v.html(Suggest(p))
}

// suggest keeps what was typed, right or wrong, as a draft; what is right is shown as it was understood, to be filed.
func (s *server) suggest(v *visit) error {
	on := v.said("sur")
	a, err := s.suggested(v, on)
	if err != nil {
		return err
	}
	c, err := s.draft(v, a)
	if err != nil {
		return err
	}
	var problems []Problem
	c.SubjectKind, c.Subject, c.Page, c.Account, c.Lang = a.Kind, a.ID, a.Path, v.caller.Account, string(v.lang)
	c.Org = a.For
	c.Text = cutRunes(v.said("texte"), 4000)
	if c.Proposed, problems, err = v.proposed(a); err != nil {
		return err
	}
	if c, err = s.Registry.Suggest(v.r.Context(), v.author, c); err != nil {
		return err
	}
	switch {
	case len(problems) > 0:
		return s.suggestPage(v, a, on, problems...)
	case v.said("geste") == "brouillon":
		return v.done("/contribuer?sur=" + url.QueryEscape(on) + "&fait=1")
	}
	return v.done("/signaler/recu/" + c.Receipt)
}

// chosen are the positions of the values that are accepted.
func (v *visit) chosen() (out []int) {
	for _, text := range v.typed["valeur"] {
		if n, err := strconv.Atoi(text); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// MinePage lists what somebody has brought.
type MinePage struct {
	Page
	List  []coop.Contribution
	About map[coop.ContributionID]About
}

func (s *server) mine(v *visit) error {
	list, err := s.People.ContributionsOf(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	p := MinePage{Page: v.frame(v.lang.T("contributions.mine")), List: list}
	p.NoIndex, p.Private = true, true
	if p.About, err = s.aboutEach(v, list); err != nil {
		return err
	}
	return v.html(Mine(p))
}

// label is the name of a property that is asked for.
func (p SuggestPage) label(property string) string {
	x, _ := p.About.value(property)
	return x.Label
}

// says is what the register says now of a property, in short.
func (p SuggestPage) says(property string) string {
	x, _ := p.About.value(property)
	if x.Words == "" {
		return p.T("suggest.says.nothing")
	}
	said := p.T("suggest.says", brief(x.Words))
	if !strings.HasSuffix(said, "…") {
		said += "."
	}
	return said
}

// asTyped is a proposed value as it was typed, where that is not what was understood; spaces and names apart.
func (p Page) asTyped(x coop.Proposed) string {
	solid := func(text string) string { return strings.Join(strings.Fields(text), "") }
	if !x.Unread && (x.Org != 0 || solid(x.Typed) == solid(p.Understood(x))) {
		return ""
	}
	return x.Typed
}
