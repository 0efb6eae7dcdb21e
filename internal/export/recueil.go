package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format/censustext"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// Printing says how an edition is printed.
type Printing struct {
	Format   string // html, docx, odt
	Lang     i18n.Lang
	BaseURL  string // of the site, to which figures and fiches lead; "" makes no links
	Template Templates
	Outlines map[string][][][2]float64 // of territories, for the map
	Progress func(done, total int)     // told after each fiche; may be nil
	Office   string                    // LibreOffice, by which the contents of a DOCX get their numbers; "": the word processor works them out when it opens it
	pages    map[string]int            // on which page each bookmark is, of who knows
}

// draftPage stands for a number that is not known yet: it takes the room of one.
const draftPage = 888

// PagedFiches is up to how many fiches a print is laid out once to know its pages: a larger one would take minutes more.
const PagedFiches = 300

// RecueilFormats are those in which an edition is printed without a browser.
var RecueilFormats = []string{"html", "docx", "odt"}

// Recueil prints an edition as one document: cover, foreword, contents by region, overview, a fiche a partnership, annexes. It
// is written as it is read: two thousand fiches take no more memory than ten. Errors: notfound (no such edition, no such
// format), those of templates.
func Recueil(ctx context.Context, c *catalogue.Catalogue, id coop.EditionID, o Printing, w io.Writer) error {
	e, err := c.Edition(ctx, id)
	if err != nil {
		return err
	}
	return o.print(ctx, c, e, w)
}

// Specimen prints the first fiches of what would be frozen now, with all that stands around them, to see what a template makes of
// it. Errors are those of Recueil.
func Specimen(ctx context.Context, c *catalogue.Catalogue, o Printing, w io.Writer) error {
	e, err := c.DraftEdition(ctx, coop.EditionScope{}, "")
	if err != nil {
		return err
	}
	e.Title, e.Host, e.Edition.Date = o.Lang.T("template.specimen"), o.Lang.T("template.specimen.host"), coop.Date(coopDay(time.Now().UnixMilli()))
	e.Foreword, e.Fiches, e.Coming = o.Lang.T("template.specimen.foreword"), e.Fiches[:min(len(e.Fiches), SpecimenFiches)], e.Coming[:min(len(e.Coming), SpecimenFiches)]
	return o.print(ctx, c, e, w)
}

// SpecimenFiches is how many fiches a specimen has at most.
const SpecimenFiches = 10

func (o Printing) print(ctx context.Context, c *catalogue.Catalogue, e catalogue.Edition, w io.Writer) (err error) {
	if o.Format == "docx" && o.Office != "" && o.pages == nil && len(e.Fiches) <= PagedFiches {
		if o.pages, err = o.laidOut(ctx, c, e); err != nil {
			return err
		}
	}
	funds, err := c.FundsPrinted(ctx, e)
	if err != nil {
		return err
	}
	d, covered, err := o.create(w, e)
	if err != nil {
		return err
	}
	b := &binder{Writer: d, Printing: o, e: e, funds: funds, covered: covered}
	if b.links, err = c.Links(ctx, partnershipsOf(e)); err != nil {
		return err
	}
	b.front()
	b.overview()
	if err := b.fiches(c.FichesPrinted(ctx, e)); err != nil {
		return err
	}
	if b.annexed() {
		b.annexes()
	}
	return d.Close()
}

// create begins the document in its format, and says whether the template has put a cover into it.
func (o Printing) create(w io.Writer, e catalogue.Edition) (d paper.Writer, covered bool, err error) {
	about := paper.About{
		Title: e.Title, Author: e.Host, Lang: string(o.Lang), Date: time.UnixMilli(e.FrozenAt), Cover: true,
		Header: e.Title, Footer: o.Lang.T("edition.dated", o.Lang.Date(string(e.Edition.Date))), Words: o.marked(e),
	}
	if !slices.Contains(RecueilFormats, o.Format) {
		return nil, false, coop.Refuse(coop.NotFound, "error.no_format", o.Format)
	}
	if o.Format == "html" {
		d, err = o.Template.html(w, about)
		return d, false, err
	}
	format := paper.Format(o.Format)
	t, err := o.Template.paper(format)
	if err != nil {
		return nil, false, o.refused(err)
	}
	about.Template = t
	d, err = paper.Create(w, format, about)
	return d, t.Covers(), o.refused(err)
}

