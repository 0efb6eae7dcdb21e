package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// OperationsPage lists what was decided, the latest first.
type OperationsPage struct {
	Page
	List  []catalogue.Operation
	Pager Pager
}

func (s *server) operations(v *visit) error {
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	list, total, err := v.reader.Operations(v.r.Context(), page)
	if err != nil {
		return err
	}
	pager, err := newPager(page, total, operationsPerPage, func(n int) string { return "/operations?page=" + itoa(n) })
	if err != nil {
		return err
	}
	p := OperationsPage{Page: v.frame(v.lang.T("operations.title")), List: list, Pager: pager}
	p.Path, p.NoIndex, p.Description = "/operations", true, v.lang.T("operations.intro")
	p.number(page)
	return v.html(Operations(p))
}

const operationsPerPage = 100

// OperationPage is one operation with what it did.
type OperationPage struct {
	Page
	O catalogue.Operation
}

func (s *server) operation(v *visit) error {
	o, err := s.operationOf(v, v.reader, v.ref)
	if err != nil {
		return err
	}
	if done, err := v.data("operation-"+v.ref, o, "json"); done {
		return err
	}
	p := OperationPage{Page: v.frame(v.lang.T("operation.title", int(o.ID))), O: o}
	p.Path, p.NoIndex, p.Formats, p.Description = operationAddress(o.ID), true, []string{"json"}, v.lang.T("operations.intro")
	p.Crumbs = []Crumb{{v.lang.T("operations.title"), "/operations"}}
	return v.html(OperationView(p))
}

func (s *server) operationOf(v *visit, r Reader, ref string) (catalogue.Operation, error) {
	id, _, err := splitRef(ref)
	if err != nil {
		return catalogue.Operation{}, err
	}
	return r.Operation(v.r.Context(), coop.OperationID(id))
}

func operationAddress(id coop.OperationID) string {
	return "/operations/" + strconv.FormatInt(int64(id), 10)
}

// Effects says what an operation of a list did: in words where all its parts did the same, and how many they are.
func (p Page) Effects(o catalogue.Operation) string {
	switch {
	case o.Alike.Kind == "":
		return p.T("operation.count", o.Count)
	case o.Count == 1:
		return p.PartName(o.Alike)
	}
	return p.T("operation.times", p.PartName(o.Alike), o.Count)
}

// PartName says what a part of an operation is.
func (p Page) PartName(part catalogue.OperationPart) string {
	switch part.Kind {
	case coop.PartDecision:
		return p.T("history.what." + part.What)
	case coop.PartFinding:
		return p.Step(catalogue.FindingEvent{What: part.What, Owner: part.Why})
	}
	return p.T("operation.part." + string(part.Kind))
}

// UndoPage asks whether all of an operation is to be taken back, and why.
type UndoPage struct {
	Form
	O catalogue.Operation
}

func (s *server) undoForm(v *visit) error { return s.undoPage(v) }

