package web

import (
	"errors"
	"slices"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// rubric is the page of one rubric. Errors: notfound; conflict where the reply was not begun.
func (s *server) rubric(v *visit, problems ...Problem) (ReplyPage, int, error) {
	p, err := s.replied(v)
	if err != nil {
		return p, 0, err
	}
	at := slices.IndexFunc(p.Q.Rubrics, func(x coop.Rubric) bool { return x.ID == v.r.PathValue("rubric") })
	if at < 0 || p.Asked.Reply == 0 {
		return p, 0, coop.Refuse(coop.NotFound, "reply.no_rubric")
	}
	p.Rubric = p.Q.Rubrics[at]
	p.framed(v, p.Rubric.Title.In(string(v.lang)), problems...)
	p.Seen = campaign.Seen(p.Reply, p.Rubric)
	return p, at, nil
}

func (s *server) replyRubric(v *visit) error {
	p, _, err := s.rubric(v)
	if err != nil {
		return err
	}
	return v.html(ReplyRubric(p))
}

// replySave keeps a rubric, whatever is in it, and goes on to the next; what is wrong is said at once, and kept too (U2, U6).
func (s *server) replySave(v *visit) error {
	p, at, err := s.rubric(v)
	if err != nil {
		return err
	}
	given := map[string]coop.Given{}
	for _, i := range p.Rubric.Items {
		given[i.ID] = p.answered(v, i)
	}
	problems, err := p.faults(v, p.Rubric, given)
	if err != nil {
		return err
	}
	act := v.said("geste")
	err = s.Censuses.Save(v.r.Context(), p.Asked.Reply, p.Rubric, given, v.said("vu"), len(problems) == 0 && (act == "continuer" || act == "exact"))
	if err != nil && (len(problems) == 0 || coop.CodeOf(err) != coop.Invalid) { // what is too long is one of the faults already
		fault, err := v.problem(p.Rubric.Items[0].ID, err)
		if err != nil {
			return err
		}
		problems = append(problems, fault)
	}
	if len(problems) > 0 {
		p, _, err = s.rubric(v, problems...)
		return errors.Join(err, v.html(ReplyRubric(p)))
	}
	return v.done(p.next(act, at))
}

// faults are what is wrong with answers, in the words of their questions.
func (p ReplyPage) faults(v *visit, x coop.Rubric, given map[string]coop.Given) (out []Problem, err error) {
	for _, i := range x.Items {
		wrong := p.Reply.Refuse(i, given[i.ID])
		if wrong == nil {
			continue
		}
		one, err := v.problem(i.ID, wrong)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// next is where one goes from a rubric that was kept.
func (p ReplyPage) next(act string, at int) string {
	to := "/repondre/" + p.Code
	if question, is := strings.CutPrefix(act, "joindre."); is {
		return to + "/pieces/" + question
	}
	switch {
	case act == "ligne":
		return to + "/rubriques/" + p.Rubric.ID
	case act == "plus-tard":
		return to + "?fait=garde"
	case at+1 < len(p.Q.Rubrics):
		return to + "/rubriques/" + p.Q.Rubrics[at+1].ID
	}
	return to + "/verifier"
}

// answered is what the form says to a question. What the register knows is an answer once somebody has said so, for this
// question or for all of the page; who changes it corrects it, whatever she ticked.
func (p ReplyPage) answered(v *visit, i coop.Item) coop.Given {
	typed, known, still := v.filled(i), p.Reply.Known[i.ID], v.said(i.ID+".encore")
	open := still == "" || still == stillOpen
	if forPerson(i) && typed.Text() != "" {
		typed.Detail = p.T("reply.consent") // the words under which somebody is named are kept with her
	}
	switch {
	case known.Empty() || typed.Unsure:
		return typed
	case still == stillUnsure:
		return coop.Given{Unsure: true}
	case !typed.Same(p.shown(i)):
		return typed
	case still == stillExact, open && v.said("geste") == "exact" && typed.Same(known):
		return known
	case still == stillOpen, open && p.Reply.Given[i.ID].Empty():
		return coop.Given{}
	}
	return typed
}

// filled is what stands in the fields of a question.
func (v *visit) filled(i coop.Item) coop.Given {
	g := coop.Given{Detail: v.said(i.ID + ".detail"), Unsure: v.said(i.ID+".unsure") != ""}
	switch {
	case i.Type == coop.AskTable:
		for row := range coop.GivenRows {
			cells := make([]string, len(i.Columns))
			for c := range i.Columns {
				cells[c] = v.lines(cell(i, row, c))
			}
			g.Rows = append(g.Rows, cells)
		}
	case i.Type == coop.AskSeveral:
		g.Values = v.typed[i.ID]
	case i.Repeat:
		g.Values = strings.Split(v.lines(i.ID), "\n")
	default:
		g.Values = []string{v.lines(i.ID)}
	}
	return g.Tidy()
}

// lines are what was typed with ends of lines as we keep them.
func (v *visit) lines(field string) string { return strings.ReplaceAll(v.said(field), "\r\n", "\n") }
