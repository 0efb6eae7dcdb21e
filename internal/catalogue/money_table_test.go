package catalogue_test

import (
	"context"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/testkit"
)

// TestATableOfMoneyIsWhatEachOfItsRowsSaysAlone: a row counts for itself, whatever the page it stands on.
func TestATableOfMoneyIsWhatEachOfItsRowsSaysAlone(t *testing.T) {
	c, ctx := paid(t, testkit.SQLite(t)), context.Background()
	for _, q := range []catalogue.MoneyQuery{{}, {Year: "2012"}, {Theme: "eau"}, {Payer: "~ville x"}} {
		a, err := c.Money(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, whole := range a.Tables {
			all, err := c.MoneyTable(ctx, q, whole.Dimension, 1, 0)
			if err != nil || len(all.Rows) != whole.Total || len(whole.Rows) != whole.Total {
				t.Errorf("%+v %s: %d and %d rows of %d, %v", q, whole.Dimension, len(whole.Rows), len(all.Rows), whole.Total, err)
			}
			for n, row := range all.Rows {
				one, err := c.MoneyTable(ctx, q, whole.Dimension, n+1, 1)
				alone, err2 := c.Money(ctx, q.With(whole.Dimension, row.Value))
				if err != nil || err2 != nil || len(one.Rows) != 1 || one.Rows[0].Value != row.Value {
					t.Fatalf("%+v %s: page %d holds %+v, %v %v", q, whole.Dimension, n+1, one.Rows, err, err2)
				}
				if alone.Stated != row.Stated || alone.Once != row.Once || row.Stated != row.Once+row.Left || len(row.Unknown) != len(alone.Unknown) {
					t.Errorf("%+v %s %s: %+v in the table, %+v alone", q, whole.Dimension, row.Value, row.MoneyFigures, alone.MoneyFigures)
				}
			}
		}
	}
	if _, err := c.MoneyTable(ctx, catalogue.MoneyQuery{}, "rien", 1, 50); coop.CodeOf(err) != coop.NotFound {
		t.Error("a table of nothing:", err)
	}
}
