package web

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// StaticPage is a page of words: its sections are message keys, its facts what the operator has set.
type StaticPage struct {
	Page
	Lede     string
	Sections []Section
}

// Section is a heading with paragraphs and, perhaps, facts.
type Section struct {
	ID, Title  string
	Paragraphs []string
	Facts      []Code
	Link       *Crumb
}

// staticPages are the pages of words: the sections of each, in order. Section "about.what" has the keys about.what
// (heading), about.what.1, about.what.2 … (paragraphs).
var staticPages = map[string]struct {
	path     string
	sections []string
}{
	"about":         {"/a-propos", []string{"about.what", "about.sources", "about.rules", "about.name"}},
	"help":          {"/aide", []string{"help.find", "help.letter", "help.territory", "help.unknown", "help.take", "help.keyboard"}},
	"licence":       {"/licence", []string{"licence.data", "licence.documents", "licence.code"}},
	"accessibility": {"/accessibilite", []string{"a11y.state", "a11y.content", "a11y.made", "a11y.contact", "a11y.recourse"}},
	"legal":         {"/mentions-legales", []string{"legal.publisher", "legal.host", "legal.contact"}},
	"privacy":       {"/donnees-personnelles", []string{"privacy.controller", "privacy.readers", "privacy.contacts", "privacy.basis", "privacy.kept", "privacy.erased", "privacy.rights"}},
}

func (s *server) static(name string) handler {
	return func(v *visit) error {
		def := staticPages[name]
		p := StaticPage{Page: v.frame(v.lang.T(name + ".title")), Lede: v.lang.T(name + ".lede")}
		p.Path, p.Description = def.path, p.Lede
		for _, key := range def.sections {
			p.Sections = append(p.Sections, p.section(key))
		}
		return v.html(Static(p))
	}
}

func (p StaticPage) section(key string) Section {
	out := Section{ID: strings.ReplaceAll(key, ".", "-"), Title: p.T(key), Facts: p.facts(key)}
	for i := 1; i18n.Has(key + "." + itoa(i)); i++ {
		out.Paragraphs = append(out.Paragraphs, p.T(key+"."+itoa(i), p.operator()))
	}
	switch key {
	case "privacy.rights":
		out.Link = &Crumb{p.T("own.title"), p.Link("/mes-donnees")}
	case "a11y.contact", "legal.contact":
		out.Link = &Crumb{p.T("ask.contact"), p.Ask(p.T("ask.contact"))}
	case "about.rules":
		out.Link = &Crumb{p.T("nav.review"), string(p.Link("/revue"))}
	case "licence.data":
		out.Link = &Crumb{p.T("licence.name"), licenceURL}
	case "a11y.state":
		out.Paragraphs = []string{p.T("a11y.state."+p.Site.accessibility()+".text", p.operator())}
	}
	return out
}

// facts are what the operator has set for a section; what is not set says so, so that it is noticed.
func (p StaticPage) facts(key string) []Code {
	var list []Code
	switch key {
	case "legal.publisher":
		list = []Code{{"legal.operator", p.Site.Operator}, {"legal.address", p.Site.Address}, {"legal.phone", p.Site.Phone}, {"legal.director", p.Site.Director}}
	case "legal.host":
		list = []Code{{"legal.host.name", p.Site.Host}}
	case "privacy.controller":
		list = []Code{{"legal.operator", p.Site.Operator}, {"legal.address", p.Site.Address}, {"legal.phone", p.Site.Phone}, {"legal.contact", p.Site.Contact}}
	case "privacy.kept":
		list = []Code{{"privacy.kept.messages", p.T("count.days", p.Site.KeptMessages)}, {"privacy.kept.contacts", p.T("count.days", p.Site.KeptContacts)},
			{"privacy.kept.trash", p.T("count.days", p.Site.KeptTrash)}}
	case "a11y.state":
		list = []Code{{"a11y.audit", p.Date(p.Site.AuditDate)}}
	}
	for i, f := range list {
		list[i].Scheme = p.T(f.Scheme)
	}
	return list
}

func (p Page) operator() string {
	if p.Site.Operator != "" {
		return p.Site.Operator
	}
	return p.T("legal.operator.unset")
}

// accessibility is the state of the site as an audit found it; without one it is "none" (non conforme), as the law asks.
func (s Site) accessibility() string {
	if s.AuditDate == "" || (s.Accessibility != "partial" && s.Accessibility != "total") {
		return "none"
	}
	return s.Accessibility
}

// MapPage is the plan of the site: every page that is not one object.
type MapPage struct {
	Page
	Groups []MapGroup
}

// MapGroup is a heading with its pages.
type MapGroup struct {
	Name  string
	Pages []MenuEntry
}

// mapGroups are all pages that are not one object.
var mapGroups = []MapGroup{
	{"sitemap.explore", menu},
	{"sitemap.documents", []MenuEntry{{"nav.records", "/releves"}, {"nav.networks", "/reseaux"}, {"nav.funds", "/fonds"}, {"nav.findings", "/constats"}, {"nav.review", "/revue"}}},
	{"sitemap.data", []MenuEntry{{"data.title", "/donnees"}, {"licence.title", "/licence"}}},
	{"sitemap.site", []MenuEntry{{"nav.home", "/"}, {"nav.about", "/a-propos"}, {"nav.help", "/aide"}, {"nav.legal", "/mentions-legales"},
		{"nav.privacy", "/donnees-personnelles"}, {"own.title", "/mes-donnees"}, {"nav.accessibility", "/accessibilite"}}},
}

