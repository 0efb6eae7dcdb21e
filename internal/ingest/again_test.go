package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/reconcile"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// deed is an invented action of a fiche.
type deed struct{ what, sum string }

// fund is the statement of an invented fund, with what its donors gave.
func fund(gifts ...string) string {
	return "\nFONDS DE SOLIDARITE DES VILLES INVENTEES\n\nCollectivités donatrices au 2 juillet 2032 :\n\nCollectivité donatrice\tMontant en euros\n" + strings.Join(gifts, "\n") + "\n"
}

// filled is a fiche of two parties with several actions and a budget.
func filled(french, foreign, budget string, deeds ...deed) string {
	var rows strings.Builder
	for i, d := range deeds {
		fmt.Fprintf(&rows, "%d. Eau\t%s\t2031\t%s\n", i+1, d.what, d.sum)
	}
	return strings.NewReplacer("1. Eau\tPuits\t2031\t12 000 €\n", rows.String(), "30 000 €", budget).Replace(fiche(french, foreign, "Puits"))
}

var (
	well   = deed{"Construction d'un puits couvert avec pompe solaire pour l'école du quartier", "23 450 €"}
	books  = deed{"Envoi de manuels scolaires aux classes de la commune", "1 210 €"}
	given  = deed{"Versement au fonds de solidarité des villes inventées", "3 777 €"}
	angers = "Ville d'Angers\t3 777 €"
	lyon   = "Ville de Lyon\t 500 €"
)

const programme = "Projet moulin solaire : 61 234 €"

// again is a register of two documents that state one well twice, one gift twice, and one programme twice.
func again(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := newWorld(t, db)
	w.add("first.txt", census+filled("VILLE D'ANGERS", "COMMUNE DE KAYES", "/", books, well, given)+filled("VILLE DE LYON", "COMMUNE DE SEGOU", programme), "")
	w.add("second.txt", census+filled("VILLE DE LYON", "COMMUNE DE SEGOU, COMMUNE DE KITA", programme)+
		filled("VILLE D'ANGERS", "COMMUNE DE KAYES, COMMUNE DE KITA", "/", well)+fund(lyon, angers), "")
	return w
}

func (w *world) propose(state coop.ProposalState) (list []catalogue.Proposal) {
	w.t.Helper()
	if _, err := reconcile.Run(context.Background(), w.cat, w.im.Registry, coop.Operator); err != nil {
		w.t.Fatal(err)
	}
	found, err := w.cat.Proposals(context.Background(), catalogue.ProposalQuery{State: state})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range found.Items {
		if p.Kind != coop.PairPartnership {
			list = append(list, p)
		}
	}
	return list
}

