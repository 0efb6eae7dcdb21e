package check

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Every document, place and figure of these tests is invented.

// body reads a fiche from JSON, as the register keeps it.
func body(t *testing.T, raw string) *catalogue.FicheBody {
	t.Helper()
	f := &catalogue.FicheBody{}
	if err := json.Unmarshal([]byte(raw), f); err != nil {
		t.Fatal(err)
	}
	return f
}

// world is a snapshot of one document of 1 November 2013 with these fiches, ids and lines in order.
func world(t *testing.T, fiches ...string) catalogue.Snapshot {
	t.Helper()
	s := catalogue.Snapshot{Sources: []coop.Source{{ID: 1, Document: "census.txt", Title: "Recensement", Date: "2013-11-01"}}}
	for i, raw := range fiches {
		id := coop.RecordID(i + 1)
		s.Records = append(s.Records, catalogue.Stated{
			ID: id, Source: 1, Kind: coop.KindFiche, Title: "fiche", Line: 100 * (i + 1), LineEnd: 100*(i+1) + 20,
			Partnerships: []coop.PartnershipID{coop.PartnershipID(id)}, Fiche: body(t, raw),
		})
	}
	return s
}

const full = `"updated":["2013-06-01"],"french":["VILLE DE VALMORT"],"foreign":["COMMUNE DE KOROBOUGOU"],"formalised":{"raw":"1990","years":[1990]},
	"instrument":"Convention","budget":{"raw":"5 000 €"},"continued":{"raw":"OUI"},"trend":{"raw":"Maintien"}`

func with(total, amounts string) string {
	return `{` + full + `,"stated_total":` + total + `,"actions":[{"budget":{"amounts":[` + amounts + `]}}]}`
}

func contents(s *catalogue.Snapshot, id coop.RecordID, region, title string, forthcoming bool) {
	s.Records = append(s.Records, catalogue.Stated{
		ID: id, Source: 1, Kind: coop.KindContents, Line: int(id), LineEnd: int(id),
		Contents: &catalogue.ContentsBody{Region: region, Title: title, Forthcoming: forthcoming},
	})
}

func fund(t *testing.T, raw string) catalogue.Snapshot {
	t.Helper()
	s := world(t)
	f := &catalogue.FundBody{}
	if err := json.Unmarshal([]byte(raw), f); err != nil {
		t.Fatal(err)
	}
	s.Records = []catalogue.Stated{{ID: 9, Source: 1, Kind: coop.KindFund, Line: 40, LineEnd: 60, Fund: f}}
	return s
}

func named(texts ...string) catalogue.Snapshot {
	o := catalogue.NamedOrg{ID: 7, Name: "Commune de Korobougou"}
	for i, text := range texts {
		o.Mentions = append(o.Mentions, catalogue.Mention{Text: text, Cite: catalogue.Cite{Record: 1, Line: 10 + i, LineEnd: 10 + i}})
	}
	return catalogue.Snapshot{Named: []catalogue.NamedOrg{o}}
}

func claimed(value string, count int) catalogue.Snapshot {
	return catalogue.Snapshot{Figures: []catalogue.Figure{{
		Key: "overview.trend.maintained", Count: count, Of: 54, Claimed: []catalogue.Claimed{{Value: value, Cite: catalogue.Cite{Record: 3, Line: 30, LineEnd: 30}}},
	}}}
}

func signed(years ...int) catalogue.Snapshot {
	var s catalogue.Snapshot
	for i, y := range years {
		s.Signed = append(s.Signed, catalogue.Signed{
			Partnership: 4, Title: "A ↔ B", Year: y, Place: coop.Place{Record: coop.RecordID(i + 1), Line: 10 * (i + 1)},
		})
	}
	return s
}

func titled(titles ...string) catalogue.Snapshot {
	var s catalogue.Snapshot
	for i, title := range titles {
		id := coop.SourceID(i + 1)
		s.Sources = append(s.Sources, coop.Source{ID: id, Document: string(rune('a'+i)) + ".txt", Title: title, Date: "2013"})
		s.Records = append(s.Records, catalogue.Stated{ID: coop.RecordID(id), Source: id, Kind: coop.KindProse, Line: 1, LineEnd: 9})
	}
	return s
}

