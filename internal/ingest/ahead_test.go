package ingest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"kafo/internal/format"
	"kafo/internal/ingest"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// count counts up to n and says when it has ended.
func count(n int, ended *bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer func() { *ended = true }()
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestAheadKeepsTheOrderAndEndsWithTheLoop(t *testing.T) {
	var ended bool
	if got := slices.Collect(ingest.Ahead(count(100, &ended))); !slices.IsSorted(got) || len(got) != 100 || !ended {
		t.Errorf("%v, ended: %v", got, ended)
	}
	ended = false
	for i := range ingest.Ahead(count(1_000_000, &ended)) {
		if i == 3 {
			break
		}
	}
	if !ended {
		t.Error("the work goes on though nobody asks for it any more")
	}
	for range ingest.Ahead(count(0, &ended)) {
		t.Error("nothing makes something")
	}
}

// records is how many the register holds.
func records(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	if err := db.Reader().QueryRow("SELECT count(*) FROM record").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestARecordThatCannotBePreparedStopsItsCommit: those before it are kept, and the same document, mended, goes on there.
func TestARecordThatCannotBePreparedStopsItsCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		whole, broken := read(t, "list.txt", catalogueOf(1200)), read(t, "list.txt", catalogueOf(1200))
		bad := slices.Clone(broken.Result.Records)
		bad[700] = format.Record{Kind: bad[700].Kind, Locator: bad[700].Locator, Line: bad[700].Line, Body: func() {}}
		broken.Result.Records = bad
		_, err := w.im.Import(context.Background(), broken, "")
		if err == nil || !strings.Contains(err.Error(), "record at line") || records(t, db) != 500 {
			t.Errorf("%v with %d records", err, records(t, db))
		}
		if out, err := w.im.Import(context.Background(), whole, ""); err != nil || out.New != 701 || records(t, db) != 1201 {
			t.Errorf("mended: %d new of %d, %v", out.New, records(t, db), err)
		}
	})
}

// TestACancelledImportKeepsWholeCommits: nothing of the commit that was under way, and the next import goes on.
func TestACancelledImportKeepsWholeCommits(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		d := read(t, "list.txt", catalogueOf(1200))
		ctx, cancel := context.WithCancel(context.Background())
		w.im.Progress = func(done, _ int) {
			if done == 1000 {
				cancel()
			}
		}
		if _, err := w.im.Import(ctx, d, ""); !errors.Is(err, context.Canceled) || records(t, db) != 1000 {
			t.Errorf("%v with %d records", err, records(t, db))
		}
		if _, err := w.im.Import(context.Background(), d, ""); err != nil || records(t, db) != 1201 {
			t.Errorf("again: %v with %d records", err, records(t, db))
		}
	})
}

// TestAPartnershipOfSeveralRecordsIsProjectedOnce: two fiches of one document and one commit speak of the same parties, a
// third of others; the objects are those of all claims, and the audit counts each partnership once.
func TestAPartnershipOfSeveralRecordsIsProjectedOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.add("three.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KITA", "Puits")+fiche("VILLE DE SAINT-DENIS", "COMMUNE DE KITA", "École")+
			fiche("VILLE D'ANGERS", "COMMUNE DE KITA", "Forage"), "")
		if got := read1(t, db, "SELECT p.title, count(*) FROM partnership p JOIN action a ON a.partnership = p.id GROUP BY p.id, p.title"); len(got) != 2 || !strings.HasSuffix(got[0], " 2") {
			t.Errorf("%q", got)
		}
		if got := read1(t, db, "SELECT changes FROM audit"); len(got) != 1 || !strings.Contains(got[0], `"partnership":2`) {
			t.Errorf("audit: %q", got)
		}
		before := objects(t, db)
		if _, err := w.im.Registry.Rebuild(context.Background(), "operator", ""); err != nil {
			t.Fatal(err)
		}
		if objects(t, db) != before {
			t.Error("a rebuild gives other objects than the import")
		}
	})
}

// objects are the rows that a rebuild makes.
func objects(t *testing.T, db *sqldb.DB) (all string) {
	t.Helper()
	for _, table := range store.Projections() {
		all += table + ":" + strings.Join(read1(t, db, "SELECT * FROM "+table), "\n") + "\n"
	}
	return all
}