func (s *server) siteMap(v *visit) error {
	p := MapPage{Page: v.frame(v.lang.T("nav.sitemap")), Groups: mapGroups}
	p.Path, p.Description = "/plan-du-site", v.lang.T("sitemap.lede")
	return v.html(SiteMap(p))
}

// DataPage says what can be taken away and how.
type DataPage struct {
	Page
	Sets []DataSet
}

// DataSet is a list with its forms.
type DataSet struct {
	Name, Path string
	Formats    []string
}

func (s *server) data(v *visit) error {
	all, table := formats, []string{"json", "csv", "xlsx"}
	p := DataPage{Page: v.frame(v.lang.T("data.title")), Sets: []DataSet{
		{"nav.partnerships", "/partenariats", all}, {"nav.organisations", "/organisations", all}, {"nav.territories", "/territoires", all},
		{"nav.themes", "/themes", table}, {"nav.sources", "/sources", table}, {"nav.records", "/releves", table}, {"nav.networks", "/reseaux", table},
		{"nav.funds", "/fonds", table}, {"nav.overview", "/apercu", table}, {"money.title", "/argent", []string{"json", "csv"}}, {"nav.findings", "/constats", table}, {"nav.review", "/revue", table},
		{"data.whole", "/donnees", []string{"zip"}},
	}}
	p.Path, p.Description = "/donnees", v.lang.T("data.lede")
	return v.html(Data(p))
}

// snapshot is every table as CSV in one archive, dated by the version of the register.
func (s *server) snapshot(v *visit) error {
	v.header.Set("Content-Type", "application/zip")
	v.header.Set("Content-Disposition", `attachment; filename="kafo-`+v.day()+`.zip"`)
	v.header.Add("Link", `<`+licenceURL+`>; rel="license"`)
	v.stream = func(w io.Writer) error { return s.Snapshot(v.long, v.moment, w) }
	return nil
}

// robots keeps robots out of nothing but the endless combinations of filters (O26), and the days of the past: each is built
// when it is asked for.
func (s *server) robots(v *visit) error {
	return v.text("text/plain; charset=utf-8", fmt.Appendf(nil,
		"User-agent: *\nDisallow: /*?*facette=\nDisallow: /*?*tri=\nDisallow: /*as_of=\nDisallow: /*known=\nSitemap: %s/sitemap.xml\n", s.host(v.r)))
}

// host is the address of the site as the operator gave it; without one, as the visitor reached it.
func (s *server) host(r *http.Request) string {
	if s.Site.BaseURL != "" {
		return strings.TrimSuffix(s.Site.BaseURL, "/")
	}
	return "http://" + r.Host
}

type urlset struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
}

// maxURLs is the bound of one sitemap file (sitemaps.org).
const maxURLs = 50_000

// sitemap lists the pages in both languages (O26).
func (s *server) sitemap(v *visit) error {
	paths, err := s.everyPath(v)
	if err != nil {
		return err
	}
	set := urlset{}
	for _, path := range paths[:min(len(paths), maxURLs/2)] {
		for _, l := range i18n.Langs {
			link := Page{Lang: l}.Link(path)
			set.URLs = append(set.URLs, siteURL{Loc: s.host(v.r) + link, LastMod: v.day()})
		}
	}
	body, err := xml.Marshal(set)
	if err != nil {
		return fmt.Errorf("sitemap: %w", err)
	}
	return v.text("application/xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// everyPath is the address of every page of one thing, after those of the menus.
func (s *server) everyPath(v *visit) ([]string, error) {
	ctx := v.r.Context()
	paths := []string{"/", "/partenariats", "/organisations", "/territoires", "/themes", "/sources", "/releves", "/fonds", "/reseaux", "/apercu", "/argent", "/constats", "/revue",
		"/donnees", "/a-propos", "/aide", "/licence", "/accessibilite", "/mentions-legales", "/donnees-personnelles", "/plan-du-site"}
	list, err := v.reader.List(ctx, catalogue.Query{Page: 1, Size: maxURLs})
	if err != nil {
		return nil, err
	}
	for _, it := range list.Items {
		paths = append(paths, address("partnership", int64(it.ID), it.Title))
	}
	orgs, _, err := v.reader.Organisations(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		paths = append(paths, address("organisation", o.Ref.ID, o.Ref.Name))
	}
	places, _, err := v.reader.Territories(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	for _, t := range places {
		paths = append(paths, address("territory", t.Ref.ID, t.Ref.Name))
	}
	for _, t := range coop.Themes() {
		paths = append(paths, "/themes/"+t.Code)
	}
	return s.documentPaths(v, paths)
}

func (s *server) documentPaths(v *visit, paths []string) ([]string, error) {
	sources, err := v.reader.Sources(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, src := range sources {
		paths = append(paths, address("source", int64(src.ID), ""))
	}
	records, _, err := v.reader.Records(v.r.Context(), "", 0)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		paths = append(paths, address("record", int64(r.ID), ""))
	}
	return paths, nil
}
