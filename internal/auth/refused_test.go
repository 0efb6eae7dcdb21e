package auth_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// refusedIn are the refusals that stand in the audit, as "author: changes".
func refusedIn(t *testing.T, db *sqldb.DB) (out []string) {
	t.Helper()
	for _, e := range testkit.All(t, catalogue.New(db, catalogue.Options{}).AuditEntries(t.Context())) {
		if e.Why == "refused" {
			out = append(out, string(e.Author)+": "+e.Changes)
		}
	}
	return out
}

// TestWhatIsRefusedStandsInTheAudit: S 65. A flood leaves a few lines, and no line tells an address or a secret.
func TestWhatIsRefusedStandsInTheAudit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, p, _ := open(t, db)
		if _, err := a.Enter(t.Context(), "rien", "", ""); coop.CodeOf(err) != coop.NotFound {
			t.Fatalf("a link of nobody: %v", err)
		}
		if err := a.Prove(t.Context(), p, "000000"); coop.CodeOf(err) != coop.Invalid {
			t.Fatalf("a wrong code: %v", err)
		}
		for i := range 120 {
			_, err := a.EnterByPassword(t.Context(), "z@example.org", "geheim", "1", fmt.Sprintf("192.0.2.%d", i))
			if want := map[bool]coop.Code{true: coop.TooMany, false: coop.Invalid}[i >= 10]; coop.CodeOf(err) != want {
				t.Fatalf("attempt %d: %v", i+1, err)
			}
		}
		got := refusedIn(t, db)
		want := []string{
			`visitor:0: {"refused: to enter by a link":1}`, `visitor:1: {"refused: code":1}`,
			`visitor:0: {"refused: password":1}`, `visitor:0: {"refused: password":10}`,
			`visitor:0: {"refused: password, too often":1}`, `visitor:0: {"refused: password, too often":10}`, `visitor:0: {"refused: password, too often":100}`,
		}
		if !slices.Equal(got, want) {
			t.Errorf("the audit has\n%s", strings.Join(got, "\n"))
		}
	})
}

// TestAFloodOfKindsIsBounded: not even a different refusal each time fills the audit.
func TestAFloodOfKindsIsBounded(t *testing.T) {
	db := testkit.SQLite(t)
	a, _, _ := open(t, db)
	for i := range 3000 {
		if err := a.Refused(t.Context(), coop.AccountID(i), "page"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(refusedIn(t, db)); n < 500 || n > 510 {
		t.Errorf("%d lines", n)
	}
}

// TestWhatIsRefusedIsCounted: who is sent away for one reason has used up what she may do from where she is all the same.
func TestWhatIsRefusedIsCounted(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, _, _ := open(t, db)
		for i := range 60 {
			err := a.Ask(t.Context(), "z@example.org", "fr", "", "192.0.2.1")
			if refused := coop.CodeOf(err) == coop.TooMany; refused != (i >= 5) {
				t.Fatalf("the link asked for the %dth time: %v", i+1, err)
			}
		}
		if err := a.Ask(t.Context(), "y@example.org", "fr", "", "192.0.2.1"); coop.CodeOf(err) != coop.TooMany {
			t.Errorf("another address from there: %v", err)
		}
		if err := a.Ask(t.Context(), "y@example.org", "fr", "", "192.0.2.2"); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
		if err := a.Ask(t.Context(), "y@example.org", "fr", "", "192.0.2.2"); err != nil {
			t.Errorf("the owner of the address, whom others keep asking for: %v", err)
		}
	})
}

// rows is how many rows each table has.
func rows(t *testing.T, db *sqldb.DB) map[string]int {
	t.Helper()
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if _, err := db.Reader().ExecContext(t.Context(), "SELECT 1 FROM pg_catalog.pg_tables LIMIT 0"); err == nil {
		list = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public'"
	}
	found, err := db.Reader().QueryContext(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var tables []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	out := map[string]int{}
	for _, name := range tables {
		var n int
		if err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM "+name).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[name] = n
	}
	return out
}

// TestAskingWritesTheSameForEveryAddress is T30 row by row: somebody known, somebody whose account was closed, nobody.
func TestAskingWritesTheSameForEveryAddress(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, p, c := open(t, db)
		closed, err := a.Invite(t.Context(), c, "b@example.org", "Délégué B", "fr", auth.Role{Role: coop.Steward}, "essai")
		if err != nil {
			t.Fatal(err)
		}
		of, _, err := a.Caller(t.Context(), closed)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Close(t.Context(), c, of, "essai"); err != nil {
			t.Fatal(err)
		}
		grown := func(email string) map[string]int {
			before := rows(t, db)
			if err := a.Ask(t.Context(), email, "fr", "x", email); err != nil {
				t.Fatal(err)
			}
			after := rows(t, db)
			maps.DeleteFunc(after, func(table string, n int) bool { return n == before[table] })
			for table := range after {
				after[table] -= before[table]
			}
			return after
		}
		known := grown(p.Email)
		if known["outbox"] != 1 || known["sign_in_link"] != 1 {
			t.Errorf("for somebody known %v", known)
		}
		for _, email := range []string{"b@example.org", "z@example.org"} {
			if got := grown(email); !maps.Equal(got, known) {
				t.Errorf("for %s %v, for somebody known %v", email, got, known)
			}
		}
		left, err := catalogue.New(db, catalogue.Options{}).MessageCounts(t.Context())
		if err != nil || left[coop.MessageLate] != 0 {
			t.Errorf("messages to nobody are shown: %v %v", left, err)
		}
	})
}
