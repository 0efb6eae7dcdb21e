package table

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
)

// An invented register: no such document, partnership or amount exists.
const (
	sourcesCSV = "id,document,sha256,format,titre,editeur,date,lignes,exemple\n" +
		"3,rien.txt,,table,Sans fait,,2019,5,true\n" +
		"1,b.txt,,table,Recensement inventé,Personne,2013-11,40,true\n" +
		"2,a.txt,,table,Page inventée,,2019,12,true\n"
	relevesCSV = "id,genre,titre,date,document,ligne,ligne_fin,ordre,rubrique,poursuite,tendance,etat,debut,fin,total\n" +
		"1,census_fiche,X / Y,2013-05-02,b.txt,3,9,1,VALLÉE,yes,mixed,,,,59.5\n" +
		"2,census_fiche,X / Z,2013-11,b.txt,11,15,2,VALLÉE,unknown,unknown,,,,\n" +
		"3,fund_statement,Fonds,2013-07-02,b.txt,20,22,,,,,,,,15\n" +
		"4,publication,Livre,2013-11,b.txt,30,30,,,,,,,,\n" +
		"5,network,Réseau,2018-01,a.txt,1,6,,,,,,,,\n" +
		"6,atlas_project,Puits,2019,a.txt,8,12,,Eau,,,En cours,1985,2020-01,\n"
	factHead   = ",document,date,releve,genre_releve,ligne_releve,ligne,chemin\n"
	partiesCSV = "partenariat,organisation,cote,role,texte,rubrique" + factHead +
		"1,1,french,holder,Ville de X,,b.txt,2013-05-02,1,census_fiche,3,4,french.0\n" +
		"1,2,foreign,partner,'-Y,,b.txt,2013-05-02,1,census_fiche,3,4,foreign.0\n" +
		"1,3,foreign,partner,Z,,b.txt,2013-05-02,1,census_fiche,3,5,foreign.2\n" +
		",4,,,Ville de W,,b.txt,2013-07-02,3,fund_statement,20,21,donations.0\n" +
		"2,1,french,holder,X,Cercle d'Y,a.txt,2018-01,5,network,1,2,rows.0.french.0\n" +
		"2,2,foreign,partner,Y,Cercle d'Y,a.txt,2018-01,5,network,1,2,rows.0.foreign.0\n" +
		",5,,,Le Pilote,,a.txt,2018-01,5,network,1,1,leads.0\n" +
		",6,,,Union,Cercle d'Y,a.txt,2018-01,5,network,1,5,intercollectivites.0\n" +
		"2,1,french,holder,X,,a.txt,2018-01,5,network,1,6,recent.0.french.0\n" +
		"3,2,foreign,partner,Y,Mali,a.txt,2019,6,atlas_project,8,9,foreign_partners.0\n" +
		"3,7,,funder,Le Payeur,,a.txt,2019,6,atlas_project,8,11,funding.0.funder\n"
	accordsCSV = "id,partenariat,genre,intitule,signature,debut,fin" + factHead +
		"1,1,twinning,Jumelage,1998-10,,,b.txt,2013-05-02,1,census_fiche,3,6,agreements.0\n" +
		"2,1,convention,Convention,,2010,2013-02,b.txt,2013-05-02,1,census_fiche,3,6,agreements.1\n" +
		"3,1,protocol,Protocole,2011-02-03,,,b.txt,2013-05-02,1,census_fiche,3,7,agreements.2\n" +
		"4,1,other,Lettre,,,,b.txt,2013-11,2,census_fiche,11,12,agreements.0\n" +
		"5,3,convention,,1985,,,a.txt,2019,6,atlas_project,8,8,first_signed\n"
	actionsCSV = "id,partenariat,numero,domaine,theme,description,periode,debut,fin,en_france" + factHead +
		"1,1,1,Eau,eau,,mai 2012,2012-05,2012-05,false,b.txt,2013-05-02,1,census_fiche,3,8,actions.0\n" +
		"2,1,,Eau,eau,\"deux\nlignes\",,,,false,b.txt,2013-05-02,1,census_fiche,3,9,actions.1\n" +
		"3,3,,Puits,eau,\"Puits\nprofond\",,,,false,a.txt,2019,6,atlas_project,8,10,actions.0\n"
	moneyCSV = "partenariat,action,montant,monnaie,annee,payeur_texte,genre,texte" + factHead +
		"1,,59.5,EUR,2012,,,\"59,5 €\",b.txt,2013-05-02,1,census_fiche,3,7,budget.amounts.0\n" +
		"1,actions.0,0,XOF,,,investment,0 FCFA,b.txt,2013-05-02,1,census_fiche,3,8,actions.0.budget.amounts.0\n" +
		",,15,EUR,,Ville de W,,,b.txt,2013-07-02,3,fund_statement,20,21,donations.0\n" +
		"3,,29000,EUR,1985,Le Payeur,,,a.txt,2019,6,atlas_project,8,11,funding.0\n"
)

