package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kafo/internal/coop"
)

// index is one immutable generation of what lists need: every partnership as a row, with bitmaps by word, by value of a
// facet, by organisation and by place. Texts of pages stay in the database.
type index struct {
	version     string // of the register, when the generation was made
	seq         int64  // the last change that is in it
	rows        rows
	words       sets[string]
	titles      sets[string] // the words of titles alone
	sorted      []string     // the words, for prefixes
	facets      map[string]sets[string]
	labels      map[string]map[string]label // facet → value → name of its own
	orgRows     sets[coop.OrgID]            // where an organisation is a party
	placeRows   sets[coop.TerritoryID]      // where a party lies in a territory
	territories map[coop.TerritoryID]*coop.Territory
	children    map[coop.TerritoryID][]coop.TerritoryID
	placeOf     map[string]coop.TerritoryID // by key
	points      []Point                     // of the territories, in the order of their names
	placeRank   []uint32                    // by id: its place in that order
	orgOf       map[string]coop.OrgID       // by key
	lives       map[lifeKey]*coop.Life
	events      []coop.Succession
	of          coop.Date // day of the register, "" for today
	orgs        map[coop.OrgID]*coop.Organisation
	mergedOrgs  map[coop.OrgID]coop.OrgID
	profiles    map[coop.OrgID]coop.Profile               // what claims say of organisations
	described   map[coop.RecordID]coop.OrgID              // records that ever claimed something of one
	merged      map[coop.PartnershipID]coop.PartnershipID // what stands for it
	confirmed   map[coop.PartnershipID]coop.Date          // the last day on which a party confirmed it
	orgsAt      map[coop.TerritoryID][]coop.OrgID
	sources     map[coop.SourceID]*coop.Source
	heads       heads
	mentions    map[coop.OrgID]int // how often documents name it
	masks       map[coop.SourceID]*masker
	live        map[coop.SourceID]int // records that nothing has taken the place of
	kept        kept
	totals      Totals
	whole       *whole
	ones        // texts that many rows have
}

// label is the name of a facet value with what it is sorted by.
type label struct {
	text, folded string
	former       bool // of a division that is no more: an old address finds it, a list does not offer it
}

// load makes the index from nothing.
func (c *Catalogue) load(ctx context.Context) (*index, error) {
	x := &index{rows: emptyRows(), masks: map[coop.SourceID]*masker{}, ones: ones{}}
	if err := c.loadNamed(ctx, x); err != nil {
		return nil, fmt.Errorf("load index: %w", err)
	}
	if err := errors.Join(c.countMentions(ctx, x), c.loadRecords(ctx, x)); err != nil {
		return nil, fmt.Errorf("load index: %w", err)
	}
	b := c.scratch(x)
	last, err := c.q.LastPartnership(ctx)
	if err != nil {
		return nil, fmt.Errorf("load index: %w", err)
	}
	for from := int64(1); from <= last; from += part {
		if err := b.take(ctx, span{from, from + part - 1}); err != nil {
			return nil, fmt.Errorf("load index: %w", err)
		}
	}
	return x, b.close(ctx)
}

// loadNamed reads the sources, the territories and the organisations.
func (c *Catalogue) loadNamed(ctx context.Context, x *index) error {
	return errors.Join(c.loadSources(ctx, x), c.loadPlaces(ctx, x))
}

// loadPlaces reads the territories and the organisations with their pasts.
func (c *Catalogue) loadPlaces(ctx context.Context, x *index) error {
	x.lives, x.events, x.of = map[lifeKey]*coop.Life{}, nil, c.options.Of
	for _, step := range []func(context.Context, *index) error{c.loadTerritories, c.loadOrganisations, c.loadProfiles, c.loadLives, c.loadMerged, c.loadConfirmed, c.loadRedactions} {
		if err := step(ctx, x); err != nil {
			return err
		}
	}
	x.rankPlaces()
	return nil
}

// rankPlaces orders the points of the territories by name once, for every map: tens of thousands are gone through for
// each, and stand side by side.
func (x *index) rankPlaces() {
	x.points = make([]Point, 0, len(x.territories))
	last := coop.TerritoryID(0)
	for id, t := range x.territories {
		x.points = append(x.points, pointOf(t))
		last = max(last, id)
	}
	slices.SortFunc(x.points, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Territory, b.Territory))
	})
	x.placeRank = make([]uint32, last+1)
	for rank, p := range x.points {
		x.placeRank[p.Territory] = uint32(rank)
	}
}

