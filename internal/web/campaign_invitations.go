package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

// InvitationsPage lists who is asked. How somebody is reached and by which link is shown when it is asked for, which the
// audit keeps.
type InvitationsPage struct {
	CampaignFrame
	Stage   catalogue.Stage
	Region  string // "" for all; "-" for those of which nobody knows where they lie
	Kind    string
	By      string // noMail: only those
	Whose   string // a value of taskFollowers: by who takes care of the case
	Text    string
	List    []catalogue.Invited // all that the filters keep
	Here    []catalogue.Invited // those of this page
	Pager   Pager
	Regions [][2]string // to choose from; so are Kinds
	Kinds   [][2]string
	Of      int    // of how many
	Invited int    // who were just invited; -1: none were
	Shown   string // what is shown beside: phones, links
	link    func(coop.Invitation) string
}

// What the list shows when it is asked for.
const (
	showPhones = "telephones"
	showLinks  = "liens"
	showFile   = "csv"
	showPaper  = "papier"
	posted     = "postees" // the letters on paper have left
)

// invitationsPerPage is how many invitations a page lists; what is printed or written holds all.
const invitationsPerPage = 100

// noMail is the value of the filter for those whom no mail reaches.
const noMail = "sans-courriel"

// noValue is the value of a filter for those that have none.
const noValue = "-"

func (s *server) invitations(v *visit) error {
	p, err := s.invitationsPage(v, v.r.URL.Query())
	if err != nil {
		return err
	}
	return v.html(InvitationsView(p))
}

func (s *server) invitationsPage(v *visit, values url.Values) (p InvitationsPage, err error) {
	one, err := s.campaignAt(v)
	if err != nil {
		return p, err
	}
	p.Stage, p.Region, p.Kind, p.Text = catalogue.Stage(values.Get("etape")), values.Get("region"), values.Get("nature"), cutRunes(values.Get("q"), maxText)
	p.By, p.Whose = values.Get("moyen"), values.Get("suivi")
	if p.Stage == "" {
		p.Stage = catalogue.StageAsked
	}
	if !slices.Contains(catalogue.Stages, p.Stage) {
		return p, notFound("error.no_page")
	}
	all, err := s.People.Invitations(v.r.Context(), one.ID)
	if err != nil {
		return p, err
	}
	page, err := readPage(values)
	if err != nil {
		return p, err
	}
	followed, err := s.followed(v)
	if err != nil {
		return p, err
	}
	for _, i := range all {
		if i.At(p.Stage) && p.keeps(i) && followed(p.Whose, i) {
			p.List = append(p.List, i)
		}
	}
	p.Of, p.Invited, p.link = len(all), -1, v.linkOf
	if n, err := strconv.Atoi(values.Get("invitees")); err == nil {
		p.Invited = n
	}
	p.CampaignFrame = v.of(one, v.lang.T("invitations.title", len(p.List))+" · "+v.lang.T("stage."+string(p.Stage)))
	p.Title += p.filtered()
	p.Regions = choices(p.Page, all, func(i catalogue.Invited) string { return i.Region }, p.RegionName)
	p.Kinds = choices(p.Page, all, func(i catalogue.Invited) string { return string(i.Kind) }, p.KindName)
	if p.Pager, err = newPager(page, len(p.List), invitationsPerPage, p.at); err != nil {
		return p, err
	}
	p.Here = pageOf(p.List, page, invitationsPerPage)
	p.Title += p.paged(p.Pager)
	if p.NoSearch = true; p.Invited >= 0 {
		p.Title = v.lang.T("invitations.new", p.Invited) + " " + p.Title
	}
	return p, nil
}

// followed says of an invitation whether who takes care of what is open about it, of a task or of its reply, is the caller
// (tasksMine), somebody else (tasksOthers) or nobody (tasksNobodys).
func (s *server) followed(v *visit) (func(whose string, i catalogue.Invited) bool, error) {
	tasks, err := s.People.Tasks(v.r.Context())
	if err != nil {
		return nil, err
	}
	by := map[coop.InvitationID][]coop.AccountID{}
	for _, t := range tasks {
		if t.Open() && t.Follower != 0 {
			by[t.Invitation] = append(by[t.Invitation], t.Follower)
		}
	}
	me := v.caller.Account
	return func(whose string, i catalogue.Invited) bool {
		who := by[i.ID]
		if i.Follower != 0 {
			who = append(slices.Clip(who), i.Follower)
		}
		switch whose {
		case tasksMine:
			return slices.Contains(who, me)
		case tasksNobodys:
			return len(who) == 0
		case followedByOthers:
			return slices.ContainsFunc(who, func(a coop.AccountID) bool { return a != me })
		}
		return true
	}, nil
}

