package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"kafo/internal/auth"
	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/contact"
	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
	"kafo/internal/refdata"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/web"
)

// Settings are the options of every command: flags over environment over defaults. A secret can also be read from the
// file that NAME_FILE names.
type Settings struct {
	ConfigFile kong.ConfigFlag `name:"config" help:"JSON file of settings: {\"data\": \"/var/lib/kafo\", …}; flags and environment win over it." env:"KAFO_CONFIG" json:"-"`

	Data        string `help:"Folder of the register." default:"./data" env:"KAFO_DATA" type:"path"`
	DatabaseURL string `help:"PostgreSQL address (postgres://…); without it the register is an SQLite file in the data folder." env:"KAFO_DATABASE_URL"`
	Lang        string `help:"Language of messages: fr or en." default:"fr" enum:"fr,en" env:"KAFO_LANG"`
	SourceText  string `help:"What visitors may read of documents: passages that records cite, or the whole text (public), masked in both cases." default:"passages" enum:"passages,public" env:"KAFO_SOURCE_TEXT"`
	Memory      int    `help:"Megabytes of memory to stay below as long as possible; garbage is looked for less often while there is room." default:"1200" env:"KAFO_MEMORY"`

	BaseURL       string `help:"Public address of the site, for canonical links." env:"KAFO_BASE_URL"`
	Proxies       string `name:"trusted-proxies" help:"Reverse proxies that are believed on where a request comes from: addresses and prefixes, or none." default:"127.0.0.0/8,::1" env:"KAFO_TRUSTED_PROXIES"`
	Operator      string `help:"Who publishes this register (legal notices)." env:"KAFO_OPERATOR"`
	Address       string `help:"Postal address of the operator." env:"KAFO_ADDRESS"`
	Phone         string `help:"Telephone of the operator." env:"KAFO_PHONE"`
	Director      string `help:"Director of publication." env:"KAFO_DIRECTOR"`
	Host          string `help:"Who hosts the site, with address and telephone." env:"KAFO_HOST"`
	Contact       string `help:"Address to which questions go (contact sur demande)." env:"KAFO_CONTACT"`
	SMTP          string `help:"Mail server: smtp://account:password@server:587 (STARTTLS, verified), smtps://…:465, or smtp://localhost:25. Without one messages wait in the outbox." env:"KAFO_SMTP"`
	MailFrom      string `help:"Sender's address of messages." env:"KAFO_MAIL_FROM"`
	MailReturn    string `help:"Address to which letters of campaigns come back, each under a name of its own: bounce@… becomes bounce+CODE@…" env:"KAFO_MAIL_RETURN"`
	DKIMSelector  string `name:"dkim-selector" help:"Selector of the key by which the relay signs messages (DKIM), for kafo doctor." env:"KAFO_DKIM_SELECTOR"`
	Accessibility string `help:"State of accessibility that an audit found: none, partial, total." env:"KAFO_ACCESSIBILITY"`
	AuditDate     string `help:"Date of that audit." env:"KAFO_AUDIT_DATE"`
	Browser       string `help:"Chromium by which an edition is printed as PDF; without it the first of the usual names that is installed." env:"KAFO_BROWSER"`
	Office        string `help:"LibreOffice, by which the contents of an edition of up to 300 fiches printed as DOCX get their numbers of pages; without it a word processor works them out when it opens the document." env:"KAFO_OFFICE"`

	Retention
	Reminding

	now func() time.Time // the clock; nil for the machine's
	dns lookups          // nil for the machine's
}

func (s *Settings) words() i18n.Lang { return i18n.Lang(s.Lang) }

// complete reads secrets from their files and refuses what contradicts itself or is not known (U81).
func (s *Settings) complete() error {
	s.room()
	for name, value := range map[string]*string{"KAFO_DATABASE_URL": &s.DatabaseURL, "KAFO_SMTP": &s.SMTP} {
		if err := s.fromFile(name, value); err != nil {
			return err
		}
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "KAFO_") && !knownSettings()[name] {
			return usageError{fmt.Errorf("%s", s.words().T("cmd.unknown_setting", name))}
		}
	}
	return s.reached()
}

// reached refuses what is said wrong of how the site is reached (U86): Kafo serves a whole host, not a folder of one.
func (s *Settings) reached() error {
	if _, err := web.ParseProxies(s.Proxies); err != nil {
		return usageError{fmt.Errorf("KAFO_TRUSTED_PROXIES: %s", say(s.words(), err))}
	}
	if s.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return usageError{fmt.Errorf("KAFO_BASE_URL: %s", s.words().T("cmd.base_url", s.BaseURL))}
	}
	return nil
}

