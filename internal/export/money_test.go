package export

import (
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func aReport() catalogue.MoneyReport {
	kept := catalogue.MoneyStated{Money: catalogue.Money{Cents: 10_000, Currency: "XOF", Kind: "operation", Terms: coop.Terms{UpTo: 20_000, Times: 2, Part: coop.TotalOf, Label: "puits", From: 2012, To: 2013, Years: 2, Per: "year", Stage: "paid", Form: "cash", Funds: "own", BeneficiaryText: "Y", Scope: "hors mission", Law: "water", Base: 90_000, Shares: []coop.Share{{PayerText: "X", Percent: 60}}}, Place: cite(3, "budget.amounts.0")},
		Euros: 15, Counted: true, Partnership: catalogue.Ref{ID: 1, Kind: "partnership", Name: "A ↔ B"}, Rate: &coop.Rate{Currency: "XOF", Micros: 655_957_000}}
	left := kept
	left.Counted, left.Why, left.Group = false, coop.TotalParts, "total_parts-3-budget-amounts-0"
	figures := catalogue.MoneyFigures{Stated: 30, Once: 15, Left: 15, Lines: 2, Reasons: []coop.Reason{{Kind: coop.TotalParts, Euros: 15, Lines: 1}}, Unknown: []catalogue.Money{{Cents: 5, Currency: "GNF"}}}
	return catalogue.MoneyReport{
		MoneyAnswer: catalogue.MoneyAnswer{Query: catalogue.MoneyQuery{Year: "2013"}, MoneyFigures: figures,
			Tables: []catalogue.MoneyTable{{Dimension: "theme", Overlap: true, Rows: []catalogue.MoneyRow{{Value: "eau", MoneyFigures: figures}}}}},
		Lines: []catalogue.MoneyStated{kept, left}, Total: 2,
		Groups: []catalogue.MoneyGroup{{ID: left.Group, Kind: coop.TotalParts, Members: []catalogue.MoneyStated{kept, left}, Counted: 15, Left: 15}},
	}
}

func TestAGroupOfMoneyIsExportedAsTheInterchangeFormSays(t *testing.T) {
	var b strings.Builder
	if err := lines(&b, catalogue.Listed(aReport().Groups), nil, exportMoney); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"total_parts-3-budget-amounts-0","kind":"total_parts","members":[{"document":"invente.txt","line":3,"value":100,"currency":"XOF","counted":true},` +
		`{"document":"invente.txt","line":3,"value":100,"currency":"XOF","counted":false}],"counted":0.15,"left_out":0.15,"why":"`
	if got := b.String(); !strings.HasPrefix(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}
