package catalogue

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// draft collects what one partnership is found by.
type draft struct {
	item   Item
	link   Link
	facets map[string]map[string]bool
	text   []string
	budget *db.FinancingsRow
}

func (d *draft) facet(name, value string) {
	if value == "" || value == "0" {
		return
	}
	if d.facets[name] == nil {
		d.facets[name] = map[string]bool{}
	}
	d.facets[name][value] = true
}

func (c *Catalogue) loadPartnerships(ctx context.Context, x *index) error {
	rows, err := c.q.Partnerships(ctx)
	if err != nil {
		return err
	}
	drafts := make(map[int64]*draft, len(rows))
	list := make([]*draft, 0, len(rows))
	for _, r := range rows {
		d := &draft{facets: map[string]map[string]bool{}, item: Item{
			ID: coop.PartnershipID(r.ID), Title: r.Title, Status: coop.Status(r.Status), Since: coop.Date(r.Since), Updated: coop.Date(r.Updated),
		}}
		d.link = Link{ID: d.item.ID, Title: r.Title, Status: d.item.Status}
		d.facet("statut", r.Status)
		drafts[r.ID], list = d, append(list, d)
	}
	for _, step := range []func(context.Context, *index, map[int64]*draft) error{
		c.draftParties, c.draftActions, c.draftMoney, c.draftTexts,
	} {
		if err := step(ctx, x, drafts); err != nil {
			return err
		}
	}
	x.freeze(list)
	return nil
}

func (c *Catalogue) draftParties(ctx context.Context, x *index, drafts map[int64]*draft) error {
	rows, err := c.q.Parties(ctx)
	if err != nil {
		return err
	}
	seen := map[[2]int64]bool{}
	for _, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		d.text = append(d.text, r.Text)
		source := x.cite(coop.RecordID(r.Record), "", 0, 0).Source
		d.facet("source", strconv.FormatInt(int64(source), 10))
		if r.Organisation.Valid && seen[[2]int64{r.Partnership, r.Organisation.Int64}] {
			continue
		}
		seen[[2]int64{r.Partnership, r.Organisation.Int64}] = r.Organisation.Valid
		d.party(x, coop.OrgID(r.Organisation.Int64), r.Question.Int64, x.masked(source, r.Text), coop.Role(r.Role))
	}
	return nil
}

func (d *draft) party(x *index, org coop.OrgID, question int64, text string, role coop.Role) {
	ref := Ref{ID: question, Kind: "question", Name: text, Asked: true}
	if org != 0 {
		ref = x.orgRef(org)
	}
	switch role {
	case coop.Holder:
		d.item.Holders = append(d.item.Holders, ref)
	case coop.Partner:
		d.item.Partners = append(d.item.Partners, ref)
	default:
		d.item.Others = append(d.item.Others, ref)
	}
	o := x.orgs[org]
	if o == nil {
		return
	}
	d.text = append(d.text, o.Name, strings.Join(o.Names, " "))
	d.places(x, o.Territory, role)
}

// places fills the facets and the map from the territory of a party.
func (d *draft) places(x *index, id coop.TerritoryID, role coop.Role) {
	up := x.lineage(id)
	for _, t := range up {
		d.text = append(d.text, x.namesEver(t), t.Codes["insee"], t.Codes["postal"], t.Codes["siren"])
		d.placeFacet(t, levelOf(x, t.Parent), role)
	}
	p := x.point(id)
	if p == nil {
		return
	}
	switch role {
	case coop.Holder:
		d.link.From = append(d.link.From, *p)
	case coop.Partner:
		d.link.To = append(d.link.To, *p)
	}
}

func levelOf(x *index, id coop.TerritoryID) string {
	if t := x.territories[id]; t != nil {
		return t.Level
	}
	return ""
}

func (d *draft) placeFacet(t *coop.Territory, above string, role coop.Role) {
	value := strconv.FormatInt(int64(t.ID), 10)
	french := t.Country == "FR"
	switch {
	case french && role == coop.Holder && t.Level == "region":
		d.facet("region_fr", value)
	case french && role == coop.Holder && t.Level == "departement":
		d.facet("departement", value)
	case !french && t.Level == "country" && role != coop.Associate:
		d.facet("pays", t.Country)
	case !french && above == "country":
		d.facet("region", value)
	case !french && (t.Level == "cercle" || t.Level == "prefecture" || t.Level == "province"):
		d.facet("cercle", value)
	}
}

func (c *Catalogue) draftActions(ctx context.Context, x *index, drafts map[int64]*draft) error {
	rows, err := c.q.Actions(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		d.item.Actions++
		source := x.cite(coop.RecordID(r.Record), "", 0, 0).Source
		d.text = append(d.text, x.masked(source, r.Domain), x.masked(source, r.Description))
		d.theme(r.Theme)
		d.years(coop.Date(r.Starts), coop.Date(r.Ends))
	}
	return nil
}

func (d *draft) theme(code string) {
	t, ok := coop.ThemeByCode(code)
	if !ok {
		return
	}
	d.facet("theme", code)
	d.facet("theme", t.Parent)
	top := t.Parent
	if top == "" {
		top = code
	}
	if !slices.Contains(d.item.Themes, top) {
		d.item.Themes = append(d.item.Themes, top)
	}
	d.text = append(d.text, t.French, t.English)
}

func (d *draft) years(from, to coop.Date) {
	a, b := from.Year(), to.Year()
	if b == 0 {
		b = a
	}
	for y := a; y != 0 && y <= b && y < a+30; y++ {
		d.facet("annee", strconv.Itoa(y))
	}
}

func (c *Catalogue) draftMoney(ctx context.Context, x *index, drafts map[int64]*draft) error {
	rows, err := c.q.Financings(ctx)
	if err != nil {
		return err
	}
	for i, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		if r.Year > 0 {
			d.facet("annee", strconv.Itoa(r.Year))
		}
		if r.ActionPath == "" && (d.budget == nil || r.Year > d.budget.Year) {
			d.budget = &rows[i]
		}
	}
	for _, d := range drafts {
		if d.budget != nil {
			m := x.money(*d.budget)
			d.item.Budget = &m
		}
	}
	return nil
}

func (x *index) money(r db.FinancingsRow) Money {
	cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
	payer, ref := x.masked(cite.Source, r.PayerText), Ref{}
	if o := x.orgs[coop.OrgID(r.Payer.Int64)]; o != nil {
		payer, ref = o.Name, x.orgRef(o.ID)
	}
	return Money{
		Kind: r.Kind, PayerRef: ref, Terms: x.terms(cite.Source, r.Terms),
		Cents: r.Cents, Currency: r.Currency, Year: r.Year, Period: r.Period, Qualifier: r.Qualifier,
		Raw: x.masked(cite.Source, r.Raw), Payer: payer, Place: cite,
	}
}

func (c *Catalogue) draftTexts(ctx context.Context, x *index, drafts map[int64]*draft) error {
	rows, err := c.q.Statements(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if d := drafts[r.Partnership]; d != nil {
			source := x.cite(coop.RecordID(r.Record), "", 0, 0).Source
			d.text = append(d.text, x.masked(source, r.Text))
		}
	}
	agreements, err := c.q.Agreements(ctx)
	for _, r := range agreements {
		if d := drafts[r.Partnership]; d != nil {
			d.text = append(d.text, r.Label)
			d.years(coop.Date(r.TermFrom), coop.Date(r.TermTo))
		}
	}
	for record, list := range x.subjects {
		for _, id := range list {
			if d := drafts[int64(id)]; d != nil && x.records[record] != nil {
				d.item.Records++
			}
		}
	}
	return err
}
