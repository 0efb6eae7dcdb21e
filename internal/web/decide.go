package web

import (
	"context"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Decider is the room that decides about identities, questions and findings, as the pages use it: what the commands do.
type Decider interface {
	Accept(ctx context.Context, author coop.Author, id coop.ProposalID, into int64, why string) error
	Refuse(ctx context.Context, author coop.Author, id coop.ProposalID, why string) error
	Reopen(ctx context.Context, author coop.Author, id coop.ProposalID, why string) error
	Answer(ctx context.Context, author coop.Author, id coop.QuestionID, org coop.OrgID, why string) error
	SetFinding(ctx context.Context, author coop.Author, id coop.FindingID, state coop.FindingState, why string) error
	AcceptAll(ctx context.Context, author coop.Author, ids []coop.ProposalID, into int64, why string) error
	RefuseAll(ctx context.Context, author coop.Author, ids []coop.ProposalID, why string) error
	SetFindings(ctx context.Context, author coop.Author, ids []coop.FindingID, state coop.FindingState, why string) error
	AnswerAll(ctx context.Context, author coop.Author, answers map[coop.QuestionID]coop.OrgID, why string) error
	UndoOperation(ctx context.Context, author coop.Author, id coop.OperationID, why string) error
	AssignFinding(ctx context.Context, author coop.Author, id coop.FindingID, owner, why string) error
}

// decideAddress is where one decides about a thing of a kind, by the same word as its public family.
func decideAddress(family string, id int64) string {
	return "/trancher" + family + "/" + strconv.FormatInt(id, 10)
}

// QuestionsPage lists the names of which nobody has said yet whom they mean.
type QuestionsPage struct {
	Form
	Questions []catalogue.Question
	Pager     Pager
	Total     int
}

const questionsPerPage = 40

func (s *server) questions(v *visit) error { return s.questionsPage(v) }

func (s *server) questionsPage(v *visit, problems ...Problem) error {
	list, err := s.People.Questions(v.r.Context(), false)
	if err != nil {
		return err
	}
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	pager, err := newPager(page, len(list), questionsPerPage, func(n int) string { return "/trancher/questions?page=" + itoa(n) })
	if err != nil {
		return err
	}
	p := QuestionsPage{Form: v.asks(v.lang.T("questions.title", len(list)), problems...), Questions: pageOf(list, page, questionsPerPage), Pager: pager, Total: len(list)}
	if p.Seen, err = s.versionsOf(v, coop.OpenedQuestion, each(p.Questions, func(q catalogue.Question) coop.QuestionID { return q.ID })); err != nil {
		return err
	}
	p.number(page)
	return v.html(Questions(p))
}

// QuestionPage asks whom a name means.
type QuestionPage struct {
	Form
	Q     catalogue.Question
	Notes *Notes
}

func (p QuestionPage) candidates() [][2]string { return p.mayMean(p.Q) }

// mayMean are the organisations that a name may mean, to choose from.
func (p Page) mayMean(q catalogue.Question) [][2]string {
	out := [][2]string{{"", p.T("question.choose")}}
	for _, c := range q.Candidates {
		name := c.Ref.Name
		if c.Where != "" {
			name += " (" + c.Where + ")"
		}
		out = append(out, [2]string{strconv.FormatInt(c.Ref.ID, 10), name})
	}
	return out
}

func (s *server) question(v *visit) error { return s.questionPage(v) }

func (s *server) questionPage(v *visit, problems ...Problem) error {
	q, err := s.questionAt(v)
	if err != nil {
		return err
	}
	p := QuestionPage{Form: v.asks(v.lang.T("question.page", q.Text), problems...), Q: q, Notes: &Notes{}}
	p.Crumbs = []Crumb{{v.lang.T("questions.name"), "/trancher/questions"}}
	if p.Q.Answer == nil {
		p.Script = s.assets.url("pick.js")
	}
	return v.html(QuestionView(p))
}

// questionAt is the question of an address. Error: notfound.
func (s *server) questionAt(v *visit) (catalogue.Question, error) {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return catalogue.Question{}, err
	}
	return s.questionOf(v, coop.QuestionID(id))
}

// questionOf is a question, answered or not. Error: notfound.
func (s *server) questionOf(v *visit, id coop.QuestionID) (catalogue.Question, error) {
	list, err := s.People.Questions(v.r.Context(), true)
	if err != nil {
		return catalogue.Question{}, err
	}
	i := slices.IndexFunc(list, func(q catalogue.Question) bool { return q.ID == id })
	if i < 0 {
		return catalogue.Question{}, notFound("error.no_page")
	}
	return list[i], nil
}

