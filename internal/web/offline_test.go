package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kafo/internal/coop"
	"kafo/internal/store"
)

const draftInstance = "3f0c2a54-6b1e-4c55-9d7a-0d6f8f1b2a33"

// carry sends a text to an address as a script of the page does.
func (b *browser) carry(path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "https://atlas.example.org"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	return w
}

// rubricIn are the fields of a rubric on the page that is kept without a line, as they stand, and what the rubric was.
func rubricIn(t testing.TB, page, rubric string) (fields url.Values, seen string) {
	t.Helper()
	fields = url.Values{}
	for _, s := range all(parse(t, page), "section") {
		if attr(s, "data-rubrique") == rubric {
			seen = attr(s, "data-vu")
			for _, n := range all(s, "input", "textarea", "option") {
				typed(fields, n)
			}
		}
	}
	if seen == "" {
		t.Fatalf("no rubric %s", rubric)
	}
	return fields, seen
}

// typed adds what a field says to a form, as a browser does.
func typed(form url.Values, n *html.Node) {
	switch {
	case n.Data == "textarea" && n.FirstChild != nil:
		form.Add(attr(n, "name"), n.FirstChild.Data)
	case n.Data == "option" && has(n, "selected"):
		form.Add(attr(n.Parent, "name"), attr(n, "value"))
	case n.Data == "input" && (attr(n, "type") != "checkbox" && attr(n, "type") != "radio" || has(n, "checked")):
		form.Add(attr(n, "name"), attr(n, "value"))
	}
}

// parcel is what the script of the page sends of some rubrics, with some fields changed.
func (b *browser) parcel(a *held, number int, declarant string, rubrics []string, changed ...string) string {
	b.t.Helper()
	page := b.get(a.path + "/hors-ligne").Body.String()
	p := parcelSent{Instance: draftInstance, Number: number, Questionnaire: "essai", Version: "2026-11", Declarant: declarant}
	for _, id := range rubrics {
		fields, seen := rubricIn(b.t, page, id)
		for i := 0; i+1 < len(changed); i += 2 {
			if fields.Has(changed[i]) || strings.Contains(changed[i], ".encore") || changed[i] == "helpers" {
				fields.Set(changed[i], changed[i+1])
			}
		}
		p.Rubrics = append(p.Rubrics, struct {
			ID     string     `json:"id"`
			Seen   string     `json:"seen"`
			Fields url.Values `json:"fields"`
		}{id, seen, fields})
	}
	raw, err := json.Marshal(p)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(raw)
}

// receipt is what a parcel was answered.
func receiptOf(t testing.TB, w *httptest.ResponseRecorder, body string) (out receiptSent) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	sum := sha256.Sum256([]byte(body))
	if out.Instance != draftInstance || out.Hash != hex.EncodeToString(sum[:]) || out.Receipt == "" || out.SavedAt == 0 {
		t.Fatalf("a receipt that names no parcel: %+v", out)
	}
	return out
}

