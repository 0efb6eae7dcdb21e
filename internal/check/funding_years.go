package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// fundingYears: a page of the atlas gives its project money in years that cannot be. Either the years lie outside the
// period that the page itself gives the project (« cofinancé en 2010 », « appel à projets 2010-2012 »); or, where it gives
// none, one funder pays in the first three years of the partnership and never since, though it goes on ten years later:
// the form counts the tranches from the beginning of the partnership.
func fundingYears(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for i := range s.Records {
		r := &s.Records[i]
		if r.Atlas == nil {
			continue
		}
		first, last := projectPeriod(r.Atlas)
		var odd []int
		f := coop.Finding{Key: key(r.ID), Subject: subject(r), Evidence: map[string]string{}}
		for j, line := range r.Atlas.Funding {
			outside := first > 0 && (line.Year < first || line.Year > last+1) // a last payment may come a year late
			if line.Year > 0 && (outside || first == 0 && fromTheStart(r, line.Funder)) {
				odd = append(odd, line.Year)
				f.Places = append(f.Places, r.At(fmt.Sprintf("funding.%d", j)))
			}
		}
		if len(odd) == 0 {
			continue
		}
		slices.Sort(odd)
		f.Evidence["years"] = joinInts(slices.Compact(odd))
		if first > 0 {
			f.Evidence["period"] = span(first, last)
		}
		if r.Atlas.StartYear > 0 {
			f.Evidence["since"] = strconv.Itoa(r.Atlas.StartYear)
		}
		out = append(out, f)
	}
	return out
}

var (
	cofunded = regexp.MustCompile(`(?i)cofinanc\pL*[^.\n]{0,60}?\b((?:19|20)\d\d)(?:\s*[-–/]\s*((?:19|20)\d\d))?`)
	calls    = regexp.MustCompile(`(?i)appels?\s+à\s+projets?[^.\n]{0,30}?\b((?:19|20)\d\d)(?:\s*[-–/]\s*((?:19|20)\d\d))?`)
)

// projectPeriod is the period of a project in the words of its page, 0 where they give none. A triennial project of which
// one year is named runs for three. The history is only asked for the call that the project answers: it tells of money
// that earlier projects had.
func projectPeriod(a *catalogue.AtlasBody) (first, last int) {
	var found [][]string
	for _, text := range []string{a.Title, a.Objective, a.Description} {
		found = append(found, cofunded.FindAllStringSubmatch(text, -1)...)
	}
	for _, text := range []string{a.Title, a.Objective, a.Description, a.History, a.Context} {
		found = append(found, calls.FindAllStringSubmatch(text, -1)...)
	}
	for _, m := range found {
		from, to := number(m[1]), max(number(m[1]), number(m[2]))
		if first == 0 || from < first {
			first = from
		}
		last = max(last, to)
	}
	if first > 0 && first == last && coop.Fold(a.Duration) == "triennal" {
		last += 2
	}
	return first, last
}

// fromTheStart says whether a funder pays exactly in the first three years of a partnership that is said to go on ten
// years later.
func fromTheStart(r *catalogue.Stated, funder string) bool {
	var years []int
	for _, f := range r.Atlas.Funding {
		if f.Funder == funder && f.Year > 0 {
			years = append(years, f.Year)
		}
	}
	slices.Sort(years)
	start := r.Atlas.StartYear
	return start > 0 && r.Date.Year() >= start+10 && coop.Fold(r.Atlas.Status) == "en cours" &&
		slices.Equal(slices.Compact(years), []int{start, start + 1, start + 2})
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func span(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
