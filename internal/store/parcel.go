package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// parcelTime is for how long a parcel is known that arrives again, in milliseconds: twice the life of a draft in its browser.
const parcelTime = 60 * counted

// ClaimParcel says whether a parcel of a draft comes for the first time, and keeps that it came, by the hash of its bytes.
// Those that come at once wait here for one another. One that came before has its receipt, with when that was (Unix ms, UTC).
// Error: conflict where other bytes came under its number.
func (tx *Tx) ClaimParcel(id coop.ContributionID, instance string, number int, hash string) (first bool, receipt string, at int64, err error) {
	n, err := tx.q.InsertParcel(tx.ctx, db.InsertParcelParams{Contribution: int64(id), Instance: instance, Number: int64(number), Hash: hash, CameAt: tx.at})
	if err != nil || n == 1 {
		return n == 1, "", tx.at, wrap(err, "parcel")
	}
	was, err := tx.q.ParcelOf(tx.ctx, db.ParcelOfParams{Contribution: int64(id), Instance: instance, Number: int64(number)})
	if err == nil && was.Hash != hash {
		err = coop.Refuse(coop.Conflict, "offline.other_parcel")
	}
	return false, was.Receipt, was.CameAt, wrap(err, "parcel")
}

// KeepReceipt keeps what a parcel was answered.
func (tx *Tx) KeepReceipt(id coop.ContributionID, instance string, number int, receipt string) error {
	if err := tx.q.KeepReceipt(tx.ctx, db.KeepReceiptParams{Contribution: int64(id), Instance: instance, Number: int64(number), Receipt: receipt}); err != nil {
		return fmt.Errorf("parcel: %w", err)
	}
	tx.noted("parcel")
	return nil
}
