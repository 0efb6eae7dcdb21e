package web

import (
	"context"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func (w *world) Editions(context.Context) ([]catalogue.EditionItem, error) {
	return []catalogue.EditionItem{
		{ID: 2, Series: "exemple", Title: "Recensement d’exemple", Date: "2013-11-08", Host: "Atelier d’exemple", Former: 1, Author: "operator", FrozenAt: 1_383_900_000_000, Fiches: 3},
		{ID: 1, Series: "exemple", Title: "Recensement d’exemple", Date: "2013-06-12", Author: "operator", FrozenAt: 1_371_000_000_000, Fiches: 1},
	}, w.err
}

// Edition: the second has a fiche of each mark, one that is gone, one to come, an erratum and a figure of each kind.
func (w *world) Edition(ctx context.Context, id coop.EditionID) (catalogue.Edition, error) {
	list, err := w.Editions(ctx)
	if id > 2 {
		return catalogue.Edition{}, coop.Refuse(coop.NotFound, "edition.notfound", int64(id))
	}
	e := w.draft()
	item := list[2-id]
	e.Edition.ID, e.Title, e.Edition.Date, e.Host, e.Author, e.FrozenAt = id, item.Title, item.Date, item.Host, item.Author, item.FrozenAt
	for range w.many {
		e.Fiches = append(e.Fiches, e.Fiches[0])
	}
	if id == 1 {
		e.After, e.Coming, e.Gone = &list[0], nil, 0
		e.Fiches = e.Fiches[:1]
		return e, err
	}
	e.Before, e.Foreword, e.Comment = &list[1], "Mots d’exemple.\n\nSuite.", "Un commentaire."
	e.Errata = []coop.Erratum{{Edition: id, Text: "Lire 46 au lieu de 43.", Author: "steward:7", At: 1_384_000_000_000}}
	return e, err
}

func (w *world) draft() catalogue.Edition {
	all := w.refs()
	money := moneyFigures()
	return catalogue.Edition{
		Counted: catalogue.EditionCount{Fiches: 3, Coming: 1, Partnerships: 3, Holders: 3, Partners: 2, Actions: 12, Money: money, Figures: []catalogue.EditionFigure{
			{Group: "trend", Key: "overview.trend.maintained", Count: 2, Of: 3, Records: []coop.RecordID{all[0].ID, 40}},
			{Group: "words", Key: "overview.words.meetings", Count: 0, Of: 3, Words: true},
			{Group: "region", Value: "kayes", Label: "Kayes", Count: 2, Of: 3, Records: []coop.RecordID{all[0].ID}},
			{Group: "theme", Value: "eau", Count: 1, Of: 3, Records: []coop.RecordID{all[0].ID}}, {Group: "theme", Value: "0", Count: 1, Of: 3},
			{Group: "document", Value: "twinning", Count: 1, Of: 3}, {Group: "money", Key: "edition.money", Count: 1, Of: 3, Records: []coop.RecordID{all[0].ID}},
		}},
		Fiches: []catalogue.EditionFiche{
			{RecordRef: all[0], Section: "Kayes"}, {RecordRef: all[0], Section: "Kayes", Mark: coop.FicheAdded},
			{RecordRef: all[0], Mark: coop.FicheChanged, Was: 7}, {Section: "Kayes", Gone: catalogue.FicheWithdrawn},
		},
		Coming: []catalogue.EditionComing{{Section: "Kayes", Title: "Exemple / Kayes", Record: 7}, {Section: "Mopti", Title: "Ville d’exemple"}}, Gone: 1,
	}
}

func (w *world) DraftEdition(context.Context, coop.EditionScope, string) (catalogue.Edition, error) {
	return w.draft(), w.err
}
