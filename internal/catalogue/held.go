package catalogue

import (
	"cmp"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Held is a partnership as the rules look at it: whether it is said to live, since when nobody has said so again, and
// for how long its agreements run.
type Held struct {
	ID      coop.PartnershipID
	Title   string
	Status  coop.Status
	Updated coop.Date  // the latest date at which a source states it
	Lately  coop.Date  // the last day on which a party confirmed it
	Last    coop.Place // the record that states it last
	Terms   []Term     // its agreements, in the order of their ids
	Gone    []Gone     // who is no more
}

// Term is an agreement with its term, as one record states it.
type Term struct {
	Kind     string
	Source   coop.SourceID
	Signed   coop.Date
	From, To coop.Date
	Place    coop.Place
}

// held lists the partnerships in the order of their ids.
func (x *index) held(rows []db.Agreement) []Held {
	last := x.lastRecords()
	out := make([]Held, 0, x.totals.Partnerships)
	at := map[coop.PartnershipID]int{}
	each(x.rows.stand, func(row uint32) {
		item := x.item(row)
		h := Held{ID: item.ID, Title: item.Title, Status: item.Status, Updated: item.Updated, Lately: item.Lately}
		if r := last[item.ID]; r != nil {
			h.Last = coop.Place{Record: r.id, Line: r.line, LineEnd: r.end}
		}
		out = append(out, h)
	})
	slices.SortFunc(out, func(a, b Held) int { return cmp.Compare(a.ID, b.ID) })
	for i, h := range out {
		at[h.ID] = i
	}
	for _, r := range rows {
		i, ok := at[coop.PartnershipID(r.Partnership)]
		if !ok {
			continue
		}
		t := Term{
			Kind: r.Kind, Signed: coop.Date(r.Signed), From: coop.Date(r.TermFrom), To: coop.Date(r.TermTo),
			Place: coop.Place{Record: coop.RecordID(r.Record), Path: r.Path, Line: r.Line, LineEnd: r.LineEnd},
		}
		if head := x.heads.of(t.Place.Record); head != nil {
			t.Source = head.source
		}
		out[i].Terms = append(out[i].Terms, t)
	}
	return out
}

// lastRecords is the record of each partnership that states it last; of those of one date, the one learnt last.
func (x *index) lastRecords() map[coop.PartnershipID]*recordHead {
	out := map[coop.PartnershipID]*recordHead{}
	for head := range x.heads.all() {
		if head.replacedBy != 0 {
			continue
		}
		for _, id := range x.subjects(head) {
			if old := out[id]; old == nil || x.later(head, old) {
				out[id] = head
			}
		}
	}
	return out
}

func (x *index) later(a, b *recordHead) bool {
	dateA, dateB := x.cite(a.id, "", 0, 0).Date, x.cite(b.id, "", 0, 0).Date
	return cmp.Or(cmp.Compare(dateA, dateB), cmp.Compare(a.id, b.id)) > 0
}
