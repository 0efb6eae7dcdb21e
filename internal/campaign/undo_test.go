package campaign_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// built are the rows of all that is made of claims and decisions.
func (w *world) built(db *sqldb.DB) (out []string) {
	w.t.Helper()
	for _, table := range []string{"partnership", "party", "agreement", "action", "financing", "statement", "value", "organisation"} {
		rows, err := db.Reader().Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		w.must(err)
		columns, err := rows.Columns()
		w.must(err)
		cells, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			at[i] = &cells[i]
		}
		for rows.Next() {
			w.must(rows.Scan(at...))
			out = append(out, table+" "+fmt.Sprint(cells...))
		}
		w.must(rows.Err())
		w.must(rows.Close())
	}
	return out
}

// TestTheAcceptanceOfAReplyIsUndone as the operation that it was: what it said is said no longer, who answered is told, and a
// rebuild gives the same rows, before and after.
func TestTheAcceptanceOfAReplyIsUndone(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r := w.accepted()
		rebuilt := func(when string) {
			t.Helper()
			before := w.built(db)
			_, err := w.Registry.Rebuild(w.ctx, coop.Operator, "")
			w.must(err)
			if after := w.built(db); !slices.Equal(before, after) {
				t.Errorf("%s, a rebuild gives other rows:\n%s\n\n%s", when, strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
		}
		rebuilt("accepted")
		var op int64
		w.must(db.Reader().QueryRow("SELECT max(operation) FROM operation_part").Scan(&op))
		w.must(w.Registry.UndoOperation(w.ctx, steward, coop.OperationID(op), "erreur"))
		if got := w.budgets(i.Partnership); slices.Contains(got, 4_500_000) {
			t.Errorf("undone, it still says %v", got)
		}
		now, err := w.Reader.Contribution(w.ctx, r.ID)
		w.must(err)
		if now.State == coop.ContributionAccepted {
			t.Error("undone, it is still accepted")
		}
		rebuilt("undone")
		w.must(w.Accept(w.ctx, steward, r.ID, nil, "c’était juste"))
		if got := w.budgets(i.Partnership); !slices.Contains(got, 4_500_000) {
			t.Errorf("accepted again, it says %v", got)
		}
		rebuilt("accepted again")
	})
}

// TestAPageOfTheAtlasFillsInAheadToo: a partnership of which no fiche speaks; what one of its funders gives is not its budget.
func TestAPageOfTheAtlasFillsInAheadToo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		raw, err := os.ReadFile("../format/atlaspage/testdata/partnership_spaces.txt")
		w.must(err)
		d, err := ingest.Read("atlas.txt", strings.NewReader(string(raw)))
		w.must(err)
		_, err = w.Importer.Import(w.ctx, d, "")
		w.must(err)
		file, err := campaign.File("recensement", "2013-09")
		w.must(err)
		q, problems, err := campaign.Read(strings.NewReader(string(file)))
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		all, err := w.Reader.Whole(w.ctx, catalogue.Query{})
		w.must(err)
		found := false
		for item, err := range all.Each {
			w.must(err)
			p, err := w.Reader.Partnership(w.ctx, item.ID)
			w.must(err)
			if slices.ContainsFunc(p.Records, func(r catalogue.RecordRef) bool { return r.Kind == coop.KindFiche }) {
				continue
			}
			found = true
			known, err := w.Known(w.ctx, q, item.ID)
			w.must(err)
			if known["formalised"].Text() != "1998" || !known["budget"].Empty() || len(known["actions"].Rows) != 2 || len(known["french"].Values) == 0 {
				t.Errorf("of a page of the atlas is known %+v", known)
			}
		}
		if !found {
			t.Fatal("there is no partnership without a fiche")
		}
	})
}
