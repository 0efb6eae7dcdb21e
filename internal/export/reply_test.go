package export

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// TestRepliesToSeveralVersions: what an older version asked, or offered, keeps its column, and a cell of a table comes under the
// column that its own version means.
func TestRepliesToSeveralVersions(t *testing.T) {
	word := func(s string) coop.Wording { return coop.Wording{"fr": s} }
	columns := func(ids ...string) (out []coop.Item) {
		for _, id := range ids {
			out = append(out, coop.Item{ID: id, Type: coop.AskText, Label: word(id)})
		}
		return out
	}
	asks := func(version string, items ...coop.Item) coop.Questionnaire {
		return coop.Questionnaire{ID: "essai", Version: version, Rubrics: []coop.Rubric{{ID: "r", Items: items}}}
	}
	options := func(codes ...string) (out []coop.Option) {
		for _, c := range codes {
			out = append(out, coop.Option{Code: c, Label: word(c)})
		}
		return out
	}
	old := asks("2026-01", coop.Item{ID: "who", Type: coop.AskSeveral, Options: options("a", "b")}, coop.Item{ID: "gone", Type: coop.AskText}, coop.Item{ID: "turned", Type: coop.AskText},
		coop.Item{ID: "rows", Type: coop.AskTable, Columns: columns("x", "y")}, coop.Item{ID: "person", Type: coop.AskText, Fills: "contact.french"})
	now := asks("2026-06", coop.Item{ID: "who", Type: coop.AskSeveral, Options: options("a", "c")}, coop.Item{ID: "turned", Type: coop.AskYesNo}, coop.Item{ID: "rows", Type: coop.AskTable, Columns: columns("y")})
	reply := func(id coop.ContributionID, version string, given map[string]coop.Given) catalogue.Replied {
		return catalogue.Replied{Invited: catalogue.Invited{Invitation: coop.Invitation{Reply: id, Asked: "Commune"}, ReplyState: coop.ContributionSubmitted}, Answers: coop.Reply{ID: id, Version: version, Given: given}}
	}
	r := catalogue.Replies{Asks: []coop.Questionnaire{old, now}, List: []catalogue.Replied{
		reply(1, "2026-01", map[string]coop.Given{"who": {Values: []string{"b"}}, "gone": {Values: []string{"=1+1"}}, "turned": {Values: []string{"peut-être"}}, "rows": {Rows: [][]string{{"un", "deux"}}}, "person": {Values: []string{"Délégué B"}}}),
		reply(2, "2026-06", map[string]coop.Given{"who": {Values: []string{"c"}}, "turned": {Values: []string{"yes"}}, "rows": {Rows: [][]string{{"trois"}, {"quatre"}}}}),
		reply(3, "2026-06", map[string]coop.Given{"turned": {Unsure: true}}),
	}}
	read := func(table string) [][]string {
		t.Helper()
		var b bytes.Buffer
		if err := WriteReplies(&b, "csv", table, r); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	rows := read("")
	first := slices.Index(rows[0], "ne_sait_pas")
	want := [][]string{
		{"ne_sait_pas", "q_who_a", "q_who_c", "q_who_b", "q_turned", "q_turned_precisions", "q_gone", "q_turned_2026_01"},
		{"", "false", "false", "true", "", "", "'=1+1", "peut-être"},
		{"", "false", "true", "false", "true", "", "", ""},
		{"turned", "", "", "", "", "", "", ""},
	}
	for i := range rows {
		if got := rows[i][first:]; !slices.Equal(got, want[i]) {
			t.Errorf("row %d is %q, not %q", i, got, want[i])
		}
	}
	if got, want := read("rows"), [][]string{{"reponse", "rang", "q_y", "q_x"}, {"1", "1", "deux", "un"}, {"2", "1", "trois", ""}, {"2", "2", "quatre", ""}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the table is %q", got)
	}
	if err := WriteReplies(&bytes.Buffer{}, "csv", "who", r); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("a table of a question that has none: %v", err)
	}
}
