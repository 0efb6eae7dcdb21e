package web

import (
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// quoting is a steward to whom receipts are quoted: of a reply that came without a line, by its number and by its codes.
func quoting(t testing.TB) (*held, *browser) {
	t.Helper()
	a := newAsked(t)
	b, steward := withoutLine(t, a), a.caller(t, 42, coop.Steward, true)
	steward.get("/revue/recus")
	check := func(code string, want ...string) {
		t.Helper()
		says(t, "the receipt "+code, steward.send("/revue/recus", "code", code).Body.String(), want...)
	}
	check("1", "Erreur", "Aucun reçu") // a draft has a number, and no receipt
	body := b.parcel(a, 1, "", []string{"partners"}, "foreign.encore", "exact")
	saved := receiptOf(t, b.carry(a.path+"/hors-ligne", body), body).Receipt
	check(" "+strings.ToLower(saved)+" ", "Contribution n° 1", "Les partenaires, enregistrée", "n’a pas été transmise")
	body = b.parcel(a, 2, "Déléguée A", []string{"budget", "actions"}, "budget.encore", "corriger", "budget", "45 000 €", "continued.encore", "exact", "actions.encore", "exact", "geste", "continuer")
	sent := receiptOf(t, b.carry(a.path+"/hors-ligne", body), body).Receipt
	check(sent, "La réponse a été transmise", "Déléguée A")
	check("n° 1", "Réponse transmise le", "Déléguée A")
	for _, none := range []string{"", "99", "1-AAAA-BBBB-CCCC-DDDD", sent[:len(sent)-1] + "~", "2" + sent[1:], "douze"} {
		if w := steward.send("/revue/recus", "code", none); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "Contribution n°") {
			t.Errorf("%q is a receipt: %d", none, w.Code)
		}
	}
	receipt := a.reported(t, newBrowser(t, a.h))
	check(strings.TrimPrefix(receipt, "/signaler/recu/"), "Contribution n° 2", "déposée")
	return a, steward
}

// TestAReceiptThatIsQuotedIsChecked, and tells those nothing who may not moderate what it is about.
func TestAReceiptThatIsQuotedIsChecked(t *testing.T) {
	a, _ := quoting(t)
	newBrowser(t, a.h).send("/signaler?sur=/themes", "sur", "/themes", "texte", "Ce n’est plus exact.", "email", "r@example.org")
	b, refused := a.caller(t, 43, coop.NetworkSteward, true), 0
	for _, n := range []string{"1", "2", "3"} {
		shown := b.get("/revue/contributions/"+n).Code == http.StatusOK
		if told := b.send("/revue/recus", "code", n).Code == http.StatusOK; told != shown {
			t.Errorf("contribution %s is shown: %v, its receipt: %v", n, shown, told)
		}
		if !shown {
			refused++
		}
	}
	if refused == 0 {
		t.Error("there is none that she may not see")
	}
}

func second(_ *held, b *browser) *browser { return b }