func (w *world) money() catalogue.MoneyReport {
	w.t.Helper()
	r, err := w.cat.MoneyReport(context.Background(), catalogue.MoneyQuery{}, 1, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// sums is the money of a register, and its groups that somebody decided.
func (w *world) sums() string {
	r := w.money()
	out := []string{fmt.Sprint(r.Stated, r.Once, r.Left)}
	for _, g := range r.Groups {
		out = append(out, fmt.Sprint(g.Kind, g.Counted, g.Left, len(g.Members), len(g.Decisions)))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func (w *world) sha(name string) string {
	w.t.Helper()
	return read1(w.t, w.db, "SELECT sha256 FROM source WHERE document = '"+name+"'")[0]
}

// corrected are the two documents with a line put in before, fiches, actions and gifts in another order, a letter mended.
func (w *world) corrected() {
	w.t.Helper()
	well := deed{strings.Replace(well.what, "couvert", "couverte", 1), well.sum}
	top := strings.Replace(census, "Version", "Une ligne de plus\n\nVersion", 1)
	w.add("first.txt", top+filled("VILLE DE LYON", "COMMUNE DE SEGOU", programme)+filled("VILLE D'ANGERS", "COMMUNE DE KAYES", "/", given, well, books), w.sha("first.txt"))
	w.add("second.txt", top+filled("VILLE D'ANGERS", "COMMUNE DE KAYES, COMMUNE DE KITA", "/", well)+
		filled("VILLE DE LYON", "COMMUNE DE SEGOU, COMMUNE DE KITA", programme)+fund(angers, lyon), w.sha("second.txt"))
}

// decideAll decides every proposal.
func (w *world) decideAll(list []catalogue.Proposal, decide func(context.Context, coop.Author, coop.ProposalID, string) error) {
	w.t.Helper()
	for _, p := range list {
		if err := decide(context.Background(), coop.Operator, p.ID, "même chose, ou non"); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) rebuilt() {
	w.t.Helper()
	tables := func() (out []string) {
		for _, table := range store.Projections() {
			out = append(out, read1(w.t, w.db, "SELECT * FROM "+table)...)
		}
		return out
	}
	before := tables()
	if _, err := w.im.Registry.Rebuild(context.Background(), coop.Operator, ""); err != nil {
		w.t.Fatal(err)
	}
	for i, row := range tables() {
		if i >= len(before) || row != before[i] {
			w.t.Errorf("a rebuild differs: %q, was %q", row, before[min(i, len(before)-1)])
		}
	}
}

// TestWhatIsDecidedFollowsADocumentThatComesInAgain: what the corrected document says again is the same thing. What was
// accepted still counts once, what was refused is not proposed again, undoing gives back what was, and a rebuild changes
// nothing.
func TestWhatIsDecidedFollowsADocumentThatComesInAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := again(t, db)
		open := w.propose(coop.ProposalOpen)
		kinds := map[coop.PairKind]int{}
		for _, p := range open {
			kinds[p.Kind]++
		}
		if kinds[coop.PairAction] != 1 || kinds[coop.PairProgramme] != 1 || kinds[coop.PairGift] != 1 {
			t.Fatalf("proposed %v", kinds)
		}
		undecided := w.sums()
		w.decideAll(open, w.accept)
		accepted := w.sums()
		for _, step := range []func(){w.corrected, w.rebuilt} {
			step()
			if now := w.sums(); now != accepted || strings.Count(now, "decided") != 3 {
				t.Errorf("accepted:\n%s\nthen\n%s", accepted, now)
			}
			if list := w.propose(coop.ProposalOpen); len(list) != 0 {
				t.Errorf("accepted, and proposed: %+v", list)
			}
		}
		w.decideAll(open, w.im.Registry.Reopen)
		if now := w.sums(); now != undecided {
			t.Errorf("undone:\n%s\nwas\n%s", now, undecided)
		}
		if list := w.propose(coop.ProposalOpen); len(list) != 3 {
			t.Errorf("undone, %d are open", len(list))
		}
	})
}

func (w *world) accept(ctx context.Context, by coop.Author, id coop.ProposalID, why string) error {
	return w.im.Registry.Accept(ctx, by, id, 0, why)
}

func TestWhatWasRefusedIsNotProposedWhenItsDocumentComesInAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := again(t, db)
		open := w.propose(coop.ProposalOpen)
		w.decideAll(open, w.im.Registry.Refuse)
		refused := w.sums()
		w.corrected()
		w.rebuilt()
		if now := w.sums(); now != refused {
			t.Errorf("refused:\n%s\nthen\n%s", refused, now)
		}
		if list := w.propose(coop.ProposalOpen); len(list) != 0 {
			t.Errorf("refused, and proposed: %+v", list)
		}
		w.decideAll(open, w.im.Registry.Reopen)
		if list := w.propose(coop.ProposalOpen); len(list) != 3 {
			t.Errorf("undone, %d are open", len(list))
		}
	})
}

