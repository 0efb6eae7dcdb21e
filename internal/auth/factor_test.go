package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

var began = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// open is the room of accounts on a register, with one administrator, who has just proved who she is.
func open(t *testing.T, db *sqldb.DB) (*auth.Auth, catalogue.Person, coop.Caller) {
	t.Helper()
	now := func() time.Time { return began }
	cat := catalogue.New(db, catalogue.Options{})
	seal, _ := auth.NewSeal([]byte("a key of thirty-two bytes, no more"[:auth.SealKey]))
	a := &auth.Auth{Store: store.New(db, now), Reader: cat, Now: now, Seal: seal}
	id, err := a.CreateAdministrator(t.Context(), "a@example.org", "Déléguée A", "fr")
	if err != nil {
		t.Fatal(err)
	}
	p, c, err := a.Caller(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c.Factored, c.Fresh = true, true
	return a, p, c
}

// code is what an application shows at an instant.
func code(t *testing.T, seed string, at time.Time) string {
	t.Helper()
	shown, err := totp.GenerateCode(seed, at)
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func factors(t *testing.T, a *auth.Auth, id coop.AccountID) catalogue.Factors {
	t.Helper()
	f, err := a.Reader.Factors(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFactorsComeAndGo on both engines: what is printed and what only serves beside a factor go with the last one.
func TestFactorsComeAndGo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		a, p, c := open(t, db)
		seed, held, err := a.OfferSeed(p.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		stale := c
		stale.Fresh = false
		if err := a.TurnCodesOn(t.Context(), stale, p, held, code(t, seed, began)); coop.NeedOf(err) != coop.NeedFresh {
			t.Errorf("without a fresh proof: %v", err)
		}
		if err := a.TurnCodesOn(t.Context(), c, p, held, code(t, seed, began.Add(-5*time.Minute))); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("an old code: %v", err)
		}
		for _, err := range []error{
			a.TurnCodesOn(t.Context(), c, p, held, code(t, seed, began)),
			a.SetPassword(t.Context(), c, p, "fleuve lanterne gravier"),
			a.SetPassword(t.Context(), c, p, "gravier lanterne fleuve"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		printed, err := a.PrintCodes(t.Context(), c, p)
		if f := factors(t, a, p.ID); err != nil || len(printed) != 10 || f.Recovery != 10 || f.CodesAt == 0 || f.PasswordAt == 0 {
			t.Fatalf("%+v %v", f, err)
		}
		if err := a.Prove(t.Context(), p, printed[0]); err != nil {
			t.Errorf("a printed code: %v", err)
		}
		if err := a.Prove(t.Context(), p, printed[0]); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("again: %v", err)
		}
		if got := factors(t, a, p.ID).Recovery; got != 9 {
			t.Errorf("%d codes left", got)
		}
		if err := a.TurnCodesOff(t.Context(), c, p); err != nil {
			t.Fatal(err)
		}
		if f := factors(t, a, p.ID); f.Any() || f.Recovery != 0 || f.PasswordAt != 0 {
			t.Errorf("what is left: %+v", f)
		}
	})
}
