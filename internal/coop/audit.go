package coop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// AuditEntry is one signed write: who, when, why and what kinds of things it changed. Entries are a chain: each holds the
// hash of itself and of the one before, so that none can be changed, taken out or put in between without breaking it.
type AuditEntry struct {
	ID      int64  `json:"id"`
	At      int64  `json:"at"` // Unix milliseconds, UTC
	Author  Author `json:"author"`
	Why     string `json:"why"`
	Changes string `json:"changes"` // JSON object: kind of thing → how many
	Hash    string `json:"hash"`    // hexadecimal SHA-256; "" of an entry written before there was a chain
}

// Chained is the hash that the entry has after one whose hash is prev ("" for the first).
func (e AuditEntry) Chained(prev string) string {
	text, err := json.Marshal([]any{prev, e.ID, e.At, e.Author, e.Why, e.Changes})
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
