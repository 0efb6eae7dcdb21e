// Package check holds the finding rules: what in the register does not fit together. A finding blames nobody and
// changes nothing; it shows its evidence and waits for somebody to explain it. docs/FINDINGS.md describes every rule.
package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
)

// Severities of rules, heaviest first.
const (
	Error   = "error"   // a figure or a record is wrong, or counted wrongly
	Warning = "warning" // two statements disagree
	Notice  = "notice"  // something is missing, or worth a look
)

// Rule is one thing to look for. Find gives findings with a key that lasts from one check to the next, places and
// evidence; rule and severity are filled in from the row.
type Rule struct {
	ID       string
	Severity string
	Find     func(catalogue.Snapshot) []coop.Finding
}

// Rules is the table of all rules: a rule is one file and one row.
var Rules = []Rule{
	{"total-parts", Error, totalParts},
	{"fund-sum", Error, fundSum},
	{"printed-twice", Error, printedTwice},
	{"funding-years", Error, fundingYears},
	{"money-conflict", Warning, moneyConflict},
	{"same-title", Warning, sameTitle},
	{"overview-differs", Warning, overviewDiffers},
	{"agreement-conflict", Warning, agreementConflict},
	{"source-conflict", Warning, sourceConflict},
	{"dates-after", Warning, datesAfter},
	{"end-passed", Warning, endPassed},
	{"party-gone", Warning, partyGone},
	{"redaction-review", Warning, redactionReview},
	{"contents-fiches", Notice, contentsFiches},
	{"name-spellings", Notice, nameSpellings},
	{"missing-values", Notice, missingValues},
	{"open-question", Notice, openQuestion},
	{"possible-duplicate", Notice, possibleDuplicate},
	{"stale-record", Notice, staleRecord},
}

// Scope is what a check looks at: rules by their ids (all if none is named), and one partnership (all if 0).
type Scope struct {
	Rules   []string
	Subject coop.PartnershipID
}

// Check refuses a rule that there is not. Error: invalid, naming it and those there are.
func (s Scope) Check() error {
	var known []string
	for _, r := range Rules {
		known = append(known, r.ID)
	}
	for _, id := range s.Rules {
		if !slices.Contains(known, id) {
			return coop.Refuse(coop.Invalid, "check.rule", id, strings.Join(known, ", "))
		}
	}
	return nil
}

// Covers says whether a check of this scope would see a finding: one that it does not find again has gone.
func (s Scope) Covers(rule string, subject coop.PartnershipID) bool {
	return (len(s.Rules) == 0 || slices.Contains(s.Rules, rule)) && (s.Subject == 0 || s.Subject == subject)
}

// Run applies the rules of a scope to the register as it looks on a day and keeps what they find, signed by the author;
// findings of the scope that are not there any more become "gone", and decisions about findings stay.
func Run(ctx context.Context, c *catalogue.Catalogue, r *registry.Registry, author coop.Author, on coop.Date, scope Scope) ([]coop.Finding, error) {
	var s catalogue.Snapshot
	err := c.Still(ctx, func(at *catalogue.Catalogue) (err error) {
		s, err = at.Snapshot(ctx, on)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	found := Find(s, scope)
	covers := func(f coop.Finding) bool { return scope.Covers(f.Rule, f.Subject) }
	if err := r.Found(ctx, author, found, covers); err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	return found, nil
}

// Find applies the rules of a scope to a snapshot.
func Find(s catalogue.Snapshot, scope Scope) []coop.Finding {
	var all []coop.Finding
	for _, rule := range Rules {
		if !scope.Covers(rule.ID, scope.Subject) {
			continue
		}
		for _, f := range rule.Find(s) {
			f.Rule, f.Severity = rule.ID, rule.Severity
			if scope.Covers(f.Rule, f.Subject) {
				all = append(all, f)
			}
		}
	}
	return all
}