func (s *server) undoPage(v *visit, problems ...Problem) error {
	o, err := s.operationOf(v, s.Reader, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := UndoPage{Form: v.asks(v.lang.T("operation.undo.title", int(o.ID)), problems...), O: o}
	p.Crumbs = []Crumb{{v.lang.T("operation.title", int(o.ID)), operationAddress(o.ID)}}
	return v.html(UndoOperation(p))
}

func (s *server) undone(v *visit) error {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	err = s.Registry.UndoOperation(v.r.Context(), v.author, coop.OperationID(id), v.said("pourquoi"))
	if err == nil {
		return v.done(operationAddress(coop.OperationID(id)))
	}
	p, err := v.problem("pourquoi", err)
	if err != nil {
		return err
	}
	return s.undoPage(v, p)
}

// TogetherPage is a list of open things of which several are decided together, as one operation.
type TogetherPage struct {
	Form
	Proposals []catalogue.Proposal
	Findings  []catalogue.Finding
	Total     int
	Pager     Pager
}

// states are those that a person may give findings.
func (p TogetherPage) states() [][2]string { return DecideFindingPage{Form: p.Form}.states() }

// ticked says whether a number was ticked in the form that came back.
func (f Form) ticked(id int64) bool {
	for _, x := range f.Typed["choix"] {
		if x == strconv.FormatInt(id, 10) {
			return true
		}
	}
	return false
}

const togetherPerPage = 25

// evidenceShown is how many pieces of evidence tell findings of one kind apart in the list.
const evidenceShown = 3

func (s *server) togetherProposals(v *visit) error { return s.togetherProposalsPage(v) }

func (s *server) togetherProposalsPage(v *visit, problems ...Problem) error {
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	list, err := s.Reader.Proposals(v.r.Context(), catalogue.ProposalQuery{State: coop.ProposalOpen, Page: page})
	if err != nil {
		return err
	}
	p := TogetherPage{Form: v.asks(v.lang.T("together.proposals", list.Total), problems...), Proposals: list.Items, Total: list.Total}
	if p.Pager, err = newPager(page, list.Total, catalogue.ProposalsPerPage, func(n int) string { return "/trancher/revue?page=" + itoa(n) }); err != nil {
		return err
	}
	p.Crumbs = []Crumb{{v.lang.T("nav.review"), "/revue"}}
	if p.Seen, err = s.versionsOf(v, coop.OpenedProposal, each(p.Proposals, func(q catalogue.Proposal) coop.ProposalID { return q.ID })); err != nil {
		return err
	}
	p.number(page)
	return v.html(TogetherProposals(p))
}

func (s *server) proposalsDecided(v *visit) error {
	ids, err := stillAs(s, v, coop.OpenedProposal, picked[coop.ProposalID](v))
	if err != nil {
		return err
	}
	ctx, why := v.r.Context(), v.said("pourquoi")
	switch {
	case len(ids) == 0:
		err = v.none()
	case v.said("geste") == "refuser":
		err = s.Registry.RefuseAll(ctx, v.author, ids, why)
	default:
		err = s.Registry.AcceptAll(ctx, v.author, ids, 0, why)
	}
	return v.together(err, numbers(ids), s.togetherProposalsPage)
}

// together answers a form in which several things were ticked.
func (v *visit) together(err error, ids []int64, again func(*visit, ...Problem) error) error {
	if err == nil {
		v.untick(ids)
		return v.decided(len(ids), "/operations", again)
	}
	p, err := v.problem(reasonField(err, "choix"), err)
	if err != nil {
		return err
	}
	return again(v, p)
}

// none refuses a form in which nothing was ticked, not one of which all has changed meanwhile.
func (v *visit) none() error {
	if len(v.meanwhile.Changed) > 0 {
		return nil
	}
	return coop.Refuse(coop.Conflict, "together.none")
}

// picked are the numbers that were ticked.
func picked[T ~int64](v *visit) (out []T) {
	for _, text := range v.typed["choix"] {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			out = append(out, T(n))
		}
	}
	return out
}

func (s *server) togetherFindings(v *visit) error { return s.togetherFindingsPage(v) }

func (s *server) togetherFindingsPage(v *visit, problems ...Problem) error {
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	var open []catalogue.Finding
	for _, state := range []coop.FindingState{coop.FindingReopened, coop.FindingOpen} {
		list, err := s.Reader.FindingList(v.r.Context(), catalogue.FindingQuery{State: string(state)})
		if err != nil {
			return err
		}
		open = append(open, list.Items...)
	}
	p := TogetherPage{Form: v.asks(v.lang.T("together.findings", len(open)), problems...), Findings: pageOf(open, page, togetherPerPage), Total: len(open)}
	if p.Pager, err = newPager(page, len(open), togetherPerPage, func(n int) string { return "/trancher/constats?page=" + itoa(n) }); err != nil {
		return err
	}
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}}
	if p.Seen, err = s.versionsOf(v, coop.OpenedFinding, each(p.Findings, func(f catalogue.Finding) coop.FindingID { return f.ID })); err != nil {
		return err
	}
	p.number(page)
	return v.html(TogetherFindings(p))
}

func (s *server) findingsDecided(v *visit) error {
	ids, err := stillAs(s, v, coop.OpenedFinding, picked[coop.FindingID](v))
	if err != nil {
		return err
	}
	if err = v.none(); len(ids) > 0 {
		err = s.Registry.SetFindings(v.r.Context(), v.author, ids, coop.FindingState(v.said("etat")), v.said("pourquoi"))
	}
	return v.together(err, numbers(ids), s.togetherFindingsPage)
}

// questionsAnswered answers as many of the questions of a page as one has chosen an organisation for.
func (s *server) questionsAnswered(v *visit) error {
	answers := map[coop.QuestionID]coop.OrgID{}
	for name := range v.typed {
		var q, org int64
		var err error
		if n, ok := strings.CutPrefix(name, "q"); ok {
			if q, err = strconv.ParseInt(n, 10, 64); err != nil {
				continue
			}
			if org, err = strconv.ParseInt(v.said(name), 10, 64); err != nil {
				continue // nothing chosen
			}
			answers[coop.QuestionID(q)] = coop.OrgID(org)
		}
	}
	ids, err := stillAs(s, v, coop.OpenedQuestion, slices.Sorted(maps.Keys(answers)))
	if err != nil {
		return err
	}
	maps.DeleteFunc(answers, func(id coop.QuestionID, _ coop.OrgID) bool { return !slices.Contains(ids, id) })
	if err = v.none(); len(answers) > 0 {
		err = s.Registry.AnswerAll(v.r.Context(), v.author, answers, v.said("pourquoi"))
	}
	return v.together(err, numbers(ids), s.questionsPage)
}
