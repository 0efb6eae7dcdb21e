package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Organisations lists the organisations of the register by name, those that a text finds.
func (c *Catalogue) Organisations(ctx context.Context, text string, page int) ([]OrgCount, int, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	var all []OrgCount
	for id, o := range x.orgs {
		if !matches(text, o.Name, strings.Join(o.Names, " ")) || x.mentions[id] == 0 && !x.isParty(id) {
			continue
		}
		all = append(all, x.orgCount(id))
	}
	slices.SortFunc(all, func(a, b OrgCount) int {
		return cmp.Or(cmp.Compare(coop.Fold(a.Ref.Name), coop.Fold(b.Ref.Name)), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return paged(all, page), len(all), nil
}

func (x *index) orgCount(id coop.OrgID) OrgCount {
	o := x.orgs[id]
	return OrgCount{
		Ref: x.orgRef(id), Kind: o.Kind, Territory: x.territoryRef(o.Territory),
		Partnerships: x.partyOf(id), Mentions: x.mentions[id], Point: x.point(o.Territory),
		Site: x.site(id), Names: o.Names,
	}
}

// matches says whether every word of a search begins a word of the texts.
func matches(search string, texts ...string) bool {
	have := words(strings.Join(texts, " "))
	for _, w := range words(search) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

// listSize is the number of rows of a page of organisations, territories or records.
const listSize = 100

// paged is one page of a list; page 0 is the whole list.
func paged[T any](all []T, page int) []T {
	if page == 0 {
		return all
	}
	from := min((page-1)*listSize, len(all))
	return all[from:min(from+listSize, len(all))]
}

// Organisation is an organisation with every place that names it. Of its partnerships it reads a page, from 1; page 0 reads
// all. Error: notfound.
func (c *Catalogue) Organisation(ctx context.Context, id coop.OrgID, page, size int) (Organisation, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Organisation{}, err
	}
	o := x.orgs[id]
	if into := x.survivor(id); into != id {
		return Organisation{}, &MovedError{To: int64(into)}
	}
	if o == nil {
		return Organisation{}, coop.Refuse(coop.NotFound, "organisation.notfound", id)
	}
	out := Organisation{
		ID: id, Name: o.Name, Kind: o.Kind, Country: o.Country, Territory: x.territoryRef(o.Territory), Names: o.Names, Point: x.point(o.Territory),
	}
	out.Codes, out.Values = x.codes(o), x.profile(id)
	out.History, out.Today = x.history(coop.OfOrganisation, o.Key), x.stood(o, x.of)
	for _, t := range x.lineage(o.Territory) {
		out.Lineage = append(out.Lineage, *x.territoryRef(t.ID))
	}
	if out.Mentions, err = c.mentionsOf(ctx, x, id); err != nil {
		return out, err
	}
	mine := x.orgRows[id].in(x.rows.stand)
	out.Total = int(mine.GetCardinality())
	if out.Partnerships, err = c.items(ctx, x, x.pageOf(mine, page, size)); err != nil {
		return out, err
	}
	if out.RoleOf, err = c.rolesOf(ctx, id); err != nil {
		return out, err
	}
	if out.Proposals, err = c.proposalsOf(ctx, x, coop.PairOrganisation, int64(id)); err != nil {
		return out, err
	}
	out.Offices, err = c.offices(ctx, x, o)
	return out, err
}

// foremost is the order of roles: what an organisation is called in a partnership in which it has several.
var foremost = []coop.Role{coop.Holder, coop.Partner, coop.Operates, coop.Delegated, coop.Funder, coop.NetworkOf, coop.Associate, coop.Signatory}

// rolesOf is what an organisation does in each of its partnerships, the foremost of its roles.
func (c *Catalogue) rolesOf(ctx context.Context, id coop.OrgID) (map[coop.PartnershipID]coop.Role, error) {
	rows, err := c.q.RolesOf(ctx, sql.NullInt64{Int64: int64(id), Valid: true})
	out := make(map[coop.PartnershipID]coop.Role, len(rows))
	for _, r := range rows {
		of, role := coop.PartnershipID(r.Partnership), coop.Role(r.Role)
		if out[of] == "" || slices.Index(foremost, role) < slices.Index(foremost, out[of]) {
			out[of] = role
		}
	}
	return out, err
}

// codes are the identifiers of an organisation: those of its territory, and its own.
func (x *index) codes(o *coop.Organisation) map[string]string {
	t := x.territories[o.Territory]
	switch {
	case o.Key == "":
		return nil // unnamed
	case t == nil:
		return o.Codes
	case len(o.Codes) == 0:
		return t.Codes
	}
	all := maps.Clone(o.Codes)
	maps.Copy(all, t.Codes)
	maps.Copy(all, o.Codes)
	return all
}
