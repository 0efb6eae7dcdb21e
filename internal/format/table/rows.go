package table

import (
	"regexp"
	"strings"
)

var isoDate = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

// source reads a row of sources.csv: what a document is.
func (r *reader) source(row row) error {
	name, err := row.required("document")
	if err != nil {
		return err
	}
	d := r.document(name)
	d.Title, d.Publisher, d.Date = row.cells["titre"], row.cells["editeur"], row.cells["date"]
	if _, err := row.date("date"); err != nil {
		return err
	}
	d.Lines, err = row.integer("lignes")
	return err
}

// releve reads a row of releves.csv: what a record says of itself.
func (r *reader) releve(row row) error {
	rec, err := r.record(row, "genre", "ligne")
	if err != nil || rec == nil {
		return err
	}
	end, err := row.integer("ligne_fin")
	if err != nil {
		return err
	}
	rec.lineEnd = max(rec.lineEnd, end)
	order, err := row.integer("ordre")
	if err != nil {
		return err
	}
	total, err := row.decimal("total")
	if err != nil {
		return err
	}
	date, err := row.date("date")
	if err != nil {
		return err
	}
	if date == r.document(row.cells["document"]).Date {
		date = nil // the date of its document: the record gives none of its own
	}
	if rec.kind == "atlas_project" {
		return rec.atlas(row)
	}
	rec.about(row, order, total, date)
	return nil
}

// about fills what a fiche, a network or a fund says of itself.
func (rec *record) about(row row, order int, total *float64, date any) {
	switch rec.kind {
	case "census_fiche":
		rec.set("order", order)
		rec.set("section", row.cells["rubrique"])
		if date != nil {
			rec.set("updated.0", date)
		}
		rec.answer("continued", row.cells["poursuite"])
		rec.answer("trend", row.cells["tendance"])
		if total != nil {
			rec.set("stated_total", *total)
		}
	case "network":
		rec.set("name", row.cells["titre"])
		rec.set("as_of", date)
	case "fund_statement":
		rec.set("name", row.cells["titre"])
		rec.set("as_of", date)
		if total != nil {
			rec.set("stated_total_eur", *total)
		}
	}
}

func (rec *record) answer(property, value string) {
	if value != "" {
		rec.set(property+".value", value)
	}
}

func (rec *record) atlas(row row) error {
	start, err := row.integer("debut")
	if err != nil {
		return err
	}
	end, err := row.date("fin")
	if err != nil {
		return err
	}
	for path, value := range map[string]string{"title": row.cells["titre"], "theme": row.cells["rubrique"], "status": row.cells["etat"]} {
		if value != "" {
			rec.set(path, value)
		}
	}
	rec.set("end_date", end)
	if start > 0 {
		rec.set("start_year", start)
	}
	return nil
}

// fact is the record of a row of facts, with the path and the line of its value.
func (r *reader) fact(row row) (rec *record, path string, err error) {
	rec, err = r.record(row, "genre_releve", "ligne_releve")
	if err != nil || rec == nil {
		return nil, "", err
	}
	if path, err = row.required("chemin"); err != nil {
		return nil, "", err
	}
	line, err := row.integer("ligne")
	if err != nil {
		return nil, "", err
	}
	rec.place(path, max(line, rec.line))
	return rec, path, nil
}

// names says where the text of a party stands in the member that its path names, and where what it stands under.
var names = map[string]struct{ text, heading string }{
	"foreign_partners.*":   {".name", ".country"},
	"leads.*":              {".org", ""},
	"intercollectivites.*": {".name", ".cercle"},
	"donations.*":          {".donor", ""},
	"other.*":              {"", "=other_nations"},
	"rows.*.french.*":      {"", "/cercle"},
	"rows.*.foreign.*":     {"", "/cercle"},
}

