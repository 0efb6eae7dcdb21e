package coop_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
)

func TestContactsInARecord(t *testing.T) {
	body := `{"contacts": [{"side": "french", "name": "Awa EXEMPLE", "org": "maire d'Exemple"}, {"side": "foreign", "name": null, "org": "mairie de Là-bas"}, 3],
		"foreign_contacts": [{"organisation": "Mairie", "name": null, "function": null, "email": "Mairie.Labas [at] example [point] org"},
			{"organisation": null, "name": "Sidi EXEMPLE", "function": "point focal", "email": "mairie@example.org"}],
		"post_contacts": [{"role": "attachée", "name": "Lise EXEMPLE", "email": "lise.exemple(at)example.org"}, {"role": null, "name": null, "email": "pas une adresse"}]}`
	want := []coop.Contact{ // of a list with an odd row, the others
		{Path: "contacts.0", Side: coop.French, Name: "Awa EXEMPLE", Organisation: "maire d'Exemple", Visibility: coop.ForStewards},
		{Path: "foreign_contacts.0", Side: coop.Foreign, Organisation: "Mairie", Email: "mairie.labas@example.org", Visibility: coop.PublicOffice},
		{Path: "foreign_contacts.1", Side: coop.Foreign, Name: "Sidi EXEMPLE", Function: "point focal", Email: "mairie@example.org", Visibility: coop.ForStewards},
		{Path: "post_contacts.0", Name: "Lise EXEMPLE", Function: "attachée", Email: "lise.exemple@example.org", Visibility: coop.ForStewards},
	}
	if diff := cmp.Diff(want, coop.ContactsIn([]byte(body))); diff != "" {
		t.Error(diff)
	}
	mended := `{"contacts": [{"side": "french", "name": "Awa EXEMPLE", "org": "maire d'Exemple"}, {"side": "foreign", "name": "Sidi EXEMPLE", "org": "cercle, s.exemple@example.org"}]}`
	want = []coop.Contact{
		{Path: "contacts.0", Side: coop.French, Name: "Awa EXEMPLE", Organisation: "maire d'Exemple", Visibility: coop.ForStewards},
		{Path: "contacts.1", Side: coop.Foreign, Name: "Sidi EXEMPLE", Organisation: "cercle, s.exemple@example.org", Email: "s.exemple@example.org", Visibility: coop.ForStewards},
	}
	if diff := cmp.Diff(want, coop.ContactsIn([]byte(mended))); diff != "" {
		t.Error(diff)
	}
}

// TestAnOddContactKeepsNothingOut: a list that is none, or a body that is none, names nobody.
func TestAnOddContactKeepsNothingOut(t *testing.T) {
	for _, body := range []string{"", "[]", `{"contacts": "Awa"}`, `{"contacts": [{"name": 3}]}`, `{"contacts": [{"name": " ", "org": "mairie"}]}`} {
		if got := coop.ContactsIn([]byte(body)); len(got) != 0 {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestWhoIsHiddenIsNotReached(t *testing.T) {
	c := coop.Contact{Email: "a@example.org", Side: coop.French}
	embassy := coop.Contact{Email: "a@example.org", Path: "post_contacts.0"}
	if !c.Reachable() || !embassy.Reachable() || !embassy.Post() || c.Post() {
		t.Error("she is not reached, or not known for what she is")
	}
	for name, change := range map[string]func(*coop.Contact){
		"no address": func(c *coop.Contact) { c.Email = "" }, "hidden": func(c *coop.Contact) { c.HiddenAt = 1 },
		"erased": func(c *coop.Contact) { c.ErasedAt = 1 }, "in the trash": func(c *coop.Contact) { c.TrashedAt = 1 },
	} {
		other := c
		change(&other)
		if other.Reachable() {
			t.Errorf("%s: reached", name)
		}
	}
}
