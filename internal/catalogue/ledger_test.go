package catalogue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// paid is a register of one partnership with four lines: a yearly budget in euros, an action for two years that two share
// unevenly, one in CFA francs, one in a currency without a rate.
func paid(t *testing.T, db *sqldb.DB) *catalogue.Catalogue {
	t.Helper()
	ctx, s := context.Background(), store.New(db, time.Now)
	err := s.Update(ctx, coop.Importing("money.txt"), "import", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "money.txt", SHA256: "aa", Format: "censustext", Title: "Comptes", Lines: 9, Date: "2013-05-17"})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: "L1", Line: 1, LineEnd: 9, Body: []byte(`{}`)}, "Fiche", "2013-05-17")
		if err != nil {
			return err
		}
		id, err := tx.NewPartnership()
		if err != nil {
			return err
		}
		at := func(path string, line int) coop.Place {
			return coop.Place{Record: record, Path: path, Line: line, LineEnd: line}
		}
		action := func(n int, theme string) coop.Claim {
			return coop.Claim{Action: &coop.Action{Theme: theme, Domain: theme, Description: "Une action.", Start: "2012", End: "2012", Place: at(fmt.Sprint("actions.", n), 3)}}
		}
		money := func(n int, cents int64, currency string, terms coop.Terms) coop.Claim {
			f := &coop.Financing{Action: fmt.Sprint("actions.", n), Cents: cents, Currency: currency, Terms: terms, Place: at(fmt.Sprint("actions.", n, ".budget.amounts.0"), 4+n)}
			return coop.Claim{Financing: f}
		}
		shares := []coop.Share{{PayerText: "Ville X", Percent: 60}, {PayerText: "Ville Y", Percent: 30}}
		claims := []coop.Claim{
			{Financing: &coop.Financing{Cents: 50_00, Currency: "EUR", Year: 2012, PayerText: "Ville X", Place: at("budget.amounts.0", 2)}},
			action(0, "eau"), action(1, "eau-potable"), action(2, "sante"),
			money(0, 900_00, "EUR", coop.Terms{From: 2012, To: 2013, Shares: shares}),
			money(1, 65_595_700, "XOF", coop.Terms{}), money(2, 5_00, "GNF", coop.Terms{}),
		}
		set := coop.ClaimSet{Subject: id, Record: record, AssertedOn: "2013-05-17", Claims: claims}
		if err := tx.AddClaims(set); err != nil {
			return err
		}
		sets, err := tx.Claims(id)
		if err != nil {
			return err
		}
		p := coop.Project(id, sets, "")
		p.Title = "Ville X ↔ Ailleurs"
		return tx.SavePartnership(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.New(db, catalogue.Options{})
}

func TestMoneyIsAskedForByPayerYearThemeAndPartnership(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := paid(t, db)
		for _, x := range []struct {
			q            catalogue.MoneyQuery
			stated, once int64 // cents
		}{
			{catalogue.MoneyQuery{}, 195_000, 190_000},             // 50 lie within the 1 900 of the actions
			{catalogue.MoneyQuery{Year: "2012"}, 105_000, 100_000}, // 1 000 are CFA francs; two years are not spread
			{catalogue.MoneyQuery{Year: "2012-2013"}, 90_000, 90_000},
			{catalogue.MoneyQuery{Payer: "~ville x"}, 65_000, 60_000}, // 60 of 90 of 900, and the budget
			{catalogue.MoneyQuery{Payer: "~ville y"}, 30_000, 30_000},
			{catalogue.MoneyQuery{Payer: "0"}, 100_000, 100_000},
			{catalogue.MoneyQuery{Theme: "eau"}, 190_000, 190_000},
			{catalogue.MoneyQuery{Theme: "eau-potable"}, 100_000, 100_000},
			{catalogue.MoneyQuery{Theme: "0"}, 5_000, 5_000},
			{catalogue.MoneyQuery{Theme: "eau", Year: "2012", Payer: "0"}, 100_000, 100_000},
			{catalogue.MoneyQuery{Partnership: "1"}, 195_000, 190_000},
		} {
			a, err := c.Money(context.Background(), x.q)
			if err != nil || a.Stated != x.stated || a.Once != x.once || a.Stated != a.Once+a.Left {
				t.Errorf("%+v: stated %d, once %d, left %d %v; want %d and %d", x.q, a.Stated, a.Once, a.Left, err, x.stated, x.once)
			}
		}
		if _, err := c.Money(context.Background(), catalogue.MoneyQuery{Year: "1789"}); coop.CodeOf(err) != coop.NotFound {
			t.Error(err)
		}
	})
}

