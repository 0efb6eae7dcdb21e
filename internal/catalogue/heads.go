package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// recordHead is a record without its body, with the partnerships that it speaks of.
type recordHead struct {
	id         coop.RecordID
	source     coop.SourceID
	kind       string
	title      string
	dated      coop.Date
	line, end  int
	replacedBy coop.RecordID
	trend      string // of the budget, as the record states it
	subjects   []coop.PartnershipID
}

// heads are the records by id, in shelves of which a generation copies those alone that it changes.
type heads [][]recordHead

const shelf = 1024

func (h heads) of(id coop.RecordID) *recordHead {
	if id <= 0 || int(id)/shelf >= len(h) {
		return nil
	}
	if r := &h[id/shelf][id%shelf]; r.id != 0 {
		return r
	}
	return nil
}

// all are the records in the order of their ids.
func (h heads) all() iter.Seq[*recordHead] {
	return func(yield func(*recordHead) bool) {
		for _, s := range h {
			for i := range s {
				if s[i].id != 0 && !yield(&s[i]) {
					return
				}
			}
		}
	}
}

// headsWriter changes heads that an older generation shares.
type headsWriter struct {
	heads heads
	mine  map[int]bool
}

func (h heads) change() *headsWriter {
	return &headsWriter{append(heads{}, h...), map[int]bool{}}
}

func (w *headsWriter) put(r recordHead) {
	n := int(r.id) / shelf
	for len(w.heads) <= n {
		w.mine[len(w.heads)] = true
		w.heads = append(w.heads, make([]recordHead, shelf))
	}
	if !w.mine[n] {
		w.heads[n], w.mine[n] = append([]recordHead{}, w.heads[n]...), true
	}
	w.heads[n][int(r.id)%shelf] = r
}

// loadHeads reads the records of a range of ids and the partnerships of which each speaks.
func (c *Catalogue) loadHeads(ctx context.Context, x *index, w *headsWriter, s span) error {
	rows, err := c.q.RecordHeads(ctx, db.RecordHeadsParams(s))
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	subjects, err := c.q.RecordSubjects(ctx, db.RecordSubjectsParams(s))
	if err != nil {
		return fmt.Errorf("subjects of records: %w", err)
	}
	of := map[int64][]coop.PartnershipID{}
	for _, r := range subjects {
		of[r.Record] = append(of[r.Record], coop.PartnershipID(r.Subject))
	}
	var titles texts
	var room pieces[coop.PartnershipID]
	for _, r := range rows {
		if x.kept.records[coop.RecordID(r.ID)] {
			continue
		}
		w.put(recordHead{ // the trend is read with the body
			id: coop.RecordID(r.ID), source: coop.SourceID(r.Source), kind: x.one(r.Kind), title: titles.keep(r.Title), dated: coop.Date(x.one(r.Dated)),
			line: r.Line, end: r.LineEnd, replacedBy: coop.RecordID(r.ReplacedBy.Int64), subjects: room.copied(of[r.ID]),
		})
	}
	return nil
}

// loadBodies reads whom the records of a document name as its contacts, and what each says of the trend of the budget;
// changed says that texts are masked otherwise than before.
func (c *Catalogue) loadBodies(ctx context.Context, x *index, w *headsWriter, source coop.SourceID) (changed bool, err error) {
	rows, err := c.q.BodiesOfSource(ctx, int64(source))
	if err != nil {
		return false, fmt.Errorf("bodies of source %d: %w", source, err)
	}
	bodies := make([]contactBody, len(rows))
	for i, r := range rows {
		bodies[i] = readBody(r.Body)
		if head := w.heads.of(coop.RecordID(r.ID)); head != nil && head.trend != bodies[i].Trend.Value {
			h := *head
			h.trend = x.one(bodies[i].Trend.Value)
			w.put(h)
		}
	}
	m := newMasker(bodies)
	changed = !reflect.DeepEqual(m, x.masks[source])
	x.masks[source] = m
	return changed, nil
}

// countMentions counts how often documents name each organisation.
func (c *Catalogue) countMentions(ctx context.Context, x *index) error {
	x.mentions = map[coop.OrgID]int{}
	if len(x.kept.withheld) > 0 { // those of what is not public do not count
		rows, err := c.q.Mentions(ctx, db.MentionsParams(everything))
		for _, r := range rows {
			if !x.kept.hides(coop.RecordID(r.Record), r.Path) {
				x.mentions[x.survivor(coop.OrgID(r.Organisation))]++
			}
		}
		return err
	}
	rows, err := c.q.MentionCounts(ctx)
	if err != nil {
		return fmt.Errorf("mentions: %w", err)
	}
	for _, r := range rows {
		x.mentions[x.survivor(coop.OrgID(r.Organisation))] += int(r.Mentions)
	}
	return nil
}

// mentionsOf are the places where documents name an organisation.
func (c *Catalogue) mentionsOf(ctx context.Context, x *index, org coop.OrgID) ([]Mention, error) {
	names := []coop.OrgID{org}
	for id := range x.mergedOrgs {
		if x.survivor(id) == org {
			names = append(names, id)
		}
	}
	var out []Mention
	for _, id := range names {
		rows, err := c.q.MentionsOf(ctx, int64(id))
		if err != nil {
			return nil, fmt.Errorf("mentions of organisation %d: %w", org, err)
		}
		for _, r := range rows {
			if !x.kept.hides(coop.RecordID(r.Record), r.Path) {
				out = append(out, x.mention(db.MentionsRow(r)))
			}
		}
	}
	slices.SortFunc(out, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.Cite.Record, b.Cite.Record), cmp.Compare(a.Cite.Path, b.Cite.Path))
	})
	return out, nil
}

// allMentions are those of every organisation.
func (c *Catalogue) allMentions(ctx context.Context, x *index) (map[coop.OrgID][]Mention, error) {
	rows, err := c.q.Mentions(ctx, db.MentionsParams(everything))
	if err != nil {
		return nil, fmt.Errorf("mentions: %w", err)
	}
	out := map[coop.OrgID][]Mention{}
	for _, r := range rows {
		if x.kept.hides(coop.RecordID(r.Record), r.Path) {
			continue
		}
		org := x.survivor(coop.OrgID(r.Organisation))
		out[org] = append(out[org], x.mention(r))
	}
	return out, nil
}

func (x *index) mention(r db.MentionsRow) Mention {
	cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.Line)
	return Mention{Text: x.masked(cite.Source, r.Text), Cite: cite}
}
