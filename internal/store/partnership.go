package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// FindSides is the partnership whose holders and partners are exactly these sets, as keys that coop.Sides writes; 0 if
// there is none. One that began in this transaction is found before it is projected.
func (tx *Tx) FindSides(holders, partners string) (coop.PartnershipID, error) {
	id, err := tx.q.PartnershipBySides(tx.ctx, db.PartnershipBySidesParams{Holders: holders, Partners: partners})
	if errors.Is(err, sql.ErrNoRows) {
		return tx.began[sides{holders, partners}], nil
	}
	if err != nil {
		return 0, fmt.Errorf("find partnership: %w", err)
	}
	return coop.PartnershipID(id), nil
}

// NewPartnership hands out the id of a new partnership.
func (tx *Tx) NewPartnership() (coop.PartnershipID, error) {
	n, err := tx.nextID("partnership")
	tx.recent.born[coop.PartnershipID(n)] = &born{}
	return coop.PartnershipID(n), err
}

// Between says whom a new partnership joins, so that FindSides knows it from now on.
func (tx *Tx) Between(id coop.PartnershipID, holders, partners string) {
	if _, ok := tx.began[sides{holders, partners}]; !ok {
		tx.began[sides{holders, partners}] = id
	}
}

// AddClaims keeps what a record says about a partnership or an organisation. Agreements, actions and financings get their ids here, for
// ever: they stand in the claims, so that a projection hands out none. What is said again brings its id.
func (tx *Tx) AddClaims(s coop.ClaimSet) error {
	n, err := tx.nextID("claim_set")
	if err != nil {
		return err
	}
	for _, c := range s.Claims {
		if err := tx.identify(c); err != nil {
			return err
		}
	}
	claims, err := marshal(s.Claims)
	if err != nil {
		return err
	}
	kind, subject := coop.KindPartnership, int64(s.Subject)
	if s.Org != 0 {
		kind, subject = coop.KindOrganisation, int64(s.Org)
		tx.changed("claims on an organisation", touch{"organisation", subject})
	}
	err = tx.q.InsertClaimSet(tx.ctx, db.InsertClaimSetParams{
		ID: n, SubjectKind: kind, Subject: subject, Record: int64(s.Record), AssertedOn: string(s.AssertedOn),
		RecordedAt: tx.at, Author: string(tx.author), Claims: claims,
	})
	if err != nil {
		return fmt.Errorf("add claims: %w", err)
	}
	s.ID, s.RecordedAt, s.Author = n, tx.at, tx.author
	tx.recent.said(s)
	tx.changed("claim set", touch{"record", int64(s.Record)})
	return nil
}

func (tx *Tx) identify(c coop.Claim) (err error) {
	var n int64
	switch {
	case c.Agreement != nil && c.Agreement.ID == 0:
		n, err = tx.nextID("agreement")
		c.Agreement.ID = coop.AgreementID(n)
	case c.Action != nil && c.Action.ID == 0:
		n, err = tx.nextID("action")
		c.Action.ID = coop.ActionID(n)
	case c.Financing != nil && c.Financing.ID == 0:
		n, err = tx.nextID("financing")
		c.Financing.ID = coop.FinancingID(n)
	}
	return err
}

