// Package paper writes and reads documents of word processors: DOCX (WordprocessingML) and ODT (OpenDocument Text). Both
// are written from one small model, straight into the file, so that a document of thousands of pages takes no more memory
// than one of ten; both are read into one small model, with the place of every paragraph.
package paper

import (
	"archive/zip"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"
)

// Format is a kind of document.
type Format string

// Formats of documents, by the ends of their file names.
const (
	DOCX Format = "docx"
	ODT  Format = "odt"
)

// MediaType is how a document is announced to who downloads it.
func (f Format) MediaType() string {
	if f == ODT {
		return odtType
	}
	return docxType
}

const (
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	odtType  = "application/vnd.oasis.opendocument.text"
)

// About is what a document says of itself.
type About struct {
	Title    string
	Author   string
	Lang     string            // "fr" or "en": which dictionary looks through it
	Date     time.Time         // of its making; two documents of the same date and content are the same bytes
	Header   string            // at the head of every page
	Footer   string            // at the foot of every page, before its number
	Cover    bool              // the first page has neither head nor foot
	Template *Template         // nil: the styles that come with the program
	Words    map[string]string // what a template's marks stand for, by their names
}

// Run is a piece of a paragraph that looks one way. A line break is "\n", a tabulator "\t".
type Run struct {
	Text   string
	Bold   bool
	Italic bool
	Mark   bool   // a small grey code, which a machine looks for
	Link   string // an address, or "#" and the bookmark of a paragraph
}

// Text is a paragraph's only run.
func Text(s string) []Run { return []Run{{Text: s}} }

// Paragraph is a paragraph, a heading, or an image.
type Paragraph struct {
	Style    Style
	Bookmark string // what links lead to: a letter, then letters, digits and _; at most 40
	NewPage  bool   // begins on a new page
	Runs     []Run
	Image    *Image // after the runs
}

// Image is a PNG or a JPEG. Alt says in words what it shows.
type Image struct {
	Data  []byte
	Width int // in millimetres; its height follows from its proportions
	Alt   string
}

// Table is a table as wide as the page's text.
type Table struct {
	Name   string           // what a reader who cannot see hears before it; unique in the document
	Widths []int            // of its columns, in hundredths of the page's text: they add up to 100 or less
	Head   [][]Cell         // rows that are repeated on each page
	Rows   iter.Seq[[]Cell] // written as they come
}

// Cell is a cell of a table.
type Cell struct {
	Paragraphs []Paragraph
	Span       int  // columns that it takes; 0: one
	Label      bool // shaded, as a head is
}

// Said is a cell of one paragraph in the style of tables.
func Said(s string) Cell { return Cell{Paragraphs: []Paragraph{{Style: TableText, Runs: Text(s)}}} }

// Head is a cell of a table's head.
func Head(s string) Cell {
	return Cell{Paragraphs: []Paragraph{{Style: TableHead, Runs: Text(s)}}, Label: true}
}

// Contents is a table of contents. Its entries are known before what they lead to is written; who opens the document may
// have them made anew from its headings.
type Contents struct {
	Title   string
	NewPage bool
	Entries []Entry
}

// Entry is a line of a table of contents. One without a bookmark leads nowhere and has no page.
type Entry struct {
	Level    int // 1 to 3
	Text     string
	Bookmark string
	Page     int // as it was counted; 0: it was not, and the word processor works it out
}

// page is what stands at the end of the line until the word processor has laid out the pages.
func (e Entry) page() string {
	if e.Page == 0 {
		return " "
	}
	return strconv.Itoa(e.Page)
}

// Writer writes a document from its first page to its last. What goes wrong on the way is told by Close; what is written
// after it is lost.
type Writer interface {
	Paragraph(Paragraph)
	List(items ...[]Run)
	Table(Table)
	Contents(Contents)
	Close() error
}

// Create begins a document. Pictures are kept until Close, the text is not.
func Create(w io.Writer, f Format, about About) (Writer, error) {
	about.Title, about.Date = clean(about.Title), about.Date.UTC()
	t := about.Template
	if t == nil {
		t = shipped[f]
	}
	if t == nil || t.format != f {
		return nil, &Fault{Key: "paper.template_format", Args: []any{string(f)}}
	}
	z := zip.NewWriter(w)
	if f == ODT {
		return createODT(z, about, t)
	}
	return createDOCX(z, about, t)
}

// Fault is what is wrong with a document: a message key with arguments, and the place where it is, as a reader finds it.
type Fault struct {
	Key   string
	Args  []any
	Place Place
}

func (f *Fault) Error() string { return fmt.Sprint(f.Place, ": ", f.Key, " ", f.Args) }
