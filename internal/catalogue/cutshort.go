package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

// CutShort are the documents of which records are missing: their import ended before they were all kept. Importing one
// again goes on where it stopped.
func (c *Catalogue) CutShort(ctx context.Context) ([]string, error) {
	rows, err := c.q.RecordsKept(ctx)
	if err != nil {
		return nil, fmt.Errorf("records kept: %w", err)
	}
	var out []string
	for _, r := range rows {
		var read coop.Report
		if err := json.Unmarshal([]byte(r.Report), &read); err != nil {
			return nil, fmt.Errorf("report of %s: %w", r.Document, err)
		}
		if int(r.Records) < read.Records {
			out = append(out, r.Document)
		}
	}
	return out, nil
}
