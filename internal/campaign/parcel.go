package campaign

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Parcel is what a browser sends of a draft that it keeps without a line (envoi).
type Parcel struct {
	Instance  string // of the draft: made up once by the browser
	Number    int    // of the parcel within the draft; one that is sent again has the same
	Hash      string // of its bytes, SHA-256 in hexadecimal digits
	Rubrics   []Packed
	Declarant string // who hands the reply in with it; "": it is not handed in yet
}

// Packed are the answers of a rubric in a parcel, with what the rubric was when they were written (Seen).
type Packed struct {
	Rubric   coop.Rubric
	Given    map[string]coop.Given
	Seen     string
	Finished bool
}

// Receipt is what a parcel is answered: only what it says was kept, was.
type Receipt struct {
	Code    string    `json:"-"` // signs all the rest
	SavedAt int64     `json:"-"` // Unix milliseconds, UTC
	Rubrics []Arrived `json:"rubrics"`
	SentAt  int64     `json:"sent_at"` // 0: the reply was not handed in
}

// Arrived is what became of a rubric of a parcel, with what the rubric is now (Seen).
type Arrived struct {
	ID   string `json:"id"`
	Fate Fate   `json:"fate"`
	Seen string `json:"seen"`
}

// Fate is what becomes of a rubric that arrives.
type Fate string

// Fates.
const (
	FateSaved Fate = "saved"
	FateNewer Fate = "newer" // somebody else has changed it since: somebody has to choose
	FateLong  Fate = "long"  // an answer is longer than is kept
)

// instanceName is what the number of a draft looks like that a browser makes up.
var instanceName = regexp.MustCompile(`^[0-9A-Za-z-]{20,64}$`)

// Limits of parcels.
const (
	parcelsHour    = 240 // of one invitation in an hour
	parcelsHighest = 1 << 20
)

// Receive takes a parcel into the reply of an invitation, as Save and Send do, all of it or nothing, and gives a receipt for it.
// One that comes again changes nothing and gets the same receipt. What meets newer answers is left out, and the receipt says
// so: nothing is handed in then. Errors: invalid for what is no parcel; conflict where another came under its number, or the
// reply takes none; toomany.
func (c *Campaigns) Receive(ctx context.Context, i coop.Invitation, p Parcel) (out Receipt, err error) {
	if !instanceName.MatchString(p.Instance) || p.Number < 1 || p.Number > parcelsHighest {
		return out, coop.Refuse(coop.Invalid, "offline.no_parcel")
	}
	if err := c.count(ctx, "parcels of invitation "+i.Number(), parcelsHour); err != nil {
		return out, err
	}
	r, err := c.Reader.Reply(ctx, i.Reply)
	if err != nil {
		return out, err
	}
	q, err := c.Questionnaire(ctx, r.Questionnaire, r.Version)
	if err != nil {
		return out, err
	}
	err = c.Store.Update(ctx, byLink.By(0), fmt.Sprintf("reply %d: parcel", r.ID), func(tx *store.Tx) error {
		out = Receipt{}
		first, kept, at, err := tx.ClaimParcel(r.ID, p.Instance, p.Number, p.Hash)
		out.SavedAt = at
		if err != nil {
			return err
		}
		if !first {
			return json.Unmarshal([]byte(kept), &out)
		}
		if err := c.change(tx, r.ID, func(tx *store.Tx, r *coop.Reply) error { return c.unpack(tx, i, q, r, p, &out) }); err != nil {
			return err
		}
		raw, err := json.Marshal(out)
		if err != nil {
			return fmt.Errorf("receipt: %w", err)
		}
		return tx.KeepReceipt(r.ID, p.Instance, p.Number, string(raw))
	})
	out.Code = c.receiptCode(i.Reply, p, out)
	return out, err
}

// unpack puts the rubrics of a parcel into a reply, and hands it in where somebody does and nothing hinders it.
func (c *Campaigns) unpack(tx *store.Tx, i coop.Invitation, q coop.Questionnaire, r *coop.Reply, p Parcel, out *Receipt) error {
	whole := p.Declarant != ""
	for _, x := range p.Rubrics {
		a := Arrived{ID: x.Rubric.ID, Fate: FateSaved}
		switch {
		case x.Seen != Seen(*r, x.Rubric):
			a.Fate = FateNewer
		case tooLong(x.Rubric, x.Given) != nil:
			a.Fate = FateLong
		default:
			answer(r, x.Rubric, x.Given, x.Finished)
		}
		a.Seen, whole = Seen(*r, x.Rubric), whole && a.Fate == FateSaved
		out.Rubrics = append(out.Rubrics, a)
	}
	if !whole {
		return nil
	}
	err := c.handIn(tx, i, q, r, p.Declarant)
	if coop.CodeOf(err) == coop.Invalid { // the answers are kept all the same
		return nil
	}
	out.SentAt = r.SentAt
	return err
}

// receiptCode signs what was kept of a parcel: nobody else makes such a code, and the same parcel has the same.
func (c *Campaigns) receiptCode(reply coop.ContributionID, p Parcel, out Receipt) string {
	mac := hmac.New(sha256.New, c.secret)
	fmt.Fprintf(mac, "parcel %d %s %d %s %d %d", reply, p.Instance, p.Number, p.Hash, out.SavedAt, out.SentAt)
	for _, a := range out.Rubrics {
		fmt.Fprintf(mac, " %s %s %s", a.ID, a.Fate, a.Seen)
	}
	code := strings.ToUpper(letters.EncodeToString(mac.Sum(nil)[:10]))
	return fmt.Sprintf("%d-%s-%s-%s-%s", reply, code[:4], code[4:8], code[8:12], code[12:])
}

// Quoted is the receipt that a code is, however it was copied, with the reply that it acknowledges. Error: notfound for a code that was
// never given, or whose parcel is no longer kept.
func (c *Campaigns) Quoted(ctx context.Context, code string) (coop.ContributionID, Receipt, error) {
	none := coop.Refuse(coop.NotFound, "receipt.none")
	code = strings.ToUpper(strings.Join(strings.Fields(code), ""))
	number, _, _ := strings.Cut(code, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, Receipt{}, none
	}
	list, err := c.Reader.Parcels(ctx, coop.ContributionID(id))
	if err != nil {
		return 0, Receipt{}, err
	}
	for _, p := range list {
		out := Receipt{SavedAt: p.CameAt}
		if err := json.Unmarshal(p.Receipt, &out); err != nil {
			return 0, out, fmt.Errorf("receipt of a parcel of reply %d: %w", id, err)
		}
		out.Code = c.receiptCode(coop.ContributionID(id), Parcel{Instance: p.Instance, Number: p.Number, Hash: p.Hash}, out)
		if hmac.Equal([]byte(out.Code), []byte(code)) {
			return coop.ContributionID(id), out, nil
		}
	}
	return 0, Receipt{}, none
}