// loadRecords reads the heads of all records and whom their documents name as contacts.
func (c *Catalogue) loadRecords(ctx context.Context, x *index) error {
	last, err := c.q.LastRecord(ctx)
	if err != nil {
		return err
	}
	w := x.heads.change()
	for from := int64(1); from <= last; from += part {
		if err := c.loadHeads(ctx, x, w, span{from, from + part - 1}); err != nil {
			return err
		}
	}
	for source := range x.sources {
		if _, err := c.loadBodies(ctx, x, w, source); err != nil {
			return err
		}
	}
	x.heads = w.heads
	x.maskTitles()
	return nil
}

func (c *Catalogue) loadSources(ctx context.Context, x *index) error {
	rows, err := c.q.Sources(ctx)
	if err != nil {
		return err
	}
	x.sources = make(map[coop.SourceID]*coop.Source, len(rows))
	for _, r := range rows {
		s := &coop.Source{
			ID: coop.SourceID(r.ID), Document: r.Document, SHA256: r.Sha256, Format: r.Format, Title: r.Title, Publisher: r.Publisher,
			Date: coop.Date(r.Dated), Encoding: r.Encoding, Lines: r.Lines, Size: r.Size, Replaces: coop.SourceID(r.Replaces.Int64),
			Example: r.Example, ImportedAt: r.ImportedAt,
		}
		if err := json.Unmarshal([]byte(r.Report), &s.Report); err != nil {
			return fmt.Errorf("report of source %d: %w", r.ID, err)
		}
		x.sources[s.ID] = s
		if old := x.sources[s.Replaces]; old != nil {
			old.ReplacedBy = s.ID
		}
	}
	return nil
}

func (c *Catalogue) loadTerritories(ctx context.Context, x *index) error {
	rows, err := c.q.Territories(ctx)
	if err != nil {
		return err
	}
	x.territories, x.children = make(map[coop.TerritoryID]*coop.Territory, len(rows)), map[coop.TerritoryID][]coop.TerritoryID{}
	x.placeOf = make(map[string]coop.TerritoryID, len(rows))
	var room texts
	list := make([]coop.Territory, len(rows))
	for i, r := range rows {
		t := &list[i]
		*t = coop.Territory{
			ID: coop.TerritoryID(r.ID), Key: room.keep(r.Key), Name: room.keep(r.Name), Level: x.one(r.Level), Country: x.one(r.Country),
			Parent: coop.TerritoryID(cmp.Or(r.ParentNow.Int64, r.Parent.Int64)), Lat: r.Lat, Lon: r.Lon,
			Precision: coop.Precision(x.one(r.Point)), From: coop.Date(x.one(r.ValidFrom)), To: coop.Date(x.one(r.ValidTo)), Source: x.one(r.Origin),
		}
		if t.Codes, err = x.codesOf(r.Codes, &room); err != nil {
			return fmt.Errorf("codes of territory %d: %w", r.ID, err)
		}
		if t.Aliases, err = namesOf(r.Names, &room); err != nil {
			return fmt.Errorf("names of territory %d: %w", r.ID, err)
		}
		x.territories[t.ID], x.placeOf[t.Key] = t, t.ID
	}
	return nil
}

func (c *Catalogue) loadOrganisations(ctx context.Context, x *index) error {
	rows, err := c.q.Organisations(ctx)
	if err != nil {
		return err
	}
	x.orgs, x.orgsAt = make(map[coop.OrgID]*coop.Organisation, len(rows)), map[coop.TerritoryID][]coop.OrgID{}
	x.mergedOrgs, x.orgOf = map[coop.OrgID]coop.OrgID{}, make(map[string]coop.OrgID, len(rows))
	var room texts
	list := make([]coop.Organisation, len(rows))
	for i, r := range rows {
		o := &list[i]
		*o = coop.Organisation{
			ID: coop.OrgID(r.ID), Key: room.keep(r.Key), Name: room.keep(r.Name), Kind: coop.OrgKind(x.one(r.Kind)), Country: x.one(r.Country),
			Territory: coop.TerritoryID(r.Territory.Int64), From: coop.Date(x.one(r.ValidFrom)), To: coop.Date(x.one(r.ValidTo)),
		}
		if o.Names, err = namesOf(r.Names, &room); err != nil {
			return fmt.Errorf("names of organisation %d: %w", r.ID, err)
		}
		if o.Codes, err = x.codesOf(r.Codes, &room); err != nil {
			return fmt.Errorf("codes of organisation %d: %w", r.ID, err)
		}
		x.orgOf[o.Key] = o.ID
		if r.MergedInto.Valid {
			x.mergedOrgs[o.ID] = coop.OrgID(r.MergedInto.Int64)
			continue
		}
		x.orgs[o.ID] = o
		x.orgsAt[o.Territory] = append(x.orgsAt[o.Territory], o.ID)
	}
	return nil
}

