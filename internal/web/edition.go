package web

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

// Editor is the room that publishes editions, as the pages use it.
type Editor interface {
	Freeze(ctx context.Context, author coop.Author, e coop.Edition) (coop.EditionID, error)
	Correct(ctx context.Context, author coop.Author, id coop.EditionID, text string) error
	Dress(ctx context.Context, author coop.Author, why string, trial bool, do func() error) error
}

// EditionsPage lists the editions.
type EditionsPage struct {
	Page
	List []catalogue.EditionItem
}

func (s *server) editions(v *visit) error {
	list, err := v.reader.Editions(v.r.Context())
	if err != nil {
		return err
	}
	if done, err := v.data("recueils", list, "json", "csv", "xlsx"); done {
		return err
	}
	p := EditionsPage{Page: v.frame(v.lang.T("editions.title")), List: list}
	p.Path, p.Section, p.Formats, p.Description = "/recueils", "/apercu", []string{"json", "csv", "xlsx"}, v.lang.T("editions.lede")
	return v.html(Editions(p))
}

func editionAddress(id coop.EditionID, title string) string {
	return address("edition", int64(id), title)
}

// EditionPage is one edition: what was counted over its fiches, its contents, what is new in it, what is wrong in it.
type EditionPage struct {
	Page
	E        catalogue.Edition
	Overview EditionOverview
	Sections []EditionSection
	Prints   []string // the formats in which it is printed
	NoPDF    string   // what to do where PDF is none of them
}

// EditionSection is a chapter of an edition.
type EditionSection struct {
	Name   string
	Fiches []catalogue.EditionFiche
	Coming []catalogue.EditionComing
}

// EditionOverview is what is counted over the fiches of an edition, in sentences and charts.
type EditionOverview struct {
	Page
	Counted catalogue.EditionCount
	To      func(ref string) string // the address of the list behind a figure
	Groups  []EditionGroup
	Charts  []Chart
}

// EditionGroup is the figures of one question.
type EditionGroup struct {
	Key     string
	Figures []catalogue.EditionFigure
}

func (s *server) edition(v *visit) error {
	e, err := s.editionOf(v, v.ref)
	if err != nil {
		return err
	}
	here := editionAddress(e.ID, e.Title)
	if v.moved(here) {
		return nil
	}
	if done, err := v.data("recueil-"+v.ref, e, "json", "csv", "xlsx"); done {
		return err
	}
	p := EditionPage{Page: v.frame(v.lang.T("edition.of", e.Title, v.lang.Date(string(e.Edition.Date)))), E: e}
	p.Path, p.Section, p.Formats = here, "/apercu", []string{"json", "csv", "xlsx"}
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}}
	p.Description = v.lang.T("edition.lede", len(e.Fiches), len(e.Coming))
	p.Overview = p.counted(e.Counted, func(ref string) string { return here + "/chiffres/" + ref })
	p.Sections, p.Prints, p.NoPDF = sectionsOf(e), s.Prints, v.lang.T("recueil.how")
	if err := export.TooLargeForPDF(len(e.Fiches)); err != nil {
		p.Prints = slices.DeleteFunc(slices.Clone(p.Prints), func(kind string) bool { return kind == "pdf" })
		p.NoPDF = v.words(err)
	}
	return v.html(EditionView(p))
}

