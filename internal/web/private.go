package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format"
)

// People is what the pages of accounts ask of the reading door, always of the register as it is now.
type People interface {
	SessionsOf(ctx context.Context, id coop.AccountID, now int64) ([]catalogue.Session, error)
	Account(ctx context.Context, id coop.AccountID) (catalogue.Person, error)
	AccountsToTell(ctx context.Context) ([]catalogue.Person, error)
	NetworksFor(ctx context.Context, grants []coop.Grant) ([]catalogue.Ref, error)
	Factors(ctx context.Context, id coop.AccountID) (catalogue.Factors, error)
	Accounts(ctx context.Context, text string, page int) ([]catalogue.Person, int, error)
	Messages(ctx context.Context, state coop.MessageState, page int) ([]catalogue.Message, error)
	Reachable(ctx context.Context, kind string, id int64) ([]coop.Contact, error)
	Message(ctx context.Context, id coop.MessageID) (catalogue.Message, error)
	MessageCounts(ctx context.Context) (map[coop.MessageState]int, error)
	Contributions(ctx context.Context, q catalogue.ContributionQuery) (catalogue.ContributionList, error)
	Contribution(ctx context.Context, id coop.ContributionID) (catalogue.Contribution, error)
	ContributionByReceipt(ctx context.Context, receipt string) (catalogue.Contribution, error)
	ContributionsOf(ctx context.Context, id coop.AccountID) ([]coop.Contribution, error)
	OwnPartnerships(ctx context.Context, orgs []coop.OrgID, page int) (catalogue.OwnList, error)
	Questions(ctx context.Context, all bool) ([]catalogue.Question, error)
	Touched(ctx context.Context, kind string, id int64) (coop.Object, error)
	VersionOf(ctx context.Context, on coop.Opened) (string, error)
	Campaigns
	Networks(ctx context.Context) ([]catalogue.Ref, error)
	Attachments
	Reply(ctx context.Context, id coop.ContributionID) (coop.Reply, error)
	LastSigned(ctx context.Context, why string, by coop.AccountID) (coop.Author, int64, error)
}

// How long a visit lasts (requirements §6.3): twenty hours for those who answer or propose, twelve for who decides.
const (
	visitTime   = 20 * time.Hour
	stewardTime = 12 * time.Hour
	freshTime   = 10 * time.Minute // for how long who has proved who she is need not do so again
)

// What a form may send: bytes, and values of its fields.
const (
	formBytes  = 1 << 20
	formValues = 1000
)

// newSessions is the library of sessions on our tables: tokens of 256 bits, kept as hashes, renewed when somebody
// signs in (S 48, 49).
func newSessions(a *auth.Auth, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Lifetime = visitTime
	m.Store, m.Codec, m.HashTokenInStore = auth.Sessions{Auth: a}, auth.Sessions{Auth: a}, true
	m.Cookie.Name, m.Cookie.Secure = cookieName("kafo", secure), secure
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, http.SameSiteLaxMode, "/"
	return m
}

// cookieName binds a cookie to this very host (S 21). On a plain intranet address browsers refuse such cookies, and
// secure ones: there the name is bare.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// secure says whether cookies may be for https alone: everywhere but on a site whose address says http.
func (s *server) secure() bool { return !strings.HasPrefix(s.Site.BaseURL, "http://") }

// private registers an address for those who may do a verb: it is asked for with get, and written to with post where
// there is one. Nothing of it is kept by anybody (S 61).
func (s *server) private(pattern string, verb coop.Verb, get, post handler) {
	s.privately("GET", pattern, verb, get)
	if post != nil {
		s.privately("POST", pattern, verb, post)
	}
}

// privately registers one method of a private address; to write may ask for more than to look.
func (s *server) privately(method, pattern string, verb coop.Verb, h handler) {
	s.know(method, pattern, verb)
	s.mux.Handle(method+" "+pattern, s.visited(verb, h))
}

// filed is private for a form with a file in it.
func (s *server) filed(pattern string, verb coop.Verb, get, post handler) {
	s.files[pattern] = true
	s.private(pattern, verb, get, post)
}

