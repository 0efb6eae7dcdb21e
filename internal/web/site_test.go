package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kafo/internal/auth"
	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
	"kafo/internal/refdata"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
)

// started is the time at which the world of these tests begins.
var started = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// site opens the pages of a world, with outlines of the reference data.
func site(t testing.TB, w *world, change ...func(*Deps)) http.Handler {
	t.Helper()
	d := Deps{
		Reader: w, Outlines: refdata.Outlines(), Rules: []catalogue.Rule{{ID: "total-parts", Severity: "error"}, {ID: "fund-sum", Severity: "error"}, {ID: "missing-values", Severity: "notice"}}, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return started },
		Export: func(out io.Writer, format string, v any) error {
			switch x := v.(type) { // what is read as it is written has no JSON of its own
			case export.Sheet:
				v = x.Name
			case catalogue.Listing:
				v = x.Query
			case iter.Seq2[catalogue.MoneyStated, error]:
				v = "lines"
			}
			_, _ = io.WriteString(out, format+":")
			return json.NewEncoder(out).Encode(v)
		},
		Ready: func(context.Context) error { return nil },
		Checks: func(context.Context) []Check {
			return []Check{{Key: "doctor.schema", Args: []any{23, 23}, OK: true}, {Key: "doctor.no_backup", OK: true, Soon: true}, {Key: "doctor.mail", Args: []any{2, 0}, OK: true}}
		},
		Prints: []string{"html", "docx", "odt"},
		Print: func(_ context.Context, _ coop.Moment, id coop.EditionID, format string, lang i18n.Lang, out io.Writer) error {
			_, err := fmt.Fprintf(out, "<!doctype html><html lang=%q><title>%d %s %s</title><main><h1>Recueil</h1></main>", lang, id, format, lang)
			return err
		},
		AtOnce:     300,
		PrintStyle: export.Templates{}.StyleHash,
		Shelf:      export.Shelf{Folder: t.TempDir()},
		Specimen: func(_ context.Context, of export.Templates, format string, _ i18n.Lang, out io.Writer) error {
			raw, err := of.Own(export.PaperFormat(format))
			_, _ = fmt.Fprintf(out, "specimen %s by %d bytes", format, len(raw))
			return err
		},
		Snapshot: func(_ context.Context, _ coop.Moment, out io.Writer) error {
			_, err := io.WriteString(out, "PK")
			return err
		},
		Site: Site{BaseURL: "https://atlas.example.org", Operator: "Association d’exemple", Contact: "contact@example.org", SourceCode: "https://code.example.org/kafo", KeptMessages: 90, KeptContacts: 1095, KeptTrash: 14},
	}
	d.People, d.Auth = people(t)
	d.Desk = desk(t, d.People, d.Auth)
	d.Censuses = censuses(t, d.People, d.Auth)
	d.Registry = registry.New(d.Auth.Store, nil)
	d.Words = func(m coop.Message) (string, string) { return m.Letter.Campaign, "Bonjour, " + m.Letter.Asked[0].Name }
	d.At = func(context.Context, coop.Moment) (Reader, error) { return d.Reader, nil }
	d.Ahead = func(context.Context, coop.Contribution) (Reader, error) { return d.Reader, nil }
	for _, c := range change {
		c(&d)
	}
	h, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// shared is the register of accounts of the tests that need none of their own.
var shared = sync.OnceValue(func() *sqldb.DB {
	db, err := sqldb.Open(":memory:web")
	if err == nil {
		_, _, err = db.Migrate(context.Background())
	}
	if err != nil {
		panic(err)
	}
	return db
})

// people are accounts: those of a register of the test's own, where one is given.
func people(_ testing.TB, own ...*sqldb.DB) (People, *auth.Auth) {
	db := shared()
	if len(own) > 0 {
		db = own[0]
	}
	now := func() time.Time { return started }
	c := catalogue.New(db, catalogue.Options{})
	seal, _ := auth.NewSeal(make([]byte, auth.SealKey))
	return c, &auth.Auth{Store: store.New(db, now), Reader: c, Now: now, Seal: seal}
}

// desk is that of a register, with a mailbox of its operator.
func desk(t testing.TB, reader People, a *auth.Auth) *contact.Desk {
	folder := t.TempDir()
	return &contact.Desk{
		Store: a.Store, Reader: reader.(*catalogue.Catalogue), Registry: registry.New(a.Store, nil), Now: a.Now, Inbox: "contact@example.org",
		Files: folder, Ledger: filepath.Join(folder, contact.LedgerFile), Forget: func(context.Context) error { return nil },
	}
}

// censuses is the room of censuses of a register, which knows the world.
func censuses(t testing.TB, reader People, a *auth.Auth) *campaign.Campaigns {
	r := registry.New(a.Store, late{})
	im := &ingest.Importer{Store: a.Store, Registry: r, Files: t.TempDir()}
	r.Keep = im.Keep
	c, err := campaign.New(context.Background(), campaign.Campaigns{Store: a.Store, Registry: r, Importer: im, Reader: reader.(*catalogue.Catalogue), Now: a.Now})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// late is the resolver of the reference data, indexed when a name is first asked for: few tests need it.
type late struct{}

var resolver = sync.OnceValue(func() *reconcile.Resolver { return reconcile.New(refdata.Territories(), refdata.Organisations()) })

func (late) Resolve(n coop.Name) coop.Resolution { return resolver().Resolve(n) }

func (late) Within(text, parentKey string) (string, bool) { return resolver().Within(text, parentKey) }

// get asks for a page as a browser does; header is name, value, name, value …
func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	return ask(h, http.MethodGet, path, header...)
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var errSecret = errors.New("sqlite: secret-table is on fire")
