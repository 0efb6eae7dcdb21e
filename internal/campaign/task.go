package campaign

import (
	"context"
	"fmt"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// FollowTask says who takes care of a task; 0: nobody any more. Error: conflict for one that is done.
func (c *Campaigns) FollowTask(ctx context.Context, author coop.Author, id coop.TaskID, by coop.AccountID) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("task %d: follow", id), func(tx *store.Tx) error { return tx.FollowTask(id, by) })
}

// EndTask says that a task is done, and what was: whoever holds the campaign after her reads it. Errors: invalid for no words, or
// too many; conflict for one that is done.
func (c *Campaigns) EndTask(ctx context.Context, author coop.Author, id coop.TaskID, note string) error {
	switch note = strings.TrimSpace(note); {
	case note == "":
		return coop.Refuse(coop.Invalid, "task.no_note")
	case len([]rune(note)) > coop.TaskNote:
		return coop.Refuse(coop.Invalid, "reply.long", coop.TaskNote)
	}
	return c.Store.Update(ctx, author, fmt.Sprintf("task %d: done", id), func(tx *store.Tx) error { return tx.EndTask(id, note) })
}