// codesOf are identifiers by their kind, nil where there are none.
func (x *index) codesOf(raw string, room *texts) (map[string]string, error) {
	if raw == "{}" {
		return nil, nil
	}
	var read map[string]string
	if err := json.Unmarshal([]byte(raw), &read); err != nil {
		return nil, err
	}
	codes := make(map[string]string, len(read))
	for kind, code := range read {
		codes[x.one(kind)] = room.keep(code)
	}
	return codes, nil
}

// namesOf are names beside the first, nil where there are none.
func namesOf(raw string, room *texts) ([]string, error) {
	if raw == "[]" {
		return nil, nil
	}
	var names []string
	err := json.Unmarshal([]byte(raw), &names)
	return room.all(names), err
}

// cite is the place of a value with its document.
func (x *index) cite(record coop.RecordID, path string, line, end int) Cite {
	c := Cite{Record: record, Path: path, Line: line, LineEnd: end}
	r := x.heads.of(record)
	if r == nil {
		return c
	}
	c.Source, c.Date = r.source, r.dated
	if s := x.sources[r.source]; s != nil {
		c.Document, c.Title, c.Example = s.Document, s.Title, s.Example
		if c.Date == "" {
			c.Date = s.Date
		}
	}
	return c
}

// sourceOf is the document of a record.
func (x *index) sourceOf(record int64) coop.SourceID {
	if r := x.heads.of(coop.RecordID(record)); r != nil {
		return r.source
	}
	return 0
}

func (x *index) masked(source coop.SourceID, text string) string {
	if m := x.masks[source]; m != nil {
		text = m.mask(text)
	}
	return x.kept.names.mask(text)
}

// maskOf masks the texts of one document.
func (x *index) maskOf(source coop.SourceID) func(string) string {
	return func(text string) string { return x.masked(source, text) }
}

// lineage is a territory and what lies above it, the country last.
func (x *index) lineage(id coop.TerritoryID) []*coop.Territory {
	var up []*coop.Territory
	for t := x.territories[id]; t != nil && len(up) < 10; t = x.territories[t.Parent] {
		up = append(up, t)
	}
	return up
}

// survivor is the organisation into which one was merged, itself if it was not.
func (x *index) survivor(id coop.OrgID) coop.OrgID {
	for into, merged := x.mergedOrgs[id]; merged; into, merged = x.mergedOrgs[id] {
		id = into
	}
	return id
}

// loadMerged reads which partnerships were merged into which.
func (c *Catalogue) loadMerged(ctx context.Context, x *index) error {
	rows, err := c.q.MergedPartnerships(ctx)
	x.merged = make(map[coop.PartnershipID]coop.PartnershipID, len(rows))
	for _, r := range rows {
		x.merged[coop.PartnershipID(r.ID)] = coop.PartnershipID(r.MergedInto.Int64)
	}
	return err
}

// publisher is who publishes a document, where it says so.
func (x *index) publisher(id coop.SourceID) string {
	if s := x.sources[id]; s != nil {
		return s.Publisher
	}
	return ""
}

// standsFor is the partnership into which one was merged, itself if it was not.
func (x *index) standsFor(id coop.PartnershipID) coop.PartnershipID {
	for into, merged := x.merged[id]; merged; into, merged = x.merged[id] {
		id = into
	}
	return id
}

