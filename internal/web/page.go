package web

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// Page is the frame every page has.
type Page struct {
	i18n.Lang
	Title       string // without the site's name
	Description string
	Path        string // canonical, without language, with its query
	Section     string // path of the entry of the menu it stands under
	Crumbs      []Crumb
	Formats     []string // of the data behind it
	NoIndex     bool
	NoSearch    bool // the page has a search of its own
	Private     bool // it is of one person, and of now
	Site        Site
	Style, Icon string // addresses of the assets
	Script      string // of the pages that ask for a passkey or an organisation
	Lasts       string // address of the script that warns of the end of a visit
	Lasting     *Lasting
	Day         string // ISO day of the data
	Moment      coop.Moment
	Ahead       *Ahead // nil: the page is what the register says
	Reach       string // where « Contacter » leads when somebody can be reached; "": to the operator
}

// Crumb is a step from the home page to here.
type Crumb struct{ Name, Path string }

// frame begins a page.
func (v *visit) frame(title string) Page {
	return Page{Lang: v.lang, Title: title, Path: v.path, Site: v.s.Site, Style: v.s.assets.url("style.css"),
		Icon: v.s.assets.url("kafo.svg"), Lasts: v.s.assets.url("visit.js"), Lasting: v.lasting(), Day: v.day(), Moment: v.moment, NoIndex: v.moment != coop.Now}
}

// number says in the title which page of a list this is (U12).
func (p *Page) number(page int) {
	if page > 1 {
		p.Title += " – " + p.T("pager.page", page)
	}
}

// Link is the address of a path in the page's language.
func (p Page) Link(path string) string {
	if path == "/" && p.Lang == i18n.EN {
		path = "/en/"
	} else {
		path = p.Prefix() + path
	}
	return within(p.Moment, path)
}

// InOther is the same page in the other language.
func (p Page) InOther() string {
	other := p
	other.Lang = p.Other()
	return other.Link(p.Path)
}

// Absolute is the canonical address with its host.
func (p Page) Absolute() string { return strings.TrimSuffix(p.Site.BaseURL, "/") + p.Link(p.Path) }

// Data is the address of the data behind the page, with the same filters.
func (p Page) Data(format string) string {
	path, query, found := strings.Cut(p.Path, "?")
	if found {
		query = "?" + query
	}
	if path == "/" {
		return ""
	}
	return p.Link(path + "." + format + query)
}

// To is the address of an object.
func (p Page) To(r catalogue.Ref) string {
	if families[r.Kind] == "" || r.ID == 0 {
		return ""
	}
	name := r.Name
	switch r.Kind {
	case "record", "source", "finding", "proposal": // these addresses bear no name
		name = ""
	}
	return p.Link(address(r.Kind, r.ID, name))
}

// Ask is where questions go: a mail to the operator's address with the page as its subject, the operator's own page,
// or the legal notices where neither is set.
func (p Page) Ask(subject string) string {
	switch c := p.Site.Contact; {
	case strings.HasPrefix(c, "https://"), strings.HasPrefix(c, "http://"):
		return c
	case strings.Contains(c, "@"):
		return "mailto:" + c + "?subject=" + strings.ReplaceAll(url.QueryEscape(subject+" – "+p.Title+" ("+p.Absolute()+")"), "+", "%20")
	}
	return p.Link("/mentions-legales")
}

// AskContact is where « Contacter » leads.
func (p Page) AskContact() string {
	if p.Reach != "" {
		return p.Prefix() + p.Reach
	}
	return p.Ask(p.T("ask.contact"))
}

// Passage is the address of the words a value comes from: the part of the source page that holds the line, at the line.
func (p Page) Passage(c catalogue.Cite) string { return p.Link(passagePath(c)) }

// Said names a source in full: document, date, line.
func (p Page) Said(c catalogue.Cite) string {
	out := title(c) + p.dated(c)
	if c.Line > 0 {
		out += ", " + p.T("cite.line", c.Line)
	}
	return out
}

// dated is the date of a source after its title: ", 8 novembre 2013".
func (p Page) dated(c catalogue.Cite) string {
	if c.Date == "" {
		return ""
	}
	return ", " + p.Date(string(c.Date))
}

func title(c catalogue.Cite) string {
	return cmp.Or(c.Title, readable(c.Document), c.Document)
}

// ordinal is the number by which a file is put in order, nameless what names no document: a hash.
var (
	ordinal  = regexp.MustCompile(`^[0-9]+[-_ ]+`)
	nameless = regexp.MustCompile(`^[0-9a-fA-F-]*$`)
)

// readable is the name of a file as one says it, "" where it says nothing.
func readable(file string) string {
	name := file[strings.LastIndexByte(file, '/')+1:]
	name = ordinal.ReplaceAllString(strings.TrimSuffix(name, path.Ext(name)), "")
	if nameless.MatchString(name) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }), " ")
}

// ThemeName is the label of a theme in the page's language.
func (p Page) ThemeName(code string) string { return themeName(p.Lang, code) }

// CauseName says why a partnership has its status.
func (p Page) CauseName(c coop.Cause) string { return p.T("cause." + string(c)) }

// StatusName is the word for a status.
func (p Page) StatusName(s coop.Status) string { return p.T("status." + string(s)) }

// Author says who signed a decision, by role: an import, or the operator of the register.
func (p Page) Author(a coop.Author) string {
	if document, ok := strings.CutPrefix(string(a), "import:"); ok {
		if name := readable(document); name != "" {
			return p.T("author.import", name)
		}
		return p.T("author.import.some")
	}
	if role, id, ok := a.Account(); ok { // never by name
		if role == coop.Visitor && id != 0 {
			return p.T("author.account")
		}
		return p.T("author." + string(role))
	}
	return p.Or("author."+string(a), string(a))
}

// LevelName is a territory's level in the words of its country; a level we have no word for is said as the data do.
func (p Page) LevelName(level string) string { return p.Or("level."+level, level) }

// Stated says an amount with the time it belongs to, where that is known.
func (p Page) Stated(m catalogue.Money) string {
	if when := p.When(m); when != "" {
		return p.Amount(m) + " " + when
	}
	return p.Amount(m)
}

// Quoted sets the words of a document between the quotes of the page's language.
func (p Page) Quoted(words string) string { return quoted(p.Lang, words) }

func quoted(l i18n.Lang, words string) string { return l.T("word.quoted", words) }

// Names joins the names of parties.
func (p Page) Names(list []catalogue.Ref) string {
	names := make([]string, len(list))
	for i, r := range list {
		names[i] = r.Name
		if r.Asked {
			names[i] += " (" + p.T("ref.asked") + ")"
		}
	}
	return join(p.Lang, names)
}

// join puts names into a sentence: "a, b et c".
func join(l i18n.Lang, names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + l.T("word.and") + " " + names[last]
}