// TemplateMarks are what a template of a designer's may mark: {{titre}}.
var TemplateMarks = []string{"titre", "date", "edition", "editeur", "fiches", "adresse"}

// marked are the words that the marks of a template stand for in an edition.
func (o Printing) marked(e catalogue.Edition) map[string]string {
	date := o.Lang.Date(string(e.Edition.Date))
	out := map[string]string{}
	for i, word := range []string{e.Title, date, o.Lang.T("edition.dated", date), e.Host, o.Lang.T("edition.lede", len(e.Fiches)-e.Gone, len(e.Coming)), o.edition(e.ID)} {
		out[TemplateMarks[i]] = word
	}
	return out
}

// edition is the address of an edition on the site; "" where nobody said where the site is.
func (o Printing) edition(id coop.EditionID) string {
	if o.BaseURL == "" {
		return ""
	}
	all := strings.TrimSuffix(o.BaseURL, "/") + o.Lang.Prefix() + "/recueils"
	if id == 0 { // it is not frozen
		return all
	}
	return all + "/" + strconv.FormatInt(int64(id), 10)
}

// refused says in a reader's words what is wrong with a template of the format.
func (o Printing) refused(err error) error {
	var fault *paper.Fault
	if !errors.As(err, &fault) {
		return err
	}
	return coop.Refuse(coop.Invalid, "recueil.template", "recueil."+o.Format, o.Lang.T(fault.Key, fault.Args...))
}

// binder prints the parts of an edition one after the other.
type binder struct {
	paper.Writer
	Printing
	e       catalogue.Edition
	links   []catalogue.Link
	funds   []catalogue.FundPrinted
	section string
	covered bool // the template has a cover
}

// partnershipsOf are those of the fiches that are shown.
func partnershipsOf(e catalogue.Edition) []coop.PartnershipID {
	var out []coop.PartnershipID
	seen := map[int64]bool{}
	for _, f := range e.Fiches {
		for _, p := range f.Partnership {
			if !seen[p.ID] {
				seen[p.ID], out = true, append(out, coop.PartnershipID(p.ID))
			}
		}
	}
	return out
}

func (b *binder) t(key string, args ...any) string { return b.Lang.T(key, args...) }

// says writes a paragraph.
func (b *binder) says(s paper.Style, text string) {
	if text != "" {
		b.Paragraph(paper.Paragraph{Style: s, Runs: paper.Text(text)})
	}
}

// chapter begins a part on a new page.
func (b *binder) chapter(text, bookmark string) {
	b.Paragraph(paper.Paragraph{Style: paper.Heading1, Bookmark: bookmark, NewPage: true, Runs: paper.Text(text)})
}

// words writes the host's own, paragraphs parted by empty lines.
func (b *binder) words(text string) {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		b.says(paper.Body, strings.TrimSpace(part))
	}
}

// front is the cover, the errata, the foreword and the contents.
func (b *binder) front() {
	if !b.covered {
		b.cover()
	}
	e := b.e
	b.chapter(b.t("edition.foreword"), "avant_propos")
	b.words(e.Foreword)
	b.says(paper.Body, b.t("recueil.note"))
	if e.Gone > 0 {
		b.says(paper.Note, b.t("edition.gone", e.Gone))
	}
	if len(e.Errata) > 0 {
		b.says(paper.Heading2, b.t("edition.errata", len(e.Errata)))
	}
	for _, x := range e.Errata {
		b.says(paper.Body, b.Lang.Date(coopDay(x.At))+" – "+x.Text)
	}
	b.Contents(b.contents())
}

// cover is the first page, where the template has none of its own.
func (b *binder) cover() {
	e := b.e
	b.Paragraph(paper.Paragraph{Style: paper.Body, Image: &paper.Image{Data: band(), Width: 160}})
	b.says(paper.Title, e.Title)
	b.says(paper.Subtitle, b.t("edition.dated", b.Lang.Date(string(e.Edition.Date))))
	b.says(paper.Subtitle, e.Host)
	b.says(paper.Note, b.t("edition.lede", len(e.Fiches)-e.Gone, len(e.Coming)))
	b.says(paper.Note, b.address(""))
}

