package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Gone is a holder or a partner that is no more, with nobody in its place, or that a source says to be dissolved.
type Gone struct {
	Name  string    // "" where the source does not say which
	Ended coop.Date // by the successions of the register
	Said  string    // in the words of the source, where it is that which says so
	Place coop.Place
}

// lost adds to partnerships whose parties are no more on a day; what was set aside by decision says nothing.
func (c *Catalogue) lost(ctx context.Context, x *index, held []Held, on coop.Date, decided []Decided) error {
	at := make(map[coop.PartnershipID]int, len(held))
	for i := range held {
		at[held[i].ID] = i
		if err := c.endedParties(ctx, x, &held[i], on); err != nil {
			return err
		}
	}
	rows, err := c.q.Dissolved(ctx)
	if err != nil {
		return fmt.Errorf("dissolved partners: %w", err)
	}
	for _, r := range rows {
		i, ok := at[x.standsFor(coop.PartnershipID(r.Subject))]
		if !ok {
			continue
		}
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return fmt.Errorf("claims of record %d: %w", r.Record, err)
		}
		for _, claim := range claims {
			if s := claim.Status; s != nil && s.Dissolved() && !setAside(decided, s.Place) {
				held[i].Gone = append(held[i].Gone, Gone{Said: spaced(s.State, string(s.Cause)), Place: s.Place})
			}
		}
	}
	return nil
}

func setAside(decided []Decided, at coop.Place) (out bool) {
	for _, d := range decided {
		if d.Claim == "status" && d.Place == at {
			out = d.Rank == coop.Deprecated
		}
	}
	return out
}

// endedParties adds the holders and partners of a partnership that have ended by a day without an heir.
func (c *Catalogue) endedParties(ctx context.Context, x *index, h *Held, on coop.Date) error {
	row, _ := x.rows.row(h.ID)
	item := x.item(row)
	for _, ref := range slices.Concat(item.Holders, item.Partners) {
		o := x.orgs[coop.OrgID(ref.ID)]
		if ref.Asked || o == nil {
			continue
		}
		s := x.stood(o, on)
		if s.Ended == "" || len(s.Heirs) > 0 {
			continue
		}
		parties, err := c.q.PartnershipParties(ctx, int64(h.ID))
		if err != nil {
			return fmt.Errorf("parties of partnership %d: %w", h.ID, err)
		}
		for _, p := range parties {
			if x.survivor(coop.OrgID(p.Organisation.Int64)) == o.ID {
				place := coop.Place{Record: coop.RecordID(p.Record), Path: p.Path, Line: p.Line, LineEnd: p.LineEnd}
				h.Gone = append(h.Gone, Gone{Name: strings.TrimSpace(o.Name), Ended: s.Ended, Place: place})
				break
			}
		}
	}
	return nil
}
