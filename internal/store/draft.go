package store

import "kafo/internal/store/db"

// KeepDraft keeps what somebody typed into a form that was not taken, in the place of what she had typed there before.
func (tx *Tx) KeepDraft(browserHash string, account int64, path, contents string) error {
	tx.noted("draft")
	return wrap(tx.q.KeepDraft(tx.ctx, db.KeepDraftParams{BrowserHash: browserHash, Account: account, Path: path, Contents: contents, KeptAt: tx.at}), "draft")
}

// DropDraft forgets what was typed into a form: it was taken.
func (tx *Tx) DropDraft(browserHash string, account int64, path string) error {
	tx.noted("draft taken")
	return wrap(tx.q.DropDraft(tx.ctx, db.DropDraftParams{BrowserHash: browserHash, Account: account, Path: path}), "draft")
}
