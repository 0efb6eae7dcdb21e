package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"kafo/internal/coop"
)

// EditionItem is an edition in the list of them.
type EditionItem struct {
	ID       coop.EditionID
	Series   string
	Title    string
	Date     coop.Date
	Host     string
	Former   coop.EditionID
	Author   coop.Author
	FrozenAt int64 // Unix milliseconds, UTC
	Fiches   int
}

// Edition is an edition as its page shows it: what was frozen, without what is no longer public.
type Edition struct {
	coop.Edition
	Counted EditionCount
	Fiches  []EditionFiche // in the order of print
	Coming  []EditionComing
	Errata  []coop.Erratum
	Before  *EditionItem // the former edition of its series
	After   *EditionItem // the next one
	Gone    int          // fiches that are shown no more
}

// EditionFiche is a fiche of an edition.
type EditionFiche struct {
	RecordRef
	Section string
	Mark    coop.FicheMark
	Was     coop.RecordID
	Gone    FicheGone
}

// FicheGone says why a fiche of an edition is shown no more.
type FicheGone string

// What takes a fiche out of an edition.
const (
	FicheThere     FicheGone = ""
	FicheWithheld  FicheGone = "withheld"  // not public, for somebody's safety
	FicheWithdrawn FicheGone = "withdrawn" // its document was withdrawn
)

// EditionComing is an entry that is to come.
type EditionComing struct {
	Section, Title string
	Record         coop.RecordID      // that announces it
	Partnership    coop.PartnershipID // of which a reply is awaited, as it is known today
}

// Editions are all editions, the latest first.
func (c *Catalogue) Editions(ctx context.Context) ([]EditionItem, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.Editions(ctx)
	if err != nil {
		return nil, fmt.Errorf("editions: %w", err)
	}
	out := make([]EditionItem, len(rows))
	for i, r := range rows {
		out[i] = EditionItem{
			ID: coop.EditionID(r.ID), Series: r.Series, Title: x.kept.names.mask(r.Title), Date: coop.Date(r.Dated), Host: x.kept.names.mask(r.Host),
			Former: coop.EditionID(r.Former), Author: coop.Author(r.Author), FrozenAt: r.At, Fiches: int(r.Fiches),
		}
	}
	return out, nil
}

// Edition is one edition. Error: notfound.
func (c *Catalogue) Edition(ctx context.Context, id coop.EditionID) (Edition, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Edition{}, err
	}
	e, err := c.frozen(ctx, id)
	if err != nil {
		return Edition{}, err
	}
	mask := x.kept.names.mask
	for _, text := range []*string{&e.Title, &e.Host, &e.Foreword, &e.Comment} {
		*text = mask(*text)
	}
	out := Edition{Edition: e}
	if err := json.Unmarshal(e.Overview, &out.Counted); err != nil {
		return out, fmt.Errorf("overview of edition %d: %w", id, err)
	}
	x.printed(&out)
	rows, err := c.q.Errata(ctx, int64(id))
	if err != nil {
		return out, fmt.Errorf("errata of edition %d: %w", id, err)
	}
	for _, r := range rows {
		out.Errata = append(out.Errata, coop.Erratum{Edition: id, Text: mask(r.Text), Author: coop.Author(r.Author), At: r.At})
	}
	return out, c.neighbours(ctx, &out)
}

// printed gives an edition its fiches and entries as they are public today.
func (x *index) printed(e *Edition) {
	for _, f := range e.Edition.Fiches {
		one := EditionFiche{RecordRef: x.recordRef(f.Record), Section: f.Section, Mark: f.Mark, Was: f.Was}
		switch head := x.heads.of(f.Record); {
		case head == nil:
			one.Gone = FicheWithheld
		case head.replacedBy == head.id:
			one.Gone = FicheWithdrawn
		}
		if one.Gone != FicheThere {
			one.RecordRef = RecordRef{}
			e.Gone++
		}
		e.Fiches = append(e.Fiches, one)
	}
	for _, f := range e.Edition.Coming {
		head := x.heads.of(f.Record)
		f.Partnership = x.standsFor(f.Partnership)
		if _, public := x.rows.row(f.Partnership); f.Record != 0 && head == nil || f.Partnership != 0 && !public {
			continue
		}
		title := x.kept.names.mask(f.Title)
		if head != nil {
			title = x.masked(head.source, f.Title)
		}
		e.Coming = append(e.Coming, EditionComing{f.Section, title, f.Record, f.Partnership})
	}
}

// neighbours finds the editions of the series before and after.
func (c *Catalogue) neighbours(ctx context.Context, e *Edition) error {
	all, err := c.Editions(ctx)
	for _, other := range all {
		if other.ID == e.Former {
			e.Before = &other
		}
		if other.Former == e.ID {
			e.After = &other
		}
	}
	return err
}

