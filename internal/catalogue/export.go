package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

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
// question names as a candidate. Their partnerships have no budgets.
func (c *Catalogue) ExportOrganisations(ctx context.Context) (iter.Seq2[Organisation, error], error) {
	x, err := c.current(ctx)
	return func(yield func(Organisation, error) bool) {
		for _, id := range sortedKeys(x.orgs) {
			o := x.orgs[id]
			out := Organisation{
				ID: id, Name: o.Name, Kind: o.Kind, Country: o.Country, Territory: x.territoryRef(o.Territory), Names: o.Names, Values: x.profile(id),
				Codes: x.codes(o), Point: x.point(o.Territory),
			}
			for _, row := range x.partnerships(id) {
				out.Partnerships = append(out.Partnerships, x.item(row))
			}
			var err error
			out.Mentions, err = c.mentionsOf(ctx, x, id)
			if !yield(out, err) || err != nil {
				return
			}
		}
	}, err
}

// EveryOrganisation counts what names every organisation, in the order of the ids.
func (c *Catalogue) EveryOrganisation(ctx context.Context) (iter.Seq2[OrgCount, error], error) {
	x, err := c.current(ctx)
	return func(yield func(OrgCount, error) bool) {
		for _, id := range sortedKeys(x.orgs) {
			if !yield(x.orgCount(id), nil) {
				return
			}
		}
	}, err
}

// ExportTerritories is every territory of the register, in the order of the ids, with what names its organisations.
func (c *Catalogue) ExportTerritories(ctx context.Context) (iter.Seq2[Territory, error], error) {
	x, err := c.current(ctx)
	return func(yield func(Territory, error) bool) {
		for _, id := range x.publicPlaces() {
			out := x.everyTerritory(x.territories[id])
			for _, org := range x.orgsAt[id] {
				mentions, err := c.mentionsOf(ctx, x, org)
				if err != nil {
					yield(out, err)
					return
				}
				out.Mentions = append(out.Mentions, mentions...)
			}
			if !yield(out, nil) {
				return
			}
		}
	}, err
}

// EveryTerritory is every territory of the register, in the order of the ids.
func (c *Catalogue) EveryTerritory(ctx context.Context) (iter.Seq2[Territory, error], error) {
	x, err := c.current(ctx)
	return func(yield func(Territory, error) bool) {
		for _, id := range x.publicPlaces() {
			if !yield(x.everyTerritory(x.territories[id]), nil) {
				return
			}
		}
	}, err
}

// publicPlaces are the territories of the register, in the order of the ids, but for those that only withheld partnerships
// brought in.
func (x *index) publicPlaces() []coop.TerritoryID {
	return slices.DeleteFunc(sortedKeys(x.territories), func(id coop.TerritoryID) bool { return x.kept.places[id] })
}

func (x *index) everyTerritory(t *coop.Territory) Territory {
	out := Territory{
		ID: t.ID, Key: t.Key, Name: t.Name, Level: t.Level, Country: t.Country, Codes: t.Codes, Names: t.Aliases, From: t.From,
		To: t.To, Point: x.point(t.ID), Source: t.Source, Former: x.formerly(t),
	}
	for _, up := range x.lineage(t.Parent) {
		out.Parents = append(out.Parents, *x.territoryRef(up.ID))
	}
	for _, org := range x.orgsAt[t.ID] {
		out.Organisations = append(out.Organisations, x.orgRef(org))
	}
	return out
}

// Facts is everything that records state of partnerships, as tables: a row a fact, with its source. Each is read as it is
// written, and may be read several times.
type Facts struct {
	Partnerships iter.Seq2[Item, error] // in the order of their ids
	Parties      iter.Seq2[PartyFact, error]
	Agreements   iter.Seq2[AgreementFact, error]
	Actions      iter.Seq2[ActionFact, error]
	Money        iter.Seq2[MoneyFact, error]
	Records      iter.Seq2[RecordFact, error]
	Spoken       func(coop.PartnershipID) []Cite // the records that speak of a partnership, in document order
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

// Facts are the facts of the register, public: persons are masked.
func (c *Catalogue) Facts(ctx context.Context) (Facts, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Facts{}, err
	}
	l := &factLoader{c: c, ctx: ctx, x: x, last: int64(len(x.rows.at))}
	return Facts{
		Partnerships: c.eachItem(ctx, x, l.byID()), Parties: joined(l.parties(), l.named()), Agreements: l.agreements(), Actions: l.actions(),
		Money: joined(l.donations(), l.money()), Records: l.records(), Spoken: l.spoken(),
	}, nil
}

