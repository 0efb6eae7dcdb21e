package ingest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
	"kafo/internal/format/censustext"
)

// amount is a figure as the reader of a census gives it.
func amount(value float64, year int) censustext.Amount {
	a := censustext.Amount{Value: value, Currency: "EUR"}
	if year > 0 {
		a.Year = &year
	}
	return a
}

func values(list ...float64) []censustext.Amount {
	var out []censustext.Amount
	for _, v := range list {
		out = append(out, amount(v, 0))
	}
	return out
}

// read is a financing without its text and place.
func read(raw string, amounts []censustext.Amount) []coop.Financing {
	list := readMoney(raw, amounts)
	for i := range list {
		list[i].Raw, list[i].Place, list[i].Currency = "", coop.Place{}, ""
	}
	return list
}

func TestABudgetStringSaysEverythingAndKeepsItsText(t *testing.T) {
	for _, c := range []struct {
		raw          string
		amounts      []censustext.Amount
		least, most  int64 // units
		approx       bool
		period       string
		payer, scope string
	}{
		{"Entre 40 000 et 60 000 €", values(40000, 60000), 40000, 60000, false, "", "", ""},
		{"25 000/30 000€", values(25000, 30000), 25000, 30000, false, "", "", ""},
		{"de 2 à 3 k€", values(2000, 3000), 2000, 3000, false, "", "", ""},
		{"1 241 219 € sur 3 ans", values(1241219), 1241219, 1241219, false, "sur 3 ans", "", ""},
		{"124 000 euros (hors frais de délégation, mission)", values(124000), 124000, 124000, false, "", "", "hors frais de délégation, mission"},
		{"Environ 9 000 €", values(9000), 9000, 9000, true, "", "", ""},
		{"3 000 € en moyenne", values(3000), 3000, 3000, true, "", "", ""},
		{"au moins 500 €", values(500), 500, 0, false, "", "", ""},
		{"jusqu'à 500 €", values(500), 0, 500, false, "", "", ""},
		{"Commune de Bellerive : 1 500 €/an", values(1500), 1500, 1500, false, "/an", "Commune de Bellerive", ""},
		{"1,2 millions €", values(1200000), 1200000, 1200000, false, "", "", ""},
		{"2 x 25 000 euros", values(25000), 50000, 50000, false, "", "", ""},
	} {
		list := readMoney(c.raw, c.amounts)
		if len(list) != 1 {
			t.Errorf("%s: %d statements, want one", c.raw, len(list))
			continue
		}
		f := list[0]
		least, most, approx := f.Bounds()
		if least != c.least*100 || most != c.most*100 || approx != c.approx {
			t.Errorf("%s: %d to %d approx %v", c.raw, least, most, approx)
		}
		if f.Period != c.period || f.PayerText != c.payer || f.Scope != c.scope || f.Raw != c.raw {
			t.Errorf("%s: period %q payer %q scope %q raw %q", c.raw, f.Period, f.PayerText, f.Scope, f.Raw)
		}
	}
}

