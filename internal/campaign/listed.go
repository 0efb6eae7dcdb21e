package campaign

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/format/table"
)

// AskedColumns are the columns of a table of those whom a campaign asks. An organisation is named, or it is that of a side of a
// partnership; the others may be left out.
var AskedColumns = []string{"organisation", "partenariat", "cote", "personne", "courriel", "telephone", "langue"}

// Listed are those whom a table names, with what is wrong in it, by line; nothing is written.
func (c *Campaigns) Listed(ctx context.Context, text string) ([]coop.Invitation, []Problem, error) {
	t, err := format.Decode(strings.NewReader(text))
	var rows []table.Row
	if err == nil {
		rows, err = table.Rows(t, AskedColumns)
	}
	if p := (*format.Problem)(nil); errors.As(err, &p) {
		args := make([]any, len(p.Args))
		for i, a := range p.Args {
			args[i] = a
		}
		return nil, []Problem{{p.Line, p.Key, args}}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var out []coop.Invitation
	var problems []Problem
	for _, r := range rows {
		i, err := c.Named(ctx, r.Cells)
		if e := (*coop.Error)(nil); errors.As(err, &e) && e.Code != coop.Busy {
			problems = append(problems, Problem{r.Line, e.Key, e.Args})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		out = append(out, i)
	}
	return out, problems, nil
}

// Named is one whom somebody names, by the columns of a table. Errors: invalid; notfound for a partnership that there is not.
func (c *Campaigns) Named(ctx context.Context, cells map[string]string) (i coop.Invitation, err error) {
	i = coop.Invitation{Asked: cells["organisation"], Name: cells["personne"], Email: cells["courriel"], Phone: cells["telephone"], Lang: strings.ToLower(cells["langue"])}
	if i.Side, err = typedSide(cells["cote"]); err != nil {
		return i, err
	}
	if number := cells["partenariat"]; number != "" {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || id <= 0 {
			return i, coop.Refuse(coop.Invalid, "campaign.partnership", number)
		}
		i.Partnership = coop.PartnershipID(id)
		if err := c.placed(ctx, &i); err != nil {
			return i, err
		}
	}
	return reached(i)
}

// typedSide is a side as people write it. Error: invalid.
func typedSide(text string) (coop.Side, error) {
	switch coop.Fold(text) {
	case "":
		return "", nil
	case "french", "francais", "france":
		return coop.French, nil
	case "foreign", "partenaire", "etranger":
		return coop.Foreign, nil
	case "other", "tiers":
		return coop.Third, nil
	}
	return "", coop.Refuse(coop.Invalid, "campaign.side", text)
}

// placed finds the party of a partnership that is asked: by the name that is given, else the first of the side. Who is no party
// is asked under the name that is given.
func (c *Campaigns) placed(ctx context.Context, i *coop.Invitation) error {
	p, err := c.Reader.Partnership(ctx, i.Partnership)
	if err != nil {
		return coop.Refuse(coop.NotFound, "campaign.partnership", int64(i.Partnership))
	}
	at := slices.IndexFunc(p.Parties, func(x catalogue.Party) bool {
		if i.Asked != "" {
			return coop.Fold(x.Org.Name) == coop.Fold(i.Asked)
		}
		return x.Side == i.Side && !x.Org.Asked
	})
	if at < 0 {
		return nil
	}
	i.Org, i.Asked, i.Side = coop.OrgID(p.Parties[at].Org.ID), p.Parties[at].Org.Name, p.Parties[at].Side
	return nil
}
