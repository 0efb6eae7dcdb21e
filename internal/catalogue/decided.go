package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// thing is what a decision about money speaks of: an action or a gift by where it is stated, else an amount by its number.
type thing struct {
	actionKey
	amount coop.FinancingID
}

// things are the two sides of a decision about money.
func things(r db.MoneyDecisionsRow) (a, b thing, err error) {
	a, b = thing{actionKey: actionKey{r.ARecord.Int64, r.APath.String}}, thing{actionKey: actionKey{r.BRecord.Int64, r.BPath.String}}
	switch coop.PairKind(r.SubjectKind) {
	case coop.PairProgramme:
		a, b = thing{amount: coop.FinancingID(r.Subject)}, thing{amount: coop.FinancingID(r.Object)}
	case coop.PairGift:
		var rests struct{ Path string }
		if err := json.Unmarshal([]byte(r.Detail), &rests); err != nil {
			return a, b, fmt.Errorf("detail of decision %d: %w", r.ID, err)
		}
		b = thing{actionKey: actionKey{r.Object, rests.Path}}
	}
	return a, b, nil
}

// decided is what somebody decided of the lines of a draft, and keeps the decisions for the pages. What a decision speaks
// of and no record states any more has no lines.
func (d *moneyDraft) decided(ctx context.Context, c *Catalogue) ([]coop.SameMoney, error) {
	rows, err := c.q.MoneyDecisions(ctx)
	if err != nil {
		return nil, fmt.Errorf("decisions about money: %w", err)
	}
	restated, err := c.restated(ctx)
	if err != nil {
		return nil, err
	}
	lines, sides := map[thing][]int32{}, make([][2]thing, len(rows))
	for i, r := range rows {
		a, b, err := things(r)
		if err != nil {
			return nil, err
		}
		b.actionKey = restated.now(b.actionKey)
		sides[i], lines[a], lines[b] = [2]thing{a, b}, nil, nil
	}
	if len(rows) > 0 {
		d.linesOf(lines)
	}
	out := make([]coop.SameMoney, len(rows))
	for i, r := range rows {
		id := coop.DecisionID(r.ID)
		out[i] = coop.SameMoney{
			Decision: id, Distinct: coop.DecisionKind(r.Kind) == coop.DecideDistinct, Subject: lines[sides[i][0]], Object: lines[sides[i][1]],
		}
		d.decisions[id] = Decision{On: day(r.At), Proposal: coop.ProposalID(r.Proposal.Int64), Decision: coop.Decision{
			ID: id, Kind: coop.DecisionKind(r.Kind), SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object, Why: r.Why,
			Author: coop.Author(r.Author), At: r.At,
		}}
	}
	return out, nil
}

// restated says of places in records that were replaced where a later record says the same.
type restated map[actionKey]actionKey

func (c *Catalogue) restated(ctx context.Context) (restated, error) {
	rows, err := c.q.Restated(ctx)
	if err != nil {
		return nil, fmt.Errorf("restated: %w", err)
	}
	out := make(restated, len(rows))
	for _, r := range rows {
		out[actionKey{r.Record, r.Path}] = actionKey{r.ByRecord, r.ByPath}
	}
	return out, nil
}

// now is where what stands at a place is said today.
func (r restated) now(at actionKey) actionKey {
	for next, ok := r[at]; ok; next, ok = r[at] {
		at = next
	}
	return at
}

// linesOf finds the lines of the things asked for.
func (d *moneyDraft) linesOf(asked map[thing][]int32) {
	stated := map[coop.RecordID][]thing{} // actions and gifts of a record
	for t := range asked {
		if t.amount == 0 {
			id := coop.RecordID(t.record)
			stated[id] = append(stated[id], t)
		}
	}
	for i := range d.book.Lines {
		e := &d.book.Lines[i]
		if t := (thing{amount: e.ID}); e.ID != 0 {
			if _, ok := asked[t]; ok {
				asked[t] = append(asked[t], int32(i))
			}
		}
		for _, t := range stated[e.Record] {
			if e.StatedAs(t.path) {
				asked[t] = append(asked[t], int32(i))
			}
		}
	}
}

// decisionsOn are the decisions behind a group.
func (l *ledger) decisionsOn(g *coop.MoneyGroup) []Decision {
	var out []Decision
	for _, id := range g.Decisions {
		out = append(out, l.decisions[id])
	}
	return out
}
