// Package catalogue is the reading door: search, facets, lists, the map, an object with its provenance. Everything it
// answers is public: contacts are left out and persons masked, whatever the face that asks (R3). The few private
// answers say so in their names.
package catalogue

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"kafo/internal/catalogue/db"
	"kafo/internal/sqldb"
)

// Options are settings of the catalogue.
type Options struct {
	Files      string // folder of the original documents, by hash
	PublicText bool   // KAFO_SOURCE_TEXT=public: the whole text of documents may be read, masked
}

// Catalogue reads the register. It is safe for concurrent use.
type Catalogue struct {
	db      *sqldb.DB
	q       *db.Queries
	options Options
	index   atomic.Pointer[index]
	build   sync.Mutex
}

// New makes a catalogue of a migrated database.
func New(d *sqldb.DB, o Options) *Catalogue {
	return &Catalogue{db: d, q: db.New(d.Reader()), options: o}
}

// Version changes whenever anything published changes: it is the number of the last audited write.
func (c *Catalogue) Version(ctx context.Context) (string, error) {
	n, err := c.q.LastAudit(ctx)
	if err != nil {
		return "", fmt.Errorf("version: %w", err)
	}
	return strconv.FormatInt(n, 10), nil
}

// current is the index of the present version. One goroutine builds a new one; the others wait for it, so that who has
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
	x, err := c.load(ctx, version)
	if err != nil {
		return nil, err
	}
	c.index.Store(x)
	return x, nil
}

func (c *Catalogue) file(sha string) string { return filepath.Join(c.options.Files, sha) }
