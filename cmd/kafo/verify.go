package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"kafo/internal/coop"
	"kafo/internal/store"
)

type verifyCmd struct {
	JSON bool `help:"Report as JSON, one object a check."`
}

// verification is one check that history is whole; the first place where it is not is in the arguments of its message.
type verification func(context.Context, *Settings, *house) (symptom, error)

// Run verifies the chain of the audit, the kept documents, and that a rebuild of the objects gives what is stored; exit is
// 1 at a break, whose place is said. Entries that are older than the chain are chained first, signed operator.
func (c *verifyCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	broken := false
	for _, verify := range []verification{verifyAudit, verifyDocuments, verifyAttachments, verifyObjects} {
		x, err := verify(ctx, s, h)
		if err != nil {
			return err
		}
		broken = broken || !x.OK
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
	if broken {
		return errSaid
	}
	return nil
}

func verifyAudit(ctx context.Context, _ *Settings, h *house) (symptom, error) {
	a, err := h.catalogue.AuditChain(ctx)
	if err == nil && a.Old == a.Entries && a.Old > 0 {
		err = h.store.Update(ctx, coop.Operator, "verify", func(tx *store.Tx) error { tx.ChainAudit(); return nil })
		if err == nil {
			a, err = h.catalogue.AuditChain(ctx)
		}
	}
	switch {
	case err != nil:
		return symptom{}, err
	case a.Broken != 0:
		return symptom{Key: "verify.audit.broken", Args: []any{a.Broken}}, nil
	case a.Missing != 0:
		return symptom{Key: "verify.audit.missing", Args: []any{a.Entries, a.Missing}}, nil
	}
	return symptom{Key: "verify.audit", OK: true, Args: []any{a.Entries, a.Head}}, nil
}

func verifyAttachments(ctx context.Context, _ *Settings, h *house) (symptom, error) {
	n, broken, err := h.catalogue.VerifyAttachments(ctx)
	if broken != 0 {
		return symptom{Key: "verify.attachment", Args: []any{int(broken)}}, err
	}
	return symptom{Key: "verify.attachments", OK: true, Args: []any{n}}, err
}

func verifyDocuments(ctx context.Context, s *Settings, h *house) (symptom, error) {
	sources, err := h.catalogue.Sources(ctx)
	for _, src := range sources {
		if !src.Example && !h.whole(ctx, s, src.SHA256) {
			return symptom{Key: "verify.document", Args: []any{src.Document, src.SHA256}}, err
		}
	}
	return symptom{Key: "verify.documents", OK: true, Args: []any{len(sources)}}, err
}

// verifyObjects builds every object again in a scratch file, and compares.
func verifyObjects(ctx context.Context, s *Settings, h *house) (out symptom, err error) {
	folder, done, err := scratch(s.Data, "verify")
	if err != nil {
		return out, err
	}
	defer done()
	rebuilt, err := buildMoment(ctx, h.db, filepath.Join(folder, "rebuilt.sqlite"), coop.Now)
	if err != nil {
		return out, fmt.Errorf("verify: %w", err)
	}
	defer func() { err = errors.Join(err, rebuilt.Close()) }()
	for _, table := range store.Projections() {
		row, err := h.db.FirstDifference(ctx, rebuilt, table)
		if err != nil || row != "" {
			return symptom{Key: "verify.object", Args: []any{table, row}}, err
		}
	}
	return symptom{Key: "verify.objects", OK: true, Args: []any{len(store.Projections())}}, nil
}
