package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Entry is one thing that happened to an object: what one write did to it. Who did it is said by role.
type Entry struct {
	Name   string    // by which its address names it: c12 what was said, w12 withdrawn, d5 decided, u5 undone, e1 a step
	At     int64     // Unix milliseconds, UTC; 0 for what a source of reference dates
	On     coop.Date // the day
	Author coop.Author
	What   string // word of ours: said, replaced, withdrawn, merge, refuse, prefer, deprecate, undone, named …
	Why    string
	Owner  string // whom a finding was given to
	Source string // of what a source of reference tells
	Cites  []Cite // where it is said
	Of     []Ref  // other objects that it speaks of

	Operation coop.OperationID // by which it was done, 0 where nobody noted one

	part coop.OperationPart // of that operation
}

// Told is what the register says of an object at one time: what the entries of a history are compared by.
type Told struct {
	Values map[string]string   // what has one value, by its name
	Lists  map[string][]string // what has several, in the words of their sources
}

// EntryChange is an entry with what the register said before it and after it.
type EntryChange struct {
	Of            Ref
	Entry         Entry
	Before, After Told
	Earlier       string // the name of the entry before, "" for the first
	Later         string
}

// HistoryEntry is one entry of the history of an object, with what it changed. Errors: notfound, *MovedError.
func (c *Catalogue) HistoryEntry(ctx context.Context, kind string, id int64, name string) (EntryChange, error) {
	h, after, err := c.past(ctx, kind, id)
	out := EntryChange{Of: h.Of}
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(h.Entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return out, coop.Refuse(coop.NotFound, "history.no_entry")
	}
	out.Entry, out.After = h.Entries[i], after[i]
	if i > 0 {
		out.Before, out.Earlier = after[i-1], h.Entries[i-1].Name
	}
	if i+1 < len(h.Entries) {
		out.Later = h.Entries[i+1].Name
	}
	return out, nil
}

// toldSet is a claim set with when it ceased to stand, 0 while it does.
type toldSet struct {
	coop.ClaimSet
	withdrawn int64
}

// foreign says whether a set speaks of a partnership that no decision which holds makes the one asked for.
func (s toldSet) foreign(decisions []Decision, id int64) bool {
	at := int64(s.Subject)
	for range decisions {
		for _, d := range decisions {
			if d.Kind == coop.DecideMerge && d.SubjectKind == coop.KindPartnership && d.Subject == at && d.Holds() && at != id {
				at = d.Object
			}
		}
	}
	return at != id
}

// step is one of the writes behind a history, in the order in which they were made.
type step struct {
	at     int64
	rank   int // of several at one instant
	set    *toldSet
	decide *Decision
}

const (
	saidStep = iota
	withdrawnStep
	decidedStep
	undoneStep
)

// replay is a partnership as the writes so far have made it.
type replay struct {
	root  int64
	sets  map[int64]*toldSet // that stand, by number
	holds map[coop.DecisionID]*Decision
}

// replayed makes the entries of a partnership and what the register said after each of them, by the one projection.
func (c *Catalogue) replayed(ctx context.Context, x *index, id coop.PartnershipID, sets []toldSet, h *History) ([]Told, error) {
	r := replay{int64(id), map[int64]*toldSet{}, map[coop.DecisionID]*Decision{}}
	var after []Told
	for _, group := range steps(sets, h.Decisions) {
		concerned := r.take(group)
		if !concerned {
			continue
		}
		e, err := c.entry(ctx, x, group)
		if err != nil {
			return nil, err
		}
		h.Entries = append(h.Entries, e)
		after = append(after, x.told(coop.Project(id, r.standing(), "")))
	}
	return after, nil
}

