// Command durable tries what the register promises of acknowledged writes (P1): it writes and says of each commit that it
// was acknowledged, cuts the power of a file system, and looks afterwards whether every acknowledged write is there, once.
// tests/durability/run.sh drives it.
//
//	durable write DIR          write until killed; each acknowledged commit is a number on standard output
//	durable insist DIR SECONDS the same for so long, going on after what fails
//	durable old DIR LEVEL      a register at an earlier version of the schema, with 200 records
//	durable ask URL SECONDS    ask a site all the time: it answers 200 or 503, and in the end 200
//	durable naive DIR          the same on a bare SQLite file with synchronous=NORMAL: what we do not do, and why
//	durable plain DIR          numbers into a plain file, each made to last by the system: what any program may expect of the disk
//	durable check DIR < ACKS   every acknowledged write is there once, the chain and the pages are whole
//	durable count DIR < ACKS   how many acknowledged writes of naive are gone
//	durable cut MOUNTPOINT ACKS  take the power of a file system: what was not flushed is gone
//
// DIR may be the address of a PostgreSQL database.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: durable write|insist|old|ask|naive|plain|check|count|cut DIR [NUMBER]")
		os.Exit(2)
	}
	run := map[string]func(context.Context, string) error{"write": write, "insist": insist, "old": old, "ask": ask, "naive": naive, "plain": plain, "check": check, "count": count, "cut": cut}[os.Args[1]]
	if run == nil {
		fmt.Fprintln(os.Stderr, "durable: no such verb")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "durable:", err)
		os.Exit(1)
	}
}

// number is the last argument.
func number() (int64, error) { return strconv.ParseInt(os.Args[len(os.Args)-1], 10, 64) }

func dsn(dir string) string {
	if strings.HasPrefix(dir, "postgres://") {
		return dir
	}
	return filepath.Join(dir, "kafo.sqlite")
}

func open(ctx context.Context, dir string) (*sqldb.DB, error) {
	db, err := sqldb.Open(dsn(dir))
	if err != nil {
		return nil, err
	}
	_, _, err = db.Migrate(ctx)
	return db, err
}

// write commits mixed writes, each signed: accounts, roles, sessions, messages. The number of a write is in its address.
func write(ctx context.Context, dir string) error {
	db, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	s := store.New(db, time.Now)
	for n := time.Now().UnixNano(); ; n++ {
		if err := one(ctx, s, n); err != nil {
			return err // whatever it is, nothing more is acknowledged
		}
		if _, err := fmt.Println(n); err != nil {
			return err
		}
	}
}

func one(ctx context.Context, s *store.Store, n int64) error {
	address := fmt.Sprintf("n%d@example.org", n)
	return s.Update(ctx, coop.Operator, "durable", func(tx *store.Tx) error {
		id, err := tx.Account(address, "Personne d’exemple", "fr")
		if err != nil {
			return err
		}
		if _, err := tx.Grant(id, coop.Steward, 0, "durable"); err != nil {
			return err
		}
		if err := tx.SaveSession(store.Session{Hash: address, Account: id, Contents: strings.Repeat("x", int(n%900)), Until: 1 << 60}); err != nil {
			return err
		}
		_, err = tx.Enqueue(coop.Message{Account: id, To: address, Lang: "fr", Key: "invited", Link: "/connexion"})
		return err
	})
}

// insist writes on whatever fails, a server that is away, a disk that refuses, and says on standard error what did.
func insist(ctx context.Context, dir string) error {
	seconds, err := number()
	if err != nil {
		return err
	}
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	db, err := open(ctx, dir)
	if err != nil {
		return err
	}
	s := store.New(db, time.Now)
	for n := time.Now().UnixNano(); time.Now().Before(end); n++ {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := one(short, s, n)
		cancel()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			time.Sleep(20 * time.Millisecond)
			continue
		}
		if _, err := fmt.Println(n); err != nil {
			return err
		}
	}
	return nil // and the database is left as it stands
}

