package atlaspage

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// icon is the magnifying glass at the end of a row, as words, as an unresolved key or as an image.
var icon = regexp.MustCompile(`(?i)(?:!?\[[^\]]*loupe[^\]]*\](?:\([^)]*\))?|ic[oô]ne d['’]une loupe)`)

// row takes the icon and the unresolved keys off a row of a table.
func row(text string) string {
	words := strings.Fields(strings.ReplaceAll(icon.ReplaceAllString(format.Unmark(text), " "), "\t", " | "))
	return strings.Join(slices.DeleteFunc(words, isKey), " ")
}

// nothing is what the site prints in an empty table.
var nothing = regexp.MustCompile(`^(?:(?:aucune?|pas de) .{3,60}|nothing found to display\.?)$`)

// isEmptyRow tells a row that states nothing: an icon, a rule, « Aucun partenaire ».
func isEmptyRow(raw string) bool {
	s := row(raw)
	return strings.Trim(s, "|-: ") == "" || len(s) < maxLabel && nothing.MatchString(format.Fold(strings.Trim(s, "| ")))
}

// cells cuts a row at its bars; nil if it has none. Empty cells inside are kept, the one after the last bar is not.
func cells(text string) []string {
	if !strings.Contains(text, "|") {
		return nil
	}
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "|"), "|"), "|")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}

// cell is the i-th cell as text, nil if empty or missing.
func cell(parts []string, i int) *string {
	if i >= len(parts) {
		return nil
	}
	return text(parts[i])
}

// text is a pointer to a text, nil for none; a lone dash or slash says nothing.
func text(s string) *string {
	s = format.Squeeze(s)
	if strings.Trim(s, "/-–") == "" {
		return nil
	}
	return &s
}

// partner reads a row of « Partenaires étrangers »: name and country.
func partner(raw string) (Partner, bool) {
	s := row(raw)
	if parts := cells(s); parts != nil {
		name := cell(parts, 0)
		if name == nil {
			return Partner{}, false
		}
		return Partner{Name: *name, Country: cell(parts, 1)}, true
	}
	p := splitCountry(s)
	return p, text(p.Name) != nil
}

// authority reads a row of « Collectivités territoriales partenaires »: a name.
func authority(raw string) (string, bool) {
	name := cell(append(cells(row(raw)), row(raw)), 0)
	if name == nil {
		return "", false
	}
	return *name, true
}

// linking are the words after which a capital goes on with the same label of the thesaurus.
var linking = map[string]bool{"et": true, "ou": true, "de": true, "du": true, "des": true, "la": true, "le": true, "les": true, "à": true, "au": true, "aux": true,
	"en": true, "sur": true, "pour": true, "dans": true, "&": true, "/": true, "-": true, "–": true}

// labelsIn cuts a row of themes into its labels: a label opens at a capital that no linking word, comma or slash
// precedes (« Education, Social et Recherche Jeunesse & genre » is two).
func labelsIn(words []string) []string {
	var out []string
	start := 0
	for i := 1; i < len(words); i++ {
		prev := words[i-1]
		joined := linking[strings.ToLower(prev)] || strings.HasSuffix(prev, ",") || strings.HasSuffix(prev, "/") || strings.HasSuffix(prev, "(")
		if startsUpper(words[i]) && !joined {
			out, start = append(out, strings.Join(words[start:i], " ")), i
		}
	}
	return append(out, strings.Join(words[start:], " "))
}

// theme reads a row of « Autres thématiques »: theme, sub-theme, sub-sub-theme, priority.
func theme(raw string) (Theme, bool) {
	s := row(raw)
	parts := cells(s)
	var priority *int
	if parts == nil {
		words := strings.Fields(s)
		if n := len(words); n > 1 {
			if priority = small(words[n-1]); priority != nil {
				words = words[:n-1]
			}
		}
		if parts = labelsIn(words); len(parts) > 3 { // more capitals than columns: the last column keeps them
			parts = append(parts[:2:2], strings.Join(parts[2:], " "))
		}
	} else if len(parts) > 3 {
		priority = small(parts[3])
	}
	t := Theme{Theme: cell(parts, 0), Subtheme: cell(parts, 1), Subsubtheme: cell(parts, 2), Priority: priority}
	return t, t.Theme != nil && startsUpper(*t.Theme)
}

// small reads a whole number of at most three digits.
func small(s string) *int {
	if len(s) == 0 || len(s) > 3 || strings.Trim(s, "0123456789") != "" {
		return nil
	}
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return &n
}
