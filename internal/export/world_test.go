package export

import (
	"encoding/json"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// An invented register: no such document, partnership or amount exists.
var (
	saintVallier = catalogue.Ref{ID: 1, Kind: "organisation", Name: "Saint-Vallier", Country: "FR"}
	douma        = catalogue.Ref{ID: 2, Kind: "organisation", Name: "Douma (cercle)", Country: "ML"}
	stranger     = catalogue.Ref{ID: 5, Kind: "question", Name: "Ailleurs", Asked: true}
	valley       = catalogue.Ref{ID: 7, Kind: "territory", Name: "Saint-Vallier", Country: "FR"}
	here         = catalogue.Point{Territory: 7, Name: "Saint-Vallier", Level: "commune", Country: "FR", Lat: 45.5, Lon: 4.25, Precision: coop.Own}
	there        = catalogue.Point{Territory: 8, Name: "Douma", Level: "cercle", Country: "ML", Lat: 13.5, Lon: -6.5, Precision: coop.Seat}
)

func cite(line int, path string) catalogue.Cite {
	return catalogue.Cite{Record: 4, Source: 2, Document: "invente.txt", Title: "Recensement inventé", Date: "2013-05", Line: line, LineEnd: line, Path: path}
}

func someMoney() catalogue.Money {
	return catalogue.Money{Cents: 50050, Currency: "EUR", Year: 2012, Period: "par an", Qualifier: "about", Raw: "environ 500,50 € par an", Place: cite(3, "budget.amounts.0")}
}

func anItem() catalogue.Item {
	m := someMoney()
	return catalogue.Item{
		ID: 3, Title: "Saint-Vallier ↔ Douma", Holders: []catalogue.Ref{saintVallier}, Partners: []catalogue.Ref{douma}, Others: []catalogue.Ref{stranger},
		Status: coop.Active, Since: "1998-10", Updated: "2013-05", Themes: []string{"eau", "sante"}, Actions: 2, Records: 1, Budget: &m,
	}
}

func aList() catalogue.List {
	i := anItem()
	nowhere := catalogue.Link{ID: 4, Title: "Sans lieu", Status: coop.Unknown}
	many := catalogue.Link{ID: 5, Title: "Un à deux", Status: coop.Active, From: []catalogue.Point{here}, To: []catalogue.Point{there, here}}
	half := catalogue.Link{ID: 6, Title: "Un seul côté", Status: coop.Active, From: []catalogue.Point{here}}
	return catalogue.List{
		Query: catalogue.Query{Text: "eau", Filters: map[string][]string{"pays": {"ML"}}, Page: 1, Size: 25}, Total: 1, Of: 9, Items: []catalogue.Item{i},
		Facets: []catalogue.Facet{{Name: "pays", Values: []catalogue.FacetValue{{Value: "ML", Label: "Mali", Count: 1, Selected: true}}}, {Name: "statut"}},
		Points: []catalogue.Link{{ID: i.ID, Title: i.Title, Status: i.Status, From: []catalogue.Point{here}, To: []catalogue.Point{there}}, nowhere, many, half},
	}
}

func aPartnership() catalogue.Partnership {
	return catalogue.Partnership{
		ID: 3, Title: "Saint-Vallier ↔ Douma", Status: coop.Active, Since: "1998-10", Updated: "2013-05", Themes: []string{"eau"},
		Parties: []catalogue.Party{
			{Org: saintVallier, Side: coop.French, Role: coop.Holder, Text: "Ville de Saint-Vallier", Cite: cite(2, "french.0")},
			{Org: stranger, Side: coop.Foreign, Role: coop.Partner, Text: "Ailleurs", Cite: cite(2, "foreign.0")},
		},
		Agreements: []catalogue.Agreement{{ID: 1, Kind: "twinning", Label: "Jumelage", Date: "1998-10", Cite: cite(3, "agreements.0")}, {ID: 2, Kind: "convention", From: "2010", To: "2013", Cite: cite(3, "agreements.1")}},
		Actions: []catalogue.Action{{
			ID: 1, Number: "1", Domain: "Eau", Theme: "eau", Description: "-Forage", Period: "2012", Start: "2012", End: "2012", Where: &valley,
			Money: []catalogue.Money{someMoney()}, Cite: cite(5, "actions.0"),
		}},
		Stances: []catalogue.Stance{{Stance: coop.Stance{Kind: coop.StanceContested, Property: coop.GoesOn, Said: "Actif", Why: "La convention est finie."}, By: douma, On: "2026-11-02"}, {Stance: coop.Stance{Kind: coop.StanceConfirmed}, By: saintVallier, On: "2026-11-01"}},
		Budgets: []catalogue.Money{someMoney()}, Texts: []catalogue.Text{{Property: "means", Text: "Un agent", Cite: cite(6, "means")}},
		StatusClaims: []catalogue.StatusClaim{{Continued: "yes", Trend: "maintained", Cite: cite(7, "continued")}},
		Records:      []catalogue.RecordRef{aRecord().RecordRef}, Findings: []catalogue.Finding{aFinding()}, From: []catalogue.Point{here}, To: []catalogue.Point{there},
	}
}

func aRecord() catalogue.Record {
	return catalogue.Record{
		RecordRef: catalogue.RecordRef{ID: 4, Kind: coop.KindFiche, Title: "Saint-Vallier / Douma", Date: "2013-05", Cite: cite(2, ""), Partnership: []catalogue.Ref{{ID: 3, Kind: "partnership", Name: "Saint-Vallier ↔ Douma"}}},
		SHA256:    "abcd", Locator: "L2", Body: json.RawMessage(`{"order":1,"french":["Ville de Saint-Vallier"],"budget":{"raw":"500 €","amounts":[{"value":500,"currency":"EUR","year":null}]},"yes":true}`),
	}
}

func aFinding() catalogue.Finding {
	return catalogue.Finding{
		ID: 2, Rule: "total-parts", Severity: "warning", State: "open", Evidence: map[string]string{"stated": "58", "sum": "59"},
		Owner: "Cellule inventée", History: []catalogue.FindingEvent{{At: 1, Author: "check", What: "open", Evidence: map[string]string{"stated": "58"}}},
		Cites: []catalogue.Cite{cite(4, "stated_total"), cite(9, "")}, Subject: &catalogue.Ref{ID: 3, Kind: "partnership", Name: "Saint-Vallier ↔ Douma"},
	}
}

func aProposal() catalogue.Proposal {
	return catalogue.Proposal{
		ID: 8, Kind: coop.PairPartnership, State: coop.ProposalAccepted, Score: 63, RecordedAt: 1_380_000_000_000,
		Parts: []coop.Part{{Key: "pair.same_holders", Points: 35}, {Key: "pair.inner_partners", Points: 28}},
		A:     catalogue.Side{ID: 3, Name: "Saint-Vallier ↔ Douma", Ref: catalogue.Ref{ID: 3, Kind: "partnership", Name: "Saint-Vallier ↔ Douma"}, Records: []catalogue.RecordRef{aRecord().RecordRef}},
		B:     catalogue.Side{ID: 9, Name: "Saint-Vallier ↔ Douma, Siby", Amounts: []catalogue.Money{someMoney()}, Said: []catalogue.Mention{{Text: "Douma", Cite: cite(4, "foreign.0")}}},
		Decisions: []catalogue.Decision{
			{On: "2014-01-17", Decision: coop.Decision{ID: 2, Kind: coop.DecideMerge, SubjectKind: "partnership", Subject: 9, Object: 3, Why: "même accord", Author: "operator", At: 1}},
			{On: "2013-11-21", Undone: "2013-12-02", Decision: coop.Decision{ID: 1, Kind: coop.DecideDistinct, SubjectKind: "partnership", Subject: 3, Object: 9, Why: "deux accords", Author: "operator", At: 1, UndoneAt: 2, UndoneBy: "operator", UndoneWhy: "à revoir"}},
		},
	}
}

func aFigure() catalogue.Figure {
	return catalogue.Figure{
		Key: "overview.trend.maintained", Count: 1, Of: 2, List: []catalogue.RecordRef{aRecord().RecordRef}, Words: true,
		Hits: []catalogue.Hit{{Record: 4, Word: "mission", Text: "une mission", Cite: cite(5, "")}}, Claimed: []catalogue.Claimed{{Value: "3", Sentence: "trois", Cite: cite(1, "")}},
	}
}

func aSource() coop.Source {
	return coop.Source{
		ID: 2, Document: "invente.txt", SHA256: "abcd", Format: "censustext", Title: "Recensement inventé", Publisher: "Personne", Date: "2013-05", Encoding: "UTF-8",
		Lines: 20, Report: coop.Report{Records: 1, Values: 9, InRecords: 10, Structure: 4, Blank: 5, NotUnderstood: []coop.Line{{Number: 8}}},
	}
}
