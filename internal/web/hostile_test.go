package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/testkit"
)

// inhabited is a site with something of everything that is private: contacts, a message of the relay, a report, a name to be
// decided, a match, a finding.
func inhabited(t testing.TB) *peopled {
	t.Helper()
	p := newReached(t)
	p.undecided(t)
	b := newBrowser(t, p.h)
	p.reported(t, b)
	p.asked(t, b)
	return p
}

// state is every row of the register, by table. Sessions and counters of attempts follow visits, not what visitors do; what was
// refused stands in the audit.
func (p *peopled) state(t testing.TB) map[string]string {
	t.Helper()
	out, but := map[string]string{}, map[string]string{"audit": " WHERE why <> 'refused'", "sequence": " WHERE kind <> 'audit'"}
	for _, table := range p.column(t, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
		if table != "session" && table != "throttle" {
			out[table] = strings.Join(p.column(t, "SELECT * FROM "+table+but[table]), "\n")
		}
	}
	return out
}

// column is what a query finds, each row in one text.
func (p *peopled) column(t testing.TB, query string) []string {
	t.Helper()
	return testkit.Column(t, p.db, query)
}

// unchanged compares the register with what it was.
func (p *peopled) unchanged(t testing.TB, before map[string]string, what string) {
	t.Helper()
	for table, rows := range p.state(t) {
		if rows != before[table] {
			t.Fatalf("%s changed %s from\n%s\nto\n%s", what, table, before[table], rows)
		}
	}
}

// pathOf is an address of a route on things that there are.
func pathOf(r Route) string {
	return strings.NewReplacer("{$}", "", "{secret}", "rien", "{id}", "1", "{ref}", "1", "{kind}", "partenariat", "{file}", "style.css").Replace(r.Pattern)
}

// gestures are what forms send, all at once: whatever a page takes, it is in here.
func gestures(seal string) url.Values {
	return url.Values{sealField: {seal}, "geste": {"fermer"}, "pourquoi": {"parce que"}, "email": {"evil@example.org"}, "nom": {"Autre"}, "langue": {"en"}, "texte": {"x"},
		"message": {"x"}, "role": {"administrator"}, "a": {"1"}, "organisation": {"1"}, "etat": {"explained"}, "contact": {"1"}, "visibilite": {"public"}, "valeur": {"x"}, "sur": {"partenariat:1"}}
}

// TestNoOtherSiteWritesThroughAVisitor is the CSRF part of T27: each address that is written to, as those who may write to
// most of them, in the ways another site has: what browsers say of it betrays it, with the right seal too, and where they say
// nothing it does not know the seal.
func TestNoOtherSiteWritesThroughAVisitor(t *testing.T) {
	p := inhabited(t)
	stranger := newBrowser(t, p.h)
	for i, role := range []coop.AccountRole{coop.Steward, coop.Administrator} {
		who := p.caller(t, 20+i, role, true)
		right, wrong := who.seal(t), stranger.seal(t)
		attacks := []struct {
			name, seal string
			header     []string
		}{
			{"another site", right, []string{"Sec-Fetch-Site", "cross-site"}}, {"a site beside", right, []string{"Sec-Fetch-Site", "same-site"}},
			{"an older browser", right, []string{"Origin", "https://evil.example"}}, {"a sandbox", right, []string{"Origin", "null"}},
			{"another port", right, []string{"Origin", "https://atlas.example.org:8443"}},
			{"our name in clear", "", []string{"Origin", "http://atlas.example.org"}}, // the library looks at the host alone: the seal stands, and HSTS
			{"a browser that says nothing, no seal", "", nil}, {"one that says nothing, a seal of another", wrong, nil},
			{"our own page, no seal", "", []string{"Sec-Fetch-Site", "same-origin"}}, {"our own page, a seal of another", wrong, []string{"Sec-Fetch-Site", "same-origin"}},
			{"a form of another kind", right, []string{"Sec-Fetch-Site", "same-origin", "Content-Type", "text/plain"}},
		}
		before, tried := p.state(t), 0
		for _, r := range served(t, p).known {
			if r.Method != http.MethodPost || r.Pattern == "/desabonnement/{code}" { // a mail program posts there for its reader, whoever it is (RFC 8058)
				continue
			}
			for _, a := range attacks {
				w := who.do(r.Method, pathOf(r), gestures(a.seal), a.header...)
				if tried++; w.Code != http.StatusForbidden && w.Code != http.StatusUnsupportedMediaType {
					t.Errorf("%s as %s by %s: %d", pathOf(r), role, a.name, w.Code)
				}
			}
			w := who.do(r.Method, pathOf(r)+"?"+gestures(right).Encode(), nil, "Sec-Fetch-Site", "same-origin")
			if w.Code != http.StatusForbidden {
				t.Errorf("%s as %s: a seal in the address is taken: %d", pathOf(r), role, w.Code)
			}
		}
		p.unchanged(t, before, "a form of another site")
		if tried < 200 {
			t.Errorf("only %d attempts", tried)
		}
	}
}

