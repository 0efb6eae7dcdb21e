package export

import (
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
		ID        int64      `json:"id"`
		Title     string     `json:"title"`
		Decisions []decision `json:"decisions"`
		Claims    []claim    `json:"claims"`
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
	return historyForm{h, int64(x.ID), x.Title, each(x.Decisions, newDecision), each(x.Claims, newClaim)}
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