type factLoader struct {
	c    *Catalogue
	ctx  context.Context
	x    *index
	last int64 // id of a partnership
	head headings
}

// spoken finds the records of each partnership when it is first asked for those of one.
func (l *factLoader) spoken() func(coop.PartnershipID) []Cite {
	of := sync.OnceValue(func() map[coop.PartnershipID][]*recordHead {
		out := map[coop.PartnershipID][]*recordHead{}
		for r := range l.x.heads.all() {
			for _, p := range l.x.subjects(r) {
				if r.replacedBy == 0 {
					out[p] = append(out[p], r)
				}
			}
		}
		return out
	})
	return func(id coop.PartnershipID) []Cite {
		list := slices.Clone(of()[id])
		slices.SortFunc(list, func(a, b *recordHead) int {
			return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.line, b.line), cmp.Compare(a.id, b.id))
		})
		out := make([]Cite, len(list))
		for i, r := range list {
			out[i] = l.x.cite(r.id, "", r.line, r.end)
		}
		return out
	}
}

// public says that a partnership is not withheld.
func (l *factLoader) public(id int64) bool { return !l.x.kept.withheld[coop.PartnershipID(id)] }

// byID are the rows that stand, in the order of the ids of their partnerships.
func (l *factLoader) byID() []uint32 {
	var out []uint32
	for _, row := range l.x.rows.at {
		if row != 0 {
			out = append(out, row-1)
		}
	}
	return out
}

