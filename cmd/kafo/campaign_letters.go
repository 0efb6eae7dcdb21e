package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

type campaignLettersCmd struct {
	ID     int64 `arg:"" help:"Number of the campaign."`
	DryRun bool  `help:"Only say what would be done."`
	JSON   bool  `help:"Report as JSON."`
}

// planned is a letter to who is asked, or why there is none.
type planned struct {
	Step      coop.LetterStep `json:"step"`
	Confirmed bool            `json:"confirmed"`
	Asked     []string        `json:"asked"`
	Goes      bool            `json:"goes"`
	Why       string          `json:"why,omitempty"` // key of the reason
}

// Run prepares what a campaign has confirmed and is due in these hours; with --dry-run it lists every step for everybody, without
// their addresses, and writes nothing.
func (c *campaignLettersCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	censuses, err := h.censuses(ctx)
	if err != nil {
		return err
	}
	m, err := censuses.Mailing(ctx, coop.CampaignID(c.ID))
	if err != nil {
		return err
	}
	if c.DryRun {
		return c.list(s, io, m)
	}
	n, err := censuses.Post(ctx, m.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(map[string]int{"prepared": n})
	}
	fmt.Fprintln(io.out, s.words().T("cmd.letters", n))
	return nil
}

func (c *campaignLettersCmd) list(s *Settings, io streams, m campaign.Mailing) error {
	for _, step := range coop.LetterSteps {
		_, confirmed := m.Steps[step]
		for _, d := range m.Due(step) {
			one := planned{Step: step, Confirmed: confirmed, Goes: d.Why == "", Why: d.Why}
			for _, i := range d.Asked {
				one.Asked = append(one.Asked, i.Asked)
			}
			if c.JSON {
				if err := json.NewEncoder(io.out).Encode(one); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(io.out, "%s\t%s\t%s\n", s.words().T("letters.step."+string(step)), strings.Join(one.Asked, ", "), s.fate(one))
		}
	}
	if !c.JSON {
		fmt.Fprintln(io.err, s.words().T("retention.dry"))
	}
	return nil
}

// fate says in words whether a letter goes.
func (s *Settings) fate(p planned) string {
	switch {
	case !p.Goes:
		return s.words().T("letters.no", s.words().T(p.Why))
	case !p.Confirmed:
		return s.words().T("letters.no", s.words().T("letter.why.unconfirmed"))
	}
	return s.words().T("letters.yes")
}
