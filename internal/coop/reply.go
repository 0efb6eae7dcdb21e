package coop

import (
	"slices"
	"strings"
)

// Reply is what somebody answers to a questionnaire (réponse). What becomes of it is a contribution of its own number; this
// is what it says.
type Reply struct {
	ID            ContributionID
	Invitation    InvitationID
	Questionnaire string
	Version       string // that it began with
	Given         map[string]Given
	Known         map[string]Given // what the register knew when it began: to be confirmed, and no answer before (U10)
	Done          []string         // rubrics that were gone through
	Revision      int              // one more with each saving
	Declarant     string           // who sends it, and in what office
	Means         string           // "" by its link; else from what somebody else typed it: paper, phone, document
	SavedAt       int64            // Unix milliseconds, UTC; so is SentAt
	SentAt        int64
}

// Given is the answer to one question, as typed.
type Given struct {
	Values []string    `json:"values,omitempty"` // codes of a choice, else texts; one where the question is not repeated
	Detail string      `json:"detail,omitempty"` // words beside a choice
	Rows   [][]string  `json:"rows,omitempty"`   // of a table, a text a column
	Unsure bool        `json:"unsure,omitempty"` // « je ne sais plus »
	Files  []GivenFile `json:"files,omitempty"`  // attached to a question that asks for some
}

// Text is the first value.
func (g Given) Text() string {
	if len(g.Values) == 0 {
		return ""
	}
	return g.Values[0]
}

// Empty says that nothing was answered.
func (g Given) Empty() bool {
	return len(g.Values) == 0 && len(g.Rows) == 0 && len(g.Files) == 0 && g.Detail == "" && !g.Unsure
}

// Same says that two answers say the same.
func (g Given) Same(o Given) bool {
	return slices.Equal(g.Values, o.Values) && g.Detail == o.Detail && g.Unsure == o.Unsure && slices.Equal(g.Files, o.Files) && slices.EqualFunc(g.Rows, o.Rows, slices.Equal[[]string])
}

// Limits of an answer: letters of a text, rows of a table.
const (
	GivenLetters = 8000
	GivenRows    = 200
)

// Tidy takes out of an answer what says nothing: white space at the ends, empty rows and values.
func (g Given) Tidy() Given {
	out := Given{Detail: strings.TrimSpace(g.Detail), Unsure: g.Unsure, Files: g.Files}
	for _, v := range g.Values {
		if v = strings.TrimSpace(v); v != "" {
			out.Values = append(out.Values, v)
		}
	}
	for _, r := range g.Rows {
		row := make([]string, len(r))
		for i, c := range r {
			row[i] = strings.TrimSpace(c)
		}
		if strings.Join(row, "") != "" {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

// Asked says whether a question is asked, after what was answered further up.
func (i Item) Asked(given map[string]Given) bool {
	if i.When == nil {
		return true
	}
	return slices.ContainsFunc(given[i.When.Question].Values, func(v string) bool { return slices.Contains(i.When.Is, v) })
}

// Refuse says what is wrong with an answer (invalid); nil of a good one. Whether one must answer is asked when the reply is sent.
func (i Item) Refuse(g Given) error {
	if err := g.TooLong(); err != nil {
		return err
	}
	for _, r := range g.Rows {
		for c, col := range i.Columns {
			if c < len(r) && r[c] != "" {
				if err := col.Refuse(Given{Values: []string{r[c]}}); err != nil {
					return err
				}
			}
		}
	}
	for _, v := range g.Values {
		if err := i.fits(v); err != nil {
			return err
		}
	}
	return nil
}

// Refuse says what is wrong with an answer (invalid). What the register knows is right as it is once it is confirmed, however a
// document wrote it.
func (r Reply) Refuse(i Item, g Given) error {
	if !g.Empty() && g.Same(r.Known[i.ID]) {
		return nil
	}
	return i.Refuse(g)
}

// TooLong refuses what is more than is kept (invalid).
func (g Given) TooLong() error {
	if len(g.Rows) > GivenRows {
		return Refuse(Invalid, "reply.rows", GivenRows)
	}
	for _, v := range append(slices.Concat(g.Rows...), append(slices.Clone(g.Values), g.Detail)...) {
		if len([]rune(v)) > GivenLetters {
			return Refuse(Invalid, "reply.long", GivenLetters)
		}
	}
	return nil
}

// fits looks at one value.
func (i Item) fits(v string) error {
	switch i.Type {
	case AskDate:
		_, err := TypedDate(v)
		return err
	case AskAmount:
		_, err := TypedBudget(v)
		return err
	case AskChoice, AskSeveral, AskYesNo:
		if !slices.Contains(i.codes(), v) {
			return Refuse(Invalid, "reply.choice")
		}
	}
	return nil
}

// Budget is an amount as an answer states it: from Low to High cents of a currency, which are the same where one was given.
type Budget struct {
	Low, High int64
	Currency  string
}

// qualifiers are words before an amount that say how exact it is.
var qualifiers = []string{"environ ", "à peu près ", "au moins ", "plus de ", "moins de ", "jusqu’à ", "jusqu'à ", "about ", "at least ", "up to ", "~"}

// betweens are the words around two amounts.
var betweens = [][2]string{{"entre ", " et "}, {"de ", " à "}, {"between ", " and "}, {"from ", " to "}}

// TypedBudget reads an amount with the words that say how exact it is: environ 12 k€, entre 3 000 et 5 000 €. Error: invalid,
// as TypedAmount has it.
func TypedBudget(typed string) (b Budget, err error) {
	text := strings.ToLower(tight(typed))
	for _, w := range betweens {
		rest, ok := strings.CutPrefix(text, w[0])
		low, high, two := strings.Cut(rest, w[1])
		if !ok || !two {
			continue
		}
		if b.High, b.Currency, err = TypedAmount(high); err != nil {
			return b, err
		}
		if b.Low, _, err = TypedAmount(low); err != nil { // the currency is said once
			b.Low, _, err = TypedAmount(low + " " + b.Currency)
		}
		return b, err
	}
	for _, q := range qualifiers {
		text = strings.TrimPrefix(text, q)
	}
	b.Low, b.Currency, err = TypedAmount(text)
	b.High = b.Low
	return b, err
}

// RubricState is how far one is with a rubric (U5).
type RubricState string

// States of rubrics.
const (
	RubricToDo  RubricState = "todo"  // à faire
	RubricBegun RubricState = "begun" // en cours
	RubricDone  RubricState = "done"  // terminé
)

// State is how far a reply is with a rubric.
func (r Reply) State(x Rubric) RubricState {
	if slices.Contains(r.Done, x.ID) {
		if len(r.Lacks(x)) > 0 {
			return RubricBegun // gone through, with a question left that one must answer
		}
		return RubricDone
	}
	for _, i := range x.Items {
		if !r.Given[i.ID].Empty() {
			return RubricBegun
		}
	}
	return RubricToDo
}

// Lacks are the questions of a rubric that one must answer and has not.
func (r Reply) Lacks(x Rubric) []Item {
	var out []Item
	for _, i := range x.Items {
		if !i.Optional && i.Asked(r.Given) && r.Given[i.ID].Empty() {
			out = append(out, i)
		}
	}
	return out
}

// Changed are the questions whose answer is not what the register knew.
func (r Reply) Changed(q Questionnaire) []Item {
	var out []Item
	for _, i := range q.Items() {
		if g := r.Given[i.ID]; !g.Empty() && !g.Same(r.Known[i.ID]) {
			out = append(out, i)
		}
	}
	return out
}
