package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Operation is what one write decided: a decision, or several that were taken together, an accepted contribution, an
// import. Who took it is said by role.
type Operation struct {
	ID     coop.OperationID
	On     coop.Date
	Author coop.Author
	Why    string
	Parts  []OperationPart
	Count  int           // of its parts, where they are not given
	Alike  OperationPart // what each of them did, where all did the same; then too
}

// OperationPart is one thing that an operation did.
type OperationPart struct {
	Kind  coop.PartKind
	What  string // kind of decision, state of a finding; "" for others
	Of    []Ref  // what it is about
	Why   string
	Holds bool // it has not been taken back
}

// Holds says whether something of the operation may still be taken back.
func (o Operation) Holds() bool {
	for _, p := range o.Parts {
		if p.Holds && p.Kind != coop.PartUndone {
			return true
		}
	}
	return false
}

// Operation is an operation with what it did, in its order. Error: notfound.
func (c *Catalogue) Operation(ctx context.Context, id coop.OperationID) (Operation, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Operation{}, err
	}
	head, err := c.q.OperationHead(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return Operation{}, coop.Refuse(coop.NotFound, "operation.notfound", id)
	}
	if err != nil {
		return Operation{}, fmt.Errorf("operation %d: %w", id, err)
	}
	out := Operation{ID: id, On: day(head.At), Author: coop.Author(head.Author)}
	rows, err := c.q.OperationPartsOf(ctx, int64(id))
	if err != nil {
		return out, fmt.Errorf("operation %d: %w", id, err)
	}
	for _, r := range rows {
		p, err := c.part(ctx, x, coop.PartKind(r.Kind), r.Object)
		if err != nil {
			return out, fmt.Errorf("operation %d: %w", id, err)
		}
		if out.Why == "" {
			out.Why = p.Why
		}
		out.Parts = append(out.Parts, p)
	}
	out.Count = len(out.Parts)
	return out, nil
}

// Operations are a page of them, the latest first, without their parts; and how many there are.
func (c *Catalogue) Operations(ctx context.Context, page int) ([]Operation, int, error) {
	total, err := c.q.OperationCount(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("operations: %w", err)
	}
	rows, err := c.q.Operations(ctx, db.OperationsParams{Limit: listSize, Offset: listSize * (max(page, 1) - 1)})
	if err != nil {
		return nil, 0, fmt.Errorf("operations: %w", err)
	}
	out := make([]Operation, len(rows))
	for i, r := range rows {
		out[i] = Operation{ID: coop.OperationID(r.ID), On: day(r.At), Author: coop.Author(r.Author), Count: int(r.Parts)}
		if r.Least == r.Most {
			kind, what, _ := strings.Cut(r.Least, " ")
			out[i].Alike = OperationPart{Kind: coop.PartKind(kind), What: what}
		}
	}
	return out, int(total), nil
}

func (c *Catalogue) part(ctx context.Context, x *index, kind coop.PartKind, object int64) (OperationPart, error) {
	p := OperationPart{Kind: kind}
	switch kind {
	case coop.PartDecision, coop.PartUndone:
		d, err := c.q.DecisionOne(ctx, object)
		if err != nil {
			return p, err
		}
		p.What, p.Why, p.Holds = d.Kind, x.kept.names.mask(d.Why), d.UndoneAt == 0
		p.Of, err = c.decidedRefs(ctx, x, db.Decision{SubjectKind: d.SubjectKind, Subject: d.Subject, Object: d.Object})
		if kind == coop.PartUndone {
			p.Why = x.kept.names.mask(d.UndoneWhy)
		}
		return p, err
	case coop.PartFinding:
		s, err := c.q.FindingStep(ctx, object)
		p.What, p.Of, p.Why = s.What, []Ref{{ID: s.Finding, Kind: "finding", Name: fmt.Sprint(s.Finding)}}, x.kept.names.mask(s.Why)
		if err == nil {
			var f Finding
			if f, err = c.Finding(ctx, coop.FindingID(s.Finding)); err == nil {
				last := f.History[len(f.History)-1]
				p.Holds = last.What == s.What && last.Owner == s.Owner
			}
		}
		return p, err
	case coop.PartContribution:
		r, err := c.q.AcceptedContribution(ctx, object)
		if p.Holds = coop.ContributionState(r.State) == coop.ContributionAccepted; r.Record != 0 {
			p.Of = []Ref{{ID: r.Record, Kind: "record", Name: x.recordRef(coop.RecordID(r.Record)).Title}}
		}
		return p, err
	case coop.PartSource:
		n, err := c.q.SourceStanding(ctx, object)
		p.Holds, p.Of = n > 0, []Ref{x.sourceRef(coop.SourceID(object))}
		return p, err
	}
	return p, nil
}

// sourceRef names a document.
func (x *index) sourceRef(id coop.SourceID) Ref {
	r := Ref{ID: int64(id), Kind: "source", Name: fmt.Sprint(id)}
	if s := x.sources[id]; s != nil {
		r.Name = cmp.Or(s.Title, s.Document)
	}
	return r
}

// decidedRefs are what a decision is about.
func (c *Catalogue) decidedRefs(ctx context.Context, x *index, d db.Decision) ([]Ref, error) {
	switch d.SubjectKind {
	case coop.KindPartnership:
		return c.partnershipRefs(ctx, x, d.Subject, d.Object)
	case coop.KindOrganisation:
		return []Ref{x.orgRef(coop.OrgID(d.Subject)), x.orgRef(coop.OrgID(d.Object))}, nil
	case coop.KindQuestion:
		return []Ref{x.orgRef(coop.OrgID(d.Object))}, nil
	case coop.KindSource:
		return []Ref{x.sourceRef(coop.SourceID(d.Subject))}, nil
	}
	return nil, nil
}

// operationsBehind are the operations that made the entries of a history, where one is noted: a decision and its undoing are
// named by their entries, an import by the document in which something is said.
func (c *Catalogue) operationsBehind(ctx context.Context, h *History) error {
	for i := range h.Entries {
		e := &h.Entries[i]
		if kind := map[byte]coop.PartKind{'d': coop.PartDecision, 'u': coop.PartUndone}[e.Name[0]]; kind != "" {
			e.part.Kind = kind
			e.part.Object, _ = strconv.ParseInt(e.Name[1:], 10, 64)
		}
		if said := e.What == "said" || e.What == "replaced" || e.What == "named" || e.What == "asked"; said && len(e.Cites) > 0 {
			e.part = coop.OperationPart{Kind: coop.PartSource, Object: int64(e.Cites[0].Source)}
		}
		if e.part.Object == 0 {
			continue
		}
		id, err := c.q.OperationOf(ctx, db.OperationOfParams{Kind: string(e.part.Kind), Object: e.part.Object})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("operation of %s: %w", e.Name, err)
		}
		e.Operation = coop.OperationID(id)
	}
	return nil
}