// frozen reads what was frozen, as it was.
func (c *Catalogue) frozen(ctx context.Context, id coop.EditionID) (coop.Edition, error) {
	r, err := c.q.EditionByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Edition{}, coop.Refuse(coop.NotFound, "edition.notfound", int64(id))
	}
	if err != nil {
		return coop.Edition{}, fmt.Errorf("edition %d: %w", id, err)
	}
	e := coop.Edition{
		ID: id, Series: r.Series, Title: r.Title, Date: coop.Date(r.Dated), Host: r.Host, Foreword: r.Foreword, Comment: r.Comment,
		Since: coop.Date(r.Since), Year: int(r.Year), Overview: json.RawMessage(r.Overview), Former: coop.EditionID(r.Former), Author: coop.Author(r.Author), FrozenAt: r.At,
	}
	if err := errors.Join(json.Unmarshal([]byte(r.Scope), &e.Scope), json.Unmarshal([]byte(r.Forms), &e.Forms)); err != nil {
		return e, fmt.Errorf("edition %d: %w", id, err)
	}
	fiches, err := c.q.EditionFiches(ctx, int64(id))
	if err != nil {
		return e, fmt.Errorf("fiches of edition %d: %w", id, err)
	}
	for _, f := range fiches {
		e.Fiches = append(e.Fiches, coop.EditionFiche{Record: coop.RecordID(f.Record), Section: f.Section, Mark: coop.FicheMark(f.Mark), Was: coop.RecordID(f.Was)})
	}
	coming, err := c.q.EditionComing(ctx, int64(id))
	if err != nil {
		return e, fmt.Errorf("entries of edition %d: %w", id, err)
	}
	for _, f := range coming {
		e.Coming = append(e.Coming, coop.EditionComing{Section: f.Section, Title: f.Title, Record: coop.RecordID(f.Record), Partnership: coop.PartnershipID(f.Partnership)})
	}
	return e, nil
}

