package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Change is something that happened to a territory or an organisation, as its page lists it.
type Change struct {
	Kind          coop.EventKind
	Date          coop.Date // empty where no source gives it
	Before, After []Ref     // an entity on both sides goes on; id 0: not in the register
	From, To      string    // names of a rename, forms of a change of status
	FromIn, ToIn  *Ref      // territories of a move
	Basis         string    // the law or decree
	Source        string
	Against       string // what another source says to the contrary: doubtful
	Note          string
}

// Sourced is the law of a change and the source that tells it, once where they are the same.
func (c Change) Sourced() string {
	if c.Basis == "" || strings.HasPrefix(c.Basis, c.Source) || strings.HasPrefix(c.Source, c.Basis) {
		return cmp.Or(c.Source, c.Basis)
	}
	return c.Basis + " ; " + c.Source
}

// Standing is what an organisation was at a date.
type Standing struct {
	Date   coop.Date // empty for today
	Name   string
	Kind   string // form of the authority in the words of its time
	In     *Ref   // the territory above its own
	Heirs  []Ref  // what stands in its place, where it is no more
	Ended  coop.Date
	Doubts []Change // what is contradicted, since the signature
}

// Past is an organisation as signed and today; nil where both are the same and nothing is in doubt.
type Past struct {
	Agreed        bool // the date is that of the first agreement, not of the document
	Signed, Today Standing
}

type lifeKey struct {
	of  coop.Scope
	key string
}

func (c *Catalogue) loadLives(ctx context.Context, x *index) error {
	rows, err := c.q.Lives(ctx)
	if err != nil {
		return err
	}
	var room texts
	versions, lives := make([]coop.Version, len(rows)), pieces[coop.Life]{}
	for i, r := range rows {
		versions[i] = coop.Version{
			Name: room.keep(r.Name), Kind: x.one(r.Kind), Level: x.one(r.Level), Parent: x.one(r.Parent),
			From: coop.Date(x.one(r.ValidFrom)), To: coop.Date(x.one(r.ValidTo)), Source: x.one(r.Origin),
		}
	}
	for from, until := 0, 0; from < len(rows); from = until { // those of an entity follow each other
		first := rows[from]
		for until < len(rows) && rows[until].Scope == first.Scope && rows[until].Key == first.Key {
			until++
		}
		l := &lives.of(1)[0]
		*l = coop.Life{Key: room.keep(first.Key), Of: coop.Scope(x.one(first.Scope)), Versions: versions[from:until:until]}
		x.lives[lifeKey{l.Of, l.Key}] = l
	}
	events, err := c.successions(ctx)
	if err != nil {
		return err
	}
	for _, s := range events {
		x.happened(s)
	}
	x.settle()
	return nil
}

// successions are all events of the register.
func (c *Catalogue) successions(ctx context.Context) ([]coop.Succession, error) {
	rows, err := c.q.Successions(ctx)
	if err != nil {
		return nil, fmt.Errorf("successions: %w", err)
	}
	out := make([]coop.Succession, len(rows))
	for i, r := range rows {
		s := coop.Succession{
			Kind: coop.EventKind(r.Kind), Date: coop.Date(r.Dated), Of: coop.Scope(r.Scope), Basis: r.Basis, Source: r.Origin,
			Against: r.Against, Note: r.Note,
		}
		if err := json.Unmarshal([]byte(r.Predecessors), &s.Before); err != nil {
			return nil, fmt.Errorf("predecessors: %w", err)
		}
		if err := json.Unmarshal([]byte(r.Successors), &s.After); err != nil {
			return nil, fmt.Errorf("successors: %w", err)
		}
		out[i] = s
	}
	return out, nil
}

// life is the history of an entity of the register, begun where there is none.
func (x *index) life(of coop.Scope, key string) *coop.Life {
	k := lifeKey{of, key}
	if x.lives[k] == nil {
		x.lives[k] = &coop.Life{Key: key, Of: of}
	}
	return x.lives[k]
}

