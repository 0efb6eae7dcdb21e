package auth_test

import (
	"strings"
	"testing"

	"kafo/internal/auth"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestASeedIsNobodysWithoutTheKey: the database holds no seed that could be reckoned with; another key, another account or another
// text opens nothing, and is said to be a missing key and not a wrong code.
func TestASeedIsNobodysWithoutTheKey(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, p, c := open(t, db)
		seed, held, err := a.OfferSeed(p.ID, "")
		if err != nil || strings.Contains(held, seed) {
			t.Fatalf("%v: remembered in clear", err)
		}
		if again, _, err := a.OfferSeed(p.ID, held); err != nil || again != seed {
			t.Errorf("%v: another seed on the second look", err)
		}
		if err := a.TurnCodesOn(t.Context(), c, p, held, code(t, seed, began)); err != nil {
			t.Fatal(err)
		}
		kept := func() string { return seedOf(t, a, p.ID) }
		if strings.Contains(kept(), seed) || !strings.HasPrefix(kept(), "v1.") {
			t.Errorf("kept: %s", kept())
		}
		if n, lost, err := a.Sealed(t.Context()); n != 1 || lost != 0 || err != nil {
			t.Errorf("sealed: %d %d %v", n, lost, err)
		}
		right := a.Seal
		other, _ := auth.NewSeal(make([]byte, auth.SealKey))
		for name, seal := range map[string]*auth.Seal{"none": nil, "another": other} {
			a.Seal = seal
			if err := a.Prove(t.Context(), p, code(t, seed, began)); coop.CodeOf(err) != coop.Conflict {
				t.Errorf("key %s: %v", name, err)
			}
			if _, lost, _ := a.Sealed(t.Context()); lost != 1 {
				t.Errorf("key %s: %d lost", name, lost)
			}
			if _, _, err := a.OfferSeed(p.ID, ""); seal == nil && coop.CodeOf(err) != coop.Conflict {
				t.Errorf("a seed without a key: %v", err)
			}
		}
		a.Seal = right
		elsewhere, err := a.CreateAdministrator(t.Context(), "b@example.org", "Délégué B", "fr")
		if err != nil {
			t.Fatal(err)
		}
		keep(t, a, elsewhere, kept())
		if _, lost, _ := a.Sealed(t.Context()); lost != 1 {
			t.Error("the seed of an account opens in the row of another")
		}
		keep(t, a, elsewhere, kept()[:20]+"A"+kept()[21:])
		if _, lost, _ := a.Sealed(t.Context()); lost != 1 {
			t.Error("a changed seed opens")
		}
	})
}

// TestSeedsOfEarlierReleasesAreSealed: once, and their codes go on.
func TestSeedsOfEarlierReleasesAreSealed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, p, _ := open(t, db)
		seed := "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		keep(t, a, p.ID, seed)
		for _, want := range []int{1, 0} {
			if n, err := a.SealSeeds(t.Context()); n != want || err != nil {
				t.Errorf("%d sealed, want %d: %v", n, want, err)
			}
		}
		if got := seedOf(t, a, p.ID); strings.Contains(got, seed) {
			t.Error("still in clear")
		}
		if err := a.Prove(t.Context(), p, code(t, seed, began)); err != nil {
			t.Error(err)
		}
	})
}

func keep(t *testing.T, a *auth.Auth, id coop.AccountID, seed string) {
	t.Helper()
	if err := a.Store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error { return tx.SetCodeApp(id, seed, 1) }); err != nil {
		t.Fatal(err)
	}
}

func seedOf(t *testing.T, a *auth.Auth, id coop.AccountID) string {
	t.Helper()
	all, err := a.Reader.CodeSeeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all[id]
}
