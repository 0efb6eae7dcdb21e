package web

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// Censuses is the room of censuses, as the pages use it.
type Censuses interface {
	Holder
	Letters
	Find(ctx context.Context, code string) (catalogue.Invited, error)
	Code(i coop.Invitation) string
	Trusted(ctx context.Context, i coop.InvitationID, browser string) (yes bool, devices int, err error)
	Begin(ctx context.Context, i coop.Invitation, browser, means string) (coop.Reply, error)
	AskCode(ctx context.Context, i coop.Invitation, browser string) error
	Admit(ctx context.Context, i coop.Invitation, browser, code string) error
	Resend(ctx context.Context, i coop.Invitation) error
	ResendTo(ctx context.Context, email string) error
	Decline(ctx context.Context, i coop.Invitation, colleague string, wrong bool) error
	Disown(ctx context.Context, i catalogue.Invited) error
	Resume(ctx context.Context, id coop.ContributionID, q coop.Questionnaire, d campaign.Draft) (int, error)
	Questionnaire(ctx context.Context, name, version string) (coop.Questionnaire, error)
	Save(ctx context.Context, id coop.ContributionID, x coop.Rubric, given map[string]coop.Given, seen string, finished bool) error
	Send(ctx context.Context, i coop.Invitation, declarant string) error
	Receive(ctx context.Context, i coop.Invitation, p campaign.Parcel) (campaign.Receipt, error)
	Form(ctx context.Context, i coop.Invitation, lang i18n.Lang) (campaign.Form, error)
	TakeForm(ctx context.Context, i coop.Invitation, browser, means string, given map[string]coop.Given, seen map[string]string) error
}

// ReplyPage is what somebody who was asked sees of her reply: its rubrics, one of them, all of it, or its receipt.
type ReplyPage struct {
	Form
	Code     string
	Asked    catalogue.Invited
	Campaign coop.Campaign
	Q        coop.Questionnaire
	Reply    coop.Reply
	Rubric   coop.Rubric
	Seen     string
	Trusted  bool  // this browser may see the answers
	Devices  int   // browsers that may
	Done     bool  // what was asked for on this page was done
	Coded    bool  // a code is on its way
	Later    bool  // what was answered is kept, and the rest put off
	Whole    bool  // all rubrics stand on this page, to be answered without a line
	Made     int64 // when the page was made, where its script asks (Unix milliseconds, UTC)
}

// To is the address of a part of the reply.
func (p ReplyPage) To(part string) string { return p.Link("/repondre/" + p.Code + part) }

// In are words of the questionnaire in the reader's language.
func (p ReplyPage) In(w coop.Wording) string { return w.In(string(p.Lang)) }

