package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// FindSides is the partnership whose holders and partners are exactly these sets, as keys that coop.SideKey writes;
// 0 if there is none.
func (tx *Tx) FindSides(holders, partners string) (coop.PartnershipID, error) {
	id, err := tx.q.PartnershipBySides(tx.ctx, db.PartnershipBySidesParams{Holders: holders, Partners: partners})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find partnership: %w", err)
	}
	return coop.PartnershipID(id), nil
}

// NewPartnership hands out the id of a new partnership.
func (tx *Tx) NewPartnership() (coop.PartnershipID, error) {
	n, err := tx.nextID("partnership")
	return coop.PartnershipID(n), err
}

// AddClaims keeps what a record says about a partnership.
func (tx *Tx) AddClaims(s coop.ClaimSet) error {
	n, err := tx.nextID("claim_set")
	if err != nil {
		return err
	}
	claims, err := marshal(s.Claims)
	if err != nil {
		return err
	}
	err = tx.q.InsertClaimSet(tx.ctx, db.InsertClaimSetParams{
		ID: n, Subject: int64(s.Subject), Record: int64(s.Record), AssertedOn: string(s.AssertedOn),
		RecordedAt: tx.at, Author: string(tx.author), Claims: claims,
	})
	if err != nil {
		return fmt.Errorf("add claims: %w", err)
	}
	tx.changed("claim set")
	return nil
}

