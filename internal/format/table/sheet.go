package table

import (
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// shape is a table of the exports, told by columns that only it has.
type shape struct {
	columns []string
	order   int // in which tables are read: documents, records, facts
	read    func(*reader, row) error
}

// shapes are most telling first. Those without a reader are derived from the others.
var shapes = []shape{
	{[]string{"document", "sha256", "format", "exemple"}, 0, (*reader).source},
	{[]string{"genre", "ligne", "ligne_fin", "poursuite", "tendance"}, 1, (*reader).releve},
	{[]string{"cote", "role", "texte", "chemin"}, 2, (*reader).party},
	{[]string{"signature", "debut", "fin", "chemin"}, 2, (*reader).agreement},
	{[]string{"domaine", "periode", "en_france", "chemin"}, 2, (*reader).action},
	{[]string{"montant", "monnaie", "payeur_texte", "chemin"}, 2, (*reader).money},
	{[]string{"titre", "porteurs", "partenaires", "statut"}, 3, nil},
	{[]string{"nom", "genre", "territoire", "mentions"}, 3, nil},
	{[]string{"nom", "niveau", "pays"}, 3, nil},
	{[]string{"regle", "gravite", "etat"}, 3, nil},
	{[]string{"nature", "points", "raisons", "a_nom", "b_nom"}, 3, nil},
	{[]string{"code", "theme", "cad"}, 3, nil},
	{[]string{"partenariat", "organisation", "position", "motif"}, 3, nil},
}

func shapeOf(head []string) *shape {
	for i := range shapes {
		missing := func(c string) bool { return !slices.Contains(head, c) }
		if !slices.ContainsFunc(shapes[i].columns, missing) {
			return &shapes[i]
		}
	}
	return nil
}

// sheet is a table parsed.
type sheet struct {
	shape *shape
	rows  []row
}

// row is a row with the place it has in its file.
type row struct {
	file  string
	line  int
	cells map[string]string
}

func open(t *format.Text) *csv.Reader {
	r := csv.NewReader(strings.NewReader(strings.Join(t.Lines, "\n") + "\n"))
	r.ReuseRecord = false
	return r
}

func header(t *format.Text) ([]string, error) { return open(t).Read() }

func parse(name string, t *format.Text) (*sheet, error) {
	r := open(t)
	all, err := r.ReadAll()
	if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
		return nil, &format.Problem{Line: bad.Line, Key: "format.table_row", Args: []string{name, strconv.Itoa(bad.Column), bad.Err.Error()}}
	}
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, &format.Problem{Line: 1, Key: "format.empty"}
	}
	head := all[0]
	s := &sheet{shape: shapeOf(head)}
	if s.shape == nil {
		return nil, &format.Problem{Line: 1, Key: "format.table_unknown", Args: []string{name}}
	}
	s.rows = make([]row, 0, len(all)-1)
	line := 2
	for _, cells := range all[1:] {
		x := row{file: name, line: line, cells: make(map[string]string, len(head))}
		for i, c := range head {
			x.cells[c] = unguard(cells[i])
		}
		s.rows = append(s.rows, x)
		line += 1 + strings.Count(strings.Join(cells, ""), "\n")
	}
	return s, nil
}

// unguard takes away the apostrophe that the exports put before a text that spreadsheets would take for a formula.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@\t\r'", rune(s[1])) {
		return s[1:]
	}
	return s
}

// wrong is the problem of a cell.
func (r row) wrong(column string) error {
	return &format.Problem{Line: r.line, Key: "format.table_value", Args: []string{r.file, column, r.cells[column]}}
}

func (r row) required(column string) (string, error) {
	if r.cells[column] == "" {
		return "", r.wrong(column)
	}
	return r.cells[column], nil
}

// integer is a whole number that is not negative; 0 for an empty cell.
func (r row) integer(column string) (int, error) {
	s := r.cells[column]
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, r.wrong(column)
	}
	return n, nil
}

// decimal is a number with a decimal point; nil for an empty cell.
func (r row) decimal(column string) (*float64, error) {
	s := r.cells[column]
	if s == "" {
		return nil, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 0 || v > 1e15 {
		return nil, r.wrong(column)
	}
	return &v, nil
}

// date is an ISO date as precise as known, nil for an empty cell.
func (r row) date(column string) (any, error) {
	s := r.cells[column]
	if s == "" {
		return nil, nil
	}
	if !isoDate.MatchString(s) {
		return nil, r.wrong(column)
	}
	return s, nil
}
