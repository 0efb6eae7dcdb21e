package atlaspage

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/format"
)

var (
	yearIn  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
	dayDate = regexp.MustCompile(`\b(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)\b`)
	isoDate = regexp.MustCompile(`\b((?:19|20)\d\d)-(\d{2})-(\d{2})\b`)
	wordDay = regexp.MustCompile(`(?:\b(\d{1,2})(?:er)? )?\b(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) ((?:19|20)\d\d)\b`)
	monthIn = regexp.MustCompile(`\b(\d{1,2})[/.\-]((?:19|20)\d\d)\b`)
	months  = []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}
)

// date reads a date as ISO 8601, as precise as printed; nil if there is none.
func date(s string) *string {
	s = format.Fold(s)
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return iso(m[1], m[2], m[3])
	}
	if m := dayDate.FindStringSubmatch(s); m != nil {
		return iso(m[3], m[2], m[1])
	}
	if m := wordDay.FindStringSubmatch(s); m != nil {
		for i, name := range months {
			if name == m[2] {
				return iso(m[3], strconv.Itoa(i+1), m[1])
			}
		}
	}
	if m := monthIn.FindStringSubmatch(s); m != nil {
		return iso(m[2], m[1], "")
	}
	return text(yearIn.FindString(s))
}

// iso writes a date; a month or day out of range makes it none.
func iso(year, month, day string) *string {
	m, errM := strconv.Atoi(month)
	if errM != nil || m < 1 || m > 12 {
		return nil
	}
	out := fmt.Sprintf("%s-%02d", year, m)
	if day != "" {
		d, errD := strconv.Atoi(day)
		if errD != nil || d < 1 || d > 31 {
			return nil
		}
		out += fmt.Sprintf("-%02d", d)
	}
	return &out
}

// firstYear is the first year of an answer.
func firstYear(s string) *int { return year(strings.TrimSpace(yearIn.FindString(s))) }
