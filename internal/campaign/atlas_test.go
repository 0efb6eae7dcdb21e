package campaign_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// onThePage are answers to the form of the atlas, and what it knows of them afterwards where that is not the same.
var onThePage = []struct {
	id          string
	given, then coop.Given
}{
	{"title", one("Eau et villages"), coop.Given{}},
	{"first_signed", one("juin 1998"), one("1998")},
	{"start_year", one("1999"), coop.Given{}},
	{"status", one("ended"), coop.Given{}},
	{"end_date", one("30/06/2015"), one("30 juin 2015")},
	{"form", one("Jumelage"), coop.Given{}},
	{"duration", one("trois ans, renouvelables"), coop.Given{Unsure: true}}, // the form knows terms alone: it stands beside it
	{"other_partners_france", coop.Given{Values: []string{"Lycée du Val", "Association Les Puits"}}, coop.Given{}},
	{"owners", one("Ville d’Angers"), coop.Given{}},
	{"beneficiaries", one("Les élèves"), coop.Given{}},
	{"theme", one("Eau"), coop.Given{}},
	{"context", one("Un plateau sec.\nQuatre villages."), coop.Given{}},
	{"objective", one("Creuser dix puits"), coop.Given{}},
	{"funding", coop.Given{Rows: [][]string{{"Ville d’Angers", "12 500,50 €", "2007"}, {"Agence Loire", "environ 4 000 €", "mars 2008"}}}, coop.Given{Rows: [][]string{{"Ville d’Angers", "12500,50", "2007"}, {"Agence Loire", "4000", "2008"}}}},
	{"communication_france", coop.Given{Values: []string{"yes"}, Detail: "Une exposition"}, one("yes")},
	{"evaluation", one("no"), coop.Given{}},
}

func one(s string) coop.Given { return coop.Given{Values: []string{s}} }

// TestAReplyToTheFormOfTheAtlasIsAPageOfIt: what is answered is what the register says of it and what it asks to confirm the next
// time, and what the form has no place for stands in the record in the words that it was given in.
func TestAReplyToTheFormOfTheAtlasIsAPageOfIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.openedWith("atlas", "2019-01"))
		if got := r.Known["foreign_partners"].Text(); !strings.HasSuffix(got, "(Mali)") || r.Known["french_partners"].Empty() {
			t.Errorf("the parties are known as %+v", r.Known)
		}
		given := map[string]coop.Given{"french_partners": r.Known["french_partners"], "foreign_partners": r.Known["foreign_partners"]}
		for _, x := range onThePage {
			given[x.id] = x.given
		}
		for _, x := range q.Rubrics {
			w.must(w.Save(w.ctx, r.ID, x, given, "", true))
		}
		w.must(w.Send(w.ctx, i.Invitation, "Déléguée A, adjointe"))
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		w.must(w.Accept(w.ctx, steward, r.ID, nil, "clair"))

		p, err := w.Reader.Partnership(w.ctx, i.Partnership)
		w.must(err)
		at := slices.IndexFunc(p.Records, func(x catalogue.RecordRef) bool { return x.Kind == coop.KindAtlas })
		if at < 0 || len(p.Records) != 2 || len(p.Parties) == 0 {
			t.Fatalf("the partnership has the records %+v", p.Records)
		}
		said := map[string]string{}
		for _, x := range p.Texts {
			said[x.Property] = x.Text
		}
		for property, text := range map[string]string{"objective": "Creuser dix puits", "context": "Un plateau sec.\nQuatre villages.", "form": "Jumelage", "beneficiaries": "Les élèves"} {
			if said[property] != text {
				t.Errorf("the register says of its %s: %q", property, said[property])
			}
		}
		if !slices.ContainsFunc(p.Budgets, func(m catalogue.Money) bool { return m.Cents == 1_250_050 && m.Year == 2007 }) || !slices.ContainsFunc(p.Values, func(v catalogue.Value) bool { return v.Property == coop.FirstSignature && v.Date == "1998" }) {
			t.Errorf("the register has the sums %+v and the values %+v", p.Budgets, p.Values)
		}
		rec, err := w.Reader.Record(w.ctx, p.Records[at].ID)
		w.must(err)
		for _, beside := range []string{"juin 1998", "trois ans, renouvelables", "environ 4 000 €", "mars 2008", "Une exposition"} {
			if !strings.Contains(string(rec.Body), beside) {
				t.Errorf("lost: %q", beside)
			}
		}

		known, err := w.Known(w.ctx, q, i.Partnership)
		w.must(err)
		for _, x := range onThePage {
			want := x.then
			if want.Empty() {
				want = x.given
			} else if want.Unsure {
				want = coop.Given{}
			}
			if diff := cmp.Diff(want, known[x.id]); diff != "" {
				t.Errorf("%s is known otherwise than it was answered: %s", x.id, diff)
			}
		}
	})
}

