package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// confirmed has steps sent, each as its list shows it now.
func (w *world) confirmed(id coop.CampaignID, steps ...coop.LetterStep) {
	w.t.Helper()
	for _, s := range steps {
		m, err := w.Mailing(w.ctx, id)
		w.must(err)
		w.must(w.Confirm(w.ctx, steward, id, s, campaign.List(m.Due(s))))
	}
}

// posted prepares what is due and has it leave; it gives the letters that left.
func (w *world) posted() []coop.Letter {
	w.t.Helper()
	_, err := w.Post(w.ctx)
	w.must(err)
	var out []coop.Letter
	for due := true; due; {
		w.must(w.Store.Update(w.ctx, coop.Operator, "test", func(tx *store.Tx) error {
			if _, err := tx.DropLate(); err != nil {
				return err
			}
			var m store.Taken
			var err error
			if m, due, err = tx.TakeMessage(w.now.Add(time.Minute).UnixMilli()); err != nil || !due {
				return err
			}
			if m.Letter != nil {
				out = append(out, *m.Letter)
			}
			return tx.EndMessage(m.ID, coop.MessageSent, "")
		}))
	}
	return out
}

// answered begins the reply of an invitation, confirms what is known, and sends it.
func (w *world) answered(i catalogue.Invited) coop.Reply {
	w.t.Helper()
	i, r, q := w.begun(i)
	for _, x := range q.Rubrics {
		w.must(w.Save(w.ctx, r.ID, x, r.Known, "", true))
	}
	w.must(w.Send(w.ctx, i.Invitation, "Déléguée A"))
	return r
}

func (w *world) why(id coop.CampaignID, step coop.LetterStep) string {
	w.t.Helper()
	m, err := w.Mailing(w.ctx, id)
	w.must(err)
	return m.Due(step)[0].Why
}

// everyDay lets days go by, at noon in Paris, and gives the steps that left with their days.
func (w *world) everyDay(n int) []string {
	w.t.Helper()
	var out []string
	for range n {
		for _, l := range w.posted() {
			out = append(out, string(l.Step)+" "+w.now.Format(time.DateOnly))
		}
		w.now = w.now.AddDate(0, 0, 1)
	}
	return out
}

var asking = []coop.LetterStep{coop.LetterInvitation, coop.LetterFirst, coop.LetterSecond, coop.LetterLast}

// task is the only task that is open, "" for none.
func (w *world) task() coop.TaskKind {
	w.t.Helper()
	list, err := w.Reader.Tasks(w.ctx)
	w.must(err)
	list = slices.DeleteFunc(list, func(t catalogue.Task) bool { return !t.Open() })
	if len(list) == 0 {
		return ""
	}
	if len(list) > 1 {
		w.t.Fatalf("%d tasks are open", len(list))
	}
	return list[0].Kind
}

func each(t *testing.T, f func(*testing.T, *world)) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { f(t, newWorld(t, db)) })
}

func TestLettersLeaveOnTheirDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		if got := w.posted(); len(got) != 0 {
			t.Fatal("a letter left that nobody has confirmed")
		}
		if err := w.Confirm(w.ctx, steward, i.Campaign, coop.LetterInvitation, "another list"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("a list that nobody has seen was confirmed: %v", err)
		}
		w.confirmed(i.Campaign, asking...)
		// 1 December 2026 is a Tuesday; the tenth day after is a Friday, the twenty-first a Tuesday; the third before the last a Monday.
		want := []string{"invitation 2026-12-01", "first 2026-12-15", "second 2026-12-22", "last 2026-12-29"}
		if got := w.everyDay(40); !slices.Equal(got, want) {
			t.Errorf("left: %v, not %v", got, want)
		}
	})
}

func TestALetterSaysWhoIsAskedAboutWhat(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	w.confirmed(i.Campaign, coop.LetterInvitation, coop.LetterFirst)
	l := w.posted()[0]
	if len(l.Asked) != 1 || l.Asked[0].Code != w.Code(i.Invitation) || !strings.Contains(l.Asked[0].Place, "Angers") || l.Campaign != "Recensement d’essai 2026" || l.Public == 0 || l.Questions <= l.Public {
		t.Errorf("%+v", l)
	}
	now, err := w.Reader.Invitation(w.ctx, i.ID)
	w.must(err)
	if now.State != coop.InvitationSent {
		t.Errorf("the invitation is %s", now.State)
	}
	i, r, q := w.begun(now)
	x := rubric(q, "means")
	w.must(w.Save(w.ctx, r.ID, x, map[string]coop.Given{"budget": {Values: []string{"45 000 €"}}}, "", true))
	w.now = time.Date(2026, 12, 15, 9, 0, 0, 0, time.UTC)
	l = w.posted()[0]
	if l.Step != coop.LetterFirst || l.Asked[0].Done != 1 || l.Asked[0].Rubrics != len(q.Rubrics) || l.Asked[0].SavedAt == 0 {
		t.Errorf("a reminder shows no progress: %+v", l)
	}
}

