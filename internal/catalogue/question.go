package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Question is a name that could mean several organisations, or none that is known.
type Question struct {
	ID         coop.QuestionID
	Text       string
	Cite       Cite
	Candidates []QuestionCandidate
	Answer     *Ref
	Why        string
	Author     coop.Author // of the answer
	AnsweredAt int64       // Unix milliseconds, UTC; 0 for an open one
}

// QuestionCandidate is an organisation that the name may mean, with where it lies.
type QuestionCandidate struct {
	Ref   Ref
	Where string
}

// Questions lists the open questions, or all.
func (c *Catalogue) Questions(ctx context.Context, all bool) ([]Question, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.Questions(ctx)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	var out []Question
	for _, r := range rows {
		if head := x.heads.of(coop.RecordID(r.Record)); r.Answer.Valid && !all || head == nil || head.replacedBy != 0 || x.kept.hides(head.id, r.Path) {
			continue
		}
		q, err := x.question(r)
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

// QuestionsOf lists the open questions that parties of a partnership are.
func (c *Catalogue) QuestionsOf(ctx context.Context, id coop.PartnershipID) ([]Question, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.QuestionsOfPartnership(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("questions of partnership %d: %w", id, err)
	}
	out := make([]Question, len(rows))
	for i, r := range rows {
		if out[i], err = x.question(db.Question(r)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *index) question(r db.Question) (Question, error) {
	q := Question{ID: coop.QuestionID(r.ID), Cite: x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.Line), Why: x.kept.names.mask(r.Why), Author: coop.Author(r.Author), AnsweredAt: r.AnsweredAt}
	q.Text = x.masked(q.Cite.Source, r.Text)
	if r.Answer.Valid {
		ref := x.orgRef(coop.OrgID(r.Answer.Int64))
		q.Answer = &ref
	}
	var ids []coop.OrgID
	if err := json.Unmarshal([]byte(r.Candidates), &ids); err != nil {
		return q, fmt.Errorf("candidates of question %d: %w", r.ID, err)
	}
	for _, id := range ids {
		q.Candidates = append(q.Candidates, QuestionCandidate{Ref: x.orgRef(id), Where: x.where(id)})
	}
	return q, nil
}

// where tells an organisation apart from its homonyms: the territories above it.
func (x *index) where(id coop.OrgID) string {
	o := x.orgs[id]
	if o == nil {
		return ""
	}
	s := ""
	for i, t := range x.lineage(o.Territory) {
		if i > 0 {
			s += " · "
		}
		s += t.Name
	}
	return s
}
