package campaign

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// A link may be passed on inside a town hall, and is: what it opens stands then in other hands than those that it was sent
// to. The browser that begins is trusted; any other shows nothing of the answers before a code is typed that was sent to the
// address on file (requirements §6.1).

// Limits of codes.
const (
	codeTime  = 15 * time.Minute
	codeHour  = time.Hour
	typedTime = 12 * time.Hour // for how long who types for somebody sees her reply
	codesSent = 5              // of one invitation in an hour
	codeTries = 10             // of one invitation in an hour
	linksSent = 3              // to one address in an hour
)

// hashed is a text of an invitation as the register keeps it: what one browser holds says nothing of another invitation.
func hashed(i coop.InvitationID, text string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", i, text))
	return hex.EncodeToString(sum[:])
}

// Trusted says whether a browser may see and change the answers of an invitation, and how many may.
func (c *Campaigns) Trusted(ctx context.Context, i coop.InvitationID, browser string) (yes bool, devices int, err error) {
	return c.Reader.Device(ctx, i, hashed(i, browser), c.Now().UnixMilli())
}

// count refuses what is tried too often (toomany).
func (c *Campaigns) count(ctx context.Context, key string, most int) error {
	within, err := c.Store.Within(ctx, codeHour, store.Quota{Key: key, Most: most})
	if err == nil && !within {
		err = coop.Refuse(coop.TooMany, "enter.too_many")
	}
	return err
}

// AskCode sends six digits to the address on file, by which this browser proves that it is of the same house. Errors:
// conflict where there is no address; toomany.
func (c *Campaigns) AskCode(ctx context.Context, i coop.Invitation, browser string) error {
	if i.Email == "" {
		return coop.Refuse(coop.Conflict, "reply.device.no_address")
	}
	if err := c.count(ctx, "code of invitation "+i.Number(), codesSent); err != nil {
		return err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return fmt.Errorf("code: %w", err)
	}
	code := fmt.Sprintf("%06d", n)
	until := c.Now().Add(codeTime).UnixMilli()
	return c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": code", func(tx *store.Tx) error {
		if err := tx.SaveDevice(i.ID, hashed(i.ID, browser), hashed(i.ID, code), until, false); err != nil {
			return err
		}
		_, err := tx.Enqueue(coop.Message{To: i.Email, Lang: i.Lang, Key: "reply.code", Args: []string{code}, Until: until})
		return err
	})
}

// Admit trusts a browser that has the code. Errors: invalid, toomany.
func (c *Campaigns) Admit(ctx context.Context, i coop.Invitation, browser, code string) error {
	if err := c.count(ctx, "tries of invitation "+i.Number(), codeTries); err != nil {
		return err
	}
	code = strings.Join(strings.Fields(code), "")
	return c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": device", func(tx *store.Tx) error {
		want, until, err := tx.DeviceCode(i.ID, hashed(i.ID, browser))
		if err != nil {
			return err
		}
		if want == "" || until < c.Now().UnixMilli() || !hmac.Equal([]byte(want), []byte(hashed(i.ID, code))) {
			return coop.Refuse(coop.Invalid, "reply.device.wrong")
		}
		if err := tx.Step(i.Reply, "device", ""); err != nil {
			return err
		}
		return tx.SaveDevice(i.ID, hashed(i.ID, browser), "", 0, true)
	})
}

// trust lets the first browser of an invitation in. Error: conflict where another was faster: it proves itself then.
func (c *Campaigns) trust(tx *store.Tx, i coop.Invitation, browser string) error {
	if browser == "" { // somebody types for her
		return nil
	}
	if i.OpenedAt == 0 {
		i.OpenedAt = c.Now().UnixMilli()
	}
	if i.State == coop.InvitationRefused || i.State == coop.InvitationWrong { // she has thought about it again
		i.State = coop.InvitationSent
	}
	if err := tx.SaveInvitation(i); err != nil {
		return err
	}
	mine, others, err := tx.Devices(i.ID, hashed(i.ID, browser))
	if err != nil || mine {
		return err
	}
	if others > 0 {
		return coop.Refuse(coop.Conflict, "reply.device.second")
	}
	return tx.SaveDevice(i.ID, hashed(i.ID, browser), "", 0, true)
}

// Resend sends the link again to the address on file (U6). Errors: conflict where there is none; toomany.
func (c *Campaigns) Resend(ctx context.Context, i coop.Invitation) error {
	if i.Email == "" {
		return coop.Refuse(coop.Conflict, "reply.device.no_address")
	}
	if err := c.count(ctx, "link to "+i.Email, linksSent); err != nil {
		return err
	}
	return c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": link", func(tx *store.Tx) error { return c.again(tx, i) })
}

