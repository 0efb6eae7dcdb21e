package catalogue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/coop"
)

func TestPatternsMatchWordsInTheirOrderWithinReach(t *testing.T) {
	for _, c := range []struct {
		key, clause string
		want        bool
	}{
		{"overview.words.meetings", "Organisation d’une grande réunion publique", true},
		{"overview.words.meetings", "Réunions de solidarité", true},
		{"overview.words.meetings", "Participation à des réunions publiques", false},
		{"overview.words.meetings", "Concertation entre les communes", false},
		{"overview.words.meetings", "Concert à la mairie", true},
		{"overview.words.received", "Accueil à la mairie de la délégation", true},
		{"overview.words.received", "Accueil des enfants dans les écoles de la ville puis de nouveau une délégation", false},
		{"overview.words.received", "Délégation à l'accueil", false},
		{"overview.words.received", "Venue à la ville de trois Maliens", true},
		{"overview.words.received", "Venue d'un technicien au Mali", false},
		{"overview.words.urgent", "AIDE EXCEPTIONNELLE", true},
		{"overview.words.urgent", "personnes déplacées", true},
		{"overview.words.urgent", "déplacement d'un technicien", false},
	} {
		for _, e := range estimates {
			if e.key == c.key && (e.match(bare(c.clause)) != "") != c.want {
				t.Errorf("%s: match(%q) = %q", c.key, c.clause, e.match(bare(c.clause)))
			}
		}
	}
}

func TestClaimsFindTheirFigure(t *testing.T) {
	for _, c := range []struct{ value, what, sentence, want string }{
		{"7", "collectivités", "En hausse ailleurs, 7 collectivités ont décidé d'augmenter le budget ; 5 veulent le réduire.", "overview.trend.increased"},
		{"5", "collectivités", "En hausse ailleurs, 7 collectivités ont décidé d'augmenter le budget ; 5 veulent le réduire.", "overview.trend.reduced"},
		{"2", "", "Seules deux sont en sommeil.", figDormant},
		{"43", "collectivités qui ont maintenu leur coopération", "", figKept},
		{"46", "questionnaires recensés", "", figAnswered},
		{"29", "collectivités", "Quant au budget consacré aux partenariats pour 2013, il est maintenu par 29 collectivités.", "overview.trend.maintained"},
		{"500", "euros donnés après des réunions", "", ""},
		{"12", "communes", "Les 12 communes du cercle.", ""},
	} {
		b := &ClaimBody{Value: []byte(c.value), What: c.what, Sentence: c.sentence}
		if got := claimedKey(b); got != c.want {
			t.Errorf("%s %s: figure %q, want %q", c.value, c.what, got, c.want)
		}
	}
}

func TestClausesEndWithSentencesNotWithInitials(t *testing.T) {
	got := cut("Accueil de M. S. Orgeval. Repas 2.5 ; fin • suite\nbout.")
	want := []string{"Accueil de M. S. Orgeval", " Repas 2.5 ", " fin ", " suite", "bout", ""}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShortenCutsAtAWordAndNeverInsideALetter(t *testing.T) {
	for _, s := range []string{strings.Repeat("é", 400), strings.Repeat("déjà ", 100)} {
		got := shorten(s)
		if len(got) > longest+5 || strings.ContainsRune(got, '\uFFFD') || !strings.HasSuffix(got, " …") {
			t.Errorf("shorten gave %q", got)
		}
	}
}

// The lists are published, so that anybody can dispute a figure.
func TestDocumentPrintsTheListsOfWords(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "FINDINGS.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	for _, e := range estimates {
		want := []string{e.key}
		for _, p := range append(e.any, e.not...) {
			if plain := strings.ReplaceAll(p.said, "*", ""); len(bare(plain)) != len(p.tokens) || coop.Fold(plain) != plain {
				t.Errorf("%q has a word that no clause has", p.said)
			}
			want = append(want, p.said)
		}
		printed := ""
		for _, l := range lines {
			if strings.Contains(l, "`"+e.key+"`") {
				printed = l
			}
		}
		for _, w := range want {
			if !strings.Contains(printed, "`"+w+"`") {
				t.Errorf("docs/FINDINGS.md does not print %q of %s", w, e.key)
			}
		}
		if n := strings.Count(printed, "`") / 2; n != len(want) {
			t.Errorf("docs/FINDINGS.md prints %d patterns of %s, the list has %d", n, e.key, len(want))
		}
	}
}
