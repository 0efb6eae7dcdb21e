package web

import (
	"crypto/sha256"
	"encoding/base64"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// hashOf is the hash under which the library of sessions keeps a token.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// clock is the time of day of an instant (Unix ms), in UTC.
func clock(at int64) string { return time.UnixMilli(at).UTC().Format("15:04 UTC") }

// AdministrationPage is where administrators begin.
type AdministrationPage struct {
	Form
	Accounts int
	Messages map[coop.MessageState]int
	Mails    bool              // letters leave
	Last     catalogue.Message // that left
	Tried    catalogue.Message // the test letter that was asked for just now
	Checks   []Check
	Version  string // of the program
}

func (s *server) administration(v *visit) error { return s.administrationPage(v) }

func (s *server) administrationPage(v *visit, problems ...Problem) (err error) {
	p := AdministrationPage{Form: v.asks(v.lang.T("admin.title"), problems...), Mails: s.Mails, Version: program()}
	p.Checks = append(s.Checks(v.r.Context()), s.Proxies.looks(v.r, strings.HasPrefix(s.Site.BaseURL, "https://")))
	if _, p.Accounts, err = s.People.Accounts(v.r.Context(), "", 1); err != nil {
		return err
	}
	if p.Messages, err = s.People.MessageCounts(v.r.Context()); err != nil {
		return err
	}
	sent, err := s.People.Messages(v.r.Context(), coop.MessageSent, 1)
	if err != nil {
		return err
	}
	if len(sent) > 0 {
		p.Last = sent[0]
	}
	if p.Tried, err = s.tried(v); err != nil {
		return err
	}
	if p.Tried.ID != 0 {
		p.Title = v.lang.T("mail.test.subject") + " · " + p.Title
	}
	if p.Typed.Get("email") == "" {
		p.Typed.Set("email", v.person.Email)
	}
	return v.html(Administration(p))
}

// tried is the test letter that the address of the page names, none where it names no such letter.
func (s *server) tried(v *visit) (catalogue.Message, error) {
	id, err := strconv.ParseInt(v.r.URL.Query().Get("essai"), 10, 64)
	if err != nil {
		return catalogue.Message{}, nil
	}
	m, err := s.People.Message(v.r.Context(), coop.MessageID(id))
	if coop.CodeOf(err) == coop.NotFound || err == nil && m.Key != coop.TestMessage {
		return catalogue.Message{}, nil
	}
	return m, err
}

// tried says what became of the test letter.
func (p AdministrationPage) tried() string {
	key := string(p.Tried.State)
	switch {
	case p.Tried.State == coop.MessageWaiting && !p.Mails:
		key = "kept"
	case p.Tried.State == coop.MessageWaiting && p.Tried.Trouble != "":
		key = "delayed"
	}
	return p.T("admin.tried."+key, p.Tried.To, p.stamp(p.Tried.SentAt))
}

// mailTry writes a test letter; the page says what comes of it.
func (s *server) mailTry(v *visit) error {
	id, err := s.Auth.TryMail(v.r.Context(), v.caller, v.said("email"), string(v.lang))
	if err == nil {
		return v.done("/administration?essai=" + strconv.FormatInt(int64(id), 10))
	}
	p, err := v.problem("email", err)
	if err != nil {
		return err
	}
	return s.administrationPage(v, p)
}

// AccountsPage lists accounts and invites new ones.
type AccountsPage struct {
	Form
	Query   string
	People  []catalogue.Person
	Pager   Pager
	Invited bool
}

func (s *server) accounts(v *visit) error { return s.accountsPage(v) }

func (s *server) accountsPage(v *visit, problems ...Problem) error {
	q := v.r.URL.Query()
	page, err := readPage(q)
	if err != nil {
		return err
	}
	list, n, err := s.People.Accounts(v.r.Context(), q.Get("q"), page)
	if err != nil {
		return err
	}
	address := func(n int) string {
		to := "/administration/comptes"
		if q.Get("q") != "" {
			to = joinQuery(to, "q="+q.Get("q"))
		}
		if n > 1 {
			to = joinQuery(to, "page="+strconv.Itoa(n))
		}
		return to
	}
	pager, err := newPager(page, n, catalogue.AccountsPerPage, address)
	if err != nil {
		return err
	}
	title := v.lang.T("accounts.title")
	if q.Get("q") != "" {
		title += " · " + quoted(v.lang, q.Get("q"))
	}
	p := AccountsPage{Form: v.asks(title, problems...), Query: q.Get("q"), People: list, Pager: pager, Invited: q.Get("fait") == "1"}
	p.Crumbs = []Crumb{{v.lang.T("admin.title"), "/administration"}}
	p.Script = s.assets.url("pick.js")
	return v.html(Accounts(p))
}

func (s *server) accountsInvite(v *visit) error {
	role, problem, err := v.role()
	if err != nil {
		return err
	}
	if problem.Text == "" {
		_, err := s.Auth.Invite(v.r.Context(), v.caller, v.said("email"), v.said("nom"), v.said("langue"), role, v.lang.T("accounts.invited_why"))
		if err == nil {
			return v.done("/administration/comptes?fait=1")
		}
		if problem, err = v.problem(inviteField(err), err); err != nil {
			return err
		}
	}
	return s.accountsPage(v, problem)
}

func inviteField(err error) string {
	if coop.CodeOf(err) == coop.NotFound {
		return "organisation"
	}
	return fieldOf(err)
}

// role reads the role of a form, with the organisation where it is held for one.
func (v *visit) role() (auth.Role, Problem, error) {
	r := auth.Role{Role: coop.AccountRole(v.said("role"))}
	for _, known := range coop.AccountRoles {
		if known != r.Role || known == coop.Respondent {
			continue
		}
		if !known.Scoped() {
			return r, Problem{}, nil
		}
		id, problem, err := v.picked(coop.KindOrganisation, "organisation")
		r.Org = coop.OrgID(id)
		return r, problem, err
	}
	return r, Problem{"role", v.lang.T("accounts.role_wrong")}, nil
}

// AccountOfPage is an account as an administrator sees it.
type AccountOfPage struct {
	Form
	Person catalogue.Person
	Reset  *catalogue.Reset // of factors, that waits for a second administrator
}

func (s *server) accountOf(v *visit) error { return s.accountOfPage(v) }

func (s *server) accountOfPage(v *visit, problems ...Problem) error {
	person, err := s.personAt(v)
	if err != nil {
		return err
	}
	p := AccountOfPage{Form: v.asks(person.Name, problems...), Person: person}
	if p.Reset, err = s.resetOf(v.r.Context(), person.ID); err != nil {
		return err
	}
	p.Crumbs = []Crumb{{v.lang.T("admin.title"), "/administration"}, {v.lang.T("accounts.title"), "/administration/comptes"}}
	if !person.Closed {
		p.Script = s.assets.url("pick.js")
	}
	return v.html(AccountOf(p))
}

func (s *server) personAt(v *visit) (catalogue.Person, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return catalogue.Person{}, notFound("account.notfound")
	}
	return s.People.Account(v.r.Context(), coop.AccountID(id))
}

