package web

import (
	"fmt"
	"net/http"
	"runtime/metrics"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/testkit"
)

// Hostile documents handed in as a filled-in questionnaire, by who was asked and by who holds the census, are refused in words,
// take little memory, and leave nothing behind.
func TestHostilePapersAreHandedInInVain(t *testing.T) {
	a := newAsked(t)
	papers := testkit.HostilePapers(t)
	for who, c := range map[string]struct {
		b    *browser
		home string
	}{
		"who was asked": {newBrowser(t, a.h), a.path},
		"who holds it":  {a.caller(t, 9, coop.Steward, true), invitationPath(a.invitation(t).Invitation)},
	} {
		page := c.home + "/document"
		c.b.get(page)
		before := rowsOf(t, a)
		for _, p := range papers {
			if len(p.Raw) > fileBytes {
				continue // refused by its size, as TestADocumentOfAnotherKindIsRefused says
			}
			status, body := 0, ""
			took := mostOf(func() {
				w := c.b.hand(page, p.Raw)
				status, body = w.Code, strings.ReplaceAll(w.Body.String(), "\u00a0", " ")
			})
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, p.Said) || !strings.Contains(body, `class="problems"`) {
				t.Errorf("%s, %s: %d\n%.3000s", who, p.Name, status, body)
			}
			if took > 256<<20 {
				t.Errorf("%s, %s: %d MB of memory", who, p.Name, took>>20)
			}
		}
		if after := rowsOf(t, a); !slices.Equal(before, after) {
			t.Errorf("%s: rows before %v\nafter %v", who, before, after)
		}
	}
	if i := a.invitation(t); i.Reply != 0 {
		t.Error("a hostile document began a reply")
	}
}

// mostOf is the most that the heap grows by, in bytes, while f runs.
func mostOf(f func()) uint64 {
	held := func() uint64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	before, most, done := held(), atomic.Uint64{}, make(chan bool)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
				most.Store(max(most.Load(), held()))
			}
		}
	}()
	f()
	close(done)
	return max(most.Load(), before) - before
}

// rowsOf are the tables of a register with how many rows they have, but for that of visits, which every page writes.
func rowsOf(t *testing.T, a *held) (out []string) {
	t.Helper()
	for _, table := range testkit.Column(t, a.db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
		if table != "session" {
			out = append(out, fmt.Sprint(table, " ", testkit.Column(t, a.db, "SELECT count(*) FROM "+table)))
		}
	}
	return out
}
