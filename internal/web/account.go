package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// heldNext is what a visit holds while somebody signs in.
const heldNext = "next" // where to go on afterwards

// EnterPage asks for the address to which a link is sent. Code says that it was: what another browser asks for that opens it.
type EnterPage struct {
	Form
	Next string
	Code string
}

// after is the query by which another page learns where to go on.
func (p EnterPage) after() string {
	if p.Next == "" {
		return ""
	}
	return "?suite=" + url.QueryEscape(p.Next)
}

func (s *server) enterForm(v *visit) error {
	if v.caller.Account != 0 {
		return v.done(v.next(v.r.URL.Query().Get("suite")))
	}
	return v.html(Enter(EnterPage{Form: v.asks(v.lang.T("enter.title")), Next: v.r.URL.Query().Get("suite")}))
}

// enterAsk sends a link to whoever has an account with the address; the answer is the same for whoever has not.
func (s *server) enterAsk(v *visit) error {
	if err := s.Auth.Ask(v.r.Context(), v.said("email"), string(v.lang), v.browser, v.origin()); err != nil {
		p, err := v.problem("email", err)
		if err != nil {
			return err
		}
		return v.html(Enter(EnterPage{Form: v.asks(v.lang.T("enter.title"), p), Next: v.said("suite")}))
	}
	if next := v.said("suite"); next != "" {
		v.hold(heldNext, next)
	}
	return s.linkSent(v)
}

// linkSent says the same whether there is an account or not.
func (s *server) linkSent(v *visit) error {
	code, err := s.Auth.LinkCode(v.r.Context(), v.browser)
	if err != nil {
		return err
	}
	return v.html(Enter(EnterPage{Form: v.asks(v.lang.T("enter.sent")), Code: code[:3] + "\u00a0" + code[3:]}))
}

// LinkPage is what a link leads to: a button, because mail scanners follow links, and for the first administrator the
// questions of an account. Elsewhere: another browser asked for it, which shows a code.
type LinkPage struct {
	Form
	Secret    string
	Install   bool
	Elsewhere bool
}

func (s *server) enterLink(v *visit) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	return s.linkPage(v)
}

func (s *server) linkPage(v *visit, problems ...Problem) error {
	secret := v.r.PathValue("secret")
	purpose, elsewhere, err := s.Auth.Purpose(v.r.Context(), secret, v.browser)
	if err != nil {
		return err
	}
	title := "enter.link"
	if purpose == "install" {
		title = "enter.install"
	}
	p := LinkPage{Form: v.asks(v.lang.T(title), problems...), Secret: secret, Install: purpose == "install", Elsewhere: elsewhere}
	p.Path = "/connexion" // the secret stands in no link of the page
	return v.html(Link(p))
}

// enterUse uses the link up and opens the visit.
func (s *server) enterUse(v *visit) error {
	secret := v.r.PathValue("secret")
	purpose, _, err := s.Auth.Purpose(v.r.Context(), secret, v.browser)
	if err != nil {
		return err
	}
	var id coop.AccountID
	if purpose == "install" {
		id, err = s.Auth.Install(v.r.Context(), secret, v.said("email"), v.said("nom"), string(v.lang))
	} else {
		id, err = s.Auth.Enter(v.r.Context(), secret, v.browser, v.said("code"))
	}
	if code := coop.CodeOf(err); err != nil && (code == coop.Invalid || code == coop.TooMany) {
		p, _ := v.problem(fieldOf(err), err)
		return s.linkPage(v, p)
	}
	if err != nil {
		return err
	}
	return s.opened(v, id)
}

// fieldOf is the field that an error of an account is about.
func fieldOf(err error) string {
	switch key := keyOf(err); {
	case strings.HasPrefix(key, "account.name"):
		return "nom"
	case strings.HasPrefix(key, "enter."):
		return "code"
	}
	return "email"
}

// renew puts the visit under a new token (S 49); what the browser held before is forgotten.
func (s *server) renew(v *visit) error {
	ctx := v.r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for _, name := range s.sessions.Keys(ctx) {
		s.sessions.Remove(ctx, name)
	}
	return nil
}

// begin opens a visit of an account.
func (s *server) begin(v *visit, id coop.AccountID, factored bool) error {
	ctx := v.r.Context()
	if err := s.renew(v); err != nil {
		return err
	}
	v.hold(auth.SessionAccount, strconv.FormatInt(int64(id), 10))
	v.hold(auth.SessionDevice, device(v.r.UserAgent()))
	v.hold(auth.SessionProved, strconv.FormatInt(s.Now().UnixMilli(), 10))
	if factored {
		v.hold(auth.SessionFactored, "yes")
	}
	p, caller, err := s.Auth.Caller(ctx, id)
	if err != nil {
		return err
	}
	v.person, v.caller = p, caller
	s.sessions.SetDeadline(ctx, time.Now().Add(v.span())) // the clock that the library reads
	return nil
}

// staff says whether somebody decides for others: her visits are shorter and ask for a second factor.
func staff(p catalogue.Person) bool {
	for _, g := range p.Grants() {
		for _, r := range coop.Rights {
			if r.Role == g.Role && r.Factor {
				return true
			}
		}
	}
	return false
}

