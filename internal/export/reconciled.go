package export

import (
	"context"
	"io"
	"iter"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Reconciled writes what the register says of its objects, one JSON object a line: what is organisations, territories,
// partnerships, findings, money, proposals or questions. It is public. Error: invalid for anything else.
func Reconciled(ctx context.Context, c *catalogue.Catalogue, what string, w io.Writer) error {
	switch what {
	case "organisations":
		list, err := c.ExportOrganisations(ctx)
		return lines(w, list, err, exportOrganisation)
	case "territories":
		list, err := c.ExportTerritories(ctx)
		return lines(w, list, err, exportTerritory)
	case "partnerships":
		f, err := c.Facts(ctx)
		return lines(w, exportPartnerships(f), err, same[exported])
	case "findings":
		list, err := c.Findings(ctx, catalogue.FindingQuery{})
		return lines(w, catalogue.Listed(list), err, exportFinding)
	case "money":
		list, err := c.EachMoneyGroup(ctx, catalogue.MoneyQuery{})
		return lines(w, list, err, exportMoney)
	case "proposals":
		list, err := c.Proposals(ctx, catalogue.ProposalQuery{})
		return lines(w, catalogue.Listed(list.Items), err, newProposal)
	case "questions":
		list, err := c.Questions(ctx, false)
		return lines(w, catalogue.Listed(list), err, exportQuestion)
	}
	return coop.Refuse(coop.Invalid, "export.unknown", what)
}

func lines[T, F any](w io.Writer, list iter.Seq2[T, error], err error, form func(T) F) error {
	if err != nil {
		return err
	}
	for x, err := range list {
		if err != nil {
			return err
		}
		if err := writeObject(w, form(x)); err != nil {
			return err
		}
	}
	return nil
}

type standing struct {
	Document string `json:"document"`
	Line     int    `json:"line"`
}

func newStanding(c catalogue.Cite) standing { return standing{c.Document, c.Line} }

type exportedOrganisation struct {
	ID        int64              `json:"id"`
	Name      string             `json:"name"`
	Kind      string             `json:"kind"`
	Country   *string            `json:"country"`
	Territory *exportedTerritory `json:"territory"`
	Mentions  []mention          `json:"mentions"`
}

type exportedTerritory struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Codes map[string]string `json:"codes"`
}

func exportOrganisation(o catalogue.Organisation) exportedOrganisation {
	out := exportedOrganisation{ID: int64(o.ID), Name: o.Name, Kind: string(o.Kind), Country: opt(o.Country), Mentions: each(o.Mentions, newMention)}
	if t := o.Territory; t != nil {
		out.Territory = &exportedTerritory{t.ID, t.Name, ours(o.Codes)}
	}
	return out
}

type territoryLine struct {
	ID        int64             `json:"id"`
	Name      string            `json:"name"`
	Level     string            `json:"level"`
	Country   string            `json:"country"`
	Parents   []int64           `json:"parents"`
	Codes     map[string]string `json:"codes"`
	Lat       *float64          `json:"lat"`
	Lon       *float64          `json:"lon"`
	Precision *string           `json:"precision"`
	From      *string           `json:"valid_from"`
	To        *string           `json:"valid_to"`
	Mentions  []mention         `json:"mentions"`
}

func exportTerritory(t catalogue.Territory) territoryLine {
	out := territoryLine{
		ID: int64(t.ID), Name: t.Name, Level: t.Level, Country: t.Country, Parents: slices.Concat(each(t.Parents, refID), each(t.Former, refID)), Codes: ours(t.Codes),
		From: opt(t.From), To: opt(t.To), Mentions: each(t.Mentions, newMention), Precision: precision(t.Point),
	}
	if p := t.Point; p != nil {
		out.Lat, out.Lon = &p.Lat, &p.Lon
	}
	return out
}

func refID(r catalogue.Ref) int64 { return r.ID }

// exported is a partnership. A side that is in question has no organisation yet: its questions are listed apart.
type exported struct {
	ID         int64               `json:"id"`
	Holders    []int64             `json:"holders"`
	Partners   []int64             `json:"partners"`
	Others     []int64             `json:"others"`
	Questions  []int64             `json:"questions"`
	Status     string              `json:"status"`
	Records    []standing          `json:"records"`
	Agreements []exportedAgreement `json:"agreements"`
	Actions    []exportedAction    `json:"actions"`
}

