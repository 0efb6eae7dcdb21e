package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Limits of how often one reports, in an hour (S 19): from where, about what, and to which address we answer. Many share
// one address of the network, so that one is generous.
const (
	reportsPerOrigin  = 30
	reportsPerSubject = 20
	reportsPerAddress = 5
	reportWindow      = time.Hour
	textMost          = 4000 // letters
)

// Report keeps an error that somebody reports, from somewhere (origin, counted by its hash), signed by the author of the
// contribution, a visitor where it has none. Who leaves an address is told that it has arrived. Errors: invalid, toomany.
func (r *Registry) Report(ctx context.Context, c coop.Contribution, origin string) (coop.Contribution, error) {
	c.Kind, c.State = coop.ContributionReport, coop.ContributionSubmitted
	if err := written(c.Text, "contribution.text_missing"); err != nil {
		return c, err
	}
	if c.Email != "" {
		address, err := coop.Address(c.Email)
		if err != nil {
			return c, err
		}
		c.Email = address
	}
	if err := r.often(ctx, c, origin); err != nil {
		return c, err
	}
	err := r.store.Update(ctx, cmp.Or(c.Author, coop.Visitor.By(c.Account)), "contribution: report", func(tx *store.Tx) (err error) {
		c, err = file(tx, c)
		return err
	})
	return c, err
}

// file keeps a contribution as one that waits for who moderates, and acknowledges it.
func file(tx *store.Tx, c coop.Contribution) (_ coop.Contribution, err error) {
	if c.ID, err = tx.NewContribution(c); err != nil {
		return c, err
	}
	if c.Receipt, err = tx.Receipt(c.ID); err != nil {
		return c, err
	}
	if err := tx.Step(c.ID, string(coop.ActSubmit), ""); err != nil {
		return c, err
	}
	return c, tell(tx, c, "contribution.filed", "")
}

// written refuses what says nothing, or more than fits.
func written(text, missing string) error {
	switch {
	case text == "":
		return coop.Refuse(coop.Invalid, missing)
	case utf8.RuneCountInString(text) > textMost:
		return coop.Refuse(coop.Invalid, "contribution.text_long", textMost)
	}
	return nil
}

// often counts reports. Error: toomany.
func (r *Registry) often(ctx context.Context, c coop.Contribution, origin string) error {
	subject := c.SubjectKind + ":" + strconv.FormatInt(c.Subject, 10)
	if c.Subject == 0 {
		subject = c.Page
	}
	quotas := []store.Quota{{Key: "report from:" + origin, Most: reportsPerOrigin}, {Key: "report on:" + subject, Most: reportsPerSubject}}
	if c.Email != "" {
		quotas = append(quotas, store.Quota{Key: "report answered to:" + c.Email, Most: reportsPerAddress})
	}
	within, err := r.store.Within(ctx, reportWindow, quotas...)
	if err == nil && !within {
		err = coop.Refuse(coop.TooMany, "contribution.too_many")
	}
	return err
}

// Act moves a contribution; own says that who brings it does so, not who moderates. The other side is told. What an
// accepted change says becomes claims by Adopt alone, and a reply is accepted by AcceptReply. Errors: notfound, conflict, invalid (no reason).
func (r *Registry) Act(ctx context.Context, author coop.Author, id coop.ContributionID, a coop.Act, own bool, why string) error {
	return r.onContribution(ctx, author, id, string(a), why, func(tx *store.Tx, c coop.Contribution) error { return r.act(tx, c, a, own, why) })
}

func (r *Registry) act(tx *store.Tx, c coop.Contribution, a coop.Act, own bool, why string) error {
	m, err := c.State.Move(a, own, why)
	if err != nil {
		return err
	}
	if a == coop.ActAccept && c.Kind != coop.ContributionReport {
		return coop.Refuse(coop.Conflict, "contribution.no_move")
	}
	if a == coop.ActSubmit && slices.ContainsFunc(c.Proposed, func(p coop.Proposed) bool { return p.Unread }) {
		return coop.Refuse(coop.Invalid, "suggest.unread")
	}
	if a == coop.ActAccept {
		tx.Did(coop.PartContribution, int64(c.ID))
	}
	if a == coop.ActReopen {
		if err := r.disown(tx, c, why); err != nil {
			return err
		}
	}
	if err := tx.MoveContribution(c.ID, m.To); err != nil {
		return err
	}
	if own {
		return tellFollower(tx, c)
	}
	if a == coop.ActTake {
		return nil
	}
	return tell(tx, c, "contribution."+string(a), why)
}

// Follow says who looks after a contribution; 0: nobody. Error: notfound.
func (r *Registry) Follow(ctx context.Context, author coop.Author, id coop.ContributionID, by coop.AccountID) error {
	what := coop.StepFollow
	if by == 0 {
		what = coop.StepLeave
	}
	return r.onContribution(ctx, author, id, what, "", func(tx *store.Tx, _ coop.Contribution) error { return tx.FollowContribution(id, by) })
}

// Say writes to the other side of a contribution, who is told that there is something to read, not what. Errors:
// notfound, invalid (nothing is said).
func (r *Registry) Say(ctx context.Context, author coop.Author, id coop.ContributionID, own bool, text string) error {
	if err := written(text, "contribution.message_missing"); err != nil {
		return err
	}
	return r.onContribution(ctx, author, id, coop.StepMessage, text, func(tx *store.Tx, c coop.Contribution) error {
		if own {
			return tellFollower(tx, c)
		}
		return tell(tx, c, "contribution.message", "")
	})
}

// Note writes something that only those who moderate see. Errors: notfound, invalid (nothing is said).
func (r *Registry) Note(ctx context.Context, author coop.Author, id coop.ContributionID, text string) error {
	if err := written(text, "contribution.message_missing"); err != nil {
		return err
	}
	return r.onContribution(ctx, author, id, coop.StepNote, text, func(*store.Tx, coop.Contribution) error { return nil })
}

// onContribution does something with a contribution and writes the step. What is said stands in the step, never in the
// audit, which others may read.
func (r *Registry) onContribution(ctx context.Context, author coop.Author, id coop.ContributionID, what, text string, f func(*store.Tx, coop.Contribution) error) error {
	why := "contribution " + strconv.FormatInt(int64(id), 10) + ": " + what
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		c, err := tx.FindContribution(id)
		if err != nil {
			return err
		}
		if err := tx.Step(id, what, text); err != nil {
			return err
		}
		return f(tx, c)
	})
}

// tell writes to who brought a contribution, if she left an address or has an account.
func tell(tx *store.Tx, c coop.Contribution, key, why string) (err error) {
	to, lang, link := c.Email, c.Lang, "/signaler/recu/"+c.Receipt
	if c.Account != 0 {
		if to, lang, err = tx.Recipient(c.Account); err != nil {
			return err
		}
	}
	if to == "" {
		return nil
	}
	_, err = tx.Enqueue(coop.Message{Account: c.Account, To: to, Lang: lang, Key: key, Args: []string{c.Number(), why}, Link: link})
	return err
}

// tellFollower writes to who looks after a contribution that there is something new.
func tellFollower(tx *store.Tx, c coop.Contribution) error {
	to, lang, err := tx.Recipient(c.Follower)
	if err != nil || to == "" {
		return err
	}
	number := c.Number()
	_, err = tx.Enqueue(coop.Message{Account: c.Follower, To: to, Lang: lang, Key: "contribution.news", Args: []string{number}, Link: "/revue/contributions/" + number})
	return err
}
