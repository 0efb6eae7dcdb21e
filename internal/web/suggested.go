package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// suggestion is how a property is asked for: the fields of the form that give it, and how what was typed is read into a
// proposed value. A problem says what cannot be read, and where.
type suggestion struct {
	fields []string
	read   func(v *visit, a About, p *coop.Proposed) (Problem, error)
}

var suggestions = map[string]suggestion{
	coop.GoesOn:         {[]string{coop.GoesOn}, readStatus},
	coop.StatusCause:    {[]string{coop.StatusCause}, readCause},
	coop.FirstSignature: {[]string{coop.FirstSignature}, readDay},
	coop.EndsOn:         {[]string{coop.EndsOn}, readDay},
	coop.AnnualBudget:   {[]string{coop.AnnualBudget, "annee"}, readBudget},
	coop.BudgetTrend:    {[]string{coop.BudgetTrend}, readTrend},
	coop.HasTheme:       {[]string{coop.HasTheme}, readTheme},
	coop.Objective:      {[]string{coop.Objective}, readText},
	coop.Description:    {[]string{coop.Description}, readText},
	coop.LastAgreement:  {[]string{coop.LastAgreement, "signature", "debut", "fin"}, readAgreement},
	coop.HasParty:       {[]string{coop.HasParty, "role"}, readParty},
	coop.OwnSite:        {[]string{coop.OwnSite}, readSite},
	coop.OtherName:      {[]string{coop.OtherName}, readName},
	coop.NoParty:        {[]string{coop.NoParty, "depart"}, readNoParty},
}

// proposed reads the fields of the form; what cannot be read is kept as typed, with what is wrong about it.
func (v *visit) proposed(a About) (out []coop.Proposed, problems []Problem, err error) {
	for _, property := range coop.ProposableOf(a.Kind) {
		ask, now := suggestions[property], AboutValue{}
		now, _ = a.value(property)
		p := coop.Proposed{Property: property, Label: i18n.FR.T("contribution.value." + property), Said: now.Words, Fields: v.fields(ask.fields)}
		if len(p.Fields) == 0 {
			continue
		}
		p.Typed = v.said(property)
		wrong, err := ask.read(v, a, &p)
		if err != nil {
			return nil, nil, err
		}
		if p.Unread = wrong.Field != ""; p.Unread {
			problems = append(problems, wrong)
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		problems = append(problems, Problem{coop.ProposableOf(a.Kind)[0], v.lang.T("suggest.nothing")})
	}
	return out, problems, nil
}

// fields are those of the form in which something was typed.
func (v *visit) fields(names []string) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		if typed := v.said(name); typed != "" {
			out[name] = cutRunes(typed, mostText)
		}
	}
	return out
}

// mostText is how long a text may be that is proposed, in letters; the others are lines.
const (
	mostText = 4000
	mostLine = 200
)

// wrongWhere says beside a field what is wrong, if something is.
func (v *visit) wrongWhere(field string, err error) Problem {
	if err == nil {
		return Problem{}
	}
	return Problem{field, v.words(err)}
}

// coded reads a choice of a list, whose words are those of a family of keys.
func (v *visit) coded(p *coop.Proposed, family string, known bool) Problem {
	p.Code = p.Typed
	if !known {
		return Problem{p.Property, v.lang.T("typed.choice")}
	}
	p.Typed = i18n.FR.T(family + p.Code)
	return Problem{}
}

func readStatus(v *visit, _ About, p *coop.Proposed) (Problem, error) {
	return v.coded(p, "status.", slices.Contains(coop.Statuses, coop.Status(p.Typed))), nil
}

func readTrend(v *visit, _ About, p *coop.Proposed) (Problem, error) {
	return v.coded(p, "trend.", slices.Contains(coop.Trends, p.Typed)), nil
}

// readCause refuses a cause that cannot be that of the status that is proposed, or else of the one that the register says.
func readCause(v *visit, a About, p *coop.Proposed) (Problem, error) {
	wrong := v.coded(p, "cause.", slices.Contains(coop.Causes, coop.Cause(p.Typed)))
	if wrong.Field == "" && !coop.Cause(p.Code).Explains(cmp.Or(coop.Status(v.said(coop.GoesOn)), a.P.Status)) {
		wrong = Problem{p.Property, v.lang.T("typed.cause")}
	}
	return wrong, nil
}

