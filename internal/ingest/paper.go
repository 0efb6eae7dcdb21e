package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"kafo/internal/format"
	"kafo/internal/format/paper"
)

// zipped begins every DOCX and ODT.
var zipped = []byte("PK\x03\x04")

// onPaper is the text of a document of a word processor, as the readers of texts take it: a paragraph a line, a row of a
// table a line with its cells parted by tabs. The error of one that is refused is a *format.Problem.
func onPaper(raw []byte) (*format.Text, error) {
	doc, err := paper.Read(bytes.NewReader(raw), int64(len(raw)))
	if fault := (*paper.Fault)(nil); errors.As(err, &fault) {
		return nil, refused(fault)
	}
	if err != nil {
		return nil, err
	}
	return format.Lined(lines(doc))
}

// refused is what is wrong with a file, as a problem of the whole of it.
func refused(f *paper.Fault) *format.Problem {
	p := &format.Problem{Key: f.Key}
	for _, a := range f.Args {
		p.Args = append(p.Args, fmt.Sprint(a))
	}
	return p
}

// lines puts a document into lines, and lets go of each piece of it as soon as it is one: a document of ten megabytes of
// text is held once. A heading of the second level names a fiche that says so itself, by its parties: over it stands the
// heading of its chapter, as a census prints it.
func lines(doc *paper.Document) (out []string) {
	chapter := ""
	for i, block := range doc.Blocks {
		doc.Blocks[i] = paper.Block{}
		switch {
		case block.Table != nil:
			for j, r := range block.Table {
				block.Table[j] = nil
				out = append(out, rowText(r))
			}
		case block.Level == 1:
			chapter = flat(block.Text)
			out = append(out, "", strings.ToUpper(chapter), "")
		case block.Level == 2 && chapter != "":
			out = append(out, "", chapter+" :", "")
		default:
			out = append(out, "", flat(block.Text))
		}
	}
	return out
}

// rowText is a row with its cells where their columns are.
func rowText(r paper.Row) string {
	var b strings.Builder
	at := 0
	for _, c := range r {
		for ; at < c.Column; at++ {
			b.WriteByte('\t')
		}
		list := paper.Lines(c.Blocks)
		for _, l := range list {
			if len(list) == 1 {
				b.WriteString(flat(l))
				continue
			}
			b.WriteString("<p>" + flat(l) + "</p>")
		}
		for ; at < c.Column+c.Span-1; at++ {
			b.WriteByte('\t')
		}
	}
	return b.String()
}

// flat is a text on one line: what begins a line is a paragraph.
func flat(s string) string {
	if even(s) {
		return s
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", " <br> ")), " ")
}

// even tells a text whose white space is single blanks between words: it is flat, and is not taken apart to make it so.
func even(s string) bool {
	blank := true
	for _, r := range s {
		is := unicode.IsSpace(r)
		if is && (blank || r != ' ') {
			return false
		}
		blank = is
	}
	return !blank || s == ""
}
