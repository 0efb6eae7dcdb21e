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
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/web"
)

type doctorCmd struct {
	JSON bool `help:"One JSON object a check."`
}

// symptom is what one check of doctor found; Key says it in words.
type symptom struct {
	Key  string `json:"check"`
	OK   bool   `json:"ok"`
	Soon bool   `json:"soon,omitempty"` // nothing is wrong yet
	Args []any  `json:"args,omitempty"`
}

// mark begins the line of a check.
func (x symptom) mark() string {
	switch {
	case !x.OK:
		return "!! "
	case x.Soon:
		return ".. "
	}
	return "ok "
}

// probe is one check of doctor; readiness asks some of them too.
type probe func(context.Context, *Settings, *house) symptom

// quick are the checks that an administrator's page asks for whenever it is opened.
var quick = []probe{checkSchema, checkDisk, checkFileSystem, checkOperator, checkProxies, checkSeal, checkBackup, checkMail}

// Run looks at the data folder, the schema, the originals and the disk; exit is 1 when something is wrong.
func (c *doctorCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	wrong := false
	var found []symptom
	for _, check := range append([]probe{checkOriginals, checkWhole}, quick...) {
		found = append(found, check(ctx, s, h))
	}
	for _, x := range append(found, s.sender(ctx)...) {
		wrong = wrong || !x.OK
		if c.JSON {
			if err := json.NewEncoder(io.out).Encode(x); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(io.out, x.mark(), s.words().T(x.Key, x.Args...))
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
		if !src.Example && !h.whole(ctx, s, src.SHA256) {
			bad++
		}
	}
	return symptom{Key: "doctor.originals", OK: err == nil && bad == 0, Args: []any{len(sources), bad}}
}

// checkWhole finds documents whose import was cut short.
func checkWhole(ctx context.Context, _ *Settings, h *house) symptom {
	short, err := h.catalogue.CutShort(ctx)
	if len(short) > 0 {
		return symptom{Key: "doctor.cut_short", Args: []any{len(short), short[0]}}
	}
	return symptom{Key: "doctor.whole", OK: err == nil}
}

// whole says that a kept document has the bytes that it must have: its own, or those of the copy out of which somebody was
// erased.
func (h *house) whole(ctx context.Context, s *Settings, sha string) bool {
	want, err := h.catalogue.FileHash(ctx, sha)
	return err == nil && sameHash(filepath.Join(s.files(), sha), want)
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

func checkDisk(_ context.Context, s *Settings, _ *house) symptom {
	v, err := volumeOf(s.Data)
	return symptom{Key: "doctor.disk", OK: err == nil && !v.full(), Args: []any{int64(v.free >> 20)}}
}

func checkFileSystem(_ context.Context, s *Settings, _ *house) symptom {
	v, err := volumeOf(s.Data)
	return symptom{Key: "doctor.filesystem", OK: err == nil && v.hold(s) == nil, Args: []any{v.network()}}
}

func checkOperator(_ context.Context, s *Settings, _ *house) symptom {
	if s.Operator == "" || s.Contact == "" {
		return symptom{Key: "doctor.no_operator"}
	}
	return symptom{Key: "doctor.operator", OK: true, Args: []any{s.Operator}}
}

// checkProxies says who is believed on where visitors are. Behind https there is a proxy always: where none is believed, all
// visitors are counted as one.
func checkProxies(_ context.Context, s *Settings, _ *house) symptom {
	list, err := web.ParseProxies(s.Proxies)
	if len(list) == 0 {
		return symptom{Key: "doctor.no_proxies", OK: err == nil && !strings.HasPrefix(s.BaseURL, "https://")}
	}
	return symptom{Key: "doctor.proxies", OK: err == nil, Args: []any{s.Proxies}}
}

// backupAge is how old the last backup may be.
const backupAge = 8 * 24 * time.Hour

// checkBackup says when the register was backed up last; a new register has a week. PostgreSQL is backed up elsewhere.
func checkBackup(ctx context.Context, s *Settings, h *house) symptom {
	if s.DatabaseURL != "" {
		return symptom{Key: "doctor.backup_elsewhere", OK: true}
	}
	at, err := h.catalogue.LastBackup(ctx)
	began, berr := h.catalogue.Began(ctx)
	ok := err == nil && berr == nil && time.Since(time.UnixMilli(max(at, began))) < backupAge
	if at == 0 {
		return symptom{Key: "doctor.no_backup", OK: ok, Soon: ok}
	}
	return symptom{Key: "doctor.backup", OK: ok, Args: []any{s.words().Date(time.UnixMilli(at).UTC().Format(time.DateOnly))}}
}

// checkMail says whether messages can leave, and how many were refused.
func checkMail(ctx context.Context, s *Settings, h *house) symptom {
	counts, err := h.catalogue.MessageCounts(ctx)
	if s.SMTP == "" {
		return symptom{Key: "doctor.no_mail", OK: err == nil && counts[coop.MessageWaiting] == 0, Args: []any{counts[coop.MessageWaiting]}}
	}
	return symptom{Key: "doctor.mail", OK: err == nil && counts[coop.MessageFailed] == 0, Args: []any{counts[coop.MessageWaiting], counts[coop.MessageFailed]}}
}
