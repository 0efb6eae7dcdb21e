package main

import (
	"context"
	"io"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// TestAServedRegisterTellsWhoModerates: nobody runs a command for it, and what came while it was not served is told too.
func TestAServedRegisterTellsWhoModerates(t *testing.T) {
	s := &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	err = h.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		id, err := tx.Account("a@example.org", "Déléguée A", "fr")
		if err != nil {
			return err
		}
		_, err = tx.Grant(id, coop.Steward, 0, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.registry.Report(t.Context(), coop.Contribution{SubjectKind: "page", Page: "/themes", Text: "Un thème manque.", Lang: "fr"}, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error)
	go func() {
		over <- (&serveCmd{listening{Listen: "127.0.0.1:0"}}).Run(ctx, s, streams{out: io.Discard, err: io.Discard})
	}()
	var told []catalogue.Message
	for end := time.Now().Add(time.Minute); len(told) == 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if told, err = h.catalogue.Messages(t.Context(), coop.MessageWaiting, 1); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-over; err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || told[0].Key != "contributions.new" || told[0].To != "a@example.org" {
		t.Errorf("told: %+v", told)
	}
}
