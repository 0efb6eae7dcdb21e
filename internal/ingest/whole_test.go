package ingest_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// exec runs statements of a test's own.
func exec(t *testing.T, db *sqldb.DB, statements ...string) {
	t.Helper()
	err := db.Update(context.Background(), func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fail makes every insert into a table fail; the function makes it work again.
func fail(t *testing.T, db *sqldb.DB, table string) (repair func()) {
	t.Helper()
	if db.Dialect == sqldb.SQLite {
		exec(t, db, "CREATE TRIGGER fault BEFORE INSERT ON "+table+" BEGIN SELECT RAISE(ABORT, 'fault'); END")
		return func() { exec(t, db, "DROP TRIGGER fault") }
	}
	exec(t, db, "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fault''; END'",
		"CREATE TRIGGER fault BEFORE INSERT ON "+table+" FOR EACH ROW EXECUTE FUNCTION fault()")
	return func() { exec(t, db, "DROP TRIGGER fault ON "+table, "DROP FUNCTION fault()") }
}

// dump is every row of every table.
func dump(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if db.Dialect == sqldb.PostgreSQL {
		query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	var all []string
	for _, table := range read1(t, db, query) {
		if table != "goose_db_version" {
			all = append(all, table+":"+strings.Join(read1(t, db, "SELECT * FROM "+table), "\n"))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// read1 gives rows as sorted texts.
func read1(t *testing.T, db *sqldb.DB, query string) []string {
	t.Helper()
	rows, err := db.Reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var out []string
	for rows.Next() {
		cells, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.Trim(fmt.Sprint(cells), "[]"))
	}
	slices.Sort(out)
	return out
}

// A write that fails anywhere on its way, be it an import or a decision, leaves nothing behind (P3).
func TestAWriteThatFailsMidwayLeavesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		w := newWorld(t, db)
		w.add("first.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KITA", "Puits"), "")
		second := read(t, "second.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Forage")+fiche("VILLE DE SAINT-DENIS", "COMMUNE DE KITA", "École"))
		whole := func(what string, tables []string, do func() error) {
			t.Helper()
			before := dump(t, db)
			for _, table := range tables {
				repair := fail(t, db, table)
				if err := do(); err == nil || !strings.Contains(err.Error(), "fault") {
					t.Errorf("%s with a fault at %s: %v", what, table, err)
				}
				if dump(t, db) != before {
					t.Errorf("%s: a fault at %s left something behind", what, table)
				}
				repair()
			}
			if err := do(); err != nil {
				t.Fatalf("%s, repaired: %v", what, err)
			}
			if dump(t, db) == before {
				t.Errorf("%s, repaired, wrote nothing", what)
			}
		}
		whole("import", []string{"record", "question", "claim_set", "partnership", "party", "agreement", "action", "financing", "mention", "audit", "change"},
			func() error { _, err := w.im.Import(ctx, second, ""); return err })
		r := w.im.Registry
		found := []coop.Finding{{Rule: "total-parts", Key: "1", Severity: "error"}, {Rule: "total-parts", Key: "2", Severity: "error"}}
		whole("check", []string{"finding", "finding_event", "audit"}, func() error { return r.Found(ctx, "check", found, func(coop.Finding) bool { return true }) })
		whole("set a finding", []string{"finding_event", "audit", "change"}, func() error { return r.SetFinding(ctx, coop.Operator, 1, coop.FindingExplained, "vu") })
		whole("redact", []string{"redaction", "audit", "change"}, func() error { return redact(ctx, r) })
		whole("merge", []string{"decision", "party", "audit"}, func() error {
			_, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, 2, 1, "essai")
			return err
		})
	})
}

func redact(ctx context.Context, r *registry.Registry) error {
	_, err := r.Redact(ctx, coop.Operator, coop.Redaction{Kind: coop.KindPartnership, Subject: 1, Level: coop.RedactHidden, Review: "2033-01-01", Why: "essai"})
	return err
}
