package campaign_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
	"kafo/internal/refdata"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// Everything that this document says is invented; the places exist, so that the resolver knows them.
const census = "**Coopérations inventées\n(2012-2013)**\n\nAtelier, juin 2013\n\nVersion au 12 juin 2013\n\nREGION DE KAYES :\n" +
	"\nDate : 9/04/13\t\t\t\nCollectivité française : VILLE D'ANGERS\t\tCollectivité malienne : COMMUNE DE KAYES\t\n" +
	"Contact pour cet état des lieux :\t\tContact pour cet état des lieux :\t\nEn France : Déléguée EXEMPLE, ville d'Angers\t\tAu Mali : \t\n" +
	"Présentation du partenariat :\t\t\t\nDate de formalisation : 2009\t\tDocument régissant le partenariat : Charte\t\n" +
	"Budget annuel consacré au partenariat :\t\t30 000 € en 2012\t\n" +
	"Poursuite de la coopération depuis le 22 mars 2012 :\t\tOUI\t\n" +
	"Diminution, maintien ou augmentation du budget consacré au partenariat en 2013 :\t\tMaintien\t\nMoyens sur place (coordinateur, partenaires) :\t\t/\t\n" +
	"Actions de coopération réalisées depuis le 22 mars 2012 (au Mali et en France) :\t\t\t\n" +
	"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n1. Eau\tPuits\t2012\t12 000 €\nPerspectives du partenariat :\t\t\t\nPoursuivre\t\t\t\n"

type world struct {
	*campaign.Campaigns
	t   *testing.T
	ctx context.Context
	now time.Time
}

