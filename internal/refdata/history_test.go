package refdata

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryRowOfThePastIsKnownAndSourced(t *testing.T) {
	known := func(key string) bool {
		if family, ok := strings.CutSuffix(key, "*"); ok {
			for p := range Territories() {
				if strings.HasPrefix(p.Key, family) {
					return true
				}
			}
			return false
		}
		_, place := Lookup(key)
		_, body := OrganisationByKey(key)
		return place || body
	}
	for key, rows := range history().versions {
		for i, r := range rows {
			if !known(key) || r.Source == "" || r.From == "" && r.To == "" {
				t.Errorf("version %+v", r)
			}
			if i > 0 && rows[i-1].of == r.of && rows[i-1].To != r.From {
				t.Errorf("%s: a version ends on %s, the next begins on %s", key, rows[i-1].To, r.From)
			}
		}
	}
	kinds := []string{"merge", "absorb", "split", "create", "dissolve", "status", "transfer"}
	for key, list := range history().events {
		for _, s := range list {
			if !known(key) || s.Source == "" || s.Date == "" || !slices.Contains(kinds, s.Kind) {
				t.Errorf("%s: %+v", key, s)
			}
		}
	}
}

// TestTheLastVersionIsTheEntityOfToday keeps the tables of the past from saying otherwise than those of the present.
func TestTheLastVersionIsTheEntityOfToday(t *testing.T) {
	for p := range Territories() {
		list := Versions(OfTerritory, p.Key)
		last := list[len(list)-1]
		if p.ParentNow != "" && (last.Parent != p.ParentNow || list[0].Parent != p.Parent) {
			t.Errorf("%s: in %s then %s, want %s then %s", p.Key, list[0].Parent, last.Parent, p.Parent, p.ParentNow)
		}
		if last.Name != p.Name || last.To != p.To || p.From != "" && list[0].From != p.From {
			t.Errorf("%s: last version %+v", p.Key, last)
		}
	}
	for _, o := range Organisations() {
		list := Versions(OfOrganisation, o.Key)
		if last := list[len(list)-1]; last.Name != o.Name || last.To != o.To {
			t.Errorf("%s: last version %+v", o.Key, last)
		}
	}
}

// TestEventsAndSuccessorsAgree: a merge ends all it names but the entity that goes on, and the successor is that of the row.
func TestEventsAndSuccessorsAgree(t *testing.T) {
	for p := range Territories() {
		if p.Successor == "" {
			continue
		}
		ok := slices.ContainsFunc(Successions(p.Key), func(s Succession) bool {
			return slices.Contains(s.Before, p.Key) && slices.Contains(s.After, p.Successor) && s.Date == p.To
		})
		if !ok {
			t.Errorf("%s: no event leads to %s on %s", p.Key, p.Successor, p.To)
		}
	}
	for _, o := range Organisations() {
		ok := o.Successor == "" || slices.ContainsFunc(Successions(o.Key), func(s Succession) bool {
			return slices.Contains(s.After, o.Successor) && s.Date == o.To
		})
		if !ok {
			t.Errorf("%s: no event leads to %s on %s", o.Key, o.Successor, o.To)
		}
	}
}

func TestAVersionOfItsFamilyHoldsForADepartement(t *testing.T) {
	essonne := Versions(OfOrganisation, "fr/dep/91")
	if len(essonne) != 2 || essonne[0].Kind != "conseil général" || essonne[1].Kind != "conseil départemental" || essonne[1].Name != "Essonne" {
		t.Errorf("Essonne: %+v", essonne)
	}
	if place := Versions(OfTerritory, "fr/dep/91"); len(place) != 1 || place[0].Kind != "" {
		t.Errorf("the territory: %+v", place)
	}
	douentza := Versions(OfTerritory, "ml/cercle/douentza")
	if len(douentza) != 2 || douentza[0].Parent != "ml/region/mopti" || douentza[1].Parent != "ml/region/douentza" || douentza[1].From != "2023-03-13" {
		t.Errorf("Douentza: %+v", douentza)
	}
	if v := Successions("ml/cercle/diema"); len(v) != 1 || v[0].Against == "" || v[0].Before[0] != "ml/cercle/diema" {
		t.Errorf("Diéma: %+v", v)
	}
}

func TestConstituencyAndAuthorityHaveCodesOfTheirOwn(t *testing.T) {
	place, authority := Versions(OfTerritory, "ml/region/nioro"), Versions(OfOrganisation, "ml/region/nioro")
	if place[0].Codes["ml-constituency"] != "13" || authority[0].Codes["ml-authority"] != "11" {
		t.Errorf("Nioro: %+v, %+v", place, authority)
	}
}
