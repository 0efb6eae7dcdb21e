package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Dimensions by which money is asked for, in the order in which pages show them; they are the query names of addresses.
var MoneyDimensions = []string{"payeur", "annee", "theme", "lieu", "partenariat"}

// NotStated is the value of a dimension on which a line says nothing; InFrance is that of actions that take place there.
const (
	NotStated = "0"
	InFrance  = "france"
)

// ledger is every line of money of one version, with the lines that each value of a dimension has.
type ledger struct {
	version string
	x       *index
	book    *coop.Ledger
	by      map[string]map[string][]coop.MoneyPart // dimension → value → lines
	rows    map[string][]string                    // dimension → the values that make its table
	names   map[string]string                      // of payers that nobody has decided on, by value
	ids     []string                               // of groups, as pages and exports name them
	mu      sync.Mutex

	decisions map[coop.DecisionID]Decision // about its lines
	answers   map[MoneyQuery]MoneyAnswer
	weight    int // of the answers
}

// money is the ledger of the present version. One goroutine builds a new one; the others wait for it.
func (c *Catalogue) money(ctx context.Context) (*ledger, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	if l := c.ledger.Load(); l != nil && l.version == x.version {
		return l, nil
	}
	c.counting.Lock()
	defer c.counting.Unlock()
	if l := c.ledger.Load(); l != nil && l.version == x.version {
		return l, nil
	}
	l, err := c.loadLedger(ctx, x)
	if err != nil {
		return nil, fmt.Errorf("load ledger: %w", err)
	}
	c.ledger.Store(l)
	return l, nil
}

// moneyDraft collects the lines of a ledger.
type moneyDraft struct {
	x       *index
	rates   coop.Rates
	actions map[actionKey]*db.ActionsRow
	lines   []coop.MoneyLine
	*ledger
}

// actionKey is an action by where it is stated.
type actionKey struct {
	record int64
	path   string
}

// newMoneyDraft begins a ledger.
func (c *Catalogue) newMoneyDraft(ctx context.Context, x *index) (*moneyDraft, error) {
	l := &ledger{version: x.version, x: x, by: map[string]map[string][]coop.MoneyPart{}, rows: map[string][]string{}, names: map[string]string{}, answers: map[MoneyQuery]MoneyAnswer{}, decisions: map[coop.DecisionID]Decision{}}
	for _, d := range MoneyDimensions {
		l.by[d] = map[string][]coop.MoneyPart{}
	}
	rates, err := c.Rates(ctx)
	return &moneyDraft{x: x, ledger: l, rates: rates, actions: map[actionKey]*db.ActionsRow{}}, err
}

func (c *Catalogue) loadLedger(ctx context.Context, x *index) (*ledger, error) {
	d, err := c.newMoneyDraft(ctx, x)
	if err != nil {
		return nil, err
	}
	l := d.ledger
	for from := int64(1); from < int64(len(x.rows.at)); from += part {
		if err := d.partnerships(ctx, c, span{from, from + part - 1}); err != nil {
			return nil, err
		}
	}
	if err := d.funds(ctx, c); err != nil {
		return nil, err
	}
	said, err := d.decided(ctx, c)
	if err != nil {
		return nil, err
	}
	l.book = coop.NewLedger(d.lines, said...)
	l.tables()
	l.ids = l.groupIDs()
	return l, nil
}

// partnerships adds the lines of a span of them.
func (d *moneyDraft) partnerships(ctx context.Context, c *Catalogue, s span) error {
	actions, err := c.q.Actions(ctx, db.ActionsParams(s))
	if err != nil {
		return err
	}
	d.actions = make(map[actionKey]*db.ActionsRow, len(actions))
	for i := range actions {
		d.actions[actionKey{actions[i].Record, actions[i].Path}] = &actions[i]
	}
	rows, err := c.q.Financings(ctx, db.FinancingsParams(s))
	for i := range rows {
		d.financing(&rows[i])
	}
	return err
}

// wordsKept bounds the words of an action by which lines are compared.
const wordsKept = 160

