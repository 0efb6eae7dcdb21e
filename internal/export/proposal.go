package export

import (
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// proposalForm is a pair that may be one.
type proposalForm struct {
	ID        int64       `json:"id"`
	Kind      string      `json:"pair_kind"`
	State     string      `json:"state"`
	Score     int         `json:"score"`
	Parts     []coop.Part `json:"parts"`
	Since     string      `json:"proposed_at"` // RFC 3339, UTC
	A         sideForm    `json:"a"`
	B         sideForm    `json:"b"`
	Decisions []decision  `json:"decisions"`
}

type sideForm struct {
	ID       int64       `json:"id"`
	Name     string      `json:"name"`
	Shown    ref         `json:"shown_on"`
	Holders  []ref       `json:"holders"`
	Partners []ref       `json:"partners"`
	Amounts  []amount    `json:"amounts"`
	Records  []recordRef `json:"records"`
	Passages []mention   `json:"passages"`
}

func newProposal(p catalogue.Proposal) proposalForm {
	return proposalForm{
		int64(p.ID), string(p.Kind), string(p.State), p.Score, each(p.Parts, func(x coop.Part) coop.Part { return x }), instant(p.RecordedAt), newSide(p.A), newSide(p.B),
		each(p.Decisions, newDecision),
	}
}

func newSide(s catalogue.Side) sideForm {
	return sideForm{s.ID, s.Name, newRef(s.Ref), each(s.Holders, newRef), each(s.Partners, newRef), each(s.Amounts, newAmount), each(s.Records, newRecordRef), each(s.Said, newMention)}
}

func instant(at int64) string { return time.UnixMilli(at).UTC().Format(time.RFC3339) }

func proposals(list []catalogue.Proposal) Sheet {
	return Sheet{Name: "propositions", Says: "une paire de choses qui n'en sont peut-être qu'une par ligne", Columns: []Column{
		{"id", "integer", "identifiant de la proposition", nil},
		{"nature", "string", "ce que sont les deux choses", each(coop.PairKinds, func(k coop.PairKind) string { return string(k) })},
		{"etat", "string", "état", each(coop.ProposalStates, func(s coop.ProposalState) string { return string(s) })},
		{"points", "integer", "somme des raisons, au plus 100", nil},
		{"raisons", "string", "raisons : clé=points, séparées par |", nil},
		{"a", "integer", "identifiant de l'une", nil},
		{"a_nom", "string", "nom ou mots de l'une", nil},
		{"b", "integer", "identifiant de l'autre (d'un don : son relevé)", nil},
		{"b_nom", "string", "nom ou mots de l'autre", nil},
		{"proposee", "date", "jour où elle a été proposée", nil},
		{"decidee", "date", "jour de la décision qui tient", nil},
		{"motif", "string", "motif de la décision qui tient", nil},
		{"auteur", "string", "qui en a décidé", nil},
	}, Rows: rows(list, proposalCells)}
}

func proposalCells(p catalogue.Proposal) []any {
	var why []string
	for _, x := range p.Parts {
		why = append(why, x.Key+"="+strconv.Itoa(x.Points))
	}
	day, motive, author := coop.Date(""), "", ""
	for _, d := range p.Decisions {
		if d.Holds() {
			day, motive, author = d.On, d.Why, string(d.Author)
			break
		}
	}
	return []any{
		int64(p.ID), string(p.Kind), string(p.State), p.Score, strings.Join(why, "|"), p.A.ID, p.A.Name, p.B.ID, p.B.Name,
		coop.Date(instant(p.RecordedAt)[:len(time.DateOnly)]), day, motive, author,
	}
}
