package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/format/censustext"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
)

// reprinted are the fiches that are read in a printed edition, by their parties.
func reprinted(t *testing.T, name string, raw []byte) map[string]censustext.Fiche {
	t.Helper()
	d, err := ingest.Read(name, bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out := map[string]censustext.Fiche{}
	for _, r := range d.Result.Records {
		if f, ok := r.Body.(*censustext.Fiche); ok {
			out[parties(*f)] = *f
		}
	}
	return out
}

func parties(f censustext.Fiche) string {
	return coop.Fold(strings.Join(append(append(f.French, f.Foreign...), f.Other...), " ") + f.Budget.Raw + f.Formalised.Raw)
}

// unlike tells the fields in which a printed fiche differs from what it was printed from: persons are not printed, and what
// only says where a thing stood is not compared.
func unlike(a, b censustext.Fiche) []string {
	fields := func(f censustext.Fiche) map[string]json.RawMessage {
		f.Order, f.StatedTotal, f.Unplaced, f.Section, f.Contacts = 0, nil, nil, "", nil
		for i := range f.Actions {
			f.Actions[i].N = nil
		}
		raw, _ := json.Marshal(f)
		var out map[string]json.RawMessage
		_ = json.Unmarshal(raw, &out)
		return out
	}
	x, y := fields(a), fields(b)
	var out []string
	for k := range x {
		if string(x[k]) != string(y[k]) {
			out = append(out, k+":\n    "+string(x[k])+"\n    "+string(y[k]))
		}
	}
	return out
}

// printed is an edition in a format.
func printed(t *testing.T, h *house, id coop.EditionID, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Recueil(t.Context(), h.catalogue, id, export.Printing{Format: format, Lang: i18n.FR, BaseURL: "https://atlas.example.org"}, &b); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// frozenIn freezes an edition of all fiches of a register.
func frozenIn(t *testing.T, h *house) coop.EditionID {
	t.Helper()
	draft, err := h.catalogue.DraftEdition(t.Context(), coop.EditionScope{}, "essai")
	if err != nil {
		t.Fatal(err)
	}
	e := draft.Edition
	e.Title, e.Date, e.Since, e.Year = "Recueil d’essai", "2032-06-12", "2031-03-03", 2032
	id, err := h.registry.Freeze(t.Context(), coop.Operator, e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestAPrintedRecueilIsReadAgain: the fiches of the document, in either format, are those of the census that it was printed from.
func TestAPrintedRecueilIsReadAgain(t *testing.T) {
	h := openHouse(t)
	name := filepath.Join(t.TempDir(), "recensement.txt")
	if err := os.WriteFile(name, []byte(invented), 0o600); err != nil {
		t.Fatal(err)
	}
	h.importAll(t, []string{name})
	id := frozenIn(t, h)
	var was censustext.Fiche
	for _, r := range stated(t, h) {
		if r.Kind == coop.KindFiche {
			was = body[censustext.Fiche](t, r)
		}
	}
	for _, format := range []string{"docx", "odt"} {
		back := reprinted(t, "recueil."+format, printed(t, h, id, format))
		if len(back) != 1 {
			t.Fatalf("%s: %d fiches came back", format, len(back))
		}
		for _, f := range back {
			for _, d := range unlike(was, f) {
				t.Errorf("%s: %s", format, d)
			}
		}
	}
	page := string(printed(t, h, id, "html"))
	for _, want := range []string{
		`<nav aria-labelledby="sommaire" class="page">`, `<h3 id="fiche_`, `<th scope="col">`, "Présentation du partenariat", "depuis le 3 mars 2031", "12 juin 2032", `href="https://atlas.example.org/recueils/1/chiffres/continued-yes"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestADesignersTemplateIsTaken: the styles of a document of her own, and her style sheet, are those of the print.
func TestADesignersTemplateIsTaken(t *testing.T) {
	data := t.TempDir()
	name := filepath.Join(t.TempDir(), "recensement.txt")
	if err := os.WriteFile(name, []byte(invented), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, data, "import", name)
	done(t, data, "recueil", "freeze", "--title", "Essai")
	if list := done(t, data, "recueil", "list"); !strings.Contains(list, "Essai (1)") {
		t.Errorf("list: %s", list)
	}
	plain := done(t, data, "recueil", "print", "1", "--format", "docx")
	folder := filepath.Join(data, "templates")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	styles := strings.Replace(partOf(t, plain, "word/styles.xml"), "<w:docDefaults>", "<w:docDefaults><!-- hers -->", 1)
	if err := os.WriteFile(filepath.Join(folder, "recueil.docx"), withPart(t, plain, "word/styles.xml", styles), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "recueil.css"), []byte("h1{color:red}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if hers := partOf(t, done(t, data, "recueil", "print", "1", "--format", "docx"), "word/styles.xml"); !strings.Contains(hers, "<!-- hers -->") {
		t.Error("her styles are not taken")
	}
	if page := done(t, data, "recueil", "print", "1"); !strings.Contains(page, "h1{color:red}") {
		t.Error("her style sheet is not taken")
	}
	out := filepath.Join(t.TempDir(), "recueil.odt")
	done(t, data, "recueil", "print", "1", "--format", "odt", "--out", out)
	if raw, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(raw, []byte("PK")) {
		t.Errorf("the file: %v", err)
	}
	done(t, data, "recueil", "erratum", "1", "Lire 46.")
	if page := done(t, data, "recueil", "print", "1"); !strings.Contains(page, "Lire 46.") {
		t.Error("an erratum is not printed")
	}
}

// partOf is a part of a document.
func partOf(t *testing.T, doc, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(raw); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// withPart is a document with another text in one of its parts.
func withPart(t *testing.T, doc, name, text string) []byte {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		p, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		said := partOf(t, doc, f.Name)
		if f.Name == name {
			said = text
		}
		if _, err := p.Write([]byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
