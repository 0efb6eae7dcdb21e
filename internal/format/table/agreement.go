package table

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// agreement is a row of accords.csv.
type agreement struct {
	path, label      string
	signed, from, to string // ISO dates
	line             int
}

// agreement reads a row of accords.csv. A fiche states its agreements in words, in two answers; they are written when
// all are known (agreed).
func (r *reader) agreement(row row) error {
	rec, path, err := r.fact(row)
	if err != nil || rec == nil {
		return err
	}
	line, err := row.integer("ligne")
	if err != nil {
		return err
	}
	for _, column := range []string{"signature", "debut", "fin"} {
		if _, err := row.date(column); err != nil {
			return err
		}
	}
	a := agreement{path, row.cells["intitule"], row.cells["signature"], row.cells["debut"], row.cells["fin"], line}
	switch {
	case rec.kind == "atlas_project" && path == "first_signed" && len(a.signed) >= 4:
		year, _ := strconv.Atoi(a.signed[:4]) // an ISO date begins with a year
		rec.set("first_signed", year)
		if a.label != "" { // the form has no room for its name: a sentence of the page gives it
			rec.set("history", a.label+" datant de "+a.signed[:4])
		}
	case rec.kind == "census_fiche" && pattern(path) == "agreements.*":
		rec.agreements = append(rec.agreements, a)
	default:
		return row.wrong("chemin")
	}
	return nil
}

// agreed writes the agreements of a fiche into its answers, in their order: dates of signature into the date of
// formalisation; from the first on that is followed by nothing but terms, what has no date, and what stands on other
// lines, into the document, where fiches print those.
func (rec *record) agreed() {
	if len(rec.agreements) == 0 {
		return
	}
	slices.SortFunc(rec.agreements, func(a, b agreement) int {
		return cmp.Or(cmp.Compare(len(a.path), len(b.path)), cmp.Compare(a.path, b.path))
	})
	if a := rec.agreements[0]; len(rec.agreements) == 1 && a.signed != "" {
		// A lone date has the whole answer on the document for its label, whatever that says.
		rec.agreements = []agreement{{path: a.path, signed: a.signed, line: a.line}, {path: a.path, label: a.label, line: a.line}}
	}
	first, split := rec.agreements[0].line, len(rec.agreements)
	for split > 0 && (rec.agreements[split-1].signed == "" || rec.agreements[split-1].line != first) {
		split--
	}
	formalised := rec.answered("formalised.raw", "formalised", rec.agreements[:split])
	rec.answered("instrument", "instrument", rec.agreements[split:])
	for i, y := range fourDigits.FindAllString(formalised, -1) {
		n, _ := strconv.Atoi(y) // four digits
		rec.set("formalised.years."+strconv.Itoa(i), n)
	}
	rec.places = slices.DeleteFunc(rec.places, func(p format.Place) bool { return pattern(p.Path) == "agreements.*" })
}

// answered writes agreements into one answer and returns its words.
func (rec *record) answered(path, answer string, list []agreement) string {
	texts := make([]string, len(list))
	for i, a := range list {
		if len(list) > 1 {
			a.label = separators.Replace(a.label)
		}
		texts[i] = a.words()
		rec.place(answer, a.line)
	}
	words := strings.Join(texts, "; ")
	rec.set(path, words)
	return words
}

// separators part the agreements of an answer: a label among several cannot hold them.
var separators = strings.NewReplacer(";", ",", "\n", ", ", "•", ",")

var fourDigits = regexp.MustCompile(`\b(?:19|20)\d\d\b`)

// words says an agreement as a fiche would: « Accord de jumelage 12 mai 1974 », « Convention 2011 - 2013 ».
func (a agreement) words() string {
	date := french(a.signed)
	if a.from != "" {
		date = french(a.from)
		if a.to != "" {
			date += " - " + french(a.to)
		}
		if a.signed != "" {
			date += " signée en " + french(a.signed)
		}
	}
	return strings.TrimSpace(a.label + " " + date)
}

var months = []string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

// french writes an ISO date as French documents do, as precise as it is.
func french(iso string) string {
	part := strings.Split(iso, "-")
	if len(part) == 1 {
		return iso
	}
	n, err := strconv.Atoi(part[1])
	if err != nil || n < 1 || n > 12 {
		return part[0]
	}
	out := months[n-1] + " " + part[0]
	if len(part) == 3 {
		out = strings.TrimPrefix(part[2], "0") + " " + out
	}
	return out
}
