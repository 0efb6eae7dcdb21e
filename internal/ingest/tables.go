package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"

	"kafo/internal/format"
	"kafo/internal/format/table"
)

// ReadTables reads tables of facts (the CSV files of an export, by their names) into the documents that state the facts.
// Each is an example: when the document itself comes in, its records take the place of these, by document and line. The
// hash of such a document is that of the tables, so that the same tables twice change nothing. The error of a table that
// is refused is a *format.Problem, with file, line and column.
func ReadTables(files map[string][]byte) ([]*Document, error) {
	texts := make(map[string]*format.Text, len(files))
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t, err := format.Decode(bytes.NewReader(files[name]))
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		if err := checkIdentifiers(name, t); err != nil {
			return nil, err
		}
		texts[name] = t
		fmt.Fprintf(sum, "%s %d\n", name, len(files[name]))
		_, _ = sum.Write(files[name])
	}
	read, err := table.Read(texts)
	if err != nil {
		return nil, err
	}
	docs := make([]*Document, len(read))
	for i, d := range read {
		own := sha256.Sum256([]byte(d.Name + "\n" + hex.EncodeToString(sum.Sum(nil))))
		docs[i] = &Document{
			Name: d.Name, SHA256: hex.EncodeToString(own[:]), Text: &format.Text{Lines: make([]string, d.Lines), Encoding: "UTF-8"},
			Result: d.Result, Example: true,
		}
	}
	return docs, nil
}

// ReadTablesIn reads the tables of a folder or an opened ZIP; its other files are left alone.
func ReadTablesIn(folder fs.FS) ([]*Document, error) {
	names, err := fs.Glob(folder, "*.csv")
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(names))
	for _, name := range names {
		if files[path.Base(name)], err = readLimited(folder, name); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return ReadTables(files)
}

// readLimited reads no more of a file than a document may have, whatever a ZIP unpacks to.
func readLimited(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, format.MaxBytes+1))
}

// IsTable says whether a text is a table of facts or one that the register derives from them.
func IsTable(raw []byte) bool {
	t, err := format.Decode(bytes.NewReader(raw))
	return err == nil && table.Recognise(t) > 0
}
