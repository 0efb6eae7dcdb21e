package notify

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// office is a real mail server whose answers a test writes; letters are what it has taken.
type office struct {
	mu      sync.Mutex
	rcpt    error // its answer to who a letter is for
	data    error // its answer to a letter, after having read it
	hang    bool  // it takes the letter and never says so
	letters []string
	done    chan struct{}
	t       testing.TB
	addr    string
	clear   bool // it does not know TLS
	roots   *x509.CertPool
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{o: o}, nil }

// counter is one visit of a client.
type counter struct{ o *office }

func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }
func (c *counter) Rcpt(string, *smtp.RcptOptions) error {
	c.o.mu.Lock()
	defer c.o.mu.Unlock()
	return c.o.rcpt
}
func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.o.mu.Lock()
	hang, answer := c.o.hang, c.o.data
	if answer == nil {
		c.o.letters = append(c.o.letters, string(raw))
	}
	c.o.mu.Unlock()
	if hang {
		<-c.o.done
	}
	return answer
}
func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

func newOffice(t testing.TB, clear bool) *office {
	t.Helper()
	o := &office{t: t, clear: clear, done: make(chan struct{})}
	var config *tls.Config
	if !clear {
		config, o.roots = certified(t)
	}
	o.addr = served(t, o, config)
	t.Cleanup(func() { close(o.done) })
	return o
}

// served opens a mail server on an address of its own.
func served(t testing.TB, b smtp.Backend, config *tls.Config) string {
	t.Helper()
	s := smtp.NewServer(b)
	s.Domain, s.TLSConfig = "localhost", config
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { s.Close() })
	return l.Addr().String()
}

// certified is a certificate for 127.0.0.1 and the pool that vouches for it.
func certified(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// server is how our side sees the office.
func (o *office) server() Server {
	host, port, _ := net.SplitHostPort(o.addr)
	n, _ := strconv.Atoi(port)
	s := Server{Host: host, Port: n, From: "recensement@atlas.example.org", TLS: "start", Config: &tls.Config{RootCAs: o.roots, ServerName: "127.0.0.1"}}
	if o.clear {
		s.TLS, s.Config = "none", nil
	}
	return s
}

func (o *office) answers(rcpt, data error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rcpt, o.data = rcpt, data
}

func (o *office) taken() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.letters...)
}

// world is a register with an outbox and a clock that the test moves.
type world struct {
	t    *testing.T
	db   *sqldb.DB
	at   time.Time
	post *Post
	cat  *catalogue.Catalogue
}

func newWorld(t *testing.T, db *sqldb.DB, o *office) *world {
	w := &world{t: t, db: db, at: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.at }
	w.cat = catalogue.New(db, catalogue.Options{})
	w.post = &Post{
		Store: store.New(db, now), Server: o.server(), Now: now, Log: slog.New(slog.DiscardHandler),
		Site: Site{BaseURL: "https://atlas.example.org", Operator: "Association d’exemple", Contact: "contact@example.org"},
	}
	return w
}

func (w *world) write(m coop.Message) {
	w.t.Helper()
	err := w.post.Store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Enqueue(m)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) step() bool {
	w.t.Helper()
	sent, err := w.post.Step(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return sent
}

func (w *world) in(state coop.MessageState) []catalogue.Message {
	w.t.Helper()
	list, err := w.cat.Messages(context.Background(), state, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

var invitation = coop.Message{To: "b@example.org", Lang: "fr", Key: "enter", Link: "/connexion/SECRET"}

func each(t *testing.T, clear bool, test func(*testing.T, *world, *office)) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, clear)
		test(t, newWorld(t, db, o), o)
	})
}

func TestALetterLeavesOnceAndSaysWhatItMust(t *testing.T) {
	each(t, false, func(t *testing.T, w *world, o *office) {
		w.write(invitation)
		for w.step() {
		}
		letters := o.taken()
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		m, err := mail.ReadMessage(strings.NewReader(letters[0]))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if !strings.Contains(text, "\n\nhttps://atlas.example.org/connexion/SECRET\n\n") || !strings.Contains(text, "\n-- \n") {
			t.Errorf("text: %q", text)
		}
		for name, want := range map[string]string{
			"To": "<b@example.org>", "Reply-To": "<contact@example.org>", "Auto-Submitted": "auto-generated", "Message-Id": "<kafo.1.1795683600000@atlas.example.org>",
		} {
			if got := m.Header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if len(letters[0]) > 10_000 {
			t.Errorf("a letter of %d bytes", len(letters[0]))
		}
		sent := w.in(coop.MessageSent)
		if len(sent) != 1 || sent[0].Link != "" {
			t.Errorf("the outbox keeps a link that opens an account: %v", sent)
		}
	})
}

func TestALetterThatIsPutOffComesLater(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		o.answers(&smtp.SMTPError{Code: 451, Message: "come back later"}, nil) // greylisting
		w.write(invitation)
		if !w.step() || w.step() {
			t.Fatal("tried more than once at once")
		}
		if list := w.in(coop.MessageWaiting); len(list) != 1 || !strings.Contains(list[0].Trouble, "come back later") {
			t.Fatalf("waiting: %v", list)
		}
		o.answers(nil, nil)
		w.at = w.at.Add(2 * time.Minute)
		for w.step() {
		}
		if len(o.taken()) != 1 || len(w.in(coop.MessageSent)) != 1 {
			t.Errorf("%d letters, %d sent", len(o.taken()), len(w.in(coop.MessageSent)))
		}
	})
}

