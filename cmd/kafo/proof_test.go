package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// underLoad opens a register and writes to it until it is told to stop: an account and a letter in each write, numbered.
func underLoad(t *testing.T, data string) (written *atomic.Int64, stop func()) {
	t.Helper()
	h, err := (&Settings{Data: data, Lang: "fr"}).open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	written, ctx, ended := &atomic.Int64{}, t.Context(), make(chan error)
	going, cancel := context.WithCancel(ctx)
	go func() {
		for n := int64(1); going.Err() == nil; n++ {
			err := h.store.Update(ctx, coop.Operator, "test", func(tx *store.Tx) error {
				id, err := tx.Account(fmt.Sprintf("n%d@example.org", n), "Personne d’exemple", "fr")
				if err == nil {
					_, err = tx.Enqueue(coop.Message{Account: id, To: fmt.Sprintf("n%d@example.org", n), Lang: "fr", Key: "invited"})
				}
				return err
			})
			if err != nil {
				ended <- err
				return
			}
			written.Store(n)
		}
		ended <- nil
	}()
	return written, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the writer: %v", err)
		}
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestABackupUnderLoadIsOneMoment is T11: what is restored elsewhere is the register as it was at one moment between the start of
// the backup and its end: every write up to one, whole, and none after it; the rest row by row.
func TestABackupUnderLoadIsOneMoment(t *testing.T) {
	ctx := context.Background()
	data, _ := backedUp(t)
	written, stop := underLoad(t, data)
	for written.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	before, archive := written.Load(), filepath.Join(t.TempDir(), "under-load.tar.gz")
	done(t, data, "backup", archive)
	after := written.Load() + 1 // one may be written and not yet said
	stop()
	fresh, start := filepath.Join(t.TempDir(), "fresh"), time.Now()
	done(t, fresh, "restore", archive)
	t.Logf("restored in %s", time.Since(start).Round(time.Millisecond))
	live, err := (&Settings{Data: data, Lang: "fr"}).open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer live.db.Close()
	copied, err := (&Settings{Data: fresh, Lang: "fr"}).open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.db.Close()
	accounts := testkit.Column(t, copied.db, "SELECT email FROM account ORDER BY id")
	if n := int64(len(accounts)); n < before || n > after || after == before+1 {
		t.Fatalf("%d writes were there, between %d and %d wanted", n, before, after)
	}
	for i, email := range accounts {
		if email != fmt.Sprintf("n%d@example.org", i+1) {
			t.Fatalf("write %d is %s", i+1, email)
		}
	}
	if letters := testkit.Column(t, copied.db, "SELECT recipient FROM outbox ORDER BY id"); strings.Join(letters, " ") != strings.Join(accounts, " ") {
		t.Error("a write is there in part")
	}
	for _, table := range []string{"source", "record", "claim_set", "partnership", "party", "statement", "organisation", "territory", "mention"} {
		if where, err := copied.db.FirstDifference(ctx, live.db, table); err != nil || where != "" {
			t.Errorf("%s differs at %q, %v", table, where, err)
		}
	}
	done(t, fresh, "verify")
}

var heading = regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+)`)

// releases are the versions that a changelog names.
func releases(changelog string) (out []string) {
	for _, m := range heading.FindAllStringSubmatch(changelog, -1) {
		out = append(out, m[1])
	}
	return out
}

// TestEveryReleaseUpgrades: of each release there is a backup of the example that it left (testdata/releases), which this program
// restores, upgrades and verifies. A release without one fails here.
func TestEveryReleaseUpgrades(t *testing.T) {
	if got := releases("## unreleased\n\n## 1.2.0 – 2027-01-01\n\n### 9.9.9\n## 1.1.0\n"); strings.Join(got, " ") != "1.2.0 1.1.0" {
		t.Fatalf("releases of a changelog: %v", got)
	}
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	_, now := backedUp(t)
	archives := []string{now}
	for _, version := range releases(string(changelog)) {
		archives = append(archives, "testdata/releases/kafo-"+version+".tar.gz")
	}
	for _, archive := range archives {
		fresh := filepath.Join(t.TempDir(), "fresh")
		done(t, fresh, "restore", archive)
		done(t, fresh, "migrate")
		done(t, fresh, "verify")
		if out := done(t, fresh, "export", "partnerships"); !strings.Contains(out, `"id"`) {
			t.Errorf("%s: no partnership came through", archive)
		}
	}
}

// TestWhatIsSaidToBeProvedIs: each test that docs/PROOF.md names is there, and each verb of run.sh.
func TestWhatIsSaidToBeProvedIs(t *testing.T) {
	page, err := os.ReadFile("../../docs/PROOF.md")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, pattern := range []string{"*_test.go", "../../internal/*/*_test.go", "../../tests/durability/run.sh"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	named := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(page), -1)
	for _, test := range named {
		if !strings.Contains(all.String(), "func "+test+"(") {
			t.Errorf("docs/PROOF.md names %s, which there is not", test)
		}
	}
	verbs := regexp.MustCompile("`run.sh (\\w+)`").FindAllStringSubmatch(string(page), -1)
	for _, verb := range verbs {
		if !strings.Contains(all.String(), "\n"+verb[1]+") ") {
			t.Errorf("docs/PROOF.md names the verb %s, which there is not", verb[1])
		}
	}
	if len(named) < 20 || len(verbs) < 7 {
		t.Errorf("%d tests and %d verbs are named", len(named), len(verbs))
	}
}
