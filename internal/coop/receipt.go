package coop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"
)

// ReceiptSecret is the name of the secret of a register that its receipts are made of.
const ReceiptSecret = "receipt"

var receiptLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Receipt is the code under which a contribution is followed without an account: its number, and 160 bits made of a secret of
// the register, so that every letter can say it and no row keeps it.
func (c ContributionID) Receipt(secret string) string {
	number := strconv.FormatInt(int64(c), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("contribution " + number))
	return number + "-" + receiptLetters.EncodeToString(mac.Sum(nil)[:20])
}

// ReceiptOf is the contribution whose receipt a code is; false for no code of this secret.
func ReceiptOf(code, secret string) (ContributionID, bool) {
	number, _, _ := strings.Cut(code, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || secret == "" {
		return 0, false
	}
	id := ContributionID(n)
	return id, hmac.Equal([]byte(code), []byte(id.Receipt(secret)))
}

// ReceiptHash is what is kept of a code, under which those that were given before codes were made of a secret are found.
func ReceiptHash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
