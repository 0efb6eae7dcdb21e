package web

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// visit is one request on its way through a handler, and the answer it gathers.
type visit struct {
	s       *server
	r       *http.Request
	lang    i18n.Lang
	path    string // without language and format: /partenariats/412-angouleme-segou
	ref     string // last segment, without format
	format  string // "", html, json, csv, xlsx, geojson
	version string
	moment  coop.Moment
	reader  Reader // of the register as it was at the moment
	status  int
	header  http.Header
	body    []byte
	stream  func(io.Writer) error // written as it comes, instead of body
	long    context.Context       // of what is streamed: as long as the visitor takes it

	caller     coop.Caller // who visits a private page, with her account
	person     catalogue.Person
	author     coop.Author // who signs what she does here
	on         coop.Opened // on what the form of the page is opened, and its version
	opened     string
	browser    string              // secret of the browser, to which forms are bound
	typed      url.Values          // what was typed into a form
	upload     []byte              // that came with the form
	uploadName string              // under which it came
	keeps      bool                // what is typed into a form here and not taken is kept for its author
	restored   bool                // typed is what a form that was not taken had kept
	offered    map[string][]Picked // what bears the name typed into a picker, by its field
	meanwhile  Meanwhile           // what a form about several things has left out
}

type handler func(*visit) error

// page registers an address, list one that also exists with a format behind it: /partenariats.csv.
func (s *server) page(pattern string, h handler) {
	s.know("GET", pattern, coop.VerbRead)
	s.mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, h) })
}

// open registers an address that is no page.
func (s *server) open(pattern string, h http.HandlerFunc) {
	s.know("GET", pattern, coop.VerbRead)
	s.mux.HandleFunc("GET "+pattern, h)
}

func (s *server) list(pattern string, h handler) {
	s.page(pattern, h)
	for _, f := range formats {
		s.page(pattern+"."+f, h)
	}
}

// serve runs a handler: the answer comes from what the visitor has (304), from the cache, or from the handler; errors
// become pages in one place.
func (s *server) serve(w http.ResponseWriter, r *http.Request, h handler) {
	ctx, cancel := context.WithTimeout(r.Context(), requestTime)
	defer cancel()
	v, err := s.visit(r.WithContext(ctx))
	v.long = r.Context()
	if err != nil {
		s.fail(w, v, err)
		return
	}
	if err := s.admit(v); err != nil {
		if coop.CodeOf(err) == coop.Unauthenticated {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		s.fail(w, v, err)
		return
	}
	v.freshness(w.Header())
	if notModified(r, w.Header()) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	key := v.key()
	if hit := s.cache.get(v.version, key); hit != nil {
		hit.write(w, r)
		return
	}
	if err := h(v); err != nil {
		s.fail(w, v, err)
		return
	}
	s.answer(w, v, key)
}

func (s *server) visit(r *http.Request) (*visit, error) {
	lang, path := languageIn(r.Context()), r.URL.Path
	v := &visit{s: s, r: r, lang: lang, status: http.StatusOK, header: http.Header{}}
	v.path, v.format = splitFormat(path)
	if v.format == "" {
		v.format = asked(r.Header.Get("Accept"))
	}
	v.ref = v.path[strings.LastIndexByte(v.path, '/')+1:]
	var err error
	if v.version, err = s.Reader.Version(r.Context()); err != nil {
		return v, err
	}
	if v.moment, err = readMoment(r.URL.Query()); err != nil {
		return v, err
	}
	v.reader, err = s.At(r.Context(), v.moment)
	return v, err
}

// key names the answer in the cache: everything it depends on beside the version. Where the operator has not said what the
// site is called, that is also what the visitor calls it: no other may get a page with that name.
func (v *visit) key() string {
	return string(v.lang) + " " + v.format + " " + v.s.host(v.r) + v.r.URL.Path + "?" + v.r.URL.RawQuery
}

// freshness says how long an answer may be kept and how to ask again (O6). It is public: no page depends on who asks.
func (v *visit) freshness(h http.Header) {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, v.s.build+" "+v.version+" "+v.key())
	h.Set("ETag", `W/"`+strconv.FormatUint(sum.Sum64(), 36)+`"`)
	h.Set("Last-Modified", v.s.changed(v.version).Format(http.TimeFormat))
	h.Set("Cache-Control", "public, max-age=60, stale-while-revalidate=600")
	h.Set("Vary", "Accept, Accept-Encoding")
}

