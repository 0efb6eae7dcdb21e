package campaign_test

import (
	"slices"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// TestFilesAreForgottenWithTheReply: a year after the close those of a reply that came to nothing are gone, and every scan; what
// is kept is what came, and no more than ten of them are.
func TestFilesAreForgottenWithTheReply(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, r, _ := w.begun(w.opened())
		pdf := []byte("%PDF-1.4\n%%EOF\n")
		w.must(w.Attach(w.ctx, r.ID, "papers", "convention.pdf", pdf))
		w.must(w.AttachScan(w.ctx, steward, i.Invitation, "papier.pdf", pdf))
		files := func() (names []string) {
			list, err := w.Reader.Attachments(w.ctx, r.ID)
			w.must(err)
			for _, a := range list {
				names = append(names, a.Question+" "+a.Name+" "+string(a.Author))
			}
			return names
		}
		if got := files(); !slices.Equal(got, []string{"papers convention.pdf respondent:0", " papier.pdf steward:1"}) {
			t.Errorf("with the reply are %q", got)
		}
		a, body, err := w.Reader.Attachment(w.ctx, r.ID, 1)
		if err != nil || string(body) != string(pdf) || a.Size != len(pdf) {
			t.Errorf("the file is %q, %+v, %v", body, a, err)
		}
		if _, _, err := w.Reader.Attachment(w.ctx, r.ID+1, 1); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("the file of another reply: %v", err)
		}
		if n, broken, err := w.Reader.VerifyAttachments(w.ctx); n != 2 || broken != 0 || err != nil {
			t.Errorf("%d files, of which %d is broken, %v", n, broken, err)
		}
		for range coop.AttachmentsMost - 2 {
			w.must(w.Attach(w.ctx, r.ID, "papers", "convention.pdf", pdf))
		}
		if err := w.Attach(w.ctx, r.ID, "papers", "convention.pdf", pdf); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("one more than ten: %v", err)
		}
		w.retained(time.Date(2028, 1, 1, 12, 0, 0, 0, time.UTC))
		if got := files(); len(got) != coop.AttachmentsMost {
			t.Errorf("in the trash are %q", got)
		}
		w.forgotten()
		if got := files(); len(got) != 0 {
			t.Errorf("left are %q", got)
		}
	})
}
