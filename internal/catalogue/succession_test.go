package catalogue_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// signed fills a register with one partnership of 2005 for each pair of keys of the reference data.
func signed(t *testing.T, db *sqldb.DB, pairs ...[2]string) (*catalogue.Catalogue, *store.Store) {
	t.Helper()
	s := store.New(db, func() time.Time { return time.UnixMilli(0) })
	err := s.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "a.txt", SHA256: "a", Format: "censustext", Date: "2013-11-08"})
		if err != nil {
			return err
		}
		for i, pair := range pairs {
			if err := sign(tx, source, i, pair); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.New(db, catalogue.Options{}), s
}

func sign(tx *store.Tx, source coop.SourceID, i int, pair [2]string) error {
	record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: strconv.Itoa(i), Line: i, Body: json.RawMessage(`{}`)}, pair[0], "2013-05")
	if err != nil {
		return err
	}
	id, err := tx.NewPartnership()
	if err != nil {
		return err
	}
	p := coop.Partnership{ID: id, Title: pair[0] + " – " + pair[1], Since: "2005", Records: []coop.RecordID{record}}
	for n, key := range pair {
		org, err := tx.Organisation(coop.Candidate{OrgKey: key, Kind: coop.Authority, TerritoryKey: key})
		if err != nil {
			return err
		}
		role := []coop.Role{coop.Holder, coop.Partner}[n]
		p.Parties = append(p.Parties, coop.Party{Org: org, Role: role, Place: coop.Place{Record: record, Path: strconv.Itoa(n)}})
	}
	return tx.SavePartnership(p)
}

// values are the names of the values of a facet with their counts.
func values(t *testing.T, c *catalogue.Catalogue, facet string) map[string]int {
	t.Helper()
	l, err := c.List(context.Background(), catalogue.Query{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, f := range l.Facets {
		for _, v := range f.Values {
			if f.Name == facet {
				out[v.Label] = v.Count
			}
		}
	}
	return out
}

// TestTheSamePartnershipIsUnderMoptiIn2013AndUnderDouentzaToday; a search finds it under both names at both dates.
func TestTheSamePartnershipIsUnderMoptiIn2013AndUnderDouentzaToday(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, s := signed(t, db, [2]string{"fr/dep/91", "ml/cercle/douentza"}, [2]string{"fr/dep/35", "ml/region/mopti"}, [2]string{"fr/dep/03", "ml/cercle/niafunke"})
		if got := values(t, c, "region"); got["Douentza"] != 1 || got["Mopti"] != 1 {
			t.Errorf("today: %v", got)
		}
		if got := values(t, c, "region_fr"); got["Auvergne-Rhône-Alpes"] != 1 || got["Auvergne"] != 0 {
			t.Errorf("today: %v", got)
		}
		found(t, c, "douentza mopti", 1)
		found(t, c, "auvergne rhone alpes", 1)
		if err := s.Update(context.Background(), "test", "as of", func(tx *store.Tx) error { return tx.TerritoriesAsOf("2013-07-02") }); err != nil {
			t.Fatal(err)
		}
		asOf := catalogue.New(db, catalogue.Options{})
		if got := values(t, asOf, "region"); got["Douentza"] != 0 || got["Mopti"] != 2 {
			t.Errorf("in 2013: %v", got)
		}
		if got := values(t, asOf, "region_fr"); got["Auvergne"] != 1 || got["Auvergne-Rhône-Alpes"] != 0 {
			t.Errorf("in 2013: %v", got)
		}
		found(t, asOf, "douentza mopti", 1)
	})
}

func found(t *testing.T, c *catalogue.Catalogue, text string, want int) {
	t.Helper()
	l, err := c.List(context.Background(), catalogue.Query{Text: text})
	if err != nil || l.Total != want {
		t.Errorf("%q finds %d, want %d (%v)", text, l.Total, want, err)
	}
}

