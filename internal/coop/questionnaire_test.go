package coop

import (
	"fmt"
	"testing"
)

// sound is a questionnaire with one question of each sort; each case of the test spoils one thing of it.
func sound() Questionnaire {
	w := Wording{"fr": "Un texte"}
	return Questionnaire{
		ID: "enquete", Version: "2026-01", Form: KindFiche, Since: "2025-01-01", Year: 2026, Languages: []string{"fr"}, Title: w,
		Rubrics: []Rubric{{ID: "one", Title: w, Items: []Item{
			{ID: "goes_on", Type: AskYesNo, Fills: "continued", Label: w},
			{ID: "why", Type: AskLong, Label: w, When: &When{"goes_on", []string{"no"}}},
			{ID: "trend", Type: AskChoice, Fills: "trend", Label: w, Options: []Option{{Code: "up", Label: w}, {Code: "down", Label: w}}},
			{ID: "done", Type: AskTable, Fills: "actions", Label: w, Columns: []Item{{ID: "what", Type: AskLong, Fills: "description", Label: w}}},
			{ID: "town", Type: AskOrganisation, Fills: "french", Label: w, Repeat: true},
		}}},
	}
}

func TestAQuestionnaireSaysWhatIsWrongAndWhere(t *testing.T) {
	if flaws := sound().Check(); len(flaws) != 0 {
		t.Fatal("a good questionnaire has flaws:", flaws)
	}
	item := func(q *Questionnaire, i int) *Item { return &q.Rubrics[0].Items[i] }
	for _, c := range []struct {
		want  string
		spoil func(*Questionnaire)
	}{
		{"-1 -1 questionnaire.version", func(q *Questionnaire) { q.Version = "2" }},
		{"-1 -1 questionnaire.form", func(q *Questionnaire) { q.Form = "letter" }},
		{"-1 -1 questionnaire.since", func(q *Questionnaire) { q.Since = "2025" }},
		{"-1 -1 questionnaire.languages", func(q *Questionnaire) { q.Languages = append(q.Languages, "de") }},
		{"-1 -1 questionnaire.words", func(q *Questionnaire) { q.Title = nil }},
		{"-1 -1 questionnaire.other_language", func(q *Questionnaire) { q.Title = Wording{"fr": "Un", "en": "One"} }},
		{"0 -1 questionnaire.id", func(q *Questionnaire) { q.Rubrics[0].ID = "Première" }},
		{"1 -1 questionnaire.twice", func(q *Questionnaire) {
			q.Rubrics = append(q.Rubrics, Rubric{ID: "one", Title: q.Title, Items: []Item{{ID: "x", Type: AskText, Label: q.Title}}})
		}},
		{"0 1 questionnaire.twice", func(q *Questionnaire) { item(q, 1).ID = "goes_on" }},
		{"0 0 questionnaire.fills", func(q *Questionnaire) { item(q, 0).Fills = "weather" }},
		{"0 1 questionnaire.fills_twice", func(q *Questionnaire) { item(q, 1).Fills = "continued" }},
		{"0 4 questionnaire.fills_type", func(q *Questionnaire) { item(q, 4).Fills = "means" }},
		{"0 3 questionnaire.fills", func(q *Questionnaire) { item(q, 3).Columns[0].Fills = "french" }},
		{"0 4 questionnaire.contact_public", func(q *Questionnaire) {
			*item(q, 4) = Item{ID: "whom", Type: AskText, Fills: "contact.french", Label: q.Title, Public: true}
		}},
		{"0 2 questionnaire.options", func(q *Questionnaire) { item(q, 2).Options = nil }},
		{"0 1 questionnaire.no_options", func(q *Questionnaire) { item(q, 1).Options = item(q, 2).Options }},
		{"0 3 questionnaire.columns", func(q *Questionnaire) { item(q, 3).Columns = nil }},
		{"0 0 questionnaire.repeat", func(q *Questionnaire) { item(q, 0).Repeat = true }},
		{"0 1 questionnaire.when", func(q *Questionnaire) { item(q, 1).When.Question = "trend" }},
		{"0 1 questionnaire.when_is", func(q *Questionnaire) { item(q, 1).When.Is = []string{"perhaps"} }},
	} {
		q := sound()
		c.spoil(&q)
		said := false
		for _, f := range q.Check() {
			said = said || fmt.Sprint(f.Rubric, " ", f.Question, " ", f.Key) == c.want
		}
		if !said {
			t.Errorf("%s is not among %v", c.want, q.Check())
		}
	}
}
