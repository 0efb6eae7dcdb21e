package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"kafo/internal/contact"
	"kafo/internal/coop"
)

type personCmd struct {
	List   personListCmd   `cmd:"" help:"List the contacts whose name or address has a text in it."`
	Erase  personEraseCmd  `cmd:"" help:"Take a person out of the register, its documents, messages and accounts."`
	Replay personReplayCmd `cmd:"" help:"Do the erasures of the ledger again, after a restore."`
}

type personListCmd struct {
	Text string `arg:"" optional:"" help:"Part of a name or an address."`
}

// Run lists contacts, for the operator alone.
func (c *personListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	list, err := h.catalogue.ContactsLike(ctx, c.Text)
	for _, one := range list {
		fmt.Fprintf(io.out, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", one.ID, one.Name, one.Email, one.Organisation, one.Visibility, one.Record, one.Path)
	}
	return err
}

type personEraseCmd struct {
	Who string `arg:"" name:"id|address" help:"Number of a contact, or an address."`
	Why string `help:"Reason; it is kept, so it must not name her." required:""`
}

// Run erases a person and lists the records that a human should read, because a surname stands there that may be hers.
func (c *personEraseCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	id, err := strconv.ParseInt(c.Who, 10, 64)
	email := ""
	if err != nil {
		if email, err = coop.Address(c.Who); err != nil {
			return err
		}
	}
	list, email, err := h.desk.Of(ctx, coop.ContactID(id), email)
	if err != nil {
		return err
	}
	out, err := h.desk.Erase(ctx, coop.Operator, list, email, c.Why)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("person.erased", out.Contacts))
	if out.Account {
		fmt.Fprintln(io.out, s.words().T("person.account_erased"))
	}
	for _, p := range out.Left {
		fmt.Fprintln(io.out, s.words().T("person.left", int64(p.Record), p.Document, p.Line))
	}
	return nil
}

type personReplayCmd struct{}

// Run does the erasures of the ledger again.
func (c *personReplayCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	n, err := h.desk.Replay(ctx)
	if err == nil {
		fmt.Fprintln(io.out, s.words().T("person.replayed", n))
	}
	return err
}

// newDesk is the desk of persons on the rooms of a house.
func (s *Settings) newDesk(h *house) *contact.Desk {
	return &contact.Desk{
		Store: h.store, Reader: h.catalogue, Registry: h.registry, Now: s.clock, Inbox: s.Contact, Files: s.files(),
		Ledger: filepath.Join(s.Data, contact.LedgerFile), Forget: func(ctx context.Context) error { return s.forget(ctx, h) },
	}
}

// forget takes what was erased out of what the register keeps beside its tables: free pages and the log of the database, the
// index, registers of the past.
func (s *Settings) forget(ctx context.Context, h *house) error {
	_, err := h.catalogue.Reindex(ctx)
	return errors.Join(err, os.RemoveAll(filepath.Join(s.Data, "moments")), h.db.Forget(ctx))
}

// clock is the time as the register takes it.
func (s *Settings) clock() time.Time {
	if s.now != nil {
		return s.now()
	}
	return time.Now()
}
