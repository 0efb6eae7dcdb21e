package web

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Registrar is the room that decides, as the pages use it.
type Registrar interface {
	Decider
	Editor
	Report(ctx context.Context, c coop.Contribution, origin string) (coop.Contribution, error)
	Act(ctx context.Context, author coop.Author, id coop.ContributionID, a coop.Act, own bool, why string) error
	Follow(ctx context.Context, author coop.Author, id coop.ContributionID, by coop.AccountID) error
	Say(ctx context.Context, author coop.Author, id coop.ContributionID, own bool, text string) error
	Suggest(ctx context.Context, author coop.Author, c coop.Contribution) (coop.Contribution, error)
	Adopt(ctx context.Context, author coop.Author, id coop.ContributionID, chosen []int, why string) error
	Stand(ctx context.Context, author coop.Author, s coop.Stance, c coop.Contribution) error
	AskSides(ctx context.Context, author coop.Author, id coop.PartnershipID) (int, error)
	Note(ctx context.Context, author coop.Author, id coop.ContributionID, text string) error
	AcceptContributions(ctx context.Context, author coop.Author, ids []coop.ContributionID, why string) error
}

// ReportAddress is where one reports an error of this page.
func (p Page) ReportAddress() string {
	to := "/signaler"
	if on := subjectOf(bare(p.Path)); on != "/" && on != to {
		to += "?sur=" + strings.NewReplacer("%3A", ":", "%2F", "/").Replace(url.QueryEscape(on))
	}
	return p.Prefix() + to
}

// ReportPage asks what is wrong with a value or a page.
type ReportPage struct {
	Form
	About    About
	On       string // as the address names it
	Property string
	Signed   bool // the answer goes to her account
}

// Chosen is the value that it is about.
func (p ReportPage) Chosen() (AboutValue, bool) { return p.About.value(p.Property) }

// values are those to choose from.
func (p ReportPage) values() [][2]string {
	out := [][2]string{{"", p.T("contribution.value.any")}}
	for _, x := range p.About.Values {
		out = append(out, [2]string{x.Property, x.Label})
	}
	return out
}

func (s *server) reportForm(v *visit) error {
	q := v.r.URL.Query()
	return s.reportPage(v, q.Get("sur"), q.Get("valeur"))
}

func (s *server) reportPage(v *visit, on, property string, problems ...Problem) error {
	a, err := s.about(v, on)
	if err != nil {
		return err
	}
	title := v.lang.T("ask.error")
	if a.Title != "" {
		title += " – " + a.Title
	} else if a.Path != "/" {
		title += " – " + a.Path
	}
	if x, ok := a.value(property); ok {
		title += " – " + x.Label
	}
	p := ReportPage{Form: v.asks(title, problems...), About: a, On: on, Property: property, Signed: v.caller.Account != 0}
	if on != "" {
		p.Path += "?sur=" + url.QueryEscape(on)
	}
	if a.Kind == "page" {
		p.Script = s.assets.url("pick.js")
	}
	return v.html(Report(p))
}

// report keeps what was typed and leads to its receipt.
func (s *server) report(v *visit) error {
	a, err := s.about(v, v.said("sur"))
	if err != nil {
		return err
	}
	a, wrong, err := s.placed(v, a)
	if err != nil {
		return err
	}
	if wrong.Text != "" {
		return s.reportPage(v, v.said("sur"), v.said("valeur"), wrong)
	}
	about, err := s.People.Touched(v.r.Context(), a.Kind, a.ID)
	if err != nil {
		return err
	}
	c := coop.Contribution{SubjectKind: a.Kind, Subject: a.ID, Page: a.Path, Text: v.said("texte"), Author: v.caller.As(about), Account: v.caller.Account, Email: v.said("email"), Lang: string(v.lang)}
	if x, ok := a.value(v.said("valeur")); ok {
		c.Property, c.Said = x.Property, x.Words
	}
	kept, err := s.Registry.Report(v.r.Context(), c, v.origin())
	if err == nil {
		return v.done("/signaler/recu/" + kept.Receipt)
	}
	p, err := v.problem(reportField(err), err)
	if err != nil {
		return err
	}
	return s.reportPage(v, v.said("sur"), v.said("valeur"), p)
}

// placed is what a report is about: of a page of no single object, the territory or the organisation that its author names.
func (s *server) placed(v *visit, a About) (About, Problem, error) {
	if a.Kind != "page" {
		return a, Problem{}, nil
	}
	for _, one := range [][2]string{{coop.KindTerritory, placeField}, {coop.KindOrganisation, orgField}} {
		if v.said(one[1]) == "" {
			continue
		}
		id, wrong, err := v.picked(one[0], one[1])
		if err != nil || wrong.Text != "" {
			return a, wrong, err
		}
		named, err := s.aboutObject(v, one[0], id)
		if gone(err) {
			return a, Problem{one[1], v.lang.T("pick.nobody", v.said(one[1]))}, nil
		}
		return named, Problem{}, err
	}
	return a, Problem{}, nil
}