// questionAnswered says whom a name means: one of the candidates, or another organisation by its number.
func (s *server) questionAnswered(v *visit) error {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	org, field, problem := int64(0), "organisation", Problem{}
	if v.said("autre") != "" {
		field = "autre"
		if org, problem, err = v.picked(coop.KindOrganisation, field); err != nil {
			return err
		}
	} else if org, err = strconv.ParseInt(v.said(field), 10, 64); err != nil {
		problem = Problem{field, v.lang.T("question.org_wrong")}
	}
	if problem.Text != "" {
		return s.questionPage(v, problem)
	}
	err = s.Registry.Answer(v.r.Context(), v.author, coop.QuestionID(id), coop.OrgID(org), v.said("pourquoi"))
	if err == nil {
		return v.done(v.path)
	}
	p, err := v.problem(reasonField(err, field), err)
	if err != nil {
		return err
	}
	return s.questionPage(v, p)
}

// reasonField is the field of the reason where that is what is missing.
func reasonField(err error, other string) string {
	if coop.CodeOf(err) == coop.Invalid {
		return "pourquoi"
	}
	return other
}

// DecideFindingPage asks what becomes of a finding.
type DecideFindingPage struct {
	Form
	F catalogue.Finding
}

func (p DecideFindingPage) states() [][2]string {
	var out [][2]string
	for _, s := range coop.FindingStates {
		if s.Decidable() {
			out = append(out, [2]string{string(s), p.T("state." + string(s))})
		}
	}
	return out
}

func (s *server) decideFinding(v *visit) error { return s.decideFindingPage(v) }

func (s *server) decideFindingPage(v *visit, problems ...Problem) error {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := s.Reader.Finding(v.r.Context(), coop.FindingID(id))
	if err != nil {
		return err
	}
	p := DecideFindingPage{Form: v.asks("", problems...), F: f}
	p.Title += v.lang.T("decide.title", v.lang.T("finding.page", p.FindingTitle(f), itoa(int(id))))
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}, {p.FindingTitle(f), address("finding", id, "")}}
	return v.html(DecideFinding(p))
}

func (s *server) findingDecided(v *visit) error {
	number, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx, id, why := v.r.Context(), coop.FindingID(number), v.said("pourquoi")
	if v.said("geste") == "confier" {
		err = s.Registry.AssignFinding(ctx, v.author, id, v.said("qui"), why)
	} else {
		err = s.Registry.SetFinding(ctx, v.author, id, coop.FindingState(v.said("etat")), why)
	}
	if err == nil {
		return v.done(address("finding", number, ""))
	}
	p, err := v.problem("pourquoi", err)
	if err != nil {
		return err
	}
	return s.decideFindingPage(v, p)
}

// DecideProposalPage asks whether two things are one.
type DecideProposalPage struct {
	Form
	ProposalPage ProposalPage
}

// stays are the sides of which one stays, where two become one.
func (p DecideProposalPage) stays() [][2]string {
	one := p.ProposalPage.P
	if one.Kind != coop.PairOrganisation && one.Kind != coop.PairPartnership || one.State != coop.ProposalOpen {
		return nil
	}
	out := [][2]string{{"", p.T("decide.older")}}
	for _, side := range []catalogue.Side{one.A, one.B} {
		out = append(out, [2]string{strconv.FormatInt(side.Ref.ID, 10), brief(side.Name)})
	}
	return out
}

func (s *server) decideProposal(v *visit) error { return s.decideProposalPage(v) }

func (s *server) decideProposalPage(v *visit, problems ...Problem) error {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	one, err := s.Reader.Proposal(v.r.Context(), coop.ProposalID(id))
	if err != nil {
		return err
	}
	p := DecideProposalPage{Form: v.asks("", problems...)}
	p.Title += v.lang.T("decide.title", v.lang.T("proposal.page", v.lang.T("pair.kind."+string(one.Kind)), itoa(int(id))))
	p.Crumbs = []Crumb{{v.lang.T("nav.review"), "/revue"}, {v.lang.T("proposal.number", itoa(int(id))), address("proposal", id, "")}}
	p.ProposalPage = ProposalPage{Page: p.Page, P: one, Notes: &Notes{}}
	return v.html(DecideProposal(p))
}

func (s *server) proposalDecided(v *visit) error {
	number, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx, id, why := v.r.Context(), coop.ProposalID(number), v.said("pourquoi")
	switch v.said("geste") {
	case "accepter":
		into, _ := strconv.ParseInt(v.said("reste"), 10, 64) // 0: the older one
		err = s.Registry.Accept(ctx, v.author, id, into, why)
	case "refuser":
		err = s.Registry.Refuse(ctx, v.author, id, why)
	default:
		err = s.Registry.Reopen(ctx, v.author, id, why)
	}
	if err == nil {
		return v.done(address("proposal", number, ""))
	}
	p, err := v.problem("pourquoi", err)
	if err != nil {
		return err
	}
	return s.decideProposalPage(v, p)
}
