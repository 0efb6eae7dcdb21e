package coop

import (
	"strconv"
	"strings"
	"time"
)

// Ids of people's accounts and of the roles that were given to them.
type (
	AccountID int64
	GrantID   int64
	PasskeyID int64
)

// Account is somebody who signs in (compte). Her address is private; what she does is signed by her role and number.
type Account struct {
	ID        AccountID
	Email     string // lower case; "" once the account is erased
	Name      string
	Lang      string // of the messages she gets: fr or en
	Closed    bool   // may not sign in any more
	CreatedAt int64  // Unix milliseconds, UTC; so is SeenAt, 0 before the first visit
	SeenAt    int64
	Factor    bool // she has a second factor: a passkey, or an application that gives codes
	Telling   Telling
	ToldAt    int64 // Unix milliseconds, UTC; 0: never
	ToldStep  int64 // number of the last step of a contribution of which she was told
}

// Telling is how often somebody who moderates is told by mail of what is new in her queue (avertissement).
type Telling string

// Tellings.
const (
	TellHourly Telling = "hour"
	TellDaily  Telling = "day"
	TellNever  Telling = "never"
)

// Tellings are all of them, the most often first.
var Tellings = []Telling{TellHourly, TellDaily, TellNever}

// Due says whether it is time again, for who was told last at an instant. A clock that had gone wrong, and said a time
// that is still to come, silences nobody.
func (t Telling) Due(last, now time.Time) bool {
	every := map[Telling]time.Duration{TellHourly: time.Hour, TellDaily: 24 * time.Hour}[t]
	return every > 0 && (last.After(now) || now.Sub(last) >= every)
}

// AccountRole is what somebody is for an organisation, a network, or the whole register (rôle).
type AccountRole string

// Roles. A visitor is anybody, signed in or not; the others are given by a grant.
const (
	Visitor        AccountRole = "visitor"         // visiteur
	Respondent     AccountRole = "respondent"      // répondant: answers for one questionnaire
	Member         AccountRole = "member"          // membre d'une organisation
	NetworkSteward AccountRole = "network_steward" // gestionnaire d'un réseau
	Steward        AccountRole = "steward"         // gestionnaire du registre
	Administrator  AccountRole = "administrator"   // administrateur
	APIClient      AccountRole = "api_client"      // programme: comes in by a token, never by an account
)

// AccountRoles are all roles that can be given, from the least to the most.
var AccountRoles = []AccountRole{Respondent, Member, NetworkSteward, Steward, Administrator}

// Scoped says whether a role is held for an organisation (a network is one too) and not for the whole register.
func (r AccountRole) Scoped() bool { return r == Member || r == NetworkSteward || r == Respondent }

// Grant is a role given to an account, for an organisation or a network where the role is scoped.
type Grant struct {
	ID        GrantID
	Account   AccountID
	Role      AccountRole
	Org       OrgID // the organisation, or the network; 0: the whole register
	Author    Author
	Why       string
	At        int64 // Unix milliseconds, UTC
	RevokedAt int64 // 0: it holds
}

// By is the author of what somebody writes in a role: "steward:12". No name: history outlives the person (R5).
func (r AccountRole) By(id AccountID) Author {
	return Author(string(r) + ":" + strconv.FormatInt(int64(id), 10))
}

// Account says in which role and by whose account something was signed; ok is false for the operator and for imports.
func (a Author) Account() (r AccountRole, id AccountID, ok bool) {
	role, number, found := strings.Cut(string(a), ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil || AccountRole(role) != Visitor && !known(AccountRole(role)) {
		return "", 0, false
	}
	return AccountRole(role), AccountID(n), true
}

func known(r AccountRole) bool {
	for _, k := range AccountRoles {
		if k == r {
			return true
		}
	}
	return false
}

// Address makes an e-mail address comparable, or refuses it: one @ with something on both sides, no space and no
// control character (which could end a header, S 12). Error: invalid.
func Address(typed string) (string, error) {
	a := strings.ToLower(strings.Trim(strings.TrimSpace(typed), "\u200b\u00a0<>.,;"))
	if a == "" {
		return "", Refuse(Invalid, "account.email_missing")
	}
	name, host, ok := strings.Cut(a, "@")
	bad := strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`,;:<>()[]"\`, r) })
	if !ok || bad || name == "" || len(a) > 254 || strings.Contains(host, "@") || !strings.Contains(host, ".") ||
		strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..") {
		return "", Refuse(Invalid, "account.email_wrong", typed)
	}
	return a, nil
}
