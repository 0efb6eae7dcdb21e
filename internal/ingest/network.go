package ingest

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/format/networkpage"
)

// network maps each row of a network's table, and each recent member that names its partners, to a partnership.
func (m *mapper) network(n networkpage.Network, asserted coop.Date) []coop.Statement {
	var out []coop.Statement
	for i, row := range n.Rows {
		out = append(out, m.row(fmt.Sprintf("rows.%d", i), "foreign", row.French, row.Foreign, deref(row.Cercle), asserted))
	}
	for i, r := range n.Recent {
		if len(r.With) > 0 {
			out = append(out, m.row(fmt.Sprintf("recent.%d", i), "with", r.French, r.With, "", asserted))
		}
	}
	return out
}

func (m *mapper) row(path, other string, french, foreign []string, cercle string, asserted coop.Date) coop.Statement {
	s := coop.Statement{Path: path, Asserted: asserted}
	s.Parties = append(m.parties(french, coop.French, "", path+".french", "FR", ""),
		m.parties(foreign, coop.Foreign, "", path+"."+other, "", cercle)...)
	s.Others = []coop.Claim{{Status: &coop.StatusClaim{Continued: "yes", Asserted: asserted, Place: m.at(path)}}}
	return s
}