func world() map[string]string {
	return map[string]string{
		"sources.csv": sourcesCSV, "releves.csv": relevesCSV, "parties.csv": partiesCSV, "accords.csv": accordsCSV, "actions.csv": actionsCSV,
		"financements.csv": moneyCSV, "themes.csv": "code,theme,cad\neau,Eau,140\n",
	}
}

func read(t testing.TB, tables map[string]string) ([]Document, error) {
	t.Helper()
	files := map[string]*format.Text{}
	for name, s := range tables {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = text
	}
	return Read(files)
}

// stated is what a body states: its leaves that are not empty, by path.
func stated(t *testing.T, body any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	leaves(v, "", out)
	return out
}

func leaves(v any, path string, out map[string]any) {
	switch x := v.(type) {
	case map[string]any:
		for k, child := range x {
			leaves(child, strings.TrimPrefix(path+"."+k, "."), out)
		}
	case []any:
		for i, child := range x {
			leaves(child, path+"."+string(rune('0'+i)), out)
		}
	case nil:
	default:
		if x != "" {
			out[path] = x
		}
	}
}

func TestTablesBecomeRecords(t *testing.T) {
	docs, err := read(t, world())
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || docs[0].Name != "b.txt" || docs[0].Title != "Recensement inventé" || docs[0].Lines != 40 || docs[1].Date != "2019" {
		t.Fatalf("documents = %+v", docs)
	}
	want := []map[string]any{
		{
			"order": 1.0, "section": "VALLÉE", "updated.0": "2013-05-02", "french.0": "Ville de X", "foreign.0": "-Y", "foreign.1": "Z",
			"formalised.raw": "Jumelage octobre 1998", "formalised.years.0": 1998.0, "instrument": "Convention 2010 - février 2013; Protocole 3 février 2011", "continued.value": "yes", "trend.value": "mixed", "stated_total": 59.5,
			"budget.raw": "59,5 €", "budget.amounts.0.value": 59.5, "budget.amounts.0.currency": "EUR", "budget.amounts.0.year": 2012.0,
			"actions.0.n": "1", "actions.0.domain": "Eau", "actions.0.period.raw": "mai 2012", "actions.0.period.start": "2012-05", "actions.0.period.end": "2012-05",
			"actions.0.budget.raw": "0 FCFA", "actions.0.budget.amounts.0.value": 0.0, "actions.0.budget.amounts.0.currency": "XOF", "actions.0.budget.kind": "investissement",
			"actions.1.domain": "Eau", "actions.1.description": "deux\nlignes",
		},
		{"order": 2.0, "section": "VALLÉE", "instrument": "Lettre", "continued.value": "unknown", "trend.value": "unknown"},
		{"name": "Fonds", "as_of": "2013-07-02", "stated_total_eur": 15.0, "donations.0.donor": "Ville de W", "donations.0.eur": 15.0},
		{
			"name": "Réseau", "as_of": "2018-01", "leads.0.org": "Le Pilote", "rows.0.cercle": "Cercle d'Y", "rows.0.french.0": "X", "rows.0.foreign.0": "Y",
			"intercollectivites.0.name": "Union", "intercollectivites.0.cercle": "Cercle d'Y", "recent.0.french.0": "X",
		},
		{
			"title": "Puits", "theme": "Eau", "status": "En cours", "start_year": 1985.0, "end_date": "2020-01", "first_signed": 1985.0,
			"foreign_partners.0.name": "Y", "foreign_partners.0.country": "Mali", "actions.0.title": "Puits", "actions.0.objective": "profond",
			"funding.0.funder": "Le Payeur", "funding.0.eur": 29000.0, "funding.0.year": 1985.0,
		},
	}
	records := append(docs[0].Result.Records, docs[1].Result.Records...)
	if len(records) != len(want) {
		t.Fatalf("%d records; want %d", len(records), len(want))
	}
	for i, r := range records {
		if d := cmp.Diff(want[i], stated(t, r.Body)); d != "" {
			t.Errorf("record %s of line %d (-want +got):\n%s", r.Kind, r.Line, d)
		}
	}
}

func TestPlacesAndLines(t *testing.T) {
	docs, err := read(t, world())
	if err != nil {
		t.Fatal(err)
	}
	r := docs[0].Result.Records[0]
	if r.Locator != "L3" || r.Line != 3 || r.LineEnd != 9 {
		t.Errorf("%s, lines %d to %d", r.Locator, r.Line, r.LineEnd)
	}
	at := map[string]int{}
	for _, p := range r.Places {
		at[p.Path] = p.Line
	}
	for path, line := range map[string]int{"french.0": 4, "foreign.2": 5, "formalised": 6, "instrument": 7, "actions.1": 9, "actions.0.budget.amounts.0": 8} {
		if at[path] != line {
			t.Errorf("%s stands on line %d; want %d", path, at[path], line)
		}
	}
	if n := docs[0].Result.Notes; len(n) != 1 || n[0].Key != "format.table_left_out" || n[0].Args[0] != "publication" {
		t.Errorf("notes = %+v; want the publication left out", n)
	}
}

