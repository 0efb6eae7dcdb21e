package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
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
