package campaign

import (
	"context"
	"fmt"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Keep keeps the respondents of a campaign until a day, and takes them out of the trash (U26). Errors: invalid for a day that is over
// or more than a year ahead, conflict where they are forgotten.
func (c *Campaigns) Keep(ctx context.Context, author coop.Author, id coop.CampaignID, until coop.Date) error {
	now := c.Now()
	most := coop.Date(now.AddDate(0, coop.RespondentsLonger, 0).Format(time.DateOnly))
	if _, err := time.Parse(time.DateOnly, string(until)); err != nil || until <= c.today() || until > most {
		return coop.Refuse(coop.Invalid, "keeping.wrong", string(most))
	}
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: respondents kept until %s", id, until), func(tx *store.Tx) error {
		one, err := tx.FindCampaign(id)
		if err != nil {
			return err
		}
		if one.Keeping(now) == coop.KeepingGone {
			return coop.Refuse(coop.Conflict, "keeping.is_gone")
		}
		return tx.KeepRespondents(id, until)
	})
}