// hint is what stands below a question: its help, what it is for, whether the answer will be public (U9).
func (p ReplyPage) hint(i coop.Item) string {
	parts := []string{p.In(i.Help), p.In(i.Why)}
	if forPerson(i) {
		parts = append(parts, p.T("reply.consent"))
	} else if i.Public {
		parts = append(parts, p.T("reply.public"))
	} else {
		parts = append(parts, p.T("reply.private"))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// label marks what one may leave out (U10).
func (p ReplyPage) label(i coop.Item) string {
	if i.Optional {
		return p.In(i.Label) + " " + p.T("reply.optional")
	}
	return p.In(i.Label)
}

// offered are the answers that a question offers.
func (p ReplyPage) offered(i coop.Item) (out [][2]string) {
	if i.Type == coop.AskYesNo {
		return [][2]string{{"yes", p.T("reply.yes")}, {"no", p.T("reply.no")}}
	}
	for _, o := range i.Options {
		out = append(out, [2]string{o.Code, p.In(o.Label)})
	}
	return out
}

// options are the answers that a question offers, with none chosen first.
func (p ReplyPage) options(i coop.Item) [][2]string {
	return append([][2]string{{"", p.T("reply.choose")}}, p.offered(i)...)
}

// detailed says that a question has room for words beside its choice.
func detailed(i coop.Item) bool {
	return i.Type == coop.AskYesNo || slices.ContainsFunc(i.Options, func(o coop.Option) bool { return o.Detail })
}

// forPerson says that a question asks for a person.
func forPerson(i coop.Item) bool { return strings.HasPrefix(i.Fills, "contact.") }

// shown is the answer that a question's field begins with: what was answered, else what the register knows.
func (p ReplyPage) shown(i coop.Item) coop.Given {
	if g := p.Reply.Given[i.ID]; !g.Empty() && !g.Unsure {
		return g
	}
	return p.Reply.Known[i.ID]
}

// ticked says that one of several answers is chosen.
func (p ReplyPage) ticked(i coop.Item, code string) bool {
	if p.Typed.Has(sealField) {
		return slices.Contains(p.Typed[i.ID], code)
	}
	return slices.Contains(p.shown(i).Values, code)
}

// What somebody says of what the register knows.
const (
	stillExact  = "exact"
	stillWrong  = "corriger"
	stillUnsure = "inconnu"
)

// stills are these, in words.
func (p ReplyPage) stills() [][2]string {
	return [][2]string{{stillExact, p.T("reply.still.exact")}, {stillWrong, p.T("reply.still.wrong")}, {stillUnsure, p.T("reply.still.unsure")}}
}

// still is what was said of what the register knows; "" before anything was.
func (p ReplyPage) still(i coop.Item) string {
	g := p.Reply.Given[i.ID]
	switch {
	case p.Typed.Has(i.ID + ".encore"):
		return p.Typed.Get(i.ID + ".encore")
	case p.Wrong(i.ID) != "":
		return stillWrong
	case g.Empty():
		return ""
	case g.Unsure:
		return stillUnsure
	case g.Same(p.Reply.Known[i.ID]):
		return stillExact
	}
	return stillWrong
}

// knows says that the register knows something that is asked on this page.
func (p ReplyPage) knows() bool {
	return slices.ContainsFunc(p.Rubric.Items, func(i coop.Item) bool { return !p.Reply.Known[i.ID].Empty() })
}

// items are the questions of the rubric: not those that answers of other pages leave out.
func (p ReplyPage) items() (out []coop.Item) {
	for _, i := range p.Rubric.Items {
		here := i.When != nil && slices.ContainsFunc(p.Rubric.Items, func(o coop.Item) bool { return o.ID == i.When.Question })
		if (here || p.Whole || i.Asked(p.Reply.Given)) && !(p.Whole && forPerson(i)) {
			out = append(out, i)
		}
	}
	return out
}

// only says after which answers of the same page a question is asked: without script it stands there for everybody.
func (p ReplyPage) only(i coop.Item) string {
	if i.When == nil || !p.Whole && !slices.ContainsFunc(p.Rubric.Items, func(o coop.Item) bool { return o.ID == i.When.Question }) {
		return ""
	}
	return p.after(i)
}

// after says after which answers a question is asked; "" for one that everybody is.
func (p ReplyPage) after(i coop.Item) string {
	if i.When == nil {
		return ""
	}
	all := p.Q.Items()
	of := all[slices.IndexFunc(all, func(o coop.Item) bool { return o.ID == i.When.Question })] // the questionnaire was checked
	var answers []string
	for _, o := range p.offered(of) {
		if slices.Contains(i.When.Is, o[0]) {
			answers = append(answers, p.T("reply.quote", o[1]))
		}
	}
	return p.T("reply.only", strings.Join(answers, p.T("reply.or")), p.In(of.Label))
}

// read is how a date or an amount was understood; "" where there is nothing to understand, or it cannot be.
func (p ReplyPage) read(i coop.Item, text string) string {
	switch i.Type {
	case coop.AskDate:
		if d, err := coop.TypedDate(text); err == nil {
			return p.T("reply.read", p.Date(string(d)))
		}
	case coop.AskAmount:
		b, err := coop.TypedBudget(text)
		if err != nil {
			return ""
		}
		said := p.Money(b.Low, b.Currency)
		if b.Low != b.High {
			said = p.T("reply.between", said, p.Money(b.High, b.Currency))
		}
		return p.T("reply.read", said)
	}
	return ""
}

// rows are the rows of a table with room for more.
func (p ReplyPage) rows(i coop.Item) [][]string {
	rows := slices.Clone(p.shown(i).Rows)
	for range 3 {
		rows = append(rows, make([]string, len(i.Columns)))
	}
	return rows
}

// cell is the name of the field of a cell.
func cell(i coop.Item, row, column int) string {
	return i.ID + "." + strconv.Itoa(row) + "." + strconv.Itoa(column)
}

// optionID names the field of an answer on offer; the first bears the name of its question, to which a problem leads.
func optionID(i coop.Item, at int, code string) string {
	if at == 0 {
		return i.ID
	}
	return i.ID + "-" + code
}

// said are the words of an answer on a page that is read through.
func (p ReplyPage) said(i coop.Item, g coop.Given) []string {
	if g.Unsure {
		return []string{p.T("reply.unsure")}
	}
	var out []string
	for _, v := range g.Values {
		for _, o := range p.offered(i) {
			if o[0] == v {
				v = o[1]
			}
		}
		if read := p.read(i, v); read != "" {
			v += " – " + read
		}
		out = append(out, v)
	}
	if g.Detail != "" {
		out = append(out, g.Detail)
	}
	for _, r := range g.Rows {
		out = append(out, strings.Join(slices.DeleteFunc(slices.Clone(r), func(s string) bool { return s == "" }), " · "))
	}
	return out
}

// replied is the reply of a link, with what it answers; before it was begun, only who is asked.
func (s *server) replied(v *visit) (ReplyPage, error) {
	v.header.Set("Referrer-Policy", "no-referrer") // the address is the key
	ctx := v.r.Context()
	p := ReplyPage{Code: v.r.PathValue("code")}
	var err error
	if p.Asked, err = s.Censuses.Find(ctx, p.Code); err != nil {
		return p, err
	}
	if p.Campaign, err = s.People.Campaign(ctx, p.Asked.Campaign); err != nil {
		return p, err
	}
	if p.Trusted, p.Devices, err = s.Censuses.Trusted(ctx, p.Asked.ID, v.browser); err != nil {
		return p, err
	}
	name, version := p.Campaign.Questionnaire, p.Campaign.Version
	if p.Asked.Reply != 0 {
		if p.Reply, err = s.People.Reply(ctx, p.Asked.Reply); err != nil {
			return p, err
		}
		name, version = p.Reply.Questionnaire, p.Reply.Version
	}
	p.Q, err = s.Censuses.Questionnaire(ctx, name, version)
	return p, err
}

// framed gives the page of a reply its frame, and what is wrong with it.
func (p *ReplyPage) framed(v *visit, title string, problems ...Problem) {
	p.Form = v.asks(title+" – "+p.Campaign.Title, problems...)
	p.NoSearch = true
}

// CodePage asks for the code of a letter, or to what address the link goes again.
type CodePage struct {
	Form
	Done bool
}

func (s *server) replyCode(v *visit) error { return s.codePage(v) }

func (s *server) codePage(v *visit, problems ...Problem) error {
	return v.html(ReplyCode(CodePage{v.asks(v.lang.T("reply.code.title"), problems...), v.r.URL.Query().Has("fait")}))
}

// replyGo leads to the questionnaire of a code that was typed, or sends the links of an address again: whether there are any
// stands in the letter alone.
func (s *server) replyGo(v *visit) error {
	ctx := v.r.Context()
	if v.said("geste") == "renvoyer" {
		return s.onward(v, "email", s.Censuses.ResendTo(ctx, v.said("email")), "/repondre?fait=1", s.codePage)
	}
	found, err := s.Censuses.Find(ctx, strings.Join(strings.Fields(v.said("code")), ""))
	return s.onward(v, "code", err, "/repondre/"+s.Censuses.Code(found.Invitation), s.codePage)
}

// onward goes on where something was done, else says beside a field of the page why it was not.
func (s *server) onward(v *visit, field string, err error, to string, page func(*visit, ...Problem) error) error {
	if err == nil {
		return v.done(to)
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return page(v, p)
}

// trusted keeps a page to the browsers that may see the answers: others come to where they prove themselves.
func (s *server) trusted(h handler) handler {
	return func(v *visit) error {
		p, err := s.replied(v)
		if err != nil {
			return err
		}
		if !p.Trusted {
			return v.done("/repondre/" + p.Code)
		}
		return h(v)
	}
}

func (s *server) replyTasks(v *visit) error { return s.tasksPage(v) }

func (s *server) tasksPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	title := "reply.tasks"
	if !p.Trusted && p.Devices > 0 {
		title = "reply.device"
	}
	p.framed(v, v.lang.T(title), problems...)
	fait := v.r.URL.Query().Get("fait")
	if p.Trusted {
		p.Script = s.assets.url("draft.js")
	}
	p.Coded, p.Done, p.Later = fait == "code" || v.said("geste") == "admettre", fait == "lien", fait == "garde"
	return v.html(ReplyTasks(p))
}

// replyBegin opens the reply, or proves that this browser may: until then a look at the page, by a scanner of mail say, leaves
// nothing.
func (s *server) replyBegin(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	ctx, i, to := v.r.Context(), p.Asked.Invitation, "/repondre/"+p.Code
	switch v.said("geste") {
	case "code":
		return s.onward(v, "code", s.Censuses.AskCode(ctx, i, v.browser), to+"?fait=code", s.tasksPage)
	case "admettre":
		return s.onward(v, "code", s.Censuses.Admit(ctx, i, v.browser, v.said("code")), to, s.tasksPage)
	case "renvoyer":
		return s.onward(v, "renvoyer", s.Censuses.Resend(ctx, i), to+"?fait=lien", s.tasksPage)
	}
	if p.Asked.Reply == 0 {
		to += "/rubriques/" + p.Q.Rubrics[0].ID
	}
	_, err = s.Censuses.Begin(ctx, i, v.browser, "")
	return s.onward(v, "commencer", err, to, s.tasksPage)
}

func (s *server) declineForm(v *visit) error { return s.declinePage(v) }

func (s *server) declinePage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("reply.decline"), problems...)
	p.Done = v.r.URL.Query().Has("fait")
	return v.html(ReplyDecline(p))
}

