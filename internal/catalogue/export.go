package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// batch is the number of records read at a time when all of them are written out.
const batch = 500

// ExportRecords gives every record that nothing has taken the place of, in document order, complete: it is private,
// for the operator alone.
func (c *Catalogue) ExportRecords(ctx context.Context) iter.Seq2[coop.Record, error] {
	return func(yield func(coop.Record, error) bool) {
		var last db.RecordsFromRow
		for {
			rows, err := c.q.RecordsFrom(ctx, db.RecordsFromParams{Source: last.Source, Line: last.Line, ID: last.ID, Most: batch})
			if err != nil {
				yield(coop.Record{}, fmt.Errorf("export records: %w", err))
				return
			}
			for _, last = range rows {
				if r, err := record(last); !yield(r, err) || err != nil {
					return
				}
			}
			if len(rows) < batch {
				return
			}
		}
	}
}

func record(r db.RecordsFromRow) (coop.Record, error) {
	out := coop.Record{
		ID: coop.RecordID(r.ID), Source: coop.SourceID(r.Source), Document: r.Document, SHA256: r.Sha256, Kind: r.Kind, Locator: r.Locator,
		Line: r.Line, LineEnd: r.LineEnd, Body: json.RawMessage(r.Body),
	}
	if err := json.Unmarshal([]byte(r.Places), &out.Places); err != nil {
		return out, fmt.Errorf("places of record %d: %w", r.ID, err)
	}
	return out, nil
}