// followedByOthers is the value of the filter for what somebody else takes care of.
const followedByOthers = "autres"

// whose are the values of the filter by who takes care of a case.
func (p InvitationsPage) whose() [][2]string {
	return [][2]string{{"", p.T("contributions.any")}, {tasksMine, p.T("invitations.whose." + tasksMine)}, {followedByOthers, p.T("invitations.whose." + followedByOthers)}, {tasksNobodys, p.T("invitations.whose." + tasksNobodys)}}
}

func (p InvitationsPage) whoseName() string {
	for _, w := range p.whose()[1:] {
		if w[0] == p.Whose {
			return p.T("invitations.whose.of", w[1])
		}
	}
	return ""
}

func (p InvitationsPage) keeps(i catalogue.Invited) bool {
	same := func(asked, is string) bool { return asked == "" || asked == is || asked == noValue && is == "" }
	return (p.By != noMail || i.Email == "") && same(p.Region, i.Region) && same(p.Kind, string(i.Kind)) && (p.Text == "" || strings.Contains(coop.Fold(i.Asked), coop.Fold(p.Text)))
}

// filtered says in the title what the list is cut down to.
func (p InvitationsPage) filtered() (out string) {
	by := ""
	if p.By == noMail {
		by = p.T("invitations.no_mail")
	}
	for _, one := range []string{p.whoseName(), by, p.RegionName(p.Region), p.KindName(p.Kind), p.Text} {
		if one != "" {
			out += " · " + one
		}
	}
	return out
}

// RegionName and KindName are the words of a region and of a kind of organisation in the lists of a campaign.
func (p CampaignFrame) RegionName(name string) string {
	if name == noValue {
		return p.T("invitations.nowhere")
	}
	return name
}

func (p CampaignFrame) KindName(kind string) string {
	switch kind {
	case "":
		return ""
	case noValue:
		return p.T("invitations.no_kind")
	}
	return p.T("kind." + kind)
}

// listOf is the address of the list of those who have come to a stage, of a region and a kind.
func listOf(id coop.CampaignID, stage catalogue.Stage, region, kind, text string) string {
	values := url.Values{}
	for _, one := range [][2]string{{"etape", string(stage)}, {"region", region}, {"nature", kind}, {"q", text}} {
		if one[1] != "" {
			values.Set(one[0], one[1])
		}
	}
	to := campaignPath(id) + "/invitations"
	if len(values) == 0 {
		return to
	}
	return to + "?" + values.Encode()
}

// at is the address of a page of the list, with its filters.
func (p InvitationsPage) at(page int) string {
	to := listOf(p.Campaign.ID, p.Stage, p.Region, p.Kind, p.Text)
	if p.By != "" {
		to = joinQuery(to, "moyen="+p.By)
	}
	if p.Whose != "" {
		to = joinQuery(to, "suivi="+p.Whose)
	}
	if page > 1 {
		to = joinQuery(to, "page="+strconv.Itoa(page))
	}
	return to
}

// search is the choice of the list as an address has it.
func (p InvitationsPage) search() string {
	_, query, _ := strings.Cut(p.at(p.Pager.Page), "?")
	return query
}

