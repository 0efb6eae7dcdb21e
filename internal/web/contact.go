package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/contact"
	"kafo/internal/coop"
)

// ReachPage is the form by which somebody has a message brought to a contact; Sent says that it was.
type ReachPage struct {
	Form
	Subject contact.Subject
	Back    string      // path of the page it is about
	To      [][2]string // whom one may write to: numbers and sides, never names
	Sent    bool        // it is on its way, or waits for the proof of an address
	Proved  bool
}

func (s *server) reachForm(v *visit) error { return s.reach(v) }

func (s *server) reach(v *visit, problems ...Problem) error {
	p, err := s.reachPage(v, problems...)
	if err != nil {
		return err
	}
	return v.html(Reach(p))
}

func (s *server) reachPage(v *visit, problems ...Problem) (ReachPage, error) {
	about, back, err := s.subjectOf(v, v.r.URL.Query().Get("sur"))
	if err != nil {
		return ReachPage{}, err
	}
	p := ReachPage{Form: v.asks(v.lang.T("reach.title"), problems...), Subject: about, Back: back}
	p.Path = reachOf(about.Kind, about.ID)
	list, err := s.People.Reachable(v.r.Context(), about.Kind, about.ID)
	p.To = p.sides(list)
	return p, err
}

// sides says on which side each contact is, numbered where a side has several.
func (p ReachPage) sides(list []coop.Contact) [][2]string {
	seen, out := map[string]int{}, [][2]string{}
	slices.SortStableFunc(list, func(a, b coop.Contact) int { return cmp.Compare(neither(a), neither(b)) })
	for _, c := range list {
		side := string(c.Side)
		switch {
		case c.Post():
			side = "post"
		case c.Side == "":
			side = "none"
		}
		seen[side]++
		label := p.T("reach.side." + side)
		if n := seen[side]; n > 1 {
			label += " " + itoa(n)
		}
		out = append(out, [2]string{itoa(int(c.ID)), label})
	}
	return out
}

// neither is 1 of who is on neither side, such as an embassy: those of the sides come first.
func neither(c coop.Contact) int {
	if c.Side == "" {
		return 1
	}
	return 0
}

// subjectOf reads « partenariat:7 » or « organisation:12 », of what is published.
func (s *server) subjectOf(v *visit, typed string) (about contact.Subject, back string, err error) {
	word, number, _ := strings.Cut(typed, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return about, "", notFound("error.no_page")
	}
	switch word {
	case "partenariat", coop.KindPartnership:
		thing, err := v.reader.Partnership(v.r.Context(), coop.PartnershipID(id))
		return contact.Subject{Kind: coop.KindPartnership, ID: id, Title: thing.Title}, address("partnership", id, thing.Title), err
	case coop.KindOrganisation:
		o, err := v.reader.Organisation(v.r.Context(), coop.OrgID(id), 1, 1)
		return contact.Subject{Kind: coop.KindOrganisation, ID: id, Title: o.Name}, address("organisation", id, o.Name), err
	}
	return about, "", notFound("error.no_page")
}

func (s *server) reachSend(v *visit) error {
	p, err := s.reachPage(v)
	if err != nil {
		return err
	}
	to, _ := strconv.ParseInt(v.said("a"), 10, 64)
	from := contact.Sender{Name: v.said("nom"), Email: v.said("email"), Lang: string(v.lang), Origin: v.origin()}
	address, _ := coop.Address(from.Email)
	from.Proved = v.caller.Account != 0 && address == v.person.Email
	err = s.Desk.Ask(v.r.Context(), p.Subject, coop.ContactID(to), from, v.said("message"))
	if err != nil {
		wrong, err := v.problem(reachField(err), err)
		if err != nil {
			return err
		}
		return s.reach(v, wrong)
	}
	p.Sent, p.Proved = true, from.Proved
	return v.html(Reach(p))
}

// reachField is the field that an error of the desk is about.
func reachField(err error) string {
	e, ok := err.(*coop.Error)
	switch {
	case ok && strings.HasPrefix(e.Key, "contact.text"):
		return "message"
	case ok && strings.HasPrefix(e.Key, "account.name"):
		return "nom"
	case ok && e.Key == "contact.notfound":
		return "a"
	}
	return "email"
}

// ThreadPage is a request as one of its sides sees it.
type ThreadPage struct {
	Form
	contact.Thread
	Secret string
	Done   bool
}

// Unproved says that this side has still to prove her address.
func (p ThreadPage) Unproved() bool {
	return !p.Mine && p.ProvedAt == 0 && p.State == coop.RequestAsked
}

func (s *server) threadView(v *visit) error { return s.thread(v, false) }

