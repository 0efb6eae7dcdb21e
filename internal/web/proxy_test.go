package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// TestWhereARequestComesFrom: what a header says is believed as far as a trusted proxy says it, and no step further.
func TestWhereARequestComesFrom(t *testing.T) {
	trusted, err := ParseProxies("127.0.0.0/8, ::1 10.1.2.3,2001:db8:ffff::/48")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, old, standard, want string }{
		{"198.51.100.9:4000", "", "", "198.51.100.9"},
		{"198.51.100.9:4000", "203.0.113.7", "", "198.51.100.9"}, // a visitor who makes herself another
		{"198.51.100.9:4000", "", "for=203.0.113.7", "198.51.100.9"},
		{"127.0.0.1:4000", "", "", "127.0.0.1"},
		{"127.0.0.1:4000", "203.0.113.7", "", "203.0.113.7"},
		{"[::1]:4000", "203.0.113.7", "", "203.0.113.7"},
		{"[::ffff:127.0.0.1]:4000", "203.0.113.7", "", "203.0.113.7"},
		{"127.0.0.1:4000", "192.0.2.66, 203.0.113.7", "", "203.0.113.7"},                     // what she wrote stands on the left
		{"127.0.0.1:4000", "127.0.0.1, 203.0.113.7", "", "203.0.113.7"},                      // also where she names a proxy
		{"127.0.0.1:4000", "192.0.2.66, 203.0.113.7, 10.1.2.3", "", "203.0.113.7"},           // two proxies
		{"127.0.0.1:4000", "192.0.2.66, 203.0.113.7, 10.1.2.4", "", "10.1.2.4"},              // the second is none of ours
		{"127.0.0.1:4000", "203.0.113.7:61000", "", "203.0.113.7"},                           // with its port
		{"127.0.0.1:4000", "203.0.113.7, rien", "", "127.0.0.1"},                             // nonsense from the proxy itself
		{"127.0.0.1:4000", "rien, 203.0.113.7", "", "203.0.113.7"},                           // nonsense of the visitor
		{"127.0.0.1:4000", "203.0.113.7,", "", "127.0.0.1"},                                  // nobody
		{"127.0.0.1:4000", "127.0.0.2", "", "127.0.0.2"},                                     // somebody on this machine
		{"127.0.0.1:4000", "", "for=192.0.2.66, for=203.0.113.7;proto=https", "203.0.113.7"}, // RFC 7239
		{"127.0.0.1:4000", "", `For="[2001:db8:1:2:3::4]:4711";by=10.1.2.3`, "2001:db8:1:2::/64"},
		{"127.0.0.1:4000", "", "for=unknown", "127.0.0.1"},
		{"127.0.0.1:4000", "", "for=203.0.113.7, for=_hidden", "127.0.0.1"},
		{"127.0.0.1:4000", "203.0.113.7", "for=203.0.113.7", "203.0.113.7"},
		{"127.0.0.1:4000", "203.0.113.7", "for=192.0.2.66", "127.0.0.1"}, // the proxy wrote one, she the other
		{"127.0.0.1:4000", "192.0.2.66, 10.1.2.3", "for=203.0.113.7, for=10.1.2.3", "127.0.0.1"},
		{"127.0.0.1:4000", "2001:db8::1", "", "2001:db8::/64"},
		{"127.0.0.1:4000", "fe80::1%eth0", "", "fe80::/64"},
		{"127.0.0.1:4000", "::ffff:203.0.113.7", "", "203.0.113.7"},
		{"[2001:db8:1:2:3:4:5:6]:4000", "", "", "2001:db8:1:2::/64"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		for name, value := range map[string]string{"X-Forwarded-For": c.old, "Forwarded": c.standard} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		v := &visit{s: &server{Deps: Deps{Proxies: trusted}}, r: r}
		if got := v.origin(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	several := httptest.NewRequest(http.MethodGet, "/", nil)
	several.RemoteAddr = "127.0.0.1:1"
	several.Header["X-Forwarded-For"] = []string{"192.0.2.66", "203.0.113.7"} // her line, then the proxy's
	if at, _ := trusted.client(several); at.String() != "203.0.113.7" {
		t.Errorf("two lines: %s", at)
	}
	several.Header["X-Forwarded-For"] = []string{strings.Repeat("127.0.0.1,", 1500)}
	if at, _ := trusted.client(several); at.String() != "127.0.0.1" {
		t.Errorf("many: %s", at)
	}
}

// TestProxiesThatAreNone: what cannot be a list of proxies is refused with the word that is wrong.
func TestProxiesThatAreNone(t *testing.T) {
	for text, key := range map[string]string{
		"caddy": "proxy.wrong", "10.0.0.0/33": "proxy.wrong", "10.0.0.1:80": "proxy.wrong", "127.0.0.1 ; ::1": "proxy.wrong",
		"0.0.0.0/0": "proxy.everybody", "::/0": "proxy.everybody", "10.0.0.1/8": "proxy.unclear",
	} {
		if _, err := ParseProxies(text); coop.CodeOf(err) != coop.Invalid || keyOf(err) != key {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "none", " , "} {
		if p, err := ParseProxies(text); err != nil || len(p) != 0 {
			t.Errorf("%q: %v %v", text, p, err)
		}
	}
}

// TestNobodyGetsMoreAttemptsByAHeader: one place asks for sixty links an hour whatever it says of itself; behind a trusted proxy
// each visitor has her own.
func TestNobodyGetsMoreAttemptsByAHeader(t *testing.T) {
	ask := func(h http.Handler, n int, said string) int {
		b := newBrowser(t, h)
		form := map[string][]string{sealField: {sealIn(t, b.get("/connexion").Body.String())}, "email": {fmt.Sprintf("p%d@example.org", n)}}
		return b.do(http.MethodPost, "/connexion", form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin", "X-Forwarded-For", said).Code
	}
	open, behind := newPeopled(t).h, newPeopled(t, func(d *Deps) { d.Proxies, _ = ParseProxies("192.0.2.1") }).h
	for i := range 60 {
		said := fmt.Sprintf("203.0.113.%d", i)
		if a, b := ask(open, i, said), ask(behind, i, said); a != http.StatusOK || b != http.StatusOK {
			t.Fatalf("%d: %d %d", i, a, b)
		}
	}
	if got := ask(open, 60, "203.0.113.60"); got != http.StatusUnprocessableEntity {
		t.Errorf("a visitor who names another address each time: %d", got)
	}
	if got := ask(behind, 60, "203.0.113.60"); got != http.StatusOK {
		t.Errorf("the sixty-first visitor behind a proxy: %d", got)
	}
	for i := 61; i < 120; i++ {
		ask(behind, i, fmt.Sprintf("192.0.2.%d, 203.0.113.60", i))
	}
	if got := ask(behind, 120, "192.0.2.200, 203.0.113.60"); got != http.StatusUnprocessableEntity {
		t.Errorf("a visitor behind a proxy who writes the header too: %d", got)
	}
}

// TestAnAdministratorReadsHowTheSiteIsReached: and is warned where visitors cannot be told apart (U86).
func TestAnAdministratorReadsHowTheSiteIsReached(t *testing.T) {
	trusted, _ := ParseProxies("192.0.2.1")
	for _, c := range []struct {
		peer, said string
		https      bool
		want       string
		ok         bool
	}{
		{"203.0.113.9:1", "", false, "proxy.direct", true},
		{"192.0.2.1:1", "203.0.113.9", true, "proxy.through", true},
		{"192.0.2.1:1", "", true, "proxy.silent", false},
		{"203.0.113.9:1", "198.51.100.7", true, "proxy.untrusted", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/administration", nil)
		r.RemoteAddr = c.peer
		if c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		if got := trusted.looks(r, c.https); got.Key != c.want || got.OK != c.ok {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}
