package reconcile

import (
	"math"
	"slices"
	"strings"

	"kafo/internal/coop"
)

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
	if !p.sure || p.near != "" && !p.slip {
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
	if q.listed && !p.placed {
		p.doubt(Several)
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

// byParts drops what lies in a town of the same name: the village that gave the commune its name, a former commune that
// is now a part of it.
func (r *Resolver) byParts(q *said, p *pool) {
	if q.class&village != 0 || p.near != "" {
		return
	}
	kept := filter(p.in, func(i int32) bool {
		return r.entries[i].class&(town|village) == 0 || !slices.ContainsFunc(p.in, func(o int32) bool {
			return o != i && r.entries[o].class&town != 0 && r.inside(r.entries[i].key, r.entries[o].key)
		})
	})
	if len(kept) < len(p.in) {
		p.narrow(kept, BareTown)
	}
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
