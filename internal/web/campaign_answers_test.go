package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// TestAnswersAreReadTogether: every question with its answers, those of its own too, as a page and as files; nobody is named.
func TestAnswersAreReadTogether(t *testing.T) {
	a, b := moderating(t)
	page := b.get("/campagnes/1/reponses").Body.String()
	says(t, "the answers", page, "1 réponse transmise", "Qui vous aide ?", "L’État", "Un poste.", "Non publiée", "Publiée dans le relevé", "48 000")
	files := page
	for _, format := range []string{"csv", "json", "xlsx"} {
		w := b.get("/campagnes/1/reponses." + format)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "reponses."+format) {
			t.Fatalf("%s: %d %s", format, w.Code, w.Header())
		}
		files += w.Body.String()
	}
	if strings.Contains(files, "Délégué") {
		t.Error("a person is named")
	}
	rows, err := csv.NewReader(b.get("/campagnes/1/reponses.csv").Body).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for column, want := range map[string]string{"reponse": "1", "etat": "in_review", "q_helpers_state": "true", "q_helpers_region": "false", "q_how": "Un poste.", "q_continued": "true", "q_budget": "48 000 €"} {
		if at := slices.Index(rows[0], column); at < 0 || strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(rows[1][at]) != want {
			t.Errorf("%s is not %q: %v", column, want, rows)
		}
	}
	table, err := csv.NewReader(b.get("/campagnes/1/reponses.csv?tableau=actions").Body).ReadAll()
	if err != nil || len(table) != 3 || table[2][0] != "1" || table[2][2] != "Santé" {
		t.Errorf("the table of actions is %v, %v", table, err)
	}
	book := b.get("/campagnes/1/reponses.xlsx").Body.Bytes()
	if z, err := zip.NewReader(bytes.NewReader(book), int64(len(book))); err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "xl/worksheets/sheet3.xml" }) {
		t.Errorf("the book has not a sheet a table and one about them: %v", err)
	}
	var all struct {
		Items []struct{ Answers map[string]coop.Given }
	}
	if err := json.Unmarshal(b.get("/campagnes/1/reponses.json").Body.Bytes(), &all); err != nil || len(all.Items) != 1 || all.Items[0].Answers["how"].Text() != "Un poste." {
		t.Errorf("as JSON: %+v, %v", all, err)
	}
	if at := a.column(t, "SELECT count(*) FROM audit WHERE why || changes LIKE '%replies shown%'"); len(at) != 1 || at[0] == "0" {
		t.Errorf("the audit says nothing: %v", at)
	}
	if w := b.get("/campagnes/1/reponses.csv?tableau=rien"); w.Code != http.StatusNotFound {
		t.Errorf("a table that there is not: %d", w.Code)
	}
	if w := newBrowser(t, a.h).get("/campagnes/1/reponses.csv"); w.Code == http.StatusOK {
		t.Error("anybody reads the answers")
	}
}

// TestRefusedRepliesAreLeftOut: unless they are asked for (U40); a draft is its author’s.
func TestRefusedRepliesAreLeftOut(t *testing.T) {
	_, b := moderating(t)
	lines := func(query string) int {
		return strings.Count(b.get("/campagnes/1/reponses.csv"+query).Body.String(), "\r\n") - 1
	}
	if lines("") != 1 || lines("?etat=refused") != 0 {
		t.Error("a reply that waits is not where it belongs")
	}
	if w := b.send("/revue/contributions/1", "geste", "refuse", "pourquoi", "sans objet"); w.Code != http.StatusSeeOther {
		t.Fatalf("refuse: %d", w.Code)
	}
	if lines("") != 0 || lines("?etat=refused") != 1 {
		t.Error("a refused reply is not where it belongs")
	}
	if w := b.get("/campagnes/1/reponses?etat=draft"); w.Code != http.StatusNotFound {
		t.Errorf("drafts are shown: %d", w.Code)
	}
}