// fromFile reads a secret from the file that NAME_FILE names.
func (s *Settings) fromFile(name string, value *string) error {
	file := os.Getenv(name + "_FILE")
	if file == "" {
		return nil
	}
	if *value != "" {
		return usageError{fmt.Errorf("%s", s.words().T("cmd.both_settings", name, name+"_FILE"))}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return usageError{err}
	}
	*value = strings.TrimSpace(string(raw))
	return nil
}

// garbage is how much more than what is in use may be allocated before garbage is looked for, in per cent. Four times as
// much as Go does by itself: the slowest page in a hundred is one that was made while the collector ran.
const garbage = 400

// room sets the limit of memory, unless the operator has set those of Go's own (GOGC, GOMEMLIMIT); true if it did.
func (s *Settings) room() bool {
	free := os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" && s.Memory > 0
	if free {
		debug.SetMemoryLimit(int64(s.Memory) << 20)
	}
	return free
}

// quick has garbage looked for less often where pages are served. A command that reads a document answers nobody meanwhile,
// and holds no more than it needs (T23).
func (s *Settings) quick() {
	if s.room() {
		debug.SetGCPercent(garbage)
	}
}

// dsn is the database: the PostgreSQL address, else the SQLite file of the data folder.
func (s *Settings) dsn() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return filepath.Join(s.Data, "kafo.sqlite")
}

func (s *Settings) files() string { return filepath.Join(s.Data, "files") }

// house is the opened register with the rooms that work on it.
type house struct {
	db        *sqldb.DB
	store     *store.Store
	registry  *registry.Registry
	catalogue *catalogue.Catalogue
	importer  *ingest.Importer
	auth      *auth.Auth
	desk      *contact.Desk
}

