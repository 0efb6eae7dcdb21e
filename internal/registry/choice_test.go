package registry_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// trends are the values of the facet of the budget's trend.
func (r *register) trends(t *testing.T) (out []string) {
	t.Helper()
	list, err := r.cat.List(context.Background(), catalogue.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Facets {
		for _, v := range f.Values {
			if f.Name == "evolution" && v.Count > 0 {
				out = append(out, v.Value)
			}
		}
	}
	return out
}

// TestTheFacetOfTheTrendTakesTheValueThatIsKept: of two records the later, unless somebody prefers the other.
func TestTheFacetOfTheTrendTakesTheValueThatIsKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		r.trend = "reduced"
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		if got := r.trends(t); !slices.Equal(got, []string{"reduced"}) {
			t.Errorf("of one record: %v", got)
		}
		r.trend = "maintained"
		r.state(t, "2014-05", []string{"A"}, []string{"X"})
		if got := r.trends(t); !slices.Equal(got, []string{"maintained"}) {
			t.Errorf("of two records: %v", got)
		}
		p, err := r.cat.Partnership(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			decide coop.DecisionKind
			text   string
			want   []string
		}{{coop.DecidePreferred, "reduced", []string{"reduced"}}, {coop.DecideDeprecate, "reduced", []string{"maintained"}}, {coop.DecideDeprecate, "maintained", nil}} {
			i := slices.IndexFunc(p.Values, func(v catalogue.Value) bool { return v.Property == coop.BudgetTrend && v.Text == step.text })
			var set int64
			var position int
			if _, err := fmt.Sscanf(p.Values[i].Claim, "%d.%d", &set, &position); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Rank(ctx, coop.Operator, step.decide, set, position, "pourquoi"); err != nil {
				t.Fatal(err)
			}
			if got := r.trends(t); !slices.Equal(got, step.want) {
				t.Errorf("%s %s: %v", step.decide, step.text, got)
			}
		}
	})
}
