package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/auth"
	"kafo/internal/coop"
)

// The hidden fields of a form that say which one it is, and on what version it was opened; and the answer of who sees
// both versions of one.
const (
	numberField  = "envoi"
	versionField = "version"
	choiceField  = "version-gardee"
)

// openedKinds are the things on which the forms of an address are opened, where its path names them by a number.
var openedKinds = map[string]coop.OpenedKind{
	"/revue/contributions/{id}":    coop.OpenedContribution,
	"/trancher/constats/{id}":      coop.OpenedFinding,
	"/trancher/revue/{id}":         coop.OpenedProposal,
	"/trancher/questions/{id}":     coop.OpenedQuestion,
	"/administration/comptes/{id}": coop.OpenedAccount,
}

// pattern is the address that was asked for as it is registered, without its method.
func (v *visit) pattern() string {
	_, pattern, _ := strings.Cut(v.r.Pattern, " ")
	return pattern
}

// opens says on what the form of a page is opened; nothing for a form that changes nothing that there is.
func (v *visit) opens() coop.Opened {
	pattern := v.pattern()
	if kind, ok := openedKinds[pattern]; ok {
		id, _, _ := splitRef(v.r.PathValue("id"))
		return coop.Opened{Kind: kind, ID: id}
	}
	switch pattern {
	case "/compte":
		return coop.Opened{Kind: coop.OpenedAccount, ID: int64(v.caller.Account)}
	case "/contribuer":
		if number, ok := strings.CutPrefix(v.given("sur"), "organisation:"); ok {
			id, _, _ := splitRef(number)
			return coop.Opened{Kind: coop.OpenedProfile, ID: id, Account: v.caller.Account}
		}
		return coop.Opened{Kind: coop.OpenedDraft, ID: v.partnershipOn(), Account: v.caller.Account}
	case "/confirmer":
		return coop.Opened{Kind: coop.OpenedStance, ID: v.partnershipOn()}
	case "/mes-donnees":
		if id, err := strconv.ParseInt(v.given("contact"), 10, 64); err == nil && v.owner() != "" {
			return coop.Opened{Kind: coop.OpenedContact, ID: id}
		}
	}
	return coop.Opened{}
}

// given is a value of the form, or of the address where nothing was typed.
func (v *visit) given(name string) string {
	if v.r.Method == http.MethodPost {
		return v.said(name)
	}
	return v.r.URL.Query().Get(name)
}

// partnershipOn is the number of the partnership that a form names, 0 for none.
func (v *visit) partnershipOn() int64 {
	id, _, _ := splitRef(strings.TrimPrefix(v.given("sur"), "partenariat:"))
	return id
}

// open reads the version of what the form of a page is opened on, before the page is: what changes meanwhile is noticed.
func (v *visit) open() (err error) {
	if v.on = v.opens(); v.on.Kind == "" || v.on.ID == 0 {
		return nil
	}
	v.opened, err = v.s.People.VersionOf(v.r.Context(), v.on)
	return err
}

// take has a handler take a form: once, and only if what it was opened on has not changed since. What arrives again is
// answered as before; what comes too late is shown both versions.
func (s *server) take(v *visit, h handler) error {
	if v.r.Method != http.MethodPost || !v.keeps {
		return h(v)
	}
	sending := v.sending()
	if sending.Key != "" {
		if answer, taken, err := s.Auth.Taken(v.r.Context(), sending.Key); err != nil || taken {
			return v.again(sending.Key, answer, err)
		}
	}
	if v.said(choiceField) == "autre" {
		return v.done(v.herePath())
	}
	v.typed.Del(choiceField)
	if sending.Version != "" && sending.Version != v.opened {
		return s.versions(v)
	}
	ctx := v.r.Context()
	v.r = v.r.WithContext(coop.WithSending(ctx, sending))
	err := h(v)
	if sending.Stale && len(sending.Several) > 0 { // changed within the blink between reading and writing: now it is seen
		sending.Stale, sending.Several = false, nil
		v.status, v.body, v.header = http.StatusOK, nil, http.Header{}
		err = h(v)
	}
	v.r = v.r.WithContext(ctx)
	switch {
	case sending.Repeated:
		return v.again(sending.Key, "", nil)
	case sending.Stale && sending.Version != "":
		return s.versions(v)
	case sending.Claimed && sending.Key != "":
		return v.settled(sending.Key, err)
	}
	return err
}

// sending is the form that was sent.
func (v *visit) sending() *coop.Sending {
	s := &coop.Sending{On: v.on}
	if v.opened != "" {
		s.Version = v.said(versionField)
	}
	if number := v.said(numberField); number != "" && len(number) < 64 {
		typed := url.Values{}
		for name, values := range v.typed {
			if !slices.Contains(unkept, name) || name == versionField {
				typed[name] = values
			}
		}
		s.Key = auth.SendingKey(v.browser, v.caller.Account, number, v.path, typed.Encode())
	}
	return s
}

// settled remembers how a form was answered that was taken, and forgets one that was not, so that it may be sent again.
func (v *visit) settled(key string, err error) error {
	ctx, by := v.r.Context(), v.caller.Account
	if err != nil || v.status >= http.StatusBadRequest {
		if trouble := v.s.Auth.NotTaken(ctx, by, key); err == nil {
			err = trouble
		}
		return err
	}
	answer := v.header.Get("Location")
	if answer == "" {
		answer = v.lang.Prefix() + v.herePath()
	}
	return v.s.Auth.Answered(ctx, by, key, answer)
}

// patience is for how long a form that arrives again waits for the answer of the first.
const patience = 2 * time.Second

// again answers a form that was taken before as it was answered then.
func (v *visit) again(key, answer string, err error) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), patience)
	defer cancel()
	for err == nil && answer == "" && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(patience / 40):
		}
		answer, _, err = v.s.Auth.Taken(v.r.Context(), key)
	}
	if err != nil {
		return err
	}
	if answer == "" { // the first was cut off before it could answer, after all that it asked for was done
		answer = v.lang.Prefix() + v.herePath()
	}
	v.body, v.status = nil, http.StatusSeeOther
	v.header.Del("Content-Type")
	v.header.Set("Location", answer)
	return nil
}

// herePath is the page of the form without language: an address that is asked for what it is about keeps that.
func (v *visit) herePath() string {
	if on := v.said("sur"); on != "" {
		return v.path + "?sur=" + url.QueryEscape(on)
	}
	if v.on.Kind == coop.OpenedContact {
		return v.path + "?contact=" + strconv.FormatInt(v.on.ID, 10)
	}
	return v.path
}
