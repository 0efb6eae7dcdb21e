package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/refdata"
	"kafo/internal/store/db"
)

// Territory is the territory of a key of the reference data. It enters the register, with its parents, when it is
// first named: the register holds the places somebody speaks of, not all 35 000 communes.
func (tx *Tx) Territory(key string) (coop.TerritoryID, error) {
	if key == "" {
		return 0, nil
	}
	if id, ok := tx.knownTerritory(key); ok {
		return id, nil
	}
	id, err := tx.q.TerritoryByKey(tx.ctx, key)
	if err == nil {
		tx.met.territory[key] = coop.TerritoryID(id)
		return coop.TerritoryID(id), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("find territory %s: %w", key, err)
	}
	row, ok, err := tx.lookup(key)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, coop.Refuse(coop.NotFound, "territory.unknown_key", key)
	}
	return tx.addTerritory(row)
}

func (tx *Tx) addTerritory(t refdata.Territory) (coop.TerritoryID, error) {
	parent, err := tx.Territory(t.Parent)
	if err != nil {
		return 0, err
	}
	now, err := tx.Territory(t.ParentNow)
	if err != nil {
		return 0, err
	}
	codes, err := marshal(t.Codes)
	if err != nil {
		return 0, err
	}
	names, err := marshal(t.Aliases)
	if err != nil {
		return 0, err
	}
	n, err := tx.nextID("territory")
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertTerritory(tx.ctx, db.InsertTerritoryParams{
		ID: n, Key: t.Key, Name: t.Name, Level: t.Level, Country: t.Country, Parent: null(parent), ParentNow: null(now),
		Codes: codes, Names: names, Lat: t.Lat, Lon: t.Lon, Point: t.Precision, ValidFrom: t.From, ValidTo: t.To, Origin: t.Source,
	})
	if err != nil {
		return 0, fmt.Errorf("add territory %s: %w", t.Key, err)
	}
	tx.changed("territory", touch{"territory", n})
	tx.met.territory[t.Key] = coop.TerritoryID(n)
	return coop.TerritoryID(n), tx.remember(coop.OfTerritory, t.Key)
}

// Organisation is the organisation that a candidate stands for; it enters the register when it is first named.
func (tx *Tx) Organisation(c coop.Candidate) (coop.OrgID, error) {
	if id, ok := tx.knownOrg(c.OrgKey); ok {
		return id, nil
	}
	id, err := tx.q.OrganisationByKey(tx.ctx, c.OrgKey)
	if err == nil {
		tx.met.org[c.OrgKey] = coop.OrgID(id)
		return coop.OrgID(id), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("find organisation %s: %w", c.OrgKey, err)
	}
	territory, err := tx.Territory(c.TerritoryKey)
	if err != nil {
		return 0, err
	}
	known, _ := refdata.OrganisationByKey(c.OrgKey)
	names, err := marshal(known.Aliases)
	if err != nil {
		return 0, err
	}
	n, err := tx.nextID("organisation")
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertOrganisation(tx.ctx, db.InsertOrganisationParams{
		ID: n, Key: c.OrgKey, Name: nameOf(c), Kind: string(c.Kind), Country: c.Country, Territory: null(territory),
		Names: names, ValidFrom: known.From, ValidTo: known.To,
	})
	if err != nil {
		return 0, fmt.Errorf("add organisation %s: %w", c.OrgKey, err)
	}
	tx.changed("organisation", touch{"organisation", n})
	tx.met.org[c.OrgKey] = coop.OrgID(n)
	return coop.OrgID(n), tx.remember(coop.OfOrganisation, c.OrgKey)
}

// nameOf tells the authority of a cercle from that of the commune of the same name.
func nameOf(c coop.Candidate) string {
	if t, ok := refdata.Lookup(c.OrgKey); ok && c.Kind == coop.Authority {
		return coop.AuthorityName(t.Name, t.Level)
	}
	return c.Name
}

// LinkOrganisation says that one organisation is another; 0 takes that back. The partnerships of both must be projected
// again.
func (tx *Tx) LinkOrganisation(from, into coop.OrgID) error {
	tx.recent, tx.taken = newRecent(), nil
	tx.changed("organisation linked", touch{"organisation", int64(from)}, touch{"organisation", int64(into)})
	return wrap(tx.q.MergeOrganisation(tx.ctx, db.MergeOrganisationParams{ID: int64(from), MergedInto: null(into)}), "link organisation")
}

// Stands says that another organisation was merged into this one. Merges are few, so that they are read once a transaction.
func (tx *Tx) Stands(id coop.OrgID) (bool, error) {
	if tx.taken == nil {
		merges, err := tx.Merges(coop.KindOrganisation)
		if err != nil {
			return false, err
		}
		tx.taken = map[coop.OrgID]bool{}
		for _, m := range merges {
			tx.taken[coop.OrgID(m[1])] = true
		}
	}
	return tx.taken[id], nil
}

// FindOrganisation is an organisation of the register with the key of its territory; of one that was merged, the
// organisation that it is. Error: notfound.
func (tx *Tx) FindOrganisation(id coop.OrgID) (coop.Organisation, string, error) {
	if f, ok := tx.recent.orgs[id]; ok {
		return f.org, f.place, nil
	}
	o, place, err := tx.findOrganisation(id)
	if err == nil {
		tx.recent.orgs[id] = found{o, place}
	}
	return o, place, err
}

