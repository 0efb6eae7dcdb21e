package paper

import (
	"bytes"
	"encoding/xml"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// markShape is how a template marks where words of a print go: {{titre}}.
var markShape = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// piece is a stretch of text in the XML of a paragraph.
type piece struct {
	from, to int // where it stands in the part
	text     string
}

// fill puts words in the place of the marks of a part. A word processor tears a mark into several runs as it likes: the first
// of them takes the word. Errors are *Fault: a mark that is not known, or is not closed, with its paragraph.
func fill(part string, raw []byte, words map[string]string) ([]byte, error) {
	paragraphs, err := paragraphsOf(part, raw)
	if err != nil {
		return nil, err
	}
	var changed []piece
	for i, pieces := range paragraphs {
		if err := fillParagraph(pieces, words); err != nil {
			err.Place, err.Args = Place{Paragraph: i + 1}, append(err.Args, part, i+1)
			return nil, err
		}
		changed = append(changed, pieces...)
	}
	slices.SortFunc(changed, func(a, b piece) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for _, p := range changed {
		out.Write(raw[at:p.from])
		out.WriteString(escape(p.text))
		at = p.to
	}
	out.Write(raw[at:])
	return out.Bytes(), nil
}

// paragraphsOf are the texts of the paragraphs of a part, in the order in which they end.
func paragraphsOf(part string, raw []byte) (out [][]piece, err error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	var open []string
	var texts [][]piece
	for {
		from := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, &Fault{Key: "paper.xml", Args: []any{part}}
		}
		switch e := token.(type) {
		case xml.StartElement:
			if open = append(open, e.Name.Local); isParagraph(e.Name.Local) {
				texts = append(texts, nil)
			}
		case xml.EndElement:
			if open = open[:len(open)-1]; isParagraph(e.Name.Local) {
				n := len(texts) - 1
				out, texts = append(out, texts[n]), texts[:n]
			}
		case xml.CharData:
			// in a DOCX only <w:t> holds text, in an ODT all that stands in a paragraph is text
			if n := len(texts) - 1; n >= 0 && (open[len(open)-1] == "t" || !strings.HasPrefix(part, "word/")) {
				texts[n] = append(texts[n], piece{int(from), int(d.InputOffset()), string(e)})
			}
		}
	}
}

func isParagraph(name string) bool { return name == "p" || name == "h" }

func fillParagraph(pieces []piece, words map[string]string) *Fault {
	var all strings.Builder
	for _, p := range pieces {
		all.WriteString(p.text)
	}
	text := all.String()
	found := markShape.FindAllStringSubmatchIndex(text, -1)
	for _, m := range slices.Backward(found) {
		word, known := words[text[m[2]:m[3]]]
		if !known {
			return &Fault{Key: "paper.mark_unknown", Args: []any{text[m[2]:m[3]], strings.Join(slices.Sorted(maps.Keys(words)), ", ")}}
		}
		replace(pieces, m[0], m[1], word)
	}
	if strings.Contains(markShape.ReplaceAllString(text, ""), "{{") {
		return &Fault{Key: "paper.mark_open", Args: []any{text}}
	}
	return nil
}

// replace takes the letters from..to out of a text in pieces, and puts a word where they began.
func replace(pieces []piece, from, to int, word string) {
	start := 0
	for i := range pieces {
		p := &pieces[i]
		end := start + len(p.text)
		if a, b := max(from, start), min(to, end); a < b {
			p.text = p.text[:a-start] + word + p.text[b-start:]
			word = ""
		}
		start = end
	}
}
