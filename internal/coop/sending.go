package coop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Sending is a form that somebody has sent (envoi). What it asks for is done once, however often it arrives, and only if
// what it was opened on is still as it was then.
type Sending struct {
	Key     string // hash of its number and of what was typed into it; "" for one without a number
	On      Opened
	Version string // of On when the form was opened; "" asks nothing
	Several []Seen // versions of the things that the form decides about together

	Claimed  bool // it was kept with what it asked for
	Repeated bool // it had been before, and nothing was done
	Stale    bool // what it was opened on has changed since, and nothing was done
}

// Opened is what a form is opened on: a thing of which there is a version.
type Opened struct {
	Kind    OpenedKind
	ID      int64
	Account AccountID // of whom, where each account has one of its own
}

// Seen is a thing in the version in which it was seen.
type Seen struct {
	On      Opened
	Version string
}

// OpenedKind is a kind of thing that forms change.
type OpenedKind string

// Kinds of them.
const (
	OpenedContribution OpenedKind = "contribution"
	OpenedDraft        OpenedKind = "draft"   // of a change of a partnership, by an account
	OpenedProfile      OpenedKind = "profile" // a draft of a change of an organisation, by an account
	OpenedFinding      OpenedKind = "finding"
	OpenedProposal     OpenedKind = "proposal"
	OpenedQuestion     OpenedKind = "question"
	OpenedAccount      OpenedKind = "account"
	OpenedStance       OpenedKind = "stance" // on a partnership
	OpenedContact      OpenedKind = "contact"
)

// Reasons under which what has no history of its own is changed: by them the audit says who did so last.
const WhyAccount = "account"

// WhyContact is that of a contact who corrects what is known of her.
func WhyContact(id ContactID) string {
	return "own data corrected: contact " + strconv.FormatInt(int64(id), 10)
}

type sendingKey struct{}

// WithSending has the first write under a context be that of a sending; nil: of none.
func WithSending(ctx context.Context, s *Sending) context.Context {
	return context.WithValue(ctx, sendingKey{}, s)
}

// SendingIn is the sending of a context whose first write is still to come, nil for none.
func SendingIn(ctx context.Context) *Sending {
	s, _ := ctx.Value(sendingKey{}).(*Sending)
	if s == nil || s.Claimed {
		return nil
	}
	return s
}

// VersionName names a version of something by what tells it from others, which it does not show.
func VersionName(what string) string {
	sum := sha256.Sum256([]byte("version " + what))
	return hex.EncodeToString(sum[:8])
}
