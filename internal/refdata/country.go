package refdata

import (
	"strings"
	"sync"
)

var countries = sync.OnceValue(func() []Territory {
	var out []Territory
	for t := range Territories() {
		if t.Level == "country" {
			out = append(out, t)
		}
	}
	return out
})

// Countries are the countries and dependencies of ISO 3166-1, in the order of their codes. The list is shared: do not
// change it.
func Countries() []Territory { return countries() }

// CountryName is the name of a country in a language ("fr", "en"), by its ISO 3166-1 alpha-2 code; empty if the code or
// the language is not known.
func CountryName(iso, lang string) string {
	t, ok := Lookup("country/" + strings.ToUpper(iso))
	switch {
	case !ok:
		return ""
	case lang == "fr":
		return t.Name
	case lang == "en" && len(t.Aliases) > 0:
		return t.Aliases[0] // the build writes the English name first
	}
	return ""
}
