package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// ownerField is the hidden field of a form that names the account which opened it, so that what was typed is hers when
// her visit has ended meanwhile.
const ownerField = "compte-ouvert"

// endedError says that the visit in which a form was opened is over: what was typed waits for its author.
type endedError struct{ back string }

func (e *endedError) Error() string { return "the visit ended" }

// stale answers a form whose seal is not of this browser and account. What was typed is kept for the account that opened
// the form in this browser, which the seal proves; without that nothing is, or another site could have a form filled in
// beforehand. Errors: that the visit ended; forbidden.
func (v *visit) stale() error {
	id, _ := strconv.ParseInt(v.typed.Get(ownerField), 10, 64)
	owner := coop.AccountID(id)
	if id <= 0 || !v.sealedFor(owner) {
		return coop.Refuse(coop.Forbidden, "form.stale")
	}
	if err := v.keep(owner); err != nil {
		return err
	}
	if v.caller.Account == 0 && v.keeps {
		return &endedError{v.back()}
	}
	return coop.Refuse(coop.Forbidden, "form.stale")
}

// draftBytes bounds what is kept of a form.
const draftBytes = 64 << 10

// unkept are the fields that are never kept: by what somebody proves who she is, and what is of the form itself.
var unkept = []string{sealField, ownerField, numberField, versionField, choiceField, "mot-de-passe", "code", "cle"}

// keep keeps what was typed into a form that is not taken, for a day: of accounts alone, or anybody could fill the disk.
func (v *visit) keep(owner coop.AccountID) error {
	typed := url.Values{}
	for name, values := range v.typed {
		typed[name] = values
	}
	for _, name := range unkept {
		typed.Del(name)
	}
	if !v.keeps || owner == 0 || len(typed) == 0 || len(typed.Encode()) > draftBytes {
		return nil
	}
	return v.s.Auth.KeepDraft(v.r.Context(), v.browser, owner, v.path, typed)
}

// restore gives the form of a page what its author had typed into it when it was not taken.
func (v *visit) restore() (err error) {
	if !v.keeps {
		return nil
	}
	if v.typed, err = v.s.Auth.Draft(v.r.Context(), v.browser, v.caller.Account, v.path); err == nil {
		v.restored = v.typed != nil
	}
	return err
}

// taken forgets what was kept: the form was taken.
func (v *visit) taken() error {
	if !v.keeps {
		return nil
	}
	return v.s.Auth.DropDraft(v.r.Context(), v.browser, v.caller.Account, v.path)
}

// back is the address of the page on which the form stood: the one that the browser names, if it is of this form.
func (v *visit) back() string {
	here := v.lang.Prefix() + v.path
	from, err := url.Parse(v.r.Referer())
	if err != nil || from.Path != here || from.RawQuery == "" {
		return here
	}
	return here + "?" + from.RawQuery
}

// ended sends whoever's visit has ended to sign in again, and then back to the form; it says whether err was that.
func (s *server) ended(w http.ResponseWriter, v *visit, err error) bool {
	e := (*endedError)(nil)
	if !errors.As(err, &e) {
		return false
	}
	w.Header().Set("Location", v.lang.Prefix()+"/connexion?suite="+url.QueryEscape(e.back))
	w.WriteHeader(http.StatusSeeOther)
	return true
}

// resume is the way back to a form that was not taken, with what is needed to have it taken; none where nothing is kept.
func (v *visit) resume(err error) Crumb {
	if !v.keeps || v.r.Method != http.MethodPost || v.caller.Account == 0 {
		return Crumb{}
	}
	c := Crumb{Name: v.lang.T("draft.resume")}
	switch {
	case coop.NeedOf(err) == coop.NeedFresh:
		c = Crumb{Name: v.lang.T("draft.prove"), Path: "/connexion/preuve?suite=" + url.QueryEscape(v.back())}
	case keyOf(err) == "form.stale":
		c.Path = strings.TrimPrefix(v.back(), v.lang.Prefix())
	}
	return c
}
