package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// described is a claim set about an organisation, as who lives on.
type described struct {
	toldSet
	of coop.OrgID
}

// describing reads all that was ever claimed of organisations, in the order of the numbers of the sets, and what was decided of it.
func (c *Catalogue) describing(ctx context.Context, x *index) ([]described, []db.OrganisationRanksRow, error) {
	rows, err := c.q.OrganisationClaims(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("claims on organisations: %w", err)
	}
	out := make([]described, len(rows))
	for i, r := range rows {
		out[i] = described{of: x.survivor(coop.OrgID(r.Subject)), toldSet: toldSet{withdrawn: r.WithdrawnAt, ClaimSet: coop.ClaimSet{
			ID: r.ID, Org: coop.OrgID(r.Subject), Record: coop.RecordID(r.Record), Kind: r.Kind, AssertedOn: coop.Date(r.AssertedOn),
			RecordedAt: r.RecordedAt, Author: coop.Author(r.Author),
		}}}
		if err := json.Unmarshal([]byte(r.Claims), &out[i].Claims); err != nil {
			return nil, nil, fmt.Errorf("claim set %d: %w", r.ID, err)
		}
	}
	if len(out) == 0 {
		return nil, nil, nil
	}
	ranks, err := c.q.OrganisationRanks(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("decisions on claims: %w", err)
	}
	return out, ranks, nil
}

// ranked is a set with what the decisions say of its claims, and of those that they repeat; the last one counts.
func ranked(s coop.ClaimSet, decisions []db.OrganisationRanksRow) coop.ClaimSet {
	s.Ranks = coop.Ranks{}
	for _, d := range decisions {
		rank := coop.Preferred
		if coop.DecisionKind(d.Kind) == coop.DecideDeprecate {
			rank = coop.Deprecated
		}
		at := coop.ClaimRef{Set: d.Subject, Position: int(d.Object)}
		for i, claim := range s.Claims {
			if at == (coop.ClaimRef{Set: s.ID, Position: i}) || claim.Was != nil && at == *claim.Was {
				s.Ranks[i] = rank
			}
		}
	}
	return s
}

// loadProfiles reads what claims say of organisations: other names are names like those of the reference data.
func (c *Catalogue) loadProfiles(ctx context.Context, x *index) error {
	sets, decisions, err := c.describing(ctx, x)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d db.OrganisationRanksRow) bool { return d.UndoneAt != 0 })
	by := map[coop.OrgID][]coop.ClaimSet{}
	x.profiles, x.described = map[coop.OrgID]coop.Profile{}, map[coop.RecordID]coop.OrgID{}
	for _, s := range sets {
		x.described[s.Record] = s.of
		if s.withdrawn == 0 {
			by[s.of] = append(by[s.of], ranked(s.ClaimSet, decisions))
		}
	}
	for id, list := range by {
		o := x.orgs[id]
		if o == nil {
			continue
		}
		p := coop.ProfileOf(list, x.of)
		x.profiles[id] = p
		for _, v := range p.Names {
			if !slices.Contains(o.Names, v.Text) && v.Text != o.Name {
				o.Names = append(slices.Clip(o.Names), v.Text)
			}
		}
	}
	return nil
}

// hideProfile keeps what is claimed of an organisation out, with the records that claim it: they speak of nothing else.
func (x *index) hideProfile(id coop.OrgID) {
	delete(x.profiles, id)
	for record, of := range x.described {
		if of == id {
			x.kept.records[record] = true
		}
	}
}

// profile is what claims say of an organisation, with their sources: its sites, the one that holds first, and other names.
func (x *index) profile(id coop.OrgID) (out []Value) {
	p := x.profiles[id]
	for _, v := range slices.Concat(p.Sites, p.Names) {
		cite := x.cite(v.Place.Record, v.Place.Path, v.Place.Line, v.Place.LineEnd)
		out = append(out, Value{
			Property: v.Property, Text: x.masked(cite.Source, v.Text), Asserted: v.Asserted, Kept: v.Kept || v.Property == coop.OtherName, Why: v.Why,
			Claim: fmt.Sprintf("%d.%d", v.Set, v.Position), By: x.publisher(cite.Source), Cite: cite,
		})
	}
	return out
}

// site is the address of the site of an organisation that holds, "" where nobody gives one.
func (x *index) site(id coop.OrgID) string {
	if v := x.profiles[id].Site(); v != nil {
		return x.masked(x.sourceOf(int64(v.Place.Record)), v.Text)
	}
	return ""
}

