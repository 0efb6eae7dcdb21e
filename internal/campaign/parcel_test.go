package campaign_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

const instance = "3f0c2a54-6b1e-4c55-9d7a-0d6f8f1b2a33"

// packed is a parcel with the answers that the register knows, of some rubrics.
func packed(r coop.Reply, q coop.Questionnaire, number int, rubrics ...string) campaign.Parcel {
	p := campaign.Parcel{Instance: instance, Number: number, Hash: strings.Repeat("ab", 31) + "0" + fmt.Sprint(number)}
	for _, id := range rubrics {
		x := rubric(q, id)
		p.Rubrics = append(p.Rubrics, campaign.Packed{Rubric: x, Given: r.Known, Seen: campaign.Seen(r, x), Finished: true})
	}
	return p
}

func (w *world) reply(i catalogue.Invited) coop.Reply {
	w.t.Helper()
	r, err := w.Reader.Reply(w.ctx, i.Reply)
	w.must(err)
	return r
}

func TestAParcelThatComesAgainChangesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		p := packed(r, q, 1, "partners", "means")
		first, err := w.Receive(w.ctx, i.Invitation, p)
		w.must(err)
		now := w.reply(i)
		if len(first.Rubrics) != 2 || first.Rubrics[0].Fate != campaign.FateSaved || first.SentAt != 0 || len(now.Done) != 2 {
			t.Fatalf("a parcel came in as %+v, done is %v", first, now.Done)
		}
		if first.Rubrics[1].Seen != campaign.Seen(now, rubric(q, "means")) {
			t.Error("the receipt does not say what the rubric is now")
		}
		w.now = w.now.Add(time.Hour)
		w.must(w.Save(w.ctx, r.ID, rubric(q, "means"), map[string]coop.Given{"budget": {Values: []string{"1 €"}}}, "", true)) // another browser, meanwhile
		before := w.reply(i)
		again, err := w.Receive(w.ctx, i.Invitation, p)
		w.must(err)
		if !reflect.DeepEqual(again, first) {
			t.Errorf("the same parcel is answered %+v, then %+v", first, again)
		}
		if after := w.reply(i); !reflect.DeepEqual(after, before) {
			t.Error("a parcel that came again has changed the reply")
		}
		p.Hash = strings.Repeat("c", 64)
		if _, err := w.Receive(w.ctx, i.Invitation, p); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("other bytes under the same number: %v", err)
		}
	})
}

func TestAReceiptIsSigned(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		codes := map[string]bool{}
		for n := range 3 {
			got, err := w.Receive(w.ctx, i.Invitation, packed(w.reply(i), q, n+1, "means"))
			w.must(err)
			if codes[got.Code] || !strings.HasPrefix(got.Code, fmt.Sprintf("%d-", r.ID)) || len(got.Code) < 20 {
				t.Errorf("receipt %q", got.Code)
			}
			codes[got.Code] = true
		}
	})
}

func TestAParcelNeverOverwritesUnseen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		p := packed(r, q, 1, "partners", "means")
		other := map[string]coop.Given{"budget": {Values: []string{"45 000 €"}}}
		w.must(w.Save(w.ctx, r.ID, rubric(q, "means"), other, "", true))
		p.Declarant = "Déléguée A"
		got, err := w.Receive(w.ctx, i.Invitation, p)
		w.must(err)
		now := w.reply(i)
		if got.Rubrics[0].Fate != campaign.FateSaved || got.Rubrics[1].Fate != campaign.FateNewer || got.SentAt != 0 || now.SentAt != 0 {
			t.Errorf("a parcel that meets newer answers: %+v", got)
		}
		if now.Given["budget"].Text() != "45 000 €" || now.Given["french"].Empty() {
			t.Errorf("kept are %+v", now.Given)
		}
		mine := packed(now, q, 2, "means") // she has seen both, and keeps hers
		mine.Rubrics[0].Seen = got.Rubrics[1].Seen
		if got, err = w.Receive(w.ctx, i.Invitation, mine); err != nil || got.Rubrics[0].Fate != campaign.FateSaved {
			t.Errorf("what somebody chose: %+v, %v", got, err)
		}
		long := packed(w.reply(i), q, 3, "means", "perspectives")
		long.Rubrics[0].Given = map[string]coop.Given{"means": {Values: []string{strings.Repeat("é", coop.GivenLetters+1)}}}
		if got, err = w.Receive(w.ctx, i.Invitation, long); err != nil || got.Rubrics[0].Fate != campaign.FateLong || w.reply(i).Given["budget"].Empty() {
			t.Errorf("what is too long: %+v, %v", got, err)
		}
	})
}

func TestAParcelHandsInOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		var all []string
		for _, x := range q.Rubrics {
			all = append(all, x.ID)
		}
		p := packed(r, q, 1, all...)
		p.Declarant = strings.Repeat("a", 201)
		got, err := w.Receive(w.ctx, i.Invitation, p)
		if w.must(err); got.SentAt != 0 || len(w.reply(i).Done) != len(all) {
			t.Errorf("a name that is too long: %+v", got)
		}
		p = packed(w.reply(i), q, 2)
		p.Declarant = "Déléguée A, adjointe au maire"
		first, err := w.Receive(w.ctx, i.Invitation, p)
		if w.must(err); first.SentAt == 0 || w.reply(i).SentAt != first.SentAt {
			t.Fatalf("handed in: %+v", first)
		}
		w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
		again, err := w.Receive(w.ctx, i.Invitation, p)
		if w.must(err); !reflect.DeepEqual(again, first) {
			t.Errorf("handed in again: %+v, %+v", first, again)
		}
		if letters := w.letters("reply.received"); letters != 1 {
			t.Errorf("%d letters say that it came", letters)
		}
		if _, err := w.Receive(w.ctx, i.Invitation, packed(w.reply(i), q, 3, "means")); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("a parcel for a reply that is looked at: %v", err)
		}
	})
}

// letters counts those with some words.
func (w *world) letters(key string) (n int) {
	w.t.Helper()
	list, err := w.Reader.Messages(w.ctx, coop.MessageWaiting, 1)
	w.must(err)
	for _, m := range list {
		if m.Key == key {
			n++
		}
	}
	return n
}

func TestParcelsThatComeAtOnceAreTakenOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		p := packed(r, q, 1, "means")
		got, errs := make([]campaign.Receipt, 8), make([]error, 8)
		var wait sync.WaitGroup
		for n := range got {
			wait.Go(func() { got[n], errs[n] = w.Receive(w.ctx, i.Invitation, p) })
		}
		wait.Wait()
		for n := range got {
			if errs[n] != nil || !reflect.DeepEqual(got[n], got[0]) {
				t.Errorf("the same parcel at once: %+v, %v", got[n], errs[n])
			}
		}
		if now := w.reply(i); now.Revision != r.Revision+1 {
			t.Errorf("the reply was saved %d times", now.Revision-r.Revision)
		}
	})
}

func TestWhatIsNoParcelIsRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		for _, bad := range []func(*campaign.Parcel){
			func(p *campaign.Parcel) { p.Instance = "" },
			func(p *campaign.Parcel) { p.Instance = strings.Repeat("x", 65) },
			func(p *campaign.Parcel) { p.Instance = "3f0c2a54 6b1e 4c55 9d7a" },
			func(p *campaign.Parcel) { p.Number = 0 },
			func(p *campaign.Parcel) { p.Number = -1 },
		} {
			p := packed(r, q, 1, "means")
			bad(&p)
			if _, err := w.Receive(w.ctx, i.Invitation, p); coop.CodeOf(err) != coop.Invalid {
				t.Errorf("%+v: %v", p, err)
			}
		}
		unseen := packed(r, q, 1, "means")
		unseen.Rubrics[0].Seen = ""
		if got, err := w.Receive(w.ctx, i.Invitation, unseen); err != nil || got.Rubrics[0].Fate != campaign.FateNewer {
			t.Errorf("answers that have seen nothing: %+v, %v", got, err)
		}
		w.must(w.Move(w.ctx, steward, i.Campaign, coop.CampaignClosed))
		if _, err := w.Receive(w.ctx, i.Invitation, packed(r, q, 2, "means")); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("after the close: %v", err)
		}
	})
}

func TestParcelsAreForgotten(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, q := w.begun(w.opened())
		_, err := w.Receive(w.ctx, i.Invitation, packed(r, q, 1, "means"))
		w.must(err)
		for _, step := range []struct {
			days    int
			dropped bool
		}{{59, false}, {61, true}} {
			w.now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, step.days)
			n := 0
			w.must(w.Store.Update(w.ctx, coop.Operator, "retention", func(tx *store.Tx) (err error) {
				n, err = tx.DropOver()
				return err
			}))
			if (n > 0) != step.dropped {
				t.Errorf("after %d days %d rows are dropped", step.days, n)
			}
		}
	})
}
