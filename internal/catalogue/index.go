package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// index is one immutable generation of what lists need: every partnership as an item, with bitmaps by word and by
// facet value. A position in items is a document of the bitmaps; positions follow the title.
type index struct {
	version      string
	items        []Item
	position     map[coop.PartnershipID]uint32
	all          *roaring.Bitmap
	words        map[string]*roaring.Bitmap
	titles       map[string]*roaring.Bitmap // the words of titles alone
	sorted       []string                   // the words, for prefixes
	facets       map[string]map[string]*roaring.Bitmap
	labels       map[string]map[string]label // facet → value → name of its own
	links        []Link
	orders       map[string][]uint32 // sort → positions
	territories  map[coop.TerritoryID]*coop.Territory
	children     map[coop.TerritoryID][]coop.TerritoryID
	placeOf      map[string]coop.TerritoryID // by key
	orgOf        map[string]coop.OrgID       // by key
	lives        map[lifeKey]*coop.Life
	events       []coop.Succession
	orgs         map[coop.OrgID]*coop.Organisation
	mergedOrgs   map[coop.OrgID]coop.OrgID
	orgsAt       map[coop.TerritoryID][]coop.OrgID
	partnerships map[coop.OrgID][]uint32 // items in which it is a party
	sources      map[coop.SourceID]*coop.Source
	records      map[coop.RecordID]*recordHead
	subjects     map[coop.RecordID][]coop.PartnershipID
	mentions     map[coop.OrgID][]Mention
	masks        map[coop.SourceID]*masker
	live         map[coop.SourceID]int // records that nothing has taken the place of
	totals       Totals
}

// label is the name of a facet value with what it is sorted by.
type label struct {
	text, folded string
	former       bool // of a division that is no more: an old address finds it, a list does not offer it
}

// recordHead is a record without its body.
type recordHead struct {
	id         coop.RecordID
	source     coop.SourceID
	kind       string
	title      string
	dated      coop.Date
	line, end  int
	replacedBy coop.RecordID
}

func (c *Catalogue) load(ctx context.Context, version string) (*index, error) {
	x := &index{
		version: version, position: map[coop.PartnershipID]uint32{}, all: roaring.New(), words: map[string]*roaring.Bitmap{}, titles: map[string]*roaring.Bitmap{},
		facets: map[string]map[string]*roaring.Bitmap{}, labels: map[string]map[string]label{}, orders: map[string][]uint32{},
		territories: map[coop.TerritoryID]*coop.Territory{}, children: map[coop.TerritoryID][]coop.TerritoryID{},
		orgs: map[coop.OrgID]*coop.Organisation{}, mergedOrgs: map[coop.OrgID]coop.OrgID{}, orgsAt: map[coop.TerritoryID][]coop.OrgID{}, partnerships: map[coop.OrgID][]uint32{},
		sources: map[coop.SourceID]*coop.Source{}, records: map[coop.RecordID]*recordHead{},
		subjects: map[coop.RecordID][]coop.PartnershipID{}, mentions: map[coop.OrgID][]Mention{}, masks: map[coop.SourceID]*masker{},
		live: map[coop.SourceID]int{}, placeOf: map[string]coop.TerritoryID{}, orgOf: map[string]coop.OrgID{}, lives: map[lifeKey]*coop.Life{},
	}
	for _, step := range []func(context.Context, *index) error{
		c.loadSources, c.loadRecords, c.loadTerritories, c.loadOrganisations, c.loadLives, c.loadMentions, c.loadPartnerships,
	} {
		if err := step(ctx, x); err != nil {
			return nil, fmt.Errorf("load index: %w", err)
		}
	}
	return x, c.count(ctx, x)
}

