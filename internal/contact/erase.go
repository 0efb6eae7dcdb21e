package contact

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Erased is what an erasure did, without a word of whom it was about.
type Erased struct {
	Contacts int
	Kept     int // of them, those whose documents stay as they are (KeepPart)
	Account  bool
	Left     []catalogue.Place // records that a human should read: a surname stands there that may be hers
}

// LedgerFile is the name, in the folder of the register, of the list by which erasures are done again after a restore: one
// JSON object a line, numbers and hashes only, lines are added and never changed.
const LedgerFile = "erasures.jsonl"

// Erase takes a person out of the register: contacts, records, what was claimed, kept documents, messages, visits, and the
// account with her address. What her organisation declared stays, attributed to it and to her function. A person without an
// address is the one contact; with one she is every contact that has it. Errors: notfound; conflict for the last administrator.
func (d *Desk) Erase(ctx context.Context, author coop.Author, list []coop.Contact, email, why string) (Erased, error) {
	stays, err := d.stays(ctx, list)
	if err != nil {
		return Erased{}, err
	}
	out, err := d.erase(ctx, author, list, email, why, stays, true)
	if err != nil {
		return out, err
	}
	return out, d.Forget(ctx)
}

// Of are the contacts of a person: those that have an address, or the one of a number with those that have her address.
func (d *Desk) Of(ctx context.Context, id coop.ContactID, email string) ([]coop.Contact, string, error) {
	var list []coop.Contact
	if id != 0 {
		c, err := d.Reader.Contact(ctx, id)
		if err != nil {
			return nil, "", err
		}
		if c.ErasedAt != 0 {
			return nil, "", coop.Refuse(coop.NotFound, "contact.notfound")
		}
		if email = c.Email; email == "" {
			return []coop.Contact{c}, "", nil
		}
	}
	known, err := d.Reader.KnownOf(ctx, email)
	if err != nil {
		return nil, "", err
	}
	if known.Nothing() {
		return nil, "", coop.Refuse(coop.NotFound, "person.unknown")
	}
	for _, c := range known.Contacts {
		list = append(list, c.Contact)
	}
	return list, email, nil
}

func (d *Desk) erase(ctx context.Context, author coop.Author, list []coop.Contact, email, why string, stays map[coop.ContactID]bool, inLedger bool) (out Erased, err error) {
	var erasers []*catalogue.Eraser
	for _, c := range list {
		e, err := d.Reader.Eraser(ctx, c)
		if err != nil {
			return out, err
		}
		erasers = append(erasers, e)
	}
	account, err := d.accountOf(ctx, email)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		for i, c := range list {
			if stays[c.ID] {
				out.Kept++
				if err := tx.EraseContact(c, erasers[i].Text); err != nil {
					return err
				}
			} else if err := d.eraseContact(tx, c, erasers[i]); err != nil {
				return err
			}
		}
		if err := d.eraseAddress(tx, account, email); err != nil || !inLedger {
			return err
		}
		return d.inLedger(tx, list, email, stays)
	})
	if err != nil {
		return out, err
	}
	out.Contacts, out.Account = len(list), account.ID != 0
	out.Left, err = d.Reader.LeftOf(ctx, erasers)
	return out, err
}

func (d *Desk) accountOf(ctx context.Context, email string) (catalogue.Person, error) {
	if email == "" {
		return catalogue.Person{}, nil
	}
	p, err := d.Reader.AccountOf(ctx, email)
	if coop.CodeOf(err) == coop.NotFound {
		return catalogue.Person{}, nil
	}
	return p, err
}

// eraseContact takes a contact out of her document, and builds what was claimed there again.
func (d *Desk) eraseContact(tx *store.Tx, c coop.Contact, e *catalogue.Eraser) error {
	text := func(s string) (string, error) { return e.JSON(s, false) }
	if err := tx.Rewrite(e.Source, e.Body, text); err != nil {
		return err
	}
	if err := tx.EraseContact(c, e.Text); err != nil {
		return err
	}
	records, err := tx.RecordsOf(e.Source)
	if err != nil {
		return err
	}
	seen := map[coop.PartnershipID]bool{}
	for _, r := range records {
		list, err := tx.Subjects(r)
		if err != nil {
			return err
		}
		for _, id := range list {
			if seen[id] {
				continue
			}
			seen[id] = true
			if err := d.Registry.Project(tx, id, ""); err != nil {
				return err
			}
		}
	}
	return d.eraseFile(tx, e)
}

