package web

import (
	"context"
	"strings"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// Censuses is the room of censuses, as the pages use it.
type Censuses interface {
	Holder
	Letters
	Answers
	Attacher
	Find(ctx context.Context, code string) (catalogue.Invited, error)
	Code(i coop.Invitation) string
	Trusted(ctx context.Context, i coop.InvitationID, browser string) (yes bool, devices int, err error)
	Begin(ctx context.Context, i coop.Invitation, browser, means string) (coop.Reply, error)
	AskCode(ctx context.Context, i coop.Invitation, browser string) error
	Admit(ctx context.Context, i coop.Invitation, browser, code string) error
	Resend(ctx context.Context, i coop.Invitation) error
	ResendTo(ctx context.Context, email string) error
	Decline(ctx context.Context, i coop.Invitation, colleague, email string, wrong bool) error
	CopyReceipt(ctx context.Context, i catalogue.Invited) error
	Disown(ctx context.Context, i catalogue.Invited) error
	Resume(ctx context.Context, id coop.ContributionID, q coop.Questionnaire, d campaign.Draft) (int, error)
	Questionnaire(ctx context.Context, name, version string) (coop.Questionnaire, error)
	Save(ctx context.Context, id coop.ContributionID, x coop.Rubric, given map[string]coop.Given, seen string, finished bool) error
	Send(ctx context.Context, i coop.Invitation, declarant string) error
	Receive(ctx context.Context, i coop.Invitation, p campaign.Parcel) (campaign.Receipt, error)
	Form(ctx context.Context, i coop.Invitation, lang i18n.Lang) (campaign.Form, error)
	Quoted(ctx context.Context, code string) (coop.ContributionID, campaign.Receipt, error)
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

// In are words of the questionnaire in the reader's language, set as ours are.
func (p ReplyPage) In(w coop.Wording) string {
	if p.Lang == i18n.FR {
		return i18n.Typography(w.In(string(p.Lang)))
	}
	return w.In(string(p.Lang))
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
		p.Script, p.Made = s.assets.url("draft.js"), s.Now().UnixMilli()
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
	field, wrong := "choix", error(coop.Refuse(coop.Invalid, "reply.decline.choose"))
	if choice := v.said("choix"); choice != "" {
		wrong = s.Censuses.Decline(v.r.Context(), p.Asked.Invitation, v.said("collegue"), v.said("courriel"), choice == "collegue")
	}
	if keyOf(wrong) == "account.email_wrong" {
		field = "courriel"
	}
	return s.onward(v, field, wrong, "/repondre/"+p.Code+"/decliner?fait=1", s.declinePage)
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

func (s *server) replyReceipt(v *visit) error { return s.replyReceiptPage(v) }

// receiptCopy sends the receipt by mail, to the address on file.
func (s *server) receiptCopy(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	return s.onward(v, "copie", s.Censuses.CopyReceipt(v.r.Context(), p.Asked), "/repondre/"+p.Code+"/recu?fait=copie", s.replyReceiptPage)
}

// received is when a reply arrived, as the day and hour of Paris say it.
func (p ReplyPage) received() string {
	at := time.UnixMilli(p.Reply.SentAt).In(coop.Paris)
	return p.T("reply.received.at", p.Date(at.Format(time.DateOnly)), at.Format("15:04"))
}

func (s *server) replyReceiptPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	if p.Reply.SentAt == 0 {
		return v.done("/repondre/" + p.Code)
	}
	p.framed(v, v.lang.T("reply.receipt"), problems...)
	p.Done = v.r.URL.Query().Get("fait") == "copie"
	return v.html(ReplyReceipt(p))
}
