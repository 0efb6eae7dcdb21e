package contact_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// desk is the desk of a register whose record names a person with an address, one without, and an office, under a clock that a test moves.
func desk(t *testing.T, db *sqldb.DB, now *time.Time) *contact.Desk {
	t.Helper()
	clock := func() time.Time { return *now }
	s := store.New(db, clock)
	r := registry.New(s, nil)
	body := `{"foreign_contacts": [{"name": "Awa EXEMPLE", "email": "awa@example.org"}, {"name": "Sidi EXEMPLAIRE"}, {"email": "mairie@example.org"}]}`
	err := s.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "a.txt", SHA256: strings.Repeat("cd", 32), Example: true})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindAtlas, Locator: "1", Body: []byte(body)}, "", "")
		if err != nil {
			return err
		}
		_, err = r.Contacts(tx, record, []byte(body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	return &contact.Desk{
		Store: s, Reader: catalogue.New(db, catalogue.Options{}), Registry: r, Now: clock, Files: folder, Ledger: filepath.Join(folder, contact.LedgerFile),
		Forget: db.Forget,
	}
}

const day = 24 * time.Hour

var kept = contact.Durations{Messages: 90 * day, Contacts: 1095 * day, Notice: 14 * day, Trash: 14 * day}

// TestNothingIsKeptForTooLong is T38: what a dry run says is what the run does, day by day, and a sign or somebody's word keeps a
// contact.
func TestNothingIsKeptForTooLong(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
		d := desk(t, db, &now)
		run := func(want contact.Kept) {
			t.Helper()
			dry, err := d.Retain(ctx, kept, true, true)
			if err != nil || dry != want {
				t.Errorf("%s, dry: %+v, want %+v, %v", now.Format(time.DateOnly), dry, want, err)
			}
			if got, err := d.Retain(ctx, kept, true, false); err != nil || got != dry {
				t.Errorf("%s: %+v, dry %+v, %v", now.Format(time.DateOnly), got, dry, err)
			}
			if again, err := d.Retain(ctx, kept, true, true); err != nil || again != (contact.Kept{}) {
				t.Errorf("%s, once more: %+v, %v", now.Format(time.DateOnly), again, err)
			}
		}
		run(contact.Kept{Told: 1}) // an office is nobody
		if n := letters(t, d, "person_named"); n != 1 {
			t.Errorf("%d persons were told, want the one with an address", n)
		}
		now = now.Add(91 * day)
		run(contact.Kept{Over: 1})
		now = now.Add(1004 * day)
		run(contact.Kept{Warned: 2})
		if n := letters(t, d, "person_warned"); n != 1 {
			t.Errorf("%d were warned, want the one with an address", n)
		}
		now = now.Add(13 * day)
		run(contact.Kept{Over: 0})
		now = now.Add(day)
		run(contact.Kept{Trashed: 2})
		if err := d.Restore(ctx, 2, "il a appelé"); err != nil {
			t.Error(err)
		}
		if err := d.Restore(ctx, 3, "essai"); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("what is not in the trash: %v", err)
		}
		now = now.Add(14 * day)
		run(contact.Kept{Erased: 1})
		list, err := d.Reader.ContactsLike(ctx, "")
		if err != nil || len(list) != 2 || list[0].Name != "Sidi EXEMPLAIRE" || list[1].Email != "mairie@example.org" {
			t.Errorf("left: %+v, %v", list, err)
		}
		gone, err := d.Reader.Contact(ctx, 1)
		if err != nil || gone.ErasedAt != now.UnixMilli() || gone.Name+gone.Email != "" {
			t.Errorf("no tombstone: %+v, %v", gone, err)
		}
	})
}

// letters counts the letters of a kind.
func letters(t *testing.T, d *contact.Desk, key string) (n int) {
	t.Helper()
	list, err := d.Reader.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Key == key {
			n++
			if strings.Contains(fmt.Sprint(m.Args), "EXEMPL") {
				t.Errorf("a letter names her: %v", m.Args)
			}
		}
	}
	return n
}

// TestASignKeepsAContact: who opens her link is kept for as long again.
func TestASignKeepsAContact(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	d := desk(t, testkit.SQLite(t), &now)
	now = now.Add(1096 * day)
	if k, err := d.Retain(ctx, kept, true, false); err != nil || k.Warned != 2 {
		t.Fatalf("%+v, %v", k, err)
	}
	list, err := d.Reader.Messages(ctx, coop.MessageWaiting, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d letters, %v", len(list), err)
	}
	now = now.Add(10 * day)
	if _, err := d.Open(ctx, strings.TrimPrefix(list[0].Link, contact.OwnPath)); err != nil {
		t.Fatalf("the link of a notice of two weeks is over after ten days: %v", err)
	}
	now = now.Add(10 * day)
	if k, err := d.Retain(ctx, kept, true, true); err != nil || k.Trashed != 1 {
		t.Errorf("%+v, want the other alone, %v", k, err)
	}
}

// TestAConsentLastsAYear: who does not renew it is shown to nobody any more, and is told.
func TestAConsentLastsAYear(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
		d := desk(t, db, &now)
		if err := d.Correct(t.Context(), "awa@example.org", 1, contact.Correction{Name: "Awa EXEMPLE", Visibility: coop.ForNetwork, Consent: "J’accepte."}); err != nil {
			t.Fatal(err)
		}
		for after, want := range map[time.Duration]coop.Visibility{360 * day: coop.ForNetwork, 366 * day: coop.ForStewards} {
			now = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC).Add(after)
			k, err := d.Retain(t.Context(), kept, true, want == coop.ForNetwork) // the first is a dry run
			if err != nil || (k.Lapsed == 1) != (want == coop.ForStewards) {
				t.Errorf("after %s: %+v %v", after, k, err)
			}
			if c, err := d.Reader.Contact(t.Context(), 1); want == coop.ForStewards && (err != nil || c.Visibility != want || c.Consent != "" || c.ConsentAt != 0) {
				t.Errorf("after %s: %+v %v", after, c, err)
			}
		}
	})
}

// TestAClockThatLeapsDeletesNothingAtOnce: a clock that is set years ahead by mistake, and set right within the day, costs nothing.
func TestAClockThatLeapsDeletesNothingAtOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		start := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
		now := start
		d := desk(t, db, &now)
		for _, c := range []struct {
			days int
			want bool
		}{{1, false}, {29, false}, {4000, true}, {4001, false}, {2, false}, {4010, false}} { // the day after, the clock is believed
			now = start.Add(time.Duration(c.days) * day)
			if waits, err := d.Waits(ctx); waits != c.want || err != nil {
				t.Errorf("after %d days: %v, want %v, %v", c.days, waits, c.want, err)
			}
		}
	})
}
