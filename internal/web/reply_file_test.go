package web

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// attaches hands over a file on a page.
func (b *browser) attaches(page, name, body string) string {
	b.t.Helper()
	w := b.parts(page, [2]string{sealField, sealIn(b.t, b.get(page).Body.String())}, [2]string{fileField + "=" + name, body})
	if to := w.Header().Get("Location"); to != "" {
		return b.get(to).Body.String()
	}
	return w.Body.String()
}

const aPDF = "%PDF-1.4\n%%EOF\n"

// attaching is a browser in which files are attached to a reply that is sent then.
func attaching(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	b.send(a.path)
	actions := a.path + "/rubriques/actions"
	says(t, "the question", b.get(actions).Body.String(), "5 Mo au plus", "PDF, JPG, PNG, DOCX", "Aucun fichier joint")
	page := b.fill(actions, "actions.1.0", "Santé", "geste", "joindre.papers").Header().Get("Location")
	if page != a.path+"/pieces/papers" {
		t.Fatalf("to attach a file one goes to %q", page)
	}
	says(t, "no file", b.send(page).Body.String(), "Choisissez un fichier")
	says(t, "another kind", b.attaches(page, "plan.svg", "<svg/>"), "n’est pas d’une sorte", "5 Mo au plus")
	says(t, "too large", b.attaches(page, "plan.pdf", strings.Repeat("x", 6<<20)), "dépasse 5 Mo")
	says(t, "one file", b.attaches(page, "../Convention signée.pdf", aPDF), "Le fichier est joint", "Convention signée.pdf (1 ko)")
	says(t, "two files", b.attaches(page, "liste.csv", "a;b"), "Convention signée.pdf", "liste.csv")
	b.get("/en" + page)
	says(t, "one again", b.get(b.send(page, "geste", "retirer.2").Header().Get("Location")).Body.String(), "Le fichier est retiré")
	says(t, "none that there is not", b.send(page, "geste", "retirer.77").Body.String(), "n’est pas, ou n’est plus")
	says(t, "the rubric", b.get(actions).Body.String(), "Convention signée.pdf (1 ko)", `value="Santé"`)
	return b
}

// TestAFileGoesWithAReply: kept when other answers are saved, listed before and after it is sent, given to who moderates to be saved
// and to nobody else, and gone with the reply.
func TestAFileGoesWithAReply(t *testing.T) {
	a := newAsked(t)
	b := attaching(t, a)
	b.fill(a.path+"/rubriques/partners", "geste", "exact")
	b.fill(a.path+"/rubriques/budget", "budget", "30 000 €", "geste", "exact")
	b.fill(a.path+"/rubriques/actions", "geste", "exact")
	says(t, "the check page", b.get(a.path+"/verifier").Body.String(), "Convention signée.pdf")
	if w := b.send(a.path+"/verifier", "declarant", "Déléguée A"); w.Code != http.StatusSeeOther {
		t.Fatalf("send: %d %s", w.Code, w.Body)
	}
	says(t, "the receipt", b.get(a.path+"/recu").Body.String(), "Convention signée.pdf")
	steward := a.caller(t, 42, coop.Steward, true)
	says(t, "the reply", steward.get("/revue/contributions/1").Body.String(), "Pièces jointes", "Convention signée.pdf", "/revue/contributions/1/pieces/1")
	for name, w := range map[string]interface {
		Header() http.Header
	}{"own": b.get(a.path + "/pieces/papers/1"), "steward’s": steward.get("/revue/contributions/1/pieces/1")} {
		h := w.Header()
		if h.Get("Content-Type") != "application/pdf" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''Convention%20sign") {
			t.Errorf("the %s file comes with %v", name, h)
		}
	}
	if body := steward.get("/revue/contributions/1/pieces/1").Body.String(); body != aPDF {
		t.Errorf("the file is %q", body)
	}
	for name, who := range map[string]*browser{"a stranger": newBrowser(t, a.h), "a contributor": a.caller(t, 43, "", false)} {
		for _, path := range []string{a.path + "/pieces/papers/1", "/revue/contributions/1/pieces/1", "/campagnes/1/invitations/1/pieces/1"} {
			if w := who.get(path); w.Code == http.StatusOK {
				t.Errorf("%s gets %s", name, path)
			}
		}
	}
	if w := steward.get("/revue/contributions/1/pieces/2"); w.Code != http.StatusNotFound {
		t.Errorf("a file that was taken away: %d", w.Code)
	}
	if err := a.rooms.Registry.Act(context.Background(), coop.Steward.By(1), a.invitation(t).Reply, coop.ActTake, false, ""); err != nil {
		t.Fatal(err)
	}
	says(t, "under review", b.send(a.path+"/pieces/papers", "geste", "retirer.1").Body.String(), "cours d’examen")
}

// TestAPaperGoesWithWhatWasTypedFromIt: who keyed, from what, with the scan, which is drawn anew (U46).
func TestAPaperGoesWithWhatWasTypedFromIt(t *testing.T) {
	a := newAsked(t)
	steward := a.caller(t, 42, coop.Steward, true)
	one := "/campagnes/1/invitations/1"
	page := one + "/pieces"
	says(t, "before anything is typed", steward.attaches(page, "scan.pdf", aPDF), "Commencez d’abord")
	w := steward.send(one, "geste", "saisir", "moyen", "paper")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("typed on behalf: %d", w.Code)
	}
	typing := w.Header().Get("Location") + "/rubriques/budget"
	if w := steward.get(typing); w.Code != http.StatusOK {
		t.Errorf("who types sees: %d", w.Code)
	}
	her := newBrowser(t, a.h) // the first that she opens is hers: who types has none of them
	if w := her.send(a.path); w.Code != http.StatusSeeOther {
		t.Errorf("she goes on with what was typed: %d %s", w.Code, w.Body)
	}
	says(t, "her page", her.get(a.path).Body.String(), "1 navigateur.")
	later := a.rooms.Now().Add(13 * time.Hour)
	a.rooms.Now = func() time.Time { return later }
	if w := steward.get(typing); w.Code != http.StatusSeeOther {
		t.Errorf("who typed sees it a day later: %d", w.Code)
	}
	says(t, "the invitation", steward.get(one).Body.String(), page)
	var scan bytes.Buffer
	if err := jpeg.Encode(&scan, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	says(t, "the scan", steward.attaches(page, "papier.jpg", scan.String()+"<script>"), "papier.jpg")
	if body := steward.get(page + "/1").Body.String(); strings.Contains(body, "<script>") || !strings.HasPrefix(body, "\xff\xd8") {
		t.Error("the scan was kept as it came")
	}
	says(t, "the reply", steward.get("/revue/contributions/1").Body.String(), "papier numérisé", "papier.jpg", "saisie d’après un papier", "Saisie d’après un papier, pour qui est interrogé")
	says(t, "taken away", steward.get(steward.send(page, "geste", "retirer.1").Header().Get("Location")).Body.String(), "Le fichier est retiré")
}