func (s *server) thread(v *visit, done bool, problems ...Problem) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	secret := v.r.PathValue("secret")
	t, err := s.Desk.Thread(v.r.Context(), secret)
	if err != nil {
		return err
	}
	title := "thread.title.asked"
	if t.Mine {
		title = "thread.title"
	}
	if (ThreadPage{Thread: t}).Unproved() {
		title = "thread.prove.title"
	}
	p := ThreadPage{Form: v.asks(v.lang.T(title), problems...), Thread: t, Secret: secret, Done: done}
	p.Path = "/contacter" // the secret stands in no link of the page
	return v.html(ThreadView(p))
}

// threadAct does what a side of a request asks for.
func (s *server) threadAct(v *visit) error {
	ctx, secret := v.r.Context(), v.r.PathValue("secret")
	var err error
	switch v.said("geste") {
	case "confirmer":
		err = s.Desk.Prove(ctx, secret)
	case "accepter":
		err = s.Desk.Accept(ctx, secret, v.typed["montrer"])
	case "refuser":
		err = s.Desk.Refuse(ctx, secret)
	case "abus":
		err = s.Desk.Report(ctx, secret)
	default:
		err = s.Desk.Write(ctx, secret, v.said("message"))
	}
	if err != nil && coop.CodeOf(err) != coop.NotFound {
		field := "message"
		if coop.CodeOf(err) == coop.Invalid && v.said("geste") == "accepter" {
			field = "montrer"
		}
		wrong, err := v.problem(field, err)
		if err != nil {
			return err
		}
		return s.thread(v, false, wrong)
	}
	if err != nil {
		return err
	}
	return s.thread(v, true)
}

// OwnPage is what the register knows of whoever asks, once she has proved her address.
type OwnPage struct {
	Form
	Known  catalogue.Known
	One    catalogue.KnownContact // that is being corrected
	Erase  bool                   // she is asked whether she means it
	State  string                 // what was done that leaves nothing to show: "erased", "hidden"
	Open   bool                   // she has proved her address
	Sent   bool
	Saved  bool
	Secret string // of the link she came by, before she has pressed its button
}

// What a visit holds of somebody who has proved an address without having an account.
const (
	heldOwn      = "own"
	heldOwnUntil = "own_until"
)

// ownTime is for how long an address stays proved.
const ownTime = time.Hour

// owner is the address that the visitor has proved, "" for none.
func (v *visit) owner() string {
	until, _ := strconv.ParseInt(v.held(heldOwnUntil), 10, 64)
	if v.s.Now().UnixMilli() > until {
		return ""
	}
	return v.held(heldOwn)
}

func (s *server) own(v *visit) error { return s.ownPage(v, false) }

func (s *server) ownPage(v *visit, saved bool, problems ...Problem) error {
	p := OwnPage{Form: v.asks(v.lang.T("own.title"), problems...), Saved: saved || v.r.URL.Query().Get("fait") == "1"}
	if v.r.URL.Query().Get("efface") == "1" {
		p.State, p.Title = "erased", v.lang.T("own.erased")
	} else if email := v.owner(); email != "" {
		known, err := s.Desk.Known(v.r.Context(), email)
		if err != nil {
			return err
		}
		p.Known, p.Open = known, true
		if p.Erase = v.r.URL.Query().Get("effacer") == "1"; p.Erase && len(problems) == 0 {
			p.Title = v.lang.T("own.erase.title")
		}
		for _, c := range known.Contacts {
			if itoa(int(c.ID)) == v.r.URL.Query().Get("contact") {
				p.One, p.Title = c, v.lang.T("own.correct")
			}
		}
	}
	return v.html(Own(p))
}

// ownAct sends the link, or does what the owner of an address asks for.
func (s *server) ownAct(v *visit) error {
	email, act := v.owner(), v.said("geste")
	if email == "" || act == "demander" {
		if err := s.Desk.AskOwn(v.r.Context(), v.said("email"), string(v.lang), v.origin()); err != nil {
			wrong, err := v.problem("email", err)
			if err != nil {
				return err
			}
			return s.ownPage(v, false, wrong)
		}
		return v.html(Own(OwnPage{Form: v.asks(v.lang.T("enter.sent")), Sent: true}))
	}
	if act == "fermer" {
		v.hold(heldOwn, "")
		return v.done("/mes-donnees")
	}
	if act == "effacer" {
		return s.ownErase(v, email)
	}
	id, _ := strconv.ParseInt(v.said("contact"), 10, 64)
	if err := s.ownDo(v, email, act, coop.ContactID(id)); err != nil {
		wrong, err := v.problem("nom", err)
		if err != nil {
			return err
		}
		return s.ownPage(v, false, wrong)
	}
	return v.done("/mes-donnees?fait=1")
}

