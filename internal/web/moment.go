package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Names of the parameters that every address takes: what was true on a day, as far as was known on a day.
const (
	asOf    = "as_of"
	knownAt = "known"
)

// readMoment reads the moment that an address asks for. Error: invalid, for what is no date.
func readMoment(values url.Values) (coop.Moment, error) {
	m := coop.Moment{Of: coop.Date(values.Get(asOf)), Known: coop.Date(values.Get(knownAt))}
	if !m.Valid() {
		return coop.Now, coop.Refuse(coop.Invalid, "moment.invalid")
	}
	return m, nil
}

// within keeps the moment in an address of this site, so that who looks at the past stays there.
func within(m coop.Moment, path string) string {
	if m == coop.Now {
		return path
	}
	q := url.Values{}
	if m.Of != "" {
		q.Set(asOf, string(m.Of))
	}
	if m.Known != "" {
		q.Set(knownAt, string(m.Known))
	}
	path, anchor, found := strings.Cut(path, "#")
	if path = joinQuery(path, q.Encode()); found {
		path += "#" + anchor
	}
	return path
}

// Today is the address of the page as it is now.
func (p Page) Today() string {
	p.Moment = coop.Now
	return p.Link(p.Path)
}

// MomentSaid says which moment a page shows, in words.
func (p Page) MomentSaid() string {
	switch m := p.Moment; {
	case m.Of != "" && m.Known != "":
		return p.T("moment.both", p.Date(string(m.Of)), p.Date(string(m.Known)))
	case m.Known != "":
		return p.T("moment.known", p.Date(string(m.Known)))
	default:
		return p.T("moment.of", p.Date(string(m.Of)))
	}
}

// MomentShort says the moment in a title.
func (p Page) MomentShort() string {
	var parts []string
	if p.Moment.Of != "" {
		parts = append(parts, p.T("moment.short.of", p.Date(string(p.Moment.Of))))
	}
	if p.Moment.Known != "" {
		parts = append(parts, p.T("moment.short.known", p.Date(string(p.Moment.Known))))
	}
	return strings.Join(parts, ", ")
}

// hidden are the parameters of the page's own address that a form about the moment must keep.
func (p Page) hidden() [][2]string {
	_, query, _ := strings.Cut(p.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil
	}
	var out [][2]string
	for _, name := range slices.Sorted(maps.Keys(values)) { // the same page has the same bytes
		for _, v := range values[name] {
			out = append(out, [2]string{name, v})
		}
	}
	return out
}

// bare is a path without its query.
func bare(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return path
}
