package main

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Say whether the chain of the audit is whole, and where it breaks."`
	Export auditExportCmd `cmd:"" help:"Write every entry, oldest first, one JSON object a line. That it was read is an entry too."`
}

type auditVerifyCmd struct{}

// Run verifies the chain; exit is 1 at a break.
func (c *auditVerifyCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	x, err := verifyAudit(ctx, s, h)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T(x.Key, x.Args...))
	if !x.OK {
		return errSaid
	}
	return nil
}

type auditExportCmd struct{}

// Run writes the entries; access to them is logged (S 65, CNIL).
func (c *auditExportCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	err = h.store.Update(ctx, coop.Operator, "audit read", func(tx *store.Tx) error { tx.Note("audit read"); return nil })
	if err != nil {
		return err
	}
	out := json.NewEncoder(io.out)
	for e, err := range h.catalogue.AuditEntries(ctx) {
		if err != nil {
			return err
		}
		if err := out.Encode(e); err != nil {
			return err
		}
	}
	return nil
}
