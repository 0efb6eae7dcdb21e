package censustext

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format/formattest"
)

func TestAmountsOfABudget(t *testing.T) {
	for in, want := range map[string]string{
		"25 000/30 000€":                          "25000 30000",
		"Entre 1500 et 3000€":                     "1500 3000",
		"de 4 000 à 6.000 €":                      "4000 6000",
		"3 x 10 000 €":                            "10000",
		"40 000 € (20 000€ * 2)":                  "40000 20000",
		"1500 € et 1260 /360€":                    "1500 1260 360",
		"1,2 millions €":                          "1200000",
		"2 à 3 millions d'euros":                  "2000000 3000000",
		"50 k€ puis 2 M€":                         "50000 2000000",
		"3 000 000 F CFA, 12,5 millions de FCFA":  "3000000XOF 12500000XOF",
		"35 381,54 €)":                            "35381.54",
		"2 301,94 € et 0€":                        "2301.94 0",
		"16 000":                                  "",
		"12 personnes, 30 %":                      "",
		"2012 - 5 000 €":                          "5000:2012",
		"phase 1 - 5 000 €":                       "5000",
		"/":                                       "",
		"2012 : 32 100€ (hors dons)":              "32100:2012",
		"30 000€ en 2012":                         "30000",
		"66 000 euros (budget prévisionnel 2013)": "66000:2013",
		"En 2012 : 3500 €, mais en 2013 déjà 10000 € versés et 30000 € prévus": "3500:2012 10000:2013 30000:2013",
		"2012 : 8 000 € 2013-2015 : 454 979 €":                                 "8000:2012 454979",
		"Programme (2010-2012) : 600 000 €":                                    "600000",
		"Ville : 5 € en 2012 (dont 2 € pour 2011)":                             "5 2:2012",
		"(2 € pour 2011)":             "2:2011",
		"2012 : 1 €\nAutre : 2 €":     "1:2012 2",
		"2012 : 1 €\u2029Autre : 2 €": "1:2012 2:2012", // a paragraph is markup
	} {
		if got := words(budgetAmounts(in)); got != want {
			t.Errorf("budgetAmounts(%q) = %s, want %s", in, got, want)
		}
	}
}

