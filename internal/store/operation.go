package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Did says what this write has decided; what follows from it by itself is no part of it.
func (tx *Tx) Did(kind coop.PartKind, object int64) {
	tx.parts = append(tx.parts, coop.OperationPart{Kind: kind, Object: object})
}

// operate keeps the parts of this write under the number of its entry in the audit.
func (tx *Tx) operate(id int64) error {
	for i, p := range tx.parts {
		err := tx.q.InsertOperationPart(tx.ctx, db.InsertOperationPartParams{Operation: id, Position: i, Kind: string(p.Kind), Object: p.Object, At: tx.at})
		if err != nil {
			return fmt.Errorf("operation: %w", err)
		}
	}
	return nil
}

// Operation is what an operation did, in its order. Error: notfound.
func (tx *Tx) Operation(id coop.OperationID) ([]coop.OperationPart, error) {
	rows, err := tx.q.OperationParts(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("operation: %w", err)
	}
	if len(rows) == 0 {
		return nil, coop.Refuse(coop.NotFound, "operation.notfound", id)
	}
	out := make([]coop.OperationPart, len(rows))
	for i, r := range rows {
		out[i] = coop.OperationPart{Kind: coop.PartKind(r.Kind), Object: r.Object}
	}
	return out, nil
}

// WithdrawSource takes back what a document says: its records stay readable, and nothing of them stands. It gives the
// partnerships to project. Error: conflict where its records have taken the place of others, which would not come back.
func (tx *Tx) WithdrawSource(id coop.SourceID) (subjects []coop.PartnershipID, err error) {
	n, err := tx.q.Overtaken(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("withdraw source: %w", err)
	}
	if n > 0 {
		return nil, coop.Refuse(coop.Conflict, "operation.replaces", n)
	}
	records, err := tx.RecordsOf(id)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		more, err := tx.ReplaceRecord(r, r) // by itself: nothing stands in its place
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, more...)
	}
	return subjects, nil
}

// firstSaid is the set in which claims were said before a document that says them was withdrawn and returned.
func firstSaid(set int64, claims []coop.Claim) int64 {
	for _, c := range claims {
		if c.Was != nil {
			return c.Was.Set
		}
	}
	return set
}

// ReturnSource lets what a document says stand again, said now, under the numbers it had: the opposite of WithdrawSource.
func (tx *Tx) ReturnSource(id coop.SourceID) (subjects []coop.PartnershipID, err error) {
	rows, err := tx.q.WithdrawnClaims(tx.ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("return source: %w", err)
	}
	stood := map[int64]int64{} // by the set that was first said, the last that repeats it: two withdrawals may bear one instant
	sets := make([]coop.ClaimSet, len(rows))
	for i, r := range rows {
		if err := unmarshal(r.Claims, &sets[i].Claims); err != nil {
			return nil, err
		}
		stood[firstSaid(r.ID, sets[i].Claims)] = r.ID
	}
	for i, r := range rows {
		if stood[firstSaid(r.ID, sets[i].Claims)] != r.ID {
			continue
		}
		s := sets[i]
		s.Record, s.AssertedOn = coop.RecordID(r.Record), coop.Date(r.AssertedOn)
		if r.SubjectKind == coop.KindOrganisation {
			s.Org = coop.OrgID(r.Subject)
		} else {
			s.Subject = coop.PartnershipID(r.Subject)
			subjects = append(subjects, s.Subject)
		}
		for i := range s.Claims {
			if s.Claims[i].Was == nil {
				s.Claims[i].Was = &coop.ClaimRef{Set: r.ID, Position: i}
			}
		}
		if err := tx.AddClaims(s); err != nil {
			return nil, err
		}
	}
	if err := tx.q.ReturnMentions(tx.ctx, int64(id)); err != nil {
		return nil, fmt.Errorf("return source: %w", err)
	}
	tx.changed("source returned")
	return subjects, wrap(tx.q.ReturnRecords(tx.ctx, int64(id)), "return source")
}
