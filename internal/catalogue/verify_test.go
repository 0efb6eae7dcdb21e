package catalogue_test

import (
	"context"
	"database/sql"
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/catalogue"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// TestTheIndexAnswersAsSQLDoes: on random queries, on both engines.
func TestTheIndexAnswersAsSQLDoes(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, _ := tellAll(t, db, 40)
		rapid.Check(t, func(t *rapid.T) {
			if wrong, err := c.Check(context.Background(), 3, rapid.Uint64().Draw(t, "seed")); err != nil || len(wrong) > 0 {
				t.Fatal(wrong, err)
			}
		})
	})
}

// TestACheckSeesWhatTheIndexDoesNotHave: a row changed behind its back is a difference, until the index is made anew.
func TestACheckSeesWhatTheIndexDoesNotHave(t *testing.T) {
	ctx := context.Background()
	db := testkit.SQLite(t)
	c, all := tellAll(t, db, 40)
	if _, err := c.List(ctx, catalogue.Query{}); err != nil {
		t.Fatal(err)
	}
	err := db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE partnership SET status = 'ended'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if wrong, err := c.Check(ctx, 40, 1); err != nil || len(wrong) == 0 {
		t.Errorf("no difference seen, %v", err)
	}
	if n, err := c.Reindex(ctx); err != nil || n != len(all) {
		t.Fatalf("%d of %d partnerships, %v", n, len(all), err)
	}
	if wrong, err := c.Check(ctx, 40, 1); err != nil || len(wrong) > 0 {
		t.Error(wrong, err)
	}
}
