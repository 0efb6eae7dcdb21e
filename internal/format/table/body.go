package table

import (
	"encoding/json"
	"strconv"
	"strings"
)

// known are the kinds of records; those without a skeleton state nothing of partnerships.
var known = map[string]bool{
	"census_fiche": true, "atlas_project": true, "network": true, "fund_statement": true,
	"contents_entry": true, "overview_figure": true, "publication": true, "prose": true,
}

// skeletons are the bodies of records (as-stated form) with nothing stated.
var skeletons = map[string]string{
	"census_fiche": `{"order": 0, "section": "", "updated": [], "french": [], "foreign": [], "other": [], "other_nations": [], "contacts": [],
		"formalised": {"raw": "", "years": []}, "instrument": "", "budget": {"raw": "", "amounts": []}, "continued": {"raw": "", "value": "unknown"},
		"trend": {"raw": "", "value": "unknown"}, "means": "", "actions": [], "perspectives": "", "stated_total": null, "unplaced": [], "form_version": ""}`,
	"atlas_project": `{"title": null, "post": null, "post_contacts": [], "first_signed": null, "theme": null, "subtheme": null, "subsubtheme": null,
		"other_themes": [], "start_year": null, "status": null, "end_date": null, "context": null, "history": null, "objective": null,
		"description": null, "actions": [], "form": null, "implementers": [], "owners": [], "beneficiaries": [], "foreign_partners": [],
		"foreign_contacts": [], "french_partners": [], "other_partners_france": [], "other_partners_abroad": [], "duration": null, "funding": [],
		"communication_france": null, "communication_abroad": null, "evaluation": null, "volunteers": []}`,
	"network":        `{"name": null, "aliases": [], "as_of": null, "leads": [], "rows": [], "recent": [], "intercollectivites": [], "programme": null}`,
	"fund_statement": `{"name": "", "as_of": null, "stated_total_eur": null, "donations": []}`,
}

// elements are the members of the lists of bodies, by kind and by path with * for a number. A path that is no
// element and ends in a number is a text of a list.
var elements = map[string]string{
	"census_fiche budget.amounts.*": `{"value": 0, "currency": "", "year": null}`,
	"census_fiche actions.*": `{"n": null, "domain": "", "description": "", "period": {"raw": "", "start": null, "end": null},
		"budget": {"raw": "", "amounts": [], "kind": null, "cofunders": []}}`,
	"census_fiche actions.*.budget.amounts.*": `{"value": 0, "currency": ""}`,
	"atlas_project actions.*":                 `{"title": null, "objective": null, "summary": null}`,
	"atlas_project foreign_partners.*":        `{"name": "", "country": null}`,
	"atlas_project funding.*":                 `{"funder": "", "eur": null, "one_percent": [null, null, null], "year": null}`,
	"network leads.*":                         `{"org": "", "role": null}`,
	"network rows.*":                          `{"cercle": null, "french": [], "foreign": []}`,
	"network recent.*":                        `{"french": [], "with": []}`,
	"network intercollectivites.*":            `{"name": "", "cercle": null}`,
	"fund_statement donations.*":              `{"donor": "", "eur": 0}`,
}

func skeleton(kind string) map[string]any { return object(skeletons[kind]) }

func object(text string) map[string]any {
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic("table: skeleton: " + err.Error()) // a constant of this file: TestSkeletons reads each
	}
	return v
}

// pattern is a path with * for its numbers.
func pattern(path string) string {
	keys := strings.Split(path, ".")
	for i, k := range keys {
		if _, err := strconv.Atoi(k); err == nil {
			keys[i] = "*"
		}
	}
	return strings.Join(keys, ".")
}

// most is the number of members that the lists of all records may have: a path with a large number makes members up to
// it, and memory is bounded (P9). The census has some 2 000.
const most = 1 << 20

// set puts a value at a path, with the members of lists on the way. It is false for a path that the kind does not have.
func (rec *record) set(path string, value any) bool {
	keys := strings.Split(path, ".")
	_, ok := rec.put(rec.body, keys, 0, value)
	return ok
}

func (rec *record) put(at any, keys []string, depth int, value any) (any, bool) {
	if depth == len(keys) {
		return value, true
	}
	switch x := at.(type) {
	case map[string]any:
		old, has := x[keys[depth]]
		if !has {
			return x, false
		}
		v, ok := rec.put(old, keys, depth+1, value)
		if ok {
			x[keys[depth]] = v
		}
		return x, ok
	case []any:
		n, err := strconv.Atoi(keys[depth])
		if err != nil || n < 0 || n > most || *rec.made+n+1-len(x) > most {
			return x, false
		}
		for ; len(x) <= n; *rec.made++ {
			x = append(x, rec.member(keys[:depth+1]))
		}
		v, ok := rec.put(x[n], keys, depth+1, value)
		x[n] = v
		return x, ok
	}
	return at, false
}

func (rec *record) member(keys []string) any {
	if text := elements[rec.kind+" "+pattern(strings.Join(keys, "."))]; text != "" {
		return object(text)
	}
	return ""
}

// prune leaves empty texts out of lists: a table that skips a number leaves a hole.
func prune(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, child := range x {
			x[k] = prune(child)
		}
	case []any:
		out := make([]any, 0, len(x))
		for _, child := range x {
			if child != "" {
				out = append(out, prune(child))
			}
		}
		return out
	}
	return v
}