// replayedProfile is what an organisation's profile was as the writes so far have made it.
type replayedProfile struct {
	x         *index
	sets      map[int64]coop.ClaimSet
	decisions map[int64]db.OrganisationRanksRow
}

func (r *replayedProfile) tell(t *Told) {
	var decisions []db.OrganisationRanksRow
	for _, id := range sortedKeys(r.decisions) {
		decisions = append(decisions, r.decisions[id])
	}
	var sets []coop.ClaimSet
	for _, id := range sortedKeys(r.sets) {
		sets = append(sets, ranked(r.sets[id], decisions))
	}
	p := coop.ProfileOf(sets, "")
	delete(t.Values, coop.OwnSite)
	if v := p.Site(); v != nil {
		t.Values[coop.OwnSite] = r.x.masked(r.x.sourceOf(int64(v.Place.Record)), v.Text)
	}
	t.Lists[coop.OtherName] = nil
	for _, v := range p.Names {
		t.Lists[coop.OtherName] = append(t.Lists[coop.OtherName], r.x.masked(r.x.sourceOf(int64(v.Place.Record)), v.Text))
	}
}

// profiled is what was claimed of an organisation and taken back, and what was decided of that, as entries; the claims stand
// in the history too, with their numbers.
func (c *Catalogue) profiled(ctx context.Context, x *index, h *History) ([]happening, error) {
	sets, decisions, err := c.describing(ctx, x)
	if err != nil {
		return nil, err
	}
	r := &replayedProfile{x, map[int64]coop.ClaimSet{}, map[int64]db.OrganisationRanksRow{}}
	var out []happening
	mine := map[int64]bool{}
	for _, s := range sets {
		if int64(s.of) != h.Of.ID || x.kept.hides(s.Record, "") {
			continue
		}
		mine[s.ID] = true
		cites := []Cite{x.recordRef(s.Record).Cite}
		out = append(out, happening{Entry{Name: fmt.Sprintf("c%d", s.ID), At: s.RecordedAt, On: day(s.RecordedAt), Author: s.Author, What: "said", Cites: cites}, func(t *Told) {
			r.sets[s.ID] = s.ClaimSet
			r.tell(t)
		}})
		if s.withdrawn == 0 {
			continue
		}
		e := Entry{Name: fmt.Sprintf("w%d", s.ID), At: s.withdrawn, On: day(s.withdrawn), What: "withdrawn", Cites: cites}
		if e.Author, e.Why, err = c.signedAt(ctx, x, s.withdrawn); err != nil {
			return nil, err
		}
		out = append(out, happening{e, func(t *Told) {
			delete(r.sets, s.ID)
			r.tell(t)
		}})
	}
	for _, d := range decisions {
		if mine[d.Subject] {
			h.Decisions = append(h.Decisions, x.rankDecision(d))
			out = append(out, r.decided(d)...)
		}
	}
	for _, s := range sets {
		if mine[s.ID] {
			h.lines(x, s.toldSet)
		}
	}
	h.latestFirst()
	return out, nil
}

// rankDecision is a decision on a claim as a history shows it.
func (x *index) rankDecision(d db.OrganisationRanksRow) Decision {
	return Decision{On: day(d.At), Undone: day(d.UndoneAt), Decision: coop.Decision{
		ID: coop.DecisionID(d.ID), Kind: coop.DecisionKind(d.Kind), SubjectKind: d.SubjectKind, Subject: d.Subject, Object: d.Object, Why: x.kept.names.mask(d.Why),
		Author: coop.Author(d.Author), At: d.At, UndoneAt: d.UndoneAt, UndoneBy: coop.Author(d.UndoneBy), UndoneWhy: x.kept.names.mask(d.UndoneWhy),
	}}
}

// decided are a decision on a claim and its undoing, as entries.
func (r *replayedProfile) decided(row db.OrganisationRanksRow) []happening {
	d := r.x.rankDecision(row)
	out := []happening{{Entry{Name: fmt.Sprintf("d%d", d.ID), At: d.At, On: d.On, Author: d.Author, What: string(d.Kind), Why: d.Why}, func(t *Told) {
		r.decisions[row.ID] = row
		r.tell(t)
	}}}
	if !d.Holds() {
		out = append(out, happening{Entry{Name: fmt.Sprintf("u%d", d.ID), At: d.UndoneAt, On: d.Undone, Author: d.UndoneBy, What: "undone", Why: d.UndoneWhy}, func(t *Told) {
			delete(r.decisions, row.ID)
			r.tell(t)
		}})
	}
	return out
}
