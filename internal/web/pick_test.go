package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// TestAPickerOffersNamesakesWithoutAScript: a name that several bear comes back with those to choose from; what was
// chosen counts for that name alone.
func TestAPickerOffersNamesakesWithoutAScript(t *testing.T) {
	p := newPeopled(t)
	p.deps.Reader = p.cat
	p.h = served(t, p).outer()
	p.undecided(t)
	steward, one := p.caller(t, 6, coop.Steward, true), "/trancher/questions/1"
	w := steward.send(one, "autre", "comité", "pourquoi", "Vu.")
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || strings.Count(body, `type="radio"`) != 2 || !strings.Contains(body, `value="Vu."`) || !strings.Contains(body, `value="comité"`) {
		t.Fatalf("namesakes: %d %s", w.Code, body)
	}
	for name, fields := range map[string][]string{
		"nobody":                {"autre", "personne"},
		"chosen for other name": {"autre", "comité", "autre-numero", "2", "autre-pour", "autre chose"},
	} {
		if w := steward.send(one, append(fields, "pourquoi", "Vu.")...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := steward.send(one, "autre", "comité", "autre-numero", "2", "autre-pour", "comité", "pourquoi", "Vu."); w.Code != http.StatusSeeOther {
		t.Errorf("chosen: %d %s", w.Code, w.Body)
	}
	all, err := p.cat.Questions(context.Background(), true)
	if err != nil || all[0].Answer == nil || all[0].Answer.ID != 2 {
		t.Errorf("the answer: %+v %v", all, err)
	}
}

// TestThePickerIsServedAsOneTypes: the likeliest first, few of them, and nothing for a single letter.
func TestThePickerIsServedAsOneTypes(t *testing.T) {
	h := site(t, newWorld())
	if body := get(h, "/choisir/organisations.json?q=ville").Body.String(); strings.Count(body, `"id"`) == 0 || strings.Count(body, `"id"`) > picks {
		t.Errorf("offered: %s", body)
	}
	if body := get(h, "/choisir/organisations.json?q=v").Body.String(); body != `{"items":[],"total":0}` {
		t.Errorf("for a letter: %s", body)
	}
	list := likeliest([]Picked{{1, "Grand Ségou", ""}, {2, "Ségou-Nord", ""}, {3, "Segou", ""}}, "ségou")
	if list[0].ID != 3 || list[1].ID != 2 {
		t.Errorf("the likeliest first: %v", list)
	}
}

// TestAReportNamesThePlaceThatItIsAbout: where the page is of no single thing, the territory or the organisation is asked for
// by its name, without a script too; what nothing bears comes back with what was written.
func TestAReportNamesThePlaceThatItIsAbout(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	from := "/signaler?sur=/themes"
	if body := b.get(from).Body.String(); !strings.Contains(body, "/choisir/territoires.json") || !strings.Contains(body, "/choisir/organisations.json") || !strings.Contains(body, "<script src=\"/static/pick") {
		t.Error("the form has no pickers")
	}
	if body := b.get("/signaler?sur=partenariat:1").Body.String(); strings.Contains(body, "/choisir/") {
		t.Error("of a partnership the place is asked for again")
	}
	list, _, err := (&visit{lang: i18n.FR, reader: newWorld(), r: httptest.NewRequest(http.MethodGet, "/", nil)}).candidates(coop.KindTerritory, "Ségou")
	if err != nil || len(list) == 0 {
		t.Fatalf("no such territory: %v", err)
	}
	number := strconv.FormatInt(list[0].ID, 10)
	for i, right := range [][]string{{"lieu", number}, {"lieu", "Ségou", "lieu-numero", number, "lieu-pour", "Ségou"}} {
		if w := b.send(from, append(right, "sur", "/themes", "texte", "Il manque une action.")...); w.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d", right, w.Code)
		}
		c, err := p.cat.Contribution(t.Context(), coop.ContributionID(i+1))
		if err != nil || c.SubjectKind != coop.KindTerritory || c.Subject != list[0].ID {
			t.Errorf("%v: about %s %d, %v", right, c.SubjectKind, c.Subject, err)
		}
	}
	p.deps.Reader = p.cat
	p.h = served(t, p).outer()
	b = newBrowser(t, p.h)
	for _, wrong := range [][]string{{"lieu", "Nulle-Part"}, {"lieu", "999999"}, {"organisation", "999999"}} {
		w := b.send(from, append(wrong, "sur", "/themes", "texte", "Il manque une action.")...)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Il manque une action.") {
			t.Errorf("%v: %d", wrong, w.Code)
		}
	}
}