func coopDay(at int64) string { return time.UnixMilli(at).UTC().Format(time.DateOnly) }

// address is where the edition is on the site, or something of it; "" where nobody said where the site is.
func (b *binder) address(below string) string {
	if to := b.edition(b.e.ID); to != "" && (below == "" || b.e.ID != 0) {
		return to + below
	}
	return ""
}

func (b *binder) site(path string) string {
	if b.BaseURL == "" {
		return ""
	}
	return strings.TrimSuffix(b.BaseURL, "/") + b.Lang.Prefix() + path
}

func (b *binder) contents() paper.Contents {
	out := paper.Contents{Title: b.t("edition.contents"), NewPage: true, Entries: []paper.Entry{
		{Level: 1, Text: b.t("edition.foreword"), Bookmark: "avant_propos"}, {Level: 1, Text: b.t("edition.overview"), Bookmark: "apercu"},
	}}
	chapters, names := map[string][]paper.Entry{}, []string{}
	add := func(section string, e paper.Entry) {
		if chapters[section] == nil {
			names = append(names, section)
		}
		chapters[section] = append(chapters[section], e)
	}
	for _, f := range b.e.Fiches {
		if f.Gone == catalogue.FicheThere {
			add(f.Section, paper.Entry{Level: 2, Text: b.heading(f), Bookmark: ficheMark(f.ID)})
		}
	}
	for _, c := range b.e.Coming {
		add(c.Section, paper.Entry{Level: 2, Text: c.Title + " (" + b.t("edition.coming") + ")"})
	}
	for _, name := range names {
		first := paper.Entry{Level: 1, Text: b.sectionName(name)}
		if chapters[name][0].Bookmark != "" {
			first.Bookmark = sectionMark(name)
		}
		out.Entries = append(append(out.Entries, first), chapters[name]...)
	}
	if b.annexed() {
		out.Entries = append(out.Entries, paper.Entry{Level: 1, Text: b.t("recueil.annexes"), Bookmark: "annexes"})
	}
	for i := range out.Entries {
		out.Entries[i].Page = b.pages[out.Entries[i].Bookmark]
		if b.pages != nil && len(b.pages) == 0 {
			out.Entries[i].Page = draftPage
		}
	}
	return out
}

func (b *binder) sectionName(name string) string {
	if name == "" {
		return b.t("edition.elsewhere")
	}
	return name
}

func ficheMark(id coop.RecordID) string { return "fiche_" + strconv.FormatInt(int64(id), 10) }

func sectionMark(name string) string {
	mark := "region_" + strings.ReplaceAll(coop.Fold(name), " ", "_")
	return mark[:min(len(mark), 40)]
}

// heading is the title of a fiche, with its mark in words.
func (b *binder) heading(f catalogue.EditionFiche) string {
	if f.Mark == coop.FicheSame {
		return f.Title
	}
	return f.Title + " – " + b.t("edition.mark."+string(f.Mark), b.Lang.Date(string(b.e.Edition.Date)))
}

// fiches prints each fiche as it is read.
func (b *binder) fiches(list iter.Seq2[catalogue.FichePrinted, error]) error {
	done, first := 0, true
	for f, err := range list {
		if err != nil {
			return err
		}
		done++
		if b.Progress != nil {
			b.Progress(done, len(b.e.Fiches))
		}
		if f.Gone != catalogue.FicheThere {
			continue
		}
		opens := first || f.Section != b.section
		if first, b.section = false, f.Section; opens {
			b.chapter(b.sectionName(f.Section), sectionMark(f.Section))
		}
		if err := b.fiche(f, !opens); err != nil {
			return err
		}
	}
	return nil
}

