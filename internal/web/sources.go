package web

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// SourcesPage lists the documents of the register.
type SourcesPage struct {
	Page
	Sources []catalogue.Source
}

func (s *server) sources(v *visit) error {
	list, err := s.Reader.Sources(v.r.Context())
	if err != nil {
		return err
	}
	if done, err := v.data("sources", list, "json", "csv", "xlsx"); done {
		return err
	}
	p := SourcesPage{Page: v.frame(v.lang.T("count.sources", len(list))), Sources: list}
	p.Path, p.Section, p.Formats, p.Description = "/sources", "/sources", []string{"json", "csv", "xlsx"}, v.lang.T("sources.intro")
	return v.html(Sources(p))
}

// sourceLines is how many lines of a document one page of it shows: past that a page would weigh more than L2 allows.
const sourceLines = 400

// SourcePage is a document: its account of lines and its passages beside what was read in them, a part at a time.
type SourcePage struct {
	Page
	S        catalogue.Source
	Name     string
	Passages []PassageView
	From, To int // lines of this part
	Before   string
	After    string
	Parts    []Crumb // the other parts, by their first line
}

// PassageView is a passage as the page shows it.
type PassageView struct {
	catalogue.Passage
	ID       string // the line asked for, where it is nearest to this passage and in none
	Numbered []NumberedLine
	shown    map[int]bool // every line of the part
}

// Shows says whether a line stands on the page.
func (p PassageView) Shows(line int) bool { return p.shown[line] }

// NumberedLine is a line with its number and the readings made in it. ID is empty where an earlier passage has shown
// the line: an address may stand once in a page.
type NumberedLine struct {
	Number int
	ID     string
	Text   string
}

func (s *server) source(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	src, err := s.Reader.Source(v.r.Context(), coop.SourceID(id))
	if err != nil {
		return err
	}
	right := address("source", id, "")
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("source-"+itoa(int(id)), src, "json", "csv"); done {
		return err
	}
	p := SourcePage{Page: v.frame(sourceName(src)), S: src, Name: sourceName(src)}
	p.part(splitInt(v.r.URL.Query().Get("ligne")))
	p.Path, p.Section, p.Formats = right, "/sources", []string{"json", "csv"}
	if p.Before != "" {
		p.Path = p.partPath(p.From)
		p.Title += " – " + v.lang.T("source.part", p.From, p.To)
	}
	p.Crumbs = []Crumb{{v.lang.T("nav.sources"), "/sources"}}
	p.Description = v.lang.T("source.description", p.Name)
	return v.html(SourceView(p))
}

func sourceName(s catalogue.Source) string {
	if s.Title != "" {
		return s.Title
	}
	return s.Document
}

// part keeps the passages of the part that holds a line, and the way to the others.
func (p *SourcePage) part(line int) {
	parts := cutParts(p.S.Passages)
	if len(parts) == 0 {
		return
	}
	at := 0
	for i, part := range parts {
		if part[0].Line <= line {
			at = i
		}
		p.Parts = append(p.Parts, Crumb{p.T("source.from_line", part[0].Line), p.partPath(part[0].Line)})
	}
	p.Passages = numbered(parts[at], line)
	p.From, p.To = parts[at][0].Line, lastLine(parts[at])
	if at > 0 {
		p.Before = p.partPath(parts[at-1][0].Line)
	}
	if at < len(parts)-1 {
		p.After = p.partPath(parts[at+1][0].Line)
	}
}

func (p *SourcePage) partPath(line int) string {
	return address("source", int64(p.S.ID), "") + "?ligne=" + itoa(line)
}

func cutParts(all []catalogue.Passage) [][]catalogue.Passage {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b catalogue.Passage) int { return a.Line - b.Line })
	var parts [][]catalogue.Passage
	lines := sourceLines
	for _, p := range all {
		if lines += len(p.Lines) + 2; lines > sourceLines {
			parts, lines = append(parts, nil), len(p.Lines)+2
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], p)
	}
	return parts
}

func lastLine(part []catalogue.Passage) int {
	last := 0
	for _, p := range part {
		last = max(last, p.Line+max(len(p.Lines)-1, 0))
	}
	return last
}

// numbered gives each line its number, and its address where it is shown first. A line asked for that no passage holds
// (a heading above a fiche) leads to the nearest passage.
func numbered(part []catalogue.Passage, asked int) []PassageView {
	seen := map[int]bool{}
	out := make([]PassageView, len(part))
	nearest, distance := 0, -1
	for i, p := range part {
		lines := p.Lines
		if len(lines) == 0 {
			lines = []string{""} // an example: the line is known, its words are not
		}
		out[i] = PassageView{Passage: p, Numbered: numberLines(p.Line, lines, seen), shown: seen}
		if d := max(p.Line-asked, asked-p.Line-len(lines)+1, 0); distance < 0 || d < distance {
			nearest, distance = i, d
		}
	}
	if asked > 0 && !seen[asked] {
		out[nearest].ID = "L" + itoa(asked)
	}
	return out
}

