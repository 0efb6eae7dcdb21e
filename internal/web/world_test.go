package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// world is a small invented register behind the reading door. Places and years are facts of geography; every document,
// sentence and amount is made up.
type world struct {
	items   []catalogue.Item
	links   []catalogue.Link
	version string
	many    int   // fiches more of an edition
	err     error // what every question answers with, if set
}

var (
	angouleme = point(1, "Angoulême", "commune", "FR", 45.65, 0.16, coop.Own)
	montreuil = point(2, "Montreuil", "commune", "FR", 48.86, 2.44, coop.Own)
	quimper   = point(3, "Quimper", "commune", "FR", 47.99, -4.10, coop.Own)
	isere     = point(4, "Isère", "departement", "FR", 45.29, 5.59, coop.Seat)
	segou     = point(11, "Ségou", "commune", "ML", 13.43, -6.26, coop.Own)
	yelimane  = point(12, "Yélimané", "cercle", "ML", 15.12, -10.57, coop.Seat)
	bandia    = point(13, "Bandiagara", "cercle", "ML", 14.35, -3.61, coop.Parent)
	dakar     = point(14, "Dakar", "commune", "SN", 14.69, -17.44, coop.Own)
	nowhere   = point(15, "Tinkaré", "village", "ML", 0, 0, coop.NoPoint)
)

func point(id int64, name, level, country string, lat, lon float64, p coop.Precision) catalogue.Point {
	return catalogue.Point{Territory: coop.TerritoryID(id), Name: name, Level: level, Country: country, Lat: lat, Lon: lon, Precision: p}
}

func org(id int64, name, country string) catalogue.Ref {
	return catalogue.Ref{ID: id, Kind: "organisation", Name: name, Country: country}
}

func place(id int64, name, country string) catalogue.Ref {
	return catalogue.Ref{ID: id, Kind: "territory", Name: name, Country: country}
}

func cited(record int64, line int) catalogue.Cite {
	return catalogue.Cite{Record: coop.RecordID(record), Source: 1, Document: "recensement-exemple.txt", Title: "Recensement d’exemple", Date: "2013-11-08",
		Line: line, LineEnd: line, Path: "budget"}
}

var otherCite = catalogue.Cite{Record: 3, Source: 2, Document: "atlas-exemple.txt", Title: "Page d’atlas d’exemple", Date: "2012", Line: 12, Example: true}

func newWorld() *world {
	w := &world{version: "v1"}
	pairs := []struct {
		from, to catalogue.Point
		status   coop.Status
		since    coop.Date
		themes   []string
	}{
		{angouleme, segou, coop.Active, "1984", []string{"eau-potable", "sante", "gouvernance"}},
		{montreuil, yelimane, coop.Reduced, "1985-10", []string{"eau"}},
		{quimper, bandia, coop.Ended, "2003-07-29", nil},
		{isere, dakar, coop.Unknown, "", []string{"ecole"}},
		{isere, nowhere, coop.Preparatory, "", nil},
	}
	for i := range 30 {
		p := pairs[i%len(pairs)]
		id := coop.PartnershipID(i + 1)
		title := p.from.Name + " ↔ " + p.to.Name
		if i >= len(pairs) {
			title += fmt.Sprint(" ", i)
		}
		it := catalogue.Item{ID: id, Title: title, Status: p.status, Since: p.since, Updated: "2013-07-11", Themes: p.themes, Actions: i % 9, Records: 1 + i%2,
			Holders:  []catalogue.Ref{org(100+int64(p.from.Territory), "Ville d’exemple "+i18n.De(p.from.Name), "FR")},
			Partners: []catalogue.Ref{org(100+int64(p.to.Territory), "Commune de "+p.to.Name, p.to.Country)}}
		if it.Status == coop.Ended {
			it.Cause = coop.PartnerGone
		}
		if i%3 == 0 {
			it.Budget = &catalogue.Money{Cents: 4_628_050 + int64(i)*1_000_000, Currency: "EUR", Year: 2012, Place: cited(1, 250)}
		}
		w.items = append(w.items, it)
		w.links = append(w.links, catalogue.Link{ID: id, Title: title, Status: p.status, From: []catalogue.Point{p.from}, To: []catalogue.Point{p.to}})
	}
	return w
}

func (w *world) Version(context.Context) (string, error) { return w.version, nil }

func (w *world) Totals(context.Context) (catalogue.Totals, error) {
	return catalogue.Totals{Partnerships: len(w.items), Organisations: 41, Territories: 63, Actions: 1267, Fiches: 54, Records: 141, Sources: 2, Findings: 3, Questions: 1, Countries: 3}, w.err
}

func (w *world) Grouped(ctx context.Context, q catalogue.Query, by string, _ int) (catalogue.Grouped, error) {
	l, err := w.List(ctx, q)
	g := catalogue.Grouped{List: l, By: by, All: 1, Left: 2}
	if len(l.Items) > 0 {
		g.Groups = []catalogue.Group{{FacetValue: catalogue.FacetValue{Value: "5", Label: "Kayes", Count: 40}, Items: l.Items[:1]}}
	}
	return g, err
}

