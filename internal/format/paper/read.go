package paper

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Document is what was read of a DOCX or an ODT: its text as it stands when all tracked changes are accepted, and where each
// piece of it stands. Nothing is followed that lies outside of the file.
type Document struct {
	Format Format
	Blocks []Block
	Heads  []string // what stands at the head and foot of pages, a paragraph each
	Notes  []*Fault // what was left out, where
}

// Block is a paragraph, or a table. Empty paragraphs are counted and left out.
type Block struct {
	Place     Place
	Level     int // of a heading: 1 to 9
	Text      string
	Bookmarks []string
	Table     []Row // nil of a paragraph
}

// Row is a row of a table as it is written: cells that others cover are there, and say so.
type Row []Box

// Box is a cell of a table.
type Box struct {
	Column, Span int  // the first column that it takes, from 0, and how many
	Above        bool // it belongs to the cell above
	Blocks       []Block
}

// Text is what a cell says, a paragraph a line.
func (b Box) Text() string { return strings.Join(Lines(b.Blocks), "\n") }

// Lines are the texts of paragraphs, those in tables too, in the order in which they are read.
func Lines(blocks []Block) []string {
	var out []string
	for _, b := range blocks {
		for _, r := range b.Table {
			for _, c := range r {
				out = append(out, Lines(c.Blocks)...)
			}
		}
		if b.Table == nil {
			out = append(out, b.Text)
		}
	}
	return out
}

// Read reads a DOCX or an ODT, whichever it is. Errors are *Fault, with the place that was reached.
func Read(r io.ReaderAt, size int64) (*Document, error) {
	a, err := open(r, size)
	if err != nil {
		return nil, err
	}
	d := &Document{Format: a.format}
	if a.format == ODT {
		err = readODT(a, d)
	} else {
		err = readDOCX(a, d)
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// scanner goes through the XML of a part, one element in another, and gathers what it says.
type scanner struct {
	*xml.Decoder
	part   string
	doc    *Document
	place  Place // of what is being read
	tables int
	blocks int
	depth  int
	later  []string // bookmarks before a paragraph
	text   int      // bytes said so far
	long   int      // and in this paragraph
}

// scan reads a part: start is told of its first element.
func scan(a *archive, d *Document, part string, start func(*scanner, xml.StartElement) error) error {
	r, err := a.part(part)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	s := &scanner{Decoder: xml.NewDecoder(r), part: part, doc: d}
	return s.within(func(e xml.StartElement) error { return start(s, e) }, nil)
}

// within goes through what stands in the element that has just begun, to its end. child is told of each element in it, and
// goes through it in its turn; text, if any, of the characters between them.
func (s *scanner) within(child func(xml.StartElement) error, text func(string)) error {
	if s.depth++; s.depth > maxDepth {
		return s.fault("paper.deep", maxDepth)
	}
	defer func() { s.depth-- }()
	for {
		token, err := s.Token()
		if err == io.EOF && s.depth == 1 {
			return nil
		}
		if err != nil {
			return s.broken(err)
		}
		switch e := token.(type) {
		case xml.Directive:
			return s.fault("paper.doctype", s.part)
		case xml.EndElement:
			return nil
		case xml.CharData:
			if text == nil {
				continue
			}
			if err := s.said(len(e)); err != nil {
				return err
			}
			text(string(e))
		case xml.StartElement:
			if err := child(e); err != nil {
				return err
			}
		}
	}
}

// skip goes past an element with all that is in it.
func (s *scanner) skip() error {
	return s.within(func(xml.StartElement) error { return s.skip() }, nil)
}

func (s *scanner) fault(key string, args ...any) *Fault {
	return &Fault{Key: key, Args: args, Place: s.place}
}

// note remembers that something was left out, once a kind.
func (s *scanner) note(key string) {
	if !slices.ContainsFunc(s.doc.Notes, func(f *Fault) bool { return f.Key == key }) {
		s.doc.Notes = append(s.doc.Notes, s.fault(key))
	}
}

// broken puts the decoder's error into a fault with the place that was reached.
func (s *scanner) broken(err error) error {
	var f *Fault
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &f):
		f.Place = s.place
		return f
	case errors.As(err, &syntax) && syntax.Msg != "unexpected EOF":
		return s.fault("paper.xml", s.part)
	}
	return s.fault("paper.damaged_part", s.part)
}

// count says that one more block is there. Error: there are more than a document may have.
func (s *scanner) count() error {
	if s.blocks++; s.blocks > maxBlocks {
		return s.fault("paper.too_many", maxBlocks)
	}
	return nil
}

// said counts bytes of text. Error: there are more than a document or a paragraph may have.
func (s *scanner) said(bytes int) error {
	s.text, s.long = s.text+bytes, s.long+bytes
	if s.text > maxText || s.long > maxLong {
		return s.fault("paper.too_long", maxText>>20, maxLong>>10)
	}
	return nil
}

// flow gathers the blocks of a body, of a cell, of a frame.
type flow struct {
	s      *scanner
	blocks []Block
	table  Place // around it
	count  int   // of its paragraphs
}

// para is a paragraph while it is being read.
type para struct {
	strings.Builder
	marks  []string
	level  int
	frames []Block // text in frames that hang on it
}

// begin counts a paragraph.
func (f *flow) begin() (*para, error) {
	f.count++
	f.s.long = 0
	f.s.place = f.table
	f.s.place.Paragraph = f.count
	p := &para{marks: f.s.later}
	f.s.later = nil
	return p, f.s.count()
}

// end keeps a paragraph that says something or is marked.
func (f *flow) end(p *para) {
	if text := strings.TrimSpace(p.String()); text != "" || len(p.marks) > 0 {
		at := f.table
		at.Paragraph = f.count
		f.blocks = append(f.blocks, Block{Place: at, Level: p.level, Text: text, Bookmarks: p.marks})
	}
	f.blocks = append(f.blocks, p.frames...)
}

// grid is a table while it is being read.
type grid struct {
	s      *scanner
	number int
	around Place
	rows   []Row
}

func (f *flow) grid() (*grid, error) {
	f.s.tables++
	return &grid{s: f.s, number: f.s.tables, around: f.s.place}, f.s.count()
}

// close keeps a table.
func (f *flow) close(g *grid) {
	if len(g.rows) > 0 {
		f.blocks = append(f.blocks, Block{Place: Place{Table: g.number}, Table: g.rows})
	}
	f.s.place = g.around
}

// cell begins the flow of a cell, the n-th of the row that is being read.
func (g *grid) cell(n int) *flow {
	g.s.place = Place{Table: g.number, Row: len(g.rows) + 1, Cell: n}
	return &flow{s: g.s, table: g.s.place}
}

// attr is an attribute by its name without a name space.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// number is an attribute that counts something: at least 1, at most what a document may have.
func number(e xml.StartElement, name string, most int) int {
	n, err := strconv.Atoi(attr(e, name))
	if err != nil {
		return 1
	}
	return min(max(n, 1), most)
}

const maxColumns = 1000
