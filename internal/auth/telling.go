package auth

import (
	"context"
	"slices"
	"strconv"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// telling is how often somebody is told who said so in a form: what is none of it is what everybody has at first.
func telling(t coop.Telling) coop.Telling {
	if slices.Contains(coop.Tellings, t) {
		return t
	}
	return coop.TellHourly
}

// news is a letter about what is new in somebody's queue.
type news struct {
	message   coop.Message
	was, step int64 // when she was told last; up to which step she is now
}

// Tell writes to those who moderate, as often as each wants, how many reports and proposals have come that nobody looks
// after yet: of what she may moderate herself, and has not brought. It says how many letters were written. Letters and
// marks are one transaction: after a crash there are both or none.
func (a *Auth) Tell(ctx context.Context) (letters int, err error) {
	waiting, err := a.Reader.Waiting(ctx)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	people, err := a.Reader.AccountsToTell(ctx)
	if err != nil {
		return 0, err
	}
	var due []news
	for _, p := range people {
		if n, ok := newsFor(p, waiting); ok && p.Telling.Due(time.UnixMilli(p.ToldAt), a.Now()) {
			due = append(due, n)
		}
	}
	if len(due) == 0 {
		return 0, nil
	}
	err = a.Store.Update(ctx, coop.Operator, "contributions: told", func(tx *store.Tx) error {
		letters = 0
		for _, n := range due {
			told, err := tx.Tell(n.message, n.was, n.step)
			if err != nil {
				return err
			}
			if told {
				letters++
			}
		}
		return nil
	})
	return letters, err
}

// newsFor counts what is new for somebody since she was told. The second factor is asked for where she reads it: the
// letter says no more than how many.
func newsFor(p catalogue.Person, waiting []catalogue.Waiting) (n news, some bool) {
	caller := coop.Caller{Account: p.ID, Grants: p.Grants(), Factored: true}
	count := map[coop.ContributionKind]int{}
	for _, w := range waiting {
		if w.Step <= p.ToldStep || w.Account == p.ID || !coop.Judge(caller, coop.VerbModerate, w.About).Allowed {
			continue
		}
		count[w.Kind]++
		n.step = max(n.step, w.Step)
	}
	n.was = p.ToldAt
	n.message = coop.Message{Account: p.ID, To: p.Email, Lang: p.Lang, Key: "contributions.new", Link: "/revue/contributions"}
	for _, k := range coop.ContributionKinds {
		n.message.Args = append(n.message.Args, strconv.Itoa(count[k]))
	}
	return n, len(count) > 0
}
