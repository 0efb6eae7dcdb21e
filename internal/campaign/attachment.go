package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Attach keeps a file as (part of) the answer to a question of a reply that is still its author's. Errors: invalid, conflict.
func (c *Campaigns) Attach(ctx context.Context, id coop.ContributionID, question, name string, raw []byte) error {
	a, body, err := attached(name, raw)
	if err != nil {
		return err
	}
	a.Reply, a.Question = id, question
	return c.onReply(ctx, id, "attach", func(tx *store.Tx, r *coop.Reply) error {
		if a.ID, err = tx.Attach(a, body); err != nil {
			return err
		}
		g := r.Given[question]
		g.Files = append(g.Files, coop.GivenFile{ID: a.ID, Name: a.Name, Size: a.Size})
		g.Unsure = false
		r.Given[question] = g
		return nil
	})
}

// attached is a file that was looked at, with what tells it from every other.
func attached(name string, raw []byte) (coop.Attachment, []byte, error) {
	a, body, err := takeFile(name, raw)
	sum := sha256.Sum256(body)
	a.SHA256 = hex.EncodeToString(sum[:])
	return a, body, err
}

// Detach takes a file away from the answer to a question. Errors: notfound, conflict.
func (c *Campaigns) Detach(ctx context.Context, id coop.ContributionID, question string, file coop.AttachmentID) error {
	return c.onReply(ctx, id, "detach", func(tx *store.Tx, r *coop.Reply) error {
		if err := tx.Detach(id, question, file); err != nil {
			return err
		}
		g := r.Given[question]
		g.Files = slices.DeleteFunc(slices.Clone(g.Files), func(f coop.GivenFile) bool { return f.ID == file })
		if r.Given[question] = g; g.Empty() {
			delete(r.Given, question)
		}
		return nil
	})
}

// AttachScan keeps the scan of a reply on paper with what was typed from it: by whom is said with it (U46). Errors: invalid;
// conflict where nothing was begun.
func (c *Campaigns) AttachScan(ctx context.Context, author coop.Author, i coop.Invitation, name string, raw []byte) error {
	a, body, err := attached(name, raw)
	if err != nil {
		return err
	}
	if a.Reply = i.Reply; a.Reply == 0 {
		return coop.Refuse(coop.Conflict, "attach.not_begun")
	}
	return c.Store.Update(ctx, author, "invitation "+i.Number()+": scan", func(tx *store.Tx) error {
		_, err := tx.Attach(a, body)
		return err
	})
}

// DetachScan takes such a scan away. Error: notfound.
func (c *Campaigns) DetachScan(ctx context.Context, author coop.Author, i coop.Invitation, file coop.AttachmentID) error {
	return c.Store.Update(ctx, author, "invitation "+i.Number()+": scan taken away", func(tx *store.Tx) error {
		return tx.Detach(i.Reply, "", file)
	})
}