func numberLines(first int, lines []string, seen map[int]bool) []NumberedLine {
	out := make([]NumberedLine, len(lines))
	for i, text := range lines {
		n := NumberedLine{Number: first + i, Text: text}
		if !seen[n.Number] {
			n.ID, seen[n.Number] = "L"+itoa(n.Number), true
		}
		out[i] = n
	}
	return out
}

// RecordsPage lists records by kind.
type RecordsPage struct {
	Page
	Kind    string
	Kinds   []string
	Records []catalogue.RecordRef
	Pager   Pager
}

var recordKinds = []string{coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindContents, coop.KindOverview, coop.KindPublication, coop.KindProse}

func (s *server) records(v *visit) error {
	kind := v.r.URL.Query().Get("nature")
	if kind != "" && !slices.Contains(recordKinds, kind) {
		return notFound("error.no_page")
	}
	_, page, err := v.namesQuery()
	if err != nil {
		return err
	}
	list, total, err := s.Reader.Records(v.r.Context(), kind, page)
	if err != nil {
		return err
	}
	if done, err := v.data("releves", list, "json", "csv", "xlsx"); done {
		return err
	}
	to := func(n int) string { return recordsAddress(kind, n) }
	pager, err := newPager(page, total, namesPerPage, to)
	if err != nil {
		return err
	}
	p := RecordsPage{Page: v.frame(v.lang.T("count.records", total)), Kind: kind, Kinds: recordKinds, Records: list, Pager: pager}
	p.Path, p.Section, p.Formats = recordsAddress(kind, page), "/sources", []string{"json", "csv", "xlsx"}
	p.NoIndex, p.Description = page > 1, v.lang.T("records.intro")
	if kind != "" {
		p.Title += " · " + v.lang.T("record."+kind)
	}
	p.number(page)
	return v.html(Records(p))
}

func recordsAddress(kind string, page int) string {
	path := "/releves"
	if kind != "" {
		path += "?nature=" + kind
	}
	if page > 1 {
		path = joinQuery(path, "page="+itoa(page))
	}
	return path
}

// RecordPage is a record as stated, beside the page it made.
type RecordPage struct {
	Page
	R        catalogue.Record
	Body     Node
	Numbered []NumberedLine
}

func (s *server) record(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	r, err := s.Reader.Record(v.r.Context(), coop.RecordID(id))
	if err != nil {
		return err
	}
	right := address("record", id, "")
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("releve-"+itoa(int(id)), r, "json", "csv"); done {
		return err
	}
	p, err := v.recordPage(r)
	if err != nil {
		return err
	}
	p.Path, p.Section, p.Formats = right, "/sources", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.sources"), "/sources"}, {title(r.Cite), address("source", int64(r.Cite.Source), "")}}
	p.Description = v.lang.T("record.description", p.Title)
	return v.html(RecordView(p))
}

func (v *visit) recordPage(r catalogue.Record) (RecordPage, error) {
	body, err := parseNode(r.Body)
	name := v.lang.T("record." + r.Kind)
	if r.Title != "" {
		name += " · " + r.Title
	}
	return RecordPage{Page: v.frame(name), R: r, Body: body, Numbered: numberLines(r.Cite.Line, r.Lines, map[int]bool{})}, err
}

// ReadablePage shows the records of one kind in full: the funds, the networks.
type ReadablePage struct {
	Page
	Kind    string
	Records []RecordPage
}

func (s *server) funds(v *visit) error { return s.readable(v, coop.KindFund, "/fonds") }

func (s *server) networks(v *visit) error { return s.readable(v, coop.KindNetwork, "/reseaux") }

func (s *server) readable(v *visit, kind, path string) error {
	refs, _, err := s.Reader.Records(v.r.Context(), kind, 0)
	if err != nil {
		return err
	}
	p := ReadablePage{Page: v.frame(v.lang.T("readable." + kind)), Kind: kind}
	var all []catalogue.Record
	for _, ref := range refs {
		r, err := s.Reader.Record(v.r.Context(), ref.ID)
		if err != nil {
			return err
		}
		rp, err := v.recordPage(r)
		if err != nil {
			return err
		}
		all, p.Records = append(all, r), append(p.Records, rp)
	}
	if done, err := v.data(path[1:], all, "json", "csv", "xlsx"); done {
		return err
	}
	p.Path, p.Section, p.Formats, p.Description = path, path, []string{"json", "csv", "xlsx"}, v.lang.T("readable."+kind+".intro")
	return v.html(Readable(p))
}

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
	case "eur":
		return p.figure(text) + "\u202f€"
	case "stated_total_eur", "price_eur", "stated_total":
		return p.figure(text) + "\u202f€"
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
