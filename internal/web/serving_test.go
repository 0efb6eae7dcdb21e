package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"kafo/internal/catalogue"
	"kafo/internal/testkit"
)

func TestAPageSeenBeforeIsNotSentAgain(t *testing.T) {
	w := newWorld()
	h := site(t, w)
	for _, path := range []string{"/", "/partenariats/1-angouleme-segou", "/en/partenariats.csv", "/sitemap.xml"} {
		first := get(h, path)
		tag := first.Header().Get("ETag")
		for _, ask := range [][]string{{"If-None-Match", tag}, {"If-None-Match", `"other", ` + tag}, {"If-Modified-Since", first.Header().Get("Last-Modified")}} {
			if again := get(h, path, ask...); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s with %v: %d, %d bytes", path, ask, again.Code, again.Body.Len())
			}
		}
		if again := get(h, path, "If-None-Match", `"other"`, "If-Modified-Since", first.Header().Get("Last-Modified")); again.Code != http.StatusOK {
			t.Errorf("%s: a wrong tag must win over a right date: %d", path, again.Code)
		}
		if !strings.HasPrefix(first.Header().Get("Cache-Control"), "public, max-age=60") || first.Header().Get("Vary") == "" {
			t.Errorf("%s: %q, vary %q", path, first.Header().Get("Cache-Control"), first.Header().Get("Vary"))
		}
	}
}

func TestTagsDifferByPageLanguageFormatAndVersion(t *testing.T) {
	w := newWorld()
	h := site(t, w)
	seen := map[string]string{}
	note := func(what, tag string) {
		if before, ok := seen[tag]; ok || tag == "" {
			t.Errorf("%s has the tag of %s: %q", what, before, tag)
		}
		seen[tag] = what
	}
	note("French", get(h, "/partenariats").Header().Get("ETag"))
	note("English", get(h, "/en/partenariats").Header().Get("ETag"))
	note("CSV", get(h, "/partenariats.csv").Header().Get("ETag"))
	note("asked JSON", get(h, "/partenariats", "Accept", "application/json").Header().Get("ETag"))
	note("filtered", get(h, "/partenariats?theme=eau").Header().Get("ETag"))
	w.version = "v2"
	note("after a change", get(h, "/partenariats").Header().Get("ETag"))
	note("another operator", get(site(t, w, func(d *Deps) { d.Site.Operator = "Ville" }), "/partenariats").Header().Get("ETag"))
}

func TestAChangeIsSeenAtOnce(t *testing.T) {
	w := newWorld()
	now := started
	h := site(t, w, func(d *Deps) { d.Now = func() time.Time { return now } })
	before := get(h, "/")
	w.items[0].Title, w.version, now = "Un titre tout neuf", "v2", now.Add(time.Hour)
	after := get(h, "/")
	if strings.Contains(before.Body.String(), "tout neuf") || !strings.Contains(after.Body.String(), "tout neuf") {
		t.Error("the page of the old version is served")
	}
	if after.Header().Get("Last-Modified") == before.Header().Get("Last-Modified") {
		t.Error("Last-Modified stays")
	}
	if again := get(h, "/"); again.Body.String() != after.Body.String() {
		t.Error("the page kept is another than the page made")
	}
}

func TestFailedPagesAreNotKept(t *testing.T) {
	w := newWorld()
	h := site(t, w)
	w.err = errSecret
	if got := get(h, "/partenariats").Code; got != http.StatusInternalServerError {
		t.Fatalf("status %d", got)
	}
	w.err = nil
	if got := get(h, "/partenariats").Code; got != http.StatusOK {
		t.Errorf("after the repair: %d", got)
	}
}

func TestHeadSaysTheSameWithoutABody(t *testing.T) {
	h := site(t, newWorld())
	for _, path := range []string{"/", "/partenariats", "/partenariats.csv", "/rien", "/livez", "/readyz", "/robots.txt"} {
		head, full := ask(h, http.MethodHead, path), get(h, path)
		if head.Code != full.Code || head.Header().Get("Content-Type") != full.Header().Get("Content-Type") || head.Header().Get("ETag") != full.Header().Get("ETag") {
			t.Errorf("%s: HEAD %d %v, GET %d %v", path, head.Code, head.Header(), full.Code, full.Header())
		}
		if path != "/livez" && path != "/readyz" && head.Body.Len() != 0 { // net/http itself drops what these write
			t.Errorf("%s: HEAD sends %d bytes", path, head.Body.Len())
		}
	}
}

