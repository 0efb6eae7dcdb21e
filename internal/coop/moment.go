package coop

import "time"

// Moment is a point in the two times of the register: what was true on a day, as far as was known on a day.
type Moment struct {
	Of    Date // what was true: as precise as known, "" for today
	Known Date // what had been recorded by the end of that day, "" for all that is recorded
}

// Now is the present: everything recorded, as it holds today.
var Now Moment

// Valid says whether both are dates that the calendar has.
func (m Moment) Valid() bool { return m.Of.there() && m.Known.there() }

// there says whether a date is empty, or one that the calendar has: 2013-02-31 is not.
func (d Date) there() bool { return d == "" || d.Valid() && !d.after().IsZero() }

// KnownBy is the first Unix millisecond (UTC) that is no more known, 0 if everything is.
func (m Moment) KnownBy() int64 {
	if m.Known == "" {
		return 0
	}
	return m.Known.after().UnixMilli()
}

// after is the first instant after a date: of 2013 it is 1 January 2014.
func (d Date) after() time.Time {
	for _, p := range []struct {
		layout            string
		years, month, day int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-01-02", 0, 0, 1}} {
		if t, err := time.Parse(p.layout, string(d)); err == nil {
			return t.AddDate(p.years, p.month, p.day)
		}
	}
	return time.Time{}
}

// reached says whether something dated d holds as of a day: everything does where no day is asked, and so does what
// has no date. A date that is only partly known holds from its beginning.
func (d Date) reached(of Date) bool { return of == "" || d == "" || !of.Before(d) }