func newWorld(t *testing.T, db *sqldb.DB) *world {
	t.Helper()
	w := &world{t: t, ctx: context.Background(), now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	s := store.New(db, clock)
	r := registry.New(s, reconcile.New(refdata.Territories(), refdata.Organisations()))
	im := &ingest.Importer{Store: s, Registry: r, Files: t.TempDir()}
	r.Keep = im.Keep
	d, err := ingest.Read("recensement.txt", strings.NewReader(census))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.Import(w.ctx, d, ""); err != nil {
		t.Fatal(err)
	}
	w.Campaigns, err = campaign.New(w.ctx, campaign.Campaigns{Store: s, Registry: r, Importer: im, Reader: catalogue.New(db, catalogue.Options{}), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

const steward = coop.Author("steward:1")

// opened is a campaign with the only partnership asked on its French side.
func (w *world) opened() catalogue.Invited {
	w.t.Helper()
	return w.openedWith("recensement", "2013-09")
}

// openedWith asks by another questionnaire that ships.
func (w *world) openedWith(name, version string) catalogue.Invited {
	w.t.Helper()
	file, err := campaign.File(name, version)
	w.must(err)
	id, err := w.Create(w.ctx, steward, coop.Campaign{
		Title: "Recensement d’essai 2026", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "01 99 00 47 11",
	}, string(file))
	w.must(err)
	whom, err := w.Whom(w.ctx, catalogue.Query{}, []coop.Side{coop.French})
	w.must(err)
	if len(whom) != 1 {
		w.t.Fatalf("one partnership has %d French sides", len(whom))
	}
	whom[0].Email = "Mairie@Example.org"
	n, err := w.Ask(w.ctx, steward, id, whom)
	w.must(err)
	if again, err := w.Ask(w.ctx, steward, id, whom); n != 1 || again != 0 || err != nil {
		w.t.Fatalf("asked %d, then %d more, %v", n, again, err)
	}
	w.must(w.Move(w.ctx, steward, id, coop.CampaignOpen))
	list, err := w.Reader.Invitations(w.ctx, id)
	w.must(err)
	return list[0]
}

// begun is the reply of an invitation with the questionnaire that it answers.
func (w *world) begun(i catalogue.Invited) (catalogue.Invited, coop.Reply, coop.Questionnaire) {
	w.t.Helper()
	r, err := w.Begin(w.ctx, i.Invitation, "a browser", "")
	w.must(err)
	q, err := w.Questionnaire(w.ctx, r.Questionnaire, r.Version)
	w.must(err)
	i, err = w.Reader.Invitation(w.ctx, i.ID)
	w.must(err)
	return i, r, q
}

func rubric(q coop.Questionnaire, id string) coop.Rubric {
	for _, r := range q.Rubrics {
		if r.ID == id {
			return r
		}
	}
	return coop.Rubric{}
}

func TestAReplyBecomesWhatTheRegisterSays(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())

		want := map[string]string{"french": "Angers", "formalised": "2009", "instrument": "Charte", "budget": "30 000 € en 2012", "continued": "yes", "trend": "maintained", "perspectives": "Poursuivre"}
		if len(r.Given) > 0 {
			t.Errorf("what nobody has confirmed is an answer: %v", r.Given)
		}
		for id, text := range want {
			if got := r.Known[id].Text(); !strings.Contains(got, text) {
				t.Errorf("%s is filled in with %q, not with %q", id, got, text)
			}
		}
		if rows := r.Known["actions"].Rows; len(rows) != 1 || rows[0][1] != "Puits" {
			t.Errorf("actions are filled in with %v", rows)
		}
		if raw, _ := json.Marshal(r.Known); strings.Contains(string(raw), "EXEMPLE") {
			t.Error("a link shows a person's name")
		}

		for _, x := range q.Rubrics {
			w.must(w.Save(w.ctx, r.ID, x, r.Known, "", true))
		}
		r, err := w.Reader.Reply(w.ctx, r.ID)
		w.must(err)
		x := rubric(q, "means")
		given := map[string]coop.Given{"budget": {Values: []string{"45 000 € en 2026"}}, "trend": {Values: []string{"increased"}}}
		w.must(w.Save(w.ctx, r.ID, x, given, campaign.Seen(r, x), true))
		if err := w.Save(w.ctx, r.ID, x, given, campaign.Seen(r, x), true); err == nil {
			t.Error("what somebody else has changed was overwritten unseen")
		}
		if err := w.Send(w.ctx, i.Invitation, " "); err == nil {
			t.Error("a reply that nobody declares was taken")
		}
		w.must(w.Send(w.ctx, i.Invitation, "Déléguée A, adjointe au maire"))

		if err := w.Accept(w.ctx, steward, r.ID, nil, "tout est clair"); err == nil {
			t.Error("a reply that nobody looks after was accepted")
		}
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		if err := w.Save(w.ctx, r.ID, x, given, "", true); err == nil {
			t.Error("a reply changed under the eyes of who looks at it")
		}
		w.must(w.Accept(w.ctx, steward, r.ID, nil, "tout est clair"))

		p, err := w.Reader.Partnership(w.ctx, i.Partnership)
		w.must(err)
		if len(p.Records) != 2 || len(p.Budgets) == 0 || p.Budgets[0].Cents != 4_500_000 {
			t.Errorf("the partnership has %d records and the budget %+v", len(p.Records), p.Budgets)
		}
		now, err := w.Reader.Contribution(w.ctx, r.ID)
		w.must(err)
		if now.State != coop.ContributionAccepted || now.Record == 0 {
			t.Errorf("the reply is %s and has record %d", now.State, now.Record)
		}
		rec, err := w.Reader.Record(w.ctx, now.Record)
		w.must(err)
		if strings.Contains(string(rec.Body), "Déléguée") {
			t.Error("the record names who declared")
		}
	})
}

// accepted is a reply that was sent, with a person named in it, and accepted.
func (w *world) accepted() (catalogue.Invited, coop.Reply) {
	w.t.Helper()
	i, r, q := w.begun(w.opened())
	for _, x := range q.Rubrics {
		given := r.Known
		if x.ID == "contacts" {
			given = map[string]coop.Given{"contact_french": {Values: []string{"Déléguée ZZNOM, adjointe, zz@example.org, 01 99 00 47 12"}, Detail: "La personne accepte."}}
		}
		if x.ID == "means" {
			given = map[string]coop.Given{"budget": {Values: []string{"45 000 € en 2026"}}}
		}
		w.must(w.Save(w.ctx, r.ID, x, given, "", true))
	}
	w.must(w.Send(w.ctx, i.Invitation, "Déléguée ZZNOM, adjointe au maire"))
	w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
	w.must(w.Accept(w.ctx, steward, r.ID, nil, "tout est clair"))
	return i, r
}

// budgets are the years' budgets that the register says now, in cents.
func (w *world) budgets(id coop.PartnershipID) (out []int64) {
	w.t.Helper()
	p, err := w.Reader.Partnership(w.ctx, id)
	w.must(err)
	for _, b := range p.Budgets {
		out = append(out, b.Cents)
	}
	return out
}

func TestAReplyThatIsReopenedSaysNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r := w.accepted()
		if got := w.budgets(i.Partnership); !slices.Contains(got, 4_500_000) {
			t.Fatalf("an accepted reply: %v", got)
		}
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActReopen, false, "un doute"))
		if got := w.budgets(i.Partnership); slices.Contains(got, 4_500_000) {
			t.Errorf("looked at again, it still says %v", got)
		}
		for range 2 { // as often as one doubts
			w.must(w.Accept(w.ctx, steward, r.ID, nil, "c’était juste"))
			if got := w.budgets(i.Partnership); !slices.Contains(got, 4_500_000) {
				t.Errorf("accepted again, it says %v", got)
			}
			now, err := w.Reader.Contribution(w.ctx, r.ID)
			w.must(err)
			rec, err := w.Reader.Record(w.ctx, now.Record)
			w.must(err)
			if now.State != coop.ContributionAccepted || rec.Withdrawn != nil {
				t.Errorf("the reply is %s, its record withdrawn by %v", now.State, rec.Withdrawn)
			}
			w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActReopen, false, "encore un doute"))
			if got := w.budgets(i.Partnership); slices.Contains(got, 4_500_000) {
				t.Errorf("looked at once more, it still says %v", got)
			}
		}
	})
}

