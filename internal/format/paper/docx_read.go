package paper

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// wordReader reads WordprocessingML by the local names of its elements, which are the same in both editions of the standard.
type wordReader struct {
	*scanner
	levels map[string]int // of headings, by the identifiers of their styles
}

func readDOCX(a *archive, d *Document) error {
	w := wordReader{levels: headings(a)}
	main := a.main()
	if a.has("word/vbaProject.bin") {
		d.Notes = append(d.Notes, &Fault{Key: "paper.macros"})
	}
	body := func(s *scanner, e xml.StartElement) error {
		w.scanner = s
		f := &flow{s: s}
		err := w.flow(f)
		d.Blocks = append(d.Blocks, f.blocks...)
		return err
	}
	if err := scan(a, d, main, body); err != nil {
		return err
	}
	for _, name := range append(a.named("word/header"), a.named("word/footer")...) {
		aside := &Document{}
		if err := scan(a, aside, name, func(s *scanner, e xml.StartElement) error {
			w.scanner = s
			f := &flow{s: s}
			err := w.flow(f)
			d.Heads = append(d.Heads, Lines(f.blocks)...)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// named are the parts whose names begin so, in order.
func (a *archive) named(prefix string) []string {
	var out []string
	for name := range a.files {
		if strings.HasSuffix(name, ".xml") && strings.HasPrefix(name, prefix) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// headings are the levels of the styles that are called « heading 1 » and so on. A document without styles has none.
func headings(a *archive) map[string]int {
	out := map[string]int{}
	raw, err := a.bytes("word/styles.xml")
	if err != nil {
		return out
	}
	ids, _ := styleIDs(raw)
	for name, id := range ids {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "heading ")); err == nil {
			out[id] = n
		}
	}
	return out
}

// flow reads what stands in a body, a cell, a control or a frame.
func (w *wordReader) flow(f *flow) error {
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p":
			return w.paragraph(f)
		case "tbl":
			return w.table(f)
		case "sdt":
			return w.control(func() error { return w.flow(f) })
		case "body", "ins", "moveTo", "customXml", "smartTag", "sdtContent":
			return w.flow(f)
		case "bookmarkStart":
			w.later = append(w.later, attr(e, "name"))
		case "del", "moveFrom":
			w.note("paper.deleted")
		case "altChunk":
			w.note("paper.outside")
		}
		return w.skip()
	}, nil)
}

// control reads a content control: what was filled in, not the words that ask for it, nor a table of contents.
func (w *wordReader) control(content func() error) error {
	left := false
	var properties func() error
	properties = func() error {
		return w.within(func(e xml.StartElement) error {
			left = left || e.Name.Local == "showingPlcHdr" || e.Name.Local == "docPartGallery" && attr(e, "val") == "Table of Contents"
			return properties()
		}, nil)
	}
	return w.within(func(e xml.StartElement) error {
		switch {
		case e.Name.Local == "sdtPr":
			return properties()
		case e.Name.Local == "sdtContent" && !left:
			return content()
		}
		return w.skip()
	}, nil)
}

func (w *wordReader) paragraph(f *flow) error {
	p, err := f.begin()
	if err != nil {
		return err
	}
	if err := w.inline(f, p); err != nil {
		return err
	}
	f.end(p)
	return nil
}

// inline reads what stands in a paragraph, or in what a paragraph has around its runs.
func (w *wordReader) inline(f *flow, p *para) error {
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pPr":
			return w.within(func(e xml.StartElement) error {
				if e.Name.Local == "pStyle" {
					p.level = w.levels[attr(e, "val")]
				}
				return w.skip()
			}, nil)
		case "r":
			return w.run(f, p)
		case "sdt":
			return w.control(func() error { return w.inline(f, p) })
		case "bookmarkStart":
			p.marks = append(p.marks, attr(e, "name"))
		case "del", "moveFrom":
			w.note("paper.deleted")
		case "hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo":
			return w.inline(f, p)
		}
		return w.skip()
	}, nil)
}