// steps are the writes about a partnership, those of one instant together.
func steps(sets []toldSet, decisions []Decision) [][]step {
	var all []step
	for i := range sets {
		s := &sets[i]
		all = append(all, step{s.RecordedAt, saidStep, s, nil})
		if s.withdrawn != 0 {
			all = append(all, step{s.withdrawn, withdrawnStep, s, nil})
		}
	}
	for i := range decisions {
		d := &decisions[i]
		all = append(all, step{d.At, decidedStep, nil, d})
		if !d.Holds() {
			all = append(all, step{d.UndoneAt, undoneStep, nil, d})
		}
	}
	slices.SortStableFunc(all, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.rank, b.rank), cmp.Compare(a.number(), b.number()))
	})
	var out [][]step
	for i, s := range all {
		if i == 0 || s.at != all[i-1].at {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}

func (s step) number() int64 {
	if s.set != nil {
		return s.set.ID
	}
	return int64(s.decide.ID)
}

// take does what the writes of one instant did, and says whether they were about the partnership as it was then.
func (r *replay) take(group []step) (concerned bool) {
	for _, s := range group {
		concerned = concerned || r.about(s)
		switch s.rank {
		case saidStep:
			r.sets[s.set.ID] = s.set
		case withdrawnStep:
			delete(r.sets, s.set.ID)
		case decidedStep:
			r.holds[s.decide.ID] = s.decide
		case undoneStep:
			delete(r.holds, s.decide.ID)
		}
	}
	return concerned
}

// about says whether a write is about the partnership, or about one that is merged into it by then.
func (r *replay) about(s step) bool {
	switch {
	case s.set != nil:
		return r.one(int64(s.set.Subject))
	case s.decide.SubjectKind == coop.KindPartnership:
		return r.one(s.decide.Subject) || r.one(s.decide.Object)
	}
	set := r.sets[s.decide.Subject]
	return set != nil && r.one(int64(set.Subject))
}

// one says whether a partnership is the one of the history, by the merges that hold.
func (r *replay) one(id int64) bool {
	for range len(r.holds) + 1 {
		if id == r.root {
			return true
		}
		for _, d := range r.holds {
			if d.Kind == coop.DecideMerge && d.SubjectKind == coop.KindPartnership && d.Subject == id {
				id = d.Object
				break
			}
		}
	}
	return false
}

// standing are the claim sets of the partnership that stand, with the ranks of their claims.
func (r *replay) standing() []coop.ClaimSet {
	ranks := map[coop.ClaimRef]coop.Rank{}
	for _, id := range slices.Sorted(maps.Keys(r.holds)) {
		d := r.holds[id]
		if rank := (map[coop.DecisionKind]coop.Rank{coop.DecidePreferred: coop.Preferred, coop.DecideDeprecate: coop.Deprecated})[d.Kind]; d.SubjectKind == coop.KindClaim {
			ranks[coop.ClaimRef{Set: d.Subject, Position: int(d.Object)}] = rank
		}
	}
	var out []coop.ClaimSet
	for _, id := range slices.Sorted(maps.Keys(r.sets)) {
		s := *r.sets[id]
		if !r.one(int64(s.Subject)) {
			continue
		}
		s.Ranks = coop.Ranks{}
		for i, claim := range s.Claims {
			at := coop.ClaimRef{Set: id, Position: i}
			if claim.Was != nil {
				at = *claim.Was
			}
			if rank, ok := ranks[at]; ok {
				s.Ranks[i] = rank
			}
		}
		out = append(out, s.ClaimSet)
	}
	return out
}

// entry says what the writes of one instant did.
func (c *Catalogue) entry(ctx context.Context, x *index, group []step) (Entry, error) {
	first := group[len(group)-1] // a decision before what was said
	for _, s := range group {
		if s.decide != nil && s.rank == decidedStep {
			first = s
			break
		}
	}
	e := Entry{At: first.at, On: day(first.at)}
	switch {
	case first.rank == decidedStep:
		d := first.decide
		e.Name, e.What, e.Author, e.Why, e.Of = fmt.Sprintf("d%d", d.ID), string(d.Kind), d.Author, d.Why, d.Of
	case first.rank == undoneStep:
		d := first.decide
		e.Name, e.What, e.Author, e.Why, e.Of = fmt.Sprintf("u%d", d.ID), "undone", d.UndoneBy, d.UndoneWhy, d.Of
	default:
		s := group[0]
		e.Name, e.What, e.Author = fmt.Sprintf("c%d", s.set.ID), "said", s.set.Author
		if first.rank == withdrawnStep {
			e.What = "replaced"
		}
		if s.rank == withdrawnStep {
			e.Name, e.What = fmt.Sprintf("w%d", s.set.ID), "withdrawn"
			var err error
			if e.Author, e.Why, err = c.signedAt(ctx, x, s.at); err != nil {
				return e, err
			}
		}
	}
	for _, s := range group {
		if s.set != nil {
			e.Cites = append(e.Cites, x.recordRef(s.set.Record).Cite)
		}
	}
	return e, nil
}

// signedAt is who wrote at an instant, and why.
func (c *Catalogue) signedAt(ctx context.Context, x *index, at int64) (coop.Author, string, error) {
	signed, err := c.q.SignedAt(ctx, at)
	if err != nil {
		return "", "", fmt.Errorf("who withdrew: %w", err)
	}
	if len(signed) == 0 {
		return "", "", nil
	}
	return coop.Author(signed[0].Author), x.kept.names.mask(signed[0].Why), nil
}

// told says a projected partnership in the words of its sources, masked like everything public.
func (x *index) told(p coop.Partnership) Told {
	t := Told{Values: map[string]string{}, Lists: map[string][]string{}}
	for i := range p.Parties {
		p.Parties[i].Org = x.survivor(p.Parties[i].Org)
	}
	p.Part()
	if p.Status != "" {
		t.Values["status"] = string(p.Status)
	}
	for _, v := range p.Values {
		if v.Kept && v.Property != coop.GoesOn {
			t.Values[v.Property] = x.masked(x.cite(v.Place.Record, v.Place.Path, v.Place.Line, v.Place.LineEnd).Source, cmp.Or(v.Text, string(v.Date)))
		}
	}
	add := func(list string, c coop.Claim) {
		if line := x.claimLine(c); line.Text != "" && !slices.Contains(t.Lists[list], line.Text) {
			t.Lists[list] = append(t.Lists[list], line.Text)
		}
	}
	for i := range p.Parties {
		add("parties", coop.Claim{Party: &p.Parties[i]})
	}
	for i := range p.Agreements {
		add("agreements", coop.Claim{Agreement: &p.Agreements[i]})
	}
	for i := range p.Actions {
		add("actions", coop.Claim{Action: &p.Actions[i]})
	}
	for i := range p.Financings {
		add("amounts", coop.Claim{Financing: &p.Financings[i]})
	}
	for i := range p.Texts {
		list := "texts"
		if p.Texts[i].Property == coop.ThemeText {
			list = "themes"
		}
		add(list, coop.Claim{Text: &p.Texts[i]})
	}
	return t
}

// clone is a copy to which more may be added.
func (t Told) clone() Told {
	out := Told{Values: maps.Clone(t.Values), Lists: map[string][]string{}}
	if out.Values == nil {
		out.Values = map[string]string{}
	}
	for k, list := range t.Lists {
		out.Lists[k] = slices.Clone(list)
	}
	return out
}

// pastOfOrganisation is by which documents an organisation came to be named, and what was decided of it.
func (c *Catalogue) pastOfOrganisation(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	o := x.orgs[coop.OrgID(id)]
	if into := x.survivor(coop.OrgID(id)); int64(into) != id {
		return nil, &MovedError{To: int64(into)}
	}
	if o == nil {
		return nil, coop.Refuse(coop.NotFound, "organisation.notfound", id)
	}
	h.Of.Name = o.Name
	return c.chronicle(ctx, x, h, c.named)
}

// happening is an entry with what it does to what was told before.
type happening struct {
	Entry
	does func(*Told)
}

// chronicle puts what happened to an object in order, its decisions among the rest, and tells what it was after each.
func (c *Catalogue) chronicle(ctx context.Context, x *index, h *History, more func(context.Context, *index, *History) ([]happening, error)) ([]Told, error) {
	list, err := more(ctx, x, h)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.At, b.At))
	})
	after := make([]Told, len(list))
	t := Told{}
	for i, one := range list {
		t = t.clone()
		one.does(&t)
		h.Entries, after[i] = append(h.Entries, one.Entry), t
	}
	return after, nil
}

