package registry_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestContactsAreProjectedOnce: a record's contacts are kept once, what was corrected since stays, and a register that has
// none gets the same rows again.
func TestContactsAreProjectedOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		s := store.New(db, func() time.Time { return time.UnixMilli(7) })
		r := registry.New(s, nil)
		body := `{"foreign_contacts": [{"name": "Awa EXEMPLE", "email": "awa@example.org"}, {"email": "mairie@example.org"}]}`
		err := s.Update(ctx, coop.Operator, "test", func(tx *store.Tx) error {
			source, _, err := tx.SaveSource(coop.Source{Document: "a.txt", SHA256: strings.Repeat("cd", 32)})
			if err != nil {
				return err
			}
			for i := range 3 {
				if _, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindAtlas, Locator: fmt.Sprint(i), Body: []byte(body)}, "", ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		again := func(want int) string {
			t.Helper()
			if n, err := r.ContactsAgain(ctx, coop.Operator); err != nil || n != want {
				t.Errorf("%d new contacts, want %d: %v", n, want, err)
			}
			return allContacts(t, db)
		}
		first := again(6)
		if again(0) != first {
			t.Error("the second time changed something")
		}
		if err := db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.Exec("DELETE FROM contact; UPDATE sequence SET last = 0 WHERE kind = 'contact'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := again(6); got != first {
			t.Errorf("made again: %s, before %s", got, first)
		}
		err = s.Update(ctx, coop.Operator, "test", func(tx *store.Tx) error {
			return tx.SaveContact(coop.Contact{ID: 1, Name: "Awa Autre", Email: "awa@example.org", Visibility: coop.ForNetwork})
		})
		if got := again(0); err != nil || !strings.Contains(got, "Awa Autre network") {
			t.Errorf("what was corrected is gone: %s, %v", got, err)
		}
	})
}

func allContacts(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	rows, err := db.Reader().Query("SELECT id, record, path, name, visibility, email, named_at FROM contact ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var id, record, at int64
		var path, name, visibility, email string
		if err := rows.Scan(&id, &record, &path, &name, &visibility, &email, &at); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, id, record, path, name, visibility, email, at)
	}
	return b.String()
}
