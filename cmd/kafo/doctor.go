package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

type doctorCmd struct {
	JSON bool `help:"One JSON object a check."`
}

// symptom is what one check of doctor found; Key says it in words.
type symptom struct {
	Key  string `json:"check"`
	OK   bool   `json:"ok"`
	Args []any  `json:"args,omitempty"`
}

// Run looks at the data folder, the schema, the originals and the disk; exit is 1 when something is wrong.
func (c *doctorCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	wrong := false
	for _, check := range []func(context.Context, *Settings, *house) symptom{checkSchema, checkOriginals, checkDisk, checkFileSystem, checkOperator} {
		x := check(ctx, s, h)
		wrong = wrong || !x.OK
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(x); err != nil {
				return err
			}
			continue
		}
		mark := "ok "
		if !x.OK {
			mark = "!! "
		}
		fmt.Fprintln(io.out, mark, s.words().T(x.Key, x.Args...))
	}
	if wrong {
		return errSaid
	}
	return nil
}

func checkSchema(ctx context.Context, _ *Settings, h *house) symptom {
	from, to, err := h.db.Versions(ctx)
	return symptom{Key: "doctor.schema", OK: err == nil && from == to, Args: []any{from, to}}
}

// checkOriginals compares every kept document with its hash.
func checkOriginals(ctx context.Context, s *Settings, h *house) symptom {
	sources, err := h.catalogue.Sources(ctx)
	bad := 0
	for _, src := range sources {
		if !src.Example && !sameHash(filepath.Join(s.files(), src.SHA256), src.SHA256) {
			bad++
		}
	}
	return symptom{Key: "doctor.originals", OK: err == nil && bad == 0, Args: []any{len(sources), bad}}
}

func sameHash(name, sum string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return false
	}
	return hex.EncodeToString(h.Sum(nil)) == sum
}

// room is the free space below which a register should not go on: a backup must still fit.
const room = 200 << 20

func checkDisk(_ context.Context, s *Settings, _ *house) symptom {
	var fs syscall.Statfs_t
	err := syscall.Statfs(s.Data, &fs)
	free := fs.Bavail * uint64(fs.Bsize)
	return symptom{Key: "doctor.disk", OK: err == nil && free > room, Args: []any{int64(free >> 20)}}
}

// Network file systems, on which SQLite's locks do not hold (linux/magic.h).
var networkFS = map[int64]string{0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB2"}

func checkFileSystem(_ context.Context, s *Settings, h *house) symptom {
	var fs syscall.Statfs_t
	err := syscall.Statfs(s.Data, &fs)
	name, network := networkFS[int64(fs.Type)]
	if h.db.Dialect != "sqlite" {
		network = false
	}
	return symptom{Key: "doctor.filesystem", OK: err == nil && !network, Args: []any{name}}
}

func checkOperator(_ context.Context, s *Settings, _ *house) symptom {
	return symptom{Key: "doctor.operator", OK: s.Operator != "" && s.Contact != "", Args: []any{}}
}