// ruleCase is a snapshot and what a rule finds in it: the evidence and first line of each finding, "" for nothing.
type ruleCase struct {
	name string
	in   catalogue.Snapshot
	want []string
}

func cases(t *testing.T) map[string][]ruleCase {
	all := moneyCases(t)
	maps.Copy(all, documentCases(t))
	maps.Copy(all, answerCases(t))
	maps.Copy(all, timeCases(t))
	maps.Copy(all, sourceCases(t))
	return all
}

// moneyCases are those of rules about money.
func moneyCases(t *testing.T) map[string][]ruleCase {
	twins := world(t, with("58", `{"value":58,"currency":"EUR"}`), with("58", `{"value":58,"currency":"EUR"}`))
	twins.Records[1].Partnerships = twins.Records[0].Partnerships
	apart := world(t, with("58", `{"value":58,"currency":"EUR"}`), with("58", `{"value":58,"currency":"EUR"}`))
	twoDocuments := world(t, with("58", ""), with("58", ""))
	twoDocuments.Records[1].Partnerships, twoDocuments.Records[1].Source = twoDocuments.Records[0].Partnerships, 2
	slipped := world(t, with("58", `{"value":8,"currency":"EUR"}`), with("58", `{"value":50,"currency":"EUR"},{"value":8,"currency":"EUR"}`))
	slipped.Records[1].Partnerships = slipped.Records[0].Partnerships

	return map[string][]ruleCase{
		"total-parts": {
			{"differs", world(t, with("58603", `{"value":58000,"currency":"EUR"},{"value":753,"currency":"EUR"},{"value":9,"currency":"XOF"}`)),
				[]string{"100 currency=EUR difference=150 stated=58603 sum=58753"}},
			{"decimals add up", world(t, with("0.3", `{"value":0.1,"currency":"EUR"},{"value":0.2,"currency":"EUR"}`)), nil},
			{"one of two copies adds up", slipped, nil},
			{"no total printed", world(t, with("null", `{"value":1,"currency":"EUR"}`)), nil},
			{"no amounts", world(t, with("5", "")), nil},
		},
		"money-conflict": {
			{"more spent than there is", world(t, `{"budget":{"raw":"204 000 €","amounts":[{"value":204000,"currency":"EUR"}]},"actions":[
				{"period":{"raw":"continus"},"budget":{"amounts":[{"value":183400,"currency":"EUR"}]}},
				{"period":{"start":"2012-11","end":"2013-06"},"budget":{"amounts":[{"value":54550,"currency":"EUR"},{"value":9,"currency":"XOF"}]}}]}`),
				[]string{"100 budget=204000 currency=EUR difference=33950 sum=237950"}},
			{"more spent in the year of the budget", world(t, `{"budget":{"raw":"2012 : 10 € 2013 : 20 €","amounts":[{"value":10,"currency":"EUR","year":2012},{"value":20,"currency":"EUR","year":2013}]},"actions":[
				{"period":{"start":"2012","end":"2012"},"budget":{"amounts":[{"value":11,"currency":"EUR"}]}},
				{"period":{"start":"2012","end":"2013"},"budget":{"amounts":[{"value":99,"currency":"EUR"}]}}]}`),
				[]string{"100 budget=10 currency=EUR difference=1 sum=11 year=2012"}},
			{"funders pay more than all of it", world(t, `{"actions":[{"budget":{"amounts":[],"cofunders":[{"name":"A","share":70},{"name":"B","share":40}]}}]}`), []string{"100 shares=110"}},
			{"two years of actions", world(t, `{"budget":{"raw":"10 €","amounts":[{"value":10,"currency":"EUR"}]},"actions":[
				{"period":{"start":"2012","end":"2012"},"budget":{"amounts":[{"value":8,"currency":"EUR"}]}},
				{"period":{"start":"2013"},"budget":{"amounts":[{"value":8,"currency":"EUR"}]}}]}`), nil},
			{"a year printed after its amount", world(t, `{"budget":{"raw":"10 € en 2012","amounts":[{"value":10,"currency":"EUR"}]},"actions":[
				{"period":{"start":"2013","end":"2013"},"budget":{"amounts":[{"value":80,"currency":"EUR"}]}}]}`), nil},
			{"about", world(t, `{"budget":{"raw":"environ 10 €","amounts":[{"value":10,"currency":"EUR"}]},"actions":[
				{"period":{"start":"2012","end":"2012"},"budget":{"amounts":[{"value":11,"currency":"EUR"}]}}]}`), nil},
			{"enough", world(t, `{"budget":{"raw":"10 €","amounts":[{"value":10,"currency":"EUR"}]},"actions":[
				{"period":{"start":"2012","end":"2012"},"budget":{"amounts":[{"value":10,"currency":"EUR"}],"cofunders":[{"name":"A","share":33.4},{"name":"B","share":66.7}]}}]}`), nil},
		},
		"fund-sum": {
			{"differs", fund(t, `{"stated_total_eur":100,"donations":[{"eur":60},{"eur":30}]}`), []string{"40 currency=EUR difference=-10 stated=100 sum=90"}},
			{"agrees", fund(t, `{"stated_total_eur":90,"donations":[{"eur":60},{"eur":30}]}`), nil},
			{"no total", fund(t, `{"donations":[{"eur":60}]}`), nil},
		},
		"printed-twice": {
			{"same parties and total", twins, []string{"100 counted_once=58 currency=EUR lines=100, 200 times=2"}},
			{"the fullest copy counts", slipped, []string{"100 counted_once=58 currency=EUR lines=100, 200 times=2"}},
			{"other partnership", apart, nil},
			{"two documents", twoDocuments, nil},
		},
	}
}

