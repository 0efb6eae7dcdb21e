package check

import (
	"fmt"
	"maps"
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
	claim           string // kind of the claim that says so, see catalogue.Decided
	place           coop.Place
}

// stances are the properties of which sources are compared: a property is a row.
var stances = []func(catalogue.Snapshot) []stance{values, yearlyBudgets, alive, starts, terms, periods}

// sourceConflict: two documents give one property of a partnership values that cannot both hold, and nobody has decided
// between them: what is set aside says nothing any more, and what is preferred has the last word.
func sourceConflict(s catalogue.Snapshot) []coop.Finding {
	groups := map[string][]stance{}
	var order []string
	settled := map[string]bool{}
	for _, of := range stances {
		for _, x := range of(s) {
			rank := x.rank(s.Decided)
			if rank == coop.Deprecated {
				continue
			}
			k := strings.TrimSpace(key(x.subject) + " " + x.property + " " + x.scope)
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], x)
			settled[k] = settled[k] || rank == coop.Preferred
		}
	}
	var out []coop.Finding
	for _, k := range order {
		if f, ok := contradiction(groups[k]); ok && !settled[k] {
			f.Key = k
			out = append(out, f)
		}
	}
	return out
}

// rank is what the last decision about the claim of a stance says.
func (x stance) rank(decided []catalogue.Decided) coop.Rank {
	rank := coop.Normal
	for _, d := range decided {
		if d.Claim == x.claim && d.Place.Record == x.place.Record && d.Place.Path == x.place.Path {
			rank = d.Rank
		}
	}
	return rank
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

// derived are properties that move with time, or follow from agreements that all hold: other values of them are no conflict,
// and what can be one of them (a budget of one year, a state, an end) has a rule of its own.
var derived = map[string]bool{
	coop.SinceWhen: true, coop.LastAgreement: true, coop.GoesOn: true, coop.AnnualBudget: true, coop.BudgetTrend: true, coop.EndsOn: true,
}

// values: what is said of properties that have one value. Dates are compared as far as all of them are known.
func values(s catalogue.Snapshot) []stance {
	known := map[string]int{}
	name := func(v catalogue.Valued) string { return key(v.Partnership) + " " + v.Property }
	for _, v := range s.Values {
		if n := known[name(v)]; v.Date != "" && (n == 0 || len(v.Date) < n) {
			known[name(v)] = len(v.Date)
		}
	}
	var out []stance
	for _, v := range s.Values {
		if derived[v.Property] {
			continue
		}
		x := stance{subject: v.Partnership, property: v.Property, value: v.Text, source: v.Source, claim: "value", place: v.Place}
		if v.Date != "" {
			x.value = string(v.Date)[:known[name(v)]]
		}
		out = append(out, x)
	}
	return out
}

// yearlyBudgets: the budget of one year in exact words.
func yearlyBudgets(s catalogue.Snapshot) []stance {
	var out []stance
	for _, r := range fiches(s) {
		for _, b := range annualBudgets(r.Fiche.Budget) {
			if b.Year == 0 || subject(r) == 0 {
				continue
			}
			i := slices.IndexFunc(r.Fiche.Budget.Amounts, func(a catalogue.AmountBody) bool { return a.Value == b.Value && a.Currency == b.Currency })
			out = append(out, stance{
				subject(r), "budget", strconv.Itoa(b.Year), plain(b.Value) + " " + b.Currency, r.Source, "financing", r.At(fmt.Sprintf("budget.amounts.%d", i)),
			})
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
			out = append(out, stance{subject(r), "goes_on", strconv.Itoa(r.Date.Year()), value, r.Source, "status", r.At(path)})
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
			out = append(out, stance{subject(r), "begins", "", strconv.Itoa(r.Atlas.StartYear), r.Source, "", r.At("start_year")})
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
				out = append(out, stance{h.ID, "term", fmt.Sprintf("%s %s", t.Kind, t.Signed), string(t.To), t.Source, "agreement", t.Place})
			}
		}
	}
	return out
}

// dated is an action of a fiche with the years in which it says that it was done.
type dated struct {
	stance
	from, to int
}

// enough words make it unlikely that two actions are told alike and are not one.
const enough = 4

// periods: when an action was done, that two documents tell in the same words with the same sums. Years that meet do not
// contradict each other: one document may know them better.
func periods(s catalogue.Snapshot) []stance {
	by := map[string][]dated{}
	for _, r := range fiches(s) {
		for i, a := range r.Fiche.Actions {
			from, to := a.Period.Start.Year(), max(a.Period.Start.Year(), a.Period.End.Year())
			if from == 0 || subject(r) == 0 || len(a.Budget.Amounts) == 0 || len(coop.Words(a.Description)) < enough {
				continue
			}
			var sums []string
			for _, m := range a.Budget.Amounts {
				sums = append(sums, plain(m.Value)+" "+m.Currency)
			}
			k := key(subject(r)) + " " + coop.Fold(a.Description) + " " + strings.Join(sums, " ")
			value := strconv.Itoa(from)
			if to > from {
				value += "–" + strconv.Itoa(to)
			}
			by[k] = append(by[k], dated{stance{subject(r), "period", a.Description, value, r.Source, "action", r.At(fmt.Sprintf("actions.%d", i))}, from, to})
		}
	}
	var out []stance
	for _, k := range slices.Sorted(maps.Keys(by)) {
		if apart(by[k]) {
			for _, d := range by[k] {
				out = append(out, d.stance)
			}
		}
	}
	return out
}

// apart says that two documents give years that do not meet.
func apart(list []dated) bool {
	return slices.ContainsFunc(list, func(a dated) bool {
		return slices.ContainsFunc(list, func(b dated) bool { return a.source != b.source && a.to < b.from })
	})
}
