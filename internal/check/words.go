package check

import (
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// subject is the partnership of a record, 0 where it speaks of none or of several.
func subject(s *catalogue.Stated) coop.PartnershipID {
	if len(s.Partnerships) != 1 {
		return 0
	}
	return s.Partnerships[0]
}

// plain writes a number without trailing zeros: 58603, 10230.5.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// cents makes amounts comparable: sums of decimals are not exact in floating point.
func cents(v float64) int64 {
	if v < 0 {
		return -cents(-v)
	}
	return int64(v*100 + 0.5)
}

func euros(cents int64) string { return plain(float64(cents) / 100) }

// key names a finding by numbers that last: ids of records, of partnerships, of organisations.
func key[T ~int64](ids ...T) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = strconv.FormatInt(int64(id), 10)
	}
	return strings.Join(parts, " ")
}

// blank is an answer that says nothing.
func blank(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s == "/" || s == "-"
}

// fiches are the records that are census fiches.
func fiches(s catalogue.Snapshot) []*catalogue.Stated {
	var out []*catalogue.Stated
	for i := range s.Records {
		if s.Records[i].Fiche != nil {
			out = append(out, &s.Records[i])
		}
	}
	return out
}

// copies are the fiches printed again: all but the fullest of each group.
func copies(s catalogue.Snapshot) map[coop.RecordID]bool {
	out := map[coop.RecordID]bool{}
	for _, group := range catalogue.Twice(s.Records) {
		for _, i := range group[1:] {
			out[s.Records[i].ID] = true
		}
	}
	return out
}

// lines lists the lines of places, for evidence.
func lines(places []coop.Place) string {
	parts := make([]string, len(places))
	for i, p := range places {
		parts[i] = strconv.Itoa(p.Line)
	}
	return strings.Join(parts, ", ")
}

// generic are the words that say what a party is, not which one; folded.
var generic = set(`mairie ville commune communes rurale urbaine rural urbain de du des d l la le les et sur en conseil conseils general
	generaux regional cercle cercles region district departement departemental communaute agglomeration metropole urbain association
	associations comite jumelage syndicat villages village reseau partenaires a venir`)

func set(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}
