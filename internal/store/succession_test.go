package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

func count(t *testing.T, db *sqldb.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Reader().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAnEntityEntersWithItsPast: what it came from and what took its place have rows of their own, once.
func TestAnEntityEntersWithItsPast(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := store.New(db, func() time.Time { return time.UnixMilli(42) })
		enter := func() {
			err := s.Update(context.Background(), "test", "test", func(tx *store.Tx) error {
				_, err := tx.Organisation(coop.Candidate{OrgKey: "fr/reg-2015/83", Kind: coop.Authority, Country: "FR", TerritoryKey: "fr/reg-2015/83"})
				_, other := tx.Organisation(coop.Candidate{OrgKey: "org/fr/caece", Kind: coop.Intermunicipal, Country: "FR", TerritoryKey: "fr/com/91228"})
				return errors.Join(err, other)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		enter()
		enter()
		for _, key := range []string{"fr/reg-2015/83", "fr/reg-2015/82", "fr/reg/84", "fr/epci/200059228", "org/fr/caece"} {
			if n := count(t, db, "SELECT count(*) FROM organisation WHERE key = $1", key); n != 1 {
				t.Errorf("%s: %d organisations", key, n)
			}
		}
		if n := count(t, db, "SELECT count(*) FROM version WHERE scope = 'territory' AND key = 'fr/reg-2015/83' AND valid_to = '2016-01-01' AND recorded_at = 42"); n != 1 {
			t.Errorf("%d versions of Auvergne", n)
		}
		if n := count(t, db, "SELECT count(*) FROM succession WHERE kind = 'merge' AND dated = '2016-01-01' AND successors = '[\"fr/reg/84\"]'"); n != 1 {
			t.Errorf("%d mergers into Auvergne-Rhône-Alpes", n)
		}
	})
}

// TestAnOlderRegisterLearnsThePast of the entities that it holds, and once only.
func TestAnOlderRegisterLearnsThePast(t *testing.T) {
	db := testkit.SQLite(t)
	s := store.New(db, time.Now)
	err := s.Update(context.Background(), "test", "test", func(tx *store.Tx) error {
		_, err := tx.Organisation(coop.Candidate{OrgKey: "fr/dep/91", Kind: coop.Authority, Country: "FR", TerritoryKey: "fr/dep/91"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := count(t, db, "SELECT count(*) FROM version")
	forget := func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM version")
		return err
	}
	if err := db.Update(context.Background(), forget); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Remember(context.Background(), coop.Operator); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, "SELECT count(*) FROM version"); n != before || n == 0 {
			t.Errorf("%d versions, want %d", n, before)
		}
	}
}

func TestARegisterAsOfADateHasTheNamesOfThatDate(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := store.New(db, time.Now)
		err := s.Update(context.Background(), "test", "test", func(tx *store.Tx) error {
			for _, key := range []string{"fr/com/91228", "fr/reg/24", "org/fr/resem", "fr/reg-2015/83"} {
				if _, err := tx.Organisation(coop.Candidate{OrgKey: key, Name: "Réseau Essonne-Mali", Kind: coop.Authority, Country: "FR"}); err != nil {
					return err
				}
			}
			return tx.TerritoriesAsOf("2013")
		})
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]string{
			"fr/com/91228": "Évry", "fr/reg/24": "Centre (région)", "org/fr/resem": "Réseau Essonne-Diéma-Douentza-Nioro-du-Sahel (EDDN)", "fr/reg-2015/83": "Auvergne (région)",
		} {
			var name, ended string
			if err := db.Reader().QueryRow("SELECT name, valid_to FROM organisation WHERE key = $1", key).Scan(&name, &ended); err != nil {
				t.Fatal(err)
			}
			if name != want || ended != "" {
				t.Errorf("%s: %q, ended %q, want %q", key, name, ended, want)
			}
		}
	})
}