// TestAnAnswerAPartnershipAndARankFollow: the question that a corrected document asks again is answered, its partnership
// keeps its address, merged away or not, and a value that was set aside stays so.
func TestAnAnswerAPartnershipAndARankFollow(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		w := again(t, db)
		questions, err := w.cat.Questions(ctx, false)
		if err != nil || len(questions) != 1 {
			t.Fatalf("%+v, %v", questions, err)
		}
		answer := coop.OrgID(questions[0].Candidates[0].Ref.ID)
		if err := w.im.Registry.Answer(ctx, "operator", questions[0].ID, answer, "la ville"); err != nil {
			t.Fatal(err)
		}
		merge, err := w.im.Registry.Merge(ctx, coop.Operator, coop.KindPartnership, 1, 4, "même coopération")
		if err != nil {
			t.Fatal(err)
		}
		sets := read1(t, db, "SELECT id FROM claim_set WHERE subject = 1")
		aside, err := w.im.Registry.Rank(ctx, coop.Operator, coop.DecideDeprecate, number(t, sets[0]), actionOf(t, db, sets[0]), "mal recopiée")
		if err != nil {
			t.Fatal(err)
		}
		actions := func() string {
			return strings.Join(read1(t, db, "SELECT partnership, description FROM action"), "\n")
		}
		before, ids := actions(), strings.Join(read1(t, db, "SELECT id, merged_into, withdrawn FROM partnership"), "\n")
		w.corrected()
		before = strings.Replace(before, "couvert", "couverte", 2)
		if now := actions(); now != before {
			t.Errorf("actions\n%s\nthen\n%s", before, now)
		}
		if now := strings.Join(read1(t, db, "SELECT id, merged_into, withdrawn FROM partnership"), "\n"); now != ids {
			t.Errorf("partnerships\n%s\nthen\n%s", ids, now)
		}
		if open, err := w.cat.Questions(ctx, false); err != nil || len(open) != 0 {
			t.Errorf("asked again: %+v, %v", open, err)
		}
		w.rebuilt()
		if snap, err := w.cat.Snapshot(ctx, "2032-07-01"); err != nil || !slices.ContainsFunc(snap.Decided, func(d catalogue.Decided) bool {
			return d.Rank == coop.Deprecated && slices.ContainsFunc(snap.Records, func(r catalogue.Stated) bool { return r.ID == d.Place.Record })
		}) {
			t.Errorf("rules do not see what was set aside: %+v, %v", snap.Decided, err)
		}
		if err := w.im.Registry.Undo(ctx, coop.Operator, aside, "bien recopiée"); err != nil {
			t.Fatal(err)
		}
		if now := actions(); now == before {
			t.Error("the rank is undone and its claim is not back")
		}
		if err := w.im.Registry.Undo(ctx, coop.Operator, merge, "deux"); err != nil {
			t.Fatal(err)
		}
		if p, err := w.cat.Partnership(ctx, 1); err != nil || len(p.Records) != 1 {
			t.Errorf("parted: %d records, %v", len(p.Records), err)
		}
	})
}

// TestACorrectionDeclaredLateTakesWhatWasDecidedToo: the corrected document came in as one of its own first.
func TestACorrectionDeclaredLateTakesWhatWasDecidedToo(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := again(t, db)
		w.decideAll(w.propose(coop.ProposalOpen), w.accept)
		accepted := w.sums()
		text := census + "\nUne ligne de plus\n" + filled("VILLE D'ANGERS", "COMMUNE DE KAYES", "/", well, books, given) + filled("VILLE DE LYON", "COMMUNE DE SEGOU", programme)
		w.add("third.txt", text, "")
		w.add("third.txt", text, w.sha("first.txt"))
		if now := w.sums(); now != accepted {
			t.Errorf("accepted:\n%s\nthen\n%s", accepted, now)
		}
		if list := w.propose(coop.ProposalOpen); len(list) != 0 {
			t.Errorf("proposed: %+v", list)
		}
		w.rebuilt()
	})
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// actionOf is the position of the first action of a claim set.
func actionOf(t *testing.T, db *sqldb.DB, set string) int {
	t.Helper()
	var claims []coop.Claim
	err := json.Unmarshal([]byte("["+read1(t, db, "SELECT claims FROM claim_set WHERE id = "+set)[0]+"]"), &claims) // read1 trims brackets
	if err != nil {
		t.Fatal(err)
	}
	return slices.IndexFunc(claims, func(c coop.Claim) bool { return c.Action != nil })
}

// TestAFormerNameInTheWordsOfAnAgreementIsThePartyOfToday: the town that a record names as it is called today signs what a
// sentence written before says of it; a town of no side of the record stays another.
func TestAFormerNameInTheWordsOfAnAgreementIsThePartyOfToday(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	text := strings.Replace(fiche("ÉVRY-COURCOURONNES", "COMMUNE DE KAYES", "Puits"), "Charte", "Charte entre la Ville d'Évry, la Ville d'Angers et la Commune de Kayes", 1)
	w.add("a.txt", census+text, "")
	ctx := context.Background()
	if asked, err := w.cat.Questions(ctx, false); err != nil || len(asked) != 0 {
		t.Errorf("asked who is meant: %+v, %v", asked, err)
	}
	p, err := w.cat.Partnership(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	var signed []string
	for _, x := range p.Parties {
		if x.Role == coop.Signatory {
			signed = append(signed, x.Org.Name)
		}
	}
	if want := []string{"Évry-Courcouronnes", "Angers", "Kayes"}; !slices.Equal(signed, want) {
		t.Errorf("signed by %q, want %q", signed, want)
	}
}
