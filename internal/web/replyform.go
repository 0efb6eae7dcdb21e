package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// DocumentPage is where a questionnaire is fetched as a document, and handed in filled in: by who was asked, or by who holds
// the census and was sent it.
type DocumentPage struct {
	ReplyPage
	Home  string               // the address of the reply, or of the invitation
	Holds bool                 // it is the holder's
	Read  *campaign.Understood // nil until one was handed in
	Lu    string               // the answers that it gives, as the next form carries them
	Older bool
}

// To is the address of a part.
func (p DocumentPage) To(part string) string { return p.Link(p.Home + part) }

// documents gives a page the reply that it is about. Who comes by a link sees the answers of a reply that was begun only in
// a browser that is trusted; others come to where they prove it.
func (s *server) documents(h func(*visit, DocumentPage) error) handler {
	return func(v *visit) error {
		p, err := s.documented(v)
		if err != nil {
			return err
		}
		if !p.Holds && p.Asked.Reply != 0 && !p.Trusted {
			return v.done(p.Home)
		}
		return h(v, p)
	}
}

func (s *server) documented(v *visit) (p DocumentPage, err error) {
	if p.Holds = v.r.PathValue("ref") != ""; !p.Holds {
		p.ReplyPage, err = s.replied(v)
		p.Home = "/repondre/" + p.Code
		return p, err
	}
	if p.Campaign, p.Asked, err = s.invited(v); err != nil {
		return p, err
	}
	p.Home = invitationPath(p.Asked.Invitation)
	if p.Asked.Reply != 0 {
		if p.Reply, err = s.People.Reply(v.r.Context(), p.Asked.Reply); err != nil {
			return p, err
		}
	}
	form, err := s.Censuses.Form(v.r.Context(), p.Asked.Invitation, v.lang)
	p.Q = form.Q
	return p, err
}

// replyForm gives the questionnaire as a document, with what is known.
func (s *server) replyForm(format campaign.FileFormat) handler {
	return s.documents(func(v *visit, p DocumentPage) error {
		form, err := s.Censuses.Form(v.r.Context(), p.Asked.Invitation, v.lang)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := campaign.WriteForm(&b, format, form, s.Now()); err != nil {
			return err
		}
		v.header.Set("Content-Disposition", `attachment; filename="`+form.FormName(format)+`"`)
		return v.text(format.MediaType(), b.Bytes())
	})
}

func (s *server) replyDocument(v *visit, p DocumentPage) error { return s.documentPage(v, p) }

func (s *server) documentPage(v *visit, p DocumentPage, problems ...Problem) error {
	title := v.lang.T("replyform.page")
	if p.Holds {
		title = v.lang.T("replyform.holds") + " – " + p.Asked.Asked
	}
	p.framed(v, title, problems...)
	return v.html(ReplyDocument(p))
}

// replyAgain leads back to where a document is handed in: what was read of one is kept by nobody.
func (s *server) replyAgain(v *visit, p DocumentPage) error { return v.done(p.Home + "/document") }

// replyRead reads a document that was handed in and says what was understood. Nothing is kept yet.
func (s *server) replyRead(v *visit, p DocumentPage) error {
	form, err := s.Censuses.Form(v.r.Context(), p.Asked.Invitation, v.lang)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("replyform.read"))
	read, err := campaign.ReadForm(bytes.NewReader(v.upload), int64(len(v.upload)), form)
	if err == nil {
		if key := read.Foreign(form); key != "" {
			err = coop.Refuse(coop.Conflict, key)
		}
	}
	if err != nil {
		problem, err := v.unreadable(p.ReplyPage, err)
		if err != nil {
			return err
		}
		return s.documentPage(v, p, problem)
	}
	p.Read, p.Older = &read, read.Older(form)
	p.Reply.Known = form.Known(p.Reply)
	if p.Lu, err = p.carried(); err != nil {
		return err
	}
	return v.html(ReplyUnderstood(p))
}