// party reads a row of parties.csv: a name as the document gives it.
func (r *reader) party(row row) error {
	rec, path, err := r.fact(row)
	if err != nil || rec == nil {
		return err
	}
	text, err := row.required("texte")
	if err != nil || pattern(path) == "agreements.*.signatories.*" { // the words of the agreement name them again
		return err
	}
	at := names[pattern(path)]
	if !rec.set(path+at.text, text) {
		return row.wrong("chemin")
	}
	heading := row.cells["rubrique"]
	switch {
	case heading == "" || at.heading == "":
	case at.heading[0] == '/': // of the member of a table
		keys := strings.Split(path, ".")
		rec.set(keys[0]+"."+keys[1]+"."+at.heading[1:], heading)
	case at.heading[0] == '=': // at the same place of a list beside
		rec.set(at.heading[1:]+path[strings.LastIndexByte(path, '.'):], heading)
	default:
		rec.set(path+at.heading, heading)
	}
	return nil
}

// action reads a row of actions.csv.
func (r *reader) action(row row) error {
	rec, path, err := r.fact(row)
	if err != nil || rec == nil {
		return err
	}
	if pattern(path) != "actions.*" {
		return row.wrong("chemin")
	}
	start, err := row.date("debut")
	if err != nil {
		return err
	}
	end, err := row.date("fin")
	if err != nil {
		return err
	}
	if rec.kind == "atlas_project" {
		return rec.atlasAction(row, path)
	}
	ok := rec.set(path+".domain", row.cells["domaine"]) && rec.set(path+".description", row.cells["description"]) &&
		rec.set(path+".period.raw", row.cells["periode"]) && rec.set(path+".period.start", start) && rec.set(path+".period.end", end)
	if n := row.cells["numero"]; ok && n != "" {
		ok = rec.set(path+".n", n)
	}
	if !ok {
		return row.wrong("chemin")
	}
	return nil
}

// atlasAction parts the description as the register joined it: the title, which is also the domain, and the rest.
func (rec *record) atlasAction(row row, path string) error {
	title, rest := row.cells["domaine"], row.cells["description"]
	first, after, _ := strings.Cut(rest, "\n")
	if first == title {
		rest = after
	}
	ok := true
	if first == title || rest == "" {
		ok = rec.set(path+".title", title)
	}
	if rest != "" {
		ok = ok && rec.set(path+".objective", rest)
	}
	if !ok {
		return row.wrong("chemin")
	}
	return nil
}

// money reads a row of financements.csv.
func (r *reader) money(row row) error {
	rec, path, err := r.fact(row)
	if err != nil || rec == nil {
		return err
	}
	value, err := row.decimal("montant")
	if err != nil {
		return err
	}
	year, err := row.integer("annee")
	if err != nil {
		return err
	}
	if value == nil {
		return row.wrong("montant")
	}
	ok := false
	switch pattern(path) {
	case "stated_total": // releves.csv has it too
		ok = rec.set(path, *value)
	case "funding.*.one_percent.*":
		ok = rec.set(path, *value)
	case "funding.*":
		ok = rec.set(path+".eur", *value) && rec.set(path+".funder", row.cells["payeur_texte"]) && (year == 0 || rec.set(path+".year", year))
	case "donations.*":
		ok = rec.set(path+".eur", *value) && rec.set(path+".donor", row.cells["payeur_texte"])
	case "budget.amounts.*", "actions.*.budget.amounts.*":
		return rec.amount(row, path, *value, year)
	}
	if !ok {
		return row.wrong("chemin")
	}
	return nil
}

func (rec *record) amount(row row, path string, value float64, year int) error {
	currency, err := row.required("monnaie")
	if err != nil {
		return err
	}
	budget := path[:strings.Index(path, ".amounts.")]
	ok := rec.set(path+".value", value) && rec.set(path+".currency", currency) && rec.set(budget+".raw", row.cells["texte"])
	if year > 0 && budget == "budget" {
		ok = ok && rec.set(path+".year", year)
	}
	if kind := spending[row.cells["genre"]]; kind != "" && budget != "budget" {
		ok = ok && rec.set(budget+".kind", kind)
	}
	if !ok {
		return row.wrong("chemin")
	}
	return nil
}

var spending = map[string]string{"operation": "fonctionnement", "investment": "investissement"}
