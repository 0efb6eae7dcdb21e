package campaign

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/format/paper"
	"kafo/internal/ingest"
	"kafo/internal/store"
)

// Received keeps what somebody wrote back, under the invitation that it is about where anything says which; fresh says that it was
// not known. A questionnaire that is attached is kept as it came, for a steward to look at: nothing of it is answered yet.
func (c *Campaigns) Received(ctx context.Context, m coop.Mail) (to coop.InvitationID, fresh bool, err error) {
	stamps := legible(&m)
	err = c.Store.Update(ctx, coop.Operator, "mail", func(tx *store.Tx) (err error) {
		if m.Invitation, err = c.about(tx, m.Clues, stamps); err != nil {
			return err
		}
		if m.ID, fresh, err = tx.KeepMail(m); err != nil || !fresh {
			return err
		}
		kind := coop.TaskMail
		if m.Invitation == 0 {
			kind = coop.TaskUnplaced
		}
		return tx.OpenTask(coop.Task{Kind: kind, Invitation: m.Invitation, Mail: m.ID})
	})
	return m.Invitation, fresh, err
}

// legible keeps of what is attached what reads as a document, and tables that pass as an upload would; it gives the names that
// questionnaires bear.
func legible(m *coop.Mail) (stamps []string) {
	for n := range m.Files {
		f := &m.Files[n]
		if f.Body == nil {
			continue
		}
		if ingest.IsSpread(f.Name) {
			keepTable(f)
			continue
		}
		doc, err := paper.Read(bytes.NewReader(f.Body), int64(len(f.Body)))
		var fault *paper.Fault
		switch {
		case errors.As(err, &fault):
			f.Body, f.Trouble = nil, trouble(fault.Key, fault.Args)
		case err != nil:
			f.Body, f.Trouble = nil, "mail.file_other"
		default:
			stamps, f.Words = append(stamps, stampsOf(doc)...), strings.Join(append(paper.Lines(doc.Blocks), doc.Heads...), "\n")
		}
	}
	return stamps
}

// stampsOf are the names that a document bears at the head of its pages.
func stampsOf(doc *paper.Document) (out []string) {
	for _, head := range doc.Heads {
		if found := stampText.FindStringSubmatch(head); found != nil {
			words := strings.Fields(found[1])
			out = append(out, words[len(words)-1])
		}
	}
	return out
}

// keepTable keeps a table as an upload of it would be kept, where it can be read.
func keepTable(f *coop.MailFile) {
	_, body, err := takeFile(f.Name, f.Body)
	if err == nil {
		f.Words, err = ingest.WordsOf(f.Name, body)
	}
	f.Body = body
	if err == nil {
		return
	}
	f.Body, f.Words, f.Trouble = nil, "", "mail.file_broken"
	var e *coop.Error
	var fault *paper.Fault
	switch {
	case errors.As(err, &e):
		f.Trouble = trouble(e.Key, e.Args)
	case errors.As(err, &fault):
		f.Trouble = trouble(fault.Key, fault.Args)
	}
}

// trouble is the key of some words with what goes into them, as a MailFile keeps it.
func trouble(key string, args []any) string {
	for _, a := range args {
		key += "\n" + fmt.Sprint(a)
	}
	return key
}

// Table is a table that came by mail: what it states, of which documents, or why it is none that the register takes in.
type Table struct {
	File      coop.MailFile
	Documents []coop.Source
	Problem   *Problem
	docs      []*ingest.Document
}

// Table reads a table that is attached to a mail. Nothing is taken in yet. Error: notfound.
func (c *Campaigns) Table(ctx context.Context, i coop.InvitationID, m coop.MailID, place int) (t Table, err error) {
	if t.File, err = c.Reader.MailFile(ctx, i, m, place); err != nil {
		return t, err
	}
	t.docs, err = ingest.ReadSpread(t.File.Name, t.File.Body)
	if p := (*format.Problem)(nil); errors.As(err, &p) {
		args := make([]any, len(p.Args))
		for n, a := range p.Args {
			args[n] = a
		}
		t.Problem = &Problem{Line: p.Line, Key: p.Key, Args: args}
		return t, nil
	}
	for _, d := range t.docs {
		t.Documents = append(t.Documents, d.Source())
	}
	return t, err
}

