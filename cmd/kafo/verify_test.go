package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/sqldb"
)

// meddle changes a register behind Kafo's back.
func meddle(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sqldb.Open(filepath.Join(data, "kafo.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(context.Background(), func(tx *sql.Tx) error { _, err := tx.Exec(statement); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever changes what was written, wherever it is, is seen, and where.
func TestVerifySeesEveryTampering(t *testing.T) {
	for name, c := range map[string]struct{ statement, want string }{
		"an entry's reason":        {"UPDATE audit SET why = 'autre' WHERE id = 2", "2"},
		"an entry's author":        {"UPDATE audit SET author = 'x' WHERE id = 1", "1"},
		"an entry taken out":       {"DELETE FROM audit WHERE id = 2", "3"},
		"the last entry cut off":   {"DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "1"},
		"an entry put in":          {"INSERT INTO audit (id, at, author, why, changes, hash) VALUES (900, 0, 'x', 'x', '{}', 'x')", "900"},
		"a hash taken away":        {"UPDATE audit SET hash = '' WHERE id = 2", "2"},
		"an object":                {"UPDATE partnership SET status = 'ended' WHERE id = 1", "partnership"},
		"an amount":                {"UPDATE financing SET cents = cents + 100", "financing"},
		"an action taken out":      {"DELETE FROM action", "action"},
		"what a document has said": {"UPDATE claim_set SET claims = replace(claims, 'Puits', 'Fours')", "action"},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			done(t, data, "import", write(t, "census.txt", cleanCensus))
			done(t, data, "check", "--on", "2035-01-01")
			done(t, data, "finding", "set", "1", "explained", "--why", "essai")
			if out := done(t, data, "verify"); strings.Contains(out, "!!") {
				t.Fatalf("whole, and yet: %s", out)
			}
			meddle(t, data, c.statement)
			code, out, _ := kafo(t, data, "verify")
			if code != exitRefused || !strings.Contains(out, "!!") || !strings.Contains(out, c.want) {
				t.Errorf("exit %d: %s", code, out)
			}
		})
	}
}

func TestVerifySeesAChangedDocument(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", cleanCensus))
	files, err := filepath.Glob(filepath.Join(data, "files", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if err := os.Chmod(files[0], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[0], []byte("autre chose"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := kafo(t, data, "verify", "--json"); code != exitRefused || !strings.Contains(out, "census.txt") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// A register that is older than the chain is chained once, and verified from then on.
func TestAnOldRegisterIsChainedByTheFirstVerification(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", cleanCensus))
	meddle(t, data, "UPDATE audit SET hash = ''")
	if out := done(t, data, "verify"); !strings.Contains(out, "ok") {
		t.Errorf("not chained: %s", out)
	}
	meddle(t, data, "UPDATE audit SET why = 'autre' WHERE id = 1")
	if code, out, _ := kafo(t, data, "verify"); code != exitRefused || !strings.Contains(out, "!!") {
		t.Errorf("exit %d: %s", code, out)
	}
}
