package refdata

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Official is what a file of an official source holds, as plain rows, with what was refused. A file is recognised by its
// columns or elements, never by its name.
type Official struct {
	Kind        string // communes, departements, regions, epci, movements, cod, rates, codelist, outlines, identifiers
	Rows        int    // read, whatever became of them
	Places      []Territory
	Lines       []int // of each of them
	Moves       []Move
	Outlines    map[string][][][2]float64 // by key
	Rates       []ListedRate
	List        string // name of the code list
	Codes       []ListedCode
	Identifiers []ListedID
	Left        int // rows that say nothing the register can use: delegated communes, villages nobody names
	Refused     []Refusal
}

// Refusal is a row that cannot be used: its line (of GeoJSON: the number of the feature), a message key, its value.
type Refusal struct {
	Line int
	Key  string
	Arg  string
}

// Move is a row of INSEE's movements of communes: on a date a code became another.
type Move struct {
	Date               string
	Mod                int // INSEE's kind of event: 10 name, 20 creation, 31 merger, 32 new commune …
	Before, BeforeName string
	After, AfterName   string
}

// ListedRate is what one euro was in a currency, on average in a year, in millionths.
type ListedRate struct {
	Currency string
	Year     int
	Micros   int64
}

// ListedCode is a code of a list; it may be withdrawn.
type ListedCode struct {
	Code, French, English string
	Withdrawn             bool
}

// ListedID is an identifier of a territory or organisation in somebody else's scheme.
type ListedID struct {
	Line               int
	Key, Scheme, Value string
}

// ErrUnknownFile is a file that is none of those known.
var ErrUnknownFile = errors.New("refdata: no official file that is known")

// ReadOfficial reads a file. pcode says which key bears an OCHA code by what was loaded before; "" where none does.
// Error: ErrUnknownFile, or what a broken file is broken by.
func ReadOfficial(data []byte, pcode func(string) string) (Official, error) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	switch {
	case bytes.HasPrefix(data, []byte("<")):
		return readCodelist(data)
	case bytes.HasPrefix(data, []byte("{")):
		return readOutlines(data, pcode)
	}
	return readSheet(data)
}

// sheetKind recognises a table: each of needs is a column under one of its names.
type sheetKind struct {
	kind  string
	needs []string // names of one column separated by bars
	take  func(o *Official, r row)
}

var sheetKinds = []sheetKind{
	{"movements", []string{"date|date_eff", "mod", "insee_avant|com_av", "insee_apres|com_ap"}, (*Official).takeMove},
	{"rates", []string{"year|time_period", "currency", "average_per_eur|obs_value"}, (*Official).takeRate},
	{"identifiers", []string{"cle|key", "schema|scheme", "valeur|value"}, (*Official).takeIdentifier},
	{"cod", []string{"pcode", "commune_pcode", "name"}, (*Official).takeSettlement},
	{"cod", []string{"pcode", "cercle_pcode", "cercle", "region"}, (*Official).takeCommuneML},
	{"cod", []string{"pcode", "region_pcode", "region"}, (*Official).takeCercle},
	{"cod", []string{"pcode", "name_cod|name_fr"}, (*Official).takeRegionML},
	{"communes", []string{"insee|com", "nom|libelle", "departement|dep"}, (*Official).takeCommune},
	{"epci", []string{"siren|epci", "nom|libepci", "nb_communes|nature_epci"}, (*Official).takeEPCI},
	{"departements", []string{"code|dep", "nom|libelle", "region|reg", "chef_lieu|cheflieu"}, (*Official).takeDepartement},
	{"regions", []string{"code|reg", "nom|libelle", "chef_lieu|cheflieu"}, (*Official).takeRegion},
}

// row is a line of a table.
type row struct {
	line   int
	at     map[string]int
	fields []string
}