// documentCases are those of rules about documents and what they announce.
func documentCases(t *testing.T) map[string][]ruleCase {
	listed := world(t, `{"section":"REGION DU LAC","french":["MAIRIE DE VALMORT"],"foreign":["COMMUNE DE KOROBOUGOU"]}`)
	contents(&listed, 50, "Région du Lac", "Valmort / Korobougu", false)
	unlisted := world(t, `{"section":"REGION DU LAC","french":["MAIRIE DE VALMORT"],"foreign":["COMMUNE DE KOROBOUGOU"]}`)
	contents(&unlisted, 50, "Région du Lac", "Sainte-Orge / Tamani", true)
	replaced := titled("Recensement", "RECENSEMENT")
	replaced.Sources[0].ReplacedBy = 2

	return map[string][]ruleCase{
		"same-title": {
			{"same but for case", titled("Recensement", "RECENSEMENT", "Autre"), []string{"1 documents=a.txt (2013), b.txt (2013) title=Recensement"}},
			{"one replaces the other", replaced, nil},
			{"no titles", titled("", ""), nil},
		},
		"overview-differs": {
			{"differs", claimed("29", 31), []string{"30 claimed=29 counted=31 figure=overview.trend.maintained of=54"}},
			{"agrees", claimed("31", 31), nil},
			{"in words", claimed("de nombreuses", 31), nil},
		},
		"contents-fiches": {
			{"announced and not there", unlisted, []string{"50 announced=à venir entry=Sainte-Orge / Tamani missing=fiche", "100 fiche=fiche missing=entry"}},
			{"spelt otherwise", listed, nil},
			{"no table of contents", world(t, `{}`), nil},
		},
		"name-spellings": {
			{"an accent more", named("Commune de Korobougou", "KOROBOUGOU", "Ville de Kôrobougou"), []string{"10 organisation=Commune de Korobougou spellings=Commune de Korobougou · Ville de Kôrobougou"}},
			{"a hyphen more", named("Valmort sur Orge", "VALMORT-SUR-ORGE"), []string{"10 organisation=Commune de Korobougou spellings=Valmort sur Orge · VALMORT-SUR-ORGE"}},
			{"capitals without accents", named("KOROBOUGOU-SAHEL (Cercle du Lac)", "Kôrobougou-Sahel, région du Lac"), nil},
			{"only case and kind", named("Commune de Korobougou", "KOROBOUGOU (REGION DU LAC)", "la ville de Korobougou"), nil},
		},
	}
}

