package web

import (
	"bytes"
	"encoding/json"

	"kafo/internal/campaign"
)

// replyBlank is the questionnaire with all of its questions, to be printed and filled in by hand (U45). It says nothing of what was
// answered.
func (s *server) replyBlank(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("reply.blank"))
	p.Path = "/repondre" // paper goes from hand to hand, and its foot says where it is from
	return v.html(ReplyBlank(p))
}

// replyFile is the reply as a file that its author keeps.
func (s *server) replyFile(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(campaign.DraftOf(p.Reply), "", "  ")
	if err != nil {
		return err
	}
	v.header.Set("Content-Disposition", `attachment; filename="reponse.json"`)
	return v.text("application/json; charset=utf-8", body)
}

func (s *server) replyDraft(v *visit) error { return s.draftPage(v) }

func (s *server) draftPage(v *visit, problems ...Problem) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	p.framed(v, v.lang.T("reply.draft"), problems...)
	return v.html(ReplyDraft(p))
}

// replyResume takes the answers of such a file into the draft.
func (s *server) replyResume(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	field, file := fileField, v.upload
	if len(file) == 0 {
		field, file = "copie", []byte(v.said("copie"))
	}
	d, err := p.draftIn(v, string(bytes.TrimPrefix(file, []byte("\ufeff"))))
	if err == nil {
		_, err = s.Censuses.Resume(v.r.Context(), p.Asked.Reply, p.Q, d)
	}
	return s.onward(v, field, err, "/repondre/"+p.Code+"?fait=garde", s.draftPage)
}
