package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

type campaignCmd struct {
	List    campaignListCmd    `cmd:"" help:"List the censuses that were held and are."`
	Show    campaignShowCmd    `cmd:"" help:"Show one, with how many have come to each stage."`
	Create  campaignCreateCmd  `cmd:"" help:"Prepare one; nobody is asked or written to yet."`
	Ask     campaignAskCmd     `cmd:"" help:"Ask partnerships of the register, or whom a table names."`
	Set     campaignSetCmd     `cmd:"" help:"Open, pause or close one."`
	Replies campaignRepliesCmd `cmd:"" help:"Write what was answered to one. That it was shown is noted in the audit."`
	Links   campaignLinksCmd   `cmd:"" help:"Write the links of one as CSV. That they were shown is noted in the audit."`

	Letters campaignLettersCmd `cmd:"" help:"Prepare the letters of a campaign that are due, or say who would get which and why others would not."`
}

// inCensuses opens the room of censuses for a command.
func (s *Settings) inCensuses(ctx context.Context, f func(*house, *campaign.Campaigns) error) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	c, err := h.censuses(ctx)
	if err != nil {
		return err
	}
	return f(h, c)
}

type campaignListCmd struct {
	JSON bool `help:"One JSON object a campaign."`
}

// Run lists campaigns: number, state, days, answers, title.
func (c *campaignListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(h *house, _ *campaign.Campaigns) error {
		list, err := h.catalogue.Censuses(ctx)
		for _, one := range list {
			if c.JSON {
				if err := json.NewEncoder(io.out).Encode(one); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(io.out, "%d\t%s\t%s → %s\t%s\t%s\n", one.ID, s.words().T("campaign.state."+string(one.State)), one.Opens, one.Closes, s.words().T("campaign.progress", one.Answered, one.Asked), one.Title)
		}
		return err
	})
}

type campaignShowCmd struct {
	ID   int64 `arg:"" help:"Number of the campaign."`
	JSON bool  `help:"One JSON object."`
}

// Run shows a campaign with its figures.
func (c *campaignShowCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(h *house, _ *campaign.Campaigns) error {
		one, err := h.catalogue.Campaign(ctx, coop.CampaignID(c.ID))
		if err != nil {
			return err
		}
		list, err := h.catalogue.Invitations(ctx, one.ID)
		if err != nil {
			return err
		}
		counts := map[catalogue.Stage]int{}
		for _, stage := range catalogue.Stages {
			for _, i := range list {
				if i.At(stage) {
					counts[stage]++
				}
			}
		}
		if c.JSON {
			return json.NewEncoder(io.out).Encode(struct {
				coop.Campaign
				Stages map[catalogue.Stage]int
			}{one, counts})
		}
		fmt.Fprintf(io.out, "%s\n%s – %s, %s\n%s %s\n", one.Title, s.words().T("campaign.state."+string(one.State)), s.words().T("campaign.days", one.Opens, one.Closes), one.Host, one.Questionnaire, one.Version)
		for _, stage := range catalogue.Stages {
			fmt.Fprintf(io.out, "%6d  %s\n", counts[stage], s.words().T("stage."+string(stage)))
		}
		return nil
	})
}

type campaignCreateCmd struct {
	Title         string `arg:"" help:"Title, as those who are asked read it."`
	Questionnaire string `help:"A questionnaire that ships, as NAME:VERSION, or a file." default:"recensement:2013-09"`
	HeldBy        string `help:"In whose name it is held." required:""`
	Reach         string `help:"Address or telephone number that answers questions." required:""`
	Opens         string `help:"First day, as 2026-11-01." required:"" placeholder:"DAY"`
	Closes        string `help:"Last day on which one may answer." required:"" placeholder:"DAY"`
	Message       string `help:"A few sentences that go with the invitation."`
}

// Run prepares a campaign and prints its number.
func (c *campaignCreateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	file, err := c.file(s, io)
	if err != nil {
		return err
	}
	return s.inCensuses(ctx, func(_ *house, rooms *campaign.Campaigns) error {
		id, err := rooms.Create(ctx, coop.Operator, coop.Campaign{Title: c.Title, Host: c.HeldBy, Contact: c.Reach, Message: c.Message, Opens: coop.Date(c.Opens), Closes: coop.Date(c.Closes)}, file)
		if err == nil {
			fmt.Fprintln(io.out, s.words().T("cmd.campaign_created", int(id)))
		}
		return err
	})
}

// file is the questionnaire that is named; what is wrong with a file is said by line.
func (c *campaignCreateCmd) file(s *Settings, io streams) (string, error) {
	name, version, _ := strings.Cut(c.Questionnaire, ":")
	if raw, err := campaign.File(name, version); err == nil {
		return string(raw), nil
	}
	raw, err := os.ReadFile(c.Questionnaire)
	if err != nil {
		return "", coop.Refuse(coop.NotFound, "cmd.questionnaire_none", name, version)
	}
	if good, err := checkQuestionnaire(c.Questionnaire, s, io); err != nil || !good {
		return "", errSaid
	}
	return string(raw), nil
}