// TestTheFormOfTheAtlasRefusesWhatItWouldMisread names the question.
func TestTheFormOfTheAtlasRefusesWhatItWouldMisread(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.openedWith("atlas", "2019-01"))
		given := map[string]coop.Given{
			"title": one("Eau"), "status": one("ongoing"), "theme": one("Eau"), "context": one("Un plateau.\nTous droits réservés"),
			"french_partners": r.Known["french_partners"], "foreign_partners": r.Known["foreign_partners"],
		}
		for _, x := range q.Rubrics {
			w.must(w.Save(w.ctx, r.ID, x, given, "", true))
		}
		w.must(w.Send(w.ctx, i.Invitation, "Déléguée A, adjointe"))
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		err := w.Accept(w.ctx, steward, r.ID, nil, "clair")
		if e, ok := err.(*coop.Error); !ok || e.Key != "reply.unprintable" {
			t.Errorf("accepted: %v", err)
		}
		if p, err := w.Reader.Partnership(w.ctx, i.Partnership); err != nil || len(p.Records) != 1 {
			t.Errorf("it has %d records, %v", len(p.Records), err)
		}
	})
}

// TestAMaskIsNobodysAnswer: who confirms what hides a person confirms the document that names her; the mask is not written down.
func TestAMaskIsNobodysAnswer(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		w.imported(strings.NewReplacer("partenaires) :\t\t/\t", "partenaires) :\t\tSuivi sur place par suivi@example.org\t", "12 juin 2013", "13 juin 2013", "9/04/13", "10/04/13").Replace(census))
		i, r, q := w.begun(w.opened())
		if !catalogue.Masked(r.Known["means"].Text()) {
			t.Fatalf("nothing is hidden in %+v", r.Known["means"])
		}
		for _, x := range q.Rubrics {
			w.must(w.Save(w.ctx, r.ID, x, r.Known, "", true))
		}
		w.must(w.Send(w.ctx, i.Invitation, "Déléguée B, adjointe"))
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		w.must(w.Accept(w.ctx, steward, r.ID, nil, "clair"))
		c, err := w.Reader.Contribution(w.ctx, r.ID)
		w.must(err)
		rec, err := w.Reader.Record(w.ctx, c.Record)
		w.must(err)
		if body := string(rec.Body); strings.Contains(body, "[personne]") || strings.Contains(body, "[courriel]") || strings.Contains(body, "suivi@") || !strings.Contains(body, "Toujours exact") || !strings.Contains(body, "De quels moyens") {
			t.Errorf("the record says %s", body)
		}
		p, err := w.Reader.Partnership(w.ctx, i.Partnership)
		w.must(err)
		if !slices.ContainsFunc(p.Texts, func(x catalogue.Text) bool {
			return x.Property == "means" && strings.Contains(x.Text, "Suivi sur place par")
		}) {
			t.Errorf("the register no longer says what was confirmed: %+v", p.Texts)
		}
	})
}

// imported brings in another document.
func (w *world) imported(text string) {
	w.t.Helper()
	d, err := ingest.Read("autre.txt", strings.NewReader(text))
	w.must(err)
	_, err = w.Importer.Import(w.ctx, d, "")
	w.must(err)
}