func (d *moneyDraft) financing(r *db.FinancingsRow) {
	n, ok := d.x.rows.row(coop.PartnershipID(r.Partnership))
	if !ok {
		return // merged away or withdrawn since
	}
	item := d.x.item(n)
	line := coop.MoneyLine{Partnership: coop.PartnershipID(r.Partnership), Holders: whoIs(item.Holders), Partners: whoIs(item.Partners)}
	for _, r := range item.Holders {
		if r.Asked {
			line.Named = append(line.Named, r.Name)
		}
	}
	line.Financing = coop.Financing{
		ID: coop.FinancingID(r.ID), Action: r.ActionPath, Cents: r.Cents, Currency: r.Currency, Year: r.Year, Period: r.Period,
		Payer: d.x.survivor(coop.OrgID(r.Payer.Int64)), PayerText: r.PayerText, Qualifier: r.Qualifier, Kind: r.Kind, Raw: r.Raw,
		Terms: rawTerms(r.Terms), Place: coop.Place{Record: coop.RecordID(r.Record), Path: r.Path, Line: r.Line, LineEnd: r.LineEnd},
	}
	if head := d.x.heads.of(line.Place.Record); head != nil {
		line.Dated = head.dated
	}
	a := d.actions[actionKey{r.Record, r.ActionPath}]
	if a != nil {
		words := coop.Fold(a.Domain + " " + a.Description)
		line.Words = words[:min(len(words), wordsKept)]
		line.Starts, line.Ends = coop.Date(a.Starts).Year(), coop.Date(a.Ends).Year()
		if a.Number != "" {
			line.Row = strings.Join([]string{a.Number, a.Domain, a.Period}, "|")
		}
	}
	d.add(line, a)
}

func whoIs(refs []Ref) []coop.OrgID {
	var out []coop.OrgID
	for _, r := range refs {
		if !r.Asked {
			out = append(out, coop.OrgID(r.ID))
		}
	}
	return out
}

// add keeps a line and files it under its values of every dimension.
func (d *moneyDraft) add(line coop.MoneyLine, a *db.ActionsRow) {
	from, _ := line.Time()
	var ok bool
	line.Euros, ok = d.rates.Euros(line.Value(), line.Currency, from)
	line.Unknown = !ok
	i := len(d.lines)
	d.lines = append(d.lines, line)
	d.payers(i)
	d.file("annee", i, yearValue(&line))
	d.file("theme", i, themeValues(a)...)
	d.file("lieu", i, d.placeValues(&line, a)...)
	d.file("partenariat", i, strconv.FormatInt(int64(line.Partnership), 10))
}

func (d *moneyDraft) file(dimension string, i int, values ...string) {
	for _, v := range values {
		d.by[dimension][v] = append(d.by[dimension][v], coop.MoneyPart{Line: i, Euros: d.lines[i].Euros})
	}
}

// payers files a line under who pays it, or under those who share it, each with their part; shares that do not make 100
// are rebased here and nowhere else.
func (d *moneyDraft) payers(i int) {
	line := &d.lines[i]
	parts, _ := coop.Split(line.Euros, line.Shares)
	if parts == nil {
		d.file("payeur", i, d.payerValue(line, line.Payer, line.PayerText))
		return
	}
	for n, s := range line.Shares {
		v := d.payerValue(line, d.x.survivor(s.Payer), s.PayerText)
		d.by["payeur"][v] = append(d.by["payeur"][v], coop.MoneyPart{Line: i, Euros: parts[n]})
	}
}

// payerValue names a payer: the id of its organisation, else its name as printed.
func (d *moneyDraft) payerValue(line *coop.MoneyLine, org coop.OrgID, text string) string {
	switch {
	case org != 0:
		return strconv.FormatInt(int64(org), 10)
	case text == "":
		return NotStated
	}
	text = d.x.masked(d.x.cite(line.Place.Record, "", 0, 0).Source, text)
	v := "~" + coop.Fold(text)
	if d.names[v] == "" {
		d.names[v] = text
	}
	return v
}