// fiche prints a fiche in the layout of the form: what is printed is read again as the same fiche.
func (b *binder) fiche(f catalogue.FichePrinted, newPage bool) error {
	var body censustext.Fiche
	if err := json.Unmarshal(f.Body, &body); err != nil {
		return fmt.Errorf("fiche %d: %w", f.ID, err)
	}
	form := censustext.Printed{Nation: coop.Nation(f.Country), Since: frenchDay(b.e.Since), Year: b.e.Year, NoContacts: len(f.Contacts) == 0}
	body.Contacts = contactsOf(f.Contacts)
	b.Paragraph(paper.Paragraph{Style: paper.Heading2, Bookmark: ficheMark(f.ID), NewPage: newPage, Runs: paper.Text(b.heading(f.EditionFiche))})
	name := f.Title
	rows := form.Rows(body)
	for len(rows) > 0 {
		if rows[0].Heading != "" {
			b.says(paper.Heading3, rows[0].Heading)
			name = f.Title + " – " + strings.TrimRight(rows[0].Heading, " :")
			rows = rows[1:]
			continue
		}
		n := slices.IndexFunc(rows, func(r censustext.Row) bool { return r.Heading != "" })
		if n < 0 {
			n = len(rows)
		}
		b.part(name, rows[:n])
		rows = rows[n:]
	}
	return nil
}

// part prints the rows of a part of a fiche: a table, or the paragraphs of a text that stands alone.
func (b *binder) part(name string, rows []censustext.Row) {
	if len(rows) == 1 && len(rows[0].Cells) == 1 && rows[0].Cells[0].Label == "" {
		for i, l := range rows[0].Cells[0].Lines {
			b.says(paper.Body, bulleted(i, l))
		}
		return
	}
	t := paper.Table{Name: name, Widths: []int{50, 50}}
	columns := 2
	if rows[0].Head {
		t.Widths, columns = []int{22, 42, 16, 20}, 4
		t.Head, rows = [][]paper.Cell{headCells(rows[0])}, rows[1:]
	}
	t.Rows = func(yield func([]paper.Cell) bool) {
		for _, r := range rows {
			if !yield(printedCells(r, columns)) {
				return
			}
		}
	}
	b.Table(t)
}

func headCells(r censustext.Row) []paper.Cell {
	out := make([]paper.Cell, len(r.Cells))
	for i, c := range r.Cells {
		out[i] = paper.Head(strings.Join(c.Lines, " "))
	}
	return out
}

func printedCells(r censustext.Row, columns int) []paper.Cell {
	out := make([]paper.Cell, len(r.Cells))
	for i, c := range r.Cells {
		out[i] = paper.Cell{Paragraphs: printedLines(c), Span: columns / len(r.Cells), Label: c.Label != "" && len(c.Lines) == 0}
	}
	return out
}

// printedLines are the paragraphs of a cell: its label in bold with its first line, then the others, as bullets where they
// are no names.
func printedLines(c censustext.Cell) []paper.Paragraph {
	first := paper.Paragraph{Style: paper.TableText}
	if c.Label != "" {
		first.Runs = append(first.Runs, paper.Run{Text: c.Label, Bold: true})
	}
	if len(c.Lines) > 0 {
		space := ""
		if c.Label != "" {
			space = " "
		}
		first.Runs = append(first.Runs, paper.Run{Text: space + c.Lines[0]})
	}
	out := []paper.Paragraph{first}
	for i, l := range c.Lines[min(1, len(c.Lines)):] {
		if !c.Apart {
			l = bulleted(i+1, l)
		}
		out = append(out, paper.Paragraph{Style: paper.TableText, Runs: paper.Text(l)})
	}
	return out
}

// bulleted is a line of an answer of several: the first one opens it.
func bulleted(n int, line string) string {
	if n == 0 {
		return line
	}
	return "• " + line
}

// frenchDay is a day as the form prints it, whatever the language of the rest: the form is French.
func frenchDay(d coop.Date) string {
	if d == "" {
		return ""
	}
	return i18n.FR.Date(string(d))
}

// contactsOf are the contacts that are public, as the form prints them.
func contactsOf(list []coop.Contact) []censustext.Contact {
	var out []censustext.Contact
	for _, c := range list {
		var more []string
		for _, text := range []string{c.Function, c.Organisation, c.Email, c.Phone} {
			if text != "" && !slices.ContainsFunc(more, func(said string) bool { return strings.Contains(said, text) }) {
				more = append(more, text)
			}
		}
		name, rest := c.Name, strings.Join(more, ", ")
		out = append(out, censustext.Contact{Side: string(c.Side), Name: &name, Org: &rest})
	}
	return out
}
