package catalogue

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// brief is what the figures of the overview count of a record, read from its body once: a record never changes, so who
// asks after a write reads the records alone that are new.
type brief struct {
	id                     coop.RecordID
	kind                   string
	form, continued, trend string     // of a fiche
	section                string     // that it is printed under
	hits                   []briefHit // the passages of a fiche that an estimate counts
	parties, money         [16]byte   // what tells two fiches apart (Twice), hashed; money is 0 where none is stated
	filled                 int        // amounts of its actions
	claim                  *ClaimBody // of a figure that a document gives of itself
}

// briefHit is a passage as printed.
type briefHit struct {
	estimate         int // its place among the estimates
	word, text, path string
	line, end        int
}

// counted says whether figures count a record: it stands, and is of a kind that has any.
func (h *recordHead) counted() bool {
	return h.replacedBy == 0 && (h.kind == coop.KindFiche || h.kind == coop.KindContents || h.kind == coop.KindOverview)
}

// brief reads what has not been read, and gives the briefs of the records that stand, in the order of their ids. It is for
// who tallies.
func (c *Catalogue) brief(ctx context.Context, x *index) ([]*brief, error) {
	var missing []int64
	for h := range x.heads.all() {
		if h.counted() && c.briefs[h.id] == nil {
			missing = append(missing, int64(h.id))
		}
	}
	for s := range spans(missing) {
		rows, err := c.q.RecordBodies(ctx, db.RecordBodiesParams(s))
		if err != nil {
			return nil, fmt.Errorf("records: %w", err)
		}
		for _, r := range rows {
			b, err := readBrief(r)
			if err != nil {
				return nil, err
			}
			c.briefs[b.id] = c.shelf.put(b)
		}
	}
	var out []*brief
	for h := range x.heads.all() {
		if b := c.briefs[h.id]; b != nil && h.counted() {
			out = append(out, b)
		}
	}
	return out, nil
}

// briefShelf keeps briefs and what they say side by side.
type briefShelf struct {
	briefs pieces[brief]
	hits   pieces[briefHit]
	texts  texts
	ones   ones
}

func (s *briefShelf) put(b *brief) *brief {
	kept := &s.briefs.of(1)[0]
	*kept = *b
	kept.kind, kept.form, kept.continued, kept.trend = s.ones.one(b.kind), s.ones.one(b.form), s.ones.one(b.continued), s.ones.one(b.trend)
	kept.section = s.ones.one(b.section)
	kept.hits = s.hits.copied(b.hits)
	for i := range kept.hits {
		h := &kept.hits[i]
		h.word, h.text, h.path = s.ones.one(h.word), s.texts.keep(h.text), s.ones.one(h.path)
	}
	return kept
}

func readBrief(r db.RecordBodiesRow) (*brief, error) {
	s := Stated{ID: coop.RecordID(r.ID), Kind: r.Kind}
	if err := s.read(r.Body); err != nil {
		return nil, fmt.Errorf("body of record %d: %w", r.ID, err)
	}
	b := briefOf(&s)
	if len(b.hits) == 0 {
		return b, nil
	}
	if err := json.Unmarshal([]byte(r.Places), &s.Places); err != nil {
		return nil, fmt.Errorf("places of record %d: %w", r.ID, err)
	}
	b.place(&s)
	return b, nil
}

// briefOf sums up a record, but for where its passages stand.
func briefOf(s *Stated) *brief {
	b := &brief{id: s.ID, kind: s.Kind, claim: s.Claim}
	f := s.Fiche
	if f == nil {
		return b
	}
	b.form, b.continued, b.trend, b.filled, b.section = f.FormVersion, f.Continued.Value, f.Trend.Value, f.filled(), f.Section
	if money := f.money(); money != "" {
		b.money, b.parties = hashed(money), hashed(f.parties())
	}
	list := f.clauses()
	for i, e := range estimates {
		for _, h := range e.hits(list) {
			h.estimate = i
			b.hits = append(b.hits, h)
		}
	}
	return b
}

// place notes the lines at which the passages stand; 0 is those of the record.
func (b *brief) place(s *Stated) {
	for i := range b.hits {
		h := &b.hits[i]
		at := s.At(h.path)
		h.line, h.end = at.Line, at.LineEnd
	}
}

func hashed(text string) (out [16]byte) {
	sum := sha256.Sum256([]byte(text))
	copy(out[:], sum[:])
	return out
}

// hit is a passage as a page shows it: masked, cut short, cited.
func (x *index) hit(b *brief, h *briefHit) Hit {
	line, end := h.line, h.end
	head := x.heads.of(b.id)
	if line == 0 {
		line, end = head.line, head.end
	}
	text := x.masked(head.source, strings.Join(strings.Fields(h.text), " "))
	return Hit{Record: b.id, Word: h.word, Text: shorten(text), Cite: x.cite(b.id, h.path, line, end)}
}
