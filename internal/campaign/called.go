package campaign

import (
	"context"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// called are the parties of a side, each by words that mean it again when a reply repeats them: a name alone may be that of
// another, or mean nobody surely.
func (c *Campaigns) called(ctx context.Context, p catalogue.Partnership, side coop.Side) ([]string, error) {
	_, region, err := c.Reader.Whereabouts(ctx, p)
	if err != nil {
		return nil, err
	}
	as := map[coop.Side]coop.Name{coop.French: {Side: side, Country: "FR"}, coop.Foreign: {Side: side, Region: region}, coop.Third: {Side: side}}[side]
	parties := partiesOn(p, side)
	var names []string
	for _, one := range parties {
		names = append(names, one[0].Org.Name)
	}
	out := slices.Clone(names)
	for i, one := range parties {
		as.Beside = slices.Delete(slices.Clone(names), i, i+1)
		if out[i], err = c.surely(ctx, one, as); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// partiesOn are those of a side, all that was said of one together.
func partiesOn(p catalogue.Partnership, side coop.Side) (out [][]catalogue.Party) {
	for _, x := range p.Parties {
		if x.Side != side {
			continue
		}
		same := func(of []catalogue.Party) bool { return of[0].Org.Name == x.Org.Name }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i] = append(out[i], x)
		} else {
			out = append(out, []catalogue.Party{x})
		}
	}
	return out
}

// surely gives the name of an organisation, else the first words of documents by which it is surely meant; where there are none,
// its name, and who is meant is asked.
func (c *Campaigns) surely(ctx context.Context, said []catalogue.Party, as coop.Name) (string, error) {
	org := said[0].Org
	words := []string{org.Name}
	for _, x := range said {
		words = append(words, x.Text)
	}
	for _, as.Text = range words {
		id, err := c.Reader.OrganisationKeyed(ctx, c.Registry.Means(as))
		if err != nil || !org.Asked && int64(id) == org.ID {
			return as.Text, err
		}
	}
	return org.Name, nil
}
