package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// DocumentPage is where a questionnaire is fetched as a document, and handed in filled in.
type DocumentPage struct {
	ReplyPage
	Read  *campaign.Understood // nil until one was handed in
	Lu    string               // the answers that it gives, as the next form carries them
	Older bool
}

// replyForm gives the questionnaire as a document, with what is known.
func (s *server) replyForm(format campaign.FileFormat) handler {
	return func(v *visit) error {
		p, err := s.replied(v)
		if err != nil {
			return err
		}
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
	}
}

func (s *server) replyDocument(v *visit) error { return s.documentPage(v) }

func (s *server) documentPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("replyform.page"), problems...)
	return v.html(ReplyDocument(DocumentPage{ReplyPage: p}))
}

// replyRead reads a document that was handed in and says what was understood. Nothing is kept yet.
func (s *server) replyRead(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
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
		problem, err := v.unreadable(p, err)
		if err != nil {
			return err
		}
		return s.documentPage(v, problem)
	}
	page := DocumentPage{ReplyPage: p, Read: &read, Older: read.Older(form)}
	page.Reply.Known = form.Known(page.Reply)
	if page.Lu, err = page.carried(); err != nil {
		return err
	}
	return v.html(ReplyUnderstood(page))
}

// unreadable puts what is wrong with a document into words, with the place.
func (v *visit) unreadable(p ReplyPage, err error) (Problem, error) {
	var f *campaign.Unreadable
	if !errors.As(err, &f) {
		return v.problem(fileField, err)
	}
	text := p.T(f.Key, f.Args...)
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
// chosen so.
func (s *server) replyTake(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	given := map[string]coop.Given{}
	if err := json.Unmarshal([]byte(v.typed.Get("lu")), &given); err != nil {
		return coop.Refuse(coop.Invalid, "form.unreadable")
	}
	seen := map[string]string{}
	for _, x := range p.Q.Rubrics {
		seen[x.ID] = v.said("vu." + x.ID)
	}
	for id := range given {
		if v.said("choix."+id) == "enregistre" {
			delete(given, id)
		}
	}
	if err := s.Censuses.TakeForm(v.r.Context(), p.Asked.Invitation, v.means(), given, seen); err != nil {
		problem, err := v.problem(fileField, err)
		if err != nil {
			return err
		}
		return s.documentPage(v, problem)
	}
	return v.done("/repondre/" + p.Code + "/verifier")
}

// means says how a reply came that is begun here: whoever is asked answers by her link, whoever treats replies hands in a
// document that came to her.
func (v *visit) means() string {
	if _, err := coop.Can(v.caller, coop.VerbModerate, coop.Object{Any: true}); err != nil {
		return ""
	}
	return "document"
}
