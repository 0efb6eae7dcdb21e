package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

var update = flag.Bool("update", false, "write the golden files again")

var day = time.Date(2026, 3, 4, 23, 30, 0, 0, time.FixedZone("", 3600))

func write(t *testing.T, format string, v any) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeAt(day, &b, format, v); err != nil {
		t.Fatalf("%s of %T: %v", format, v, err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// values are one of each thing that a page shows.
func pages() map[string]any {
	return map[string]any{
		"partenariats": aList(), "items": []catalogue.Item{anItem()}, "partenariat": aPartnership(),
		"organisations": []catalogue.OrgCount{{Ref: saintVallier, Kind: coop.Authority, Territory: &valley, Partnerships: 1, Mentions: 2, Point: &here, Site: "https://a.example", Names: []string{"VSV", "Saint-Vallier-le-Haut"}}, {Ref: stranger, Kind: coop.Other}},
		"organisation": catalogue.Organisation{ID: 1, Name: "Saint-Vallier", Kind: coop.Authority, Country: "FR", Territory: &valley, Partnerships: []catalogue.Item{anItem()}, Mentions: []catalogue.Mention{{Text: "Ville de Saint-Vallier", Cite: cite(3, "french.0")}}, Point: &here,
			Values: []catalogue.Value{{Property: coop.OwnSite, Text: "https://a.example", Asserted: "2026-01-02", Kept: true, Why: "chosen.only", Claim: "7.0", By: "Saint-Vallier", Cite: cite(3, "site")}}},
		"territoires":  []catalogue.TerritoryCount{{Ref: valley, Level: "commune", Count: 1, Point: &here}, {Ref: catalogue.Ref{ID: 9, Kind: "territory", Name: "Sans point", Country: "ML"}, Level: "village", Count: 1}},
		"territoire":   catalogue.Territory{ID: 7, Key: "fr/com/1", Name: "Saint-Vallier", Level: "commune", Country: "FR", Codes: map[string]string{"insee": "00001"}, Point: &here, Partnerships: []catalogue.Item{anItem()}, Children: []catalogue.TerritoryCount{{Ref: valley, Level: "quartier", Count: 1}}},
		"groupes":      catalogue.Grouped{List: aList(), By: "region", All: 2, Left: 1, Groups: []catalogue.Group{{FacetValue: catalogue.FacetValue{Value: "5", Label: "Kayes", Count: 1}, Items: []catalogue.Item{anItem()}}}},
		"themes":       []catalogue.Bar{{Value: "eau", Label: "Eau, assainissement et déchets", Count: 3}},
		"sources":      []catalogue.Source{{Source: aSource()}},
		"source":       catalogue.Source{Source: aSource(), Withdrawn: &catalogue.Decision{On: "2026-02-03", Decision: coop.Decision{Why: "mauvais fichier", Author: coop.Steward.By(7)}}, Records: []catalogue.RecordRef{aRecord().RecordRef}, Passages: []catalogue.Passage{{Record: 4, Line: 2, Lines: []string{"ligne"}, Read: []catalogue.Reading{{Path: "budget", Value: "500 €", Line: 3, To: saintVallier}}}}},
		"releves":      []catalogue.RecordRef{aRecord().RecordRef},
		"releve":       aRecord(),
		"reseaux":      []catalogue.Record{aRecord()},
		"propositions": []catalogue.Proposal{aProposal()},
		"proposition":  aProposal(),
		"constats":     []catalogue.Finding{aFinding()},
		"constat":      aFinding(),
		"regles":       []catalogue.Rule{{ID: "total-parts", Severity: "error", States: []catalogue.FacetValue{{Value: "open", Count: 2}, {Value: "gone", Count: 1}}}},
		"apercu": catalogue.Overview{
			Totals: catalogue.Totals{Partnerships: 2, Records: 3}, Figures: []catalogue.Figure{aFigure()}, Fiches: 2, Twice: []catalogue.RecordRef{aRecord().RecordRef},
			ByTheme: []catalogue.Bar{{Label: "Eau", Value: "eau", Count: 1}}, Money: catalogue.MoneyFigures{Stated: 123450, Once: 100000, Left: 23450},
		},
		"chiffre":  aFigure(),
		"recueils": []catalogue.EditionItem{{ID: 2, Series: "essai", Title: "Essai", Date: "2013-11-08", Host: "Atelier", Former: 1, FrozenAt: 1_383_900_000_000, Fiches: 2}},
		"recueil":  anEdition(),
		"historique": catalogue.History{
			Of: catalogue.Ref{ID: 1, Kind: "partnership", Name: "Saint-Vallier ↔ Douma"}, Entries: []catalogue.Entry{anEntry()}, Claims: []catalogue.ClaimLine{{Set: 4, Position: 2, Property: "agreement", Text: "jumelage · 1984", Asserted: "2013-05", Recorded: "2026-01-02", Author: "import:invente.txt", Cite: cite(3, "formalised")}},
			Decisions: []catalogue.Decision{{Decision: coop.Decision{ID: 1, Kind: coop.DecideMerge, SubjectKind: coop.KindPartnership, Subject: 2, Object: 1, Why: "même coopération", Author: coop.Operator}, On: "2026-01-03"}},
		},
		"entree":      Happened{catalogue.EntryChange{Of: catalogue.Ref{ID: 1, Kind: "partnership", Name: "Saint-Vallier ↔ Douma"}, Entry: anEntry(), Earlier: "c1"}, []Change{{"status", "", "", "active", "suspended"}}},
		"comparaison": Comparison{Kind: "partnership", ID: 1, Title: "Saint-Vallier ↔ Douma", From: "2013", Changes: []Change{{"status", "", "", "active", "suspended"}}},
		"argent":      aReport(), "argent-par": aReport().Tables[0],
	}
}

func anEdition() catalogue.Edition {
	return catalogue.Edition{
		Edition: coop.Edition{ID: 2, Series: "essai", Title: "Essai", Date: "2013-11-08", Former: 1, Forms: []string{"2013-09"}, FrozenAt: 1_383_900_000_000},
		Counted: catalogue.EditionCount{Fiches: 2, Partnerships: 2, Holders: 1, Partners: 2, Actions: 3, Money: catalogue.MoneyFigures{Stated: 123450, Once: 100000, Left: 23450}, Figures: []catalogue.EditionFigure{
			{Group: "trend", Key: "overview.trend.maintained", Count: 1, Of: 2, Records: []coop.RecordID{4}}, {Group: "region", Value: "kayes", Label: "Kayes", Count: 1, Of: 2, Records: []coop.RecordID{4}},
		}},
		Fiches: []catalogue.EditionFiche{{RecordRef: aRecord().RecordRef, Section: "Kayes", Mark: coop.FicheChanged, Was: 3}, {Section: "Mopti", Gone: catalogue.FicheWithdrawn}},
		Coming: []catalogue.EditionComing{{Section: "Kayes", Title: "Saint-Vallier / Douma", Record: 9}}, Errata: []coop.Erratum{{Edition: 2, Text: "Lire 46.", At: 1_383_900_000_000}}, Gone: 1,
	}
}

func TestEveryPageAsJSONAndCSV(t *testing.T) {
	for name, v := range pages() {
		out := write(t, "json", v)
		if !json.Valid([]byte(out)) {
			t.Errorf("%s is no JSON:\n%s", name, out)
		}
		golden(t, name+".json", out)
		golden(t, name+".csv", write(t, "csv", v))
	}
}

func TestPlacesAsGeoJSON(t *testing.T) {
	for _, name := range []string{"partenariats", "partenariat", "organisations", "territoires", "territoire"} {
		golden(t, name+".geojson", write(t, "geojson", pages()[name]))
	}
}

func TestJSONSaysLicenceSourceAndDay(t *testing.T) {
	for name, v := range pages() {
		var got struct {
			Licence   Licence
			Generated string
		}
		if err := json.Unmarshal([]byte(write(t, "json", v)), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Licence != open || got.Generated != "2026-03-04" {
			t.Errorf("%s: licence %+v, generated %q", name, got.Licence, got.Generated)
		}
	}
}

// TestNoNullList: a list without members is [], so that no program has to ask.
func TestNoNullList(t *testing.T) {
	for _, v := range []any{catalogue.Partnership{}, catalogue.Organisation{}, catalogue.Territory{}, catalogue.Source{}, catalogue.Overview{}} {
		var got map[string]any
		if err := json.Unmarshal([]byte(write(t, "json", v)), &got); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"parties", "agreements", "actions", "partnerships", "mentions", "codes", "names", "children", "passages", "figures"} {
			if x, has := got[key]; has && x == nil {
				t.Errorf("%T: %s is null", v, key)
			}
		}
	}
}

func TestListThatIsNotWholeSaysSo(t *testing.T) {
	l := aList()
	l.Total = 40
	if out := write(t, "json", l); !strings.HasSuffix(out, "],\"truncated\":true}\n") {
		t.Errorf("the list ends with %q", out[len(out)-40:])
	}
	out := write(t, "csv", l)
	if !strings.Contains(out, "tronqué : 1 lignes sur 40") {
		t.Errorf("the table does not say that it is cut:\n%s", out)
	}
	if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
		t.Error(err)
	}
}

func TestCanonicalCSV(t *testing.T) {
	i := anItem()
	i.Title = "=1+1, \"deux\"\nlignes"
	out := write(t, "csv", []catalogue.Item{i})
	if strings.HasPrefix(out, "\ufeff") || !strings.HasSuffix(out, "\r\n") {
		t.Errorf("mark or line ends: %q", out)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := rows[1][1]; got != "'"+i.Title {
		t.Errorf("title = %q; want an apostrophe before it", got)
	}
}

func TestGuardIsReversible(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{"", "a", "=1", "'=1", "''=1", "'", "-", "'-", "@x", "\tx", "\rx", "+33", "é"} {
		g := guard(s)
		if strings.ContainsAny(g[:min(1, len(g))], "=+-@\t\r") {
			t.Errorf("guard(%q) = %q begins like a formula", s, g)
		}
		if other, clash := seen[g]; clash {
			t.Errorf("guard(%q) and guard(%q) are both %q", s, other, g)
		}
		seen[g] = s
	}
}

func TestDecimal(t *testing.T) {
	for cents, want := range map[Decimal]string{0: "0", 5: "0.05", 50: "0.5", 6591100: "65911", -230194: "-2301.94"} {
		if got := cents.String(); got != want {
			t.Errorf("%d cents = %q; want %q", int64(cents), got, want)
		}
	}
}

func TestXLSXHasTypedCellsAndTheLicence(t *testing.T) {
	i := anItem()
	i.Title = "=SOMME(A1)"
	f, err := excelize.OpenReader(strings.NewReader(write(t, "xlsx", []catalogue.Item{i})))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	title, _ := f.GetCellValue("partenariats", "B2")
	formula, _ := f.GetCellFormula("partenariats", "B2")
	if title != i.Title || formula != "" {
		t.Errorf("title = %q, formula %q", title, formula)
	}
	if kind, _ := f.GetCellType("partenariats", "A2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("the id is no number but %v", kind)
	}
	rows, err := f.GetRows("à propos")
	if err != nil || !strings.Contains(strings.Join(rows[3], " "), "Licence Ouverte 2.0") {
		t.Errorf("about = %v, %v", rows, err)
	}
}

func TestEveryTableAsXLSX(t *testing.T) {
	for name, v := range pages() {
		f, err := excelize.OpenReader(strings.NewReader(write(t, "xlsx", v)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(f.GetSheetList()) != 2 {
			t.Errorf("%s has the sheets %v", name, f.GetSheetList())
		}
		f.Close()
	}
}

func TestFormThatThereIsNotIsNotFound(t *testing.T) {
	for _, c := range []struct {
		format string
		v      any
	}{{"geojson", aRecord()}, {"pdf", aList()}, {"json", 3}, {"csv", 3}} {
		err := writeAt(day, &bytes.Buffer{}, c.format, c.v)
		if coop.CodeOf(err) != coop.NotFound {
			t.Errorf("%s of %T: %v; want notfound", c.format, c.v, err)
		}
	}
}

type broken struct{ left int }

var errBroken = errors.New("broken pipe")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestBrokenDownloadIsAnError(t *testing.T) {
	for _, format := range []string{"json", "csv", "geojson", "xlsx"} {
		for left := range 3 {
			if err := Write(&broken{left * 40}, format, aList()); !errors.Is(err, errBroken) {
				t.Errorf("%s after %d bytes: %v", format, left*40, err)
			}
		}
	}
}

func TestRecordIsFlatAndInOrder(t *testing.T) {
	golden(t, "record.ndjson", recordLine(t, Stated{
		ID: 3, Kind: coop.KindFiche, Document: "invente.txt", SHA256: "ab", Line: 7, LineEnd: 9, Locator: "L7", Body: json.RawMessage(`{"order": 1, "french": ["A & B"]}`),
	})+recordLine(t, Stated{ID: 4, Kind: coop.KindProse, Document: "page.xml", Line: 1, LineEnd: 2, Locator: "/a/b[2]", Body: json.RawMessage(`{}`)}))
}

func recordLine(t *testing.T, s Stated) string {
	t.Helper()
	var b bytes.Buffer
	if err := Record(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRecordThatIsNoObjectIsAnError(t *testing.T) {
	if err := Record(&bytes.Buffer{}, Stated{Body: json.RawMessage(`{"a":`)}); err == nil {
		t.Error("a body that is no JSON was written")
	}
}

func anEntry() catalogue.Entry {
	return catalogue.Entry{Name: "c4", At: 1_767_312_000_000, On: "2026-01-02", Author: "import:invente.txt", What: "said", Cites: []catalogue.Cite{cite(3, "formalised")}}
}

func TestAnEntrySaysEachValueBeforeAndAfter(t *testing.T) {
	got, err := WhatHappened(catalogue.EntryChange{
		Before: catalogue.Told{Values: map[string]string{"status": "active"}, Lists: map[string][]string{"agreements": {"jumelage"}}},
		After:  catalogue.Told{Values: map[string]string{"status": "ended", "end": "2012"}, Lists: map[string][]string{"agreements": {"jumelage", "charte"}}},
	})
	want := []Change{{"agreements", "charte", "", "", "charte"}, {"end", "", "", "", "2012"}, {"status", "", "", "active", "ended"}}
	if d := cmp.Diff(want, got.Changes); d != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}
