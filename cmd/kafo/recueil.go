package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
	"kafo/internal/web"
)

type recueilCmd struct {
	List    recueilListCmd    `cmd:"" help:"List the editions."`
	Freeze  recueilFreezeCmd  `cmd:"" help:"Freeze an edition: the fiches that stand now, and what is counted over them."`
	Print   recueilPrintCmd   `cmd:"" help:"Print an edition as one document."`
	Erratum recueilErratumCmd `cmd:"" help:"Say what is wrong in an edition; its fiches and figures stay."`

	Template recueilTemplateCmd `cmd:"" help:"Write a template to begin from, for a designer: a DOCX, an ODT, the style sheet or the frame of the page."`
	Check    recueilCheckCmd    `cmd:"" help:"Say what is understood of a template, a DOCX or an ODT, and what is wrong with it."`
}

type recueilListCmd struct {
	JSON bool `help:"One JSON object an edition."`
}

// Run lists the editions, the latest first.
func (c *recueilListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	list, err := h.catalogue.Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range list {
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(e); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(io.out, "%4d  %s  %s  %s (%d)\n", e.ID, e.Date, e.Series, e.Title, e.Fiches)
	}
	return nil
}

type recueilFreezeCmd struct {
	Title     string `help:"Its title." required:""`
	Date      string `help:"Day of the edition, as 2013-11-08. Today if not given." placeholder:"DAY"`
	Publisher string `help:"In whose name it is published." placeholder:"NAME"`
	Series    string `help:"Of which series it is an edition: what is new is marked against the last one of the series. The words of the title if not given." placeholder:"NAME"`
	Source    int64  `help:"Only the fiches of a document, by its number." placeholder:"SOURCE"`
	Campaign  int64  `help:"Only the accepted fiches of a campaign, by its number." placeholder:"CAMPAIGN"`
	Country   string `help:"Only fiches with a partner in a country, by its code: ML." placeholder:"CODE"`
	Foreword  string `help:"File with the foreword: plain text, paragraphs parted by empty lines." placeholder:"FILE"`
	Comment   string `help:"File with a comment that stands under the figures." placeholder:"FILE"`
	DryRun    bool   `help:"Only say what would be frozen."`
}

// Run freezes an edition, signed operator, and says what it holds.
func (c *recueilFreezeCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	series := c.Series
	if series == "" {
		series = c.Title
	}
	scope := coop.EditionScope{Source: coop.SourceID(c.Source), Campaign: coop.CampaignID(c.Campaign), Country: c.Country}
	draft, err := h.catalogue.DraftEdition(ctx, scope, coop.SeriesOf(series))
	if err != nil {
		return err
	}
	e := draft.Edition
	e.Title, e.Host, e.Date = c.Title, c.Publisher, coop.Date(c.Date)
	if e.Date == "" {
		e.Date = coop.Date(time.Now().In(coop.Paris).Format(time.DateOnly))
	}
	foreword, err := textOf(c.Foreword)
	comment, err2 := textOf(c.Comment)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	e.Foreword, e.Comment = foreword, comment
	if err := campaign.AskedOf(&e); err != nil {
		return err
	}
	if !c.DryRun {
		if e.ID, err = h.registry.Freeze(ctx, coop.Operator, e); err != nil {
			return err
		}
	}
	fmt.Fprintln(io.out, s.words().T("cmd.edition_frozen", int(e.ID), len(e.Fiches), len(e.Coming), marked(draft, coop.FicheAdded), marked(draft, coop.FicheChanged)))
	if c.DryRun {
		fmt.Fprintln(io.out, s.words().T("retention.dry"))
	}
	return nil
}

// marked counts the fiches with a mark.
func marked(e catalogue.Edition, mark coop.FicheMark) (n int) {
	for _, f := range e.Fiches {
		if f.Mark == mark {
			n++
		}
	}
	return n
}

// textOf is the text of a file, "" of none.
func textOf(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	raw, err := os.ReadFile(file)
	return string(raw), err
}

type recueilErratumCmd struct {
	Edition int64  `arg:"" help:"Number of the edition."`
	Text    string `arg:"" help:"What is wrong, and how it should be read."`
}

// Run adds an erratum, signed operator.
func (c *recueilErratumCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.registry.Correct(ctx, coop.Operator, coop.EditionID(c.Edition), c.Text); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.erratum_added", int(c.Edition)))
	return nil
}

type recueilTemplateCmd struct {
	Out string `arg:"" help:"File to write: recueil.docx, recueil.odt, recueil.css or recueil.html." type:"path"`
}

// Run writes a template. No register is opened.
func (c *recueilTemplateCmd) Run(_ context.Context, s *Settings, to streams) error {
	err := whole(c.Out, func(w io.Writer) error { return export.ExampleTemplate(c.Out, s.words(), w) })
	if err == nil {
		fmt.Fprintln(to.err, s.words().T("cmd.recueil_printed", c.Out))
	}
	return err
}

type recueilCheckCmd struct {
	File string `arg:"" help:"Template, .docx or .odt." type:"path"`
}