// Claims are all claim sets about a partnership.
func (tx *Tx) Claims(id coop.PartnershipID) ([]coop.ClaimSet, error) {
	rows, err := tx.q.ClaimSets(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	sets := make([]coop.ClaimSet, len(rows))
	for i, r := range rows {
		sets[i] = coop.ClaimSet{
			ID: r.ID, Subject: id, Record: coop.RecordID(r.Record), AssertedOn: coop.Date(r.AssertedOn),
			RecordedAt: r.RecordedAt, Author: coop.Author(r.Author),
		}
		if err := json.Unmarshal([]byte(r.Claims), &sets[i].Claims); err != nil {
			return nil, fmt.Errorf("claim set %d: %w", r.ID, err)
		}
	}
	return sets, nil
}

// Subjects are the partnerships a record makes claims about.
func (tx *Tx) Subjects(r coop.RecordID) ([]coop.PartnershipID, error) {
	ids, err := tx.q.SubjectsOfRecord(tx.ctx, int64(r))
	if err != nil {
		return nil, fmt.Errorf("subjects: %w", err)
	}
	return as[coop.PartnershipID](ids), nil
}

// MergePartnership moves every claim of one partnership to another, with the rows they projected to, so that the ids of
// agreements, actions and financings last; the address of the first will lead to the second, which must be projected
// again.
func (tx *Tx) MergePartnership(from, into coop.PartnershipID) error {
	if err := tx.q.MoveClaimSets(tx.ctx, db.MoveClaimSetsParams{Subject: int64(from), Subject_2: int64(into)}); err != nil {
		return fmt.Errorf("move claims: %w", err)
	}
	for _, move := range []func() error{
		func() error {
			return tx.q.MoveAgreements(tx.ctx, db.MoveAgreementsParams{FromPartnership: int64(from), ToPartnership: int64(into)})
		},
		func() error {
			return tx.q.MoveActions(tx.ctx, db.MoveActionsParams{FromPartnership: int64(from), ToPartnership: int64(into)})
		},
		func() error {
			return tx.q.MoveFinancings(tx.ctx, db.MoveFinancingsParams{FromPartnership: int64(from), ToPartnership: int64(into)})
		},
		func() error { return tx.clear(from) },
	} {
		if err := move(); err != nil {
			return fmt.Errorf("merge partnership %d: %w", from, err)
		}
	}
	tx.changed("partnership merged")
	return tx.q.MergePartnership(tx.ctx, db.MergePartnershipParams{ID: int64(from), MergedInto: null(into)})
}

// clear takes the projection of a partnership away; ids of what stays are kept by SavePartnership.
func (tx *Tx) clear(id coop.PartnershipID) error {
	for _, drop := range []func(int64) error{
		func(n int64) error { return tx.q.DropParties(tx.ctx, n) },
		func(n int64) error { return tx.q.DropStatements(tx.ctx, n) },
		func(n int64) error { return tx.q.DropAgreements(tx.ctx, n) },
		func(n int64) error { return tx.q.DropActions(tx.ctx, n) },
		func(n int64) error { return tx.q.DropFinancings(tx.ctx, n) },
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
	keys, err := tx.keys(p.ID)
	if err != nil {
		return err
	}
	if err := tx.clear(p.ID); err != nil {
		return err
	}
	tx.changed("partnership")
	if len(p.Records) == 0 {
		return tx.q.WithdrawPartnership(tx.ctx, int64(p.ID))
	}
	holders, partners := coop.Sides(p.Parties)
	err = tx.q.UpsertPartnership(tx.ctx, db.UpsertPartnershipParams{
		ID: int64(p.ID), Title: p.Title, Holders: holders, Partners: partners, Status: string(p.Status),
		Since: string(p.Since), Updated: string(p.Updated),
	})
	if err != nil {
		return fmt.Errorf("save partnership: %w", err)
	}
	return errors.Join(tx.saveParties(p), tx.saveTexts(p), tx.saveAgreements(p, keys), tx.saveActions(p, keys), tx.saveFinancings(p, keys))
}

// placeKey names a row of a projection by where it is stated, so that its id lasts from one projection to the next.
type placeKey struct {
	kind   string
	record int64
	path   string
}

func (tx *Tx) keys(p coop.PartnershipID) (map[placeKey]int64, error) {
	keys := map[placeKey]int64{}
	agreements, err := tx.q.AgreementKeys(tx.ctx, int64(p))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	for _, r := range agreements {
		keys[placeKey{"agreement", r.Record, r.Path}] = r.ID
	}
	actions, err := tx.q.ActionKeys(tx.ctx, int64(p))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	for _, r := range actions {
		keys[placeKey{"action", r.Record, r.Path}] = r.ID
	}
	financings, err := tx.q.FinancingKeys(tx.ctx, int64(p))
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	for _, r := range financings {
		keys[placeKey{"financing", r.Record, r.Path}] = r.ID
	}
	return keys, nil
}

func (tx *Tx) keep(keys map[placeKey]int64, kind string, at coop.Place) (int64, error) {
	if id, ok := keys[placeKey{kind, int64(at.Record), at.Path}]; ok {
		return id, nil
	}
	return tx.nextID(kind)
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

func (tx *Tx) saveAgreements(p coop.Partnership, keys map[placeKey]int64) error {
	for _, x := range p.Agreements {
		id, err := tx.keep(keys, "agreement", x.Place)
		if err != nil {
			return err
		}
		err = tx.q.InsertAgreement(tx.ctx, db.InsertAgreementParams{
			ID: id, Partnership: int64(p.ID), Kind: x.Kind, Label: x.Label, Signed: string(x.Date), TermFrom: string(x.From),
			TermTo: string(x.To), Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
		})
		if err != nil {
			return fmt.Errorf("save agreement: %w", err)
		}
	}
	return nil
}

func (tx *Tx) saveActions(p coop.Partnership, keys map[placeKey]int64) error {
	for i, x := range p.Actions {
		id, err := tx.keep(keys, "action", x.Place)
		if err != nil {
			return err
		}
		err = tx.q.InsertAction(tx.ctx, db.InsertActionParams{
			ID: id, Partnership: int64(p.ID), Position: i, Number: x.Number, Domain: x.Domain, Theme: x.Theme,
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

func (tx *Tx) saveFinancings(p coop.Partnership, keys map[placeKey]int64) error {
	for i, x := range p.Financings {
		id, err := tx.keep(keys, "financing", x.Place)
		if err != nil {
			return err
		}
		err = tx.q.InsertFinancing(tx.ctx, db.InsertFinancingParams{
			ID: id, Partnership: int64(p.ID), Position: i, ActionPath: x.Action, Cents: x.Cents, Currency: x.Currency,
			Year: x.Year, Period: x.Period, Payer: null(x.Payer), PayerText: x.PayerText, Qualifier: x.Qualifier, Kind: x.Kind,
			Raw: x.Raw, Record: int64(x.Place.Record), Path: x.Place.Path, Line: x.Place.Line, LineEnd: x.Place.LineEnd,
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
