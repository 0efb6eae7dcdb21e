// Package web is the HTML face: the public atlas, in French, and in English under /en/. Pages are rendered here from
// what the catalogue answers; what is written goes through the rooms that decide. No script is needed; the only
// one serves passkeys.
package web

import (
	"context"
	"hash/fnv"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

// Reader is the reading door as the pages use it. Lists are paged from 1; page 0 asks for everything (downloads).
// A thing that does not exist is a *coop.Error of code notfound.
type Reader interface {
	Totals(ctx context.Context) (catalogue.Totals, error)
	List(ctx context.Context, q catalogue.Query) (catalogue.List, error)
	// Whole is all that a query finds, read as it is written; so are the lines of EachMoneyLine.
	Whole(ctx context.Context, q catalogue.Query) (catalogue.Listing, error)
	EachMoneyLine(ctx context.Context, q catalogue.MoneyQuery) (iter.Seq2[catalogue.MoneyStated, error], error)
	Grouped(ctx context.Context, q catalogue.Query, by string, first int) (catalogue.Grouped, error)
	Links(ctx context.Context, ids []coop.PartnershipID) ([]catalogue.Link, error)
	Partnership(ctx context.Context, id coop.PartnershipID) (catalogue.Partnership, error)
	// History is what happened to an object of a kind; HistoryEntry is one of its entries with what it changed.
	History(ctx context.Context, kind string, id int64) (catalogue.History, error)
	Operation(ctx context.Context, id coop.OperationID) (catalogue.Operation, error)
	Operations(ctx context.Context, page int) ([]catalogue.Operation, int, error)
	HistoryEntry(ctx context.Context, kind string, id int64, name string) (catalogue.EntryChange, error)
	Organisations(ctx context.Context, q string, page int) ([]catalogue.OrgCount, int, error)
	Organisation(ctx context.Context, id coop.OrgID, page, size int) (catalogue.Organisation, error)
	Territories(ctx context.Context, q string, page int) ([]catalogue.TerritoryCount, int, error)
	// Territory has a page of its partnerships, and as many neighbours; page 0 has all.
	Territory(ctx context.Context, id coop.TerritoryID, page, size int) (catalogue.Territory, error)
	Themes(ctx context.Context) ([]catalogue.Bar, error)
	Sources(ctx context.Context) ([]catalogue.Source, error)
	Source(ctx context.Context, id coop.SourceID) (catalogue.Source, error)
	Records(ctx context.Context, kind string, page int) ([]catalogue.RecordRef, int, error)
	Record(ctx context.Context, id coop.RecordID) (catalogue.Record, error)
	// Overview has all that stands behind its figures; Figures leaves that out, Figure has a page of it for one of them, and
	// says how many passages there are.
	Overview(ctx context.Context) (catalogue.Overview, error)
	Figures(ctx context.Context) (catalogue.Overview, error)
	Figure(ctx context.Context, key string, page, size int) (f catalogue.Figure, passages int, err error)
	// Editions are the censuses that were published; DraftEdition is what one would be that were frozen now.
	Editions(ctx context.Context) ([]catalogue.EditionItem, error)
	Edition(ctx context.Context, id coop.EditionID) (catalogue.Edition, error)
	DraftEdition(ctx context.Context, scope coop.EditionScope, series string) (catalogue.Edition, error)
	MoneyReport(ctx context.Context, q catalogue.MoneyQuery, page, size int) (catalogue.MoneyReport, error)
	// MoneyTable is a page of the rows of a dimension; size 0 gives all.
	MoneyTable(ctx context.Context, q catalogue.MoneyQuery, dimension string, page, size int) (catalogue.MoneyTable, error)
	FindingList(ctx context.Context, q catalogue.FindingQuery) (catalogue.FindingList, error)
	Finding(ctx context.Context, id coop.FindingID) (catalogue.Finding, error)
	// QuestionsOf are the parties of a partnership whose names could mean several organisations.
	QuestionsOf(ctx context.Context, id coop.PartnershipID) ([]catalogue.Question, error)
	Proposals(ctx context.Context, q catalogue.ProposalQuery) (catalogue.ProposalList, error)
	Proposal(ctx context.Context, id coop.ProposalID) (catalogue.Proposal, error)
	// Version changes whenever anything published changes.
	Version(ctx context.Context) (string, error)
}

// Exporter writes what a page shows in a form for machines: format is json, csv, xlsx or geojson.
type Exporter func(w io.Writer, format string, v any) error

// Press prints a large edition beside the requests for it: it begins where nobody has, and says how far it is.
type Press func(version string, id coop.EditionID, format string, lang i18n.Lang) (Pressed, error)

// Pressed is how far a print is: so many fiches of so many, or the whole file.
type Pressed struct {
	Done, Total int
	Write       func(io.Writer) error // nil until it is whole
}

// Printer writes an edition as one document.
type Printer func(ctx context.Context, m coop.Moment, id coop.EditionID, format string, lang i18n.Lang, w io.Writer) error

// Specimen prints an example of a document by templates.
type Specimen func(ctx context.Context, t export.Templates, format string, lang i18n.Lang, w io.Writer) error

// Site is what the operator says of itself: the legal notices, whom to ask, where the pages are reached.
type Site struct {
	BaseURL       string // "https://atlas.example.org"; decides canonical addresses and HSTS
	Operator      string // publisher (éditeur)
	Address       string
	Phone         string
	Director      string // directeur de la publication
	Host          string // hébergeur, with its address and phone
	Contact       string // e-mail address or web address to which questions and corrections go
	SourceCode    string // address of the program's code
	Accessibility string // "", none, partial or total: the state an audit found; "" means none (A5)
	AuditDate     string // ISO date of that audit
	KeptMessages  int    // days for which messages of the relay are kept
	KeptContacts  int    // days for which a contact is kept of whom nothing is heard
	KeptTrash     int    // days of notice, and of the trash
}

// Check is one thing that was looked at in the service: what it says in words, and whether it is well.
type Check struct {
	Key  string
	Args []any
	OK   bool
	Soon bool // nothing is wrong yet, but there is something to do
}

// Deps is what the pages need.
type Deps struct {
	Reader     Reader                                                   // of the present
	At         func(context.Context, coop.Moment) (Reader, error)       // of the register as it was
	Ahead      func(context.Context, coop.Contribution) (Reader, error) // of the register in which a contribution is accepted
	People     People                                                   // of accounts and messages
	Auth       *auth.Auth
	Desk       *contact.Desk
	Censuses   Censuses
	Words      func(coop.Message) (subject, text string) // a letter as its reader gets it
	Registry   Registrar                                 // decides what is published
	Export     Exporter
	Snapshot   func(context.Context, coop.Moment, io.Writer) error // every table as CSV, one ZIP
	Print      Printer                                             // of editions
	Press      Press                                               // of large editions, beside requests
	AtOnce     int                                                 // up to how many fiches an edition is printed while a visitor waits
	PrintStyle func() (string, error)                              // the style sheet that a printed page carries, as a policy names it
	Shelf      export.Shelf                                        // where a designer's templates are
	Specimen   Specimen
	Prints     []string // formats in which it prints: html, docx, odt, and pdf where there is a browser
	Outlines   Outlines
	Rules      []catalogue.Rule // of findings, heaviest first
	Site       Site
	Proxies    Proxies // that are believed on where a request comes from
	Mails      bool    // a mail server is set: letters leave
	Log        *slog.Logger
	Ready      func(context.Context) error   // of /readyz
	Checks     func(context.Context) []Check // of the state of the service, for administrators
	Away       func(error) bool              // says of an error that the database cannot be reached now; nil: never
	Now        func() time.Time
}

// server answers requests; its fields are set once.
type server struct {
	Deps
	mux    *http.ServeMux
	assets *assets
	cache  *pageCache
	build  string        // changes with the program, its assets and the operator's settings
	taps   chan struct{} // of downloads under way

	sessions   *scs.SessionManager
	csrf       *http.CrossOriginProtection
	formSecret string          // by which forms are known to be ours
	known      []Route         // every address with who may ask for it
	secrets    []string        // what stands before a secret in an address
	files      map[string]bool // addresses of forms with a file in them

	rates rates // of data asked for

	mu    sync.Mutex
	seen  string    // the version last seen
	since time.Time // when it was first seen by this process
}

// requestTime bounds the work for one page; past it the visitor gets a 503 page.
const requestTime = 15 * time.Second

// New makes the handler of every public address.
func New(d Deps) (http.Handler, error) {
	s, err := newServer(d)
	if err != nil {
		return nil, err
	}
	return s.outer(), nil
}

func newServer(d Deps) (*server, error) {
	a, err := loadAssets(d.Outlines)
	if err != nil {
		return nil, err
	}
	s := &server{Deps: d, mux: http.NewServeMux(), assets: a, cache: newPageCache(), files: map[string]bool{}, taps: make(chan struct{}, taps)}
	s.build = s.fingerprint()
	s.sessions, s.csrf = newSessions(d.Auth, s.secure()), http.NewCrossOriginProtection()
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.fail(w, &visit{s: s, r: r, lang: languageIn(r.Context()), path: r.URL.Path, header: http.Header{}}, err)
	}
	if s.formSecret, err = d.Auth.FormSecret(context.Background()); err != nil {
		return nil, err
	}
	s.routes()
	return s, nil
}

func (s *server) fingerprint() string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, s.assets.hash+revision()+strconv.Quote(s.Site.Operator+s.Site.Contact+s.Site.BaseURL+s.Site.Address+s.Site.Phone+
		s.Site.Director+s.Site.Host+s.Site.SourceCode+s.Site.Accessibility+s.Site.AuditDate+itoa(s.Site.KeptMessages)+" "+itoa(s.Site.KeptContacts)+" "+itoa(s.Site.KeptTrash)))
	return strconv.FormatUint(h.Sum64(), 36)
}

// changed says since when this process has seen a version: the Last-Modified of every page made from it.
func (s *server) changed(version string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen != version || s.since.IsZero() {
		s.seen, s.since = version, s.Now().UTC().Truncate(time.Second)
	}
	return s.since
}

// langOf splits the language off a path: /en/themes is English, /themes French.
func langOf(path string) (i18n.Lang, string) {
	if path == "/en" {
		return i18n.EN, "/"
	}
	if len(path) > 3 && path[:4] == "/en/" {
		return i18n.EN, path[3:]
	}
	return i18n.FR, path
}