func TestWhoHasAnsweredIsNotReminded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.confirmed(i.Campaign, asking...)
		w.posted()
		w.now = time.Date(2026, 12, 15, 9, 0, 0, 0, time.UTC)
		if n, err := w.Post(w.ctx); n != 1 || err != nil { // it waits in the outbox
			t.Fatal(n, err)
		}
		w.answered(i)
		for _, l := range w.posted() {
			t.Errorf("who has answered got %s", l.Step)
		}
		if why := w.why(i.Campaign, coop.LetterLast); why != "letter.why.answered" {
			t.Error(why)
		}
		w.now = w.now.AddDate(0, 0, 7)
		if got := w.everyDay(10); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
}

func TestAPauseHoldsLettersThatWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.confirmed(i.Campaign, asking...)
		if n, err := w.Post(w.ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		w.must(w.Move(w.ctx, steward, i.Campaign, coop.CampaignPaused))
		if got := w.everyDay(8); len(got) != 0 {
			t.Errorf("left while the campaign paused: %v", got)
		}
		w.must(w.Move(w.ctx, steward, i.Campaign, coop.CampaignOpen))
		if got := w.posted(); len(got) != 1 || got[0].Step != coop.LetterInvitation {
			t.Errorf("after the pause: %v", got)
		}
		w.must(w.Recall(w.ctx, steward, i.Campaign, coop.LetterFirst))
		w.now = time.Date(2026, 12, 22, 9, 0, 0, 0, time.UTC)
		if got := w.posted(); len(got) != 0 {
			t.Errorf("a step that was taken back: %v", got)
		}
	})
}

func TestUnsubscribingHoldsAtOnce(t *testing.T) {
	for _, everywhere := range []bool{false, true} {
		each(t, func(t *testing.T, w *world) {
			i := w.opened()
			w.confirmed(i.Campaign, asking...)
			l := w.posted()[0]
			w.now = time.Date(2026, 12, 15, 9, 0, 0, 0, time.UTC)
			if n, err := w.Post(w.ctx); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			if err := w.OptOut(w.ctx, strings.Replace(l.Code, "-", "-x", 1), everywhere); coop.CodeOf(err) != coop.NotFound {
				t.Errorf("a code that is none: %v", err)
			}
			w.must(w.OptOut(w.ctx, l.Code, everywhere))
			w.must(w.OptOut(w.ctx, l.Code, everywhere))
			if got := w.everyDay(16); len(got) != 0 {
				t.Errorf("left: %v", got)
			}
			m, err := w.Mailing(w.ctx, i.Campaign)
			w.must(err)
			if a := m.Addressees[0]; !a.Stopped || w.task() != coop.TaskStop || a.Asked[0].State != coop.InvitationSent {
				t.Errorf("whom staff may telephone: %+v", a)
			}
			if other, err := w.Reader.Unwanted(w.ctx, i.Campaign+1); err != nil || (len(other) > 0) != everywhere {
				t.Errorf("another campaign: %v, %v", other, err)
			}
		})
	}
}

func TestAHardReturnStopsAndIsATask(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.confirmed(i.Campaign, asking...)
		l := w.posted()[0]
		back := coop.Return{Kind: coop.ReturnHard, Code: strings.ReplaceAll(strings.Replace(l.Code, "-", ".", 1), "-", ""), Status: "5.1.1", Mark: "a"}
		if fresh, err := w.Returned(w.ctx, back); !fresh || err != nil {
			t.Fatal(fresh, err)
		}
		if fresh, err := w.Returned(w.ctx, back); fresh || err != nil {
			t.Fatal("a return counts twice", err)
		}
		m, err := w.Mailing(w.ctx, i.Campaign)
		w.must(err)
		if a := m.Addressees[0]; w.task() != coop.TaskHard || a.Asked[0].State != coop.InvitationBounced || a.Letters[0].Status != "5.1.1" {
			t.Errorf("%+v", a)
		}
		if got := w.everyDay(30); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		back.Code = "1-aaaa-bbbb-cccc-dddd"
		if _, err := w.Returned(w.ctx, back); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("a return that anybody could write: %v", err)
		}
	})
}

