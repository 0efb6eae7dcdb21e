package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kafo/internal/coop"
	"kafo/internal/notify"
)

type mailCmd struct {
	List mailListCmd `cmd:"" help:"List the messages that wait, with their links."`
	Test mailTestCmd `cmd:"" help:"Send a message to an address and say what the mail server answered."`
	Take mailTakeCmd `cmd:"" help:"Take in what comes back of letters, and what people write back: from standard input, files or folders."`
}

type mailListCmd struct{}

// Run lists the messages that wait, in words, for whoever hands them over by other means.
func (c *mailListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	list, err := h.catalogue.Messages(ctx, coop.MessageWaiting, 1)
	if err != nil {
		return err
	}
	for _, m := range list {
		letter := s.letters().Words(m.Message)
		fmt.Fprintf(io.out, "%d  %s  %s\n\n%s\n", m.ID, m.To, letter.Subject, letter.Text)
	}
	fmt.Fprintln(io.err, s.words().T("messages.count.waiting", len(list)))
	return nil
}

type mailTestCmd struct {
	Address string `arg:"" help:"To whom."`
}

// Run writes a message and sends what is due, at once.
func (c *mailTestCmd) Run(ctx context.Context, s *Settings, io streams) error {
	if _, err := coop.Address(c.Address); err != nil {
		return err
	}
	if s.SMTP == "" {
		return coop.Refuse(coop.Invalid, "mail.no_server")
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	id, err := h.auth.TestLetter(ctx, coop.Operator, c.Address, s.Lang)
	if err != nil {
		return err
	}
	p, err := s.postman(h, logger(io))
	if err != nil {
		return err
	}
	for sent := true; sent && err == nil; {
		sent, err = p.Step(ctx)
	}
	if err != nil {
		return err
	}
	return s.answered(ctx, h, io, id)
}

// answered says what became of a message.
func (s *Settings) answered(ctx context.Context, h *house, io streams, id coop.MessageID) error {
	m, err := h.catalogue.Message(ctx, id)
	if err != nil {
		return err
	}
	if m.State == coop.MessageSent {
		fmt.Fprintln(io.out, s.words().T("cmd.mail_sent", m.To))
		return nil
	}
	return coop.Refuse(coop.Invalid, "cmd.mail_not_sent", m.Trouble)
}

func (s *Settings) letters() notify.Site {
	return notify.Site{BaseURL: s.address(), Operator: s.Operator, Contact: s.Contact}
}

// inWords is a message as its reader gets it.
func (s *Settings) inWords(m coop.Message) (subject, text string) {
	w := s.letters().Words(m)
	return w.Subject, w.Text
}

func (s *Settings) postman(h *house, log *slog.Logger) (*notify.Post, error) {
	server, err := notify.ParseServer(s.SMTP, s.MailFrom)
	if s.MailReturn != "" && err == nil {
		if server.Return, err = coop.Address(s.MailReturn); err != nil {
			err = coop.Refuse(coop.Invalid, "mail.return_wrong")
		}
	}
	return &notify.Post{Store: h.store, Server: server, Site: s.letters(), Now: time.Now, Log: log, Files: h.letterFiles}, err
}

// letterFiles are the documents that go with a letter of a campaign.
func (h *house) letterFiles(ctx context.Context, l coop.Letter, lang string) ([]coop.LetterFile, error) {
	c, err := h.censuses(ctx)
	if err != nil {
		return nil, err
	}
	return c.Files(ctx, l, lang)
}

// post is what empties the outbox while the site is served; without a mail server messages wait.
func (s *Settings) post(h *house, log *slog.Logger) (func(context.Context), error) {
	if s.SMTP == "" {
		return func(context.Context) {}, nil
	}
	p, err := s.postman(h, log)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s", say(s.words(), err))}
	}
	return p.Run, nil
}
