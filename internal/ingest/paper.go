package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

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
		args := make([]string, len(fault.Args))
		for i, a := range fault.Args {
			args[i] = fmt.Sprint(a)
		}
		return nil, &format.Problem{Line: 1, Key: fault.Key, Args: args}
	}
	if err != nil {
		return nil, err
	}
	return format.Decode(strings.NewReader(written(doc)))
}

// written puts a document into lines. A heading of the second level names a fiche that says so itself, by its parties: over
// it stands the heading of its chapter, as a census prints it.
func written(doc *paper.Document) string {
	var b strings.Builder
	chapter := ""
	for _, block := range doc.Blocks {
		switch {
		case block.Table != nil:
			for _, r := range block.Table {
				b.WriteString(rowText(r) + "\n")
			}
		case block.Level == 1:
			chapter = flat(block.Text)
			b.WriteString("\n" + strings.ToUpper(chapter) + "\n\n")
		case block.Level == 2 && chapter != "":
			b.WriteString("\n" + chapter + " :\n\n")
		default:
			b.WriteString("\n" + flat(block.Text) + "\n")
		}
	}
	return b.String()
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
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", " <br> ")), " ")
}
