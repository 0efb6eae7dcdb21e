package main

import (
	"context"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/export"
)

type campaignRepliesCmd struct {
	ID     int64  `arg:"" help:"Number of the campaign."`
	Format string `help:"csv, json or xlsx." default:"csv" enum:"csv,json,xlsx"`
	Table  string `help:"With csv: the question whose table of rows is written, instead of the table with a row a reply."`
	State  string `help:"Only those in a state: submitted, to_correct, in_review, accepted, refused or closed. Without it, all but those refused or put aside." default:"" enum:",submitted,to_correct,in_review,accepted,refused,closed"`
}

// Run writes what was answered, without the persons whom replies name.
func (c *campaignRepliesCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(_ *house, rooms *campaign.Campaigns) error {
		r, err := rooms.Replies(ctx, coop.CampaignID(c.ID), coop.ContributionState(c.State))
		if err != nil {
			return err
		}
		if err := rooms.Disclosed(ctx, coop.Operator, r.Campaign.ID, "replies", len(r.List)); err != nil {
			return err
		}
		err = export.WriteReplies(io.out, c.Format, c.Table, r)
		if coop.CodeOf(err) == coop.NotFound {
			var tables []string
			for _, t := range export.ReplyTables(r)[1:] {
				tables = append(tables, strings.TrimPrefix(t.Name, "reponses-"))
			}
			return coop.Refuse(coop.NotFound, "cmd.replies_table", c.Table, strings.Join(tables, ", "))
		}
		return err
	})
}
