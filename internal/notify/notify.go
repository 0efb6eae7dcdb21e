// Package notify empties the outbox: it puts messages into the words of their readers and hands them to the mail server.
// A message leaves at most once: what is not sure to have been taken is sent again under the same Message-ID, which mail
// servers and readers take for the same letter.
package notify

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/store"
)

// Post sends what is in the outbox.
type Post struct {
	Store  *store.Store
	Server Server
	Site   Site
	Now    func() time.Time
	Log    *slog.Logger
	Files  func(ctx context.Context, l coop.Letter, lang string) ([]coop.LetterFile, error) // that go with a letter of a campaign
}

// Site is what letters say of who writes them.
type Site struct {
	BaseURL  string // links of letters begin with it
	Operator string
	Contact  string // a person's address that is read: Reply-To
}

const (
	lease   = 2 * time.Minute    // how long one attempt may take
	giveUp  = 5 * 24 * time.Hour // how long a message is tried for
	pause   = 5 * time.Second    // between two looks at the outbox
	between = 1 * time.Second    // between two letters (M8: throttled)
)

// backoff is how long to wait after an attempt: a minute, then longer and longer.
func backoff(attempts int) time.Duration {
	return min(time.Minute<<min(2*(attempts-1), 10), 4*time.Hour)
}

// Run sends what is due until it is told to stop.
func (p *Post) Run(ctx context.Context) {
	for {
		wait := between
		sent, err := p.Step(ctx)
		if err != nil && ctx.Err() == nil {
			p.Log.Error("outbox", "error", err)
		}
		if !sent || err != nil {
			wait = pause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Step takes the message that is due longest and tries to send it; it says whether there was one.
func (p *Post) Step(ctx context.Context) (bool, error) {
	var m store.Taken
	var due bool
	err := p.write(ctx, func(tx *store.Tx) (err error) {
		if _, err = tx.DropLate(); err != nil {
			return err
		}
		m, due, err = tx.TakeMessage(p.Now().Add(lease).UnixMilli())
		return err
	})
	if err != nil || !due {
		return false, err
	}
	return true, p.end(ctx, m, p.send(ctx, m))
}

func (p *Post) write(ctx context.Context, f func(*store.Tx) error) error {
	return p.Store.Update(ctx, coop.Operator, "outbox", f)
}

// end writes down how an attempt went, also when the process is being told to stop: a letter that left must not leave again.
func (p *Post) end(ctx context.Context, m store.Taken, trouble error) error {
	return p.write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		switch {
		case trouble == nil:
			return tx.EndMessage(m.ID, coop.MessageSent, "")
		case permanent(trouble) && m.Letter != nil && !m.Letter.Trial:
			return refused(tx, m, trouble)
		case permanent(trouble), p.Now().Sub(time.UnixMilli(m.WrittenAt)) > giveUp:
			return tx.EndMessage(m.ID, coop.MessageFailed, said(trouble))
		}
		return tx.DelayMessage(m.ID, p.Now().Add(backoff(m.Attempts)).UnixMilli(), said(trouble))
	})
}

// permanent says whether the server refuses a letter for good (5xx): one more attempt would get the same answer. A server that
// does not take us as a sender says nothing of the reader: that is for the administrator to put right.
func permanent(err error) bool {
	var e *mail.SendError
	return errors.As(err, &e) && !e.IsTemp() && e.ErrorCode() >= 500 && e.Reason != mail.ErrSMTPMailFrom
}

// refused ends a letter of a campaign that the server does not take for its reader: as one that came back (M9).
func refused(tx *store.Tx, m store.Taken, trouble error) error {
	var e *mail.SendError
	errors.As(trouble, &e)
	status := e.EnhancedStatusCode()
	if status == "" {
		status = strconv.Itoa(e.ErrorCode())
	}
	if _, err := tx.LetterReturned(m.Letter.ID, coop.Return{Kind: coop.ReturnHard, Status: status, Mark: "smtp"}); err != nil {
		return err
	}
	return tx.EndMessage(m.ID, coop.MessageFailed, said(trouble))
}

// said is what went wrong on one line, without control characters (S 66).
func said(err error) string {
	line := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, err.Error())
	return line[:min(len(line), 300)]
}

// Letter is a message in words.
type Letter struct{ Subject, Text string }

// Words puts a message into the language of its reader: what it tells, its link on a line of its own, who writes.
func (s Site) Words(m coop.Message) Letter {
	lang := i18n.Lang(m.Lang)
	if m.Letter != nil {
		return s.campaignLetter(lang, *m.Letter)
	}
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = a
	}
	parts := []string{lang.T("mail."+m.Key+".text", args...)}
	if m.Link != "" {
		parts = append(parts, strings.TrimSuffix(s.BaseURL, "/")+lang.Prefix()+m.Link)
	}
	parts = append(parts, "-- \n"+s.signature(lang))
	return Letter{Subject: lang.T("mail."+m.Key+".subject", args...), Text: strings.Join(parts, "\n\n") + "\n"}
}

func (s Site) signature(lang i18n.Lang) string {
	lines := []string{lang.T("site.title")}
	if s.Operator != "" {
		lines = append(lines, s.Operator)
	}
	if s.Contact != "" {
		lines = append(lines, lang.T("mail.contact", s.Contact))
	}
	return strings.Join(lines, "\n")
}