// answerCases are those of rules about the answers of fiches.
func answerCases(t *testing.T) map[string][]ruleCase {
	example := world(t, `{}`)
	example.Records[0].Example = true
	stated := signed(1985, 1987)
	stated.Values = valued("first_signature", "1985", "1987").Values

	return map[string][]ruleCase{
		"agreement-conflict": {
			{"two years", signed(1985, 1987, 1985), []string{"10 partnership=A ↔ B years=1985, 1987"}},
			{"one year twice", signed(1985, 1985), nil},
			{"they say themselves which was the first", stated, nil},
		},
		"dates-after": {
			{"action after the fiche", world(t, `{"updated":["2013-06-01"],"actions":[{"period":{"start":"2013-09","end":null}}]}`), []string{"100 fiche=2013-06-01 start=2013-09"}},
			{"end before start", world(t, `{"updated":["2013-06-01"],"actions":[{"period":{"start":"2012","end":"2011-04"}}]}`), []string{"100 end=2011-04 start=2012"}},
			{"signed later", world(t, `{"updated":["2012"],"formalised":{"years":[1990,2013,2014]}}`), []string{"100 fiche=2012 formalised=2013"}},
			{"fiche after its document", world(t, `{"updated":["2013-11-02"]}`), []string{"100 document=2013-11-01 updated=2013-11-02"}},
			{"as far as both are known", world(t, `{"updated":["2013-06-01"],"actions":[{"period":{"start":"2013","end":"2013-06"}}]}`), nil},
			{"no date of its own", world(t, `{"actions":[{"period":{"start":"2030","end":null}}]}`), nil},
		},
		"missing-values": {
			{"two answers missing", world(t, strings.Replace(strings.Replace(with("null", ""), `"Convention"`, `" / "`, 1), `"2013-06-01"`, ``, 1)),
				[]string{"100 fiche=fiche field=updated", "100 fiche=fiche field=instrument"}},
			{"all there", world(t, with("null", "")), nil},
			{"an example", example, nil},
		},
	}
}

// pages is a snapshot of atlas pages of one partnership, each a document of its own of June 2014.
func pages(t *testing.T, bodies ...string) catalogue.Snapshot {
	t.Helper()
	s := catalogue.Snapshot{On: "2014-07-01"}
	for i, raw := range bodies {
		a := &catalogue.AtlasBody{}
		if err := json.Unmarshal([]byte(raw), a); err != nil {
			t.Fatal(err)
		}
		s.Records = append(s.Records, catalogue.Stated{
			ID: coop.RecordID(i + 1), Source: coop.SourceID(i + 1), Kind: coop.KindAtlas, Line: 100 * (i + 1), LineEnd: 100*(i+1) + 50,
			Date: "2014-06-01", Partnerships: []coop.PartnershipID{4}, Atlas: a,
		})
	}
	return s
}

// holding is a snapshot of one partnership on the first of July 2014.
func confirmed(s catalogue.Snapshot, on coop.Date) catalogue.Snapshot {
	s.Held[0].Lately = on
	return s
}

// gone is a snapshot of one partnership of which a party is no more.
func gone(status coop.Status, g catalogue.Gone) catalogue.Snapshot {
	s := holding(status, "2014")
	g.Place = coop.Place{Record: 1, Line: 70, LineEnd: 70}
	s.Held[0].Gone = []catalogue.Gone{g}
	return s
}

func holding(status coop.Status, updated coop.Date, terms ...catalogue.Term) catalogue.Snapshot {
	for i := range terms {
		terms[i].Source, terms[i].Place = coop.SourceID(i+1), coop.Place{Record: coop.RecordID(i + 1), Line: 10 * (i + 1)}
	}
	return catalogue.Snapshot{On: "2014-07-01", Held: []catalogue.Held{
		{ID: 4, Title: "A ↔ B", Status: status, Updated: updated, Last: coop.Place{Record: 1, Line: 30, LineEnd: 40}, Terms: terms},
	}}
}

// valued is a snapshot in which several documents give one property of a partnership.
func valued(property string, texts ...string) catalogue.Snapshot {
	s := catalogue.Snapshot{On: "2014-07-01"}
	for i, text := range texts {
		v := catalogue.Valued{Partnership: 4, Source: coop.SourceID(i + 1), Property: property, Text: text, Place: coop.Place{Record: coop.RecordID(i + 1), Path: "said", Line: 10 * (i + 1)}}
		if property == coop.FirstSignature {
			v.Date = coop.Date(text)
		}
		s.Values = append(s.Values, v)
	}
	return s
}