// device is what a browser says it is, in few words: its owner must know it again in a list.
func device(agent string) string {
	pick := func(list ...string) string {
		for _, name := range list {
			if look, say, _ := strings.Cut(name, "="); strings.Contains(agent, look) {
				if say == "" {
					return look
				}
				return say
			}
		}
		return ""
	}
	browser := pick("Opera Mini", "OPR=Opera", "Edg=Edge", "Firefox", "Chrome", "Safari", "Lynx", "w3m")
	system := pick("Android", "iPhone", "iPad", "Windows", "Mac OS X=macOS", "Linux")
	return strings.TrimPrefix(strings.TrimSuffix(browser+" – "+system, " – "), " – ")
}

// LeavePage asks whether to leave: leaving changes something, so no link does it.
type LeavePage struct{ Form }

func (s *server) leaveForm(v *visit) error {
	return v.html(Leave(LeavePage{v.asks(v.lang.T("leave.title"))}))
}

func (s *server) leave(v *visit) error {
	if err := s.sessions.Destroy(v.r.Context()); err != nil {
		return err
	}
	v.header.Set("Clear-Site-Data", `"cache", "storage"`)
	return v.done("/")
}

// AccountPage is what somebody sees of her own account.
type AccountPage struct {
	Form
	Person   catalogue.Person
	Networks []catalogue.Ref // whose contacts she may see
	Staff    bool
	Decide   bool // on questions, findings and matches, at least with a second factor
	Hold     bool // censuses
	Saved    bool
	Moderate bool // what others bring: she is told of it
}

// tellings are the answers to how often somebody is told.
func (p AccountPage) tellings() (out [][2]string) {
	for _, t := range coop.Tellings {
		out = append(out, [2]string{string(t), p.T("telling." + string(t))})
	}
	return out
}

// Member says whether she is a member of an organisation.
func (p AccountPage) Member() bool {
	return slices.ContainsFunc(p.Person.Grants(), func(g coop.Grant) bool { return g.Role == coop.Member })
}

func (s *server) account(v *visit) error { return s.accountPage(v) }

func (s *server) accountPage(v *visit, problems ...Problem) error {
	p := AccountPage{Form: v.asks(v.lang.T("account.title"), problems...), Person: v.person, Staff: staff(v.person), Saved: v.r.URL.Query().Get("fait") == "1"}
	p.Decide, p.Moderate, p.Hold = somewhere(v.caller, coop.VerbDecide), somewhere(v.caller, coop.VerbModerate), somewhere(v.caller, coop.VerbHold)
	var err error
	if p.Networks, err = s.People.NetworksFor(v.r.Context(), v.person.Grants()); err != nil {
		return err
	}
	return v.html(Account(p))
}

// somewhere says whether somebody may do something somewhere, at least with a second factor.
func somewhere(c coop.Caller, verb coop.Verb) bool {
	switch coop.Judge(c, verb, coop.Object{Any: true}).Missing {
	case "", coop.NeedFactor, coop.NeedFresh:
		return true
	}
	return false
}

func (s *server) accountRename(v *visit) error {
	err := s.Auth.Rename(v.r.Context(), v.caller, v.said("nom"), v.said("langue"), cmp.Or(coop.Telling(v.said("annonces")), v.person.Telling))
	if err == nil {
		return v.done("/compte?fait=1")
	}
	p, err := v.problem("nom", err)
	if err != nil {
		return err
	}
	return s.accountPage(v, p)
}

// VisitsPage lists the sessions of an account.
type VisitsPage struct {
	Form
	Sessions []catalogue.Session
	Here     string // hash of this one
}

func (s *server) visits(v *visit) error {
	list, err := s.People.SessionsOf(v.r.Context(), v.caller.Account, s.Now().UnixMilli())
	if err != nil {
		return err
	}
	return v.html(Visits(VisitsPage{Form: v.asks(v.lang.T("visits.title")), Sessions: list, Here: hashOf(s.sessions.Token(v.r.Context()))}))
}

func (s *server) visitsEnd(v *visit) error {
	if v.said("toutes") != "" {
		if err := s.Auth.EndSessions(v.r.Context(), v.caller); err != nil {
			return err
		}
		return s.leave(v)
	}
	if err := s.Auth.EndSession(v.r.Context(), v.caller, v.said("visite")); err != nil {
		return err
	}
	return v.done("/compte/visites")
}

// RightsPage is the table of who may do what, in words.
type RightsPage struct {
	Page
	Rights []coop.Right
}

func (s *server) rights(v *visit) error {
	if v.format != "" && v.format != "html" {
		return notFound("error.no_format", v.format)
	}
	p := RightsPage{Page: v.frame(v.lang.T("rights.title")), Rights: coop.Rights}
	p.Path, p.Section = "/aide/droits", "/aide"
	p.Crumbs = []Crumb{{v.lang.T("nav.help"), "/aide"}}
	p.Description = v.lang.T("rights.intro")
	return v.html(RightsView(p))
}

// stamp is a time in words: day and time of the day, UTC said so.
func (p Page) stamp(at int64) string {
	if at == 0 {
		return p.T("word.never")
	}
	return p.day(at) + " " + clock(at)
}
