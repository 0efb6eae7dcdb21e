package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"kafo/internal/bench"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
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
		return bench.Census(io.out, benchNames(c.Actions), c.Actions, c.Seed)
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	h.importer.Progress = progress(io, "bench")
	return h.take(ctx, bench.Censuses(benchNames(c.Actions), c.Actions, c.Seed))
}

// take imports documents; the next one is read while one is written.
func (h *house) take(ctx context.Context, documents iter.Seq[[]byte]) error {
	for r := range ingest.Ahead(readCensuses(documents)) {
		if r.err != nil {
			return r.err
		}
		if _, err := h.importer.Import(ctx, r.doc, ""); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func readCensuses(documents iter.Seq[[]byte]) iter.Seq[reading] {
	return func(yield func(reading) bool) {
		for raw := range documents {
			d, err := ingest.Read("banc-d-essai.txt", bytes.NewReader(raw))
			if !yield(reading{"banc-d-essai.txt", d, err}) {
				return
			}
		}
	}
}

// benchNames are real places, so that names resolve as they do in real documents. A large register has small communes too:
// without them a million actions would be those of a few thousand partnerships.
func benchNames(actions int) bench.Names {
	people := 20000
	if actions > 100_000 {
		people = 0
	}
	var n bench.Names
	regions := map[string]string{}
	for t := range refdata.Territories() {
		if t.Country == "ML" && t.Level == "region" && t.From == "" {
			regions[t.Key] = "REGION DE " + t.Name
		}
	}
	for t := range refdata.Territories() {
		switch {
		case t.Country == "FR" && t.Level == "commune" && t.Population > people:
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
	s.quick() // as the site that it measures
	folder, err := os.MkdirTemp("", "kafo-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	own := *s
	own.Data, own.DatabaseURL = filepath.Join(folder, "register"), ""
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
	subject.Times = max(1, c.Times)
	figures, err := bench.Run(ctx, subject, bench.Censuses(benchNames(c.Actions), c.Actions, c.Seed), c.Actions)
	if err != nil {
		return figures, err
	}
	recueil, err := h.recueil(ctx, s)
	if err != nil {
		return figures, err
	}
	printed, err := recueil.Run(ctx)
	return append(figures, printed...), err
}

// mostPrinted is of how many fiches a census that is measured has at most: a register of a million actions has a hundred times more.
const mostPrinted = 2500

// recueil freezes the editions whose prints are measured.
func (h *house) recueil(ctx context.Context, s *Settings) (bench.Recueil, error) {
	r := bench.Recueil{DB: h.db.Reader(), Formats: export.RecueilFormats}
	draft, err := h.catalogue.DraftEdition(ctx, coop.EditionScope{}, "")
	if err != nil {
		return r, err
	}
	for _, of := range []struct {
		id     *coop.EditionID
		fiches int
	}{{&r.Small, bench.SmallRecueil}, {&r.Large, mostPrinted}} {
		e := draft.Edition
		e.Title, e.Date, e.Fiches = "Banc d’essai", "2032-06-12", e.Fiches[:min(len(e.Fiches), of.fiches)]
		if *of.id, err = h.registry.Freeze(ctx, coop.Operator, e); err != nil {
			return r, err
		}
	}
	r.Print = func(ctx context.Context, id coop.EditionID, format string, told func(done, total int), w io.Writer) error {
		o := s.printed(format, i18n.FR, nil)
		o.BaseURL, o.Office, o.Progress = "https://atlas.example.org", "", told
		return export.Recueil(ctx, h.catalogue, id, o, w)
	}
	return r, nil
}

func (h *house) subject(s *Settings) (bench.Subject, error) {
	quiet := slog.New(slog.DiscardHandler)
	reader := s.reading(h.db, stale)
	cached, err := s.pages(h, reader, quiet)
	if err != nil {
		return bench.Subject{}, err
	}
	fresh, err := s.pages(h, &everNew{Catalogue: reader}, quiet)
	return bench.Subject{
		DB: h.db, File: s.dsn(), Kept: s.Data, Folder: filepath.Dir(s.Data), Cached: cached, Fresh: fresh, Import: h.take, Start: s.start,
		First:   func(ctx context.Context) error { _, err := reader.Figures(ctx); return err },
		Rebuild: func(ctx context.Context) error { _, err := h.registry.Rebuild(ctx, coop.Operator, ""); return err },
		Pages: []bench.Page{
			{Name: "list, text + 3 filters", Address: "/partenariats?q=forage&pays=ML&theme=eau&statut=active"},
			{Name: "list, no filter", Address: "/partenariats"},
			{Name: "partnership", Address: "/partenariats/1"},
			{Name: "home with map", Address: "/"},
			{Name: "list as JSON", Address: "/partenariats.json?q=forage"},
			{Name: "country", Address: "/territoires/%country"},
			{Name: "money", Address: "/argent"},
			{Name: "overview", Address: "/apercu"},
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
	reader := s.reading(h.db, stale)
	return errors.Join(s.ready(h.db, reader)(ctx), reader.Keep(ctx))
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
