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

	"kafo/internal/check"
	"kafo/internal/coop"
)

type checkCmd struct {
	On   string `help:"Day on which the rules look, as 2026-05-31: what is past or stale is so on that day. Today if not given." placeholder:"DAY"`
	JSON bool   `help:"Report as JSON, one object a finding."`
}

// Run runs every finding rule over the register, keeps what it notices and lists it.
func (c *checkCmd) Run(ctx context.Context, s *Settings, io streams) error {
	on := coop.Date(c.On)
	if c.On == "" {
		on = today()
	} else if _, err := time.Parse(time.DateOnly, c.On); err != nil {
		return usageError{errors.New(s.words().T("cmd.no_day", c.On))}
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if _, err := check.Run(ctx, h.catalogue, h.registry, coop.Operator, on); err != nil {
		return err
	}
	return listFindings(ctx, h, s, io, c.JSON)
}

// today is the day by the clock, in UTC; the rules themselves know no clock.
func today() coop.Date { return coop.Date(time.Now().UTC().Format(time.DateOnly)) }

func listFindings(ctx context.Context, h *house, s *Settings, io streams, asJSON bool) error {
	all, err := h.catalogue.Findings(ctx, "", "")
	if err != nil {
		return err
	}
	for _, f := range all {
		if asJSON {
			if err := json.NewEncoder(io.out).Encode(f); err != nil {
				return err
			}
			continue
		}
		where := ""
		if len(f.Cites) > 0 {
			where = fmt.Sprintf("%s:%d", f.Cites[0].Document, f.Cites[0].Line)
		}
		fmt.Fprintf(io.out, "%5d  %-9s %s\n       %s  %s\n", f.ID, f.State, s.words().T("rule."+f.Rule), where, evidence(f.Evidence))
	}
	fmt.Fprintln(io.err, s.words().T("cmd.findings", len(all)))
	return nil
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
	List findingListCmd `cmd:"" help:"List the findings."`
	Set  findingSetCmd  `cmd:"" help:"Set the state of a finding: open, explained or fixed."`
}

type findingListCmd struct {
	JSON bool `help:"One JSON object a finding."`
}

// Run lists the findings.
func (c *findingListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	return listFindings(ctx, h, s, io, c.JSON)
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
	if err := h.registry.SetFinding(ctx, coop.Operator, coop.FindingID(c.ID), c.State, c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.finding_set", c.ID, c.State))
	return nil
}

type questionCmd struct {
	List   questionListCmd   `cmd:"" help:"List the questions."`
	Answer questionAnswerCmd `cmd:"" help:"Say which organisation a name means."`
}

type questionListCmd struct {
	All  bool `help:"Answered questions too."`
	JSON bool `help:"One JSON object a question."`
}

// Run lists the questions with their candidates.
func (c *questionListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	all, err := h.catalogue.Questions(ctx, c.All)
	if err != nil {
		return err
	}
	for _, q := range all {
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(q); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(io.out, "%5d  « %s »  %s:%d\n", q.ID, q.Text, q.Cite.Document, q.Cite.Line)
		for _, k := range q.Candidates {
			fmt.Fprintf(io.out, "         %d  %s  %s\n", k.Ref.ID, k.Ref.Name, k.Where)
		}
		if q.Answer != nil {
			fmt.Fprintf(io.out, "         → %d  %s  (%s)\n", q.Answer.ID, q.Answer.Name, q.Why)
		}
	}
	fmt.Fprintln(io.err, s.words().T("cmd.questions", len(all)))
	return nil
}

type questionAnswerCmd struct {
	ID  int64  `arg:"" help:"Number of the question."`
	Org int64  `arg:"" help:"Number of the organisation that is meant."`
	Why string `help:"The reason, kept with the decision." required:""`
}

// Run answers a question, signed operator.
func (c *questionAnswerCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.Answer(ctx, coop.Operator, coop.QuestionID(c.ID), coop.OrgID(c.Org), c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.question_answered", c.ID))
	return nil
}