// settled decides about the first value, after a decision about another claim of its record.
func settled(s catalogue.Snapshot, rank coop.Rank) catalogue.Snapshot {
	at := s.Values[0].Place
	s.Decided = []catalogue.Decided{{Claim: "agreement", Place: at, Rank: coop.Preferred}, {Claim: "value", Place: at, Rank: rank}}
	return s
}

// redacted is a snapshot of the first of July 2014 with one redaction.
func redacted(review coop.Date) catalogue.Snapshot {
	return catalogue.Snapshot{On: "2014-07-01", Redacted: []catalogue.Redaction{
		{Name: "Valmort", Redaction: coop.Redaction{ID: 3, Kind: coop.KindTerritory, Subject: 9, Level: coop.RedactCoarse, Review: review}},
	}}
}

// proposed is a snapshot of one pair that may be one.
func proposed(gone bool) catalogue.Snapshot {
	said := func(line int) []catalogue.Mention {
		return []catalogue.Mention{{Cite: catalogue.Cite{Record: 1, Line: line, LineEnd: line}}}
	}
	return catalogue.Snapshot{Proposals: []catalogue.Proposal{{ID: 3, Kind: coop.PairOrganisation, State: coop.ProposalOpen,
		A: catalogue.Side{ID: 1, Name: "Valmort", Said: said(7)}, B: catalogue.Side{ID: 2, Name: "Valmorte", Said: said(9), Gone: gone}}}}
}

// timeCases are those of rules about what has passed.
func timeCases(t *testing.T) map[string][]ruleCase {
	tranches := func(rest string) string {
		return `{"start_year":1985,"status":"En cours",` + rest + `"funding":[{"funder":"M","year":1985},{"funder":"M","year":1986},{"funder":"M","year":1987}]}`
	}
	return map[string][]ruleCase{
		"funding-years": {
			{"outside the project", pages(t, tranches(`"duration":"triennal","description":"Projet cofinancé en 2010\nLa suite.",`)), []string{"100 period=2010-2012 since=1985 years=1985, 1986, 1987"}},
			{"outside the call", pages(t, tranches(`"history":"Il répond à l’appel à projets 2010-2012.",`)), []string{"100 period=2010-2012 since=1985 years=1985, 1986, 1987"}},
			{"from the start and never since", pages(t, tranches("")), []string{"100 since=1985 years=1985, 1986, 1987"}},
			{"one year of three", pages(t, `{"description":"cofinancé en 2010","funding":[{"funder":"M","year":2010},{"funder":"M","year":2006}]}`), []string{"100 period=2010 years=2006"}},
			{"in the years of the project", pages(t, `{"start_year":2010,"status":"En cours","duration":"triennal","description":"Projet cofinancé en 2010",
				"funding":[{"funder":"M","year":2010},{"funder":"M","year":2011},{"funder":"M","year":2012},{"funder":"N"}]}`), nil},
			{"a project in its first years", pages(t, `{"start_year":2010,"status":"En cours","funding":[{"funder":"M","year":2010},{"funder":"M","year":2011},{"funder":"M","year":2012}]}`), nil},
			{"an old one that is over", pages(t, strings.Replace(tranches(""), "En cours", "Terminé", 1)), nil},
		},
		"end-passed": {
			{"a record that goes on past its end", pages(t, `{"status":"En cours","end_date":"2014-06"}`), []string{"100 end=2014-06 said=En cours"}},
			{"an agreement that has run out", holding(coop.Active, "2013", catalogue.Term{From: "2010", To: "2011"}, catalogue.Term{From: "2011", To: "2013"}), []string{"20 end=2013 status=active"}},
			{"an end to come", pages(t, `{"status":"En cours","end_date":"2014-07"}`), nil},
			{"over, and said so", pages(t, `{"status":"Terminé","end_date":"2014-06"}`), nil},
			{"an agreement without an end since", holding(coop.Active, "2013", catalogue.Term{From: "2010", To: "2011"}, catalogue.Term{Signed: "2013"}), nil},
			{"a partnership that is over", holding(coop.Ended, "2013", catalogue.Term{To: "2011"}), nil},
		},
		"party-gone": {
			{"one that has ended", gone(coop.Active, catalogue.Gone{Name: "Comité de Valmort", Ended: "2013"}), []string{"70 end=2013 organisation=Comité de Valmort status=active"}},
			{"one that is said to be dissolved", gone(coop.Reduced, catalogue.Gone{Said: "dissolved"}), []string{"70 said=dissolved status=reduced"}},
			{"all there", holding(coop.Active, "2013"), nil},
			{"a partnership that is over", gone(coop.Ended, catalogue.Gone{Said: "dissolved"}), nil},
		},
		"redaction-review": {
			{"the day has come", redacted("2014-07-01"), []string{" level=coarse redaction=3 review=2014-07-01 territory=Valmort"}},
			{"still to come", redacted("2014-07-02"), nil},
		},
		"stale-record": {
			{"two years and a day", holding(coop.Active, "2012-06-30"), []string{"30 confirmed=2012-06-30 status=active"}},
			{"a year that ended long ago", holding(coop.Resumed, "2011"), []string{"30 confirmed=2011 status=resumed"}},
			{"two years", holding(coop.Active, "2012-07-01"), nil},
			{"some day of the year of the limit", holding(coop.Active, "2012"), nil},
			{"asleep", holding(coop.Dormant, "2001"), nil},
			{"never dated", holding(coop.Active, ""), nil},
			{"confirmed by a party since", confirmed(holding(coop.Active, "2011"), "2013-02-01"), nil},
			{"confirmed by a party long ago", confirmed(holding(coop.Active, "2010"), "2011-02-01"), []string{"30 confirmed=2011-02-01 status=active"}},
		},
	}
}

