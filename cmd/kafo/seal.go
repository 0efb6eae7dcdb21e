package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kafo/internal/auth"
	"kafo/internal/coop"
)

// sealFile holds the key by which the seeds of codes are sealed, in hexadecimal: apart from the database, and in no backup.
func (s *Settings) sealFile() string { return filepath.Join(s.Data, "seal.key") }

// seal gives the register the key of its seeds, and seals those that an earlier release kept in clear. Where seeds are sealed and
// the key is not there, no other one is made: the register goes on, codes are refused, and doctor says why.
func (s *Settings) seal(ctx context.Context, h *house) error {
	key, err := s.sealKey()
	if errors.Is(err, os.ErrNotExist) {
		var n int
		if n, _, err = h.auth.Sealed(ctx); err != nil || n > 0 {
			return err
		}
		key, err = s.makeSealKey()
	}
	if err != nil {
		return err
	}
	if h.auth.Seal, err = auth.NewSeal(key); err != nil {
		return err
	}
	n, err := h.auth.SealSeeds(ctx)
	if err != nil || n == 0 {
		return err
	}
	return h.db.Forget(ctx) // the pages where they stood
}

func (s *Settings) sealKey() ([]byte, error) {
	text, err := os.ReadFile(s.sealFile())
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != auth.SealKey {
		return nil, coop.Refuse(coop.Invalid, "cmd.seal_wrong", s.sealFile())
	}
	return key, nil
}

// makeSealKey makes the key, or gives the one that another process has made meanwhile: a file has its name when it is whole.
func (s *Settings) makeSealKey() ([]byte, error) {
	key := make([]byte, auth.SealKey)
	_, _ = rand.Read(key)
	f, err := os.CreateTemp(s.Data, ".seal-*") // readable by this user alone
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := os.Link(f.Name(), s.sealFile()); errors.Is(err, os.ErrExist) {
		return s.sealKey()
	} else if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return key, syncFolder(s.Data)
}

// checkSeal says whether the key of the seeds is there, is the right one, and is nobody else's to read.
func checkSeal(ctx context.Context, s *Settings, h *house) symptom {
	n, lost, err := h.auth.Sealed(ctx)
	if lost > 0 {
		return symptom{Key: "doctor.seal_lost", Args: []any{n, lost}}
	}
	if info, e := os.Stat(s.sealFile()); e == nil && info.Mode().Perm()&0o077 != 0 {
		return symptom{Key: "doctor.seal_open"}
	}
	return symptom{Key: "doctor.seal", OK: err == nil, Args: []any{n}}
}
