package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

type claimCmd struct {
	List      claimListCmd      `cmd:"" help:"List what every source says of a partnership, with the number of each claim."`
	Prefer    claimPreferCmd    `cmd:"" help:"Show a claim before others."`
	Deprecate claimDeprecateCmd `cmd:"" help:"Set a claim aside: it is kept, and shown in the history only."`
	Undo      claimUndoCmd      `cmd:"" help:"Take a decision back."`
}

type claimListCmd struct {
	Partnership int64 `arg:"" help:"Number of the partnership."`
	JSON        bool  `help:"One JSON object a claim."`
}

// Run lists the claims of a partnership, those that stand no more too.
func (c *claimListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	history, err := h.catalogue.History(ctx, coop.KindPartnership, c.Partnership)
	if err != nil {
		return err
	}
	for _, claim := range history.Claims {
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(claim); err != nil {
				return err
			}
			continue
		}
		mark := ""
		if claim.Rank != coop.Normal || claim.Withdrawn != "" {
			mark = " [" + s.words().T("claim.state."+claim.State()) + "]"
		}
		fmt.Fprintf(io.out, "%7s  %-10s %s%s\n         %s:%d\n", claim.Name(), claim.Property, strings.ReplaceAll(claim.Text, "\n", " · "), mark,
			claim.Cite.Document, claim.Cite.Line)
	}
	return nil
}

// rankCmd names a claim and gives a reason.
type rankCmd struct {
	Claim string `arg:"" help:"Number of the claim, as claim list prints it: 41.3."`
	Why   string `help:"The reason, kept with the decision." required:""`
}

type claimPreferCmd struct{ rankCmd }

// Run prefers a claim, signed operator.
func (c *claimPreferCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return c.rank(ctx, s, io, coop.DecidePreferred)
}

type claimDeprecateCmd struct{ rankCmd }

// Run sets a claim aside, signed operator.
func (c *claimDeprecateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return c.rank(ctx, s, io, coop.DecideDeprecate)
}

func (c *rankCmd) rank(ctx context.Context, s *Settings, io streams, kind coop.DecisionKind) error {
	set, position, err := claimNamed(c.Claim)
	if err != nil {
		return usageError{fmt.Errorf("%s", s.words().T("claim.name", c.Claim))}
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	id, err := h.registry.Rank(ctx, coop.Operator, kind, set, position, c.Why)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.decided", int64(id)))
	return nil
}

// claimNamed reads "41.3": the claim set and the position in it.
func claimNamed(name string) (set int64, position int, err error) {
	before, after, _ := strings.Cut(name, ".")
	if set, err = strconv.ParseInt(before, 10, 64); err != nil {
		return 0, 0, err
	}
	position, err = strconv.Atoi(after)
	return set, position, err
}

type claimUndoCmd struct {
	Decision int64  `arg:"" help:"Number of the decision."`
	Why      string `help:"The reason, kept with the decision." required:""`
}

// Run takes a decision back, signed operator.
func (c *claimUndoCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.Undo(ctx, coop.Operator, coop.DecisionID(c.Decision), c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.undone", c.Decision))
	return nil
}

type rebuildCmd struct{}

// Run makes every object again.
func (c *rebuildCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	n, err := h.registry.Rebuild(ctx, coop.Operator, "")
	if err != nil {
		return err
	}
	if _, err := h.registry.ContactsAgain(ctx, coop.Operator); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.rebuilt", n))
	return nil
}
