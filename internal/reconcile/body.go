package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// known finds a body of the reference data: by its name, an alias or acronym, in the text or in its bracket; or by the
// words that tell it from others of its kind (« Syndicat inter-collectivités Meraguemou de Yélimané »). ok is false
// where there is none, or where the name is also that of a town.
func (r *Resolver) known(q *said) (res coop.Resolution, ok bool) {
	found, why := r.named(q), SameName
	if len(found) == 0 && q.class&^joint == 0 && !r.isTerritory(q) {
		found, why = r.alike(q), LooseName
	}
	if len(found) == 0 {
		return res, false
	}
	if q.kind == "" && q.class == 0 { // a bare name may be a town's
		towns := filter(r.byName[q.core], func(i int32) bool { return r.fits(q, i) && r.entries[i].class&town != 0 })
		found = append(found, towns...)
	}
	for _, i := range found {
		res.Candidates = append(res.Candidates, r.candidate(i, 1, []string{why}))
	}
	res.Sure = len(found) == 1
	return res, true
}

// named finds the bodies that the whole text, or a bracket of it, is a name of.
func (r *Resolver) named(q *said) []int32 {
	body := func(i int32) bool { return r.entries[i].class == 0 && q.allows(&r.entries[i]) }
	if found := filter(r.byLoose[loose(q.whole)], body); len(found) > 0 {
		return found
	}
	if q.class&joint != 0 {
		if found := filter(r.joints[loose(q.core)], body); len(found) > 0 {
			return found
		}
	}
	for _, b := range q.brackets {
		if found := filter(r.byName[b], body); len(found) > 0 && (q.kind != "" || q.class&joint != 0) {
			return found
		}
	}
	return nil
}

// isTerritory says whether a name without any kind of body is that of a territory: « Divion » is no committee of Divion.
func (r *Resolver) isTerritory(q *said) bool {
	return q.kind == "" && slices.ContainsFunc(r.byLoose[loose(q.core)], func(i int32) bool { return r.fits(q, i) && q.wants(&r.entries[i]) })
}

// alike finds the bodies whose telling words all stand in the text, where the rest of the text only says the kind of
// body or a place. A text that begins with a kind of body means one of that kind.
func (r *Resolver) alike(q *said) []int32 {
	words := telling(q.whole)
	var out []int32
	for _, i := range r.bodies {
		e := &r.entries[i]
		if !q.allows(e) || q.kind != "" && !sameKind(q.kind, e.kind) || q.kind == "" && e.kind == coop.Committee {
			continue
		}
		if slices.ContainsFunc(e.telling, func(t []string) bool { return r.tells(q, words, t, e) }) {
			out = append(out, i)
		}
	}
	return out
}

// sameKind says whether two kinds are one to a reader: people write « association » and « syndicat » of the same body
// of communes, and « association » of a committee or network.
func sameKind(a, b coop.OrgKind) bool {
	return a == b || a == coop.Association && b != coop.Ministry && b != coop.Agency || a == coop.Intermunicipal && b == coop.Association
}

// tells says whether the telling words of a body stand in those of a text and only its place is left of them.
func (r *Resolver) tells(q *said, text, body []string, e *entry) bool {
	if len(body) == 0 || len(strings.Join(body, "")) < 4 {
		return false
	}
	var rest []string
	at := 0
	for _, w := range text {
		if at < len(body) && w == body[at] {
			at++
			continue
		}
		rest = append(rest, w)
	}
	if at < len(body) || q.kind == "" && len(rest) > 0 {
		return false
	}
	return len(rest) == 0 || r.isPlaceOf(strings.Join(rest, ""), e)
}

// isPlaceOf says whether a loose name is that of the territory of a body, or of one above it.
func (r *Resolver) isPlaceOf(name string, e *entry) bool {
	return slices.ContainsFunc(r.byLoose[name], func(i int32) bool {
		return r.entries[i].class != 0 && r.inside(e.territory, r.entries[i].key)
	})
}

// telling drops from a name the words that only say a kind of body.
func telling(norm string) []string {
	return slices.DeleteFunc(significant(norm), func(w string) bool { return generic[w] })
}

// longerBodies asks which body is meant where the names of known ones begin with the text: « Agence de l'eau » is one of
// several.
func (r *Resolver) longerBodies(q *said) coop.Resolution {
	var res coop.Resolution
	for _, i := range r.bodies {
		e := &r.entries[i]
		begins := func(n string) bool { return strings.HasPrefix(n, q.whole+" ") }
		if q.allows(e) && e.kind == q.kind && slices.ContainsFunc(e.names, begins) {
			res.Candidates = append(res.Candidates, r.candidate(i, 0.8, []string{LongerName}))
		}
	}
	return res
}

// ownName is a body that no reference knows: it is itself, under the words of its name, placed where the name says or
// else where the one sure party beside it is.
func (r *Resolver) ownName(q *said) coop.Resolution {
	words := significant(q.whole)
	if q.kind == coop.Association {
		words = slices.DeleteFunc(words, func(w string) bool { return w == "association" })
	}
	if len(words) == 0 {
		return coop.Resolution{}
	}
	if longer := r.longerBodies(q); len(longer.Candidates) > 0 {
		return longer
	}
	c := coop.Candidate{Name: q.text, Kind: q.kind, Score: 1, Why: []string{OwnName}, TerritoryKey: r.placeOfBody(q)}
	if len(q.countries) == 1 {
		c.Country = q.countries[0]
	} else if i, ok := r.byKey[c.TerritoryKey]; ok {
		c.Country = r.entries[i].country
	}
	c.OrgKey = "name/" + cmp.Or(c.Country, "-") + "/" + strings.Join(words, " ")
	return coop.Resolution{Candidates: []coop.Candidate{c}, Sure: !q.listed}
}

// placeOfBody is the one territory that the name of a body says, after a « de » or in a bracket, else that of the one
// sure party beside it; "" where nothing says it.
func (r *Resolver) placeOfBody(q *said) string {
	for _, b := range q.brackets {
		if found := r.containers(q, b); len(found) == 1 {
			return r.entries[found[0]].key
		}
	}
	for _, link := range []string{" de ", " d ", " du ", " des "} {
		if at := strings.LastIndex(q.whole, link); at > 0 {
			place := read(q.other(q.whole[at+len(link):]))
			place.proper = true // the text is folded here
			if place.kind != "" {
				continue
			}
			if res := r.place(&place); res.Sure && len(place.core) >= 4 {
				return res.Candidates[0].TerritoryKey
			}
		}
	}
	around := slices.Compact(r.neighbours(q))
	if len(around) == 1 {
		return r.entries[around[0]].key
	}
	return ""
}