func (w *world) List(_ context.Context, q catalogue.Query) (catalogue.List, error) {
	l := catalogue.List{Query: q, Of: len(w.items), Facets: facetsOf(q)}
	var found []catalogue.Item
	for i, it := range w.items {
		if coop.Fold(it.Title) == "" || !strings.Contains(coop.Fold(it.Title), coop.Fold(q.Text)) {
			continue
		}
		if q.Text != "" {
			it.Snippet = "… un forage et trois bornes pour " + it.Title + " …"
		}
		found = append(found, it)
		l.Points = append(l.Points, w.links[i])
	}
	l.Total, l.Places = len(found), placesOf(l.Points)
	size := cmp.Or(q.Size, catalogue.PageSize)
	from := min((max(q.Page, 1)-1)*size, len(found))
	l.Items = found[from:min(from+size, len(found))]
	return l, w.err
}

func (w *world) Whole(ctx context.Context, q catalogue.Query) (catalogue.Listing, error) {
	q.Page, q.Size = 1, len(w.items)
	l, err := w.List(ctx, q)
	return catalogue.Listing{Query: q, Total: l.Total, Each: catalogue.Listed(l.Items), Links: slices.Values(l.Points)}, err
}

func (w *world) Links(_ context.Context, ids []coop.PartnershipID) ([]catalogue.Link, error) {
	var out []catalogue.Link
	for _, l := range w.links {
		if slices.Contains(ids, l.ID) {
			out = append(out, l)
		}
	}
	return out, w.err
}

func facetsOf(q catalogue.Query) []catalogue.Facet {
	value := func(facet, v, label string, n int) catalogue.FacetValue {
		chosen := false
		for _, s := range q.Filters[facet] {
			chosen = chosen || s == v
		}
		return catalogue.FacetValue{Value: v, Label: label, Count: n, Selected: chosen}
	}
	years := catalogue.Facet{Name: "annee"}
	for y := 2013; y > 1970; y-- {
		years.Values = append(years.Values, value("annee", fmt.Sprint(y), fmt.Sprint(y), 1+y%7))
	}
	return []catalogue.Facet{
		{Name: "pays", Values: []catalogue.FacetValue{value("pays", "ML", "", 24), value("pays", "SN", "", 6)}},
		{Name: "region", Values: []catalogue.FacetValue{value("region", "51", "Kayes", 17), value("region", "52", "Mopti", 9), value("region", "53", "Ségou", 6)}},
		{Name: "departement", Values: nil},
		{Name: "theme", Values: []catalogue.FacetValue{value("theme", "eau", "", 18), value("theme", "sante", "", 12), value("theme", "education", "", 5)}},
		{Name: "statut", Values: []catalogue.FacetValue{value("statut", "active", "", 20), value("statut", "ended", "", 6)}},
		years,
		{Name: "source", Values: []catalogue.FacetValue{value("source", "1", "Recensement d’exemple", 28)}},
	}
}

