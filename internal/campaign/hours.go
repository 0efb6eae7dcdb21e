package campaign

import (
	"time"
	_ "time/tzdata" // the zones of those who are written to, also where the machine knows none

	"kafo/internal/coop"
)

// Hours within which letters are prepared, where who is written to works: Tuesday to Thursday, no holiday (M6).
const (
	hourOpens  = 9
	hourCloses = 17
)

// zones are where the organisations of a country work, by ISO 3166-1: those with which French authorities cooperate most.
// Elsewhere letters go out in the hours of Paris.
var zones = map[string]string{
	"BF": "Africa/Ouagadougou", "BJ": "Africa/Porto-Novo", "BR": "America/Sao_Paulo", "CD": "Africa/Kinshasa", "CF": "Africa/Bangui", "CG": "Africa/Brazzaville",
	"CI": "Africa/Abidjan", "CM": "Africa/Douala", "CN": "Asia/Shanghai", "DJ": "Africa/Djibouti", "DZ": "Africa/Algiers", "GA": "Africa/Libreville",
	"GN": "Africa/Conakry", "HT": "America/Port-au-Prince", "IN": "Asia/Kolkata", "JP": "Asia/Tokyo", "KH": "Asia/Phnom_Penh", "KM": "Indian/Comoro",
	"LA": "Asia/Vientiane", "LB": "Asia/Beirut", "MA": "Africa/Casablanca", "MG": "Indian/Antananarivo", "ML": "Africa/Bamako", "MR": "Africa/Nouakchott",
	"NE": "Africa/Niamey", "PS": "Asia/Hebron", "SN": "Africa/Dakar", "TD": "Africa/Ndjamena", "TG": "Africa/Lome", "TN": "Africa/Tunis", "VN": "Asia/Ho_Chi_Minh",
}

// zoneOf is where a country works.
func zoneOf(country string) *time.Location {
	if at, err := time.LoadLocation(zones[country]); err == nil && zones[country] != "" {
		return at
	}
	return coop.Paris
}

// working says whether letters are sent at an instant to who works in a zone.
func working(at time.Time, zone *time.Location) bool {
	local := at.In(zone)
	return workday(local) && local.Hour() >= hourOpens && local.Hour() < hourCloses
}

// workday says whether letters are sent on a day.
func workday(day time.Time) bool {
	w := day.Weekday()
	return w >= time.Tuesday && w <= time.Thursday && !holiday(day)
}

// opening is the next instant, from at on, at which letters are sent to who works in a zone.
func opening(at time.Time, zone *time.Location) time.Time {
	if working(at, zone) {
		return at
	}
	local := at.In(zone)
	for ahead := range 30 { // no month has no Tuesday that is worked on
		next := time.Date(local.Year(), local.Month(), local.Day()+ahead, hourOpens, 0, 0, 0, zone)
		if !next.Before(at) && working(next, zone) {
			return next
		}
	}
	return at
}

// fixed are the holidays of France and of Mali that have a day of their own: month and day. Those of the Islamic calendar
// (Tabaski, end of Ramadan, Mawlid and its seventh day, holidays in Mali) are proclaimed from what is seen of the moon and are not
// computed: who holds a campaign pauses it for them.
var fixed = map[[2]int]bool{
	{1, 1}: true, {5, 1}: true, {5, 8}: true, {7, 14}: true, {8, 15}: true, {11, 1}: true, {11, 11}: true, {12, 25}: true, // France
	{1, 20}: true, {3, 26}: true, {5, 25}: true, {9, 22}: true, // Mali, besides 1 January, 1 May and 25 December
}

// fromEaster are the days after Easter Sunday that are holidays: Easter Monday (in both countries), Ascension, Whit Monday.
var fromEaster = []int{1, 39, 50}

// holiday says whether a day is one in France or in Mali: those who ask have to be reachable too.
func holiday(day time.Time) bool {
	if fixed[[2]int{int(day.Month()), day.Day()}] {
		return true
	}
	sunday := easter(day.Year())
	for _, n := range fromEaster {
		if h := sunday.AddDate(0, 0, n); h.Month() == day.Month() && h.Day() == day.Day() {
			return true
		}
	}
	return false
}

// easter is Easter Sunday of a year of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// civil is a day without a clock, so that adding days to it is not disturbed by a change of clock.
func civil(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// days are the civil days from one instant to another, negative where the second comes first.
func days(from, to time.Time, zone *time.Location) int {
	return int(civil(to, zone).Sub(civil(from, zone)).Hours()) / 24
}
