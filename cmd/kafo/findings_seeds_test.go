package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
	"kafo/internal/refdata"
	"kafo/internal/registry"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// seedRegister imports every document beside the repository into a register in memory. It gives the bodies of the
// records too, private as they are.
func seedRegister(t *testing.T) (*catalogue.Catalogue, *registry.Registry, []json.RawMessage) {
	t.Helper()
	shared := os.Getenv("KAFO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "seeds", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("seeds: ../shared is absent")
	}
	db := testkit.SQLite(t)
	s := store.New(db, time.Now)
	r := registry.New(s, reconcile.New(refdata.Territories(), refdata.Organisations()))
	im := ingest.Importer{Store: s, Registry: r, Files: t.TempDir()}
	var bodies []json.RawMessage
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d, err := ingest.Read(f, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range d.Result.Records {
			body, err := json.Marshal(rec.Body)
			if err != nil {
				t.Fatal(err)
			}
			bodies = append(bodies, body)
		}
		if _, err := im.Import(context.Background(), d, ""); err != nil {
			t.Fatal(err)
		}
	}
	return catalogue.New(db, catalogue.Options{Files: im.Files}), r, bodies
}

// seedDay is the day on which the rules look at the seeds: what is stale or past is so on that day, today and always.
const seedDay coop.Date = "2020-01-01"

// What a careful reader finds in the census by hand, the rules find too.
func TestSeedsGiveTheKnownFindings(t *testing.T) {
	c, r, _ := seedRegister(t)
	if _, err := check.Run(context.Background(), c, r, coop.Operator, seedDay, check.Scope{}); err != nil {
		t.Fatal(err)
	}
	all, err := c.Findings(context.Background(), catalogue.FindingQuery{})
	if err != nil {
		t.Fatal(err)
	}
	count, totals := map[string]int{}, []string{}
	for _, f := range all {
		count[f.Rule]++
		if f.Rule == "total-parts" {
			totals = append(totals, f.Evidence["stated"]+" "+f.Evidence["sum"])
		}
	}
	if !slices.Equal(totals, []string{"58603 58753"}) {
		t.Errorf("totals that are not the sum of their parts: %v", totals)
	}
	for rule, want := range map[string]int{"printed-twice": 1, "contents-fiches": 2, "fund-sum": 0, "same-title": 0, "source-conflict": 1} {
		if count[rule] != want {
			t.Errorf("%d findings of %s, want %d", count[rule], rule, want)
		}
	}
	for _, rule := range []string{"overview-differs", "missing-values", "name-spellings", "dates-after"} {
		if count[rule] == 0 {
			t.Errorf("no finding of %s", rule)
		}
	}
}

