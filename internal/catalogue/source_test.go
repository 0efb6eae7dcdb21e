package catalogue_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// The document, its person and its places are invented.
const page = "Titre\nVille de Valmort\nContact : Zéphyrine ORGEVAL\nune ligne à part\nun secret de l'opérateur\nfin"

// oneSource keeps a document of six lines with a record on lines 2 and 3, and an example of the same name.
func oneSource(t *testing.T, db *sqldb.DB, o catalogue.Options) (*catalogue.Catalogue, *store.Store, coop.RecordID) {
	t.Helper()
	o.Files = t.TempDir()
	if err := os.WriteFile(filepath.Join(o.Files, "aa"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	s := store.New(db, func() time.Time { return time.UnixMilli(1) })
	var record coop.RecordID
	err := s.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		id, _, err := tx.SaveSource(coop.Source{Document: "page.txt", SHA256: "aa", Format: "censustext", Lines: 6, Title: "Recensement de Zéphyrine ORGEVAL",
			Report: coop.Report{NotUnderstood: []coop.Line{{Number: 5, Text: "un secret de l'opérateur"}}}})
		if err != nil {
			return err
		}
		record, _, err = tx.AddRecord(coop.Record{
			Source: id, Kind: coop.KindFiche, Locator: "L2", Line: 2, LineEnd: 3, Body: json.RawMessage(`{"french":["Ville de Valmort"],"contacts":[{"name":"Zéphyrine ORGEVAL"}]}`),
			Places: []coop.ValuePlace{{Path: "french.0", Line: 2, LineEnd: 2}},
		}, "Valmort, dit Zéphyrine ORGEVAL", "2013")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.New(db, o), s, record
}

func TestASourceShowsThePassagesOfItsRecordsMasked(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, _, record := oneSource(t, db, catalogue.Options{})
		s, err := c.Source(context.Background(), 1)
		if err != nil || len(s.Passages) != 1 || s.Whole {
			t.Fatalf("%+v, %v", s, err)
		}
		p := s.Passages[0]
		if d := cmp.Diff([]string{"Ville de Valmort", "Contact : [personne]"}, p.Lines); d != "" || p.Record != record || p.Line != 2 {
			t.Errorf("record %d at %d (-want +got):\n%s", p.Record, p.Line, d)
		}
		if len(p.Read) != 1 || p.Read[0].Value != "Ville de Valmort" || p.Read[0].Line != 2 {
			t.Errorf("read %+v", p.Read)
		}
		raw, err := json.Marshal(s)
		if err != nil || strings.Contains(string(raw), "ORGEVAL") || strings.Contains(string(raw), "secret") {
			t.Errorf("a person or a line that nobody understood is public: %v", err)
		}
		if len(s.Report.NotUnderstood) != 1 || s.Report.NotUnderstood[0].Number != 5 {
			t.Errorf("the number of the line stays: %+v", s.Report.NotUnderstood)
		}
	})
}

// TestARecordIsShownInItsPublicForm: no contacts; its passage, masked; the hash of its document.
func TestARecordIsShownInItsPublicForm(t *testing.T) {
	c, _, record := oneSource(t, testkit.SQLite(t), catalogue.Options{})
	r, err := c.Record(context.Background(), record)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(r)
	if err != nil || strings.Contains(string(raw), "ORGEVAL") || strings.Contains(string(r.Body), "contacts") {
		t.Errorf("a contact is public: %v", err)
	}
	if len(r.Lines) != 2 || r.SHA256 != "aa" || r.Locator != "L2" {
		t.Errorf("%d lines, hash %q, locator %q", len(r.Lines), r.SHA256, r.Locator)
	}
	if _, err := c.Record(context.Background(), 99); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("err = %v", err)
	}
	if _, err := c.Source(context.Background(), 99); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("err = %v", err)
	}
}

// TestAReplacedRecordLeadsToTheOther and is listed no more; both pages say so.
func TestAReplacedRecordLeadsToTheOther(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		c, s, old := oneSource(t, db, catalogue.Options{})
		var by coop.RecordID
		err := s.Update(ctx, "import:test", "test", func(tx *store.Tx) (err error) {
			if by, _, err = tx.AddRecord(coop.Record{Source: 1, Kind: coop.KindFiche, Locator: "L4", Line: 4, LineEnd: 4, Body: json.RawMessage(`{}`)}, "Autre", "2014"); err != nil {
				return err
			}
			_, err = tx.ReplaceRecord(old, by)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		before, err := c.Record(ctx, old)
		if err != nil || before.Replaced != by {
			t.Errorf("%d is replaced by %d, %v", old, before.Replaced, err)
		}
		after, err := c.Record(ctx, by)
		if err != nil || len(after.Before) != 1 || after.Before[0] != old {
			t.Errorf("%d took the place of %v, %v", by, after.Before, err)
		}
		list, total, err := c.Records(ctx, coop.KindFiche, 1)
		if err != nil || total != 1 || list[0].ID != by {
			t.Errorf("%d listed: %+v, %v", total, list, err)
		}
	})
}

// TestWordsThatAreNotHereAreMissing: facts stay where the original is not; the whole text only where it may be read.
func TestWordsThatAreNotHereAreMissing(t *testing.T) {
	db := testkit.SQLite(t)
	_, _, record := oneSource(t, db, catalogue.Options{})
	c := catalogue.New(db, catalogue.Options{Files: t.TempDir(), PublicText: true})
	r, err := c.Record(context.Background(), record)
	if err != nil || r.Lines != nil || !strings.Contains(string(r.Body), "Valmort") {
		t.Errorf("%+v, %v", r, err)
	}
	s, err := c.Source(context.Background(), 1)
	if err != nil || !s.Whole || s.Passages[0].Lines != nil {
		t.Errorf("whole %v, %+v, %v", s.Whole, s.Passages, err)
	}
}
