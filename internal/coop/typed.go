package coop

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tight takes out of what was typed what has no width, and what ends it by habit (U4).
func tight(typed string) string {
	return strings.TrimRight(strings.Join(strings.Fields(strings.NewReplacer("\u200b", "", "\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(typed)), " "), ".;, ")
}

var (
	isoTyped   = regexp.MustCompile(`^\d{4}(-\d{1,2}(-\d{1,2})?)?$`)
	slashTyped = regexp.MustCompile(`^(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})$`)
	wordTyped  = regexp.MustCompile(`^(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})$`)
	shortYear  = regexp.MustCompile(`(^|[/. ])\d{2}$`)
)

// months are the first letters of the names of months, French and English, with their numbers.
var months = []struct {
	begins string
	number int
}{
	{"jan", 1}, {"fev", 2}, {"feb", 2}, {"mar", 3}, {"avr", 4}, {"apr", 4}, {"mai", 5}, {"may", 5}, {"juin", 6}, {"jun", 6}, {"juil", 7}, {"jul", 7},
	{"aou", 8}, {"aug", 8}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
}

// TypedSite reads the address of a site as people write it, www.exemple.org as well, into one that leads there. Error:
// invalid for what is no address of the web, or bears a password.
func TypedSite(typed string) (string, error) {
	text := tight(typed)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Port() != "" || !hostTyped.MatchString(u.Hostname()) {
		return "", Refuse(Invalid, "typed.site", typed)
	}
	rest := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, Fragment: u.Fragment}
	return strings.TrimSuffix(u.Scheme+"://"+strings.ToLower(u.Hostname())+rest.String(), "/"), nil
}

// hostTyped is the name of a machine with its domain; letters of every script, as they are in one's own language.
var hostTyped = regexp.MustCompile(`^[\pL\pN]([\pL\pN-]*[\pL\pN])?(\.[\pL\pN]([\pL\pN-]*[\pL\pN])?)*\.\pL{2,}$`)

// TypedDate reads a date as people write it, as precise as it is written: 1974, octobre 2012, 1er janvier 2010, 29/07/2003,
// 2003-07-29 (F3). Error: invalid, also for a year of two digits, which could be of two centuries.
func TypedDate(typed string) (Date, error) {
	text := tight(typed)
	day, month, year := "", "", ""
	if x := slashTyped.FindStringSubmatch(text); x != nil {
		day, month, year = x[1], x[2], x[3]
	} else if isoTyped.MatchString(text) {
		parts := append(strings.Split(text, "-"), "", "")
		year, month, day = parts[0], parts[1], parts[2]
	} else if x := wordTyped.FindStringSubmatch(Fold(text)); x != nil {
		day, month, year = x[1], monthTyped(x[2]), x[3]
	}
	d := Date(year)
	if month != "" {
		d += Date("-" + two(month))
	}
	if day != "" {
		d += Date("-" + two(day))
	}
	switch {
	case d != "" && dayIs(d):
		return d, nil
	case shortYear.MatchString(text):
		return "", Refuse(Invalid, "typed.short_year", typed)
	}
	return "", Refuse(Invalid, "typed.date", typed)
}

// dayIs says that there is such a day, or month.
func dayIs(d Date) bool {
	_, err := time.Parse(time.DateOnly, string(d)+"-01-01"[:len(time.DateOnly)-len(d)])
	return err == nil
}

func two(number string) string { return strings.Repeat("0", 2-min(len(number), 2)) + number }

func monthTyped(word string) string {
	for _, m := range months {
		if strings.HasPrefix(word, m.begins) {
			return strconv.Itoa(m.number)
		}
	}
	return "99"
}

var amountTyped = regexp.MustCompile(`^([\d .,]*\d) ?(k|m|millions?(?: de| d)?|mille)? ?(€|eur|euros?|f ?cfa|cfa|xof|francs? cfa)?$`)

// TypedAmount reads an amount as people write it, in cents and its currency: 340 000 €, 1.241.219 €, 27 500 EUR, 12 k€,
// 0,5 M€, 3 millions de FCFA (F2). Errors: invalid; so is one that could be two amounts (« 1.500 »), or has no currency.
func TypedAmount(typed string) (cents int64, currency string, err error) {
	x := amountTyped.FindStringSubmatch(strings.ToLower(tight(typed)))
	if x == nil {
		return 0, "", Refuse(Invalid, "typed.amount", typed)
	}
	if x[3] == "" {
		return 0, "", Refuse(Invalid, "typed.currency", typed)
	}
	number, ok := decimal(strings.ReplaceAll(x[1], " ", ""))
	if !ok {
		return 0, "", Refuse(Invalid, "typed.ambiguous", typed)
	}
	v, err := strconv.ParseFloat(number, 64)
	times := map[byte]float64{'k': 1e3, 'm': 1e6}
	if x[2] == "mille" {
		v *= 1e3
	} else if x[2] != "" {
		v *= times[x[2][0]]
	}
	if err != nil || v > 1e12 {
		return 0, "", Refuse(Invalid, "typed.amount", typed)
	}
	currency = "EUR"
	if strings.Contains(x[3], "cfa") || x[3] == "xof" {
		currency = "XOF"
	}
	return int64(v*100 + 0.5), currency, nil
}

// decimal is a number with a point before its decimals. A single sign before three digits could group or divide them.
func decimal(text string) (string, bool) {
	last := strings.LastIndexAny(text, ".,")
	if last < 0 {
		return text, true
	}
	sign := text[last : last+1]
	other := strings.ContainsAny(text[:last], strings.ReplaceAll(".,", sign, ""))
	switch {
	case strings.Count(text, sign) > 1 && other, strings.HasPrefix(text, sign):
		return "", false
	case strings.Count(text, sign) > 1:
		return strings.ReplaceAll(text, sign, ""), true
	case len(text)-last == 4 && !other:
		return "", false
	}
	return strings.NewReplacer(".", "", ",", "").Replace(text[:last]) + "." + text[last+1:], true
}
