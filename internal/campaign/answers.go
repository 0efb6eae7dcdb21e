package campaign

import (
	"context"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Replies are those to a campaign that were handed in, with every version of its questionnaire that one of them answers: of one
// state, or, where it is "", all but those that were refused or put aside. Error: notfound.
func (c *Campaigns) Replies(ctx context.Context, id coop.CampaignID, state coop.ContributionState) (out catalogue.Replies, err error) {
	if out.Campaign, err = c.Reader.Campaign(ctx, id); err != nil {
		return out, err
	}
	if out.List, err = c.Reader.Replies(ctx, id, state); err != nil {
		return out, err
	}
	versions := []string{out.Campaign.Version}
	for _, r := range out.List {
		if !slices.Contains(versions, r.Answers.Version) {
			versions = append(versions, r.Answers.Version)
		}
	}
	for _, v := range versions {
		q, err := c.Questionnaire(ctx, out.Campaign.Questionnaire, v)
		if err != nil {
			return out, err
		}
		out.Asks = append(out.Asks, q)
	}
	return out, nil
}