// The pickers of a report.
const (
	placeField = "lieu"
	orgField   = "organisation"
)

func reportField(err error) string {
	if e, ok := err.(*coop.Error); ok && strings.HasPrefix(e.Key, "account.email") {
		return "email"
	}
	return "texte"
}

// ReceiptPage is where whoever brought a contribution follows it, without an account.
type ReceiptPage struct {
	Form
	C       catalogue.Contribution
	About   About
	Answers string // path of the reply that it is; "" for none
}

func (s *server) receipt(v *visit) error { return s.receiptPage(v) }

func (s *server) receiptPage(v *visit, problems ...Problem) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	c, err := s.People.ContributionByReceipt(v.r.Context(), v.r.PathValue("secret"))
	if err != nil {
		return err
	}
	p := ReceiptPage{Form: v.asks(v.lang.T("contribution.receipt", c.Number()), problems...), C: c}
	if p.About, err = s.aboutContribution(v, c.Contribution); err != nil {
		return err
	}
	p.Path = "/signaler" // the secret stands in no link of the page
	if p.Answers, err = s.replyAddress(v, c); err != nil {
		return err
	}
	return v.html(Receipt(p))
}

// receiptAct answers the other side, files again or withdraws.
func (s *server) receiptAct(v *visit) error {
	secret := v.r.PathValue("secret")
	c, err := s.People.ContributionByReceipt(v.r.Context(), secret)
	if err != nil {
		return err
	}
	if c.Kind == coop.ContributionChange {
		if _, err := s.suggested(v, subjectOf(c.Page)); err != nil || c.Account != v.caller.Account {
			return errors.Join(err, coop.Refuse(coop.Forbidden, "right.need_reach"))
		}
	}
	if act := coop.Act(v.said("geste")); act == coop.StepMessage {
		err = s.Registry.Say(v.r.Context(), v.author, c.ID, true, v.said("texte"))
	} else if c.Kind == coop.ContributionReply { // it is sent where it is answered
		err = coop.Refuse(coop.Conflict, "contribution.no_move")
	} else {
		err = s.Registry.Act(v.r.Context(), v.author, c.ID, act, true, v.said("texte"))
	}
	if err == nil {
		return v.done("/signaler/recu/" + secret)
	}
	p, err := v.problem("texte", err)
	if err != nil {
		return err
	}
	return s.receiptPage(v, p)
}

// QueuePage is the queue of contributions, as far as one may moderate.
type QueuePage struct {
	Form
	Query catalogue.ContributionQuery
	List  catalogue.ContributionList
	About map[coop.ContributionID]About
	Pager Pager

	Accepted int // several that were just accepted
}

func (s *server) queue(v *visit) error {
	values := v.r.URL.Query()
	q := catalogue.ContributionQuery{
		Caller: v.caller, Tab: catalogue.Tab(values.Get("onglet")), State: coop.ContributionState(values.Get("etat")),
		Kind: coop.ContributionKind(values.Get("nature")), Text: cutRunes(values.Get("q"), maxText),
	}
	if q.Tab == "" {
		q.Tab = catalogue.TabNew
	}
	var err error
	if q.Page, err = readPage(values); err != nil {
		return err
	}
	list, err := s.People.Contributions(v.r.Context(), q)
	if err != nil {
		return err
	}
	pager, err := newPager(q.Page, list.Total, catalogue.ContributionsPerPage, func(n int) string { return queueAddress(q, q.Tab, n) })
	if err != nil {
		return err
	}
	p := QueuePage{Form: v.asks(v.lang.T("contributions.title") + " · " + v.lang.T("contributions.tab."+string(q.Tab))), Query: q, List: list, Pager: pager}
	if p.About, err = s.aboutEach(v, list.Items); err != nil {
		return err
	}
	p.Title += p.filtered()
	p.Accepted, _ = strconv.Atoi(values.Get("fait"))
	p.NoSearch = true
	p.number(q.Page)
	return v.html(Queue(p))
}

func queueAddress(q catalogue.ContributionQuery, tab catalogue.Tab, page int) string {
	to := "/revue/contributions?onglet=" + string(tab)
	for _, one := range [][2]string{{"etat", string(q.State)}, {"nature", string(q.Kind)}, {"q", q.Text}} {
		if one[1] != "" {
			to = joinQuery(to, one[0]+"="+url.QueryEscape(one[1]))
		}
	}
	if page > 1 {
		to = joinQuery(to, "page="+itoa(page))
	}
	return to
}

// filtered says in the title what the queue is cut down to.
func (p QueuePage) filtered() (out string) {
	if p.Query.State != "" {
		out += " · " + p.T("contribution.state."+string(p.Query.State))
	}
	if p.Query.Kind != "" {
		out += " · " + p.T("contribution.kind."+string(p.Query.Kind))
	}
	if p.Query.Text != "" {
		out += " · " + quoted(p.Lang, p.Query.Text)
	}
	return out
}

