package auth

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Seal keeps what has to be read again, and by nobody who has the database or a backup alone: its key stands in a file of its
// own. A nil seal is one whose key is missing: it neither seals nor opens.
type Seal struct{ aead cipher.AEAD }

// SealKey is how many bytes the key of a seal has.
const SealKey = 32

// sealed begins what is sealed; no seed has a point.
const sealed = "v1."

// NewSeal makes a seal of a key: AES-256 in GCM, under a key of its own derived by HKDF (RFC 5869). Error: a key of another length.
func NewSeal(key []byte) (*Seal, error) {
	if len(key) != SealKey {
		return nil, fmt.Errorf("seal: a key of %d bytes", len(key))
	}
	own, err := hkdf.Key(sha256.New, key, nil, "kafo: seeds of codes", SealKey)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Seal{aead}, err
}

var errKeyMissing = coop.Refuse(coop.Conflict, "factor.key_missing")

// close seals a text for an account, whose number it is bound to: moved to another row it does not open.
func (s *Seal) close(id coop.AccountID, text string) (string, error) {
	if s == nil {
		return "", errKeyMissing
	}
	return sealed + base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, []byte(text), bound(id))), nil
}

// open gives what was sealed for an account. Error: conflict where the key is missing, is another, or the text was tampered with.
func (s *Seal) open(id coop.AccountID, text string) (string, error) {
	body, ok := strings.CutPrefix(text, sealed)
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if s == nil || !ok || err != nil {
		return "", errKeyMissing
	}
	if raw, err = s.aead.Open(nil, nil, raw, bound(id)); err != nil {
		return "", errKeyMissing
	}
	return string(raw), nil
}

func bound(id coop.AccountID) []byte { return fmt.Appendf(nil, "account:%d", id) }

// SealSeeds seals the seeds that an earlier release kept in clear, and says how many there were.
func (a *Auth) SealSeeds(ctx context.Context) (n int, err error) {
	seeds, err := a.Reader.CodeSeeds(ctx)
	if err != nil {
		return 0, err
	}
	clear := map[coop.AccountID]string{}
	for id, seed := range seeds {
		if !strings.HasPrefix(seed, sealed) {
			clear[id] = seed
		}
	}
	if len(clear) == 0 {
		return 0, nil
	}
	return len(clear), a.Store.Update(ctx, coop.Operator, "seeds sealed", func(tx *store.Tx) error {
		for id, seed := range clear {
			closed, err := a.Seal.close(id, seed)
			if err != nil {
				return err
			}
			if err := tx.ResealSeed(id, seed, closed); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sealed says how many seeds there are that are sealed, and how many of these the key does not open.
func (a *Auth) Sealed(ctx context.Context) (n, lost int, err error) {
	seeds, err := a.Reader.CodeSeeds(ctx)
	for id, seed := range seeds {
		if !strings.HasPrefix(seed, sealed) {
			continue
		}
		n++
		if _, err := a.Seal.open(id, seed); errors.Is(err, errKeyMissing) {
			lost++
		}
	}
	return n, lost, err
}

// OfferSeed is a seed for an application that gives codes: 160 bits (RFC 4226), and what to remember of it until a code of it
// comes; held is what was remembered before, "" for a new seed. Error: conflict where the key is missing.
func (a *Auth) OfferSeed(id coop.AccountID, held string) (seed, remember string, err error) {
	if held != "" {
		seed, err = a.Seal.open(id, held)
		return seed, held, err
	}
	raw := make([]byte, 20)
	_, _ = rand.Read(raw)
	seed = seeds.EncodeToString(raw)
	remember, err = a.Seal.close(id, seed)
	return seed, remember, err
}
