package registry

import (
	"strings"
	"sync"

	"kafo/internal/coop"
)

// names remembers what the resolver said of a name: a census repeats the same few thousand.
type names struct {
	Resolver
	mu   sync.Mutex
	said map[string]coop.Resolution
}

// remembered is how many names are kept before memory starts afresh.
const remembered = 50_000

// Resolve says who a name means.
func (n *names) Resolve(name coop.Name) coop.Resolution {
	key := strings.Join(append([]string{name.Text, string(name.Side), name.Country, name.Region}, name.Beside...), "\x00")
	n.mu.Lock()
	defer n.mu.Unlock()
	res, ok := n.said[key]
	if !ok {
		if len(n.said) >= remembered {
			clear(n.said)
		}
		res = n.Resolver.Resolve(name)
		n.said[key] = res
	}
	return res
}
