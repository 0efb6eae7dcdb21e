package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
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

// ledger is every line of money of one version, by numbers, with the lines that each value of a dimension has. Texts stay
// in the database.
type ledger struct {
	version string
	x       *index
	book    *coop.Ledger
	files   [4]*filing // of the dimensions, partnerships aside
	starts  []int32    // the first line of each partnership
	rates   coop.Rates
	names   map[string]string // of payers that nobody has decided on, by value
	gifts   []coop.MoneyLine  // what funds state: the last lines
	told    []int32           // of each group, the first group of those that are told as one
	again   map[int32]int     // of a group whose first line began others of its kind before: how many
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
	l, err := c.nextLedger(ctx, x, c.ledger.Load())
	if err != nil {
		return nil, fmt.Errorf("load ledger: %w", err)
	}
	c.ledger.Store(l)
	return l, nil
}

// moneyDraft collects the lines of a ledger.
type moneyDraft struct {
	x       *index
	actions map[actionKey]*db.ActionsRow
	lines   []coop.MoneyLine
	of      coop.MoneyLine              // the parties of the partnership at hand
	places  uint32                      // where its partners lie, as filed
	at      map[coop.TerritoryID]uint32 // where actions take place, as filed
	room    pieces[coop.OrgID]
	*ledger
}

// actionKey is an action by where it is stated.
type actionKey struct {
	record int64
	path   string
}

// newMoneyDraft begins a ledger; one that follows another takes its numbers over.
func (c *Catalogue) newMoneyDraft(ctx context.Context, x *index, old *ledger) (*moneyDraft, error) {
	l := &ledger{version: x.version, x: x, names: map[string]string{}, answers: map[MoneyQuery]MoneyAnswer{}, decisions: map[coop.DecisionID]Decision{}}
	if old != nil {
		l.book, l.names, l.gifts = old.book.Next(), maps.Clone(old.names), old.gifts
	} else {
		l.book = coop.EmptyLedger()
	}
	for n := range l.files {
		l.files[n] = newFiling()
		if old != nil {
			l.files[n] = old.files[n].next()
		}
	}
	var err error
	l.rates, err = c.Rates(ctx)
	return &moneyDraft{x: x, ledger: l, actions: map[actionKey]*db.ActionsRow{}, at: map[coop.TerritoryID]uint32{}}, err
}

// nextLedger makes a ledger: from an older one that it follows, else from nothing.
func (c *Catalogue) nextLedger(ctx context.Context, x *index, old *ledger) (*ledger, error) {
	if old != nil {
		gone, ok, err := c.movedMoney(ctx, old, x)
		if err != nil {
			return nil, err
		}
		if ok {
			return c.followLedger(ctx, x, old, gone)
		}
	}
	d, err := c.newMoneyDraft(ctx, x, nil)
	if err != nil {
		return nil, err
	}
	for from := int64(1); from < int64(len(x.rows.at)); from += part {
		if err := d.partnerships(ctx, c, span{from, from + part - 1}); err != nil {
			return nil, err
		}
	}
	if err := d.funds(ctx, c); err != nil {
		return nil, err
	}
	return d.ledger, d.close(ctx, c)
}

// close finds what lines have to do with each other.
func (d *moneyDraft) close(ctx context.Context, c *Catalogue) error {
	d.enter()
	said, err := d.decided(ctx, c)
	if err != nil {
		return err
	}
	d.book.Decide(said...)
	for n, f := range d.files {
		f.fill(d.book.Lines, n)
	}
	for i := 0; i < len(d.book.Lines) && d.book.Lines[i].Partnership != 0; i = d.book.End(i) {
		d.starts = append(d.starts, int32(i))
	}
	d.tellAsOne()
	return nil
}

// enter puts the lines that were read into the book.
func (d *moneyDraft) enter() {
	d.book.Add(d.lines)
	d.lines = d.lines[:0]
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
	d.enter()
	return err
}

// wordsKept bounds the words of an action by which lines are compared.
const wordsKept = 160