func (w *world) Partnership(_ context.Context, id coop.PartnershipID) (catalogue.Partnership, error) {
	if int(id) > len(w.items) {
		return catalogue.Partnership{}, coop.Refuse(coop.NotFound, "partnership.notfound", int64(id))
	}
	it, link := w.items[id-1], w.links[id-1]
	p := catalogue.Partnership{ID: id, Title: it.Title, Status: it.Status, Since: it.Since, Updated: it.Updated, From: link.From, To: link.To, Themes: it.Themes}
	if id == 4 {
		return p, w.err // one of which sources say next to nothing
	}
	p.Parties = []catalogue.Party{
		{Org: it.Holders[0], Side: coop.French, Role: coop.Holder, Text: "VILLE D’EXEMPLE", Cite: cited(1, 244)},
		{Org: it.Holders[0], Side: coop.French, Role: coop.Holder, Text: "Ville d’exemple", Cite: otherCite},
		{Org: it.Partners[0], Side: coop.Foreign, Role: coop.Partner, Text: it.Partners[0].Name, Past: pastOf(), Cite: cited(1, 245)},
		{Org: catalogue.Ref{Kind: "question", ID: 9, Name: "Association des jardins", Asked: true}, Side: coop.French, Role: coop.Operates, Text: "association des jardins", Cite: cited(1, 246)},
	}
	p.Agreements = []catalogue.Agreement{
		{ID: 1, Kind: "twinning", Label: "Accord de jumelage", Date: "1984", Cite: otherCite},
		{ID: 2, Kind: "protocol", Date: "1985-04", Cite: cited(1, 247)},
		{ID: 3, Kind: "convention", Label: "convention triennale", From: "2010", To: "2012", Cite: cited(1, 247)},
		{ID: 4, Kind: "unheard-of", Label: "pacte", Cite: cited(1, 248)},
	}
	p.Budgets = []catalogue.Money{
		{Cents: 4_628_050, Currency: "EUR", Year: 2012, Raw: "46 280,50 € en 2012, déplacements compris", Place: cited(1, 250)},
		{Cents: 3_279_785_000, Currency: "XOF", Period: "sur 3 ans", Qualifier: "about", Payer: "Agence d’exemple", Raw: "environ 32 797 850 FCFA sur 3 ans", Place: otherCite},
	}
	p.Actions = actionsOf()
	p.Texts = []catalogue.Text{{Property: "perspectives", Text: "Une étude des sols est prévue.\nUn échange d’élèves suivra.", Cite: cited(1, 258)}, {Property: "means", Text: "Aucun", Answer: coop.NoValue, Cite: cited(1, 258)}, {Property: coop.ThemeText, Text: "sante", Cite: otherCite},
		{Property: coop.Objective, Text: strings.Repeat("Que chaque village ait son puits et qui le tienne. ", 4), Cite: cited(1, 258)}}
	p.Values = []catalogue.Value{
		{Property: coop.FirstSignature, Text: "1985", Date: "1985", Kept: true, Why: "chosen.date", Cite: cited(1, 251)},
		{Property: coop.FirstSignature, Text: "première convention", Date: "2010", Cite: otherCite},
	}
	if p.Cause = it.Cause; p.Cause != "" {
		p.Values = append(p.Values, catalogue.Value{Property: coop.StatusCause, Text: string(p.Cause), Asserted: "2013-11", Kept: true, Why: "chosen.only", Cite: cited(1, 251)})
	}
	p.StatusClaims = []catalogue.StatusClaim{{Continued: "yes", Trend: "maintained", Cite: cited(1, 251)}, {State: "En cours", Cause: coop.ForSecurity, End: "2014", Cite: otherCite}, {Continued: "unknown", Cite: cited(1, 251)}}
	p.Records = []catalogue.RecordRef{{ID: 1, Kind: coop.KindFiche, Title: it.Title, Date: "2013-07-09", Cite: cited(1, 243)}, {ID: 3, Kind: coop.KindAtlas, Cite: otherCite}}
	p.Stances = []catalogue.Stance{
		{Stance: coop.Stance{Org: 111, Property: coop.AnnualBudget, Kind: coop.StanceContested, Said: "46 280,50 € en 2012", Why: "Le montant est celui de deux années."}, By: it.Partners[0], On: "2026-02-03"},
		{Stance: coop.Stance{Org: 101, Kind: coop.StanceConfirmed}, By: it.Holders[0], On: "2026-02-01"},
	}
	p.Findings = []catalogue.Finding{finding()}
	for i, kind := range append(coop.PairKinds, coop.PairPartnership) {
		p.Proposals = append(p.Proposals, proposed(coop.ProposalID(min(i+1, 5)), kind, coop.ProposalOpen))
	}
	return p, w.err
}

// changes are a merger whose date nobody gives, a new name, a move, and an end in doubt.
func changes() []catalogue.Change {
	from, to := place(30, "Ségou (région)", "ML"), place(31, "Région d’aujourd’hui", "ML")
	return []catalogue.Change{
		{Kind: coop.Merged, Before: []catalogue.Ref{place(33, "Pelengana", "ML"), {Name: "Ailleurs"}}, After: []catalogue.Ref{place(11, "Ségou", "ML")}, Source: "Registre inventé"},
		{Kind: coop.Renamed, Date: "2001", From: "Segu", To: "Ségou", Before: []catalogue.Ref{place(11, "Ségou", "ML")}, Source: "Registre inventé"},
		{Kind: coop.Moved, Date: "2003-04", From: from.Name, To: to.Name, FromIn: &from, ToIn: &to, Basis: "Loi inventée 1", Source: "Loi inventée 1 du 2 mai"},
		{Kind: coop.StatusChange, Date: "2023-03-13", Before: []catalogue.Ref{place(11, "Ségou", "ML")}, Basis: "Loi inventée 2", Source: "Une source", Against: "Une autre source dit non", Note: "peut-être dissoute"},
	}
}

// pastOf is a party that a merger ended, and which had another name, kind and place.
func pastOf() *catalogue.Past {
	then, now := place(30, "Ségou (région)", "ML"), place(31, "Région d’aujourd’hui", "ML")
	return &catalogue.Past{Agreed: true,
		Signed: catalogue.Standing{Date: "1984", Name: "Ville d’antan", Kind: "conseil d’antan", In: &then},
		Today:  catalogue.Standing{Name: "Ville d’exemple", Kind: "conseil d’aujourd’hui", In: &now, Doubts: changes()[3:]}}
}

func actionsOf() []catalogue.Action {
	where := place(11, "Ségou", "ML")
	return []catalogue.Action{
		{ID: 1, Number: "1", Domain: "Eau et puits", Theme: "eau-potable", Description: "Creuser deux puits\net former le comité qui les tient.", Period: "Avril à août 2012",
			Start: "2012-04", End: "2012-08", Where: &where, Money: []catalogue.Money{{Cents: 6_591_100, Currency: "EUR", Place: cited(1, 253), Terms: coop.Terms{Stage: "paid", Scope: "hors mission"}}}, Cite: cited(1, 253)},
		{ID: 2, Domain: "Divers", Description: "", Period: "toute l’année", InFrance: true, Cite: cited(1, 254)},
		{ID: 3, Theme: "sante", Description: "Équiper une maternité.", Cite: cited(1, 255), Money: []catalogue.Money{{Cents: 0, Currency: "EUR", Place: cited(1, 255)}}},
		{ID: 4, Description: "Accueillir une délégation.", Start: "2013-05-01", Cite: cited(1, 256)},
	}
}

