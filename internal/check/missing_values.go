package check

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// fields are the answers that a fiche should give, with what says that it does not. The order is that of the form.
var fields = []struct {
	name    string
	missing func(*catalogue.FicheBody) bool
}{
	{"updated", func(f *catalogue.FicheBody) bool { return len(f.Updated) == 0 }},
	{"foreign", func(f *catalogue.FicheBody) bool { return len(f.Foreign) == 0 }},
	{"formalised", func(f *catalogue.FicheBody) bool { return blank(f.Formalised.Raw) }},
	{"instrument", func(f *catalogue.FicheBody) bool { return blank(f.Instrument) }},
	{"budget", func(f *catalogue.FicheBody) bool { return blank(f.Budget.Raw) }},
	{"continued", func(f *catalogue.FicheBody) bool { return blank(f.Continued.Raw) }},
	{"trend", func(f *catalogue.FicheBody) bool { return blank(f.Trend.Raw) }},
	{"actions", func(f *catalogue.FicheBody) bool { return len(f.Actions) == 0 }},
}

// missingValues: a fiche leaves a question of the form without an answer. One finding a fiche and field, those of one
// field together. The example is left out: it never says all that its document says.
func missingValues(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, field := range fields {
		for _, r := range fiches(s) {
			if r.Example || !field.missing(r.Fiche) {
				continue
			}
			out = append(out, coop.Finding{
				Key: field.name + " " + key(r.ID), Subject: subject(r), Places: []coop.Place{r.At(field.name)},
				Evidence: map[string]string{"field": field.name, "fiche": r.Title},
			})
		}
	}
	return out
}
