package arch

// room is one line of the plan: a folder with Go files, the rooms it may import, and those that only its tests may
// import besides. A trailing /* stands for every room below. Floors rise from the ground (1) to the command (6); an
// import must run down, and two rooms on one floor never meet. Floor 0 is what a room keeps for itself (generated
// queries) and what every format shares: the only imports that stay on the ground.
type room struct {
	path    string
	floor   float64
	imports []string
	tests   []string
}

// plan is the house: docs/ARCHITECTURE.md in a table. Change both in the commit that opens a room.
var plan = []room{
	{path: "cmd/kafo", floor: 6, imports: []string{"internal/*", "examples"}},

	{path: "internal/web", floor: 5, imports: []string{"internal/auth", "internal/campaign", "internal/contact", "internal/catalogue", "internal/coop", "internal/export", "internal/format", "internal/i18n"},
		tests: []string{"internal/sqldb", "internal/store", "internal/registry", "internal/reconcile", "internal/ingest", "internal/refdata"}},
	{path: "internal/bench", floor: 5.5, imports: []string{"internal/store", "internal/catalogue", "internal/sqldb", "internal/coop", "internal/web",
		"internal/i18n", "internal/refdata", "internal/registry",
		"internal/reconcile"}}, // reconcile: its speed, precision and recall are measured

	{path: "internal/ingest", floor: 4, imports: []string{"internal/format", "internal/format/*", "internal/coop", "internal/refdata", "internal/registry", "internal/store"},
		tests: []string{"internal/catalogue", "internal/reconcile", "internal/sqldb"}},
	{path: "internal/reconcile", floor: 4, imports: []string{"internal/coop", "internal/refdata", "internal/catalogue", "internal/registry"}, // a run reads the register and keeps proposals
		tests: []string{"internal/sqldb", "internal/store"}},
	{path: "internal/check", floor: 4, imports: []string{"internal/coop", "internal/catalogue", "internal/store", "internal/registry"},
		tests: []string{"internal/sqldb"}},

	{path: "internal/contact", floor: 4, imports: []string{"internal/auth", "internal/catalogue", "internal/coop", "internal/registry", "internal/store"}, // persons: registry, because an erasure is projected
		tests: []string{"internal/ingest", "internal/reconcile", "internal/refdata", "internal/sqldb"}},

	{path: "internal/campaign", floor: 4.5, imports: []string{"internal/catalogue", "internal/coop", "internal/format", "internal/format/*", "internal/i18n", "internal/ingest", "internal/registry", "internal/store"}, // above ingest: an accepted reply comes in as a document; i18n: a form speaks the language of who is asked
		tests: []string{"internal/refdata", "internal/sqldb", "internal/reconcile"}},

	{path: "internal/registry", floor: 3, imports: []string{"internal/coop", "internal/store"},
		tests: []string{"internal/catalogue", "internal/sqldb", "internal/refdata", "internal/reconcile"}},
	{path: "internal/auth", floor: 3, imports: []string{"internal/catalogue", "internal/coop", "internal/store"}, // who asks; nothing published is written here
		tests: []string{"internal/sqldb"}},
	{path: "internal/notify", floor: 3, imports: []string{"internal/coop", "internal/i18n", "internal/store"}, // empties the outbox
		tests: []string{"internal/catalogue", "internal/sqldb"}},
	{path: "internal/export", floor: 3, imports: []string{"internal/catalogue", "internal/coop", "internal/format", "internal/format/*", "internal/i18n"},
		tests: []string{"internal/sqldb", "internal/store"}},

	{path: "internal/store", floor: 2, imports: []string{"internal/coop", "internal/refdata", "internal/sqldb", "internal/store/db"}},
	{path: "internal/catalogue", floor: 2, imports: []string{"internal/coop", "internal/format", "internal/sqldb", "internal/catalogue/db"},
		tests: []string{"internal/store", "internal/refdata"}},
	{path: "internal/store/db", floor: 0},
	{path: "internal/catalogue/db", floor: 0},

	{path: "internal/coop", floor: 1},
	{path: "internal/format", floor: 0},
	{path: "internal/format/formattest", floor: 0.5, imports: []string{"internal/format"}},
	{path: "internal/format/*", floor: 1, imports: []string{"internal/format"}, tests: []string{"internal/format/formattest"}},
	{path: "internal/refdata", floor: 1},
	{path: "internal/sqldb", floor: 1},
	{path: "internal/i18n", floor: 1},
	{path: "examples", floor: 1}, // embeds the example register, nothing else

	// Tests only: no room's code may import these, every room's tests may (see mayImport).
	{path: testkit, floor: 2.5, imports: []string{"internal/sqldb", "internal/store", "internal/coop", "internal/refdata"}},
	{path: "internal/arch", floor: 1},
	{path: "tools/*", floor: 6, imports: []string{"internal/*"}},
}

