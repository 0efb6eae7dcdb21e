package coop

// MailID is the number of a mail that came in.
type MailID int64

// Mail is what somebody writes back who was asked by a campaign (courriel reçu): without what it quotes. It is private, and goes
// with whom the campaign has asked, a year after its close.
type Mail struct {
	ID         MailID
	Invitation InvitationID // 0: nobody knows which
	Sender     string       // address; "" where it is none
	Subject    string
	Words      string
	CameAt     int64 // Unix milliseconds, UTC
	Files      []MailFile

	Clues // when it comes; they are not kept
}

// Clues are what a mail shows of whose it is.
type Clues struct {
	Mark    string       // of the message: it is kept once
	Code    string       // of the letter whose address of returns it came to
	Replies []MessageRef // messages that it replies to
	Links   []string     // codes of links that it quotes
}

// MessageRef is a message of ours as its Message-ID names it: by its number and when it was written (Unix milliseconds, UTC).
type MessageRef struct {
	ID        MessageID
	WrittenAt int64
}

// MailFile is what was attached to a mail. Documents and tables are kept as they came; of anything else only its name.
type MailFile struct {
	Name    string
	Size    int    // bytes
	Body    []byte // nil of one that is not kept
	Words   string // what it says, by which who is erased is found in it; not read back
	Trouble string // key of why it is not, and what goes into its words, a line each
}

// Limits of a mail: letters of its words, documents, bytes of one.
const (
	MailLetters   = 10_000
	MailFiles     = 5
	MailFileBytes = 10 << 20
)
