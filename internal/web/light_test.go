package web

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Budgets of a first visit in bytes (L1, L4, L8).
const (
	lightPage   = 14_000
	lightScript = 15_000
	lightFirst  = 45_000
	staffFirst  = 150_000
)

// prose is text as people write it, of so many bytes, another for each number: that of our own guide.
func prose(t testing.TB, n, bytes int) string {
	t.Helper()
	guide, err := os.ReadFile("../../docs/GUIDE.md")
	if err != nil {
		t.Fatal(err)
	}
	at := n * bytes % (len(guide) - bytes)
	return strings.ToValidUTF8(string(guide[at:at+bytes]), "")
}

// atLength answers each question of a questionnaire as fully as people do.
func atLength(t testing.TB, q coop.Questionnaire) map[string]coop.Given {
	out := map[string]coop.Given{}
	for n, i := range q.Items() {
		g := coop.Given{Values: []string{prose(t, n, 60)}}
		switch i.Type {
		case coop.AskLong:
			g.Values = []string{prose(t, n, 1200)}
		case coop.AskChoice:
			g.Values = []string{i.Options[0].Code}
		case coop.AskYesNo:
			g = coop.Given{Values: []string{"yes"}, Detail: prose(t, n, 200)}
		case coop.AskTable:
			g = coop.Given{}
			for row := range 10 {
				cells := make([]string, len(i.Columns))
				for c, col := range i.Columns {
					cells[c] = prose(t, 20*n+row+c, map[coop.ItemType]int{coop.AskLong: 200}[col.Type]+12)
				}
				g.Rows = append(g.Rows, cells)
			}
		}
		out[i.ID] = g
	}
	return out
}

// first is what a first visit of a page transfers: the page, its scripts, all of it, and in how many requests.
func (b *browser) first(path string) (page, scripts, total, requests int) {
	b.t.Helper()
	w := b.do("GET", path, nil, "Accept-Encoding", "gzip, deflate", "Sec-Fetch-Site", "same-origin")
	if w.Code != 200 {
		b.t.Fatalf("%s: %d", path, w.Code)
	}
	page, total, requests = w.Body.Len(), w.Body.Len(), 1
	for _, n := range all(parse(b.t, unpacked(b.t, w)), "link", "img", "script") {
		to := attr(n, "href") + attr(n, "src")
		if !strings.HasPrefix(to, "/static/") {
			continue
		}
		bytes := b.do("GET", to, nil, "Accept-Encoding", "gzip").Body.Len() // gzip: brotli weighs less
		total, requests = total+bytes, requests+1
		if strings.HasSuffix(to, ".js") {
			scripts += bytes
		}
	}
	return page, scripts, total, requests
}

// unpacked is what an answer says.
func unpacked(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String()
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAnsweringStaysLight is L1, L6, L8 and T33: each page of the way from the link to the receipt, of each questionnaire that ships,
// as one opens it and as it is when all is answered at length.
func TestAnsweringStaysLight(t *testing.T) {
	shipped, err := campaign.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range shipped {
		t.Run(q.ID+" "+q.Version, func(t *testing.T) {
			file, err := campaign.File(q.ID, q.Version)
			if err != nil {
				t.Fatal(err)
			}
			a := newAskedWith(t, string(file))
			b := newBrowser(t, a.h)
			b.light(a.path, "", "/repondre", "/connexion")
			if w := b.do("GET", a.path, nil, "Accept-Encoding", "gzip", "Sec-Fetch-Site", "cross-site"); w.Body.Len() > lightPage {
				t.Errorf("the link opened from mail in a browser: %d bytes of page", w.Body.Len())
			}
			b.send(a.path)
			parts := []string{"", "/verifier", "/imprimer", "/brouillon", "/document", "/decliner", "/pas-nous", "/hors-ligne"}
			for _, x := range q.Rubrics {
				parts = append(parts, "/rubriques/"+x.ID)
			}
			b.light(a.path, parts...)
			reply := a.reply(t)
			reply.Given = atLength(t, q)
			if err := a.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error { return tx.SaveReply(reply) }); err != nil {
				t.Fatal(err)
			}
			b.light(a.path, parts...)
		})
	}
}

// light fails where a page of a reply is over its budget.
func (b *browser) light(path string, parts ...string) {
	b.t.Helper()
	for _, part := range parts {
		to := path + part
		if strings.HasPrefix(part, "/repondre") || part == "/connexion" {
			to = part
		}
		page, scripts, total, requests := b.first(to)
		b.t.Logf("%-24s %6d bytes of page, %6d of scripts, %6d in %d requests", part, page, scripts, total, requests)
		if page > lightPage || scripts > lightScript || total > lightFirst || requests > 4 {
			b.t.Errorf("%s: %d bytes of page, %d of scripts, %d in %d requests", part, page, scripts, total, requests)
		}
	}
}

// TestLengthsTellNothing: a page that another site has asked for is not compressed; no seal comes twice; lengths vary by chance; and a
// seal of this browser holds whichever it is.
func TestLengthsTellNothing(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	seals, lengths := map[string]bool{}, map[int]bool{}
	for range 40 {
		w := b.do("GET", "/connexion", nil, "Accept-Encoding", "gzip")
		lengths[w.Body.Len()] = true
		seals[sealIn(t, unpacked(t, w))] = true
	}
	if len(seals) != 40 || len(lengths) < 8 {
		t.Errorf("%d seals and %d lengths in 40 answers", len(seals), len(lengths))
	}
	for seal := range seals {
		if w := b.do("POST", "/connexion", map[string][]string{sealField: {seal}, "email": {"nobody@example.org"}}, "Sec-Fetch-Site", "same-origin"); w.Code == 403 {
			t.Fatal("a seal of this browser does not hold")
		}
		break
	}
	for _, from := range []string{"cross-site", "same-site"} {
		if w := b.do("GET", "/connexion?suite=/compte/essai", nil, "Accept-Encoding", "gzip", "Sec-Fetch-Site", from); w.Header().Get("Content-Encoding") != "" || w.Code != 200 {
			t.Errorf("%s: %q, %d", from, w.Header().Get("Content-Encoding"), w.Code)
		}
	}
	for _, forged := range []string{"", strings.Repeat("A", sealChance), strings.Repeat("A", 64)} {
		if w := b.do("POST", "/connexion", map[string][]string{sealField: {forged}, "email": {"nobody@example.org"}}, "Sec-Fetch-Site", "same-origin"); w.Code != 403 {
			t.Errorf("a forged seal %q: %d", forged, w.Code)
		}
	}
}

// TestWorkingPagesStayLight is L4.
func TestWorkingPagesStayLight(t *testing.T) {
	a, b := moderating(t)
	for _, to := range []string{"/revue", "/revue/contributions", "/revue/contributions/1", "/campagnes", "/campagnes/1", "/campagnes/1/invitations", a.invitationPath(t), "/compte", "/recueils", "/taches"} {
		page, _, total, requests := b.first(to)
		t.Logf("%-28s %6d bytes of page, %6d in %d requests", to, page, total, requests)
		if total > staffFirst || requests > 10 {
			t.Errorf("%s: %d bytes in %d requests", to, total, requests)
		}
	}
}

func (a *held) invitationPath(t testing.TB) string { return invitationPath(a.invitation(t).Invitation) }
