package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
)

// Everything that this census says is invented.
const inventedFiche = "REGION DE KAYES\n\nREGION DE KAYES :\n\nDate : 9/04/32\t\t\t\n" +
	"<i>Collectivité française:</i> VILLE D'ANGERS\t\t<i>Collectivité malienne :</i> COMMUNE DE KAYES\t\n" +
	"Présentation du partenariat :\t\t\t\n" +
	"<i>Date de formalisation:</i>\t\t<i>Document régissant le partenariat :</i>\t\n2009\t\tCharte\t\n" +
	"<i>Budget annuel consacré au partenariat :</i>\t\t30 000 €\t\n" +
	"<i>Poursuite de la coopération depuis le 3 mars 2031</i>\t\tOUI\t\n" +
	"Actions de coopération réalisées depuis le 3 mars 2031 (au Mali et en France) :\t\t\t\n" +
	"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n1. Eau\tPuits à l’école\t2031\t12 000 €\n" +
	"Perspectives du partenariat : Poursuite\n"

const invented = "**Coopérations inventées\n(2031-2032)**\n\nVersion au 12 juin 2032\n\n" + inventedFiche

// publications makes the census long: a line and a record each.
func publications(n int) string {
	var b strings.Builder
	b.WriteString(invented + "\nANNEXES :\n\nOuvrages de la collection “essais” : 25 euros\n\nRéférence\touvrage\tparution\n")
	for i := range n {
		fmt.Fprintf(&b, "EM%05d\tManuel inventé numéro %d\t2031\n", i, i)
	}
	return b.String()
}

// kafo runs a command on a data folder and gives its exit code and what it says.
func kafo(t *testing.T, data string, args ...string) (code int, out, said string) {
	t.Helper()
	t.Setenv("KAFO_DATA", data)
	var o, e bytes.Buffer
	code = run(context.Background(), args, streams{&o, &e})
	return code, o.String(), e.String()
}

