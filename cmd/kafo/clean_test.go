package main

import (
	"strings"
	"testing"

	"kafo/internal/check"
	"kafo/internal/i18n"
)

// A census in which everything is said and nothing contradicts anything. All of it is invented.
const cleanCensus = "**Coopérations inventées\n(2031-2032)**\n\nVersion au 12 juin 2032\n\n" +
	"REGION DE KAYES\n\nREGION DE KAYES :\n\nDate : 9/04/32\t\t\t\n" +
	"<i>Collectivité française:</i> VILLE D'ANGERS\t\t<i>Collectivité malienne :</i> COMMUNE DE KAYES\t\n" +
	"Présentation du partenariat :\t\t\t\n" +
	"<i>Date de formalisation:</i> 2031\t\t<i>Document régissant le partenariat :</i> Convention 2031-2033\t\n" +
	"<i>Budget annuel consacré au partenariat :</i>\t\t30 000 €\t\n" +
	"<i>Poursuite de la coopération depuis le 3 mars 2031 :</i>\t\tOUI\t\n" +
	"<i>Diminution, maintien ou augmentation du budget consacré au partenariat en 2032 :</i>\t\tMaintien\t\n" +
	"<i>Moyens sur place (coordinateur, partenaires) :</i>\t\tUn coordinateur\t\n" +
	"Actions de coopération réalisées depuis le 3 mars 2031 (au Mali et en France) :\t\t\t\n" +
	"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n" +
	"1. Eau\tPuits à l’école\tmars 2031\t12 000 €\n2. Santé\tUn dispensaire\tAvril à août 2031\t18 000 €\n" +
	"Perspectives du partenariat : Poursuite\n"

// No rule fires on a register in which all is well, and a day on which it is no more makes them fire.
func TestNoRuleFiresOnACleanRegister(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", cleanCensus))
	if out := done(t, data, "check", "--on", "2032-07-01"); out != "" {
		t.Errorf("found in a clean register:\n%s", out)
	}
	out := done(t, data, "check", "--on", "2034-06-01", "--json")
	for _, rule := range []string{"stale-record", "end-passed"} {
		if !strings.Contains(out, rule) {
			t.Errorf("two years later %s does not fire: %s", rule, out)
		}
	}
	if out := done(t, data, "check", "--on", "2032-07-01"); out != "" {
		t.Errorf("looking again on the first day, still found:\n%s", out)
	}
	if code, _, said := kafo(t, data, "check", "--on", "1 juillet"); code != exitUsage || !strings.Contains(said, "1 juillet") {
		t.Errorf("a day that is none: exit %d, %q", code, said)
	}
}

// A rule has a page: its name, what it looks for, why, how to correct, an example.
func TestEveryRuleIsExplained(t *testing.T) {
	for _, r := range check.Rules {
		for _, part := range []string{"", ".text", ".why", ".fix", ".example"} {
			if !i18n.Has("rule." + r.ID + part) {
				t.Errorf("no words for rule.%s%s", r.ID, part)
			}
		}
	}
}