// TestPersonsInRepliesAreContacts: never published, kept with the words that they agreed to, erased and forgotten like any other.
func TestPersonsInRepliesAreContacts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r := w.accepted()
		known, err := w.Reader.KnownOf(w.ctx, "zz@example.org")
		w.must(err)
		if len(known.Contacts) != 1 {
			t.Fatalf("%d contacts", len(known.Contacts))
		}
		c := known.Contacts[0].Contact
		if c.Name != "Déléguée ZZNOM" || c.Side != coop.French || c.Phone != "01 99 00 47 12" || c.Visibility != coop.ForStewards || c.Consent != "La personne accepte." || c.ConsentAt == 0 {
			t.Errorf("the contact is %+v", c)
		}
		reply, err := w.Reader.Reply(w.ctx, r.ID)
		w.must(err)
		if raw, _ := json.Marshal(reply.Given); strings.Contains(string(raw), "ZZNOM") {
			t.Error("who has become a contact stands among the answers too")
		}
		now, err := w.Reader.Contribution(w.ctx, r.ID)
		w.must(err)
		rec, err := w.Reader.Record(w.ctx, now.Record)
		w.must(err)
		if strings.Contains(string(rec.Body), "ZZNOM") {
			t.Error("the record names her")
		}

		w.must(w.Store.Update(w.ctx, coop.Operator, "demande", func(tx *store.Tx) error { return tx.EraseAddress("mairie@example.org") }))
		if got, err := w.Reader.Invitation(w.ctx, i.ID); err != nil || got.Email != "" || got.Name != "" {
			t.Errorf("who was asked is still known: %+v, %v", got, err)
		}
		if reply, err = w.Reader.Reply(w.ctx, r.ID); err != nil || reply.Declarant != "" {
			t.Errorf("who declared is still known: %q, %v", reply.Declarant, err)
		}
	})
}

// retained has retention look at who was asked, at a time: it says of how many campaigns they go into the trash, and how many are
// forgotten.
func (w *world) retained(at time.Time) (trashed, forgotten int) {
	w.t.Helper()
	w.now = at
	w.must(w.Store.Update(w.ctx, coop.Operator, "retention", func(tx *store.Tx) (err error) {
		closed := coop.Date(at.AddDate(-1, 0, 0).Format(time.DateOnly))
		if trashed, err = tx.TrashRespondents(closed, coop.Date(at.Format(time.DateOnly))); err != nil {
			return err
		}
		forgotten, err = tx.DropRespondents(at.Add(-coop.RespondentsTrash).UnixMilli())
		return err
	}))
	return trashed, forgotten
}

