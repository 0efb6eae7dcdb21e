package coop

import (
	"testing"
	"time"
)

// A moment that is valid ends: what is known by it is known from the beginning of its day to its end, in whole days.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"", "2013", "2013-07", "2013-07-02", "2024-02-29", "2023-02-29", "2013-02-31", "2038-01-19", "0001", "9999-12-31", "2013-7-2", "hier"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, of, known string) {
		m := Moment{Of: Date(of), Known: Date(known)}
		if !m.Valid() || m.Known == "" {
			return
		}
		start, err := time.Parse("2006-01-02"[:len(known)], known)
		if err != nil {
			t.Fatalf("%q is valid and no date", known)
		}
		if end := time.UnixMilli(m.KnownBy()).UTC(); !end.After(start) || end.Sub(start) > 366*24*time.Hour || end.Sub(start)%(24*time.Hour) != 0 {
			t.Errorf("%q ends at %s", known, end)
		}
	})
}
