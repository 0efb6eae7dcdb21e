package atlaspage

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
	"kafo/internal/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func read(t *testing.T, s string) (*Project, *format.Result) {
	t.Helper()
	text := formattest.Text(t, s)
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	formattest.Invariants(t, text, res)
	return res.Records[0].Body.(*Project), res
}

func TestRecogniseByLabelsNotByChance(t *testing.T) {
	page := "Titre\nUn titre\nContexte\nUn texte\nHistorique\nAnnée de début du partenariat\n2001"
	if got := Recognise(formattest.Text(t, page)); got != 40 {
		t.Errorf("four labels score %d, want 40", got)
	}
	for _, s := range []string{"Contexte\nUn texte", "Rien de tout cela", "Titre : A\nPrix : B"} {
		if got := Recognise(formattest.Text(t, s)); got != 0 {
			t.Errorf("Recognise(%q) = %d, want 0", s, got)
		}
		var p *format.Problem
		if _, err := Read(formattest.Text(t, s)); !errors.As(err, &p) || p.Key != "format.unknown_family" {
			t.Errorf("Read(%q) = %v, want format.unknown_family", s, err)
		}
	}
}

func TestLabelsAndValuesOnOneLine(t *testing.T) {
	p, _ := read(t, "Titre : Un pont : deux rives\nAnnée de signature : 12/05/2003\nLe projet est : Terminé\nDate de fin | 3 mars 2009 |\n"+
		"Le projet est biennal\nVotre projet prend la forme d'un(e) Jumelage-coopération\nMaître d'ouvrage : Ville de Fictiville")
	got := []any{*p.Title, *p.FirstSigned, *p.Status, *p.EndDate, *p.Duration, *p.Form, p.Owners[0]}
	want := []any{"Un pont : deux rives", 2003, "Terminé", "2009-03-03", "biennal", "Jumelage-coopération", "Ville de Fictiville"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLabelsAndValuesAtATab(t *testing.T) {
	p, _ := read(t, "Titre\tUn pont\nAnnée de début du partenariat\t2003\nContexte\tUn texte : court\nsuite")
	if *p.Title != "Un pont" || *p.StartYear != 2003 || *p.Context != "Un texte : court\nsuite" {
		t.Errorf("title %q, year %d, context %q", *p.Title, *p.StartYear, *p.Context)
	}
}

func TestLabelsLeftAsKeysAreRead(t *testing.T) {
	p, res := read(t, "???projet.titre???\nUn titre\n???projet.contexte???\nUn texte\natlas.projet.historique\nAutrefois\n???projet.mystere???\nUne valeur")
	if *p.Title != "Un titre" || *p.Context != "Un texte" || *p.History != "Autrefois" {
		t.Errorf("title %q, context %q, history %q", *p.Title, *p.Context, *p.History)
	}
	if len(res.Notes) == 0 || res.Notes[0].Key != "format.unknown_label" || res.Notes[0].Line != 7 || len(p.Unplaced) != 2 {
		t.Errorf("the key without a field: notes %v, unplaced %v", res.Notes, p.Unplaced)
	}
}

func TestProseKeepsLinesThatLookLikeLabels(t *testing.T) {
	p, res := read(t, "Titre\nT\nContexte\nTitre\nLe partenariat est triennal.\nhttp://exemple.invalid/page\nObjectif du partenariat\nO\nDescription détaillée du partenariat\nObjectif\nObjectifs : deux.\nLe partenariat est triennal\n")
	if *p.Context != "Titre\nLe partenariat est triennal.\nhttp://exemple.invalid/page" {
		t.Errorf("context = %q", *p.Context)
	}
	if *p.Description != "Objectif\nObjectifs : deux." || len(p.Actions) != 0 || *p.Duration != "triennal" {
		t.Errorf("description = %q, actions %v, duration %v", *p.Description, p.Actions, p.Duration)
	}
	if len(res.NotUnderstood) != 0 {
		t.Errorf("not understood: %v", res.NotUnderstood)
	}
}

func TestSubheadingsOfTheTextAreNotTheFormsLabels(t *testing.T) {
	p, res := read(t, "Titre\nT\nContexte\nC\nDescription détaillée du partenariat\nD\nBénéficiaires\nTous.\nFinancement\nUn peu.\nPerspectives\nLoin.\nDurée : 3 ans\nBudget : 10 euros\n"+
		"Bénéficiaire(s)\nLes élèves\n\nFinancement du partenariat\n\nFinancement du partenariat\nNom du financeur Montant en euros Année\nVille A 10 2001\n")
	if *p.Description != "D\nBénéficiaires\nTous.\nFinancement\nUn peu.\nPerspectives\nLoin.\nDurée : 3 ans\nBudget : 10 euros" {
		t.Errorf("description = %q", *p.Description)
	}
	if len(p.Beneficiaries) != 1 || len(p.Funding) != 1 || p.Duration != nil || len(res.NotUnderstood) != 0 {
		t.Errorf("beneficiaries %v, funding %v, not understood %v", p.Beneficiaries, p.Funding, res.NotUnderstood)
	}
}

func TestUnknownLabelKeepsItsValueAndIsReported(t *testing.T) {
	p, res := read(t, "Titre\nT\nAnnée de début du partenariat\n2001\nPopulation concernée\n1200 habitants\nContexte du partenariat\nC\nPartenaires étrangers du partenariat\nVille A Mali\nPlafond annuel du partenariat\n45\nDates de validité : du 01/01/2001 au 31/12/2003\nDernière mise à jour : 04/05/2012\n")
	var raw []string
	for _, u := range p.Unplaced {
		raw = append(raw, u.Raw)
	}
	want := []string{"Population concernée", "1200 habitants", "Plafond annuel du partenariat", "45", "Dates de validité : du 01/01/2001 au 31/12/2003", "Dernière mise à jour : 04/05/2012"}
	if diff := cmp.Diff(want, raw); diff != "" {
		t.Error(diff)
	}
	if len(p.ForeignPartners) != 1 || *p.Context != "C" || res.Date != "2012-05-04" || len(res.NotUnderstood) != 4 {
		t.Errorf("partners %v, context %v, date %q, not understood %v", p.ForeignPartners, p.Context, res.Date, res.NotUnderstood)
	}
}

func TestTruncatedPageIsReported(t *testing.T) {
	_, res := read(t, "Titre\nT\nContexte\nC\nHistorique\nLe texte s'arr")
	if len(res.Notes) != 1 || res.Notes[0].Key != "format.truncated_page" || res.Notes[0].Line != 6 {
		t.Errorf("notes = %v", res.Notes)
	}
}

func TestFundingRows(t *testing.T) {
	for _, c := range []struct{ rows, want string }{
		{"Autre 71478 0 2001", `[{"funder":"Autre","eur":71478,"one_percent":[0,null,null],"year":2001}]`},
		{"Ministère de X 80000 2001", `[{"funder":"Ministère de X","eur":80000,"one_percent":[null,null,null],"year":2001}]`},
		{"Ville A 1 2 3 4 2010", `[{"funder":"Ville A","eur":1,"one_percent":[2,3,4],"year":2010}]`},
		{"Ville A 0 1999", `[{"funder":"Ville A","eur":0,"one_percent":[null,null,null],"year":1999}]`},
		{"Ville A 2000 2000", `[{"funder":"Ville A","eur":2000,"one_percent":[null,null,null],"year":2000}]`},
		{"Ville A 2010", `[{"funder":"Ville A","eur":null,"one_percent":[null,null,null],"year":2010}]`},
		{"Ville A 29 000 0 1985", `[{"funder":"Ville A","eur":29000,"one_percent":[0,null,null],"year":1985}]`},
		{"Ville A 1 250 000 300 1985\nVille B 400 1986", `[{"funder":"Ville A","eur":1250000300,"one_percent":[null,null,null],"year":1985},{"funder":"Ville B","eur":400,"one_percent":[null,null,null],"year":1986}]`},
		{"Ville A 500 200 1985\nVille B 4000 1986", `[{"funder":"Ville A","eur":500,"one_percent":[200,null,null],"year":1985},{"funder":"Ville B","eur":4000,"one_percent":[null,null,null],"year":1986}]`},
		{"Ville A 29\u00a0000,50 € 0 1985", `[{"funder":"Ville A","eur":29000.5,"one_percent":[0,null,null],"year":1985}]`},
		{"CD 99 5000 2010", `[{"funder":"CD 99","eur":5000,"one_percent":[null,null,null],"year":2010}]`},
		{"Ministère\nde la Lune 10 2010", `[{"funder":"Ministère de la Lune","eur":10,"one_percent":[null,null,null],"year":2010}]`},
		{"Ville A | 1 000 | | 5 | | 2010 |", `[{"funder":"Ville A","eur":1000,"one_percent":[null,5,null],"year":2010}]`},
		{"Ville A | 1000 | | | | |", `[{"funder":"Ville A","eur":1000,"one_percent":[null,null,null],"year":null}]`},
		{"Ville A | 1000 | 2010 |", `[{"funder":"Ville A","eur":1000,"one_percent":[null,null,null],"year":2010}]`},
		{"Aucun financeur déclaré", `[]`},
	} {
		p, _ := read(t, "Titre\nT\nContexte\nC\nFinancement du partenariat\n"+c.rows)
		got, err := json.Marshal(p.Funding)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%q: %s", c.rows, diff)
		}
	}
}

func TestCountryIsCutFromTheEnd(t *testing.T) {
	for row, want := range map[string][2]string{
		"Assemblée régionale de Kayes Mali":           {"Assemblée régionale de Kayes", "Mali"},
		"Commune de Niger Niger":                      {"Commune de Niger", "Niger"},
		"Ville de X Congo (République démocratique)":  {"Ville de X", "Congo (République démocratique)"},
		"Ville de X République démocratique du Congo": {"Ville de X", "République démocratique du Congo"},
		"Gouvernorat de Y Territoires palestiniens":   {"Gouvernorat de Y", "Territoires palestiniens"},
		"Ville de X (Bénin)":                          {"Ville de X", "Bénin"},
		"Préfecture de Z Guinée":                      {"Préfecture de Z", "Guinée"},
		"Ville de X Guinée équatoriale":               {"Ville de X", "Guinée équatoriale"},
		"Nulle part connue":                           {"Nulle part connue", ""},
		"Luxembourg":                                  {"Luxembourg", ""},
		"Ville de Z | Viêt Nam | Icone d'une loupe |": {"Ville de Z", "Viêt Nam"},
	} {
		p, ok := partner(row)
		country := ""
		if p.Country != nil {
			country = *p.Country
		}
		if !ok || p.Name != want[0] || country != want[1] {
			t.Errorf("partner(%q) = %q, %q; want %q", row, p.Name, country, want)
		}
	}
}

func TestListsAreSplitAsAReaderWould(t *testing.T) {
	for in, want := range map[string][]string{
		"Ville A":                                             {"Ville A"},
		"Ville A, Ville B; Région C":                          {"Ville A", "Ville B", "Région C"},
		"Ville A et Commune de B":                             {"Ville A", "Commune de B"},
		"Comité Culture et Loisirs":                           {"Comité Culture et Loisirs"},
		"Élèves, Lycéens, Artisans, venus du plateau":         {"Élèves", "Lycéens", "Artisans, venus du plateau"},
		"Les habitants, les élèves et les agents.":            {"Les habitants", "les élèves", "les agents"},
		"Les deux villes, les populations du nord et du sud.": {"Les deux villes", "les populations du nord et du sud"},
		"Entreprises- Acteurs locaux- Élèves":                 {"Entreprises", "Acteurs locaux", "Élèves"},
		"Commune de A - Commune de B / Région C":              {"Commune de A", "Commune de B", "Région C"},
		"Syndicat de A - B":                                   {"Syndicat de A - B"},
		"Habitants de A, au nord, Habitants de B":             {"Habitants de A, au nord", "Habitants de B"},
		"- Ville A\n- Ville B":                                {"Ville A", "Ville B"},
		"\uf0b7 une école \uf0b7 un puits":                    {"une école", "un puits"},
		"Associations (femmes, jeunes) de A":                  {"Associations (femmes, jeunes) de A"},
	} {
		var lines []line
		for i, s := range strings.Split(in, "\n") {
			lines = append(lines, line{i + 1, s})
		}
		got, _ := list(lines)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestForeignContactRows(t *testing.T) {
	str := func(p *string) string {
		if p == nil {
			return "-"
		}
		return *p
	}
	for in, want := range map[string]string{
		"Ville A nom Prénom x.y.z@exemple.invalid":            "Ville A/nom Prénom/-/x.y.z@exemple.invalid",
		"VILLE A NOM PRENOM":                                  "VILLE A/NOM PRENOM/-/-",
		"Ville A NOM Prénom Directrice des services":          "Ville A/NOM Prénom/Directrice des services/-",
		"Ville A DE LONGNOM Consuelo Maire z@exemple.invalid": "Ville A/DE LONGNOM Consuelo/Maire/z@exemple.invalid",
		"Ville A NOM Prénom gardien du fleuve":                "Ville A/NOM Prénom/gardien du fleuve/-",
		"Ailleurs NOM Prénom":                                 "Ailleurs/NOM Prénom/-/-",
		"Ville A | NOM | Prénom | - | z@exemple.invalid |":    "Ville A/NOM Prénom/-/z@exemple.invalid",
		"Ville A | | Prénom | Maire | |":                      "Ville A/Prénom/Maire/-",
	} {
		c, ok := contact(in, namesOf([]string{"Ville", "Ville A"}))
		got := strings.Join([]string{str(c.Organisation), str(c.Name), str(c.Function), str(c.Email)}, "/")
		if !ok || got != want {
			t.Errorf("contact(%q) = %s; want %s", in, got, want)
		}
	}
}

func TestPostContacts(t *testing.T) {
	p, _ := read(t, "Titre\nT\nContexte\nC\nContacts dans le poste diplomatique « Ambassade de France à X »\nPas de correspondant coopération décentralisée\n"+
		"Attaché de coopération\nPersonne UN\nConseillère de coopération\nPersonne DEUX\nCourriel :\ndeux[at]exemple.invalid\nPersonne TROIS\nMél : trois@exemple.invalid\nCourriel :\n")
	got, err := json.Marshal(p.PostContacts)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"role":"Attaché de coopération","name":"Personne UN","email":null},{"role":"Conseillère de coopération","name":"Personne DEUX","email":"deux[at]exemple.invalid"},{"role":null,"name":"Personne TROIS","email":"trois@exemple.invalid"}]`
	if diff := cmp.Diff(want, string(got)); diff != "" || *p.Post != "Ambassade de France à X" {
		t.Error(*p.Post, diff)
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{"01/06/2020": "2020-06-01", "1er mai 2010": "2010-05-01", "06/2011": "2011-06", "août 2012": "2012-08",
		"fin 2013": "2013", "2014-02-03": "2014-02-03", "31/13/2015": "", "sans date": ""} {
		got := ""
		if d := date(in); d != nil {
			got = *d
		}
		if got != want {
			t.Errorf("date(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestActionsWithoutDashOrWithBareLabels(t *testing.T) {
	p, _ := read(t, "Titre\nT\nContexte\nC\nDescription détaillée du partenariat\nAvant.\nPremière action\nObjectif de l’action : A\nsuite\nDescription sommaire de l'action : B\n- un point\nAction n°2 : La seconde\nObjectifs : C\nDescription : D")
	got, err := json.Marshal(p.Actions)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"title":"Première action","objective":"A\nsuite","summary":"B\n- un point"},{"title":"La seconde","objective":"C","summary":"D"}]`
	if diff := cmp.Diff(want, string(got)); diff != "" || *p.Description != "Avant." {
		t.Error(*p.Description, diff)
	}
}

func TestThemesAreCutAtTheirCapitals(t *testing.T) {
	for in, want := range map[string]string{
		"Terre, Ciel et Mer Soin / Suivi du littoral / Oiseaux 4": `["Terre, Ciel et Mer","Soin / Suivi du littoral / Oiseaux",null,4]`,
		"Ecole, Quartier et Savoir Ecole, métier, atelier 5":      `["Ecole, Quartier et Savoir","Ecole, métier, atelier",null,5]`,
		"Economie durable Tourisme Chemins d'eau Ports 10":        `["Economie durable","Tourisme","Chemins d'eau Ports",10]`,
		"Economie durable":               `["Economie durable",null,null,null]`,
		"Economie durable | | Ports | 2": `["Economie durable",null,"Ports",2]`,
	} {
		v, ok := theme(in)
		got, err := json.Marshal([]any{v.Theme, v.Subtheme, v.Subsubtheme, v.Priority})
		if diff := cmp.Diff(want, string(got)); diff != "" || !ok || err != nil {
			t.Errorf("%q: %v %s", in, err, diff)
		}
	}
}

func TestQuestionsAnsweredByYesOrNo(t *testing.T) {
	p, res := read(t, "Titre\nT\nContexte\nC\nUne communication a-t-elle été engagée en France ?\nOui\nUne communication a-t-elle été engagée dans les pays partenaires ?\nNon\nUne évaluation n'a pas été engagée\nUne politique d'évaluation a été engagée\nPIED DE PAGE\nMentions légales\nTous droits réservés © Ministère 2013\nUn mot de trop")
	if !*p.CommunicationFrance || *p.CommunicationAbroad || *p.Evaluation || res.Publisher != "Ministère" {
		t.Errorf("france %v, abroad %v, evaluation %v, publisher %q", *p.CommunicationFrance, *p.CommunicationAbroad, *p.Evaluation, res.Publisher)
	}
	if len(res.NotUnderstood) != 2 || res.NotUnderstood[1].Number != 14 {
		t.Errorf("not understood = %v", res.NotUnderstood)
	}
}

// A hostile page of many short lines takes time in proportion to its size.
func TestReadingIsLinear(t *testing.T) {
	took := func(n int) time.Duration {
		text := formattest.Text(t, "Titre\nT\nContexte\nC\nBénéficiaire(s)\n"+strings.Repeat("a, B- C et la d\n", n)+"Financement du partenariat\n"+strings.Repeat("Ville 10 0 2001\n", n)+"Autres thématiques\n"+strings.Repeat("A 12 ", 4*n)+"\n")
		start := time.Now()
		if _, err := Read(text); err != nil {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	small, large := took(1000), took(8000)
	if large > 40*small+time.Second {
		t.Errorf("8 times the lines took %v against %v", large, small)
	}
}

func TestSeedsAndReferencePages(t *testing.T) {
	for _, pattern := range []string{"seeds/001_*.txt", "seeds/004_*.txt", "reference/atlas/*.txt"} {
		for _, path := range formattest.Seeds(t, pattern) {
			text := formattest.Load(t, path)
			if got := Recognise(text); got < 80 {
				t.Errorf("%s: Recognise = %d", path, got)
			}
			res, err := Read(text)
			if err != nil {
				t.Fatal(err)
			}
			formattest.Invariants(t, text, res)
			p := res.Records[0].Body.(*Project)
			if p.Title == nil || p.Post == nil || p.StartYear == nil || p.Context == nil && p.Description == nil && len(p.Unplaced) == 0 || len(res.NotUnderstood) > 1 {
				t.Errorf("%s: title, post, year or text missing, or not understood: %d lines", path, len(res.NotUnderstood))
			}
		}
	}
}

func TestSeedsFunding(t *testing.T) {
	for pattern, want := range map[string]struct {
		rows    int
		eur     float64
		actions int
		people  int
	}{"seeds/001_*.txt": {6, 761268, 1, 3}, "seeds/004_*.txt": {5, 49000, 1, 3}} {
		res, err := Read(formattest.Load(t, formattest.Seeds(t, pattern)[0]))
		if err != nil {
			t.Fatal(err)
		}
		p, sum := res.Records[0].Body.(*Project), 0.0
		for _, f := range p.Funding {
			sum += *f.Eur
			if f.Year == nil {
				t.Errorf("%s: a row without a year", pattern)
			}
		}
		if len(p.Funding) != want.rows || sum != want.eur || len(p.Actions) != want.actions || len(p.PostContacts)+len(p.ForeignContacts) != want.people || len(res.NotUnderstood) != 0 {
			t.Errorf("%s: %d rows, %v euros, %d actions, %d not understood", pattern, len(p.Funding), sum, len(p.Actions), len(res.NotUnderstood))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Titre\nT\nContexte\nC\nDescription\n- a\nObjectif de l'action : b\nFinancement\nVille | 1 | 2 | 2001 |\n")
	f.Add("???projet.titre???\n<b>x\n|||\nAutres thématiques\nA B C D 1\nContacts dans les partenaires étrangers\nA B C\nThématique\n")
	f.Fuzz(func(t *testing.T, s string) {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			return
		}
		if n := Recognise(text); n < 0 || n > 100 {
			t.Fatalf("Recognise = %d", n)
		}
		if res, err := Read(text); err == nil {
			formattest.Invariants(t, text, res)
		}
	})
}
