package catalogue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Everything of this file is private: it is answered to who brought a contribution, or to those who moderate it.

// Contribution is a contribution with its history, oldest step first.
type Contribution struct {
	coop.Contribution
	Steps      []coop.ContributionStep
	Operations []coop.OperationID // by which it was accepted, in their order
}

// Contribution is a contribution by its number. Error: notfound.
func (c *Catalogue) Contribution(ctx context.Context, id coop.ContributionID) (Contribution, error) {
	row, err := c.q.ContributionOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return Contribution{}, coop.Refuse(coop.NotFound, "contribution.notfound")
	}
	if err != nil {
		return Contribution{}, fmt.Errorf("contribution: %w", err)
	}
	var out Contribution
	if out.Contribution, err = contribution(row); err != nil {
		return out, err
	}
	accepted, err := c.q.OperationsOf(ctx, db.OperationsOfParams{Kind: string(coop.PartContribution), Object: row.ID})
	if err != nil {
		return out, fmt.Errorf("contribution: %w", err)
	}
	for _, id := range accepted {
		out.Operations = append(out.Operations, coop.OperationID(id))
	}
	steps, err := c.q.ContributionSteps(ctx, row.ID)
	if err != nil {
		return out, fmt.Errorf("contribution: %w", err)
	}
	for _, s := range steps {
		out.Steps = append(out.Steps, coop.ContributionStep{What: s.What, Text: s.Body, Author: coop.Author(s.Author), At: s.MadeAt})
	}
	return out, nil
}

// ContributionByReceipt is the contribution of a receipt. Error: notfound.
func (c *Catalogue) ContributionByReceipt(ctx context.Context, receipt string) (Contribution, error) {
	secret, err := c.receiptSecret(ctx)
	if err != nil {
		return Contribution{}, err
	}
	id, ok := coop.ReceiptOf(receipt, secret)
	if !ok {
		if id, err = c.oldReceipt(ctx, receipt); err != nil {
			return Contribution{}, err
		}
	}
	out, err := c.Contribution(ctx, id)
	out.Receipt = receipt
	return out, err
}

// Parcel is what a browser has sent of a draft that it keeps without a line, as it was acknowledged.
type Parcel struct {
	Instance string
	Number   int
	Hash     string
	Receipt  []byte // what was kept of it, as JSON
	CameAt   int64  // Unix milliseconds, UTC
}

// Parcels are those of a reply that are still kept, in the order in which they came.
func (c *Catalogue) Parcels(ctx context.Context, id coop.ContributionID) ([]Parcel, error) {
	rows, err := c.q.ParcelsOf(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("parcels: %w", err)
	}
	out := make([]Parcel, len(rows))
	for i, r := range rows {
		out[i] = Parcel{r.Instance, int(r.Number), r.Hash, []byte(r.Receipt), r.CameAt}
	}
	return out, nil
}

// oldReceipt is the contribution of a code that was given when codes were kept. Error: notfound.
func (c *Catalogue) oldReceipt(ctx context.Context, receipt string) (coop.ContributionID, error) {
	id, err := c.q.ContributionByReceipt(ctx, coop.ReceiptHash(receipt))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, coop.Refuse(coop.NotFound, "contribution.notfound")
	}
	if err != nil {
		return 0, fmt.Errorf("contribution: %w", err)
	}
	return coop.ContributionID(id), nil
}

// receiptSecret is what receipts are made of, "" before the first contribution.
func (c *Catalogue) receiptSecret(ctx context.Context) (string, error) {
	secret, err := c.q.SecretOf(ctx, coop.ReceiptSecret)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	return secret, nil
}

func contribution(r db.ContributionOfRow) (coop.Contribution, error) {
	c := coop.Contribution{
		ID: coop.ContributionID(r.ID), Kind: coop.ContributionKind(r.Kind), State: coop.ContributionState(r.State), SubjectKind: r.SubjectKind, Subject: r.Subject,
		Page: r.Page, Property: r.Property, Said: r.Said, Text: r.Body, Account: coop.AccountID(r.Account), Email: r.Email, Lang: r.Lang,
		Follower: coop.AccountID(r.Follower), Author: coop.Author(r.Author), FiledAt: r.FiledAt, ChangedAt: r.ChangedAt,
		Record: coop.RecordID(r.Record),
	}
	if err := json.Unmarshal([]byte(r.Proposed), &c.Proposed); err != nil {
		return c, fmt.Errorf("contribution %d: %w", r.ID, err)
	}
	return c, nil
}

