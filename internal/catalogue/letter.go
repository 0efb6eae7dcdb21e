package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Letters are those of a campaign, the oldest first.
func (c *Catalogue) Letters(ctx context.Context, id coop.CampaignID) ([]coop.Posted, error) {
	rows, err := c.q.LettersOf(ctx, int64(id))
	out := make([]coop.Posted, len(rows))
	for i, r := range rows {
		out[i] = posted(db.Letter(r))
	}
	return out, wrapped(err, "letters")
}

// Letter is one letter. Error: notfound.
func (c *Catalogue) Letter(ctx context.Context, id coop.LetterID) (coop.Posted, error) {
	r, err := c.q.LetterOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Posted{}, coop.Refuse(coop.NotFound, "letter.no_code")
	}
	return posted(r), wrapped(err, "letter")
}

func posted(r db.Letter) coop.Posted {
	return coop.Posted{
		ID: coop.LetterID(r.ID), Campaign: coop.CampaignID(r.Campaign), AddressHash: r.AddressHash, Step: coop.LetterStep(r.Step), State: coop.LetterState(r.State),
		Message: coop.MessageID(r.Message), PreparedAt: r.PreparedAt, SentAt: r.SentAt, Softs: r.Softs, Status: r.Status,
	}
}

// LetterStep says that a step of a campaign was confirmed, when, and up to which invitation.
type LetterStep struct {
	Upto coop.InvitationID
	At   int64 // Unix milliseconds, UTC
}

// LetterSteps are the steps of a campaign that somebody has confirmed.
func (c *Catalogue) LetterSteps(ctx context.Context, id coop.CampaignID) (map[coop.LetterStep]LetterStep, error) {
	rows, err := c.q.LetterSteps(ctx, int64(id))
	out := map[coop.LetterStep]LetterStep{}
	for _, r := range rows {
		out[coop.LetterStep(r.Step)] = LetterStep{coop.InvitationID(r.Upto), r.ConfirmedAt}
	}
	return out, wrapped(err, "letter steps")
}

// Told are the invitations of a campaign whose askers were sent a letter of a step.
func (c *Catalogue) Told(ctx context.Context, id coop.CampaignID, step coop.LetterStep) (map[coop.InvitationID]bool, error) {
	rows, err := c.q.LetterInvitations(ctx, db.LetterInvitationsParams{Campaign: int64(id), Step: string(step)})
	out := map[coop.InvitationID]bool{}
	for _, r := range rows {
		out[coop.InvitationID(r.Invitation)] = true
	}
	return out, wrapped(err, "letters")
}

// Unwanted are the hashes of addresses that are not to get the letters of a campaign.
func (c *Catalogue) Unwanted(ctx context.Context, id coop.CampaignID) (map[string]bool, error) {
	rows, err := c.q.SuppressedFrom(ctx, coop.NoLetters(id))
	out := map[string]bool{}
	for _, r := range rows {
		out[r.AddressHash] = true
	}
	return out, wrapped(err, "suppression")
}

// askedByCampaigns are the campaigns that ask by an address, and what they know of whose it is.
func (c *Catalogue) askedByCampaigns(ctx context.Context, email string) ([]KnownAsked, error) {
	if email == "" {
		return nil, nil
	}
	rows, err := c.q.InvitationsByEmail(ctx, email)
	out := make([]KnownAsked, len(rows))
	for i, r := range rows {
		of := coop.Campaign{Closes: coop.Date(r.Closes), KeptUntil: coop.Date(r.KeptUntil), TrashedAt: r.TrashedAt}
		out[i] = KnownAsked{Campaign: r.Title, Host: r.Host, Asked: r.Asked, Name: r.Name, Phone: r.Phone, Until: of.Expires(), Trash: of.TrashedAt != 0}
		if out[i].Trash {
			out[i].Until = coop.Date(of.Forgets().UTC().Format(time.DateOnly))
		}
	}
	return out, wrapped(err, "invitations")
}

// CountryOf is the country of an organisation (ISO 3166-1), "" where nobody knows.
func (c *Catalogue) CountryOf(ctx context.Context, id coop.OrgID) (string, error) {
	x, err := c.current(ctx)
	if err != nil {
		return "", fmt.Errorf("organisation: %w", err)
	}
	if o := x.orgs[id]; o != nil {
		return o.Country, nil
	}
	return "", nil
}
