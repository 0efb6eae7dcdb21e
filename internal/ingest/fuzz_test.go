package ingest

import (
	"testing"
	"unicode/utf8"

	"kafo/internal/coop"
)

// FuzzDates: whatever a text holds, the dates found are well formed, in order and inside it.
func FuzzDates(f *testing.F) {
	for _, s := range []string{
		"1984", "1^{er} juin 2015", "22 mai 1989 - 24 mars 2009", "déc. 2010 à déc. 2013", "2007-2009, 2010-2012", "45 juillet 2001", "1999–", "aout1999 – 2000", "0 mai 2000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, d := range dates(text) {
			if !d.from.Valid() || !d.to.Valid() || d.from == "" {
				t.Errorf("%q: %q to %q", text, d.from, d.to)
			}
			if d.at < end || d.end <= d.at || d.end > len(text) {
				t.Fatalf("%q: from %d to %d after %d", text, d.at, d.end, end)
			}
			end = d.end
		}
	})
}

// FuzzAgreements: no pair of answers makes it fall, and what it makes is well formed, each agreement with a path of its
// own.
func FuzzAgreements(f *testing.F) {
	f.Add("1984 : signature du jumelage\n2010 : première convention", "")
	f.Add("1999", "Convention 2011-2013 (renouvellement prévu en 2014)")
	f.Add("depuis 1994 (", "accord ; 1^{er} protocole signé en décembre 2000. Puis convention 2010-2014 signée en 2010.")
	f.Add("/", "-")
	f.Add("45 mai 2001 – 99 juin 2002", "pour 1999 :: et (2000")
	f.Fuzz(func(t *testing.T, formalised, instrument string) {
		m := &mapper{coop.Record{ID: 1, Line: 10, LineEnd: 20}}
		seen := map[string]bool{}
		for _, claim := range m.agreements(formalised, instrument) {
			a := claim.Agreement
			if !a.Date.Valid() || !a.From.Valid() || !a.To.Valid() || a.Kind == "" || seen[a.Place.Path] || a.Place.Line != 10 {
				t.Errorf("%q, %q: %+v", formalised, instrument, a)
			}
			if utf8.ValidString(formalised+instrument) && !utf8.ValidString(a.Label) {
				t.Errorf("%q, %q: a sign of the label %q is cut", formalised, instrument, a.Label)
			}
			seen[a.Place.Path] = true
		}
	})
}

// FuzzStatements: a record whose body is not what its kind promises is an error, never a fall.
func FuzzStatements(f *testing.F) {
	for _, kind := range []string{coop.KindFiche, coop.KindAtlas, coop.KindNetwork, coop.KindFund, coop.KindProse} {
		f.Add(kind, `{}`)
		f.Add(kind, `{"french":["A"],"foreign":["B"],"rows":[{"french":["A"],"foreign":["B"]}],"recent":[{"with":["C"]}],"foreign_partners":[{"name":"X","country":null}]}`)
		f.Add(kind, `{"updated":[""],"actions":[{"budget":{"amounts":[{"value":1e308,"currency":""}]}}],"funding":[{"funder":"F","eur":-1}]}`)
	}
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := coop.Record{ID: 1, Kind: kind, Locator: "L1", Line: 1, LineEnd: 2, Body: []byte(body)}
		list, err := Statements(r, recordDate(r))
		if err == nil {
			_, err = Named(r)
		}
		if err != nil {
			return
		}
		for _, s := range list {
			for _, p := range s.Parties {
				if p.Place.Record != 1 || p.Place.Line < 1 {
					t.Errorf("%s: the party %q stands nowhere", body, p.Name.Text)
				}
			}
		}
		_ = recordTitle(r)
	})
}
