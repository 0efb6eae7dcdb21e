package export

import (
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// The public form of editions; docs/EXPORTS.md describes its keys.
type (
	editionItem struct {
		ID     int64  `json:"id"`
		Series string `json:"series"`
		Title  string `json:"title"`
		Date   string `json:"date"`
		Host   string `json:"host"`
		Fiches int    `json:"fiches"`
		Former *int64 `json:"former"`    // the edition before it in its series
		Frozen string `json:"frozen_at"` // RFC 3339, UTC
	}
	editionForm struct {
		editionItem
		Foreword string          `json:"foreword"`
		Comment  string          `json:"comment"`
		Forms    []string        `json:"questionnaires"`
		List     []editionFiche  `json:"list"`
		Coming   []editionComing `json:"coming"`
		Overview editionOverview `json:"overview"`
		Errata   []erratum       `json:"errata"`
	}
	editionFiche struct {
		Record  *recordRef `json:"record"` // null of one that is shown no more
		Section string     `json:"section"`
		Mark    *string    `json:"mark"` // added, changed
		Was     *int64     `json:"was"`  // the record that stood in its place
		Gone    *string    `json:"gone"` // withheld, withdrawn
	}
	editionComing struct {
		Section string `json:"section"`
		Title   string `json:"title"`
		Record  *int64 `json:"record"`

		Partnership *int64 `json:"partnership"` // of which a reply is awaited
	}
	editionOverview struct {
		Partnerships int             `json:"partnerships"`
		Holders      int             `json:"holders"`
		Partners     int             `json:"partners"`
		Actions      int             `json:"actions"`
		Figures      []editionFigure `json:"figures"`
		Stated       Decimal         `json:"money_stated"` // euros
		Once         Decimal         `json:"money_once"`
		Left         Decimal         `json:"money_left_out"`
	}
	editionFigure struct {
		Ref      string          `json:"ref"`
		Group    string          `json:"group"`
		Label    *string         `json:"label"`
		Count    int             `json:"count"`
		Of       int             `json:"of"`
		Estimate bool            `json:"estimate"` // counted by a list of words
		Records  []coop.RecordID `json:"records"`
	}
	erratum struct {
		Text string `json:"text"`
		At   string `json:"at"` // RFC 3339, UTC
	}
)

func newEditionItem(e catalogue.EditionItem) editionItem {
	return editionItem{int64(e.ID), e.Series, e.Title, string(e.Date), e.Host, e.Fiches, optID(e.Former), instant(e.FrozenAt)}
}

func newEdition(e catalogue.Edition) editionForm {
	c := e.Counted
	return editionForm{
		editionItem: editionItem{int64(e.ID), e.Series, e.Title, string(e.Date), e.Host, len(e.Fiches), optID(e.Former), instant(e.FrozenAt)},
		Foreword:    e.Foreword, Comment: e.Comment, Forms: each(e.Forms, same[string]),
		List: each(e.Fiches, newEditionFiche),
		Coming: each(e.Coming, func(x catalogue.EditionComing) editionComing {
			return editionComing{x.Section, x.Title, optID(x.Record), optID(x.Partnership)}
		}),
		Overview: editionOverview{
			c.Partnerships, c.Holders, c.Partners, c.Actions,
			each(c.Figures, func(f catalogue.EditionFigure) editionFigure {
				return editionFigure{f.Ref(), f.Group, opt(f.Label), f.Count, f.Of, f.Words, each(f.Records, same[coop.RecordID])}
			}), Decimal(c.Money.Stated), Decimal(c.Money.Once), Decimal(c.Money.Left),
		},
		Errata: each(e.Errata, func(x coop.Erratum) erratum { return erratum{x.Text, instant(x.At)} }),
	}
}

func newEditionFiche(f catalogue.EditionFiche) editionFiche {
	out := editionFiche{Section: f.Section, Mark: opt(f.Mark), Was: optID(f.Was), Gone: opt(f.Gone)}
	if f.Gone == catalogue.FicheThere {
		r := newRecordRef(f.RecordRef)
		out.Record = &r
	}
	return out
}

func editions(list []catalogue.EditionItem) Sheet {
	return Sheet{Name: "recueils", Says: "une édition par ligne", Columns: []Column{
		{"id", "integer", "identifiant de l'édition", nil},
		{"serie", "string", "série dont elle est une édition", nil},
		{"titre", "string", "titre", nil},
		{"date", "date", "date de l'édition", nil},
		{"auteur", "string", "qui la publie", nil},
		{"fiches", "integer", "nombre de fiches", nil},
		{"precedente", "integer", "identifiant de l'édition précédente de la série", nil},
	}, Rows: rows(list, func(e catalogue.EditionItem) []any {
		return []any{int64(e.ID), e.Series, e.Title, e.Date, e.Host, e.Fiches, cellID(e.Former)}
	})}
}

// cellID is an identifier as a cell has it, nil for none.
func cellID[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

func edition(e catalogue.Edition) Sheet {
	columns := append([]Column{
		{"rubrique", "string", "régions des partenaires, sous lesquelles la fiche est imprimée", nil},
		{"marque", "string", "ce qui distingue la fiche de l'édition précédente", []string{string(coop.FicheAdded), string(coop.FicheChanged)}},
		{"avant", "integer", "relevé qui tenait sa place dans l'édition précédente", nil},
		{"retiree", "string", "pourquoi elle n'est plus montrée", []string{string(catalogue.FicheWithheld), string(catalogue.FicheWithdrawn)}},
	}, slices.Clone(recordColumns)...)
	return Sheet{Name: "recueil", Says: "une fiche par ligne, dans l'ordre d'impression", Columns: columns, Rows: rows(e.Fiches, func(f catalogue.EditionFiche) []any {
		cells := []any{f.Section, nil, cellID(f.Was), nil}
		if f.Mark != coop.FicheSame {
			cells[1] = string(f.Mark)
		}
		if f.Gone != catalogue.FicheThere {
			cells[3] = string(f.Gone)
		}
		return append(cells, recordCells(f.RecordRef)...)
	})}
}