func TestCompressedPagesAreTheSamePages(t *testing.T) {
	h := site(t, newWorld())
	style := (&server{assets: must(loadAssets(nil))}).assets.url("style.css")
	cases := []struct{ path, accept, want string }{
		{"/", "gzip, deflate, br, zstd", "zstd"}, {"/", "gzip, deflate", "gzip"}, {"/", "zstd;q=0, gzip", "gzip"}, {"/", "identity", ""}, {"/", "", ""},
		{"/partenariats.csv", "gzip", "gzip"}, {"/partenariats.xlsx", "gzip", ""}, {style, "gzip, br", "br"}, {style, "gzip", "gzip"}, {style, "", ""}, {"/robots.txt", "gzip", ""},
	}
	for _, c := range cases {
		w, plain := get(h, c.path, "Accept-Encoding", c.accept), get(h, c.path, "Accept-Encoding", "")
		if got := w.Header().Get("Content-Encoding"); got != c.want {
			t.Errorf("%s with %q: %q, want %q", c.path, c.accept, got, c.want)
			continue
		}
		if got := unpack(t, c.want, w.Body.Bytes()); !bytes.Equal(got, plain.Body.Bytes()) {
			t.Errorf("%s with %q: %d bytes unpacked, %d plain", c.path, c.accept, len(got), plain.Body.Len())
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func unpack(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch encoding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAssetsNeverChangeUnderTheirName(t *testing.T) {
	h := site(t, newWorld())
	w := get(h, must(loadAssets(nil)).url("style.css"))
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if !strings.Contains(w.Body.String(), "url(bogolan.") || strings.Contains(w.Body.String(), "url(bogolan.svg)") {
		t.Error("the style sheet names its picture without the hash")
	}
	if get(h, "/static/style.css").Code != http.StatusNotFound {
		t.Error("a file answers without its hash")
	}
}

// TestBrokenRegisterShowsNoDetail: every page answers 500 in words, and nothing of what broke, in either language or form.
func TestBrokenRegisterShowsNoDetail(t *testing.T) {
	w := newWorld()
	h := site(t, w)
	w.err = errSecret
	for _, path := range []string{"/", "/partenariats", "/partenariats/1-angouleme-segou", "/organisations", "/organisations/101", "/territoires", "/territoires/11", "/themes", "/themes/eau",
		"/sources", "/sources/1", "/releves", "/releves/1", "/fonds", "/reseaux", "/apercu", "/apercu/trend-maintained", "/constats", "/constats/5", "/sitemap.xml"} {
		for _, address := range []string{path, "/en" + path} {
			got := get(h, address)
			if got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), "secret") || !strings.Contains(got.Body.String(), "<h1>") {
				t.Errorf("%s: %d %.200s", address, got.Code, got.Body.String())
			}
		}
	}
	got := get(h, "/partenariats.json")
	var p problem
	if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil || p.Status != 500 || p.Title == "" || strings.Contains(got.Body.String(), "secret") {
		t.Errorf("JSON: %v %s", err, got.Body.String())
	}
}

// broken answers the version with an error or a panic.
type broken struct {
	*world
	err error
}

func (b broken) Version(context.Context) (string, error) {
	if b.err == nil {
		panic("secret panic")
	}
	return "", b.err
}

var errAway = errors.New("dial tcp: secret host refused")

func TestTroubleBecomesAPage(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{"slow": {context.DeadlineExceeded, 503}, "broken": {errSecret, 500}, "panic": {nil, 500}, "away": {errAway, 503}} {
		h := site(t, newWorld(), func(d *Deps) {
			d.Reader, d.Away = broken{newWorld(), c.err}, func(err error) bool { return errors.Is(err, errAway) }
		})
		w := get(h, "/partenariats")
		if w.Code != c.want || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), "<h1>") || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %.300s", name, w.Code, w.Header(), w.Body.String())
		}
	}
}

