package coop

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Questionnaire is one version of what a census asks. It comes from a file that its owner keeps and changes; an answer
// keeps the version that it began with.
type Questionnaire struct {
	ID        string   `toml:"id"`      // of all its versions: "recensement"
	Version   string   `toml:"version"` // of this one, in ascending order: "2013-09"
	Form      string   `toml:"form"`    // the kind of record that an accepted answer becomes: KindFiche, KindAtlas
	Since     Date     `toml:"since"`   // the day from which a fiche tells what was done
	Year      int      `toml:"year"`    // of the budget whose trend is asked
	Languages []string `toml:"languages"`
	Title     Wording  `toml:"title"`
	Intro     Wording  `toml:"intro"` // what the census is for, who asks, how long it takes
	Rubrics   []Rubric `toml:"rubric"`
}

// Items are all questions, in the order of the pages; columns stand in their tables.
func (q Questionnaire) Items() []Item {
	var out []Item
	for _, r := range q.Rubrics {
		out = append(out, r.Items...)
	}
	return out
}

// Posed is a question of several versions of a questionnaire, with what any of them offers: a table of answers has one column
// for it (U48).
type Posed struct {
	Item
	Column   string   // its identifier; with the version behind it, where a later one asks otherwise under the same
	Versions []string // that ask it, the latest first
}

// Pose are the questions of several versions of a questionnaire: those of the latest in its order, then those that it asks no
// longer.
func Pose(list []Questionnaire) (out []Posed) {
	list = slices.SortedFunc(slices.Values(list), func(a, b Questionnaire) int { return strings.Compare(b.Version, a.Version) })
	for _, q := range list {
		for _, i := range q.Items() {
			at := slices.IndexFunc(out, func(p Posed) bool { return p.ID == i.ID && p.Type == i.Type })
			if at >= 0 {
				out[at].join(i, q.Version)
				continue
			}
			p := Posed{Item: i, Column: i.ID, Versions: []string{q.Version}}
			if slices.ContainsFunc(out, func(o Posed) bool { return o.Column == i.ID }) {
				p.Column += "_" + strings.ReplaceAll(q.Version, "-", "_")
			}
			out = append(out, p)
		}
	}
	return out
}

// join takes in what an older version offers.
func (p *Posed) join(i Item, version string) {
	p.Versions = append(p.Versions, version)
	p.Options, p.Columns = slices.Clone(p.Options), slices.Clone(p.Columns)
	for _, o := range i.Options {
		if !slices.ContainsFunc(p.Options, func(has Option) bool { return has.Code == o.Code }) {
			p.Options = append(p.Options, o)
		}
	}
	for _, c := range i.Columns {
		if !slices.ContainsFunc(p.Columns, func(has Item) bool { return has.ID == c.ID }) {
			p.Columns = append(p.Columns, c)
		}
	}
}

// Wording is a text by language.
type Wording map[string]string

// In gives the words in a language, else those of the first language that there are any in.
func (w Wording) In(lang string) string {
	for _, l := range []string{lang, "fr", "en"} {
		if w[l] != "" {
			return w[l]
		}
	}
	return ""
}

// Rubric is a group of questions on one page (rubrique).
type Rubric struct {
	ID    string  `toml:"id"`
	Title Wording `toml:"title"`
	Intro Wording `toml:"intro"`
	Items []Item  `toml:"question"`
}

// Item is one question of a questionnaire; a Question of the register is another thing.
type Item struct {
	ID       string   `toml:"id"`
	Type     ItemType `toml:"type"`
	Fills    string   `toml:"fills"` // the field of the form that the answer fills; "" of a question that the register has no place for
	Label    Wording  `toml:"label"`
	Help     Wording  `toml:"help"`   // one sentence
	Why      Wording  `toml:"why"`    // what the answer is for (U9)
	Public   bool     `toml:"public"` // the answer is published once it is accepted (U9)
	Optional bool     `toml:"optional"`
	Repeat   bool     `toml:"repeat"` // several answers, one a line
	Options  []Option `toml:"option"`
	Columns  []Item   `toml:"column"` // of a table; they have no columns and no condition of their own
	When     *When    `toml:"when"`
}

// Option is one of the answers that a question offers. Detail: its choice asks for words beside it.
type Option struct {
	Code   string  `toml:"code"`
	Label  Wording `toml:"label"`
	Detail bool    `toml:"detail"`
}

// When asks a question only where another, further up, has one of some answers.
type When struct {
	Question string   `toml:"question"`
	Is       []string `toml:"is"`
}