// Two documents give Angoulême and Ségou another first signature: the rule shows both passages until somebody decides.
func TestSeedsConflictUntilSomebodyDecides(t *testing.T) {
	ctx := context.Background()
	c, r, _ := seedRegister(t)
	conflicts := func() []catalogue.Finding {
		t.Helper()
		if _, err := check.Run(ctx, c, r, coop.Operator, seedDay, check.Scope{Rules: []string{"source-conflict"}}); err != nil {
			t.Fatal(err)
		}
		list, err := c.Findings(ctx, catalogue.FindingQuery{Rule: "source-conflict"})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := conflicts()
	if len(list) != 1 || list[0].Evidence["values"] != "1985 · 2010" || len(list[0].Cites) != 2 || list[0].Cites[0].Document == list[0].Cites[1].Document {
		t.Fatalf("conflicts: %+v", list)
	}
	h, err := c.History(ctx, coop.KindPartnership, list[0].Subject.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(h.Claims, func(l catalogue.ClaimLine) bool { return l.Property == "value" && l.Cite.Line == list[0].Cites[0].Line })
	decision, err := r.Rank(ctx, coop.Operator, coop.DecidePreferred, h.Claims[i].Set, h.Claims[i].Position, "la convention est celle du registre")
	if err != nil {
		t.Fatal(err)
	}
	if left := conflicts(); len(left) != 0 {
		t.Errorf("decided, and still found: %+v", left)
	}
	if err := r.Undo(ctx, coop.Operator, decision, "essai"); err != nil {
		t.Fatal(err)
	}
	if back := conflicts(); len(back) != 1 || back[0].State != string(coop.FindingReopened) {
		t.Errorf("undone: %+v", back)
	}
}

// The overview of the census was not recomputed when fiches were added: ours counts all 54.
func TestSeedsGiveTheOverviewRecomputed(t *testing.T) {
	c, _, _ := seedRegister(t)
	o, err := c.Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if o.Fiches != 54 || len(o.Twice) != 2 {
		t.Errorf("%d fiches, %d printed twice", o.Fiches, len(o.Twice))
	}
	sum := map[string]int{}
	claimed := map[string]string{}
	for _, f := range o.Figures {
		for _, group := range []string{"overview.trend.", "overview.continued."} {
			if strings.HasPrefix(f.Key, group) && f.Key != "overview.continued.kept" {
				sum[group] += f.Count
			}
		}
		for _, x := range f.Claimed {
			claimed[f.Key] = x.Value
		}
		if len(f.List) != f.Count {
			t.Errorf("%s counts %d and lists %d", f.Key, f.Count, len(f.List))
		}
	}
	if sum["overview.trend."] != 54 || sum["overview.continued."] != 54 {
		t.Errorf("every fiche counts once an answer: %v", sum)
	}
	want := map[string]string{
		"overview.fiches.answered": "46", "overview.continued.kept": "43", "overview.trend.maintained": "29", "overview.trend.increased": "7",
		"overview.trend.reduced": "5", "overview.status.dormant": "2", "overview.words.meetings": "14", "overview.words.received": "13",
	}
	if fmt.Sprint(claimed) != fmt.Sprint(want) {
		t.Errorf("claims %v, want %v", claimed, want)
	}
}

// No contact of any document is in anything the catalogue answers (R3, T26). The canaries are the contacts as read.
func TestSeedsShowNoContact(t *testing.T) {
	c, _, bodies := seedRegister(t)
	public := coop.Fold(answers(t, c, len(bodies)))
	for _, canary := range canaries(t, bodies) {
		if strings.Contains(public, coop.Fold(canary)) {
			t.Errorf("a contact is public (%d letters)", len(canary)) // never its name: logs are public too
		}
	}
}

// canaries are the names and addresses of all contacts.
func canaries(t *testing.T, bodies []json.RawMessage) []string {
	t.Helper()
	type contact struct{ Name, Email *string }
	var out []string
	for _, body := range bodies {
		var b struct {
			Contacts []contact `json:"contacts"`
			Post     []contact `json:"post_contacts"`
			Foreign  []contact `json:"foreign_contacts"`
		}
		if err := json.Unmarshal(body, &b); err != nil {
			t.Fatal(err)
		}
		for _, p := range slices.Concat(b.Contacts, b.Post, b.Foreign) {
			for _, s := range []*string{p.Name, p.Email} {
				if s != nil && *s != "" {
					out = append(out, *s)
				}
			}
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d contacts were read", len(out))
	}
	return out
}

// answers is what the catalogue says of every record, partnership and source, and of the findings and the overview.
func answers(t *testing.T, c *catalogue.Catalogue, records int) string {
	t.Helper()
	ctx := context.Background()
	var all bytes.Buffer
	e := json.NewEncoder(&all)
	e.SetEscapeHTML(false)
	add := func(v any, err error) {
		if err == nil {
			err = e.Encode(v)
		}
		if err != nil && !isNotFound(err) {
			t.Error(err)
		}
	}
	for id := 1; id <= records; id++ {
		v, err := c.Record(ctx, coop.RecordID(id))
		add(v, err)
		p, err := c.Partnership(ctx, coop.PartnershipID(id))
		add(p, err)
		s, err := c.Source(ctx, coop.SourceID(id))
		add(s, err)
	}
	o, err := c.Overview(ctx)
	add(o, err)
	f, err := c.Findings(ctx, catalogue.FindingQuery{})
	add(f, err)
	return all.String()
}

func isNotFound(err error) bool {
	var refused *coop.Error
	var moved *catalogue.MovedError
	return errors.As(err, &moved) || (errors.As(err, &refused) && refused.Code == coop.NotFound)
}