// eraseFile puts a copy without her in the place of the kept document, under its name, and keeps the hash of the copy. It is
// done before the commit: what is cut short has erased too much and not too little.
func (d *Desk) eraseFile(tx *store.Tx, e *catalogue.Eraser) error {
	name := filepath.Join(d.Files, e.SHA256)
	raw, err := e.File(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // an example, or a register moved without its documents
	}
	if err != nil {
		return fmt.Errorf("erase in document: %w", err)
	}
	f, err := os.CreateTemp(d.Files, ".new-*")
	if err != nil {
		return fmt.Errorf("erase in document: %w", err)
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(raw); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("erase in document: %w", err)
	}
	sum := sha256.Sum256(raw)
	return tx.Redacted(e.SHA256, hex.EncodeToString(sum[:]))
}

func (d *Desk) eraseAddress(tx *store.Tx, account catalogue.Person, email string) error {
	if account.ID != 0 {
		var roles []coop.GrantID
		for _, g := range account.Grants() {
			roles = append(roles, g.ID)
		}
		if err := tx.EraseAccount(account.ID, roles, account.Closed); err != nil {
			return err
		}
	}
	return tx.EraseAddress(email)
}

// inLedger keeps the lines by which this is done again: in the register, and in a file of its own that a restore does not
// take back.
func (d *Desk) inLedger(tx *store.Tx, list []coop.Contact, email string, stays map[coop.ContactID]bool) error {
	lines := []coop.Erasure{}
	for _, c := range list {
		lines = append(lines, coop.Erasure{Contact: c.ID, Record: c.Record, Path: c.Path, AddressHash: coop.AddressHash(email), Kept: stays[c.ID]})
	}
	if len(list) == 0 {
		lines = append(lines, coop.Erasure{AddressHash: coop.AddressHash(email)})
	}
	f, err := os.OpenFile(d.Ledger, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("ledger of erasures: %w", err)
	}
	defer f.Close()
	for _, e := range lines {
		if e, err = tx.Ledger(e); err != nil {
			return err
		}
		raw, err := json.Marshal(e)
		if err == nil {
			_, err = f.Write(append(raw, '\n'))
		}
		if err != nil {
			return fmt.Errorf("ledger of erasures: %w", err)
		}
	}
	return f.Sync()
}

// Replay does every erasure of the ledger again that a restored register has not, and says how many. What was restored may be
// older than the contacts: they are projected first.
func (d *Desk) Replay(ctx context.Context) (int, error) {
	if _, err := d.Registry.ContactsAgain(ctx, coop.Operator); err != nil {
		return 0, err
	}
	ledger, err := d.ledger(ctx)
	if err != nil {
		return 0, err
	}
	n, kept := 0, map[string]bool{}
	for _, e := range ledger {
		if e.Kept {
			kept[at(e.Record, e.Path)] = true
		}
	}
	for _, e := range ledger {
		list, email, err := d.again(ctx, e)
		if err != nil {
			return n, err
		}
		if len(list) == 0 && email == "" {
			continue
		}
		stays := map[coop.ContactID]bool{}
		for _, c := range list {
			stays[c.ID] = kept[at(c.Record, c.Path)]
		}
		if _, err := d.erase(ctx, e.Author, list, email, "erasure replayed", stays, false); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, nil
	}
	return n, d.Forget(ctx)
}

// at is a place in a record, as a key.
func at(r coop.RecordID, path string) string { return number(int64(r)) + " " + path }

// again is what a line of the ledger finds in a restored register: the contact at the same place, and whoever has an address
// of the same hash.
func (d *Desk) again(ctx context.Context, e coop.Erasure) (list []coop.Contact, email string, err error) {
	all, err := d.Reader.ContactsLike(ctx, "")
	if err != nil {
		return nil, "", err
	}
	for _, c := range all {
		same := e.AddressHash != "" && coop.AddressHash(c.Email) == e.AddressHash
		if same {
			email = c.Email
		}
		if same || e.Record != 0 && c.Record == e.Record && c.Path == e.Path {
			list = append(list, c)
		}
	}
	if email != "" || e.AddressHash == "" {
		return list, email, nil
	}
	email, err = d.Reader.AddressWith(ctx, e.AddressHash)
	return list, email, err
}

// ledger is the file's lines after those of the register, each once.
func (d *Desk) ledger(ctx context.Context) ([]coop.Erasure, error) {
	out, err := d.Reader.ErasuresKept(ctx)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.Ledger)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger of erasures: %w", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var e coop.Erasure
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("ledger of erasures: %w", err)
		}
		out = append(out, e)
	}
	return out, nil
}
