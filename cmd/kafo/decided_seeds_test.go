package main

import (
	"context"
	"slices"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// TestWhatIsDecidedOfMoneyCountsInTheSums: accepting that Saint-Denis's 3 000 € are the gift of the fund leaves its action
// out by that decision, refusing it counts both, and undoing gives back what was.
func TestWhatIsDecidedOfMoneyCountsInTheSums(t *testing.T) {
	ctx := context.Background()
	h := seedHouse(t)
	gifts, _ := proposedIn(t, h, coop.PairGift)
	of := func(kind coop.MoneyKind) *catalogue.MoneyGroup {
		t.Helper()
		groups := moneyOf(t, h, catalogue.MoneyQuery{}).Groups
		i := slices.IndexFunc(groups, func(g catalogue.MoneyGroup) bool {
			return g.Kind == kind && slices.ContainsFunc(g.Members, func(m catalogue.MoneyStated) bool { return m.Cents == 300_000 && m.Place.Line == 790 })
		})
		if i < 0 {
			return nil
		}
		return &groups[i]
	}
	before := moneyOf(t, h, catalogue.MoneyQuery{})
	if of(coop.FundGift) == nil {
		t.Fatal("the rule of gifts finds it")
	}
	decide := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	decide(h.registry.Accept(ctx, coop.Operator, gifts[0].ID, 0, "même versement"))
	g := of(coop.DecidedSame)
	if g == nil || len(g.Decisions) != 1 || g.Decisions[0].Why != "même versement" || g.Decisions[0].Proposal != gifts[0].ID || g.Left != 300_000 || g.Counted != 300_000 {
		t.Fatalf("accepted: %+v", g)
	}
	if now := moneyOf(t, h, catalogue.MoneyQuery{}); now.Once != before.Once || of(coop.FundGift) != nil {
		t.Errorf("accepted: once %d, was %d", now.Once, before.Once)
	}
	p, err := h.catalogue.Partnership(ctx, coop.PartnershipID(gifts[0].A.Ref.ID))
	decide(err)
	if !slices.ContainsFunc(p.Proposals, func(q catalogue.Proposal) bool {
		return q.State == coop.ProposalAccepted && len(q.Decisions) == 1 && q.Decisions[0].Why == "même versement"
	}) {
		t.Errorf("the page of the partnership says so: %+v", p.Proposals)
	}
	decide(h.registry.Reopen(ctx, coop.Operator, gifts[0].ID, "à revoir"))
	if now := moneyOf(t, h, catalogue.MoneyQuery{}); now.Once != before.Once || of(coop.DecidedSame) != nil || of(coop.FundGift) == nil {
		t.Error("undone: as before")
	}
	decide(h.registry.Refuse(ctx, coop.Operator, gifts[0].ID, "deux versements"))
	if now := moneyOf(t, h, catalogue.MoneyQuery{}); of(coop.FundGift) != nil || now.Stated != before.Stated || now.Once < before.Once {
		t.Errorf("refused: once %d, was %d", now.Once, before.Once)
	}
}
