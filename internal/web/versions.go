package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// VersionsPage shows both versions of what two people have changed: what stands now, and what was just sent. Nothing of
// either is lost, and who sent says which one is to be kept.
type VersionsPage struct {
	Form
	Versions
	Here   string // the form, with what was typed
	Action string
}

// Versions are both of them, field by field, with who made the one that stands.
type Versions struct {
	Of     string // what it is
	Fields []Both
	Steps  []Changed
}

// Both is a field in both versions, in words.
type Both struct{ Label, Now, Mine string }

// Differs says whether the field is not the same in both.
func (b Both) Differs() bool { return b.Now != b.Mine }

// Changed is a step by which what stands has become so.
type Changed struct {
	What, Why string
	By        coop.Author // "" where What says it
	At        string      // in words
}

// stepsShown is how many of the last steps the page shows.
const stepsShown = 3

// versions answers a form that was opened on something older.
func (s *server) versions(v *visit) error {
	both, err := s.bothVersions(v)
	if err != nil {
		return err
	}
	if err := v.keep(v.caller.Account); err != nil {
		return err
	}
	if v.opened, err = s.People.VersionOf(v.r.Context(), v.on); err != nil {
		return err
	}
	p := VersionsPage{Form: v.asks(v.lang.T("versions.title")), Versions: both, Here: v.herePath(), Action: v.path}
	p.Steps = p.Steps[max(0, len(p.Steps)-stepsShown):]
	v.header = http.Header{}
	v.status = http.StatusConflict
	return v.html(VersionsView(p))
}

// bothVersions are what stands now of what a form is opened on, and what was sent.
func (s *server) bothVersions(v *visit) (Versions, error) {
	return map[coop.OpenedKind]func(*visit, Page) (Versions, error){
		coop.OpenedContribution: s.contributionVersions, coop.OpenedDraft: s.draftVersions, coop.OpenedProfile: s.draftVersions, coop.OpenedFinding: s.findingVersions,
		coop.OpenedProposal: s.proposalVersions, coop.OpenedQuestion: s.questionVersions, coop.OpenedAccount: s.accountVersions,
		coop.OpenedStance: s.stanceVersions, coop.OpenedContact: s.contactVersions,
	}[v.on.Kind](v, v.frame(""))
}

