package store

import (
	"encoding/base64"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Attach keeps a file with a reply. Error: conflict where it has as many as it may.
func (tx *Tx) Attach(a coop.Attachment, body []byte) (coop.AttachmentID, error) {
	n, err := tx.q.AttachmentCount(tx.ctx, int64(a.Reply))
	if err != nil {
		return 0, wrap(err, "attachments")
	}
	if n >= coop.AttachmentsMost {
		return 0, coop.Refuse(coop.Conflict, "attach.most", coop.AttachmentsMost)
	}
	id, err := tx.nextID("attachment")
	if err != nil {
		return 0, err
	}
	tx.noted("attachment")
	return coop.AttachmentID(id), wrap(tx.q.InsertAttachment(tx.ctx, db.InsertAttachmentParams{
		ID: id, Reply: int64(a.Reply), Question: a.Question, Name: a.Name, Kind: a.Kind, Size: int64(len(body)), Sha256: a.SHA256,
		Body: base64.StdEncoding.EncodeToString(body), Author: string(tx.author), AttachedAt: tx.at,
	}), "attachment")
}

// Detach takes a file away from a question of a reply. Error: notfound.
func (tx *Tx) Detach(reply coop.ContributionID, question string, id coop.AttachmentID) error {
	n, err := tx.q.DeleteAttachment(tx.ctx, db.DeleteAttachmentParams{ID: int64(id), Reply: int64(reply), Question: question})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "attach.none")
	}
	tx.noted("attachment taken away")
	return wrap(err, "attachment")
}
