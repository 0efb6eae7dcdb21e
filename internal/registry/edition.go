package registry

import (
	"context"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Freeze publishes an edition as the reading door drafted it. Errors: invalid (what it lacks), conflict (another one
// of its series was frozen since).
func (r *Registry) Freeze(ctx context.Context, author coop.Author, e coop.Edition) (id coop.EditionID, err error) {
	for _, problem := range e.Check() {
		return 0, problem
	}
	err = r.store.Update(ctx, author, e.Title, func(tx *store.Tx) (err error) {
		id, err = tx.NewEdition(e)
		return err
	})
	return id, err
}

// Correct adds an erratum to an edition; its fiches and figures stay. Errors: notfound, invalid (no text, or too long a one).
func (r *Registry) Correct(ctx context.Context, author coop.Author, id coop.EditionID, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return coop.Refuse(coop.Invalid, "edition.no_erratum")
	}
	if len([]rune(text)) > coop.GivenLetters {
		return coop.Refuse(coop.Invalid, "reply.long", coop.GivenLetters)
	}
	return r.store.Update(ctx, author, text, func(tx *store.Tx) error { return tx.AddErratum(id, text) })
}

// Dress has the look of printed documents changed, and keeps in the audit who did it: what is printed from then on is of another
// version of the register. A look on trial changes no document. A file that cannot be put in its place leaves no trace.
// Errors: those of who does it.
func (r *Registry) Dress(ctx context.Context, author coop.Author, why string, trial bool, do func() error) error {
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		if trial {
			tx.Note("template on trial")
		} else {
			tx.Dressed()
		}
		return do()
	})
}