const testkit = "internal/testkit"

// holders says which rooms, or which single files, may hold a package from outside the house. A module that has no line
// here may not be imported at all: a library enters with the first page that needs it. Standard packages without a
// line are free.
var holders = map[string][]string{
	"database/sql":                     {"internal/sqldb", "internal/store", "internal/store/db", "internal/catalogue", "internal/catalogue/db", testkit, "internal/bench", "tools/durable"}, // bench, durable: bare SQL is their baseline
	"database/sql/driver":              {"internal/sqldb"},
	"net/http":                         {"internal/web", "internal/bench", "cmd/kafo", "tools/durable"},
	"os/exec":                          {"internal/export/chromium.go", testkit},
	"log":                              {},
	"log/slog":                         {"internal/notify", "cmd/kafo", "internal/web", "internal/bench"},
	"unsafe":                           {},
	"github.com/a-h/templ":             {"internal/web"},
	"github.com/alecthomas/kong":       {"cmd/kafo"},
	"github.com/alexedwards/scs/v2":    {"internal/web"},
	"github.com/andybalholm/brotli":    {"internal/web"},
	"github.com/boombuler/barcode":     {"internal/web/qr.go"},
	"github.com/dustin/go-humanize":    {"cmd/kafo"},
	"github.com/go-webauthn/webauthn":  {"internal/auth"},
	"github.com/jackc/pgx/v5":          {"internal/sqldb"},
	"github.com/klauspost/compress":    {"internal/web"},
	"github.com/paulmach/orb":          {"internal/web", "internal/refdata", "internal/export"},
	"github.com/pressly/goose/v3":      {"internal/sqldb"},
	"github.com/pelletier/go-toml/v2":  {"internal/campaign"}, // files of questionnaires, with the line of what is wrong
	"github.com/pquerna/otp":           {"internal/auth"},
	"github.com/RoaringBitmap/roaring": {"internal/catalogue"},
	"github.com/rogpeppe/go-internal":  {"cmd/kafo"},
	"github.com/wneessen/go-mail":      {"internal/notify"},
	"github.com/xrash/smetrics":        {"internal/reconcile"},
	"github.com/xuri/excelize/v2":      {"internal/export", "internal/format/table"},
	"golang.org/x/crypto":              {"internal/auth/password.go"},
	"golang.org/x/net":                 {"internal/web", "internal/format/*", "internal/notify/mail.go"}, // notify: people write their mail in HTML
	"golang.org/x/sync":                {"internal/catalogue", "internal/web"},
	"golang.org/x/sys":                 {"tools/durable"},                                                                                                                                    // takes the power of a file system
	"golang.org/x/text":                {"internal/format", "internal/format/*", "internal/i18n", "internal/reconcile", "internal/refdata", "internal/catalogue", "internal/notify/mail.go"}, // notify: and in the charsets of their programs
	"modernc.org/sqlite":               {"internal/sqldb"},
}

// testHolders are the modules that any test may use, and no code but that of formattest, which is only for tests.
var testHolders = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "go.uber.org/goleak", "github.com/rogpeppe/go-internal", "golang.org/x/net/html", "github.com/emersion/go-smtp", "github.com/descope/virtualwebauthn"}