func readDay(v *visit, _ About, p *coop.Proposed) (wrong Problem, _ error) {
	p.Typed = cutRunes(p.Typed, mostLine)
	p.Date, wrong = v.dayOf(p.Property)
	return wrong, nil
}

// dayOf reads a date that may be missing.
func (v *visit) dayOf(field string) (coop.Date, Problem) {
	typed := v.said(field)
	if typed == "" {
		return "", Problem{}
	}
	d, err := coop.TypedDate(cutRunes(typed, mostLine))
	return d, v.wrongWhere(field, err)
}

func readBudget(v *visit, _ About, p *coop.Proposed) (Problem, error) {
	if p.Typed == "" {
		return Problem{p.Property, v.lang.T("typed.amount_missing")}, nil
	}
	var err error
	if p.Cents, p.Currency, err = coop.TypedAmount(cutRunes(p.Typed, mostLine)); err != nil {
		return v.wrongWhere(p.Property, err), nil
	}
	if year := v.said("annee"); year != "" {
		if p.Year, err = strconv.Atoi(year); err != nil || p.Year < 1900 || p.Year > 2100 {
			return Problem{"annee", v.lang.T("typed.year")}, nil
		}
		p.Typed += " (" + year + ")"
	}
	return Problem{}, nil
}

// readTheme refuses a theme that there is not, or that the partnership has.
func readTheme(v *visit, a About, p *coop.Proposed) (Problem, error) {
	t, ok := coop.ThemeByCode(p.Typed)
	switch p.Code = p.Typed; {
	case !ok:
		return Problem{p.Property, v.lang.T("typed.choice")}, nil
	case slices.Contains(a.P.Themes, p.Code):
		return Problem{p.Property, v.lang.T("typed.has", themeName(v.lang, p.Code))}, nil
	}
	p.Typed = t.French
	return Problem{}, nil
}

func readText(v *visit, _ About, p *coop.Proposed) (Problem, error) {
	if n := len([]rune(p.Typed)); n > mostText {
		p.Typed = cutRunes(p.Typed, mostText)
		return Problem{p.Property, v.lang.T("typed.long", mostText)}, nil
	}
	return Problem{}, nil
}

// readAgreement reads the kind of an agreement with its signature and its term: one of the dates at least.
func readAgreement(v *visit, _ About, p *coop.Proposed) (Problem, error) {
	var problems [3]Problem
	wrong := v.coded(p, "agreement.", slices.Contains(coop.AgreementKinds, p.Typed))
	if p.Code == "" {
		wrong = Problem{p.Property, v.lang.T("typed.agreement_kind")}
	}
	p.Date, problems[0] = v.dayOf("signature")
	p.From, problems[1] = v.dayOf("debut")
	p.To, problems[2] = v.dayOf("fin")
	for _, x := range problems {
		wrong = cmp.Or(wrong, x)
	}
	switch {
	case wrong.Field != "":
	case p.Date == "" && p.From == "":
		wrong = Problem{"signature", v.lang.T("typed.agreement_date")}
	case p.To != "" && p.To.Before(cmp.Or(p.From, p.Date)):
		wrong = Problem{"fin", v.lang.T("typed.ends_before")}
	}
	for _, field := range []string{"signature", "debut", "fin"} {
		if typed := p.Fields[field]; typed != "" {
			p.Typed = strings.TrimPrefix(p.Typed+" ; "+i18n.FR.T("suggest.agreement."+field)+" : "+typed, " ; ")
		}
	}
	return wrong, nil
}

// readParty reads who is a party and as what; nobody is proposed for what she is.
func readParty(v *visit, a About, p *coop.Proposed) (Problem, error) {
	id, wrong, err := v.picked(coop.KindOrganisation, p.Property)
	if err != nil || wrong.Field != "" {
		return wrong, err
	}
	if p.Code = v.said("role"); !slices.Contains(coop.ProposedRoles, coop.Role(p.Code)) {
		return Problem{"role", v.lang.T("typed.role")}, nil
	}
	org, err := v.s.Reader.Organisation(v.r.Context(), coop.OrgID(id), 1, 1)
	if gone(err) {
		return Problem{p.Property, v.words(err)}, nil
	}
	if err != nil {
		return Problem{}, err
	}
	for _, x := range a.P.Parties {
		if x.Org.ID == id && x.Org.Kind == coop.KindOrganisation && x.Role == coop.Role(p.Code) {
			return Problem{p.Property, v.lang.T("typed.has", org.Name)}, nil
		}
	}
	p.Org, p.Typed, p.Label = org.ID, org.Name, p.Label+" ("+i18n.FR.T("role."+p.Code, 1)+")"
	return Problem{}, nil
}

