package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

func open(db *sqldb.DB) *store.Store {
	return store.New(db, func() time.Time { return time.UnixMilli(1234) })
}

func update(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), "tester", "because", f); err != nil {
		t.Fatal(err)
	}
}

// rows reads one column of text.
func rows(t *testing.T, db *sqldb.DB, query string) []string {
	t.Helper()
	list, err := db.Reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	var out []string
	for list.Next() {
		var s string
		if err := list.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryWriteIsSignedAndOneThatChangesNothingIsNot(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		save := func(tx *store.Tx) error {
			_, _, err := tx.SaveSource(coop.Source{Document: "a", SHA256: "aa"})
			return err
		}
		update(t, s, save)
		update(t, s, save)
		got := rows(t, db, "SELECT author || ' ' || why || ' ' || at || ' ' || changes FROM audit ORDER BY id")
		if !slices.Equal(got, []string{`tester because 1234 {"source":1}`}) {
			t.Errorf("audit %q", got)
		}
		for _, unsigned := range [][2]string{{"", "why"}, {"tester", ""}} {
			if err := s.Update(context.Background(), coop.Author(unsigned[0]), unsigned[1], save); coop.CodeOf(err) != coop.Forbidden {
				t.Errorf("%q: %v", unsigned, err)
			}
		}
	})
}

func TestAFailedWriteLeavesNothingAndIdsRise(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, stop := open(db), errors.New("stop")
		var ids []coop.SourceID
		for i, fail := range []bool{false, true, false} {
			err := s.Update(context.Background(), "tester", "because", func(tx *store.Tx) error {
				id, _, err := tx.SaveSource(coop.Source{Document: "a", SHA256: string(rune('a' + i))})
				if fail {
					return errors.Join(err, stop)
				}
				ids = append(ids, id)
				return err
			})
			if errors.Is(err, stop) != fail {
				t.Fatal(err)
			}
		}
		if len(ids) != 2 || ids[0] >= ids[1] {
			t.Errorf("ids %v", ids)
		}
		if got := rows(t, db, "SELECT sha256 FROM source ORDER BY id"); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("sources %v", got)
		}
	})
}

func TestATerritoryBringsWhatLiesAboveItOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		for range 2 {
			update(t, s, func(tx *store.Tx) error {
				id, err := tx.Territory("fr/com/49007")
				if err == nil && id == 0 {
					err = errors.New("no id")
				}
				return err
			})
		}
		got := rows(t, db, "SELECT key FROM territory ORDER BY id")
		if !slices.Equal(got, []string{"country/FR", "fr/reg/52", "fr/dep/49", "fr/com/49007"}) {
			t.Errorf("territories %v", got)
		}
		err := s.Update(context.Background(), "tester", "because", func(tx *store.Tx) error { _, err := tx.Territory("fr/com/00000"); return err })
		if coop.CodeOf(err) != coop.NotFound {
			t.Errorf("an unknown key: %v", err)
		}
	})
}

func TestAFindingAndItsHistoryAreKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		f := coop.Finding{Rule: "rule", Key: "key", Severity: "notice", State: coop.FindingOpen, Places: []coop.Place{{Record: 3, Path: "a", Line: 4, LineEnd: 5}},
			Evidence: map[string]string{"sum": "7"}}
		update(t, s, func(tx *store.Tx) (err error) {
			if f.ID, err = tx.SaveFinding(f); err != nil {
				return err
			}
			_, err = tx.AddFindingEvent(coop.FindingEvent{Finding: f.ID, What: "open", Evidence: f.Evidence})
			return err
		})
		f.State, f.Owner, f.Why = coop.FindingExplained, "Cellule", "vu"
		update(t, s, func(tx *store.Tx) error { _, err := tx.SaveFinding(f); return err })
		update(t, s, func(tx *store.Tx) error {
			got, err := tx.Finding(f.ID)
			all, err2 := tx.Findings()
			if !reflect.DeepEqual(got, f) || len(all) != 1 || !reflect.DeepEqual(all["rule key"], f) {
				t.Errorf("kept %+v and %+v, want %+v", got, all, f)
			}
			if _, err := tx.Finding(99); coop.CodeOf(err) != coop.NotFound {
				t.Errorf("a finding that is not there: %v", err)
			}
			return errors.Join(err, err2)
		})
		if got := rows(t, db, "SELECT finding || ' ' || what || ' ' || author FROM finding_event"); !slices.Equal(got, []string{"1 open tester"}) {
			t.Errorf("history %v", got)
		}
	})
}

