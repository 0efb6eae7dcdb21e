package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
)

type agreement struct {
	kind, label    string
	date, from, to coop.Date
}

func TestAgreementsAreTheDatedLinesOfTheTwoAnswers(t *testing.T) {
	for _, c := range []struct {
		name, formalised, instrument string
		want                         []agreement
	}{
		{"a year and what governs it", "1974", "Accord de jumelage", []agreement{{"twinning", "Accord de jumelage", "1974", "", ""}}},
		{"each dated line is one", "1984 : signature du jumelage\n2010 : première convention", "",
			[]agreement{{"twinning", "signature du jumelage", "1984", "", ""}, {"convention", "première convention", "2010", "", ""}}},
		{"a range is a term", "1999", "Convention 2011-2013",
			[]agreement{{"other", "", "1999", "", ""}, {"convention", "Convention", "", "2011", "2013"}}},
		{"months joined by à", "2006", "Convention déc. 2010 à déc. 2013",
			[]agreement{{"other", "", "2006", "", ""}, {"convention", "Convention", "", "2010-12", "2013-12"}}},
		{"two days are two events", "22 mai 1989 - 24 mars 2009", "",
			[]agreement{{"other", "", "1989-05-22", "", ""}, {"other", "", "2009-03-24", "", ""}}},
		{"what is foreseen is none", "1994", "Charte : renouvellement en 2014 si possible", []agreement{{"charter", "Charte : renouvellement en 2014 si possible", "1994", "", ""}}},
		{"a document without a date", "", "Convention de jumelage", []agreement{{"twinning", "Convention de jumelage", "", "", ""}}},
		{"a mere thought", "", "Réflexion en cours", nil},
		{"dated lines that lost their breaks", "1984 : signature du jumelage 2010 : première convention", "",
			[]agreement{{"twinning", "signature du jumelage", "1984", "", ""}, {"convention", "première convention", "2010", "", ""}}},
		{"labels before their dates", "VILLE : 1986 Villages : 1993", "", []agreement{{"other", "VILLE", "1986", "", ""}, {"other", "Villages", "1993", "", ""}}},
		{"pauses are none", "8 décembre 2006 (mise en veille 2011 – 2012 et reprise en février 2013)", "", []agreement{{"other", "", "2006-12-08", "", ""}}},
		{"a term and its signature", "Décembre 2000", "1er protocole signé en décembre 2000. Puis convention 2010-2014 signée en 2010.",
			[]agreement{{"protocol", "1er protocole signé", "2000-12", "", ""}, {"convention", "convention", "2010", "2010", "2014"}}},
		{"a project's life is none", "4 décembre 2009 : signature du contrat de subvention\n31 décembre 2012 : fin du projet", "",
			[]agreement{{"grant", "signature du contrat de subvention", "2009-12-04", "", ""}}},
		{"dates beside their documents", "31 octobre 2010\n15 novembre 2011", "Accord quadripartite\nAccord quintipartite",
			[]agreement{{"accord", "Accord quadripartite", "2010-10-31", "", ""}, {"accord", "Accord quintipartite", "2011-11-15", "", ""}}},
		{"a term whose renewal is foreseen", "1985", "Protocole 2010-2014 (renouvellement prévu)",
			[]agreement{{"other", "", "1985", "", ""}, {"protocol", "Protocole", "", "2010", "2014"}}},
		{"terms that share their words", "", "Programmes triennaux (2007-2009, 2010-2012) portés par trois partenaires",
			[]agreement{{"project", "Programmes triennaux", "", "2007", "2009"}, {"project", "Programmes triennaux", "", "2010", "2012"}}},
		{"a signature to come", "depuis 1994", "accord dont la signature pour la période (2013-2015) est prévue en juin 2013",
			[]agreement{{"accord", "accord dont la signature pour la période (2013-2015) est prévue en juin 2013", "1994", "", ""}}},
		{"nothing", "/", "/", nil},
	} {
		m := &mapper{coop.Record{ID: 1, Line: 10, LineEnd: 20}}
		var got []agreement
		for _, claim := range m.agreements(c.formalised, c.instrument) {
			a := claim.Agreement
			got = append(got, agreement{a.Kind, a.Label, a.Date, a.From, a.To})
		}
		if d := cmp.Diff(c.want, got, cmp.AllowUnexported(agreement{})); d != "" {
			t.Errorf("%s: want - got +\n%s", c.name, d)
		}
	}
}

func TestAnActionIsInFranceWhenItsTextSaysSo(t *testing.T) {
	for text, want := range map[string]bool{
		"Soirée de solidarité à la salle des fêtes": true, "Accueil d'une délégation en France": true,
		"Construction d'un forage": false, "Envoi de matériel": false, "Mise en place d'une concertation": false, "Concert et repas": true,
	} {
		if got := inFrance(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
