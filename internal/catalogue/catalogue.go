// Package catalogue is the reading door: search, facets, lists, the map, an object with its provenance. Everything it
// answers is public: contacts are left out and persons masked, whatever the face that asks (R3). The few private
// answers say so in their names.
package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
)

// Options are settings of the catalogue.
type Options struct {
	Index      string // file that keeps the index of this very register for the next start; "" for none
	Files      string // folder of the original documents, by hash
	PublicText bool   // KAFO_SOURCE_TEXT=public: the whole text of documents may be read, masked
	// Stale is for how long an answer may go on after another process has written; 0 asks the database each time.
	Stale time.Duration
	// Of is the day that the register is a copy of; "" for the register itself, which holds today.
	Of coop.Date
	// Now is the clock: what is withheld until a day is public from that day on, whoever does nothing. nil for the machine's.
	Now func() time.Time
}

// Catalogue reads the register. It is safe for concurrent use.
type Catalogue struct {
	db      *sqldb.DB
	q       *db.Queries
	rows    db.DBTX // for the queries that are written here
	still   bool    // it reads one moment, whatever is written
	options Options
	index   atomic.Pointer[index]
	build   sync.Mutex
	seen    atomic.Pointer[seen]
	keptSeq atomic.Int64 // the last change in the file of the index

	ledger   atomic.Pointer[ledger]
	counting sync.Mutex

	briefs   map[coop.RecordID]*brief // those read so far, by whoever tallies
	shelf    briefShelf               // where they stand
	tally    atomic.Pointer[tally]    // of the overview, the latest
	tallying chan struct{}            // who tallies holds it
}

// New makes a catalogue of a migrated database.
func New(d *sqldb.DB, o Options) *Catalogue {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Catalogue{db: d, q: db.New(d.Reader()), rows: d.Reader(), options: o, briefs: map[coop.RecordID]*brief{}, shelf: briefShelf{ones: ones{}}, tallying: make(chan struct{}, 1)}
}

// seen is a version with the time at which it was read.
type seen struct {
	version string
	at      time.Time
}

// today is the day of the clock.
func (c *Catalogue) today() coop.Date { return coop.Date(c.options.Now().UTC().Format(time.DateOnly)) }

// Version changes whenever anything published changes: it is the number of the last audited write that readers were told
// of, and behind it the last day on which something that was withheld became public by itself, if there is one. Private
// writes (a sign-in) leave it as it is.
func (c *Catalogue) Version(ctx context.Context) (string, error) {
	if s := c.seen.Load(); s != nil && c.options.Now().Sub(s.at) < c.options.Stale {
		return s.version, nil
	}
	n, err := c.q.LastAudit(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("version: %w", err)
	}
	s := &seen{version: strconv.FormatInt(n, 10), at: c.options.Now()}
	ended, err := c.q.LastDelay(ctx, string(c.today()))
	if err != nil {
		return "", fmt.Errorf("version: %w", err)
	}
	if ended != "" {
		s.version += "." + ended
	}
	c.seen.Store(s)
	return s.version, nil
}

// current is the index of the present version. One goroutine makes a new one; the others wait for it, so that who has
// just written sees what was written.
func (c *Catalogue) current(ctx context.Context) (*index, error) {
	version, err := c.Version(ctx)
	if err != nil {
		return nil, err
	}
	if x := c.index.Load(); x != nil && x.version == version {
		return x, nil
	}
	c.build.Lock()
	defer c.build.Unlock()
	if x := c.index.Load(); x != nil && x.version == version {
		return x, nil
	}
	x, err := c.next(ctx, c.index.Load(), version)
	if err != nil {
		return nil, err
	}
	x.version = version
	c.index.Store(x)
	return x, nil
}

// ended is the day of a version on which something that was withheld became public.
func ended(version string) string {
	_, day, _ := strings.Cut(version, ".")
	return day
}

// next makes a generation: from an older one, or the one that was kept, that it follows; else, and where a delay has ended
// since, from nothing.
func (c *Catalogue) next(ctx context.Context, old *index, version string) (*index, error) {
	if old != nil && ended(old.version) != ended(version) {
		return c.at(ctx, func(at *Catalogue, _ int64) (*index, error) { return at.load(ctx) })
	}
	return c.at(ctx, func(at *Catalogue, seq int64) (x *index, err error) {
		if old == nil {
			if old, err = at.kept(ctx, seq, ended(version)); err != nil {
				return nil, err
			}
			if old != nil {
				c.keptSeq.Store(old.seq)
			}
		}
		if old != nil {
			if x, err = at.follow(ctx, old); err != nil {
				return nil, fmt.Errorf("follow changes: %w", err)
			}
		}
		if x != nil {
			return x, nil
		}
		return at.load(ctx)
	})
}

// at makes a generation at one moment of the register, with the last change that is in it.
func (c *Catalogue) at(ctx context.Context, make func(*Catalogue, int64) (*index, error)) (x *index, err error) {
	err = c.moment(ctx, func(at *Catalogue) error {
		seq, err := at.q.LastChange(ctx)
		if err != nil {
			return err
		}
		if x, err = make(at, seq); err == nil {
			x.seq = seq
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	return x, nil
}

// moment reads the register in one transaction.
func (c *Catalogue) moment(ctx context.Context, read func(*Catalogue) error) error {
	if c.still {
		return read(c)
	}
	tx, err := c.db.Reader().BeginTx(ctx, c.db.Dialect.Moment())
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	at := New(c.db, c.options)
	at.q, at.rows, at.still = c.q.WithTx(tx), tx, true
	return read(at)
}

// Still gives a catalogue that reads one moment of the register, whatever is written meanwhile: for whatever is more than
// a page and must be of one piece, such as all tables.
func (c *Catalogue) Still(ctx context.Context, read func(*Catalogue) error) error {
	x, err := c.current(ctx)
	if err != nil {
		return err
	}
	return c.moment(ctx, func(at *Catalogue) error {
		if !c.still {
			at.index.Store(x) // which it follows to its moment
			at.ledger.Store(c.ledger.Load())
		}
		if _, err := at.current(ctx); err != nil { // a transaction is of the moment of its first reading
			return err
		}
		return read(at)
	})
}

func (c *Catalogue) file(sha string) string { return filepath.Join(c.options.Files, sha) }
