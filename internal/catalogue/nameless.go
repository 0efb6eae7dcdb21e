package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// unnamed stands in the place of a name that is not published, for the safety of those who bear it.
const unnamed = "[nom protégé]"

// nameless takes the names of organisations and places that are not published out of texts. nil takes nothing.
type nameless struct {
	runs map[string][][]string // the words of each name, by the first of them; folded
}

// add takes a name out of texts, as it is printed: « Association Koïma ».
func (n *nameless) add(name string) {
	list := strings.Fields(coop.Fold(name))
	if len(strings.Join(list, "")) < 2 {
		return
	}
	n.runs[list[0]] = append(n.runs[list[0]], list)
}

// mask is a text without the names. A name needs a capital somewhere: « gao » in a word list is no town.
func (n *nameless) mask(text string) string {
	if n == nil {
		return text
	}
	list := wordsIn(text)
	var b strings.Builder
	done := 0
	for i := 0; i < len(list); i++ {
		to := n.match(text, list, i)
		if to == 0 {
			continue
		}
		b.WriteString(text[done:list[i].at])
		b.WriteString(unnamed)
		done, i = list[to-1].end, to-1
	}
	b.WriteString(text[done:])
	return b.String()
}

// match is the end of the longest name that begins at word i, 0 if none does.
func (n *nameless) match(text string, list []word, i int) (to int) {
	for _, run := range n.runs[list[i].folded] {
		if end := i + len(run); end > to && end <= len(list) && same(text, list[i:end], run) {
			to = end
		}
	}
	return to
}

func same(text string, list []word, run []string) bool {
	capital := false
	for k, w := range list {
		if w.folded != run[k] || k > 0 && !near(text, list[k-1], w) {
			return false
		}
		capital = capital || w.upper
	}
	return capital
}

// core is a name without the words that say what its bearer is, "" where nothing else is left: « Koïma » for « Association
// Koïma ».
func core(name string) string {
	list := wordsIn(name)
	from, to := 0, len(list)
	idle := func(w word) bool { return bodies[w.folded] || particles[w.folded] || functions[w.folded] }
	for from < to && idle(list[from]) {
		from++
	}
	for from < to && idle(list[to-1]) {
		to--
	}
	if from == to {
		return ""
	}
	return name[list[from].at:list[to-1].end]
}

// unname takes the names of organisations and places out of everything: their own pages, the names of others, texts.
func (c *Catalogue) unname(ctx context.Context, x *index, orgs []coop.OrgID, places []coop.TerritoryID) error {
	if len(orgs)+len(places) == 0 {
		return nil
	}
	n := &nameless{runs: map[string][][]string{}}
	for _, id := range places {
		n.place(x, x.territories[id])
	}
	towns := x.townNames(n)
	for _, id := range orgs {
		names, err := c.namesOf(ctx, x, id)
		if err != nil {
			return fmt.Errorf("names of organisation %d: %w", id, err)
		}
		for _, name := range names {
			n.organisation(name, towns)
		}
	}
	x.kept.names = n
	for _, id := range places {
		t := x.territories[id]
		t.Name, t.Key, t.Aliases, t.Codes = unnamed, "", nil, nil
	}
	for _, id := range orgs {
		x.hideProfile(id)
		if o := x.orgs[id]; o != nil {
			o.Name, o.Key, o.Names, o.Codes = unnamed, "", nil, nil
		}
	}
	x.rename(n)
	return nil
}

// place takes out every name that a territory has or had.
func (n *nameless) place(x *index, t *coop.Territory) {
	if t == nil {
		return
	}
	names := append([]string{t.Name}, t.Aliases...)
	if l := x.lives[lifeKey{coop.OfTerritory, t.Key}]; l != nil {
		for _, v := range l.Versions {
			names = append(names, v.Name)
		}
	}
	for _, name := range names {
		n.add(name)
	}
}

// organisation takes out a name of an organisation and what it is without the words that any other has too. A town that
// keeps its name, as « Comité de jumelage de Valmort » has it, stays.
func (n *nameless) organisation(name string, towns map[string]bool) {
	own := core(name)
	if own == "" {
		return // « Mairie »: nobody's own
	}
	n.add(name)
	if !towns[coop.Fold(own)] {
		n.add(own)
	}
}

// townNames are the names of territories that keep them, folded.
func (x *index) townNames(n *nameless) map[string]bool {
	out := map[string]bool{}
	for _, t := range x.territories {
		for _, name := range append([]string{t.Name}, t.Aliases...) {
			out[coop.Fold(name)] = n.mask(name) == name
		}
	}
	return out
}

// namesOf are all the names under which documents, the register and its past know an organisation and those merged into it.
func (c *Catalogue) namesOf(ctx context.Context, x *index, id coop.OrgID) ([]string, error) {
	var out []string
	if o := x.orgs[id]; o != nil {
		out = append(append(out, o.Name), o.Names...)
		if l := x.lives[lifeKey{coop.OfOrganisation, o.Key}]; l != nil {
			for _, v := range l.Versions {
				out = append(out, v.Name)
			}
		}
	}
	rows, err := c.q.MentionTexts(ctx)
	for _, r := range rows {
		if x.survivor(coop.OrgID(r.Organisation)) == id {
			out = append(out, r.Text)
		}
	}
	return out, err
}

// rename takes the names out of those of others: « Commune de … ».
func (x *index) rename(n *nameless) {
	part := func(list []string) []string {
		return slices.DeleteFunc(list, func(name string) bool { return n.mask(name) != name })
	}
	for _, t := range x.territories {
		t.Name, t.Aliases = n.mask(t.Name), part(t.Aliases)
	}
	for _, o := range x.orgs {
		if name := n.mask(o.Name); name != o.Name {
			o.Name, o.Codes = name, nil
		}
		o.Names = part(o.Names)
	}
	for _, l := range x.lives {
		for i := range l.Versions {
			l.Versions[i].Name = n.mask(l.Versions[i].Name)
		}
	}
	for i := range x.events {
		x.events[i].Note, x.events[i].Basis = n.mask(x.events[i].Note), n.mask(x.events[i].Basis)
	}
}
