package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"kafo/internal/catalogue"
)

// encode is JSON without the escapes that only HTML needs.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// listHead begins a list: how many there are, and how many of them are here. The last key of a list is "truncated", so
// that a list cut short by the network is not JSON and one cut short by us says so.
type listHead struct {
	head
	Total int        `json:"total"`
	Of    *int       `json:"of,omitempty"`
	Query *queryForm `json:"query,omitempty"`
	Facet []facet    `json:"facets,omitempty"`
}

// writeList streams a list, one object at a time.
func writeList[T, F any](w io.Writer, h listHead, key string, list []T, form func(T) F) error {
	return stream(w, h, key, h.Total > len(list), func(yield func(F, error) bool) {
		for _, x := range list {
			if !yield(form(x), nil) {
				return
			}
		}
	})
}

func stream[F any](w io.Writer, h any, key string, truncated bool, items iter.Seq2[F, error]) error {
	b, err := encode(h)
	if err != nil {
		return fmt.Errorf("json: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%s,%q:[", bytes.TrimSuffix(b, []byte("}")), key); err != nil {
		return err
	}
	sep := "\n"
	for x, err := range items {
		if err != nil {
			return err
		}
		if b, err = encode(x); err != nil {
			return fmt.Errorf("json: %w", err)
		}
		if _, err := fmt.Fprintf(w, "%s%s", sep, b); err != nil {
			return err
		}
		sep = ",\n"
	}
	_, err = fmt.Fprintf(w, "\n],\"truncated\":%t}\n", truncated)
	return err
}

func writeObject(w io.Writer, v any) error {
	b, err := encode(v)
	if err != nil {
		return fmt.Errorf("json: %w", err)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// writeJSON writes a value in its documented form: English keys in snake case, null where nothing is stated.
func writeJSON(w io.Writer, h head, v any) error {
	of := func(kind string) head { h.Kind = kind; return h }
	all := func(kind string, n int) listHead { return listHead{head: of(kind), Total: n} }
	switch x := v.(type) {
	case catalogue.List:
		return writeList(w, partnershipsHead(of("partnerships"), x), "items", x.Items, newItem)
	case catalogue.Grouped:
		h := groupedHead{partnershipsHead(of("partnerships"), x.List), x.By, x.All, x.Left}
		return stream(w, h, "groups", len(x.Groups) < x.All, func(yield func(group, error) bool) {
			for _, g := range x.Groups {
				if !yield(newGroup(g), nil) {
					return
				}
			}
		})
	case []catalogue.Item:
		return writeList(w, all("partnerships", len(x)), "items", x, newItem)
	case []catalogue.OrgCount:
		return writeList(w, all("organisations", len(x)), "items", x, newOrgCount)
	case []catalogue.TerritoryCount:
		return writeList(w, all("territories", len(x)), "items", x, newTerritoryCount)
	case []catalogue.Bar:
		return writeList(w, all("themes", len(x)), "items", x, newBar)
	case []catalogue.Source:
		return writeList(w, all("sources", len(x)), "items", x, newSource)
	case []catalogue.RecordRef:
		return writeList(w, all("records", len(x)), "items", x, newRecordRef)
	case []catalogue.Record:
		return writeList(w, all("records", len(x)), "items", x, publicRecord)
	case []catalogue.EditionItem:
		return writeList(w, all("editions", len(x)), "items", x, newEditionItem)
	case catalogue.Edition:
		return writeObject(w, struct {
			head
			editionForm
		}{of("edition"), newEdition(x)})
	case []catalogue.Finding:
		return writeList(w, all("findings", len(x)), "items", x, newFinding)
	case []catalogue.Proposal:
		return writeList(w, all("proposals", len(x)), "items", x, newProposal)
	case catalogue.Proposal:
		return writeObject(w, struct {
			head
			proposalForm
		}{of("proposal"), newProposal(x)})
	case catalogue.Partnership:
		return writeObject(w, newPartnership(of("partnership"), x))
	case catalogue.Organisation:
		return writeObject(w, newOrganisation(of("organisation"), x))
	case catalogue.Territory:
		return writeObject(w, newTerritory(of("territory"), x))
	case catalogue.Source:
		return writeObject(w, newSourcePage(of("source"), x))
	case catalogue.Record:
		return writePublicRecord(w, h, x)
	case catalogue.Finding:
		return writeObject(w, struct {
			head
			finding
			History []findingStep `json:"history"`
		}{of("finding"), newFinding(x), each(x.History, newFindingStep)})
	case []catalogue.Rule:
		return writeList(w, all("rules", len(x)), "items", x, newRule)
	case catalogue.Overview:
		return writeObject(w, newOverview(of("overview"), x))
	case catalogue.MoneyReport:
		return writeObject(w, newMoney(of("money"), x))
	case catalogue.MoneyTable:
		return writeObject(w, struct {
			head
			moneyTable
		}{of("money_table"), newMoneyTable(x)})
	case catalogue.Figure:
		return writeObject(w, struct {
			head
			figure
		}{of("figure"), newFigure(x)})
	}
	return writePast(w, of, v)
}