// TestToLookChangesNothing: no GET and no HEAD writes, whatever stands in its address (S 28).
func TestToLookChangesNothing(t *testing.T) {
	p := inhabited(t)
	for i, c := range callers {
		who := p.caller(t, 20*i, c.role, c.factor)
		before := p.state(t)
		asks := gestures(who.seal(t)).Encode()
		for _, r := range served(t, p).known {
			if r.Method == http.MethodGet {
				who.get(pathOf(r) + "?" + asks)
				who.do(http.MethodHead, pathOf(r), nil, "X-HTTP-Method-Override", "POST")
			}
		}
		p.unchanged(t, before, c.name+" who only looks")
	}
}

// TestAVisitIsUnderNoTokenOfAnother is session fixation: what a stranger has put into her browser opens nothing once she is in,
// and a token that we did not give is not taken.
func TestAVisitIsUnderNoTokenOfAnother(t *testing.T) {
	p := newPeopled(t)
	p.caller(t, 7, "", false)
	thief, her := newBrowser(t, p.h), newBrowser(t, p.h)
	thief.send("/connexion", "email", "n8@example.org", "suite", "/compte") // gives him a visit of his own
	planted := maps.Clone(thief.cookies)
	if planted["__Host-kafo"] == "" {
		t.Fatal("he has no visit")
	}
	her.cookies = maps.Clone(planted)
	p.enter(t, her, "n7@example.org")
	if her.cookies["__Host-kafo"] == planted["__Host-kafo"] {
		t.Error("her visit is under the token that he knows")
	}
	thief.cookies = planted
	if w := thief.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("he is in: %d", w.Code)
	}
	form := gestures(thief.seal(t)) // of the same browser secret
	if w := her.do(http.MethodPost, "/compte", form, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusForbidden {
		t.Errorf("his seal serves in her visit: %d", w.Code)
	}
	invented := newBrowser(t, p.h)
	invented.cookies["__Host-kafo"] = strings.Repeat("a", 43)
	p.enter(t, invented, "n7@example.org")
	if invented.cookies["__Host-kafo"] == strings.Repeat("a", 43) {
		t.Error("a visit is under a token that we did not give")
	}
}

// elsewhere are addresses that browsers may take for another site's.
var elsewhere = []string{"https://evil.example", "//evil.example", `/\evil.example`, `\\evil.example`, "/\tevil.example", "/\t/evil.example", "javascript:alert(1)", "https:evil.example", "///evil.example",
	" //evil.example", "/%09/evil.example", "%2F%2Fevil.example", "/\r\nLocation: https://evil.example", "@evil.example", ".evil.example", "evil.example", "/..//evil.example", "/\u2028/evil.example", "/\u200b/evil.example"}

// home says whether an answer leads to our own site, as a browser reads it.
func home(w *httptest.ResponseRecorder) bool {
	to := w.Header().Get("Location")
	if to == "" {
		return true
	}
	u, err := url.Parse(strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(strings.TrimSpace(to)))
	if err != nil {
		return false
	}
	base, _ := url.Parse("https://atlas.example.org/compte")
	at := base.ResolveReference(u)
	return at.Scheme == "https" && at.Host == "atlas.example.org" && !strings.ContainsAny(to, "\r\n\t\\")
}

