package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/check"
	"kafo/internal/coop"
)

type checkCmd struct {
	Rules   []string `arg:"" optional:"" name:"rule" help:"Only these rules, by their ids. All if none is given."`
	Subject int64    `help:"Only what is about one partnership, by its number." placeholder:"PARTNERSHIP"`

	On   string `help:"Day on which the rules look, as 2026-05-31: what is past or stale is so on that day. Today if not given." placeholder:"DAY"`
	JSON bool   `help:"Report as JSON, one object a finding."`
}

// Run runs the finding rules over the register, keeps what they notice and lists it.
func (c *checkCmd) Run(ctx context.Context, s *Settings, io streams) error {
	on := coop.Date(c.On)
	if c.On == "" {
		on = today()
	} else if _, err := time.Parse(time.DateOnly, c.On); err != nil {
		return usageError{errors.New(s.words().T("cmd.no_day", c.On))}
	}
	scope := check.Scope{Rules: c.Rules, Subject: coop.PartnershipID(c.Subject)}
	if err := scope.Check(); err != nil {
		return usageError{errors.New(say(s.words(), err))}
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if scope.Subject != 0 {
		if _, err := h.catalogue.Partnership(ctx, scope.Subject); err != nil {
			return err
		}
	}
	if _, err := check.Run(ctx, h.catalogue, h.registry, coop.Operator, on, scope); err != nil {
		return err
	}
	all, err := h.catalogue.Findings(ctx, catalogue.FindingQuery{})
	if err != nil {
		return err
	}
	return printFindings(s, io, slices.DeleteFunc(all, func(f catalogue.Finding) bool { return !scope.Covers(f.Rule, about(f)) }), c.JSON)
}

// about is the partnership that a finding is about, 0 if none.
func about(f catalogue.Finding) coop.PartnershipID {
	if f.Subject == nil {
		return 0
	}
	return coop.PartnershipID(f.Subject.ID)
}

// findingRules are the rules as pages name them.
func findingRules() []catalogue.Rule {
	out := make([]catalogue.Rule, len(check.Rules))
	for i, r := range check.Rules {
		out[i] = catalogue.Rule{ID: r.ID, Severity: r.Severity}
	}
	return out
}

// today is the day by the clock, in UTC; the rules themselves know no clock.
func today() coop.Date { return coop.Date(time.Now().UTC().Format(time.DateOnly)) }

func listFindings(ctx context.Context, h *house, s *Settings, io streams, q catalogue.FindingQuery, asJSON bool) error {
	all, err := h.catalogue.Findings(ctx, q)
	if err != nil {
		return err
	}
	return printFindings(s, io, all, asJSON)
}

func printFindings(s *Settings, io streams, all []catalogue.Finding, asJSON bool) error {
	for _, f := range all {
		if asJSON {
			if err := json.NewEncoder(io.out).Encode(f); err != nil {
				return err
			}
			continue
		}
		printFinding(io, s, f)
	}
	fmt.Fprintln(io.err, s.words().T("cmd.findings", len(all)))
	return nil
}

func printFinding(io streams, s *Settings, f catalogue.Finding) {
	where := ""
	if len(f.Cites) > 0 {
		where = fmt.Sprintf("%s:%d", f.Cites[0].Document, f.Cites[0].Line)
	}
	owner := ""
	if f.Owner != "" {
		owner = "  → " + f.Owner
	}
	fmt.Fprintf(io.out, "%5d  %-9s %s%s\n       %s  %s\n", f.ID, f.State, s.words().T("rule."+f.Rule), owner, where, evidence(f.Evidence))
}

// evidence is what a rule compared, in a fixed order: "stated 58603, sum 58753".
func evidence(e map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(e)) {
		parts = append(parts, k+" "+e[k])
	}
	return strings.Join(parts, ", ")
}

type findingCmd struct {
	List   findingListCmd   `cmd:"" help:"List the findings."`
	Show   findingShowCmd   `cmd:"" help:"Show a finding with its history."`
	Set    findingSetCmd    `cmd:"" help:"Set the state of a finding: open, explained or fixed."`
	Assign findingAssignCmd `cmd:"" help:"Say who looks after a finding: a role or an organisation."`
}

type findingListCmd struct {
	Rule     string `help:"Only those of a rule." placeholder:"RULE"`
	Severity string `help:"Only those of a severity: error, warning or notice." enum:",error,warning,notice" default:"" placeholder:"SEVERITY"`
	State    string `help:"Only those in a state: open, reopened, explained, fixed or gone. All but the gone if not given." enum:",open,reopened,explained,fixed,gone" default:"" placeholder:"STATE"`
	Owner    string `help:"Only those that somebody looks after." placeholder:"WHO"`
	JSON     bool   `help:"One JSON object a finding."`
}

// Run lists the findings.
func (c *findingListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if c.Rule != "" {
		if err := (check.Scope{Rules: []string{c.Rule}}).Check(); err != nil {
			return usageError{errors.New(say(s.words(), err))}
		}
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	q := catalogue.FindingQuery{Rule: c.Rule, Severity: c.Severity, State: c.State, Owner: c.Owner}
	return listFindings(ctx, h, s, io, q, c.JSON)
}

type findingShowCmd struct {
	ID   int64 `arg:"" help:"Number of the finding."`
	JSON bool  `help:"As one JSON object."`
}

// Run shows a finding with every step of its history.
func (c *findingShowCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	f, err := h.catalogue.Finding(ctx, coop.FindingID(c.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(f)
	}
	printFinding(io, s, f)
	for _, e := range f.History {
		at := time.UnixMilli(e.At).UTC().Format(time.DateTime)
		fmt.Fprintf(io.out, "       %s  %s  %s\n", at, e.Author, strings.Join(slices.DeleteFunc([]string{e.What, e.Owner, e.Why, evidence(e.Evidence)}, func(s string) bool { return s == "" }), "  "))
	}
	return nil
}

type findingAssignCmd struct {
	ID  int64  `arg:"" help:"Number of the finding."`
	Who string `arg:"" help:"A role or an organisation, in free words; \"\" takes the finding away from whoever has it."`
	Why string `help:"The reason, kept with the decision." required:""`
}

// Run gives a finding to somebody, signed operator.
func (c *findingAssignCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.AssignFinding(ctx, coop.Operator, coop.FindingID(c.ID), c.Who, c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.finding_assigned", c.ID, c.Who))
	return nil
}

type findingSetCmd struct {
	ID    int64  `arg:"" help:"Number of the finding."`
	State string `arg:"" help:"open, explained or fixed."`
	Why   string `help:"The reason, kept with the decision." required:""`
}

// Run decides about a finding, signed operator.
func (c *findingSetCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.SetFinding(ctx, coop.Operator, coop.FindingID(c.ID), coop.FindingState(c.State), c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.finding_set", c.ID, c.State))
	return nil
}
