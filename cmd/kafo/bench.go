package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"kafo/internal/bench"
	"kafo/internal/ingest"
	"kafo/internal/refdata"
)

type benchCmd struct {
	Generate benchGenerateCmd `cmd:"" help:"Write a register of invented partnerships with the shapes of the real one."`
	Run      benchRunCmd      `cmd:"" help:"Measure on a temporary register."`
}

type benchGenerateCmd struct {
	Actions int    `help:"Number of actions." default:"12000"`
	Seed    uint64 `help:"The same seed gives the same register." default:"1"`
	Text    bool   `help:"Print the invented census instead of importing it."`
}

// Run writes the invented census, or imports it into the register of the data folder.
func (c *benchGenerateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if c.Text {
		return bench.Census(io.out, benchNames(), c.Actions, c.Seed)
	}
	var census bytes.Buffer
	if err := bench.Census(&census, benchNames(), c.Actions, c.Seed); err != nil {
		return err
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	h.importer.Progress = progress(io, "bench")
	return h.take(ctx, "banc-d-essai.txt", &census)
}

func (h *house) take(ctx context.Context, name string, r io.Reader) error {
	d, err := ingest.Read(name, r)
	if err != nil {
		return err
	}
	_, err = h.importer.Import(ctx, d, "")
	return err
}

// benchNames are real places, so that names resolve as they do in real documents.
func benchNames() bench.Names {
	var n bench.Names
	regions := map[string]string{}
	for t := range refdata.Territories() {
		if t.Country == "ML" && t.Level == "region" && t.From == "" {
			regions[t.Key] = "REGION DE " + t.Name
		}
	}
	for t := range refdata.Territories() {
		switch {
		case t.Country == "FR" && t.Level == "commune" && t.Population > 20000:
			n.French = append(n.French, t.Name)
		case t.Country == "ML" && t.Level == "cercle" && regions[t.Parent] != "":
			n.Foreign = append(n.Foreign, bench.Place{Name: "Conseil de cercle de " + t.Name, Region: regions[t.Parent]})
		}
	}
	return n
}

type benchRunCmd struct {
	Actions int    `help:"Number of actions." default:"12000"`
	Seed    uint64 `help:"The same seed gives the same register." default:"1"`
	JSON    bool   `help:"One JSON object a figure."`
}

// Run measures in a temporary folder, which it takes away.
func (c *benchRunCmd) Run(ctx context.Context, s *Settings, io streams) error {
	folder, err := os.MkdirTemp("", "kafo-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	s.Data = folder
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	subject, err := h.subject(s, folder)
	if err != nil {
		return err
	}
	var census bytes.Buffer
	if err := bench.Census(&census, benchNames(), c.Actions, c.Seed); err != nil {
		return err
	}
	figures, err := bench.Run(ctx, subject, census.Bytes(), c.Actions)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(f); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(io.out, "%-60s p50 %9.2f ms  p99 %9.2f ms  %9.1f %-10s ×%.2f (%s)\n", f.Name, f.P50, f.P99, f.Rate, f.Unit, f.Ratio, f.Baseline)
	}
	return nil
}

func (h *house) subject(s *Settings, folder string) (bench.Subject, error) {
	handler, err := s.handler(h, slog.New(slog.DiscardHandler))
	return bench.Subject{
		Import:  func(ctx context.Context, r io.Reader) error { return h.take(ctx, "banc-d-essai.txt", r) },
		Start:   func(ctx context.Context) error { _, err := s.rooms(h.db).catalogue.Totals(ctx); return err },
		Handler: handler, Folder: folder,
		Pages: []string{"/partenariats?q=forage&pays=ML&theme=eau&statut=active", "/partenariats/1", "/"},
		File:  "/partenariats.csv",
	}, err
}