// TestAPartyIsShownAsSignedAndToday: a merged région leads to its heir, a département has another kind of council, a
// cercle lies in another région, a commune of Bamako is in doubt.
func TestAPartyIsShownAsSignedAndToday(t *testing.T) {
	c, _ := signed(t, testkit.SQLite(t), [2]string{"fr/reg-2015/83", "ml/cercle/douentza"}, [2]string{"fr/dep/68", "ml/com/bamako-v"}, [2]string{"fr/com/49007", "ml/com/bamako-v"})
	past := func(id coop.PartnershipID, n int) *catalogue.Past {
		p, err := c.Partnership(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		return p.Parties[n].Past
	}
	auvergne := past(1, 0)
	if auvergne == nil || !auvergne.Agreed || auvergne.Today.Ended != "2016-01-01" || auvergne.Today.Heirs[0].Name != "Auvergne-Rhône-Alpes (région)" || auvergne.Today.Heirs[0].ID == 0 {
		t.Errorf("Auvergne: %+v", auvergne)
	}
	if d := past(1, 1); d == nil || d.Signed.In.Name != "Mopti" || d.Today.In.Name != "Douentza" || len(d.Today.Doubts) != 1 {
		t.Errorf("Douentza: %+v", d)
	}
	if h := past(2, 0); h == nil || h.Signed.Kind != "conseil général" || h.Today.Heirs[0].Name != "Collectivité européenne d'Alsace" {
		t.Errorf("Haut-Rhin: %+v", h)
	}
	if b := past(2, 1); b == nil || len(b.Today.Doubts) != 1 || b.Today.Doubts[0].Against == "" || b.Today.Doubts[0].Date.Year() != 2023 {
		t.Errorf("Commune V: %+v", b)
	}
	if a := past(3, 0); a != nil {
		t.Errorf("Angers is what it was: %+v", a)
	}
}

func TestATerritoryTellsItsHistory(t *testing.T) {
	c, _ := signed(t, testkit.SQLite(t), [2]string{"fr/com/91228", "ml/com/douentza"}, [2]string{"fr/reg-2015/82", "ml/region/nioro"})
	kinds := func(list []catalogue.Change) []coop.EventKind {
		var out []coop.EventKind
		for _, c := range list {
			out = append(out, c.Kind)
		}
		return out
	}
	evry := byKey(t, c, "fr/com/91228")
	if got := kinds(evry.History); !slices.Equal(got, []coop.EventKind{coop.Merged, coop.Renamed}) || evry.History[1].From != "Évry" {
		t.Errorf("Évry-Courcouronnes: %+v", evry.History)
	}
	cercle := byKey(t, c, "ml/cercle/douentza")
	if got := kinds(cercle.History); !slices.Equal(got, []coop.EventKind{coop.Moved}) || cercle.History[0].FromIn.Name != "Mopti" || cercle.Former[0].Name != "Mopti" || cercle.Parents[0].Name != "Douentza" {
		t.Errorf("Douentza: %+v", cercle)
	}
	heir := byKey(t, c, "fr/reg/84")
	if len(heir.History) != 1 || len(heir.History[0].Before) != 2 || len(heir.Partnerships) != 1 {
		t.Errorf("Auvergne-Rhône-Alpes has what Rhône-Alpes signed: %+v", heir)
	}
	if old := byKey(t, c, "fr/reg-2015/82"); len(old.Partnerships) != 1 || old.Parents[0].Name != "Auvergne-Rhône-Alpes" {
		t.Errorf("Rhône-Alpes: %+v", old)
	}
}

// TestEachAgreementHasTheNamesOfItsOwnTime: in a partnership made of two, each party is as it signed its own agreement, and
// each agreement says how its parties were called.
func TestEachAgreementHasTheNamesOfItsOwnTime(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		c, s := signed(t, db)
		var id coop.PartnershipID
		err := s.Update(ctx, "import:test", "test", func(tx *store.Tx) (err error) {
			source, _, err := tx.SaveSource(coop.Source{Document: "b.txt", SHA256: "b", Format: "censustext", Date: "2019-11-08"})
			if err != nil {
				return err
			}
			if id, err = tx.NewPartnership(); err != nil {
				return err
			}
			p := coop.Partnership{ID: id, Title: "Essonne, Rhône ↔ Kayes", Since: "2005"}
			for i, x := range []struct {
				key  string
				date coop.Date
			}{{"fr/dep/91", "2005"}, {"fr/dep/69", "2017"}} {
				record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: strconv.Itoa(i), Line: i, Body: json.RawMessage(`{}`)}, x.key, "2018-05")
				if err != nil {
					return err
				}
				p.Records = append(p.Records, record)
				org, err := tx.Organisation(coop.Candidate{OrgKey: x.key, Kind: coop.Authority, TerritoryKey: x.key})
				if err != nil {
					return err
				}
				at := coop.Place{Record: record, Path: "a"}
				p.Parties = append(p.Parties, coop.Party{Org: org, Role: coop.Holder, Place: at})
				p.Agreements = append(p.Agreements, coop.Agreement{ID: coop.AgreementID(i + 1), Kind: "convention", Date: x.date, Place: at})
			}
			return tx.SavePartnership(p)
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Partnership(ctx, id)
		if err != nil || len(p.Agreements) != 2 {
			t.Fatalf("%+v, %v", p.Agreements, err)
		}
		if past := p.Parties[0].Past; past == nil || past.Signed.Date != "2005" || past.Signed.Kind != "conseil général" {
			t.Errorf("Essonne signed in 2005: %+v", past)
		}
		if past := p.Parties[1].Past; past != nil {
			t.Errorf("the Rhône signed in 2017, not as a conseil général: %+v", past)
		}
		if then := p.Agreements[0].Then; len(then) != 1 || then[0].Kind != "conseil général" || then[0].Org != p.Parties[0].Org {
			t.Errorf("in 2005: %+v", then)
		}
		if then := p.Agreements[1].Then; len(then) != 0 {
			t.Errorf("in 2017: %+v", then)
		}
	})
}

// TestWhoHasEndedWithoutAnHeirIsGone, from the day on which it has; what has an heir is not, whose partnerships are that one's.
func TestWhoHasEndedWithoutAnHeirIsGone(t *testing.T) {
	ctx, db := context.Background(), testkit.SQLite(t)
	_, _ = signed(t, db, [2]string{"fr/reg-2015/83", "ml/com/bamako-v"}, [2]string{"fr/com/49007", "ml/com/bamako-v"})
	err := db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("DELETE FROM version WHERE scope = 'organisation' AND key = 'fr/com/49007'"); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO version (scope, key, valid_from, valid_to, name, kind, level, parent, codes, origin, recorded_at) VALUES ('organisation', 'fr/com/49007', '1790', '2015-03', 'Angers', '', '', '', '{}', 'JO', 0)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.New(db, catalogue.Options{})
	for on, want := range map[coop.Date]int{"2015-02-28": 0, "2026-01-01": 1} {
		s, err := c.Snapshot(ctx, on)
		if err != nil || len(s.Held) != 2 || len(s.Held[0].Gone) != 0 || len(s.Held[1].Gone) != want {
			t.Fatalf("on %s: %+v %v", on, s.Held, err)
		}
		if want > 0 && (s.Held[1].Gone[0].Ended != "2015-03" || s.Held[1].Gone[0].Place.Path != "0") {
			t.Errorf("on %s: %+v", on, s.Held[1].Gone)
		}
	}
}