func (w *world) Organisations(_ context.Context, q string, page int) ([]catalogue.OrgCount, int, error) {
	if q == "rien" {
		return nil, 0, w.err
	}
	where := place(1, "Angoulême", "FR")
	return []catalogue.OrgCount{{Ref: org(101, "Ville d’exemple d’Angoulême", "FR"), Kind: coop.Authority, Territory: &where, Partnerships: 6, Mentions: 9},
		{Ref: org(150, "Comité de jumelage d’exemple", "FR"), Kind: coop.Committee, Partnerships: 1}}, 1250, w.err
}

func (w *world) Organisation(_ context.Context, id coop.OrgID, _, _ int) (catalogue.Organisation, error) {
	switch id {
	case 101:
		where, at := place(1, "Angoulême", "FR"), angouleme
		return catalogue.Organisation{ID: id, Name: "Ville d’exemple d’Angoulême", Kind: coop.Authority, Country: "FR", Territory: &where,
			Lineage: []catalogue.Ref{where, place(20, "Charente", "FR"), place(21, "France", "FR")}, Codes: map[string]string{"insee": "16015", "siren": "211600150"}, Names: []string{"VEA", "Ville d’Angoulême", "Angoulême-Exemple"},
			Values: []catalogue.Value{
				{Property: coop.OwnSite, Text: "https://www.ville.example/jumelages", Asserted: "2026-02-03", Kept: true, Why: "chosen.date", Claim: "41.0", By: "Ville d’exemple d’Angoulême", Cite: otherCite},
				{Property: coop.OwnSite, Text: "http://ancien.example", Asserted: "2019", Claim: "40.0", Cite: cited(1, 244)},
				{Property: coop.OtherName, Text: "Angoulême-Exemple", Asserted: "2026-02-03", Kept: true, Claim: "41.1", Cite: otherCite},
			},
			Mentions:     []catalogue.Mention{{Text: "VILLE D’EXEMPLE", Cite: cited(1, 244)}},
			Partnerships: w.items[:2], Total: 120, RoleOf: map[coop.PartnershipID]coop.Role{1: coop.Holder}, Point: &at,
			History: changes(), Today: catalogue.Standing{Kind: "conseil d’aujourd’hui"}}, w.err
	case 999:
		return catalogue.Organisation{}, coop.Refuse(coop.NotFound, "organisation.notfound", int64(id))
	}
	return catalogue.Organisation{ID: id, Name: w.nameOf(int64(id)), Kind: coop.Committee, Country: "FR", History: changes()}, w.err
}

// nameOf is the name that lists give an organisation, so that links need no correction.
func (w *world) nameOf(id int64) string {
	for _, it := range w.items {
		for _, r := range append(append([]catalogue.Ref{}, it.Holders...), it.Partners...) {
			if r.ID == id {
				return r.Name
			}
		}
	}
	return "Comité de jumelage d’exemple"
}

func (w *world) Territories(_ context.Context, q string, page int) ([]catalogue.TerritoryCount, int, error) {
	if q == "rien" {
		return nil, 0, w.err
	}
	return []catalogue.TerritoryCount{{Ref: place(11, "Ségou", "ML"), Level: "commune", Count: 6}, {Ref: place(99, "Arlit", "NE"), Level: "département d’autrefois", Count: 1}}, 2, w.err
}

func (w *world) Territory(_ context.Context, id coop.TerritoryID, _, _ int) (catalogue.Territory, error) {
	switch id {
	case 11:
		at, now := segou, place(31, "Région d’aujourd’hui", "ML")
		return catalogue.Territory{ID: id, Name: "Ségou", Level: "commune", Country: "ML", Parents: []catalogue.Ref{place(30, "Ségou (région)", "ML"), place(32, "Mali", "ML")}, Former: []catalogue.Ref{now}, History: changes(),
			Codes: map[string]string{"pcode": "ML0401"}, Names: []string{"Segu"}, From: "1999", Point: &at, Organisations: []catalogue.Ref{org(111, "Commune de Ségou", "ML")},
			Children: []catalogue.TerritoryCount{{Ref: place(33, "Pelengana", "ML"), Level: "commune", Count: 2}}, Partnerships: w.items[:1], Neighbours: w.items[1:3], Total: 1, Beside: 2,
			Mentions: []catalogue.Mention{{Text: "SEGOU", Cite: cited(1, 245)}}}, w.err
	case 999:
		return catalogue.Territory{}, coop.Refuse(coop.NotFound, "territory.notfound", int64(id))
	}
	return catalogue.Territory{ID: id, Name: territoryNames[int64(id)], Level: "commune", Country: "NE"}, w.err
}

// territoryNames are the names that other pages give, so that links need no correction.
var territoryNames = map[int64]string{1: "Angoulême", 2: "Montreuil", 3: "Quimper", 4: "Isère", 12: "Yélimané", 13: "Bandiagara", 20: "Charente", 21: "France",
	30: "Ségou (région)", 31: "Région d’aujourd’hui", 32: "Mali", 33: "Pelengana", 99: "Arlit"}

