package coop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Ids of contacts, of what is asked of them, and of erasures.
type (
	ContactID  int64
	RequestID  int64
	ErasureID  int64
	KeptPartID int64
)

// Contact is a person, or an office, whom a record names so that one may reach her (contact). It is private, whatever
// its visibility: a page never shows more of it than that there is somebody.
type Contact struct {
	ID           ContactID
	Record       RecordID
	Path         string // of the value in the body: contacts.0
	Side         Side   // of the partnership; "" for who is on neither, such as an embassy
	Name         string
	Function     string
	Organisation string
	Email        string // lower case; "" where none is readable
	Phone        string
	Visibility   Visibility
	Consent      string // the words agreed to
	ConsentAt    int64  // Unix milliseconds, UTC, as all below; 0: not yet, or never
	ReviewAt     int64  // when to ask again
	NamedAt      int64  // when the register learnt of her
	HeardAt      int64  // last sign from her
	ToldAt       int64  // when she was told (R1)
	WarnedAt     int64  // when she was told that she is about to be erased (R7)
	TrashedAt    int64
	HiddenAt     int64 // she wants no messages
	ErasedAt     int64
}

// Visibility is who may see a contact.
type Visibility string

// Visibilities, from the widest to the most closed, which is the default.
const (
	PublicOffice Visibility = "public_office" // everybody: an office's own address, or what a person agreed to publish
	ForNetwork   Visibility = "network"       // members and stewards of the networks of her organisation, one by one, noted
	ForStewards  Visibility = "stewards"      // nobody: messages are brought to her
)

// Visibilities are all of them.
var Visibilities = []Visibility{PublicOffice, ForNetwork, ForStewards}

// Reachable says whether the relay brings her messages.
func (c Contact) Reachable() bool { return c.Email != "" && !c.gone() }

// Printable says whether a document that names her has anything by which she is reached: a telephone is enough there.
func (c Contact) Printable() bool { return (c.Email != "" || c.Phone != "") && !c.gone() }

func (c Contact) gone() bool { return c.HiddenAt != 0 || c.ErasedAt != 0 || c.TrashedAt != 0 }

// contactLists are the lists of a body that name contacts.
type contactLists struct {
	Contacts []contactRow `json:"contacts"`
	Foreign  []contactRow `json:"foreign_contacts"`
	Post     []contactRow `json:"post_contacts"`
}

// contactRow is a row of one, as documents name their columns.
type contactRow struct{ Name, Function, Role, Organisation, Org, Phone, Side, Email string }

// Post says that she is of the embassy: a document names its persons in a list of their own.
func (c Contact) Post() bool { return strings.HasPrefix(c.Path, "post_contacts.") }

// ContactsIn are the contacts that a record names, in the order of the record. What is no row of texts is passed over: a
// contact must not keep a document out.
func ContactsIn(body []byte) []Contact {
	var lists contactLists
	var other *json.UnmarshalTypeError // what is no text is left empty, and the rest is read
	if err := json.Unmarshal(body, &lists); err != nil && !errors.As(err, &other) {
		return nil
	}
	var out []Contact
	for _, l := range []struct {
		name string
		side Side // of rows that do not say it
		rows []contactRow
	}{{"contacts", "", lists.Contacts}, {"foreign_contacts", Foreign, lists.Foreign}, {"post_contacts", "", lists.Post}} {
		for i, row := range l.rows {
			if c := row.contact(l.side); c.Name != "" || c.Email != "" {
				c.Path = fmt.Sprintf("%s.%d", l.name, i)
				out = append(out, c)
			}
		}
	}
	return out
}

func (r contactRow) contact(side Side) Contact {
	for _, text := range []*string{&r.Name, &r.Function, &r.Role, &r.Organisation, &r.Org, &r.Phone, &r.Side, &r.Email} {
		*text = strings.TrimSpace(*text)
	}
	c := Contact{Side: side, Name: r.Name, Function: r.Function + r.Role, Organisation: r.Organisation + r.Org, Phone: r.Phone}
	if s := Side(r.Side); s == French || s == Foreign {
		c.Side = s
	}
	for _, text := range []string{r.Email, r.Org, r.Organisation, r.Function, r.Role, r.Name} {
		if c.Email == "" {
			c.Email = AddressIn(text)
		}
	}
	c.Visibility = ForStewards
	if c.Name == "" && office(c.Email) {
		c.Visibility = PublicOffice
	}
	return c
}

