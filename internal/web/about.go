package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// About is what a contribution is about: an object or a page, with the values that may be named.
type About struct {
	Kind   string // "page" where it is no single object
	ID     int64
	Path   string
	Title  string                // "" of a page that the map of the site does not name
	P      catalogue.Partnership // where it is one
	Values []AboutValue
	O      catalogue.Organisation
	For    coop.OrgID // for which somebody who may do so proposes a change of it; 0 for none
}

// AboutValue is what the register says now of one property, with its source where it has one.
type AboutValue struct {
	Property, Label, Words string
	Cite                   catalogue.Cite
}

// subjectOf are the words by which an address names what a page is about: partenariat:7, or its path.
func subjectOf(path string) string {
	for word, family := range kinds {
		if rest, ok := strings.CutPrefix(path, family); ok {
			if id, _, err := splitRef(rest); err == nil {
				return word + ":" + strconv.FormatInt(id, 10)
			}
		}
	}
	return path
}

// about reads such words. Errors: notfound.
func (s *server) about(v *visit, words string) (About, error) {
	word, number, ok := strings.Cut(words, ":")
	family := strings.TrimSuffix(kinds[word], "/")
	if !ok || family == "" {
		if words == "" {
			words = "/"
		}
		if words != "/" && !local(words) || len(words) > maxText {
			return About{}, notFound("error.no_page")
		}
		return About{Kind: "page", Path: words, Title: v.pageName(words)}, nil
	}
	id, _, err := splitRef(number)
	if err != nil {
		return About{}, err
	}
	for kind, at := range families {
		if at == family {
			return s.aboutObject(v, kind, id)
		}
	}
	return About{}, notFound("error.no_page")
}

// pageName is how the map of the site names a page, "" for one that it does not have.
func (v *visit) pageName(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, g := range mapGroups {
		for _, e := range g.Pages {
			if e.Path == path {
				return v.lang.T(e.Name)
			}
		}
	}
	return ""
}

// aboutObject is an object as it is now; one that was merged is what it has become.
func (s *server) aboutObject(v *visit, kind string, id int64) (About, error) {
	a := About{Kind: kind, ID: id}
	var err error
	switch ctx := v.r.Context(); kind {
	case "partnership":
		var p catalogue.Partnership
		p, err = s.Reader.Partnership(ctx, coop.PartnershipID(id))
		a.Title, a.P, a.Values = p.Title, p, partnershipValues(v.lang, p)
	case "organisation":
		var o catalogue.Organisation
		o, err = s.Reader.Organisation(ctx, coop.OrgID(id), 1, 1)
		a.Title, a.O, a.Values = o.Name, o, organisationValues(v.lang, o)
	case "territory":
		var t catalogue.Territory
		t, err = s.Reader.Territory(ctx, coop.TerritoryID(id), 1, 1)
		a.Title = t.Name
	case "source":
		var src catalogue.Source
		src, err = s.Reader.Source(ctx, coop.SourceID(id))
		a.Title = title(catalogue.Cite{Title: src.Title, Document: src.Document})
	case "record":
		var r catalogue.Record
		r, err = s.Reader.Record(ctx, coop.RecordID(id))
		a.Title = r.Title
	default: // a finding or a proposal: its page says what it is
		a.Title = v.lang.T("contribution.subject."+kind, strconv.FormatInt(id, 10))
	}
	if moved := (*catalogue.MovedError)(nil); errors.As(err, &moved) && moved.To != id {
		return s.aboutObject(v, kind, moved.To)
	}
	a.Path = address(kind, id, a.Title)
	if slices.Contains([]string{"source", "record", "finding", "proposal"}, kind) {
		a.Path = address(kind, id, "")
	}
	return a, err
}

