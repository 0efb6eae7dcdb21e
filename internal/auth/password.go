package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What a hash costs (S 57): two passes over 19 MiB in one thread, some 50 ms; two at a time, so that forty sign-ins at
// once take no more memory than two.
const (
	passes  = 2
	memory  = 19 << 10 // KiB
	threads = 1
	keySize = 32
)

var ovens = make(chan struct{}, 2)

// bake hashes a password with a salt. Error: that of a context that ended while it waited.
func bake(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case ovens <- struct{}{}:
		defer func() { <-ovens }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, keySize), nil
}

// hashPassword is a password in the form in which it is kept, that of the PHC, with a salt of its own.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	key, err := bake(ctx, password, salt)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, enc.EncodeToString(salt), enc.EncodeToString(key)), err
}

// matches says whether a password is that of a hash. No hash takes as long as a wrong one.
func matches(ctx context.Context, password, hash string) (bool, error) {
	parts := strings.Split(hash, "$") // "", argon2id, v, cost, salt, key
	if len(parts) != 6 {
		parts = make([]string, 6)
	}
	salt, _ := base64.RawStdEncoding.DecodeString(parts[4])
	want, _ := base64.RawStdEncoding.DecodeString(parts[5])
	got, err := bake(ctx, password, salt)
	return err == nil && len(want) == keySize && subtle.ConstantTimeCompare(got, want) == 1, err
}
