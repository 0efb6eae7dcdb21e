package web

import (
	"net/http"

	"kafo/internal/coop"
)

// UnsubscribePage lets somebody who had a letter be asked no more.
type UnsubscribePage struct {
	Form
	Code       string
	Campaign   coop.Campaign
	Left       bool
	Everywhere bool
}

func (s *server) unsubscribing(v *visit) error { return s.unsubscribePage(v, false, false) }

func (s *server) unsubscribePage(v *visit, left, everywhere bool) error {
	v.header.Set("Referrer-Policy", "no-referrer")
	p := UnsubscribePage{Code: v.r.PathValue("code"), Left: left, Everywhere: everywhere}
	var err error
	if p.Campaign, err = s.Censuses.Lettered(v.r.Context(), p.Code); err != nil {
		return err
	}
	title := v.lang.T("unsubscribe.title")
	if left {
		title = v.lang.T("unsubscribe.done")
	}
	p.Form = v.asks(title + " – " + p.Campaign.Title)
	p.NoSearch, p.Path = true, "/desabonnement"
	return v.html(UnsubscribeView(p))
}

// unsubscribeBytes is how much a request to leave may send: mail programs send one field (RFC 8058).
const unsubscribeBytes = 4 << 10

// unsubscribe takes a request at once, from a mail program as from the page: without a visit, a cookie or a seal, as who has the code
// has had the letter. It does not answer with a redirection, which mail programs do not follow.
func (s *server) unsubscribe(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, unsubscribeBytes)
	everywhere := r.FormValue("partout") == "1"
	err := s.Censuses.OptOut(r.Context(), r.PathValue("code"), everywhere)
	look := r.Clone(r.Context())
	look.Method, look.Body = http.MethodGet, http.NoBody
	s.visited(coop.VerbReply, func(v *visit) error {
		if err != nil {
			return err
		}
		return s.unsubscribePage(v, true, everywhere)
	}).ServeHTTP(w, look)
}
