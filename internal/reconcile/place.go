package reconcile

import (
	"cmp"
	"math"
	"slices"
	"strings"

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
	for _, h := range hits {
		p.in = append(p.in, h.entry)
		p.scores[h.entry] = h.score
	}
	if len(hits) == 0 {
		return
	}
	p.why, p.score, p.near = []string{NearName}, hits[0].score, hits[0].norm
	if slips := filterHits(hits, func(h nearHit) bool { return misspelt(q.core, h.norm) }); len(slips) > 0 {
		p.near = hitNorm(hits, slips[0])
		p.narrow(slips, NearName)
		p.why = p.why[:1]
	}
}

func filterHits(hits []nearHit, keep func(nearHit) bool) []int32 {
	var out []int32
	for _, h := range hits {
		if keep(h) {
			out = append(out, h.entry)
		}
	}
	return out
}

func hitNorm(hits []nearHit, entry int32) string {
	return hits[slices.IndexFunc(hits, func(h nearHit) bool { return h.entry == entry })].norm
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
	slices.SortFunc(hits, func(a, b nearHit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry)) })
	return hits[:min(len(hits), mostNear)]
}

// containers are the territories that a bracket or a heading names: « cercle de Tombouctou », « Essonne », « 93 »,
// « Allemagne ».
func (r *Resolver) containers(q *said, text string) []int32 {
	if onlyNumber.MatchString(text) {
		if i, ok := r.byDigits[text]; ok {
			return []int32{i}
		}
		return nil
	}
	c := said{proper: true, core: strings.TrimPrefix(strings.TrimPrefix(text, "la "), "l "), countries: q.countries, not: q.not}
	for {
		rest, class, ok := cutDesignator(c.core)
		if !ok {
			break
		}
		c.core, c.class = rest, class
	}
	if m := numberedOf.FindStringSubmatch(c.core); m != nil {
		c.core, c.class = m[1], town
	}
	p := r.bearers(&c)
	if !p.sure || p.near != "" && !misspelt(c.core, p.near) {
		return nil
	}
	return p.in
}

// innerPlace is the territory that a bracket names inside the territory of the name: « BAMAKO (COMMUNE V DU DISTRICT DE
// BAMAKO) » is the commune.
func (r *Resolver) innerPlace(q *said, p *pool) (int32, bool) {
	for _, b := range q.brackets {
		found := r.containers(q, b)
		if len(found) != 1 || r.entries[found[0]].class&(town|village) == 0 || slices.Contains(p.in, found[0]) {
			continue
		}
		inner := r.entries[found[0]].key
		if slices.ContainsFunc(p.in, func(i int32) bool { return r.inside(inner, r.entries[i].key) }) {
			return found[0], true
		}
	}
	return 0, false
}

// byBrackets keeps what lies where the text says. A bracket that names nothing known decides nothing.
func (r *Resolver) byBrackets(q *said, p *pool) {
	for _, b := range q.brackets {
		found := r.containers(q, b)
		if len(found) == 0 {
			found = r.countryNamed(b)
		}
		if len(found) == 0 {
			continue
		}
		if kept := r.keepInside(p.in, found); len(kept) > 0 {
			p.narrow(kept, InBracket)
			p.placed = true
			continue
		}
		p.doubt(Elsewhere)
	}
}

func (r *Resolver) countryNamed(name string) []int32 {
	return filter(r.byName[name], func(i int32) bool { return r.entries[i].class == country })
}

func (r *Resolver) keepInside(in, containers []int32) []int32 {
	return filter(in, func(i int32) bool {
		return slices.ContainsFunc(containers, func(c int32) bool { return r.inside(r.entries[i].key, r.entries[c].key) })
	})
}

// byHeading keeps, of a foreign party, what lies where the heading of its record says, if anything does. What lies
// elsewhere is only believed where the text itself says where, or another party explains the heading.
func (r *Resolver) byHeading(q *said, p *pool) {
	if q.side != coop.Foreign || q.hint == "" || p.placed {
		return
	}
	found := r.heading(q)
	if len(found) == 0 {
		return
	}
	if kept := r.keepInside(p.in, found); len(kept) > 0 {
		p.narrow(kept, InHeading)
		p.placed = true
		return
	}
	explained := slices.ContainsFunc(r.neighbours(q), func(n int32) bool { return len(r.keepInside([]int32{n}, found)) > 0 })
	if !explained {
		p.doubt(Elsewhere)
	}
}

// heading is the territories of a heading: « REGIONS DE MOPTI ET DE KAYES » is two, the second of the level of the first.
func (r *Resolver) heading(q *said) []int32 {
	key := strings.Join(q.countries, ",") + ":" + q.hint
	r.mu.Lock()
	found, ok := r.hints[key]
	r.mu.Unlock()
	if ok {
		return found
	}
	first, others, _ := strings.Cut(normal(q.hint), " et ")
	found = r.containers(q, first)
	if others != "" {
		_, c, _ := cutDesignator(first)
		name, _ := cutLink(others)
		second := filter(r.containers(q, name), func(i int32) bool { return c == 0 || r.entries[i].class&c != 0 })
		found = append(slices.Clone(found), second...)
	}
	r.mu.Lock()
	r.hints[key] = found
	r.mu.Unlock()
	return found
}