// named is what an organisation was called by each document, what was claimed of it, the merges that made others part of it, and the matches that
// were refused.
func (c *Catalogue) named(ctx context.Context, x *index, h *History) ([]happening, error) {
	rows, err := c.q.MentionsEver(ctx, h.Of.ID)
	if err != nil {
		return nil, fmt.Errorf("mentions: %w", err)
	}
	var out []happening
	by := map[int64]int{} // source → its place in out
	texts := map[int64][]string{}
	for _, r := range rows {
		if x.kept.hides(coop.RecordID(r.ID), r.Path) {
			continue
		}
		i, met := by[r.Source]
		if !met {
			i, by[r.Source] = len(out), len(out)
			source := r.Source
			out = append(out, happening{Entry{Name: fmt.Sprintf("r%d", r.ID), At: r.RecordedAt, On: day(r.RecordedAt), Author: coop.Importing(r.Document), What: "named"}, func(t *Told) {
				for _, text := range texts[source] {
					if !slices.Contains(t.Lists["names"], text) {
						t.Lists["names"] = append(t.Lists["names"], text)
					}
				}
			}})
		}
		if text := x.masked(coop.SourceID(r.Source), r.Text); !slices.Contains(texts[r.Source], text) {
			texts[r.Source] = append(texts[r.Source], text)
			out[i].Cites = append(out[i].Cites, x.recordRef(coop.RecordID(r.ID)).Cite)
		}
	}
	said, err := c.profiled(ctx, x, h)
	if err != nil {
		return nil, err
	}
	decided, err := c.decidedOn(ctx, x, h)
	return slices.Concat(out, said, decided), err
}

