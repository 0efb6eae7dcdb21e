package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// askAgain is how long a letter that asks about a partnership stands: what is accepted meanwhile is read on the page that
// it leads to, and no second one is sent.
const askAgain = 24 * time.Hour

// Limits of how often one speaks, in an hour: an account may confirm all the partnerships of a large town, but not turn one
// of them to and fro; and the other side is told once an hour of what is contested, the page says the rest.
const (
	stancesPerAccount = 300
	stancesOnOne      = 20
	stanceWindow      = time.Hour
)

// mayStand counts what is said, by the account first. Error: toomany.
func (r *Registry) mayStand(ctx context.Context, author coop.Author, s coop.Stance) error {
	on := fmt.Sprintf("stance of:%d on:%d", s.Org, s.Partnership)
	within, err := r.store.Within(ctx, stanceWindow, store.Quota{Key: "stance by:" + string(author), Most: stancesPerAccount}, store.Quota{Key: on, Most: stancesOnOne})
	if err == nil && !within {
		err = coop.Refuse(coop.TooMany, "stance.too_many")
	}
	return err
}

// Stand keeps what a party says of its partnership: that it is so, that it is not, with a reason, or that what it said no
// longer holds. What is contested is also filed as the report c, for who moderates, and the members
// of the other parties are told. Errors: invalid, toomany; conflict where nothing is there to take back.
func (r *Registry) Stand(ctx context.Context, author coop.Author, s coop.Stance, c coop.Contribution) error {
	if err := stands(s); err != nil {
		return err
	}
	if err := r.mayStand(ctx, author, s); err != nil {
		return err
	}
	return r.store.Update(ctx, author, "stance: "+string(s.Kind), func(tx *store.Tx) error {
		if s.Kind == coop.StanceWithdrawn {
			if err := retractable(tx, s); err != nil {
				return err
			}
		}
		if err := tx.Stand(s); err != nil || s.Kind != coop.StanceContested {
			return err
		}
		c.Kind, c.State, c.Property, c.Said, c.Text = coop.ContributionReport, coop.ContributionSubmitted, s.Property, s.Said, s.Why
		if _, err := file(tx, c); err != nil {
			return err
		}
		_, err := tx.AskMembers(store.Ask{Partnership: s.Partnership, But: s.Org, Account: c.Account, Since: tx.Before(stanceWindow), Key: "stance.contested"})
		return err
	})
}

func stands(s coop.Stance) error {
	switch s.Kind {
	case coop.StanceContested:
		return written(s.Why, "stance.why_missing")
	case coop.StanceConfirmed, coop.StanceWithdrawn:
		if s.Why != "" {
			return written(s.Why, "")
		}
		return nil
	}
	return coop.Refuse(coop.Invalid, "stance.which")
}

func retractable(tx *store.Tx, s coop.Stance) error {
	standing, err := tx.Stances(s.Partnership)
	if err != nil {
		return err
	}
	for _, was := range standing {
		if was.Org == s.Org && (s.Property == "" || was.Property == s.Property) {
			return nil
		}
	}
	return coop.Refuse(coop.Conflict, "stance.nothing")
}

// AskSides asks the members of the parties of a partnership whether what the register says of it is so; it says how many
// were asked. Who was asked within the day is not asked again.
func (r *Registry) AskSides(ctx context.Context, author coop.Author, id coop.PartnershipID) (n int, err error) {
	err = r.store.Update(ctx, author, "stance: asked", func(tx *store.Tx) error {
		n, err = tx.AskMembers(store.Ask{Partnership: id, Since: tx.Before(askAgain), Key: "stance.asked"})
		return err
	})
	return n, err
}

// askOthers asks the members of the other parties, once a change that somebody proposed is accepted; those of whom it says
// that they are no party are told.
func askOthers(tx *store.Tx, c coop.Contribution) error {
	if c.SubjectKind != coop.KindPartnership {
		return nil
	}
	_, err := tx.AskMembers(store.Ask{Partnership: coop.PartnershipID(c.Subject), But: c.Org, Account: c.Account, Since: tx.Before(askAgain), Key: "stance.changed"})
	if err != nil {
		return err
	}
	for _, p := range c.Proposed {
		if p.Property != coop.NoParty || p.Verdict != coop.ContributionAccepted || p.Org == c.Org {
			continue
		}
		if err := tx.TellParted(coop.PartnershipID(c.Subject), p.Org, c.Account); err != nil {
			return err
		}
	}
	return nil
}

// Reminded is what a run of reminders did, or would do.
type Reminded struct {
	Partnerships int `json:"partnerships"` // of which nobody has spoken for long
	Letters      int `json:"letters"`      // to members of their parties, one each
}

// Remind asks the members of the parties of partnerships that have not ended, and of which no source and no party has
// spoken for so many months, whether what the register says is still so: one letter a member, and none about a partnership
// of which she was asked within that time. No months: nobody is asked. A dry run counts and changes nothing.
func (r *Registry) Remind(ctx context.Context, author coop.Author, months int, dry bool) (out Reminded, err error) {
	if months <= 0 {
		return out, nil
	}
	err = r.store.Update(ctx, author, "stance: reminders", func(tx *store.Tx) error {
		limit := time.UnixMilli(tx.Before(0)).UTC().AddDate(0, -months, 0)
		due, err := tx.Unspoken(limit.UnixMilli(), coop.Date(limit.Format(time.DateOnly)))
		if err != nil {
			return err
		}
		about := map[coop.PartnershipID]bool{}
		for _, d := range due {
			for _, id := range d.Partnerships {
				about[id] = true
			}
			if err := tx.Remind(d); err != nil {
				return err
			}
		}
		out = Reminded{Partnerships: len(about), Letters: len(due)}
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// errDry takes a dry run back.
var errDry = errors.New("dry run")
