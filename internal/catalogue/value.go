package catalogue

import (
	"encoding/json"
	"strconv"
	"strings"
)

// valueAt is the value at a JSON path ("actions.3.budget") as a short text: a string as it is, an object by its raw
// text, a list joined; empty where nothing is stated.
func valueAt(body json.RawMessage, path string) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return ""
			}
			v = x[i]
		default:
			return ""
		}
	}
	return shortText(v)
}

func shortText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case []any:
		var parts []string
		for _, e := range x {
			if s := shortText(e); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, " · ")
	case map[string]any:
		for _, key := range []string{"raw", "description", "title", "name", "funder", "donor", "sentence"} {
			if s := shortText(x[key]); s != "" {
				return s
			}
		}
	}
	return ""
}
