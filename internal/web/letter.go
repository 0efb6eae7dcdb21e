package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Letters is the room of censuses, as the pages of its letters use it.
type Letters interface {
	Mailing(ctx context.Context, id coop.CampaignID) (campaign.Mailing, error)
	Sample(ctx context.Context, id coop.CampaignID, step coop.LetterStep) (coop.Letter, error)
	Try(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep, email, lang string) (coop.MessageID, error)
	Files(ctx context.Context, l coop.Letter, lang string) ([]coop.LetterFile, error)
	Enclose(ctx context.Context, author coop.Author, id coop.CampaignID, a coop.Attached) error
	Confirm(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep, seen string) error
	Recall(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep) error
	Lettered(ctx context.Context, code string) (coop.Campaign, error)
	OptOut(ctx context.Context, code string, everywhere bool) error
}

// LettersPage is what a campaign sends: its steps, what needs somebody's hand, and whom it writes to. It shows no address.
type LettersPage struct {
	CampaignFrame
	Mailing campaign.Mailing
	Steps   []StepLine
	Tasks   int // that are open
	Mails   bool
}

// StepLine is a step of a campaign with how many letters of it there are.
type StepLine struct {
	Step      coop.LetterStep
	Confirmed catalogue.LetterStep // At 0: not confirmed
	Due       int                  // who would get it now
	Sent      int
	Waiting   int
}

func (s *server) letters(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	p := LettersPage{CampaignFrame: v.of(one, v.lang.T("letters.title")), Mails: s.Mails}
	if p.Mailing, err = s.Censuses.Mailing(v.r.Context(), one.ID); err != nil {
		return err
	}
	for _, step := range coop.LetterSteps {
		p.Steps = append(p.Steps, lineOf(p.Mailing, step))
	}
	if p.Tasks, err = s.openTasks(v, one.ID); err != nil {
		return err
	}
	return v.html(LettersView(p))
}

func lineOf(m campaign.Mailing, step coop.LetterStep) StepLine {
	line := StepLine{Step: step, Confirmed: m.Steps[step]}
	for _, d := range m.Due(step) {
		if d.Why == "" {
			line.Due++
		}
	}
	for _, a := range m.Addressees {
		for _, l := range a.Letters {
			switch {
			case l.Step != step || l.State == coop.LetterStopped:
			case l.State == coop.LetterPrepared || l.State == coop.LetterDeferred:
				line.Waiting++
			default:
				line.Sent++
			}
		}
	}
	return line
}

// when says on which day a step leaves.
func (p LettersPage) when(step coop.LetterStep) string {
	switch step {
	case coop.LetterFirst:
		return p.T("letters.after", coop.LetterFirstDays)
	case coop.LetterSecond:
		return p.T("letters.after", coop.LetterSecondDays)
	case coop.LetterLast:
		return p.T("letters.before", coop.LetterLastDays)
	}
	return p.T("letters.when." + string(step))
}

// opening is when letters are next sent to who works in Paris.
func (p LettersPage) opening() string {
	at := p.Mailing.Opening()
	return p.T("letters.opening", p.Date(at.Format(time.DateOnly)), at.Format("15:04"))
}

// names are who is asked by an address.
func names(a campaign.Addressee) string {
	var out []string
	for _, i := range a.Asked {
		if !slices.Contains(out, i.Asked) {
			out = append(out, i.Asked)
		}
	}
	return strings.Join(out, ", ")
}

// came says how far the last letter to an addressee is, and what she did with it.
func (p LettersPage) came(a campaign.Addressee) string {
	last, any := a.Last()
	if !any {
		return p.T("letters.none_yet")
	}
	return p.T("letters.last", p.T("letters.step."+string(last.Step)), p.T("letters.state."+string(last.State)), p.day(last.At()))
}

// did says whether who was written to has opened the link, or answered.
func (p LettersPage) did(a campaign.Addressee) string {
	switch {
	case slices.ContainsFunc(a.Asked, func(i catalogue.Invited) bool { return i.SentAt != 0 }):
		return p.T("letters.answered")
	case slices.ContainsFunc(a.Asked, func(i catalogue.Invited) bool { return i.OpenedAt != 0 || i.Reply != 0 }):
		return p.T("letters.opened")
	}
	return p.T("letters.silent")
}

// LetterPage is one step: the letter, who gets it and who does not, and the gesture that sends it.
type LetterPage struct {
	CampaignFrame
	Step      coop.LetterStep
	Confirmed catalogue.LetterStep
	Subject   string
	Text      string
	Files     []coop.LetterFile // as the first addressee gets them
	Due       []campaign.Due
	Seen      string
	Reasons   []ReasonCount
	Fresh     bool   // somebody was asked since it was confirmed
	Done      string // what was just done, in words
}

