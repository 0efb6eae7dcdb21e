package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// hersCensus is an invented census whose fiche names two persons of one surname; one of them is erased.
const hersCensus = "**Coopérations inventées\n(2031-2032)**\n\nVersion au 12 juin 2032\n\nREGION DE KAYES\n\nREGION DE KAYES :\n" +
	"\nDate : 9/04/32\t\t\t\n" +
	"<i>Collectivité française:</i> VILLE D'ANGERS\t\t<i>Collectivité malienne :</i> COMMUNE DE KAYES\t\n" +
	"Contact pour cet état des lieux : En France : Ysolde ZZCANARI, directrice (ysolde.zzcanari@example.org)\t\tAu Mali : Awa EXEMPLE, maire\t\n" +
	"Présentation du partenariat :\t\t\t\n" +
	"<i>Date de formalisation:</i>\t\t<i>Document régissant le partenariat :</i>\t\n2009\t\tCharte\t\n" +
	"<i>Budget annuel consacré au partenariat :</i>\t\t30 000 €\t\n" +
	"<i>Poursuite de la coopération depuis le 3 mars 2031</i>\t\tOUI\t\n" +
	"Actions de coopération réalisées depuis le 3 mars 2031 (au Mali et en France) :\t\t\t\n" +
	"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n1. Eau\tPuits suivi par Mme ZZCANARI et Awa EXEMPLE\t2031\t12 000 €\n" +
	"Perspectives du partenariat : Ysolde ZZCANARI reste joignable à ysolde.zzcanari@example.org\n"

// hers are what may stand nowhere once she is erased.
var hers = []string{"zzcanari", "ysolde"}

