package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/store"
)

// Server is the mail server that takes letters (submission). Its address is a URL:
//
//	smtp://user:password@mail.example.org:587   STARTTLS, demanded and verified
//	smtps://user:password@mail.example.org:465  TLS from the first byte, verified
//	smtp://localhost:25                         no TLS: only to this very machine, and without a password
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	TLS      string      // "start", "whole" or "none"
	From     string      // address of the sender
	Return   string      // address to which letters of campaigns come back, with a name of each: bounce+12-…@; "" for the sender's
	Config   *tls.Config // nil: the machine's authorities
}

// ParseServer reads the address of a mail server. Errors: invalid for what is no such address, and for one by which a
// password would travel in clear (M10).
func ParseServer(text, from string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return Server{}, coop.Refuse(coop.Invalid, "mail.server_wrong")
	}
	s := Server{Host: u.Hostname(), From: from, TLS: "start", Port: 587, User: u.User.Username()}
	s.Password, _ = u.User.Password()
	switch {
	case u.Scheme == "smtps":
		s.TLS, s.Port = "whole", 465
	case loopback(s.Host) && s.User == "":
		s.TLS, s.Port = "none", 25
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil {
			return Server{}, coop.Refuse(coop.Invalid, "mail.server_wrong")
		}
	}
	if _, err := coop.Address(from); err != nil {
		return Server{}, coop.Refuse(coop.Invalid, "mail.from_missing")
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s Server) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(30 * time.Second), mail.WithHELO("localhost")}
	if host := s.From[strings.IndexByte(s.From, '@')+1:]; host != "" {
		options = append(options, mail.WithHELO(host))
	}
	switch s.TLS {
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case "whole":
		options = append(options, mail.WithSSL())
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.Config != nil {
		options = append(options, mail.WithTLSConfig(s.Config))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, options...)
}

// send hands one letter to one reader to the server.
func (p *Post) send(ctx context.Context, m store.Taken) error {
	if m.Letter != nil && m.Letter.Attached != "" {
		files, err := p.Files(ctx, *m.Letter, m.Lang)
		if err != nil {
			return fmt.Errorf("questionnaire: %w", err)
		}
		m.Letter.Files = files
	}
	letter, err := p.letter(m)
	if err != nil {
		return err
	}
	c, err := p.Server.client()
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, lease/2)
	defer cancel()
	return c.DialAndSendWithContext(ctx, letter)
}

// attach puts the documents that go with a letter behind its text.
func attach(out *mail.Msg, l *coop.Letter) error {
	if l == nil {
		return nil
	}
	for _, f := range l.Files {
		if err := out.AttachReader(f.Name, bytes.NewReader(f.Body), mail.WithFileContentType(mail.ContentType(f.MediaType))); err != nil {
			return fmt.Errorf("questionnaire: %w", err)
		}
	}
	return nil
}

// letter is a message as it travels: plain text first, no picture, no tracker (M1, M3); a questionnaire comes behind it.

func (p *Post) letter(m store.Taken) (*mail.Msg, error) {
	words := p.Site.Words(m.Message)
	out := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingQP), mail.WithNoDefaultUserAgent())
	if err := out.FromFormat(p.Site.Operator, p.Server.From); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if err := out.To(m.To); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	if strings.Contains(p.Site.Contact, "@") {
		if err := out.ReplyTo(p.Site.Contact); err != nil {
			return nil, fmt.Errorf("reply-to: %w", err)
		}
	}
	if m.Letter != nil {
		if err := p.list(out, *m.Letter, i18n.Lang(m.Lang)); err != nil {
			return nil, err
		}
	}
	out.Subject(words.Subject)
	out.SetDateWithValue(time.UnixMilli(m.WrittenAt).UTC())
	out.SetMessageIDWithValue(fmt.Sprintf("kafo.%d.%d@%s", m.ID, m.WrittenAt, p.Server.From[strings.IndexByte(p.Server.From, '@')+1:]))
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	out.SetBodyString(mail.TypeTextPlain, words.Text)
	return out, attach(out, m.Letter)
}
