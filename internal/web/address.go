package web

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// formats are those of the data behind a page.
var formats = []string{"json", "csv", "xlsx", "geojson"}

var mediaTypes = map[string]string{
	"json":    "application/json; charset=utf-8",
	"csv":     "text/csv; charset=utf-8; header=present",
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"geojson": "application/geo+json; charset=utf-8",
}

const licenceURL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

// splitFormat takes a known format off the end of a path; a dot before anything else belongs to the name.
func splitFormat(path string) (rest, format string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 || i < strings.LastIndexByte(path, '/') {
		return path, ""
	}
	if f := path[i+1:]; f == "html" || slices.Contains(formats, f) {
		return path[:i], f
	}
	return path, ""
}

// asked is the format a program asks for by its Accept header; a browser, which names text/html, gets the page.
func asked(accept string) string {
	if strings.Contains(accept, "text/html") {
		return ""
	}
	for _, f := range formats {
		media, _, _ := strings.Cut(mediaTypes[f], ";")
		if strings.Contains(accept, media) {
			return f
		}
	}
	return ""
}

// splitRef reads an id with its ornamental slug: 412-angouleme-segou.
func splitRef(ref string) (id int64, slug string, err error) {
	number, slug, _ := strings.Cut(ref, "-")
	id, err = strconv.ParseInt(number, 10, 64)
	if err != nil || id <= 0 || number[0] == '0' || number[0] == '+' {
		return 0, "", notFound("error.no_page")
	}
	return id, slug, nil
}

// slug puts a name into an address: angouleme-segou. It is at most 60 letters long and cut between words.
func slug(name string) string { return string(appendSlug(nil, name)) }

// appendSlug writes the slug of a name: a page has hundreds of addresses.
func appendSlug(b []byte, name string) []byte {
	length := 0
	for w := range strings.FieldsFuncSeq(coop.Fold(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) {
		if length += len(w) + 1; length > 60 {
			break
		}
		if length > len(w)+1 {
			b = append(b, '-')
		}
		b = append(b, w...)
	}
	return b
}

// address is the path of an object: /partenariats/412-angouleme-segou.
func address(kind string, id int64, name string) string {
	var room [96]byte
	b := strconv.AppendInt(append(append(room[:0], families[kind]...), '/'), id, 10)
	if whole := appendSlug(append(b, '-'), name); len(whole) > len(b)+1 {
		b = whole
	}
	return string(b)
}

// families are the paths of the kinds of objects.
var families = map[string]string{
	"partnership": "/partenariats", "organisation": "/organisations", "territory": "/territoires",
	"source": "/sources", "record": "/releves", "finding": "/constats",
	"proposal": "/revue", "edition": "/recueils",
}

// kinds are the words of permanent addresses, /id/partenariat/412.
var kinds = map[string]string{
	"partenariat": "/partenariats/", "organisation": "/organisations/", "territoire": "/territoires/",
	"source": "/sources/", "releve": "/releves/", "constat": "/constats/",
	"proposition": "/revue/", "recueil": "/recueils/",
}

// permanent answers /id/partenariat/412 with 303 to the page, which corrects the slug.
func (v *visit) permanentTarget(kind, id string) (string, error) {
	prefix, ok := kinds[kind]
	number, _, err := splitRef(id)
	if !ok || err != nil {
		return "", notFound("error.no_page")
	}
	return prefix + strconv.FormatInt(number, 10), nil
}

func (s *server) permanent(v *visit) error {
	to, err := v.permanentTarget(v.r.PathValue("kind"), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.redirect(303, to)
}

// moved corrects the slug or the .html of an object's address; it says whether it answered.
func (v *visit) moved(right string) bool {
	if v.path == right && v.format != "html" {
		return false
	}
	if v.format != "" && v.format != "html" {
		right += "." + v.format
	}
	if v.r.URL.RawQuery != "" {
		right += "?" + v.r.URL.RawQuery
	}
	_ = v.redirect(301, right)
	return true
}

// elsewhere sends to the object that one was merged into (O1), or to a page below it; it says whether it answered.
func (v *visit) elsewhere(err error, kind, below string) bool {
	moved := (*catalogue.MovedError)(nil)
	return errors.As(err, &moved) && v.moved(families[kind]+"/"+strconv.FormatInt(moved.To, 10)+below)
}

// Limits of what an address may ask.
const (
	maxText   = 200 // runes of a search
	maxValues = 20  // of one facet
	maxPage   = 100_000
)

var sorts = []string{"", "titre", "depuis", "montant", "maj"}

// readQuery reads a list's address. What it does not know is left out; a page that is no number is an error, because
// answering page 1 under many addresses would be a lie.
func readQuery(values url.Values) (catalogue.Query, error) {
	q := catalogue.Query{Text: cutRunes(strings.TrimSpace(values.Get("q")), maxText), Filters: map[string][]string{}, Page: 1}
	for _, name := range catalogue.Facets {
		chosen := slices.DeleteFunc(slices.Clone(values[name]), func(s string) bool { return s == "" || len(s) > maxText })
		slices.Sort(chosen)
		if chosen = slices.Compact(chosen); len(chosen) > 0 {
			q.Filters[name] = chosen[:min(len(chosen), maxValues)]
		}
	}
	if s := values.Get("tri"); slices.Contains(sorts, s) {
		q.Sort = s
	}
	page, err := readPage(values)
	q.Page = page
	return q, err
}

func readPage(values url.Values) (int, error) {
	s := values.Get("page")
	if s == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxPage {
		return 0, notFound("error.no_such_page")
	}
	return n, nil
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// listAddress is the one address of a query: parameters in a fixed order, defaults left out.
func listAddress(path string, q catalogue.Query) string {
	return addressWith(path, q, "", nil)
}

// addressWith is the address of a query in which one facet has other values.
func addressWith(path string, q catalogue.Query, facet string, values []string) string {
	var room [256]byte
	b := append(room[:0], path...)
	add := func(name, value string) {
		sign := byte('&')
		if len(b) == len(path) {
			sign = '?'
		}
		b = append(append(append(append(b, sign), name...), '='), url.QueryEscape(value)...)
	}
	if q.Text != "" {
		add("q", q.Text)
	}
	for _, name := range catalogue.Facets {
		list := q.Filters[name]
		if name == facet {
			list = values
		}
		for _, value := range list {
			add(name, value)
		}
	}
	if q.Sort != "" {
		add("tri", q.Sort)
	}
	if q.Page > 1 {
		add("page", strconv.Itoa(q.Page))
	}
	return string(b)
}

// toggledAddress is the address of the query with a value of a facet turned on or off.
func toggledAddress(path string, q catalogue.Query, facet, value string) string {
	var room [4]string
	q.Page = 1
	return addressWith(path, q, facet, turned(room[:0], q.Filters[facet], value))
}

// turned adds to list the chosen values with one more, in their order, or without it where it was chosen.
func turned(list, chosen []string, value string) []string {
	at, found := slices.BinarySearch(chosen, value)
	list = append(list, chosen[:at]...)
	if found {
		return append(list, chosen[at+1:]...)
	}
	return append(append(list, value), chosen[at:]...)
}

// toggled returns the query with a value of a facet turned on or off, on page 1.
func toggled(q catalogue.Query, facet, value string) catalogue.Query {
	filters := maps.Clone(q.Filters)
	if filters == nil {
		filters = map[string][]string{}
	}
	filters[facet] = turned(nil, q.Filters[facet], value)
	q.Filters, q.Page = filters, 1
	return q
}
