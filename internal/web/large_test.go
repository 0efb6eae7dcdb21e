package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// country is a world in which a territory has a hundred and twenty partnerships, and as many neighbours.
type country struct{ *world }

func (c country) Territory(_ context.Context, id coop.TerritoryID, page, size int) (catalogue.Territory, error) {
	t := catalogue.Territory{ID: id, Name: "Pays", Level: "country", Country: "ML", Total: 120, Beside: 120}
	for n := range 120 {
		t.Partnerships, t.Neighbours = append(t.Partnerships, c.items[n%len(c.items)]), append(t.Neighbours, c.items[n%len(c.items)])
	}
	t.Partnerships, t.Neighbours = pageOf(t.Partnerships, page, size), pageOf(t.Neighbours, 1, size)
	return t, nil
}

// TestALargeTerritoryComesByPages: fifty partnerships a page, the number of all in words, and no fourth page of three.
func TestALargeTerritoryComesByPages(t *testing.T) {
	h := site(t, newWorld(), func(d *Deps) { d.Reader = country{newWorld()} })
	for path, want := range map[string]int{"/territoires/32-pays": 100, "/territoires/32-pays?page=3": 70} {
		w := get(h, path)
		if got := strings.Count(w.Body.String(), "<h3><a"); w.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d, %d partnerships, want %d", path, w.Code, got, want)
		}
		if !strings.Contains(w.Body.String(), "120") {
			t.Errorf("%s does not say how many there are", path)
		}
	}
	if w := get(h, "/territoires/32-pays?page=4"); w.Code != http.StatusNotFound {
		t.Errorf("a page beyond the last: %d", w.Code)
	}
	if !strings.Contains(get(h, "/partenariats?as_of=2013").Body.String(), "noindex") {
		t.Error("a list of the past may be indexed")
	}
}
