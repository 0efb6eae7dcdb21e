package web

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
)

// Node is a value of a record as stated: fields in the document's order, a list, or a word.
type Node struct {
	Fields []Field
	List   []Node
	Text   string
	Null   bool
}

// Field is a value with its name.
type Field struct {
	Name  string
	Value Node
}

// parseNode reads JSON and keeps the order of its fields, which is that of the form.
func parseNode(body []byte) (Node, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	n, err := readNode(d)
	if err == io.EOF {
		return Node{}, nil
	}
	return n, err
}

func readNode(d *json.Decoder) (Node, error) {
	t, err := d.Token()
	if err != nil {
		return Node{}, err
	}
	switch t := t.(type) {
	case json.Delim:
		return readNested(d, t)
	case nil:
		return Node{Null: true}, nil
	case string:
		return Node{Text: t, Null: t == ""}, nil
	case json.Number:
		return Node{Text: t.String()}, nil
	case bool:
		return Node{Text: map[bool]string{true: "true", false: "false"}[t]}, nil
	}
	return Node{}, nil
}

func readNested(d *json.Decoder, open json.Delim) (Node, error) {
	var n Node
	for d.More() {
		var name string
		if open == '{' {
			t, err := d.Token()
			if err != nil {
				return n, err
			}
			name, _ = t.(string)
		}
		child, err := readNode(d)
		if err != nil {
			return n, err
		}
		if open == '{' {
			n.Fields = append(n.Fields, Field{name, child})
		} else {
			n.List = append(n.List, child)
		}
	}
	_, err := d.Token()
	n.Null = len(n.Fields) == 0 && len(n.List) == 0
	return n, err
}

// Blank says that nothing is stated anywhere below.
func (n Node) Blank() bool {
	if len(n.Fields) == 0 && len(n.List) == 0 {
		return n.Null
	}
	return !slices.ContainsFunc(n.Fields, func(f Field) bool { return !f.Value.Blank() }) &&
		!slices.ContainsFunc(n.List, func(c Node) bool { return !c.Blank() })
}

// Flat says that a node is a word or a list of words.
func (n Node) Flat() bool {
	return len(n.Fields) == 0 && !slices.ContainsFunc(n.List, func(c Node) bool { return len(c.Fields) > 0 || len(c.List) > 0 })
}

// Columns are the fields of a list of things that fit a table: at most five, each a word or a list of words.
func (n Node) Columns() []string {
	var names []string
	for _, c := range n.List {
		for _, f := range c.Fields {
			if !f.Value.Flat() {
				return nil
			}
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	if len(names) > 5 {
		return nil
	}
	return names
}

// Get is the value of a field.
func (n Node) Get(name string) Node {
	for _, f := range n.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return Node{Null: true}
}

// bookkeeping is what a record carries for programs; the page says it elsewhere.
var bookkeeping = []string{"id", "kind", "source", "schema", "form_version", "order"}

// Shown are the fields a reader wants: stated ones, without bookkeeping.
func (n Node) Shown(top bool) []Field {
	return slices.DeleteFunc(slices.Clone(n.Fields), func(f Field) bool {
		return f.Value.Blank() || top && slices.Contains(bookkeeping, f.Name)
	})
}

// Silent are the fields of the form that the document leaves empty.
func (n Node) Silent() []string {
	var out []string
	for _, f := range n.Fields {
		if f.Value.Blank() && !slices.Contains(bookkeeping, f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}

// FieldName is what a field of a record is called on a page.
func (p Page) FieldName(name string) string { return p.Or("field."+name, name) }

// Word puts a code of a record into words; the words of the document stay as printed.
func (p Page) Word(field, text string) string {
	switch field {
	case "value", "side", "kind":
		return p.Or("word.value."+text, p.figure(text))
	case "eur", "stated_total_eur", "price_eur", "stated_total":
		return p.amount(text, "EUR")
	case "updated", "as_of", "start", "end", "end_date":
		return p.Date(text)
	}
	if text == "true" || text == "false" {
		return p.T("word." + text)
	}
	return text
}

// figure groups the thousands of a number of five figures or more; anything else stays as it is.
func (p Page) figure(text string) string {
	n := splitInt(text)
	if n < 10_000 || itoa(n) != text {
		return text
	}
	return p.Number(int64(n))
}

// PathName says where in a record a value stands: "Actions 3 · Budget".
func (p Page) PathName(path string) string {
	var parts []string
	for step := range strings.SplitSeq(path, ".") {
		if n, err := strconv.Atoi(step); err == nil && len(parts) > 0 {
			parts[len(parts)-1] += " " + itoa(n+1)
			continue
		}
		parts = append(parts, p.FieldName(step))
	}
	return strings.Join(parts, " · ")
}

// RecordName is the title of a record, or its kind and line where it has none.
func (p Page) RecordName(r catalogue.RecordRef) string {
	if r.Title != "" {
		return r.Title
	}
	return p.T("record."+r.Kind) + " – " + p.T("cite.line", r.Cite.Line)
}

func (p Page) fieldList(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = p.FieldName(n)
	}
	return strings.Join(out, ", ")
}

// Without is a thing less one of its fields.
func (n Node) Without(name string) Node {
	n.Fields = slices.DeleteFunc(slices.Clone(n.Fields), func(f Field) bool { return f.Name == name })
	return n
}

// Plain says a small thing in a few words: an amount with its currency and year; "" for anything else.
func (p Page) Plain(n Node) string {
	value, currency := n.Get("value"), n.Get("currency")
	if value.Blank() || currency.Blank() {
		return ""
	}
	out := p.amount(value.Text, currency.Text)
	if year := n.Get("year"); !year.Blank() {
		out += " " + p.T("money.year", year.Text)
	}
	return out
}

// Line says a field in one line: its words, its amounts, its list.
func (p Page) Line(f Field) string {
	if len(f.Value.Fields) > 0 && p.Plain(f.Value) == "" {
		var parts []string
		for _, c := range f.Value.Shown(false) {
			parts = append(parts, p.Line(c))
		}
		return strings.Join(parts, ", ")
	}
	if len(f.Value.List) == 0 {
		if words := p.Plain(f.Value); words != "" {
			return words
		}
		return p.Word(f.Name, f.Value.Text)
	}
	var parts []string
	for _, c := range f.Value.List {
		parts = append(parts, p.Line(Field{f.Name, c}))
	}
	return strings.Join(parts, " · ")
}

// ReadValue says a reading as the record's page does: a date as a date, a code in words.
func (p Page) ReadValue(r catalogue.Reading) string {
	name := ""
	for step := range strings.SplitSeq(r.Path, ".") {
		if _, err := strconv.Atoi(step); err != nil {
			name = step
		}
	}
	return p.Word(name, r.Value)
}
