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
	tx.changed("stance", touch{"partnership", int64(s.Partnership)})
	err = tx.q.InsertStance(tx.ctx, db.InsertStanceParams{
		ID: id, Partnership: int64(s.Partnership), Organisation: int64(s.Org), Property: s.Property, Stance: string(s.Kind), Said: s.Said, Why: s.Why,
		Author: string(tx.author), At: tx.at,
	})
	return wrap(err, "stance")
}

// StandingBy are the stances of an organisation about a partnership that hold.
func (tx *Tx) StandingBy(id coop.PartnershipID, by coop.OrgID) ([]coop.Stance, error) {
	rows, err := tx.q.StancesBy(tx.ctx, db.StancesByParams{Partnership: int64(id), Organisation: int64(by)})
	all := make([]coop.Stance, len(rows))
	for i, r := range rows {
		all[i] = coop.Stance{Partnership: id, Org: by, Property: r.Property, Kind: coop.StanceKind(r.Stance), At: r.At}
	}
	return coop.Holding(all), wrap(err, "stance")
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