// FichesPrinted are the fiches of an edition that are shown, each read as it is printed: its public body, and the contacts
// that are published. Of 2 000 one is held at a time.
func (c *Catalogue) FichesPrinted(ctx context.Context, e Edition) iter.Seq2[FichePrinted, error] {
	return func(yield func(FichePrinted, error) bool) {
		x, err := c.current(ctx)
		for _, f := range e.Fiches {
			one := FichePrinted{EditionFiche: f}
			if err == nil && f.Gone == FicheThere {
				err = c.printedFiche(ctx, x, &one)
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

// FichePrinted is a fiche with what is printed of it.
type FichePrinted struct {
	EditionFiche
	Body     json.RawMessage // public; nil of one that is gone
	Contacts []coop.Contact  // that are public: addresses of offices, and of persons who agreed
	Country  string          // of the partner side
}

func (c *Catalogue) printedFiche(ctx context.Context, x *index, f *FichePrinted) error {
	row, err := c.q.Record(ctx, int64(f.ID))
	if err != nil {
		return fmt.Errorf("record %d: %w", f.ID, err)
	}
	if f.Body, err = x.publicBody(f.ID, row.Kind, row.Body); err != nil {
		return fmt.Errorf("record %d: %w", f.ID, err)
	}
	for _, p := range f.Partnership {
		if n, ok := x.rows.row(coop.PartnershipID(p.ID)); ok && f.Country == "" {
			for _, r := range x.item(n).Partners {
				f.Country = cmp.Or(f.Country, r.Country)
			}
		}
	}
	rows, err := c.q.PublicContacts(ctx, int64(f.ID))
	if err != nil {
		return fmt.Errorf("contacts of record %d: %w", f.ID, err)
	}
	for _, r := range rows {
		if one := contact(r); one.Printable() {
			f.Contacts = append(f.Contacts, one)
		}
	}
	return nil
}

// FundsPrinted are the statements of funds in the documents of the fiches of an edition: who gave what (donateurs).
func (c *Catalogue) FundsPrinted(ctx context.Context, e Edition) ([]FundPrinted, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	sources := map[coop.SourceID]bool{}
	for _, f := range e.Fiches {
		sources[f.Cite.Source] = f.Gone == FicheThere
	}
	rows, err := c.q.FundRecords(ctx)
	if err != nil {
		return nil, fmt.Errorf("funds: %w", err)
	}
	var out []FundPrinted
	for _, r := range rows {
		head := x.heads.of(coop.RecordID(r.ID))
		if head == nil || head.replacedBy != 0 || !sources[head.source] {
			continue
		}
		body, err := x.publicBody(head.id, head.kind, r.Body)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", r.ID, err)
		}
		one := FundPrinted{RecordRef: x.recordRef(head.id)}
		if err := json.Unmarshal(body, &one.Body); err != nil {
			return nil, fmt.Errorf("record %d: %w", r.ID, err)
		}
		out = append(out, one)
	}
	return out, nil
}

// FundPrinted is the statement of a fund.
type FundPrinted struct {
	RecordRef
	Body FundBody
}

// former is the last edition of a series, an empty one where there is none.
func (c *Catalogue) former(ctx context.Context, series string) (coop.Edition, error) {
	list, err := c.q.LastEdition(ctx, series)
	if err != nil || len(list) == 0 || series == "" {
		return coop.Edition{}, wrapped(err, "editions")
	}
	return c.frozen(ctx, coop.EditionID(list[0]))
}

// mark says of the fiches of a draft what is new since the former edition: the same record is the same; one that took its
// place, or speaks of the same partnership, is changed.
func (c *Catalogue) mark(ctx context.Context, x *index, e *coop.Edition, former coop.Edition) error {
	if former.ID == 0 {
		return nil
	}
	e.Former = former.ID
	were, of := map[coop.RecordID]bool{}, map[coop.PartnershipID]coop.RecordID{}
	for _, f := range former.Fiches {
		were[f.Record] = true
		if head := x.heads.of(f.Record); head != nil {
			for _, p := range x.subjects(head) {
				of[p] = f.Record
			}
		}
	}
	for i := range e.Fiches {
		f := &e.Fiches[i]
		if were[f.Record] {
			continue
		}
		was, err := c.stoodFor(ctx, f.Record, were)
		if err != nil {
			return err
		}
		for _, p := range x.subjects(x.heads.of(f.Record)) {
			if was == 0 {
				was = of[p]
			}
		}
		f.Was, f.Mark = was, coop.FicheAdded
		if was != 0 {
			f.Mark = coop.FicheChanged
		}
	}
	return nil
}

// stoodFor is the record of a set whose place one took, through all between; 0 for none.
func (c *Catalogue) stoodFor(ctx context.Context, id coop.RecordID, were map[coop.RecordID]bool) (coop.RecordID, error) {
	list, seen := []int64{int64(id)}, map[int64]bool{int64(id): true}
	for len(list) > 0 {
		before, err := c.q.Overtook(ctx, sql.NullInt64{Int64: list[0], Valid: true})
		if err != nil {
			return 0, fmt.Errorf("former records: %w", err)
		}
		list = list[1:]
		for _, b := range before {
			if were[coop.RecordID(b)] {
				return coop.RecordID(b), nil
			}
			if !seen[b] {
				seen[b], list = true, append(list, b)
			}
		}
	}
	return 0, nil
}

// coming are the entries of a draft that are to come: what the tables of contents of its documents announce, and who is asked by
// its campaign and has no fiche in it.
func (c *Catalogue) coming(ctx context.Context, x *index, e coop.Edition, sources map[coop.SourceID]bool, find *sections) ([]coop.EditionComing, error) {
	var out []coop.EditionComing
	for head := range x.heads.all() {
		if head.kind != coop.KindContents || head.replacedBy != 0 || !sources[head.source] {
			continue
		}
		row, err := c.q.Record(ctx, int64(head.id))
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", head.id, err)
		}
		var body ContentsBody
		if err := json.Unmarshal([]byte(row.Body), &body); err != nil {
			return nil, fmt.Errorf("record %d: %w", head.id, err)
		}
		if body.Forthcoming {
			out = append(out, coop.EditionComing{Section: find.named(body.Region), Title: body.Title, Record: head.id})
		}
	}
	if e.Scope.Campaign == 0 {
		return out, nil
	}
	asked, err := c.askedToCome(ctx, x, e, find)
	return append(out, asked...), err
}

// askedToCome are those whose reply nobody has accepted yet, and those who are asked and silent. A partnership that has a fiche
// already, or a reply of its other side, waits for no one who is silent; who declines, or whose reply was refused, is none of them.
func (c *Catalogue) askedToCome(ctx context.Context, x *index, e coop.Edition, find *sections) (out []coop.EditionComing, err error) {
	heard := map[coop.PartnershipID]bool{}
	for _, f := range e.Fiches {
		for _, p := range x.subjects(x.heads.of(f.Record)) {
			heard[x.standsFor(p)] = true
		}
	}
	rows, err := c.q.AskedToCome(ctx, int64(e.Scope.Campaign))
	for _, r := range rows { // those who replied come first
		if r.Partnership == 0 {
			if e.Scope.Country == "" {
				out = append(out, coop.EditionComing{Title: r.Asked})
			}
			continue
		}
		id := x.standsFor(coop.PartnershipID(r.Partnership))
		row, public := x.rows.row(id)
		if !public || e.Scope.Country != "" && !x.partnerIn(id, e.Scope.Country) || r.Answered == 0 && heard[id] {
			continue
		}
		heard[id] = true
		out = append(out, coop.EditionComing{Section: find.of(id), Title: x.bothSides(row), Partnership: id})
	}
	return out, wrapped(err, "who is asked")
}

// bothSides names a partnership as fiches are headed; its title where a side is not known.
func (x *index) bothSides(row uint32) string {
	i := x.item(row)
	if len(i.Holders)*len(i.Partners) == 0 {
		return i.Title
	}
	return names(i.Holders) + " / " + names(i.Partners)
}

// inScope are the fiches of a scope that stand, as they are counted.
func (c *Catalogue) inScope(ctx context.Context, x *index, scope coop.EditionScope) ([]*brief, error) {
	replies := map[coop.RecordID]bool{}
	if scope.Campaign != 0 {
		rows, err := c.q.FichesOfCampaign(ctx, int64(scope.Campaign))
		if err != nil {
			return nil, fmt.Errorf("fiches of a campaign: %w", err)
		}
		for _, r := range rows {
			replies[coop.RecordID(r.Int64)] = true
		}
	}
	list, err := c.briefly(ctx, x)
	return slices.DeleteFunc(list, func(b *brief) bool {
		head := x.heads.of(b.id)
		return b.kind != coop.KindFiche || scope.Source != 0 && head.source != scope.Source || scope.Campaign != 0 && !replies[b.id] ||
			scope.Country != "" && !slices.ContainsFunc(x.subjects(head), func(id coop.PartnershipID) bool { return x.partnerIn(id, scope.Country) })
	}), err
}

// briefly is brief for who does not hold the tally.
func (c *Catalogue) briefly(ctx context.Context, x *index) ([]*brief, error) {
	select {
	case c.tallying <- struct{}{}:
		defer func() { <-c.tallying }()
		return c.brief(ctx, x)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// partnerIn says that a partner of a partnership is of a country.
func (x *index) partnerIn(id coop.PartnershipID, country string) bool {
	row, ok := x.rows.row(id)
	return ok && slices.ContainsFunc(x.item(row).Partners, func(r Ref) bool { return r.Country == country })
}

// drafts is how often a draft begins anew because the register has changed while it was made.
const drafts = 5

// DraftEdition is what an edition would be that were frozen now: its fiches in the order of print with their marks, what is
// to come, and what is counted over them, all of one moment. What is left to say is its title, its date and its words. Error: conflict
// where the register changes faster than it is drafted.
func (c *Catalogue) DraftEdition(ctx context.Context, scope coop.EditionScope, series string) (Edition, error) {
	x, err := c.current(ctx)
	for range drafts {
		if err != nil {
			return Edition{}, err
		}
		e, wrong := c.draftEdition(ctx, x, scope, series)
		was := x
		if x, err = c.current(ctx); x == was && err == nil {
			return e, wrong
		}
	}
	return Edition{}, cmp.Or[error](err, coop.Refuse(coop.Conflict, "edition.busy"))
}

func (c *Catalogue) draftEdition(ctx context.Context, x *index, scope coop.EditionScope, series string) (Edition, error) {
	list, err := c.inScope(ctx, x, scope)
	if err != nil {
		return Edition{}, err
	}
	e := coop.Edition{Series: series, Scope: scope}
	find := x.sections()
	sources, under := map[coop.SourceID]bool{}, map[coop.RecordID]string{}
	for _, b := range list {
		head := x.heads.of(b.id)
		sources[head.source] = true
		under[b.id] = find.heading(b.section, x.subjects(head))
		e.Fiches = append(e.Fiches, coop.EditionFiche{Record: b.id, Section: under[b.id]})
		if b.form != "" && !slices.Contains(e.Forms, b.form) {
			e.Forms = append(e.Forms, b.form)
		}
	}
	slices.Sort(e.Forms)
	if e.Coming, err = c.coming(ctx, x, e, sources, find); err != nil {
		return Edition{}, err
	}
	x.order(&e)
	former, err := c.former(ctx, series)
	if err != nil {
		return Edition{}, err
	}
	if err := c.mark(ctx, x, &e, former); err != nil {
		return Edition{}, err
	}
	out := Edition{}
	if out.Counted, err = c.countFiches(ctx, x, list, under, len(e.Coming)); err != nil {
		return out, err
	}
	if e.Overview, err = json.Marshal(out.Counted); err != nil {
		return out, fmt.Errorf("overview: %w", err)
	}
	out.Edition = e
	x.printed(&out)
	return out, c.neighbours(ctx, &out)
}