func (a *held) reply(t testing.TB) coop.Reply {
	t.Helper()
	r, err := a.cat.Reply(context.Background(), a.invitation(t).Reply)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// withoutLine answers a census without a line.
func withoutLine(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	b.send(a.path)
	b.fill(a.path+"/rubriques/partners", "french.encore", "exact", "contact", "Délégué B", "geste", "continuer")
	b.get(a.path + "/hors-ligne")
	b.get("/en" + a.path + "/hors-ligne")
	return b
}

// TestWhatIsAnsweredWithoutALineIsRead as the pages of the rubrics would have: known answers are confirmed, wrong ones kept and
// told, persons left as they are.
func TestWhatIsAnsweredWithoutALineIsRead(t *testing.T) {
	a := newAsked(t)
	b := withoutLine(t, a)
	page := b.get(a.path + "/hors-ligne")
	if body := page.Body.String(); page.Header().Get(pageHeader) != "hors-ligne" || strings.Contains(body, "Délégué B") || strings.Contains(body, `name="contact"`) {
		t.Error("the page that is kept asks for persons, or names one")
	}
	body := b.parcel(a, 1, "", []string{"partners", "budget"},
		"french.encore", "exact", "foreign.encore", "inconnu", "since", "le trente-deux mars", "budget.encore", "corriger", "budget", "45 000 €", "helpers", "state", "geste", "continuer")
	got := receiptOf(t, b.carry(a.path+"/hors-ligne", body), body)
	r := a.reply(t)
	if r.Given["contact"].Text() != "Délégué B" || !r.Given["foreign"].Unsure || r.Given["french"].Text() == "" || r.Given["budget"].Text() != "45 000 €" || r.Given["helpers"].Text() != "state" {
		t.Errorf("kept is %+v", r.Given)
	}
	if r.Given["since"].Text() != "le trente-deux mars" || len(got.Rubrics) != 2 || len(got.Rubrics[1].Problems) != 1 || got.Rubrics[1].Problems[0].Field != "since" {
		t.Errorf("what is wrong: %+v, kept as %+v", got.Rubrics, r.Given["since"])
	}
	if again := b.carry(a.path+"/hors-ligne", body); again.Code != http.StatusCreated || !slices.Equal(a.reply(t).Done, r.Done) || a.reply(t).Revision != r.Revision {
		t.Errorf("sent again: %d, %d revisions more", again.Code, a.reply(t).Revision-r.Revision)
	}
}

// TestAReplyIsHandedInWithoutALine says what it lacks, and where that is answered.
func TestAReplyIsHandedInWithoutALine(t *testing.T) {
	a := newAsked(t)
	b := withoutLine(t, a)
	body := b.parcel(a, 1, "Déléguée A", []string{"partners"}, "foreign.encore", "exact")
	got := receiptOf(t, b.carry(a.path+"/hors-ligne", body), body)
	if got.SentAt != 0 || got.Problem == "" || len(got.Problems) != 2 || got.Problems[0].Field != "budget" || got.Problems[1].Field != "continued" {
		t.Errorf("a reply that lacks answers: %+v", got)
	}
	body = b.parcel(a, 2, "Déléguée A", []string{"budget", "actions"}, "budget.encore", "corriger", "budget", "45 000 €", "continued.encore", "exact", "actions.encore", "exact", "geste", "continuer")
	if got = receiptOf(t, b.carry(a.path+"/hors-ligne", body), body); got.SentAt == 0 || got.Problem != "" || a.reply(t).Declarant != "Déléguée A" {
		t.Errorf("handed in: %+v", got)
	}
	if w := b.get(a.path + "/recu"); w.Code != http.StatusOK {
		t.Errorf("the acknowledgement: %d", w.Code)
	}
}

// TestNewerAnswersAreNotOverwritten by a parcel that has not seen them.
func TestNewerAnswersAreNotOverwritten(t *testing.T) {
	a := newAsked(t)
	b := withoutLine(t, a)
	body := b.parcel(a, 1, "", []string{"budget"}, "budget.encore", "corriger", "budget", "1 €")
	b.fill(a.path+"/rubriques/budget", "budget", "2 €", "geste", "continuer")
	got := receiptOf(t, b.carry(a.path+"/hors-ligne", body), body)
	_, seen := rubricIn(t, b.get(a.path+"/hors-ligne").Body.String(), "budget")
	if got.Rubrics[0].Fate != "newer" || got.Rubrics[0].Seen != seen || a.reply(t).Given["budget"].Text() != "2 €" {
		t.Errorf("%+v, kept is %+v", got.Rubrics, a.reply(t).Given["budget"])
	}
}

// TestParcelsComeFromOurPageAlone, in a browser that is trusted, and not without bounds. Whatever is refused is said in words.
func TestParcelsComeFromOurPageAlone(t *testing.T) {
	a := newAsked(t)
	b := withoutLine(t, a)
	to, body := a.path+"/hors-ligne", b.parcel(a, 1, "", []string{"budget"})
	for name, c := range map[string]struct {
		from   *browser
		body   string
		header []string
		status int
	}{
		"another site":        {b, body, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"another origin":      {b, body, []string{"Sec-Fetch-Site", "", "Origin", "https://example.net"}, http.StatusForbidden},
		"a form":              {b, "sceau=x", []string{"Content-Type", "application/x-www-form-urlencoded"}, http.StatusForbidden},
		"plain text":          {b, body, []string{"Content-Type", "text/plain"}, http.StatusUnsupportedMediaType},
		"another browser":     {newBrowser(t, a.h), body, nil, http.StatusForbidden},
		"half of it":          {b, body[:len(body)/2], nil, http.StatusUnprocessableEntity},
		"another rubric":      {b, strings.ReplaceAll(body, `"budget"`, `"x"`), nil, http.StatusUnprocessableEntity},
		"another version":     {b, strings.ReplaceAll(body, "2026-11", "2026-10"), nil, http.StatusConflict},
		"more than is taken":  {b, `{"instance":"` + strings.Repeat("x", formBytes) + `"}`, nil, http.StatusRequestEntityTooLarge},
		"a draft of no name":  {b, strings.ReplaceAll(body, draftInstance, ""), nil, http.StatusUnprocessableEntity},
		"a rubric of no mark": {b, strings.ReplaceAll(body, `"number":1`, `"number":0`), nil, http.StatusUnprocessableEntity},
	} {
		before := a.reply(t)
		w := c.from.carry(to, c.body, c.header...)
		if w.Code != c.status || a.reply(t).Revision != before.Revision {
			t.Errorf("%s: %d, not %d", name, w.Code, c.status)
		}
		said := struct{ Detail string }{}
		if c.header == nil && (json.Unmarshal(w.Body.Bytes(), &said) != nil || said.Detail == "") {
			t.Errorf("%s: no words in %s", name, w.Body)
		}
	}
	i := a.invitation(t).Invitation
	i.State = coop.InvitationRevoked
	if err := a.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error { return tx.SaveInvitation(i) }); err != nil {
		t.Fatal(err)
	}
	if w := b.carry(to, body); w.Code != http.StatusNotFound || !strings.Contains(w.Header().Get("Content-Type"), "problem+json") {
		t.Errorf("a link that was taken back: %d %s", w.Code, w.Body)
	}
}

// TestADraftWithoutALineIsTakenUpAsAFile, where it could not be sent.
func TestADraftWithoutALineIsTakenUpAsAFile(t *testing.T) {
	a := newAsked(t)
	b := withoutLine(t, a)
	file := b.parcel(a, 1, "", []string{"budget"}, "budget.encore", "corriger", "budget", "46 000 €")
	if w := b.fill(a.path+"/brouillon", "copie", file); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if r := a.reply(t); r.Given["budget"].Text() != "46 000 €" || r.Given["contact"].Text() != "Délégué B" {
		t.Errorf("taken up is %+v", r.Given)
	}
}

// TestTheWorkerReachesAnswersAlone: its address bounds it, and it is asked for anew each time.
func TestTheWorkerReachesAnswersAlone(t *testing.T) {
	a := newAsked(t)
	for _, path := range []string{"/repondre/hors-ligne.js", "/en/repondre/hors-ligne.js"} {
		w := newBrowser(t, a.h).get(path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") || w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Service-Worker-Allowed") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}
