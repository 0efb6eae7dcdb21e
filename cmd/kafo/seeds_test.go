package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/format/censustext"
	"kafo/internal/ingest"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// seedHouse is a register with every document of ../shared and what the rules notice in it.
func seedHouse(t *testing.T) *house {
	t.Helper()
	h := openHouse(t)
	h.importAll(t, seeds(t))
	if _, err := check.Run(context.Background(), h.catalogue, h.registry, coop.Operator, seedDay, check.Scope{}); err != nil {
		t.Fatal(err)
	}
	return h
}

// stated are the records of a register, complete.
func stated(t *testing.T, h *house) []coop.Record {
	t.Helper()
	var out []coop.Record
	for r, err := range h.catalogue.ExportRecords(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func body[T any](t *testing.T, r coop.Record) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(r.Body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

var dataRow = regexp.MustCompile(`^\| ([^|]+) \| ([\d  ]+)(?: €)? \|$`)

// documented is the table of docs/DATA.md that says what the documents give.
func documented(t *testing.T) map[string]int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "DATA.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(raw), "## Ce que donnent les cinq documents\n")
	if !found {
		t.Fatal("docs/DATA.md does not say what the documents give")
	}
	section, _, _ := strings.Cut(after, "\n## ")
	out := map[string]int{}
	for line := range strings.Lines(section) {
		if m := dataRow.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			n, err := strconv.Atoi(strings.NewReplacer(" ", "", " ", "").Replace(m[2]))
			if err != nil {
				t.Fatal(err)
			}
			out[m[1]] = n
		}
	}
	return out
}

// TestSeedsGiveWhatTheDocumentationSays compares each row of the table with a count of its own.
func TestSeedsGiveWhatTheDocumentationSays(t *testing.T) {
	h := seedHouse(t)
	got := map[string]int{}
	countRecords(t, stated(t, h), got)
	countObjects(t, h, got)
	got["partenariats du recensement seul"] = censusAlone(t)
	if d := cmp.Diff(documented(t), got); d != "" {
		t.Errorf("docs/DATA.md (-said +counted):\n%s", d)
	}
}

func countRecords(t *testing.T, records []coop.Record, got map[string]int) {
	for _, r := range records {
		switch r.Kind {
		case coop.KindFiche:
			got["fiches du recensement"]++
			got["actions du recensement"] += len(body[censustext.Fiche](t, r).Actions)
		case coop.KindContents:
			got["lignes du sommaire"]++
			if body[catalogue.ContentsBody](t, r).Forthcoming {
				got["– dont « à venir »"]++
			}
		case coop.KindOverview:
			got["chiffres annoncés par l'aperçu"]++
		case coop.KindPublication:
			got["publications"]++
		case coop.KindAtlas:
			got["pages de l'atlas"]++
		case coop.KindFund:
			fund := body[catalogue.FundBody](t, r)
			got["donateurs du fonds"] = len(fund.Donations)
			got["total annoncé du fonds"] = int(*fund.StatedTotal)
			for _, d := range fund.Donations {
				got["somme des dons"] += int(d.Eur)
			}
		case coop.KindNetwork:
			got["pages de réseau"]++
		case coop.KindProse:
			got["pages de texte"]++
		}
	}
}

func countObjects(t *testing.T, h *house, got map[string]int) {
	ctx := context.Background()
	every, err := h.catalogue.ExportOrganisations(ctx)
	orgs := testkit.All(t, every, err)
	for _, o := range orgs {
		if len(o.Mentions) > 0 {
			got["organisations nommées"]++
		}
	}
	totals, err := h.catalogue.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got["partenariats des cinq documents"], got["questions ouvertes"] = totals.Partnerships, totals.Questions
	findings, err := h.catalogue.Findings(ctx, catalogue.FindingQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		got["constats "+f.Rule]++
	}
}

// censusAlone is the number of partnerships of a register that holds the census only.
func censusAlone(t *testing.T) int {
	h := openHouse(t)
	for _, name := range seeds(t) {
		d, err := readFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d.Result.Format == "censustext" {
			return h.importAll(t, []string{name}).Partnerships
		}
	}
	t.Fatal("no document was read as a census")
	return 0
}

// TestSeedsAreReconciled: who is who, and which records speak of the same partnership.
func TestSeedsAreReconciled(t *testing.T) {
	h := seedHouse(t)
	f, err := h.catalogue.Facts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("a commune of Bamako is one organisation in every document (K2)", func(t *testing.T) { communeV(t, h) })
	t.Run("Angoulême and Ségou sign again and again (K4)", func(t *testing.T) { angouleme(t, f) })
	t.Run("a record of the atlas or the network joins that of the census", func(t *testing.T) { joined(t, f) })
	t.Run("every name is an organisation or a question", func(t *testing.T) { everybodyIsSomebody(t, h) })
	t.Run("a mention is on its line", func(t *testing.T) { mentionsAreTrue(t, h) })
	t.Run("no party is a person", func(t *testing.T) { noPersonIsAParty(t, h, f) })
}

// beside are the folded titles of the partnerships that an organisation takes part in.
func beside(o catalogue.Organisation) string {
	var all []string
	for _, p := range o.Partnerships {
		all = append(all, coop.Fold(p.Title))
	}
	return strings.Join(all, " | ")
}

func communeV(t *testing.T, h *house) {
	every, err := h.catalogue.ExportOrganisations(context.Background())
	orgs := testkit.All(t, every, err)
	orgs = slices.DeleteFunc(orgs, func(o catalogue.Organisation) bool {
		return !slices.ContainsFunc(o.Mentions, func(m catalogue.Mention) bool { return strings.Contains(coop.Fold(m.Text), "commune v ") })
	})
	if len(orgs) != 1 {
		t.Fatalf("%d organisations for one commune", len(orgs))
	}
	titles := beside(orgs[0])
	for _, name := range []string{"maxeville", "aix en provence", "evry", "grand paris sud"} {
		if !strings.Contains(titles, name) {
			t.Errorf("%s is not on its page: %s", name, titles)
		}
	}
}

func angouleme(t *testing.T, f catalogue.Facts) {
	all := testkit.All(t, f.Partnerships)
	at := slices.IndexFunc(all, func(p catalogue.Item) bool { return coop.Fold(p.Title) == "angouleme segou" })
	if at < 0 {
		t.Fatal("no such partnership")
	}
	var got []string
	for _, a := range testkit.All(t, f.Agreements) {
		if a.Partnership == all[at].ID {
			got = append(got, fmt.Sprintf("%s %s %s-%s %s", a.Kind, a.Date, a.From, a.To, a.Record.Kind))
		}
	}
	slices.Sort(got)
	want := []string{
		"convention  2013-2015 census_fiche", "convention 2010 - census_fiche", "protocol 1985 - atlas_project", "twinning 1984 - census_fiche",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("agreements (-want +got):\n%s", d)
	}
}

func joined(t *testing.T, f catalogue.Facts) {
	kinds := map[coop.PartnershipID][]string{}
	for _, r := range testkit.All(t, f.Records) {
		for _, p := range r.Partnership {
			kinds[coop.PartnershipID(p.ID)] = append(kinds[coop.PartnershipID(p.ID)], r.Kind)
		}
	}
	got := map[string]string{}
	for _, p := range testkit.All(t, f.Partnerships) {
		if list := kinds[p.ID]; len(list) > 1 {
			slices.Sort(list)
			got[coop.Fold(p.Holders[0].Name)] = strings.Join(list, " ")
		}
	}
	want := map[string]string{
		"ile de france region": "atlas_project census_fiche", "angouleme": "atlas_project census_fiche", "marolles en hurepoix": "census_fiche network",
		"bures sur yvette": "census_fiche network", "thionville": "census_fiche census_fiche",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("joined records (-want +got):\n%s", d)
	}
}

type spot struct {
	record coop.RecordID
	path   string
}

// everybodyIsSomebody: the names of the records, mapped again, are exactly the mentions and the questions.
func everybodyIsSomebody(t *testing.T, h *house) {
	ctx := context.Background()
	want, got := map[spot]string{}, map[spot]string{}
	for _, r := range stated(t, h) {
		statements, err := ingest.Statements(r, "")
		if err != nil {
			t.Fatal(err)
		}
		list, err := ingest.Named(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statements {
			list = append(list, s.Parties...)
		}
		for _, n := range list {
			want[spot{r.ID, n.Place.Path}] = n.Printed()
		}
	}
	every, err := h.catalogue.ExportOrganisations(ctx)
	orgs := testkit.All(t, every, err)
	for _, o := range orgs {
		for _, m := range o.Mentions {
			got[spot{m.Cite.Record, m.Cite.Path}] = m.Text
		}
	}
	questions, err := h.catalogue.Questions(ctx, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		got[spot{q.Cite.Record, q.Cite.Path}] = q.Text
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(spot{})); d != "" || len(want) < 200 {
		t.Errorf("%d names (-read +resolved or asked):\n%s", len(want), d)
	}
}

func mentionsAreTrue(t *testing.T, h *house) {
	every, err := h.catalogue.ExportOrganisations(context.Background())
	orgs := testkit.All(t, every, err)
	lines := map[string][]string{}
	for _, name := range seeds(t) {
		d, err := readFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines[d.Name] = d.Text.Lines
	}
	seen := 0
	for _, o := range orgs {
		for _, m := range o.Mentions {
			seen++
			line := coop.Fold(lines[m.Cite.Document][m.Cite.Line-1])
			if !slices.ContainsFunc(strings.Fields(coop.Fold(m.Text)), func(w string) bool { return len(w) > 1 && strings.Contains(line, w) }) {
				t.Errorf("%s:%d does not say %q", m.Cite.Document, m.Cite.Line, m.Text)
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d mentions", seen)
	}
}

func noPersonIsAParty(t *testing.T, h *house, f catalogue.Facts) {
	names := map[string]bool{}
	for _, p := range testkit.All(t, f.Parties) {
		names[coop.Fold(p.Text)], names[coop.Fold(p.Org.Name)] = true, true
	}
	all := strings.Join(slices.Sorted(maps.Keys(names)), "|")
	var bodies []json.RawMessage
	for _, r := range stated(t, h) {
		bodies = append(bodies, r.Body)
	}
	for _, person := range canaries(t, bodies) {
		if who := coop.Fold(person); strings.Contains(who, " ") && strings.Contains(all, who) {
			t.Errorf("a contact is a party (%d letters)", len(person))
		}
	}
}

// everything is what a register exports: tables, objects, and the records as stated.
func everything(t *testing.T, h *house) map[string]string {
	t.Helper()
	ctx := context.Background()
	out := tablesOf(t, h)
	for _, what := range []string{"organisations", "territories", "partnerships", "findings", "questions"} {
		var b bytes.Buffer
		if err := export.Reconciled(ctx, h.catalogue, what, &b); err != nil {
			t.Fatal(err)
		}
		out[what] = b.String()
	}
	var b bytes.Buffer
	if err := export.Records(ctx, h.catalogue, &b); err != nil {
		t.Fatal(err)
	}
	out["records"] = b.String()
	return out
}

// TestSeedsGiveTheSameExportsOnEveryEngine: nothing that is published depends on where it is kept.
func TestSeedsGiveTheSameExportsOnEveryEngine(t *testing.T) {
	want := everything(t, seedHouse(t))
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := &Settings{Data: t.TempDir(), Lang: "fr"}
		h := s.rooms(db)
		h.importAll(t, seeds(t))
		if _, err := check.Run(context.Background(), h.catalogue, h.registry, coop.Operator, seedDay, check.Scope{}); err != nil {
			t.Fatal(err)
		}
		for name, text := range everything(t, h) {
			if text != want[name] {
				t.Errorf("%s differs: %s", name, firstDifference(want[name], text))
			}
		}
	})
}

// firstDifference is the number of the first line that differs; the lines themselves may hold what no log may show.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d", i+1)
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(x), len(y))
}
