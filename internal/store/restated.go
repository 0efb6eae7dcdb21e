package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Spot is where something stands in a record.
type Spot struct {
	Record coop.RecordID
	Path   string
}

// Body is what a record says, as JSON.
func (tx *Tx) Body(r coop.RecordID) ([]byte, error) {
	body, err := tx.q.RecordBody(tx.ctx, int64(r))
	return []byte(body), wrap(err, "body of a record")
}

// Restate says that what stands at a spot is said again at another, by a record that takes the place of the first.
func (tx *Tx) Restate(was, now Spot) error {
	tx.changed("restated", touch{"proposal", 0})
	err := tx.q.Restate(tx.ctx, db.RestateParams{
		Record: int64(was.Record), Path: was.Path, ByRecord: int64(now.Record), ByPath: now.Path, RecordedAt: tx.at,
	})
	return wrap(err, "restate")
}

// Restated says of spots in records that were replaced where they are said now.
func (tx *Tx) Restated() (map[Spot]Spot, error) {
	rows, err := tx.q.Restated(tx.ctx)
	if err != nil {
		return nil, fmt.Errorf("restated: %w", err)
	}
	next := make(map[Spot]Spot, len(rows))
	for _, r := range rows {
		next[Spot{coop.RecordID(r.Record), r.Path}] = Spot{coop.RecordID(r.ByRecord), r.ByPath}
	}
	for from, to := range next {
		for again, ok := next[to]; ok; again, ok = next[to] {
			to = again
		}
		next[from] = to
	}
	return next, nil
}
