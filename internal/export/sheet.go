// Package export turns what the catalogue answers into files: JSON, CSV, XLSX, GeoJSON, records and objects line by
// line, and a dated snapshot of every table. It reads through the catalogue alone, so that what it writes is public;
// Records is the one private form.
package export

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Column is a column of a table, as its Table Schema describes it.
type Column struct {
	Name string   // French, without accents: what addresses use too
	Type string   // string, integer, number, boolean, date (an ISO date as precise as known)
	Says string   // what it holds, with its unit
	One  []string // the codes it may hold, if they are few
}

// Sheet is a table: CSV and XLSX are written from it, row by row. A cell is nil, string, bool, int, int64, coop.Date or
// Decimal; strings are texts, so that no program takes them for formulas.
type Sheet struct {
	Name    string // also the name of its file
	Says    string
	Columns []Column
	Rows    iter.Seq2[[]any, error]
	Cut     string // what to say in a last row when not everything is here; empty if it is
}

// Decimal is an exact number of hundredths: money in units of its currency.
type Decimal int64

// String writes "65911" or "65911.5": a decimal point, no grouping.
func (d Decimal) String() string {
	sign, n := "", int64(d)
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(n/100, 10)
	if n%100 != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%02d", n%100), "0")
	}
	return s
}

// cellText is a cell as CSV has it. Booleans are true and false (Table Schema); nil is empty: not stated.
func cellText(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return guard(x)
	default:
		return fmt.Sprint(x)
	}
}

// guard makes a text safe for spreadsheets, which take what begins with = + - @ for a formula: it gets an apostrophe
// before it. A text that begins with an apostrophe gets one more, so that taking one away gives the text back.
func guard(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return "'" + s
	}
	return s
}

// year is a year as a cell: nothing where none is stated.
func year(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// id is an id as a cell: nothing where there is none.
func id[T ~int64](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

func names(refs []catalogue.Ref) string {
	list := make([]string, len(refs))
	for i, r := range refs {
		list[i] = r.Name
	}
	return strings.Join(list, " | ")
}

func ids(refs []catalogue.Ref) string {
	list := make([]string, len(refs))
	for i, r := range refs {
		list[i] = strconv.FormatInt(r.ID, 10)
	}
	return strings.Join(list, " ")
}

// codes writes codes by scheme as "insee=49007 siren=…", in the order of the schemes.
func codes(m map[string]string) string {
	var list []string
	for k, v := range m {
		list = append(list, k+"="+v)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// rows makes a sequence of rows out of a list.
func rows[T any](list []T, cells func(T) []any) iter.Seq2[[]any, error] {
	return streamed(catalogue.Listed(list), cells)
}

// streamed makes one out of things that are read as they are written.
func streamed[T any](list iter.Seq2[T, error], cells func(T) []any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for x, err := range list {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(cells(x), nil) {
				return
			}
		}
	}
}

// source are the columns that say where a fact stands, the same in every table of facts.
var source = []Column{
	{"document", "string", "nom du fichier du document", nil},
	{"date", "date", "date à laquelle la source le dit", nil},
	{"releve", "integer", "identifiant du relevé", nil},
	{"genre_releve", "string", "genre du relevé", kinds},
	{"ligne_releve", "integer", "première ligne du relevé dans le document", nil},
	{"ligne", "integer", "ligne du document où le fait est dit", nil},
	{"chemin", "string", "chemin JSON de la valeur dans le relevé", nil},
}

var kinds = []string{
	coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindContents, coop.KindOverview, coop.KindPublication, coop.KindProse, coop.KindContribution,
}

func sourced(r catalogue.RecordRef, c catalogue.Cite) []any {
	return []any{c.Document, c.Date, id(c.Record), r.Kind, r.Cite.Line, c.Line, c.Path}
}

func with(own []Column, more ...Column) []Column { return append(slices.Clone(own), more...) }
