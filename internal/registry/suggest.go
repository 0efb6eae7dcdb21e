package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Suggest keeps what a member is still writing: a new draft where c has no number, else the one that it has. Error:
// conflict where it was filed already.
func (r *Registry) Suggest(ctx context.Context, author coop.Author, c coop.Contribution) (coop.Contribution, error) {
	err := r.store.Update(ctx, author, "contribution: draft", func(tx *store.Tx) (err error) {
		if c.ID == 0 {
			c.Kind, c.State = coop.ContributionChange, coop.ContributionDraft
			if c.ID, err = tx.NewContribution(c); err != nil {
				return err
			}
			c.Receipt, err = tx.Receipt(c.ID)
			return err
		}
		was, err := tx.FindContribution(c.ID)
		if err != nil {
			return err
		}
		if was.State != coop.ContributionDraft && was.State != coop.ContributionToCorrect {
			return coop.Refuse(coop.Conflict, "contribution.no_move")
		}
		return tx.SaveDraft(c)
	})
	return c, err
}

// Adopt accepts a proposed change, as a whole or some of its values (by their positions): each becomes a claim of a record
// of its own, signed by who accepts, and is chosen among the others like any claim. Nothing else makes a contribution
// public. Errors: notfound, conflict, invalid (no reason, no value).
func (r *Registry) Adopt(ctx context.Context, author coop.Author, id coop.ContributionID, chosen []int, why string) error {
	return r.onContribution(ctx, author, id, string(coop.ActAccept), why, func(tx *store.Tx, c coop.Contribution) error {
		return r.adopt(tx, c, chosen, why)
	})
}

func (r *Registry) adopt(tx *store.Tx, c coop.Contribution, chosen []int, why string) error {
	m, err := c.State.Move(coop.ActAccept, false, why)
	if err != nil {
		return err
	}
	for i := range c.Proposed {
		c.Proposed[i].Verdict = coop.ContributionRefused
		if slices.Contains(chosen, i) {
			c.Proposed[i].Verdict = coop.ContributionAccepted
		}
	}
	record, err := r.adopted(tx, c)
	if err != nil {
		return err
	}
	if err := tx.Adopted(c, record); err != nil {
		return err
	}
	if err := tx.MoveContribution(c.ID, m.To); err != nil {
		return err
	}
	if err := askOthers(tx, c); err != nil {
		return err
	}
	tx.Did(coop.PartContribution, int64(c.ID))
	return tell(tx, c, "contribution.accept", why)
}

// Foresee accepts all that a contribution proposes in a copy of the register, so that one can see what it would become:
// nobody is told, and the contribution itself is not there. Errors: notfound, invalid (it proposes nothing).
func (r *Registry) Foresee(ctx context.Context, c coop.Contribution) error {
	c.Proposed = slices.Clone(c.Proposed)
	for i := range c.Proposed {
		c.Proposed[i].Verdict = coop.ContributionAccepted
	}
	return r.store.Update(ctx, coop.Operator, "foreseen", func(tx *store.Tx) error {
		_, err := r.adopted(tx, c)
		return err
	})
}