func (d *moneyDraft) financing(r *db.FinancingsRow) {
	if !d.turn(coop.PartnershipID(r.Partnership)) {
		return // merged away or withdrawn since
	}
	line := d.of
	line.Financing = d.x.financing(r)
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

// financing is an amount as the store has it, paid by who stands for its payer today.
func (x *index) financing(r *db.FinancingsRow) coop.Financing {
	return coop.Financing{
		ID: coop.FinancingID(r.ID), Action: r.ActionPath, Cents: r.Cents, Currency: r.Currency, Year: r.Year, Period: r.Period,
		Payer: x.survivor(coop.OrgID(r.Payer.Int64)), PayerText: r.PayerText, Qualifier: r.Qualifier, Kind: r.Kind, Raw: r.Raw,
		Terms: rawTerms(r.Terms), Place: coop.Place{Record: coop.RecordID(r.Record), Path: r.Path, Line: r.Line, LineEnd: r.LineEnd},
	}
}

// turn takes a partnership to hand; false where none stands.
func (d *moneyDraft) turn(id coop.PartnershipID) bool {
	if d.of.Partnership == id {
		return true
	}
	n, ok := d.x.rows.row(id)
	if !ok {
		return false
	}
	item := d.x.item(n)
	d.of = coop.MoneyLine{Partnership: id, Holders: d.whoAre(item.Holders), Partners: d.whoAre(item.Partners)}
	for _, r := range item.Holders {
		if r.Asked {
			d.of.Named = append(d.of.Named, r.Name)
		}
	}
	var lie []coop.TerritoryID
	for _, id := range d.of.Partners {
		if o := d.x.orgs[id]; o != nil {
			lie = append(lie, o.Territory)
		}
	}
	d.places = d.files[places].set(d.x.placeValues(lie...)...)
	return true
}

// whoAre are the organisations among the parties that are known.
func (d *moneyDraft) whoAre(refs []Ref) []coop.OrgID {
	out := d.room.of(len(refs))[:0]
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
	line.Filed = [4]uint32{d.payers(&line), d.files[years].set(yearValue(&line)), d.files[themes].set(themeValues(a)...), d.place(&line, a)}
	d.lines = append(d.lines, line)
}

// payers files a line under who pays it, or under those who share it.
func (d *moneyDraft) payers(line *coop.MoneyLine) uint32 {
	if coop.Stated(line.Shares) <= 0 {
		return d.files[payers].set(d.payerValue(line, line.Payer, line.PayerText))
	}
	values := make([]string, len(line.Shares))
	for n, s := range line.Shares {
		values[n] = d.payerValue(line, d.x.survivor(s.Payer), s.PayerText)
	}
	return d.files[payers].shared(line.Shares, values)
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

// place files a line under where its action takes place, else where the partners lie.
func (d *moneyDraft) place(line *coop.MoneyLine, a *db.ActionsRow) uint32 {
	switch {
	case a != nil && a.InFrance:
		return d.files[places].set(InFrance)
	case a != nil && a.Territory.Valid:
		id := coop.TerritoryID(a.Territory.Int64)
		if _, ok := d.at[id]; !ok {
			d.at[id] = d.files[places].set(d.x.placeValues(id)...)
		}
		return d.at[id]
	case line.Partnership == 0:
		return d.files[places].set(NotStated)
	}
	return d.places
}

// placeValues are territories with all above them.
func (x *index) placeValues(ids ...coop.TerritoryID) []string {
	var out []string
	for _, id := range ids {
		for _, t := range x.lineage(id) {
			if v := strconv.FormatInt(int64(t.ID), 10); !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	if !slices.ContainsFunc(out, func(v string) bool { return x.inTable("lieu", v) }) {
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
	d.gifts = nil
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
			d.give(line)
		}
		if fund.StatedTotal != nil {
			line.Financing = coop.Financing{Cents: euroCents(*fund.StatedTotal), Currency: "EUR", Place: s.At("stated_total_eur"), Terms: coop.Terms{Part: coop.TotalOf, Label: fund.Name}}
			d.give(line)
		}
	}
	return nil
}

// give adds what a fund states, and keeps its words: they stand in no table of the store.
func (d *moneyDraft) give(line coop.MoneyLine) {
	d.gifts = append(d.gifts, line)
	d.add(line, nil)
}

func euroCents(units float64) int64 { return int64(units*100 + 0.5) }

// inTable says whether a value makes a row of the table of a dimension: every payer and year, the themes without a
// parent, the places right under a country, each partnership.
func (x *index) inTable(dimension, v string) bool {
	switch dimension {
	case "theme":
		t, ok := coop.ThemeByCode(v)
		return !ok || t.Parent == ""
	case "lieu":
		id, err := strconv.ParseInt(v, 10, 64)
		t := x.territories[coop.TerritoryID(id)]
		return err != nil || t == nil || x.levelOf(t.Parent) == "country"
	}
	return true
}

// tellAsOne finds which groups are told as one, those of two copies of one fiche, and which have their first line in
// common.
func (l *ledger) tellAsOne() {
	l.told, l.again = make([]int32, len(l.book.Groups)), map[int32]int{}
	type begins struct {
		kind coop.MoneyKind
		line int32
	}
	copies, taken := map[string]int32{}, make(map[begins]int, len(l.book.Groups))
	for n := range l.book.Groups {
		g, at := &l.book.Groups[n], int32(n)
		l.told[n] = at
		if g.Kind == coop.PrintedTwice {
			key := l.recordsOf(g.Members())
			if _, ok := copies[key]; !ok {
				copies[key] = at
			}
			l.told[n] = copies[key]
			continue
		}
		first := begins{g.Kind, g.Sides[0][0]}
		if taken[first]++; taken[first] > 1 {
			l.again[at] = taken[first]
		}
	}
}

func (l *ledger) recordsOf(lines []int32) string {
	var records []int
	for _, i := range lines {
		records = append(records, int(l.book.Lines[i].Record))
	}
	slices.Sort(records)
	return fmt.Sprint(records)
}

// groupID names a group by its kind and the first line it has, so that the name lasts while that line does.
func (l *ledger) groupID(n int, said map[int32]coop.Financing) string {
	at := l.told[n]
	g := &l.book.Groups[at]
	first := said[g.Sides[0][0]].Place
	id := strings.ReplaceAll(fmt.Sprintf("%s-%d-%s", g.Kind, first.Record, first.Path), ".", "-")
	if again := l.again[at]; again > 0 {
		id += fmt.Sprintf("-%d", again)
	}
	return id
}
