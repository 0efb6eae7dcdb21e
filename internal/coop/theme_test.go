package coop

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestThesaurusHoldsItsShape(t *testing.T) {
	children := map[string]int{}
	seen := map[string]bool{}
	for _, th := range Themes() {
		if seen[th.Code] {
			t.Errorf("%s stands twice", th.Code)
		}
		seen[th.Code] = true
		children[th.Parent]++
		checkTheme(t, th, seen)
	}
	if children[""] > 12 {
		t.Errorf("%d themes: twelve at most", children[""])
	}
	for parent, n := range children {
		if parent != "" && n > 8 {
			t.Errorf("%s has %d sub-themes: eight at most", parent, n)
		}
	}
}

func checkTheme(t *testing.T, th Theme, seen map[string]bool) {
	t.Helper()
	digits := 3
	if th.Parent != "" {
		digits = 5
		if !seen[th.Parent] {
			t.Errorf("%s stands before its theme %s", th.Code, th.Parent)
		}
	}
	if th.French == "" || th.English == "" || len(th.DAC) != digits {
		t.Errorf("%s lacks a label or a DAC code of %d digits: %+v", th.Code, digits, th)
	}
}

func TestEveryThemeCanBeReached(t *testing.T) {
	for _, rule := range themeWords {
		if _, ok := ThemeByCode(rule.code); !ok {
			t.Errorf("a word list names the unknown theme %q", rule.code)
		}
		for stems := range strings.SplitSeq(rule.stems, "|") {
			if stems != Fold(stems) {
				t.Errorf("%q can never be met: it is not folded", stems)
			}
		}
	}
	for _, th := range Themes() {
		code := ThemeOf(th.French)
		// The heading of a theme may name one of its parts first.
		if got, _ := ThemeByCode(code); code != th.Code && got.Parent != th.Code {
			t.Errorf("the label %q of %s maps to %q", th.French, th.Code, code)
		}
	}
	if _, ok := ThemeByCode("astrologie"); ok {
		t.Error("an unknown code is found")
	}
}

func TestThemeOf(t *testing.T) {
	for _, c := range []struct{ label, want string }{
		{"Santé", "sante"},
		{"SANTÉ PUBLIQUE", "sante"},
		{"Eau", "eau"},
		{"Travaux à Eaubonne", ""},
		{"Adduction d'eau potable", "eau-potable"},
		{"Eau et assainissement", "eau"},
		{"Gestion des déchets", "dechets"},
		{"Aide alimentaire d'urgence", "aide-alimentaire"},
		{"Sécurité alimentaire", "securite-alimentaire"},
		{"Aide d'urgence", "aide-urgence"},
		{"Projet informatique/numérique", "numerique"},
		{"Formation agricole", "formation-agricole"},
		{"Formation", "education"},
		{"Éducation au développement", "sensibilisation"},
		{"Gouvernance et démocratie locales", "decentralisation"},
		{"Gouvernance locale et appui institutionnel", "appui-institutionnel"},
		{"Politique, humanitaire et coopération transfrontalière", "gouvernance"},
		{"Economie durable", "economie"},
		{"Agriculture et développement rural", "agriculture"},
		{"Insertion sociale", "insertion"},
		{"Jeunesse & genre", "social"},
		{"Environnement, Climat et Energie", "environnement"},
		{"Protection / Gestion de l'environnement / Biodiversité", "biodiversite"},
		{"Accueil d'une délégation d'artisans", "rencontres"},
		{"Réunion du 12 mai 2011", ""},
		{"2012", ""},
		{"/", ""},
		{"", ""},
	} {
		if got := ThemeOf(c.label); got != c.want {
			t.Errorf("ThemeOf(%q) = %q, want %q", c.label, got, c.want)
		}
	}
}

// TestThemesOfTheSeeds counts how many of the distinct labels of the census map to a theme.
func TestThemesOfTheSeeds(t *testing.T) {
	labels := seedLabels(t)
	mapped := 0
	for label := range labels {
		if ThemeOf(label) != "" {
			mapped++
		}
	}
	t.Logf("%d of %d labels map to a theme", mapped, len(labels))
	if len(labels) < 100 || mapped*10 < len(labels)*9 {
		t.Errorf("%d of %d labels map to a theme: nine in ten are demanded", mapped, len(labels))
	}
}

var (
	seedMarkup = regexp.MustCompile(`<[^>]*>`)
	seedNumber = regexp.MustCompile(`^\s*\d+\s*[.)]`)
)

// seedLabels reads the first cells of the tables of actions, without the numbers in front of them.
func seedLabels(t *testing.T) map[string]bool {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(sharedFolder(), "seeds", "002_*.txt"))
	if len(found) == 0 {
		t.Skip("seeds: ../shared is absent")
	}
	f, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, inTable := map[string]bool{}, false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cell, _, cells := strings.Cut(lines.Text(), "\t")
		switch cell = seedMarkup.ReplaceAllString(cell, ""); {
		case strings.HasPrefix(cell, "Domaine"):
			inTable = true
		case strings.HasPrefix(cell, "Perspectives"):
			inTable = false
		case inTable && cells && Fold(seedNumber.ReplaceAllString(cell, "")) != "":
			labels[seedNumber.ReplaceAllString(cell, "")] = true
		}
	}
	return labels
}

// sharedFolder is where the documents that are not in the repository lie: KAFO_SHARED, else beside the repository.
func sharedFolder() string {
	if dir := os.Getenv("KAFO_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared")
}
