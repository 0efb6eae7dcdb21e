package campaign

import (
	"context"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Meeting is what an answer of a document finds in the reply that it goes into.
type Meeting string

// Meetings.
const (
	MeetAbsent Meeting = "absent" // the question is not in the document
	MeetNone   Meeting = "none"   // it is, without an answer
	MeetNew    Meeting = "new"    // nothing was answered yet
	MeetKnown  Meeting = "known"  // nothing was answered yet, and it confirms what the register knows
	MeetSame   Meeting = "same"   // the same was answered
	MeetOld    Meeting = "old"    // something else was answered since: the document still says what the register knew
	MeetBoth   Meeting = "both"   // something else was answered: somebody has to choose
)

// Meets says what the answer of a document finds in a reply.
func (t Taken) Meets(r coop.Reply) Meeting {
	now, known := r.Given[t.Item.ID], r.Known[t.Item.ID]
	switch {
	case !t.Found:
		return MeetAbsent
	case t.Given.Empty():
		return MeetNone
	case now.Empty() && alike(t.Given, known):
		return MeetKnown
	case now.Empty():
		return MeetNew
	case alike(t.Given, now):
		return MeetSame
	case alike(t.Given, known):
		return MeetOld
	}
	return MeetBoth
}

// Offer is the answer that goes into a reply: what the register knows as it knows it, not as its blanks came back.
func (t Taken) Offer(r coop.Reply) coop.Given {
	if known := r.Known[t.Item.ID]; alike(t.Given, known) {
		return known
	}
	return t.Given
}

// alike says that two answers say the same but for white space and empty cells.
func alike(a, b coop.Given) bool { return a.Unsure == b.Unsure && slices.Equal(bare(a), bare(b)) }

func bare(g coop.Given) []string {
	out := []string{squeezed(strings.Join(g.Values, "\n")), squeezed(g.Detail)}
	for _, r := range g.Rows {
		out = append(out, strings.TrimRight(squeezed(strings.Join(r, " | ")), " |"))
	}
	return out
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// TakeForm puts answers that came by a document into the reply of an invitation, rubric by rubric; what else was answered
// stays. browser is "" where somebody types for her; seen is what each rubric was when the answers were looked at (Seen). Errors as for Save.
func (c *Campaigns) TakeForm(ctx context.Context, i coop.Invitation, browser, means string, given map[string]coop.Given, seen map[string]string) error {
	r, err := c.Begin(ctx, i, browser, means)
	if err != nil {
		return err
	}
	q, err := c.Questionnaire(ctx, r.Questionnaire, r.Version)
	if err != nil {
		return err
	}
	for _, x := range q.Rubrics {
		merged, changed := map[string]coop.Given{}, false
		for _, item := range x.Items {
			merged[item.ID] = r.Given[item.ID]
			if g, ok := given[item.ID]; ok {
				merged[item.ID], changed = g, true
			}
		}
		if !changed {
			continue
		}
		if err := c.Save(ctx, r.ID, x, merged, seen[x.ID], finished(r, x, merged)); err != nil {
			return err
		}
	}
	return nil
}

// finished says that a rubric has all that it asks for, and nothing wrong.
func finished(r coop.Reply, x coop.Rubric, given map[string]coop.Given) bool {
	if len((coop.Reply{Given: given}).Lacks(x)) > 0 {
		return false
	}
	return !slices.ContainsFunc(x.Items, func(i coop.Item) bool { return r.Refuse(i, given[i.ID]) != nil })
}

// Known is what the register knew when a reply began, or knows now where it has not.
func (f Form) Known(r coop.Reply) map[string]coop.Given {
	if r.ID != 0 {
		return r.Known
	}
	return f.Shown
}