// AcceptContributions accepts several contributions as one operation, all or none: of a change all its values. One that
// nobody has taken up yet is taken up first. Errors: notfound, invalid (no reason), conflict (one of them cannot be
// accepted, the message says which).
func (r *Registry) AcceptContributions(ctx context.Context, author coop.Author, ids []coop.ContributionID, why string) error {
	return r.store.Update(ctx, author, "contributions: accept", func(tx *store.Tx) error {
		for _, id := range ids {
			err := r.acceptOne(tx, id, why)
			if coop.CodeOf(err) == coop.Conflict {
				return coop.Refuse(coop.Conflict, "contribution.no_accept", id)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Registry) acceptOne(tx *store.Tx, id coop.ContributionID, why string) error {
	c, err := tx.FindContribution(id)
	if err != nil {
		return err
	}
	if c.State == coop.ContributionSubmitted {
		if err := tx.Step(id, string(coop.ActTake), ""); err != nil {
			return err
		}
		if err := r.act(tx, c, coop.ActTake, false, ""); err != nil {
			return err
		}
		c.State = coop.ContributionInReview
	}
	if err := tx.Step(id, string(coop.ActAccept), why); err != nil {
		return err
	}
	if c.Kind != coop.ContributionChange {
		return r.act(tx, c, coop.ActAccept, false, why)
	}
	all := make([]int, len(c.Proposed))
	for i := range all {
		all[i] = i
	}
	return r.adopt(tx, c, all, why)
}

// adopted makes the accepted values a source with one record, and the claims of that record.
func (r *Registry) adopted(tx *store.Tx, c coop.Contribution) (coop.RecordID, error) {
	accepted := slices.DeleteFunc(slices.Clone(c.Proposed), func(p coop.Proposed) bool { return p.Verdict != coop.ContributionAccepted })
	if len(accepted) == 0 {
		return 0, coop.Refuse(coop.Invalid, "contribution.nothing_chosen")
	}
	for i := range accepted {
		if err := shore(tx, &accepted[i]); err != nil {
			return 0, err
		}
	}
	publisher := ""
	if c.Org != 0 {
		org, _, err := tx.FindOrganisation(c.Org)
		if err != nil {
			return 0, err
		}
		publisher = org.Name
	}
	w := write(c, accepted)
	sum := sha256.Sum256(w.raw)
	source := coop.Source{
		Document: "contribution-" + c.Number() + ".txt", SHA256: hex.EncodeToString(sum[:]), Format: "contribution", Title: w.title, Publisher: publisher, Date: w.on, Encoding: "UTF-8",
		Lines: w.lines, Size: int64(len(w.raw)), Report: coop.Report{Records: 1, Values: len(accepted), InRecords: w.lines},
	}
	if r.Keep != nil {
		if err := r.Keep(source.SHA256, w.raw); err != nil {
			return 0, err
		}
	}
	return r.claimed(tx, c, source, accepted, w)
}

// shore is the side of a party: that of the country of its organisation.
func shore(tx *store.Tx, p *coop.Proposed) error {
	if p.Org == 0 {
		return nil
	}
	org, _, err := tx.FindOrganisation(p.Org)
	if p.Side = coop.Foreign; org.Country == "FR" {
		p.Side = coop.French
	}
	return err
}

// paper is the document that accepted values make, and where each of them stands in it.
type paper struct {
	title  string
	on     coop.Date
	raw    []byte
	lines  int
	places []coop.Place
	values map[string]string
}

// write writes values down, each from a line of its own; a text may have several.
func write(c coop.Contribution, accepted []coop.Proposed) paper {
	w := paper{title: "Contribution n° " + c.Number(), on: coop.Date(time.UnixMilli(c.FiledAt).UTC().Format(time.DateOnly)), values: map[string]string{}}
	lines := []string{w.title, string(w.on)}
	for _, p := range accepted {
		from := len(lines) + 1
		lines = append(lines, strings.Split(p.Label+" : "+strings.ReplaceAll(p.Typed, "\r", ""), "\n")...)
		w.places = append(w.places, coop.Place{Path: p.Property, Line: from, LineEnd: len(lines)})
		w.values[p.Property] = p.Typed
	}
	w.raw, w.lines = []byte(strings.Join(lines, "\n")+"\n"), len(lines)
	return w
}

// claimed keeps the record of a contribution and what it claims of an organisation or a partnership; that may have the
// parties of another then.
func (r *Registry) claimed(tx *store.Tx, c coop.Contribution, s coop.Source, accepted []coop.Proposed, w paper) (coop.RecordID, error) {
	id, _, err := tx.SaveSource(s)
	if err != nil {
		return 0, err
	}
	body, err := json.Marshal(w.values)
	if err != nil {
		return 0, fmt.Errorf("encode: %w", err)
	}
	rec := coop.Record{Source: id, Kind: coop.KindContribution, Locator: "1", Line: 1, LineEnd: w.lines, Body: body}
	for _, at := range w.places {
		rec.Places = append(rec.Places, coop.ValuePlace{Path: at.Path, Line: at.Line, LineEnd: at.LineEnd})
	}
	record, _, err := tx.AddRecord(rec, s.Title, s.Date)
	if err != nil {
		return 0, err
	}
	subject := coop.PartnershipID(c.Subject)
	set := coop.ClaimSet{Subject: subject, Record: record, AssertedOn: s.Date}
	if c.SubjectKind == coop.KindOrganisation {
		set.Subject, set.Org = 0, coop.OrgID(c.Subject)
	}
	for i, p := range accepted {
		w.places[i].Record = record
		set.Claims = append(set.Claims, p.Claim(w.places[i], s.Date))
	}
	if err := tx.AddClaims(set); err != nil {
		return 0, err
	}
	if set.Org != 0 {
		return record, nil
	}
	if err := r.rejoin(tx, []coop.PartnershipID{subject}); err != nil {
		return 0, err
	}
	return record, r.bothSides(tx, subject, accepted)
}

// bothSides refuses to take away the last party of a side: that is no partnership, and what has ended says so.
func (r *Registry) bothSides(tx *store.Tx, id coop.PartnershipID, accepted []coop.Proposed) error {
	if !slices.ContainsFunc(accepted, func(p coop.Proposed) bool { return p.Property == coop.NoParty }) {
		return nil
	}
	now, err := tx.Survivor(id)
	if err != nil {
		return err
	}
	holders, partners, err := tx.SidesOf(now)
	if err == nil && (holders == "" || partners == "") {
		err = coop.Refuse(coop.Conflict, "typed.last_party")
	}
	return err
}

// disown takes back what an accepted contribution had claimed; its record stays readable. A reply is a document of its own, which
// is withdrawn.
func (r *Registry) disown(tx *store.Tx, c coop.Contribution, why string) error {
	if c.Record == 0 {
		return nil
	}
	if c.Kind == coop.ContributionReply {
		return r.withdrawReply(tx, c.Record, why)
	}
	if err := tx.WithdrawClaims(c.Record); err != nil {
		return err
	}
	if c.SubjectKind == coop.KindOrganisation {
		return nil
	}
	return r.reconsider(tx, []coop.PartnershipID{coop.PartnershipID(c.Subject)})
}