// fiche keeps a record with one agreement, one action and one amount, on a partnership of its own.
func fiche(t *testing.T, s *store.Store, locator string) (id coop.PartnershipID) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "a", SHA256: "aa"})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: locator, Line: 1, LineEnd: 2, Body: json.RawMessage(`{}`)}, "t", "2013")
		if err != nil {
			return err
		}
		if id, err = tx.NewPartnership(); err != nil {
			return err
		}
		at := func(path string) coop.Place { return coop.Place{Record: record, Path: path, Line: 1} }
		err = tx.AddClaims(coop.ClaimSet{Subject: id, Record: record, Claims: []coop.Claim{
			{Agreement: &coop.Agreement{Kind: "twinning", Label: locator, Place: at("agreements.0")}},
			{Action: &coop.Action{Domain: "Eau", Place: at("actions.0")}},
			{Financing: &coop.Financing{Cents: 5, Currency: "EUR", Place: at("budget.amounts.0")}},
		}})
		if err != nil {
			return err
		}
		return project(tx, id)
	})
	return id
}

func project(tx *store.Tx, id coop.PartnershipID) error {
	sets, err := tx.Claims(id)
	if err != nil {
		return err
	}
	return tx.SavePartnership(coop.Project(id, sets, ""))
}

const ids = "SELECT 'agreement ' || id || ' ' || record FROM agreement UNION SELECT 'action ' || id || ' ' || record FROM action " +
	"UNION SELECT 'financing ' || id || ' ' || record FROM financing ORDER BY 1"

func TestIdsOutliveAJoin(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		into, from := fiche(t, s, "L1"), fiche(t, s, "L2")
		before := rows(t, db, ids)
		update(t, s, func(tx *store.Tx) error { return errors.Join(tx.LinkPartnership(from, into), project(tx, into)) })
		if after := rows(t, db, ids); len(before) != 6 || !slices.Equal(before, after) {
			t.Errorf("before %v, after %v", before, after)
		}
		if got := rows(t, db, "SELECT DISTINCT partnership || '' FROM action"); !slices.Equal(got, []string{"1"}) {
			t.Errorf("actions of %v", got)
		}
		update(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.LinkPartnership(from, 0), project(tx, from), project(tx, into))
		})
		if after := rows(t, db, ids); !slices.Equal(before, after) {
			t.Errorf("parted again: before %v, after %v", before, after)
		}
	})
}

func TestNothingThatWasSaidIsDeleted(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		fiche(t, s, "L1")
		fiche(t, s, "L2")
		update(t, s, func(tx *store.Tx) error { _, err := tx.ReplaceRecord(1, 2); return err })
		got := rows(t, db, "SELECT id || ' of ' || subject || ' withdrawn ' || withdrawn_at FROM claim_set ORDER BY id")
		if !slices.Equal(got, []string{"1 of 1 withdrawn 1234", "2 of 2 withdrawn 0"}) {
			t.Errorf("claim sets %v", got)
		}
		if got := rows(t, db, "SELECT replaced_at || '' FROM record ORDER BY id"); !slices.Equal(got, []string{"1234", "0"}) {
			t.Errorf("replaced at %v", got)
		}
	})
}

func TestAPartnershipOfWhichNothingIsSaidIsWithdrawnNotForgotten(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		old, by := fiche(t, s, "L1"), fiche(t, s, "L2")
		update(t, s, func(tx *store.Tx) error {
			subjects, err := tx.ReplaceRecord(1, 2)
			if err == nil && !slices.Equal(subjects, []coop.PartnershipID{old}) {
				err = errors.New("other subjects")
			}
			return errors.Join(err, project(tx, old), project(tx, by))
		})
		got := rows(t, db, "SELECT id || CASE WHEN withdrawn THEN ' withdrawn' ELSE '' END FROM partnership ORDER BY id")
		if !slices.Equal(got, []string{"1 withdrawn", "2"}) {
			t.Errorf("partnerships %v", got)
		}
	})
}

// TestWhatAFailedWriteMetIsNotRemembered: the id that it gave an organisation and its place is gone with it, and a later
// write gives one that is there.
func TestWhatAFailedWriteMetIsNotRemembered(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := open(db)
		angers := coop.Candidate{OrgKey: "name/angers", Name: "Angers", Kind: coop.Association, Country: "FR", TerritoryKey: "country/ML"}
		broken := errors.New("broken")
		err := s.Update(context.Background(), "tester", "because", func(tx *store.Tx) error {
			if _, err := tx.Organisation(angers); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		for range 2 { // the second time from memory
			update(t, s, func(tx *store.Tx) error {
				id, err := tx.Organisation(angers)
				if err != nil {
					return err
				}
				o, place, err := tx.FindOrganisation(id)
				if err != nil || o.Key != angers.OrgKey || place != angers.TerritoryKey {
					t.Errorf("%+v at %q, %v", o, place, err)
				}
				return err
			})
		}
		if got := rows(t, db, "SELECT key FROM organisation"); len(got) != 1 {
			t.Errorf("%q", got)
		}
	})
}
