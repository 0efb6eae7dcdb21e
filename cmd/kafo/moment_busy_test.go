package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kafo/internal/coop"
)

// TestAVisitorWithManyDatesWaitsForNobody: a few moments may wait to be built; who asks for another one is told to come
// back, and the moments that wait are built all the same.
func TestAVisitorWithManyDatesWaitsForNobody(t *testing.T) {
	s := &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	m := &moments{s: s, h: h}
	defer m.close()
	m.one.Lock() // something is being built
	busy := 0
	for year := range 20 {
		brief, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer stop()
		if _, err := m.at(brief, coop.Moment{Of: coop.Date(fmt.Sprint(1990 + year))}); coop.CodeOf(err) == coop.Busy {
			busy++
		}
	}
	m.one.Unlock()
	if busy != 20-waitingMoments {
		t.Errorf("%d of 20 were told to come back, want %d", busy, 20-waitingMoments)
	}
	if _, err := m.at(context.Background(), coop.Moment{Of: "1990"}); err != nil {
		t.Error("one that waited is not built:", err)
	}
}

// TestOldMomentsMakeRoom: those asked for longest ago are given up when there are too many, or they are too large.
func TestOldMomentsMakeRoom(t *testing.T) {
	ready := make(chan struct{})
	close(ready)
	m := &moments{}
	for n := range int64(9) {
		m.open = append(m.open, &then{key: fmt.Sprint(n), ready: ready, size: n * (keptBytes / 8)})
	}
	if m.trim(); len(m.open) != 4 || m.open[3].key != "3" { // 0 + 1 + 2 + 3 eighths; 4 more would be ten
		t.Errorf("%d kept", len(m.open))
	}
	m.open = nil
	for n := range keptMoments + 2 {
		m.open = append(m.open, &then{key: fmt.Sprint(n), ready: ready})
	}
	if m.trim(); len(m.open) != keptMoments {
		t.Errorf("%d kept, want %d", len(m.open), keptMoments)
	}
}