func TestAnotherAddressIsWrittenTo(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	w.confirmed(i.Campaign, asking...)
	l := w.posted()[0]
	_, err := w.Returned(w.ctx, coop.Return{Kind: coop.ReturnHard, Code: l.Code, Status: "5.1.1", Mark: "a"})
	w.must(err)
	w.must(w.Store.Update(w.ctx, steward, "test", func(tx *store.Tx) error {
		found, err := tx.FindInvitation(i.ID)
		if err != nil {
			return err
		}
		found.Email, found.State = "accueil@example.org", coop.InvitationReady
		return tx.SaveInvitation(found)
	}))
	if _, err = w.Returned(w.ctx, coop.Return{Kind: coop.ReturnHard, Code: l.Code, Status: "5.1.1", Mark: "b"}); err != nil {
		t.Fatal(err)
	}
	if got := w.posted(); len(got) != 1 || got[0].Step != coop.LetterInvitation {
		t.Errorf("to the address that was found: %v", got)
	}
}

func TestThreeSoftReturnsAreATask(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	w.confirmed(i.Campaign, coop.LetterInvitation)
	l := w.posted()[0]
	for n, mark := range []string{"a", "b", "c"} {
		if kind := w.task(); kind != "" {
			t.Errorf("a task after %d", n)
		}
		_, err := w.Returned(w.ctx, coop.Return{Kind: coop.ReturnSoft, Code: l.Code, Status: "4.2.2", Mark: mark})
		w.must(err)
	}
	m, err := w.Mailing(w.ctx, i.Campaign)
	w.must(err)
	if a := m.Addressees[0]; w.task() != coop.TaskSoft || a.Letters[0].Softs != 3 || a.Asked[0].State != coop.InvitationSent {
		t.Errorf("%+v", a)
	}
}

func TestAComplaintIsTheLastLetterEver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.confirmed(i.Campaign, asking...)
		l := w.posted()[0]
		_, err := w.Returned(w.ctx, coop.Return{Kind: coop.ReturnComplaint, Code: l.Code, Mark: "a"})
		w.must(err)
		if kind := w.task(); kind != coop.TaskComplaint {
			t.Errorf("the task is %q", kind)
		}
		if got := w.everyDay(30); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		if other, err := w.Reader.Unwanted(w.ctx, i.Campaign+1); err != nil || len(other) != 1 {
			t.Errorf("another campaign: %v, %v", other, err)
		}
	})
}

// TestOneAddressGetsOneLetter: a person who is asked about two partnerships is written to once, with two links.
func TestOneAddressGetsOneLetter(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	n, err := w.Ask(w.ctx, steward, i.Campaign, []coop.Invitation{{Asked: "Commune de Mopti", Email: "mairie@example.org", Side: coop.Foreign, Lang: "fr"}})
	w.must(err)
	w.confirmed(i.Campaign, coop.LetterInvitation)
	got := w.posted()
	if n != 1 || len(got) != 1 || len(got[0].Asked) != 2 || got[0].Asked[0].Code == got[0].Asked[1].Code {
		t.Errorf("%d asked more, %+v", n, got)
	}
}

// TestWhoIsAskedLaterWaitsForAnotherLook: what was confirmed is a list that somebody has seen.
func TestWhoIsAskedLaterWaitsForAnotherLook(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	w.confirmed(i.Campaign, coop.LetterInvitation)
	w.posted()
	_, err := w.Ask(w.ctx, steward, i.Campaign, []coop.Invitation{{Asked: "Commune de Mopti", Email: "mopti@example.org", Side: coop.Foreign, Lang: "fr"}})
	w.must(err)
	if got := w.posted(); len(got) != 0 {
		t.Errorf("nobody has seen that: %v", got)
	}
	w.confirmed(i.Campaign, coop.LetterInvitation)
	if got := w.posted(); len(got) != 1 || got[0].Asked[0].Name != "Commune de Mopti" {
		t.Errorf("%v", got)
	}
}

