package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

type recueilCmd struct {
	List    recueilListCmd    `cmd:"" help:"List the editions."`
	Freeze  recueilFreezeCmd  `cmd:"" help:"Freeze an edition: the fiches that stand now, and what is counted over them."`
	Erratum recueilErratumCmd `cmd:"" help:"Say what is wrong in an edition; its fiches and figures stay."`
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
		e.Date = today()
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