func TestRefusalsNameFileLineAndColumn(t *testing.T) {
	for _, c := range []struct {
		name, file, old, now string
		line                 int
		key, column          string
	}{
		{"a date that is none", "actions.csv", "2012-05,2012-05", "2012-13,2012-05", 2, "format.table_value", "debut"},
		{"an amount in words", "financements.csv", "29000", "beaucoup", 5, "format.table_value", "montant"},
		{"no amount", "financements.csv", "29000", "", 5, "format.table_value", "montant"},
		{"no currency", "financements.csv", "59.5,EUR", "59.5,", 2, "format.table_value", "monnaie"},
		{"a path that the kind does not have", "parties.csv", "leads.0", "leaders.0", 8, "format.table_value", "chemin"},
		{"a list without end", "parties.csv", "french.0", "french.999999999", 2, "format.table_value", "chemin"},
		{"an action among amounts", "actions.csv", "3,8,actions.0", "3,8,budget.amounts.0", 2, "format.table_value", "chemin"},
		{"a kind that nobody knows", "parties.csv", "network,1,1", "reseau,1,1", 8, "format.table_value", "genre_releve"},
		{"no document", "accords.csv", "b.txt,2013-05-02,1,census_fiche,3,7", ",2013-05-02,1,census_fiche,3,7", 4, "format.table_value", "document"},
		{"an agreement of a network", "accords.csv", "census_fiche,11,12", "network,11,12", 5, "format.table_value", "chemin"},
		{"a line that is no number", "releves.csv", "b.txt,11", "b.txt,onze", 3, "format.table_value", "ligne"},
		{"a line before the first", "releves.csv", "b.txt,11", "b.txt,0", 3, "format.table_value", "ligne"},
		{"a row cut short", "sources.csv", "2013-11,40,true", "2013-11", 3, "format.table_row", "1"},
		{"a quote left open", "sources.csv", "Personne", "\"Personne", 4, "format.table_row", ""},
		{"a table of something else", "themes.csv", "code,theme,cad", "a,b,c", 1, "format.table_unknown", ""},
	} {
		tables := world()
		changed := strings.Replace(tables[c.file], c.old, c.now, 1)
		if changed == tables[c.file] {
			t.Fatalf("%s: the case changes nothing", c.name)
		}
		tables[c.file] = changed
		_, err := read(t, tables)
		p := (*format.Problem)(nil)
		if !errors.As(err, &p) {
			t.Errorf("%s: %v; want a problem", c.name, err)
			continue
		}
		if p.Line != c.line || p.Key != c.key || p.Args[0] != c.file || c.column != "" && p.Args[1] != c.column {
			t.Errorf("%s: line %d, %s %q; want line %d, %s, %s, %s", c.name, p.Line, p.Key, p.Args, c.line, c.key, c.file, c.column)
		}
	}
}

func TestLineOfARowAfterTextOfTwoLines(t *testing.T) {
	tables := world()
	tables["actions.csv"] = strings.Replace(actionsCSV, "8,10,actions.0", "8,10,acts.0", 1)
	_, err := read(t, tables)
	if p := (*format.Problem)(nil); !errors.As(err, &p) || p.Line != 5 {
		t.Errorf("err = %v; want line 5", err)
	}
}

func TestRecogniseTakesColumnsNotNames(t *testing.T) {
	for s, want := range map[string]int{
		partiesCSV: 100, moneyCSV: 100, "cote,x,texte,role,chemin\n": 100, "nom;genre\n": 0, "Une page\n": 0, "id,document,date\n": 0,
	} {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		if got := Recognise(text); got != want {
			t.Errorf("Recognise(%.30q) = %d; want %d", s, got, want)
		}
	}
	if Recognise(&format.Text{}) != 0 {
		t.Error("a text without lines is recognised")
	}
}

func TestDerivedTablesAloneStateNothing(t *testing.T) {
	_, err := read(t, map[string]string{"themes.csv": "code,theme,cad\neau,Eau,140\n"})
	if p := (*format.Problem)(nil); !errors.As(err, &p) || p.Key != "format.table_no_facts" {
		t.Errorf("err = %v; want that there is no fact", err)
	}
}

func TestSkeletons(t *testing.T) {
	for kind := range skeletons {
		if len(skeleton(kind)) == 0 {
			t.Errorf("%s has no skeleton", kind)
		}
	}
	for path, text := range elements {
		if kind, _, _ := strings.Cut(path, " "); skeletons[kind] == "" || len(object(text)) == 0 {
			t.Errorf("%s is no element of a kind", path)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range world() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			return
		}
		docs, err := Read(map[string]*format.Text{"x.csv": text})
		if p := (*format.Problem)(nil); err != nil && !errors.As(err, &p) {
			t.Fatalf("%v is no problem", err)
		}
		for _, d := range docs {
			for _, r := range d.Result.Records {
				if _, err := json.Marshal(r.Body); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