// yearValue is the year of a line, or its years: what is for several is never spread over them.
func yearValue(line *coop.MoneyLine) string {
	from, to := line.Time()
	switch {
	case from == 0:
		return NotStated
	case to == 0 || to == from:
		return strconv.Itoa(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

func themeValues(a *db.ActionsRow) []string {
	if a == nil {
		return []string{NotStated}
	}
	t, ok := coop.ThemeByCode(a.Theme)
	switch {
	case !ok:
		return []string{NotStated}
	case t.Parent == "":
		return []string{t.Code}
	}
	return []string{t.Parent, t.Code}
}

// placeValues are the territories of a line with all above them: where its action takes place, else those of the
// partners.
func (d *moneyDraft) placeValues(line *coop.MoneyLine, a *db.ActionsRow) []string {
	if a != nil && a.InFrance {
		return []string{InFrance}
	}
	var out []string
	add := func(id coop.TerritoryID) {
		for _, t := range d.x.lineage(id) {
			if v := strconv.FormatInt(int64(t.ID), 10); !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	if a != nil && a.Territory.Valid {
		add(coop.TerritoryID(a.Territory.Int64))
	} else {
		for _, id := range line.Partners {
			if o := d.x.orgs[id]; o != nil {
				add(o.Territory)
			}
		}
	}
	if !slices.ContainsFunc(out, func(v string) bool { return d.inTable("lieu", v) }) {
		out = append(out, NotStated) // a country alone is no place of the table
	}
	return out
}

// funds adds what funds state: each gift, and the total.
func (d *moneyDraft) funds(ctx context.Context, c *Catalogue) error {
	donors, err := c.q.Donors(ctx)
	if err != nil {
		return err
	}
	who := map[actionKey]coop.OrgID{}
	for _, r := range donors {
		who[actionKey{r.Record, r.Path}] = d.x.survivor(coop.OrgID(r.Organisation))
	}
	rows, err := c.q.FundRecords(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var fund FundBody
		s := Stated{ID: coop.RecordID(r.ID), Line: r.Line, LineEnd: r.LineEnd}
		if err := json.Unmarshal([]byte(r.Body), &fund); err != nil {
			return fmt.Errorf("fund of record %d: %w", r.ID, err)
		}
		if err := json.Unmarshal([]byte(r.Places), &s.Places); err != nil {
			return fmt.Errorf("places of record %d: %w", r.ID, err)
		}
		line := coop.MoneyLine{Words: coop.Fold(fund.Name), Dated: coop.Date(r.Dated)}
		line.Currency = "EUR"
		for i, gift := range fund.Donations {
			line.Place = s.At(fmt.Sprintf("donations.%d", i))
			line.Cents, line.PayerText, line.Label = euroCents(gift.Eur), gift.Donor, fund.Name
			line.Payer = who[actionKey{r.ID, line.Place.Path}]
			d.add(line, nil)
		}
		if fund.StatedTotal != nil {
			line.Financing = coop.Financing{Cents: euroCents(*fund.StatedTotal), Currency: "EUR", Place: s.At("stated_total_eur"), Terms: coop.Terms{Part: coop.TotalOf, Label: fund.Name}}
			d.add(line, nil)
		}
	}
	return nil
}

func euroCents(units float64) int64 { return int64(units*100 + 0.5) }

// tables finds the values that make the table of each dimension: every payer and year, the themes without a parent, the
// places right under a country, each partnership.
func (l *ledger) tables() {
	for dimension, values := range l.by {
		for v := range values {
			if l.inTable(dimension, v) {
				l.rows[dimension] = append(l.rows[dimension], v)
			}
		}
		slices.Sort(l.rows[dimension])
	}
}

func (l *ledger) inTable(dimension, v string) bool {
	switch dimension {
	case "theme":
		t, ok := coop.ThemeByCode(v)
		return !ok || t.Parent == ""
	case "lieu":
		id, err := strconv.ParseInt(v, 10, 64)
		t := l.x.territories[coop.TerritoryID(id)]
		return err != nil || t == nil || l.x.levelOf(t.Parent) == "country"
	}
	return true
}

// groupIDs names groups by their kind and the first line they have, so that a name lasts while that line does. The lines
// of two copies of one fiche are one group.
func (l *ledger) groupIDs() []string {
	ids, copies, taken := make([]string, len(l.book.Groups)), map[string]string{}, map[string]int{}
	for n, g := range l.book.Groups {
		members := g.Members()
		first := l.book.Lines[members[0]].Place
		id := strings.ReplaceAll(fmt.Sprintf("%s-%d-%s", g.Kind, first.Record, first.Path), ".", "-")
		if g.Kind == coop.PrintedTwice {
			key := l.recordsOf(members)
			if copies[key] == "" {
				copies[key] = id
			}
			ids[n] = copies[key]
			continue
		}
		if taken[id]++; taken[id] > 1 {
			id += fmt.Sprintf("-%d", taken[id])
		}
		ids[n] = id
	}
	return ids
}

func (l *ledger) recordsOf(lines []int) string {
	var records []int
	for _, i := range lines {
		records = append(records, int(l.book.Lines[i].Place.Record))
	}
	slices.Sort(records)
	return fmt.Sprint(records)
}
