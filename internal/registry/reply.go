package registry

import (
	"context"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Received says that a reply was handed in, or handed in again before anybody looked at it; who is asked gets a receipt that
// leads to her page, whose code it is.
func (r *Registry) Received(tx *store.Tx, id coop.ContributionID, code string) error {
	c, err := tx.FindContribution(id)
	if err != nil {
		return err
	}
	key := "reply.again"
	if c.State != coop.ContributionSubmitted {
		m, err := c.State.Move(coop.ActSubmit, true, "")
		if err != nil {
			return err
		}
		if err := tx.MoveContribution(id, m.To); err != nil {
			return err
		}
		key = "reply.received"
	}
	if err := tx.Step(id, string(coop.ActSubmit), ""); err != nil || c.Email == "" {
		return err
	}
	_, err = tx.Enqueue(coop.Message{To: c.Email, Lang: c.Lang, Key: key, Args: []string{c.Number()}, Link: "/repondre/" + code + "/recu"})
	return err
}

// Disowned says that those in whose name a reply was sent have not sent it: one that nobody has decided goes back to them, and
// who looks after it is told.
func (r *Registry) Disowned(ctx context.Context, author coop.Author, id coop.ContributionID) error {
	return r.onContribution(ctx, author, id, "disown", "", func(tx *store.Tx, c coop.Contribution) error {
		if c.State == coop.ContributionSubmitted || c.State == coop.ContributionInReview {
			if err := tx.MoveContribution(id, coop.ContributionToCorrect); err != nil {
				return err
			}
		}
		if c.Follower == 0 {
			return nil
		}
		return tellFollower(tx, c)
	})
}

// withdrawReply takes the document of a reply out of what the register says, as long as it is looked at again.
func (r *Registry) withdrawReply(tx *store.Tx, record coop.RecordID, why string) error {
	source, err := tx.SourceOf(record)
	if err != nil {
		return err
	}
	if gone, err := tx.WithdrawalOf(source); err != nil || gone != 0 {
		return err
	}
	return r.withdraw(tx, source, why)
}

// AcceptReply closes the work on a reply whose document the register has: its fiche is of the partnership that was asked
// about, whatever names it gives the parties. One that was accepted before, and looked at again, stands again. The persons whom it
// names, by question, become contacts of its record and leave the answers. Errors: notfound, conflict, invalid (no reason).
func (r *Registry) AcceptReply(ctx context.Context, author coop.Author, id coop.ContributionID, source coop.SourceID, about coop.PartnershipID, named map[string]coop.Contact, why string) error {
	return r.onContribution(ctx, author, id, string(coop.ActAccept), why, func(tx *store.Tx, c coop.Contribution) error {
		m, err := c.State.Move(coop.ActAccept, false, why)
		if err != nil {
			return err
		}
		gone, err := tx.WithdrawalOf(source)
		if err == nil && gone != 0 {
			err = r.undo(tx, gone, why)
		}
		if err != nil {
			return err
		}
		records, err := tx.RecordsOf(source)
		if err != nil {
			return err
		}
		for _, rec := range records {
			if err := r.concerns(tx, rec, about, why); err != nil {
				return err
			}
		}
		if len(records) > 0 {
			if err := tx.Adopted(c, records[0]); err != nil {
				return err
			}
			if err := r.namedIn(tx, id, records[0], named); err != nil {
				return err
			}
		}
		if err := tx.MoveContribution(id, m.To); err != nil {
			return err
		}
		tx.Did(coop.PartContribution, int64(id))
		return tell(tx, c, "contribution.accept", why)
	})
}

// namedIn keeps the persons whom a reply names as contacts of its record, and takes them out of its answers: they are kept in one
// place, where they see, correct and take away what is known of them.
func (r *Registry) namedIn(tx *store.Tx, id coop.ContributionID, record coop.RecordID, named map[string]coop.Contact) error {
	if len(named) == 0 {
		return nil
	}
	reply, err := tx.FindReply(id)
	if err != nil {
		return err
	}
	for question, c := range named {
		c.Record, c.Path = record, "reply."+question
		if _, err := tx.Contact(c); err != nil {
			return err
		}
		delete(reply.Given, question)
	}
	return tx.SaveReply(reply)
}

// concerns makes the partnerships that a record speaks of one with the one that it was asked about.
func (r *Registry) concerns(tx *store.Tx, rec coop.RecordID, about coop.PartnershipID, why string) error {
	if about == 0 {
		return nil
	}
	into, err := tx.Survivor(about)
	if err != nil {
		return err
	}
	subjects, err := tx.Subjects(rec)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		if s == into {
			continue
		}
		d, err := r.unite(tx, coop.KindPartnership, int64(s), int64(into), why)
		if err != nil {
			return err
		}
		tx.Did(coop.PartDecision, int64(d))
	}
	return nil
}
