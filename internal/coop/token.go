package coop

import "slices"

// TokenID names a token.
type TokenID int64

// Token lets a program in that reads the data (jeton): for its scopes, which are verbs of the table of rights, until a day. What
// is kept of it is a hash.
type Token struct {
	ID        TokenID
	Name      string // of the program, as the operator calls it
	Scopes    []Verb
	Author    Author
	MadeAt    int64 // Unix milliseconds, UTC, as all below
	Until     int64
	UsedAt    int64 // 0: not yet; to the hour
	RevokedAt int64 // 0: it holds
}

// Holds says whether a program may come in by it at an instant (Unix ms).
func (t Token) Holds(now int64) bool { return t.RevokedAt == 0 && now < t.Until }

// Can says whether it is for a verb, and that the table allows it to programs.
func (t Token) Can(v Verb) bool { return slices.Contains(t.Scopes, v) && slices.Contains(Scopes(), v) }

// Scopes are the verbs that the table of rights gives to programs.
func Scopes() (out []Verb) {
	for _, r := range Rights {
		if r.Role == APIClient {
			out = append(out, r.Verb)
		}
	}
	return out
}
