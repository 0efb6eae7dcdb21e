package paper

import (
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
)

// Sheet is a sheet of a workbook: its cells as they are written, numbers as such, formulas as what they came to. Empty rows
// are left out.
type Sheet struct {
	Name string
	Rows [][]string
}

// The parts of a workbook that say which sheets there are.
const (
	bookPart   = "xl/workbook.xml"
	bookRels   = "xl/_rels/workbook.xml.rels"
	sharedPart = "xl/sharedStrings.xml"
)

// Sheets reads a workbook (XLSX), within the limits of a document. Errors are *Fault.
func Sheets(r io.ReaderAt, size int64) ([]Sheet, error) {
	a, err := unzip(r, size)
	if err != nil {
		return nil, err
	}
	if !a.has(bookPart) {
		return nil, &Fault{Key: "paper.no_book"}
	}
	b := &bookReader{archive: a}
	out, parts, err := b.sheets()
	if err == nil && a.has(sharedPart) {
		err = b.strings()
	}
	for i := 0; i < len(out) && err == nil; i++ {
		out[i].Rows, err = b.rows(parts[i])
	}
	return out, err
}

// bookReader reads SpreadsheetML. What it has counted of one part counts in the next: a text that many cells share is theirs
// each time.
type bookReader struct {
	*archive
	shared []string
	text   int
	cells  int
}

func (b *bookReader) scan(part string, start func(*scanner) error) error {
	return scan(b.archive, &Document{}, part, func(s *scanner, _ xml.StartElement) error {
		s.text, s.blocks = b.text, b.cells
		err := start(s)
		b.text, b.cells = s.text, s.blocks
		return err
	})
}

// sheets are the names of the sheets, and the part that each is in.
func (b *bookReader) sheets() (out []Sheet, parts []string, err error) {
	at := map[string]string{}
	err = b.scan(bookRels, func(s *scanner) error {
		return s.within(func(e xml.StartElement) error {
			at[attr(e, "Id")] = strings.TrimPrefix(path.Join("/xl", attr(e, "Target")), "/")
			if strings.HasPrefix(attr(e, "Target"), "/") {
				at[attr(e, "Id")] = strings.TrimPrefix(path.Clean(attr(e, "Target")), "/")
			}
			return s.skip()
		}, nil)
	})
	if err != nil {
		return nil, nil, err
	}
	err = b.scan(bookPart, func(s *scanner) error {
		var in func(e xml.StartElement) error
		in = func(e xml.StartElement) error {
			if e.Name.Local == "sheets" {
				return s.within(in, nil)
			}
			if e.Name.Local == "sheet" {
				out, parts = append(out, Sheet{Name: attr(e, "name")}), append(parts, at[attr(e, "id")])
			}
			return s.skip()
		}
		return s.within(in, nil)
	})
	return out, parts, err
}

// strings are the texts that cells share.
func (b *bookReader) strings() error {
	return b.scan(sharedPart, func(s *scanner) error {
		return s.within(func(xml.StartElement) error {
			if err := s.count(); err != nil {
				return err
			}
			text, err := s.words()
			b.shared = append(b.shared, text)
			return err
		}, nil)
	})
}

// words are the texts in an element, without how they are spoken.
func (s *scanner) words() (string, error) {
	s.long = 0
	var b strings.Builder
	var in func(e xml.StartElement) error
	in = func(e xml.StartElement) error {
		if e.Name.Local == "rPh" {
			return s.skip()
		}
		return s.within(in, func(text string) { b.WriteString(text) })
	}
	err := s.within(in, func(text string) { b.WriteString(text) })
	return b.String(), err
}

func (b *bookReader) rows(part string) (out [][]string, err error) {
	if !b.has(part) { // a sheet that is a chart
		return nil, nil
	}
	err = b.scan(part, func(s *scanner) error {
		return s.within(func(e xml.StartElement) error {
			if e.Name.Local != "sheetData" {
				return s.skip()
			}
			return s.within(func(xml.StartElement) error {
				row, err := b.row(s)
				if len(row) > 0 {
					out = append(out, row)
				}
				return err
			}, nil)
		}, nil)
	})
	return out, err
}

func (b *bookReader) row(s *scanner) (row []string, err error) {
	if err := s.count(); err != nil {
		return nil, err
	}
	err = s.within(func(e xml.StartElement) error {
		if err := s.count(); err != nil {
			return err
		}
		at, kind := column(attr(e, "r"), len(row)), attr(e, "t")
		text, err := b.cell(s, kind)
		if err != nil || text == "" {
			return err
		}
		if at >= maxColumns {
			return s.fault("paper.too_many", maxColumns)
		}
		for len(row) <= at {
			row = append(row, "")
		}
		row[at] = text
		return nil
	}, nil)
	return row, err
}

// cell is what a cell says: a text of its own, or one that several share.
func (b *bookReader) cell(s *scanner, kind string) (text string, err error) {
	err = s.within(func(e xml.StartElement) error {
		if e.Name.Local != "v" && e.Name.Local != "is" {
			return s.skip()
		}
		text, err = s.words()
		return err
	}, nil)
	if err != nil || kind != "s" {
		return strings.TrimSpace(text), err
	}
	n, wrong := strconv.Atoi(strings.TrimSpace(text))
	if wrong != nil || n < 0 || n >= len(b.shared) {
		return "", nil
	}
	return strings.TrimSpace(b.shared[n]), s.said(len(b.shared[n]))
}

// column is the place of a cell that is called "AB12", from 0 on; the next one where it is called nothing.
func column(ref string, next int) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}
