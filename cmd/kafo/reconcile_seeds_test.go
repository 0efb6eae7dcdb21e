package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/reconcile"
)

// proposedIn runs kafo reconcile on a register and lists the open proposals of a kind as "name | name".
func proposedIn(t *testing.T, h *house, kind coop.PairKind) (list []catalogue.Proposal, names []string) {
	t.Helper()
	ctx := context.Background()
	if _, err := reconcile.Run(ctx, h.catalogue, h.registry, coop.Operator); err != nil {
		t.Fatal(err)
	}
	found, err := h.catalogue.Proposals(ctx, catalogue.ProposalQuery{Kind: kind, State: coop.ProposalOpen})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found.Items {
		names = append(names, p.A.Name+" | "+p.B.Name)
	}
	slices.Sort(names)
	return found.Items, names
}

// TestTheFiveDocumentsProposeAndMergeNothing: what is unsure is a proposal. Kéniéba and Kénieba-Konko stay two, and so
// do homonyms and the levels of one name (K5: Auvergne and Rhône-Alpes).
func TestTheFiveDocumentsProposeAndMergeNothing(t *testing.T) {
	h := seedHouse(t)
	before, err := h.catalogue.Totals(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	_, partnerships := proposedIn(t, h, coop.PairPartnership)
	three := "Essonne (département) ↔ Douentza (cercle), Diéma (cercle), Nioro du Sahel (cercle)"
	if want := []string{
		"Auvergne (région) ↔ Tombouctou (région) | Rhône-Alpes (région) ↔ Tombouctou (région)",
		"CA Grand Paris Sud Seine Essonne Sénart ↔ Kayes, Commune V de Bamako | Communauté d'agglomération Évry Centre Essonne ↔ Kayes",
		"Essonne (département) ↔ Diéma (cercle) | " + three,
		"Essonne (département) ↔ Douentza (cercle) | " + three,
		"Essonne (département) ↔ Nioro du Sahel (cercle) | " + three,
	}; !slices.Equal(partnerships, want) {
		t.Errorf("partnerships:\n%s", strings.Join(partnerships, "\n"))
	}
	if _, got := proposedIn(t, h, coop.PairOrganisation); len(got) != 0 {
		t.Errorf("organisations:\n%s", strings.Join(got, "\n"))
	}
	gifts, _ := proposedIn(t, h, coop.PairGift)
	if len(gifts) != 1 || !strings.Contains(gifts[0].B.Name, "Saint-Denis") || gifts[0].B.Amounts[0].Cents != 300_000 || gifts[0].A.Amounts[0].Cents != 300_000 {
		t.Errorf("gifts: %+v", gifts)
	}
	programmes, _ := proposedIn(t, h, coop.PairProgramme)
	if !slices.ContainsFunc(programmes, func(p catalogue.Proposal) bool { return p.A.Amounts[0].Cents == 61_800_000 && p.A.Ref.ID != p.B.Ref.ID }) {
		t.Errorf("Évry's programme is stated by two fiches: %+v", programmes)
	}
	after, err := h.catalogue.Totals(context.Background())
	if err != nil || after != before {
		t.Errorf("proposing changed the register: %+v, then %+v, %v", before, after, err)
	}
}

// titled is the partnership of a title.
func titled(t *testing.T, h *house, title string) coop.PartnershipID {
	t.Helper()
	list, err := h.catalogue.List(context.Background(), catalogue.Query{Size: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list.Items {
		if i.Title == title {
			return i.ID
		}
	}
	t.Fatalf("no partnership %s", title)
	return 0
}

// recordsOn are the records on a partnership's page: their kinds and the numbers of their documents.
func recordsOn(t *testing.T, h *house, id coop.PartnershipID) []string {
	t.Helper()
	p, err := h.catalogue.Partnership(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range p.Records {
		out = append(out, fmt.Sprintf("%s of source %d", r.Kind, r.Cite.Source))
	}
	slices.Sort(out)
	return out
}

// TestRecordsFromOtherPlacesMeetOnOnePage: the network's table, an atlas page and the census, by themselves where they
// name the same sides, by a decision where the sides only overlap.
func TestRecordsFromOtherPlacesMeetOnOnePage(t *testing.T) {
	ctx := context.Background()
	h := seedHouse(t)
	for title, want := range map[string][]string{
		"Île-de-France (région) ↔ Kayes (région)": {"atlas_project of source 2", "census_fiche of source 3"},
		"Bures-sur-Yvette ↔ Koréra-Koré":          {"census_fiche of source 3", "network of source 1"},
		"Marolles-en-Hurepoix ↔ Lakamané":         {"census_fiche of source 3", "network of source 1"},
		"Angoulême ↔ Ségou":                       {"atlas_project of source 5", "census_fiche of source 3"},
		"Cachan ↔ Diakon":                         {"census_fiche of source 3"}, // no other document tells of it
	} {
		if got := recordsOn(t, h, titled(t, h, title)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", title, got, want)
		}
	}
	list, _ := proposedIn(t, h, coop.PairPartnership)
	var accepted []coop.ProposalID
	for _, p := range list {
		if !strings.HasPrefix(p.A.Name, "Essonne") {
			continue
		}
		if err := h.registry.Accept(ctx, coop.Operator, p.ID, 0, "les trois cercles sont un partenariat"); err != nil {
			t.Fatal(err)
		}
		accepted = append(accepted, p.ID)
	}
	if len(accepted) != 3 {
		t.Fatalf("Essonne is proposed %d times", len(accepted))
	}
	id := titled(t, h, "Essonne (département) ↔ Nioro du Sahel (cercle), Diéma (cercle), Douentza (cercle)")
	got := recordsOn(t, h, id)
	if want := []string{"census_fiche of source 3", "network of source 1"}; !slices.Equal(got, want) {
		t.Errorf("Essonne: %v, want %v", got, want)
	}
	moved := (*catalogue.MovedError)(nil)
	for _, p := range list {
		if strings.HasPrefix(p.A.Name, "Essonne") && coop.PartnershipID(p.B.ID) != id {
			if _, err := h.catalogue.Partnership(ctx, coop.PartnershipID(p.B.ID)); !errors.As(err, &moved) || moved.To != int64(id) {
				t.Errorf("the old address %d: %v", p.B.ID, err)
			}
		}
	}
	if done, err := h.catalogue.Proposals(ctx, catalogue.ProposalQuery{Kind: coop.PairPartnership, State: coop.ProposalAccepted}); err != nil || done.Items[0].B.Name != "Essonne (département) ↔ Douentza (cercle), Diéma (cercle), Nioro du Sahel (cercle)" {
		t.Errorf("what was merged is still called as its own record calls it: %+v, %v", done, err)
	}
	for _, p := range slices.Backward(accepted) {
		if err := h.registry.Reopen(ctx, coop.Operator, p, "à revoir"); err != nil {
			t.Fatal(err)
		}
	}
	if got := recordsOn(t, h, titled(t, h, "Essonne (département) ↔ Diéma (cercle)")); !slices.Equal(got, []string{"network of source 1"}) {
		t.Errorf("undone: %v", got)
	}
}

// TestAProposalIsKnownFromTheDayItWasMade: a register as it was known before a decision has the proposal still open, and
// one from before the proposal has none.
func TestAProposalIsKnownFromTheDayItWasMade(t *testing.T) {
	ctx := context.Background()
	s := &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	h.importAll(t, seeds(t))
	day, hour := int64(24*3600*1000), time.Now().UnixMilli()
	at := func(statement string, args ...any) {
		t.Helper()
		err := h.db.Update(ctx, func(tx *sql.Tx) error { _, err := tx.Exec(statement, args...); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
	list, _ := proposedIn(t, h, coop.PairPartnership)
	if err := h.registry.Accept(ctx, coop.Operator, list[1].ID, 0, "même coopération"); err != nil {
		t.Fatal(err)
	}
	at("UPDATE proposal SET recorded_at = $1", hour-2*day) // proposed the day before yesterday, decided today
	for _, table := range []string{"record", "claim_set"} {
		at("UPDATE "+table+" SET recorded_at = $1", hour-3*day)
	}
	at("UPDATE source SET imported_at = $1", hour-3*day)
	then := &moments{s: s, h: h}
	defer then.close()
	for ago, want := range map[int64]int{1: len(list), 3: 0} {
		known := coop.Date(time.UnixMilli(hour - ago*day).UTC().Format(time.DateOnly))
		c, err := then.at(ctx, coop.Moment{Known: known})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Proposals(ctx, catalogue.ProposalQuery{Kind: coop.PairPartnership, State: coop.ProposalOpen})
		if err != nil || got.Total != want {
			t.Errorf("known %d days ago: %d open proposals, want %d, %v", ago, got.Total, want, err)
		}
	}
}
