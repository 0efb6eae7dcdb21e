package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/reconcile"
)

type reconcileCmd struct {
	Start  reconcileRunCmd    `cmd:"" name:"run" default:"withargs" help:"Compare everything that may be one, keep what is proposed and list it. Nothing is merged."`
	List   reconcileListCmd   `cmd:"" help:"List the proposals."`
	Show   reconcileShowCmd   `cmd:"" help:"Show proposals: both sides with their passages, the reasons, what was decided."`
	Accept reconcileAcceptCmd `cmd:"" help:"Decide that both sides of a proposal are one."`
	Refuse reconcileRefuseCmd `cmd:"" help:"Decide that they are not: the pair is not proposed again."`
	Undo   reconcileUndoCmd   `cmd:"" help:"Take back what was decided about a proposal."`
	Merge  reconcileMergeCmd  `cmd:"" help:"Merge two organisations or partnerships that nothing proposes."`
	Differ reconcileDifferCmd `cmd:"" help:"Decide that two organisations or partnerships are not one: they are never proposed."`
	Split  reconcileSplitCmd  `cmd:"" help:"Take a merge back: the old address is its own again."`
}

type reconcileRunCmd struct {
	JSON bool `help:"One JSON object a proposal."`
}

// Run compares, signed operator, and lists the open proposals.
func (c *reconcileRunCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	did, err := reconcile.Run(ctx, h.catalogue, h.registry, coop.Operator)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.err, s.words().T("cmd.proposed", did.New, did.Gone))
	return listProposals(ctx, h, s, io, "", coop.ProposalOpen, c.JSON)
}

type reconcileListCmd struct {
	Kind  coop.PairKind      `help:"Only those of a kind: organisation, partnership, action, programme or gift." enum:",organisation,partnership,action,programme,gift" default:""`
	State coop.ProposalState `help:"Only those in a state: open, accepted, refused or gone." enum:",open,accepted,refused,gone" default:""`
	JSON  bool               `help:"One JSON object a proposal."`
}

// Run lists proposals.
func (c *reconcileListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	return listProposals(ctx, h, s, io, c.Kind, c.State, c.JSON)
}

func listProposals(ctx context.Context, h *house, s *Settings, io streams, kind coop.PairKind, state coop.ProposalState, asJSON bool) error {
	list, err := h.catalogue.Proposals(ctx, catalogue.ProposalQuery{Kind: kind, State: state})
	if err != nil {
		return err
	}
	for _, p := range list.Items {
		if asJSON {
			if err := json.NewEncoder(io.out).Encode(p); err != nil {
				return err
			}
			continue
		}
		printProposal(io, s.words(), p)
	}
	fmt.Fprintln(io.err, s.words().T("cmd.proposals", list.Total))
	if slices.ContainsFunc(list.Items, func(p catalogue.Proposal) bool { return p.State == coop.ProposalOpen }) && !asJSON {
		fmt.Fprintln(io.err, s.words().T("cmd.proposals.next"))
	}
	return nil
}

func printProposal(io streams, lang i18n.Lang, p catalogue.Proposal) {
	fmt.Fprintf(io.out, "%5d  %3d  %-9s %s\n", p.ID, p.Score, lang.T("proposal."+string(p.State)), lang.T("pair.kind."+string(p.Kind)))
	for _, side := range []catalogue.Side{p.A, p.B} {
		fmt.Fprintf(io.out, "            %6d  %s  %s\n", side.ID, shorten(side.Name), side.Where)
	}
	var parts []string
	for _, x := range p.Parts {
		parts = append(parts, fmt.Sprintf("%s (%+d)", lang.T(x.Key, words(x.Args)...), x.Points))
	}
	fmt.Fprintf(io.out, "            %s\n", strings.Join(parts, ", "))
	for _, d := range p.Decisions {
		if !d.Holds() {
			fmt.Fprintf(io.out, "            %s: %s (%s, %s)\n", lang.T("decided.undone"), d.UndoneWhy, d.UndoneBy, d.Undone)
		}
		fmt.Fprintf(io.out, "            %s: %s (%s, %s)\n", lang.T("decided."+string(d.Kind)), d.Why, d.Author, d.On)
	}
}

