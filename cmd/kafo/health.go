package main

import (
	"context"
	"errors"

	"kafo/internal/catalogue"
	"kafo/internal/sqldb"
)

// volume is a file system. Where this program cannot ask for it, it is not known and nothing is held against it.
type volume struct {
	known bool
	free  uint64 // bytes that this user may write
	kind  int64  // number of its kind
}

// room is the free space below which a register should not go on: a backup must still fit.
const room = 200 << 20

func (v volume) full() bool { return v.known && v.free < room }

// Network file systems, on which SQLite's locks and shared memory do not hold (linux/magic.h).
var networkFS = map[int64]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB2", 0x5346414f: "AFS", 0x73757245: "Coda", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre",
}

// network names the network file system, "" on a local one.
func (v volume) network() string { return networkFS[v.kind] }

// hold refuses to keep an SQLite file on a network file system.
func (v volume) hold(s *Settings) error {
	if name := v.network(); name != "" && s.DatabaseURL == "" {
		return errors.New(s.words().T("cmd.network_disk", s.Data, name))
	}
	return nil
}

// counter answers a question that cannot be answered without the register.
type counter interface {
	Totals(ctx context.Context) (catalogue.Totals, error)
}

// ready is the check behind /readyz: the schema is this program's (asked of the database each time), the disk has
// room, and the register can be read.
func (s *Settings) ready(db *sqldb.DB, pages counter) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, check := range []probe{checkSchema, checkDisk} {
			if x := check(ctx, s, &house{db: db}); !x.OK {
				return errors.New(s.words().T(x.Key, x.Args...))
			}
		}
		_, err := pages.Totals(ctx)
		return err
	}
}
