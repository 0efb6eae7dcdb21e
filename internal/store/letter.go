package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// ConfirmStep has a step of a campaign sent, to those who were asked up to an invitation. Said again it reaches further.
func (tx *Tx) ConfirmStep(c coop.CampaignID, step coop.LetterStep, upto coop.InvitationID) error {
	tx.noted("letter step")
	return wrap(tx.q.ConfirmStep(tx.ctx, db.ConfirmStepParams{Campaign: int64(c), Step: string(step), Upto: int64(upto), Author: string(tx.author), At: tx.at}), "letter step")
}

// DropStep takes that back; what has not left is stopped.
func (tx *Tx) DropStep(c coop.CampaignID, step coop.LetterStep) error {
	tx.noted("letter step")
	if err := tx.q.DropStep(tx.ctx, db.DropStepParams{Campaign: int64(c), Step: string(step)}); err != nil {
		return fmt.Errorf("letter step: %w", err)
	}
	_, err := tx.stopLetters()
	return err
}

// StepConfirmed says whether a step is to be sent.
func (tx *Tx) StepConfirmed(c coop.CampaignID, step coop.LetterStep) (bool, error) {
	n, err := tx.q.StepConfirmed(tx.ctx, db.StepConfirmedParams{Campaign: int64(c), Step: string(step)})
	return n > 0, wrap(err, "letter step")
}

// NewLetter prepares a letter to an address; 0 where that address has, or is about to get, this one already.
func (tx *Tx) NewLetter(c coop.CampaignID, step coop.LetterStep, email string, asked []coop.LetterAsk) (coop.LetterID, error) {
	id, err := tx.nextID("letter")
	if err != nil {
		return 0, err
	}
	n, err := tx.q.InsertLetter(tx.ctx, db.InsertLetterParams{ID: id, Campaign: int64(c), AddressHash: coop.AddressHash(email), Step: string(step), PreparedAt: tx.at})
	if err != nil || n == 0 {
		return 0, wrap(err, "letter")
	}
	for _, a := range asked {
		if err := tx.q.LetterAsks(tx.ctx, db.LetterAsksParams{Letter: id, Invitation: int64(a.Invitation)}); err != nil {
			return 0, fmt.Errorf("letter: %w", err)
		}
	}
	tx.noted("letter")
	return coop.LetterID(id), nil
}

// PostLetter puts a prepared letter into the outbox.
func (tx *Tx) PostLetter(m coop.Message) error {
	id, err := tx.Enqueue(m)
	if err != nil {
		return err
	}
	return wrap(tx.q.LetterMessage(tx.ctx, db.LetterMessageParams{ID: int64(m.Letter.ID), Message: int64(id)}), "letter")
}

// FindLetter is a letter. Error: notfound.
func (tx *Tx) FindLetter(id coop.LetterID) (coop.Posted, error) {
	r, err := tx.q.LetterByID(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Posted{}, coop.Refuse(coop.NotFound, "letter.no_code")
	}
	return coop.Posted{
		ID: id, Campaign: coop.CampaignID(r.Campaign), AddressHash: r.AddressHash, Step: coop.LetterStep(r.Step), State: coop.LetterState(r.State),
		Message: coop.MessageID(r.Message), PreparedAt: r.PreparedAt, SentAt: r.SentAt, Softs: r.Softs, Status: r.Status,
	}, wrap(err, "letter")
}

// letterLeft notes that a message, if it is a letter, has left: who is asked by it was written to.
func (tx *Tx) letterLeft(m coop.MessageID) error {
	id, err := tx.q.LetterLeft(tx.ctx, db.LetterLeftParams{Message: int64(m), At: tx.at})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	return tx.onAsked(coop.LetterID(id), func(i *coop.Invitation) bool {
		ready := i.State == coop.InvitationReady
		i.State = coop.InvitationSent
		return ready
	})
}

// onAsked changes the invitations of a letter that f says it has changed.
func (tx *Tx) onAsked(id coop.LetterID, f func(*coop.Invitation) bool) error {
	asked, err := tx.q.InvitationsOfLetter(tx.ctx, int64(id))
	if err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	for _, n := range asked {
		i, err := tx.FindInvitation(coop.InvitationID(n))
		if err != nil {
			return err
		}
		if f(&i) {
			if err := tx.SaveInvitation(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// stopLetters stops what waits and is not to be sent any more.
func (tx *Tx) stopLetters() (int64, error) {
	n, err := tx.q.StopLetters(tx.ctx, tx.at)
	if err == nil {
		_, err = tx.q.LettersStopped(tx.ctx)
	}
	return n, wrap(err, "letter")
}

// LetterReturned keeps what came back of a letter, once; fresh says that it was not known. An address that does not take
// letters makes its invitations bounced, unless another was found meanwhile.
func (tx *Tx) LetterReturned(id coop.LetterID, r coop.Return) (fresh bool, err error) {
	l, err := tx.FindLetter(id)
	if err != nil {
		return false, err
	}
	n, err := tx.q.InsertReturn(tx.ctx, db.InsertReturnParams{Letter: int64(id), Mark: r.Mark, Kind: string(r.Kind), Status: r.Status, CameAt: tx.at})
	if err != nil || n == 0 {
		return false, wrap(err, "return")
	}
	tx.noted("letter return")
	if r.Kind == coop.ReturnStop {
		return true, tx.Unsubscribed(l, l.Campaign)
	}
	to := map[coop.ReturnKind]coop.LetterState{coop.ReturnHard: coop.LetterHard, coop.ReturnSoft: coop.LetterSoft, coop.ReturnComplaint: coop.LetterComplained}[r.Kind]
	softs := 0
	if r.Kind == coop.ReturnSoft {
		softs = 1
	}
	if err := tx.q.LetterReturned(tx.ctx, db.LetterReturnedParams{ID: int64(id), State: string(to), Status: r.Status, Softs: softs}); err != nil {
		return true, fmt.Errorf("return: %w", err)
	}
	if kind := taskOf(l, r.Kind); kind != "" {
		if err := tx.taskOfLetter(id, kind, r.Status); err != nil {
			return true, err
		}
	}
	switch r.Kind {
	case coop.ReturnComplaint:
		return true, tx.Suppress(l.AddressHash, coop.NoLetters(0))
	case coop.ReturnHard:
		return true, tx.onAsked(id, func(i *coop.Invitation) bool {
			hit := coop.AddressHash(i.Email) == l.AddressHash && (i.State == coop.InvitationReady || i.State == coop.InvitationSent)
			i.State = coop.InvitationBounced
			return hit
		})
	}
	return true, nil
}

// taskOf is the task that a return of a letter makes, "" for none: one that comes back for now is one the third time (M9).
func taskOf(l coop.Posted, kind coop.ReturnKind) coop.TaskKind {
	switch {
	case kind == coop.ReturnHard:
		return coop.TaskHard
	case kind == coop.ReturnComplaint:
		return coop.TaskComplaint
	case kind == coop.ReturnSoft && l.Softs+1 == coop.LetterSofts:
		return coop.TaskSoft
	}
	return ""
}
