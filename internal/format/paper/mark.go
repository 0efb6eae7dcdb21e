package paper

import "strings"

// Zone is the part of a template in which a mark stands.
type Zone string

// Zones. Marks in the rest are printed by nobody: what follows the cover is not taken over.
const (
	ZoneCover  Zone = "cover"
	ZoneHeader Zone = "header"
	ZoneFooter Zone = "footer"
	ZoneMargin Zone = "margin" // of an ODT: a head or a foot of pages
	ZoneRest   Zone = "rest"
)

// Mark is where a template wants a word of a print: {{titre}}.
type Mark struct {
	Name      string
	Open      bool // it is not closed by two braces; its name is the text of its paragraph
	Zone      Zone
	Paragraph int // in the zone, counted from 1; of the rest, from the beginning of the document
}

// Marks are those of a template, as they stand in it.
func (t *Template) Marks() []Mark { return t.marks }

// marksIn are the marks of a zone, which stands in a part. Errors are *Fault.
func marksIn(zone Zone, part string, raw []byte) ([]Mark, error) {
	paragraphs, err := paragraphsOf(part, raw)
	if err != nil {
		return nil, err
	}
	var out []Mark
	for i, pieces := range paragraphs {
		var text strings.Builder
		for _, p := range pieces {
			text.WriteString(p.text)
		}
		for _, m := range markShape.FindAllStringSubmatch(text.String(), -1) {
			out = append(out, Mark{Name: m[1], Zone: zone, Paragraph: i + 1})
		}
		if strings.Contains(markShape.ReplaceAllString(text.String(), ""), "{{") {
			out = append(out, Mark{Name: text.String(), Open: true, Zone: zone, Paragraph: i + 1})
		}
	}
	return out, nil
}

// restMarks are the marks of a document after those of its cover, with which it begins.
func restMarks(part string, raw []byte, cover int) ([]Mark, error) {
	all, err := marksIn(ZoneRest, part, raw)
	if err != nil || len(all) <= cover {
		return nil, err
	}
	return all[cover:], nil
}

// marks are those of a frame of a DOCX, whose document is raw.
func (f *wordFrame) marks(part string, raw []byte) ([]Mark, error) {
	out, err := marksIn(ZoneCover, part, f.cover)
	if err != nil {
		return nil, err
	}
	rest, err := restMarks(part, raw, len(out))
	if err != nil {
		return nil, err
	}
	for _, m := range f.margins {
		of, err := marksIn(Zone(m.tag), "word/"+m.tag+".xml", m.raw)
		if err != nil {
			return nil, err
		}
		out = append(out, of...)
	}
	return append(out, rest...), nil
}

// marks are those of a frame of an ODT, whose content is raw.
func (f *openFrame) marks(raw []byte) ([]Mark, error) {
	out, err := marksIn(ZoneCover, "content.xml", f.cover)
	if err != nil {
		return nil, err
	}
	rest, err := restMarks("content.xml", raw, len(out))
	if err != nil {
		return nil, err
	}
	margin, err := marksIn(ZoneMargin, "styles.xml", f.pages)
	return append(append(out, margin...), rest...), err
}

// framed says that some mark is of the cover, or of a head or a foot of pages.
func framed(marks []Mark) bool {
	for _, m := range marks {
		if m.Zone != ZoneRest {
			return true
		}
	}
	return false
}
