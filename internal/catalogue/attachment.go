package catalogue

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"kafo/internal/coop"
)

// Attachments are the files that go with a reply, without their bytes. Private, as all of this file.
func (c *Catalogue) Attachments(ctx context.Context, id coop.ContributionID) ([]coop.Attachment, error) {
	rows, err := c.q.AttachmentsOf(ctx, int64(id))
	out := make([]coop.Attachment, len(rows))
	for i, r := range rows {
		out[i] = coop.Attachment{
			ID: coop.AttachmentID(r.ID), Reply: id, Question: r.Question, Name: r.Name, Kind: r.Kind, Size: int(r.Size), SHA256: r.Sha256, Author: coop.Author(r.Author), At: r.AttachedAt,
		}
	}
	return out, wrapped(err, "attachments")
}

// Attachment is one of a reply with its bytes. Error: notfound.
func (c *Catalogue) Attachment(ctx context.Context, reply coop.ContributionID, id coop.AttachmentID) (coop.Attachment, []byte, error) {
	r, err := c.q.AttachmentByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.Reply != int64(reply) {
		return coop.Attachment{}, nil, coop.Refuse(coop.NotFound, "attach.none")
	}
	if err != nil {
		return coop.Attachment{}, nil, fmt.Errorf("attachment: %w", err)
	}
	body, err := base64.StdEncoding.DecodeString(r.Body)
	return coop.Attachment{
		ID: id, Reply: reply, Question: r.Question, Name: r.Name, Kind: r.Kind, Size: int(r.Size), SHA256: r.Sha256, Author: coop.Author(r.Author), At: r.AttachedAt,
	}, body, wrapped(err, "attachment")
}

// VerifyAttachments counts the files that go with replies and names the first whose bytes are not those that came; 0: none.
func (c *Catalogue) VerifyAttachments(ctx context.Context) (n int, broken coop.AttachmentID, err error) {
	list, err := c.q.AttachmentIDs(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("attachments: %w", err)
	}
	for _, id := range list {
		r, err := c.q.AttachmentByID(ctx, id)
		if err != nil {
			return 0, 0, fmt.Errorf("attachment: %w", err)
		}
		body, err := base64.StdEncoding.DecodeString(r.Body)
		if sum := sha256.Sum256(body); err != nil || hex.EncodeToString(sum[:]) != r.Sha256 {
			return len(list), coop.AttachmentID(id), nil
		}
	}
	return len(list), 0, nil
}