// Run says what is understood of a template, as the page does where one is put on trial. No register is opened.
func (c *recueilCheckCmd) Run(_ context.Context, s *Settings, to streams) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	u, err := export.Understand(raw)
	if err != nil {
		return err
	}
	lang := s.words()
	for _, problem := range u.Problems(lang) {
		fmt.Fprintln(to.err, problem)
	}
	if !u.Serves() {
		return errSaid
	}
	for _, note := range u.Notes(lang) {
		fmt.Fprintln(to.out, note)
	}
	for _, mark := range export.TemplateMarks {
		at := lang.T("template.absent")
		if places := u.Places(lang, mark); len(places) > 0 {
			at = strings.Join(places, " ; ")
		}
		fmt.Fprintf(to.out, "%-10s  %s\n", mark, at)
	}
	return nil
}

type recueilPrintCmd struct {
	Edition  int64  `arg:"" help:"Number of the edition."`
	Format   string `help:"html, docx, odt, or pdf through Chromium." default:"html" enum:"html,docx,odt,pdf"`
	Out      string `help:"File to write; the standard output if not given." placeholder:"FILE" type:"path"`
	Language string `name:"in" help:"Language of what is around the fiches." default:"fr" enum:"fr,en"`
}

// Run prints an edition, and says how far it is.
func (c *recueilPrintCmd) Run(ctx context.Context, s *Settings, to streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	loaded, err := h.store.Outlines(ctx)
	if err != nil {
		return err
	}
	o := s.printed(c.Format, i18n.Lang(c.Language), outlines(loaded))
	if c.Out == "" {
		return s.print(ctx, h.catalogue, coop.EditionID(c.Edition), o, to.out)
	}
	o.Progress = progress(to, filepath.Base(c.Out))
	err = whole(c.Out, func(w io.Writer) error { return s.print(ctx, h.catalogue, coop.EditionID(c.Edition), o, w) })
	if err != nil {
		return err
	}
	fmt.Fprintln(to.err, s.words().T("cmd.recueil_printed", c.Out))
	return nil
}

// print writes an edition in a format.
func (s *Settings) print(ctx context.Context, c *catalogue.Catalogue, id coop.EditionID, o export.Printing, w io.Writer) error {
	if o.Format == "pdf" {
		return export.RecueilPDF(ctx, c, id, o, export.Browser(s.Browser), w)
	}
	return export.Recueil(ctx, c, id, o, w)
}

// shelf is the folder in which a designer's templates are.
func (s *Settings) shelf() export.Shelf {
	return export.Shelf{Folder: filepath.Join(s.Data, "templates")}
}

// prints are the formats in which pages offer an edition.
func (s *Settings) prints() []string {
	if export.Browser(s.Browser) == "" {
		return export.RecueilFormats
	}
	return append(slices.Clone(export.RecueilFormats), "pdf")
}

// printTime is how long a browser may take to print.
const printTime = 2 * time.Minute

// turn is whose turn it is to print through a browser, which is a large program: one print at a time, for visitors and presses
// together.
type turn chan struct{}

// take waits for the turn, or says at once that somebody else has it.
func (t turn) take(ctx context.Context, waits bool) error {
	if !waits {
		select {
		case t <- struct{}{}:
			return nil
		default:
			return coop.Refuse(coop.Busy, "download.busy")
		}
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// printing prints editions for pages.
func (s *Settings) printing(then *moments, shapes web.Outlines, browser turn) web.Printer {
	return func(ctx context.Context, m coop.Moment, id coop.EditionID, format string, lang i18n.Lang, w io.Writer) error {
		c, err := then.at(ctx, m)
		if err != nil {
			return err
		}
		if format == "pdf" {
			if err := browser.take(ctx, false); err != nil {
				return err
			}
			defer func() { <-browser }()
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, printTime)
			defer cancel()
		}
		return s.print(ctx, c, id, s.printed(format, lang, shapes), w)
	}
}

// pressing prints large editions beside requests: such a print waits for the browser.
func (s *Settings) pressing(c *catalogue.Catalogue, shapes web.Outlines, browser turn) press {
	return func(ctx context.Context, id coop.EditionID, format string, lang i18n.Lang, told func(done, total int), w io.Writer) error {
		if format == "pdf" {
			if err := browser.take(ctx, true); err != nil {
				return err
			}
			defer func() { <-browser }()
		}
		o := s.printed(format, lang, shapes)
		o.Progress = told
		return s.print(ctx, c, id, o, w)
	}
}

// specimen prints an example for pages, by the templates that serve or by those on trial.
func (s *Settings) specimen(c *catalogue.Catalogue, shapes web.Outlines) web.Specimen {
	return func(ctx context.Context, t export.Templates, format string, lang i18n.Lang, w io.Writer) error {
		o := s.printed(format, lang, shapes)
		o.Template, o.Office = t, ""
		return export.Specimen(ctx, c, o, w)
	}
}

// printed says how pages have an edition printed.
func (s *Settings) printed(format string, lang i18n.Lang, shapes web.Outlines) export.Printing {
	return export.Printing{Format: format, Lang: lang, BaseURL: s.BaseURL, Template: s.shelf().Serving(), Office: s.Office, Outlines: shapes}
}