// TestPublishedIsToldOnce: when the reply is accepted, and to who closed the campaign meanwhile as well.
func TestPublishedIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		r := w.answered(i)
		w.confirmed(i.Campaign, coop.LetterPublished)
		if got := w.everyDay(3); len(got) != 0 {
			t.Errorf("told before: %v", got)
		}
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		w.must(w.Accept(w.ctx, steward, r.ID, nil, "tout est clair"))
		w.must(w.Move(w.ctx, steward, i.Campaign, coop.CampaignClosed))
		if got := w.everyDay(20); len(got) != 1 || !strings.HasPrefix(got[0], "published ") {
			t.Errorf("told: %v", got)
		}
	})
}

// TestAClockThatJumpsNeitherDoublesNorDrops is T17: whatever the clock does, nobody is written to more than four times, no step
// comes twice, and when the clock is right again the letters that are still to come do come.
func TestAClockThatJumpsNeitherDoublesNorDrops(t *testing.T) {
	for name, days := range map[string][2]string{"over the new year": {"2026-12-01", "2026-12-31"}, "over a night of one hour less": {"2027-03-16", "2027-04-22"}, "over a night of one hour more": {"2026-10-13", "2026-11-26"}} {
		t.Run(name, func(t *testing.T) { jumping(t, days[0], days[1]) })
	}
}

func jumping(t *testing.T, opens, closes string) {
	w := newWorld(t, testkit.SQLite(t))
	i := w.opened()
	one, err := w.Reader.Campaign(w.ctx, i.Campaign)
	w.must(err)
	one.Opens, one.Closes = coop.Date(opens), coop.Date(closes)
	w.must(w.Change(w.ctx, steward, one))
	w.now, err = time.Parse("2006-01-02 15", opens+" 09")
	w.must(err)
	end, err := time.Parse(time.DateOnly, closes)
	w.must(err)
	w.confirmed(i.Campaign, asking...)
	dice := rand.New(rand.NewPCG(17, 2026))
	jumps := []time.Duration{time.Hour, -time.Hour, 10 * 365 * 24 * time.Hour, -10 * 365 * 24 * time.Hour, 0, 0, 0}
	right := w.now
	seen := map[coop.LetterStep]time.Time{}
	for right.Before(end.AddDate(0, 0, 10)) {
		w.now = right.Add(jumps[dice.IntN(len(jumps))])
		for _, l := range w.posted() {
			if was, twice := seen[l.Step]; twice {
				t.Errorf("%s at %s and at %s", l.Step, was, w.now)
			}
			for other, was := range seen {
				if gap := w.now.Sub(was).Abs(); gap < (coop.LetterApart-1)*24*time.Hour {
					t.Errorf("%s %s after %s", l.Step, gap, other)
				}
			}
			seen[l.Step] = w.now
		}
		right = right.Add(time.Duration(1+dice.IntN(6)) * time.Hour)
	}
	if len(seen) != 4 {
		t.Errorf("left: %v", seen)
	}
}

// TestDaysAreCountedAcrossChangesOfTheClock: the night of 28 March 2027 has one hour less in Paris, 2028 a 29 February.
func TestDaysAreCountedAcrossChangesOfTheClock(t *testing.T) {
	for name, c := range map[string]struct {
		start         time.Time
		opens, closes coop.Date
		want          []string
	}{
		"summer time": {time.Date(2027, 3, 16, 8, 30, 0, 0, time.UTC), "2027-03-01", "2027-04-30",
			[]string{"invitation 2027-03-16", "first 2027-03-30", "second 2027-04-06", "last 2027-04-27"}}, // 26 March, a Friday; 6 April
		"winter time": {time.Date(2026, 10, 14, 8, 30, 0, 0, time.UTC), "2026-10-01", "2026-12-03",
			[]string{"invitation 2026-10-14", "first 2026-10-27", "second 2026-11-04", "last 2026-11-26"}}, // 24 October, a Saturday; 30 November, a Monday: the Thursday before,
		"29 February": {time.Date(2028, 2, 22, 8, 30, 0, 0, time.UTC), "2028-02-01", "2028-03-31",
			[]string{"invitation 2028-02-22", "first 2028-03-07", "second 2028-03-14", "last 2028-03-28"}}, // 3 March, a Friday; 14 March
		"the end of 32 bits": {time.Date(2038, 1, 12, 8, 30, 0, 0, time.UTC), "2038-01-01", "2038-03-04",
			[]string{"invitation 2038-01-12", "first 2038-01-26", "second 2038-02-02", "last 2038-02-25"}}, // over 19 January 2038, 3:14:07
	} {
		w := newWorld(t, testkit.SQLite(t))
		i := w.opened()
		one, err := w.Reader.Campaign(w.ctx, i.Campaign)
		w.must(err)
		one.Opens, one.Closes = c.opens, c.closes
		w.must(w.Change(w.ctx, steward, one))
		w.now = c.start
		w.confirmed(i.Campaign, asking...)
		if got := w.everyDay(60); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestTwoPostmenPrepareEachLetterOnce: whoever reads the list at the same time.
func TestTwoPostmenPrepareEachLetterOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		var more []coop.Invitation
		for n := range 60 {
			more = append(more, coop.Invitation{Asked: "Commune", Email: "a" + string(rune('a'+n%26)) + string(rune('a'+n/26)) + "@example.org", Side: coop.French, Lang: "fr"})
		}
		_, err := w.Ask(w.ctx, steward, i.Campaign, more)
		w.must(err)
		w.confirmed(i.Campaign, coop.LetterInvitation)
		counts := make(chan int, 2)
		for range 2 {
			go func() {
				n, _ := w.Post(w.ctx)
				counts <- n
			}()
		}
		if n := <-counts + <-counts; n > 61 {
			t.Errorf("%d letters prepared for 61", n)
		}
		_, err = w.Post(w.ctx)
		w.must(err)
		list, err := w.Reader.Messages(w.ctx, coop.MessageWaiting, 2)
		w.must(err)
		if len(list) != 61-catalogue.MessagesPerPage {
			t.Errorf("%d letters on the second page of the outbox", len(list))
		}
		if got := w.posted(); len(got) != 10 {
			t.Errorf("%d letters to one domain in one minute", len(got))
		}
	})
}

