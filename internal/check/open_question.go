package check

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// openQuestion: a document names somebody, and it is not decided who is meant.
func openQuestion(s catalogue.Snapshot) []coop.Finding {
	of := map[coop.RecordID]coop.PartnershipID{}
	for i := range s.Records {
		of[s.Records[i].ID] = subject(&s.Records[i])
	}
	var out []coop.Finding
	for _, q := range s.Questions {
		out = append(out, coop.Finding{
			Key: key(q.ID), Subject: of[q.Cite.Record],
			Places:   []coop.Place{{Record: q.Cite.Record, Path: q.Cite.Path, Line: q.Cite.Line, LineEnd: q.Cite.LineEnd}},
			Evidence: map[string]string{"name": q.Text, "candidates": strconv.Itoa(len(q.Candidates))},
		})
	}
	return out
}