// unreadable puts what is wrong with a document into words, with the place.
func (v *visit) unreadable(p ReplyPage, err error) (Problem, error) {
	var f *campaign.Unreadable
	if !errors.As(err, &f) {
		return v.problem(fileField, err)
	}
	text := p.T(f.Key, f.Args...)
	if v.uploadName != "" {
		text = p.T("paper.named", v.uploadName, text)
	}
	if at := p.placed(f.Place.Table, f.Place.Row, f.Place.Cell, f.Place.Paragraph); at != "" {
		text += " (" + at + ")"
	}
	return Problem{fileField, text}, nil
}

// placed says where in a document something stands, as one counts there.
func (p ReplyPage) placed(table, row, cell, paragraph int) string {
	switch {
	case cell > 0:
		return p.T("paper.place.cell", strconv.Itoa(table), strconv.Itoa(row), strconv.Itoa(cell))
	case table > 0:
		return p.T("paper.place.row", strconv.Itoa(table), strconv.Itoa(max(row, 1)))
	case paragraph > 0:
		return p.T("paper.place.paragraph", strconv.Itoa(paragraph))
	}
	return ""
}

// carried are the answers of a document that may go into the reply, as the form that confirms them carries them.
func (p DocumentPage) carried() (string, error) {
	given := map[string]coop.Given{}
	for _, t := range p.Read.Answers {
		switch t.Meets(p.Reply) {
		case campaign.MeetNew, campaign.MeetKnown, campaign.MeetBoth:
			given[t.Item.ID] = t.Offer(p.Reply)
		}
	}
	raw, err := json.Marshal(given)
	return string(raw), err
}

// Taken is what was read for the questions of a rubric.
func (p DocumentPage) Taken(x coop.Rubric) []campaign.Taken {
	var out []campaign.Taken
	for _, t := range p.Read.Answers {
		for _, i := range x.Items {
			if i.ID == t.Item.ID {
				out = append(out, t)
			}
		}
	}
	return out
}

// Count counts the questions that the document answers, and all.
func (p DocumentPage) Count() (answered, all int) {
	for _, t := range p.Read.Answers {
		if !t.Given.Empty() {
			answered++
		}
	}
	return answered, len(p.Read.Answers)
}

// Doubt is a doubt in words, with its place.
func (p DocumentPage) Doubt(d campaign.Doubt) string {
	text := p.T(d.Key, d.Args...)
	if at := p.placed(d.Place.Table, d.Place.Row, d.Place.Cell, d.Place.Paragraph); at != "" {
		text = p.T("replyform.at", at, text)
	}
	return text
}

// SeenOf is what a rubric was when the document was read.
func (p DocumentPage) SeenOf(x coop.Rubric) string { return campaign.Seen(p.Reply, x) }

// replyTake puts the answers of a document into the reply: those that differ from what was answered only where somebody has
// chosen so. Who holds the census may hand the reply in at once, for who sent the document.
func (s *server) replyTake(v *visit, p DocumentPage) error {
	given := map[string]coop.Given{}
	if err := json.Unmarshal([]byte(v.typed.Get("lu")), &given); err != nil {
		return coop.Refuse(coop.Invalid, "form.unreadable")
	}
	for id := range given {
		if v.said("choix."+id) == "enregistre" {
			delete(given, id)
		}
	}
	seen := map[string]string{}
	for _, x := range p.Q.Rubrics {
		seen[x.ID] = v.said("vu." + x.ID)
	}
	browser, means, next := v.browser, "", p.Home+"/verifier"
	if p.Holds {
		browser, means, next = "", "document", p.Home+"?fait=1"
	}
	err := s.Censuses.TakeForm(v.r.Context(), p.Asked.Invitation, browser, means, given, seen)
	if declarant := v.said("declarant"); err == nil && p.Holds && declarant != "" {
		err = s.handIn(v, declarant)
	}
	return s.onward(v, fileField, err, next, func(v *visit, problems ...Problem) error { return s.documentPage(v, p, problems...) })
}

// handIn hands in the reply that has just been filled in.
func (s *server) handIn(v *visit, declarant string) error {
	_, i, err := s.invited(v)
	if err != nil {
		return err
	}
	return s.Censuses.Send(v.r.Context(), i.Invitation, declarant)
}
