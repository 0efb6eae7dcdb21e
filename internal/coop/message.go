package coop

// MessageID names a message of the outbox.
type MessageID int64

// Message is an e-mail to one person, written in the same transaction as what it tells (boîte d'envoi). Its words are
// those of a key, in the reader's language, filled with the arguments when it is sent; nothing private stands in them
// but what the reader may see.
type Message struct {
	ID      MessageID
	Account AccountID // 0: somebody without an account
	To      string
	Lang    string   // fr or en
	Key     string   // mail.KEY.subject and mail.KEY.text are its words
	Args    []string // of both
	Link    string   // path on this site, without language; it stands on a line of its own
	Until   int64    // Unix milliseconds, UTC: not sent after that; 0: whenever
	Letter  *Letter  // of a campaign, from which its words are made; nil of any other message
}

// TestMessage is the key of a letter by which somebody sees whether mail leaves.
const TestMessage = "test"

// MessageState is how far a message has come.
type MessageState string

// States of a message.
const (
	MessageWaiting MessageState = "waiting" // en attente
	MessageSent    MessageState = "sent"    // envoyé
	MessageFailed  MessageState = "failed"  // refusé pour de bon
	MessageLate    MessageState = "late"    // périmé avant l'envoi
)