// TestNobodyIsSentElsewhere is the open redirect of T27 (S 29): wherever one may say where to go on.
func TestNobodyIsSentElsewhere(t *testing.T) {
	p := newPeopled(t)
	for i, to := range elsewhere {
		who := p.caller(t, 20+i, "", false)
		if w := who.get("/connexion?suite=" + url.QueryEscape(to)); !home(w) || w.Code != http.StatusSeeOther {
			t.Errorf("who is in is sent to %q (%d)", w.Header().Get("Location"), w.Code)
		}
		b, email := newBrowser(t, p.h), fmt.Sprintf("n%d@example.org", 20+i)
		b.send("/connexion", "email", email, "suite", to)
		if w := b.send(p.letter(t, email, "enter")); !home(w) || w.Code != http.StatusSeeOther {
			t.Errorf("by a link after %q: %d to %q", to, w.Code, w.Header().Get("Location"))
		}
		for _, page := range []string{"/connexion", "/connexion/mot-de-passe", "/connexion/cle", "/connexion/preuve", "/compte"} {
			if w := b.get(page + "?suite=" + url.QueryEscape(to)); !home(w) || strings.Contains(w.Body.String(), `href="`+to) {
				t.Errorf("%s leads to %q", page, to)
			}
		}
	}
}

// TestWhatAProxySaysIsNotBelieved: Host and X-Forwarded-* reach no page, no redirect, no letter, and nothing that was kept for
// others (S 31, cache poisoning).
func TestWhatAProxySaysIsNotBelieved(t *testing.T) {
	lies := []string{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher", "X-Forwarded-Prefix", "/evil.example", "Forwarded", "host=evil.example;proto=http", "X-Host", "evil.example",
		"X-Original-URL", "/evil.example", "X-Rewrite-URL", "/evil.example", "X-HTTP-Method-Override", "DELETE", "X-Forwarded-For", "evil.example", "Accept-Language", "evil.example", "Cookie", "evil.example=1"}
	for _, base := range []string{"https://atlas.example.org", ""} {
		p := inhabited(t)
		p.deps.Site.BaseURL = base
		s := served(t, p)
		h := s.outer()
		for _, r := range s.known {
			path := pathOf(r)
			if r.Method != http.MethodGet || r.Verb != coop.VerbRead || path == "/donnees.zip" {
				continue
			}
			request := httptest.NewRequest(http.MethodGet, path, nil)
			for i := 0; i+1 < len(lies); i += 2 {
				request.Header.Set(lies[i], lies[i+1])
			}
			request.Host = "evil.example"
			lied := httptest.NewRecorder()
			h.ServeHTTP(lied, request)
			ours := base != "" || path != "/sitemap.xml" && path != "/robots.txt" // must name a host; without one of the operator's, they name the visitor's to him alone
			if said := fmt.Sprint(lied.Header()) + lied.Body.String(); ours && strings.Contains(said, "evil") || strings.Contains(said, "gopher") {
				t.Errorf("%s repeats what was said of the host: %v", path, lied.Header())
			}
			honest := get(h, path, "Accept", "*/*")
			if said := fmt.Sprint(honest.Header()) + honest.Body.String(); honest.Code != lied.Code || ours && honest.Body.String() != lied.Body.String() || strings.Contains(said, "evil") {
				t.Errorf("%s: the next visitor gets another page", path)
			}
		}
	}
	p := newPeopled(t)
	p.caller(t, 7, "", false)
	newBrowser(t, p.h).send("/connexion", "email", "n7@example.org")
	if link := p.letter(t, "n7@example.org", "enter"); !strings.HasPrefix(link, "/connexion/") {
		t.Errorf("a letter leads to %s", link) // the address before it is the operator's, see notify
	}
}

