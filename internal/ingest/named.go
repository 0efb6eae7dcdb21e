package ingest

import (
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

// Named lists the organisations that a record names without making them a party of a partnership: a network and its
// leads, donors of a fund, the subjects of a text, who owns the works of an atlas page.
func Named(r coop.Record) ([]coop.NamedParty, error) {
	m := &mapper{r}
	var b struct {
		Name          string                  `json:"name"`
		Owners        []string                `json:"owners"`
		Organisations []string                `json:"organisations"`
		Leads         []struct{ Org string }  `json:"leads"`
		Inter         []struct{ Name string } `json:"intercollectivites"`
		Donations     []struct {
			Donor string `json:"donor"`
		} `json:"donations"`
	}
	if err := json.Unmarshal(r.Body, &b); err != nil {
		return nil, fmt.Errorf("names of a record: %w", err)
	}
	var out []coop.NamedParty
	add := func(text, path string, side coop.Side, country string) {
		if blank(text) {
			return
		}
		out = append(out, coop.NamedParty{Name: coop.Name{Text: text, Side: side, Country: country}, Place: m.at(path)})
	}
	if r.Kind == coop.KindNetwork {
		add(b.Name, "name", coop.French, "FR")
	}
	for i, l := range b.Leads {
		add(l.Org, fmt.Sprintf("leads.%d", i), coop.French, "FR")
	}
	for i, n := range b.Inter {
		add(n.Name, fmt.Sprintf("intercollectivites.%d", i), coop.Foreign, "")
	}
	for i, o := range b.Organisations {
		add(o, fmt.Sprintf("organisations.%d", i), "", "")
	}
	for i, o := range b.Owners {
		add(o, fmt.Sprintf("owners.%d", i), "", "")
	}
	for i, d := range b.Donations {
		add(d.Donor, fmt.Sprintf("donations.%d", i), coop.French, "FR")
	}
	return out, nil
}