// ItemType is how a question is answered.
type ItemType string

// Types of questions.
const (
	AskText         ItemType = "text"
	AskLong         ItemType = "long"
	AskChoice       ItemType = "choice"
	AskSeveral      ItemType = "several"
	AskYesNo        ItemType = "yes_no" // with words beside it, if one likes
	AskDate         ItemType = "date"   // as precise as known
	AskAmount       ItemType = "amount" // with its qualifier: environ, entre … et …
	AskOrganisation ItemType = "organisation"
	AskTerritory    ItemType = "territory"
	AskTheme        ItemType = "theme"
	AskTable        ItemType = "table" // of actions
	AskFile         ItemType = "file"
)

// ItemTypes are all of them.
var ItemTypes = []ItemType{
	AskText, AskLong, AskChoice, AskSeveral, AskYesNo, AskDate, AskAmount, AskOrganisation, AskTerritory, AskTheme, AskTable, AskFile,
}

// Fillable are the fields of each form, with the types of questions that may fill them. A column of a table fills
// "actions.period".
var Fillable = map[string]map[string][]ItemType{
	KindFiche: {
		"french": {AskOrganisation}, "foreign": {AskOrganisation}, "other": {AskOrganisation},
		"contact.french": {AskText}, "contact.foreign": {AskText},
		"formalised": {AskText, AskLong, AskDate}, "instrument": {AskText, AskLong}, "budget": {AskAmount, AskText, AskLong},
		"continued": {AskYesNo, AskText, AskLong}, "trend": {AskChoice, AskText}, "means": {AskText, AskLong}, "perspectives": {AskText, AskLong},
		"actions": {AskTable}, "actions.domain": {AskTheme, AskText}, "actions.description": {AskText, AskLong},
		"actions.period": {AskText, AskDate}, "actions.budget": {AskAmount, AskText, AskLong},
	},
	KindAtlas: {
		"title": {AskText}, "first_signed": {AskDate}, "theme": {AskTheme}, "start_year": {AskDate}, "end_date": {AskDate}, "status": {AskChoice},
		"context": {AskLong}, "history": {AskLong}, "objective": {AskLong}, "description": {AskLong}, "form": {AskChoice, AskText},
		"implementers": {AskOrganisation}, "owners": {AskOrganisation}, "beneficiaries": {AskText}, "foreign_partners": {AskOrganisation},
		"french_partners": {AskOrganisation}, "other_partners_france": {AskOrganisation}, "other_partners_abroad": {AskOrganisation}, "duration": {AskChoice, AskText},
		"funding": {AskTable}, "funding.funder": {AskOrganisation}, "funding.eur": {AskAmount}, "funding.year": {AskDate},
		"communication_france": {AskYesNo}, "communication_abroad": {AskYesNo}, "evaluation": {AskYesNo},
	},
}

// Flaw is something wrong with a questionnaire, by the rubric and the question where it stands (their positions; -1: none).
type Flaw struct {
	Rubric, Question int
	Key              string
	Args             []any
}

// questionName is what an identifier looks like: it is part of addresses and of files.
var questionName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// versionName sorts as text as it was made.
var versionName = regexp.MustCompile(`^\d{4}-\d{2}(-\d{2})?$`)

// Check says everything that is wrong with a questionnaire; nothing of a good one.
func (q Questionnaire) Check() []Flaw {
	c := checker{form: q.Form, langs: q.Languages, seen: map[string]Item{}, filled: map[string]bool{}}
	c.at(-1, -1)
	c.demand(questionName.MatchString(q.ID), "questionnaire.id", q.ID)
	c.demand(versionName.MatchString(q.Version), "questionnaire.version", q.Version)
	c.demand(Fillable[q.Form] != nil, "questionnaire.form", q.Form)
	c.demand(q.Form != KindFiche || len(q.Since) == 10 && dayIs(q.Since) && q.Year > 1900, "questionnaire.since")
	c.demand(len(q.Languages) > 0 && !slices.ContainsFunc(q.Languages, func(l string) bool { return l != "fr" && l != "en" }), "questionnaire.languages")
	c.demand(len(q.Rubrics) > 0, "questionnaire.no_rubric")
	c.worded("title", q.Title)
	rubrics := map[string]bool{}
	for i, r := range q.Rubrics {
		c.at(i, -1)
		c.demand(questionName.MatchString(r.ID), "questionnaire.id", r.ID)
		c.demand(!rubrics[r.ID], "questionnaire.twice", r.ID)
		rubrics[r.ID] = true
		c.demand(len(r.Items) > 0, "questionnaire.no_question", r.ID)
		c.worded("title", r.Title)
		for j, x := range r.Items {
			c.at(i, j)
			c.question(x, "")
		}
	}
	return c.flaws
}