func (tx *Tx) findOrganisation(id coop.OrgID) (coop.Organisation, string, error) {
	row, err := tx.q.Organisation(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Organisation{}, "", coop.Refuse(coop.NotFound, "organisation.notfound", id)
	}
	if err != nil {
		return coop.Organisation{}, "", fmt.Errorf("find organisation: %w", err)
	}
	if row.MergedInto.Valid { // what was said of it holds of the one it was merged into
		return tx.findOrganisation(coop.OrgID(row.MergedInto.Int64))
	}
	o := coop.Organisation{
		ID: id, Key: row.Key, Name: row.Name, Kind: coop.OrgKind(row.Kind), Country: row.Country,
		Territory: coop.TerritoryID(row.Territory.Int64),
	}
	return o, row.TerritoryKey, nil
}

// Mention keeps that a record names an organisation at a place, in these words.
func (tx *Tx) Mention(org coop.OrgID, text string, at coop.Place) error {
	err := tx.q.InsertMention(tx.ctx, db.InsertMentionParams{
		Record: int64(at.Record), Path: at.Path, Organisation: int64(org), Text: text, Line: at.Line,
	})
	if err != nil {
		return fmt.Errorf("mention: %w", err)
	}
	return nil
}

// Ask opens a question: a name at a place that could mean any of the candidates, or none that is known.
func (tx *Tx) Ask(text string, at coop.Place, candidates []coop.OrgID) (coop.QuestionID, error) {
	n, err := tx.nextID("question")
	if err != nil {
		return 0, err
	}
	if candidates == nil {
		candidates = []coop.OrgID{}
	}
	list, err := marshal(candidates)
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertQuestion(tx.ctx, db.InsertQuestionParams{
		ID: n, Text: text, Record: int64(at.Record), Path: at.Path, Line: at.Line, Candidates: list,
	})
	if err != nil {
		return 0, fmt.Errorf("ask: %w", err)
	}
	tx.changed("question", touch{"question", n})
	return coop.QuestionID(n), nil
}

// FindQuestion is a question with its answer, if it has one. Error: notfound.
func (tx *Tx) FindQuestion(id coop.QuestionID) (coop.Question, error) {
	row, err := tx.q.Question(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Question{}, coop.Refuse(coop.NotFound, "question.notfound", id)
	}
	if err != nil {
		return coop.Question{}, fmt.Errorf("find question: %w", err)
	}
	q := coop.Question{ID: id, Text: row.Text, Record: coop.RecordID(row.Record), Line: row.Line, Answer: coop.OrgID(row.Answer.Int64)}
	if err := json.Unmarshal([]byte(row.Candidates), &q.Candidates); err != nil {
		return q, fmt.Errorf("candidates of question %d: %w", id, err)
	}
	return q, nil
}

// Answer closes a question by a decision: the name means this organisation, because of why.
func (tx *Tx) Answer(id coop.QuestionID, org coop.OrgID, why string) (coop.DecisionID, error) {
	return tx.AnswerAgain(id, Answered{Org: org, Why: why, Author: tx.author})
}

// Answered is a question as somebody has answered it.
type Answered struct {
	Text   string
	Org    coop.OrgID
	Why    string
	Author coop.Author
}

// AnswersOf are the questions of a record that somebody has answered.
func (tx *Tx) AnswersOf(r coop.RecordID) ([]Answered, error) {
	rows, err := tx.q.AnswersOf(tx.ctx, int64(r))
	if err != nil {
		return nil, fmt.Errorf("answers of record %d: %w", r, err)
	}
	out := make([]Answered, len(rows))
	for i, a := range rows {
		out[i] = Answered{a.Text, coop.OrgID(a.Answer.Int64), a.Why, coop.Author(a.Author)}
	}
	return out, nil
}

// AskedBy are the questions of a record that nobody has answered.
func (tx *Tx) AskedBy(r coop.RecordID) ([]coop.Question, error) {
	rows, err := tx.q.AskedBy(tx.ctx, int64(r))
	if err != nil {
		return nil, fmt.Errorf("questions of record %d: %w", r, err)
	}
	out := make([]coop.Question, len(rows))
	for i, q := range rows {
		out[i] = coop.Question{ID: coop.QuestionID(q.ID), Text: q.Text, Record: r}
	}
	return out, nil
}

// AnswerAgain closes a question as another was answered, by the same author.
func (tx *Tx) AnswerAgain(id coop.QuestionID, a Answered) (coop.DecisionID, error) {
	row, err := tx.q.Question(tx.ctx, int64(id))
	if err != nil {
		return 0, fmt.Errorf("find question: %w", err)
	}
	err = tx.q.AnswerQuestion(tx.ctx, db.AnswerQuestionParams{
		ID: int64(id), Answer: null(a.Org), Why: a.Why, Author: string(a.Author), AnsweredAt: tx.at,
	})
	if err != nil {
		return 0, fmt.Errorf("answer: %w", err)
	}
	tx.changed("question answered", touch{"question", int64(id)})
	if err := tx.Mention(a.Org, row.Text, coop.Place{Record: coop.RecordID(row.Record), Path: row.Path, Line: row.Line}); err != nil {
		return 0, err
	}
	return tx.decide(coop.Decision{Kind: coop.DecideAnswer, SubjectKind: coop.KindQuestion, Subject: int64(id), Object: int64(a.Org), Why: a.Why, Author: a.Author})
}

// Unanswer opens a question again: the name is not known to mean anybody.
func (tx *Tx) Unanswer(id coop.QuestionID) error {
	row, err := tx.q.Question(tx.ctx, int64(id))
	if err != nil {
		return fmt.Errorf("find question: %w", err)
	}
	tx.changed("question opened", touch{"question", int64(id)}, touch{"record", row.Record})
	if err := tx.q.WithdrawMention(tx.ctx, db.WithdrawMentionParams{Record: row.Record, Path: row.Path, WithdrawnAt: tx.at}); err != nil {
		return fmt.Errorf("withdraw mention: %w", err)
	}
	return wrap(tx.q.AnswerQuestion(tx.ctx, db.AnswerQuestionParams{ID: int64(id)}), "open question")
}
