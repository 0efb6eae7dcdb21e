package coop

import (
	"errors"
	"slices"
	"strings"
)

// Verb is something that somebody may do.
type Verb string

// Verbs. The routes of the pages name them, and so do the commands that explain rights.
const (
	VerbRead       Verb = "read"       // consulter: what is published
	VerbEnter      Verb = "enter"      // se connecter
	VerbReport     Verb = "report"     // signaler une erreur
	VerbContact    Verb = "contact"    // écrire à un contact par le relais; voir ce que le registre sait de soi
	VerbConsult    Verb = "consult"    // voir les contacts de son réseau
	VerbKeep       Verb = "keep"       // gérer son compte
	VerbSecure     Verb = "secure"     // changer par quoi l'on entre: facteurs, adresse
	VerbReply      Verb = "reply"      // répondre à un recensement, par son lien
	VerbSuggest    Verb = "suggest"    // proposer une modification
	VerbConfirm    Verb = "confirm"    // confirmer ou contester ce que dit le partenaire
	VerbModerate   Verb = "moderate"   // instruire les contributions
	VerbHold       Verb = "hold"       // mener un recensement: its links and its addresses
	VerbDecide     Verb = "decide"     // trancher: questions, constats, doublons
	VerbAdminister Verb = "administer" // administrer
	VerbAppoint    Verb = "appoint"    // donner et retirer les rôles, fermer un compte
)

// Verbs are all verbs, in the order in which they are explained.
var Verbs = []Verb{VerbRead, VerbEnter, VerbReport, VerbContact, VerbReply, VerbConsult, VerbKeep, VerbSecure, VerbSuggest, VerbConfirm, VerbModerate, VerbHold, VerbDecide, VerbAdminister, VerbAppoint}

// Reach is of which objects a right speaks.
type Reach string

// Reaches.
const (
	ReachAll     Reach = "anything"
	ReachOwn     Reach = "own"     // what concerns the organisation for which the role is held, or one's own account
	ReachNetwork Reach = "network" // what concerns a member of the network for which the role is held
)

// Right is one line of the table of rights: in a role one may do something with the objects in reach. A right with a
// factor asks that the visit was opened with a second factor (S 44); a fresh one, that this was a moment ago (S 52).
type Right struct {
	Verb   Verb
	Role   AccountRole
	Reach  Reach
	Factor bool
	Fresh  bool
}

// Rights is the one table of who may do what: the pages, the commands, the help and the tests read it.
var Rights = []Right{
	{Verb: VerbRead, Role: Visitor, Reach: ReachAll},
	{Verb: VerbRead, Role: APIClient, Reach: ReachAll},
	{Verb: VerbEnter, Role: Visitor, Reach: ReachAll},
	{Verb: VerbReport, Role: Visitor, Reach: ReachAll},
	{Verb: VerbContact, Role: Visitor, Reach: ReachAll},
	{Verb: VerbReply, Role: Visitor, Reach: ReachAll},
	{Verb: VerbConsult, Role: Member, Reach: ReachOwn},
	{Verb: VerbConsult, Role: NetworkSteward, Reach: ReachOwn, Factor: true},
	{Verb: VerbConsult, Role: Steward, Reach: ReachAll, Factor: true},
	{Verb: VerbKeep, Role: Visitor, Reach: ReachOwn},
	{Verb: VerbSecure, Role: Visitor, Reach: ReachOwn, Fresh: true},
	{Verb: VerbSuggest, Role: Member, Reach: ReachOwn},
	{Verb: VerbSuggest, Role: NetworkSteward, Reach: ReachNetwork},
	{Verb: VerbSuggest, Role: Steward, Reach: ReachAll},
	{Verb: VerbConfirm, Role: Member, Reach: ReachOwn},
	{Verb: VerbModerate, Role: NetworkSteward, Reach: ReachNetwork, Factor: true},
	{Verb: VerbModerate, Role: Steward, Reach: ReachAll, Factor: true},
	{Verb: VerbHold, Role: Steward, Reach: ReachAll, Factor: true},
	{Verb: VerbHold, Role: Administrator, Reach: ReachAll, Factor: true},
	{Verb: VerbDecide, Role: Steward, Reach: ReachAll, Factor: true},
	{Verb: VerbAdminister, Role: Administrator, Reach: ReachAll, Factor: true},
	{Verb: VerbAppoint, Role: Administrator, Reach: ReachAll, Factor: true, Fresh: true},
}

// Object is what a right is asked for: nothing (a page as such), an account, or something that concerns organisations.
type Object struct {
	Account  AccountID // whose account, of VerbKeep and VerbSecure
	Orgs     []OrgID   // whom it concerns: an organisation itself, the parties of a partnership
	Networks []OrgID   // networks of which one of these is a member
	Any      bool      // some object, not yet known: may one do this anywhere at all?
}