// done runs a command that must be done.
func done(t *testing.T, data string, args ...string) string {
	t.Helper()
	code, out, said := kafo(t, data, args...)
	if code != exitDone {
		t.Fatalf("kafo %s: exit %d: %s", strings.Join(args, " "), code, said)
	}
	return out
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// windows1252 encodes the signs that these texts have.
func windows1252(text string) string {
	special := map[rune]byte{'’': 0x92, '€': 0x80, '“': 0x93, '”': 0x94}
	var b []byte
	for _, r := range text {
		if c, ok := special[r]; ok {
			b = append(b, c)
			continue
		}
		b = append(b, byte(r))
	}
	return string(b)
}

func TestAWindows1252DocumentIsConvertedAndItIsSaid(t *testing.T) {
	plain, other := t.TempDir(), t.TempDir()
	done(t, plain, "import", write(t, "census.txt", invented))
	out := done(t, other, "import", write(t, "census.txt", windows1252(invented)))
	if !strings.Contains(out, "windows-1252") && !strings.Contains(out, "Windows-1252") {
		t.Errorf("nothing is said of the encoding: %s", out)
	}
	same := func(text string) string { // but for the hash, which is that of the bytes
		_, rest, _ := strings.Cut(text, `"sha256":`)
		return rest[66:]
	}
	a, b := done(t, plain, "export", "records"), done(t, other, "export", "records")
	if d := cmp.Diff(same(a), same(b)); d != "" || !strings.Contains(b, "Puits à l’école") {
		t.Errorf("the records differ:\n%s", d)
	}
}

func TestALineThatIsTooLongIsRefusedWithItsNumber(t *testing.T) {
	data := t.TempDir()
	long := invented + strings.Repeat("a", 300_000) + "\n"
	code, out, said := kafo(t, data, "import", write(t, "long.txt", long))
	line := strings.Count(invented, "\n") + 1
	if code != exitRefused || !strings.Contains(said, fmt.Sprintf("long.txt : ligne %d", line)) || out != "" {
		t.Errorf("exit %d: %q %q", code, out, said)
	}
	if records := done(t, data, "export", "records"); records != "" {
		t.Errorf("something was kept: %s", records)
	}
	if len(long) > format.MaxBytes {
		t.Error("the document is refused for its size, not for its line")
	}
}

func TestWhatIsSaidInJSONIsJSON(t *testing.T) {
	data := t.TempDir()
	file := write(t, "census.txt", invented+strings.Replace(inventedFiche, "VILLE D'ANGERS", "VILLE DE SAINT-DENIS", 1))
	for _, c := range []struct {
		args []string
		keys []string
	}{
		{[]string{"import", "--json", file}, []string{"document", "sha256", "format", "lines", "new_records", "values", "kinds"}},
		{[]string{"read", "--json", file}, []string{"document", "sha256", "format", "not_understood", "kinds"}},
		{[]string{"read", "--records", file}, []string{"id", "kind", "source", "schema"}},
		{[]string{"check", "--json"}, []string{"ID", "Rule", "State", "Evidence"}},
		{[]string{"finding", "list", "--json"}, []string{"ID", "Rule", "State", "Evidence"}},
		{[]string{"question", "list", "--json"}, []string{"ID", "Text", "Candidates"}},
		{[]string{"version", "--json"}, []string{"program", "version", "go"}},
		{[]string{"export", "records"}, []string{"id", "kind", "source", "schema"}},
		{[]string{"export", "territories"}, []string{"id", "name", "level", "parents"}},
	} {
		n := 0
		for d := json.NewDecoder(strings.NewReader(done(t, data, c.args...))); d.More(); n++ {
			var o map[string]any
			if err := d.Decode(&o); err != nil {
				t.Fatalf("%v: %v", c.args, err)
			}
			for _, k := range c.keys {
				if _, has := o[k]; !has {
					t.Errorf("%v: no %q in %v", c.args, k, o)
				}
			}
		}
		if n == 0 {
			t.Errorf("%v says nothing", c.args)
		}
	}
}

// TestASnapshotComesInAgain: the tables of one register, unzipped, make another that states the same.
func TestASnapshotComesInAgain(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	done(t, first, "import", write(t, "census.txt", invented))
	folder := t.TempDir()
	unzip(t, done(t, first, "export", "snapshot"), folder)
	done(t, second, "import", folder)
	if out := done(t, second, "import", folder); !strings.Contains(out, "0 relevé nouveau") {
		t.Errorf("the same tables twice: %s", out)
	}
	again := t.TempDir()
	unzip(t, done(t, second, "export", "snapshot"), again)
	for _, name := range []string{"accords.csv", "actions.csv", "financements.csv", "partenariats.csv", "organisations.csv", "territoires.csv", "themes.csv"} {
		want, got := withoutIDs(t, contents(t, folder, name)), withoutIDs(t, contents(t, again, name))
		if d := cmp.Diff(want, got); len(want) == 0 || d != "" {
			t.Errorf("%s, %d rows (-first +second):\n%s", name, len(want), d)
		}
	}
}

func unzip(t *testing.T, archive, folder string) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		raw, err := readZip(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(f.Name)), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func contents(t *testing.T, folder, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestTheDatabaseMayBeNamedInAFile: the register is the one that the file names, blanks around the name left out.
func TestTheDatabaseMayBeNamedInAFile(t *testing.T) {
	where := filepath.Join(t.TempDir(), "elsewhere.sqlite")
	t.Setenv("KAFO_DATABASE_URL_FILE", write(t, "url", where+"\n"))
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", invented))
	if _, err := os.Stat(where); err != nil {
		t.Errorf("no register where the file says: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, "kafo.sqlite")); err == nil {
		t.Error("a register in the data folder besides")
	}
}

// TestAKilledImportCompletes: the process is killed while it writes, earlier and later; the same import then ends as if
// nothing had happened.
func TestAKilledImportCompletes(t *testing.T) {
	whole, cut := t.TempDir(), t.TempDir()
	file := write(t, "census.txt", publications(4000))
	done(t, whole, "import", file)
	for _, written := range []int64{1, 400_000, 1_200_000} {
		killImport(t, cut, file, written)
	}
	done(t, cut, "import", file)
	for _, what := range []string{"records", "partnerships", "organisations"} {
		if want, got := done(t, whole, "export", what), done(t, cut, "export", what); want != got {
			t.Errorf("%s differ: %s", what, firstDifference(want, got))
		}
	}
	if code, out, _ := kafo(t, cut, "doctor"); !strings.Contains(out, "0 manquant") {
		t.Errorf("doctor: exit %d: %s", code, out)
	}
}

// killImport starts this program as kafo (see TestMain) and kills it once its log of changes has so many bytes.
func killImport(t *testing.T, data, file string, written int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("KAFO_DATA", data)
	p, err := os.StartProcess(self, []string{"kafo", "import", file}, &os.ProcAttr{Files: []*os.File{nil, nil, nil}})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if info, err := os.Stat(filepath.Join(data, "kafo.sqlite-wal")); err == nil && info.Size() >= written {
			break
		}
	}
	_ = p.Kill() // an error means that it has ended
	state, err := p.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if state.Exited() {
		t.Errorf("the import ended before it was killed (%s): nothing is proved", state)
	}
}