// sourceCases are those of rules about what several sources say, and of whom.
func sourceCases(t *testing.T) map[string][]ruleCase {
	fiche := func(year, answer string) string {
		return `{"budget":{"raw":"` + year + `","amounts":[{"value":` + year + `0,"currency":"EUR","year":2012}]},"continued":{"value":"` + answer + `"}}`
	}
	two := func(a, b string) catalogue.Snapshot {
		s := world(t, a, b)
		for i := range s.Records {
			s.Records[i].Partnerships, s.Records[i].Source, s.Records[i].Date = []coop.PartnershipID{4}, coop.SourceID(i+1), "2013-05"
		}
		return s
	}
	did := func(what, start, end, sum string) string {
		return `{"actions":[{"description":"` + what + `","period":{"start":"` + start + `","end":"` + end + `"},"budget":{"amounts":[{"value":` + sum + `,"currency":"EUR"}]}}]}`
	}
	const well = "Construction d'un puits couvert pour l'école"
	one := two(fiche("2012", "yes"), fiche("3012", "no"))
	one.Records[1].Source = 1
	later := two(fiche("2012", "yes"), fiche("2012", "no"))
	later.Records[1].Date = "2014"
	asked := catalogue.Question{ID: 3, Text: "Saint-Orge", Candidates: make([]catalogue.QuestionCandidate, 2), Cite: catalogue.Cite{Record: 1, Path: "french.0", Line: 7, LineEnd: 7}}
	return map[string][]ruleCase{
		"source-conflict": {
			{"two budgets of one year", two(fiche("2012", "yes"), fiche("3012", "yes")), []string{"100 property=budget scope=2012 values=20120 EUR · 30120 EUR"}},
			{"goes on and does not", two(fiche("2012", "yes"), fiche("2012", "no")), []string{"100 property=goes_on scope=2013 values=no · yes"}},
			{"two beginnings", pages(t, `{"start_year":1985}`, `{"start_year":1987}`), []string{"100 property=begins values=1985 · 1987"}},
			{"two ends of one agreement", holding(coop.Unknown, "", catalogue.Term{Kind: "convention", Signed: "2010", To: "2012"}, catalogue.Term{Kind: "convention", Signed: "2010", To: "2013"}),
				[]string{"10 property=term scope=convention 2010 values=2012 · 2013"}},
			{"two first signatures", valued("first_signature", "1985", "2010-05"), []string{"10 property=first_signature values=1985 · 2010"}},
			{"two names", valued("name", "Valmort", "Valmorte"), []string{"10 property=name values=Valmort · Valmorte"}},
			{"two periods of one action", two(did(well, "2010", "2011", "500"), did(well, "2012", "", "500")), []string{"100 property=period scope=" + well + " values=2010–2011 · 2012"}},
			{"periods that meet", two(did(well, "2010", "2012", "500"), did(well, "2012", "", "500")), nil},
			{"the same words, other sums", two(did(well, "2010", "", "500"), did(well, "2012", "", "700")), nil},
			{"words that many actions have", two(did("Formation", "2010", "", "500"), did("Formation", "2012", "", "500")), nil},
			{"one date, known better in one", valued("first_signature", "1985", "1985-06"), nil},
			{"one is preferred", settled(valued("first_signature", "1985", "2010"), coop.Preferred), nil},
			{"one is set aside", settled(valued("first_signature", "1985", "2010"), coop.Deprecated), nil},
			{"of three, one is set aside", settled(valued("first_signature", "1985", "2010", "2011"), coop.Deprecated), []string{"20 property=first_signature values=2010 · 2011"}},
			{"one document says both", one, nil},
			{"a year later", later, nil},
			{"the same", two(fiche("2012", "yes"), fiche("2012", "yes")), nil},
		},
		"possible-duplicate": {
			{"two names that may be one", proposed(false), []string{"7 one=Valmort other=Valmorte pair=organisation"}},
			{"one that stands no more", proposed(true), nil},
		},
		"open-question": {
			{"a name that could be two", catalogue.Snapshot{Questions: []catalogue.Question{asked}}, []string{"7 candidates=2 name=Saint-Orge"}},
			{"every name is known", world(t, `{}`), nil},
		},
	}
}