// happened adds an event to the lives of those it names that are in the register.
func (x *index) happened(s coop.Succession) {
	keys := slices.Concat(s.Before, s.After)
	slices.Sort(keys)
	held := false
	for _, key := range slices.Compact(keys) {
		for of, known := range map[coop.Scope]bool{coop.OfTerritory: x.placeOf[key] != 0, coop.OfOrganisation: x.orgOf[key] != 0} {
			if known && (s.Of == coop.Both || s.Of == of) {
				l := x.life(of, key)
				l.Events, held = append(l.Events, s), true
			}
		}
	}
	if held {
		x.events = append(x.events, s)
	}
}

// settle says what lies in what on the day of the register: what has ended lies in the one that took its place.
func (x *index) settle() {
	for _, t := range x.territories {
		if t.To != "" {
			heirs := coop.Heirs(x.events, t.Key, coop.OfTerritory, x.of)
			if id := x.placeOf[heirs[0]]; len(heirs) == 1 && id != 0 && id != t.ID {
				t.Parent = id
			}
		}
	}
	for _, id := range sortedKeys(x.territories) {
		if t := x.territories[id]; t.Parent != 0 {
			x.children[t.Parent] = append(x.children[t.Parent], id)
		}
	}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// entity is the page of a key.
func (x *index) entity(of coop.Scope, key string) Ref {
	if of == coop.OfTerritory && x.placeOf[key] != 0 {
		return *x.territoryRef(x.placeOf[key])
	}
	if id := x.orgOf[key]; of == coop.OfOrganisation && id != 0 {
		return x.orgRef(x.survivor(id))
	}
	if l := x.lives[lifeKey{of, key}]; l != nil && len(l.Versions) > 0 {
		return Ref{Kind: string(of), Name: l.Versions[len(l.Versions)-1].Name}
	}
	return Ref{Kind: string(of), Name: key}
}

func (x *index) entities(of coop.Scope, keys []string) []Ref {
	var out []Ref
	for _, k := range keys {
		out = append(out, x.entity(of, k))
	}
	return out
}

// history is what happened to an entity, in order of time.
func (x *index) history(of coop.Scope, key string) []Change {
	l := x.lives[lifeKey{of, key}]
	if l == nil {
		return nil
	}
	var out []Change
	for _, s := range x.happenings(l) {
		out = append(out, x.change(of, s))
	}
	return out
}

// happenings are what happened to an entity by the day of the register.
func (x *index) happenings(l *coop.Life) []coop.Succession {
	return slices.DeleteFunc(l.History(), func(s coop.Succession) bool { return x.of != "" && x.of.Before(s.Date) })
}

func (x *index) change(of coop.Scope, s coop.Succession) Change {
	c := Change{
		Kind: s.Kind, Date: s.Date, Before: x.entities(of, s.Before), After: x.entities(of, s.After), From: s.From, To: s.To,
		Basis: s.Basis, Source: s.Source, Against: s.Against, Note: s.Note,
	}
	if s.Kind == coop.Moved {
		from, to := x.entity(coop.OfTerritory, s.From), x.entity(coop.OfTerritory, s.To)
		c.From, c.To, c.FromIn, c.ToIn = from.Name, to.Name, &from, &to
	}
	return c
}

// formerly are the territories in which a territory lay before, itself or with what holds it, the nearest first.
func (x *index) formerly(t *coop.Territory) []Ref {
	var out []Ref
	above := x.lineage(t.ID)
	known := func(id coop.TerritoryID) bool {
		return slices.ContainsFunc(above, func(a *coop.Territory) bool { return a.ID == id }) ||
			slices.ContainsFunc(out, func(r Ref) bool { return r.ID == int64(id) })
	}
	for _, a := range above {
		l := x.lives[lifeKey{coop.OfTerritory, a.Key}]
		if l == nil {
			continue
		}
		for _, v := range slices.Backward(l.Versions) {
			if id := x.placeOf[v.Parent]; id != 0 && !known(id) {
				out = append(out, *x.territoryRef(id))
			}
		}
	}
	return out
}

// namesEver are all the names that a territory has had, and those of the territories in which it lay: a search finds a
// place under the names of any date.
func (x *index) namesEver(t *coop.Territory) string {
	names := []string{t.Name, strings.Join(t.Aliases, " ")}
	if l := x.lives[lifeKey{coop.OfTerritory, t.Key}]; l != nil {
		for _, v := range l.Versions {
			names = append(names, v.Name)
		}
	}
	for _, r := range x.formerly(t) {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

// past compares an organisation at a date with today.
func (x *index) past(id coop.OrgID, signed coop.Date) *Past {
	o := x.orgs[id]
	if o == nil || signed == "" {
		return nil
	}
	p := Past{Signed: x.stood(o, signed), Today: x.stood(o, x.of)}
	if l := x.lives[lifeKey{coop.OfOrganisation, o.Key}]; l != nil {
		for _, s := range x.happenings(l) {
			if !s.Sure() && !s.Date.Before(signed) {
				p.Today.Doubts = append(p.Today.Doubts, x.change(coop.OfOrganisation, s))
			}
		}
	}
	a, b := p.Signed, p.Today
	same := a.Name == b.Name && a.Kind == b.Kind && len(b.Heirs) == 0 && len(b.Doubts) == 0 && (a.In == nil || b.In == nil || a.In.ID == b.In.ID)
	if same {
		return nil
	}
	return &p
}

func (x *index) stood(o *coop.Organisation, d coop.Date) Standing {
	s := Standing{Date: d, Name: o.Name}
	if l := x.lives[lifeKey{coop.OfOrganisation, o.Key}]; l != nil && len(l.Versions) > 0 {
		v, ended := l.Nearest(d)
		s.Name, s.Kind, s.Ended = v.Name, v.Kind, ended
	}
	if s.Ended != "" {
		heirs := coop.Heirs(x.events, o.Key, coop.OfOrganisation, d)
		s.Heirs = x.entities(coop.OfOrganisation, slices.DeleteFunc(heirs, func(k string) bool { return k == o.Key }))
		return s
	}
	t := x.territories[o.Territory]
	if t == nil {
		return s
	}
	if l := x.lives[lifeKey{coop.OfTerritory, t.Key}]; l != nil && len(l.Versions) > 0 {
		if v, _ := l.Nearest(d); x.placeOf[v.Parent] != 0 {
			s.In = x.territoryRef(x.placeOf[v.Parent])
		}
	}
	return s
}

// signedOn is when a party signed first: the earliest agreement of the records that name it, so that in a partnership made
// of two each is as it signed its own. Where they give none, it is the day of the oldest of them, unless the partnership
// has no agreement of others either.
func (p *Partnership) signedOn(org Ref) (d coop.Date, agreed bool) {
	own := map[coop.RecordID]bool{}
	var first coop.Date
	for _, x := range p.Parties {
		if x.Org == org {
			own[x.Cite.Record] = true
			if on := x.Cite.Date; on != "" && (first == "" || on < first) {
				first = on
			}
		}
	}
	others := false
	for _, a := range p.Agreements {
		switch on := firstOf(a); {
		case on == "":
		case !own[a.Cite.Record]:
			others = true
		case d == "" || on < d:
			d = on
		}
	}
	if d == "" && !others {
		d = p.Since
	}
	return cmp.Or(d, first), d != ""
}

// pasts gives each party its past, and each agreement the names of its time.
func (x *index) pasts(p *Partnership) {
	for i, party := range p.Parties {
		if party.Org.Asked {
			continue
		}
		d, agreed := p.signedOn(party.Org)
		if past := x.past(coop.OrgID(party.Org.ID), d); past != nil {
			past.Agreed = agreed
			p.Parties[i].Past = past
		}
	}
	for i, a := range p.Agreements {
		p.Agreements[i].Then = x.then(p, a)
	}
}

// then are the holders and the partners that the record of an agreement names, those that were called otherwise on its date.
func (x *index) then(p *Partnership, a Agreement) (out []Then) {
	d := firstOf(a)
	for _, party := range p.Parties {
		o := x.orgs[coop.OrgID(party.Org.ID)]
		if d == "" || o == nil || party.Org.Asked || party.Cite.Record != a.Cite.Record || party.Role != coop.Holder && party.Role != coop.Partner {
			continue
		}
		was, is := x.stood(o, d), x.stood(o, x.of)
		t := Then{Org: party.Org, Name: was.Name}
		if was.Name == is.Name {
			t.Kind = was.Kind
		}
		if (was.Name != is.Name || was.Kind != is.Kind && was.Kind != "") && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
