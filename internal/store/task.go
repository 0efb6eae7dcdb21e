package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// OpenTask opens a task, unless the same one is open.
func (tx *Tx) OpenTask(t coop.Task) error {
	id, err := tx.nextID("task")
	if err != nil {
		return err
	}
	_, err = tx.q.OpenTask(tx.ctx, db.OpenTaskParams{ID: id, Kind: string(t.Kind), Invitation: int64(t.Invitation), Mail: int64(t.Mail), Status: t.Status, OpenedAt: tx.at})
	tx.noted("task")
	return wrap(err, "task")
}

// FollowTask says who takes care of a task; 0: nobody any more. Error: conflict for one that is done, or that there is not.
func (tx *Tx) FollowTask(id coop.TaskID, by coop.AccountID) error {
	n, err := tx.q.FollowTask(tx.ctx, db.FollowTaskParams{ID: int64(id), Follower: int64(by)})
	return tx.onTask(n, err)
}

// EndTask says that a task is done, and what was. Error as for FollowTask.
func (tx *Tx) EndTask(id coop.TaskID, note string) error {
	n, err := tx.q.EndTask(tx.ctx, db.EndTaskParams{ID: int64(id), Note: note, At: tx.at, Author: string(tx.author)})
	return tx.onTask(n, err)
}

func (tx *Tx) onTask(n int64, err error) error {
	if err == nil && n == 0 {
		return coop.Refuse(coop.Conflict, "task.done_already")
	}
	tx.noted("task")
	return wrap(err, "task")
}

// taskOfLetter opens a task about a letter, for the first that it asks and who has not answered; where all have, there is nothing
// to be done.
func (tx *Tx) taskOfLetter(id coop.LetterID, kind coop.TaskKind, status string) error {
	asked, err := tx.InvitationsOf(id)
	if err != nil {
		return err
	}
	for _, i := range asked {
		silent, err := tx.silent(i)
		if err != nil {
			return err
		}
		if silent {
			return tx.OpenTask(coop.Task{Kind: kind, Invitation: i.ID, Status: status})
		}
	}
	return nil
}

// silent says that somebody is still to answer.
func (tx *Tx) silent(i coop.Invitation) (bool, error) {
	if i.State == coop.InvitationRefused || i.State == coop.InvitationRevoked {
		return false, nil
	}
	if i.Reply == 0 {
		return true, nil
	}
	r, err := tx.FindReply(i.Reply)
	return r.SentAt == 0, err
}

// eraseInTasks takes somebody out of the notes of tasks.
func (tx *Tx) eraseInTasks(text func(string) string) error {
	rows, err := tx.q.TaskNotes(tx.ctx)
	if err != nil {
		return fmt.Errorf("task: %w", err)
	}
	for _, r := range rows {
		if now := text(r.Note); now != r.Note {
			if err := tx.q.RewriteTask(tx.ctx, db.RewriteTaskParams{ID: r.ID, Note: now}); err != nil {
				return fmt.Errorf("task: %w", err)
			}
		}
	}
	return nil
}

// Unsubscribed keeps the reader of a letter from those of a campaign (0: of every one), and has somebody find another way to her.
func (tx *Tx) Unsubscribed(l coop.Posted, from coop.CampaignID) error {
	if err := tx.Suppress(l.AddressHash, coop.NoLetters(from)); err != nil {
		return err
	}
	return tx.taskOfLetter(l.ID, coop.TaskStop, "")
}
