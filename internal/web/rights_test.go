package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// callers are the visitors of the matrix: each role, and who decides also without her second factor.
var callers = []struct {
	name   string
	role   coop.AccountRole
	factor bool
}{
	{"visitor", "", false}, {"no role", "", false}, {"member", coop.Member, false}, {"network steward", coop.NetworkSteward, false}, {"network steward, factor", coop.NetworkSteward, true},
	{"steward", coop.Steward, false}, {"steward, factor", coop.Steward, true}, {"administrator", coop.Administrator, false}, {"administrator, factor", coop.Administrator, true},
}

// TestEveryRouteAnswersEveryRoleAsTheMatrixSays is T25: routes × roles, what is written too, in testdata/rights.golden. A
// route that no verb was named for is on no line, and fails the test.
func TestEveryRouteAnswersEveryRoleAsTheMatrixSays(t *testing.T) {
	var known []Route
	p := newPeopled(t)
	s := served(t, p)
	for _, r := range s.known {
		if r.Verb == "" {
			t.Errorf("%s %s has no verb", r.Method, r.Pattern)
		}
		if r.Verb != coop.VerbRead {
			known = append(known, r)
		}
	}
	p.organisation(t)
	p.reported(t, newBrowser(t, p.h))
	var b strings.Builder
	for i, c := range callers {
		who := p.caller(t, i, c.role, c.factor)
		for _, r := range known {
			path := strings.NewReplacer("{secret}", "rien", "{id}", "1", "{ref}", "1").Replace(r.Pattern)
			form := url.Values{sealField: {who.seal(t)}}
			w := who.do(r.Method, path, form, "Sec-Fetch-Site", "same-origin")
			to := w.Header().Get("Location")
			fmt.Fprintf(&b, "%s: %s %s %d %s\n", c.name, r.Method, r.Pattern, w.Code, to)
			if r.Pattern == "/deconnexion" && r.Method == http.MethodPost || r.Pattern == "/compte/visites" && r.Method == http.MethodPost {
				who = p.caller(t, i, c.role, c.factor)
			}
		}
	}
	golden(t, "testdata/rights.golden", b.String())
}

// TestNoAddressIsServedOutsideTheTable: what the mux knows, the table of routes knows.
func TestNoAddressIsServedOutsideTheTable(t *testing.T) {
	s := served(t, newPeopled(t))
	for _, path := range []string{"/", "/partenariats.csv", "/compte", "/connexion/x", "/administration/comptes/1", "/static/x", "/livez", "/readyz", "/donnees.zip"} {
		r, _ := http.NewRequest(http.MethodGet, path, nil)
		_, pattern := s.mux.Handler(r)
		method, at, _ := strings.Cut(pattern, " ")
		if !slices.ContainsFunc(s.known, func(k Route) bool { return k.Method == method && k.Pattern == at }) {
			t.Errorf("%s is served by %q, which is not in the table", path, pattern)
		}
	}
}

// served is the server behind a site of accounts.
func served(t testing.TB, p *peopled) *server {
	t.Helper()
	s, err := newServer(p.deps)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// seal is that of any form this browser may open.
func (b *browser) seal(t testing.TB) string {
	t.Helper()
	for _, path := range []string{"/compte", "/connexion"} {
		if w := b.get(path); w.Code == http.StatusOK {
			return sealIn(t, w.Body.String())
		}
	}
	t.Fatal("no form")
	return ""
}

// caller signs somebody in, in a role.
func (p *peopled) caller(t testing.TB, n int, role coop.AccountRole, factor bool) *browser {
	t.Helper()
	b := newBrowser(t, p.h)
	if n == 0 {
		return b
	}
	email := fmt.Sprintf("n%d@example.org", n)
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		id, err := tx.Account(email, "Personne d’exemple", "fr")
		if err != nil || role == "" {
			return err
		}
		org := coop.OrgID(0)
		if role.Scoped() {
			org = 1
		}
		_, err = tx.Grant(id, role, org, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	path, err := p.auth.EnterPath(context.Background(), p.account(t, email))
	if err != nil {
		t.Fatal(err)
	}
	b.send(path)
	clear(b.seen) // how she came in is seen elsewhere
	if factor {
		p.factored(t, b)
	}
	return b
}

func (p *peopled) account(t testing.TB, email string) coop.AccountID {
	t.Helper()
	person, err := p.cat.AccountOf(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	return person.ID
}

// TestTheLogHoldsNoSecretOfAnAddress: what stands in an address in the place of a secret is not written down (S 60, S 66).
func TestTheLogHoldsNoSecretOfAnAddress(t *testing.T) {
	s := served(t, newPeopled(t))
	open := []string{"id", "ref", "file", "rubric", "kind", "figure", "format", "entry", "step", "question", "piece", "task", "name", "mail", "place"} // numbers and names, which open nothing
	hidden := 0
	for _, r := range s.known {
		for _, part := range regexp.MustCompile(`\{(\w+)(\.\.\.)?\}`).FindAllStringSubmatch(r.Pattern, -1) {
			at := "/en" + strings.Replace(r.Pattern, part[0], "CANARI-SECRET", 1)
			if got := s.loggable(at); strings.Contains(got, "CANARI") && !slices.Contains(open, part[1]) {
				t.Errorf("%s is logged as %s", r.Pattern, got)
			} else if got != at {
				hidden++
			}
		}
	}
	if got := s.loggable("/repondre/1-aaaa/rubriques/means"); got != "/repondre/…/rubriques/means" || hidden == 0 {
		t.Errorf("logged: %s; %d hidden", got, hidden)
	}
}