// TestNobodyWritesHeadersOrLines: what stands in an address ends in no header of an answer, and begins no line of the log.
func TestNobodyWritesHeadersOrLines(t *testing.T) {
	p := inhabited(t)
	var log bytes.Buffer
	p.deps.Log = slog.New(slog.NewTextHandler(&log, nil))
	s := served(t, p)
	p.h = s.outer()
	admin := p.caller(t, 20, coop.Administrator, true)
	const put = "%0D%0AX-Injected:%20yes%0D%0A%0D%0Alevel=INFO%1B[2J"
	for _, r := range s.known {
		if r.Method != http.MethodGet {
			continue
		}
		var query []string
		for name := range gestures("") {
			query = append(query, name+"="+put)
		}
		slices.Sort(query)
		for _, address := range []string{pathOf(r) + put, pathOf(r) + put + "/", pathOf(r) + "?" + strings.Join(query, "&") + "&suite=" + put + "&q=" + put + "&tri=" + put} {
			w := admin.get(address)
			for name, values := range w.Header() {
				if strings.Contains(name, "Injected") || strings.ContainsAny(strings.Join(values, ""), "\r\n\x1b") {
					t.Errorf("%s: header %s is %q", address, name, values)
				}
			}
		}
	}
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "\x1b") {
			t.Fatalf("a line of the log is a visitor's: %q", line)
		}
	}
}

// fixedHeaders stand on every answer of a site that is reached by https (S 22–27).
var fixedHeaders = map[string]string{
	"Content-Security-Policy":    "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	"X-Content-Type-Options":     "nosniff",
	"Strict-Transport-Security":  "max-age=31536000; includeSubDomains",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Permissions-Policy":         "camera=(), geolocation=(), microphone=()",
}

// otherHeaders are all others that an answer may have.
var otherHeaders = []string{"Allow", "Cache-Control", "Clear-Site-Data", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "Etag", "Last-Modified",
	"Link", "Location", "Referrer-Policy", "Retry-After", "Set-Cookie", "Vary"}

// wellHeaded is the exact list of headers of an answer (T28): those that must be, and no other that nobody has thought of.
func wellHeaded(t testing.TB, what string, w *httptest.ResponseRecorder, private bool) {
	t.Helper()
	for name, want := range fixedHeaders {
		if strings.HasSuffix(what, "/imprimer/html") && name == "Content-Security-Policy" {
			style, _ := export.Templates{}.StyleHash()
			want = printPolicy(style) // a document that carries its style and its pictures, and loads nothing
		}
		if strings.Contains(what, "/pieces/") && name == "Content-Security-Policy" && strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			want = "default-src 'none'; sandbox; frame-ancestors 'none'" // what somebody attached is saved, and never opened here
		}
		if got := w.Header().Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	for name := range w.Header() {
		if fixedHeaders[name] == "" && !slices.Contains(otherHeaders, name) {
			t.Errorf("%s: header %s", what, name)
		}
	}
	referrer := []string{"strict-origin-when-cross-origin"}
	if private {
		referrer = []string{"same-origin", "no-referrer"}
	}
	if got := w.Header().Get("Referrer-Policy"); !slices.Contains(referrer, got) {
		t.Errorf("%s: Referrer-Policy is %q", what, got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" && (private || w.Code >= 400) {
		t.Errorf("%s may be kept: %q", what, got)
	}
	if w.Header().Get("Set-Cookie") != "" && !private {
		t.Errorf("%s sets a cookie", what)
	}
	wellTyped(t, what, w)
	cookiesBound(t, what, w)
}

// wellTyped: whatever has a body says what it is, and in which letters (S 30).
func wellTyped(t testing.TB, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	kind := w.Header().Get("Content-Type")
	if w.Body.Len() > 0 && !strings.Contains(kind, "charset=utf-8") && !strings.Contains(kind, "spreadsheet") && kind != prints["docx"] && kind != prints["odt"] && kind != "application/zip" && kind != "image/svg+xml" && kind != "image/jpeg" {
		t.Errorf("%s: type %q", what, kind)
	}
}

// cookiesBound: S 21.
func cookiesBound(t testing.TB, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	for _, c := range w.Header().Values("Set-Cookie") {
		if !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "; Secure") || !strings.Contains(c, "; HttpOnly") || !strings.Contains(c, "; SameSite=Lax") || !strings.Contains(c, "Path=/") || strings.Contains(c, "Domain") {
			t.Errorf("%s: cookie %s", what, c)
		}
	}
}

