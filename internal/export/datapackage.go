package export

import "time"

// dataPackage is datapackage.json (https://datapackage.org/standard/data-package/).
type dataPackage struct {
	Schema      string     `json:"$schema"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Version     string     `json:"version"` // the date: the snapshot is dated
	Created     string     `json:"created"` // RFC 3339, UTC
	Licences    []licence  `json:"licenses"`
	Resources   []resource `json:"resources"`
}

type licence struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Path  string `json:"path"`
}

type resource struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Path        string      `json:"path"`
	Description string      `json:"description"`
	Format      string      `json:"format"`
	MediaType   string      `json:"mediatype"`
	Encoding    string      `json:"encoding"`
	Bytes       int64       `json:"bytes"`
	Hash        string      `json:"hash"`
	Rows        int         `json:"rows"` // our own: the number of rows below the names
	Dialect     dialect     `json:"dialect"`
	Schema      tableSchema `json:"schema"`
}

type dialect struct {
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	QuoteChar      string `json:"quoteChar"`
	DoubleQuote    bool   `json:"doubleQuote"`
	Header         bool   `json:"header"`
}

type tableSchema struct {
	Fields     []field  `json:"fields"`
	Missing    []string `json:"missingValues"`
	PrimaryKey []string `json:"primaryKey,omitempty"`
}

type field struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Description string      `json:"description"`
	Constraints *constraint `json:"constraints,omitempty"`
}

type constraint struct {
	Pattern string   `json:"pattern,omitempty"`
	Enum    []string `json:"enum,omitempty"`
}

func newPackage(now time.Time) dataPackage {
	return dataPackage{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: "kafo", Title: "Coopération décentralisée : registre Kafo",
		Description: "Partenariats entre collectivités, avec leurs sources. Un texte qui commence par = + - @ ou une apostrophe est précédé d'une " +
			"apostrophe, à ôter pour retrouver le texte. Une cellule vide : non renseigné.",
		Version: now.UTC().Format(time.DateOnly), Created: now.UTC().Format(time.RFC3339),
		Licences: []licence{{open.ID, open.Title, open.URL}},
	}
}

func newResource(s Sheet) resource {
	r := resource{
		Name: s.Name, Type: "table", Path: s.Name + ".csv", Description: s.Says, Format: "csv", MediaType: "text/csv", Encoding: "utf-8",
		Dialect: dialect{Delimiter: ",", LineTerminator: "\r\n", QuoteChar: `"`, DoubleQuote: true, Header: true},
		Schema:  tableSchema{Missing: []string{""}},
	}
	for i, c := range s.Columns {
		if i == 0 && (c.Name == "id" || c.Name == "code") {
			r.Schema.PrimaryKey = []string{c.Name}
		}
		r.Schema.Fields = append(r.Schema.Fields, newField(c))
	}
	return r
}

// partial is an ISO date as precise as known: a Table Schema's date would need the day.
const partial = `^\d{4}(-\d{2}(-\d{2})?)?$`

func newField(c Column) field {
	f := field{Name: c.Name, Type: c.Type, Description: c.Says}
	switch {
	case c.Type == "date":
		f.Type, f.Constraints = "string", &constraint{Pattern: partial}
	case c.One != nil:
		f.Constraints = &constraint{Enum: c.One}
	}
	return f
}