// sent are the fields that the form had sent, to be sent once more.
func (p VersionsPage) sent() (out [][2]string) {
	for name, values := range p.Typed {
		if slices.Contains(unkept, name) {
			continue
		}
		for _, x := range values {
			out = append(out, [2]string{name, x})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

func (s *server) contributionVersions(v *visit, p Page) (out Versions, err error) {
	c, err := s.moderate(v, coop.ContributionID(v.on.ID))
	if err != nil {
		return out, err
	}
	out.Of = p.T("contribution.one", c.Number())
	act := v.said("geste")
	out.Fields = []Both{{p.T("contribution.state"), p.T("contribution.state." + string(c.State)), p.Or("contribution.act."+act, p.Or("contribution.step."+act, act))}}
	last := ""
	if n := len(c.Steps); n > 0 {
		last = c.Steps[n-1].Text
	}
	out.Fields = append(out.Fields, Both{p.T("versions.said"), last, cmp.Or(v.said("pourquoi"), v.said(coop.StepMessage), v.said(coop.StepNote))})
	for _, step := range c.Steps {
		out.Steps = append(out.Steps, Changed{p.T("contribution.step." + step.What), step.Text, step.Author, p.stamp(step.At)})
	}
	return out, nil
}

func (s *server) draftVersions(v *visit, p Page) (out Versions, err error) {
	a, err := s.suggested(v, v.said("sur"))
	if err != nil {
		return out, err
	}
	c, err := s.draft(v, a)
	if err != nil {
		return out, err
	}
	now := typedOf(c)
	out.Of = p.T("suggest.title", a.Title)
	for _, property := range coop.ProposableOf(a.Kind) {
		for _, field := range suggestions[property].fields {
			both := Both{p.fieldLabel(field), p.typedWord(field, now.Get(field)), p.typedWord(field, v.said(field))}
			if field == coop.NoParty {
				both.Now, both.Mine = cmp.Or(a.partyName(both.Now), both.Now), cmp.Or(a.partyName(both.Mine), both.Mine)
			}
			out.Fields = append(out.Fields, both)
		}
	}
	out.Fields = append(out.Fields, Both{p.T("suggest.text"), now.Get("texte"), v.said("texte")})
	if c.ID != 0 {
		out.Steps = []Changed{{p.T("versions.draft"), "", c.Author, p.stamp(c.ChangedAt)}}
	}
	return out, nil
}

// fieldLabel is how the form of a change calls a field that is not called as its property is.
func (p Page) fieldLabel(field string) string {
	switch field {
	case "annee":
		return p.T("suggest.year")
	case "role":
		return p.T("suggest.role")
	case "depart":
		return p.T("suggest.departure")
	case "signature", "debut", "fin":
		return p.T("suggest.agreement." + field)
	}
	return p.T("contribution.value." + field)
}

// typedWord is what was typed into a field, a choice in words.
func (p Page) typedWord(field, typed string) string {
	family := map[string]string{coop.GoesOn: "status.", coop.StatusCause: "cause.", coop.BudgetTrend: "trend.", coop.LastAgreement: "agreement.", "depart": "departure."}[field]
	switch {
	case typed == "":
		return ""
	case family != "":
		return p.Or(family+typed, typed)
	case field == coop.HasTheme:
		return p.ThemeName(typed)
	case field == "role" && slices.Contains(coop.ProposedRoles, coop.Role(typed)):
		return p.T("role."+typed, 1)
	}
	return typed
}

func (s *server) findingVersions(v *visit, p Page) (out Versions, err error) {
	f, err := s.Reader.Finding(v.r.Context(), coop.FindingID(v.on.ID))
	if err != nil {
		return out, err
	}
	out.Of = p.T("finding.page", p.FindingTitle(f), itoa(int(f.ID)))
	state, owner := f.State, v.said("qui")
	if v.said("geste") != "confier" {
		state, owner = v.said("etat"), f.Owner
	}
	out.Fields = []Both{
		{p.T("findings.state"), p.T("state." + f.State), p.Or("state."+state, state)},
		{p.T("decide.owner"), f.Owner, owner},
		{p.T("form.field.why"), f.Why, v.said("pourquoi")},
	}
	for _, e := range f.History {
		out.Steps = append(out.Steps, Changed{p.Step(e), e.Why, e.Author, p.stamp(e.At)})
	}
	return out, nil
}

func (s *server) proposalVersions(v *visit, p Page) (out Versions, err error) {
	one, err := s.Reader.Proposal(v.r.Context(), coop.ProposalID(v.on.ID))
	if err != nil {
		return out, err
	}
	out.Of = p.T("proposal.page", p.T("pair.kind."+string(one.Kind)), itoa(int(one.ID)))
	why := ""
	for _, d := range slices.Backward(one.Decisions) { // the latest first
		out.Steps = append(out.Steps, Changed{p.T("decided." + string(d.Kind)), d.Why, d.Author, p.Date(string(d.On))})
		why = d.Why
		if !d.Holds() {
			out.Steps = append(out.Steps, Changed{p.T("decided.undone"), d.UndoneWhy, d.UndoneBy, p.Date(string(d.Undone))})
			why = d.UndoneWhy
		}
	}
	act := map[string]string{"accepter": "decide.accept", "refuser": "decide.refuse", "annuler": "decide.undo"}[v.said("geste")]
	mine := v.said("geste")
	if act != "" {
		mine = p.T(act)
	}
	out.Fields = []Both{{p.T("findings.state"), p.T("proposal." + string(one.State)), mine}, {p.T("form.field.why"), why, v.said("pourquoi")}}
	return out, nil
}

func (s *server) questionVersions(v *visit, p Page) (out Versions, err error) {
	q, err := s.questionOf(v, coop.QuestionID(v.on.ID))
	if err != nil {
		return out, err
	}
	out.Of = p.T("question.page", q.Text)
	now, mine := "", v.said("autre")
	if q.Answer != nil {
		now = q.Answer.Name
	}
	for _, c := range q.Candidates {
		if mine == "" && strconv.FormatInt(c.Ref.ID, 10) == v.said("organisation") {
			mine = c.Ref.Name
		}
	}
	out.Fields = []Both{{p.T("question.who"), now, mine}, {p.T("form.field.why"), q.Why, v.said("pourquoi")}}
	if q.Answer != nil {
		out.Steps = []Changed{{p.T("history.what.answer"), q.Why, q.Author, p.stamp(q.AnsweredAt)}}
	}
	return out, nil
}

func (s *server) accountVersions(v *visit, p Page) (out Versions, err error) {
	person, err := s.People.Account(v.r.Context(), coop.AccountID(v.on.ID))
	if err != nil {
		return out, err
	}
	out.Of = person.Name
	if v.pattern() == "/compte" {
		out.Fields = []Both{{p.T("form.field.name"), person.Name, v.said("nom")}, {p.T("form.field.lang"), languageName(person.Lang), languageName(v.said("langue"))}}
		if asked := v.said("annonces"); asked != "" {
			out.Fields = append(out.Fields, Both{p.T("form.field.telling"), p.Or("telling."+string(person.Telling), ""), p.Or("telling."+asked, asked)})
		}
	} else {
		out.Fields = []Both{
			{p.T("account.roles"), p.rolesNow(person), p.roleAsked(v, person)},
			{p.T("form.field.why"), "", v.said("pourquoi")},
		}
	}
	out.Steps, err = s.accountSteps(v, p, person)
	return out, err
}

// accountSteps are the steps by which an account has become what it is, the latest last: roles, and what she changed herself.
func (s *server) accountSteps(v *visit, p Page, person catalogue.Person) (out []Changed, err error) {
	by, at, err := s.People.LastSigned(v.r.Context(), coop.WhyAccount, person.ID)
	if err != nil {
		return nil, err
	}
	own := Changed{p.T("versions.account"), "", "", p.stamp(at)} // it says by whom
	for _, r := range person.Roles {
		if by != "" && at < r.At {
			out, by = append(out, own), ""
		}
		what := p.RoleName(r)
		if r.RevokedAt != 0 {
			what += " – " + p.T("accounts.revoked", p.stamp(r.RevokedAt))
		}
		out = append(out, Changed{what, r.Why, r.Author, p.stamp(r.At)})
	}
	if by != "" {
		out = append(out, own)
	}
	return out, nil
}

// rolesNow are the roles that somebody holds, in words.
func (p Page) rolesNow(person catalogue.Person) string {
	if person.Closed {
		return p.T("accounts.closed")
	}
	var names []string
	for _, r := range person.Roles {
		if r.RevokedAt == 0 {
			names = append(names, p.RoleName(r))
		}
	}
	return strings.Join(names, " ; ")
}

// roleAsked is what was asked for about the roles of somebody, in words.
func (p Page) roleAsked(v *visit, person catalogue.Person) string {
	switch v.said("geste") {
	case "donner":
		role := p.Or("role."+v.said("role"), v.said("role"))
		return p.T("accounts.give_go") + " – " + strings.Trim(role+" "+v.said("organisation"), " ")
	case "retirer":
		for _, r := range person.Roles {
			if strconv.FormatInt(int64(r.ID), 10) == v.said("attribution") {
				return p.T("accounts.revoke") + " – " + p.RoleName(r)
			}
		}
	case "fermer":
		return p.T("accounts.close_go")
	}
	return v.said("geste")
}

func languageName(code string) string {
	for _, l := range languages {
		if l[0] == code {
			return l[1]
		}
	}
	return code
}

func (s *server) stanceVersions(v *visit, p Page) (out Versions, err error) {
	party, err := s.party(v, v.said("sur"))
	if err != nil {
		return out, err
	}
	out.Of = p.T("stance.title", party.About.Title)
	var now []string
	for _, x := range slices.Backward(party.P.Stances) { // the latest first
		words := p.T("stance."+string(x.Kind)) + " " + x.By.Name
		out.Steps = append(out.Steps, Changed{words, x.Why, x.Author, p.stamp(x.At)})
		if x.Property == v.said("valeur") {
			now = append(now, spacedOut(words, x.Why))
		}
	}
	mine := map[string]string{string(coop.StanceConfirmed): "stance.confirm", string(coop.StanceContested): "stance.contest", string(coop.StanceWithdrawn): "stance.withdraw"}[v.said("position")]
	about := p.T("stance.whole")
	if property := v.said("valeur"); property != "" {
		about = p.Or("contribution.value."+property, property)
	}
	if mine != "" {
		mine = p.T(mine)
	}
	out.Fields = []Both{{about, strings.Join(now, " ; "), spacedOut(mine, v.said("pourquoi"))}}
	return out, nil
}

// spacedOut is a text with what is said of it.
func spacedOut(text, why string) string {
	if why == "" {
		return text
	}
	return text + " – " + why
}

func (s *server) contactVersions(v *visit, p Page) (out Versions, err error) {
	known, err := s.Desk.Known(v.r.Context(), v.owner())
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(known.Contacts, func(c catalogue.KnownContact) bool { return int64(c.ID) == v.on.ID })
	if i < 0 {
		return out, notFound("error.no_page")
	}
	c := known.Contacts[i]
	out.Of = p.T("own.correct")
	for _, f := range [][3]string{
		{"form.field.name", c.Name, "nom"}, {"own.function", c.Function, "fonction"}, {"own.organisation", c.Organisation, "organisme"}, {"own.phone", c.Phone, "telephone"},
	} {
		out.Fields = append(out.Fields, Both{p.T(f[0]), f[1], v.said(f[2])})
	}
	seen := v.said("visibilite")
	out.Fields = append(out.Fields, Both{p.T("own.visibility"), p.T("visibility." + string(c.Visibility)), p.Or("visibility."+seen, seen)})
	by, at, err := s.People.LastSigned(v.r.Context(), coop.WhyContact(c.ID), 0)
	if by != "" {
		out.Steps = []Changed{{p.T("versions.contact"), "", "", p.stamp(at)}}
	}
	return out, err
}

// typedOf is what was typed into a draft, by the fields of its form.
func typedOf(c coop.Contribution) url.Values {
	typed := url.Values{"texte": {c.Text}}
	for _, p := range c.Proposed {
		for field, text := range p.Fields {
			typed.Set(field, text)
		}
	}
	return typed
}