// forgotten has retention go on until the respondents of a campaign that closed in 2026 are.
func (w *world) forgotten() {
	w.t.Helper()
	first := time.Date(2028, 1, 1, 12, 0, 0, 0, time.UTC)
	w.retained(first)
	w.retained(first.Add(coop.RespondentsTrash))
}

// TestRespondentsAreForgottenAYearAfterTheClose, once they have been in the trash for two weeks; until then they are taken out of it,
// and kept for as long as was said.
func TestRespondentsAreForgottenAYearAfterTheClose(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r := w.accepted()
		const address = "mairie@example.org"
		at := func(day string) time.Time {
			out, err := time.Parse(time.DateOnly, day)
			w.must(err)
			return out.Add(12 * time.Hour)
		}
		keep := func(until coop.Date) error { return w.Keep(w.ctx, steward, i.Campaign, until) }
		for _, step := range []struct {
			day                string
			trashed, forgotten int
			keeping            coop.Keeping
			email              string
		}{
			{"2027-11-30", 0, 0, coop.KeepingOn, address}, {"2027-12-31", 0, 0, coop.KeepingEnds, address}, {"2028-01-01", 1, 0, coop.KeepingTrash, address},
			{"2028-01-14", 0, 0, coop.KeepingTrash, address}, {"2028-03-31", 0, 0, coop.KeepingEnds, address}, {"2028-04-01", 1, 0, coop.KeepingTrash, address},
			{"2028-04-15", 0, 1, coop.KeepingGone, ""}, {"2028-04-16", 0, 0, coop.KeepingGone, ""},
		} {
			trashed, forgotten := w.retained(at(step.day))
			got, err := w.Reader.Invitation(w.ctx, i.ID)
			w.must(err)
			one, err := w.Reader.Campaign(w.ctx, i.Campaign)
			w.must(err)
			if trashed != step.trashed || forgotten != step.forgotten || got.Email != step.email || one.Keeping(w.now) != step.keeping {
				t.Errorf("%s: %d into the trash, %d forgotten, %s, the address is %q", step.day, trashed, forgotten, one.Keeping(w.now), got.Email)
			}
			if step.day == "2028-01-14" { // taken out of the trash on its last day
				for _, wrong := range []coop.Date{"", "x", "2028-01-14", "2029-01-15"} {
					if err := keep(wrong); coop.CodeOf(err) != coop.Invalid {
						t.Errorf("kept until %q: %v", wrong, err)
					}
				}
				w.must(keep("2028-03-31"))
			}
		}
		if err := keep("2028-12-31"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("the forgotten are kept: %v", err)
		}
		reply, err := w.Reader.Reply(w.ctx, r.ID)
		w.must(err)
		if reply.Declarant != "" || len(reply.Given) == 0 {
			t.Errorf("kept are %q and %d answers", reply.Declarant, len(reply.Given))
		}
	})
}

// TestWhatIsWrittenAboutAReplyFollowsItsAddress: the old one gets nothing more.
func TestWhatIsWrittenAboutAReplyFollowsItsAddress(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		for email, want := range map[string]string{"Nouvelle@Example.org": "nouvelle@example.org", "": ""} {
			w.must(w.Reach(w.ctx, steward, coop.Invitation{ID: i.ID, Name: "Délégué B", Email: email}))
			now, err := w.Reader.Contribution(w.ctx, r.ID)
			w.must(err)
			if now.Email != want {
				t.Errorf("what is written about the reply goes to %q, not to %q", now.Email, want)
			}
		}
		w.must(w.Reach(w.ctx, steward, coop.Invitation{ID: i.ID, Email: "nouvelle@example.org"}))
		i, err := w.Reader.Invitation(w.ctx, i.ID)
		w.must(err)
		for _, x := range q.Rubrics {
			w.must(w.Save(w.ctx, r.ID, x, r.Known, "", true))
		}
		w.must(w.Send(w.ctx, i.Invitation, "Déléguée A"))
		list, err := w.Reader.Messages(w.ctx, coop.MessageWaiting, 1)
		w.must(err)
		if len(list) != 1 || list[0].To != "nouvelle@example.org" {
			t.Errorf("the receipt goes to %+v", list)
		}
	})
}