func (w *world) Themes(context.Context) ([]catalogue.Bar, error) {
	return []catalogue.Bar{{Value: "eau", Count: 18}, {Value: "eau-potable", Count: 11}, {Value: "sante", Count: 12}}, w.err
}

func (w *world) Sources(ctx context.Context) ([]catalogue.Source, error) {
	a, _ := w.Source(ctx, 1)
	b, _ := w.Source(ctx, 2)
	return []catalogue.Source{a, b}, w.err
}

func (w *world) Source(_ context.Context, id coop.SourceID) (catalogue.Source, error) {
	switch id {
	case 1:
		return catalogue.Source{Source: coop.Source{ID: 1, Document: "recensement-exemple.txt", Title: "Recensement d’exemple", Publisher: "Association d’exemple", Date: "2013-11-08",
			Lines: 2400, ReplacedBy: 2, Report: coop.Report{Records: 2, InRecords: 2000, Structure: 300, Blank: 98, NotUnderstood: []coop.Line{{Number: 7, Text: "?"}, {Number: 8, Text: "?"}}}},
			Records: w.refs(), Passages: passages()}, w.err
	case 2:
		return catalogue.Source{Source: coop.Source{ID: 2, Document: "atlas-exemple.txt", Example: true, Date: "2012", Lines: 40},
			Passages: []catalogue.Passage{{Record: 3, Kind: coop.KindAtlas, Title: "Puits d’exemple", Line: 12, Read: []catalogue.Reading{{Path: "funding.0.eur", Value: "29 000", Line: 12}}}}}, w.err
	case 3:
		return catalogue.Source{Source: coop.Source{ID: 3, Document: "vide.txt"}, Withdrawn: withdrawal()}, w.err
	}
	return catalogue.Source{}, coop.Refuse(coop.NotFound, "source.notfound", int64(id))
}

// passages are long enough that the page of the source has several parts.
func passages() []catalogue.Passage {
	out := []catalogue.Passage{{Record: 2, Kind: coop.KindNetwork, Title: "Réseau d’exemple", Line: 1, Lines: make([]string, 40)}}
	for i := range 40 {
		first := 243 + i*30
		p := catalogue.Passage{Record: coop.RecordID(10 + i), Kind: coop.KindFiche, Title: fmt.Sprintf("Fiche d’exemple %d", i+1), Line: first}
		for l := range 28 {
			p.Lines = append(p.Lines, fmt.Sprintf("Mots inventés de la ligne %d : [personne], budget de 46 280,50 €.", first+l))
		}
		p.Read = []catalogue.Reading{{Path: "budget", Value: "46 280,50 €", Line: first + 7, To: catalogue.Ref{ID: 1, Kind: "partnership", Name: "Angoulême ↔ Ségou"}},
			{Path: "section", Value: "REGION D’EXEMPLE", Line: first - 1}, {Path: "actions.0.description", Value: "Creuser deux puits", Line: first + 10}}
		out = append(out, p)
	}
	return append(out, catalogue.Passage{Record: 90, Kind: coop.KindProse, Title: "Même ligne", Line: 243, Lines: []string{"Une ligne déjà montrée."}})
}

func (w *world) refs() []catalogue.RecordRef {
	made := catalogue.Ref{ID: 1, Kind: "partnership", Name: "Angoulême ↔ Ségou"}
	return []catalogue.RecordRef{
		{ID: 1, Kind: coop.KindFiche, Title: "Fiche d’exemple 1", Date: "2013-07-09", Cite: cited(1, 243), Partnership: []catalogue.Ref{made}},
		{ID: 2, Kind: coop.KindNetwork, Title: "Réseau d’exemple", Cite: cited(2, 2)},
		{ID: 4, Kind: coop.KindFund, Title: "Appel d’exemple", Cite: cited(4, 4)},
	}
}

func (w *world) Records(_ context.Context, kind string, page int) ([]catalogue.RecordRef, int, error) {
	var out []catalogue.RecordRef
	for _, r := range w.refs() {
		if kind == "" || r.Kind == kind {
			out = append(out, r)
		}
	}
	total := len(out)
	if kind == "" {
		total = 60
	}
	return out, total, w.err
}

var bodies = map[coop.RecordID]string{
	1: `{"id":"x","kind":"census_fiche","order":1,"section":"SEGOU","updated":["2013-07-09"],"french":["VILLE D’EXEMPLE"],"foreign":["SEGOU"],"other":[],
		"budget":{"raw":"46 280,50 €","amounts":[{"value":46280.5,"currency":"EUR","year":2012}]},"continued":{"raw":"OUI","value":"yes"},"means":null,
		"actions":[{"n":"1","domain":"Eau","description":"Creuser deux puits","period":{"raw":"2012","start":"2012","end":"2012"},"budget":null}],"stated_total":58603}`,
	2: `{"kind":"network","name":"Réseau d’exemple","as_of":"2019-11-18","leads":[{"org":"Ville d’exemple","role":"tête"}],"rows":[{"cercle":"Kayes","french":["A","B"],"foreign":["C"]}]}`,
	4: `{"kind":"fund_statement","name":"Appel d’exemple","stated_total_eur":98400,"forthcoming":true,"donations":[{"donor":"Ville d’exemple","eur":20000},{"donor":"Ville d’à côté","eur":1500}]}`,
}

