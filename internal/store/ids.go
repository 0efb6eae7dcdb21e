package store

import (
	"maps"
	"sync"

	"kafo/internal/coop"
)

// ids are the ids of territories and organisations by their keys. What enters the register with a key never leaves it, so
// that an import need not ask again in each of its transactions; what a transaction adds is known to others once it is kept.
type ids struct {
	mu        sync.Mutex
	org       map[string]coop.OrgID
	territory map[string]coop.TerritoryID
}

func newIDs() *ids {
	return &ids{org: map[string]coop.OrgID{}, territory: map[string]coop.TerritoryID{}}
}

// learn takes over what a transaction has found and added.
func (s *ids) learn(from *ids) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.org, from.org)
	maps.Copy(s.territory, from.territory)
}

func (s *ids) orgOf(key string) (coop.OrgID, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.org[key]
	return id, ok
}

func (s *ids) territoryOf(key string) (coop.TerritoryID, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.territory[key]
	return id, ok
}

// knownOrg is the id of an organisation that this transaction or one that was kept has met.
func (tx *Tx) knownOrg(key string) (coop.OrgID, bool) {
	if id, ok := tx.met.org[key]; ok {
		return id, true
	}
	return tx.known.orgOf(key)
}

// knownTerritory is the same of a territory.
func (tx *Tx) knownTerritory(key string) (coop.TerritoryID, bool) {
	if id, ok := tx.met.territory[key]; ok {
		return id, true
	}
	return tx.known.territoryOf(key)
}
