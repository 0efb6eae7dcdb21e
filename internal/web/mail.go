package web

import (
	"context"
	"strconv"

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
}

// mailRead reads a questionnaire that came by mail as one that was handed in: what was understood is shown, and nothing is kept
// until somebody confirms it.
func (s *server) mailRead(v *visit, p DocumentPage) error {
	id, err := strconv.ParseInt(v.r.PathValue("mail"), 10, 64)
	place, wrong := strconv.Atoi(v.r.PathValue("place"))
	if err != nil || wrong != nil {
		return notFound("mail.no_file")
	}
	f, err := s.People.MailFile(v.r.Context(), p.Asked.ID, coop.MailID(id), place)
	if err != nil {
		return err
	}
	v.upload, v.uploadName = f.Body, f.Name
	return s.replyRead(v, p)
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