// ContributionsOf are those that an account has brought, drafts too, the one changed last first, with their receipts.
func (c *Catalogue) ContributionsOf(ctx context.Context, id coop.AccountID) ([]coop.Contribution, error) {
	rows, err := c.q.ContributionsOfAccount(ctx, sql.NullInt64{Int64: int64(id), Valid: true})
	if err != nil {
		return nil, fmt.Errorf("contributions: %w", err)
	}
	secret, err := c.receiptSecret(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]coop.Contribution, len(rows))
	for i, r := range rows {
		if out[i], err = contribution(db.ContributionOfRow(r)); err != nil {
			return nil, err
		}
		out[i].Receipt = out[i].ID.Receipt(secret)
	}
	return out, nil
}

// Tab is a part of the queue of contributions, in the words people know (U21).
type Tab string

// Tabs.
const (
	TabNew  Tab = "a-suivre" // nobody looks after them yet
	TabMine Tab = "suivies"  // by who asks
	TabDone Tab = "traitees"
	TabAll  Tab = "toutes"
)

// Tabs are all of them, in their order.
var Tabs = []Tab{TabNew, TabMine, TabDone, TabAll}

// ContributionsPerPage is how many contributions stand on a page of the queue.
const ContributionsPerPage = 25

// ContributionQuery asks for a page of the queue, as far as the caller may moderate.
type ContributionQuery struct {
	Caller coop.Caller
	Tab    Tab
	State  coop.ContributionState
	Kind   coop.ContributionKind
	Text   string
	Page   int // from 1
}

// ContributionList is a page of the queue, with how many there are in each tab under the same filters.
type ContributionList struct {
	Items []coop.Contribution
	Total int
	Tabs  map[Tab]int
}

// Contributions are those that a caller may moderate, the one changed last first. A text is found in whatever case and
// accents, in what was written and in the number (U25).
func (c *Catalogue) Contributions(ctx context.Context, q ContributionQuery) (ContributionList, error) {
	out := ContributionList{Tabs: map[Tab]int{}}
	rows, err := c.q.ContributionList(ctx)
	if err != nil {
		return out, fmt.Errorf("contributions: %w", err)
	}
	var found []coop.Contribution
	for _, r := range rows {
		one, err := contribution(db.ContributionOfRow(r))
		if err != nil {
			return out, err
		}
		if !q.fits(one) {
			continue
		}
		o, err := c.Touched(ctx, one.SubjectKind, one.Subject)
		if err != nil {
			return out, err
		}
		if _, err := coop.Can(q.Caller, coop.VerbModerate, o); err != nil {
			continue
		}
		for _, t := range Tabs {
			if t.has(one, q.Caller.Account) {
				out.Tabs[t]++
			}
		}
		if q.Tab.has(one, q.Caller.Account) {
			found = append(found, one)
		}
	}
	out.Total = len(found)
	from := min(ContributionsPerPage*(max(q.Page, 1)-1), len(found))
	out.Items = found[from:min(from+ContributionsPerPage, len(found))]
	return out, nil
}

// Waiting is a contribution that nobody looks after yet, with whom it concerns.
type Waiting struct {
	Kind    coop.ContributionKind
	Account coop.AccountID // who brought it
	Step    int64          // number of the step by which it was filed, or filed again
	About   coop.Object
}

// Waiting are the contributions that nobody looks after yet, in the order of their numbers.
func (c *Catalogue) Waiting(ctx context.Context) ([]Waiting, error) {
	rows, err := c.q.WaitingContributions(ctx)
	if err != nil {
		return nil, fmt.Errorf("contributions: %w", err)
	}
	out := make([]Waiting, len(rows))
	for i, r := range rows {
		out[i] = Waiting{Kind: coop.ContributionKind(r.Kind), Account: coop.AccountID(r.Account), Step: r.Step}
		if out[i].About, err = c.Touched(ctx, r.SubjectKind, r.Subject); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (q ContributionQuery) fits(c coop.Contribution) bool {
	text := coop.Fold(fmt.Sprint(c.ID, " ", c.Text, " ", c.Said))
	return (q.State == "" || q.State == c.State) && (q.Kind == "" || q.Kind == c.Kind) && strings.Contains(text, coop.Fold(q.Text))
}

func (t Tab) has(c coop.Contribution, who coop.AccountID) bool {
	switch t {
	case TabNew:
		return !c.State.Decided() && c.Follower == 0
	case TabMine:
		return !c.State.Decided() && c.Follower == who
	case TabDone:
		return c.State.Decided()
	}
	return true
}