// checker goes through a questionnaire and notes what is wrong, where.
type checker struct {
	form             string
	langs            []string
	rubric, position int
	seen             map[string]Item
	filled           map[string]bool
	flaws            []Flaw
}

func (c *checker) at(rubric, question int) { c.rubric, c.position = rubric, question }

func (c *checker) demand(good bool, key string, args ...any) {
	if !good {
		c.flaws = append(c.flaws, Flaw{c.rubric, c.position, key, args})
	}
}

// worded: a text stands there in each language of the questionnaire.
func (c *checker) worded(what string, w Wording) {
	for _, l := range c.langs {
		c.demand(w[l] != "", "questionnaire.words", what, l)
	}
	for l := range w {
		c.demand(slices.Contains(c.langs, l), "questionnaire.other_language", what, l)
	}
}

// question looks at one question; table is the field that the table around it fills, "" outside of tables.
func (c *checker) question(q Item, table string) {
	c.demand(questionName.MatchString(q.ID), "questionnaire.id", q.ID)
	_, twice := c.seen[q.ID]
	c.demand(!twice, "questionnaire.twice", q.ID)
	c.demand(slices.Contains(ItemTypes, q.Type), "questionnaire.type", q.ID, string(q.Type))
	c.worded("label", q.Label)
	c.fills(q, table)
	c.options(q)
	c.when(q, table)
	c.demand(len(q.Columns) > 0 == (q.Type == AskTable), "questionnaire.columns", q.ID)
	c.demand(q.Type != AskFile || !q.Public, "questionnaire.file_public", q.ID)
	c.demand(!q.Repeat || slices.Contains([]ItemType{AskText, AskOrganisation, AskTerritory, AskTheme}, q.Type), "questionnaire.repeat", q.ID)
	for _, col := range q.Columns {
		if col.Type == AskTable || col.Type == AskFile || col.Type == AskSeveral {
			c.demand(false, "questionnaire.column_type", col.ID, string(col.Type))
			continue
		}
		c.question(col, q.Fills+".")
	}
	c.seen[q.ID] = q
}

// fills: the form has such a field, the type suits it, and no other question fills it.
func (c *checker) fills(q Item, table string) {
	if q.Fills == "" || Fillable[c.form] == nil {
		return
	}
	field := q.Fills
	if table != "" {
		field = table + q.Fills
	}
	types, known := Fillable[c.form][field]
	c.demand(known, "questionnaire.fills", q.ID, field)
	c.demand(!known || slices.Contains(types, q.Type), "questionnaire.fills_type", q.ID, field, string(q.Type))
	c.demand(!q.Public || !strings.HasPrefix(field, "contact."), "questionnaire.contact_public", q.ID)
	c.demand(!c.filled[field], "questionnaire.fills_twice", q.ID, field)
	c.filled[field] = true
}

func (c *checker) options(q Item) {
	chosen := q.Type == AskChoice || q.Type == AskSeveral
	c.demand(!chosen || len(q.Options) > 1, "questionnaire.options", q.ID)
	c.demand(chosen || len(q.Options) == 0, "questionnaire.no_options", q.ID)
	codes := map[string]bool{}
	for i, o := range q.Options {
		c.demand(questionName.MatchString(o.Code), "questionnaire.id", o.Code)
		c.demand(!codes[o.Code], "questionnaire.twice", o.Code)
		codes[o.Code] = true
		c.worded("options."+strconv.Itoa(i+1), o.Label)
	}
}

// when: the question that a condition looks at stands further up and has such an answer.
func (c *checker) when(q Item, table string) {
	if q.When == nil {
		return
	}
	of, known := c.seen[q.When.Question]
	c.demand(table == "" && known, "questionnaire.when", q.ID, q.When.Question)
	for _, code := range q.When.Is {
		c.demand(!known || slices.Contains(of.codes(), code), "questionnaire.when_is", q.ID, q.When.Question, code)
	}
}

// codes are the answers that a question can have where it offers some.
func (q Item) codes() []string {
	if q.Type == AskYesNo {
		return []string{"yes", "no"}
	}
	out := make([]string, len(q.Options))
	for i, o := range q.Options {
		out[i] = o.Code
	}
	return out
}
