package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/refdata"
	"kafo/internal/store"
)

type refdataCmd struct {
	Import refdataImportCmd `cmd:"" help:"Load official files: INSEE communes, départements, régions, EPCI and movements, OCHA COD, outlines (GeoJSON), IATI code lists, ECB rates, identifiers."`
}

type refdataImportCmd struct {
	Files []string `arg:"" name:"file" help:"Files, recognised by their columns." type:"existingfile"`
	JSON  bool     `help:"Report as JSON, one object a file."`
}

// loaded is the report of one file.
type loaded struct {
	File    string            `json:"file"`
	Kind    string            `json:"kind"`
	Rows    int               `json:"rows"`
	Kept    int               `json:"kept"`
	Left    int               `json:"left"`
	Refused []refdata.Refusal `json:"refused"`
}

// Run loads each file in a transaction of its own: tables first, because outlines are found by the codes that tables
// give. A file that is not known is said and refused; the others are loaded all the same.
func (c *refdataImportCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	files := slices.Clone(c.Files)
	slices.SortStableFunc(files, func(a, b string) int { return drawn(a) - drawn(b) })
	refused := false
	for _, name := range files {
		report, err := h.loadOfficial(ctx, name)
		if errors.Is(err, refdata.ErrUnknownFile) {
			fmt.Fprintln(io.err, "kafo:", s.words().T("official.unknown", filepath.Base(name)))
			refused = true
			continue
		}
		if err != nil {
			return err
		}
		report.print(io, s, c.JSON)
	}
	if refused {
		return errSaid
	}
	return nil
}

// drawn is 1 for a file that begins as GeoJSON, 0 for any other.
func drawn(name string) int {
	f, err := os.Open(name)
	if err != nil {
		return 0
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := f.Read(head)
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head[:n], []byte("\ufeff"))), []byte("{")) {
		return 1
	}
	return 0
}

func (h *house) loadOfficial(ctx context.Context, name string) (loaded, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return loaded{}, err
	}
	known, err := h.store.Reference(ctx)
	if err != nil {
		return loaded{}, err
	}
	o, err := refdata.ReadOfficial(raw, store.Pcode(known))
	if err != nil {
		return loaded{}, err
	}
	report := loaded{File: filepath.Base(name), Kind: o.Kind, Rows: o.Rows, Left: o.Left, Refused: o.Refused}
	err = h.store.Update(ctx, coop.Operator, "refdata import "+report.File, func(tx *store.Tx) error {
		kept, refused, err := tx.LoadOfficial(o)
		report.Kept, report.Refused = kept, append(report.Refused, refused...)
		return err
	})
	return report, err
}

func (r loaded) print(io streams, s *Settings, asJSON bool) {
	if asJSON {
		_ = json.NewEncoder(io.out).Encode(r) // a report that cannot be written has nobody to read it
		return
	}
	fmt.Fprintln(io.out, s.words().T("official.loaded", r.File, s.words().T("official."+r.Kind), r.Rows, r.Kept, r.Left, len(r.Refused)))
	for _, x := range r.Refused {
		fmt.Fprintln(io.out, "  "+s.words().T("cmd.line", x.Line)+" "+s.words().T(x.Key, x.Arg))
	}
}
