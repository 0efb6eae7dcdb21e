package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"

	"kafo/internal/bench"
	"kafo/internal/catalogue"
	"kafo/internal/ingest"
	"kafo/internal/refdata"
)

type benchCmd struct {
	Generate benchGenerateCmd `cmd:"" help:"Write a register of invented partnerships with the shapes of the real one."`
	Run      benchRunCmd      `cmd:"" help:"Measure on a temporary register."`

	Reconcile benchReconcileCmd `cmd:"" help:"Measure how well and how fast noisy duplicates are found among invented organisations."`
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
	Times   int    `help:"How often each page is asked for." default:"300"`
	JSON    bool   `help:"One JSON object a figure."`
}

// Run measures in a temporary folder, which it takes away; the register of the settings is not touched.
func (c *benchRunCmd) Run(ctx context.Context, s *Settings, io streams) error {
	folder, err := os.MkdirTemp("", "kafo-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	own := *s
	own.Data, own.DatabaseURL = folder, ""
	figures, err := c.measure(ctx, &own)
	if err != nil {
		return err
	}
	if !c.JSON {
		bench.Print(io.out, figures)
		return nil
	}
	for _, f := range figures {
		if err := json.NewEncoder(io.out).Encode(f); err != nil {
			return err
		}
	}
	return nil
}

type benchReconcileCmd struct {
	Sizes []int  `help:"Numbers of organisations; one in twenty is a noisy copy of another." default:"10000,30000,100000"`
	Seed  uint64 `help:"The same seed gives the same organisations." default:"1"`
	JSON  bool   `help:"One JSON object a size."`
}

// Run proposes duplicates in memory; no register is opened.
func (c *benchReconcileCmd) Run(io streams) error {
	var before *bench.Reconciled
	towns := benchTowns()
	for _, size := range c.Sizes {
		got := bench.Reconcile(towns, size, c.Seed)
		got.Growth = got.GrowthSince(before)
		before = &got
		if !c.JSON {
			fmt.Fprintln(io.out, got)
			continue
		}
		if err := json.NewEncoder(io.out).Encode(got); err != nil {
			return err
		}
	}
	return nil
}

// benchTowns are the communes of the reference data with the territories above them.
func benchTowns() []bench.Town {
	var out []bench.Town
	for t := range refdata.Territories() {
		if t.Level != "commune" {
			continue
		}
		town := bench.Town{Country: t.Country}
		for at, ok := t, true; ok && at.Level != "country"; at, ok = refdata.Lookup(at.Parent) {
			town.Places, town.Names = append(town.Places, at.Key), append(town.Names, at.Name)
		}
		out = append(out, town)
	}
	return out
}

func (c *benchRunCmd) measure(ctx context.Context, s *Settings) ([]bench.Figure, error) {
	h, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer h.db.Close()
	subject, err := h.subject(s)
	if err != nil {
		return nil, err
	}
	var census bytes.Buffer
	if err := bench.Census(&census, benchNames(), c.Actions, c.Seed); err != nil {
		return nil, err
	}
	subject.Times = max(1, c.Times)
	return bench.Run(ctx, subject, census.Bytes(), c.Actions)
}

func (h *house) subject(s *Settings) (bench.Subject, error) {
	quiet := slog.New(slog.DiscardHandler)
	reader := s.catalogue(h.db, stale, "")
	cached, err := s.pages(h, reader, quiet)
	if err != nil {
		return bench.Subject{}, err
	}
	fresh, err := s.pages(h, &everNew{Catalogue: reader}, quiet)
	return bench.Subject{
		DB: h.db, File: s.dsn(), Folder: s.Data, Cached: cached, Fresh: fresh,
		Import: func(ctx context.Context, r io.Reader) error { return h.take(ctx, "banc-d-essai.txt", r) },
		Start:  s.start,
		Pages: []bench.Page{
			{Name: "list, text + 3 filters", Address: "/partenariats?q=forage&pays=ML&theme=eau&statut=active"},
			{Name: "list, no filter", Address: "/partenariats"},
			{Name: "partnership", Address: "/partenariats/1"},
			{Name: "home with map", Address: "/"},
		},
		CSV: "/partenariats.csv",
	}, err
}

// start does what serve does before it listens, up to being ready.
func (s *Settings) start(ctx context.Context) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if _, err := s.handler(h, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	return s.ready(h.db, s.catalogue(h.db, stale, ""))(ctx)
}

// everNew says that the register has changed each time it is asked, so that no page comes from the page cache.
type everNew struct {
	*catalogue.Catalogue
	asked atomic.Int64
}

// Version is another one each time.
func (e *everNew) Version(context.Context) (string, error) {
	return strconv.FormatInt(e.asked.Add(1), 10), nil
}