func (w *world) Record(_ context.Context, id coop.RecordID) (catalogue.Record, error) {
	for _, ref := range w.refs() {
		if ref.ID == id {
			r := catalogue.Record{RecordRef: ref, Body: json.RawMessage(bodies[id])}
			if id == 1 {
				r.Lines, r.Replaced, r.Before = []string{"Mots inventés.", "Encore."}, 2, []coop.RecordID{4}
			}
			return r, w.err
		}
	}
	if id > 900 {
		return catalogue.Record{}, coop.Refuse(coop.NotFound, "record.notfound", int64(id))
	}
	if id == 800 {
		return catalogue.Record{RecordRef: catalogue.RecordRef{ID: id, Kind: coop.KindProse, Cite: cited(int64(id), 243)}, Body: json.RawMessage(`{"title":"Retiré"}`), Replaced: id, Withdrawn: withdrawal()}, w.err
	}
	return catalogue.Record{RecordRef: catalogue.RecordRef{ID: id, Kind: coop.KindProse, Cite: cited(int64(id), 243)}, Body: json.RawMessage(`{"title":"Sans page"}`)}, w.err
}

// withdrawal is the decision by which nothing of a document stands.
func withdrawal() *catalogue.Decision {
	return &catalogue.Decision{On: "2026-02-03", Decision: coop.Decision{ID: 12, Kind: coop.DecideWithdraw, SubjectKind: coop.KindSource, Subject: 3, Object: 3, Why: "mauvais fichier", Author: coop.Steward.By(7)}}
}

func (w *world) Figures(ctx context.Context) (catalogue.Overview, error) { return w.Overview(ctx) }

func (w *world) Figure(ctx context.Context, key string, page, size int) (catalogue.Figure, int, error) {
	o, err := w.Overview(ctx)
	i := slices.IndexFunc(o.Figures, func(f catalogue.Figure) bool { return f.Key == key })
	f := o.Figures[i]
	passages := len(f.Hits)
	if page > 0 {
		f.List, f.Hits = pageOf(f.List, page, size), pageOf(f.Hits, page, size)
	}
	return f, passages, err
}

func (w *world) Overview(ctx context.Context) (catalogue.Overview, error) {
	totals, _ := w.Totals(ctx)
	said := catalogue.Claimed{Value: "29", Sentence: "Vingt-neuf tiennent leur budget.", Cite: cited(2, 30)}
	return catalogue.Overview{Totals: totals, Fiches: 54,
		Figures: []catalogue.Figure{
			{Key: "overview.trend.maintained", Count: 29, Of: 54, List: w.refs(), Claimed: []catalogue.Claimed{said}},
			{Key: "overview.trend.increased", Count: 8, Of: 54, Claimed: []catalogue.Claimed{{Value: "7", Cite: cited(2, 31)}}},
			{Key: "overview.fiches.new", Count: 0, Of: 0, Claimed: []catalogue.Claimed{{Value: "de nombreuses", Cite: cited(2, 32)}}},
			{Key: "overview.words.meetings", Count: 14, Of: 54, Words: true, List: w.refs(), Claimed: []catalogue.Claimed{{Value: "14", Cite: cited(2, 33)}}, Hits: []catalogue.Hit{{Record: 1, Word: "réunion", Text: "une réunion au printemps", Cite: cited(1, 257)}}},
		},
		ByRegion: []catalogue.Bar{{Label: "Kayes", Value: "51", Count: 17}, {Label: "Mopti", Value: "52", Count: 9}},
		ByTheme:  []catalogue.Bar{{Value: "eau", Count: 18}}, ByStatus: []catalogue.Bar{{Value: "active", Count: 20}},
		ByYear: []catalogue.Bar{{Label: "1980–1989", Count: 11}},
		Money:  moneyFigures(), Twice: w.refs()[:1]}, w.err
}

