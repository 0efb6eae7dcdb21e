package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
	"kafo/internal/export"
)

func withExample(t *testing.T) *house {
	t.Helper()
	h := openHouse(t)
	if err := h.loadExample(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h
}

// objects are the lines of `kafo export WHAT`, by id.
func objects(t *testing.T, h *house, what string, keys ...string) map[float64]map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := export.Reconciled(context.Background(), h.catalogue, what, &b); err != nil {
		t.Fatal(err)
	}
	out := map[float64]map[string]any{}
	for d := json.NewDecoder(&b); d.More(); {
		var o map[string]any
		if err := d.Decode(&o); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, k := range keys {
			if _, has := o[k]; !has {
				t.Errorf("%s %v has no %q", what, o["id"], k)
			}
		}
		id, _ := o["id"].(float64)
		if out[id] != nil || id == 0 {
			t.Errorf("%s: the id %v is there twice, or is none", what, o["id"])
		}
		out[id] = o
	}
	return out
}

func TestExportedObjectsReferToEachOther(t *testing.T) {
	h := withExample(t)
	orgs := objects(t, h, "organisations", "name", "kind", "country", "territory", "mentions")
	places := objects(t, h, "territories", "name", "level", "country", "parents", "codes", "lat", "lon", "precision", "valid_from", "valid_to", "mentions")
	partnerships := objects(t, h, "partnerships", "holders", "partners", "others", "status", "records", "agreements", "actions")
	questions := objects(t, h, "questions", "text", "document", "line", "candidates")
	objects(t, h, "findings", "rule", "severity", "state", "places", "evidence")
	if len(orgs) == 0 || len(places) == 0 || len(partnerships) != 29 || len(questions) != 4 {
		t.Fatalf("%d organisations, %d territories, %d partnerships, %d questions", len(orgs), len(places), len(partnerships), len(questions))
	}
	refer := func(from string, o map[string]any, key string, to map[float64]map[string]any) {
		list, _ := o[key].([]any)
		for _, x := range list {
			if id, _ := x.(float64); to[id] == nil {
				t.Errorf("%s %v: %s names %v, which is not exported", from, o["id"], key, x)
			}
		}
	}
	for _, p := range partnerships {
		for _, side := range []string{"holders", "partners", "others"} {
			refer("partnership", p, side, orgs)
		}
		refer("partnership", p, "questions", questions)
		if records, _ := p["records"].([]any); len(records) == 0 {
			t.Errorf("partnership %v has no record", p["id"])
		}
	}
	for _, q := range questions {
		refer("question", q, "candidates", orgs)
	}
	for _, p := range places {
		refer("territory", p, "parents", places)
	}
}

func TestExportOfSomethingElseIsRefused(t *testing.T) {
	err := export.Reconciled(context.Background(), openHouse(t).catalogue, "weather", io.Discard)
	if coop.CodeOf(err) != coop.Invalid {
		t.Errorf("err = %v; want invalid", err)
	}
}

func TestExportedRecordsAreInDocumentOrder(t *testing.T) {
	var b bytes.Buffer
	if err := export.Records(context.Background(), withExample(t).catalogue, &b); err != nil {
		t.Fatal(err)
	}
	type record struct {
		ID     int64
		Kind   string
		Schema string
		Source struct {
			Document string
			Line     int
		}
	}
	var all []record
	for d := json.NewDecoder(&b); d.More(); {
		var r record
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if r.Schema != export.Schema || r.Kind == "" || r.Source.Line < 1 {
			t.Errorf("record %+v", r)
		}
		all = append(all, r)
	}
	ordered := slices.IsSortedFunc(all, func(a, b record) int {
		if a.Source.Document != b.Source.Document {
			return 0
		}
		return a.Source.Line - b.Source.Line
	})
	if len(all) != 18 || !ordered {
		t.Errorf("%d records, in order: %t", len(all), ordered)
	}
}

// TestSnapshotDescribesItself: what datapackage.json says of each table is true of its bytes.
func TestSnapshotDescribesItself(t *testing.T) {
	var b bytes.Buffer
	if err := export.Snapshot(context.Background(), withExample(t).catalogue, &b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := readZip(z, "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Licenses  []struct{ Name string }
		Resources []struct {
			Path, Hash string
			Bytes      int
			Rows       int
			Schema     struct{ Fields []struct{ Name string } }
		}
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range p.Resources {
		names = append(names, r.Path)
		raw, err := readZip(z, r.Path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(raw)
		if r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || r.Bytes != len(raw) {
			t.Errorf("%s: hash or size is not that of the file", r.Path)
		}
		rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		if err != nil || len(rows)-1 != r.Rows {
			t.Fatalf("%s: %d rows, said %d, %v", r.Path, len(rows)-1, r.Rows, err)
		}
		var fields []string
		for _, f := range r.Schema.Fields {
			fields = append(fields, f.Name)
		}
		if d := cmp.Diff(fields, rows[0]); d != "" {
			t.Errorf("%s: fields and header differ:\n%s", r.Path, d)
		}
	}
	want := []string{
		"partenariats.csv", "parties.csv", "accords.csv", "actions.csv", "financements.csv", "organisations.csv", "territoires.csv", "releves.csv",
		"sources.csv", "constats.csv", "propositions.csv", "themes.csv", "positions.csv",
	}
	if d := cmp.Diff(want, names); d != "" || p.Licenses[0].Name != "etalab-2.0" {
		t.Errorf("tables (-want +got):\n%s licence %v", d, p.Licenses)
	}
}

func readZip(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
