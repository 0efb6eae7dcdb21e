package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"kafo/internal/coop"
	"kafo/internal/i18n"
)

type languageKey struct{}

func languageIn(ctx context.Context) i18n.Lang {
	if l, ok := ctx.Value(languageKey{}).(i18n.Lang); ok {
		return l
	}
	return i18n.FR
}

// outer is what every request passes: the headers of §4.1 on every answer, one line in the log, a page instead of a
// crash, and the language taken off the address.
func (s *server) outer() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		out := &counting{ResponseWriter: w, status: http.StatusOK}
		s.protect(out.Header())
		defer func() {
			if p := recover(); p != nil {
				s.caught(out, r, p)
			}
			s.Log.Info("request", "method", r.Method, "path", s.loggable(r.URL.Path), "status", out.status, "bytes", out.bytes,
				"ms", s.Now().Sub(start).Milliseconds())
		}()
		s.mux.ServeHTTP(out, inLanguage(r))
	})
}

// loggable is a path without the secret in it: of a link by which one signs in, answers, or follows what one sent (S 60).
func (s *server) loggable(path string) string {
	for _, before := range s.secrets {
		if i := strings.Index(path, before); i >= 0 {
			_, rest, more := strings.Cut(path[i+len(before):], "/")
			if more {
				rest = "/" + rest
			}
			return path[:i+len(before)] + "…" + rest
		}
	}
	return path
}

// caught turns a panic into the 500 page if nothing has been sent, and breaks the connection otherwise.
func (s *server) caught(out *counting, r *http.Request, p any) {
	if p == http.ErrAbortHandler || out.sent {
		panic(http.ErrAbortHandler)
	}
	lang, path := langOf(r.URL.Path)
	s.fail(out, &visit{s: s, r: r, lang: lang, path: path, header: http.Header{}}, fmt.Errorf("panic: %v", p))
}

func inLanguage(r *http.Request) *http.Request {
	lang, path := langOf(r.URL.Path)
	r = r.WithContext(context.WithValue(r.Context(), languageKey{}, lang))
	if lang == i18n.EN {
		u := *r.URL
		u.Path, u.RawPath = path, ""
		r.URL = &u
	}
	return r
}

// protect sets the security headers of requirements §4.1, items 22–27. HSTS only where the site is reached by https:
// on a plain intranet address it would lock people out.
func (s *server) protect(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if strings.HasPrefix(s.Site.BaseURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// nowhere answers what no address matches: a trailing slash is taken off, a wrong method is told which ones work.
func (s *server) nowhere(w http.ResponseWriter, r *http.Request) {
	v := &visit{s: s, r: r, lang: languageIn(r.Context()), path: r.URL.Path, header: http.Header{}}
	if allowed := s.allowed(r); len(allowed) > 0 && r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.fail(w, v, errMethod)
		return
	}
	if to := v.lang.Prefix() + strings.TrimRight(r.URL.Path, "/"); strings.HasSuffix(r.URL.Path, "/") && local(to) {
		w.Header().Set("Location", (&url.URL{Path: to}).EscapedPath())
		w.WriteHeader(http.StatusMovedPermanently)
		return
	}
	s.fail(w, v, coop.Refuse(coop.NotFound, "error.no_page"))
}

// allowed are the methods that an address takes, if it is one.
func (s *server) allowed(r *http.Request) (methods []string) {
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := s.mux.Handler(probe); pattern != "/" && pattern != "" {
			methods = append(methods, m)
		}
	}
	return methods
}

// local says that a path leads to a page of this site whoever reads it: browsers take /\ for //, which begins another
// site's address, and drop control characters before they look.
func local(path string) bool {
	return len(path) > 1 && path[0] == '/' && path[1] != '/' && !strings.ContainsFunc(path, func(r rune) bool {
		return r == '\\' || unicode.IsControl(r)
	})
}

// alive says that the process runs, ready that it can answer: no detail to outsiders (U85).
func (s *server) alive(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.Ready(r.Context()); err != nil {
		s.Log.Warn("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plain(w, http.StatusOK, "ok\n")
}

func plain(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// counting remembers what was sent, for the log.
type counting struct {
	http.ResponseWriter
	status int
	bytes  int
	sent   bool
}

func (c *counting) WriteHeader(status int) {
	c.status, c.sent = status, true
	c.ResponseWriter.WriteHeader(status)
}

func (c *counting) Write(b []byte) (int, error) {
	c.sent = true
	n, err := c.ResponseWriter.Write(b)
	c.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }
