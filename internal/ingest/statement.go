package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/atlaspage"
	"kafo/internal/format/censustext"
	"kafo/internal/format/networkpage"
)

// Statements maps a record to what it states of partnerships: one for a fiche or an atlas page, one a row for a
// network's table, none for the rest. It works on the stored form, so that a register can be built again from its
// records.
func Statements(r coop.Record, asserted coop.Date) ([]coop.Statement, error) {
	switch r.Kind {
	case coop.KindFiche:
		var f censustext.Fiche
		if err := json.Unmarshal(r.Body, &f); err != nil {
			return nil, fmt.Errorf("fiche: %w", err)
		}
		return []coop.Statement{(&mapper{r}).fiche(f, asserted)}, nil
	case coop.KindAtlas:
		var p atlaspage.Project
		if err := json.Unmarshal(r.Body, &p); err != nil {
			return nil, fmt.Errorf("atlas project: %w", err)
		}
		return []coop.Statement{(&mapper{r}).atlas(p, asserted)}, nil
	case coop.KindNetwork:
		var n networkpage.Network
		if err := json.Unmarshal(r.Body, &n); err != nil {
			return nil, fmt.Errorf("network: %w", err)
		}
		return (&mapper{r}).network(n, asserted), nil
	}
	return nil, nil
}

// mapper maps the values of one record.
type mapper struct{ r coop.Record }

// at is the place of a value: its own lines if the reader told them, else those of the value that holds it.
func (m *mapper) at(path string) coop.Place {
	for p := path; ; {
		for _, v := range m.r.Places {
			if v.Path == p {
				return coop.Place{Record: m.r.ID, Path: path, Line: v.Line, LineEnd: v.LineEnd}
			}
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return coop.Place{Record: m.r.ID, Path: path, Line: m.r.Line, LineEnd: m.r.LineEnd}
		}
		p = p[:i]
	}
}

// parties names the parties of one side.
func (m *mapper) parties(names []string, side coop.Side, role coop.Role, path, country, region string) []coop.NamedParty {
	out := make([]coop.NamedParty, 0, len(names))
	for i, text := range names {
		beside := slices.Delete(slices.Clone(names), i, i+1)
		out = append(out, coop.NamedParty{
			Name: coop.Name{Text: text, Side: side, Country: country, Region: region, Beside: beside},
			Role: role, Place: m.at(fmt.Sprintf("%s.%d", path, i)),
		})
	}
	return out
}

func (m *mapper) text(property, text, path string) []coop.Claim {
	if blank(text) {
		return nil
	}
	return []coop.Claim{{Text: &coop.Text{Property: property, Text: text, Place: m.at(path)}}}
}

// blank is an answer that says nothing.
func blank(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s == "/" || s == "-"
}

// recordDate is the date at which a record says what it says, "" where only its document has one.
func recordDate(r coop.Record) coop.Date {
	var b struct {
		Updated []coop.Date `json:"updated"`
		AsOf    coop.Date   `json:"as_of"`
	}
	if json.Unmarshal(r.Body, &b) != nil {
		return ""
	}
	if len(b.Updated) > 0 {
		return slices.Max(b.Updated)
	}
	return b.AsOf
}

// recordTitle is what a list calls a record.
func recordTitle(r coop.Record) string {
	var b struct {
		Order    int      `json:"order"`
		French   []string `json:"french"`
		Foreign  []string `json:"foreign"`
		Title    string   `json:"title"`
		Name     string   `json:"name"`
		Sentence string   `json:"sentence"`
	}
	if json.Unmarshal(r.Body, &b) != nil {
		return r.Locator
	}
	if len(b.French)+len(b.Foreign) > 0 {
		return strings.Join(b.French, ", ") + " / " + strings.Join(b.Foreign, ", ")
	}
	return cmp.Or(b.Title, b.Name, b.Sentence, r.Locator)
}
