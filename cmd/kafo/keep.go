package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/sqldb"
	"kafo/internal/store"
)

type migrateCmd struct {
	DryRun bool `help:"Only say which versions the database and the program have."`
}

// Run migrates the schema; a database of a newer program is refused untouched.
func (c *migrateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if c.DryRun {
		dsn := s.dsn()
		if _, err := os.Stat(dsn); s.DatabaseURL == "" && err != nil {
			dsn = ":memory:none" // to open a file that is not there would make it
		}
		db, err := sqldb.Open(dsn)
		if err != nil {
			return err
		}
		defer db.Close()
		from, to, err := db.Versions(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(io.out, s.words().T("cmd.schema", from, to))
		return nil
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	from, to, err := h.db.Versions(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.schema", from, to))
	return nil
}

type backupCmd struct {
	File string `arg:"" help:"File to write, .tar.gz; it must not exist." type:"path"`
}

// Run writes the register, the documents and the templates, as they are at one moment, into one compressed archive with a list of
// checksums. The archive has its name only when it is whole and on disk.
func (c *backupCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if _, err := os.Stat(c.File); err == nil {
		return fmt.Errorf("%s", s.words().T("cmd.exists", c.File))
	}
	if in := filepath.Dir(c.File); missing(in) {
		return fmt.Errorf("%s", s.words().T("cmd.no_folder", in))
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	folder, done, err := scratch(filepath.Dir(c.File), "backup")
	if err != nil {
		return err
	}
	defer done()
	copied := filepath.Join(folder, "kafo.sqlite")
	if err := h.db.Backup(ctx, copied); err != nil {
		return err
	}
	whole := filepath.Join(folder, "backup.tar.gz")
	if err := archive(whole, copied, s.files(), s.shelf()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := verifyArchive(ctx, whole); err != nil { // a backup that nobody has read is a hope
		return err
	}
	if err := errors.Join(os.Rename(whole, c.File), syncFolder(filepath.Dir(c.File))); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	err = h.store.Update(ctx, coop.Operator, "backup", func(tx *store.Tx) error { tx.Note("backup"); return nil })
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.backed_up", c.File))
	return nil
}

// missing says that there is no folder of a name.
func missing(folder string) bool {
	info, err := os.Stat(folder)
	return err != nil || !info.IsDir()
}

// archive writes the database, the original documents, a designer's templates and SHA256SUMS.
func archive(name, database, files string, shelf export.Shelf) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	zip := gzip.NewWriter(f)
	t := tar.NewWriter(zip)
	var list strings.Builder
	if err := addFile(t, &list, database, "kafo.sqlite"); err != nil {
		return err
	}
	entries, err := os.ReadDir(files)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := addFile(t, &list, filepath.Join(files, e.Name()), "files/"+e.Name()); err != nil {
			return err
		}
	}
	for _, name := range shelf.Files() {
		if err := addFile(t, &list, filepath.Join(shelf.Folder, filepath.FromSlash(name)), templates+name); err != nil {
			return err
		}
	}
	if err := t.WriteHeader(&tar.Header{Name: sums, Mode: 0o600, Size: int64(list.Len())}); err != nil {
		return err
	}
	_, err = io.WriteString(t, list.String())
	return errors.Join(err, t.Close(), zip.Close(), f.Sync())
}

func addFile(t *tar.Writer, list io.Writer, name, as string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: as, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(t, h), f); err != nil {
		return err
	}
	_, err = fmt.Fprintf(list, "%s  %s\n", hex.EncodeToString(h.Sum(nil)), as)
	return err
}

type versionCmd struct {
	JSON bool `help:"As JSON."`
}

// Run says which program this is.
func (c *versionCmd) Run(_ context.Context, _ *Settings, io streams) error {
	v := map[string]string{"program": "kafo", "version": "unreleased", "go": runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v["revision"] = s.Value
			}
		}
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(v)
	}
	fmt.Fprintln(io.out, v["program"], v["version"], v["revision"], v["go"])
	return nil
}

// knownSettings are the environment variables that some option reads, each also as NAME_FILE where it is a secret.
func knownSettings() map[string]bool {
	known := map[string]bool{"KAFO_TEST_PG": true, "KAFO_SHARED": true}
	for name := range secret {
		known[name+"_FILE"] = true
	}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			if env := f.Tag.Get("env"); env != "" {
				known[env] = true
			}
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[cli]())
	return known
}