// subjects are the partnerships of which a record speaks, as they are today: merged ones are those they lead to.
func (x *index) subjects(r *recordHead) []coop.PartnershipID {
	if len(x.merged) == 0 {
		return r.subjects
	}
	var out []coop.PartnershipID
	for _, id := range r.subjects {
		id = x.standsFor(id)
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (x *index) orgRef(id coop.OrgID) Ref {
	o := x.orgs[id]
	if o == nil {
		return Ref{ID: int64(id), Kind: "organisation"}
	}
	return Ref{ID: int64(id), Kind: "organisation", Name: o.Name, Country: o.Country}
}

func (x *index) territoryRef(id coop.TerritoryID) *Ref {
	t := x.territories[id]
	if t == nil {
		return nil
	}
	return &Ref{ID: int64(id), Kind: "territory", Name: t.Name, Country: t.Country}
}

func (x *index) point(id coop.TerritoryID) *Point {
	t := x.territories[id]
	if t == nil || t.Precision == coop.NoPoint {
		return nil
	}
	return &x.points[x.placeRank[id]]
}

func pointOf(t *coop.Territory) Point {
	return Point{Territory: t.ID, Name: t.Name, Level: t.Level, Country: t.Country, Lat: t.Lat, Lon: t.Lon, Precision: t.Precision}
}

// maskTitles masks the titles of documents: they are public wherever a document is cited.
func (x *index) maskTitles() {
	for id, s := range x.sources {
		s.Title, s.Publisher = x.masked(id, s.Title), x.masked(id, s.Publisher)
	}
}

// count sums up the register.
func (c *Catalogue) count(ctx context.Context, x *index) error {
	questions, err := c.q.OpenQuestionCount(ctx)
	if err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	findings, err := c.q.OpenFindingCount(ctx)
	if err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	x.totals = Totals{
		Partnerships: int(x.rows.stand.GetCardinality()), Organisations: x.spokenOf(), Territories: x.placed(),
		Countries: len(x.facets["pays"]), Questions: int(questions), Findings: int(findings),
	}
	x.live = map[coop.SourceID]int{}
	for r := range x.heads.all() {
		if r.replacedBy != 0 {
			continue
		}
		x.live[r.source]++
		x.totals.Records++
		if r.kind == coop.KindFiche {
			x.totals.Fiches++
		}
	}
	x.totals.Sources = len(x.live)
	each(x.rows.stand, func(row uint32) { x.totals.Actions += int(x.rows.actions[row]) })
	return nil
}

// spokenOf counts the organisations that some document surely names: a mere candidate of a question is not counted.
func (x *index) spokenOf() int {
	n := 0
	for id := range x.orgs {
		if x.mentions[id] > 0 || x.isParty(id) {
			n++
		}
	}
	return n
}

// partyOf counts the partnerships in which an organisation is a party.
func (x *index) partyOf(id coop.OrgID) int {
	return x.orgRows[id].count(x.rows.stand)
}

func (x *index) isParty(id coop.OrgID) bool {
	return x.orgRows[id].meets(x.rows.stand)
}

// placed counts the territories that have a partnership, their own or in what lies in them.
func (x *index) placed() int {
	n := 0
	for _, b := range x.placeRows {
		if b.meets(x.rows.stand) {
			n++
		}
	}
	return n
}

// partnerships are the rows in which an organisation is a party, in the order of the titles.
func (x *index) partnerships(id coop.OrgID) []uint32 {
	return x.pageOf(x.orgRows[id].in(x.rows.stand), 0, 0)
}

func (x *index) title(row uint32) string { return unpackItem(x.rows.items.of(row)).title }

// item is a row as a list shows it, but for its budget, which is read from the register (budgets).
func (x *index) item(row uint32) Item {
	p := unpackItem(x.rows.items.of(row))
	return x.itemOf(row, &p)
}

func (x *index) itemOf(row uint32, p *packedItem) Item {
	i := Item{
		ID: x.rows.ids[row], Title: p.title, Status: p.status, Cause: p.cause, Since: p.since, Updated: p.updated, Lately: x.confirmed[x.rows.ids[row]], Themes: p.themes,
		Actions: p.actions, Records: p.records,
	}
	for n, side := range []*[]Ref{&i.Holders, &i.Partners, &i.Others} {
		*side = slices.Grow(*side, len(p.sides[n]))
		for _, r := range p.sides[n] {
			ref := Ref{ID: r.question, Kind: "question", Name: x.masked(r.source, r.text), Asked: true}
			if r.org != 0 {
				ref = x.orgRef(r.org)
			}
			*side = append(*side, ref)
		}
	}
	return i
}

// link is a row as a map draws it.
func (x *index) link(row uint32) Link {
	p := unpackItem(x.rows.items.of(row))
	l := Link{ID: x.rows.ids[row], Title: p.title, Status: p.status}
	for n, side := range []*[]Point{&l.From, &l.To} {
		*side = slices.Grow(*side, len(p.sides[n]))
		for _, r := range p.sides[n] {
			if o := x.orgs[r.org]; o != nil {
				if at := x.pointFor(l.ID, o.Territory); at != nil {
					*side = append(*side, *at)
				}
			}
		}
	}
	return l
}

// items are rows as lists show them.
func (c *Catalogue) items(ctx context.Context, x *index, rows []uint32) ([]Item, error) {
	items, budgets := make([]Item, len(rows)), map[int64]int{}
	for i, row := range rows {
		p := unpackItem(x.rows.items.of(row))
		if items[i] = x.itemOf(row, &p); p.budget != 0 {
			budgets[p.budget] = i
		}
	}
	return items, c.budgets(ctx, x, budgets, items)
}

// Totals are the headline figures of the register.
func (c *Catalogue) Totals(ctx context.Context) (Totals, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Totals{}, err
	}
	return x.totals, nil
}
