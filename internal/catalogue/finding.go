package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Findings lists the findings of a rule ("" for all) in a state ("" for all but those that have gone).
func (c *Catalogue) Findings(ctx context.Context, rule, state string) ([]Finding, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.Findings(ctx)
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	var all []Finding
	for _, r := range rows {
		if rule != "" && r.Rule != rule || state != "" && r.State != state || state == "" && r.State == "gone" {
			continue
		}
		f, err := x.finding(r)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Finding is one finding. Error: notfound.
func (c *Catalogue) Finding(ctx context.Context, id coop.FindingID) (Finding, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Finding{}, err
	}
	rows, err := c.q.Findings(ctx)
	if err != nil {
		return Finding{}, fmt.Errorf("findings: %w", err)
	}
	for _, r := range rows {
		if r.ID == int64(id) {
			return x.finding(r)
		}
	}
	return Finding{}, coop.Refuse(coop.NotFound, "finding.notfound", id)
}

func (c *Catalogue) findingsOf(ctx context.Context, x *index, id coop.PartnershipID) ([]Finding, error) {
	rows, err := c.q.Findings(ctx)
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	var all []Finding
	for _, r := range rows {
		if r.Subject.Int64 != int64(id) || r.State == "gone" {
			continue
		}
		f, err := x.finding(r)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (x *index) finding(r db.FindingsRow) (Finding, error) {
	f := Finding{ID: coop.FindingID(r.ID), Rule: r.Rule, Severity: r.Severity, State: r.State, Why: r.Why}
	if err := json.Unmarshal([]byte(r.Evidence), &f.Evidence); err != nil {
		return f, fmt.Errorf("evidence of finding %d: %w", r.ID, err)
	}
	var places []coop.Place
	if err := json.Unmarshal([]byte(r.Places), &places); err != nil {
		return f, fmt.Errorf("places of finding %d: %w", r.ID, err)
	}
	for _, p := range places {
		cite := x.cite(p.Record, p.Path, p.Line, p.LineEnd)
		f.Cites = append(f.Cites, cite)
		for k, v := range f.Evidence {
			f.Evidence[k] = x.masked(cite.Source, v)
		}
	}
	if n, ok := x.position[coop.PartnershipID(r.Subject.Int64)]; ok {
		f.Subject = &Ref{ID: r.Subject.Int64, Kind: "partnership", Name: x.items[n].Title}
	}
	return f, nil
}
