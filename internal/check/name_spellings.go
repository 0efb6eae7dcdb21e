package check

import (
	"strings"
	"unicode"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// nameSpellings: documents write the name of one organisation in several ways. Only case is folded, and words that say
// what it is ("Ville de") are left out; so an accent or a hyphen more is a spelling of its own. Capitals are often
// printed without accents: a name in capitals is no other spelling for that.
func nameSpellings(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, o := range s.Named {
		f := coop.Finding{Key: key(o.ID)}
		var forms []string
		for _, m := range spellings(o.Mentions) {
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

// spellings are the first mentions of each spelling, those in capitals last.
func spellings(list []catalogue.Mention) []catalogue.Mention {
	var out []catalogue.Mention
	seen, bare := map[string]bool{}, map[string]bool{}
	for _, capitals := range []bool{false, true} {
		for _, m := range list {
			name := ownName(m.Text)
			if (strings.ToUpper(name) == name) != capitals {
				continue
			}
			core := coreName(name)
			if core == "" || seen[core] || (capitals && bare[withoutAccents(core)]) {
				continue
			}
			seen[core], bare[withoutAccents(core)] = true, true
			out = append(out, m)
		}
	}
	return out
}

// withoutAccents folds the letters of a name and keeps its signs.
func withoutAccents(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsLetter(r) {
			b.WriteString(coop.Fold(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ownName is a name without what stands in brackets or after a comma: where it lies.
func ownName(text string) string {
	if i := strings.IndexAny(text, "(,"); i > 0 {
		return text[:i]
	}
	return text
}

// coreName is a name in lower case without the words that say what kind of body it is.
func coreName(name string) string {
	name = strings.NewReplacer("’", "' ", "'", "' ").Replace(strings.ToLower(name))
	var kept []string
	for w := range strings.FieldsSeq(name) {
		if !generic[coop.Fold(w)] {
			kept = append(kept, w)
		}
	}
	return strings.Trim(strings.Join(kept, " "), " ,.;:-")
}
