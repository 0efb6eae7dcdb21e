package notify

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"kafo/internal/coop"
)

// What is read of a message that came in: a report is small, and a mail may bring a few questionnaires.
const (
	returnBytes = 30 << 20
	returnParts = 20
	returnDepth = 4
)

// ReadReturn reads a message that came in: a report of delivery (RFC 3464), a complaint (ARF, RFC 5965), a request to be left
// alone, or a mail that a human being wrote; of an answering machine nothing. Error: invalid for what is no message.
func ReadReturn(r io.Reader) (coop.Return, *coop.Mail, error) {
	raw, err := io.ReadAll(io.LimitReader(r, returnBytes+1))
	if err != nil {
		return coop.Return{}, nil, fmt.Errorf("message: %w", err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil || len(raw) > returnBytes {
		return coop.Return{}, nil, coop.Refuse(coop.Invalid, "mail.no_message")
	}
	out := coop.Return{Mark: markOf(m, raw)}
	to, stop := returnedTo(m.Header)
	kind, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if kind == "multipart/report" {
		f := findings{code: to}
		if err := f.parts(m.Body, params["boundary"], 0); err != nil {
			return out, nil, err
		}
		out.Kind, out.Status, out.Code = f.kind, f.status, f.code
		return out, nil, nil
	}
	switch {
	case automatic(m.Header):
		return out, nil, nil
	case stop:
		out.Kind, out.Code = coop.ReturnStop, to
		return out, nil, nil
	}
	return out, readMail(m, out.Mark, to), nil
}

// markOf is by what a message is known when it comes twice.
func markOf(m *mail.Message, raw []byte) string {
	name := []byte(m.Header.Get("Message-Id"))
	if len(name) == 0 {
		name = raw
	}
	sum := sha256.Sum256(name)
	return hex.EncodeToString(sum[:])
}

// backTo is an address of returns: bounce+12-abcd-… or bounce+stop-12-abcd-….
var backTo = regexp.MustCompile(`(?i)\+(stop-)?(\d+[-.][a-z0-9-]+)@`)

// returnedTo is the code of the address that a message came to, and whether it asks to be left alone.
func returnedTo(h mail.Header) (code string, stop bool) {
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"} {
		for _, value := range h[textproto.CanonicalMIMEHeaderKey(name)] {
			if found := backTo.FindStringSubmatch(value); found != nil {
				return found[2], found[1] != ""
			}
		}
	}
	return "", false
}

// findings are what the parts of a report say.
type findings struct {
	kind   coop.ReturnKind
	status string
	code   string
	seen   int
}

// parts looks at every part of a report.
func (f *findings) parts(body io.Reader, boundary string, depth int) error {
	if boundary == "" || depth > returnDepth {
		return coop.Refuse(coop.Invalid, "mail.no_message")
	}
	list := multipart.NewReader(body, boundary)
	for {
		p, err := list.NextRawPart()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil // cut short: what was read counts
		}
		if err != nil {
			return coop.Refuse(coop.Invalid, "mail.no_message")
		}
		if f.seen++; f.seen > returnParts {
			return nil
		}
		if err := f.part(p, depth); err != nil {
			return err
		}
	}
}

func (f *findings) part(p *multipart.Part, depth int) error {
	kind, params, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
	body := decoded(p.Header.Get("Content-Transfer-Encoding"), p)
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		f.delivery(body)
	case "message/feedback-report":
		f.kind = coop.ReturnComplaint
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		f.quoted(body)
	case "multipart/mixed", "multipart/alternative":
		return f.parts(body, params["boundary"], depth+1)
	}
	return nil
}

func decoded(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// delivery reads the groups of fields of a report, one for each recipient; the worst counts, as our letters have but one.
func (f *findings) delivery(r io.Reader) {
	fields := textproto.NewReader(bufio.NewReader(r))
	for {
		h, err := fields.ReadMIMEHeader()
		action, status := strings.ToLower(strings.TrimSpace(h.Get("Action"))), strings.TrimSpace(h.Get("Status"))
		if cut := strings.IndexAny(status, " \t("); cut > 0 {
			status = status[:cut]
		}
		switch {
		case action == "failed" && !strings.HasPrefix(status, "4"):
			f.kind, f.status = coop.ReturnHard, status
		case (action == "failed" || action == "delayed") && f.kind != coop.ReturnHard:
			f.kind, f.status = coop.ReturnSoft, status
		}
		if err != nil || len(h) == 0 {
			return
		}
	}
}

// leaves is the address by which one leaves a letter: it stands in its header, with its code.
var leaves = regexp.MustCompile(`/desabonnement/(\d+-[a-z0-9-]+)`)

// quoted finds the code in the letter that a report quotes, where the address that it came to has none.
func (f *findings) quoted(r io.Reader) {
	if f.code != "" {
		return
	}
	h, _ := textproto.NewReader(bufio.NewReader(r)).ReadMIMEHeader()
	if found := leaves.FindStringSubmatch(h.Get("List-Unsubscribe")); found != nil {
		f.code = found[1]
	}
}