func (c *Catalogue) loadSources(ctx context.Context, x *index) error {
	rows, err := c.q.Sources(ctx)
	if err != nil {
		return err
	}
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

func (c *Catalogue) loadRecords(ctx context.Context, x *index) error {
	rows, err := c.q.RecordBodies(ctx)
	if err != nil {
		return err
	}
	bodies := map[coop.SourceID][]json.RawMessage{}
	for _, r := range rows {
		source := coop.SourceID(r.Source)
		x.records[coop.RecordID(r.ID)] = &recordHead{
			id: coop.RecordID(r.ID), source: source, kind: r.Kind, title: r.Title, dated: coop.Date(r.Dated),
			line: r.Line, end: r.LineEnd, replacedBy: coop.RecordID(r.ReplacedBy.Int64),
		}
		if !r.ReplacedBy.Valid {
			x.live[source]++
		}
		bodies[source] = append(bodies[source], json.RawMessage(r.Body))
	}
	for source, list := range bodies {
		x.masks[source] = newMasker(list)
		if s := x.sources[source]; s != nil { // a title is public wherever its document is cited
			s.Title, s.Publisher = x.masked(source, s.Title), x.masked(source, s.Publisher)
		}
	}
	return c.loadSubjects(ctx, x)
}

// loadSubjects notes of which partnerships each record speaks, as they are today: merged ones are those they lead to.
func (c *Catalogue) loadSubjects(ctx context.Context, x *index) error {
	merged, err := c.q.MergedPartnerships(ctx)
	if err != nil {
		return err
	}
	into := map[int64]int64{}
	for _, m := range merged {
		into[m.ID] = m.MergedInto.Int64
	}
	subjects, err := c.q.RecordSubjects(ctx)
	for _, s := range subjects {
		record, subject := coop.RecordID(s.Record), s.Subject
		for into[subject] != 0 {
			subject = into[subject]
		}
		if id := coop.PartnershipID(subject); !slices.Contains(x.subjects[record], id) {
			x.subjects[record] = append(x.subjects[record], id)
		}
	}
	return err
}

func (c *Catalogue) loadTerritories(ctx context.Context, x *index) error {
	rows, err := c.q.Territories(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		t := &coop.Territory{
			ID: coop.TerritoryID(r.ID), Key: r.Key, Name: r.Name, Level: r.Level, Country: r.Country,
			Parent: coop.TerritoryID(cmp.Or(r.ParentNow.Int64, r.Parent.Int64)), Lat: r.Lat, Lon: r.Lon,
			Precision: coop.Precision(r.Point), From: coop.Date(r.ValidFrom), To: coop.Date(r.ValidTo), Source: r.Origin,
		}
		if err := json.Unmarshal([]byte(r.Codes), &t.Codes); err != nil {
			return fmt.Errorf("codes of territory %d: %w", r.ID, err)
		}
		if err := json.Unmarshal([]byte(r.Names), &t.Aliases); err != nil {
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
	for _, r := range rows {
		o := &coop.Organisation{
			ID: coop.OrgID(r.ID), Key: r.Key, Name: r.Name, Kind: coop.OrgKind(r.Kind), Country: r.Country,
			Territory: coop.TerritoryID(r.Territory.Int64), From: coop.Date(r.ValidFrom), To: coop.Date(r.ValidTo),
		}
		if err := json.Unmarshal([]byte(r.Names), &o.Names); err != nil {
			return fmt.Errorf("names of organisation %d: %w", r.ID, err)
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

func (c *Catalogue) loadMentions(ctx context.Context, x *index) error {
	rows, err := c.q.Mentions(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.Line)
		org := x.survivor(coop.OrgID(r.Organisation))
		x.mentions[org] = append(x.mentions[org], Mention{Text: x.masked(cite.Source, r.Text), Cite: cite})
	}
	return nil
}

// cite is the place of a value with its document.
func (x *index) cite(record coop.RecordID, path string, line, end int) Cite {
	c := Cite{Record: record, Path: path, Line: line, LineEnd: end}
	r := x.records[record]
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

func (x *index) masked(source coop.SourceID, text string) string {
	if m := x.masks[source]; m != nil {
		return m.mask(text)
	}
	return text
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
	return &Point{Territory: id, Name: t.Name, Level: t.Level, Country: t.Country, Lat: t.Lat, Lon: t.Lon, Precision: t.Precision}
}

// freeze sorts the drafts by title and turns them into bitmaps.
func (x *index) freeze(list []*draft) {
	sort.SliceStable(list, func(i, j int) bool { return coop.Fold(list[i].item.Title) < coop.Fold(list[j].item.Title) })
	for i, d := range list {
		n := uint32(i)
		x.items = append(x.items, d.item)
		x.links = append(x.links, d.link)
		x.position[d.item.ID] = n
		x.all.Add(n)
		for name, values := range d.facets {
			for v := range values {
				add(x.facets, name, v, n)
			}
		}
		note(x.words, strings.Join(d.text, " "), n)
		note(x.titles, d.item.Title, n)
		x.parties(n, d.item)
	}
	for w := range x.words {
		x.sorted = append(x.sorted, w)
	}
	slices.Sort(x.sorted)
	x.order()
	for name, values := range x.facets {
		x.labels[name] = make(map[string]label, len(values))
		for v := range values {
			text := x.label(name, v)
			x.labels[name][v] = label{text, coop.Fold(text), x.isFormer(name, v)}
		}
	}
}

func note(index map[string]*roaring.Bitmap, text string, n uint32) {
	for _, w := range words(text) {
		if index[w] == nil {
			index[w] = roaring.New()
		}
		index[w].Add(n)
	}
}

func add(facets map[string]map[string]*roaring.Bitmap, name, value string, n uint32) {
	if facets[name] == nil {
		facets[name] = map[string]*roaring.Bitmap{}
	}
	if facets[name][value] == nil {
		facets[name][value] = roaring.New()
	}
	facets[name][value].Add(n)
}

func (x *index) parties(n uint32, item Item) {
	for _, side := range [][]Ref{item.Holders, item.Partners, item.Others} {
		for _, r := range side {
			if org := coop.OrgID(r.ID); !r.Asked && !slices.Contains(x.partnerships[org], n) {
				x.partnerships[org] = append(x.partnerships[org], n)
			}
		}
	}
}

// order prepares the sorts other than by title: latest update, oldest agreement, largest stated budget.
func (x *index) order() {
	by := func(name string, less func(a, b *Item) bool) {
		o := make([]uint32, len(x.items))
		for i := range o {
			o[i] = uint32(i)
		}
		sort.SliceStable(o, func(i, j int) bool { return less(&x.items[o[i]], &x.items[o[j]]) })
		x.orders[name] = o
	}
	by("maj", func(a, b *Item) bool { return a.Updated > b.Updated })
	by("depuis", func(a, b *Item) bool { return a.Since != "" && (b.Since == "" || a.Since < b.Since) })
	by("montant", func(a, b *Item) bool { return euros(a.Budget) > euros(b.Budget) })
}

func euros(m *Money) int64 {
	switch {
	case m == nil:
		return -1
	case m.Currency == "XOF":
		return m.Cents * 1000 / 655957
	}
	return m.Cents
}

func (c *Catalogue) count(ctx context.Context, x *index) error {
	questions, err := c.q.Questions(ctx)
	if err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	findings, err := c.q.Findings(ctx)
	if err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	x.totals = Totals{
		Partnerships: len(x.items), Organisations: x.spokenOf(), Territories: x.placed(), Sources: len(x.live),
		Countries: len(x.facets["pays"]),
	}
	for _, r := range x.records {
		if r.replacedBy == 0 {
			x.totals.Records++
			if r.kind == coop.KindFiche {
				x.totals.Fiches++
			}
		}
	}
	for _, i := range x.items {
		x.totals.Actions += i.Actions
	}
	for _, q := range questions {
		if !q.Answer.Valid {
			x.totals.Questions++
		}
	}
	for _, f := range findings {
		if f.State == string(coop.FindingOpen) || f.State == string(coop.FindingReopened) {
			x.totals.Findings++
		}
	}
	return nil
}

// spokenOf counts the organisations that some document surely names: a mere candidate of a question is not counted.
func (x *index) spokenOf() int {
	n := 0
	for id := range x.orgs {
		if len(x.mentions[id]) > 0 || len(x.partnerships[id]) > 0 {
			n++
		}
	}
	return n
}

// placed counts the territories that have a partnership, their own or in what lies in them.
func (x *index) placed() int {
	found := map[coop.TerritoryID]bool{}
	for id := range x.partnerships {
		for _, t := range x.lineage(x.orgs[id].Territory) {
			found[t.ID] = true
		}
	}
	return len(found)
}

// Totals are the headline figures of the register.
func (c *Catalogue) Totals(ctx context.Context) (Totals, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Totals{}, err
	}
	return x.totals, nil
}
