package check

import (
	"fmt"
	"regexp"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// moneyConflict: a fiche spends more in a year than it says it has, or those who pay for an action pay more than all of
// it. A budget for one year is compared with the actions of that year; one without a year with all actions, if they lie
// within twelve months. Amounts that the words make inexact, and copies of a fiche, are left alone.
func moneyConflict(s catalogue.Snapshot) []coop.Finding {
	copies := copies(s)
	var out []coop.Finding
	for _, r := range fiches(s) {
		if copies[r.ID] {
			continue
		}
		for _, b := range annualBudgets(r.Fiche.Budget) {
			if sum, places := spent(r, b); sum > cents(b.Value) {
				out = append(out, overspent(r, b, sum, places))
			}
		}
		for i, a := range r.Fiche.Actions {
			var shares float64
			for _, c := range a.Budget.Cofunders {
				shares += c.Share
			}
			if shares > 100.5 { // shares are printed rounded
				out = append(out, coop.Finding{
					Key: key(r.ID) + fmt.Sprintf(" shares %d", i), Subject: subject(r), Places: []coop.Place{r.At(fmt.Sprintf("actions.%d.budget", i))},
					Evidence: map[string]string{"shares": plain(shares)},
				})
			}
		}
	}
	return out
}

func overspent(r *catalogue.Stated, b catalogue.AmountBody, sum int64, places []coop.Place) coop.Finding {
	f := coop.Finding{
		Key: key(r.ID) + " budget", Subject: subject(r), Places: append([]coop.Place{r.At("budget")}, places...),
		Evidence: map[string]string{"budget": plain(b.Value), "sum": euros(sum), "difference": euros(sum - cents(b.Value)), "currency": b.Currency},
	}
	if b.Year > 0 {
		f.Key += " " + strconv.Itoa(b.Year)
		f.Evidence["year"] = strconv.Itoa(b.Year)
	}
	return f
}

// inexact are the words that make a budget no limit: about, on average, without something, over several years.
var inexact = regexp.MustCompile(`(?i)environ|moyenne|minimum|au moins|plus de|à partir|hors|variable|selon|entre|pluriannuel|sur \d+ ans|/`)

var yearWord = regexp.MustCompile(`\b(?:19|20)\d\d\b`)

// annualBudgets are the budgets of a fiche that hold for one year: the only one of their year, in exact words. The only
// amount of an answer belongs to the only year that the answer names.
func annualBudgets(b catalogue.BudgetBody) []catalogue.AmountBody {
	if inexact.MatchString(b.Raw) {
		return nil
	}
	if years := yearWord.FindAllString(b.Raw, -1); len(b.Amounts) == 1 && len(years) > 0 {
		only := b.Amounts[0]
		only.Year = number(years[0])
		if len(years) > 1 {
			return nil
		}
		return []catalogue.AmountBody{only}
	}
	count := map[int]int{}
	for _, a := range b.Amounts {
		count[a.Year]++
	}
	var out []catalogue.AmountBody
	for _, a := range b.Amounts {
		if count[a.Year] == 1 && (a.Year > 0 || len(b.Amounts) == 1) {
			out = append(out, a)
		}
	}
	return out
}

// spent adds up the actions that a budget pays for. Of an action with several amounts the largest counts, so that the
// sum is what was spent at least.
func spent(r *catalogue.Stated, b catalogue.AmountBody) (sum int64, places []coop.Place) {
	var first, last coop.Date
	for i, a := range r.Fiche.Actions {
		most := largest(a.Budget, b.Currency)
		from, to := a.Period.Start, a.Period.End
		if most == 0 || b.Year > 0 && (from.Year() != b.Year || to.Year() != b.Year) {
			continue
		}
		sum += most
		places = append(places, r.At(fmt.Sprintf("actions.%d.budget", i)))
		if from != "" && (first == "" || from < first) {
			first = from
		}
		last = max(last, from, to)
	}
	if b.Year == 0 && (first == "" || last == "" || months(first, last) > 12) {
		return 0, nil
	}
	return sum, places
}

func largest(b catalogue.BudgetBody, currency string) (most int64) {
	for _, a := range b.Amounts {
		if a.Currency == currency {
			most = max(most, cents(a.Value))
		}
	}
	return most
}

// months is how many months lie from the first to the last, both counted; a year alone is all its months.
func months(first, last coop.Date) int {
	return 12*(last.Year()-first.Year()) + month(last, 12) - month(first, 1) + 1
}

func month(d coop.Date, otherwise int) int {
	if len(d) < 7 {
		return otherwise
	}
	return number(string(d[5:7]))
}