// TestTheQuestionnaireGoesWithTheInvitation: filled in with what the register publishes, or blank, and read back when it returns;
// nobody stands in it, nor what was answered since, and no reminder bears it.
func TestTheQuestionnaireGoesWithTheInvitation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		if err := w.Enclose(w.ctx, steward, i.Campaign, "known.pdf"); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("a form that there is not: %v", err)
		}
		w.must(w.Enclose(w.ctx, steward, i.Campaign, "known.both"))
		_, r, q := w.begun(i)
		w.must(w.Save(w.ctx, r.ID, rubric(q, "means"), map[string]coop.Given{"budget": {Values: []string{"77 000 €"}}}, "", true))
		w.confirmed(i.Campaign, coop.LetterInvitation, coop.LetterFirst)
		l := w.posted()[0]
		files, err := w.Files(w.ctx, l, "fr")
		w.must(err)
		if len(files) != 2 || files[0].Name != "recensement-2013-09-1-"+w.Code(i.Invitation)[2:6]+".docx" {
			t.Fatalf("%d files, %v", len(files), files[0].Name)
		}
		form, err := w.Form(w.ctx, i.Invitation, "fr")
		w.must(err)
		for _, f := range files {
			said := fmt.Sprint(understood(t, f.Body, form))
			if strings.Contains(said, "77 000") || strings.Contains(said, "Déléguée") || !strings.Contains(said, "30 000 €") {
				t.Errorf("%s says %s", f.Name, said)
			}
		}
		l.Attached = "blank.odt"
		files, err = w.Files(w.ctx, l, "en")
		w.must(err)
		u := understood(t, files[0].Body, form)
		if said := fmt.Sprint(u); len(files) != 1 || strings.Contains(said, "30 000 €") || u.Foreign(form) != "" || u.Stamp == "" {
			t.Errorf("a blank one says %s", said)
		}
		w.now = time.Date(2026, 12, 15, 9, 0, 0, 0, time.UTC)
		if l = w.posted()[0]; l.Step != coop.LetterFirst || l.Attached != "" {
			t.Errorf("a reminder has %q", l.Attached)
		}
	})
}

// TestNothingIsConfirmedThatReachesNobody: a letter that would go to nobody, now or later.
func TestNothingIsConfirmedThatReachesNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.confirmed(i.Campaign, coop.LetterFirst) // nobody yet, and who was invited in ten days
		w.must(w.Revoke(w.ctx, steward, i.ID))
		for _, step := range []coop.LetterStep{coop.LetterInvitation, coop.LetterSecond} {
			m, err := w.Mailing(w.ctx, i.Campaign)
			w.must(err)
			if err := w.Confirm(w.ctx, steward, i.Campaign, step, campaign.List(m.Due(step))); coop.CodeOf(err) != coop.Conflict {
				t.Errorf("%s is confirmed: %v", step, err)
			}
		}
	})
}
