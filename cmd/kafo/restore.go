package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/sqldb"
)

type restoreCmd struct {
	File  string `arg:"" help:"Archive that kafo backup wrote." type:"path"`
	Check bool   `help:"Only verify the archive: nothing is put anywhere."`
}

// Run verifies an archive and puts its register into the data folder, which must have none. Everything is inventory and
// verified beside it first; the database gets its name last, so that a restore that is cut short leaves no register.
func (c *restoreCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if s.DatabaseURL != "" {
		return coop.Refuse(coop.Invalid, "restore.postgres")
	}
	if c.Check {
		a, err := verifyArchive(ctx, c.File)
		if err == nil {
			fmt.Fprintln(io.out, s.words().T("restore.whole", a.files, a.schema))
		}
		return err
	}
	if _, err := os.Stat(s.dsn()); err == nil {
		return coop.Refuse(coop.Conflict, "restore.live", s.Data)
	}
	if err := os.MkdirAll(s.Data, 0o750); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	folder, done, err := scratch(s.Data, "restore")
	if err != nil {
		return err
	}
	defer done()
	a, err := unpack(ctx, c.File, folder)
	if err == nil {
		err = s.erasedSince(ctx, folder, io)
	}
	if err != nil {
		return err
	}
	if err := settle(folder, s); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	fmt.Fprintln(io.out, s.words().T("restore.done", s.Data, a.files, a.schema))
	if _, err := os.Stat(s.sealFile()); err != nil {
		fmt.Fprintln(io.err, s.words().T("restore.no_key", s.Data))
	}
	return nil
}

// erasedSince erases again whom the ledger beside the register names: the archive may be older than the erasure (R6). It is
// done before the register has its name, so that whoever was erased is never in it, wherever this is cut short.
func (s *Settings) erasedSince(ctx context.Context, folder string, io streams) error {
	ledger, err := os.ReadFile(filepath.Join(s.Data, contact.LedgerFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, contact.LedgerFile), ledger, 0o600)
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	unnamed := *s
	unnamed.Data = folder
	return (&personReplayCmd{}).Run(ctx, &unnamed, io)
}

// verifyArchive unpacks an archive beside itself, verifies it, and throws away what it inventory.
func verifyArchive(ctx context.Context, file string) (inventory, error) {
	folder, done, err := scratch(filepath.Dir(file), "verify")
	if err != nil {
		return inventory{}, err
	}
	defer done()
	return unpack(ctx, file, folder)
}

// inventory is what was in an archive.
type inventory struct {
	files  int   // documents
	schema int64 // version of the database
}

// archived are all names that an archive may hold: anything else, a way out of the folder say, is refused.
var archived = regexp.MustCompile(`^(kafo\.sqlite|SHA256SUMS|files/[0-9a-f]{64}|` + templates + `(` + export.Tried + `/)?recueil\.(docx|odt|css|html))$`)

const (
	sums      = "SHA256SUMS"
	templates = "templates/"
)

// unpack writes the files of an archive into a folder and compares them with their checksums, then asks the database
// whether it is whole and of a version that this program knows. Errors: invalid, with what is wrong.
func unpack(ctx context.Context, file, folder string) (inventory, error) {
	f, err := os.Open(file)
	if err != nil {
		return inventory{}, err
	}
	defer f.Close()
	zip, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return inventory{}, damaged(err)
	}
	for _, in := range []string{"files", templates + export.Tried} {
		if err := os.MkdirAll(filepath.Join(folder, filepath.FromSlash(in)), 0o750); err != nil {
			return inventory{}, fmt.Errorf("restore: %w", err)
		}
	}
	got, err := unpackAll(tar.NewReader(zip), folder)
	if err != nil {
		return inventory{}, err
	}
	if _, err := io.Copy(io.Discard, zip); err != nil { // the archive ends before its own checksum
		return inventory{}, damaged(err)
	}
	if err := compareSums(got, filepath.Join(folder, sums)); err != nil {
		return inventory{}, err
	}
	schema, err := wholeDatabase(ctx, filepath.Join(folder, "kafo.sqlite"))
	files := 0
	for name := range got {
		if strings.HasPrefix(name, "files/") {
			files++
		}
	}
	return inventory{files: files, schema: schema}, err
}

func damaged(err error) error {
	return &coop.Error{Code: coop.Invalid, Key: "restore.damaged", Args: []any{err.Error()}, Err: err}
}

// unpackAll gives the checksum of each file by name.
func unpackAll(t *tar.Reader, folder string) (map[string]string, error) {
	got := map[string]string{}
	for {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return nil, damaged(err)
		}
		if !archived.MatchString(head.Name) || head.Typeflag != tar.TypeReg || got[head.Name] != "" {
			return nil, coop.Refuse(coop.Invalid, "restore.entry", head.Name)
		}
		if got[head.Name], err = unpackOne(t, filepath.Join(folder, filepath.FromSlash(head.Name))); err != nil {
			return nil, err
		}
	}
}

func unpackOne(r io.Reader, name string) (string, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	h := sha256.New()
	if _, err = io.Copy(io.MultiWriter(f, h), r); err != nil {
		return "", errors.Join(damaged(err), f.Close())
	}
	return hex.EncodeToString(h.Sum(nil)), errors.Join(f.Sync(), f.Close())
}

// compareSums wants every file in the list, and every line of the list in a file.
func compareSums(got map[string]string, list string) error {
	raw, err := os.ReadFile(list)
	if err != nil {
		return coop.Refuse(coop.Invalid, "restore.no_sums")
	}
	want := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		want[name] = sum
	}
	for name, sum := range got {
		if name != sums && want[name] != sum {
			return coop.Refuse(coop.Invalid, "restore.sum", name)
		}
	}
	for name := range want {
		if got[name] == "" {
			return coop.Refuse(coop.Invalid, "restore.absent", name)
		}
	}
	if got["kafo.sqlite"] == "" {
		return coop.Refuse(coop.Invalid, "restore.absent", "kafo.sqlite")
	}
	return nil
}

// wholeDatabase asks a database whether its pages and its references are whole, and which version its schema has.
func wholeDatabase(ctx context.Context, file string) (int64, error) {
	db, err := sqldb.Open(file)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if fault, err := db.Fault(ctx); err != nil || fault != "" {
		return 0, errors.Join(err, coop.Refuse(coop.Invalid, "restore.database", fault))
	}
	from, to, err := db.Versions(ctx)
	if err == nil && from > to {
		err = &sqldb.NewerError{Database: from, Program: to}
	}
	return from, err
}

// settle moves what was inventory to its place, the database last, and has the disk keep it.
func settle(folder string, s *Settings) error {
	if err := os.MkdirAll(s.files(), 0o750); err != nil {
		return err
	}
	entries, err := os.ReadDir(filepath.Join(folder, "files"))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(folder, "files", e.Name()), filepath.Join(s.files(), e.Name())); err != nil {
			return err
		}
	}
	if err := syncFolder(s.files()); err != nil {
		return err
	}
	if err := s.shelf().Take(export.Shelf{Folder: filepath.Join(folder, templates)}); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(folder, "kafo.sqlite"), s.dsn()); err != nil {
		return err
	}
	return syncFolder(s.Data)
}

// syncFolder has the disk keep the names in a folder.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