// choices are the values that some have, to filter by, in the order of their names; those that have none come last.
func choices(p Page, list []catalogue.Invited, of func(catalogue.Invited) string, name func(string) string) [][2]string {
	var out [][2]string
	for _, i := range list {
		value := cmp.Or(of(i), noValue)
		if !slices.ContainsFunc(out, func(x [2]string) bool { return x[0] == value }) {
			out = append(out, [2]string{value, name(value)})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int {
		if last := a[0] == noValue; last != (b[0] == noValue) {
			return map[bool]int{true: 1, false: -1}[last]
		}
		return strings.Compare(coop.Fold(a[1]), coop.Fold(b[1]))
	})
	return append([][2]string{{"", p.T("contributions.any")}}, out...)
}

// paged says in the title which page of a list it is; nothing of the first.
func (p Page) paged(g Pager) string {
	if g.Page < 2 {
		return ""
	}
	return " · " + p.T("pager.page", g.Page)
}

func (p InvitationsPage) stages() (out [][2]string) {
	for _, s := range catalogue.Stages {
		out = append(out, [2]string{string(s), p.T("stage." + string(s))})
	}
	return out
}

// invitationsShown shows how those of a list are reached, or their links, and notes that somebody saw them.
func (s *server) invitationsShown(v *visit) error {
	values, err := url.ParseQuery(v.said("recherche"))
	if err != nil {
		return notFound("error.no_page")
	}
	p, err := s.invitationsPage(v, values)
	if err != nil {
		return err
	}
	if v.said("geste") == posted {
		return s.lettersPosted(v, p)
	}
	what := map[string]string{showPhones: "addresses of who is asked", showLinks: "links", showFile: "links", showPaper: "links"}[v.said("geste")]
	if what == "" {
		return notFound("error.no_page")
	}
	if err := inReach(p.Campaign); err != nil {
		return err
	}
	shown := p.List
	if said := v.said("geste"); said == showPhones || said == showLinks {
		shown = p.Here
	}
	if err := s.Censuses.Disclosed(v.r.Context(), v.author, p.Campaign.ID, what, len(shown)); err != nil {
		return err
	}
	switch p.Shown = v.said("geste"); p.Shown {
	case showFile:
		return s.invitationsFile(v, p)
	case showPaper:
		return s.lettersOnPaper(v, p)
	}
	return v.html(InvitationsView(p))
}

// inReach refuses to show how those are reached who are in the trash. Error: conflict.
func inReach(one coop.Campaign) error {
	if one.TrashedAt != 0 {
		return coop.Refuse(coop.Conflict, "keeping.in_trash")
	}
	return nil
}

// invitationsFile is the list as a table, with links.
func (s *server) invitationsFile(v *visit, p InvitationsPage) error {
	var file bytes.Buffer
	sheet := export.Invitations(p.List, func(i coop.Invitation) (code, link string) { return s.Censuses.Code(i), v.linkOf(i) })
	if err := s.Export(&file, "csv", sheet); err != nil {
		return err
	}
	v.header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="kafo-campagne-%d-%s.csv"`, p.Campaign.ID, p.Stage))
	return v.text(mediaTypes["csv"], file.Bytes())
}

// PaperPage are letters to be printed, each on a page of its own: with the link as a drawing for a telephone, and a code to type.
type PaperPage struct {
	InvitationsPage
	Letters []Paper
	host    string
}

// Home is the address at which one types a code.
func (p PaperPage) Home(l i18n.Lang) string { return p.host + l.Prefix() + "/repondre" }

// Paper is a letter.
type Paper struct {
	To   coop.Invitation
	Lang i18n.Lang // of who gets it
	Link string
	Code string
	Draw Quick
}

// lettersOnPaper are those of a list whose links hold.
func (s *server) lettersOnPaper(v *visit, p InvitationsPage) error {
	out := PaperPage{InvitationsPage: p, host: s.host(v.r)}
	for _, i := range p.List {
		if i.State == coop.InvitationRevoked {
			continue
		}
		one := Paper{To: i.Invitation, Lang: i18n.Lang(i.Lang), Link: v.linkOf(i.Invitation), Code: s.Censuses.Code(i.Invitation)}
		var err error
		if one.Draw, err = newQuick(one.Link); err != nil {
			return err
		}
		out.Letters = append(out.Letters, one)
	}
	out.Title = v.lang.T("paper.title", len(out.Letters)) + " – " + p.Campaign.Title
	return v.html(PaperView(out))
}

// lettersPosted says of those of a list that their links were handed over.
func (s *server) lettersPosted(v *visit, p InvitationsPage) error {
	var ids []coop.InvitationID
	for _, i := range p.List {
		if i.State != coop.InvitationRevoked {
			ids = append(ids, i.ID)
		}
	}
	if err := s.Censuses.HandedOver(v.r.Context(), v.author, ids...); err != nil {
		return err
	}
	return v.done(campaignPath(p.Campaign.ID) + "?fait=1")
}

// linkOf is the whole address at which an invitation is answered, in its language.
func (v *visit) linkOf(i coop.Invitation) string {
	return v.s.host(v.r) + i18n.Lang(i.Lang).Prefix() + "/repondre/" + v.s.Censuses.Code(i)
}

// InvitationPage is one that is asked: how she is reached, how far she has come, her link when it is asked for.
type InvitationPage struct {
	CampaignFrame
	I       catalogue.Invited
	Saved   bool
	Address string // of the questionnaire; "" until it is asked for
	Code    string
	Words   string // that hand the link over, by a short message
	Mails   []coop.Mail
}

func (s *server) invitation(v *visit) error { return s.invitationPage(v, InvitationPage{}) }

// invited is the invitation of an address, with its campaign. Error: notfound.
func (s *server) invited(v *visit) (one coop.Campaign, i catalogue.Invited, err error) {
	if one, err = s.campaignAt(v); err != nil {
		return one, i, err
	}
	id, _, err := splitRef(v.r.PathValue("ref"))
	if err != nil {
		return one, i, notFound("campaign.no_invitation")
	}
	i, err = s.People.Invitation(v.r.Context(), coop.InvitationID(id))
	if coop.CodeOf(err) == coop.NotFound || err == nil && i.Campaign != one.ID {
		err = notFound("campaign.no_invitation")
	}
	return one, i, err
}

func (s *server) invitationPage(v *visit, p InvitationPage, problems ...Problem) error {
	one, i, err := s.invited(v)
	if err != nil {
		return err
	}
	if p.Mails, err = s.People.Mails(v.r.Context(), i.ID); err != nil {
		return err
	}
	p.I, p.CampaignFrame, p.Saved = i, v.of(one, i.Asked, problems...), v.r.URL.Query().Get("fait") != ""
	p.Crumbs = append(p.Crumbs, Crumb{v.lang.T("invitations.name"), campaignPath(one.ID) + "/invitations"})
	return v.html(InvitationView(p))
}

// kept is until when who is asked, and what she wrote, is kept (U26).
func (p CampaignFrame) kept() string {
	return cmp.Or(p.Kept(), p.T("invitation.kept", p.Date(string(p.Campaign.Expires()))))
}

// invitationPath is where an invitation is looked after.
func invitationPath(i coop.Invitation) string {
	return campaignPath(i.Campaign) + "/invitations/" + i.Number()
}

func (s *server) invitationAct(v *visit) error {
	one, i, err := s.invited(v)
	if err != nil {
		return err
	}
	switch ctx := v.r.Context(); v.said("geste") {
	case "montrer":
		if err := inReach(one); err != nil {
			return err
		}
		return s.invitationShown(v, one, i)
	case "retirer":
		err = s.Censuses.Revoke(ctx, v.author, i.ID)
	case "refaire":
		err = s.Censuses.Renew(ctx, v.author, i.ID)
	case "saisir":
		if err = s.Censuses.Behalf(ctx, v.author, i.Invitation, v.browser, v.said("moyen")); err == nil {
			return v.done("/repondre/" + s.Censuses.Code(i.Invitation))
		}
	case "passer":
		err = s.Censuses.Pass(ctx, v.author, i.ID)
	case "remise":
		err = s.Censuses.HandedOver(ctx, v.author, i.ID)
	case "joindre":
		err = s.Censuses.Reach(ctx, v.author, coop.Invitation{ID: i.ID, Name: v.said("nom"), Email: v.said("email"), Phone: v.said("telephone"), Lang: v.said("langue")})
	default:
		return notFound("error.no_page")
	}
	if err == nil {
		return v.done(invitationPath(i.Invitation) + "?fait=1")
	}
	field := map[string]string{"saisir": "moyen", "joindre": "email", "passer": "passer"}[v.said("geste")]
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.invitationPage(v, InvitationPage{}, p)
}

// invitationShown shows a link with the words that hand it over, and how who is asked is reached.
func (s *server) invitationShown(v *visit, one coop.Campaign, i catalogue.Invited) error {
	if err := s.Censuses.Disclosed(v.r.Context(), v.author, one.ID, "links", 1); err != nil {
		return err
	}
	p := InvitationPage{Address: v.linkOf(i.Invitation), Code: s.Censuses.Code(i.Invitation)}
	l := i18n.Lang(i.Lang)
	p.Words = l.T("invitation.words", one.Host, one.Title, i.Asked, p.Address, l.Date(string(one.Closes)), one.Contact)
	return s.invitationPage(v, p)
}

// StageName says how far one that is asked has come.
func (p CampaignFrame) StageName(i catalogue.Invited) string {
	if s := i.Stage(); s != catalogue.StageAsked {
		return p.T("stage." + string(s))
	}
	return p.T("stage.ready")
}

// lately is when an invitation came to its stage, "" where nothing has happened.
func (p InvitationsPage) lately(i catalogue.Invited) string {
	if last := max(i.OpenedAt, i.BegunAt, i.SentAt, i.SavedAt); last != 0 {
		return p.day(last)
	}
	return ""
}

// LangName is the name of a language that invitations have.
func (p CampaignFrame) LangName(code string) string {
	for _, l := range languages {
		if l[0] == code {
			return l[1]
		}
	}
	return code
}

// dialled is a telephone number as a machine dials it: without what is written to read it.
func dialled(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// whatsApp is a number as wa.me takes it: international, in digits; nothing of one that does not say its country.
func whatsApp(phone string) string {
	number, ok := strings.CutPrefix(dialled(phone), "+")
	if !ok {
		return ""
	}
	return number
}

// messageTo is the address that opens a message with words in it.
func messageTo(address, words string) string {
	return address + strings.ReplaceAll(url.QueryEscape(words), "+", "%20")
}