func (w *wordReader) run(f *flow, p *para) error {
	hidden := false
	say := func(text string) {
		if !hidden {
			p.WriteString(text)
		}
	}
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "rPr":
			return w.within(func(e xml.StartElement) error {
				hidden = hidden || e.Name.Local == "vanish" && attr(e, "val") != "0" && attr(e, "val") != "false"
				return w.skip()
			}, nil)
		case "t":
			return w.within(func(xml.StartElement) error { return w.skip() }, say)
		case "tab":
			say("\t")
		case "br", "cr":
			if kind := attr(e, "type"); kind == "" || kind == "textWrapping" {
				say("\n")
			}
		case "noBreakHyphen":
			say("‑")
		case "sym":
			say(symbol(attr(e, "char")))
		case "fldChar":
			return w.tick(say)
		case "footnoteReference", "endnoteReference":
			w.note("paper.footnotes")
		case "drawing", "pict", "object", "AlternateContent":
			return w.frames(p)
		}
		return w.skip()
	}, nil)
}

// symbol is a sign of a symbol font: boxes, ticked or not, are what one meets in a form.
func symbol(code string) string {
	switch n, _ := strconv.ParseUint(code, 16, 32); n & 0xff {
	case 0xfd, 0xfe, 0xfc, 0xfb, 0x78, 0x53, 0x54, 0x52:
		return "☒"
	case 0xa8, 0x6f, 0x71, 0xa3:
		return "☐"
	}
	return ""
}

// tick reads a box to tick of Word's old forms.
func (w *wordReader) tick(say func(string)) error {
	return w.within(func(e xml.StartElement) error {
		if e.Name.Local == "checkBox" {
			ticked := "☐"
			err := w.within(func(e xml.StartElement) error {
				if v := attr(e, "val"); e.Name.Local == "checked" && v != "0" && v != "false" || e.Name.Local == "default" && (v == "1" || v == "true") {
					ticked = "☒"
				}
				return w.skip()
			}, nil)
			say(ticked)
			return err
		}
		return w.tick(say)
	}, nil)
}

// frames reads the texts in frames that are drawn beside a paragraph; what is there twice, for old programs, is read once.
func (w *wordReader) frames(p *para) error {
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "txbxContent":
			at := w.place
			f := &flow{s: w.scanner, table: Place{Table: at.Table, Row: at.Row, Cell: at.Cell}, count: at.Paragraph - 1}
			err := w.flow(f)
			p.frames = append(p.frames, f.blocks...)
			w.place = at
			return err
		case "Fallback":
			return w.skip()
		}
		return w.frames(p)
	}, nil)
}

func (w *wordReader) table(f *flow) error {
	g, err := f.grid()
	if err != nil {
		return err
	}
	if err := w.rows(g); err != nil {
		return err
	}
	f.close(g)
	return nil
}

func (w *wordReader) rows(g *grid) error {
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tr":
			return w.row(g)
		case "sdt", "sdtContent", "ins", "moveTo", "customXml":
			return w.rows(g)
		}
		return w.skip()
	}, nil)
}

func (w *wordReader) row(g *grid) error {
	if err := w.count(); err != nil {
		return err
	}
	var row Row
	column, deleted := 0, false
	err := w.cells(g, &row, &column, &deleted)
	if deleted {
		w.note("paper.deleted")
	} else {
		g.rows = append(g.rows, row)
	}
	return err
}

func (w *wordReader) cells(g *grid, row *Row, column *int, deleted *bool) error {
	return w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return w.within(func(e xml.StartElement) error {
				if e.Name.Local == "gridBefore" {
					*column += number(e, "val", maxColumns)
				}
				*deleted = *deleted || e.Name.Local == "del"
				return w.skip()
			}, nil)
		case "tc":
			return w.cell(g, row, column)
		case "sdt", "sdtContent", "ins", "customXml":
			return w.cells(g, row, column, deleted)
		}
		return w.skip()
	}, nil)
}

func (w *wordReader) cell(g *grid, row *Row, column *int) error {
	if err := w.count(); err != nil {
		return err
	}
	box := Box{Column: *column, Span: 1}
	f := g.cell(len(*row) + 1)
	err := w.within(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "tcPr":
			return w.within(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "gridSpan":
					box.Span = number(e, "val", maxColumns)
				case "vMerge":
					box.Above = attr(e, "val") != "restart"
				}
				return w.skip()
			}, nil)
		case "p":
			return w.paragraph(f)
		case "tbl":
			return w.table(f)
		case "sdt":
			return w.control(func() error { return w.flow(f) })
		case "ins", "moveTo", "customXml":
			return w.flow(f)
		}
		return w.skip()
	}, nil)
	box.Blocks = f.blocks
	*column = min(*column+box.Span, maxColumns)
	*row = append(*row, box)
	return err
}