type exportedAgreement struct {
	Kind string  `json:"kind"`
	Date *string `json:"date"`
	From *string `json:"from"`
	To   *string `json:"to"`
}

type exportedAction struct {
	ID      int64      `json:"id"`
	Title   string     `json:"title"`
	Records []standing `json:"records"`
}

// exportPartnerships reads agreements and actions beside the partnerships: all of them come in the order of the ids.
func exportPartnerships(f catalogue.Facts) iter.Seq2[exported, error] {
	return func(yield func(exported, error) bool) {
		signed := follow(f.Agreements, func(a catalogue.AgreementFact) coop.PartnershipID { return a.Partnership })
		defer signed.stop()
		done := follow(f.Actions, func(a catalogue.ActionFact) coop.PartnershipID { return a.Partnership })
		defer done.stop()
		for p, err := range f.Partnerships {
			var x exported
			if err == nil {
				x, err = exportPartnership(p, f.Spoken(p.ID), signed, done)
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}

func exportPartnership(p catalogue.Item, said []catalogue.Cite, signed *follower[catalogue.AgreementFact], done *follower[catalogue.ActionFact]) (exported, error) {
	out := exported{
		ID: int64(p.ID), Holders: decided(p.Holders), Partners: decided(p.Partners), Others: decided(p.Others), Questions: []int64{},
		Status: string(p.Status), Records: each(said, newStanding),
	}
	for _, side := range [][]catalogue.Ref{p.Holders, p.Partners, p.Others} {
		out.Questions = append(out.Questions, asked(side)...)
	}
	agreements, err := signed.of(p.ID)
	if err != nil {
		return out, err
	}
	actions, err := done.of(p.ID)
	out.Agreements = each(agreements, func(a catalogue.AgreementFact) exportedAgreement {
		return exportedAgreement{a.Kind, opt(a.Date), opt(a.From), opt(a.To)}
	})
	out.Actions = each(actions, func(a catalogue.ActionFact) exportedAction {
		return exportedAction{int64(a.ID), title(a.Action), []standing{newStanding(a.Cite)}}
	})
	return out, err
}

// follower gives the things of each partnership out of a sequence in the order of partnerships.
type follower[T any] struct {
	next func() (T, error, bool)
	stop func()
	id   func(T) coop.PartnershipID
	held []T // read already: of a later partnership
}

func follow[T any](seq iter.Seq2[T, error], id func(T) coop.PartnershipID) *follower[T] {
	next, stop := iter.Pull2(seq)
	return &follower[T]{next: next, stop: stop, id: id}
}

func (f *follower[T]) of(id coop.PartnershipID) (out []T, err error) {
	for {
		for _, x := range f.held {
			if f.id(x) > id {
				return out, nil
			}
			if f.id(x) == id {
				out = append(out, x)
			}
		}
		x, err, ok := f.next()
		if f.held = []T{x}; !ok || err != nil {
			f.held = nil
			return out, err
		}
	}
}

// title of an action: what it says it does, else its domain.
func title(a catalogue.Action) string {
	if a.Description != "" {
		return a.Description
	}
	return a.Domain
}

func decided(refs []catalogue.Ref) []int64 {
	out := []int64{}
	for _, r := range refs {
		if !r.Asked {
			out = append(out, r.ID)
		}
	}
	return out
}

func asked(refs []catalogue.Ref) []int64 {
	var out []int64
	for _, r := range refs {
		if r.Asked {
			out = append(out, r.ID)
		}
	}
	return out
}

type exportedFinding struct {
	ID       int64             `json:"id"`
	Rule     string            `json:"rule"`
	Severity string            `json:"severity"`
	State    string            `json:"state"`
	Places   []standing        `json:"places"`
	Evidence map[string]string `json:"evidence"`
}

func exportFinding(f catalogue.Finding) exportedFinding {
	return exportedFinding{int64(f.ID), f.Rule, f.Severity, f.State, each(f.Cites, newStanding), ours(f.Evidence)}
}

type exportedQuestion struct {
	ID         int64   `json:"id"`
	Text       string  `json:"text"`
	Document   string  `json:"document"`
	Line       int     `json:"line"`
	Candidates []int64 `json:"candidates"`
}

func exportQuestion(q catalogue.Question) exportedQuestion {
	return exportedQuestion{int64(q.ID), q.Text, q.Cite.Document, q.Cite.Line, each(q.Candidates, func(c catalogue.QuestionCandidate) int64 { return c.Ref.ID })}
}
