package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/notify"
	"kafo/internal/store"
)

// moody is a mail server that puts off every seventh reader, refuses every eleventh letter for now, takes every thirteenth and says
// that it did not, and is away for a while. It notes what it took, by reader and by message.
type moody struct {
	mu      sync.Mutex
	readers int
	letters int
	away    bool
	lost    int
	took    map[string]map[string]int
}

func (o *moody) NewSession(*smtp.Conn) (smtp.Session, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away {
		return nil, &smtp.SMTPError{Code: 421, Message: "away"}
	}
	return &mood{o: o}, nil
}

type mood struct {
	o  *moody
	to string
}

func (m *mood) Mail(string, *smtp.MailOptions) error { return nil }
func (m *mood) Reset()                               {}
func (m *mood) Logout() error                        { return nil }

func (m *mood) Rcpt(to string, _ *smtp.RcptOptions) error {
	m.o.mu.Lock()
	defer m.o.mu.Unlock()
	m.to = to
	if m.o.readers++; m.o.readers%7 == 0 {
		return &smtp.SMTPError{Code: 451, Message: "greylisted"}
	}
	return nil
}

func (m *mood) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	m.o.mu.Lock()
	defer m.o.mu.Unlock()
	if m.o.letters++; m.o.letters%11 == 0 {
		return &smtp.SMTPError{Code: 452, Message: "full"}
	}
	if m.o.took[m.to] == nil {
		m.o.took[m.to] = map[string]int{}
	}
	m.o.took[m.to][letter.Header.Get("Message-Id")]++
	if m.o.letters%13 == 0 {
		m.o.lost++
		return &smtp.SMTPError{Code: 451, Message: "taken, and not said"}
	}
	return nil
}

// TestACensusIsWrittenToOnceWhateverTheServerDoes: letters through a server that fails in every way leave all, each under one Message-ID,
// and none twice but where the server did not say that it had it (T16, P7). What is held in memory does not grow with how many
// have left.
func TestACensusIsWrittenToOnceWhateverTheServerDoes(t *testing.T) { writtenTo(t, 300) }

// BenchmarkACensusIsWrittenTo does that with two thousand readers.
func BenchmarkACensusIsWrittenTo(b *testing.B) {
	for b.Loop() {
		writtenTo(b, 2000)
	}
}

func writtenTo(t testing.TB, asked int) {
	t.Helper()
	o := &moody{took: map[string]map[string]int{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(o)
	server.Domain = "localhost"
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	number, _ := strconv.Atoi(port)

	ctx, s := t.Context(), &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return at }
	kept := store.New(h.db, clock)
	c, err := campaign.New(ctx, campaign.Campaigns{Store: kept, Registry: h.registry, Importer: h.importer, Reader: h.catalogue, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	written(t, ctx, c, asked)
	post := &notify.Post{Store: kept, Server: notify.Server{Host: "127.0.0.1", Port: number, TLS: "none", From: "recensement@atlas.example.org"}, Site: s.letters(), Now: clock, Log: slog.New(slog.DiscardHandler)}
	var early uint64
	for step, idle := 0, 0; idle < 60*24; step++ { // a day of nothing: all have left
		o.mu.Lock()
		o.away = step > asked/4 && step < asked/3
		o.mu.Unlock()
		sent, err := post.Step(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if at = at.Add(time.Second); !sent {
			counts, err := h.catalogue.MessageCounts(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if counts[coop.MessageWaiting] == 0 {
				break
			}
			at, idle = at.Add(time.Minute), idle+1
		}
		if step == asked/4 {
			early = held()
		}
	}
	if late := held(); late > 2*early+8<<20 {
		t.Errorf("%d bytes are held at the end, %d after a quarter", late, early)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	twice := 0
	for to, messages := range o.took {
		if len(messages) != 1 {
			t.Errorf("%s got %d different messages", to, len(messages))
		}
		for _, n := range messages {
			twice += n - 1
		}
	}
	if len(o.took) != asked || twice != o.lost || o.lost == 0 {
		t.Errorf("%d readers of %d, %d letters twice, %d not said to be taken", len(o.took), asked, twice, o.lost)
	}
}

// written is a campaign whose invitations to so many readers are in the outbox.
func written(t testing.TB, ctx context.Context, c *campaign.Campaigns, asked int) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	file, err := campaign.File("recensement", "2013-09")
	must(err)
	id, err := c.Create(ctx, "steward:1", coop.Campaign{Title: "Recensement", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "x"}, string(file))
	must(err)
	var list []coop.Invitation
	for n := range asked {
		list = append(list, coop.Invitation{Asked: fmt.Sprintf("Commune %d", n), Email: fmt.Sprintf("mairie@c%d.example", n), Side: coop.French, Lang: "fr"})
	}
	_, err = c.Ask(ctx, "steward:1", id, list)
	must(err)
	must(c.Move(ctx, "steward:1", id, coop.CampaignOpen))
	m, err := c.Mailing(ctx, id)
	must(err)
	must(c.Confirm(ctx, "steward:1", id, coop.LetterInvitation, campaign.List(m.Due(coop.LetterInvitation))))
	for want := asked; want >= 0; want -= asked { // said again it prepares none
		if n, err := c.Post(ctx); n != want || err != nil {
			t.Fatalf("%d letters prepared, not %d: %v", n, want, err)
		}
	}
}

// held is what is in memory after the garbage is gone.
func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
