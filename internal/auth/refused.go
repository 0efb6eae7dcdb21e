package auth

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// refusals counts what was refused in an hour, by whom and what. Of each the first is written down, the tenth, the hundredth
// and so on: an audit is only ever added to, and a flood must not fill the disk.
type refusals struct {
	mu    sync.Mutex
	hour  int64
	count map[string]int
}

// kindsOfRefusals bounds what one hour may write; what comes on top is counted together.
const kindsOfRefusals = 500

// worth counts a refusal and says whether it is written down, and how many there were.
func (r *refusals) worth(key string, now time.Time) (n int, write bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := now.Unix() / 3600; r.hour != hour || r.count == nil {
		r.hour, r.count = hour, map[string]int{}
	}
	if _, known := r.count[key]; !known && len(r.count) >= kindsOfRefusals {
		key = "more"
	}
	r.count[key]++
	n = r.count[key]
	power := 1
	for power < n {
		power *= 10
	}
	return n, n == power
}

// Refused writes a refused attempt into the audit (S 65): who, as far as that is proved, and what; no address, no secret. Its
// error is that of the audit: what cannot be written down is not passed over.
func (a *Auth) Refused(ctx context.Context, by coop.AccountID, what string) error {
	author := coop.Visitor.By(by)
	n, write := a.refusals.worth(string(author)+" "+what, a.Now())
	if !write {
		return nil
	}
	err := a.Store.Update(ctx, author, "refused", func(tx *store.Tx) error {
		tx.NoteTimes("refused: "+what, n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("refusal: %w", err)
	}
	return nil
}

// refused gives a refusal back, once it is in the audit; any other error passes.
func (a *Auth) refused(ctx context.Context, by coop.AccountID, what string, err error) error {
	switch coop.CodeOf(err) {
	case coop.TooMany:
		what += ", too often"
	case coop.Invalid, coop.NotFound:
	default:
		return err
	}
	if trouble := a.Refused(ctx, by, what); trouble != nil {
		return trouble
	}
	return err
}
