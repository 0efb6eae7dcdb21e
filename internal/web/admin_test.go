package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// TestAnAdministratorTriesTheMail: a letter is written to the address she gives, and the page says what becomes of it.
func TestAnAdministratorTriesTheMail(t *testing.T) {
	for _, mails := range []bool{true, false} {
		p := newPeopled(t, func(d *Deps) { d.Mails = mails })
		a := newBrowser(t, p.h)
		p.install(t, a)
		p.codes(t, a)
		if w := a.send("/administration", "email", "pas une adresse"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no address: %d", w.Code)
		}
		w := a.send("/administration", "email", "essai@example.org")
		to := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/administration?essai=") {
			t.Fatalf("%d %s", w.Code, to)
		}
		said := func(state coop.MessageState, trouble, want string) {
			t.Helper()
			var id coop.MessageID
			_, _ = fmt.Sscanf(to, "/administration?essai=%d", &id)
			err := p.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
				if state == coop.MessageWaiting {
					return tx.DelayMessage(id, 0, trouble)
				}
				return tx.EndMessage(id, state, trouble)
			})
			if body := a.get(to).Body.String(); err != nil || !strings.Contains(body, want) || !strings.Contains(body, trouble) {
				t.Errorf("%v, %s: no %q in %s", err, state, want, body)
			}
		}
		if !mails {
			said(coop.MessageWaiting, "", "il attend, puisqu’aucun serveur")
			continue
		}
		said(coop.MessageWaiting, "", "le prend d’ordinaire en quelques secondes")
		said(coop.MessageWaiting, "451 plus tard", "ne l’a pas encore pris")
		said(coop.MessageFailed, "550 non", "refusé pour de bon")
		said(coop.MessageSent, "", "pris par le serveur de courrier le")
		for range 9 {
			a.send("/administration", "email", "essai@example.org")
		}
		if w := a.send("/administration", "email", "essai@example.org"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the eleventh in an hour: %d", w.Code)
		}
		if body := a.get("/administration?essai=1").Body.String(); strings.Contains(body, "Message d’essai pour") {
			t.Error("the address of another message tells of it")
		}
	}
}

// TestALinkIsItsReadersAlone: where a mail server takes letters, no list shows the links that stand in them.
func TestALinkIsItsReadersAlone(t *testing.T) {
	for _, mails := range []bool{true, false} {
		p := newPeopled(t, func(d *Deps) { d.Mails = mails })
		a := newBrowser(t, p.h)
		p.install(t, a)
		p.codes(t, a)
		newBrowser(t, p.h).send("/connexion", "email", "a@example.org")
		link := p.letter(t, "a@example.org", "enter")
		if got := strings.Contains(a.get("/administration/messages").Body.String(), link); got == mails {
			t.Errorf("with a mail server %t: the link is shown: %t", mails, got)
		}
	}
}

// TestWhatWasNeverBackedUpIsNotWell: there is something to do before something is wrong.
func TestWhatWasNeverBackedUpIsNotWell(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	p.codes(t, a)
	body := strings.Join(strings.Fields(a.get("/administration").Body.String()), " ")
	if !strings.Contains(body, "<b>À faire</b> jamais sauvegardé") || !strings.Contains(body, "<b>Bien</b> schéma") {
		t.Error(body)
	}
}
