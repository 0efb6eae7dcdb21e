package registry

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Former is what the records said whose place another takes: what is said again is what it was (docs/DATA.md, "Redire").
// A nil Former says that a record takes no other's place.
type Former struct {
	coop.Former
	records  []coop.RecordID
	answered map[string]store.Answered
}

// Former reads what records say whose place another is about to take; nil where there are none.
func (r *Registry) Former(tx *store.Tx, old []coop.RecordID) (*Former, error) {
	if len(old) == 0 {
		return nil, nil
	}
	f := &Former{records: old, answered: map[string]store.Answered{}}
	for _, id := range old {
		sets, err := tx.ClaimsOf(id)
		if err != nil {
			return nil, err
		}
		f.Sets = append(f.Sets, sets...)
		answers, err := tx.AnswersOf(id)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			f.answered[a.Text] = a
		}
	}
	return f, nil
}

// Restate says what a record claims once more, so that what it repeats of former ones is what it was: the record came in
// before somebody said that it takes their place.
func (r *Registry) Restate(tx *store.Tx, record coop.RecordID, was *Former) error {
	sets, err := tx.ClaimsOf(record)
	if err != nil || was == nil {
		return err
	}
	asked, err := tx.AskedBy(record)
	if err != nil {
		return err
	}
	for _, q := range asked {
		if err := was.again(tx, q.ID, q.Text); err != nil {
			return err
		}
	}
	if err := tx.WithdrawClaims(record); err != nil {
		return err
	}
	var said []coop.PartnershipID
	for _, s := range sets {
		of, err := was.subject(r, tx, s.Parties())
		if err != nil {
			return err
		}
		was.Again(s.Claims)
		err = tx.AddClaims(coop.ClaimSet{Subject: cmp.Or(of, s.Subject), Record: record, AssertedOn: s.AssertedOn, Claims: s.Claims})
		if err != nil {
			return err
		}
		said = append(said, s.Subject, of)
	}
	return r.rejoin(tx, slices.DeleteFunc(said, func(id coop.PartnershipID) bool { return id == 0 }))
}

// Gifts says which gifts to a fund a record says again of those whose place it takes: those of the same donor and the same
// amount, in any order.
func (r *Registry) Gifts(tx *store.Tx, record coop.RecordID, was *Former) error {
	if was == nil {
		return nil
	}
	now, err := gifts(tx, record)
	if err != nil {
		return err
	}
	for _, old := range was.records {
		before, err := gifts(tx, old)
		if err != nil {
			return err
		}
		for what, paths := range before {
			for i, path := range paths[:min(len(paths), len(now[what]))] {
				if err := tx.Restate(store.Spot{Record: old, Path: path}, store.Spot{Record: record, Path: now[what][i]}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// gifts are the places of the gifts of a record, by donor and amount.
func gifts(tx *store.Tx, record coop.RecordID) (map[string][]string, error) {
	raw, err := tx.Body(record)
	if err != nil {
		return nil, err
	}
	var fund struct {
		Donations []struct {
			Donor string
			Eur   float64
		}
	}
	if err := json.Unmarshal(raw, &fund); err != nil {
		return nil, fmt.Errorf("body of record %d: %w", record, err)
	}
	out := map[string][]string{}
	for i, d := range fund.Donations {
		what := fmt.Sprint(coop.Fold(d.Donor), " ", int64(d.Eur*100+0.5))
		out[what] = append(out[what], fmt.Sprint("donations.", i))
	}
	return out, nil
}

// again answers a question of the new record as the same question of the former one was answered.
func (f *Former) again(tx *store.Tx, id coop.QuestionID, text string) error {
	if f == nil {
		return nil
	}
	a, ok := f.answered[text]
	if !ok {
		return nil
	}
	_, err := tx.AnswerAgain(id, a)
	return err
}

// subject is the partnership of which the former records said the same parties, whatever has become of it; 0 if none.
func (f *Former) subject(r *Registry, tx *store.Tx, parties []coop.Party) (coop.PartnershipID, error) {
	if f == nil {
		return 0, nil
	}
	want, err := r.sides(tx, parties)
	if err != nil {
		return 0, err
	}
	for _, s := range f.Sets {
		if have, err := r.sides(tx, s.Parties()); err != nil {
			return 0, err
		} else if have == want {
			return s.Subject, nil
		}
	}
	return 0, nil
}

// sides writes who stands on either side, in any order the same; who is not decided stands under the name as printed.
func (r *Registry) sides(tx *store.Tx, parties []coop.Party) (string, error) {
	var out []string
	for _, p := range parties {
		if p.Role != coop.Holder && p.Role != coop.Partner {
			continue
		}
		if err := r.settled(tx, &p); err != nil {
			return "", err
		}
		who := strconv.FormatInt(int64(p.Org), 10)
		if p.Org == 0 {
			who = "?" + coop.Fold(p.Text)
		}
		out = append(out, string(p.Role)+" "+who)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "\n"), nil
}
