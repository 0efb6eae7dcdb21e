package main

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// moneyOf is what the register says of the money of the seeds: groups, and what a partnership comes to.
func moneyOf(t *testing.T, h *house, q catalogue.MoneyQuery) catalogue.MoneyReport {
	t.Helper()
	r, err := h.catalogue.MoneyReport(context.Background(), q, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.Stated != r.Once+r.Left {
		t.Errorf("%+v: %d stated are not %d and %d", q, r.Stated, r.Once, r.Left)
	}
	return r
}

// partnershipAt is the partnership whose record stands at a line of the census.
func partnershipAt(t *testing.T, h *house, line int) catalogue.MoneyQuery {
	t.Helper()
	list, _, err := h.catalogue.Records(context.Background(), coop.KindFiche, 1)
	for _, r := range list {
		if err == nil && r.Cite.Line == line {
			return catalogue.MoneyQuery{Partnership: fmt.Sprint(r.Partnership[0].ID)}
		}
	}
	t.Fatalf("no fiche at line %d: %v", line, err)
	return catalogue.MoneyQuery{}
}

// TestSeedsMoneyIsCountedOnce looks at every case that the census is known for (K1, K9), by the lines of the document.
func TestSeedsMoneyIsCountedOnce(t *testing.T) {
	h := seedHouse(t)
	whole := moneyOf(t, h, catalogue.MoneyQuery{})
	for _, c := range []struct {
		name    string
		kind    coop.MoneyKind
		counted []string // line:units, those that count
		left    []string // some that do not
	}{
		{"Évry's programme in two fiches", coop.SharedProgram, []string{"356:618000"}, []string{"995:618000"}},
		{"Thionville printed twice, its total and its budget", coop.TotalParts, []string{"1303:708"}, []string{"1318:58603"}},
		{"a budget that is only planned, and the actions of its year", coop.BudgetActions, []string{"1300:900"}, []string{"1291:66000"}},
		{"Montreuil's four details inside 100 000", coop.TotalParts, []string{"764:37000", "764:27500", "764:20000", "764:15500"}, []string{"764:100000"}},
		{"CORENS 95 000 is 94 350, rounded", coop.NearEqual, []string{"1063:94350"}, []string{"1099:95000"}},
		{"NPDC and RIDF each pay as much", coop.SameAmount, []string{"1054:8660", "1130:8661"}, nil},
		{"20 000 times two", coop.TotalParts, []string{"1017:20000"}, []string{"1017:40000"}},
		{"Saint-Denis gives to the fund and says so", coop.FundGift, []string{"1561:3000"}, []string{"790:3000"}},
		{"the fund and its thirteen donors", coop.TotalParts, []string{"1558:50000"}, []string{"1567:98400"}},
		{"Alençon says 16 343 again", coop.Repeated, []string{"1419:16343"}, []string{"1419:16343"}},
		{"a decrease is no money", coop.NoMoney, nil, []string{"1419:12800"}},
		{"the first amount is the sum of the others", coop.TotalParts, []string{"1272:12600"}, []string{"1272:32100"}},
		{"87 331 of which 38 984", coop.TotalParts, []string{"1029:87331"}, []string{"1029:38984"}},
	} {
		ok := slices.ContainsFunc(whole.Groups, func(g catalogue.MoneyGroup) bool {
			has := func(want string, counted bool) bool {
				return slices.ContainsFunc(g.Members, func(m catalogue.MoneyStated) bool {
					return m.Counted == counted && fmt.Sprintf("%d:%d", m.Place.Line, m.Cents/100) == want
				})
			}
			return g.Kind == c.kind && !slices.ContainsFunc(c.counted, func(w string) bool { return !has(w, true) }) &&
				!slices.ContainsFunc(c.left, func(w string) bool { return !has(w, false) })
		})
		if !ok {
			t.Errorf("%s: no such group", c.name)
		}
	}
}

func TestSeedsMoneyOfAPartnership(t *testing.T) {
	h := seedHouse(t)
	for _, c := range []struct {
		name string
		line int   // of its fiche
		once int64 // euros
	}{
		{"Thionville: the sum of the actions, once", 520, 58_753},
		{"Évry and Bamako: budget and actions are the same", 341, 770_000},
		{"Angers: 340 000 of which two parts", 243, 340_000},
		{"Ille-et-Vilaine: actions beyond the budget", 676, 237_950},
		{"Essonne: twice 25 000 lie within the yearly budget", 724, 210_000},
		{"Cachan: the contribution lies within the budget of the project", 819, 138_787},
		{"La Bresse: what the town gives is not all that is spent", 480, 13_200},
	} {
		r := moneyOf(t, h, partnershipAt(t, h, c.line))
		if r.Once != c.once*100 {
			t.Errorf("%s: %d, want %d", c.name, r.Once/100, c.once)
		}
	}
}

// TestSeedsMoneyAddsUpInEveryTable asks for every value of every dimension.
func TestSeedsMoneyAddsUpInEveryTable(t *testing.T) {
	h := seedHouse(t)
	whole := moneyOf(t, h, catalogue.MoneyQuery{})
	for _, table := range whole.Tables {
		var stated int64
		for _, row := range table.Rows {
			if row.Stated != row.Once+row.Left {
				t.Errorf("%s %s: %d is not %d and %d", table.Dimension, row.Value, row.Stated, row.Once, row.Left)
			}
			alone := moneyOf(t, h, catalogue.MoneyQuery{}.With(table.Dimension, row.Value))
			if alone.Once != row.Once || alone.Stated != row.Stated {
				t.Errorf("%s %s: the row says %d, its page %d", table.Dimension, row.Value, row.Once, alone.Once)
			}
			stated += row.Stated
		}
		if !table.Overlap && stated != whole.Stated {
			t.Errorf("the rows of %s make %d, stated are %d", table.Dimension, stated, whole.Stated)
		}
	}
}

// TestSeedsBudgetsSayEverything reads what the words of three budgets say (K9), and who pays that of La Bresse (K7).
func TestSeedsBudgetsSayEverything(t *testing.T) {
	h := seedHouse(t)
	for _, c := range []struct {
		line                 int
		cents, most          int64
		period, scope, payer string
	}{
		{837, 4_000_000, 6_000_000, "", "", ""},
		{302, 124_121_900, 0, "sur 3 ans", "", ""},
		{747, 12_400_000, 0, "", "hors frais de délégation, mission, RH, communication", ""},
		{480, 420_000, 0, "", "", "La Bresse"},
		{394, 2_500_000, 3_000_000, "", "", ""},
	} {
		r := moneyOf(t, h, partnershipAt(t, h, c.line))
		i := slices.IndexFunc(r.Lines, func(m catalogue.MoneyStated) bool {
			return m.Cents == c.cents && m.UpTo == c.most && m.Period == c.period && m.Scope == c.scope && m.Payer == c.payer
		})
		if i < 0 {
			t.Errorf("line %d: no such budget among %d lines", c.line, len(r.Lines))
		}
	}
}