// open opens the register, creating and migrating it where needed.
func (s *Settings) open(ctx context.Context) (*house, error) {
	if err := s.folder(); err != nil {
		return nil, err
	}
	db, err := sqldb.Open(s.dsn())
	if err != nil {
		return nil, err
	}
	if err := s.keepBefore(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	from, to, err := db.Migrate(ctx)
	if err != nil {
		return nil, err
	}
	h := s.rooms(db)
	if from > 0 && from < to {
		if err := h.store.Remember(ctx, coop.Operator); err != nil {
			return nil, err
		}
		if _, err := h.registry.ContactsAgain(ctx, coop.Operator); err != nil {
			return nil, err
		}
	}
	if err := s.seal(ctx, h); err != nil {
		return nil, err
	}
	loaded, err := h.store.Reference(ctx)
	if len(loaded) > 0 {
		h.registry = registry.New(h.store, &late{loaded: loaded})
		h.importer.Registry, h.desk.Registry, h.registry.Keep = h.registry, h.registry, h.importer.Keep
	}
	return h, err
}

// folder makes the folder of the register where it is not there, and refuses one that cannot hold it.
func (s *Settings) folder() error {
	if err := os.MkdirAll(s.Data, 0o750); err != nil {
		return s.unwritable(err)
	}
	v, err := volumeOf(s.Data)
	if err = errors.Join(err, v.hold(s)); err != nil {
		return err
	}
	return s.writable()
}

// alone keeps other servers off an SQLite register as long as the file stays open: two would each believe to be the one that
// sends letters and keeps the index. Commands may go on beside a server.
func (s *Settings) alone() (*os.File, error) {
	if strings.HasPrefix(s.DatabaseURL, "postgres") {
		return nil, nil
	}
	if err := s.folder(); err != nil {
		return nil, err
	}
	f, ok, err := lockFile(filepath.Join(s.Data, ".served"))
	if err == nil && !ok {
		err = coop.Refuse(coop.Conflict, "cmd.served", s.Data)
	}
	return f, err
}

// writable refuses a folder or a register that this user cannot write: SQLite would say that it cannot open a file. Even who only
// reads writes beside it.
func (s *Settings) writable() error {
	probe, err := os.CreateTemp(s.Data, ".probe-*")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	if file := s.dsn(); err == nil && s.DatabaseURL == "" {
		var f *os.File
		if f, err = os.OpenFile(file, os.O_RDWR, 0); err == nil {
			err = f.Close()
		}
	}
	if errors.Is(err, os.ErrNotExist) { // a register that is still to be made
		return nil
	}
	return s.unwritable(err)
}

// unwritable says in words why something cannot be written.
func (s *Settings) unwritable(err error) error {
	switch {
	case errors.Is(err, syscall.EROFS):
		return coop.Refuse(coop.Invalid, "cmd.read_only_disk", s.Data)
	case errors.Is(err, os.ErrPermission):
		return coop.Refuse(coop.Invalid, "cmd.not_ours", s.Data)
	case err != nil:
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

// keepBefore copies a register aside that is about to be migrated (U88): what goes wrong can be taken back. One copy of
// each version is kept; on PostgreSQL that is pg_dump's work.
func (s *Settings) keepBefore(ctx context.Context, db *sqldb.DB) error {
	from, to, err := db.Versions(ctx)
	if err != nil || from == 0 || from >= to || s.DatabaseURL != "" {
		return err
	}
	name := filepath.Join(s.Data, fmt.Sprintf("before-migration-%d.sqlite", from))
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	if err := os.Remove(name + ".part"); err != nil && !errors.Is(err, os.ErrNotExist) { // of a copy that was cut short
		return err
	}
	if err := db.Backup(ctx, name+".part"); err != nil {
		return err
	}
	return errors.Join(os.Rename(name+".part", name), syncFolder(s.Data))
}

func (s *Settings) rooms(db *sqldb.DB) *house {
	h := &house{db: db, store: store.New(db, time.Now)}
	h.registry = registry.New(h.store, &late{})
	h.catalogue = s.reading(db, 0)
	h.auth = &auth.Auth{Store: h.store, Reader: h.catalogue, Now: time.Now}
	h.desk = s.newDesk(h)
	h.importer = &ingest.Importer{Store: h.store, Registry: h.registry, Files: s.files()}
	h.registry.Keep = h.importer.Keep
	return h
}

// censuses is the room of censuses, on the door through which the house reads.
func (h *house) censuses(ctx context.Context) (*campaign.Campaigns, error) {
	return campaign.New(ctx, campaign.Campaigns{Store: h.store, Registry: h.registry, Importer: h.importer, Reader: h.catalogue, Now: time.Now})
}

// resolver indexes the reference data once a process, when a name is first asked for: who only reads the register does
// not wait for it.
var resolver = sync.OnceValue(func() *reconcile.Resolver {
	return reconcile.New(refdata.Territories(), refdata.Organisations())
})

// late is the resolver as the registry asks it: made when a name is first asked for, with what an administrator had
// loaded into the register when it was opened (a name is asked for inside a transaction, which must not read beside itself).
type late struct {
	loaded []refdata.Territory
	once   sync.Once
	made   *reconcile.Resolver
}

func (l *late) resolver() *reconcile.Resolver {
	l.once.Do(func() {
		if len(l.loaded) == 0 {
			l.made = resolver()
			return
		}
		l.made = reconcile.New(refdata.With(l.loaded), refdata.Organisations())
	})
	return l.made
}

// Resolve says who a name means.
func (l *late) Resolve(n coop.Name) coop.Resolution { return l.resolver().Resolve(n) }

// Within says whether a text names a place inside another.
func (l *late) Within(text, parentKey string) (string, bool) {
	return l.resolver().Within(text, parentKey)
}

// reading is the catalogue of the register itself, which keeps its index for the next start.
func (s *Settings) reading(db *sqldb.DB, stale time.Duration) *catalogue.Catalogue {
	o := s.options(stale)
	o.Index = filepath.Join(s.Data, "index")
	return catalogue.New(db, o)
}

func (s *Settings) options(stale time.Duration) catalogue.Options {
	return catalogue.Options{Files: s.files(), PublicText: s.SourceText == "public", Stale: stale, Now: s.now}
}

// catalogue reads a copy of the register as it holds on a day, "" for today.
func (s *Settings) catalogue(db *sqldb.DB, stale time.Duration, of coop.Date) *catalogue.Catalogue {
	o := s.options(stale)
	o.Of = of
	return catalogue.New(db, o)
}

func (s *Settings) site() web.Site {
	return web.Site{
		BaseURL: s.BaseURL, Operator: s.Operator, Address: s.Address, Phone: s.Phone, Director: s.Director, Host: s.Host,
		Contact: s.Contact, Accessibility: s.Accessibility, AuditDate: s.AuditDate,
		KeptMessages: s.Retention.Messages, KeptContacts: s.Retention.Contacts, KeptTrash: s.Retention.Trash,
	}
}

func logger(io streams) *slog.Logger { return slog.New(slog.NewTextHandler(io.err, nil)) }

type configCmd struct {
	listening
}

// Run prints every setting as it holds, as environment variables; secrets are masked (U81).
func (c *configCmd) Run(_ context.Context, k *kong.Kong, io streams) error {
	for _, f := range k.Model.Flags {
		if len(f.Envs) == 0 {
			continue
		}
		value := fmt.Sprint(f.Target.Interface())
		if secret[f.Envs[0]] && value != "" {
			value = "********"
		}
		fmt.Fprintf(io.out, "%s=%s\n", f.Envs[0], value)
	}
	fmt.Fprintf(io.out, "KAFO_LISTEN=%s\n", c.Listen)
	return nil
}

// secret are the settings that are never printed.
var secret = map[string]bool{"KAFO_DATABASE_URL": true, "KAFO_SMTP": true}