// decline takes in that somebody does not answer, and whom she names instead.
func (s *server) decline(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	var wrong error
	if v.said("choix") == "" {
		wrong = coop.Refuse(coop.Invalid, "reply.decline.choose")
	} else {
		wrong = s.Censuses.Decline(v.r.Context(), p.Asked.Invitation, v.said("collegue"), v.said("choix") == "collegue")
	}
	return s.onward(v, "choix", wrong, "/repondre/"+p.Code+"/decliner?fait=1", s.declinePage)
}

func (s *server) disownForm(v *visit) error { return s.disownPage(v) }

func (s *server) disownPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("reply.disown"), problems...)
	p.Done = v.r.URL.Query().Has("fait")
	return v.html(ReplyDisown(p))
}

func (s *server) disown(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	return s.onward(v, "geste", s.Censuses.Disown(v.r.Context(), p.Asked), "/repondre/"+p.Code+"/pas-nous?fait=1", s.disownPage)
}

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
	problems, err := v.faults(p.Rubric, given)
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
func (v *visit) faults(x coop.Rubric, given map[string]coop.Given) (out []Problem, err error) {
	for _, i := range x.Items {
		wrong := i.Refuse(given[i.ID])
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
	case still == stillExact, still == "" && v.said("geste") == "exact" && typed.Same(known):
		return known
	case still == "" && p.Reply.Given[i.ID].Empty():
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

func (s *server) replyCheck(v *visit) error { return s.checkPage(v) }

func (s *server) checkPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("reply.check"), problems...)
	return v.html(ReplyCheck(p))
}

func (s *server) replySend(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	if err := s.Censuses.Send(v.r.Context(), p.Asked.Invitation, v.said("declarant")); err != nil {
		problem, err := v.problem("declarant", err)
		if err != nil {
			return err
		}
		return s.checkPage(v, problem)
	}
	return v.done("/repondre/" + p.Code + "/recu")
}

func (s *server) replyReceipt(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	if p.Reply.SentAt == 0 {
		return v.done("/repondre/" + p.Code)
	}
	p.framed(v, v.lang.T("reply.receipt"))
	return v.html(ReplyReceipt(p))
}

// Missing is what hinders sending, by question.
func (p ReplyPage) Missing() map[string]error { return campaign.Wrong(p.Q, p.Reply) }

// cellOf is a cell of a row, which may be shorter than its table.
func cellOf(row []string, column int) string {
	if column >= len(row) {
		return ""
	}
	return row[column]
}

// Fault are the words of what is wrong with an answer.
func (p ReplyPage) Fault(err error) string {
	if e := (*coop.Error)(nil); errors.As(err, &e) {
		return p.T(e.Key, e.Args...)
	}
	return ""
}
