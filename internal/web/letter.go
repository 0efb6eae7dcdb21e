package web

import (
	"cmp"
	"context"
	"net/url"
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
	State   string // of the last letter, by which addressees are chosen; "" for all
	Total   int
	Here    []campaign.Addressee // those of this page
	Pager   Pager
}

// addresseesPerPage is how many addressees a page lists.
const addresseesPerPage = 100

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
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	p.State = v.r.URL.Query().Get("etat")
	kept := slices.DeleteFunc(slices.Clone(p.Mailing.Addressees), func(a campaign.Addressee) bool { return p.State != "" && p.State != stateOf(a) })
	p.Total = len(kept)
	if p.Pager, err = newPager(page, p.Total, addresseesPerPage, p.at); err != nil {
		return err
	}
	p.Here = pageOf(kept, page, addresseesPerPage)
	p.Title += p.paged(p.Pager)
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

// Values of the filter of addressees, besides the states of letters.
const (
	lettersNone   = "aucune"
	lettersNoMail = "sans-adresse"
	lettersLeft   = "desabonnees"
)

// stateOf is how far the last letter to an addressee has come, or why there is none.
func stateOf(a campaign.Addressee) string {
	last, any := a.Last()
	switch {
	case a.Email == "":
		return lettersNoMail
	case a.Stopped:
		return lettersLeft
	case !any:
		return lettersNone
	}
	return string(last.State)
}

// states are those by which addressees are chosen.
func (p LettersPage) states() [][2]string {
	out := [][2]string{{"", p.T("tasks.any")}, {lettersNone, p.T("letters.none_yet")}}
	for _, s := range coop.LetterStates {
		out = append(out, [2]string{string(s), p.T("letters.state." + string(s))})
	}
	return append(out, [2]string{lettersNoMail, p.T("letter.why.no_address")}, [2]string{lettersLeft, p.T("letter.why.stopped")})
}

// at is the address of a page of addressees, with its filter.
func (p LettersPage) at(page int) string {
	values := url.Values{}
	if p.State != "" {
		values.Set("etat", p.State)
	}
	return filtered(campaignPath(p.Campaign.ID)+"/lettres", values, page)
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
	Due       []campaign.Due    // all
	Why       string            // by which they are chosen: "" all, lettersGo those who get it, else a reason
	Here      []campaign.Due    // those of this page
	Pager     Pager
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
	if err := p.cut(v); err != nil {
		return err
	}
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

// lettersGo is the value of the filter of who gets a letter.
const lettersGo = "part"

// cut takes from the list what is chosen, and of that a page.
func (p *LetterPage) cut(v *visit) error {
	values := v.r.URL.Query()
	page, err := readPage(values)
	if err != nil {
		return err
	}
	p.Why = values.Get("raison")
	kept := slices.DeleteFunc(slices.Clone(p.Due), func(d campaign.Due) bool { return p.Why != "" && p.Why != cmp.Or(d.Why, lettersGo) })
	if p.Pager, err = newPager(page, len(kept), addresseesPerPage, p.at); err != nil {
		return err
	}
	p.Here = pageOf(kept, page, addresseesPerPage)
	p.Title += p.paged(p.Pager)
	return nil
}

// at is the address of a page of the list, with its filter.
func (p LetterPage) at(page int) string {
	values := url.Values{}
	if p.Why != "" {
		values.Set("raison", p.Why)
	}
	return filtered(campaignPath(p.Campaign.ID)+"/lettres/"+string(p.Step), values, page)
}

// whys are the reasons by which the list is chosen.
func (p LetterPage) whys() [][2]string {
	out := [][2]string{{"", p.T("contributions.any")}, {lettersGo, p.T("letters.yes")}}
	for _, r := range p.Reasons {
		if r.Why != "" {
			out = append(out, [2]string{r.Why, p.T(r.Why)})
		}
	}
	return out
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
