package catalogue

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kafo/internal/coop"
	"kafo/internal/format"
)

// Eraser takes one person out of what a document says: her name, also where only the surname stands in capitals or beside
// her given name, her address in every form and her telephone. The words left in their places are those of the public form.
type Eraser struct {
	Source  coop.SourceID
	SHA256  string
	of      coop.Contact
	names   []string
	phones  []string
	masker  *masker
	surname []string // folded surnames, for what is left to a human
}

// Eraser is that of a contact, by what is kept of her and what her record prints. Error: notfound.
func (c *Catalogue) Eraser(ctx context.Context, of coop.Contact) (*Eraser, error) {
	row, err := c.q.RecordOfContact(ctx, int64(of.Record))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, coop.Refuse(coop.NotFound, "record.notfound", of.Record)
	}
	if err != nil {
		return nil, fmt.Errorf("record %d: %w", of.Record, err)
	}
	e := &Eraser{Source: coop.SourceID(row.Source), SHA256: row.Sha256, of: of}
	e.add(of)
	for _, printed := range coop.ContactsIn([]byte(row.Body)) {
		if printed.Path == of.Path {
			e.add(printed)
		}
	}
	bodies, err := c.q.BodiesOfSource(ctx, row.Source)
	if err != nil {
		return nil, fmt.Errorf("bodies of source %d: %w", row.Source, err)
	}
	var said contactBody
	for _, n := range e.names {
		said.Contacts = append(said.Contacts, named{Name: text(n)})
	}
	read := []contactBody{said}
	for _, b := range bodies {
		one := readBody(b.Body)
		one.Contacts, one.PostContacts, one.ForeignContacts, one.Volunteers = nil, nil, nil, nil
		read = append(read, one)
	}
	e.masker = newMasker(read)
	e.masker.lines = true
	for first, list := range e.masker.people {
		for _, p := range list {
			if len(first) > 2 && !slices.Contains(e.surname, strings.Join(p.surname, " ")) {
				e.surname = append(e.surname, strings.Join(p.surname, " "))
			}
		}
	}
	slices.Sort(e.surname)
	return e, nil
}

func (e *Eraser) add(c coop.Contact) {
	if c.Name != "" && !slices.Contains(e.names, c.Name) {
		e.names = append(e.names, c.Name)
	}
	if c.Phone != "" && !slices.Contains(e.phones, c.Phone) {
		e.phones = append(e.phones, c.Phone)
	}
	if e.of.Email == "" {
		e.of.Email = c.Email
	}
}

// Text is a text without her.
func (e *Eraser) Text(s string) string {
	s = e.exact(s)
	if len(e.masker.people) == 0 {
		return s
	}
	return e.masker.maskPeople(s)
}

// exact takes out what is hers beyond doubt: the name as printed, the address, the telephone.
func (e *Eraser) exact(s string) string {
	for _, n := range e.names {
		s = strings.ReplaceAll(s, n, someone)
	}
	for _, n := range e.phones {
		s = strings.ReplaceAll(s, n, somePhone)
	}
	if e.of.Email == "" || !mayHaveMail(s) {
		return s
	}
	return mail.ReplaceAllStringFunc(s, func(one string) string {
		if coop.AddressIn(one) == e.of.Email {
			return someMail
		}
		return one
	})
}

