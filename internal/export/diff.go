package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Change is one difference between an object as it was and as it became.
type Change struct {
	Section string `json:"section"` // key of the object's JSON form: agreements, status …
	Item    string `json:"item"`    // which of a list, in its own words; empty for a single value
	Field   string `json:"field"`   // which value of the item; empty where the whole item came or went
	Before  string `json:"before"`  // empty where it was not there
	After   string `json:"after"`   // empty where it is no more
}

// Diff compares two values of the catalogue by their JSON forms, so that what a page shows and what changed are the same.
// One of them may be nil: the object was not there. Keys that only date the form itself are left out.
func Diff(before, after any) ([]Change, error) {
	a, err := form(before)
	if err != nil {
		return nil, err
	}
	b, err := form(after)
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, key := range keys(a, b) {
		out = append(out, section(key, a[key], b[key])...)
	}
	return out, nil
}

// dated are the keys of a form that say when and under which licence it was made, and ids, which do not change.
var dated = []string{"kind", "licence", "source", "generated", "id", "findings", "status_claims", "from", "to"}

func form(v any) (map[string]any, error) {
	if v == nil {
		return map[string]any{}, nil
	}
	var b bytes.Buffer
	if err := Write(&b, "json", v); err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	out := map[string]any{}
	d := json.NewDecoder(&b)
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	for _, key := range dated {
		delete(out, key)
	}
	return out, nil
}

func keys(a, b map[string]any) []string {
	var out []string
	for _, m := range []map[string]any{a, b} {
		for k := range m {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func section(key string, a, b any) []Change {
	listA, isA := a.([]any)
	listB, isB := b.([]any)
	if !isA && !isB {
		if before, after := plain(a), plain(b); before != after {
			return []Change{{Section: key, Before: before, After: after}}
		}
		return nil
	}
	before, orderA := byIdentity(listA)
	after, orderB := byIdentity(listB)
	var out []Change
	for _, id := range orderA {
		if _, stays := after[id]; !stays {
			out = append(out, Change{Section: key, Item: words(before[id]), Before: words(before[id])})
		}
	}
	for _, id := range orderB {
		old, was := before[id]
		if !was {
			out = append(out, Change{Section: key, Item: words(after[id]), After: words(after[id])})
			continue
		}
		out = append(out, fields(key, old, after[id])...)
	}
	return out
}

// fields are the values of one item that differ.
func fields(key string, a, b any) []Change {
	before, isA := a.(map[string]any)
	after, isB := b.(map[string]any)
	if !isA || !isB {
		return nil // a plain value is its own identity
	}
	var out []Change
	for _, k := range keys(before, after) {
		if x, y := plain(before[k]), plain(after[k]); x != y && k != "source" {
			out = append(out, Change{Section: key, Item: words(b), Field: k, Before: x, After: y})
		}
	}
	return out
}

// byIdentity names the items of a list by what stays of them: an id, or the place of the source that states them.
func byIdentity(list []any) (items map[string]any, order []string) {
	items = map[string]any{}
	for _, x := range list {
		id := identity(x)
		for n := 2; items[id] != nil; n++ {
			id = fmt.Sprintf("%s (%d)", identity(x), n)
		}
		items[id], order = x, append(order, id)
	}
	return items, order
}

func identity(x any) string {
	m, ok := x.(map[string]any)
	if !ok {
		return plain(x)
	}
	if id := plain(m["id"]); id != "" && id != "0" {
		return "#" + id
	}
	if s, ok := m["source"].(map[string]any); ok {
		return plain(s["record"]) + " " + plain(s["path"])
	}
	return plain(x)
}

// telling are the keys that say in words what an item is, most telling first.
var telling = []string{"title", "name", "label", "domain", "text", "description", "organisation", "date", "from", "amount"}

// words says what an item is.
func words(x any) string {
	m, ok := x.(map[string]any)
	if !ok {
		return plain(x)
	}
	var parts []string
	for _, k := range telling {
		v := m[k]
		if inner, ok := v.(map[string]any); ok {
			v = inner["name"]
		}
		if s := plain(v); s != "" && !slices.Contains(parts, s) && len(parts) < 2 {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return plain(x)
	}
	return strings.Join(parts, " · ")
}

func plain(x any) string {
	switch v := x.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case map[string]any:
		if name := plain(v["name"]); name != "" {
			return name
		}
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = words(x)
		}
		return strings.Join(parts, " ; ")
	}
	b, err := json.Marshal(x) // of maps, slices and booleans out of JSON: cannot fail
	if err != nil {
		return ""
	}
	return string(b)
}