// partnershipValues are what a partnership's page says in its first screen, in the order of the page.
func partnershipValues(l i18n.Lang, p catalogue.Partnership) []AboutValue {
	page := PartnershipPage{Page: Page{Lang: l}, P: p}
	out := []AboutValue{{Property: coop.HasParty, Label: page.T("contribution.value.parties"), Words: page.Names(page.parties())}}
	for _, name := range []string{coop.GoesOn, coop.StatusCause, coop.SinceWhen, coop.FirstSignature, coop.LastAgreement, coop.EndsOn, coop.AnnualBudget, coop.BudgetTrend} {
		out = append(out, page.aboutValue(name))
	}
	themes := make([]string, len(p.Themes))
	for i, code := range p.Themes {
		themes[i] = page.ThemeName(code)
	}
	return append(out,
		AboutValue{Property: coop.HasTheme, Label: page.T("contribution.value.themes"), Words: join(l, themes)},
		page.aboutText(coop.Objective), page.aboutText(coop.Description),
		AboutValue{Property: "actions", Label: page.T("contribution.value.actions"), Words: page.T("count.actions", len(p.Actions))})
}

// organisationValues are those of which the page of an organisation says something that members know best.
func organisationValues(l i18n.Lang, o catalogue.Organisation) []AboutValue {
	site := AboutValue{Property: coop.OwnSite, Label: l.T("contribution.value.site")}
	if v, ok := siteOf(o); ok {
		site.Words, site.Cite = v.Text, v.Cite
	}
	return []AboutValue{site, {Property: coop.OtherName, Label: l.T("contribution.value.other_name"), Words: join(l, o.Names)}}
}

// aboutValue is what the page says of a property that has one value.
func (p PartnershipPage) aboutValue(name string) AboutValue {
	a := AboutValue{Property: name, Label: p.T("contribution.value." + name)}
	switch list := p.values(name); {
	case len(list) > 0:
		a.Words, a.Cite = p.ValueWords(list[0]), list[0].Cite
	case name == coop.GoesOn:
		a.Words = p.StatusName(p.P.Status)
	case name == coop.SinceWhen && p.P.Since != "":
		a.Words = p.Date(string(p.P.Since))
	case name == coop.LastAgreement && len(p.P.Agreements) > 0:
		last := p.P.Agreements[len(p.P.Agreements)-1]
		a.Words, a.Cite = strings.TrimPrefix(p.Term(last)+" : "+p.Or("agreement."+last.Kind, last.Label), " : "), last.Cite
	case name == coop.AnnualBudget && p.P.Annual() != nil:
		a.Words, a.Cite = p.Stated(*p.P.Annual()), p.P.Annual().Place
	}
	return a
}

// aboutText is what a source says last in a text.
func (p PartnershipPage) aboutText(property string) AboutValue {
	a := AboutValue{Property: property, Label: p.T("contribution.value." + property)}
	for _, t := range p.P.Texts {
		if t.Property == property {
			a.Words, a.Cite = t.Text, t.Cite
			break
		}
	}
	return a
}

// parties are who stands on the two sides, each once in whatever roles.
func (p PartnershipPage) parties() []catalogue.Ref {
	var out []catalogue.Ref
	for _, g := range p.ByRole() {
		for _, m := range g.Members {
			if !slices.ContainsFunc(out, func(r catalogue.Ref) bool { return r.ID == m.Org.ID }) {
				out = append(out, m.Org)
			}
		}
	}
	return out
}

// known are the values of which the register says something.
func (a About) known() []AboutValue {
	return slices.DeleteFunc(slices.Clone(a.Values), func(x AboutValue) bool { return x.Words == "" })
}

// value is the one of a property, if it can be named; who is no party is named among the parties.
func (a About) value(property string) (AboutValue, bool) {
	if property == coop.NoParty {
		property = coop.HasParty
	}
	i := slices.IndexFunc(a.Values, func(x AboutValue) bool { return x.Property == property })
	if i < 0 {
		return AboutValue{}, false
	}
	return a.Values[i], true
}