// JSON is a value of JSON, or a plain text, without her. In the body of a record the persons who stand beside her as contacts
// keep their names, were they called as she is.
func (e *Eraser) JSON(raw string, body bool) (string, error) {
	if !json.Valid([]byte(raw)) {
		return e.Text(raw), nil
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	w := &rewriter{in: d, text: func(path, s string) string {
		if body && isContact(path) {
			return e.exact(s)
		}
		return e.Text(s)
	}}
	err := w.value("")
	return w.out.String(), err
}

// Body is the body of a record without her; in her own record nothing of her stays at her place.
func (e *Eraser) Body(record coop.RecordID, raw string) (string, error) {
	out, err := e.JSON(raw, true)
	if err != nil || record != e.of.Record {
		return out, err
	}
	d := json.NewDecoder(strings.NewReader(out))
	d.UseNumber()
	w := &rewriter{in: d, text: func(path, s string) string {
		switch path {
		case e.of.Path + ".name":
			return someone
		case e.of.Path + ".email":
			return someMail
		case e.of.Path + ".phone":
			return somePhone
		}
		return s
	}}
	err = w.value("")
	return w.out.String(), err
}

func isContact(path string) bool {
	list, _, _ := strings.Cut(path, ".")
	return private[list] || list == "volunteers"
}

// File is the kept document without her, line for line; a document that is no text is given up whole, and what stands in its
// place says so.
func (e *Eraser) File(name string) ([]byte, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t, err := format.Decode(bytes.NewReader(raw))
	if err != nil || bytes.IndexByte(raw, 0) >= 0 {
		return []byte("[document retiré]\n"), nil
	}
	return []byte(e.Text(strings.Join(t.Lines, "\n")) + "\n"), nil
}

// Left says whether a word of a text may still mean her: her surname, whatever stands beside it.
func (e *Eraser) Left(s string) bool {
	if len(e.surname) == 0 {
		return false
	}
	words := " " + coop.Fold(s) + " "
	for _, n := range e.surname {
		if utf8.RuneCountInString(n) > 2 && strings.Contains(words, " "+n+" ") {
			return true
		}
	}
	return false
}

// rewriter copies JSON value by value, so that the keys keep their order, and changes its texts.
type rewriter struct {
	in   *json.Decoder
	out  strings.Builder
	text func(path, s string) string
}

func (w *rewriter) value(path string) error {
	t, err := w.in.Token()
	if err != nil {
		return err
	}
	switch v := t.(type) {
	case json.Delim:
		return w.members(path, v)
	case string:
		return w.write(w.text(path, v))
	}
	return w.write(t)
}

func (w *rewriter) members(path string, open json.Delim) error {
	w.out.WriteRune(rune(open))
	for n := 0; w.in.More(); n++ {
		if n > 0 {
			w.out.WriteByte(',')
		}
		key := strconv.Itoa(n)
		if open == '{' {
			t, err := w.in.Token()
			if err != nil {
				return err
			}
			key, _ = t.(string)
			if err := w.write(key); err != nil {
				return err
			}
			w.out.WriteByte(':')
		}
		if err := w.value(strings.TrimPrefix(path+"."+key, ".")); err != nil {
			return err
		}
	}
	end, err := w.in.Token()
	if d, ok := end.(json.Delim); ok {
		w.out.WriteRune(rune(d))
	}
	return err
}

func (w *rewriter) write(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	w.out.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// Place is where a word stands that a human should look at.
type Place struct {
	Record   coop.RecordID
	Document string
	Line     int
}

// LeftOf are the records whose texts may still mean a person who was erased, in every document: they are for a human to
// read.
func (c *Catalogue) LeftOf(ctx context.Context, list []*Eraser) ([]Place, error) {
	var out []Place
	for last := int64(0); ; {
		rows, err := c.q.BodiesFrom(ctx, last)
		if err != nil {
			return nil, fmt.Errorf("bodies: %w", err)
		}
		if len(rows) == 0 {
			return out, nil
		}
		for _, r := range rows {
			if slices.ContainsFunc(list, func(e *Eraser) bool { return e.Left(r.Body) }) {
				out = append(out, Place{coop.RecordID(r.ID), r.Document, r.Line})
			}
			last = r.ID
		}
	}
}

// ErasuresKept is the ledger of erasures, in its order.
func (c *Catalogue) ErasuresKept(ctx context.Context) ([]coop.Erasure, error) {
	rows, err := c.q.Erasures(ctx)
	if err != nil {
		return nil, fmt.Errorf("erasures: %w", err)
	}
	out := make([]coop.Erasure, len(rows))
	for i, r := range rows {
		out[i] = coop.Erasure{ID: coop.ErasureID(r.ID), Contact: coop.ContactID(r.Contact), Record: coop.RecordID(r.Record), Path: r.Path,
			AddressHash: r.AddressHash, Author: coop.Author(r.Author), At: r.ErasedAt, Kept: r.Kept}
	}
	return out, nil
}

// FileHash is the hash that the bytes of a kept document must have: its own, or that of the copy out of which somebody was
// erased.
func (c *Catalogue) FileHash(ctx context.Context, sha string) (string, error) {
	redacted, err := c.q.RedactedFile(ctx, sha)
	if errors.Is(err, sql.ErrNoRows) {
		return sha, nil
	}
	return redacted, err
}

// ContactsLike are the contacts whose name or address has a text in it, erased ones left out; for the operator alone.
func (c *Catalogue) ContactsLike(ctx context.Context, like string) ([]coop.Contact, error) {
	rows, err := c.q.ContactsKept(ctx)
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	var out []coop.Contact
	for _, r := range rows {
		if strings.Contains(coop.Fold(r.Name+" "+r.Email), coop.Fold(like)) {
			out = append(out, contact(r))
		}
	}
	return out, nil
}

// AddressWith is the address of an account of which a ledger keeps the hash, "" where there is none.
func (c *Catalogue) AddressWith(ctx context.Context, hash string) (string, error) {
	list, err := c.q.KnownAddresses(ctx)
	if err != nil {
		return "", fmt.Errorf("addresses: %w", err)
	}
	for _, a := range list {
		if coop.AddressHash(a) == hash {
			return a, nil
		}
	}
	return "", nil
}