// printPolicy is what a printed page may load: nothing but the style sheet and the pictures that it carries.
func printPolicy(style string) string {
	return "default-src 'none'; style-src " + style + "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// prints are the media types of printed editions.
var prints = map[string]string{
	"html": "text/html; charset=utf-8", "pdf": "application/pdf",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "odt": "application/vnd.oasis.opendocument.text",
}

// editionPrinted is an edition as one document, written as it is read.
func (s *server) editionPrinted(v *visit) error {
	e, err := s.editionOf(v, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	kind := v.r.PathValue("kind")
	if !slices.Contains(s.Prints, kind) {
		if kind == "pdf" {
			return coop.Refuse(coop.NotFound, "recueil.no_browser")
		}
		return notFound("error.no_format", kind)
	}
	if kind == "pdf" {
		if err := export.TooLargeForPDF(len(e.Fiches)); err != nil {
			return err
		}
	}
	v.header.Set("Content-Type", prints[kind])
	v.header.Set("Content-Language", string(v.lang))
	if kind == "html" {
		style, err := s.PrintStyle()
		if err != nil {
			return err
		}
		v.header.Set("Content-Security-Policy", printPolicy(style))
	} else {
		v.header.Set("Content-Disposition", `attachment; filename="recueil-`+strconv.FormatInt(int64(e.ID), 10)+"-"+string(e.Edition.Date)+"."+kind+`"`)
	}
	if len(e.Fiches) > s.AtOnce && v.moment == coop.Now {
		return s.pressed(v, e, kind)
	}
	lang := v.lang
	v.stream = func(w io.Writer) error { return s.Print(v.long, v.moment, e.ID, kind, lang, w) }
	return nil
}

// PrintPage says how far a print is; Ready: it is whole, and is downloaded from here.
type PrintPage struct {
	Page
	Done, Total int
	Ready       bool
	File        string
}

// pressed answers with the page of progress, which loads itself anew without a script, until the file is whole. No answer of it
// is kept anywhere.
func (s *server) pressed(v *visit, e catalogue.Edition, kind string) error {
	got, err := s.Press(v.version, e.ID, kind, v.lang)
	if err != nil {
		return err
	}
	whole, here := got.Write != nil, editionAddress(e.ID, e.Title)+"/imprimer/"+kind
	if whole && v.r.URL.Query().Has("fichier") {
		v.stream = got.Write
		return nil
	}
	v.header = http.Header{"Cache-Control": {"no-store"}, "Etag": nil, "Last-Modified": nil, "Refresh": {"2; url=" + v.lang.Prefix() + here}}
	p := PrintPage{Page: v.frame(v.lang.T("recueil.printing", v.lang.T("recueil.as."+kind), e.Title)), Done: got.Done, Total: max(got.Total, len(e.Fiches)), Ready: whole, File: here + "?fichier=1"}
	p.Path, p.Section = here, "/apercu"
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}, {e.Title, editionAddress(e.ID, e.Title)}}
	if v.status = http.StatusAccepted; whole {
		v.header.Set("Refresh", "0; url="+v.lang.Prefix()+p.File)
	}
	return v.html(PrintProgress(p))
}

// canPrint says whether the site prints PDF.
func (p EditionPage) canPrint(kind string) bool { return slices.Contains(p.Prints, kind) }

func (s *server) editionOf(v *visit, ref string) (catalogue.Edition, error) {
	id, _, err := splitRef(ref)
	if err != nil {
		return catalogue.Edition{}, err
	}
	return v.reader.Edition(v.r.Context(), coop.EditionID(id))
}

// counted lays out what was counted over fiches.
func (p Page) counted(c catalogue.EditionCount, to func(string) string) EditionOverview {
	o := EditionOverview{Page: p, Counted: c, To: to}
	charts := map[string]int{}
	for _, f := range c.Figures {
		if f.Group == catalogue.FigureMoney {
			continue // the amounts stand for themselves
		}
		if f.Key != "" {
			i := slices.IndexFunc(o.Groups, func(g EditionGroup) bool { return g.Key == f.Group })
			if i < 0 {
				i, o.Groups = len(o.Groups), append(o.Groups, EditionGroup{Key: f.Group})
			}
			o.Groups[i].Figures = append(o.Groups[i].Figures, f)
			continue
		}
		i, ok := charts[f.Group]
		if !ok {
			i = len(o.Charts)
			charts[f.Group] = i
			o.Charts = append(o.Charts, Chart{
				What: p.T("edition.chart."+f.Group+".what", c.Fiches), Of: p.T("edition.chart." + f.Group + ".of"), Unit: p.T("edition.chart.unit"), Total: c.Fiches,
			})
		}
		o.Charts[i].Bars = append(o.Charts[i].Bars, ChartBar{Label: p.figureLabel(f), Path: to(f.Ref()), Count: f.Count})
	}
	for i := range o.Charts {
		top := slices.MaxFunc(o.Charts[i].Bars, func(a, b ChartBar) int { return cmp.Compare(a.Count, b.Count) })
		o.Charts[i].Finding = i18n.Capital(p.T("edition.chart.finding", top.Label, top.Count, c.Fiches))
	}
	return o
}

// figureLabel names a bar.
func (p Page) figureLabel(f catalogue.EditionFigure) string {
	switch {
	case f.Label != "":
		return f.Label
	case f.Group == "theme" && f.Value == catalogue.NotStated:
		return p.T("edition.theme.none")
	case f.Group == "theme":
		return p.ThemeName(f.Value)
	}
	return p.Or("agreement."+f.Value, f.Value)
}

// says is the sentence of a figure.
func (p Page) says(f catalogue.EditionFigure) string {
	if f.Key != "" {
		return p.T(f.Key, f.Count, f.Of)
	}
	return p.T("edition.figure", p.figureLabel(f), f.Count, f.Of)
}

