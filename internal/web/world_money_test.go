package web

import (
	"context"
	"iter"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func (w *world) MoneyReport(_ context.Context, q catalogue.MoneyQuery, page, _ int) (catalogue.MoneyReport, error) {
	if q.Year == "1789" {
		return catalogue.MoneyReport{}, coop.Refuse(coop.NotFound, "money.notfound", q.Year)
	}
	it := catalogue.Ref{ID: 1, Kind: "partnership", Name: "Angoulême ↔ Ségou"}
	kept := catalogue.MoneyStated{Money: catalogue.Money{Cents: 2_000_000, Currency: "EUR", Year: 2012, Payer: "Ville d’exemple", Terms: coop.Terms{Label: "Projet puits"}, Place: cited(1, 250)}, Action: "Creuser un puits.", Euros: 2_000_000, Counted: true, Partnership: it}
	left := kept
	left.Cents, left.Counted, left.Why, left.Group = 1_000_000, false, coop.TotalParts, "total_parts-1-budget-amounts-0"
	group := catalogue.MoneyGroup{ID: left.Group, Kind: coop.TotalParts, Counted: 2_000_000, Left: 1_000_000, Members: []catalogue.MoneyStated{kept, left}}
	for range 12 {
		group.Members = append(group.Members, left)
	}
	r := catalogue.MoneyReport{MoneyAnswer: catalogue.MoneyAnswer{Query: q, MoneyFigures: moneyFigures(), Several: moneyFigures(), Rebased: 1}, Total: 120, Lines: []catalogue.MoneyStated{kept, left, {Money: catalogue.Money{Cents: 5, Currency: "EUR", Terms: coop.Terms{Label: "Fonds d’exemple"}, Place: cited(1, 251)}, Counted: true},
		{Money: catalogue.Money{Cents: 655_957, Currency: "XOF", Place: cited(1, 252)}, Euros: 1_000, Counted: true, Rate: &coop.Rate{Currency: "XOF", Micros: 655_957_000}, Partnership: it}}}
	for _, v := range q.Values() {
		if v != "" {
			r.Chosen = append(r.Chosen, catalogue.FacetValue{Value: v, Label: "Ville d’exemple"})
		}
	}
	if q != (catalogue.MoneyQuery{}) {
		return r, w.err
	}
	for range 31 {
		r.Groups = append(r.Groups, group)
		group.ID += "x"
	}
	for _, d := range catalogue.MoneyDimensions {
		t := catalogue.MoneyTable{Dimension: d, Overlap: d == "theme"}
		for _, v := range []string{"france", "2012", "2013-2015", "eau", "5", "6", "7", "8", "9", "10", "11", "0"} {
			t.Rows = append(t.Rows, catalogue.MoneyRow{Value: v, Label: "Nom " + v, MoneyFigures: moneyFigures()})
		}
		t.Total = 120
		r.Tables = append(r.Tables, t)
	}
	r.GroupTotal = len(r.Groups)
	return r, w.err
}

func (w *world) EachMoneyLine(ctx context.Context, q catalogue.MoneyQuery) (iter.Seq2[catalogue.MoneyStated, error], error) {
	r, err := w.MoneyReport(ctx, q, 1, 0)
	return catalogue.Listed(r.Lines), err
}

func (w *world) MoneyTable(ctx context.Context, _ catalogue.MoneyQuery, dimension string, _, _ int) (catalogue.MoneyTable, error) {
	r, err := w.MoneyReport(ctx, catalogue.MoneyQuery{}, 1, 0)
	for _, t := range r.Tables {
		if t.Dimension == dimension {
			return t, err
		}
	}
	return catalogue.MoneyTable{}, coop.Refuse(coop.NotFound, "money.notfound", dimension)
}

// moneyFigures add up: 30 000 are 20 000 and 10 000.
func moneyFigures() catalogue.MoneyFigures {
	return catalogue.MoneyFigures{Stated: 3_000_000, Once: 2_000_000, Left: 1_000_000, Lines: 3, Kept: 2, Spread: 50_000,
		Reasons: []coop.Reason{{Kind: coop.TotalParts, Euros: 1_000_000, Lines: 1}}, Unknown: []catalogue.Money{{Cents: 500, Currency: "GNF"}}}
}
