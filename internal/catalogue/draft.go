package catalogue

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// draft collects what one partnership is found by.
type draft struct {
	packedItem
	id     coop.PartnershipID
	facets map[string][]string
	words  map[string]bool
	orgs   []coop.OrgID
	within []coop.TerritoryID // where its parties lie, up to their countries
	ends   []uint32           // the territories at whose points its link ends
	latest int                // year of its budget
}

func (d *draft) facet(name, value string) {
	if value != "" && value != "0" && !slices.Contains(d.facets[name], value) {
		d.facets[name] = append(d.facets[name], value)
	}
}

func (d *draft) say(words []string) {
	for _, w := range words {
		d.words[w] = true
	}
}

// span is a range of ids, both ends of it.
type span struct{ First, Last int64 }

// everything is the span of all ids.
var everything = span{0, math.MaxInt64}

// drafts reads the partnerships of a range of ids.
func (b *builder) drafts(ctx context.Context, s span) ([]*draft, error) {
	rows, err := b.c.q.DraftPartnerships(ctx, db.DraftPartnershipsParams(s))
	if err != nil {
		return nil, fmt.Errorf("partnerships: %w", err)
	}
	drafts := make(map[int64]*draft, len(rows))
	list := make([]*draft, 0, len(rows))
	for _, r := range rows {
		if b.x.kept.withheld[coop.PartnershipID(r.ID)] {
			continue
		}
		said := b.spoken[coop.PartnershipID(r.ID)]
		d := &draft{id: coop.PartnershipID(r.ID), facets: map[string][]string{}, words: map[string]bool{}, packedItem: packedItem{
			title: b.x.kept.names.mask(r.Title), status: coop.Status(r.Status), since: coop.Date(r.Since), updated: coop.Date(r.Updated), cause: coop.Cause(r.Cause),
			records: said.records, euros: -1,
		}}
		d.facet("statut", r.Status)
		d.facet("cause", r.Cause)
		drafts[r.ID], list = d, append(list, d)
	}
	for _, step := range []func(context.Context, span, map[int64]*draft) error{
		b.draftParties, b.draftActions, b.draftMoney, b.draftStatements, b.draftAgreements, b.draftTrends,
	} {
		if err := step(ctx, s, drafts); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// draftTrends fills the facet of the budget's trend: the value that is kept where several sources give one or somebody has
// decided, else what the one record says.
func (b *builder) draftTrends(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftTrends(ctx, db.DraftTrendsParams(s))
	if err != nil {
		return fmt.Errorf("trends: %w", err)
	}
	kept := map[int64]string{}
	for _, r := range rows {
		if kept[r.Partnership] += ""; r.Kept { // it has an entry, whatever is kept
			kept[r.Partnership] = r.Text
		}
	}
	for id, d := range drafts {
		trend, several := kept[id]
		if !several {
			trend = b.spoken[d.id].trend
		}
		if trend != "unknown" {
			d.facet("evolution", trend)
		}
	}
	return nil
}

func (b *builder) draftParties(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftParties(ctx, db.DraftPartiesParams(s))
	if err != nil {
		return fmt.Errorf("parties: %w", err)
	}
	for _, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		source := b.x.sourceOf(r.Record)
		d.say(words(b.x.kept.names.mask(r.Text)))
		d.facet("source", strconv.FormatInt(int64(source), 10))
		org := coop.OrgID(r.Organisation.Int64)
		if org != 0 && slices.Contains(d.orgs, org) {
			continue
		}
		side := map[coop.Role]int{coop.Holder: 0, coop.Partner: 1}
		n, ok := side[coop.Role(r.Role)]
		if !ok {
			n = 2
		}
		ref := packedRef{org: org}
		if org == 0 {
			ref = packedRef{question: r.Question.Int64, source: source, text: r.Text}
		}
		d.sides[n] = append(d.sides[n], ref)
		b.party(d, org, coop.Role(r.Role))
	}
	return nil
}

// party fills the facets, the words and the map from an organisation and where it lies.
func (b *builder) party(d *draft, id coop.OrgID, role coop.Role) {
	o := b.x.orgs[id]
	if o == nil {
		return
	}
	d.orgs = append(d.orgs, id)
	d.facet("nature", string(o.Kind))
	d.say(b.wordsOfOrg(o))
	up := b.x.lineage(o.Territory)
	for _, t := range up {
		d.within = append(d.within, t.ID)
		d.placeFacet(t, b.x.levelOf(t.Parent), role)
	}
	if role != coop.Holder && role != coop.Partner {
		return
	}
	if end := b.x.endFor(d.id, o.Territory); end != 0 {
		d.ends = append(d.ends, uint32(end))
	}
}

// wordsOfOrg are the words under which an organisation is found: its names, and those and the codes of the places in
// which it lies, today's and former ones.
func (b *builder) wordsOfOrg(o *coop.Organisation) []string {
	if list, ok := b.orgWords[o.ID]; ok {
		return list
	}
	list := words(o.Name)
	for _, name := range o.Names {
		list = append(list, words(name)...)
	}
	for _, t := range b.x.lineage(o.Territory) {
		for _, text := range []string{b.x.namesEver(t), t.Codes["insee"], t.Codes["postal"], t.Codes["siren"]} {
			list = append(list, words(text)...)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	b.orgWords[o.ID] = list
	return list
}

func (x *index) levelOf(id coop.TerritoryID) string {
	if t := x.territories[id]; t != nil {
		return t.Level
	}
	return ""
}

// placeFacet files a partnership under a place; facets are those of the document's time, the text finds today's too.
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
	case !french && above == "country" && t.Level != "commune": // a town straight under its country is no region
		d.facet("region", value)
	case !french && (t.Level == "cercle" || t.Level == "prefecture" || t.Level == "province"):
		d.facet("cercle", value)
	}
}

func (b *builder) draftActions(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftActions(ctx, db.DraftActionsParams(s))
	if err != nil {
		return fmt.Errorf("actions: %w", err)
	}
	for _, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		d.actions++
		b.say(d, r.Record, r.Domain)
		b.say(d, r.Record, r.Description)
		b.theme(d, r.Theme)
		d.years(coop.Date(r.Starts), coop.Date(r.Ends))
	}
	return nil
}

