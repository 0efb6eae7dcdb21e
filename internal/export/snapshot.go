package export

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"kafo/internal/catalogue"
)

// Snapshot writes a ZIP of every table as CSV, with a datapackage.json (Data Package 2.0, a Table Schema a table) that
// says the licence, the date, the counts and the checksums.
func Snapshot(ctx context.Context, c *catalogue.Catalogue, w io.Writer) error {
	return snapshotAt(ctx, time.Now(), c, w)
}

func snapshotAt(ctx context.Context, now time.Time, c *catalogue.Catalogue, w io.Writer) error {
	sheets, err := tables(ctx, c)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	p := newPackage(now)
	for _, s := range sheets {
		r, err := addTable(z, now, s)
		if err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
		p.Resources = append(p.Resources, r)
	}
	out, err := create(z, now, "datapackage.json")
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	if err := writeObject(out, p); err != nil {
		return err
	}
	return z.Close()
}

// tables are all tables of the register, those of facts first.
func tables(ctx context.Context, c *catalogue.Catalogue) ([]Sheet, error) {
	f, err := c.Facts(ctx)
	if err != nil {
		return nil, err
	}
	orgs, err := c.EveryOrganisation(ctx)
	if err != nil {
		return nil, err
	}
	places, err := c.EveryTerritory(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := c.Sources(ctx)
	if err != nil {
		return nil, err
	}
	noticed, err := c.Findings(ctx, catalogue.FindingQuery{})
	if err != nil {
		return nil, err
	}
	pairs, err := c.Proposals(ctx, catalogue.ProposalQuery{})
	if err != nil {
		return nil, err
	}
	said, err := c.Positions(ctx)
	if err != nil {
		return nil, err
	}
	bars, err := c.Themes(ctx)
	return []Sheet{
		partnerships(f.Partnerships), parties(f.Parties), agreements(f.Agreements), actions(f.Actions), money(f.Money),
		organisations(orgs), territories(places), factRecords(f.Records), sources(docs), findings(noticed), proposals(pairs.Items), themes(bars), positions(said),
	}, err
}

func create(z *zip.Writer, now time.Time, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now.UTC()})
}

func addTable(z *zip.Writer, now time.Time, s Sheet) (resource, error) {
	r := newResource(s)
	out, err := create(z, now, r.Path)
	if err != nil {
		return r, err
	}
	count := s.Rows
	s.Rows = func(yield func([]any, error) bool) {
		for row, err := range count {
			r.Rows++
			if !yield(row, err) {
				return
			}
		}
	}
	sum := sha256.New()
	size := &counter{}
	if err := writeCSV(io.MultiWriter(out, sum, size), s); err != nil {
		return r, err
	}
	r.Bytes, r.Hash = size.n, "sha256:"+hex.EncodeToString(sum.Sum(nil))
	return r, nil
}

// counter counts the bytes written to it.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