// TestAnErasedPersonIsNowhere is T37: tables, kept documents, index, exports, messages; and a backup of the time before, restored
// and replayed.
func TestAnErasedPersonIsNowhere(t *testing.T) {
	data, folder := t.TempDir(), t.TempDir()
	document := filepath.Join(folder, "recensement.txt")
	if err := os.WriteFile(document, []byte(hersCensus), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, data, "import", document)
	for address, text := range outputs(t, data) { // T26, of a register that came in by an import
		absent(t, address, text)
	}
	writeTo(t, data, "ysolde.zzcanari@example.org")
	if found := inFiles(t, data); len(found) == 0 {
		t.Fatal("the hers are in no file before: nothing would be proved")
	}
	backup := filepath.Join(folder, "avant.tar.gz")
	done(t, data, "backup", backup)
	if code, _, _ := kafo(t, data, "person", "erase", "personne@example.org", "--why", "demande"); code != exitRefused {
		t.Errorf("a stranger: exit %d", code)
	}
	list := done(t, data, "person", "list", "zzcanari")
	id, _, _ := strings.Cut(list, "\t")
	before := done(t, data, "export", "partnerships")
	done(t, data, "person", "erase", id, "--why", "demande reçue")
	erased(t, data)
	if after := done(t, data, "export", "partnerships"); strings.Count(after, "\n") != strings.Count(before, "\n") || !strings.Contains(after, "Puits suivi par") {
		t.Errorf("the declaration is gone: %s", after)
	}
	if list := done(t, data, "person", "list"); !strings.Contains(list, "Awa EXEMPLE") {
		t.Errorf("the other person is gone: %s", list)
	}
	done(t, data, "import", document) // the same bytes again bring nothing back
	erased(t, data)

	restored := t.TempDir()
	ledger, err := os.ReadFile(filepath.Join(data, "erasures.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	absent(t, "the ledger", string(ledger))
	if err := os.WriteFile(filepath.Join(restored, "erasures.jsonl"), ledger, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := done(t, restored, "restore", backup); !strings.Contains(said, "1 effacement refait") {
		t.Errorf("the restore says %s", said)
	}
	erased(t, restored)
	if said := done(t, restored, "person", "replay"); !strings.Contains(said, "0") {
		t.Errorf("the second replay says %s", said)
	}
}

// TestWhatAHumanKeptStaysInARestore: of a person whom two documents name, one stays as it is by a decision (art. 17(3)), the other
// loses her. A backup from before both becomes the same by the ledger alone: no page tells of her, one file does.
func TestWhatAHumanKeptStaysInARestore(t *testing.T) {
	data, folder := t.TempDir(), t.TempDir()
	other := strings.NewReplacer("D'ANGERS", "DE BREST", "DE KAYES\t", "DE SAYE\t", "2031-2032", "2033-2034", "12 juin 2032", "12 juin 2034").Replace(hersCensus)
	done(t, data, "import", write(t, "garde.txt", hersCensus))
	done(t, data, "import", write(t, "efface.txt", other))
	writeTo(t, data, "ysolde.zzcanari@example.org")
	backup := filepath.Join(folder, "avant.tar.gz")
	done(t, data, "backup", backup)
	keepsFirst(t, data, "ysolde.zzcanari@example.org")
	done(t, data, "person", "erase", "ysolde.zzcanari@example.org", "--why", "demande reçue")
	keptOnly(t, data)

	restored := t.TempDir()
	ledger, err := os.ReadFile(filepath.Join(data, "erasures.jsonl"))
	if err == nil {
		err = os.WriteFile(filepath.Join(restored, "erasures.jsonl"), ledger, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	done(t, restored, "restore", backup)
	keptOnly(t, restored)
	if said := done(t, restored, "person", "replay"); !strings.Contains(said, "0") {
		t.Errorf("the second replay says %s", said)
	}
	keptOnly(t, restored)
}

// keepsFirst decides that what the first document says of a person stays.
func keepsFirst(t *testing.T, data, email string) {
	t.Helper()
	ctx := context.Background()
	h, err := (&Settings{Data: data, Lang: "fr"}).open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	known, err := h.catalogue.KnownOf(ctx, email)
	if err != nil || len(known.Contacts) != 2 {
		t.Fatalf("two documents name her, not %d: %v", len(known.Contacts), err)
	}
	steward := coop.Caller{Account: 1, Grants: []coop.Grant{{Role: coop.Steward}}, Factored: true}
	if err := h.desk.KeepPart(ctx, steward, email, known.Contacts[0].Contact.ID, coop.Grounds[0], "Obligation d’archivage."); err != nil {
		t.Fatal(err)
	}
}

// keptOnly checks that her name stands in the one document that stays, and that nothing that others read tells of her.
func keptOnly(t *testing.T, data string) {
	t.Helper()
	var documents []string
	for _, name := range inFiles(t, data) {
		if filepath.Base(filepath.Dir(name)) == "files" {
			documents = append(documents, name)
		}
	}
	if len(documents) != 1 {
		t.Errorf("she stands in the documents %v, want the first alone", documents)
	} else if raw, _ := os.ReadFile(documents[0]); !strings.Contains(string(raw), "ANGERS") {
		t.Errorf("another document stays: %s", raw)
	}
	if list := done(t, data, "person", "list", "zzcanari"); list != "" {
		t.Errorf("contacts: %s", list)
	}
	for address, text := range outputs(t, data) {
		absent(t, address, text)
	}
	absent(t, "mail", done(t, data, "mail", "list"))
	done(t, data, "verify")
}

// TestAnErasedPersonIsInNoTableOfPostgreSQL is T37 on the other engine, whose backups are its operator's.
func TestAnErasedPersonIsInNoTableOfPostgreSQL(t *testing.T) {
	if os.Getenv("KAFO_TEST_PG") == "" {
		return // check.sh says on its last line whether PostgreSQL ran
	}
	t.Setenv("KAFO_DATABASE_URL", testkit.Database(t))
	data := t.TempDir()
	done(t, data, "import", write(t, "recensement.txt", hersCensus))
	if len(inTables(t)) == 0 {
		t.Fatal("she is in no table before: nothing would be proved")
	}
	id, _, _ := strings.Cut(done(t, data, "person", "list", "zzcanari"), "\t")
	done(t, data, "person", "erase", id, "--why", "demande reçue")
	for _, found := range inTables(t) {
		t.Errorf("still in %s", found)
	}
	erased(t, data)
}

// inTables are the columns of the register that have her in their text.
func inTables(t *testing.T) (out []string) {
	t.Helper()
	db, err := sqldb.Open(os.Getenv("KAFO_DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns := testkit.Column(t, db, "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text' ORDER BY 1")
	for _, c := range columns {
		table, column, _ := strings.Cut(c, " ")
		for _, canary := range hers {
			if n := testkit.Column(t, db, "SELECT count(*) FROM "+table+" WHERE strpos(lower("+column+"), '"+canary+"') > 0"); n[0] != "0" {
				out = append(out, c+" "+canary)
			}
		}
	}
	return out
}

// erased looks for her everywhere in a register, and verifies that it is whole.
func erased(t *testing.T, data string) {
	t.Helper()
	for _, found := range inFiles(t, data) {
		t.Errorf("still in %s", found)
	}
	for address, text := range outputs(t, data) {
		absent(t, address, text)
	}
	absent(t, "records", done(t, data, "export", "records"))
	absent(t, "mail", done(t, data, "mail", "list"))
	done(t, data, "verify")
	done(t, data, "rebuild")
	absent(t, "records", done(t, data, "export", "records"))
}

func absent(t *testing.T, where, text string) {
	t.Helper()
	text = strings.ToLower(text)
	for _, canary := range hers {
		if i := strings.Index(text, canary); i >= 0 {
			t.Errorf("%s has %q: …%s…", where, canary, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

// inFiles are the files of a register that have her in their bytes.
func inFiles(t *testing.T, data string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(data, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, canary := range hers {
			if strings.Contains(strings.ToLower(string(raw)), canary) {
				out = append(out, name)
				break
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// writeTo has an account opened with her address, and a message written to it.
func writeTo(t *testing.T, data, email string) {
	t.Helper()
	s := &Settings{Data: data, Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	err = h.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		if _, err := tx.Account(email, "Ysolde ZZCANARI", "fr"); err != nil {
			return err
		}
		_, err := tx.Enqueue(coop.Message{To: email, Lang: "fr", Key: "contact_again", Args: []string{"Délégué B", "Bonjour Ysolde ZZCANARI"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
