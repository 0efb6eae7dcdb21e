// Package registry is the only room that changes published truth: it places statements on partnerships, answers
// questions and sets findings, always through a signed transaction of the store.
package registry

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Resolver says who a name means, and whether a text names a place inside another.
type Resolver interface {
	Resolve(coop.Name) coop.Resolution
	Within(text, parentKey string) (key string, ok bool)
}

// Registry decides.
type Registry struct {
	store    *store.Store
	resolver Resolver
	Keep     func(sha256 string, raw []byte) error // keeps the bytes of a document by their hash; nil: nowhere
}

// New makes a registry.
func New(s *store.Store, r Resolver) *Registry {
	return &Registry{store: s, resolver: &names{Resolver: r, said: map[string]coop.Resolution{}}}
}

// Means is the key of the organisation that a name surely means; "" where that is a question.
func (r *Registry) Means(n coop.Name) string {
	if res := r.resolver.Resolve(n); res.Sure {
		return res.Candidates[0].OrgKey
	}
	return ""
}

// Place keeps what a record states about a partnership: it resolves the parties and joins the partnership that has the
// same holders and the same partners, or opens a new one. It runs inside the caller's transaction, so that a record and its
// claims are kept together; the caller projects the partnership before that ends, once however many records speak of it.
// What the record says again of those whose place it takes stays what it was.
func (r *Registry) Place(tx *store.Tx, record coop.RecordID, s coop.Statement, was *Former) (coop.PartnershipID, error) {
	parties, err := r.parties(tx, s, was)
	if err != nil {
		return 0, err
	}
	id, err := r.partnership(tx, parties, was)
	if err != nil {
		return 0, err
	}
	claims := make([]coop.Claim, 0, len(parties)+len(s.Actions)+len(s.Others))
	for i := range parties {
		claims = append(claims, coop.Claim{Party: &parties[i]})
	}
	actions, err := r.locate(tx, s.Actions, parties)
	if err != nil {
		return 0, err
	}
	for i := range actions {
		claims = append(claims, coop.Claim{Action: &actions[i]})
	}
	claims = append(claims, r.payers(tx, s, parties)...)
	if was != nil {
		was.Again(claims)
	}
	set := coop.ClaimSet{Subject: id, Record: record, AssertedOn: s.Asserted, Claims: claims}
	if err := tx.AddClaims(set); err != nil {
		return 0, err
	}
	return r.joined(tx, id, parties)
}

// joined is the partnership that one is today: that into which it was merged; where its parties were merged with others, it
// is projected and joins the one that has the same parties today, if there is one.
func (r *Registry) joined(tx *store.Tx, id coop.PartnershipID, parties []coop.Party) (coop.PartnershipID, error) {
	merged, err := r.merged(tx, parties)
	if err != nil {
		return 0, err
	}
	if merged {
		if err := r.rejoin(tx, []coop.PartnershipID{id}); err != nil {
			return 0, err
		}
	}
	return tx.Survivor(id)
}

// merged says that one of the parties was merged into another, or another into it.
func (r *Registry) merged(tx *store.Tx, parties []coop.Party) (bool, error) {
	for _, p := range parties {
		if p.Org == 0 {
			continue
		}
		o, _, err := tx.FindOrganisation(p.Org)
		if err != nil || o.ID != p.Org {
			return true, err
		}
		if stands, err := tx.Stands(p.Org); err != nil || stands {
			return true, err
		}
	}
	return false, nil
}

// partnership is the one of which the former records said these parties, else the one with exactly these holders and
// partners, else that of which they were said before it was merged into another, else a new one. While a holder or a
// partner is not decided, nothing is joined. What has the same parties only since organisations were merged is joined by a decision, so
// that both come apart again with the organisations.
func (r *Registry) partnership(tx *store.Tx, parties []coop.Party, was *Former) (coop.PartnershipID, error) {
	if id, err := was.subject(r, tx, parties); err != nil || id != 0 {
		return id, err
	}
	holders, partners := coop.Sides(parties)
	if coop.Decided(parties) {
		id, err := tx.FindSides(holders, partners)
		if err != nil {
			return 0, err
		}
		if same, err := r.saidSo(tx, id, parties); err != nil || same {
			return id, err
		}
		if id, err = tx.MergedBetween(holders, partners); err != nil || id != 0 {
			return id, err
		}
	}
	id, err := tx.NewPartnership()
	if err != nil {
		return 0, err
	}
	tx.Between(id, holders, partners)
	return id, nil
}

// saidSo says that what is claimed of a partnership gives these parties, whatever was merged since.
func (r *Registry) saidSo(tx *store.Tx, id coop.PartnershipID, parties []coop.Party) (bool, error) {
	merged, err := r.merged(tx, parties)
	if err != nil || id == 0 || !merged {
		return id != 0, err
	}
	sets, err := tx.OwnClaims(id)
	if err != nil {
		return false, err
	}
	a, b := coop.Sides(coop.Project(id, sets, "").Parties)
	c, d := coop.Sides(parties)
	return a == c && b == d, nil
}

