package web

import (
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"

	"kafo/internal/coop"
)

// written is a part of a page written by hand, for what a page has hundreds of: values to choose, dots, curves, statuses.
// A template makes three copies of every value, which was half of the garbage of a list.
type written func(b []byte) []byte

var rooms = sync.Pool{New: func() any { return new([]byte) }}

// Render writes the part; it is the method of a templ component.
func (f written) Render(_ context.Context, w io.Writer) error {
	room := rooms.Get().(*[]byte)
	defer rooms.Put(room)
	*room = f((*room)[:0])
	_, err := w.Write(*room)
	return err
}

// escaped appends a text as HTML, also within the quotes of an attribute, as html.EscapeString writes it.
func escaped(b []byte, text string) []byte {
	from := 0
	for i := range len(text) {
		sign := ""
		switch text[i] {
		case '&':
			sign = "&amp;"
		case '\'':
			sign = "&#39;"
		case '<':
			sign = "&lt;"
		case '>':
			sign = "&gt;"
		case '"':
			sign = "&#34;"
		default:
			continue
		}
		b, from = append(append(b, text[from:i]...), sign...), i+1
	}
	return append(b, text[from:]...)
}

// status is a word with a mark whose shape tells too: never colour alone.
func status(p Page, s coop.Status) templ.Component {
	return written(func(b []byte) []byte {
		b = append(escaped(append(b, `<span class="status is-`...), string(s)), `">`...)
		return append(escaped(b, p.StatusName(s)), "</span>"...)
	})
}

// facetValues are the values of a facet to choose from, with how much each would find.
func facetValues(p Page, values []FacetLink) templ.Component {
	return written(func(b []byte) []byte {
		b = append(b, "<ul>"...)
		for _, v := range values {
			b = append(escaped(append(b, `<li><a rel="nofollow" href="`...), p.Link(v.Path)), '"')
			if v.Selected {
				b = append(b, ` aria-current="true"`...)
			}
			b = append(escaped(append(b, `><span>`...), v.Label), `</span> <span class="num">`...)
			b = append(escaped(b, p.Number(int64(v.Count))), `</span></a></li>`...)
		}
		return append(b, "</ul>"...)
	})
}

// curves are the links of a map.
func curves(p Page, list []Curve) templ.Component {
	return written(func(b []byte) []byte {
		for _, c := range list {
			b = append(escaped(append(b, `<a href="`...), p.Link(c.Path)), `" tabindex="-1"><title>`...)
			b = append(append(escaped(b, c.Title), `</title><path class="fr" d="`...), c.First...)
			b = append(append(append(b, `"></path><path class="ab" d="`...), c.Second...), `"></path></a>`...)
		}
		return b
	})
}

// dots are the places of a map. Those with as many links follow each other: what is said of them is put into words once.
func dots(p Page, list []Dot) templ.Component {
	return written(func(b []byte) []byte {
		count, words, precisions := -1, "", map[coop.Precision]string{coop.Own: ""}
		for _, d := range list {
			if d.Count != count {
				count, words = d.Count, p.T("count.partnerships", d.Count)
			}
			b = append(escaped(append(b, `<a href="`...), p.Link(d.Path)), `" tabindex="-1"><title>`...)
			b = escaped(append(escaped(b, d.Name), " – "...), words)
			said, known := precisions[d.Precision]
			if !known {
				said = " (" + p.T("precision."+string(d.Precision)) + ")"
				precisions[d.Precision] = said
			}
			b = append(escaped(b, said), `</title><circle`...)
			if d.French {
				b = append(b, ` class="fr"`...)
			} else {
				b = append(b, ` class="ab"`...)
			}
			b = appendNumber(append(b, ` cx="`...), d.X)
			b = appendNumber(append(b, `" cy="`...), d.Y)
			b = append(appendNumber(append(b, `" r="`...), d.radius()), `"></circle> `...)
			b = append(d.label(b), `</a>`...)
		}
		return b
	})
}

// label writes the name of a dot where there is room for it.
func (d Dot) label(b []byte) []byte {
	if d.Label == nil {
		return b
	}
	b = appendNumber(append(b, `<text x="`...), d.Label.X)
	b = appendNumber(append(b, `" y="`...), d.Label.Y)
	b = append(append(append(b, `" text-anchor="`...), d.Label.Anchor...), `">`...)
	return append(escaped(b, d.Name), `</text>`...)
}
