package web

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// StageRow is how far those of a region, or of a kind, have come.
type StageRow struct {
	Label  string
	Counts []StageLink // of rowStages
}

// StageLink is a figure with the list behind it.
type StageLink struct {
	Stage catalogue.Stage
	Count int
	Path  string
}

// rowStages are the columns of the tables by region and kind.
var rowStages = []catalogue.Stage{catalogue.StageAsked, catalogue.StageSent, catalogue.StageOpened, catalogue.StageBegun, catalogue.StageAnswered, catalogue.StageAccepted, catalogue.StageSilent}

// rows are the figures by a value of those who are asked; as puts a value into the filters of the list, a region or a kind.
func (p CampaignPage) rows(of func(catalogue.Invited) string, as func(value string) (region, kind string)) []StageRow {
	groups := map[string][]catalogue.Invited{}
	for _, i := range p.List {
		value := cmp.Or(of(i), noValue)
		groups[value] = append(groups[value], i)
	}
	var out []StageRow
	for value, list := range groups {
		region, kind := as(value)
		row := StageRow{Label: cmp.Or(p.RegionName(region), p.KindName(kind))}
		for _, s := range rowStages {
			row.Counts = append(row.Counts, StageLink{s, len(atStage(list, s)), listOf(p.Campaign.ID, s, region, kind, "")})
		}
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b StageRow) int {
		return cmp.Or(b.Counts[0].Count-a.Counts[0].Count, cmp.Compare(coop.Fold(a.Label), coop.Fold(b.Label)))
	})
	return out
}

// Progress is how many had opened, begun and answered, day by day, from the first day to the last that there is something to tell of.
type Progress struct {
	Days []ProgressDay
	Of   int // who are asked
}

// ProgressDay is what had come by the end of a day, in Paris.
type ProgressDay struct {
	Day                     coop.Date
	Opened, Begun, Answered int
}

// Size of the drawing.
const (
	curveWidth  = 640
	curveHeight = 180
)

// mostDays bounds a curve: a campaign that was left open for years shows its first ones.
const mostDays = 1000

func newProgress(one coop.Campaign, list []catalogue.Invited, now time.Time) Progress {
	c := Progress{Of: len(list)}
	last := min(one.Closes, day(now.UnixMilli()))
	first, err := time.Parse(time.DateOnly, string(one.Opens))
	if err != nil {
		return c
	}
	opened, begun, answered := arrivals(list, openedAt), arrivals(list, begunAt), arrivals(list, sentAt)
	for at := first; len(c.Days) < mostDays && coop.Date(at.Format(time.DateOnly)) <= last; at = at.AddDate(0, 0, 1) {
		d := coop.Date(at.Format(time.DateOnly))
		c.Days = append(c.Days, ProgressDay{d, upTo(opened, d), upTo(begun, d), upTo(answered, d)})
	}
	return c
}

// openedAt, begunAt and sentAt are when one who is asked did so (Unix milliseconds), 0 where not: who begins has opened the link.
func openedAt(i catalogue.Invited) int64 {
	if i.OpenedAt == 0 || i.BegunAt != 0 && i.BegunAt < i.OpenedAt {
		return i.BegunAt
	}
	return i.OpenedAt
}
func begunAt(i catalogue.Invited) int64 { return i.BegunAt }
func sentAt(i catalogue.Invited) int64  { return i.SentAt }

// arrivals are the days on which those who are asked did something, in order.
func arrivals(list []catalogue.Invited, at func(catalogue.Invited) int64) (out []coop.Date) {
	for _, i := range list {
		if ms := at(i); ms != 0 {
			out = append(out, day(ms))
		}
	}
	slices.Sort(out)
	return out
}

// upTo is how many of days in order had come by the end of one.
func upTo(days []coop.Date, d coop.Date) int {
	return sort.Search(len(days), func(i int) bool { return days[i] > d })
}

// day is the day of an instant in Paris, where campaigns begin and end.
func day(ms int64) coop.Date {
	return coop.Date(time.UnixMilli(ms).In(coop.Paris).Format(time.DateOnly))
}

// Line is a line of the drawing, as the points of a polyline: of opened, begun or answered.
func (c Progress) Line(of string) string {
	points := make([]string, len(c.Days))
	for i, d := range c.Days {
		n := map[string]int{"opened": d.Opened, "begun": d.Begun, "answered": d.Answered}[of]
		x := float64(curveWidth) * float64(i) / float64(max(1, len(c.Days)-1))
		points[i] = fmt.Sprintf("%.0f,%.0f", x, curveHeight-float64(curveHeight)*float64(n)/float64(max(1, c.Of)))
	}
	return strings.Join(points, " ")
}

// Turns are the days on which something changed, the latest first: the table under the drawing.
func (c Progress) Turns() (out []ProgressDay) {
	for i, d := range c.Days {
		was := ProgressDay{}
		if i > 0 {
			was = c.Days[i-1]
		}
		if was.Day = d.Day; was != d {
			out = append(out, d)
		}
	}
	slices.Reverse(out)
	return out
}

// Box is what the drawing shows, with room for the width of its lines; Axis are its left and its lower edge.
func (c Progress) Box() string {
	return fmt.Sprintf("-4 -4 %d %d", curveWidth+8, curveHeight+8)
}

func (c Progress) Axis() string { return fmt.Sprintf("M0 0V%dH%d", curveHeight, curveWidth) }

// count is how many have come to a stage; share their part of all, as a width.
func (p CampaignPage) count(s catalogue.Stage) int { return len(atStage(p.List, s)) }

func (p CampaignPage) share(s catalogue.Stage) string {
	return number(float64(100*p.count(s))/float64(len(p.List))) + "%"
}
