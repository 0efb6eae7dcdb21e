package reconcile

import (
	"cmp"
	"slices"

	"kafo/internal/coop"
)

// pool is the territories that a name may mean, with what speaks for and against them.
type pool struct {
	in     []int32
	others []int32 // of the same name, set aside
	why    []string
	sure   bool // false once something contradicts
	score  float64
	scores map[int32]float64 // of those nearly so written
	slip   bool              // … by a slip of the pen
	near   string            // the spelling that was found where the name is only like it
	placed bool              // a bracket or the heading says where it lies
}

func (p *pool) narrow(kept []int32, why string) {
	for _, i := range p.in {
		if !slices.Contains(kept, i) {
			p.others = append(p.others, i)
		}
	}
	p.in = kept
	p.why = append(p.why, why)
}

func (p *pool) doubt(why string) {
	p.sure = false
	p.why = append(p.why, why)
}

// place resolves the name of a territory: those that bear the name, narrowed by what the text says of its level and
// place, then by the heading, then by the parties beside it. One that is left is meant.
func (r *Resolver) place(q *said) coop.Resolution {
	p := r.bearers(q)
	if len(p.in) == 0 {
		return coop.Resolution{}
	}
	if inner, ok := r.innerPlace(q, &p); ok {
		return coop.Resolution{Candidates: []coop.Candidate{r.candidate(inner, 1, []string{InBracket})}, Sure: true}
	}
	r.byBrackets(q, &p)
	r.byHeading(q, &p)
	r.byParts(q, &p)
	r.byBareness(q, &p)
	if len(p.in) > 1 {
		r.byNeighbours(q, &p)
	}
	if len(p.in) > 1 {
		p.sure = false
	} else if p.near != "" && !r.surelyMisspelt(q, &p) {
		p.sure = false
	}
	return r.resolution(&p)
}

// bearers finds the territories of the name: so written, else but for articles and hyphens, else nearly so; of another
// level than said only where there is none of that level, and then never surely.
func (r *Resolver) bearers(q *said) pool {
	if i, ok := r.byDigits[q.number]; ok && q.number != "" {
		return pool{in: []int32{i}, why: []string{SaidNumber}, sure: true, score: 1}
	}
	keep := func(i int32) bool { return r.fits(q, i) && q.wants(&r.entries[i]) }
	p := pool{sure: q.proper}
	for _, tier := range []struct {
		found []int32
		why   string
		score float64
	}{{r.byName[q.core], SameName, 1}, {r.byLoose[loose(q.core)], LooseName, 0.97}} {
		if p.in = filter(tier.found, keep); len(p.in) > 0 {
			p.why, p.score = []string{tier.why}, tier.score
			if q.class != 0 {
				p.why = append(p.why, SaidLevel)
			}
			return p
		}
	}
	r.nearBearers(q, &p, keep)
	if wrong := filter(r.byLoose[loose(q.core)], func(i int32) bool { return r.fits(q, i) }); len(p.in) == 0 || len(wrong) > 0 {
		p.in = append(wrong, p.in...)
		p.score, p.near = max(p.score, 0.8), ""
		p.doubt(OtherLevel)
	}
	return p
}

func (r *Resolver) fits(q *said, i int32) bool {
	return r.entries[i].class != 0 && q.allows(&r.entries[i])
}

func (r *Resolver) nearBearers(q *said, p *pool, keep func(int32) bool) {
	hits := r.nearest(q, q.core, keep)
	p.scores = map[int32]float64{}
	slips := map[int32]bool{}
	for _, h := range hits {
		p.in = append(p.in, h.entry)
		p.scores[h.entry], slips[h.entry] = h.score, h.slip
	}
	if len(hits) == 0 {
		return
	}
	p.why, p.score, p.near, p.slip = []string{NearName}, hits[0].score, hits[0].norm, hits[0].slip
	if p.slip {
		p.narrow(filter(p.in, func(i int32) bool { return slips[i] }), NearName)
		p.why = p.why[:1]
	}
}

// nearest looks for names nearly so written in the countries of the party.
func (r *Resolver) nearest(q *said, norm string, keep func(int32) bool) []nearHit {
	var hits []nearHit
	for c, n := range r.near {
		if c == q.not || len(q.countries) > 0 && !slices.Contains(q.countries, c) {
			continue
		}
		n.once.Do(func() { n.build(&r.index, c) })
		hits = append(hits, n.find(norm, keep)...)
	}
	slices.SortFunc(hits, better)
	return hits[:min(len(hits), mostNear)]
}

// surelyMisspelt says whether a slip of the pen leaves no doubt. Lists of cercles, régions and départements are
// complete, so that one slip decides where the level is said. A town's name needs a place that is said, or eight letters
// of which one is astray (ten for two) and, in France with its 35 000 names, one only and 2 000 inhabitants.
func (r *Resolver) surelyMisspelt(q *said, p *pool) bool {
	e := &r.entries[p.in[0]]
	if !p.slip {
		return false
	}
	if p.placed || e.class&(middle|region|country) != 0 && q.class != 0 {
		return true
	}
	letters, astray := len(loose(q.core)), edits(loose(q.core), loose(p.near))
	if e.country == "FR" {
		return letters >= 8 && astray == 1 && e.population >= 2000
	}
	return letters >= 8 && astray == 1 || letters >= 10
}

// resolution orders the candidates: those in the pool by population, then what was set aside.
func (r *Resolver) resolution(p *pool) coop.Resolution {
	bySize := func(a, b int32) int { return cmp.Compare(r.entries[b].population, r.entries[a].population) }
	if p.near == "" {
		slices.SortStableFunc(p.in, bySize)
	}
	if p.sure && len(p.why) == 1 && p.near == "" {
		p.why = append(p.why, OnlyOne)
	}
	out := coop.Resolution{Sure: p.sure && len(p.in) == 1}
	for _, i := range p.in {
		out.Candidates = append(out.Candidates, r.candidate(i, cmp.Or(p.scores[i], p.score), p.why))
	}
	if !out.Sure {
		slices.SortStableFunc(p.others, bySize)
		for _, i := range p.others {
			out.Candidates = append(out.Candidates, r.candidate(i, cmp.Or(p.scores[i], p.score)*0.8, []string{SetAside}))
		}
	}
	out.Candidates = out.Candidates[:min(len(out.Candidates), mostAsked)]
	return out
}

func (r *Resolver) candidate(i int32, score float64, why []string) coop.Candidate {
	e := &r.entries[i]
	return coop.Candidate{
		OrgKey: e.key, Name: e.name, Kind: e.kind, Country: e.country, TerritoryKey: e.territory,
		Score: score, Why: slices.Clone(why),
	}
}

func filter(list []int32, keep func(int32) bool) []int32 {
	var out []int32
	for _, i := range list {
		if keep(i) {
			out = append(out, i)
		}
	}
	return out
}
