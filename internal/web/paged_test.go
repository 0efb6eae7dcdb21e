package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// TestListsOfACampaignHavePages: numbered, the page in the title, the filters kept; what is written holds all (U12).
func TestListsOfACampaignHavePages(t *testing.T) {
	a := newAsked(t)
	b := a.caller(t, 41, coop.Steward, true)
	a.rooms.Now = func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }
	var list []coop.Invitation
	for n := range 230 {
		list = append(list, coop.Invitation{Asked: fmt.Sprintf("Collectivité d’exemple %03d", n), Email: fmt.Sprintf("a%d@example.org", n), Side: coop.French})
	}
	if _, err := a.rooms.Ask(t.Context(), coop.Steward.By(1), 1, list); err != nil {
		t.Fatal(err)
	}
	for path, filter := range map[string]string{"/campagnes/1/invitations": "region=-", "/campagnes/1/lettres": "etat=aucune", "/campagnes/1/lettres/invitation": "raison=part"} {
		page := b.get(path + "?" + filter + "&page=2").Body.String()
		title, _, _ := strings.Cut(page[strings.Index(page, "<title>"):], "</title>")
		if n := strings.Count(page, "Collectivité d’exemple"); n < 100 || n > 101 || !strings.Contains(title, "page 2") && !strings.Contains(title, "Page 2") {
			t.Errorf("%s: %d rows, %s", path, n, title)
		}
		first, _, _ := strings.Cut(filter, "=")
		if !strings.Contains(page, "page=3") || !strings.Contains(page, first+"=") || !strings.Contains(page, `aria-current="page"`) {
			t.Errorf("%s leads to no third page with its filter", path)
		}
		for _, wrong := range []string{"&page=9", "&page=x"} {
			if got := b.get(path + "?" + filter + wrong); got.Code == http.StatusOK {
				t.Errorf("%s%s: %d", path, wrong, got.Code)
			}
		}
	}
	says(t, "what is printed", b.send("/campagnes/1/invitations", "recherche", "q=exemple&page=2", "geste", showPaper).Body.String(), "230 lettres à imprimer", "exemple 000", "exemple 229")
}
