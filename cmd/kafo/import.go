package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
)

type importCmd struct {
	Paths    []string `arg:"" name:"file|dir" help:"Documents, or folders of documents." type:"path"`
	Replaces string   `help:"Hash (SHA-256) of the document that this one corrects."`
	JSON     bool     `help:"Report as JSON, one object a document."`
}

// Run imports each document and reports on each; one that is refused does not stop the others, and exit is 1.
func (c *importCmd) Run(ctx context.Context, s *Settings, io streams) error {
	files, err := documents(c.Paths)
	if err != nil {
		return err
	}
	if c.Replaces != "" && len(files) != 1 {
		return usageError{errors.New(s.words().T("cmd.replaces_one"))}
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	refused := false
	for _, name := range files {
		h.importer.Progress = progress(io, filepath.Base(name))
		r, err := c.one(ctx, h, name)
		if err != nil {
			refused = true
			fmt.Fprintf(io.err, "%s : %s\n", filepath.Base(name), say(s.words(), err))
			continue
		}
		r.print(io, s.words(), c.JSON)
	}
	if _, err := check.Run(ctx, h.catalogue, h.registry, coop.Author("check")); err != nil {
		return err
	}
	if refused {
		return errSaid
	}
	return nil
}

func (c *importCmd) one(ctx context.Context, h *house, name string) (documentReport, error) {
	d, err := readFile(name)
	if err != nil {
		return documentReport{}, err
	}
	out, err := h.importer.Import(ctx, d, c.Replaces)
	if err != nil {
		return documentReport{}, err
	}
	r := reportOf(d)
	r.New, r.Taken = &out.New, out.Taken
	return r, nil
}

func readFile(name string) (*ingest.Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ingest.Read(name, f)
}

// documents lists the files that arguments name, those of folders in the order of their names.
func documents(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
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

func (r documentReport) print(io streams, lang i18n.Lang, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(io.out).Encode(r)
		return
	}
	fmt.Fprintf(io.out, "%s\n  %s\n", r.Document, lang.T("cmd.read_as", lang.T("format."+r.Format), r.Title, r.Date))
	for _, kind := range []string{
		coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindContents, coop.KindOverview, coop.KindPublication, coop.KindProse,
	} {
		if n := r.Kinds[kind]; n > 0 {
			fmt.Fprintf(io.out, "  %6d  %s\n", n, lang.T("record."+kind))
		}
	}
	fmt.Fprintf(io.out, "  %s\n", lang.T("cmd.lines", r.Values, r.Lines, r.InRecords, r.Structure, r.Blank, len(r.NotUnderstood)))
	for _, l := range r.NotUnderstood {
		fmt.Fprintf(io.out, "    %s %s\n", lang.T("cmd.line", l.Number), l.Text)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(io.out, "    %s %s\n", lang.T("cmd.line", n.Line), lang.T(n.Key, words(n.Args)...))
	}
	if r.New != nil {
		fmt.Fprintf(io.out, "  %s\n", lang.T("cmd.imported", *r.New, r.Taken))
	}
}

// progress draws a bar on the standard error stream when it is a terminal.
func progress(io streams, name string) func(done, total int) {
	f, ok := io.err.(*os.File)
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
