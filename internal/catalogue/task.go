package catalogue

import (
	"context"

	"kafo/internal/coop"
)

// Task is a task with what it is about.
type Task struct {
	coop.Task
	Campaign coop.CampaignID // 0: of none yet
	Title    string          // of the campaign
	Asked    string          // who is asked; "" where nobody knows
	Follows  string          // the name of who takes care of it
}

// Open says that it waits for somebody.
func (t Task) Open() bool { return t.DoneAt == 0 }

// Tasks are all tasks of campaigns, the oldest first.
func (c *Catalogue) Tasks(ctx context.Context) ([]Task, error) {
	rows, err := c.q.Tasks(ctx)
	out := make([]Task, len(rows))
	for i, r := range rows {
		out[i] = Task{
			Task: coop.Task{
				ID: coop.TaskID(r.ID), Kind: coop.TaskKind(r.Kind), Invitation: coop.InvitationID(r.Invitation), Mail: coop.MailID(r.Mail), Status: r.Status,
				Follower: coop.AccountID(r.Follower), Note: r.Note, OpenedAt: r.OpenedAt, DoneAt: r.DoneAt, DoneBy: coop.Author(r.DoneBy),
			},
			Campaign: coop.CampaignID(r.Campaign), Title: r.Title, Asked: r.Asked, Follows: r.Follows,
		}
	}
	return out, wrapped(err, "tasks")
}
