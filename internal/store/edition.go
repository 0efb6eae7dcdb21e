package store

import (
	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// NewEdition keeps an edition with its fiches. None of its rows is changed afterwards. Error: conflict where another edition of
// its series was frozen since it was drafted: its marks would speak of one that is the last no more.
func (tx *Tx) NewEdition(e coop.Edition) (coop.EditionID, error) {
	id, err := tx.nextID("edition") // who freezes another one waits here, and sees this one then
	if err != nil {
		return 0, err
	}
	if err := tx.lastOf(e); err != nil {
		return 0, err
	}
	scope, err := marshal(e.Scope)
	if err != nil {
		return 0, err
	}
	forms, err := marshal(e.Forms)
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertEdition(tx.ctx, db.InsertEditionParams{
		ID: id, Series: e.Series, Title: e.Title, Dated: string(e.Date), Host: e.Host, Foreword: e.Foreword, Comment: e.Comment, Scope: scope, Forms: forms,
		Since: string(e.Since), Year: int64(e.Year),
		Overview: string(e.Overview), Former: int64(e.Former), Author: string(tx.author), At: tx.at,
	})
	if err != nil {
		return 0, wrap(err, "edition")
	}
	tx.changed("edition", touch{"edition", id})
	return coop.EditionID(id), tx.editionRows(id, e)
}

func (tx *Tx) lastOf(e coop.Edition) error {
	last, err := tx.q.LastEdition(tx.ctx, e.Series)
	if err != nil || len(last) == 0 || e.Series == "" || coop.EditionID(last[0]) == e.Former {
		return wrap(err, "editions")
	}
	return coop.Refuse(coop.Conflict, "edition.meanwhile")
}

func (tx *Tx) editionRows(id int64, e coop.Edition) error {
	for i, f := range e.Fiches {
		err := tx.q.InsertEditionFiche(tx.ctx, db.InsertEditionFicheParams{
			Edition: id, Position: int64(i + 1), Record: int64(f.Record), Section: f.Section, Mark: string(f.Mark), Was: int64(f.Was), At: tx.at,
		})
		if err != nil {
			return wrap(err, "fiche of an edition")
		}
	}
	for i, c := range e.Coming {
		err := tx.q.InsertEditionComing(tx.ctx, db.InsertEditionComingParams{
			Edition: id, Position: int64(i + 1), Section: c.Section, Title: c.Title, Record: int64(c.Record), Partnership: int64(c.Partnership), At: tx.at,
		})
		if err != nil {
			return wrap(err, "entry of an edition")
		}
	}
	return nil
}

// AddErratum says what is wrong in an edition. Error: notfound.
func (tx *Tx) AddErratum(id coop.EditionID, text string) error {
	n, err := tx.q.EditionThere(tx.ctx, int64(id))
	if err != nil {
		return wrap(err, "edition")
	}
	if n == 0 {
		return coop.Refuse(coop.NotFound, "edition.notfound", int64(id))
	}
	erratum, err := tx.nextID("erratum")
	if err != nil {
		return err
	}
	tx.changed("erratum", touch{"edition", int64(id)})
	return wrap(tx.q.InsertErratum(tx.ctx, db.InsertErratumParams{ID: erratum, Edition: int64(id), Text: text, Author: string(tx.author), At: tx.at}), "erratum")
}

// Dressed says that editions look otherwise when they are printed from now on.
func (tx *Tx) Dressed() { tx.changed("template", touch{"edition", 0}) }