// decidedOn are the decisions about an object and their undoing, as entries.
func (c *Catalogue) decidedOn(ctx context.Context, x *index, h *History) ([]happening, error) {
	rows, err := c.q.DecisionsOn(ctx, db.DecisionsOnParams{Kind: h.Of.Kind, ID: h.Of.ID})
	if err != nil {
		return nil, fmt.Errorf("decisions: %w", err)
	}
	var out []happening
	for _, r := range rows {
		other := Ref{ID: r.Object, Kind: h.Of.Kind}
		if r.Object == h.Of.ID {
			other.ID = r.Subject
		}
		if h.Of.Kind == coop.KindOrganisation {
			other = x.orgRef(coop.OrgID(other.ID))
		}
		list := map[coop.DecisionKind]string{coop.DecideMerge: "one_with", coop.DecideDistinct: "distinct_from"}[coop.DecisionKind(r.Kind)]
		e := Entry{Name: fmt.Sprintf("d%d", r.ID), At: r.At, On: day(r.At), Author: coop.Author(r.Author), What: r.Kind, Why: x.kept.names.mask(r.Why), Of: []Ref{other}}
		out = append(out, happening{e, func(t *Told) { t.Lists[list] = append(t.Lists[list], other.Name) }})
		if r.UndoneAt == 0 {
			continue
		}
		e.Name, e.At, e.On, e.Author, e.What, e.Why = fmt.Sprintf("u%d", r.ID), r.UndoneAt, day(r.UndoneAt), coop.Author(r.UndoneBy), "undone", x.kept.names.mask(r.UndoneWhy)
		out = append(out, happening{e, func(t *Told) {
			if i := slices.Index(t.Lists[list], other.Name); i >= 0 {
				t.Lists[list] = slices.Delete(t.Lists[list], i, i+1)
			}
		}})
	}
	return out, nil
}

// pastOfTerritory is what the sources of reference tell of a territory: they date it, and say by which law.
func (c *Catalogue) pastOfTerritory(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	t := x.territories[coop.TerritoryID(id)]
	if t == nil {
		return nil, coop.Refuse(coop.NotFound, "territory.notfound", id)
	}
	h.Of.Name = t.Name
	return c.chronicle(ctx, x, h, func(context.Context, *index, *History) ([]happening, error) {
		var out []happening
		for i, s := range x.history(coop.OfTerritory, t.Key) {
			e := Entry{Name: fmt.Sprintf("e%d", i+1), On: s.Date, What: string(s.Kind), Why: s.Basis, Source: s.Sourced(), Of: slices.Concat(s.Before, s.After)}
			out = append(out, happening{e, func(t *Told) { t.happened(s) }})
		}
		return out, nil
	})
}

// happened is what an event says of a territory from then on.
func (t *Told) happened(s Change) {
	field := map[coop.EventKind]string{coop.Renamed: "name", coop.Moved: "parents", coop.StatusChange: "form"}[s.Kind]
	if field != "" {
		t.Values[field] = s.To
		return
	}
	t.Lists["events"] = append(t.Lists["events"], strings.TrimSpace(string(s.Date)+" "+s.Note))
}