// Route is an address with who may ask for it.
type Route struct {
	Method, Pattern string
	Verb            coop.Verb
}

func (s *server) know(method, pattern string, verb coop.Verb) {
	s.known = append(s.known, Route{method, pattern, verb})
	for _, name := range []string{"{secret}", "{code}"} {
		if before, _, is := strings.Cut(pattern, name); is && !slices.Contains(s.secrets, before) {
			s.secrets = append(s.secrets, before)
		}
	}
}

func (s *server) visited(verb coop.Verb, h handler) http.Handler {
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.privateVisit(w, r, verb)
		if err == nil {
			err = s.take(v, h)
		}
		if err == nil && r.Method == http.MethodPost && v.status == http.StatusSeeOther {
			err = v.taken()
		}
		if err != nil && s.ended(w, v, err) {
			return
		}
		if err != nil {
			s.refusePrivate(w, v, err)
			return
		}
		for k, values := range v.header {
			w.Header()[k] = values
		}
		body := v.light(w)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(v.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(body)
		}
	})
	return s.sessions.LoadAndSave(inner)
}

// refusePrivate sends whoever may be helped by it to sign in first, or to prove again who she is, and back here; others
// get the page of the failure.
func (s *server) refusePrivate(w http.ResponseWriter, v *visit, err error) {
	to := map[coop.Need]string{coop.NeedEnter: "/connexion", coop.NeedFresh: "/connexion/preuve"}[coop.NeedOf(err)]
	if to == "" || v.r.Method == http.MethodPost {
		s.fail(w, v, s.refused(v, err))
		return
	}
	w.Header().Set("Location", v.lang.Prefix()+to+"?suite="+url.QueryEscape(v.r.URL.RequestURI()))
	w.WriteHeader(http.StatusSeeOther)
}

// refused gives an error back; where it refuses a right, or a form that is not ours, it stands in the audit (S 65).
func (s *server) refused(v *visit, err error) error {
	if code := coop.CodeOf(err); code != coop.Forbidden && code != coop.Unauthenticated {
		return err
	}
	if trouble := s.Auth.Refused(v.r.Context(), v.caller.Account, v.r.Pattern+", "+keyOf(err)); trouble != nil {
		return trouble
	}
	return err
}

func (s *server) privateVisit(w http.ResponseWriter, r *http.Request, verb coop.Verb) (*visit, error) {
	lang, path := languageIn(r.Context()), r.URL.Path
	v := &visit{s: s, r: r, lang: lang, path: path, status: http.StatusOK, header: http.Header{}, reader: s.Reader}
	v.ref = v.path[strings.LastIndexByte(v.path, '/')+1:]
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "same-origin")
	if _, ok := bearer(r); ok {
		return v, coop.Refuse(coop.Forbidden, "token.data_only")
	}
	var err error
	if v.version, err = s.Reader.Version(r.Context()); err != nil {
		return v, err
	}
	if err = s.recognise(v); err != nil {
		return v, err
	}
	v.form(w)
	v.keeps = verb != coop.VerbEnter && verb != coop.VerbSecure
	if r.Method == http.MethodPost {
		if err := v.read(w); err != nil {
			return v, err
		}
	} else if err := v.restore(); err != nil {
		return v, err
	}
	if err := v.open(); err != nil {
		return v, err
	}
	v.author, err = coop.Can(v.caller, verb, coop.Object{Any: true})
	if r.Method == http.MethodPost && coop.NeedOf(err) == coop.NeedFresh {
		return v, errors.Join(err, v.keep(v.caller.Account))
	}
	return v, err
}

// recognise says who visits.
func (s *server) recognise(v *visit) (err error) {
	id, _ := strconv.ParseInt(v.held(auth.SessionAccount), 10, 64)
	v.person, v.caller, err = s.Auth.Caller(v.r.Context(), coop.AccountID(id))
	if err != nil || v.caller.Account == 0 {
		return err
	}
	proved, _ := strconv.ParseInt(v.held(auth.SessionProved), 10, 64)
	v.caller.Factored = v.held(auth.SessionFactored) == "yes"
	v.caller.Fresh = s.Now().Sub(time.UnixMilli(proved)).Abs() < freshTime // a proof of the future is of a clock that went wrong
	return nil
}

