package store

import (
	"fmt"
	"strconv"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Stand keeps what a party says of its partnership, signed by the author of the transaction.
func (tx *Tx) Stand(s coop.Stance) error {
	id, err := tx.nextID("stance")
	if err != nil {
		return err
	}
	tx.changed("stance", touch{"stance", int64(s.Partnership)})
	err = tx.q.InsertStance(tx.ctx, db.InsertStanceParams{
		ID: id, Partnership: int64(s.Partnership), Organisation: int64(s.Org), Property: s.Property, Stance: string(s.Kind), Said: s.Said, Why: s.Why,
		Author: string(tx.author), At: tx.at,
	})
	return wrap(err, "stance")
}

// Stances are those about a partnership that hold.
func (tx *Tx) Stances(id coop.PartnershipID) ([]coop.Stance, error) {
	rows, err := tx.q.StancesAbout(tx.ctx, int64(id))
	all := make([]coop.Stance, len(rows))
	for i, r := range rows {
		all[i] = coop.Stance{Partnership: id, Org: coop.OrgID(r.Organisation), Property: r.Property, Kind: coop.StanceKind(r.Stance), At: r.At}
	}
	return coop.Holding(all), wrap(err, "stances")
}

// Ask is to whom it is written whether what the register says of a partnership is so.
type Ask struct {
	Partnership coop.PartnershipID
	But         coop.OrgID     // whose members know: they have spoken
	Account     coop.AccountID // who has spoken
	Since       int64          // Unix ms: who was asked after it is not asked again
	Key         string         // of the letter; its argument is the number of the partnership
}

// AskMembers writes to the members of the parties of a partnership; it says how many were asked.
func (tx *Tx) AskMembers(a Ask) (int, error) {
	number := strconv.FormatInt(int64(a.Partnership), 10)
	rows, err := tx.q.MembersToAsk(tx.ctx, db.MembersToAskParams{Partnership: int64(a.Partnership), But: int64(a.But), Account: int64(a.Account), Since: a.Since})
	if err != nil {
		return 0, fmt.Errorf("members: %w", err)
	}
	for _, r := range rows {
		m := coop.Message{Account: coop.AccountID(r.ID), To: r.Email, Lang: r.Lang, Key: a.Key, Args: []string{number}, Link: "/confirmer?sur=partenariat:" + number}
		if _, err := tx.Enqueue(m); err != nil {
			return 0, err
		}
		if err := tx.q.NoteAsked(tx.ctx, db.NoteAskedParams{Partnership: int64(a.Partnership), Account: r.ID, AskedAt: tx.at}); err != nil {
			return 0, fmt.Errorf("asked: %w", err)
		}
	}
	return len(rows), nil
}

// TellParted writes to the members of an organisation that the register no longer says it to be a party of a partnership,
// but for an account that knows.
func (tx *Tx) TellParted(id coop.PartnershipID, org coop.OrgID, but coop.AccountID) error {
	rows, err := tx.q.MembersOf(tx.ctx, db.MembersOfParams{Organisation: null(org), ID: int64(but)})
	if err != nil {
		return fmt.Errorf("members: %w", err)
	}
	number := strconv.FormatInt(int64(id), 10)
	for _, r := range rows {
		m := coop.Message{Account: coop.AccountID(r.ID), To: r.Email, Lang: r.Lang, Key: "stance.parted", Args: []string{number}, Link: "/partenariats/" + number}
		if _, err := tx.Enqueue(m); err != nil {
			return err
		}
	}
	return nil
}

// Due is a member with the partnerships about which it is time to ask her.
type Due struct {
	Account      coop.AccountID
	To, Lang     string
	Partnerships []coop.PartnershipID
}

// Unspoken are the members of parties of partnerships of which nobody has spoken since an instant (Unix ms) and the day
// that it is, and about which they were not asked since then either.
func (tx *Tx) Unspoken(since int64, limit coop.Date) ([]Due, error) {
	rows, err := tx.q.MembersNotAsked(tx.ctx, since)
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	var out []Due
	silent := map[int64]bool{}
	for _, r := range rows {
		is, known := silent[r.Partnership]
		if !known {
			if is, err = tx.unspoken(r.Partnership, since, coop.Date(r.Updated), limit); err != nil {
				return nil, err
			}
			silent[r.Partnership] = is
		}
		if !is {
			continue
		}
		if last := len(out) - 1; last < 0 || out[last].Account != coop.AccountID(r.Account) {
			out = append(out, Due{Account: coop.AccountID(r.Account), To: r.Email, Lang: r.Lang})
		}
		d := &out[len(out)-1]
		d.Partnerships = append(d.Partnerships, coop.PartnershipID(r.Partnership))
	}
	return out, nil
}

// unspoken says whether neither a source nor a party has spoken of a partnership since an instant.
func (tx *Tx) unspoken(id, since int64, updated, limit coop.Date) (bool, error) {
	if updated != "" && !updated.Before(limit) {
		return false, nil
	}
	said, err := tx.Stances(coop.PartnershipID(id))
	at, _ := coop.Confirmed(said)
	return at < since, err
}

// Remind writes to a member about all that it is time to ask her, in one letter.
func (tx *Tx) Remind(d Due) error {
	m := coop.Message{Account: d.Account, To: d.To, Lang: d.Lang, Key: "stance.due", Args: []string{strconv.Itoa(len(d.Partnerships))}, Link: "/compte/partenariats"}
	if _, err := tx.Enqueue(m); err != nil {
		return err
	}
	for _, id := range d.Partnerships {
		if err := tx.q.NoteAsked(tx.ctx, db.NoteAskedParams{Partnership: int64(id), Account: int64(d.Account), AskedAt: tx.at}); err != nil {
			return fmt.Errorf("asked: %w", err)
		}
	}
	return nil
}