var (
	hiddenAt = regexp.MustCompile(`(?i)\s*[\[({]\s*(?:at|arobase|@)\s*[\])}]\s*`)
	hiddenIn = regexp.MustCompile(`(?i)\s*[\[({]\s*(?:dot|point)\s*[\])}]\s*`)
	printed  = regexp.MustCompile(`[\p{L}\d._%+'-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
)

// AddressIn is the first e-mail address of a text, also where it is hidden from machines: name [at] example.org.
func AddressIn(text string) string {
	if !strings.ContainsAny(text, "@[({") { // most texts have neither
		return ""
	}
	text = hiddenIn.ReplaceAllString(hiddenAt.ReplaceAllString(text, "@"), ".")
	a, err := Address(printed.FindString(text))
	if err != nil {
		return ""
	}
	return a
}

// offices begin the addresses that belong to an office and not to whoever holds it.
var offices = map[string]bool{
	"mairie": true, "ville": true, "commune": true, "contact": true, "contacts": true, "accueil": true, "info": true, "infos": true, "information": true,
	"secretariat": true, "cabinet": true, "direction": true, "cooperation": true, "international": true, "jumelage": true, "communication": true,
	"courrier": true, "bureau": true, "service": true, "services": true, "office": true, "association": true, "comite": true,
}

func office(email string) bool {
	local, _, _ := strings.Cut(email, "@")
	first := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-+", r) })
	return len(first) > 0 && offices[Fold(first[0])]
}

// ContactRequest is a message that somebody asks to have brought to a contact, and how it went on.
type ContactRequest struct {
	ID          RequestID
	Contact     ContactID
	SubjectKind string // of the page on which it was asked
	Subject     int64
	Sender      string // as she calls herself
	Email       string
	Lang        string
	State       RequestState
	AskedAt     int64 // Unix milliseconds, UTC; so is ProvedAt
	ProvedAt    int64 // when who asks proved her address, and the message was brought; 0: not yet
	Messages    []RelayedMessage
}

// RelayedMessage is one message of a request.
type RelayedMessage struct {
	FromContact bool
	Text        string
	At          int64 // Unix milliseconds, UTC
}

// RequestState is how a request stands.
type RequestState string

// States of a request.
const (
	RequestAsked    RequestState = "asked"
	RequestAnswered RequestState = "answered" // through the relay; addresses unknown to each other
	RequestAccepted RequestState = "accepted" // the contact showed what she chose
	RequestRefused  RequestState = "refused"
	RequestAbuse    RequestState = "abuse" // reported
)

// Open says whether messages still go to and fro.
func (s RequestState) Open() bool { return s != RequestRefused && s != RequestAbuse }

// Disclosure is what a contact showed, to whom and when, or what somebody of her network looked at.
type Disclosure struct {
	Contact ContactID
	Request RequestID // 0: of a look
	What    string    // words: email, phone, name
	Sender  string
	Network string // of which somebody looked
	By      Author // who looked, by role
	At      int64
}

// Ground is for what something is not erased although a person asks for it (art. 17(3) GDPR).
type Ground string

// Grounds are all of them: a duty in law, archives in the public interest, history and research, legal claims.
var Grounds = []Ground{"legal_duty", "archives", "history", "legal_claims"}

// KeptPart is the decision of a human that what a document says of a person stays, although she asks for its erasure: with her
// address and telephone gone, and nothing of it shown. It is shown to her.
type KeptPart struct {
	ID          KeptPartID
	Contact     ContactID
	Record      RecordID
	AddressHash string
	Ground      Ground
	Why         string
	Author      Author
	At          int64 // Unix milliseconds, UTC
	EndedAt     int64 // 0: it holds
}

// Erasure is a line of the ledger by which an erasure is done again after a restore: numbers and hashes, nothing of the
// person.
type Erasure struct {
	ID          ErasureID `json:"id"`
	Contact     ContactID `json:"contact"`
	Record      RecordID  `json:"record"`
	Path        string    `json:"path"`
	AddressHash string    `json:"address"`        // SHA-256; "" where there was none
	Kept        bool      `json:"kept,omitempty"` // what her document says stays (KeptPart)
	Author      Author    `json:"author"`
	At          int64     `json:"at"` // Unix milliseconds, UTC
}

// AddressHash is by what an address is known that is kept no more; "" of none.
func AddressHash(email string) string {
	if email == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("contact:" + email))
	return hex.EncodeToString(sum[:])
}
