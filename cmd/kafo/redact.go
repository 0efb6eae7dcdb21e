package main

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

type redactCmd struct {
	Territory    redactTerritoryCmd    `cmd:"" help:"The points of a territory and of what lies in it, or its name too."`
	Partnership  redactPartnershipCmd  `cmd:"" help:"The points of a partnership, or all of it."`
	Organisation redactOrganisationCmd `cmd:"" help:"The names of an organisation."`
	List         redactListCmd         `cmd:"" help:"List the decisions that stand."`
	Lift         redactLiftCmd         `cmd:"" help:"Lift a decision: everything is shown again."`
}

// redaction are the options of both: how, until when, why.
type redaction struct {
	ID    int64  `arg:"" help:"Number of the territory, partnership or organisation, as in its address."`
	Level string `help:"coarse: the point of its région instead; hidden: none; unnamed (territory, organisation): no name anywhere; withheld (partnership): not published before the day." required:"" enum:"coarse,hidden,unnamed,withheld" placeholder:"LEVEL"`
	Until string `help:"Day on which somebody is to look at it again, as 2027-01-01; the decision holds until it is lifted, but what is withheld is published on that day by itself." required:"" placeholder:"DAY"`
	Why   string `help:"The reason, kept with the decision." required:""`
}

func (c redaction) decide(ctx context.Context, s *Settings, io streams, kind string) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	id, err := h.registry.Redact(ctx, coop.Operator, coop.Redaction{
		Kind: kind, Subject: c.ID, Level: coop.RedactionLevel(c.Level), Review: coop.Date(c.Until), Why: c.Why,
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.redacted", int64(id), kind, c.ID, s.words().T("redaction."+c.Level), c.Until))
	return nil
}

type redactTerritoryCmd struct{ redaction }

// Run redacts a territory, signed operator.
func (c *redactTerritoryCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return c.decide(ctx, s, io, coop.KindTerritory)
}

type redactPartnershipCmd struct{ redaction }

// Run redacts a partnership, signed operator.
func (c *redactPartnershipCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return c.decide(ctx, s, io, coop.KindPartnership)
}

type redactOrganisationCmd struct{ redaction }

// Run redacts an organisation, signed operator.
func (c *redactOrganisationCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return c.decide(ctx, s, io, coop.KindOrganisation)
}

type redactListCmd struct {
	JSON bool `help:"One JSON object a decision."`
}

// Run lists the redactions that stand.
func (c *redactListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	list, err := h.catalogue.Redactions(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(r); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(io.out, "%5d  %s %d  %s  %s  %s  %s\n", r.ID, r.Kind, r.Subject, r.Name, r.Level, r.Review, r.Why)
	}
	return nil
}

type redactLiftCmd struct {
	ID  int64  `arg:"" help:"Number of the decision."`
	Why string `help:"The reason, kept with the decision." required:""`
}

// Run lifts a redaction, signed operator.
func (c *redactLiftCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.LiftRedaction(ctx, coop.Operator, coop.RedactionID(c.ID), c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.redaction_lifted", c.ID))
	return nil
}
