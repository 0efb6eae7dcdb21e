package web

import (
	"context"
	"strconv"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// Mails is what pages ask of the mails that came in.
type Mails interface {
	Mails(ctx context.Context, id coop.InvitationID) ([]coop.Mail, error)
	MailFile(ctx context.Context, i coop.InvitationID, id coop.MailID, place int) (coop.MailFile, error)
}

// Sorter puts mails in their places.
type Sorter interface {
	FileMail(ctx context.Context, author coop.Author, id coop.MailID, to coop.InvitationID) error
	DropMail(ctx context.Context, author coop.Author, id coop.MailID) error
	Table(ctx context.Context, i coop.InvitationID, id coop.MailID, place int) (campaign.Table, error)
	TakeTable(ctx context.Context, author coop.Author, i coop.InvitationID, id coop.MailID, place int) error
}

// mailRead reads what came by mail. A questionnaire is read as one that was handed in: what was understood is shown, and nothing
// is kept until somebody confirms it; so it is with a table.
func (s *server) mailRead(v *visit, p DocumentPage) error {
	f, id, place, err := s.mailFile(v, p)
	if err != nil {
		return err
	}
	if k, _ := coop.FileKindOf(f.Name); k.Extension == "xlsx" || k.Extension == "csv" {
		return s.tablePage(v, p, id, place)
	}
	v.upload, v.uploadName = f.Body, f.Name
	return s.replyRead(v, p)
}

// mailFile is the document that an address names. Error: notfound.
func (s *server) mailFile(v *visit, p DocumentPage) (f coop.MailFile, id coop.MailID, place int, err error) {
	n, err := strconv.ParseInt(v.r.PathValue("mail"), 10, 64)
	place, wrong := strconv.Atoi(v.r.PathValue("place"))
	if err != nil || wrong != nil {
		return f, 0, 0, notFound("mail.no_file")
	}
	f, err = s.People.MailFile(v.r.Context(), p.Asked.ID, coop.MailID(n), place)
	return f, coop.MailID(n), place, err
}

// TablePage is a table that came by mail, before it is taken in.
type TablePage struct {
	Form
	Asked   string
	Home    string // the address of the invitation
	To      string // that of the table
	Table   campaign.Table
	Unknown string // why it is none that the register takes in
}

func (s *server) tablePage(v *visit, p DocumentPage, id coop.MailID, place int, problems ...Problem) error {
	t, err := s.Censuses.Table(v.r.Context(), p.Asked.ID, id, place)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("mails.table", t.File.Name), problems...)
	page := TablePage{Form: p.Form, Asked: p.Asked.Asked, Home: p.Home, To: readPath(p.Asked.Invitation, id, place), Table: t}
	if w := t.Problem; w != nil {
		if page.Unknown = v.lang.T(w.Key, w.Args...); w.Line > 0 {
			page.Unknown = v.lang.T("cmd.line", w.Line) + " " + page.Unknown
		}
	}
	return v.html(MailTable(page))
}

// mailTake takes in a table that came by mail.
func (s *server) mailTake(v *visit, p DocumentPage) error {
	_, id, place, err := s.mailFile(v, p)
	if err != nil {
		return err
	}
	if err = s.Censuses.TakeTable(v.r.Context(), v.author, p.Asked.ID, id, place); err == nil {
		return v.done(p.Home + "?fait=1")
	}
	problem, err := v.problem("geste", err)
	if err != nil {
		return err
	}
	return s.tablePage(v, p, id, place, problem)
}

// mailSent gives a document that came by mail, to be saved.
func (s *server) mailSent(v *visit, p DocumentPage) error {
	f, _, _, err := s.mailFile(v, p)
	if err != nil {
		return err
	}
	return v.saved(f.Name, f.Body)
}

// trouble says why something that was attached is not kept.
func (p Page) trouble(f coop.MailFile) string {
	key, rest, _ := strings.Cut(f.Trouble, "\n")
	var args []any
	for _, a := range strings.Split(rest, "\n") {
		args = append(args, a)
	}
	return p.T(key, args...)
}

// readWords are those of the link to what was attached.
func (p Page) readWords(f coop.MailFile) string {
	if k, _ := coop.FileKindOf(f.Name); k.Extension == "xlsx" || k.Extension == "csv" {
		return p.T("mails.look", f.Name)
	}
	return p.T("mails.read", f.Name)
}

// MailsPage are the mails that nobody has placed.
type MailsPage struct {
	Form
	List []coop.Mail
}

func (s *server) mails(v *visit) error { return s.mailsPage(v) }

func (s *server) mailsPage(v *visit, problems ...Problem) (err error) {
	p := MailsPage{Form: v.asks(v.lang.T("mails.title"), problems...)}
	p.Crumbs = []Crumb{{v.lang.T("campaigns.title"), "/campagnes"}}
	if p.List, err = s.People.Mails(v.r.Context(), 0); err != nil {
		return err
	}
	return v.html(MailsView(p))
}

// mailsAct files a mail under the invitation that it is about, or forgets it.
func (s *server) mailsAct(v *visit) error {
	id, err := strconv.ParseInt(v.said("courriel"), 10, 64)
	if err != nil {
		return notFound("mail.none")
	}
	field := mailField(coop.MailID(id))
	if v.said("geste") == "oublier" {
		err = s.Censuses.DropMail(v.r.Context(), v.author, coop.MailID(id))
	} else {
		var to int64
		if to, err = strconv.ParseInt(v.said(field), 10, 64); err != nil || to <= 0 {
			return s.mailsPage(v, Problem{field, v.lang.T("mails.number")})
		}
		err = s.Censuses.FileMail(v.r.Context(), v.author, coop.MailID(id), coop.InvitationID(to))
	}
	if err == nil {
		return v.done("/campagnes/courrier")
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.mailsPage(v, p)
}

// mailField is the field of the invitation that a mail is about.
func mailField(id coop.MailID) string { return "sollicitation-" + strconv.FormatInt(int64(id), 10) }

// readPath is where a questionnaire that was attached to a mail is read.
func readPath(i coop.Invitation, id coop.MailID, place int) string {
	return invitationPath(i) + "/courrier/" + strconv.FormatInt(int64(id), 10) + "/" + strconv.Itoa(place)
}
