package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// stance is what one record says of one property of a partnership: two stances of one subject, property and scope
// (a year, an agreement) cannot both hold.
type stance struct {
	subject         coop.PartnershipID
	property, scope string
	value           string
	source          coop.SourceID
	place           coop.Place
}

// stances are the properties of which sources are compared: a property is a row. The year of the first agreement has a
// rule of its own, agreement-conflict.
var stances = []func(catalogue.Snapshot) []stance{yearlyBudgets, alive, starts, terms}

// sourceConflict: two documents give one property of a partnership values that cannot both hold.
func sourceConflict(s catalogue.Snapshot) []coop.Finding {
	groups := map[string][]stance{}
	var order []string
	for _, of := range stances {
		for _, x := range of(s) {
			k := strings.TrimSpace(key(x.subject) + " " + x.property + " " + x.scope)
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], x)
		}
	}
	var out []coop.Finding
	for _, k := range order {
		if f, ok := contradiction(groups[k]); ok {
			f.Key = k
			out = append(out, f)
		}
	}
	return out
}

// contradiction is the finding of stances that do not all say the same in all their documents.
func contradiction(list []stance) (coop.Finding, bool) {
	f := coop.Finding{Subject: list[0].subject}
	var values []string
	sources := map[coop.SourceID]bool{}
	for _, x := range list {
		sources[x.source] = true
		values = append(values, x.value)
		f.Places = append(f.Places, x.place)
	}
	slices.Sort(values)
	values = slices.Compact(values)
	f.Evidence = map[string]string{"property": list[0].property, "values": strings.Join(values, " · ")}
	if list[0].scope != "" {
		f.Evidence["scope"] = list[0].scope
	}
	return f, len(values) > 1 && len(sources) > 1
}

// yearlyBudgets: the budget of one year in exact words.
func yearlyBudgets(s catalogue.Snapshot) []stance {
	var out []stance
	for _, r := range fiches(s) {
		for _, b := range annualBudgets(r.Fiche.Budget) {
			if b.Year > 0 && subject(r) != 0 {
				out = append(out, stance{subject(r), "budget", strconv.Itoa(b.Year), plain(b.Value) + " " + b.Currency, r.Source, r.At("budget")})
			}
		}
	}
	return out
}

// alive: whether the partnership goes on, in the year in which it is said. What one year later is another may have changed.
func alive(s catalogue.Snapshot) []stance {
	var out []stance
	for i := range s.Records {
		r := &s.Records[i]
		value, path := goesOn(r)
		if value != "" && r.Date != "" && subject(r) != 0 {
			out = append(out, stance{subject(r), "goes_on", strconv.Itoa(r.Date.Year()), value, r.Source, r.At(path)})
		}
	}
	return out
}

// goesOn is "yes" or "no" where a record says so plainly.
func goesOn(r *catalogue.Stated) (value, path string) {
	switch {
	case r.Fiche != nil && (r.Fiche.Continued.Value == "yes" || r.Fiche.Continued.Value == "no"):
		return r.Fiche.Continued.Value, "continued"
	case r.Atlas != nil && coop.Fold(r.Atlas.Status) == "en cours":
		return "yes", "status"
	case r.Atlas != nil && coop.Fold(r.Atlas.Status) == "termine":
		return "no", "status"
	}
	return "", ""
}

// starts: the year in which pages of the atlas let the partnership begin.
func starts(s catalogue.Snapshot) []stance {
	var out []stance
	for i := range s.Records {
		r := &s.Records[i]
		if r.Atlas != nil && r.Atlas.StartYear > 0 && subject(r) != 0 {
			out = append(out, stance{subject(r), "begins", "", strconv.Itoa(r.Atlas.StartYear), r.Source, r.At("start_year")})
		}
	}
	return out
}

// terms: the end of an agreement of one kind and one date.
func terms(s catalogue.Snapshot) []stance {
	var out []stance
	for _, h := range s.Held {
		for _, t := range h.Terms {
			if t.To != "" && t.Signed != "" {
				out = append(out, stance{h.ID, "term", fmt.Sprintf("%s %s", t.Kind, t.Signed), string(t.To), t.Source, t.Place})
			}
		}
	}
	return out
}
