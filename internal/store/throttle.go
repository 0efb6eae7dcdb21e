package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Quota is how many attempts there may be under a key; of the key only a hash is kept.
type Quota struct {
	Key  string
	Most int
}

// Within counts an attempt under every key and says whether none was met too often in a window, which begins with its
// first attempt. It is a write of its own, before what it guards: what is refused for any reason is counted all the same, and
// several processes count together.
func (s *Store) Within(ctx context.Context, window time.Duration, quotas ...Quota) (within bool, err error) {
	within = true
	err = s.Update(coop.WithSending(ctx, nil), coop.Visitor.By(0), "attempt", func(tx *Tx) error {
		for _, q := range quotas {
			sum := sha256.Sum256([]byte(q.Key))
			n, err := tx.q.Hit(tx.ctx, db.HitParams{KeyHash: hex.EncodeToString(sum[:]), Now: tx.at, Since: tx.at - window.Milliseconds()})
			if err != nil {
				return wrap(err, "throttle")
			}
			within = within && n <= q.Most
		}
		return nil
	})
	return within, err
}