func TestALetterThatIsRefusedIsNotTriedAgain(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		o.answers(&smtp.SMTPError{Code: 550, Message: "no such person"}, nil)
		w.write(invitation)
		w.write(coop.Message{To: "c@example.org", Lang: "en", Key: "invited", Link: "/connexion"})
		w.step()
		o.answers(nil, nil)
		for w.step() {
		}
		if failed := w.in(coop.MessageFailed); len(failed) != 1 || failed[0].To != "b@example.org" || !strings.Contains(failed[0].Trouble, "no such person") {
			t.Errorf("failed: %v", failed)
		}
		if len(o.taken()) != 1 {
			t.Errorf("%d letters", len(o.taken()))
		}
	})
}

func TestNothingIsLostWhileTheServerIsDown(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		up := w.post.Server
		w.post.Server.Port = 1 // nobody listens
		for _, to := range []string{"b@example.org", "c@example.org"} {
			w.write(coop.Message{To: to, Lang: "fr", Key: "invited", Link: "/connexion"})
		}
		for range 30 {
			w.step()
			w.at = w.at.Add(time.Hour)
		}
		w.post.Server = up
		for range 10 {
			w.at = w.at.Add(time.Hour)
			for w.step() {
			}
		}
		if len(o.taken()) != 2 || len(w.in(coop.MessageSent)) != 2 {
			t.Errorf("%d letters, %d sent", len(o.taken()), len(w.in(coop.MessageSent)))
		}
	})
}

func TestALinkThatIsOverIsNotSent(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		m := invitation
		m.Until = w.at.Add(10 * time.Minute).UnixMilli()
		w.write(m)
		w.at = w.at.Add(11 * time.Minute)
		if w.step() || len(o.taken()) != 0 || len(w.in(coop.MessageLate)) != 1 {
			t.Error("a link left that no longer holds")
		}
	})
}

// TestAnUnsureLetterIsSentAgainUnderItsName: the server takes the letter, and the connection breaks before it says so.
func TestAnUnsureLetterIsSentAgainUnderItsName(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		o.mu.Lock()
		o.hang = true
		o.mu.Unlock()
		w.write(invitation)
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		if _, err := w.post.Step(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		o.mu.Lock()
		o.hang = false
		o.mu.Unlock()
		w.at = w.at.Add(5 * time.Minute)
		for w.step() {
		}
		letters := o.taken()
		if len(letters) != 2 {
			t.Fatalf("%d letters", len(letters))
		}
		first, second := messageID(letters[0]), messageID(letters[1])
		if first == "" || first != second {
			t.Errorf("%q and %q are two letters to a reader", first, second)
		}
	})
}

func messageID(letter string) string {
	m, err := mail.ReadMessage(strings.NewReader(letter))
	if err != nil {
		return ""
	}
	return m.Header.Get("Message-Id")
}

// TestNoLetterTravelsInClear: a server without TLS, or with a certificate of somebody else, gets nothing (S 58).
func TestNoLetterTravelsInClear(t *testing.T) {
	for name, change := range map[string]func(*Server){
		"no TLS there":      func(s *Server) { s.TLS, s.Config = "start", nil },
		"a stranger's name": func(s *Server) {},
	} {
		o := newOffice(t, name == "no TLS there")
		w := newWorld(t, testkit.SQLite(t), o)
		change(&w.post.Server)
		if name == "a stranger's name" {
			w.post.Server.Config = nil
		}
		w.write(invitation)
		w.step()
		if len(o.taken()) != 0 || len(w.in(coop.MessageWaiting)) != 1 {
			t.Errorf("%s: the letter left", name)
		}
	}
}

func TestAddressesOfServers(t *testing.T) {
	for text, want := range map[string]string{
		"smtp://u:p@mail.example.org": "start 587", "smtps://u:p@mail.example.org": "whole 465", "smtp://localhost": "none 25", "smtp://127.0.0.1:2525": "none 2525",
		"smtp://u:p@localhost:25": "start 25", "http://mail.example.org": "", "mail.example.org": "", "smtp://": "", "smtp://h:x": "",
	} {
		s, err := ParseServer(text, "a@example.org")
		got := ""
		if err == nil {
			got = s.TLS + " " + strconv.Itoa(s.Port)
		}
		if got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	if _, err := ParseServer("smtp://localhost", ""); err == nil {
		t.Error("a server without a sender")
	}
}

// TestNoHeaderCanBePutIn: what people are called and where they are written to cannot end a line (S 12).
func TestNoHeaderCanBePutIn(t *testing.T) {
	o := newOffice(t, true)
	w := newWorld(t, testkit.SQLite(t), o)
	w.post.Site.Operator = "Exemple\r\nBcc: z@example.org"
	w.write(coop.Message{To: "b@example.org\r\nBcc: z@example.org", Lang: "fr", Key: "invited", Link: "/connexion"})
	w.write(coop.Message{To: "c@example.org", Lang: "fr", Key: "invited", Link: "/connexion"})
	for w.step() {
	}
	for _, l := range o.taken() {
		m, err := mail.ReadMessage(strings.NewReader(l))
		if err != nil || m.Header.Get("Bcc") != "" {
			t.Errorf("%v: %s", err, l)
		}
	}
}