// Caller is who asks: a visit with the roles that hold, or an operator at the command line.
type Caller struct {
	Account  AccountID // 0: not signed in
	Grants   []Grant   // that hold
	Factored bool      // the visit was opened with a second factor
	Fresh    bool      // it was proved a moment ago who this is
}

// Verdict is the answer to "may I?", with the line of the table that says so or the nearest one that does not.
type Verdict struct {
	Allowed bool
	By      Author // who signs; of what a visitor may do: "visitor:0"
	Right   Right  // that allows it, or that would with one thing more
	Grant   Grant  // by which the role is held
	Missing Need   // "" when it is allowed
}

// Need is what is missing for a right.
type Need string

// Needs, from the nearest to the farthest.
const (
	NeedFresh  Need = "fresh"  // prove again who one is
	NeedFactor Need = "factor" // a second factor
	NeedReach  Need = "reach"  // the role is held for something else
	NeedRole   Need = "role"   // no role that may
	NeedEnter  Need = "enter"  // sign in
)

var needs = []Need{"", NeedFresh, NeedFactor, NeedReach, NeedRole, NeedEnter}

// Judge says whether somebody may do something with an object, and why.
func Judge(c Caller, v Verb, o Object) Verdict {
	best := Verdict{Missing: NeedRole}
	for _, r := range Rights {
		if r.Verb != v {
			continue
		}
		for _, g := range c.held(r.Role) {
			got := Verdict{Right: r, Grant: g, Missing: r.missing(c, g, o)}
			if got.Missing == "" {
				got.Allowed, got.By = true, r.Role.By(c.Account)
				return got
			}
			if slices.Index(needs, got.Missing) < slices.Index(needs, best.Missing) {
				best = got
			}
		}
	}
	if c.Account == 0 {
		best.Missing = NeedEnter
	}
	return best
}

// held are the grants of a role that somebody has; everybody is a visitor.
func (c Caller) held(r AccountRole) []Grant {
	if r == Visitor {
		return []Grant{{Account: c.Account, Role: Visitor}}
	}
	var out []Grant
	for _, g := range c.Grants {
		if g.Role == r {
			out = append(out, g)
		}
	}
	return out
}

func (r Right) missing(c Caller, g Grant, o Object) Need {
	switch {
	case r.self() && c.Account == 0:
		return NeedEnter
	case !r.reaches(c, g, o):
		return NeedReach
	case r.Factor && !c.Factored:
		return NeedFactor
	case r.Fresh && !c.Fresh:
		return NeedFresh
	}
	return ""
}

// self says that a right is about one's own account.
func (r Right) self() bool { return r.Role == Visitor && r.Reach == ReachOwn }

func (r Right) reaches(c Caller, g Grant, o Object) bool {
	switch {
	case r.Reach == ReachAll || o.Any:
		return true
	case r.self():
		return o.Account == c.Account
	case r.Reach == ReachOwn:
		return slices.Contains(o.Orgs, g.Org)
	}
	return slices.Contains(o.Networks, g.Org) || slices.Contains(o.Orgs, g.Org)
}

// Can gives the author who signs what somebody does. Error: forbidden, with what is missing; unauthenticated when
// signing in might help.
func Can(c Caller, v Verb, o Object) (Author, error) {
	got := Judge(c, v, o)
	if got.Allowed {
		return got.By, nil
	}
	code := Forbidden
	if got.Missing == NeedEnter {
		code = Unauthenticated
	}
	return "", Refuse(code, "right.need_"+string(got.Missing))
}

// Speaks are the organisations for which somebody may do something with an object, as a member of each.
func Speaks(c Caller, v Verb, o Object) []OrgID {
	var out []OrgID
	for _, g := range c.held(Member) {
		one := c
		one.Grants = []Grant{g}
		if Judge(one, v, o).Allowed {
			out = append(out, g.Org)
		}
	}
	return out
}

// As is in which role somebody speaks of an object, where everybody may: the strongest that reaches it, else as a visitor.
func (c Caller) As(o Object) Author {
	for _, r := range []AccountRole{Administrator, Steward, NetworkSteward, Member} {
		for _, g := range c.held(r) {
			if g.Org == 0 || slices.Contains(o.Orgs, g.Org) || r == NetworkSteward && slices.Contains(o.Networks, g.Org) {
				return r.By(c.Account)
			}
		}
	}
	return Visitor.By(c.Account)
}

// NeedOf is what an error of Can says is missing, "" for any other error.
func NeedOf(err error) Need {
	if e := (*Error)(nil); errors.As(err, &e) {
		if need, ok := strings.CutPrefix(e.Key, "right.need_"); ok {
			return Need(need)
		}
	}
	return ""
}