// byBareness reads a name without designator. A town is meant rather than the cercle, the région or the département
// that is named after it and holds it; a département that only shares the name with a far commune (Allier) stays a
// candidate. Where the list of towns is not complete (outside France), a bare name that only a cercle or région bears
// may be a town that is missing, and a longer name that begins like it (Kénieba-Konko) may be meant.
func (r *Resolver) byBareness(q *said, p *pool) {
	if q.class != 0 || p.near != "" && len(p.in) > 1 {
		return
	}
	towns := filter(p.in, func(i int32) bool { return r.entries[i].class&town != 0 })
	if len(towns) == 0 {
		r.byLowest(p)
	} else if kept := filter(p.in, func(i int32) bool { return !r.namedAfter(i, towns) }); len(kept) < len(p.in) {
		p.narrow(kept, BareTown)
	}
	if !p.placed {
		r.longerNames(q, p)
	}
}

// namedAfter says whether a territory is none of the towns but holds one, or is their EPCI.
func (r *Resolver) namedAfter(i int32, towns []int32) bool {
	e := &r.entries[i]
	if e.class&town != 0 {
		return false
	}
	return e.class == joint || slices.ContainsFunc(towns, func(t int32) bool { return r.inside(r.entries[t].key, e.key) })
}

// byLowest doubts a bare name that only a cercle, province or région bears outside France.
func (r *Resolver) byLowest(p *pool) {
	upper := filter(p.in, func(i int32) bool { return r.entries[i].class&(middle|region) != 0 && r.entries[i].country != "FR" })
	if len(upper) > 0 {
		p.doubt(OtherLevel)
	}
}

// longerNames adds the towns and villages outside France whose name begins with the bare name.
func (r *Resolver) longerNames(q *said, p *pool) {
	for _, i := range r.abroad {
		e := &r.entries[i]
		if !strings.HasPrefix(e.names[0], q.core+" ") || !q.allows(e) {
			continue
		}
		related := slices.ContainsFunc(p.in, func(o int32) bool {
			return o == i || r.inside(e.key, r.entries[o].key) || r.inside(r.entries[o].key, e.key)
		})
		if !related {
			p.in = append(p.in, i)
			p.doubt(LongerName)
		}
	}
}

// neighbours are the territories of the parties beside a name that are sure by themselves.
func (r *Resolver) neighbours(q *said) []int32 {
	var out []int32
	for _, text := range q.beside {
		res := r.Resolve(q.other(text))
		if !res.Sure {
			continue
		}
		if i, ok := r.byKey[res.Candidates[0].TerritoryKey]; ok {
			out = append(out, i)
		}
	}
	return out
}

// byNeighbours keeps what lies in the département or cercle of a party beside it, else what lies within 50 km of one.
func (r *Resolver) byNeighbours(q *said, p *pool) {
	if len(q.beside) == 0 {
		return
	}
	around := r.neighbours(q)
	same := filter(p.in, func(i int32) bool {
		m := r.middleOf(r.entries[i].key)
		return m != "" && slices.ContainsFunc(around, func(n int32) bool { return r.middleOf(r.entries[n].key) == m })
	})
	if len(same) == 0 {
		same = filter(p.in, func(i int32) bool {
			return slices.ContainsFunc(around, func(n int32) bool { return r.distance(i, n) <= 50 })
		})
	}
	if len(same) == 1 {
		p.narrow(same, NearParty)
	}
}

// distance between two territories in kilometres; infinite where one has no point.
func (r *Resolver) distance(a, b int32) float64 {
	p, q := &r.entries[a], &r.entries[b]
	if p.lat == 0 && p.lon == 0 || q.lat == 0 && q.lon == 0 {
		return math.Inf(1)
	}
	const kmPerDegree = 111.2
	dx := (p.lon - q.lon) * math.Cos((p.lat+q.lat)/2*math.Pi/180)
	return kmPerDegree * math.Hypot(dx, p.lat-q.lat)
}

// surelyMisspelt says whether a slip of the pen leaves no doubt. Lists of cercles, régions and départements are
// complete, so that one slip decides; a town's name needs eight letters, and either a place that is said, or one
// letter only and, in France with its 35 000 names, 2 000 inhabitants.
func (r *Resolver) surelyMisspelt(q *said, p *pool) bool {
	e := &r.entries[p.in[0]]
	if !misspelt(q.core, p.near) {
		return false
	}
	if p.placed || e.class&(middle|region|country) != 0 && q.class != 0 {
		return true
	}
	enough := len(loose(q.core)) >= 8 && edits(loose(q.core), loose(p.near)) == 1
	return enough && (e.country != "FR" || e.population >= 2000)
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
