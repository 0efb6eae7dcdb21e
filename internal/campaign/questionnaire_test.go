package campaign

import (
	"strings"
	"testing"

	"kafo/internal/coop"
)

// TestTheShippedQuestionnairesFillTheirForms: nothing that the forms hold goes unasked.
func TestTheShippedQuestionnairesFillTheirForms(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 3 {
		t.Fatal("there are", len(all))
	}
	for _, q := range all {
		filled := map[string]bool{}
		for _, x := range q.Items() {
			filled[x.Fills] = true
			for _, c := range x.Columns {
				filled[x.Fills+"."+c.Fills] = true
			}
		}
		for field := range coop.Fillable[q.Form] {
			if !filled[field] {
				t.Errorf("%s %s does not ask for %s", q.ID, q.Version, field)
			}
		}
	}
}

func TestAContactIsNeverPublic(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		for _, x := range q.Items() {
			if strings.HasPrefix(x.Fills, "contact.") && x.Public {
				t.Errorf("%s %s publishes %s", q.ID, q.Version, x.ID)
			}
		}
	}
}

func TestWhatIsWrongHasItsLine(t *testing.T) {
	good, err := File("recensement", "2013-09")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from, to, key string
		near                string // what stands on the line that is named, or begins there
	}{
		{"no TOML", `version = "2013-09"`, `version = 2013-09"`, "questionnaire.syntax", "version = 2013"},
		{"a name that there is not", `id = "french"`, "id = \"french\"\ncolour = \"red\"", "questionnaire.unknown_name", "colour"},
		{"a form that there is not", `form = "census_fiche"`, `form = "fiche"`, "questionnaire.form", "# Questionnaire"},
		{"a field that there is not", `fills = "trend"`, `fills = "trends"`, "questionnaire.fills", "[[rubric.question]]"},
		{"a type that there is not", `type = "choice"`, `type = "radio"`, "questionnaire.type", "[[rubric.question]]"},
	} {
		text := strings.Replace(string(good), c.from, c.to, 1)
		_, problems := parse(text)
		lines := strings.Split(text, "\n")
		found := false
		for _, p := range problems {
			found = found || p.Key == c.key && p.Line > 0 && strings.HasPrefix(lines[p.Line-1], c.near)
		}
		if !found {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
	if _, problems := parse(string(good)); len(problems) != 0 {
		t.Error(problems)
	}
}

func FuzzAQuestionnaireIsReadOrRefused(f *testing.F) {
	good, err := File("recensement", "2013-04")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(good))
	f.Add("rubric = [[]]")
	f.Fuzz(func(t *testing.T, text string) {
		if _, problems, err := Read(strings.NewReader(text)); err == nil && len(problems) == 0 && !strings.Contains(text, "rubric") {
			t.Error("good without a rubric")
		}
	})
}
