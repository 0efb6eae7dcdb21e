package store

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// NewContribution keeps a contribution, signed by the author of the transaction, under the hash of its receipt.
func (tx *Tx) NewContribution(c coop.Contribution) (coop.ContributionID, error) {
	id, err := tx.nextID("contribution")
	if err != nil {
		return 0, err
	}
	if c.Proposed == nil {
		c.Proposed = []coop.Proposed{}
	}
	proposed, err := marshal(c.Proposed)
	if err != nil {
		return 0, err
	}
	code, err := tx.Receipt(coop.ContributionID(id))
	if err != nil {
		return 0, err
	}
	tx.noted("contribution")
	err = tx.q.InsertContribution(tx.ctx, db.InsertContributionParams{
		ID: id, Kind: string(c.Kind), State: string(c.State), SubjectKind: c.SubjectKind, Subject: c.Subject, Page: c.Page, Property: c.Property, Said: c.Said,
		Body: c.Text, Account: null(c.Account), Email: c.Email, Lang: c.Lang, Receipt: coop.ReceiptHash(code), Author: string(tx.author), At: tx.at, Proposed: proposed, Organisation: null(c.Org),
	})
	return coop.ContributionID(id), wrap(err, "contribution")
}

// FindContribution is a contribution with what deciding on it needs. Error: notfound.
func (tx *Tx) FindContribution(id coop.ContributionID) (coop.Contribution, error) {
	r, err := tx.q.ContributionByID(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Contribution{}, coop.Refuse(coop.NotFound, "contribution.notfound")
	}
	if err != nil {
		return coop.Contribution{}, fmt.Errorf("contribution: %w", err)
	}
	c := coop.Contribution{
		ID: id, Kind: coop.ContributionKind(r.Kind), State: coop.ContributionState(r.State), SubjectKind: r.SubjectKind, Subject: r.Subject,
		Account: coop.AccountID(r.Account), Email: r.Email, Lang: r.Lang, Follower: coop.AccountID(r.Follower),
		FiledAt: r.FiledAt, Record: coop.RecordID(r.Record), Org: coop.OrgID(r.Organisation),
	}
	if c.Receipt, err = tx.Receipt(id); err != nil {
		return c, err
	}
	return c, unmarshal(r.Proposed, &c.Proposed)
}

// Receipt is the code of a contribution. The secret is made with the first one.
func (tx *Tx) Receipt(id coop.ContributionID) (string, error) {
	secret, err := tx.Secret(coop.ReceiptSecret, rand.Text()+rand.Text())
	return id.Receipt(secret), err
}

// MoveContribution puts a contribution into a state.
func (tx *Tx) MoveContribution(id coop.ContributionID, to coop.ContributionState) error {
	return wrap(tx.q.MoveContribution(tx.ctx, db.MoveContributionParams{ID: int64(id), State: string(to), At: tx.at}), "contribution")
}

// FollowContribution says who looks after a contribution; 0: nobody.
func (tx *Tx) FollowContribution(id coop.ContributionID, by coop.AccountID) error {
	return wrap(tx.q.FollowContribution(tx.ctx, db.FollowContributionParams{ID: int64(id), Follower: null(by), At: tx.at}), "contribution")
}

// Step writes a step of a contribution, signed by the author of the transaction.
func (tx *Tx) Step(id coop.ContributionID, what, text string) error {
	n, err := tx.nextID("contribution_step")
	if err != nil {
		return err
	}
	if err := tx.q.TouchContribution(tx.ctx, db.TouchContributionParams{ID: int64(id), ChangedAt: tx.at}); err != nil {
		return fmt.Errorf("contribution: %w", err)
	}
	tx.noted("contribution " + what)
	err = tx.q.InsertContributionStep(tx.ctx, db.InsertContributionStepParams{ID: n, Contribution: int64(id), What: what, Body: text, Author: string(tx.author), MadeAt: tx.at})
	return wrap(err, "contribution")
}

// Recipient is where letters to an account go; "" for one that is closed.
func (tx *Tx) Recipient(id coop.AccountID) (email, lang string, err error) {
	r, err := tx.q.RecipientOf(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	return r.Email, r.Lang, wrap(err, "account")
}

// SaveDraft changes what somebody is still writing.
func (tx *Tx) SaveDraft(c coop.Contribution) error {
	proposed, err := marshal(c.Proposed)
	if err != nil {
		return err
	}
	tx.noted("contribution draft")
	return wrap(tx.q.SaveDraft(tx.ctx, db.SaveDraftParams{ID: int64(c.ID), Body: c.Text, Proposed: proposed, ChangedAt: tx.at}), "contribution")
}

// Adopted writes down what was decided about each proposed value, and the record that the accepted ones stand in (0: none).
func (tx *Tx) Adopted(c coop.Contribution, record coop.RecordID) error {
	proposed, err := marshal(c.Proposed)
	if err != nil {
		return err
	}
	return wrap(tx.q.AdoptContribution(tx.ctx, db.AdoptContributionParams{ID: int64(c.ID), Proposed: proposed, Record: null(record)}), "contribution")
}