// shorten keeps the beginning of a long text.
func shorten(text string) string {
	const most = 90
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

type reconcileAcceptCmd struct {
	IDs  []int64 `arg:"" name:"id" help:"Numbers of proposals."`
	Into int64   `help:"Number of the organisation or partnership that stays; the older one if not given."`
	Why  string  `help:"The reason, kept with the decision." required:""`
}

// Run accepts a proposal, signed operator.
func (c *reconcileAcceptCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return decideTogether(ctx, s, io, "cmd.proposal_accepted", c.IDs, func(h *house, ids []coop.ProposalID) error {
		return h.registry.AcceptAll(ctx, coop.Operator, ids, c.Into, c.Why)
	})
}

type reconcileRefuseCmd struct {
	IDs []int64 `arg:"" name:"id" help:"Numbers of proposals."`
	Why string  `help:"The reason, kept with the decision." required:""`
}

// Run refuses a proposal, signed operator.
func (c *reconcileRefuseCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return decideTogether(ctx, s, io, "cmd.proposal_refused", c.IDs, func(h *house, ids []coop.ProposalID) error {
		return h.registry.RefuseAll(ctx, coop.Operator, ids, c.Why)
	})
}

type reconcileUndoCmd struct {
	IDs       []int64 `arg:"" name:"id" optional:"" help:"Numbers of proposals."`
	Operation int64   `help:"Number of an operation, all of which is taken back: several decisions taken together, an accepted contribution, an import."`
	Why       string  `help:"The reason, kept with the decision." required:""`
}

// Run takes back what was decided about proposals, or all that an operation did, signed operator.
func (c *reconcileUndoCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if (c.Operation != 0) == (len(c.IDs) > 0) {
		return usageError{errors.New(s.words().T("operation.what"))}
	}
	if c.Operation != 0 {
		return decideAll(ctx, s, io, "cmd.operation_undone", []int64{c.Operation}, func(h *house, id int64) error {
			return h.registry.UndoOperation(ctx, coop.Operator, coop.OperationID(id), c.Why)
		})
	}
	return decideTogether(ctx, s, io, "cmd.proposal_reopened", c.IDs, func(h *house, ids []coop.ProposalID) error {
		return h.registry.ReopenAll(ctx, coop.Operator, ids, c.Why)
	})
}

type reconcileMergeCmd struct {
	Kind string `arg:"" help:"organisation or partnership." enum:"organisation,partnership"`
	From int64  `arg:"" help:"Number of the one whose address will lead to the other."`
	Into int64  `arg:"" help:"Number of the one that stays."`
	Why  string `help:"The reason, kept with the decision." required:""`
}

// Run merges two objects, signed operator.
func (c *reconcileMergeCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return decideAll(ctx, s, io, "cmd.merged", []int64{c.Into}, func(h *house, _ int64) error {
		_, err := h.registry.Merge(ctx, coop.Operator, c.Kind, c.From, c.Into, c.Why)
		return err
	})
}

type reconcileShowCmd struct {
	IDs  []int64 `arg:"" name:"id" help:"Numbers of proposals."`
	JSON bool    `help:"One JSON object a proposal."`
}

// Run shows proposals.
func (c *reconcileShowCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	for _, id := range c.IDs {
		p, err := h.catalogue.Proposal(ctx, coop.ProposalID(id))
		if err != nil {
			return err
		}
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(p); err != nil {
				return err
			}
			continue
		}
		printProposal(io, s.words(), p)
		for _, side := range []catalogue.Side{p.A, p.B} {
			for _, m := range side.Said {
				fmt.Fprintf(io.out, "            %6d  %s:%d  %s\n", side.ID, m.Cite.Document, m.Cite.Line, shorten(m.Text))
			}
		}
		fmt.Fprintf(io.out, "            %s\n", s.words().T("cmd.proposal_do."+string(p.State), id))
	}
	return nil
}

type reconcileDifferCmd struct {
	Kind string `arg:"" help:"organisation or partnership." enum:"organisation,partnership"`
	A    int64  `arg:"" help:"Number of the one."`
	B    int64  `arg:"" help:"Number of the other."`
	Why  string `help:"The reason, kept with the decision." required:""`
}

// Run says that two objects are not one, signed operator.
func (c *reconcileDifferCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return decideAll(ctx, s, io, "cmd.differ", []int64{c.A}, func(h *house, _ int64) error {
		_, err := h.registry.Distinguish(ctx, coop.Operator, c.Kind, c.A, c.B, c.Why)
		return err
	})
}

type reconcileSplitCmd struct {
	Kind string `arg:"" help:"organisation, partnership, action, programme or gift." enum:"organisation,partnership,action,programme,gift"`
	ID   int64  `arg:"" help:"Number of the one that was merged into another."`
	Why  string `help:"The reason, kept with the decision." required:""`
}

// Run takes a merge back, signed operator.
func (c *reconcileSplitCmd) Run(ctx context.Context, s *Settings, io streams) error {
	return decideAll(ctx, s, io, "cmd.split", []int64{c.ID}, func(h *house, id int64) error {
		return h.registry.Split(ctx, coop.Operator, c.Kind, id, c.Why)
	})
}

// decideTogether decides about proposals as one operation.
func decideTogether(ctx context.Context, s *Settings, io streams, said string, list []int64, decide func(*house, []coop.ProposalID) error) error {
	ids := make([]coop.ProposalID, len(list))
	for i, id := range list {
		ids[i] = coop.ProposalID(id)
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := decide(h, ids); err != nil {
		return err
	}
	for _, id := range list {
		fmt.Fprintln(io.out, s.words().T(said, id))
	}
	return nil
}

// decideAll opens the register and decides about each number in turn, saying what was done. The first refusal ends it; what
// was decided before it stays.
func decideAll(ctx context.Context, s *Settings, io streams, said string, ids []int64, decide func(*house, int64) error) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	for _, id := range ids {
		if err := decide(h, id); err != nil {
			return err
		}
		fmt.Fprintln(io.out, s.words().T(said, id))
	}
	return nil
}