// Claims are the claim sets that stand about a partnership and about those merged into it, with the ranks of their
// claims.
func (tx *Tx) Claims(id coop.PartnershipID) ([]coop.ClaimSet, error) {
	if b := tx.recent.born[id]; b != nil {
		return b.sets, nil
	}
	rows, err := tx.q.ClaimSets(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	sets := make([]coop.ClaimSet, len(rows))
	for i, r := range rows {
		if sets[i], err = tx.claimSet(db.OwnClaimSetsRow(r)); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// ClaimsOf are the claim sets of a record that stand.
func (tx *Tx) ClaimsOf(r coop.RecordID) ([]coop.ClaimSet, error) {
	rows, err := tx.q.ClaimSetsOfRecord(tx.ctx, int64(r))
	if err != nil {
		return nil, fmt.Errorf("claims of record %d: %w", r, err)
	}
	sets := make([]coop.ClaimSet, len(rows))
	for i, r := range rows {
		if sets[i], err = tx.claimSet(db.OwnClaimSetsRow(r)); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// WithdrawClaims says that what a record claims stands no more.
func (tx *Tx) WithdrawClaims(r coop.RecordID) error {
	tx.recent = newRecent()
	orgs, err := tx.q.OrganisationsSaid(tx.ctx, int64(r))
	if err != nil {
		return fmt.Errorf("withdraw claims: %w", err)
	}
	for _, id := range orgs {
		tx.changed("claims on an organisation", touch{"organisation", id})
	}
	return wrap(tx.q.WithdrawClaimSets(tx.ctx, db.WithdrawClaimSetsParams{Record: int64(r), WithdrawnAt: tx.at}), "withdraw claims")
}

// MergedBetween is a partnership that was merged into another and of which a record said exactly these sides, as keys
// that coop.Sides writes; 0 if there is none. Merges are few, so that they are read once a transaction.
func (tx *Tx) MergedBetween(holders, partners string) (coop.PartnershipID, error) {
	if tx.merged == nil {
		merges, err := tx.Merges(coop.KindPartnership)
		if err != nil {
			return 0, err
		}
		tx.merged = map[sides]coop.PartnershipID{}
		for _, m := range merges {
			if err := tx.saidOf(coop.PartnershipID(m[0])); err != nil {
				return 0, err
			}
		}
	}
	return tx.merged[sides{holders, partners}], nil
}

// saidOf remembers the sides that records said of a merged partnership.
func (tx *Tx) saidOf(id coop.PartnershipID) error {
	sets, err := tx.OwnClaims(id)
	for _, s := range sets {
		var k sides
		k.holders, k.partners = coop.Sides(s.Parties())
		if tx.merged[k] == 0 {
			tx.merged[k] = id
		}
	}
	return err
}

// OwnClaims are the claim sets that stand about a partnership alone, whatever is merged into it.
func (tx *Tx) OwnClaims(id coop.PartnershipID) ([]coop.ClaimSet, error) {
	rows, err := tx.q.OwnClaimSets(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	sets := make([]coop.ClaimSet, len(rows))
	for i, r := range rows {
		if sets[i], err = tx.claimSet(r); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

func (tx *Tx) claimSet(r db.OwnClaimSetsRow) (coop.ClaimSet, error) {
	s := coop.ClaimSet{
		ID: r.ID, Subject: coop.PartnershipID(r.Subject), Record: coop.RecordID(r.Record), Kind: r.Kind,
		AssertedOn: coop.Date(r.AssertedOn), RecordedAt: r.RecordedAt, Author: coop.Author(r.Author),
	}
	if err := unmarshal(r.Claims, &s.Claims); err != nil {
		return s, fmt.Errorf("claim set %d: %w", r.ID, err)
	}
	var err error
	s.Ranks, err = tx.ranks(s)
	return s, err
}

// Subjects are the partnerships a record makes claims about, those into which they were merged.
func (tx *Tx) Subjects(r coop.RecordID) ([]coop.PartnershipID, error) {
	ids, err := tx.q.SubjectsOfRecord(tx.ctx, int64(r))
	if err != nil {
		return nil, fmt.Errorf("subjects: %w", err)
	}
	return tx.survivors(ids)
}

func (tx *Tx) survivors(ids []int64) ([]coop.PartnershipID, error) {
	var out []coop.PartnershipID
	for _, id := range ids {
		survivor, err := tx.Survivor(coop.PartnershipID(id))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, survivor) {
			out = append(out, survivor)
		}
	}
	return out, nil
}

// Survivor is the partnership into which one was merged, itself if it was not.
func (tx *Tx) Survivor(id coop.PartnershipID) (coop.PartnershipID, error) {
	if tx.recent.born[id] != nil {
		return id, nil
	}
	for {
		into, err := tx.q.SurvivorOf(tx.ctx, int64(id))
		if errors.Is(err, sql.ErrNoRows) || err == nil && !into.Valid {
			return id, nil
		}
		if err != nil {
			return 0, fmt.Errorf("survivor of partnership %d: %w", id, err)
		}
		id = coop.PartnershipID(into.Int64)
	}
}

// SubjectsAfter are the next partnerships of which anything was ever claimed, in the order of their ids.
func (tx *Tx) SubjectsAfter(id coop.PartnershipID, most int) ([]coop.PartnershipID, error) {
	ids, err := tx.q.SubjectsAfter(tx.ctx, db.SubjectsAfterParams{Subject: int64(id), Limit: most})
	if err != nil {
		return nil, fmt.Errorf("subjects: %w", err)
	}
	return as[coop.PartnershipID](ids), nil
}

// LinkPartnership says that the address of one partnership leads to another, whose claims are then those of both; 0
// takes that back. Both must be projected again: the rows of the one that holds the claims of the first are taken away.
func (tx *Tx) LinkPartnership(from, into coop.PartnershipID) error {
	tx.recent, tx.merged = newRecent(), nil
	holder, err := tx.Survivor(from)
	if err != nil {
		return err
	}
	if err := tx.clear(holder); err != nil {
		return err
	}
	tx.changed("partnership linked", touch{"partnership", int64(from)}, touch{"partnership", int64(holder)})
	return wrap(tx.q.MergePartnership(tx.ctx, db.MergePartnershipParams{ID: int64(from), MergedInto: null(into)}), "link partnership")
}

// Unbuild takes every projection away and leaves a row for each partnership of which anything was claimed.
func (tx *Tx) Unbuild() error {
	for _, step := range []func(context.Context) error{
		tx.q.UnbuildParties, tx.q.UnbuildAgreements, tx.q.UnbuildActions, tx.q.UnbuildFinancings, tx.q.UnbuildStatements, tx.q.UnbuildValues,
		tx.q.UnbuildPartnerships, tx.q.HoldPartnerships, tx.q.UnlinkOrganisations,
	} {
		if err := step(tx.ctx); err != nil {
			return fmt.Errorf("unbuild: %w", err)
		}
	}
	tx.changed("register rebuilt")
	return nil
}

// SidesOf are the keys of the holders and the partners of a partnership, as FindSides takes them.
func (tx *Tx) SidesOf(id coop.PartnershipID) (holders, partners string, err error) {
	r, err := tx.q.SidesOf(tx.ctx, int64(id))
	return r.Holders, r.Partners, wrap(err, "sides of partnership")
}

// PartnershipsOf are the partnerships in which an organisation is a party or pays.
func (tx *Tx) PartnershipsOf(org coop.OrgID) ([]coop.PartnershipID, error) {
	ids, err := tx.q.PartnershipsOf(tx.ctx, null(org))
	if err != nil {
		return nil, fmt.Errorf("partnerships of organisation %d: %w", org, err)
	}
	return as[coop.PartnershipID](ids), nil
}

// clear takes the projection of a partnership away.
func (tx *Tx) clear(id coop.PartnershipID) error {
	for _, drop := range []func(int64) error{
		func(n int64) error { return tx.q.DropParties(tx.ctx, n) },
		func(n int64) error { return tx.q.DropStatements(tx.ctx, n) },
		func(n int64) error { return tx.q.DropAgreements(tx.ctx, n) },
		func(n int64) error { return tx.q.DropActions(tx.ctx, n) },
		func(n int64) error { return tx.q.DropFinancings(tx.ctx, n) },
		func(n int64) error { return tx.q.DropValues(tx.ctx, n) },
	} {
		if err := drop(int64(id)); err != nil {
			return fmt.Errorf("clear partnership %d: %w", id, err)
		}
	}
	return nil
}

// SavePartnership keeps the object that the claims project to. A partnership without a claim left is
// withdrawn: its id stays, as a tombstone (O1).
func (tx *Tx) SavePartnership(p coop.Partnership) error {
	if b := tx.recent.born[p.ID]; b == nil || b.saved {
		if err := tx.clear(p.ID); err != nil {
			return err
		}
	} else {
		b.saved = true
	}
	tx.changed("partnership", touch{"partnership", int64(p.ID)})
	if len(p.Records) == 0 {
		return tx.q.WithdrawPartnership(tx.ctx, int64(p.ID))
	}
	holders, partners := coop.Sides(p.Parties)
	err := tx.q.UpsertPartnership(tx.ctx, db.UpsertPartnershipParams{
		ID: int64(p.ID), Title: p.Title, Holders: holders, Partners: partners, Status: string(p.Status),
		Since: string(p.Since), Updated: string(p.Updated), Cause: string(p.Cause),
	})
	if err != nil {
		return fmt.Errorf("save partnership: %w", err)
	}
	return errors.Join(tx.saveParties(p), tx.saveTexts(p), tx.saveAgreements(p), tx.saveActions(p), tx.saveFinancings(p), tx.saveValues(p))
}

func (tx *Tx) saveParties(p coop.Partnership) error {
	for i, x := range p.Parties {
		err := tx.q.InsertParty(tx.ctx, db.InsertPartyParams{
			Partnership: int64(p.ID), Position: i, Organisation: null(x.Org), Question: null(x.Question), Side: string(x.Side),
			Role: string(x.Role), Text: x.Text, Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
		})
		if err != nil {
			return fmt.Errorf("save party %q: %w", x.Text, err)
		}
	}
	return nil
}

func (tx *Tx) saveTexts(p coop.Partnership) error {
	for i, x := range p.Texts {
		err := tx.q.InsertStatement(tx.ctx, db.InsertStatementParams{
			Partnership: int64(p.ID), Position: i, Property: x.Property, Text: x.Text,
			Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
		})
		if err != nil {
			return fmt.Errorf("save statement: %w", err)
		}
	}
	return nil
}

func (tx *Tx) saveAgreements(p coop.Partnership) error {
	for _, x := range p.Agreements {
		err := tx.q.InsertAgreement(tx.ctx, db.InsertAgreementParams{
			ID: int64(x.ID), Partnership: int64(p.ID), Kind: x.Kind, Label: x.Label, Signed: string(x.Date), TermFrom: string(x.From),
			TermTo: string(x.To), Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
		})
		if err != nil {
			return fmt.Errorf("save agreement: %w", err)
		}
	}
	return nil
}

func (tx *Tx) saveActions(p coop.Partnership) error {
	for i, x := range p.Actions {
		err := tx.q.InsertAction(tx.ctx, db.InsertActionParams{
			ID: int64(x.ID), Partnership: int64(p.ID), Position: i, Number: x.Number, Domain: x.Domain, Theme: x.Theme,
			Description: x.Description, Period: x.Period, Starts: string(x.Start), Ends: string(x.End),
			Territory: null(x.Territory), InFrance: x.InFrance, Record: int64(x.Place.Record), Path: x.Place.Path,
			Line: x.Place.Line, LineEnd: x.Place.LineEnd,
		})
		if err != nil {
			return fmt.Errorf("save action: %w", err)
		}
	}
	return nil
}

func (tx *Tx) saveFinancings(p coop.Partnership) error {
	for i, x := range p.Financings {
		terms, err := termsOf(x)
		if err != nil {
			return err
		}
		err = tx.q.InsertFinancing(tx.ctx, db.InsertFinancingParams{
			ID: int64(x.ID), Partnership: int64(p.ID), Position: i, ActionPath: x.Action, Cents: x.Cents, Currency: x.Currency,
			Year: x.Year, Period: x.Period, Payer: null(x.Payer), PayerText: x.PayerText, Qualifier: x.Qualifier, Kind: x.Kind,
			Raw: x.Raw, Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd, Terms: terms,
		})
		if err != nil {
			return fmt.Errorf("save financing: %w", err)
		}
	}
	return nil
}

// Twins are the other partnerships with the same holders and the same partners, all of them decided.
func (tx *Tx) Twins(id coop.PartnershipID) ([]coop.PartnershipID, error) {
	ids, err := tx.q.Twins(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("twins: %w", err)
	}
	return as[coop.PartnershipID](ids), nil
}

func (tx *Tx) saveValues(p coop.Partnership) error {
	for i, x := range p.Values {
		err := tx.q.InsertValue(tx.ctx, db.InsertValueParams{
			Partnership: int64(p.ID), Position: i, Property: x.Property, Text: x.Text, Dated: string(x.Date), Kept: x.Kept, Why: x.Why,
			AssertedOn: string(x.Asserted), Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
			ClaimSet: x.Set, Claim: x.Position,
		})
		if err != nil {
			return fmt.Errorf("save value: %w", err)
		}
	}
	return nil
}
