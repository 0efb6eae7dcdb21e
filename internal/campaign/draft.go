package campaign

import (
	"context"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Draft is a reply as a file that its author keeps: the answers, and to what (U43).
type Draft struct {
	Questionnaire string                `json:"questionnaire"`
	Version       string                `json:"version"`
	Given         map[string]coop.Given `json:"given"`
}

// DraftOf is a reply as such a file.
func DraftOf(r coop.Reply) Draft { return Draft{r.Questionnaire, r.Version, r.Given} }

// Resume puts the answers of such a file in the place of those of a draft, whose rubrics are to be gone through again where they
// change. It says how many. Errors: invalid where the file is of another questionnaire, or an answer is too long to keep; conflict.
func (c *Campaigns) Resume(ctx context.Context, id coop.ContributionID, q coop.Questionnaire, d Draft) (n int, err error) {
	if d.Questionnaire != q.ID || d.Version != q.Version {
		return 0, coop.Refuse(coop.Invalid, "reply.draft.other", q.ID, q.Version)
	}
	for _, g := range d.Given {
		if err := g.TooLong(); err != nil {
			return 0, err
		}
	}
	err = c.onReply(ctx, id, "resume", func(_ *store.Tx, r *coop.Reply) error {
		n = 0
		for _, x := range q.Rubrics {
			before := Seen(*r, x)
			for _, i := range x.Items {
				if g := d.Given[i.ID].Tidy(); !g.Empty() && i.Type != coop.AskFile {
					r.Given[i.ID] = g
					n++
				}
			}
			if Seen(*r, x) != before {
				r.Done = slices.DeleteFunc(r.Done, func(done string) bool { return done == x.ID })
			}
		}
		return nil
	})
	return n, err
}