// ReasonCount is how many do not get a letter for a reason; "" is how many do.
type ReasonCount struct {
	Why   string
	Count int
}

func (s *server) letterStep(v *visit) error { return s.letterPage(v) }

func (s *server) letterPage(v *visit, problems ...Problem) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	p := LetterPage{Step: coop.LetterStep(v.r.PathValue("step")), Done: v.lang.Or("letters.done."+v.r.URL.Query().Get("fait"), "")}
	if !slices.Contains(coop.LetterSteps, p.Step) {
		return notFound("letter.no_step")
	}
	p.CampaignFrame = v.of(one, v.lang.T("letters.step."+string(p.Step)), problems...)
	p.Crumbs = append(p.Crumbs, Crumb{v.lang.T("letters.title"), campaignPath(one.ID) + "/lettres"})
	m, err := s.Censuses.Mailing(v.r.Context(), one.ID)
	if err != nil {
		return err
	}
	p.Confirmed, p.Due = m.Steps[p.Step], m.Due(p.Step)
	p.Seen = campaign.List(p.Due)
	p.Reasons = reasons(p.Due)
	p.Fresh = p.Step == coop.LetterInvitation && slices.ContainsFunc(p.Due, func(d campaign.Due) bool {
		return d.Why == "" && slices.ContainsFunc(d.Asked, func(i catalogue.Invited) bool { return i.ID > p.Confirmed.Upto })
	})
	if len(p.Due) > 0 {
		l, err := s.Censuses.Sample(v.r.Context(), one.ID, p.Step)
		if err != nil {
			return err
		}
		l.Trial = false // nobody gets it; only its links lead nowhere
		if l.Files, err = s.Censuses.Files(v.r.Context(), l, string(v.lang)); err != nil {
			return err
		}
		p.Files = l.Files
		p.Subject, p.Text = s.Words(coop.Message{Lang: string(v.lang), Key: "letter." + string(p.Step), Letter: &l})
	}
	return v.html(LetterView(p))
}

// reasons counts who gets a letter and who does not, the former first.
func reasons(due []campaign.Due) []ReasonCount {
	out := []ReasonCount{{}}
	for _, d := range due {
		at := slices.IndexFunc(out, func(r ReasonCount) bool { return r.Why == d.Why })
		if at < 0 {
			at = len(out)
			out = append(out, ReasonCount{Why: d.Why})
		}
		out[at].Count++
	}
	return out
}

// letterAct sends a letter to oneself, confirms a step or takes it back.
func (s *server) letterAct(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	step, ctx := coop.LetterStep(v.r.PathValue("step")), v.r.Context()
	act := v.said("geste")
	switch act {
	case "essai":
		_, err = s.Censuses.Try(ctx, v.author, one.ID, step, v.person.Email, string(v.lang))
	case "joindre":
		err = s.Censuses.Enclose(ctx, v.author, one.ID, coop.Attached(v.said("joint")))
	case "confirmer":
		err = s.Censuses.Confirm(ctx, v.author, one.ID, step, v.said("vu"))
	case "annuler":
		err = s.Censuses.Recall(ctx, v.author, one.ID, step)
	default:
		err = coop.Refuse(coop.Invalid, "form.unreadable")
	}
	if err == nil {
		return v.done(campaignPath(one.ID) + "/lettres/" + string(step) + "?fait=" + act)
	}
	field := "geste"
	if act == "joindre" {
		field = "joint"
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.letterPage(v, p)
}

// attachments are the choices of what goes with an invitation.
func (p LetterPage) attachments() (out [][2]string) {
	for _, a := range coop.AttachedChoices {
		out = append(out, [2]string{string(a), p.T("letters.attached." + cmp.Or(string(a), "none"))})
	}
	return out
}

// letterFile gives a document that goes with a letter, as the first addressee gets it. Error: notfound.
func (s *server) letterFile(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	l, err := s.Censuses.Sample(v.r.Context(), one.ID, coop.LetterStep(v.r.PathValue("step")))
	if coop.CodeOf(err) == coop.Conflict {
		return notFound("error.no_page")
	}
	if err != nil {
		return err
	}
	files, err := s.Censuses.Files(v.r.Context(), l, string(v.lang))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(files, func(f coop.LetterFile) bool { return f.Name == v.r.PathValue("name") })
	if at < 0 {
		return notFound("error.no_page")
	}
	v.header.Set("Content-Disposition", `attachment; filename="`+files[at].Name+`"`)
	return v.text(files[at].MediaType, files[at].Body)
}