// ExportOrganisations is every organisation with its mentions, in the order of the ids: also those that only an open
// question names as a candidate.
func (c *Catalogue) ExportOrganisations(ctx context.Context) ([]Organisation, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	mentions, err := c.allMentions(ctx, x)
	if err != nil {
		return nil, err
	}
	all := make([]Organisation, 0, len(x.orgs))
	for id, o := range x.orgs {
		out := Organisation{
			ID: id, Name: o.Name, Kind: o.Kind, Country: o.Country, Territory: x.territoryRef(o.Territory), Names: o.Names,
			Mentions: mentions[id], Point: x.point(o.Territory),
		}
		out.Codes = x.codes(o)
		if out.Partnerships, err = c.items(ctx, x, x.partnerships(id)); err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	slices.SortFunc(all, func(a, b Organisation) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// ExportTerritories is every territory of the register, in the order of the ids.
func (c *Catalogue) ExportTerritories(ctx context.Context) ([]Territory, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	mentions, err := c.allMentions(ctx, x)
	if err != nil {
		return nil, err
	}
	all := make([]Territory, 0, len(x.territories))
	for id, t := range x.territories {
		out := Territory{
			ID: id, Key: t.Key, Name: t.Name, Level: t.Level, Country: t.Country, Codes: t.Codes, Names: t.Aliases, From: t.From,
			To: t.To, Point: x.point(id), Source: t.Source, Former: x.formerly(t),
		}
		for _, up := range x.lineage(t.Parent) {
			out.Parents = append(out.Parents, *x.territoryRef(up.ID))
		}
		for _, org := range x.orgsAt[id] {
			out.Organisations = append(out.Organisations, x.orgRef(org))
			out.Mentions = append(out.Mentions, mentions[org]...)
		}
		all = append(all, out)
	}
	slices.SortFunc(all, func(a, b Territory) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Facts is everything that records state of partnerships, as tables: a row a fact, with its source.
type Facts struct {
	Partnerships []Item // in the order of their ids
	Parties      []PartyFact
	Agreements   []AgreementFact
	Actions      []ActionFact
	Money        []MoneyFact
	Records      []RecordFact
}

// PartyFact is an organisation that a record names: as a party, or (Partnership 0) as a lead, a donor, an owner.
type PartyFact struct {
	Partnership coop.PartnershipID
	Party
	Record  RecordRef
	Heading string // what it stands under in the document: the cercle of a table, the country of a column
}

// AgreementFact is an agreement of a partnership.
type AgreementFact struct {
	Partnership coop.PartnershipID
	Agreement
	Record RecordRef
}

// ActionFact is an action of a partnership.
type ActionFact struct {
	Partnership coop.PartnershipID
	Action
	Record RecordRef
}

// MoneyFact is a stated amount: of an action (its path in the record), of a partnership, or (Partnership 0) of a fund.
type MoneyFact struct {
	Partnership coop.PartnershipID
	Action      string
	Kind        string
	PayerText   string
	Money
	Record RecordRef
}

// RecordFact is a record with its public body.
type RecordFact struct {
	RecordRef
	Body json.RawMessage
}

// Facts loads every fact of the register, public: persons are masked.
func (c *Catalogue) Facts(ctx context.Context) (Facts, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Facts{}, err
	}
	l := factLoader{c: c, x: x}
	if l.f.Partnerships, err = c.items(ctx, x, x.rows.stand.ToArray()); err != nil {
		return l.f, fmt.Errorf("facts: %w", err)
	}
	slices.SortFunc(l.f.Partnerships, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	for _, step := range []func(context.Context) error{l.records, l.parties, l.named, l.agreements, l.actions, l.money} {
		if err := step(ctx); err != nil {
			return l.f, fmt.Errorf("facts: %w", err)
		}
	}
	return l.f, nil
}

type factLoader struct {
	c *Catalogue
	x *index
	f Facts
}

func (l *factLoader) records(ctx context.Context) error {
	for r, err := range l.c.ExportRecords(ctx) {
		if err != nil {
			return err
		}
		if l.x.heads.of(r.ID) == nil {
			continue // written after the index: the next export has it
		}
		ref := l.x.recordRef(r.ID)
		body, err := publicBody(r.Kind, r.Body, l.x.maskOf(r.Source))
		if err != nil {
			return fmt.Errorf("record %d: %w", r.ID, err)
		}
		l.f.Records = append(l.f.Records, RecordFact{RecordRef: ref, Body: body})
		if r.Kind == coop.KindFund {
			if err := l.donations(r, ref, body); err != nil {
				return err
			}
		}
	}
	return nil
}

// donations are the amounts of a fund, which belong to no partnership.
func (l *factLoader) donations(r coop.Record, ref RecordRef, body json.RawMessage) error {
	var fund FundBody
	if err := json.Unmarshal(body, &fund); err != nil {
		return fmt.Errorf("fund of record %d: %w", r.ID, err)
	}
	s := Stated{ID: r.ID, Line: r.Line, LineEnd: r.LineEnd, Places: r.Places}
	for i, d := range fund.Donations {
		at := s.At(fmt.Sprintf("donations.%d", i))
		l.f.Money = append(l.f.Money, MoneyFact{Record: ref, PayerText: d.Donor, Money: Money{
			Cents: int64(d.Eur*100 + 0.5), Currency: "EUR", Payer: d.Donor, Place: l.x.cite(r.ID, at.Path, at.Line, at.LineEnd),
		}})
	}
	return nil
}

// parties are those of partnerships, each with what it stands under.
func (l *factLoader) parties(ctx context.Context) error {
	rows, err := l.c.q.Parties(ctx)
	for _, r := range rows {
		if l.x.kept.withheld[coop.PartnershipID(r.Partnership)] {
			continue
		}
		cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		p := Party{Side: coop.Side(r.Side), Role: coop.Role(r.Role), Text: l.x.masked(cite.Source, r.Text), Cite: cite}
		p.Org = Ref{ID: r.Question.Int64, Kind: "question", Name: p.Text, Asked: true}
		if r.Organisation.Valid {
			p.Org = l.x.orgRef(coop.OrgID(r.Organisation.Int64))
		}
		l.f.Parties = append(l.f.Parties, PartyFact{Partnership: coop.PartnershipID(r.Partnership), Party: p, Record: l.x.recordRef(cite.Record)})
	}
	l.headings()
	return err
}

// headings says under which cercle or country of its document a party stands.
func (l *factLoader) headings() {
	bodies := map[coop.RecordID]json.RawMessage{}
	for _, r := range l.f.Records {
		if r.Kind == coop.KindNetwork || r.Kind == coop.KindAtlas {
			bodies[r.ID] = r.Body
		}
	}
	for i := range l.f.Parties {
		p := &l.f.Parties[i]
		p.Heading = headingAt(bodies[p.Cite.Record], p.Cite.Path)
	}
}

func headingAt(body json.RawMessage, path string) string {
	var list string
	var n int
	if body == nil {
		return ""
	}
	if _, err := fmt.Sscanf(path, "rows.%d", &n); err == nil {
		return valueAt(body, fmt.Sprintf("rows.%d.cercle", n))
	}
	if _, err := fmt.Sscanf(path, "foreign_partners.%d", &n); err == nil {
		list = fmt.Sprintf("foreign_partners.%d.country", n)
	}
	return valueAt(body, list)
}

// named adds the organisations that records name without making them a party, decided or asked.
func (l *factLoader) named(ctx context.Context) error {
	type place struct {
		record coop.RecordID
		path   string
	}
	party := map[place]bool{}
	for _, p := range l.f.Parties {
		party[place{p.Cite.Record, p.Cite.Path}] = true
	}
	var rest []PartyFact
	add := func(org Ref, text string, cite Cite) {
		if !party[place{cite.Record, cite.Path}] {
			rest = append(rest, PartyFact{Party: Party{Org: org, Text: text, Cite: cite}, Record: l.x.recordRef(cite.Record)})
		}
	}
	mentions, err := l.c.allMentions(ctx, l.x)
	if err != nil {
		return err
	}
	for org, list := range mentions {
		for _, m := range l.x.standing(list) {
			add(l.x.orgRef(org), m.Text, m.Cite)
		}
	}
	questions, err := l.c.Questions(ctx, false)
	for _, q := range questions {
		add(Ref{ID: int64(q.ID), Kind: "question", Name: q.Text, Asked: true}, q.Text, q.Cite)
	}
	slices.SortFunc(rest, func(a, b PartyFact) int {
		return cmp.Or(cmp.Compare(a.Cite.Record, b.Cite.Record), cmp.Compare(a.Cite.Line, b.Cite.Line), cmp.Compare(a.Cite.Path, b.Cite.Path))
	})
	l.f.Parties = append(l.f.Parties, rest...)
	return err
}

func (l *factLoader) agreements(ctx context.Context) error {
	rows, err := l.c.q.Agreements(ctx)
	for _, r := range rows {
		if l.x.kept.withheld[coop.PartnershipID(r.Partnership)] {
			continue
		}
		cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		l.f.Agreements = append(l.f.Agreements, AgreementFact{Partnership: coop.PartnershipID(r.Partnership), Agreement: Agreement{
			ID: coop.AgreementID(r.ID), Kind: r.Kind, Label: l.x.masked(cite.Source, r.Label), Date: coop.Date(r.Signed),
			From: coop.Date(r.TermFrom), To: coop.Date(r.TermTo), Cite: cite,
		}, Record: l.x.recordRef(cite.Record)})
	}
	return err
}

func (l *factLoader) actions(ctx context.Context) error {
	rows, err := l.c.q.Actions(ctx)
	for _, r := range rows {
		if l.x.kept.withheld[coop.PartnershipID(r.Partnership)] {
			continue
		}
		cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		l.f.Actions = append(l.f.Actions, ActionFact{Partnership: coop.PartnershipID(r.Partnership), Action: Action{
			ID: coop.ActionID(r.ID), Number: r.Number, Domain: l.x.masked(cite.Source, r.Domain), Theme: r.Theme,
			Description: l.x.masked(cite.Source, r.Description), Period: l.x.masked(cite.Source, r.Period), Start: coop.Date(r.Starts),
			End: coop.Date(r.Ends), Where: l.x.territoryRef(coop.TerritoryID(r.Territory.Int64)), InFrance: r.InFrance, Cite: cite,
		}, Record: l.x.recordRef(cite.Record)})
	}
	return err
}

func (l *factLoader) money(ctx context.Context) error {
	rows, err := l.c.q.Financings(ctx)
	for _, r := range rows {
		if l.x.kept.withheld[coop.PartnershipID(r.Partnership)] {
			continue
		}
		m := l.x.money(r)
		l.f.Money = append(l.f.Money, MoneyFact{
			Partnership: coop.PartnershipID(r.Partnership), Action: r.ActionPath, Kind: r.Kind, PayerText: l.x.masked(m.Place.Source, r.PayerText),
			Money: m, Record: l.x.recordRef(m.Place.Record),
		})
	}
	return err
}