// Project rebuilds a partnership from its claims, as it holds on a day ("" for today), and keeps it.
func (r *Registry) Project(tx *store.Tx, id coop.PartnershipID, of coop.Date) error {
	sets, err := tx.Claims(id)
	if err != nil {
		return err
	}
	p := coop.Project(id, sets, of)
	if err := r.parted(tx, &p); err != nil {
		return err
	}
	for i := range p.Financings {
		if err := r.paid(tx, &p.Financings[i]); err != nil {
			return err
		}
	}
	if p.Title, err = r.title(tx, p.Parties); err != nil {
		return err
	}
	return tx.SavePartnership(p)
}

// parted makes the parties those of today, and takes away again whom a source says to be none.
func (r *Registry) parted(tx *store.Tx, p *coop.Partnership) error {
	for i := range p.Parties {
		if err := r.settled(tx, &p.Parties[i]); err != nil {
			return err
		}
	}
	p.Part()
	return nil
}

// settled puts the organisation of an answered question in the place of the question, and that into which it was merged
// in the place of an organisation.
func (r *Registry) settled(tx *store.Tx, p *coop.Party) error {
	if p.Question != 0 {
		q, err := tx.FindQuestion(p.Question)
		if err != nil || q.Answer == 0 {
			return err
		}
		p.Org, p.Question = q.Answer, 0
	}
	o, _, err := tx.FindOrganisation(p.Org)
	p.Org = o.ID
	return err
}

func (r *Registry) paid(tx *store.Tx, f *coop.Financing) error {
	if f.Payer == 0 {
		return nil
	}
	o, _, err := tx.FindOrganisation(f.Payer)
	f.Payer = o.ID
	return err
}

// Answer closes a question by decision of the author: the name means org, because of why. The partnership of the
// record is projected again and joins the one that has the same parties, if there is one. Errors: notfound, conflict
// (already answered), invalid (no reason).
func (r *Registry) Answer(ctx context.Context, author coop.Author, id coop.QuestionID, org coop.OrgID, why string) error {
	return r.AnswerAll(ctx, author, map[coop.QuestionID]coop.OrgID{id: org}, why)
}

// AnswerAll answers several questions as one operation: all of them, or none. Errors are those of Answer.
func (r *Registry) AnswerAll(ctx context.Context, author coop.Author, answers map[coop.QuestionID]coop.OrgID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		for _, id := range slices.Sorted(maps.Keys(answers)) {
			if err := r.answer(tx, id, answers[id], why); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Registry) answer(tx *store.Tx, id coop.QuestionID, org coop.OrgID, why string) error {
	q, err := tx.FindQuestion(id)
	if err != nil {
		return err
	}
	if q.Answer != 0 {
		return coop.Refuse(coop.Conflict, "question.answered", id)
	}
	if _, _, err := tx.FindOrganisation(org); err != nil {
		return err
	}
	decision, err := tx.Answer(id, org, why)
	if err != nil {
		return err
	}
	tx.Did(coop.PartDecision, int64(decision))
	return r.settle(tx, q.Record)
}

// unanswer opens a question again, and parts what had become one because of its answer.
func (r *Registry) unanswer(tx *store.Tx, id coop.QuestionID) error {
	q, err := tx.FindQuestion(id)
	if err != nil {
		return err
	}
	if err := tx.Unanswer(id); err != nil {
		return err
	}
	subjects, err := tx.Subjects(q.Record)
	if err != nil {
		return err
	}
	return r.reconsider(tx, subjects)
}

// settle projects the partnerships of a record and joins those whose parties are now those of another.
func (r *Registry) settle(tx *store.Tx, record coop.RecordID) error {
	subjects, err := tx.Subjects(record)
	if err != nil {
		return err
	}
	return r.rejoin(tx, subjects)
}

// rejoin projects partnerships and joins those whose parties are now those of another.
func (r *Registry) rejoin(tx *store.Tx, list []coop.PartnershipID) error {
	if err := r.projectAll(tx, list); err != nil {
		return err
	}
	for _, id := range list {
		now, err := tx.Survivor(id) // another of the list may have taken its place
		if err != nil {
			return err
		}
		if err := r.join(tx, now); err != nil {
			return err
		}
	}
	return nil
}

// sameParties is the reason of a join that follows from another decision.
const sameParties = "same parties"

// join makes a partnership one with the oldest that has the same parties, unless somebody said that they are two; that
// one then joins the next.
func (r *Registry) join(tx *store.Tx, id coop.PartnershipID) error {
	twins, err := tx.Twins(id)
	if err != nil || len(twins) == 0 {
		return err
	}
	refused, err := r.refused(tx)
	if err != nil {
		return err
	}
	for _, twin := range twins {
		from, into := max(id, twin), min(id, twin)
		if refused[refusal{coop.PairPartnership, int64(into), int64(from), ""}] != 0 {
			continue
		}
		if _, err := r.unite(tx, coop.KindPartnership, int64(from), int64(into), sameParties); err != nil {
			return fmt.Errorf("join partnerships %d and %d: %w", from, into, err)
		}
		return nil
	}
	return nil
}

// Replace says that one record takes the place of another: what the older one claimed is withdrawn, its own account
// stays readable.
func (r *Registry) Replace(tx *store.Tx, old, by coop.RecordID) error {
	subjects, err := tx.ReplaceRecord(old, by)
	if err != nil {
		return err
	}
	for _, id := range subjects {
		if err := r.Project(tx, id, ""); err != nil {
			return err
		}
	}
	return nil
}
