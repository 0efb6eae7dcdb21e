package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"kafo/internal/coop"
)

// statuses is the one table of codes of errors and their status.
var statuses = map[coop.Code]int{
	coop.Invalid:         http.StatusUnprocessableEntity,
	coop.NotFound:        http.StatusNotFound,
	coop.Gone:            http.StatusGone,
	coop.Conflict:        http.StatusConflict,
	coop.Forbidden:       http.StatusForbidden,
	coop.Unauthenticated: http.StatusUnauthorized,
	coop.TooMany:         http.StatusTooManyRequests,
	coop.Busy:            http.StatusServiceUnavailable,
	coop.Full:            http.StatusInsufficientStorage,
	coop.Internal:        http.StatusInternalServerError,
}

// Refusals of what was sent, whatever it says.
var (
	errMethod = errors.New("method not allowed")
	errLarge  = errors.New("form too large")
	errMedia  = errors.New("no form")
)

func notFound(key string, args ...any) error { return coop.Refuse(coop.NotFound, key, args...) }

func statusOf(err error) int {
	switch {
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, errLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errMedia):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return statuses[coop.CodeOf(err)]
}

// fail is the one renderer of failures: a page in words, or a problem for machines, never a detail of what broke.
func (s *server) fail(w http.ResponseWriter, v *visit, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	cause := err
	if s.Away != nil && s.Away(err) {
		err = coop.Refuse(coop.Busy, "store.away")
	}
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		s.Log.Error("failed", "path", s.loggable(v.r.URL.Path), "error", cause)
		w.Header().Set("Retry-After", "30")
	}
	for _, k := range []string{"ETag", "Last-Modified"} {
		w.Header().Del(k)
	}
	w.Header().Set("Cache-Control", "no-store")
	f := v.failure(status, err)
	e := &entry{status: status, header: http.Header{}}
	if v.format != "" && v.format != "html" {
		e.header.Set("Content-Type", "application/problem+json; charset=utf-8")
		e.body, _ = json.Marshal(problem{Type: "about:blank", Title: f.Title, Status: status, Detail: f.Explanation})
	} else {
		fresh := &visit{s: s, r: v.r, lang: v.lang, header: e.header}
		if err := fresh.html(FailurePage(f)); err != nil {
			s.Log.Error("failure page", "error", err)
		}
		e.body = fresh.body
	}
	e.header.Set("Content-Language", string(v.lang))
	e.write(w, v.r)
}

// problem is RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// Failure is what the page of an error shows.
type Failure struct {
	Page
	Explanation string
	Next        string // what to do now
	Way         Crumb  // to where it can be mended; often nowhere
}

// keyOf is the key of the words of an error, "" where it has none.
func keyOf(err error) string {
	if e := (*coop.Error)(nil); errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// words are those of an error of ours, "" where it has none.
func (v *visit) words(err error) string {
	if e := (*coop.Error)(nil); errors.As(err, &e) {
		return v.lang.Or(e.Key, "", e.Args...)
	}
	return ""
}

func (v *visit) failure(status int, err error) Failure {
	key := "failure." + http.StatusText(status)
	f := Failure{Explanation: v.lang.T(key + ".text"), Next: v.lang.T(key + ".next")}
	if status < http.StatusInternalServerError || coop.CodeOf(err) == coop.Busy || coop.CodeOf(err) == coop.Full {
		f.Explanation = cmp.Or(v.words(err), f.Explanation)
	}
	if coop.NeedOf(err) == coop.NeedFactor {
		f.Way = Crumb{v.lang.T("secure.title"), "/compte/securite"}
	}
	if way := v.resume(err); way.Path != "" {
		f.Way = way
	}
	f.Page = v.frame(v.lang.T(key + ".title"))
	f.NoIndex = true
	return f
}
