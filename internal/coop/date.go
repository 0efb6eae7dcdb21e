package coop

import (
	"regexp"
	"strconv"
)

// Date is an ISO 8601 date as precise as known: "2012", "2012-04" or "2012-04-12"; empty when nothing is stated.
type Date string

var isoDate = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

// Valid says whether the date is empty or well formed.
func (d Date) Valid() bool { return d == "" || isoDate.MatchString(string(d)) }

// Year is the year of the date, 0 when nothing is stated.
func (d Date) Year() int {
	if len(d) < 4 {
		return 0
	}
	y, err := strconv.Atoi(string(d[:4]))
	if err != nil {
		return 0
	}
	return y
}

// Before compares as far as both dates are known: 2012 is neither before nor after 2012-04.
func (d Date) Before(o Date) bool {
	n := min(len(d), len(o))
	return n > 0 && d[:n] < o[:n]
}
