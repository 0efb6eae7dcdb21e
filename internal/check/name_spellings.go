package check

import (
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// nameSpellings: documents write the name of one organisation in several ways. Only case is folded, and words that say
// what it is ("Ville de") are left out; so an accent or a hyphen more is a spelling of its own.
func nameSpellings(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, o := range s.Named {
		f := coop.Finding{Key: key(o.ID)}
		seen := map[string]bool{}
		var forms []string
		for _, m := range o.Mentions {
			core := coreName(m.Text)
			if core == "" || seen[core] {
				continue
			}
			seen[core] = true
			forms = append(forms, m.Text)
			f.Places = append(f.Places, coop.Place{Record: m.Cite.Record, Path: m.Cite.Path, Line: m.Cite.Line, LineEnd: m.Cite.LineEnd})
		}
		if len(forms) < 2 {
			continue
		}
		f.Evidence = map[string]string{"organisation": o.Name, "spellings": strings.Join(forms, " · ")}
		out = append(out, f)
	}
	return out
}

// coreName is a name in lower case without the words that say what kind of body it is, nor what stands in brackets.
func coreName(name string) string {
	if before, _, ok := strings.Cut(name, "("); ok && strings.TrimSpace(before) != "" {
		name = before
	}
	name = strings.NewReplacer("’", "'", "'", "' ").Replace(strings.ToLower(name))
	var kept []string
	for w := range strings.FieldsSeq(name) {
		if !generic[coop.Fold(w)] {
			kept = append(kept, w)
		}
	}
	return strings.Trim(strings.Join(kept, " "), " ,.;:-")
}