// proposed is a proposal that is decided, taken back and open again, with a passage on one side and money on the other.
func proposed(id coop.ProposalID, kind coop.PairKind, state coop.ProposalState) catalogue.Proposal {
	return catalogue.Proposal{ID: id, Kind: kind, State: state, Score: 63, RecordedAt: 1_380_000_000_000,
		Parts: []coop.Part{{Key: "pair.letters", Points: 35, Args: []string{"1"}}, {Key: "pair.other_place", Points: -40}},
		A: catalogue.Side{ID: 1, Name: "Angoulême ↔ Ségou", Ref: catalogue.Ref{ID: 1, Kind: "partnership", Name: "Angoulême ↔ Ségou"}, Kind: coop.Committee, Where: "Charente",
			Holders: []catalogue.Ref{org(101, "Ville d’exemple d’Angoulême", "FR")}, Since: "1984", Actions: 3, Said: []catalogue.Mention{{Text: "Ville d’Angoulême", Cite: cited(1, 246)}}},
		B: catalogue.Side{ID: 2, Name: "Montreuil ↔ Yélimané", Ref: catalogue.Ref{ID: 2, Kind: "partnership", Name: "Montreuil ↔ Yélimané"}, Partners: []catalogue.Ref{org(102, "Ville d’exemple de Montreuil", "FR")}, Period: "2012",
			Amounts: []catalogue.Money{{Cents: 300_000, Currency: "EUR", Place: cited(1, 250)}}, Gone: state == coop.ProposalGone},
		Decisions: []catalogue.Decision{
			{On: "2014-01-17", Decision: coop.Decision{ID: 2, Kind: coop.DecideMerge, Why: "même accord", Author: "operator", At: 1}},
			{On: "2013-11-21", Undone: "2013-12-02", Decision: coop.Decision{ID: 1, Kind: coop.DecideDistinct, Why: "deux accords", Author: "operator", At: 1, UndoneAt: 2, UndoneBy: "operator", UndoneWhy: "à revoir"}},
		}}
}

func (w *world) Proposals(_ context.Context, q catalogue.ProposalQuery) (catalogue.ProposalList, error) {
	list := catalogue.ProposalList{Query: q}
	for i, kind := range coop.PairKinds {
		list.Kinds = append(list.Kinds, catalogue.FacetValue{Value: string(kind), Count: 8, Selected: q.Kind == kind})
		if q.State != coop.ProposalGone && (q.Kind == "" || q.Kind == kind) {
			list.Items = append(list.Items, proposed(coop.ProposalID(i+1), kind, coop.ProposalOpen))
		}
	}
	for _, state := range coop.ProposalStates {
		list.States = append(list.States, catalogue.FacetValue{Value: string(state), Count: 2, Selected: q.State == state})
	}
	if list.Total = len(list.Items); q.Kind == "" && q.State == "" {
		list.Total = 60
	}
	return list, w.err
}

func (w *world) Proposal(_ context.Context, id coop.ProposalID) (catalogue.Proposal, error) {
	if id > 5 {
		return catalogue.Proposal{}, coop.Refuse(coop.NotFound, "proposal.notfound", int64(id))
	}
	states := append(coop.ProposalStates, coop.ProposalOpen)
	return proposed(id, coop.PairKinds[id-1], states[id-1]), w.err
}

func finding() catalogue.Finding {
	subject := catalogue.Ref{ID: 1, Kind: "partnership", Name: "Angoulême ↔ Ségou"}
	return catalogue.Finding{ID: 5, Rule: "total-parts", Severity: "warning", State: "open", Why: "Le total oublie une ligne.", Evidence: map[string]string{"stated": "58603", "sum": "58753.5", "currency": "EUR", "figure": "overview.trend.maintained", "counted": "31", "of": "54", "missing": "entry", "method": "words", "updated": "2013-07-09", "unheard_of": "x"},
		Cites: []catalogue.Cite{cited(1, 250), cited(1, 257)}, Subject: &subject, Owner: "Cellule d’exemple", History: []catalogue.FindingEvent{
			{At: 1_380_000_000_000, Author: "check", What: "open"}, {At: 1_390_000_000_000, Author: "operator", What: "explained", Why: "Une ligne est hors tableau."},
			{At: 1_390_000_000_001, Author: "import:census.txt", What: "owner", Owner: "Cellule d’exemple", Why: "essai"}, {At: 1_390_000_000_002, Author: "operator", What: "owner", Why: "essai"}}}
}

func (w *world) FindingList(_ context.Context, q catalogue.FindingQuery) (catalogue.FindingList, error) {
	list := catalogue.FindingList{Query: q}
	if q.State != "gone" && q.Rule != "fund-sum" {
		list.Items = []catalogue.Finding{finding(), {ID: 6, Rule: "missing-values", Severity: "notice", State: "explained"}}
	}
	for _, name := range catalogue.FindingFacets {
		value := map[string]string{"etat": "open", "gravite": "error", "responsable": "Cellule d’exemple", "regle": "total-parts"}[name]
		if q.Rule != "fund-sum" {
			list.Facets = append(list.Facets, catalogue.Facet{Name: name, Values: []catalogue.FacetValue{{Value: value, Count: 2, Selected: q.Get(name) == value}}})
		}
	}
	return list, w.err
}

func (w *world) QuestionsOf(context.Context, coop.PartnershipID) ([]catalogue.Question, error) {
	return []catalogue.Question{{ID: 9, Text: "association des jardins", Cite: cited(1, 246), Candidates: []catalogue.QuestionCandidate{
		{Ref: org(102, "Ville d’exemple de Montreuil", "FR"), Where: "Angoulême · Charente"}, {Ref: org(150, "Comité de jumelage d’exemple", "FR")}}}}, w.err
}

func (w *world) Finding(_ context.Context, id coop.FindingID) (catalogue.Finding, error) {
	if id == 6 {
		return catalogue.Finding{ID: 6, Rule: "missing-values", Severity: "notice", State: "explained", Evidence: map[string]string{"field": "budget", "fiche": "Fiche d’exemple"}}, w.err
	}
	if id != 5 {
		return catalogue.Finding{}, coop.Refuse(coop.NotFound, "finding.notfound", int64(id))
	}
	return finding(), w.err
}