func TestMoneySaysWhatItDoesNotCount(t *testing.T) {
	c := paid(t, testkit.SQLite(t))
	a, err := c.Money(context.Background(), catalogue.MoneyQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Unknown) != 1 || a.Unknown[0].Currency != "GNF" || a.Rebased != 1 || a.Lines != 4 {
		t.Errorf("%+v", a)
	}
	if a, _ = c.Money(context.Background(), catalogue.MoneyQuery{Year: "2012"}); a.Several.Lines != 1 || a.Several.Stated != 90_000 {
		t.Errorf("lines for several years: %+v", a.Several)
	}
	list, total, err := c.MoneyLines(context.Background(), catalogue.MoneyQuery{}, 1, 2)
	if err != nil || total != 4 || len(list) != 2 || list[0].Action != "Une action." || !list[0].Counted {
		t.Errorf("%d of %d lines %+v %v", len(list), total, list, err)
	}
	if list, _, err = c.MoneyLines(context.Background(), catalogue.MoneyQuery{}, 4, 1); err != nil || len(list) != 1 || list[0].Counted || list[0].Why != coop.NoRate || list[0].Currency != "GNF" {
		t.Errorf("the line without a rate: %+v %v", list, err)
	}
	groups, err := groupsOf(c, catalogue.MoneyQuery{})
	if err != nil || len(groups) != 1 || groups[0].Left != 5_000 || groups[0].ID != "budget_actions-1-actions-0-budget-amounts-0" {
		t.Errorf("%+v %v", groups, err)
	}
	p, err := c.Partnership(context.Background(), 1)
	if err != nil || p.Money.Once != 190_000 || p.Money.Stated != 195_000 {
		t.Errorf("the partnership alone: %+v %v", p.Money, err)
	}
}

func TestARateTurnsAnotherCurrencyIntoEuros(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, ctx := paid(t, db), context.Background()
		save := func(rates ...coop.Rate) error {
			return store.New(db, time.Now).Update(ctx, coop.Operator, "rates", func(tx *store.Tx) error { return tx.SaveRates(rates) })
		}
		if err := save(coop.Rate{Currency: "GNF", Year: 2012, Micros: 500_000, Origin: "x.csv"}); err != nil {
			t.Fatal(err)
		}
		if err := save(coop.Rate{Currency: "GNF", Year: 2012, Micros: 250_000, Origin: "y.csv"}); err != nil {
			t.Fatal("a later rate takes the place of the one before:", err)
		}
		a, err := c.Money(ctx, catalogue.MoneyQuery{})
		if err != nil || a.Stated != 197_000 || len(a.Unknown) != 0 {
			t.Errorf("stated %d, without rate %v %v", a.Stated, a.Unknown, err)
		}
		if coop.CodeOf(save(coop.Rate{Currency: "GNF", Year: 2012})) != coop.Invalid {
			t.Error("a rate of nothing is refused")
		}
	})
}

func groupsOf(c *catalogue.Catalogue, q catalogue.MoneyQuery) (out []catalogue.MoneyGroup, err error) {
	each, err := c.EachMoneyGroup(context.Background(), q)
	if err != nil {
		return nil, err
	}
	for g, err := range each {
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}
