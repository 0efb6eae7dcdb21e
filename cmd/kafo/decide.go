package main

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

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
		if len(q.Candidates) == 0 {
			fmt.Fprintf(io.out, "         %s\n", s.words().T("ref.nobody"))
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
