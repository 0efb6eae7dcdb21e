package web

import (
	"cmp"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// SourcesPage lists the documents of the register.
type SourcesPage struct {
	Page
	Sources []catalogue.Source
}

func (s *server) sources(v *visit) error {
	list, err := v.reader.Sources(v.r.Context())
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
	src, err := v.reader.Source(v.r.Context(), coop.SourceID(id))
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
	p := SourcePage{Page: v.frame(sourceName(v.lang, src)), S: src, Name: sourceName(v.lang, src)}
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

// sourceName is the title of a document; of one without, its file's name if that says something, else what it is and its year.
func sourceName(l i18n.Lang, s catalogue.Source) string {
	if name := cmp.Or(s.Title, readable(s.Document)); name != "" {
		return name
	}
	kind := l.T("format." + s.Format)
	if len(s.Date) >= 4 {
		kind += ", " + string(s.Date[:4])
	}
	return cmp.Or(kind, s.Document)
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

var recordKinds = []string{coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindContents, coop.KindOverview, coop.KindPublication, coop.KindProse, coop.KindContribution}

func (s *server) records(v *visit) error {
	kind := v.r.URL.Query().Get("nature")
	if kind != "" && !slices.Contains(recordKinds, kind) {
		return notFound("error.no_page")
	}
	_, page, err := v.namesQuery()
	if err != nil {
		return err
	}
	list, total, err := v.reader.Records(v.r.Context(), kind, page)
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
	Name     string // what it is and of whom
	Body     Node
	Numbered []NumberedLine
}

func (s *server) record(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	r, err := v.reader.Record(v.r.Context(), coop.RecordID(id))
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
	p.Description = v.lang.T("record.description", p.Name)
	return v.html(RecordView(p))
}

func (v *visit) recordPage(r catalogue.Record) (RecordPage, error) {
	body, err := parseNode(r.Body)
	name := v.lang.T("record." + r.Kind)
	if r.Title != "" {
		name += " · " + r.Title
	}
	return RecordPage{Page: v.frame(v.lang.T("record.page", name, itoa(int(r.ID)))), R: r, Name: name, Body: body, Numbered: numberLines(r.Cite.Line, r.Lines, map[int]bool{})}, err
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
	refs, _, err := v.reader.Records(v.r.Context(), kind, 0)
	if err != nil {
		return err
	}
	p := ReadablePage{Page: v.frame(v.lang.T("readable." + kind)), Kind: kind}
	var all []catalogue.Record
	for _, ref := range refs {
		r, err := v.reader.Record(v.r.Context(), ref.ID)
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
