// Command durable tries what the register promises of acknowledged writes (P1): it writes and says of each commit that it
// was acknowledged, cuts the power of a file system, and looks afterwards whether every acknowledged write is there, once.
// tests/durability/run.sh drives it.
//
//	durable write DIR          write until killed; each acknowledged commit is a number on standard output
//	durable naive DIR          the same on a bare SQLite file with synchronous=NORMAL: what we do not do, and why
//	durable check DIR < ACKS   every acknowledged write is there once, the chain and the pages are whole
//	durable count DIR < ACKS   how many acknowledged writes of naive are gone
//	durable cut MOUNTPOINT     take the power of a file system: what was not flushed is gone
package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: durable write|naive|check|count|cut DIR")
		os.Exit(2)
	}
	run := map[string]func(context.Context, string) error{"write": write, "naive": naive, "check": check, "count": count, "cut": cut}[os.Args[1]]
	if run == nil {
		fmt.Fprintln(os.Stderr, "durable: no such verb")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "durable:", err)
		os.Exit(1)
	}
}

func open(ctx context.Context, dir string) (*sqldb.DB, error) {
	db, err := sqldb.Open(filepath.Join(dir, "kafo.sqlite"))
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
	start := time.Now().UnixNano()
	for n := start; ; n++ {
		address := fmt.Sprintf("n%d@example.org", n)
		err := s.Update(ctx, coop.Operator, "durable", func(tx *store.Tx) error {
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
		if err != nil {
			return err // whatever it is, nothing more is acknowledged
		}
		if _, err := fmt.Println(n); err != nil {
			return err
		}
	}
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
	if fault, err := db.Fault(ctx); err != nil || fault != "" {
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

func cut(_ context.Context, mount string) error {
	f, err := os.Open(mount)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.IoctlSetPointerInt(int(f.Fd()), shutdown, noLogFlush)
}
