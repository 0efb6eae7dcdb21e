package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/sqldb"
)

// backedUp is a register with a document, and an archive of it.
func backedUp(t *testing.T) (data, archive string) {
	t.Helper()
	data = t.TempDir()
	document := write(t, "census.txt", invented)
	if code, _, said := kafo(t, data, "import", document); code != exitDone {
		t.Fatalf("import: %s", said)
	}
	done(t, data, "recueil", "template", templateIn(t, data, "recueil.docx"))
	done(t, data, "recueil", "template", templateIn(t, data, "essai", "recueil.odt"))
	archive = filepath.Join(t.TempDir(), "kafo.tar.gz")
	if code, _, said := kafo(t, data, "backup", archive); code != exitDone {
		t.Fatalf("backup: %s", said)
	}
	return data, archive
}

// templateIn is the name of a template of a designer's, in a folder that is there.
func templateIn(t *testing.T, data string, path ...string) string {
	t.Helper()
	name := filepath.Join(append([]string{data, "templates"}, path...)...)
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestARestoredRegisterSaysTheSame(t *testing.T) {
	data, archive := backedUp(t)
	if code, out, said := kafo(t, data, "restore", "--check", archive); code != exitDone || !strings.Contains(out, "1 document,") {
		t.Fatalf("check: %s %s", out, said)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	if code, _, said := kafo(t, fresh, "restore", archive); code != exitDone {
		t.Fatalf("restore: %s", said)
	}
	for _, command := range [][]string{{"export", "records"}, {"export", "partnerships"}} {
		_, want, _ := kafo(t, data, command...)
		_, got, _ := kafo(t, fresh, command...)
		if want == "" || got != want {
			t.Errorf("%v: %q, want %q", command, got, want)
		}
	}
	for _, path := range [][]string{{"recueil.docx"}, {"essai", "recueil.odt"}} {
		want, _ := os.ReadFile(templateIn(t, data, path...))
		if got, err := os.ReadFile(templateIn(t, fresh, path...)); err != nil || len(got) == 0 || !bytes.Equal(got, want) {
			t.Errorf("the template %v: %d bytes, %v", path, len(got), err)
		}
	}
	if code, out, _ := kafo(t, fresh, "verify"); code != exitDone {
		t.Errorf("verify: %s", out)
	}
	if code, _, said := kafo(t, fresh, "restore", archive); code != exitRefused || !strings.Contains(said, "déjà un registre") {
		t.Errorf("over a live register: exit %d, %s", code, said)
	}
	if left, _ := filepath.Glob(filepath.Join(fresh, ".restore-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// entries are the files of an archive, in order.
func entries(t *testing.T, archive string) (names []string, bodies [][]byte) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(zip); ; {
		head, err := r.Next()
		if err == io.EOF {
			return names, bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, bodies = append(names, head.Name), append(bodies, body)
	}
}

// packed is an archive of files; change may alter their headers.
func packed(t *testing.T, names []string, bodies [][]byte, change func(*tar.Header)) string {
	t.Helper()
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	w := tar.NewWriter(zip)
	for i, name := range names {
		head := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(bodies[i])), Typeflag: tar.TypeReg}
		if change != nil {
			change(head)
		}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if head.Size > 0 {
			if _, err := w.Write(bodies[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "archive.tar.gz", b.String())
}

// inflated is what an archive holds once it is no longer compressed, nil where that cannot be said.
func inflated(raw []byte) []byte {
	zip, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(zip)
	if err != nil {
		return nil
	}
	return out
}

// TestADamagedBackupIsRefusedUntouched is T12: cut short, bits turned over, files added, left out, renamed out of the
// folder, doubled, a checksum that is of something else; and nothing is left of the attempt.
func TestADamagedBackupIsRefusedUntouched(t *testing.T) {
	_, archive := backedUp(t)
	raw, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	names, bodies := entries(t, archive)
	cases := map[string]string{"no archive": write(t, "a", "nothing of the kind"), "empty": write(t, "b", "")}
	for i := range 60 {
		cut := len(raw) * i / 60
		cases["cut at "+names[0]+string(rune('0'+i))] = write(t, "c", string(raw[:cut]))
		turned := bytes.Clone(raw)
		turned[20+(len(raw)-28)*i/60] ^= 1 << (i % 8)
		if bytes.Equal(inflated(turned), inflated(raw)) { // a bit that compression has no use for: nothing is damaged
			continue
		}
		cases["bit turned "+string(rune('0'+i))] = write(t, "d", string(turned))
	}
	for i := range names {
		rest := append(append([]string{}, names[:i]...), names[i+1:]...)
		restBodies := append(append([][]byte{}, bodies[:i]...), bodies[i+1:]...)
		cases["without "+names[i]] = packed(t, rest, restBodies, nil)
		cases["twice "+names[i]] = packed(t, append(names, names[i]), append(bodies, bodies[i]), nil)
	}
	for _, bad := range []string{"../kafo.sqlite", "/etc/passwd", "files/../../x", "files/x", "kafo.sqlite-wal", "files/" + strings.Repeat("A", 64)} {
		cases["with "+bad] = packed(t, append(names, bad), append(bodies, []byte("x")), nil)
	}
	cases["a link"] = packed(t, append([]string{"files/" + strings.Repeat("0", 64)}, names...), append([][]byte{nil}, bodies...), func(h *tar.Header) {
		if strings.HasPrefix(h.Name, "files/000") {
			h.Typeflag, h.Linkname = tar.TypeSymlink, "/etc/passwd"
		}
	})
	for name, file := range cases {
		fresh := filepath.Join(t.TempDir(), "fresh")
		code, _, said := kafo(t, fresh, "restore", file)
		if code != exitRefused {
			t.Errorf("%s: exit %d, %s", name, code, said)
		}
		if left, _ := os.ReadDir(fresh); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

// TestARegisterIsKeptBeforeItIsMigrated: U88; here the migration fails, and the copy is what was there. A register of a
// newer program is refused as it is (T14).
func TestARegisterIsKeptBeforeItIsMigrated(t *testing.T) {
	data, _ := backedUp(t)
	file := filepath.Join(data, "kafo.sqlite")
	change(t, file, "DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)")
	if code, _, _ := kafo(t, data, "doctor"); code != exitRefused {
		t.Error("a migration that is there already went well")
	}
	kept, _ := filepath.Glob(filepath.Join(data, "before-migration-*.sqlite"))
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if _, err := wholeDatabase(context.Background(), kept[0]); err != nil {
		t.Errorf("the copy: %v", err)
	}
	newer, _ := backedUp(t)
	file = filepath.Join(newer, "kafo.sqlite")
	change(t, file, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, said := kafo(t, newer, "doctor"); code != exitRefused || !strings.Contains(said, "9999") {
		t.Errorf("a newer register: exit %d, %s", code, said)
	}
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Error("a newer register was changed")
	}
}

// change changes a register behind the program's back.
func change(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sqldb.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Reader().Exec("PRAGMA query_only = 0; " + statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