type campaignAskCmd struct {
	ID     int64             `arg:"" help:"Number of the campaign."`
	Where  map[string]string `help:"Which partnerships, as in the addresses of lists: pays=ML, region=7, theme=water." placeholder:"FACET=VALUE"`
	Sides  []string          `help:"Sides that are asked: french, foreign." default:"french" enum:"french,foreign"`
	Table  string            `help:"Ask those of a CSV table instead." type:"existingfile" placeholder:"FILE"`
	DryRun bool              `help:"Only list whom it would ask."`
}

// Run asks, or lists whom it would ask: organisation, partnership, side, by what means.
func (c *campaignAskCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(_ *house, rooms *campaign.Campaigns) error {
		list, err := c.whom(ctx, rooms, s, io)
		if err != nil {
			return err
		}
		if c.DryRun {
			for _, i := range list {
				fmt.Fprintf(io.out, "%s\t%d\t%s\t%s\n", i.Asked, i.Partnership, i.Side, i.Lang)
			}
			fmt.Fprintln(io.err, s.words().T("cmd.campaign_would", len(list)))
			return nil
		}
		n, err := rooms.Ask(ctx, coop.Operator, coop.CampaignID(c.ID), list)
		if err == nil {
			fmt.Fprintln(io.out, s.words().T("cmd.campaign_asked", n, len(list)-n))
		}
		return err
	})
}

func (c *campaignAskCmd) whom(ctx context.Context, rooms *campaign.Campaigns, s *Settings, io streams) ([]coop.Invitation, error) {
	if c.Table != "" {
		raw, err := os.ReadFile(c.Table)
		if err != nil {
			return nil, err
		}
		list, problems, err := rooms.Listed(ctx, string(raw))
		for _, p := range problems {
			fmt.Fprintln(io.err, s.words().T("cmd.questionnaire_bad", c.Table, p.Line, s.words().T(p.Key, p.Args...)))
		}
		if len(problems) > 0 {
			return nil, errSaid
		}
		return list, err
	}
	q := catalogue.Query{Filters: map[string][]string{}}
	for facet, value := range c.Where {
		if !slices.Contains(catalogue.Facets, facet) {
			return nil, coop.Refuse(coop.Invalid, "cmd.campaign_facet", facet, strings.Join(catalogue.Facets, ", "))
		}
		q.Filters[facet] = []string{value}
	}
	var sides []coop.Side
	for _, side := range c.Sides {
		sides = append(sides, coop.Side(side))
	}
	return rooms.Whom(ctx, q, sides)
}

type campaignSetCmd struct {
	ID    int64  `arg:"" help:"Number of the campaign."`
	State string `arg:"" help:"open, paused or closed." enum:"open,paused,closed"`
}

// Run opens, pauses or closes a campaign.
func (c *campaignSetCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(_ *house, rooms *campaign.Campaigns) error {
		err := rooms.Move(ctx, coop.Operator, coop.CampaignID(c.ID), coop.CampaignState(c.State))
		if err == nil {
			fmt.Fprintln(io.out, s.words().T("campaign.state."+c.State))
		}
		return err
	})
}

type campaignLinksCmd struct {
	ID    int64  `arg:"" help:"Number of the campaign."`
	Stage string `help:"Only those who have come to a stage: asked, sent, opened, begun, answered, waiting, to_correct, accepted, silent, refused, wrong, bounced, revoked." default:"asked"`
}

// Run writes who is asked, how she is reached and by which link.
func (c *campaignLinksCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return s.inCensuses(ctx, func(h *house, rooms *campaign.Campaigns) error {
		if !slices.Contains(catalogue.Stages, catalogue.Stage(c.Stage)) {
			return coop.Refuse(coop.Invalid, "cmd.campaign_stage", c.Stage)
		}
		all, err := h.catalogue.Invitations(ctx, coop.CampaignID(c.ID))
		if err != nil {
			return err
		}
		list := slices.DeleteFunc(all, func(i catalogue.Invited) bool { return !i.At(catalogue.Stage(c.Stage)) })
		if err := rooms.Disclosed(ctx, coop.Operator, coop.CampaignID(c.ID), "links", len(list)); err != nil {
			return err
		}
		return export.Write(io.out, "csv", export.Invitations(list, func(i coop.Invitation) (code, link string) {
			code = rooms.Code(i)
			return code, s.address() + i18n.Lang(i.Lang).Prefix() + "/repondre/" + code
		}))
	})
}