// TakeTable takes in what a table states that is attached to a mail, and ends the work that the mail asked for. It may be said
// again: the same table is the same document. Errors: notfound, invalid where the register takes in no such table.
func (c *Campaigns) TakeTable(ctx context.Context, author coop.Author, i coop.InvitationID, m coop.MailID, place int) error {
	t, err := c.Table(ctx, i, m, place)
	if err != nil {
		return err
	}
	if t.Problem != nil {
		return coop.Refuse(coop.Invalid, t.Problem.Key, t.Problem.Args...)
	}
	for _, d := range t.docs {
		if _, err := c.Importer.Import(ctx, d, ""); err != nil {
			return err
		}
	}
	return c.Store.Update(ctx, author, fmt.Sprintf("mail %d: its table taken in", m), func(tx *store.Tx) error { return tx.FileMail(m, i) })
}

// about is the invitation that a mail is about: that of a link which it quotes; else one of the letter that it replies to, the
// one that its questionnaire names where the letter asks for several; else that of its questionnaire. 0 where nothing says.
func (c *Campaigns) about(tx *store.Tx, clues coop.Clues, stamps []string) (coop.InvitationID, error) {
	for _, link := range clues.Links {
		if i, err := c.named(tx, link, c.Code); err != nil || i != 0 {
			return i, err
		}
	}
	letter, err := c.replied(tx, clues)
	if err != nil {
		return 0, err
	}
	if letter != 0 {
		list, err := tx.InvitationsOf(letter)
		if err != nil || len(list) == 0 {
			return 0, err
		}
		at := slices.IndexFunc(list, func(i coop.Invitation) bool { return slices.Contains(stamps, c.short(i)) })
		return list[max(0, at)].ID, nil
	}
	for _, stamp := range stamps {
		if i, err := c.named(tx, stamp, c.short); err != nil || i != 0 {
			return i, err
		}
	}
	return 0, nil
}

// replied is the letter that a mail replies to, 0 for none.
func (c *Campaigns) replied(tx *store.Tx, clues coop.Clues) (coop.LetterID, error) {
	if id, err := c.coded(clues.Code); err == nil {
		return id, nil
	}
	for _, ref := range clues.Replies {
		if id, err := tx.LetterOfMessage(ref); err != nil || id != 0 {
			return id, err
		}
	}
	return 0, nil
}

// named is the invitation that a code begins with, where it is the one that it has; 0 else.
func (c *Campaigns) named(tx *store.Tx, code string, of func(coop.Invitation) string) (coop.InvitationID, error) {
	number, _, _ := strings.Cut(code, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, nil
	}
	i, err := tx.FindInvitation(coop.InvitationID(id))
	if coop.CodeOf(err) == coop.NotFound {
		return 0, nil
	}
	if err != nil || !hmac.Equal([]byte(of(i)), []byte(code)) {
		return 0, err
	}
	return i.ID, nil
}

// FileMail says to which invitation a mail belongs. Error: notfound.
func (c *Campaigns) FileMail(ctx context.Context, author coop.Author, id coop.MailID, to coop.InvitationID) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("mail %d: filed under invitation %d", id, to), func(tx *store.Tx) error {
		if _, err := tx.FindInvitation(to); err != nil {
			return coop.Refuse(coop.NotFound, "campaign.no_invitation")
		}
		if err := tx.FileMail(id, to); err != nil {
			return err
		}
		return tx.OpenTask(coop.Task{Kind: coop.TaskMail, Invitation: to, Mail: id})
	})
}

// DropMail forgets a mail that is about no invitation. Error: notfound.
func (c *Campaigns) DropMail(ctx context.Context, author coop.Author, id coop.MailID) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("mail %d: forgotten", id), func(tx *store.Tx) error { return tx.DropMail(id) })
}
