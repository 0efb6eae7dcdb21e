// Command kafo is the whole of Kafo in one program: it serves the atlas, imports documents, checks, decides, exports.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"

	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/i18n"
)

// Exit codes: 0 done (also with findings), 1 refused input or a failure, 2 a command that cannot be understood.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
)

// cli is every command with its options; the table of docs/ADMIN.md is tested against it.
type cli struct {
	Settings

	Serve       serveCmd       `cmd:"" help:"Serve the atlas. The first start creates a register and loads the example."`
	Import      importCmd      `cmd:"" help:"Import documents: keep the bytes, read them, account for every line."`
	Read        readCmd        `cmd:"" help:"Read documents and show what they state. Nothing is written."`
	Check       checkCmd       `cmd:"" help:"Run the finding rules and keep what they notice."`
	Question    questionCmd    `cmd:"" help:"List open questions (names that could be several organisations) or answer one."`
	Finding     findingCmd     `cmd:"" help:"List findings or set the state of one."`
	Claim       claimCmd       `cmd:"" help:"List what sources say of a partnership, prefer or set aside one of these claims, undo a decision."`
	Rebuild     rebuildCmd     `cmd:"" help:"Make every object again from the claims and the decisions. The same claims give the same rows."`
	Export      exportCmd      `cmd:"" help:"Write records or reconciled objects, one JSON object a line, or a dated ZIP of all CSV files."`
	Index       indexCmd       `cmd:"" help:"Rebuild the index of lists and searches, or compare it with the register."`
	Refdata     refdataCmd     `cmd:"" help:"Extend the shipped reference data by official files."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the schema of the database to this program's version."`
	Backup      backupCmd      `cmd:"" help:"Write a consistent copy of the register and its documents to one file, while it is in use."`
	Restore     restoreCmd     `cmd:"" help:"Verify an archive of kafo backup and put its register into an empty data folder."`
	Audit       auditCmd       `cmd:"" help:"Verify the chain of the audit, or write its entries out."`
	Redact      redactCmd      `cmd:"" help:"Keep a point, a name or a partnership out of everything public, until a day of review."`
	Admin       adminCmd       `cmd:"" help:"Open administrators' accounts, end sessions."`
	Person      personCmd      `cmd:"" help:"List contacts, or take a person out of the register."`
	Remind      remindCmd      `cmd:"" help:"Ask members whether their partnerships are still as the register says."`
	Retain      retentionCmd   `cmd:"" name:"retention" help:"Keep what is known of persons no longer than its time."`
	Mail        mailCmd        `cmd:"" help:"List the messages that wait, try the mail server, take in what comes back."`
	Why         whyCmd         `cmd:"" help:"Say whether somebody may do something, and by which right."`
	Verify      verifyCmd      `cmd:"" help:"Verify that history is whole: the chain of the audit, the kept documents, the objects against their claims."`
	Doctor      doctorCmd      `cmd:"" help:"Look at the register and its surroundings and say what is wrong."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask the running server whether it is ready: exit 0 or 1."`

	Config  configCmd  `cmd:"" help:"Print every setting as it holds; secrets are masked."`
	Bench   benchCmd   `cmd:"" help:"Generate a register and measure, each figure as a ratio to a baseline of the same run."`
	Version versionCmd `cmd:"" help:"Say which program this is."`

	Questionnaire questionnaireCmd `cmd:"" help:"Check the file of a questionnaire, list and print those that ship."`

	Recueil  recueilCmd  `cmd:"" help:"Freeze an edition of a census, list them, print one."`
	Campaign campaignCmd `cmd:"" help:"Hold a census: prepare a campaign, ask, open it, follow it."`

	Reconcile reconcileCmd `cmd:"" help:"Propose what may be one, or decide: accept, refuse, merge, split, undo."`
}

// streams are where a command reads and writes: results to out, progress and messages to err.
type streams struct {
	out, err io.Writer
}

func main() { os.Exit(process()) }

// process is the whole program but its exit: told to stop, it ends what is under way.
func process() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr})
}

func run(ctx context.Context, args []string, io streams) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("kafo"),
		kong.Description("Kafo: the open information system of decentralised cooperation."),
		kong.Configuration(readSettings), kong.Writers(io.out, io.err), kong.UsageOnError(), kong.Exit(func(n int) { code = n }))
	if err != nil {
		fmt.Fprintln(io.err, "kafo:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if code >= 0 {
		return code // --help
	}
	if err != nil {
		fmt.Fprintln(io.err, "kafo:", misused(c.spoken(), err))
		return exitUsage
	}
	if err := c.Settings.complete(); err != nil {
		return report(io, c.words(), err)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return report(io, c.words(), parsed.Run(&c.Settings, parser, io))
}

// usageError is a command that was understood but asks for what there is not: exit 2.
type usageError struct{ error }

// report says what went wrong in the user's language, with the place, and gives the exit code.
func report(io streams, lang i18n.Lang, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errSaid) {
		return exitRefused
	}
	fmt.Fprintln(io.err, "kafo:", say(lang, err))
	if errors.As(err, &usageError{}) {
		return exitUsage
	}
	return exitRefused
}

// errSaid marks a failure whose message was printed where it happened.
var errSaid = errors.New("said")

// say puts an error into words: those of a message key where it has one.
func say(lang i18n.Lang, err error) string {
	if p := (*format.Problem)(nil); errors.As(err, &p) {
		text := lang.T(p.Key, words(p.Args)...)
		if p.Line == 0 {
			return text
		}
		return lang.T("cmd.line", p.Line) + " " + text
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) && errors.Is(err, fs.ErrNotExist) {
		return lang.T("cmd.no_file", filepath.Base(e.Path))
	}
	if e := (*coop.Error)(nil); errors.As(err, &e) && i18n.Has(e.Key) {
		return lang.T(e.Key, e.Args...)
	}
	return err.Error()
}

func words(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
