package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Place is where passkeys are good: a host, and the address of its pages. A browser gives a key to no other place, which is
// why it cannot be talked out of anybody.
type Place struct{ Host, Origin string }

// Ceremony is what is asked of a browser (JSON of the standard), and what this side remembers of it until the answer.
type Ceremony struct{ Options, Held string }

// keyTime is how long the owner of a key may take to touch it.
const keyTime = 5 * time.Minute

// keys is the library of passkeys for a place: keys that the device keeps and gives after it has recognised its owner
// (user verification), several per account, of any maker.
func keys(at Place) (*webauthn.WebAuthn, error) {
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: keyTime, TimeoutUVD: keyTime}
	w, err := webauthn.New(&webauthn.Config{
		RPID: at.Host, RPDisplayName: "Kafo", RPOrigins: []string{at.Origin},
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired},
		Timeouts:               webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return w, nil
}

// holder is somebody as that library sees her.
type holder struct {
	catalogue.Person
	keys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return strconv.AppendInt(nil, int64(h.ID), 10) }
func (h holder) WebAuthnName() string                       { return h.Email }
func (h holder) WebAuthnDisplayName() string                { return h.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holder reads the keys of somebody.
func (a *Auth) holder(ctx context.Context, p catalogue.Person) (holder, error) {
	h := holder{Person: p}
	f, err := a.Reader.Factors(ctx, p.ID)
	if err != nil {
		return h, err
	}
	for _, k := range f.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Contents), &c); err != nil {
			return h, fmt.Errorf("passkey %d: %w", k.ID, err)
		}
		h.keys = append(h.keys, c)
	}
	return h, nil
}

// OfferKey asks a browser to make a key for somebody.
func (a *Auth) OfferKey(ctx context.Context, p catalogue.Person, at Place) (Ceremony, error) {
	w, err := keys(at)
	if err != nil {
		return Ceremony{}, err
	}
	h, err := a.holder(ctx, p)
	if err != nil {
		return Ceremony{}, err
	}
	asked, held, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	return ceremony(asked, held, err)
}

func ceremony(asked, held any, err error) (Ceremony, error) {
	if err != nil {
		return Ceremony{}, fmt.Errorf("passkey: %w", err)
	}
	options, err := json.Marshal(asked)
	if err != nil {
		return Ceremony{}, fmt.Errorf("passkey: %w", err)
	}
	raw, err := json.Marshal(held)
	return Ceremony{string(options), string(raw)}, err
}

// AddKey keeps the key that a browser made, under a name, and ends every visit, as codes do. Errors: forbidden, invalid.
func (a *Auth) AddKey(ctx context.Context, c coop.Caller, p catalogue.Person, at Place, held, answer, name string) error {
	name, err := personName(name)
	if err != nil || len(name) > 60 {
		return coop.Refuse(coop.Invalid, "passkey.name_wrong")
	}
	w, err := keys(at)
	if err != nil {
		return err
	}
	h, err := a.holder(ctx, p)
	if err != nil {
		return err
	}
	var session webauthn.SessionData
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil || json.Unmarshal([]byte(held), &session) != nil {
		return coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	made, err := w.CreateCredential(h, session, parsed)
	if err != nil {
		return coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	contents, err := json.Marshal(made)
	if err != nil {
		return fmt.Errorf("passkey: %w", err)
	}
	return a.secure(ctx, c, p, "passkey_added", func(tx *store.Tx) error {
		if err := tx.AddPasskey(p.ID, name, base64.RawURLEncoding.EncodeToString(made.ID), string(contents)); err != nil {
			return err
		}
		_, err := tx.DropSessionsOf(p.ID)
		return err
	})
}

// DropKey gives a key up. Errors: forbidden, notfound.
func (a *Auth) DropKey(ctx context.Context, c coop.Caller, p catalogue.Person, id coop.PasskeyID) error {
	return a.secure(ctx, c, p, "passkey_dropped", func(tx *store.Tx) error {
		if err := tx.DropPasskey(p.ID, id); err != nil {
			return err
		}
		return tx.Unfactored(p.ID)
	})
}

// AskKey asks a browser for a key: any that it has for this place, whoever's, so that nothing is said of who has one.
func (a *Auth) AskKey(at Place) (Ceremony, error) {
	w, err := keys(at)
	if err != nil {
		return Ceremony{}, err
	}
	asked, held, err := w.BeginDiscoverableLogin()
	return ceremony(asked, held, err)
}

// EnterByKey says whose key a browser has given. Errors: invalid for a key that is nobody's, of another place, or that was
// copied.
func (a *Auth) EnterByKey(ctx context.Context, at Place, held, answer string) (coop.AccountID, error) {
	id, err := a.enterByKey(ctx, at, held, answer)
	return id, a.refused(ctx, 0, "passkey", err)
}

func (a *Auth) enterByKey(ctx context.Context, at Place, held, answer string) (coop.AccountID, error) {
	w, err := keys(at)
	if err != nil {
		return 0, err
	}
	var session webauthn.SessionData
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil || json.Unmarshal([]byte(held), &session) != nil {
		return 0, coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	var h holder
	_, used, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		h, err = a.holderOf(ctx, handle)
		return h, err
	}, session, parsed)
	if err != nil || used.Authenticator.CloneWarning {
		return 0, coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	contents, err := json.Marshal(used)
	if err != nil {
		return 0, fmt.Errorf("passkey: %w", err)
	}
	return h.ID, a.Store.Update(ctx, coop.Visitor.By(h.ID), "passkey", func(tx *store.Tx) error {
		if err := tx.UsedPasskey(base64.RawURLEncoding.EncodeToString(used.ID), string(contents)); err != nil {
			return err
		}
		return tx.Entered(h.ID)
	})
}

// holderOf is whom the handle of a key names, with her keys. Error: notfound.
func (a *Auth) holderOf(ctx context.Context, handle []byte) (holder, error) {
	id, err := strconv.ParseInt(string(handle), 10, 64)
	if err != nil {
		return holder{}, coop.Refuse(coop.NotFound, "account.notfound")
	}
	p, caller, err := a.Caller(ctx, coop.AccountID(id))
	if err != nil {
		return holder{}, err
	}
	if caller.Account == 0 {
		return holder{}, coop.Refuse(coop.NotFound, "account.notfound")
	}
	return a.holder(ctx, p)
}