// states and kinds are the choices of the filters.
func (p QueuePage) states() [][2]string {
	out := [][2]string{{"", p.T("contributions.any")}}
	for _, s := range coop.ContributionStates[1:] { // a draft is its author's
		out = append(out, [2]string{string(s), p.T("contribution.state." + string(s))})
	}
	return out
}

func (p QueuePage) kinds() [][2]string {
	out := [][2]string{{"", p.T("contributions.any")}}
	for _, k := range coop.ContributionKinds {
		out = append(out, [2]string{string(k), p.T("contribution.kind." + string(k))})
	}
	return out
}

// ContributionPage is one contribution as those who moderate see it.
type ContributionPage struct {
	Form
	C     catalogue.Contribution
	About About
	Mine  bool
	Reply *ReplyReview // that it is
}

// Now is what the register says now of the value that it is about.
func (p ContributionPage) Now() (AboutValue, bool) { return p.About.value(p.C.Property) }

func (s *server) contribution(v *visit) error { return s.contributionPage(v) }

func (s *server) contributionPage(v *visit, problems ...Problem) error {
	c, err := s.moderated(v)
	if err != nil {
		return err
	}
	a, err := s.aboutContribution(v, c.Contribution)
	if err != nil {
		return err
	}
	p := ContributionPage{Form: v.asks(v.lang.T("contribution.one", c.Number()), problems...), C: c, About: a, Mine: c.Follower == v.caller.Account}
	p.Crumbs = []Crumb{{v.lang.T("contributions.title"), "/revue/contributions"}}
	if p.Reply, err = s.reviewed(v, c); err != nil {
		return err
	}
	if p.Reply != nil {
		p.Reply.Form = p.Form
	}
	return v.html(ContributionView(p))
}

// aboutContribution is what a contribution is about as it is now; its page where that has gone.
func (s *server) aboutContribution(v *visit, c coop.Contribution) (About, error) {
	if c.Subject == 0 {
		return About{Kind: c.SubjectKind, Path: c.Page, Title: v.pageName(c.Page)}, nil
	}
	a, err := s.aboutObject(v, c.SubjectKind, c.Subject)
	if gone(err) {
		return About{Path: c.Page}, nil
	}
	return a, err
}

// aboutEach is what contributions are about, each object looked up once.
func (s *server) aboutEach(v *visit, list []coop.Contribution) (map[coop.ContributionID]About, error) {
	type subject struct {
		kind string
		id   int64
		page string
	}
	seen, out := map[subject]About{}, map[coop.ContributionID]About{}
	for _, c := range list {
		of := subject{c.SubjectKind, c.Subject, c.Page}
		a, ok := seen[of]
		if !ok {
			var err error
			if a, err = s.aboutContribution(v, c); err != nil {
				return nil, err
			}
			seen[of] = a
		}
		out[c.ID] = a
	}
	return out, nil
}

// gone says that what a contribution is about is no longer there.
func gone(err error) bool {
	code := coop.CodeOf(err)
	return err != nil && (code == coop.NotFound || code == coop.Gone)
}

// moderated is the contribution of an address, for who may moderate it. Errors: notfound, forbidden.
func (s *server) moderated(v *visit) (catalogue.Contribution, error) {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return catalogue.Contribution{}, err
	}
	return s.moderate(v, coop.ContributionID(id))
}

// moderate is a contribution for who may moderate it. Errors: notfound, forbidden.
func (s *server) moderate(v *visit, id coop.ContributionID) (catalogue.Contribution, error) {
	c, err := s.People.Contribution(v.r.Context(), id)
	if err != nil {
		return c, err
	}
	o, err := s.People.Touched(v.r.Context(), c.SubjectKind, c.Subject)
	if err != nil {
		return c, err
	}
	v.author, err = coop.Can(v.caller, coop.VerbModerate, o)
	return c, err
}

// contributionAct does what a button of the page says.
func (s *server) contributionAct(v *visit) error {
	c, err := s.moderated(v)
	if err != nil {
		return err
	}
	field := "pourquoi"
	switch ctx, act := v.r.Context(), v.said("geste"); act {
	case coop.StepFollow:
		err = s.Registry.Follow(ctx, v.author, c.ID, v.caller.Account)
	case coop.StepLeave:
		err = s.Registry.Follow(ctx, v.author, c.ID, 0)
	case coop.StepMessage:
		field, err = act, s.Registry.Say(ctx, v.author, c.ID, false, v.said(act))
	case coop.StepNote:
		field, err = act, s.Registry.Note(ctx, v.author, c.ID, v.said(act))
	default:
		switch why := v.said(field); {
		case coop.Act(act) == coop.ActAccept && c.Kind == coop.ContributionChange:
			err = s.Registry.Adopt(ctx, v.author, c.ID, v.chosen(), why)
		case coop.Act(act) == coop.ActAccept && c.Kind == coop.ContributionReply:
			err = s.acceptReply(v, c, why)
		default:
			err = s.Registry.Act(ctx, v.author, c.ID, coop.Act(act), false, why)
		}
	}
	if err == nil {
		return v.done("/revue/contributions/" + c.Number())
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.contributionPage(v, p)
}
