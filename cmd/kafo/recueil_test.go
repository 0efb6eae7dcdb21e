package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/format/censustext"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
	"kafo/internal/store"
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

// TestADesignerChangesTheWholeDocument: a template that bears marks gives the cover, the head and foot of pages and their size;
// what cannot serve is refused with its place.
func TestADesignerChangesTheWholeDocument(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "recensement.txt", invented))
	done(t, data, "recueil", "freeze", "--title", "Essai <2032>", "--date", "2032-06-12", "--publisher", "Atelier & Cie")
	folder := filepath.Join(data, "templates")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ format, body, torn, size, a5, margin, want string }{
		{"docx", "word/document.xml", "{{ti</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>tre}}", `w:w="11906" w:h="16838"`, `w:w="8391" w:h="11906" w:orient="portrait"`, "word/header1.xml", `<w:gridCol w:w="3061"/>`},
		{"odt", "content.xml", "{{ti<text:span>tre}}</text:span>", `fo:page-width="210mm" fo:page-height="297mm"`, `fo:page-width="148mm" fo:page-height="210mm"`, "styles.xml", `style:column-width="54.0mm"`},
	} {
		name := filepath.Join(folder, "recueil."+c.format)
		done(t, data, "recueil", "template", name)
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		body := strings.Replace(partOf(t, string(raw), c.body), "{{titre}}", "Sous le titre : "+c.torn, 1)
		hers := string(withPart(t, string(raw), c.body, strings.ReplaceAll(body, c.size, c.a5)))
		pages := map[string]string{"docx": c.body, "odt": "styles.xml"}[c.format]
		hers = string(withPart(t, hers, pages, strings.ReplaceAll(strings.ReplaceAll(partOf(t, hers, pages), c.size, c.a5), `office:version="1.2"`, `office:version="1.3"`)))
		if err := os.WriteFile(name, []byte(hers), 0o600); err != nil {
			t.Fatal(err)
		}
		got := done(t, data, "recueil", "print", "1", "--format", c.format)
		said := outlined(t, write(t, "recueil."+c.format, got))
		for _, want := range []string{"Sous le titre : Essai <2032>\n", "Édition du 12 juin 2032\n", "Atelier & Cie\n", "1 fiche, 0 à venir\n", "# Avant-propos\n", "## VILLE D'ANGERS / COMMUNE DE KAYES\n"} {
			if strings.Count(said, want) != 1 {
				t.Errorf("%s: %q stands %d times in\n%s", c.format, want, strings.Count(said, want), said)
			}
		}
		if text := partOf(t, got, c.margin); !strings.Contains(text, "Essai &lt;2032&gt;") || strings.Contains(text, "{{") {
			t.Errorf("%s: the head of pages: %s", c.format, text)
		}
		if text := partOf(t, got, c.body) + partOf(t, got, pages); !strings.Contains(text, c.a5) || !strings.Contains(text, c.want) || strings.Contains(text, "Heading Table") {
			t.Errorf("%s: the page is not hers, or tables do not fit it", c.format)
		}
		if c.format == "odt" && !strings.Contains(partOf(t, got, "META-INF/manifest.xml"), `manifest:version="1.3"`) {
			t.Error("odt: its parts are of other versions than the template's: LibreOffice opens none such")
		}
		if said := done(t, data, "recueil", "check", name); !strings.Contains(said, "sa couverture") || !strings.Contains(said, "couverture, paragraphe 2") {
			t.Errorf("%s: what is understood: %s", c.format, said)
		}
		for broken, words := range map[string]string{"{{tire}}": "tire", "{{titre": "deux accolades"} {
			if err := os.WriteFile(name, withPart(t, hers, c.body, strings.Replace(partOf(t, hers, c.body), c.torn, broken, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			if code, _, said := kafo(t, data, "recueil", "check", name); code == exitDone || !strings.Contains(said, words) || !strings.Contains(said, "paragraphe 2") {
				t.Errorf("%s: %s: checked: exit %d: %s", c.format, broken, code, said)
			}
			code, out, said := kafo(t, data, "recueil", "print", "1", "--format", c.format)
			if code == exitDone || out != "" || !strings.Contains(said, words) || !strings.Contains(said, "paragraphe 2") || !strings.Contains(said, "recueil."+c.format) {
				t.Errorf("%s: %s: exit %d: %s", c.format, broken, code, said)
			}
		}
	}
	done(t, data, "recueil", "template", filepath.Join(folder, "recueil.css"))
	if code, _, _ := kafo(t, data, "recueil", "template", filepath.Join(folder, "recueil.rtf")); code == exitDone {
		t.Error("a template of another format is written")
	}
}

// TestASpecimenShowsWhatATemplateMakes of the first fiches of a register of which no edition is frozen, and of an empty one.
func TestASpecimenShowsWhatATemplateMakes(t *testing.T) {
	h := openHouse(t)
	for i, want := range []string{"0 fiche, 0 à venir\n", "1 fiche, 0 à venir\n"} {
		if i == 1 {
			h.importAll(t, []string{write(t, "recensement.txt", invented)})
		}
		for _, format := range []string{"docx", "odt"} {
			var b bytes.Buffer
			if err := export.Specimen(t.Context(), h.catalogue, export.Printing{Format: format, Lang: i18n.FR, BaseURL: "https://atlas.example.org"}, &b); err != nil {
				t.Fatal(err)
			}
			said := outlined(t, write(t, "exemple."+format, b.String()))
			if !strings.Contains(said, "Exemple de recueil\n") || !strings.Contains(said, want) || !strings.Contains(said, "https://atlas.example.org/recueils\n") || strings.Contains(said, "## VILLE D'ANGERS") != (i == 1) {
				t.Errorf("%s: %s", format, said)
			}
		}
	}
	if list, err := h.catalogue.Editions(t.Context()); err != nil || len(list) > 0 {
		t.Errorf("it is kept: %v, %v", list, err)
	}
}

// TestOnlyContactsOfConsentingPeopleArePrinted: of four whom fiches name, she who agreed that everybody sees her is in each format of
// the print; who agreed that her network does, who agreed to nothing, and who took it back are in none.
func TestOnlyContactsOfConsentingPeopleArePrinted(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, []string{write(t, "recensement.txt", invented)})
	id := frozenIn(t, h)
	fiche := stated(t, h)
	record := fiche[slices.IndexFunc(fiche, func(r coop.Record) bool { return r.Kind == coop.KindFiche })].ID
	for i, c := range []struct {
		name  string
		seen  coop.Visibility
		again coop.Visibility // what she chose afterwards
	}{{"ZZPUBLIQUE", coop.PublicOffice, coop.PublicOffice}, {"ZZRESEAU", coop.ForNetwork, coop.ForNetwork}, {"ZZMUETTE", coop.ForStewards, coop.ForStewards}, {"ZZREPRISE", coop.PublicOffice, coop.ForStewards}} {
		email := strings.ToLower(c.name) + "@example.org"
		err := h.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
			_, err := tx.Contact(coop.Contact{Record: record, Path: fmt.Sprintf("contacts.%d", 10+i), Side: coop.French, Name: "Déléguée " + c.name, Email: email, Visibility: coop.ForStewards})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		known, err := h.desk.Known(t.Context(), email)
		if err != nil || len(known.Contacts) != 1 {
			t.Fatalf("%s: %+v, %v", c.name, known, err)
		}
		for _, seen := range []coop.Visibility{c.seen, c.again} {
			to := contact.Correction{Name: "Déléguée " + c.name, Function: "adjointe", Phone: "01 99 00 47 1" + strconv.Itoa(i), Visibility: seen, Consent: "Oui."}
			if err := h.desk.Correct(t.Context(), email, known.Contacts[0].ID, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	err := h.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Contact(coop.Contact{Record: record, Path: "contacts.20", Side: coop.French, Name: "Déléguée ZZTELEPHONE", Phone: "01 99 00 47 20", Visibility: coop.PublicOffice})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"html", "docx", "odt"} {
		text := string(printed(t, h, id, format))
		if part := map[string]string{"docx": "word/document.xml", "odt": "content.xml"}[format]; part != "" {
			text = partOf(t, text, part)
		}
		for canary, want := range map[string]bool{
			"Déléguée ZZPUBLIQUE": true, "zzpublique@example.org": true, "01 99 00 47 10": true, "En France": true,
			"Déléguée ZZTELEPHONE": true, "01 99 00 47 20": true, // who has a telephone and no address is named as well
			"ZZRESEAU": false, "ZZMUETTE": false, "ZZREPRISE": false, "zzre": false, "zzmu": false, "01 99 00 47 11": false, "01 99 00 47 12": false, "01 99 00 47 13": false,
		} {
			if got := strings.Contains(text, canary); got != want {
				t.Errorf("%s: %q is printed: %v", format, canary, got)
			}
		}
	}
}

// TestACommentIsPrintedUnderTheFigures, and no other word of the document changes by it.
func TestACommentIsPrintedUnderTheFigures(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "recensement.txt", invented))
	done(t, data, "recueil", "freeze", "--title", "Essai", "--series", "un", "--date", "2032-06-12")
	done(t, data, "recueil", "freeze", "--title", "Essai", "--series", "deux", "--date", "2032-06-12", "--comment", write(t, "commentaire.txt", "Lire 900 fiches.\n\nEt 77 %."))
	for _, format := range []string{"docx", "odt"} {
		plain := outlined(t, write(t, "un."+format, done(t, data, "recueil", "print", "1", "--format", format)))
		said := outlined(t, write(t, "deux."+format, done(t, data, "recueil", "print", "2", "--format", format)))
		const comment = "## Commentaire\nLire 900 fiches.\nEt 77 %.\n"
		before, after, found := strings.Cut(said, comment)
		if !found || before+after != strings.ReplaceAll(plain, "/recueils/1", "/recueils/2") {
			t.Errorf("%s: without the comment it says\n%s\nand with it\n%s", format, plain, said)
		}
		if !strings.Contains(before, "# Aperçu général\n") || !strings.Contains(before, "1 fiche") || !strings.Contains(after, "## VILLE D'ANGERS") {
			t.Errorf("%s: the comment stands elsewhere:\n%s", format, said)
		}
	}
}