// ResendTo sends the links of an address that hold now; nobody learns whether there are any. Errors: invalid for what is no
// address; toomany.
func (c *Campaigns) ResendTo(ctx context.Context, email string) error {
	email, err := coop.Address(email)
	if err != nil {
		return err
	}
	list, err := c.Reader.InvitationsTo(ctx, email)
	if err != nil {
		return err
	}
	if err := c.count(ctx, "link to "+email, linksSent); err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(i coop.Invitation) bool { return c.holds(ctx, i) != nil })
	return c.Store.Update(ctx, byLink.By(0), "links again", func(tx *store.Tx) error {
		for _, i := range list {
			if err := c.again(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// again writes the letter with the link.
func (c *Campaigns) again(tx *store.Tx, i coop.Invitation) error {
	_, err := tx.Enqueue(coop.Message{To: i.Email, Lang: i.Lang, Key: "reply.link", Args: []string{i.Asked}, Link: "/repondre/" + c.Code(i)})
	return err
}

// linkDays is for how long after the close of a campaign its links show what was answered.
const linkDays = 30

// holds says whether a link holds: it was not revoked, its campaign has been opened and closed no longer than a month ago.
// Error: notfound.
func (c *Campaigns) holds(ctx context.Context, i coop.Invitation) error {
	if i.State == coop.InvitationRevoked {
		return coop.Refuse(coop.NotFound, "reply.no_link")
	}
	one, err := c.Reader.Campaign(ctx, i.Campaign)
	if err != nil {
		return err
	}
	end, err := time.ParseInLocation(time.DateOnly, string(one.Closes), coop.Paris)
	if err == nil && c.Now().After(end.AddDate(0, 0, linkDays+1)) {
		return coop.Refuse(coop.NotFound, "reply.over")
	}
	if one.State == coop.CampaignDraft {
		return coop.Refuse(coop.NotFound, "reply.not_yet")
	}
	return nil
}

// Decline is what somebody says who does not answer: that it is for a colleague, with an address where she knows it, whom who holds the
// campaign may ask then (Pass), or that her house does not wish to. Errors: invalid, conflict where a reply was sent.
func (c *Campaigns) Decline(ctx context.Context, i coop.Invitation, colleague, email string, wrong bool) error {
	if email != "" {
		address, err := coop.Address(email)
		if err != nil {
			return err
		}
		colleague = strings.TrimPrefix(colleague+", "+address, ", ")
	}
	if len([]rune(colleague)) > 300 {
		return coop.Refuse(coop.Invalid, "reply.long", 300)
	}
	return c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": decline", func(tx *store.Tx) error {
		now, err := tx.FindInvitation(i.ID)
		if err != nil {
			return err
		}
		if now.Reply != 0 {
			r, err := tx.FindReply(now.Reply)
			if err != nil {
				return err
			}
			if r.SentAt != 0 {
				return coop.Refuse(coop.Conflict, "reply.decline.sent")
			}
		}
		now.State, now.Colleague = coop.InvitationRefused, ""
		if wrong {
			now.State, now.Colleague = coop.InvitationWrong, colleague
		}
		if err := tx.SaveInvitation(now); err != nil || !wrong {
			return err
		}
		kind := coop.TaskWrong
		if colleague != "" {
			kind = coop.TaskColleague
		}
		return tx.OpenTask(coop.Task{Kind: kind, Invitation: now.ID})
	})
}

// Pass asks the colleague whom somebody named who is not the right person: at her address, by a link of her own, which opens what was
// answered so far; that of who named her leads nowhere from now on. Errors: notfound; conflict where nobody named an address, or
// who has it wants no letters.
func (c *Campaigns) Pass(ctx context.Context, author coop.Author, id coop.InvitationID) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("invitation %d: pass on", id), func(tx *store.Tx) error {
		i, err := tx.FindInvitation(id)
		if err != nil {
			return err
		}
		email := coop.AddressIn(i.Colleague)
		if i.State != coop.InvitationWrong || email == "" {
			return coop.Refuse(coop.Conflict, "reply.pass.nobody")
		}
		for _, from := range []coop.CampaignID{0, i.Campaign} {
			stopped, err := tx.Suppressed(email, coop.NoLetters(from))
			if err == nil && stopped {
				err = coop.Refuse(coop.Conflict, "reply.pass.stopped")
			}
			if err != nil {
				return err
			}
		}
		i.Name, _, _ = strings.Cut(i.Colleague, ",")
		if i.Name = strings.TrimSpace(i.Name); strings.Contains(i.Name, "@") {
			i.Name = ""
		}
		i.Email, i.Phone, i.Colleague, i.State, i.Turn = email, "", "", coop.InvitationSent, i.Turn+1
		if err := tx.SaveInvitation(i); err != nil {
			return err
		}
		if err := tx.ReplyTo(i.Reply, email); err != nil {
			return err
		}
		_, err = tx.Enqueue(coop.Message{To: email, Lang: i.Lang, Key: "reply.pass", Args: []string{i.Asked}, Link: "/repondre/" + c.Code(i)})
		return err
	})
}

// CopyReceipt sends the receipt of a reply to the address on file. Errors: conflict where there is no address, or nothing was sent;
// toomany.
func (c *Campaigns) CopyReceipt(ctx context.Context, i catalogue.Invited) error {
	switch {
	case i.Email == "":
		return coop.Refuse(coop.Conflict, "reply.device.no_address")
	case i.SentAt == 0:
		return coop.Refuse(coop.Conflict, "reply.disown.none")
	}
	one, err := c.Reader.Campaign(ctx, i.Campaign)
	if err != nil {
		return err
	}
	if err := c.count(ctx, "link to "+i.Email, linksSent); err != nil {
		return err
	}
	at := time.UnixMilli(i.SentAt).In(coop.Paris).Format("02/01/2006 15:04")
	return c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": receipt", func(tx *store.Tx) error {
		_, err := tx.Enqueue(coop.Message{
			To: i.Email, Lang: i.Lang, Key: "reply.copy", Args: []string{strconv.FormatInt(int64(i.Reply), 10), at, one.Host, one.Contact, i.Asked}, Link: "/repondre/" + c.Code(i.Invitation) + "/recu",
		})
		return err
	})
}

// Disown is what somebody says in whose name a reply was sent by others: it goes back, and who looks after it is told.
// Error: conflict where none was sent.
func (c *Campaigns) Disown(ctx context.Context, i catalogue.Invited) error {
	if i.SentAt == 0 {
		return coop.Refuse(coop.Conflict, "reply.disown.none")
	}
	return c.Registry.Disowned(ctx, byLink.By(0), i.Reply)
}
