package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// TestADryRunListsAndWritesNothing: who would get which letter, and why others would not.
func TestADryRunListsAndWritesNothing(t *testing.T) {
	ctx, s := t.Context(), &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	c, err := h.censuses(ctx)
	if err != nil {
		t.Fatal(err)
	}
	file, err := campaign.File("recensement", "2013-09")
	if err != nil {
		t.Fatal(err)
	}
	id, err := c.Create(ctx, "steward:1", coop.Campaign{Title: "Recensement", Opens: "2026-01-01", Closes: "2099-12-31", Host: "Atelier", Contact: "x"}, string(file))
	if err != nil {
		t.Fatal(err)
	}
	list := []coop.Invitation{{Asked: "Commune A", Email: "a@example.org", Side: coop.French, Lang: "fr"}, {Asked: "Commune B", Side: coop.French, Lang: "fr"}}
	if _, err := c.Ask(ctx, "steward:1", id, list); err != nil {
		t.Fatal(err)
	}
	run := func(cmd campaignLettersCmd) string {
		t.Helper()
		var out bytes.Buffer
		if err := cmd.Run(ctx, s, streams{out: &out, err: &bytes.Buffer{}}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	text := run(campaignLettersCmd{ID: int64(id), DryRun: true})
	for _, want := range []string{"Invitation\tCommune A\tne part pas", "personne n’a confirmé", "Invitation\tCommune B\tne part pas", "aucune adresse de courriel", "Première relance\tCommune A"} {
		if !strings.Contains(strings.NewReplacer("\u00a0", " ").Replace(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "@") {
		t.Error("the list shows an address")
	}
	var first planned
	if err := json.Unmarshal([]byte(strings.SplitN(run(campaignLettersCmd{ID: int64(id), DryRun: true, JSON: true}), "\n", 2)[0]), &first); err != nil || first.Step != coop.LetterInvitation || !first.Goes || first.Confirmed {
		t.Errorf("%+v, %v", first, err)
	}
	if text := run(campaignLettersCmd{ID: int64(id)}); !strings.HasPrefix(text, "0 lettre") {
		t.Error(text) // nobody has confirmed
	}
	if sent, err := h.catalogue.Letters(ctx, id); err != nil || len(sent) != 0 {
		t.Errorf("%v, %v", sent, err)
	}
}