func (l *factLoader) records() iter.Seq2[RecordFact, error] {
	return func(yield func(RecordFact, error) bool) {
		for r, err := range l.c.ExportRecords(l.ctx) {
			if err == nil && l.x.heads.of(r.ID) == nil {
				continue // written after the index: the next export has it
			}
			f := RecordFact{}
			if err == nil {
				f, err = l.record(r)
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

func (l *factLoader) record(r coop.Record) (RecordFact, error) {
	body, err := l.x.publicBody(r.ID, r.Kind, string(r.Body))
	if err != nil {
		return RecordFact{}, fmt.Errorf("record %d: %w", r.ID, err)
	}
	return RecordFact{RecordRef: l.x.recordRef(r.ID), Body: body}, nil
}

// donations are the amounts of funds, which belong to no partnership, in document order.
func (l *factLoader) donations() iter.Seq2[MoneyFact, error] {
	return func(yield func(MoneyFact, error) bool) {
		rows, err := l.c.q.FundRecords(l.ctx)
		if err != nil {
			yield(MoneyFact{}, fmt.Errorf("funds: %w", err))
			return
		}
		slices.SortFunc(rows, func(a, b db.FundRecordsRow) int {
			return cmp.Or(cmp.Compare(l.x.sourceOf(a.ID), l.x.sourceOf(b.ID)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.ID, b.ID))
		})
		for _, r := range rows {
			list, err := l.gifts(r)
			for _, m := range list {
				if !yield(m, nil) {
					return
				}
			}
			if err != nil {
				yield(MoneyFact{}, err)
				return
			}
		}
	}
}

func (l *factLoader) gifts(r db.FundRecordsRow) ([]MoneyFact, error) {
	id := coop.RecordID(r.ID)
	if l.x.heads.of(id) == nil {
		return nil, nil
	}
	body, err := l.x.publicBody(id, coop.KindFund, r.Body)
	if err != nil {
		return nil, fmt.Errorf("record %d: %w", r.ID, err)
	}
	var fund FundBody
	s := Stated{ID: id, Line: r.Line, LineEnd: r.LineEnd}
	if err := errors.Join(json.Unmarshal(body, &fund), json.Unmarshal([]byte(r.Places), &s.Places)); err != nil {
		return nil, fmt.Errorf("fund of record %d: %w", r.ID, err)
	}
	var out []MoneyFact
	for i, d := range fund.Donations {
		at := s.At(fmt.Sprintf("donations.%d", i))
		out = append(out, MoneyFact{Record: l.x.recordRef(id), PayerText: d.Donor, Money: Money{
			Cents: euroCents(d.Eur), Currency: "EUR", Payer: d.Donor, Place: l.x.cite(id, at.Path, at.Line, at.LineEnd),
		}})
	}
	return out, nil
}

// parties are those of partnerships, each with what it stands under.
func (l *factLoader) parties() iter.Seq2[PartyFact, error] {
	return spanned(l.last, func(s span) ([]db.PartiesRow, error) {
		rows, err := l.c.q.Parties(l.ctx, db.PartiesParams(s))
		if err == nil {
			l.head, err = l.headings(rows)
		}
		return rows, err
	}, func(r db.PartiesRow) (PartyFact, bool) {
		cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		p := Party{Side: coop.Side(r.Side), Role: coop.Role(r.Role), Text: l.x.masked(cite.Source, r.Text), Cite: cite}
		p.Org = Ref{ID: r.Question.Int64, Kind: "question", Name: p.Text, Asked: true}
		if r.Organisation.Valid {
			p.Org = l.x.orgRef(coop.OrgID(r.Organisation.Int64))
		}
		return PartyFact{
			Partnership: coop.PartnershipID(r.Partnership), Party: p, Record: l.x.recordRef(cite.Record), Heading: headingAt(l.head[cite.Record], cite.Path),
		}, l.public(r.Partnership)
	})
}

// headings are the bodies of the records that say under which cercle or country a party stands.
type headings map[coop.RecordID]json.RawMessage

func (l *factLoader) headings(rows []db.PartiesRow) (headings, error) {
	out := headings{}
	for _, r := range rows {
		id := coop.RecordID(r.Record)
		head := l.x.heads.of(id)
		if head == nil || head.replacedBy != 0 || !headed(head.kind, r.Path) || out[id] != nil {
			continue
		}
		row, err := l.c.q.Record(l.ctx, r.Record)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", r.Record, err)
		}
		if out[id], err = l.x.publicBody(id, row.Kind, row.Body); err != nil {
			return nil, fmt.Errorf("record %d: %w", r.Record, err)
		}
	}
	return out, nil
}

// headed: lists and pages name parties under a heading, a fiche those of third countries.
func headed(kind, path string) bool {
	return kind == coop.KindNetwork || kind == coop.KindAtlas || strings.HasPrefix(path, "other.")
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
	if _, err := fmt.Sscanf(path, "other.%d", &n); err == nil {
		return valueAt(body, fmt.Sprintf("other_nations.%d", n))
	}
	if _, err := fmt.Sscanf(path, "foreign_partners.%d", &n); err == nil {
		list = fmt.Sprintf("foreign_partners.%d.country", n)
	}
	return valueAt(body, list)
}

// named are the organisations that records name without making them a party, decided or asked, in the order of records.
func (l *factLoader) named() iter.Seq2[PartyFact, error] {
	return func(yield func(PartyFact, error) bool) {
		asked, err := l.asked()
		party, err2 := l.partyPlaces()
		if err := errors.Join(err, err2); err != nil {
			yield(PartyFact{}, err)
			return
		}
		for from := coop.RecordID(1); int(from) <= len(l.x.heads)*shelf; from += shelf {
			list, err := l.namedIn(span{int64(from), int64(from + shelf - 1)}, party, asked)
			if err != nil {
				yield(PartyFact{}, fmt.Errorf("named: %w", err))
				return
			}
			for _, p := range list {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// asked are the open questions by the record that raises them.
func (l *factLoader) asked() (map[coop.RecordID][]Question, error) {
	questions, err := l.c.Questions(l.ctx, false)
	out := map[coop.RecordID][]Question{}
	for _, q := range questions {
		out[q.Cite.Record] = append(out[q.Cite.Record], q)
	}
	return out, err
}

// partyPlaces are where parties are stated: paths are few, and each is kept once.
func (l *factLoader) partyPlaces() (map[actionKey]bool, error) {
	out, paths := map[actionKey]bool{}, map[string]string{}
	all := spanned(l.last, func(s span) ([]db.PartyPlacesRow, error) { return l.c.q.PartyPlaces(l.ctx, db.PartyPlacesParams(s)) },
		func(r db.PartyPlacesRow) (db.PartyPlacesRow, bool) { return r, true })
	for r, err := range all {
		if err != nil {
			return nil, fmt.Errorf("parties: %w", err)
		}
		if paths[r.Path] == "" {
			paths[r.Path] = r.Path
		}
		out[actionKey{r.Record, paths[r.Path]}] = true
	}
	return out, nil
}

// namedIn are those of a span of records.
func (l *factLoader) namedIn(s span, party map[actionKey]bool, asked map[coop.RecordID][]Question) ([]PartyFact, error) {
	var out []PartyFact
	add := func(org Ref, text string, cite Cite) {
		if !party[actionKey{int64(cite.Record), cite.Path}] {
			out = append(out, PartyFact{Party: Party{Org: org, Text: text, Cite: cite}, Record: l.x.recordRef(cite.Record)})
		}
	}
	mentions, err := l.c.q.Mentions(l.ctx, db.MentionsParams(s))
	for _, r := range mentions {
		if list := l.x.standing([]Mention{l.x.mention(r)}); len(list) > 0 {
			add(l.x.orgRef(l.x.survivor(coop.OrgID(r.Organisation))), list[0].Text, list[0].Cite)
		}
	}
	for id := s.First; id <= s.Last; id++ {
		for _, q := range asked[coop.RecordID(id)] {
			add(Ref{ID: int64(q.ID), Kind: "question", Name: q.Text, Asked: true}, q.Text, q.Cite)
		}
	}
	slices.SortFunc(out, func(a, b PartyFact) int {
		return cmp.Or(cmp.Compare(a.Cite.Record, b.Cite.Record), cmp.Compare(a.Cite.Line, b.Cite.Line), cmp.Compare(a.Cite.Path, b.Cite.Path))
	})
	return out, err
}

func (l *factLoader) agreements() iter.Seq2[AgreementFact, error] {
	return spanned(l.last, func(s span) ([]db.Agreement, error) { return l.c.q.Agreements(l.ctx, db.AgreementsParams(s)) },
		func(r db.Agreement) (AgreementFact, bool) {
			cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
			return AgreementFact{Partnership: coop.PartnershipID(r.Partnership), Agreement: Agreement{
				ID: coop.AgreementID(r.ID), Kind: r.Kind, Label: l.x.masked(cite.Source, r.Label), Date: coop.Date(r.Signed),
				From: coop.Date(r.TermFrom), To: coop.Date(r.TermTo), Cite: cite,
			}, Record: l.x.recordRef(cite.Record)}, l.public(r.Partnership)
		})
}

func (l *factLoader) actions() iter.Seq2[ActionFact, error] {
	return spanned(l.last, func(s span) ([]db.ActionsRow, error) { return l.c.q.Actions(l.ctx, db.ActionsParams(s)) },
		func(r db.ActionsRow) (ActionFact, bool) {
			cite := l.x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
			return ActionFact{Partnership: coop.PartnershipID(r.Partnership), Action: Action{
				ID: coop.ActionID(r.ID), Number: r.Number, Domain: l.x.masked(cite.Source, r.Domain), Theme: r.Theme,
				Description: l.x.masked(cite.Source, r.Description), Period: l.x.masked(cite.Source, r.Period), Start: coop.Date(r.Starts),
				End: coop.Date(r.Ends), Where: l.x.territoryRef(coop.TerritoryID(r.Territory.Int64)), InFrance: r.InFrance, Cite: cite,
			}, Record: l.x.recordRef(cite.Record)}, l.public(r.Partnership)
		})
}

func (l *factLoader) money() iter.Seq2[MoneyFact, error] {
	return spanned(l.last, func(s span) ([]db.FinancingsRow, error) { return l.c.q.Financings(l.ctx, db.FinancingsParams(s)) },
		func(r db.FinancingsRow) (MoneyFact, bool) {
			m := l.x.money(r)
			return MoneyFact{
				Partnership: coop.PartnershipID(r.Partnership), Action: r.ActionPath, Kind: r.Kind, PayerText: l.x.masked(m.Place.Source, r.PayerText),
				Money: m, Record: l.x.recordRef(m.Place.Record),
			}, l.public(r.Partnership)
		})
}
