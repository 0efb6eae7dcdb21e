// Package prosepage reads a page of running text about an organisation, such as a department's page on its
// cooperation: its title, its text, and the organisations that it names in full. A text that names none is of no
// family we know.
package prosepage

import (
	"fmt"
	"regexp"
	"strings"

	"kafo/internal/format"
)

// Prose is the body of a record of kind prose. Organisations is never nil; Title is nil where the text has none.
type Prose struct {
	Title         *string  `json:"title"`
	Organisations []string `json:"organisations"` // as first named, in order
	Text          string   `json:"text"`          // paragraphs, one a line
}

// score is low, so that every reader of a known form wins.
const score = 20

var furniture = regexp.MustCompile(`^(?:share|partager(?: .{0,40})?|tweet(?:er)?|imprimer|envoyer(?: .{0,30})?|(?:agrandir|diminuer|reduire|augmenter) la taille du texte.*|[\d ]+ (?:vues?|partages?|commentaires?)|accueil(?: [>›/].*)?|retour.{0,30}|haut de page|# ?https?://\S+|https?://\S+|menu|rechercher|lire aussi.{0,60}|tous droits reserves.*|mentions legales|plan du site|[-=_* ]+)$`)

// maxText is the longest text that is looked through, in bytes: what presents an organisation is a page of some kilobytes.
const maxText = 1 << 20

func long(t *format.Text) bool {
	size := 0
	for _, line := range t.Lines {
		size += len(line)
	}
	return size > maxText
}

// Recognise says how sure it is, 0 to 100, that the text is prose about organisations: never much.
func Recognise(t *format.Text) int {
	if long(t) {
		return 0
	}
	for _, line := range t.Lines {
		if len(find(line)) > 0 {
			return score
		}
	}
	return 0
}

// Read reads the text as one record of kind prose. The error is *format.Problem with key format.unknown_family for
// a text that names no organisation.
func Read(t *format.Text) (*format.Result, error) {
	r := reader{acc: format.NewAccount(t), out: Prose{Organisations: []string{}}, seen: map[string]bool{}}
	r.split(t)
	r.heading()
	r.paragraphs()
	if len(r.out.Organisations) == 0 {
		return nil, &format.Problem{Line: 1, Key: "format.unknown_family"}
	}
	return r.result()
}

type line struct {
	n    int
	text string
}

// reader fills a record of prose, claiming each line it keeps.
type reader struct {
	out    Prose
	lines  []line // neither blank nor furniture
	seen   map[string]bool
	places []format.Place
	acc    *format.Account
}

func (r *reader) split(t *format.Text) {
	for i, raw := range t.Lines {
		r.acc.Structure(i + 1) // unless the text is kept below
		if len(raw) < 200 && furniture.MatchString(format.Fold(format.Unmark(raw))) {
			continue
		}
		for _, text := range format.Items(raw) { // a bullet opens a new line
			r.lines = append(r.lines, line{i + 1, text})
		}
	}
}

// maxHeading bounds a heading, in bytes.
const maxHeading = 120

// isHeading tells a line that ends no sentence and is short.
func isHeading(s string) bool {
	return len(s) <= maxHeading && !strings.ContainsAny(s[len(s)-1:], ".;:,!")
}

// heading takes the title: the last heading before the first paragraph. What stands above it names the site's part.
func (r *reader) heading() {
	n := 0
	for n < len(r.lines) && isHeading(r.lines[n].text) {
		n++
	}
	if n == 0 || n == len(r.lines) {
		return
	}
	for _, l := range r.lines[:n-1] {
		r.acc.Structure(l.n)
	}
	title := r.lines[n-1]
	s := strings.Trim(title.text, "#* ")
	r.out.Title = &s
	r.use("title", title.n, title.n)
	r.lines = r.lines[n:]
}

func (r *reader) use(path string, first, last int) {
	r.acc.InRecord(first)
	r.acc.InRecord(last)
	r.places = append(r.places, format.Place{Path: path, Line: first, LineEnd: last})
}

func (r *reader) paragraphs() {
	var text []string
	if r.out.Title != nil {
		r.names(*r.out.Title, r.places[0].Line)
	}
	for _, l := range r.lines {
		text = append(text, l.text)
		r.acc.InRecord(l.n)
		r.names(l.text, l.n)
	}
	r.out.Text = strings.Join(text, "\n")
	if n := len(r.lines); n > 0 {
		r.use("text", r.lines[0].n, r.lines[n-1].n)
	}
}

// names adds the organisations of a line that were not named before.
func (r *reader) names(text string, n int) {
	for _, name := range find(text) {
		key := format.Fold(name)
		if r.seen[key] {
			continue
		}
		r.seen[key] = true
		r.use(fmt.Sprintf("organisations.%d", len(r.out.Organisations)), n, n)
		r.out.Organisations = append(r.out.Organisations, name)
	}
}

func (r *reader) result() (*format.Result, error) {
	res := &format.Result{Format: "prosepage"}
	if r.out.Title != nil {
		res.Title = *r.out.Title
	}
	var err error
	if res.Values, err = format.CountValues(r.out); err != nil {
		return nil, fmt.Errorf("prosepage: %w", err)
	}
	first, last := r.acc.Span()
	res.Records = []format.Record{{Kind: "prose", Locator: fmt.Sprintf("L%d", first), Line: first, LineEnd: last, Body: &r.out, Places: r.places}}
	r.acc.Close(res)
	return res, nil
}