// accountChange gives a role, takes one back, or closes the account; each with a reason.
func (s *server) accountChange(v *visit) error {
	person, err := s.personAt(v)
	if err != nil {
		return err
	}
	why, field := v.said("pourquoi"), "pourquoi"
	if why == "" {
		return s.accountOfPage(v, Problem{field, v.lang.T("form.why_missing")})
	}
	switch ctx := v.r.Context(); v.said("geste") {
	case "donner":
		role, problem, err := v.role()
		if err != nil {
			return err
		}
		if problem.Text != "" {
			return s.accountOfPage(v, problem)
		}
		if err = s.Auth.Grant(ctx, v.caller, person, role, why); err == nil {
			return v.done("/administration/comptes/" + strconv.FormatInt(int64(person.ID), 10))
		}
		p, err := v.problem("role", err)
		if err != nil {
			return err
		}
		return s.accountOfPage(v, p)
	case "retirer":
		id, _ := strconv.ParseInt(v.said("attribution"), 10, 64)
		err = s.Auth.Revoke(ctx, v.caller, person, coop.GrantID(id), why)
	case "fermer":
		err = s.Auth.Close(ctx, v.caller, person, why)
	default:
		err = s.resetFactors(v, person, why)
	}
	if err == nil {
		return v.done("/administration/comptes/" + strconv.FormatInt(int64(person.ID), 10))
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.accountOfPage(v, p)
}

// MessagesPage lists the messages of a state. Where no mail server is set, those that wait have their links, to be handed over by
// other means; else a link is its reader's alone.
type MessagesPage struct {
	Page
	Mails    bool // letters leave
	State    coop.MessageState
	Counts   map[coop.MessageState]int
	Messages []catalogue.Message
	words    func(coop.Message) (subject, text string)
}

// Subject is the subject line of a message; a letter of a campaign makes its own.
func (p MessagesPage) Subject(m catalogue.Message) string {
	if m.Letter == nil {
		return p.Page.Subject(m)
	}
	subject, _ := p.words(m.Message)
	return subject
}

func (s *server) messages(v *visit) error {
	state := coop.MessageState(v.r.URL.Query().Get("etat"))
	switch state {
	case "":
		state = coop.MessageWaiting
	case coop.MessageWaiting, coop.MessageSent, coop.MessageFailed, coop.MessageLate:
	default:
		return notFound("error.no_page")
	}
	list, err := s.People.Messages(v.r.Context(), state, 1)
	if err != nil {
		return err
	}
	counts, err := s.People.MessageCounts(v.r.Context())
	if err != nil {
		return err
	}
	p := MessagesPage{Page: v.frame(v.lang.T("messages.title") + " · " + v.lang.T("messages.count."+string(state), counts[state])), Mails: s.Mails, State: state, Counts: counts, Messages: list, words: s.Words}
	p.NoIndex, p.Private = true, true
	p.Crumbs = []Crumb{{v.lang.T("admin.title"), "/administration"}}
	return v.html(Messages(p))
}

// program is the version of the program, which names its commit and its day where it is no release.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "–"
	}
	return info.Main.Version
}
