package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
)

type importCmd struct {
	Paths    []string `arg:"" name:"file|dir" help:"Documents, or folders of documents." type:"path"`
	Replaces string   `help:"Hash (SHA-256) of the document that this one corrects."`
	JSON     bool     `help:"Report as JSON, one object a document."`
}

// Run imports each document and reports on each; one that is refused does not stop the others, and exit is 1. The next
// document is read while one is written.
func (c *importCmd) Run(ctx context.Context, s *Settings, to streams) error {
	go resolver() // indexes the reference data while documents are read
	files, err := documents(c.Paths, s, to)
	if err != nil {
		return err
	}
	read := ingest.Ahead(readings(files))
	if c.Replaces != "" {
		all := slices.Collect(read)
		if len(all) != 1 {
			return usageError{errors.New(s.words().T("cmd.replaces_one"))}
		}
		read = slices.Values(all)
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	refused := false
	for r := range read {
		refused = !c.take(ctx, h, s, to, r) || refused
	}
	if err := h.look(ctx); err != nil {
		return err
	}
	if refused {
		return errSaid
	}
	return nil
}

// take imports one document and reports on it; false if it is refused.
func (c *importCmd) take(ctx context.Context, h *house, s *Settings, to streams, r reading) bool {
	if r.err != nil {
		r.refuse(s, to)
		return false
	}
	h.importer.Progress = progress(to, r.name)
	out, err := h.importer.Import(ctx, r.doc, c.Replaces)
	if err != nil {
		reading{r.name, nil, err}.refuse(s, to)
		return false
	}
	report := reportOf(r.doc)
	report.New, report.Taken = &out.New, out.Taken
	report.print(to, s.words(), c.JSON)
	return true
}

// look notices, after documents have come in, what may be one and what does not fit together: a pair to decide is a finding.
func (h *house) look(ctx context.Context) error {
	if _, err := reconcile.Run(ctx, h.catalogue, h.registry, coop.Author("reconcile")); err != nil {
		return err
	}
	_, err := check.Run(ctx, h.catalogue, h.registry, coop.Author("check"), today(), check.Scope{})
	return err
}

// reading is a document read, or why it is refused.
type reading struct {
	name string
	doc  *ingest.Document
	err  error
}

func (r reading) refuse(s *Settings, to streams) {
	fmt.Fprintf(to.err, "%s : %s\n", r.name, say(s.words(), r.err))
}

// readings are the documents in files, each read when it is asked for. The CSV tables of one folder are read together, after
// the rest.
func readings(files []string) iter.Seq[reading] {
	return func(yield func(reading) bool) {
		tables := map[string]map[string][]byte{} // folder → name → bytes
		for _, name := range files {
			if raw, ok := asTable(name); ok {
				folder := filepath.Dir(name)
				if tables[folder] == nil {
					tables[folder] = map[string][]byte{}
				}
				tables[folder][filepath.Base(name)] = raw
				continue
			}
			if strings.EqualFold(filepath.Ext(name), ".xlsx") {
				for _, r := range readBook(name) {
					if !yield(r) {
						return
					}
				}
				continue
			}
			d, err := readFile(name)
			if !yield(reading{filepath.Base(name), d, err}) {
				return
			}
		}
		for _, folder := range slices.Sorted(maps.Keys(tables)) {
			for _, r := range readTables(folder, tables[folder]) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// readBook reads the tables of a workbook.
func readBook(name string) []reading {
	f, err := os.Open(name)
	if err != nil {
		return []reading{{filepath.Base(name), nil, err}}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, format.MaxBytes+1))
	var docs []*ingest.Document
	if err == nil {
		docs, err = ingest.ReadSpread(filepath.Base(name), raw)
	}
	return read(filepath.Base(name), docs, err)
}

// read are documents read together, or why they are refused.
func read(name string, docs []*ingest.Document, err error) (out []reading) {
	if err != nil {
		out = append(out, reading{name, nil, err})
	}
	for _, d := range docs {
		out = append(out, reading{d.Name, d, nil})
	}
	return out
}

func readTables(folder string, tables map[string][]byte) []reading {
	docs, err := ingest.ReadTables(tables)
	return read(filepath.Base(folder), docs, err)
}

// companion is a file that goes with tables and states nothing itself.
func companion(name string) bool {
	base := filepath.Base(name)
	return base == "datapackage.json" || strings.HasPrefix(base, "README") || strings.HasPrefix(base, "LICENSE")
}

func asTable(name string) ([]byte, bool) {
	if !strings.EqualFold(filepath.Ext(name), ".csv") {
		return nil, false
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, format.MaxBytes+1))
	return raw, err == nil && ingest.IsTable(raw)
}

func readFile(name string) (*ingest.Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ingest.Read(name, f)
}

// documents lists the files that arguments name, those of folders in the order of their names, and says which are left
// aside because they go with tables.
func documents(paths []string, s *Settings, to streams) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() || strings.HasPrefix(d.Name(), "."):
			case companion(name):
				fmt.Fprintln(to.err, s.words().T("cmd.left_aside", filepath.Base(name)))
			default:
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("import: %w", err)
		}
	}
	return files, nil
}