func words(amounts []Amount) string {
	var out []string
	for _, a := range amounts {
		s := strings.TrimSuffix(fmt.Sprintf("%.10g%s", a.Value, a.Currency), "EUR")
		if a.Year != nil {
			s += fmt.Sprintf(":%d", *a.Year)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestCellOfBareFigures(t *testing.T) {
	for _, c := range []struct {
		in     string
		pieces []int
		want   string
	}{
		{"1 200", nil, "[1 200]"},
		{"1 200", []int{0, 0, 2}, "[1 200]"},
		{"11 200 850", []int{0, 0, 2}, "[11 200 850]"},
		{"500 20 000", []int{2}, "[500 20 000]"},
		{"500 20 000", nil, "[]"},
		{"2 500 000", nil, "[2 500 000]"},
		{"1 500 000 650 000", []int{2}, "[1 500 000 650 000]"},
		{"327 979 13 119 140", []int{2}, "[327 979 13 119 140]"},
		{"52286.74", nil, "[52286.74]"},
		{"12 000 (F)", nil, "[12 000]"},
		{"prêt", nil, "[]"},
		{"-", nil, "[]"},
	} {
		got := bareFigures(c.in, "EUR", c.pieces)
		var digits []string
		for _, f := range got {
			digits = append(digits, f.digits)
		}
		if fmt.Sprint(digits) != c.want {
			t.Errorf("bareFigures(%q, %v) = %v, want %s", c.in, c.pieces, digits, c.want)
		}
	}
	if got := bareFigures("1 500 000 650 000", "XOF", []int{2, 3}); len(got) != 2 || got[0].digits != "1 500 000" {
		t.Errorf("two sums of seven and six figures: %v", got)
	}
	if got := bareFigures("11 200 850", "EUR", []int{2}); len(got) != 2 {
		t.Errorf("two dated periods: %v", got)
	}
}

func TestPeriods(t *testing.T) {
	for in, want := range map[string]string{
		"Avril à août 2012":                    "2012-04 2012-08",
		"9 au 20 novembre 2012":                "2012-11-09 2012-11-20",
		"1er, 2 et 3 mai 2012":                 "2012-05-01 2012-05-03",
		"29 février 2012 au 30 mars 2013":      "2012-02-29 2013-03-30",
		"Avril 2012, mai 2012 et janvier 2013": "2012-04 2013-01",
		"Mars 2013 2013":                       "2013-03 2013",
		"Avril-juin 2013":                      "2013-04 2013-06",
		"Nov. 2012- mars 2013":                 "2012-11 2013-03",
		"Septembre12 Année 2012-2013":          "2012-09 2013",
		"2012-13":                              "2012 2013",
		"2012/2013":                            "2012 2013",
		"01/03/13":                             "2013-03-01 2013-03-01",
		"03/2013":                              "2013-03 2013-03",
		"Second trimestre 2013":                "2013-04 2013-06",
		"2ème et 3ème trimestres 2013":         "2013-04 2013-09",
		"1er au 4e trimestre 2013":             "2013-01 2013-12",
		"1 ^{er} semestre 2013":                "2013-01 2013-06",
		"2ème semestre 2012 et T1 2013":        "2012-07 2013-03",
		"Printemps 2013":                       "2013 2013",
		"début 2012 à fin 2012":                "2012 2012",
		"Avril 2012 à fin 2012":                "2012-04 2012",
		"Depuis le 22 mars 2012":               "2012-03-22 -",
		"A partir de mai 2012":                 "2012-05 -",
		"Juin 2012 à ce jour":                  "2012-06 -",
		"Juin 2012 à aujourd'hui":              "2012-06 -",
		"Projet initié en 2008 et démarré en février 2012": "2008 -",
		"Démarrage en 2012 et fin (2013)":                  "2012 2013",
		"Engagé avant le 22 mars 2012":                     "- -",
		"En cours":                                         "- -",
		"Toute l'année":                                    "- -",
		"mars":                                             "- -",
		"Maison des jeunes, 2013":                          "2013 2013",
		"Phase 1 :2011-2012 Phase 2 : en attente":          "2011 2012",
		"/": "- -",
	} {
		p := readPeriod(in)
		if got := deref(p.Start) + " " + deref(p.End); got != want {
			t.Errorf("readPeriod(%q) = %s, want %s", in, got, want)
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func TestPeriodsSideBySide(t *testing.T) {
	for in, want := range map[string][]string{
		"mai 2012 2012 et 2013":                   {"mai 2012", "2012 et 2013"},
		"2012 Pour 2013, à ce jour :":             {"2012", "Pour 2013, à ce jour :"},
		"2012 – 2013 juillet 2013":                {"2012 – 2013", "juillet 2013"},
		"2012 (prévu) 2013":                       {"2012 (prévu)", "2013"},
		"Avril à juin 2012":                       {"Avril à juin 2012"},
		"Phase 1 :2011-2012 Phase 2 : en attente": {"Phase 1 :2011-2012 Phase 2 : en attente"},
		"En cours": nil,
	} {
		if diff := cmp.Diff(want, datedPeriods(in)); diff != "" {
			t.Errorf("datedPeriods(%q): %s", in, diff)
		}
	}
}

func TestParties(t *testing.T) {
	for in, want := range map[string][]string{
		"MAIRIE D'ARVAL":                                                  {"MAIRIE D'ARVAL"},
		"COMMUNES III, V ET VI DE SABLON":                                 {"COMMUNE III DE SABLON", "COMMUNE V DE SABLON", "COMMUNE VI DE SABLON"},
		"COMMUNES D'ARVAL, BOIS (Val)":                                    {"COMMUNE D'ARVAL (Val)", "COMMUNE DE BOIS (Val)"},
		"COMMUNES D'ARVAL et D'OUDON SUR LAC":                             {"COMMUNE D'ARVAL", "COMMUNE D'OUDON SUR LAC"},
		"Communes de Bois, Le Pré et Lac":                                 {"Commune de Bois", "Commune de Le Pré", "Commune de Lac"},
		"CONSEILS DE CERCLE DE A (R), B ET C (S)":                         {"CONSEIL DE CERCLE DE A (R)", "CONSEIL DE CERCLE DE B (S)", "CONSEIL DE CERCLE DE C (S)"},
		"COMMUNES DE BOIS, LE PRÉ Maitre d'œuvre délégué : X":             {"COMMUNE DE BOIS", "COMMUNE DE LE PRÉ", "X"},
		"ORVAL, en partenariat avec l'association « Avec et pour »":       {"ORVAL", "association « Avec et pour »"},
		"CONSEIL GENERAL D'ORVAL (EN PARTENARIAT AVEC L'ASSOCIATION VAL)": {"CONSEIL GENERAL D'ORVAL", "ASSOCIATION VAL"},
		"BOIS (ET VILLAGES DE LAC-VAL, commune de Bois) :":                {"BOIS", "VILLAGES DE LAC-VAL, commune de Bois"},
		"VILLAGES DE LAC-VAL (commune de Bois) ET ORVAL":                  {"VILLAGES DE LAC-VAL (commune de Bois)", "ORVAL"},
		"ARRONDISSEMENTS DE LAC ET DE VAL":                                {"ARRONDISSEMENTS DE LAC ET DE VAL"},
		"VILLAGES DE LAC ET VAL":                                          {"VILLAGES DE LAC ET VAL"},
		"CONSEIL GENERAL D'ILLE ET VILAINE":                               {"CONSEIL GENERAL D'ILLE ET VILAINE"},
		"ORVAL ET ASSOCIATION LE LAC":                                     {"ORVAL", "ASSOCIATION LE LAC"},
		"ASSOCIATION EAU ET FORET":                                        {"ASSOCIATION EAU ET FORET"},
		"ORVAL Association « A /B (Ab) »":                                 {"ORVAL", "Association « A /B (Ab) »"},
		"CONSEIL DU NORD/ REGION NORD/ ASSOCIATION LAC":                   {"CONSEIL DU NORD", "REGION NORD", "ASSOCIATION LAC"},
		"CONSEIL REGIONAL DE A et CERCLE DE B":                            {"CONSEIL REGIONAL DE A", "CERCLE DE B"},
		"SYNDICAT A B (C, D, E) (Cercle de F)":                            {"SYNDICAT A B (C, D, E) (Cercle de F)"},
		"COMMUNES D'ARVAL, BOIS, ET LAC (Val)":                            {"COMMUNE D'ARVAL (Val)", "COMMUNE DE BOIS (Val)", "COMMUNE DE LAC (Val)"},
		"COMMUNES I, II, ET III DE SABLON":                                {"COMMUNE I DE SABLON", "COMMUNE II DE SABLON", "COMMUNE III DE SABLON"},
		"CONSEILS DE CERCLE DE A (R), B, ET C (S)":                        {"CONSEIL DE CERCLE DE A (R)", "CONSEIL DE CERCLE DE B (S)", "CONSEIL DE CERCLE DE C (S)"},
		"ORVAL (ET BOIS, LAC, ET PRÉ)":                                    {"ORVAL", "BOIS", "LAC", "PRÉ"},
		"ORVAL, BOIS, ET ASSOCIATION LE LAC":                              {"ORVAL", "BOIS", "ASSOCIATION LE LAC"},
		"COMMUNES RURALES DE BOIS, LAC ET PRÉ":                            {"COMMUNES RURALES DE BOIS, LAC ET PRÉ"},
		"COMMUNES URBAINES DE BOIS ET LAC (Val) ET CERCLE DE PRÉ":         {"COMMUNES URBAINES DE BOIS ET LAC (Val)", "CERCLE DE PRÉ"},
		"IVRAY S/ SEINE":                                                  {"IVRAY S/ SEINE"},
		"/":                                                               nil,
	} {
		if diff := cmp.Diff(want, splitParties(in)); diff != "" {
			t.Errorf("splitParties(%q): %s", in, diff)
		}
	}
}

func TestContacts(t *testing.T) {
	for in, want := range map[string]string{
		"En France : Alpha EXEMPLE, mairie d'Arval":                    "french Alpha EXEMPLE|mairie d'Arval",
		"Alpha EXEMPLE et Beta MODELE, association Val":                "foreign Alpha EXEMPLE|association Val foreign Beta MODELE|association Val",
		"Alpha EXEMPLE, maire, et Beta MODELE, adjointe":               "foreign Alpha EXEMPLE|maire foreign Beta MODELE|adjointe",
		"Alpha EXEMPLE , Arval et présidente du comité":                "foreign Alpha EXEMPLE|Arval et présidente du comité",
		"Au Mali : Alpha EXEMPLE, Beta MODELE (maires)":                "foreign Alpha EXEMPLE|maires foreign Beta MODELE|maires",
		"Alpha EXEMPLE / Assistante DGS et Beta de MODELE / DGS":       "foreign Alpha EXEMPLE|Assistante DGS foreign Beta de MODELE|DGS",
		"Alpha EXEMPLE pour le CG99 et Beta MODELE pour l'AFD (Fonds)": "foreign Alpha EXEMPLE|pour le CG99 foreign Beta MODELE|pour l'AFD (Fonds)",
		"En France - Alpha EXEMPLE - Beta LE MODELE":                   "french Alpha EXEMPLE|- french Beta LE MODELE|-",
		"Comité de jumelage Arval-Sablon":                              "foreign -|Comité de jumelage Arval-Sablon",
		"Sablon : Alpha EXEMPLE : Villages de Lac : Beta MODELE":       "foreign Alpha EXEMPLE|- foreign Beta MODELE|-",
		"Sablon : Alpha EXEMPLE, maire, et Beta MODELE":                "foreign Alpha EXEMPLE|maire foreign Beta MODELE|-",
		"Alpha EXEMPLE, Beta MODELE et Gamma ESSAI, association Val":   "foreign Alpha EXEMPLE|association Val foreign Beta MODELE|association Val foreign Gamma ESSAI|association Val",
		"Alpha EXEMPLE, Beta MODELE, association Val":                  "foreign Alpha EXEMPLE|- foreign Beta MODELE|association Val",
		"Alpha EXEMPLE (Val) et Beta MODELE, association Lac":          "foreign Alpha EXEMPLE|Val foreign Beta MODELE|association Lac",
		"Alpha EXEMPLE et Beta MODELE, présidente du comité":           "foreign Alpha EXEMPLE|- foreign Beta MODELE|présidente du comité",
		"Alpha EXEMPLE, Beta MODELE (maire)":                           "foreign Alpha EXEMPLE|- foreign Beta MODELE|maire",
		"Alpha EXEMPLE et le comité de Val":                            "foreign Alpha EXEMPLE|- foreign -|le comité de Val",
		"Alpha EXEMPLE - DST":                                          "foreign Alpha EXEMPLE|DST",
		"Alpha EXEMPLE : DST":                                          "foreign Alpha EXEMPLE|DST",
		"Mairie de Val :":                                              "foreign -|Mairie de Val",
		"En Allemagne : Alpha EXEMPLE Au Mali : Beta MODELE":           "other Alpha EXEMPLE|- foreign Beta MODELE|-",
		"Alpha EXEMPLE, Comité des Jumelages Arval – Villes":           "foreign Alpha EXEMPLE|Comité des Jumelages Arval – Villes",
		"Au Mali :": "",
		"/":         "",
	} {
		var got []string
		for _, c := range readContacts(talk{side: "foreign", text: in}, "au mali") {
			got = append(got, c.Side+" "+deref(c.Name)+"|"+deref(c.Org))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("readContacts(%q) = %q, want %q", in, strings.Join(got, " "), want)
		}
	}
}

func TestContinued(t *testing.T) {
	for in, want := range map[string]string{
		"OUI": "yes",
		"Oui : - Appui - Mise en veille des projets":             "partial",
		"Se poursuit, mais seulement sur l'eau":                  "partial",
		"OUI , mais de manière ponctuelle":                       "partial",
		"Seul le volet eau est actif":                            "partial",
		"OUI , pas de changement hormis le voyage":               "yes",
		"Le partenariat s'est poursuivi":                         "yes",
		"Reprise du partenariat en 2032":                         "resumed",
		"NON":                                                    "no",
		"Suspendue de mai à juin 2031, puis reprise":             "resumed",
		"Coopération suspendue":                                  "no",
		"Choix difficile, d'autres programmes ont été suspendus": "unknown",
		"Cf. ci-dessous":                                         "unknown",
		"Idem":                                                   "unknown",
		"/":                                                      "unknown",
		"":                                                       "unknown",
	} {
		if got := readContinued(in).Value; got != want {
			t.Errorf("readContinued(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestTrend(t *testing.T) {
	for in, want := range map[string]string{
		"Maintien": "maintained",
		"Maintien du budget mais baisse des crédits consommés": "maintained",
		"Maintien et versement d'une aide de 5 €":              "maintained",
		"Volonté d'augmenter le budget":                        "increased",
		"En progression":                                       "increased",
		"Majoration d'une aide":                                "increased",
		"Diminution d'un financement (revu à la baisse)":       "reduced",
		"Maintien, voire augmentation":                         "mixed",
		"Pas d'augmentation":                                   "maintained",
		"2012 : fin du projet de coopération":                  "ended",
		"5 € en 2012 contre 6 € en 2013":                       "unknown",
		"Idem avec augmentation":                               "unknown",
		"Possibilité de développer d'autres projets":           "unknown",
		"/": "unknown",
		"":  "unknown",
	} {
		if got := readTrend(in).Value; got != want {
			t.Errorf("readTrend(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestCofunders(t *testing.T) {
	for in, want := range map[string]string{
		"100 € (50 % A, 25 % B/C, 8 % D (prêt), 2,5% E)":         "[{A 50} {B/C 25} {D (prêt) 8} {E 2.5}]",
		"100 € (50 % de A/ 8% B – C)":                            "[{A 50} {B – C 8}]",
		"A : 50 %, B et C : 25 %":                                "[{A 50} {B et C 25}]",
		"100 € (dont 50 % A)":                                    "[{A 50}]",
		"100 €, cofinancés par l'État (50%) et la Région (25 %)": "[{État 50} {Région 25}]",
		"Ville A (60%), Ville B (40 %)":                          "[{Ville A 60} {Ville B 40}]",
		"100 € (La Banque 50 %)":                                 "[{La Banque 50}]",
		"2 000 € A 3 000 € B":                                    "[]",
	} {
		if got := fmt.Sprint(cofunders(in)); got != want {
			t.Errorf("cofunders(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestKindOfABudget(t *testing.T) {
	for in, want := range map[string]string{
		"5 € (F)": "fonctionnement", "5 € (I)": "investissement", "5 € (I) + 6 € (F)": "-", "Sur budget de fonctionnement 5 €": "fonctionnement", "5 €": "-",
	} {
		if got := deref(kindOf(in)); got != want {
			t.Errorf("kindOf(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestNumberOfAnAction(t *testing.T) {
	for in, want := range map[string]string{
		"1. Eau": "1|Eau", "10- Eau": "10|Eau", "2 . Eau": "2|Eau", "3": "3|", "1.1 Eau": "1.1|Eau", "1.2. Eau": "1.2|Eau", "4/ Eau": "4|Eau",
		"12 villages": "-|12 villages", "2012/2013": "-|2012/2013", "Eau": "-|Eau", "1/2 journée": "-|1/2 journée",
	} {
		n, domain := splitNumber(in)
		if got := deref(n) + "|" + domain; got != want {
			t.Errorf("splitNumber(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestTotals(t *testing.T) {
	head := "Date : 4/05/33\t\t\t\nCollectivité française : SAULX\t\tCollectivité malienne : TAMI\t\nActions de coopération réalisées :\t\t\t\n"
	row := "1. Eau\tPuits\t2032\t3 000 €\n"
	for in, want := range map[string]float64{
		"\t\t\tTotal 1 000 €": 1000, "\t\tTotal\t1 000": 1000, "\t\tTotal :\t1 000 €, dont 300 €": 1000, "TOTAL 2032\t\t\t1 000 €": 1000,
		"\t\t\tTotal : 300 € + 700 € = 1 000 €": 1000, "Total\t\t2032\t": 0, "Sous-total\t\t\t1 000": 0, "\n\tTotal des actions\t\t1 000": 1000,
		"2. Bois\tPlants\t2032\tTotal 1 000 €": 0, "\n\ttotal de 4 puits\t\t": 0, "Total général : 1 000 €": 1000, "\t\t\tTotal : 1 000": 1000,
	} {
		res, err := Read(formattest.Text(t, head+row+in+"\nPerspectives du partenariat :\nSuite"))
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		if f := res.Records[0].Body.(*Fiche); f.StatedTotal != nil {
			got = *f.StatedTotal
		}
		if got != want {
			t.Errorf("%q: stated total %v, want %v", in, got, want)
		}
	}
}

func TestPriceInAnotherCurrencyIsNoPriceInEuros(t *testing.T) {
	if name, price := collectionOf("Ouvrages de la collection “essais” : 5 000 FCFA"); name != "essais" || price != nil {
		t.Errorf("collection %q at %v, want essais without a price", name, price)
	}
	if _, price := collectionOf("Ouvrages de la collection “essais” : 5 000 FCFA, 8 euros"); price == nil || *price != 8 {
		t.Errorf("price %v, want 8", price)
	}
}

func TestFeetOfPages(t *testing.T) {
	lines := []string{"Date : 10/07/13", "Maison inventée, recensement 3/12", "Étape 1/2", "Étape 2/2", "Maison inventée, recensement 4/12", "Page 5 sur 12", "- 6 -", "Date : 11/07/13"}
	if got, want := fmt.Sprint(feet(lines)), "[false true false false true true true false]"; got != want {
		t.Errorf("feet = %s, want %s", got, want)
	}
}

func TestNumbersInWords(t *testing.T) {
	for in, want := range map[string]float64{"deux": 2, "cent cinquante": 150, "quatre-vingt-dix": 90, "vingt et un": 21, "deux mille trois cents": 2300} {
		if got := spelling(in); got != want {
			t.Errorf("spelling(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestAmountsOfAnActionHaveNoYear(t *testing.T) {
	year := 2031
	raw, err := json.Marshal(ActionBudget{Raw: "5 €", Amounts: []Amount{{5, "EUR", &year}}, Cofunders: []Cofunder{}})
	if want := `{"raw":"5 €","amounts":[{"value":5,"currency":"EUR"}],"kind":null,"cofunders":[]}`; err != nil || string(raw) != want {
		t.Errorf("ActionBudget = %s, %v", raw, err)
	}
}
