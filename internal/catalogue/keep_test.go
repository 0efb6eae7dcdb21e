package catalogue_test

import (
	"context"
	"database/sql"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestAKeptIndexAnswersAsTheRegisterDoes: at once, after later writes, and where the file is damaged, cut, of another
// register or not there.
func TestAKeptIndexAnswersAsTheRegisterDoes(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, file := context.Background(), filepath.Join(t.TempDir(), "index")
		first, _ := tellAll(t, db, 30)
		want := everything(t, first)
		keeping := func() *catalogue.Catalogue { return catalogue.New(db, catalogue.Options{Index: file}) }
		if err := keeping().Keep(ctx); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		damaged := append([]byte{}, whole...)
		damaged[len(damaged)/2] ^= 1
		for name, raw := range map[string][]byte{"whole": whole, "damaged": damaged, "cut": whole[:len(whole)/2], "empty": {}, "alien": []byte("{}\n")} {
			if err := os.WriteFile(file, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, everything(t, keeping()), placesListed); d != "" {
				t.Errorf("%s: (-register +kept):\n%s", name, d)
			}
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		err = db.Update(ctx, func(tx *sql.Tx) error { // that no commit announces: who sees it has not read the file
			_, err := tx.Exec("UPDATE partnership SET title = 'Dit nulle part' WHERE id = 1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, everything(t, keeping()), placesListed); d != "" {
			t.Errorf("the file was not used (-kept +read again):\n%s", d)
		}
		late := store.New(db, func() time.Time { return time.UnixMilli(2) })
		if err := late.Update(ctx, "operator", "test", func(tx *store.Tx) error { return rename(tx, 1) }); err != nil {
			t.Fatal(err)
		}
		want = everything(t, catalogue.New(db, catalogue.Options{}))
		if d := cmp.Diff(want, everything(t, keeping()), placesListed); d != "" {
			t.Errorf("after a write (-register +kept):\n%s", d)
		}
	})
}

func rename(tx *store.Tx, id coop.PartnershipID) error {
	sets, err := tx.Claims(id)
	if err != nil {
		return err
	}
	p := coop.Project(id, sets, "")
	p.Title = "Une entente nouvelle"
	return tx.SavePartnership(p)
}

// placesListed compares the places of maps one by one.
var placesListed = cmp.Transformer("places", func(places iter.Seq[catalogue.MapPlace]) []catalogue.MapPlace { return slices.Collect(places) })

func everything(t *testing.T, c *catalogue.Catalogue) []catalogue.List {
	t.Helper()
	var out []catalogue.List
	for _, q := range []catalogue.Query{{}, {Text: "zorgui"}, {Text: "nouvelle"}, {Sort: "montant", Size: 5, Page: 2}, {Filters: map[string][]string{"statut": {"active"}}}} {
		l, err := c.List(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}
