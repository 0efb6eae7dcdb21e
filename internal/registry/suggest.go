package registry

import (
	"context"
	"crypto/rand"
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
			c.Kind, c.State, c.Receipt = coop.ContributionChange, coop.ContributionDraft, rand.Text()
			c.ID, err = tx.NewContribution(c)
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
		if err := tx.MoveContribution(id, m.To); err != nil {
			return err
		}
		if err := askOthers(tx, c); err != nil {
			return err
		}
		tx.Did(coop.PartContribution, int64(id))
		return tell(tx, c, "contribution.accept", why)
	})
}

// adopted makes the accepted values a source with one record, and the claims of that record.
func (r *Registry) adopted(tx *store.Tx, c coop.Contribution) (coop.RecordID, error) {
	accepted := slices.DeleteFunc(slices.Clone(c.Proposed), func(p coop.Proposed) bool { return p.Verdict != coop.ContributionAccepted })
	if len(accepted) == 0 {
		return 0, coop.Refuse(coop.Invalid, "contribution.nothing_chosen")
	}
	on := coop.Date(time.UnixMilli(c.FiledAt).UTC().Format(time.DateOnly))
	title := "Contribution n° " + c.Number()
	lines, body := []string{title, string(on)}, map[string]string{}
	for _, p := range accepted {
		lines = append(lines, p.Label+" : "+p.Typed)
		body[p.Property] = p.Typed
	}
	publisher := ""
	if c.Org != 0 {
		org, _, err := tx.FindOrganisation(c.Org)
		if err != nil {
			return 0, err
		}
		publisher = org.Name
	}
	raw := []byte(strings.Join(lines, "\n") + "\n")
	sum := sha256.Sum256(raw)
	source := coop.Source{
		Document: "contribution-" + c.Number() + ".txt", SHA256: hex.EncodeToString(sum[:]), Format: "contribution", Title: title, Publisher: publisher, Date: on, Encoding: "UTF-8",
		Lines: len(lines), Size: int64(len(raw)), Report: coop.Report{Records: 1, Values: len(accepted), InRecords: len(lines)},
	}
	if r.Keep != nil {
		if err := r.Keep(source.SHA256, raw); err != nil {
			return 0, err
		}
	}
	return r.claimed(tx, coop.PartnershipID(c.Subject), source, accepted, body)
}

// claimed keeps the record of a contribution and what it claims of a partnership.
func (r *Registry) claimed(tx *store.Tx, subject coop.PartnershipID, s coop.Source, accepted []coop.Proposed, values map[string]string) (coop.RecordID, error) {
	id, _, err := tx.SaveSource(s)
	if err != nil {
		return 0, err
	}
	body, err := json.Marshal(values)
	if err != nil {
		return 0, fmt.Errorf("encode: %w", err)
	}
	rec := coop.Record{Source: id, Kind: coop.KindContribution, Locator: "1", Line: 1, LineEnd: s.Lines, Body: body}
	places := make([]coop.Place, len(accepted))
	for i, p := range accepted {
		places[i] = coop.Place{Path: p.Property, Line: 3 + i, LineEnd: 3 + i}
		rec.Places = append(rec.Places, coop.ValuePlace{Path: p.Property, Line: 3 + i, LineEnd: 3 + i})
	}
	record, _, err := tx.AddRecord(rec, s.Title, s.Date)
	if err != nil {
		return 0, err
	}
	set := coop.ClaimSet{Subject: subject, Record: record, AssertedOn: s.Date}
	for i, p := range accepted {
		places[i].Record = record
		set.Claims = append(set.Claims, p.Claim(places[i], s.Date))
	}
	if err := tx.AddClaims(set); err != nil {
		return 0, err
	}
	return record, r.projectAll(tx, []coop.PartnershipID{subject})
}

// disown takes back what an accepted contribution had claimed; its record stays readable.
func (r *Registry) disown(tx *store.Tx, c coop.Contribution) error {
	if c.Record == 0 {
		return nil
	}
	if err := tx.WithdrawClaims(c.Record); err != nil {
		return err
	}
	return r.projectAll(tx, []coop.PartnershipID{coop.PartnershipID(c.Subject)})
}