func TestEachRuleFindsItsCaseAndNoOther(t *testing.T) {
	all := cases(t)
	for _, r := range Rules {
		list := all[r.ID]
		found, quiet := false, false
		for _, c := range list {
			found, quiet = found || len(c.want) > 0, quiet || len(c.want) == 0
			t.Run(r.ID+"/"+c.name, func(t *testing.T) {
				got := said(r.Find(c.in))
				if !slices.Equal(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		}
		if !found || !quiet {
			t.Errorf("rule %s needs a case that triggers it and one that does not", r.ID)
		}
	}
	if len(all) != len(Rules) {
		t.Errorf("%d rules have cases, the table has %d", len(all), len(Rules))
	}
}

// said writes findings as their first line and their evidence.
func said(list []coop.Finding) []string {
	var out []string
	for _, f := range list {
		parts := []string{lines(f.Places[:min(1, len(f.Places))])}
		var keys []string
		for k := range f.Evidence {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			parts = append(parts, k+"="+f.Evidence[k])
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out
}

func TestFindNamesRuleSeverityAndKeyOfEveryFinding(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range cases(t) {
		for _, c := range list {
			once := map[string]bool{}
			for _, f := range Find(c.in, Scope{}) {
				seen[f.Rule] = true
				if f.Severity == "" || f.Key == "" || len(f.Places) == 0 && f.Rule != "redaction-review" || once[f.Rule+" "+f.Key] {
					t.Errorf("%s: finding without severity, key or place, or with a key used twice: %+v", c.name, f)
				}
				once[f.Rule+" "+f.Key] = true
			}
		}
	}
	if len(seen) != len(Rules) {
		t.Errorf("found by %d rules of %d", len(seen), len(Rules))
	}
}

// docs/FINDINGS.md describes every rule of the table, with its severity, and no other.
func TestDocumentDescribesEveryRule(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "FINDINGS.md"))
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|[^|]+\\| ([a-z]+) \\|[^|]+\\|$").FindAllStringSubmatch(string(raw), -1) {
		described[m[1]] = m[2]
	}
	french := map[string]string{Error: "erreur", Warning: "attention", Notice: "remarque"}
	for _, r := range Rules {
		if described[r.ID] != french[r.Severity] {
			t.Errorf("FINDINGS.md says %q of %s, the table %q", described[r.ID], r.ID, french[r.Severity])
		}
		delete(described, r.ID)
	}
	if len(described) > 0 {
		t.Errorf("FINDINGS.md describes rules that are not there: %v", described)
	}
}
