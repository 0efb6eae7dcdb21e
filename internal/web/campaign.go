package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// Holder is the room of censuses, as the pages of those who hold one use it.
type Holder interface {
	Create(ctx context.Context, author coop.Author, one coop.Campaign, file string) (coop.CampaignID, error)
	Change(ctx context.Context, author coop.Author, one coop.Campaign) error
	Move(ctx context.Context, author coop.Author, id coop.CampaignID, to coop.CampaignState) error
	Keep(ctx context.Context, author coop.Author, id coop.CampaignID, until coop.Date) error
	Whom(ctx context.Context, q catalogue.Query, sides []coop.Side, networks ...coop.OrgID) ([]coop.Invitation, error)
	Ask(ctx context.Context, author coop.Author, id coop.CampaignID, list []coop.Invitation) (int, error)
	Listed(ctx context.Context, text string) ([]coop.Invitation, []campaign.Problem, error)
	Named(ctx context.Context, cells map[string]string) (coop.Invitation, error)
	Behalf(ctx context.Context, author coop.Author, i coop.Invitation, browser, means string) error
	Reach(ctx context.Context, author coop.Author, one coop.Invitation) error
	Renew(ctx context.Context, author coop.Author, id coop.InvitationID) error
	Revoke(ctx context.Context, author coop.Author, id coop.InvitationID) error
	Pass(ctx context.Context, author coop.Author, id coop.InvitationID) error
	HandedOver(ctx context.Context, author coop.Author, ids ...coop.InvitationID) error
	Disclosed(ctx context.Context, author coop.Author, id coop.CampaignID, what string, times int) error
	Code(i coop.Invitation) string
	Sorter
	Tasker
	Accept(ctx context.Context, author coop.Author, id coop.ContributionID, chosen []string, why string) error
}

// Campaigns is what the pages of campaigns ask of the reading door.
type Campaigns interface {
	Campaign(ctx context.Context, id coop.CampaignID) (coop.Campaign, error)
	Censuses(ctx context.Context) ([]catalogue.Census, error)
	Invitations(ctx context.Context, id coop.CampaignID) ([]catalogue.Invited, error)
	Invitation(ctx context.Context, id coop.InvitationID) (catalogue.Invited, error)
	Mails
	Tasks(ctx context.Context) ([]catalogue.Task, error)
}

// campaignPath is where a campaign is held.
func campaignPath(id coop.CampaignID) string { return "/campagnes/" + strconv.FormatInt(int64(id), 10) }

// CampaignsPage lists the censuses that were held and are.
type CampaignsPage struct {
	Form
	List  []catalogue.Census
	Tasks int // that are open
}

func (s *server) campaigns(v *visit) (err error) {
	p := CampaignsPage{Form: v.asks(v.lang.T("campaigns.title"))}
	if p.List, err = s.People.Censuses(v.r.Context()); err != nil {
		return err
	}
	all, err := s.People.Tasks(v.r.Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Open() {
			p.Tasks++
		}
	}
	return v.html(CampaignsView(p))
}

// CampaignForm asks what a campaign is.
type CampaignForm struct {
	Form
	Campaign coop.Campaign // as it is; none before it is made
	Shipped  []coop.Questionnaire
}

