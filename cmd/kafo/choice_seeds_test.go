package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// partnershipCalled is the partnership of a register that bears a title.
func partnershipCalled(t *testing.T, h *house, title string) catalogue.Partnership {
	t.Helper()
	list, err := h.catalogue.List(context.Background(), catalogue.Query{Size: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list.Items, func(x catalogue.Item) bool { return x.Title == title })
	if i < 0 {
		t.Fatalf("no partnership %s", title)
	}
	p, err := h.catalogue.Partnership(context.Background(), list.Items[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBothFirstSignaturesAreShownWithTheirSources is K4: the census speaks of a first convention, the atlas of a first
// signature; both stay, the page says which comes first and why, and a decision turns that round until it is undone.
func TestBothFirstSignaturesAreShownWithTheirSources(t *testing.T) {
	ctx := context.Background()
	h := seedHouse(t)
	said := func() string {
		var out []string
		for _, v := range partnershipCalled(t, h, "Angoulême ↔ Ségou").Values {
			if v.Property != coop.FirstSignature {
				continue
			}
			out = append(out, fmt.Sprintf("%s %s line %d %s", v.Date, v.Cite.Document[:3], v.Cite.Line, v.Why))
		}
		return strings.Join(out, "; ")
	}
	want := "2010 002 line 1205 chosen.source; 1985 004 line 17 "
	if got := said(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	history, err := h.catalogue.History(ctx, coop.KindPartnership, int64(partnershipCalled(t, h, "Angoulême ↔ Ségou").ID))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(history.Claims, func(c catalogue.ClaimLine) bool { return c.Property == "value" && strings.Contains(c.Text, "1985") })
	id, err := h.registry.Rank(ctx, coop.Operator, coop.DecidePreferred, history.Claims[i].Set, history.Claims[i].Position, "vérifié dans le protocole")
	if err != nil {
		t.Fatal(err)
	}
	if got := said(); got != "1985 004 line 17 chosen.rank; 2010 002 line 1205 " {
		t.Errorf("preferred: %s", got)
	}
	if err := h.registry.Undo(ctx, coop.Operator, id, "non"); err != nil || said() != want {
		t.Errorf("undone: %s, %v", said(), err)
	}
}

// TestTheSeedsBuiltAgainAreTheSame: every object of the five documents comes out of its claims byte for byte.
func TestTheSeedsBuiltAgainAreTheSame(t *testing.T) {
	h := seedHouse(t)
	before := tablesOf(t, h)
	if n, err := h.registry.Rebuild(context.Background(), coop.Operator, ""); err != nil || n < 60 {
		t.Fatalf("%d built, %v", n, err)
	}
	after := tablesOf(t, h)
	for name, table := range before {
		if strings.HasSuffix(name, ".csv") && after[name] != table {
			t.Errorf("%s differs after the rebuild", name)
		}
	}
}