// readSite reads the address of the site of an organisation, that is not the one which it has.
func readSite(v *visit, a About, p *coop.Proposed) (Problem, error) {
	p.Typed = cutRunes(p.Typed, mostLine)
	site, err := coop.TypedSite(p.Typed)
	if now, ok := siteOf(a.O); ok && err == nil && now.Text == site {
		return Problem{p.Property, v.lang.T("typed.has", site)}, nil
	}
	p.Code = site
	return v.wrongWhere(p.Property, err), nil
}

// readName reads a name by which an organisation also goes, and which it does not have.
func readName(v *visit, a About, p *coop.Proposed) (Problem, error) {
	p.Typed = strings.Join(strings.Fields(p.Typed), " ")
	if len([]rune(p.Typed)) > mostLine {
		p.Typed = cutRunes(p.Typed, mostLine)
		return Problem{p.Property, v.lang.T("typed.long", mostLine)}, nil
	}
	for _, name := range append([]string{a.O.Name}, a.O.Names...) {
		if coop.Fold(name) == coop.Fold(p.Typed) {
			return Problem{p.Property, v.lang.T("typed.has", name)}, nil
		}
	}
	return Problem{}, nil
}

// readNoParty reads who is no party, and whether she ever was; on each side somebody stays.
func readNoParty(v *visit, a About, p *coop.Proposed) (Problem, error) {
	name := a.partyName(p.Typed)
	id, _ := strconv.ParseInt(p.Typed, 10, 64)
	switch p.Code = v.said("depart"); {
	case name == "":
		return Problem{p.Property, v.lang.T("typed.choice")}, nil
	case !slices.Contains(coop.Departures, p.Code):
		return Problem{"depart", v.lang.T("typed.departure")}, nil
	}
	for _, role := range []coop.Role{coop.Holder, coop.Partner} {
		side := slices.DeleteFunc(slices.Clone(a.P.Parties), func(x catalogue.Party) bool { return x.Role != role })
		if len(side) > 0 && !slices.ContainsFunc(side, func(x catalogue.Party) bool { return x.Org.ID != id || x.Org.Asked }) {
			return Problem{p.Property, v.lang.T("typed.last_party")}, nil
		}
	}
	p.Org, p.Typed, p.Label = coop.OrgID(id), name, p.Label+" ("+i18n.FR.T("departure."+p.Code)+")"
	return Problem{}, nil
}

// partyName is the name of a party by its number, "" where it is none.
func (a About) partyName(number string) string {
	for _, x := range a.P.Parties {
		if !x.Org.Asked && strconv.FormatInt(x.Org.ID, 10) == number {
			return x.Org.Name
		}
	}
	return ""
}

// Understood is a proposed value as it was read: what it becomes if it is accepted.
func (p Page) Understood(x coop.Proposed) string {
	switch x.Property {
	case coop.GoesOn:
		return p.StatusName(coop.Status(x.Code))
	case coop.StatusCause:
		return p.CauseName(coop.Cause(x.Code))
	case coop.BudgetTrend:
		return p.T("trend." + x.Code)
	case coop.AnnualBudget:
		if x.Year != 0 {
			return p.Money(x.Cents, x.Currency) + " (" + strconv.Itoa(x.Year) + ")"
		}
		return p.Money(x.Cents, x.Currency)
	case coop.HasTheme:
		return p.ThemeName(x.Code)
	case coop.LastAgreement:
		return p.agreementWords(x)
	case coop.HasParty:
		return x.Typed + " (" + p.T("role."+x.Code, 1) + ")"
	case coop.OwnSite:
		return x.Code
	case coop.NoParty:
		return x.Typed + " (" + p.T("departure."+x.Code) + ")"
	}
	if x.Date != "" {
		return p.Date(string(x.Date))
	}
	return x.Typed
}

// agreementWords says an agreement: its kind, its signature, its term.
func (p Page) agreementWords(x coop.Proposed) string {
	out := p.T("agreement." + x.Code)
	if x.Date != "" {
		out += ", " + p.T("suggest.agreement.on", p.Date(string(x.Date)))
	}
	if x.From != "" || x.To != "" {
		out += ", " + p.Span(string(x.From), string(x.To))
	}
	return out
}