// documentReport is what is said of one document.
type documentReport struct {
	Document string `json:"document"`
	SHA256   string `json:"sha256"`
	Format   string `json:"format"`
	Title    string `json:"title"`
	Date     string `json:"date"`
	Lines    int    `json:"lines"`
	New      *int   `json:"new_records,omitempty"`
	Taken    int    `json:"replaced_records,omitempty"`
	coop.Report
	Kinds map[string]int `json:"kinds"`
}

func reportOf(d *ingest.Document) documentReport {
	r := documentReport{
		Document: d.Name, SHA256: d.SHA256, Format: d.Result.Format, Title: d.Result.Title, Date: d.Result.Date,
		Lines: len(d.Text.Lines), Report: d.Source().Report, Kinds: map[string]int{},
	}
	for _, rec := range d.Result.Records {
		r.Kinds[rec.Kind]++
	}
	return r
}

func (r documentReport) print(to streams, lang i18n.Lang, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(to.out).Encode(r)
		return
	}
	fmt.Fprintf(to.out, "%s\n  %s\n", r.Document, lang.T("cmd.read_as", lang.T("format."+r.Format), r.Title, r.Date))
	for _, kind := range []string{
		coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindContents, coop.KindOverview, coop.KindPublication, coop.KindProse, coop.KindContribution,
	} {
		if n := r.Kinds[kind]; n > 0 {
			fmt.Fprintf(to.out, "  %6d  %s\n", n, lang.T("record."+kind))
		}
	}
	fmt.Fprintf(to.out, "  %s\n", lang.T("cmd.lines", r.Values, r.Lines, r.InRecords, r.Structure, r.Blank, len(r.NotUnderstood)))
	for _, l := range r.NotUnderstood {
		fmt.Fprintf(to.out, "    %s %s\n", lang.T("cmd.line", l.Number), l.Text)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(to.out, "    %s %s\n", lang.T("cmd.line", n.Line), lang.T(n.Key, words(n.Args)...))
	}
	if r.New != nil {
		fmt.Fprintf(to.out, "  %s\n", lang.T("cmd.imported", *r.New, r.Taken))
	}
}

// progress draws a bar on the standard error stream when it is a terminal.
func progress(to streams, name string) func(done, total int) {
	f, ok := to.err.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, total int) {
		n := 30 * done / max(total, 1)
		fmt.Fprintf(f, "\r%s [%s%s] %d/%d", name, strings.Repeat("█", n), strings.Repeat("·", 30-n), done, total)
		if done == total {
			fmt.Fprint(f, "\r\033[K")
		}
	}
}