// past is what happened to an object of the world.
func (w *world) past(ctx context.Context, kind string, id int64) (catalogue.History, error) {
	h := catalogue.History{Of: catalogue.Ref{ID: id, Kind: kind, Name: w.nameOf(id)}}
	switch kind {
	case "partnership":
		p, err := w.Partnership(ctx, coop.PartnershipID(id))
		if err != nil {
			return h, err
		}
		h.Of.Name = p.Title
	case "finding":
		f, err := w.Finding(ctx, coop.FindingID(id))
		if err != nil {
			return h, err
		}
		h.Of.Name = f.Rule
		h.Entries = []catalogue.Entry{{Name: "e1", At: 1_380_000_000_000, On: "2013-09-24", Author: "check", What: "finding_owner", Owner: "Cellule d’exemple"}}
		return h, nil
	case "territory":
		t, err := w.Territory(ctx, coop.TerritoryID(id), 0, 0)
		if err != nil {
			return h, err
		}
		h.Of.Name = t.Name
		h.Entries = []catalogue.Entry{{Name: "e1", What: "rename", Source: "Loi d’exemple"}}
		return h, nil
	}
	if id > 500 {
		return h, coop.Refuse(coop.NotFound, kind+".notfound", id)
	}
	if id == 4 {
		return h, nil
	}
	h.Entries = []catalogue.Entry{
		{Name: "u1", At: 1_772_600_000_000, On: "2026-03-04", Author: coop.Operator, What: "undone", Why: "deux villes", Of: []catalogue.Ref{{ID: 2, Kind: "partnership", Name: w.items[1].Title}}},
		{Name: "d1", At: 1_770_100_000_000, On: "2026-02-03", Author: "steward:2", What: "merge", Why: "même coopération"},
		{Name: "c1", At: 1_767_000_000_000, On: "2025-12-29", Author: "import:exemple.txt", What: "said", Cites: []catalogue.Cite{cited(1, 251), otherCite, cited(1, 252), cited(1, 253)}},
	}
	h.Claims = []catalogue.ClaimLine{{Set: 1, Property: "agreement", Text: "jumelage · 1984", Asserted: "2013", Recorded: "2026-01-02", Rank: coop.Deprecated, Cite: cited(1, 251)}}
	return h, nil
}

func (w *world) History(ctx context.Context, kind string, id int64) (catalogue.History, error) {
	return w.past(ctx, kind, id)
}

func (w *world) Operation(_ context.Context, id coop.OperationID) (catalogue.Operation, error) {
	if id > 2 {
		return catalogue.Operation{}, coop.Refuse(coop.NotFound, "operation.notfound", int64(id))
	}
	o := catalogue.Operation{ID: id, On: "2026-02-03", Author: "steward:2", Why: "mêmes villes", Parts: []catalogue.OperationPart{
		{Kind: coop.PartDecision, What: "merge", Of: []catalogue.Ref{org(101, "Ville d’exemple d’Angoulême", "FR")}, Holds: id == 1}, {Kind: coop.PartUndone, What: "refuse"},
		{Kind: coop.PartFinding, What: "explained"}, {Kind: coop.PartContribution}, {Kind: coop.PartSource, Of: []catalogue.Ref{{ID: 1, Kind: "source", Name: "recensement-exemple.txt"}}},
	}}
	return o, w.err
}

func (w *world) Operations(ctx context.Context, _ int) ([]catalogue.Operation, int, error) {
	o, err := w.Operation(ctx, 1)
	o.Count = len(o.Parts)
	alike := func(n int) catalogue.Operation {
		return catalogue.Operation{ID: 2, On: "2026-02-04", Author: "steward:2", Count: n, Alike: catalogue.OperationPart{Kind: coop.PartDecision, What: "merge"}}
	}
	return []catalogue.Operation{o, alike(1), alike(3)}, 3, err
}

func (w *world) HistoryEntry(ctx context.Context, kind string, id int64, name string) (catalogue.EntryChange, error) {
	h, err := w.past(ctx, kind, id)
	if err != nil {
		return catalogue.EntryChange{}, err
	}
	i := slices.IndexFunc(h.Entries, func(e catalogue.Entry) bool { return e.Name == name })
	if i < 0 {
		return catalogue.EntryChange{}, coop.Refuse(coop.NotFound, "history.no_entry")
	}
	out := catalogue.EntryChange{Of: h.Of, Entry: h.Entries[i]}
	if i == 1 {
		out.Earlier, out.Later, out.Entry.Operation = "c1", "u1", 1
		out.Before = catalogue.Told{Values: map[string]string{"status": "active", "state": "open"}, Lists: map[string][]string{"agreements": {"jumelage"}}}
		out.After = catalogue.Told{Values: map[string]string{"status": "ended", "state": "accepted"}, Lists: map[string][]string{"agreements": {"jumelage", "charte"}}}
	}
	return out, nil
}