// pastOfFinding is what became of a finding.
func (c *Catalogue) pastOfFinding(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	f, err := c.Finding(ctx, coop.FindingID(id))
	if err != nil {
		return nil, err
	}
	h.Of.Name = f.Rule
	return c.chronicle(ctx, x, h, func(context.Context, *index, *History) ([]happening, error) {
		var out []happening
		for i, s := range f.History {
			e := Entry{Name: fmt.Sprintf("e%d", i+1), At: s.At, On: day(s.At), Author: s.Author, What: "finding_" + s.What, Why: s.Why, Owner: s.Owner, part: coop.OperationPart{Kind: coop.PartFinding, Object: s.id}}
			out = append(out, happening{e, func(t *Told) {
				switch s.What {
				case "owner":
					t.Values["owner"] = s.Owner
				case "evidence":
				default:
					t.Values["state"] = s.What
				}
				for k, v := range s.Evidence {
					t.Values[k] = v
				}
			}})
		}
		return out, nil
	})
}

// pastOfProposal is when a pair was proposed and what was decided of it.
func (c *Catalogue) pastOfProposal(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	p, err := c.Proposal(ctx, coop.ProposalID(id))
	if err != nil {
		return nil, err
	}
	h.Of.Name = p.A.Name + " / " + p.B.Name
	return c.chronicle(ctx, x, h, func(context.Context, *index, *History) ([]happening, error) {
		state := func(s coop.ProposalState) func(*Told) { return func(t *Told) { t.Values["state"] = string(s) } }
		out := []happening{{Entry{Name: "e1", At: p.RecordedAt, On: day(p.RecordedAt), What: "proposed"}, state(coop.ProposalOpen)}}
		for _, d := range slices.Backward(p.Decisions) {
			e := Entry{Name: fmt.Sprintf("d%d", d.ID), At: d.At, On: d.On, Author: d.Author, What: string(d.Kind), Why: d.Why}
			out = append(out, happening{e, state(coop.ProposalStateOf(d.Kind, true, false))})
			if !d.Holds() {
				e.Name, e.At, e.On, e.Author, e.What, e.Why = fmt.Sprintf("u%d", d.ID), d.UndoneAt, d.Undone, d.UndoneBy, "undone", d.UndoneWhy
				out = append(out, happening{e, state(coop.ProposalOpen)})
			}
		}
		return out, nil
	})
}

// pastOfQuestion is when a name was met that could be several organisations, whom somebody said that it means, and the
// undoing of that. One that hides a person is as if it were not there.
func (c *Catalogue) pastOfQuestion(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	all, err := c.Questions(ctx, true)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(q Question) bool { return q.ID == coop.QuestionID(id) })
	if i < 0 {
		return nil, coop.Refuse(coop.NotFound, "error.no_page")
	}
	h.Of.Name = all[i].Text
	return c.chronicle(ctx, x, h, func(ctx context.Context, x *index, h *History) ([]happening, error) {
		return c.answered(ctx, x, all[i])
	})
}

// answered are a question and its answers as entries.
func (c *Catalogue) answered(ctx context.Context, x *index, q Question) ([]happening, error) {
	at, err := c.q.RecordedAt(ctx, int64(q.Cite.Record))
	if err != nil {
		return nil, fmt.Errorf("question %d: %w", q.ID, err)
	}
	asked := Entry{Name: "e1", At: at, On: day(at), What: "asked", Cites: []Cite{q.Cite}}
	for _, o := range q.Candidates {
		asked.Of = append(asked.Of, o.Ref)
	}
	out := []happening{{asked, func(*Told) {}}}
	rows, err := c.q.DecisionsOn(ctx, db.DecisionsOnParams{Kind: coop.KindQuestion, ID: int64(q.ID)})
	if err != nil {
		return nil, fmt.Errorf("decisions: %w", err)
	}
	for _, r := range rows {
		if r.Subject != int64(q.ID) { // the answer to another bears this number
			continue
		}
		who := x.orgRef(coop.OrgID(r.Object))
		e := Entry{Name: fmt.Sprintf("d%d", r.ID), At: r.At, On: day(r.At), Author: coop.Author(r.Author), What: r.Kind, Why: x.kept.names.mask(r.Why), Of: []Ref{who}}
		out = append(out, happening{e, func(t *Told) { t.Values["answer"] = who.Name }})
		if r.UndoneAt == 0 {
			continue
		}
		e.Name, e.At, e.On, e.Author, e.What, e.Why = fmt.Sprintf("u%d", r.ID), r.UndoneAt, day(r.UndoneAt), coop.Author(r.UndoneBy), "undone", x.kept.names.mask(r.UndoneWhy)
		out = append(out, happening{e, func(t *Told) { delete(t.Values, "answer") }})
	}
	return out, nil
}
