package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// namesPerPage is how many rows a page of names or records has: the catalogue cuts them so.
const namesPerPage = 100

// NamesPage is a list of names: organisations or territories, with a search.
type NamesPage struct {
	Page
	Kind   string // organisations, territories: begins the message keys
	Text   string
	Total  int
	Rows   []NameRow
	Pager  Pager
	Action string // path of the search
}

// NameRow is a name with what it is, where, and how many partnerships it takes part in.
type NameRow struct {
	Ref   catalogue.Ref
	What  string
	Where *catalogue.Ref
	Count int
}

// namesQuery reads the address of a list of names; a download asks for everything (page 0).
func (v *visit) namesQuery() (text string, page int, err error) {
	text = cutRunes(strings.TrimSpace(v.r.URL.Query().Get("q")), maxText)
	page, err = v.pageOrWhole()
	return text, page, err
}

func namesAddress(path, text string, page int) string {
	values := url.Values{}
	if text != "" {
		values.Set("q", text)
	}
	if page > 1 {
		values.Set("page", itoa(page))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func (s *server) names(v *visit, kind, path, text string, page, total int, rows []NameRow) error {
	pager, err := newPager(page, total, namesPerPage, func(n int) string { return namesAddress(path, text, n) })
	if err != nil {
		return err
	}
	p := NamesPage{Page: v.frame(v.lang.T("count."+kind, total)), Kind: kind, Text: text, Total: total, Rows: rows, Pager: pager, Action: path}
	p.Path, p.Section, p.Formats, p.NoIndex = namesAddress(path, text, page), path, []string{"json", "csv", "xlsx", "geojson"}, p.NoIndex || text != "" || page > 1
	if text != "" {
		p.Title += " · " + quoted(v.lang, text)
	}
	p.Description = v.lang.T(kind + ".intro")
	p.number(page)
	return v.html(Names(p))
}

func (s *server) organisations(v *visit) error {
	text, page, err := v.namesQuery()
	if err != nil {
		return err
	}
	list, total, err := v.reader.Organisations(v.r.Context(), text, page)
	if err != nil {
		return err
	}
	if done, err := v.data("organisations", list, formats...); done {
		return err
	}
	rows := make([]NameRow, len(list))
	for i, o := range list {
		rows[i] = NameRow{Ref: o.Ref, What: v.lang.T("kind." + string(o.Kind)), Where: o.Territory, Count: o.Partnerships}
	}
	return s.names(v, "organisations", "/organisations", text, page, total, rows)
}

func (s *server) territories(v *visit) error {
	text, page, err := v.namesQuery()
	if err != nil {
		return err
	}
	list, total, err := v.reader.Territories(v.r.Context(), text, page)
	if err != nil {
		return err
	}
	if done, err := v.data("territoires", list, formats...); done {
		return err
	}
	rows := make([]NameRow, len(list))
	for i, t := range list {
		rows[i] = NameRow{Ref: t.Ref, What: v.lang.Or("level."+t.Level, t.Level) + " · " + v.lang.Country(t.Ref.Country), Count: t.Count}
	}
	return s.names(v, "territories", "/territoires", text, page, total, rows)
}

// OrganisationPage is one organisation.
type OrganisationPage struct {
	Page
	O     catalogue.Organisation
	Notes *Notes
	Map   Map
	Pager Pager
}

func (s *server) organisation(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	page, err := v.pageOrWhole()
	if err != nil {
		return err
	}
	o, err := v.reader.Organisation(v.r.Context(), coop.OrgID(id), page, itemsAPage)
	if v.elsewhere(err, "organisation", "") {
		return nil
	}
	if err != nil {
		return err
	}
	right := address("organisation", id, o.Name)
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("organisation-"+itoa(int(id)), o, "json", "csv"); done {
		return err
	}
	p, err := s.organisationPage(v, o, page)
	if err != nil {
		return err
	}
	return v.html(OrganisationView(p))
}

// organisationPage is the page of an organisation, with a page of its partnerships.
func (s *server) organisationPage(v *visit, o catalogue.Organisation, page int) (OrganisationPage, error) {
	right := address("organisation", int64(o.ID), o.Name)
	drawn, err := v.mapOfItems(o.Partnerships)
	p := OrganisationPage{Page: v.frame(v.organisationTitle(o)), O: o, Notes: &Notes{}, Map: drawn}
	if err != nil {
		return p, err
	}
	p.Pager, err = newPager(page, o.Total, itemsAPage, func(n int) string { return joinQuery(right, "page="+itoa(n)) })
	if err != nil {
		return p, err
	}
	p.number(page)
	p.NoIndex = p.NoIndex || page > 1
	p.Path, p.Section, p.Formats = right, "/organisations", []string{"json", "csv"}
	p.Reach = s.reachPath(v, coop.KindOrganisation, int64(o.ID))
	p.Crumbs = []Crumb{{v.lang.T("nav.organisations"), "/organisations"}}
	p.Description = v.lang.T("organisation.description", o.Name, v.lang.T("count.partnerships", o.Total))
	return p, nil
}

// siteOf is the site of an organisation that holds, with its source.
func siteOf(o catalogue.Organisation) (catalogue.Value, bool) {
	i := slices.IndexFunc(o.Values, func(v catalogue.Value) bool { return v.Property == coop.OwnSite && v.Kept })
	if i < 0 {
		return catalogue.Value{}, false
	}
	return o.Values[i], true
}

// bareSite is the address of a site as people say it.
func bareSite(site string) string {
	_, bare, _ := strings.Cut(site, "://")
	return bare
}

// otherSites are those that sources give and that do not hold.
func (p OrganisationPage) otherSites() []catalogue.Value {
	return slices.DeleteFunc(slices.Clone(p.O.Values), func(v catalogue.Value) bool { return v.Property != coop.OwnSite || v.Kept })
}

// claimedNames are the other names that sources claim; the rest are those of the reference data.
func (p OrganisationPage) claimedNames() []catalogue.Value {
	return slices.DeleteFunc(slices.Clone(p.O.Values), func(v catalogue.Value) bool { return v.Property != coop.OtherName })
}

func (p OrganisationPage) referenceNames() []string {
	claimed := p.claimedNames()
	return slices.DeleteFunc(slices.Clone(p.O.Names), func(name string) bool {
		return slices.ContainsFunc(claimed, func(v catalogue.Value) bool { return v.Text == name })
	})
}

// saidBy is who says a value of an organisation, and when.
func (p Page) saidBy(v catalogue.Value) string {
	return p.T("organisation.said_by", cmp.Or(v.By, title(v.Cite)), p.Date(string(v.Asserted)))
}

// office is what is said of an address: function, and what its owner agreed to publish.
func (p OrganisationPage) office(o catalogue.Office) string {
	var said []string
	for _, s := range []string{o.Name, o.Function, o.Phone} {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, ", ")
}

// organisationTitle tells an organisation apart from the territory of its name and from its homonyms (RGAA 8.6): its kind,
// and where it lies.
func (v *visit) organisationTitle(o catalogue.Organisation) string {
	above := append(slices.Clone(o.Lineage[min(1, len(o.Lineage)):]), catalogue.Ref{Name: v.lang.Country(o.Country)})
	return told(o.Name, v.lang.T("kind."+string(o.Kind)), above)
}

// territoryTitle does so for a territory: its level, and what it lies in.
func (v *visit) territoryTitle(t catalogue.Territory) string {
	return told(t.Name, v.lang.T("territory.kind", v.lang.Or("level."+t.Level, t.Level)), t.Parents)
}

func told(name, kind string, above []catalogue.Ref) string {
	out := name + " – " + kind
	if len(above) > 0 {
		out += ", " + above[0].Name
	}
	return out
}

// RoleIn says what the organisation does in a partnership.
func (p OrganisationPage) RoleIn(id coop.PartnershipID) string {
	role := p.O.RoleOf[id]
	if role == "" {
		return ""
	}
	return p.T("role."+string(role), 1)
}

// mapOfItems draws the partnerships of one page.
func (v *visit) mapOfItems(items []catalogue.Item) (Map, error) {
	if len(items) == 0 {
		return v.s.mapOf(nil, true), nil
	}
	ids := make([]coop.PartnershipID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	links, err := v.reader.Links(v.r.Context(), ids)
	return v.s.mapOf(links, true), err
}

// TerritoryPage is "mon territoire": all its links, its neighbours, printable for a council.
type TerritoryPage struct {
	Page
	Territory catalogue.Territory
	Pager     Pager
	Notes     *Notes
	Map       Map
}

// A page of a territory or an organisation shows so many partnerships, neighbours and mentions.
const (
	itemsAPage    = 50
	mentionsAPage = 50
)

// pageOrWhole is the page that is asked for; 0 for a file, which has all of them.
func (v *visit) pageOrWhole() (int, error) {
	if v.whole() {
		return 0, nil
	}
	return readPage(v.r.URL.Query())
}

func (s *server) territory(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	page, err := v.pageOrWhole()
	if err != nil {
		return err
	}
	t, err := v.reader.Territory(v.r.Context(), coop.TerritoryID(id), page, itemsAPage)
	if err != nil {
		return err
	}
	right := address("territory", id, t.Name)
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("territoire-"+itoa(int(id)), t, "json", "csv", "geojson"); done {
		return err
	}
	p := TerritoryPage{Page: v.frame(v.territoryTitle(t)), Territory: t, Notes: &Notes{}}
	p.Pager, err = newPager(page, t.Total, itemsAPage, func(n int) string { return joinQuery(right, "page="+itoa(n)) })
	if err != nil {
		return err
	}
	if p.Map, err = v.mapOfItems(t.Partnerships); err != nil {
		return err
	}
	p.number(page)
	p.NoIndex = p.NoIndex || page > 1
	p.Path, p.Section, p.Formats = right, "/territoires", []string{"json", "csv", "geojson"}
	p.Crumbs = []Crumb{{v.lang.T("nav.territories"), "/territoires"}}
	for _, up := range slices.Backward(t.Parents) {
		p.Crumbs = append(p.Crumbs, Crumb{up.Name, address("territory", up.ID, up.Name)})
	}
	p.Description = v.lang.T("territory.description", t.Name, v.lang.T("count.partnerships", t.Total))
	return v.html(TerritoryView(p))
}

// CodesOf are the codes of a territory, by scheme in a fixed order.
func CodesOf(codes map[string]string) []Code {
	var out []Code
	for scheme, value := range codes {
		out = append(out, Code{scheme, value})
	}
	slices.SortFunc(out, func(a, b Code) int { return strings.Compare(a.Scheme, b.Scheme) })
	return out
}

// Code is the code of a territory in a scheme (insee, siren, pcode …).
type Code struct{ Scheme, Value string }

// SchemeName is the usual name of a scheme of codes.
func (p Page) SchemeName(scheme string) string {
	return p.Or("scheme."+scheme, strings.ToUpper(scheme))
}

// LatLon writes the coordinates of a point, latitude first as people say them.
func (p Page) LatLon(at catalogue.Point) string {
	return p.T("place.latlon", degrees(p, at.Lat), degrees(p, at.Lon))
}

func degrees(p Page, v float64) string {
	out := strconv.FormatFloat(v, 'f', 4, 64)
	if p.Lang == i18n.FR {
		out = strings.Replace(out, ".", ",", 1)
	}
	return strings.Replace(out, "-", "−", 1)
}