func notModified(r *http.Request, h http.Header) bool {
	if match := r.Header.Get("If-None-Match"); match != "" {
		for tag := range strings.SplitSeq(match, ",") {
			if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == strings.TrimPrefix(h.Get("ETag"), "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	last, _ := http.ParseTime(h.Get("Last-Modified"))
	return err == nil && !last.After(since)
}

// answer sends what a handler gathered and remembers it if it is a page.
func (s *server) answer(w http.ResponseWriter, v *visit, key string) {
	if v.stream != nil {
		select {
		case s.taps <- struct{}{}:
			defer func() { <-s.taps }()
		default:
			s.fail(w, v, coop.Refuse(coop.Busy, "download.busy"))
			return
		}
	}
	for k, values := range v.header {
		w.Header()[k] = values
	}
	if v.stream != nil {
		s.pour(w, v)
		return
	}
	e := &entry{status: v.status, header: v.header, body: v.body}
	if v.status == http.StatusOK {
		s.cache.put(v.version, key, e)
	}
	e.write(w, v.r)
}

// pour streams a download. Once the first byte is out an error can only break the connection, so that nobody takes a
// part for the whole.
func (s *server) pour(w http.ResponseWriter, v *visit) {
	out, done := compressTo(&patient{w, http.NewResponseController(w)}, v.r)
	w.WriteHeader(v.status)
	if v.r.Method == http.MethodHead {
		return
	}
	err := v.stream(out)
	if e := done(); err == nil {
		err = e
	}
	if err != nil {
		s.Log.Error("download broken off", "path", v.path, "format", v.format, "error", err)
		panic(http.ErrAbortHandler)
	}
}

// taps is how many files are sent at once: each is made anew, and a large one takes a processor for a while.
const taps = 16

// pouring is for how long a visitor may not take what is sent of a download: a large one lasts as long as it goes on.
const pouring = 2 * time.Minute

// patient gives a download more time whenever some of it is sent.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (p *patient) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(pouring)) // where there is no connection there is no deadline either
	return p.ResponseWriter.Write(b)
}

// html renders a page.
func (v *visit) html(c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := c.Render(v.r.Context(), b); err != nil {
		return fmt.Errorf("render %s: %w", v.path, err)
	}
	v.header.Set("Content-Type", "text/html; charset=utf-8")
	v.header.Set("Content-Language", string(v.lang))
	v.body = bytes.Clone(b.Bytes())
	return nil
}

// buffers are those that have grown to the size of a page: growing one anew for each made half of its garbage.
var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// text answers with something that is no page: robots.txt, sitemap.xml.
func (v *visit) text(contentType string, body []byte) error {
	v.header.Set("Content-Type", contentType)
	v.body = body
	return nil
}

// redirect sends elsewhere on this site; to is a path without language.
func (v *visit) redirect(status int, to string) error {
	v.status = status
	v.header.Set("Location", v.lang.Prefix()+to)
	return nil
}

// whole says that the data behind a page are asked for: they are not cut into pages.
func (v *visit) whole() bool { return v.format != "" && v.format != "html" }

// data writes the same thing for machines when a format was asked for; handled says so. The formats it may take are
// given: a list has more than a page.
func (v *visit) data(name string, value any, allowed ...string) (handled bool, err error) {
	if !v.whole() {
		return false, nil
	}
	for _, f := range allowed {
		if f == v.format {
			v.download(name, value)
			return true, nil
		}
	}
	return true, notFound("error.no_format", v.format)
}

func (v *visit) download(name string, value any) {
	v.header.Set("Content-Type", mediaTypes[v.format])
	v.header.Set("Content-Language", "fr")
	v.header.Add("Link", `<`+licenceURL+`>; rel="license"`)
	v.header.Add("Link", `<`+v.lang.Prefix()+v.path+`>; rel="canonical"`)
	if v.format != "json" {
		v.header.Set("Content-Disposition", `attachment; filename="kafo-`+name+"-"+v.day()+"."+v.format+`"`)
	}
	format := v.format
	v.stream = func(w io.Writer) error { return v.s.Export(w, format, value) }
}

// day dates a download by the version of the register it was made from.
func (v *visit) day() string {
	if v.moment.Of != "" {
		return string(v.moment.Of)
	}
	return v.s.changed(v.version).Format(time.DateOnly)
}

// revision is the commit the program was built from, if it says so.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	out := info.Main.Version
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs.") {
			out += " " + s.Value
		}
	}
	return out
}
