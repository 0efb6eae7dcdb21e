package campaign_test

import (
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestATaskIsFollowedAndDone: once each while it is open; done with words, which an erasure reads and retention forgets.
func TestATaskIsFollowedAndDone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		w.must(w.Decline(w.ctx, i.Invitation, "Déléguée B", "b@example.org", true))
		w.must(w.Decline(w.ctx, i.Invitation, "Déléguée C", "", true))
		if kind := w.task(); kind != coop.TaskColleague {
			t.Fatalf("the task is %q", kind)
		}
		list, err := w.Reader.Tasks(w.ctx)
		w.must(err)
		one := list[0]
		if one.Campaign != i.Campaign || one.Asked != i.Asked || one.Title == "" || one.OpenedAt != w.now.UnixMilli() {
			t.Errorf("%+v", one)
		}
		w.must(w.FollowTask(w.ctx, steward, one.ID, 7))
		for note, code := range map[string]coop.Code{" ": coop.Invalid, strings.Repeat("x", coop.TaskNote+1): coop.Invalid, "Écrit à b@example.org.": ""} {
			if code != "" && coop.CodeOf(w.EndTask(w.ctx, steward, one.ID, note)) != code {
				t.Errorf("a note of %d letters is taken", len(note))
			}
		}
		w.must(w.EndTask(w.ctx, steward, one.ID, "Écrit à b@example.org."))
		for _, err := range []error{w.EndTask(w.ctx, steward, one.ID, "Encore."), w.FollowTask(w.ctx, steward, one.ID, 0), w.FollowTask(w.ctx, steward, 99, 7)} {
			if coop.CodeOf(err) != coop.Conflict {
				t.Errorf("a task that is done: %v", err)
			}
		}
		w.must(w.Store.Update(w.ctx, coop.Operator, "test", func(tx *store.Tx) error { return tx.EraseAddress("b@example.org") }))
		list, err = w.Reader.Tasks(w.ctx)
		w.must(err)
		if one = list[0]; one.Open() || one.Follower != 7 || one.DoneBy != steward || strings.Contains(one.Note, "b@") {
			t.Errorf("%+v", one)
		}
		w.must(w.Decline(w.ctx, i.Invitation, "", "", true))
		if kind := w.task(); kind != coop.TaskWrong {
			t.Errorf("the task is %q", kind)
		}
		w.forgotten()
		if list, err = w.Reader.Tasks(w.ctx); err != nil || len(list) != 0 {
			t.Errorf("%d tasks are kept after the campaign, %v", len(list), err)
		}
	})
}

// TestAMailIsATaskUntilItIsPlaced, and then another.
func TestAMailIsATaskUntilItIsPlaced(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i := w.opened()
		_, _, err := w.Received(w.ctx, coop.Mail{Words: "Oui.", Clues: coop.Clues{Mark: "a"}})
		w.must(err)
		if kind := w.task(); kind != coop.TaskUnplaced {
			t.Errorf("the task is %q", kind)
		}
		list, err := w.Reader.Mails(w.ctx, 0)
		w.must(err)
		w.must(w.FileMail(w.ctx, steward, list[0].ID, i.ID))
		if kind := w.task(); kind != coop.TaskMail {
			t.Errorf("the task is %q", kind)
		}
		w.must(w.DropMail(w.ctx, steward, list[0].ID))
		if kind := w.task(); kind != "" {
			t.Errorf("a mail that is forgotten is a task: %q", kind)
		}
	})
}

// TestWhoLeftIsKnownByAHashAlone (R9): what keeps letters from an address is not the address, nor is what was sent to it.
func TestWhoLeftIsKnownByAHashAlone(t *testing.T) {
	db := testkit.SQLite(t)
	w := newWorld(t, db)
	i := w.opened()
	w.confirmed(i.Campaign, coop.LetterInvitation)
	l := w.posted()[0]
	w.must(w.OptOut(w.ctx, l.Code, false))
	_, err := w.Returned(w.ctx, coop.Return{Kind: coop.ReturnComplaint, Code: l.Code, Mark: "a"})
	w.must(err)
	rows := testkit.Column(t, db, "SELECT address_hash || ' ' || what FROM suppression")
	rows = append(rows, testkit.Column(t, db, "SELECT address_hash || ' ' || status FROM letter")...)
	if len(rows) != 3 {
		t.Errorf("%q", rows)
	}
	for _, r := range rows {
		if hash, _, _ := strings.Cut(r, " "); len(hash) != 64 || strings.Contains(r, "@") || strings.Contains(r, "mairie") {
			t.Errorf("kept: %q", r)
		}
	}
}
