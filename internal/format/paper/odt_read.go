package paper

import (
	"encoding/xml"
	"strings"
)

// openReader reads OpenDocument Text.
type openReader struct{ *scanner }

func readODT(a *archive, d *Document) error {
	err := scan(a, d, "content.xml", func(s *scanner, e xml.StartElement) error {
		f := &flow{s: s}
		err := openReader{s}.flow(f)
		d.Blocks = f.blocks
		return err
	})
	if err != nil || !a.has("styles.xml") {
		return err
	}
	return scan(a, &Document{}, "styles.xml", func(s *scanner, e xml.StartElement) error {
		f := &flow{s: s}
		err := openReader{s}.heads(f)
		d.Heads = Lines(f.blocks)
		return err
	})
}

// heads reads what stands at the head and foot of pages.
func (o openReader) heads(f *flow) error {
	return o.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "master-styles", "master-page":
			return o.heads(f)
		case "header", "footer":
			return o.flow(f)
		}
		return o.skip()
	}, nil)
}

// flow reads what stands in a body, a cell, a list or a frame.
func (o openReader) flow(f *flow) error {
	return o.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p", "h":
			return o.paragraph(f, e)
		case "table":
			return o.table(f)
		case "body", "text", "list", "list-item", "list-header", "section", "numbered-paragraph", "text-box", "frame":
			return o.flow(f)
		case "bookmark", "bookmark-start":
			o.later = append(o.later, attr(e, "name"))
		case "tracked-changes": // what was deleted stands there; what was inserted stands in the text
			return o.changes()
		}
		return o.skip()
	}, nil)
}

// changes notes that something was deleted.
func (o openReader) changes() error {
	return o.within(func(e xml.StartElement) error {
		if e.Name.Local == "deletion" {
			o.note("paper.deleted")
			return o.skip()
		}
		return o.changes()
	}, nil)
}

func (o openReader) paragraph(f *flow, e xml.StartElement) error {
	p, err := f.begin()
	if err != nil {
		return err
	}
	if e.Name.Local == "h" {
		p.level = number(e, "outline-level", 9)
	}
	if err := o.inline(p); err != nil {
		return err
	}
	f.end(p)
	return nil
}

// maxSpaces are those that one element may stand for: more say nothing more, and would fill the memory.
const maxSpaces = 40

// inline reads what stands in a paragraph. White space in it counts once.
func (o openReader) inline(p *para) error {
	return o.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "s":
			p.WriteString(strings.Repeat(" ", number(e, "c", maxSpaces)))
		case "tab":
			p.WriteByte('\t')
		case "line-break":
			p.WriteByte('\n')
		case "bookmark", "bookmark-start":
			p.marks = append(p.marks, attr(e, "name"))
		case "note":
			o.note("paper.footnotes")
		case "frame", "custom-shape", "g":
			return o.frames(p)
		case "annotation", "placeholder", "hidden-text", "hidden-paragraph", "ruby-text", "bookmark-end", "script":
		default:
			return o.inline(p)
		}
		return o.skip()
	}, func(text string) { write(p, text) })
}

// write adds text with its white space as OpenDocument reads it: any run of it is one blank, none where a paragraph begins.
func write(p *para, text string) {
	const blank = " \t\r\n"
	said := p.String()
	blanked := said == "" || strings.ContainsRune(blank, rune(said[len(said)-1]))
	for _, r := range text {
		switch is := strings.ContainsRune(blank, r); {
		case !is:
			p.WriteRune(r)
			blanked = false
		case !blanked:
			p.WriteByte(' ')
			blanked = true
		}
	}
}

// frames reads the texts in frames that hang on a paragraph.
func (o openReader) frames(p *para) error {
	return o.within(func(e xml.StartElement) error {
		if e.Name.Local != "text-box" && e.Name.Local != "p" {
			return o.frames(p)
		}
		at := o.place
		f := &flow{s: o.scanner, table: Place{Table: at.Table, Row: at.Row, Cell: at.Cell}, count: at.Paragraph - 1}
		read := func() error { return o.flow(f) }
		if e.Name.Local == "p" {
			read = func() error { return o.paragraph(f, e) }
		}
		err := read()
		p.frames = append(p.frames, f.blocks...)
		o.place = at
		return err
	}, nil)
}

func (o openReader) table(f *flow) error {
	g, err := f.grid()
	if err != nil {
		return err
	}
	if err := o.rows(g); err != nil {
		return err
	}
	f.close(g)
	return nil
}

func (o openReader) rows(g *grid) error {
	return o.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "table-row":
			return o.row(g)
		case "table-header-rows", "table-rows", "table-row-group":
			return o.rows(g)
		}
		return o.skip()
	}, nil)
}

// row reads a row. One that stands for several is read once: what is repeated in a text is empty.
func (o openReader) row(g *grid) error {
	if err := o.count(); err != nil {
		return err
	}
	var row Row
	column, covered := 0, 0 // covered: up to which column the cell before reaches
	err := o.within(func(e xml.StartElement) error {
		if e.Name.Local != "table-cell" && e.Name.Local != "covered-table-cell" {
			return o.skip()
		}
		if err := o.count(); err != nil {
			return err
		}
		f := g.cell(len(row) + 1)
		if err := o.flow(f); err != nil {
			return err
		}
		box := Box{Column: column, Span: number(e, "number-columns-spanned", maxColumns), Above: e.Name.Local == "covered-table-cell", Blocks: f.blocks}
		if !box.Above || column >= covered {
			row = append(row, box)
		}
		if !box.Above {
			covered = column + box.Span
		}
		column = min(column+number(e, "number-columns-repeated", maxColumns), maxColumns)
		return nil
	}, nil)
	g.rows = append(g.rows, row)
	return err
}