// sectionsOf are the chapters of an edition, in its order.
func sectionsOf(e catalogue.Edition) []EditionSection {
	var out []EditionSection
	in := func(name string) *EditionSection {
		i := slices.IndexFunc(out, func(s EditionSection) bool { return s.Name == name })
		if i < 0 {
			i, out = len(out), append(out, EditionSection{Name: name})
		}
		return &out[i]
	}
	for _, f := range e.Fiches {
		in(f.Section).Fiches = append(in(f.Section).Fiches, f)
	}
	for _, c := range e.Coming {
		in(c.Section).Coming = append(in(c.Section).Coming, c)
	}
	return out
}

// markedAs are the fiches of an edition with a mark.
func (p EditionPage) markedAs(mark coop.FicheMark) []catalogue.EditionFiche {
	return slices.DeleteFunc(slices.Clone(p.E.Fiches), func(f catalogue.EditionFiche) bool { return f.Mark != mark })
}

// badge says how a fiche differs from the former edition.
func (p EditionPage) badge(f catalogue.EditionFiche) string {
	return p.T("edition.mark."+string(f.Mark), p.Date(string(p.E.Edition.Date)))
}

// EditionFigurePage is the list behind a figure of an edition.
type EditionFigurePage struct {
	Page
	E    catalogue.Edition
	F    catalogue.EditionFigure
	List []catalogue.RecordRef
	Gone int // fiches that it counts and that are shown no more
}

func (s *server) editionFigure(v *visit) error {
	e, err := s.editionOf(v, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(e.Counted.Figures, func(f catalogue.EditionFigure) bool { return f.Ref() == v.ref })
	if i < 0 {
		return notFound("error.no_page")
	}
	f := e.Counted.Figures[i]
	here := editionAddress(e.ID, e.Title)
	if v.moved(here + "/chiffres/" + f.Ref()) {
		return nil
	}
	list := listedIn(e, f)
	if done, err := v.data("recueil-"+strconv.FormatInt(int64(e.ID), 10)+"-"+v.ref, list, "json", "csv"); done {
		return err
	}
	p := EditionFigurePage{Page: v.frame(v.lang.T("edition.in", v.frame("").says(f), v.lang.Date(string(e.Edition.Date)))), E: e, F: f, List: list, Gone: len(f.Records) - len(list)}
	p.Path, p.Section, p.Formats, p.Description = here+"/chiffres/"+f.Ref(), "/apercu", []string{"json", "csv"}, p.Title
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}, {e.Title, here}}
	return v.html(EditionFigureView(p))
}

// listedIn are the fiches of a figure that are shown, in the order of the edition.
func listedIn(e catalogue.Edition, f catalogue.EditionFigure) []catalogue.RecordRef {
	out := []catalogue.RecordRef{}
	for _, x := range e.Fiches {
		if x.Gone == catalogue.FicheThere && slices.Contains(f.Records, x.ID) {
			out = append(out, x.RecordRef)
		}
	}
	return out
}

// DraftPage is an edition before it is frozen: which fiches, what is counted over them now, and the words of its host.
type DraftPage struct {
	Form
	E        catalogue.Edition
	Overview EditionOverview
	Figure   *EditionFigurePage // the list that is asked for
	Choices  map[string][][2]string
	Chosen   map[string]string
	Today    string // with which the date of the edition begins, as one types it
}

func (s *server) draftEdition(v *visit) error { return s.draftEditionPage(v, v.r.URL.Query()) }

func (s *server) draftEditionPage(v *visit, asked url.Values, problems ...Problem) error {
	e, err := v.reader.DraftEdition(v.r.Context(), scopeIn(asked), asked.Get("serie"))
	if err != nil {
		return err
	}
	p := DraftPage{Form: v.asks(v.lang.T("edition.prepare"), problems...), E: e, Chosen: map[string]string{}, Today: s.Now().In(coop.Paris).Format("02/01/2006")}
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}}
	scope := url.Values{}
	for _, name := range scopeFields {
		if p.Chosen[name] = asked.Get(name); p.Chosen[name] != "" {
			scope.Set(name, p.Chosen[name])
		}
	}
	p.Overview = p.counted(e.Counted, func(ref string) string { return "/trancher/recueils?" + scope.Encode() + "&chiffre=" + ref })
	for _, f := range e.Counted.Figures {
		if f.Ref() == asked.Get("chiffre") {
			p.Title = p.says(f) + " – " + p.Title
			p.Figure = &EditionFigurePage{Page: p.Page, F: f, List: listedIn(e, f)}
		}
	}
	if p.Choices, err = s.scopeChoices(v); err != nil {
		return err
	}
	return v.html(DraftEdition(p))
}