func TestEachAmountHasTheWordsAroundIt(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		amounts   []censustext.Amount
		want      []coop.Financing
	}{
		{"headings before the figures", "2012 : Projet puits : 100 € Projet école : 40 € 2013 : Urgence : 5 € Programme long (2013-2015) : 60 €",
			[]censustext.Amount{amount(100, 2012), amount(40, 2012), amount(5, 2013), amount(60, 0)}, []coop.Financing{
				{Cents: 10000, Year: 2012, Terms: coop.Terms{Label: "Projet puits"}}, {Cents: 4000, Year: 2012, Terms: coop.Terms{Label: "Projet école"}},
				{Cents: 500, Year: 2013, Terms: coop.Terms{Label: "Urgence"}},
				{Cents: 6000, Terms: coop.Terms{Label: "Programme long (2013-2015)", From: 2013, To: 2015}},
			}},
		{"names behind the figures", "2 000 € CABX 3 000 € Ville de Bellerive", values(2000, 3000), []coop.Financing{
			{Cents: 200000, PayerText: "CABX"}, {Cents: 300000, PayerText: "Ville de Bellerive"},
		}},
		{"parts of a total", "340 € (Dont 220 € de la ville et 120 € de l'agglomération)", values(340, 220, 120), []coop.Financing{
			{Cents: 34000}, {Cents: 22000, PayerText: "ville", Terms: coop.Terms{Part: coop.PartOf}},
			{Cents: 12000, PayerText: "agglomération", Terms: coop.Terms{Part: coop.PartOf}},
		}},
		{"a part has the time of its total", "2013-2015 : 450 € dont 240 € du Conseil général sur 3 ans", values(450, 240), []coop.Financing{
			{Cents: 45000, Terms: coop.Terms{From: 2013, To: 2015}},
			{Cents: 24000, PayerText: "Conseil général", Period: "sur 3 ans", Terms: coop.Terms{Part: coop.PartOf, Years: 3, From: 2013, To: 2015}},
		}},
		{"a total named so and a contribution", "Budget global du projet : 138 € Contribution de la ville de Bellerive : 28 €", values(138, 28), []coop.Financing{
			{Cents: 13800, Terms: coop.Terms{Part: coop.TotalOf, Label: "Budget global du projet"}},
			{Cents: 2800, PayerText: "ville de Bellerive", Terms: coop.Terms{Part: coop.PartOf, Label: "Contribution de la ville de Bellerive"}},
		}},
		{"paid and planned", "En 2012 : 35 €, mais en 2013 déjà 100 € versés et 300 € prévus avant la fin", []censustext.Amount{amount(35, 2012), amount(100, 2013), amount(300, 2013)},
			[]coop.Financing{{Cents: 3500, Year: 2012}, {Cents: 10000, Year: 2013, Terms: coop.Terms{Stage: "paid"}}, {Cents: 30000, Year: 2013, Terms: coop.Terms{Stage: "planned"}}}},
		{"the year behind the figure", "0 € (en 2012) 679 € en 2013", []censustext.Amount{amount(0, 2012), amount(679, 2012)}, []coop.Financing{{Year: 2012}, {Cents: 67900, Year: 2013}}},
		{"a difference is no money", "163 € en 2012 (diminution de 128 € par rapport à 2011)", values(163, 128), []coop.Financing{
			{Cents: 16300, Year: 2012}, {Cents: 12800, Terms: coop.Terms{Part: coop.Difference}},
		}},
		{"investment and operation in one cell", "25 € (I) + 12 € (F)", values(25, 12), []coop.Financing{{Cents: 2500, Kind: "investment"}, {Cents: 1200, Kind: "operation"}}},
		{"a grant and who receives it", "Subvention de Bellerive à l'association Sabou : 126 €", values(126), []coop.Financing{
			{Cents: 12600, PayerText: "Bellerive", Terms: coop.Terms{Label: "Subvention de Bellerive à l'association Sabou", Funds: "regranted", BeneficiaryText: "association Sabou"}},
		}},
		{"own funds", "15 € sur fonds propres", values(15), []coop.Financing{{Cents: 1500, Terms: coop.Terms{Funds: "own"}}}},
		{"valued in kind", "80 € (valorisation du temps passé)", values(80), []coop.Financing{{Cents: 8000, Terms: coop.Terms{Form: "in_kind", Label: "valorisation du temps passé"}}}},
		{"in cash, and a loan beside", "34 € en numéraire et prêt de matériel", values(34), []coop.Financing{{Cents: 3400, Terms: coop.Terms{Form: "cash"}}}},
		{"voted", "557 € votés à ce jour en 2013", values(557), []coop.Financing{{Cents: 55700, Year: 2013, Terms: coop.Terms{Stage: "committed"}}}},
		{"another payer of as much", "86 € (F) (même montant que la région Y)", values(86), []coop.Financing{{Cents: 8600, Kind: "operation", Terms: coop.Terms{Alike: "région Y"}}}},
		{"the 1 % of water with its base", "12 000 € (loi Oudin, 1 % d'un budget eau de 1 000 000 €)", values(12000, 1000000), []coop.Financing{
			{Cents: 1200000, Terms: coop.Terms{Law: "water", Base: 100000000}},
			{Cents: 100000000, Terms: coop.Terms{Law: "water", Base: 100000000, Part: coop.BaseOf}},
		}},
		{"figures side by side are two", "1500 € et 1260 /360€", values(1500, 1260, 360), []coop.Financing{{Cents: 150000}, {Cents: 126000}, {Cents: 36000}}},
	} {
		if d := cmp.Diff(c.want, read(c.raw, c.amounts)); d != "" {
			t.Errorf("%s: want - got +\n%s", c.name, d)
		}
	}
}

func TestATermThatIsNotSaidIsNotInTheClaim(t *testing.T) {
	raw, err := json.Marshal(coop.Terms{})
	if err != nil || string(raw) != "{}" {
		t.Errorf("%s %v", raw, err)
	}
}

func TestTheSharesOfAnActionAreItsCofunders(t *testing.T) {
	a := censustext.Action{Budget: censustext.ActionBudget{Raw: "100 € (60 % X, 30 % Y)", Amounts: values(100), Cofunders: []censustext.Cofunder{{Name: "X", Share: 60}, {Name: "Y", Share: 30}}}}
	claims := (&mapper{}).actionMoney(a, 0)
	if len(claims) != 1 || len(claims[0].Financing.Shares) != 2 || coop.Stated(claims[0].Financing.Shares) != 90 {
		t.Errorf("%+v", claims)
	}
}

func FuzzReadMoney(f *testing.F) {
	f.Add("Entre 4 000 et 6 000 € (dont 5 € : à X)", 4000.0, 6000.0)
	f.Add("(", 0.0, 1.0)
	f.Add("5 € (a) B 6 €", 5.0, 6.0)
	f.Fuzz(func(t *testing.T, raw string, a, b float64) {
		if list := readMoney(raw, values(a, b)); len(list) < 1 || len(list) > 2 {
			t.Errorf("%q: %d statements of two amounts", raw, len(list))
		}
	})
}
