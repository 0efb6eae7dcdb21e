package main

import (
	"context"
	"testing"

	"kafo/internal/coop"
)

// TestWhatAProposalWouldBecomeIsSeenInACopy: the partnership of the copy is what it would be, with its source; the register
// is what it was, and a proposal that changes has another copy.
func TestWhatAProposalWouldBecomeIsSeenInACopy(t *testing.T) {
	ctx := context.Background()
	s := &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	if err := h.loadExample(ctx); err != nil {
		t.Fatal(err)
	}
	m := &moments{s: s, h: h}
	defer m.close()
	before, err := h.catalogue.Partnership(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	for at, status := range map[int64]coop.Status{1: coop.Suspended, 2: coop.Ended} {
		c := coop.Contribution{ID: 7, SubjectKind: coop.KindPartnership, Subject: 1, FiledAt: 1_790_000_000_000, ChangedAt: at, Proposed: []coop.Proposed{
			{Property: coop.GoesOn, Label: "Statut", Typed: string(status), Code: string(status)},
		}}
		then, err := m.ahead(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		p, err := then.Partnership(ctx, 1)
		if err != nil || p.Status != status || len(p.Records) != len(before.Records)+1 {
			t.Errorf("ahead: %s, want %s; %d records %v", p.Status, status, len(p.Records), err)
		}
	}
	after, err := h.catalogue.Partnership(ctx, 1)
	if err != nil || after.Status != before.Status || len(after.Records) != len(before.Records) {
		t.Errorf("the register is another: %s %v", after.Status, err)
	}
	if _, err := m.ahead(ctx, coop.Contribution{ID: 8, Subject: 1}); coop.CodeOf(err) != coop.Invalid {
		t.Errorf("nothing is proposed: %v", err)
	}
}
