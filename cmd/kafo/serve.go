package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/sqldb"
	"kafo/internal/web"
)

// listening is where the site is served.
type listening struct {
	Listen string `help:"Address and port to serve." default:"127.0.0.1:8080" env:"KAFO_LISTEN"`
}

type serveCmd struct {
	listening
}

// Run opens the register (the first start creates it and loads the example), listens, prints the address, and serves
// until it is told to stop; then requests under way are finished.
func (c *serveCmd) Run(ctx context.Context, s *Settings, io streams) error {
	s.quick()
	lock, err := s.alone()
	if err != nil {
		return err
	}
	defer lock.Close()
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	first, err := h.wantsExample(ctx)
	if err != nil {
		return err
	}
	if first {
		fmt.Fprintln(io.err, s.words().T("cmd.first_start", s.Data))
		if err := h.loadExample(ctx); err != nil {
			return err
		}
	}
	for _, kind := range []string{"restore", "verify"} {
		sweep(s.Data, kind)
	}
	handler, err := s.handler(h, logger(io))
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(io.out, "Kafo : http://%s\n", l.Addr())
	if err := c.offer(ctx, s, h, l.Addr().String(), io); err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		h.keepIndex(serving, logger(io))
	}()
	post, err := s.post(h, logger(io))
	if err != nil {
		stop()
		<-kept
		return err
	}
	posted, retained, reminded, told, lettered := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(posted)
		post(serving)
	}()
	go func() {
		defer close(retained)
		s.retaining(serving, h, logger(io))
	}()
	go func() {
		defer close(reminded)
		s.reminding(serving, h, logger(io))
	}()
	go func() {
		defer close(told)
		s.telling(serving, h, logger(io))
	}()
	go func() {
		defer close(lettered)
		s.posting(serving, h, logger(io))
	}()
	err = serve(ctx, l, handler)
	stop()
	<-kept
	<-posted
	<-retained
	<-reminded
	<-told
	<-lettered
	return err
}

// offer prints the link by which the first administrator opens her account, as long as there is none (U82).
func (c *serveCmd) offer(ctx context.Context, s *Settings, h *house, listening string, io streams) error {
	path, err := h.auth.Installer(ctx)
	if err != nil || path == "" {
		return err
	}
	at := strings.TrimSuffix(s.BaseURL, "/")
	if at == "" {
		at = "http://" + listening
	}
	fmt.Fprintln(io.out, s.words().T("cmd.installer", at+path))
	return nil
}

// keepEvery is how often the index is kept for the next start, where something has changed.
const keepEvery = 10 * time.Minute

// keepIndex keeps the index at the start, now and then, and at the end; without it the next start is slower, no more. At
// the start it also has the overview counted, which takes half a minute with a million actions: nobody waits for it then.
func (h *house) keepIndex(ctx context.Context, log *slog.Logger) {
	clock := time.NewTicker(keepEvery)
	defer clock.Stop()
	keep := func() {
		if err := h.catalogue.Keep(context.WithoutCancel(ctx)); err != nil {
			log.Warn("index not kept", "error", err)
		}
	}
	defer keep()
	keep()
	if _, err := h.catalogue.Figures(ctx); err != nil && ctx.Err() == nil {
		log.Warn("overview not counted ahead", "error", err)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
		keep()
	}
}

// stale is how long a page may go on after another process, an import say, has written.
const stale = 500 * time.Millisecond

// handler is the site on an opened register.
func (s *Settings) handler(h *house, log *slog.Logger) (http.Handler, error) {
	h.catalogue = s.reading(h.db, stale)
	return s.pages(h, h.catalogue, log)
}

func (s *Settings) pages(h *house, reader web.Reader, log *slog.Logger) (http.Handler, error) {
	then := &moments{s: s, h: h}
	loaded, err := h.store.Outlines(context.Background())
	if err != nil {
		return nil, err
	}
	proxies, err := web.ParseProxies(s.Proxies)
	if err != nil {
		return nil, err
	}
	censuses, err := h.censuses(context.Background())
	if err != nil {
		return nil, err
	}
	press, err := newPresses(filepath.Join(s.Data, "prints"))
	if err != nil {
		return nil, err
	}
	browser := make(turn, 1)
	press.print = s.pressing(h.catalogue, outlines(loaded), browser)
	return web.New(web.Deps{
		At: func(ctx context.Context, m coop.Moment) (web.Reader, error) {
			if m == coop.Now {
				return reader, nil
			}
			return then.at(ctx, m)
		},
		Ahead:  func(ctx context.Context, c coop.Contribution) (web.Reader, error) { return then.ahead(ctx, c) },
		Reader: reader, People: h.catalogue, Auth: h.auth, Registry: h.registry, Desk: h.desk, Censuses: censuses, Words: s.inWords, Export: export.Write, Outlines: outlines(loaded), Rules: findingRules(), Site: s.site(), Proxies: proxies, Mails: s.SMTP != "", Log: log, Now: time.Now, Ready: s.ready(h.db, reader), Checks: s.checks(h), Away: sqldb.IsAway,
		Press: press.Press, AtOnce: printedAtOnce, Print: s.printing(then, outlines(loaded), browser), PrintStyle: s.shelf().Serving().StyleHash, Shelf: s.shelf(), Specimen: s.specimen(h.catalogue, outlines(loaded)), Prints: s.prints(),
		Snapshot: func(ctx context.Context, m coop.Moment, w io.Writer) error {
			c, err := then.at(ctx, m)
			if err != nil {
				return err
			}
			return c.Still(ctx, func(at *catalogue.Catalogue) error { return export.Snapshot(ctx, at, w) })
		},
	})
}

// checks looks at the service as an administrator's page shows it.
func (s *Settings) checks(h *house) func(context.Context) []web.Check {
	return func(ctx context.Context) (out []web.Check) {
		var found []symptom
		for _, probe := range quick {
			found = append(found, probe(ctx, s, h))
		}
		for _, x := range append(found, s.sender(ctx)...) {
			out = append(out, web.Check{Key: x.Key, Args: x.Args, OK: x.OK, Soon: x.Soon})
		}
		return out
	}
}

// What the server allows: bytes of header fields, and time for requests under way when it is told to stop.
const (
	headers  = 16 << 10
	farewell = 20 * time.Second
)

func serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 3 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: headers,
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
		defer cancel()
		done <- server.Shutdown(stop)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-done
}