// held is what the visit's session holds under a name.
func (v *visit) held(name string) string { return v.s.sessions.GetString(v.r.Context(), name) }

// hold keeps something for the rest of the visit; "" forgets it.
func (v *visit) hold(name, value string) {
	if value == "" {
		v.s.sessions.Remove(v.r.Context(), name)
		return
	}
	v.s.sessions.Put(v.r.Context(), name, value)
}

// form gives the browser a secret of its own, to which our forms are bound: a page of another site knows neither.
func (v *visit) form(w http.ResponseWriter) {
	name := cookieName("formulaire", v.s.secure())
	c, err := v.r.Cookie(name)
	if err != nil || len(c.Value) < 26 {
		c = &http.Cookie{Name: name, Value: rand.Text(), Path: "/", Secure: v.s.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int((365 * 24 * time.Hour).Seconds())}
		http.SetCookie(w, c)
	}
	v.browser = c.Value
}

// A seal is this many letters of chance, and a proof of that many bytes over them.
const (
	sealChance = 16
	sealProof  = 24
)

// seal is what a form of this browser and account carries (S 28). Each is another: what stands twice in compressed answers could be
// guessed from their lengths.
func (v *visit) seal() string { return v.sealOf(v.caller.Account, rand.Text()[:sealChance]) }

func (v *visit) sealOf(account coop.AccountID, chance string) string {
	h := hmac.New(sha256.New, []byte(v.s.formSecret))
	h.Write([]byte(v.browser + " " + strconv.FormatInt(int64(account), 10) + " " + chance))
	return chance + hex.EncodeToString(h.Sum(nil)[:sealProof])
}

// sealedFor says that a form bears a seal of this browser and an account.
func (v *visit) sealedFor(account coop.AccountID) bool {
	seal := v.typed.Get(sealField)
	return len(seal) > sealChance && hmac.Equal([]byte(seal), []byte(v.sealOf(account, seal[:sealChance])))
}

// read takes in a form: of our own site, of a kind and size, and under our seal. Error: forbidden, or what HTTP says of it.
func (v *visit) read(w http.ResponseWriter) error {
	if err := v.s.csrf.Check(v.r); err != nil {
		return coop.Refuse(coop.Forbidden, "form.foreign")
	}
	kind, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	_, pattern, _ := strings.Cut(v.r.Pattern, " ")
	switch {
	case kind == "multipart/form-data" && v.s.files[pattern]:
		return v.readFile(w)
	case kind == "application/json" && pattern == offlinePath:
		return v.readParcel(w)
	case kind != "application/x-www-form-urlencoded":
		return errMedia
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, formBytes)
	if err := v.r.ParseForm(); errors.As(err, new(*http.MaxBytesError)) {
		return errLarge
	} else if err != nil {
		return coop.Refuse(coop.Invalid, "form.unreadable")
	}
	v.typed = v.r.PostForm
	if values(v.typed) > formValues {
		return errLarge
	}
	return v.sealed()
}

// sealed says that a form bears our seal. Error: it was opened by somebody else, or too long ago.
func (v *visit) sealed() error {
	if !v.sealedFor(v.caller.Account) {
		return v.stale()
	}
	return nil
}

// What a form with a file may send: bytes of the file, and parts.
const (
	fileBytes = 10 << 20
	fileParts = 50
)

// fileField is the field of the file in a form that has one.
const fileField = "fichier"