// TestHeadersProtectEveryPrivateAnswer is T28 for whoever is signed in: each address, looked at and written to, right and
// wrong, as each role; in both languages.
func TestHeadersProtectEveryPrivateAnswer(t *testing.T) {
	p := inhabited(t)
	known := served(t, p).known
	statuses, secretPages := map[int]int{}, 0
	for i, c := range callers {
		who := p.caller(t, 20*i, c.role, c.factor)
		seal := who.seal(t)
		for _, r := range known {
			if r.Verb == coop.VerbRead || r.Pattern == "/deconnexion" && r.Method == http.MethodPost || r.Pattern == "/compte/visites" && r.Method == http.MethodPost {
				continue
			}
			for _, path := range []string{pathOf(r), "/en" + pathOf(r), pathOf(r) + "/", strings.Replace(pathOf(r), "/1", "/999999", 1) + "?page=x"} {
				w := who.do(r.Method, path, url.Values{sealField: {seal}}, "Sec-Fetch-Site", "same-origin")
				statuses[w.Code]++
				nowhere := strings.HasSuffix(path, "/")
				wellHeaded(t, c.name+": "+r.Method+" "+path, w, !nowhere)
			}
			if w := who.do(http.MethodDelete, pathOf(r), nil); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
				t.Errorf("DELETE %s: %d", pathOf(r), w.Code)
			}
		}
	}
	for _, link := range []string{p.letter(t, canaryEmail, "contact_asked"), p.letter(t, "r@example.org", "contribution.filed")} {
		w := newBrowser(t, p.h).get(link)
		if wellHeaded(t, link, w, true); w.Code == http.StatusOK && w.Header().Get("Referrer-Policy") == "no-referrer" {
			secretPages++
		}
	}
	if secretPages != 2 {
		t.Errorf("%d pages of a secret link say nothing to others of where they are, want 2", secretPages)
	}
	for _, want := range []int{200, 303, 401, 403, 404, 422} {
		if statuses[want] == 0 {
			t.Errorf("no answer was %d: %v", want, statuses)
		}
	}
	out := p.caller(t, 7, "", false).send("/deconnexion")
	if wellHeaded(t, "leaving", out, true); out.Header().Get("Clear-Site-Data") == "" { // S 62
		t.Error("leaving clears nothing")
	}
}

// TestAVisitorOfAnotherKindIsRefused is what T22 asks of forms: what is no form, too large, or of too many fields, is refused
// before anything of it is looked at.
func TestAVisitorOfAnotherKindIsRefused(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	seal := b.seal(t)
	many := url.Values{sealField: {seal}}
	for i := range formValues {
		many.Add(fmt.Sprint("champ", i%7), "x")
	}
	for name, c := range map[string]struct {
		kind, body string
		want       int
	}{
		"a thousand fields":     {"application/x-www-form-urlencoded", many.Encode(), http.StatusRequestEntityTooLarge},
		"one field of 2 MB":     {"application/x-www-form-urlencoded", sealField + "=" + strings.Repeat("a", 2<<20), http.StatusRequestEntityTooLarge},
		"parts":                 {"multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n", 10_000), http.StatusUnsupportedMediaType},
		"nested JSON":           {"application/json", strings.Repeat("[", 500_000), http.StatusUnsupportedMediaType},
		"no kind":               {"", sealField + "=" + seal, http.StatusUnsupportedMediaType},
		"what cannot be parsed": {"application/x-www-form-urlencoded", sealField + "=%zz", http.StatusUnprocessableEntity},
	} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "https://atlas.example.org/connexion", strings.NewReader(c.body))
		for name, value := range b.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		p.h.ServeHTTP(w, r)
		if wellHeaded(t, name, w, true); w.Code != c.want || !strings.Contains(w.Body.String(), "<h1>") {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}