// ownErase takes the owner of an address out of the register; what it knew of her is not shown once more.
func (s *server) ownErase(v *visit, email string) error {
	if err := s.Desk.EraseOwn(v.r.Context(), email); err != nil {
		wrong, err := v.problem("effacer", err)
		if err != nil {
			return err
		}
		return s.ownPage(v, false, wrong)
	}
	if err := s.sessions.RenewToken(v.r.Context()); err != nil {
		return err
	}
	for _, name := range s.sessions.Keys(v.r.Context()) {
		s.sessions.Remove(v.r.Context(), name)
	}
	return v.done("/mes-donnees?efface=1")
}

func (s *server) ownDo(v *visit, email, act string, id coop.ContactID) error {
	ctx := v.r.Context()
	switch act {
	case "masquer", "montrer":
		return s.Desk.Hide(ctx, email, id, act == "masquer")
	case "corriger":
		return s.Desk.Correct(ctx, email, id, contact.Correction{
			Name: v.said("nom"), Function: v.said("fonction"), Organisation: v.said("organisme"), Phone: v.said("telephone"),
			Visibility: coop.Visibility(v.said("visibilite")), Consent: v.lang.T("visibility." + v.said("visibilite") + ".consent"),
		})
	}
	return coop.Refuse(coop.Invalid, "error.no_page")
}

func (s *server) ownLink(v *visit) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	secret := v.r.PathValue("secret")
	if err := s.Desk.Opens(v.r.Context(), secret); err != nil {
		return err
	}
	p := OwnPage{Form: v.asks(v.lang.T("own.go")), Secret: secret}
	p.Path = "/mes-donnees"
	return v.html(Own(p))
}

// ownUse uses the link up: the visitor has proved her address for an hour, and goes on at an address without a secret (S 60).
func (s *server) ownUse(v *visit) error {
	email, err := s.Desk.Open(v.r.Context(), v.r.PathValue("secret"))
	if err != nil {
		return err
	}
	if v.said("geste") == "masquer" { // without looking
		if err := s.Desk.HideAll(v.r.Context(), email); err != nil {
			return err
		}
		return v.html(Own(OwnPage{Form: v.asks(v.lang.T("own.hide_all")), State: "hidden"}))
	}
	if err := s.sessions.RenewToken(v.r.Context()); err != nil {
		return err
	}
	v.hold(heldOwn, email)
	v.hold(heldOwnUntil, strconv.FormatInt(s.Now().Add(ownTime).UnixMilli(), 10))
	return v.done("/mes-donnees")
}

// ownExport is all that the register knows of the owner of an address, as JSON (art. 20).
func (s *server) ownExport(v *visit) error {
	email := v.owner()
	if email == "" {
		return v.done("/mes-donnees")
	}
	known, err := s.Desk.Known(v.r.Context(), email)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(known, "", "  ")
	if err != nil {
		return err
	}
	v.header.Set("Content-Disposition", `attachment; filename="mes-donnees.json"`)
	return v.text("application/json; charset=utf-8", body)
}

// reachPath is where a page's « Contacter » leads when somebody can be reached there, "" otherwise. It asks the register as it
// is now, also on a page of the past.
func (s *server) reachPath(v *visit, kind string, id int64) string {
	list, err := s.People.Reachable(v.r.Context(), kind, id)
	if err != nil {
		s.Log.Error("contacts", "error", err)
	}
	if len(list) == 0 {
		return ""
	}
	return reachOf(kind, id)
}

// reachOf is the path of the form to reach the contacts of an object.
func reachOf(kind string, id int64) string {
	word := map[string]string{coop.KindPartnership: "partenariat", coop.KindOrganisation: "organisation"}[kind]
	return "/contacter?sur=" + word + ":" + strconv.FormatInt(id, 10)
}

// Shows are what a contact may choose to show of herself, with the values.
func (p ThreadPage) Shows() [][2]string {
	var out [][2]string
	for _, one := range [][2]string{{contact.ShowEmail, p.Contact.Email}, {contact.ShowPhone, p.Contact.Phone}, {contact.ShowName, p.Contact.Name}} {
		if one[1] != "" {
			out = append(out, one)
		}
	}
	return out
}

// Visibilities are who may see a contact, in words.
func (p OwnPage) Visibilities() [][2]string {
	var out [][2]string
	for _, v := range coop.Visibilities {
		out = append(out, [2]string{string(v), p.T("visibility." + string(v))})
	}
	return out
}

// shown puts what was shown into words.
func (p OwnPage) shown(what string) string {
	list := strings.Fields(what)
	for i, one := range list {
		list[i] = p.T("own.shown." + one)
	}
	return join(p.Lang, list)
}
