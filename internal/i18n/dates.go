package i18n

import (
	"strconv"
	"strings"
	"time"
)

var months = map[Lang][]string{
	FR: {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Date says an ISO date as precisely as it is known and no more: "2012" → 2012, "2012-10" → octobre 2012,
// "2010-01-01" → 1er janvier 2010. What is no date comes back as it is.
func (l Lang) Date(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) < 2 || len(parts) > 3 {
		return iso
	}
	month, err := strconv.Atoi(parts[1])
	if err != nil || month < 1 || month > 12 {
		return iso
	}
	out := months[l][month-1] + " " + parts[0]
	if len(parts) == 2 {
		return out
	}
	day, err := strconv.Atoi(parts[2])
	if err != nil {
		return iso
	}
	if day == 1 && l == FR {
		return "1er " + out
	}
	return strconv.Itoa(day) + " " + out
}

// Span says a term from its two ends, either of which may be open: "2013–2015", "depuis octobre 2012", "jusqu’en 2015".
func (l Lang) Span(from, to string) string {
	switch {
	case from == to:
		return l.Date(from)
	case to == "":
		return l.Since(from)
	case from == "":
		return l.T("date.until"+precise(to), l.Date(to))
	case len(from) == 4 && len(to) == 4:
		return from + "–" + to
	}
	return l.Date(from) + " – " + l.Date(to)
}

// Short writes a full date for a narrow column, in the order of the language: 11/07/2013; a partial one as Date does.
func (l Lang) Short(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return l.Date(iso)
	}
	return t.Format("02/01/2006")
}

// Since says from when: "depuis 2012", "depuis octobre 2012", "depuis le 29 juillet 2003".
func (l Lang) Since(iso string) string { return l.T("date.since"+precise(iso), l.Date(iso)) }

// precise is the ending of the key for a full date, which takes an article in French.
func precise(iso string) string {
	if len(iso) == len(time.DateOnly) {
		return ".day"
	}
	return ""
}