// scopeFields are the fields that say which fiches an edition takes in, and of which series it is.
var scopeFields = []string{"source", "campagne", "pays", "serie"}

func scopeIn(asked url.Values) coop.EditionScope {
	source, _ := strconv.ParseInt(asked.Get("source"), 10, 64)
	campaign, _ := strconv.ParseInt(asked.Get("campagne"), 10, 64)
	return coop.EditionScope{Source: coop.SourceID(source), Campaign: coop.CampaignID(campaign), Country: asked.Get("pays")}
}

// scopeChoices are what one may choose from: documents with fiches, campaigns, countries, series.
func (s *server) scopeChoices(v *visit) (map[string][][2]string, error) {
	out := map[string][][2]string{}
	for _, name := range scopeFields {
		out[name] = [][2]string{{"", v.lang.T("edition.any." + name)}}
	}
	add := func(name, value, label string) {
		if !slices.ContainsFunc(out[name], func(o [2]string) bool { return o[0] == value }) {
			out[name] = append(out[name], [2]string{value, label})
		}
	}
	sources, err := v.reader.Sources(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, x := range sources {
		if x.Format == "censustext" {
			add("source", strconv.FormatInt(int64(x.ID), 10), cmp.Or(x.Title, readable(x.Document), x.Document))
		}
	}
	campaigns, err := s.People.Censuses(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		add("campagne", strconv.FormatInt(int64(c.ID), 10), c.Title)
	}
	list, err := v.reader.List(v.r.Context(), catalogue.Query{Page: 1})
	if err != nil {
		return nil, err
	}
	for _, f := range list.Facets {
		for _, value := range f.Values {
			if f.Name == "pays" && value.Value != "FR" {
				add("pays", value.Value, v.lang.Country(value.Value))
			}
		}
	}
	editions, err := v.reader.Editions(v.r.Context())
	for _, e := range editions {
		add("serie", e.Series, v.lang.T("edition.after", e.Title))
	}
	return out, err
}

func (s *server) editionFrozen(v *visit) error {
	ctx, series := v.r.Context(), v.said("serie")
	if series == "" {
		series = coop.SeriesOf(v.said("titre"))
	}
	draft, err := v.reader.DraftEdition(ctx, scopeIn(v.typed), series)
	if err != nil {
		return err
	}
	e := draft.Edition
	e.Title, e.Host, e.Foreword, e.Comment = v.said("titre"), v.said("auteur"), v.said("avant_propos"), v.said("commentaire")
	if problems := v.lacks(&e); len(problems) > 0 {
		return s.draftEditionPage(v, v.typed, problems...)
	}
	if err := campaign.AskedOf(&e); err != nil {
		return err
	}
	id, err := s.Registry.Freeze(ctx, v.author, e)
	if coop.CodeOf(err) == coop.Conflict {
		return s.draftEditionPage(v, v.typed, Problem{"serie", v.words(err)})
	}
	if err != nil {
		return err
	}
	return v.done(editionAddress(id, e.Title))
}

// lacks takes the date of an edition as it was typed, and says what else it lacks.
func (v *visit) lacks(e *coop.Edition) (out []Problem) {
	var unread error // a date that was typed, and that nobody understands
	if day := v.said("date"); day != "" {
		e.Date, unread = coop.TypedDate(day)
	}
	wrong := e.Check()
	if unread != nil {
		wrong["date"] = unread
	}
	for _, field := range []string{"titre", "date", "auteur", "avant_propos", "commentaire", "source"} {
		if wrong[field] != nil {
			out = append(out, Problem{field, v.words(wrong[field])})
		}
	}
	return out
}

// ErratumPage asks what is wrong in an edition.
type ErratumPage struct {
	Form
	E catalogue.Edition
}

func (s *server) erratumForm(v *visit) error { return s.erratumPage(v) }

func (s *server) erratumPage(v *visit, problems ...Problem) error {
	e, err := s.editionOf(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := ErratumPage{Form: v.asks(v.lang.T("edition.erratum"), problems...), E: e}
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}, {e.Title, editionAddress(e.ID, e.Title)}}
	return v.html(Erratum(p))
}

func (s *server) erratumAdded(v *visit) error {
	e, err := s.editionOf(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.Registry.Correct(v.r.Context(), v.author, e.ID, v.said("erratum")); err != nil {
		p, err := v.problem("erratum", err)
		if err != nil {
			return err
		}
		return s.erratumPage(v, p)
	}
	return v.done(editionAddress(e.ID, e.Title))
}
