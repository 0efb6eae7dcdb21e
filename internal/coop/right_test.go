package coop

import "testing"

// TestRightsReachWhatTheySay goes through who may do what on whose objects, with and without a second factor.
func TestRightsReachWhatTheySay(t *testing.T) {
	as := func(role AccountRole, org OrgID) Caller {
		return Caller{Account: 7, Grants: []Grant{{Account: 7, Role: role, Org: org}}, Factored: true, Fresh: true}
	}
	weak := func(c Caller) Caller { c.Factored = false; return c }
	stale := func(c Caller) Caller { c.Fresh = false; return c }
	mine, theirs := Object{Orgs: []OrgID{3, 9}, Networks: []OrgID{20}}, Object{Orgs: []OrgID{4}, Networks: []OrgID{21}}
	for _, c := range []struct {
		who    Caller
		verb   Verb
		object Object
		want   Need
	}{
		{Caller{}, VerbRead, Object{}, ""},
		{Caller{}, VerbReport, theirs, ""},
		{Caller{}, VerbKeep, Object{}, NeedEnter},
		{Caller{}, VerbSuggest, mine, NeedEnter},
		{Caller{Account: 7}, VerbKeep, Object{Account: 7}, ""},
		{Caller{Account: 7}, VerbKeep, Object{Account: 8}, NeedReach},
		{Caller{Account: 7}, VerbSuggest, mine, NeedRole},
		{as(Member, 3), VerbSuggest, mine, ""},
		{as(Member, 9), VerbConfirm, mine, ""}, // the foreign partner has equal rights
		{as(Member, 3), VerbSuggest, theirs, NeedReach},
		{as(Member, 3), VerbModerate, mine, NeedRole},
		{as(NetworkSteward, 20), VerbModerate, mine, ""},
		{as(NetworkSteward, 20), VerbModerate, theirs, NeedReach},
		{weak(as(NetworkSteward, 20)), VerbModerate, mine, NeedFactor},
		{weak(as(NetworkSteward, 20)), VerbModerate, theirs, NeedReach},
		{as(NetworkSteward, 20), VerbDecide, mine, NeedRole},
		{as(Steward, 0), VerbDecide, theirs, ""},
		{weak(as(Steward, 0)), VerbDecide, theirs, NeedFactor},
		{as(Steward, 0), VerbAdminister, Object{}, NeedRole},
		{as(Administrator, 0), VerbAdminister, Object{}, ""},
		{as(Administrator, 0), VerbDecide, mine, NeedRole}, // who keeps the machine does not decide what is true
		{weak(as(Administrator, 0)), VerbAdminister, Object{Any: true}, NeedFactor},
		{as(Member, 3), VerbSuggest, Object{Any: true}, ""},
		{Caller{}, VerbSecure, Object{}, NeedEnter},
		{Caller{Account: 7}, VerbSecure, Object{Account: 7}, NeedFresh},
		{Caller{Account: 7, Fresh: true}, VerbSecure, Object{Account: 7}, ""},
		{Caller{Account: 7, Fresh: true}, VerbSecure, Object{Account: 8}, NeedReach},
		{stale(as(Administrator, 0)), VerbAppoint, Object{}, NeedFresh},
		{stale(as(Administrator, 0)), VerbAdminister, Object{}, ""},
		{weak(stale(as(Administrator, 0))), VerbAppoint, Object{}, NeedFactor},
	} {
		got := Judge(c.who, c.verb, c.object)
		if got.Missing != c.want || got.Allowed != (c.want == "") {
			t.Errorf("%v %s %v: missing %q, want %q", c.who.Grants, c.verb, c.object, got.Missing, c.want)
		}
	}
}

func TestWhatIsSignedSaysTheRoleAndNoName(t *testing.T) {
	author, err := Can(Caller{Account: 12, Grants: []Grant{{Role: Steward}}, Factored: true}, VerbDecide, Object{})
	if err != nil || author != "steward:12" {
		t.Fatalf("%q, %v", author, err)
	}
	if role, id, ok := author.Account(); role != Steward || id != 12 || !ok {
		t.Errorf("read back: %s %d %v", role, id, ok)
	}
	for _, a := range []Author{Operator, Importing("x:12"), "steward:", "roi:12"} {
		if _, _, ok := a.Account(); ok {
			t.Errorf("%s is taken for an account", a)
		}
	}
}

func TestAddresses(t *testing.T) {
	for typed, want := range map[string]string{
		" A@Example.org ": "a@example.org", "<a@example.org>": "a@example.org", "mairie.de-x@ville.example.fr.": "mairie.de-x@ville.example.fr",
		"a": "", "a@b": "", "@example.org": "", "a@example.org\r\nBcc: z@example.org": "", "a b@example.org": "", "a@@example.org": "", "a@.org": "", "a@x..org": "", "a@x.org,b@x.org": "",
	} {
		if got, err := Address(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}