// get is the value of a column under the first of its names that the table has.
func (r row) get(names string) string {
	for n := range strings.SplitSeq(names, "|") {
		if i, ok := r.at[n]; ok && i < len(r.fields) {
			return strings.TrimSpace(r.fields[i])
		}
	}
	return ""
}

func (r row) float(names string) float64 {
	f, err := strconv.ParseFloat(r.get(names), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

func (o *Official) place(r row, t Territory) {
	o.Places, o.Lines = append(o.Places, t), append(o.Lines, r.line)
}

func (o *Official) refuse(r row, key, arg string) {
	o.Refused = append(o.Refused, Refusal{r.line, key, arg})
}

func readSheet(data []byte) (o Official, err error) {
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	if first, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		c.Comma = ';'
	}
	head, err := c.Read()
	if err != nil {
		return o, ErrUnknownFile
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	k := slices.IndexFunc(sheetKinds, func(k sheetKind) bool { return has(at, k.needs) })
	if k < 0 {
		return o, ErrUnknownFile
	}
	o.Kind = sheetKinds[k].kind
	for {
		fields, err := c.Read()
		if err == io.EOF {
			return o, nil
		}
		if err != nil {
			return o, fmt.Errorf("table: %w", err)
		}
		line, _ := c.FieldPos(0)
		o.Rows++
		sheetKinds[k].take(&o, row{line, at, fields})
	}
}

func has(at map[string]int, needs []string) bool {
	for _, names := range needs {
		if !slices.ContainsFunc(strings.Split(names, "|"), func(n string) bool { _, ok := at[n]; return ok }) {
			return false
		}
	}
	return true
}

func (o *Official) takeRate(r row) {
	year, err := strconv.Atoi(r.get("year|time_period"))
	value := r.float("average_per_eur|obs_value")
	currency := r.get("currency")
	switch {
	case err != nil || year < 1900 || year > 2200:
		o.refuse(r, "official.year", r.get("year|time_period"))
	case len(currency) != 3:
		o.refuse(r, "official.currency", currency)
	case value <= 0:
		o.refuse(r, "official.number", r.get("average_per_eur|obs_value"))
	default:
		o.Rates = append(o.Rates, ListedRate{currency, year, int64(math.Round(value * 1e6))})
	}
}

func (o *Official) takeIdentifier(r row) {
	id := ListedID{r.line, r.get("cle|key"), strings.ToLower(r.get("schema|scheme")), r.get("valeur|value")}
	if id.Key == "" || id.Scheme == "" || id.Value == "" {
		o.refuse(r, "official.empty", strings.Join(r.fields, ","))
		return
	}
	o.Identifiers = append(o.Identifiers, id)
}

// codelistXML is a list of IATI's.
type codelistXML struct {
	XMLName xml.Name `xml:"codelist"`
	Name    string   `xml:"name,attr"`
	Items   []struct {
		Status string `xml:"status,attr"`
		Code   string `xml:"code"`
		Names  []struct {
			Lang string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
			Text string `xml:",chardata"`
		} `xml:"name>narrative"`
	} `xml:"codelist-items>codelist-item"`
}

func readCodelist(data []byte) (o Official, err error) {
	var x codelistXML
	if err := xml.Unmarshal(data, &x); err != nil || x.Name == "" {
		return o, ErrUnknownFile
	}
	o.Kind, o.List, o.Rows = "codelist", x.Name, len(x.Items)
	for i, item := range x.Items {
		c := ListedCode{Code: strings.TrimSpace(item.Code), Withdrawn: item.Status == "withdrawn"}
		for _, n := range item.Names {
			switch text := strings.Join(strings.Fields(n.Text), " "); n.Lang {
			case "fr":
				c.French = text
			case "", "en":
				c.English = text
			}
		}
		if c.Code == "" {
			o.Refused = append(o.Refused, Refusal{i + 1, "official.empty", c.English})
			continue
		}
		o.Codes = append(o.Codes, c)
	}
	return o, nil
}
