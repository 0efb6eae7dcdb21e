package export

import (
	"io"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Comparison is an object on two days ("" for today) with what changed from one to the other.
type Comparison struct {
	Kind    string    `json:"object"`
	ID      int64     `json:"id"`
	Title   string    `json:"title"`
	From    coop.Date `json:"from"`
	To      coop.Date `json:"to"`
	Changes []Change  `json:"changes"`
}

type comparisonForm struct {
	head
	Comparison
}

type (
	historyForm struct {
		head
		Object    string     `json:"object"`
		ID        int64      `json:"id"`
		Title     string     `json:"title"`
		Entries   []entry    `json:"entries"`
		Decisions []decision `json:"decisions"`
		Claims    []claim    `json:"claims"`
	}
	entry struct {
		Name   string  `json:"name"`
		On     *string `json:"on"`
		What   string  `json:"what"`
		Author string  `json:"author"`
		Why    string  `json:"why"`
		Source string  `json:"reference"`
		Places []place `json:"sources"`
	}
	decision struct {
		ID        int64   `json:"id"`
		Kind      string  `json:"decision"`
		About     string  `json:"about"`
		Subject   int64   `json:"subject"`
		Object    int64   `json:"object"`
		Why       string  `json:"why"`
		Author    string  `json:"author"`
		On        *string `json:"on"`
		Undone    *string `json:"undone_on"`
		UndoneBy  *string `json:"undone_by"`
		UndoneWhy *string `json:"undone_why"`
		Proposal  *int64  `json:"proposal"` // that it decided
	}
	claim struct {
		Name      string  `json:"name"`
		Property  string  `json:"property"`
		Text      string  `json:"text"`
		Asserted  *string `json:"asserted_on"`
		Recorded  *string `json:"recorded_on"`
		Withdrawn *string `json:"withdrawn_on"`
		State     *string `json:"state"`
		Author    string  `json:"author"`
		Source    place   `json:"source"`
	}
)

func newHistory(h head, x catalogue.History) historyForm {
	return historyForm{h, x.Of.Kind, x.Of.ID, x.Of.Name, each(x.Entries, newEntry), each(x.Decisions, newDecision), each(x.Claims, newClaim)}
}

// writePast writes what is about the past of an object.
func writePast(w io.Writer, of func(kind string) head, v any) error {
	switch x := v.(type) {
	case catalogue.History:
		return writeObject(w, newHistory(of("history"), x))
	case Comparison:
		return writeObject(w, comparisonForm{of("comparison"), x})
	case catalogue.Told:
		return writeObject(w, newTold(x))
	case catalogue.Operation:
		return writeObject(w, newOperation(of("operation"), x))
	case Happened:
		return writeObject(w, newHappened(of("history_entry"), x))
	}
	return none("json", v)
}

func newEntry(e catalogue.Entry) entry {
	return entry{e.Name, opt(e.On), e.What, string(e.Author), e.Why, e.Source, each(e.Cites, newPlace)}
}

// Happened is one entry of the history of an object with what it changed.
type Happened struct {
	Entry   catalogue.EntryChange
	Changes []Change
}

// WhatHappened compares an object before and after an entry of its history.
func WhatHappened(e catalogue.EntryChange) (Happened, error) {
	list, err := Diff(e.Before, e.After)
	return Happened{e, list}, err
}

type happenedForm struct {
	head
	Object string `json:"object"`
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	entry
	Earlier *string  `json:"earlier"`
	Later   *string  `json:"later"`
	Changes []Change `json:"changes"`
}

func newHappened(h head, x Happened) happenedForm {
	return happenedForm{h, x.Entry.Of.Kind, x.Entry.Of.ID, x.Entry.Of.Name, newEntry(x.Entry.Entry), opt(x.Entry.Earlier), opt(x.Entry.Later), each(x.Changes, func(c Change) Change { return c })}
}

// newTold is what was told of an object, each value and each list under its own key.
func newTold(t catalogue.Told) map[string]any {
	out := map[string]any{}
	for k, v := range t.Values {
		out[k] = v
	}
	for k, v := range t.Lists {
		out[k] = v
	}
	return out
}

type (
	operationForm struct {
		head
		ID     int64           `json:"id"`
		On     *string         `json:"on"`
		Author string          `json:"author"`
		Why    string          `json:"why"`
		Parts  []operationPart `json:"parts"`
	}
	operationPart struct {
		Kind  string `json:"part"`
		What  string `json:"what"`
		About []ref  `json:"about"`
		Why   string `json:"why"`
		Holds bool   `json:"holds"`
	}
)

func newOperation(h head, o catalogue.Operation) operationForm {
	return operationForm{h, int64(o.ID), opt(o.On), string(o.Author), o.Why, each(o.Parts, func(p catalogue.OperationPart) operationPart {
		return operationPart{string(p.Kind), p.What, each(p.Of, newRef), p.Why, p.Holds}
	})}
}

func newDecision(d catalogue.Decision) decision {
	return decision{
		int64(d.ID), string(d.Kind), d.SubjectKind, d.Subject, d.Object, d.Why, string(d.Author), opt(d.On), opt(d.Undone),
		opt(d.UndoneBy), opt(d.UndoneWhy), optID(d.Proposal),
	}
}

func newClaim(c catalogue.ClaimLine) claim {
	return claim{
		c.Name(), c.Property, c.Text, opt(c.Asserted), opt(c.Recorded), opt(c.Withdrawn), opt(c.State()), string(c.Author), newPlace(c.Cite),
	}
}

func claims(list []catalogue.ClaimLine) Sheet {
	return Sheet{Name: "affirmations", Says: "ce que dit chaque source, une affirmation par ligne", Columns: []Column{
		{"numero", "string", "numéro de l'affirmation", nil},
		{"propriete", "string", "ce dont elle parle", nil},
		{"texte", "string", "dans les mots de la source", nil},
		{"dit_le", "date", "quand la source le dit", nil},
		{"appris_le", "date", "quand le registre l'a appris", nil},
		{"retire_le", "date", "depuis quand elle ne vaut plus", nil},
		{"etat", "string", "preferred, deprecated, withdrawn ou vide", nil},
		{"auteur", "string", "qui l'a inscrite", nil},
		{"document", "string", "nom du fichier", nil},
		{"ligne", "integer", "ligne du document", nil},
	}, Rows: rows(list, func(c catalogue.ClaimLine) []any {
		return []any{c.Name(), c.Property, c.Text, c.Asserted, c.Recorded, c.Withdrawn, c.State(), string(c.Author), c.Cite.Document, c.Cite.Line}
	})}
}

func changes(list []Change) Sheet {
	return Sheet{Name: "changements", Says: "une différence par ligne", Columns: []Column{
		{"partie", "string", "partie de la page", nil},
		{"element", "string", "quel élément", nil},
		{"champ", "string", "quelle valeur ; vide si tout l'élément est venu ou parti", nil},
		{"avant", "string", "à la première date", nil},
		{"apres", "string", "à la seconde date", nil},
	}, Rows: rows(list, func(c Change) []any { return []any{c.Section, c.Item, c.Field, c.Before, c.After} })}
}
