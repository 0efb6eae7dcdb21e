package campaign

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// letters are those of a code that one may have to type from a letter: none is taken for another.
var letters = base32.NewEncoding("abcdefghjkmnpqrstvwxyz0123456789").WithPadding(base32.NoPadding)

// Code is what the link of an invitation ends with: 80 bits that nobody guesses, made of the register's secret, so that a
// link can be printed again and is kept nowhere. One that is revoked gives way to that of the next turn.
func (c *Campaigns) Code(i coop.Invitation) string {
	mac := hmac.New(sha256.New, c.secret)
	fmt.Fprintf(mac, "invitation %d %d", i.ID, i.Turn)
	code := letters.EncodeToString(mac.Sum(nil)[:10])
	return i.Number() + "-" + code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// Find is the invitation of a code, however it was typed. Error: notfound for one that does not hold.
func (c *Campaigns) Find(ctx context.Context, code string) (catalogue.Invited, error) {
	number, rest, _ := strings.Cut(strings.ToLower(strings.TrimSpace(code)), "-")
	none := coop.Refuse(coop.NotFound, "reply.no_link")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return catalogue.Invited{}, none
	}
	i, err := c.Reader.Invitation(ctx, coop.InvitationID(id))
	if err != nil {
		return i, err
	}
	_, right, _ := strings.Cut(c.Code(i.Invitation), "-")
	bare := strings.NewReplacer("-", "", " ", "")
	if !hmac.Equal([]byte(bare.Replace(right)), []byte(bare.Replace(rest))) {
		return catalogue.Invited{}, none
	}
	if err := c.holds(ctx, i.Invitation); err != nil {
		return catalogue.Invited{}, err
	}
	return i, nil
}