// old makes a register of an earlier version, in the words of its first schema, which every later one has kept.
func old(ctx context.Context, dir string) error {
	level, err := number()
	if err != nil {
		return err
	}
	db, err := sqldb.Open(dsn(dir))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.MigrateTo(ctx, level); err != nil {
		return err
	}
	return db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("INSERT INTO source (id, document, sha256, format, title, publisher, dated, encoding, lines, size, imported_at, report) VALUES (1, 'old.txt', 'ab', 'prose', 't', '', '', '', 9, 0, 0, '{}')"); err != nil {
			return err
		}
		for i := range 200 {
			if _, err := tx.Exec("INSERT INTO record (id, source, kind, locator, line, line_end, title, dated, body, places) VALUES ($1, 1, 'prose', $2, 1, 2, 't', '', '{}', '[]')", i+1, fmt.Sprint(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ask asks a site for pages that are in no cache.
func ask(_ context.Context, url string) error {
	seconds, err := number()
	if err != nil {
		return err
	}
	statuses, last := map[int]int{}, 0
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, err := http.Get(fmt.Sprintf("%s/organisations?q=%d", url, time.Now().UnixNano()))
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		statuses[r.StatusCode]++
		last = r.StatusCode
	}
	fmt.Printf("answers by status: %v\n", statuses)
	if last != http.StatusOK || statuses[http.StatusServiceUnavailable] == 0 || statuses[http.StatusOK]+statuses[http.StatusServiceUnavailable] != sum(statuses) {
		return fmt.Errorf("answers %v, the last of them %d", statuses, last)
	}
	return nil
}

func sum(m map[int]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// acknowledged reads what a writer said; a line that was cut short was not said.
func acknowledged() ([]string, error) {
	var out []string
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSpace(line))
	}
}

func check(ctx context.Context, dir string) error {
	acks, err := acknowledged()
	if err != nil {
		return err
	}
	db, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	if fault, err := db.Fault(ctx); db.Dialect == sqldb.SQLite && (err != nil || fault != "") {
		return fmt.Errorf("the database is damaged: %s %v", fault, err)
	}
	c := catalogue.New(db, catalogue.Options{})
	if chain, err := c.AuditChain(ctx); err != nil || chain.Broken != 0 || chain.Missing != 0 {
		return fmt.Errorf("the chain of the audit is broken: %+v %v", chain, err)
	}
	for _, n := range acks {
		p, err := c.AccountOf(ctx, "n"+n+"@example.org")
		if err != nil {
			return fmt.Errorf("acknowledged write %s: %w", n, err)
		}
		sessions, err := c.SessionsOf(ctx, p.ID, 0)
		if err != nil || len(p.Roles) != 1 || len(sessions) != 1 {
			return fmt.Errorf("write %s is there in part: %d roles, %d sessions, %v", n, len(p.Roles), len(sessions), err)
		}
	}
	counts, err := c.MessageCounts(ctx)
	if err != nil {
		return err
	}
	_, accounts, err := c.Accounts(ctx, "", 1)
	if err != nil || accounts != counts[coop.MessageWaiting] {
		return fmt.Errorf("%d accounts, %d messages: a write is there in part (%v)", accounts, counts[coop.MessageWaiting], err)
	}
	fmt.Printf("%d acknowledged, %d there\n", len(acks), accounts)
	return nil
}

func bare(dir string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "naive.sqlite")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.Exec("CREATE TABLE IF NOT EXISTS said (n TEXT PRIMARY KEY)")
	}
	return db, err
}

func naive(ctx context.Context, dir string) error {
	db, err := bare(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	for n := time.Now().UnixNano(); ; n++ {
		if _, err := db.ExecContext(ctx, "INSERT INTO said (n) VALUES ($1)", fmt.Sprint(n)); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// plain makes every write last by the system's own means: what a cut takes of it, the test takes of any program.
func plain(_ context.Context, dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, "plain"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	for n := 1; ; n++ {
		if _, err := fmt.Fprintf(f, "%9d\n", n); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func count(ctx context.Context, dir string) error {
	acks, err := acknowledged()
	if err != nil {
		return err
	}
	db, err := bare(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	gone := 0
	for _, n := range acks {
		var there int
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM said WHERE n = $1", n).Scan(&there); err != nil {
			return err
		}
		gone += 1 - there
	}
	fmt.Println(gone)
	return nil
}

// The request that shuts a file system down, and the way of a power cut: the journal is not flushed either
// (linux/fs.h FS_IOC_SHUTDOWN, FS_SHUTDOWN_FLAGS_NOLOGFLUSH).
const (
	shutdown   = 0x8004587d
	noLogFlush = 2
)

// cut says how many bytes of a list of acknowledgements there were before the power went. Real power takes the program with it:
// what it says afterwards, while the file system is shut down under it, nobody would have heard.
func cut(_ context.Context, mount string) error {
	f, err := os.Open(mount)
	if err != nil {
		return err
	}
	defer f.Close()
	said, err := os.Stat(os.Args[len(os.Args)-1])
	if err != nil {
		return err
	}
	fmt.Println(said.Size())
	return unix.IoctlSetPointerInt(int(f.Fd()), shutdown, noLogFlush)
}