// readFile takes in a form with a file, whose fields stand before it: without our seal the file is not looked at. Errors as
// for read.
func (v *visit) readFile(w http.ResponseWriter) error {
	v.r.Body = http.MaxBytesReader(w, v.r.Body, fileBytes+formBytes)
	form, err := v.r.MultipartReader()
	if err != nil {
		return coop.Refuse(coop.Invalid, "form.unreadable")
	}
	v.typed = url.Values{}
	for range fileParts {
		part, err := form.NextPart()
		if err == io.EOF {
			return v.sealed()
		}
		if err != nil {
			return unread(err)
		}
		field, most := part.FormName(), int64(formBytes)
		if field == fileField {
			if err := v.sealed(); err != nil {
				return err
			}
			most = fileBytes
		}
		raw, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return unread(err)
		case int64(len(raw)) > most:
			return errLarge
		case field == fileField:
			v.upload, v.uploadName = raw, part.FileName()
		default:
			v.typed.Add(field, string(raw))
		}
	}
	return errLarge
}

// readParcel takes in what a script sends: the kind of what it says, which no form of another site has without our leave, stands
// for the seal. What goes wrong is said for machines.
func (v *visit) readParcel(w http.ResponseWriter) (err error) {
	v.format = "json"
	if v.upload, err = io.ReadAll(http.MaxBytesReader(w, v.r.Body, formBytes)); err != nil {
		return unread(err)
	}
	return nil
}

// unread puts what broke off a form into an error.
func unread(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return errLarge
	}
	return coop.Refuse(coop.Invalid, "form.unreadable")
}

// values counts those of all fields.
func values(form url.Values) (n int) {
	for _, list := range form {
		n += len(list)
	}
	return n
}

// sealField is the hidden field of every form.
const sealField = "sceau"

// said is what was typed into a field, without the spaces around it and what has no width (U4).
func (v *visit) said(field string) string {
	return strings.TrimSpace(strings.NewReplacer("\u200b", "", "\ufeff", "", "\x00", "", "\u2060", "").Replace(v.typed.Get(field)))
}

// done answers a form that was taken with another page (U13); to is a path without language.
func (v *visit) done(to string) error { return v.redirect(http.StatusSeeOther, to) }

// Problem is what is wrong with a field of a form, in the words of its label.
type Problem struct{ Field, Text string }

// Form is the frame of a page with a form: what was typed, and what is wrong with it.
type Form struct {
	Page
	Seal     string
	Number   string         // of the form, so that one that arrives twice acts once
	Version  string         // of what it is opened on, "" for nothing
	Account  coop.AccountID // that opens the form
	Restored bool           // what was typed is back from a form that was not taken
	Typed    url.Values
	Problems []Problem
	Offered  map[string][]Picked // what to choose from in a picker, by its field

	Seen      map[int64]string // versions of the things of which the form decides about several
	Meanwhile Meanwhile        // of them, what has changed since the form was opened
}

// asks begins a page with a form. A form that comes back says so in its title (U2).
func (v *visit) asks(title string, problems ...Problem) Form {
	f := Form{Page: v.frame(title), Seal: v.seal(), Number: rand.Text(), Version: v.opened, Account: v.caller.Account, Restored: v.restored, Typed: v.typed, Problems: problems, Offered: v.offered, Meanwhile: v.meanwhile}
	f.NoIndex, f.Private = true, true
	if len(problems) > 0 {
		v.status = http.StatusUnprocessableEntity
		f.Title = f.T("form.error") + title
	}
	if f.Typed == nil {
		f.Typed = url.Values{}
	}
	return f
}

// Wrong is what is wrong with a field, "" for nothing.
func (f Form) Wrong(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// problem puts a refusal into words beside a field; what is no refusal of what was typed is given back.
func (v *visit) problem(field string, err error) (Problem, error) {
	switch coop.CodeOf(err) {
	case coop.Invalid, coop.Conflict, coop.NotFound, coop.TooMany:
		return Problem{field, v.words(err)}, nil
	}
	return Problem{}, err
}

// local is where to go on after signing in: a path of this site (S 29).
func (v *visit) next(to string) string {
	if local(to) {
		return to
	}
	return "/compte"
}

// uploaded is the file that came with a form as text, in whichever of the usual encodings; "" where none did.
func (v *visit) uploaded() string {
	t, err := format.Decode(bytes.NewReader(v.upload))
	if err != nil || len(v.upload) == 0 {
		return ""
	}
	return strings.Join(t.Lines, "\n")
}
