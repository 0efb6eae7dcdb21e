package web

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"kafo/internal/coop"
)

// dataPerToken is how many answers a program gets in a minute by its token. Whoever has none is not counted: data are open, and
// many share one address of the network.
const dataPerToken = 6000

// rates counts what is asked for in a minute, in this process alone: it guards the machine, not a secret.
type rates struct {
	mu     sync.Mutex
	minute int64
	count  map[string]int
}

func (r *rates) within(key string, most int, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := now.Unix() / 60; m != r.minute || r.count == nil {
		r.minute, r.count = m, map[string]int{}
	}
	r.count[key]++
	return r.count[key] <= most
}

// bearer is the secret of a program that says who it is, "" for none.
func bearer(r *http.Request) (secret string, ok bool) {
	return strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// admit lets in a program that says who it is. A token is good for data and for no page. Errors: forbidden, unauthenticated,
// toomany.
func (s *server) admit(v *visit) error {
	secret, ok := bearer(v.r)
	if !ok {
		return nil
	}
	if !v.whole() && !strings.HasSuffix(v.path, ".zip") {
		return coop.Refuse(coop.Forbidden, "token.data_only")
	}
	t, err := s.Auth.Client(v.r.Context(), secret, coop.VerbRead)
	if err != nil {
		return err
	}
	if !s.rates.within(itoa(int(t.ID)), dataPerToken, time.Now()) {
		return coop.Refuse(coop.TooMany, "token.too_many")
	}
	return nil
}