// enctype is how the form is sent: a new campaign may bring a file.
func (p CampaignForm) enctype() string {
	if p.Campaign.ID == 0 {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

// ownFile is the answer to which questionnaire: one of one's own.
const ownFile = "autre"

// questionnaires are those to choose from.
func (p CampaignForm) questionnaires() [][2]string {
	var out [][2]string
	for _, q := range p.Shipped {
		out = append(out, [2]string{q.ID + " " + q.Version, q.Title.In(string(p.Lang)) + " (" + q.Version + ")"})
	}
	return append(out, [2]string{ownFile, p.T("campaign.own_file")})
}

// typedDay is a day as people of the page's language write it, in a form that is read again.
func (p CampaignForm) typedDay(d coop.Date) string {
	parts := strings.Split(string(d), "-")
	if len(parts) != 3 {
		return string(d)
	}
	slices.Reverse(parts)
	return strings.Join(parts, "/")
}

func (s *server) campaignNew(v *visit) error { return s.campaignForm(v, coop.Campaign{}) }

// campaignForm is the form of a new campaign, or of one that there is.
func (s *server) campaignForm(v *visit, one coop.Campaign, problems ...Problem) (err error) {
	title := v.lang.T("campaign.new")
	if one.ID != 0 {
		title = v.lang.T("campaign.change") + " – " + one.Title
	}
	p := CampaignForm{Form: v.asks(title, problems...), Campaign: one}
	p.Crumbs = []Crumb{{v.lang.T("campaigns.title"), "/campagnes"}}
	if one.ID != 0 {
		p.Crumbs = append(p.Crumbs, Crumb{one.Title, campaignPath(one.ID)})
	}
	if p.Shipped, err = campaign.Shipped(); err != nil {
		return err
	}
	return v.html(CampaignFormView(p))
}

// typedCampaign is a campaign as the form says it, with what is wrong in it.
func (v *visit) typedCampaign() (coop.Campaign, []Problem) {
	one := coop.Campaign{Title: v.said("titre"), Host: v.said("auteur"), Contact: v.said("contact"), Message: v.said("message")}
	one.Opens, _ = coop.TypedDate(v.said("debut"))
	one.Closes, _ = coop.TypedDate(v.said("fin"))
	var problems []Problem
	lacks := one.Check()
	for _, field := range []string{"titre", "auteur", "contact", "debut", "fin"} {
		if lacks[field] != nil {
			problems = append(problems, Problem{field, v.words(lacks[field])})
		}
	}
	return one, problems
}

// typedQuestionnaire is the file of the questionnaire that the form names, with what is wrong in it.
func (v *visit) typedQuestionnaire() (string, []Problem) {
	if v.said("questionnaire") == ownFile {
		return v.checked(cmp.Or(v.uploaded(), v.typed.Get("texte")))
	}
	name, version, _ := strings.Cut(v.said("questionnaire"), " ")
	file, err := campaign.File(name, version)
	if err != nil {
		return "", []Problem{{"questionnaire", v.lang.T("campaign.missing.questionnaire")}}
	}
	return string(file), nil
}

// checked is the file of a questionnaire, with what is wrong in it, by line.
func (v *visit) checked(file string) (string, []Problem) {
	_, wrong, err := campaign.Read(strings.NewReader(file))
	if err != nil || strings.TrimSpace(file) == "" {
		return "", []Problem{{"fichier", v.lang.T("campaign.missing.file")}}
	}
	var problems []Problem
	for _, w := range wrong {
		problems = append(problems, Problem{"fichier", v.lang.T("campaign.line", w.Line, v.lang.T(w.Key, w.Args...))})
	}
	return file, problems
}

func (s *server) campaignCreate(v *visit) error {
	one, problems := v.typedCampaign()
	file, wrong := v.typedQuestionnaire()
	if problems = append(problems, wrong...); len(problems) > 0 {
		return s.campaignForm(v, coop.Campaign{}, problems...)
	}
	id, err := s.Censuses.Create(v.r.Context(), v.author, one, file)
	if err == nil {
		return v.done(campaignPath(id))
	}
	p, err := v.problem("questionnaire", err)
	if err != nil {
		return err
	}
	return s.campaignForm(v, coop.Campaign{}, p)
}

// campaignAt is the campaign of an address. Error: notfound.
func (s *server) campaignAt(v *visit) (coop.Campaign, error) {
	id, _, err := splitRef(v.r.PathValue("id"))
	if err != nil {
		return coop.Campaign{}, notFound("campaign.notfound")
	}
	return s.People.Campaign(v.r.Context(), coop.CampaignID(id))
}

func (s *server) campaignEdit(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	return s.campaignForm(v, one)
}

func (s *server) campaignChange(v *visit) error {
	was, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	one, problems := v.typedCampaign()
	if len(problems) > 0 {
		return s.campaignForm(v, was, problems...)
	}
	one.ID = was.ID
	if err := s.Censuses.Change(v.r.Context(), v.author, one); err != nil {
		return err
	}
	return v.done(campaignPath(one.ID) + "?fait=1")
}

// CampaignFrame is what every page of a campaign has.
type CampaignFrame struct {
	Form
	Campaign coop.Campaign
	Keeping  coop.Keeping // how far its respondents are on their way out
}

// To is the address of a part of the campaign.
func (p CampaignFrame) To(part string) string { return p.Link(campaignPath(p.Campaign.ID) + part) }

// of is the frame of a page of a campaign; title: what it shows of it.
func (v *visit) of(one coop.Campaign, title string, problems ...Problem) CampaignFrame {
	f := CampaignFrame{Campaign: one, Keeping: one.Keeping(v.s.Now()), Form: v.asks(title+" – "+one.Title, problems...)}
	f.Crumbs = []Crumb{{v.lang.T("campaigns.title"), "/campagnes"}, {one.Title, campaignPath(one.ID)}}
	return f
}

// CampaignMovePage asks whether to open, pause or close a campaign, and says what that does.
type CampaignMovePage struct {
	CampaignFrame
	Into  coop.CampaignState
	Asked int
}

func (s *server) campaignMove(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	to := coop.CampaignState(v.r.URL.Query().Get("vers"))
	if !slices.Contains(one.Next(), to) {
		return notFound("error.no_page")
	}
	list, err := s.People.Invitations(v.r.Context(), one.ID)
	if err != nil {
		return err
	}
	return v.html(CampaignMove(CampaignMovePage{v.of(one, v.lang.T("campaign.move."+string(to))), to, len(list)}))
}

func (s *server) campaignMoved(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	if err := s.Censuses.Move(v.r.Context(), v.author, one.ID, coop.CampaignState(v.said("vers"))); err != nil {
		return err
	}
	return v.done(campaignPath(one.ID) + "?fait=1")
}

// CampaignAsksPage is the questionnaire of a campaign as who is asked sees it.
type CampaignAsksPage struct {
	CampaignFrame
	Reply ReplyPage
}

func (s *server) campaignAsks(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	q, err := s.Censuses.Questionnaire(v.r.Context(), one.Questionnaire, one.Version)
	if err != nil {
		return err
	}
	p := CampaignAsksPage{CampaignFrame: v.of(one, v.lang.T("campaign.asks"))}
	p.Reply = ReplyPage{Form: p.Form, Campaign: one, Q: q}
	return v.html(CampaignAsks(p))
}

// rubric is the questionnaire at one of its rubrics.
func (p CampaignAsksPage) rubric(x coop.Rubric) ReplyPage {
	p.Reply.Rubric = x
	return p.Reply
}

// condition says where a question is asked only after the answer to one of another page.
func (p ReplyPage) condition(i coop.Item) string {
	if i.When == nil || p.only(i) != "" {
		return ""
	}
	for _, other := range p.Q.Items() {
		if other.ID != i.When.Question {
			continue
		}
		var words []string
		for _, o := range p.offered(other) {
			if slices.Contains(i.When.Is, o[0]) {
				words = append(words, quoted(p.Lang, o[1]))
			}
		}
		return p.T("campaign.when", p.In(other.Label), join(p.Lang, words))
	}
	return ""
}

// CampaignPage is a campaign with how far it is.
type CampaignPage struct {
	CampaignFrame
	List     []catalogue.Invited
	Saved    bool
	Counts   []StageCount
	Regions  []StageRow
	Kinds    []StageRow
	Progress Progress
	Tasks    int // that are open
	Deciders *Deciders
}

// StageCount is how many have come to a stage.
type StageCount struct {
	Stage catalogue.Stage
	Count int
}

func (s *server) campaign(v *visit) error { return s.campaignPage(v) }

func (s *server) campaignPage(v *visit, problems ...Problem) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	p := CampaignPage{CampaignFrame: v.of(one, v.lang.T("campaign.state."+string(one.State)), problems...), Saved: v.r.URL.Query().Get("fait") != ""}
	p.Crumbs = p.Crumbs[:1]
	if p.List, err = s.People.Invitations(v.r.Context(), one.ID); err != nil {
		return err
	}
	for _, stage := range catalogue.Stages {
		p.Counts = append(p.Counts, StageCount{stage, len(atStage(p.List, stage))})
	}
	p.Regions = p.rows(func(i catalogue.Invited) string { return i.Region }, func(value string) (string, string) { return value, "" })
	p.Kinds = p.rows(func(i catalogue.Invited) string { return string(i.Kind) }, func(value string) (string, string) { return "", value })
	p.Progress = newProgress(one, p.List, s.Now())
	if p.Tasks, err = s.openTasks(v, one.ID); err != nil {
		return err
	}
	if p.Deciders, err = s.deciders(v); err != nil {
		return err
	}
	return v.html(CampaignView(p))
}

// restored is for how long respondents are kept that are taken out of the trash without a day being said, in months.
const restored = 3

// campaignKeep keeps the respondents of a campaign longer, or takes them out of the trash.
func (s *server) campaignKeep(v *visit) error {
	one, err := s.campaignAt(v)
	if err != nil {
		return err
	}
	until, _ := coop.TypedDate(v.said("jusque"))
	if v.said("geste") == "restaurer" {
		until = coop.Date(s.Now().AddDate(0, restored, 0).Format(time.DateOnly))
	}
	if err = s.Censuses.Keep(v.r.Context(), v.author, one.ID, until); err == nil {
		return v.done(campaignPath(one.ID) + "?fait=1")
	}
	problem, err := v.problem("jusque", err)
	if err != nil {
		return err
	}
	return s.campaignPage(v, problem)
}

// Kept says in words how far the respondents are on their way out; "" while they are kept for a while.
func (p CampaignFrame) Kept() string {
	one := p.Campaign
	switch p.Keeping {
	case coop.KeepingEnds:
		return p.T("keeping.ends", p.Date(string(one.Expires())))
	case coop.KeepingTrash, coop.KeepingGone:
		return p.T("keeping."+string(p.Keeping), p.Date(string(day(one.Forgets().UnixMilli()))))
	}
	return ""
}

// atStage are the invitations that have come to a stage.
func atStage(list []catalogue.Invited, s catalogue.Stage) (out []catalogue.Invited) {
	for _, i := range list {
		if i.At(s) {
			out = append(out, i)
		}
	}
	return out
}

// howReached says by what means who is asked is reached, without the address.
func howReached(p Page, i coop.Invitation) string {
	switch {
	case i.Email != "":
		return p.T("campaign.by.mail")
	case i.Phone != "":
		return p.T("campaign.by.phone")
	}
	return p.T("campaign.by.letter")
}

// partnershipOf is the address of the partnership that somebody is asked about, "" of one that the register does not know.
func partnershipOf(p Page, i coop.Invitation) string {
	if i.Partnership == 0 {
		return ""
	}
	return p.Link(address(coop.KindPartnership, int64(i.Partnership), ""))
}

// sideName names the side of an invitation.
func sideName(l i18n.Lang, s coop.Side) string {
	return l.T("campaign.side." + cmp.Or(string(s), "none"))
}
