package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// SuggestPage asks a member which values of a partnership are otherwise.
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

func (p SuggestPage) trends() [][2]string {
	out := [][2]string{{"", p.T("suggest.same")}}
	for _, t := range coop.Trends {
		out = append(out, [2]string{t, p.T("trend." + t)})
	}
	return out
}

// suggested is the partnership of an address, for who may propose a change of it. Errors: notfound, forbidden.
func (s *server) suggested(v *visit, on string) (About, error) {
	a, err := s.about(v, on)
	if err != nil {
		return a, err
	}
	if a.Kind != "partnership" {
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

// draft is what somebody is still writing about a partnership.
func (s *server) draft(v *visit, a About) (coop.Contribution, error) {
	list, err := s.People.ContributionsOf(v.r.Context(), v.caller.Account)
	for _, c := range list {
		if c.SubjectKind == a.Kind && c.Subject == a.ID && (c.State == coop.ContributionDraft || c.State == coop.ContributionToCorrect) {
			return c, err
		}
	}
	return coop.Contribution{}, err
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
	c.Proposed, problems = v.proposed(a)
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

// proposed reads the fields of the form; what cannot be read is kept as typed, with what is wrong about it.
func (v *visit) proposed(a About) (out []coop.Proposed, problems []Problem) {
	for _, property := range coop.Proposable {
		typed := v.said(property)
		if typed == "" {
			continue
		}
		now, _ := a.value(property)
		p := coop.Proposed{Property: property, Label: i18n.FR.T("contribution.value." + property), Typed: cutRunes(typed, 200), Said: now.Words}
		var err error
		switch property {
		case coop.GoesOn:
			p.Code, p.Typed = typed, i18n.FR.T("status."+typed)
			if !slices.Contains(coop.Statuses, coop.Status(typed)) {
				err = coop.Refuse(coop.Invalid, "typed.choice")
			}
		case coop.StatusCause:
			p.Code, p.Typed = typed, i18n.FR.T("cause."+typed)
			err = explains(coop.Cause(typed), cmp.Or(coop.Status(v.said(coop.GoesOn)), a.Status))
		case coop.BudgetTrend:
			p.Code, p.Typed = typed, i18n.FR.T("trend."+typed)
			if !slices.Contains(coop.Trends, typed) {
				err = coop.Refuse(coop.Invalid, "typed.choice")
			}
		case coop.AnnualBudget:
			p.Cents, p.Currency, err = coop.TypedAmount(typed)
			if year := v.said("annee"); year != "" && err == nil {
				if p.Year, err = strconv.Atoi(year); err != nil || p.Year < 1900 || p.Year > 2100 {
					problems = append(problems, Problem{"annee", v.lang.T("typed.year")})
					err = nil
				}
				p.Typed = strings.TrimSpace(p.Typed) + " (" + year + ")"
			}
		default:
			p.Date, err = coop.TypedDate(typed)
		}
		if err != nil {
			problems = append(problems, Problem{property, v.words(err)})
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		problems = append(problems, Problem{coop.GoesOn, v.lang.T("suggest.nothing")})
	}
	return out, problems
}

// explains refuses a cause that there is not, or that cannot be the cause of a status.
func explains(c coop.Cause, s coop.Status) error {
	if !slices.Contains(coop.Causes, c) {
		return coop.Refuse(coop.Invalid, "typed.choice")
	}
	if !c.Explains(s) {
		return coop.Refuse(coop.Invalid, "typed.cause")
	}
	return nil
}

// Understood is a proposed value as it was read: what it becomes if it is accepted.
func (p Page) Understood(x coop.Proposed) string {
	switch {
	case x.Property == coop.GoesOn:
		return p.StatusName(coop.Status(x.Code))
	case x.Property == coop.StatusCause:
		return p.CauseName(coop.Cause(x.Code))
	case x.Property == coop.BudgetTrend:
		return p.T("trend." + x.Code)
	case x.Property == coop.AnnualBudget && x.Year != 0:
		return p.Money(x.Cents, x.Currency) + " (" + strconv.Itoa(x.Year) + ")"
	case x.Property == coop.AnnualBudget:
		return p.Money(x.Cents, x.Currency)
	}
	return p.Date(string(x.Date))
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
	List []coop.Contribution
}

func (s *server) mine(v *visit) error {
	list, err := s.People.ContributionsOf(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	p := MinePage{Page: v.frame(v.lang.T("contributions.mine")), List: list}
	p.NoIndex, p.Private = true, true
	return v.html(Mine(p))
}

// asked is the question of a property, with what the register says now.
func (p SuggestPage) asked(property string) string {
	x, _ := p.About.value(property)
	if x.Words == "" {
		return p.T("suggest.asked.unknown", x.Label)
	}
	return p.T("suggest.asked", x.Label, x.Words)
}