func TestReadinessIsNotExplainedToOutsiders(t *testing.T) {
	h := site(t, newWorld(), func(d *Deps) { d.Ready = func(context.Context) error { return errSecret } })
	if w := get(h, "/readyz"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body.String())
	}
	if w := get(h, "/livez"); w.Code != http.StatusOK {
		t.Errorf("alive: %d", w.Code)
	}
}

func TestDownloadsSayTheirLicenceAndName(t *testing.T) {
	h := site(t, newWorld())
	w := get(h, "/partenariats.csv?theme=eau")
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="kafo-partenariats-2026-11-23.csv"` {
		t.Errorf("name %s", got)
	}
	if links := strings.Join(w.Header().Values("Link"), " "); !strings.Contains(links, `rel="license"`) || !strings.Contains(links, `</partenariats>; rel="canonical"`) {
		t.Errorf("links %s", links)
	}
	if !strings.HasPrefix(w.Body.String(), "csv:") {
		t.Errorf("body %.40s", w.Body.String())
	}
	if got := get(h, "/partenariats.json").Header().Get("Content-Disposition"); got != "" {
		t.Errorf("JSON is looked at, not saved: %q", got)
	}
}

// TestDownloadsAreTheWholeList: a file is not the page, JSON is.
func TestDownloadsAreTheWholeList(t *testing.T) {
	var got []catalogue.Item
	h := site(t, newWorld(), func(d *Deps) {
		d.Export = func(_ io.Writer, _ string, v any) error {
			switch x := v.(type) {
			case catalogue.Listing:
				got = testkit.All(t, x.Each)
			case catalogue.List:
				got = x.Items
			}
			return nil
		}
	})
	for path, want := range map[string]int{"/partenariats.csv": 30, "/partenariats.csv?page=2": 30, "/partenariats.json": 25, "/partenariats.json?page=2": 5, "/themes/eau.csv": 30} {
		if get(h, path); len(got) != want {
			t.Errorf("%s: %d items, want %d", path, len(got), want)
		}
	}
}

// TestManyDownloadsAtOnceAreRefused: the next one is told to come back, in words; pages go on.
func TestManyDownloadsAtOnceAreRefused(t *testing.T) {
	begun, end := make(chan bool), make(chan bool)
	h := site(t, newWorld(), func(d *Deps) {
		d.Export = func(io.Writer, string, any) error { begun <- true; <-end; return nil }
	})
	for range taps {
		go get(h, "/partenariats.csv")
		<-begun
	}
	w := get(h, "/partenariats.csv")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Disposition") != "" || !strings.Contains(w.Body.String(), "fichiers") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body.String())
	}
	if w := get(h, "/partenariats"); w.Code != http.StatusOK {
		t.Errorf("a page meanwhile: %d", w.Code)
	}
	close(end)
}

func TestABrokenDownloadIsCutNotEnded(t *testing.T) {
	h := site(t, newWorld(), func(d *Deps) { d.Export = func(io.Writer, string, any) error { return errSecret } })
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("recovered %v", p)
		}
	}()
	get(h, "/partenariats.csv")
	t.Error("a half file was passed off as whole")
}

func TestProgramsMayAskByType(t *testing.T) {
	h := site(t, newWorld())
	for accept, want := range map[string]string{"application/json": "application/json", "text/csv": "text/csv", "application/geo+json": "application/geo+json", "*/*": "text/html",
		"text/html,application/json": "text/html"} {
		if got := get(h, "/partenariats", "Accept", accept).Header().Get("Content-Type"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", accept, got)
		}
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	c := newPageCache()
	for i := range 40 {
		c.put("v", strings.Repeat("k", i+1), &entry{body: make([]byte, 1<<20)})
		if c.size > cacheBytes {
			t.Fatalf("%d bytes kept", c.size)
		}
	}
	if c.get("v", strings.Repeat("k", 40)) == nil || c.get("other", strings.Repeat("k", 40)) != nil {
		t.Error("the last page is lost, or given for another version")
	}
}