// say makes a partnership found by the words of a text that a record states, without the persons it names.
func (b *builder) say(d *draft, record int64, text string) {
	d.say(words(b.x.masked(b.x.sourceOf(record), text)))
}

func (b *builder) theme(d *draft, code string) {
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
	if !slices.Contains(d.themes, top) {
		d.themes = append(d.themes, top)
	}
	d.say(words(t.French))
	d.say(words(t.English))
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

func (b *builder) draftMoney(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftFinancings(ctx, db.DraftFinancingsParams(s))
	if err != nil {
		return fmt.Errorf("financings: %w", err)
	}
	for _, r := range rows {
		d := drafts[r.Partnership]
		if d == nil {
			continue
		}
		if r.Year > 0 {
			d.facet("annee", strconv.Itoa(r.Year))
		}
		if r.ActionPath == "" && coop.IsBudget(r.Path) && (d.budget == 0 || r.Year > d.latest) {
			d.budget, d.latest, d.euros = r.ID, r.Year, euros(r.Cents, r.Currency)
		}
	}
	kept, err := b.c.q.DraftKeptBudgets(ctx, db.DraftKeptBudgetsParams(s))
	if err != nil {
		return fmt.Errorf("budgets: %w", err)
	}
	for _, r := range kept { // of several sources, as coop.Choose has it
		if d := drafts[r.Partnership]; d != nil {
			d.budget, d.euros = r.ID, euros(r.Cents, r.Currency)
		}
	}
	for _, d := range drafts {
		d.facet("tranche", band(d.euros))
	}
	return nil
}

// Bands are the amounts in euros at which the bands of annual budgets begin; a band is named by its beginning.
var Bands = []int64{0, 1_000, 10_000, 50_000, 100_000, 1_000_000}

// band is that of an annual budget in euro cents, "" for none.
func band(cents int64) string {
	for _, from := range slices.Backward(Bands) {
		if cents >= 100*from {
			return "de" + strconv.FormatInt(from, 10)
		}
	}
	return ""
}

// euros are the euro cents of an amount, by which lists are sorted.
func euros(cents int64, currency string) int64 {
	if currency == "XOF" {
		return cents * 1000 / 655957
	}
	return cents
}

func (b *builder) draftStatements(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftStatements(ctx, db.DraftStatementsParams(s))
	if err != nil {
		return fmt.Errorf("statements: %w", err)
	}
	for _, r := range rows {
		switch d := drafts[r.Partnership]; {
		case d == nil:
		case r.Property == coop.ThemeText:
			b.theme(d, r.Text)
		default:
			b.say(d, r.Record, r.Text)
		}
	}
	return nil
}

func (b *builder) draftAgreements(ctx context.Context, s span, drafts map[int64]*draft) error {
	rows, err := b.c.q.DraftAgreements(ctx, db.DraftAgreementsParams(s))
	if err != nil {
		return fmt.Errorf("agreements: %w", err)
	}
	for _, r := range rows {
		if d := drafts[r.Partnership]; d != nil {
			d.say(words(r.Label))
			d.years(coop.Date(r.TermFrom), coop.Date(r.TermTo))
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
