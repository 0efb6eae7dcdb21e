package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Compared is what reconciling compares: everything of the register that may be one with something else. It is
// private: texts are as printed, and only the words of a score are shown.
type Compared struct {
	Organisations []ComparedOrg
	Partnerships  []ComparedPartnership
	Actions       []ComparedAction
	Financings    []ComparedMoney
	Gifts         []ComparedGift
}

// ComparedOrg is an organisation with the names that documents give it, and the territories it lies in, narrowest
// first, the country left out.
type ComparedOrg struct {
	Organisation coop.Organisation // Names: those of the reference data, then those of documents
	Level        string            // of the territory it is the authority of
	Places       []string          // keys
	Around       []string          // their names
	Company      []int64           // the organisations it has partnerships with
	Heirs        []ComparedHeir    // that took its place, one after another, by the successions of the register
}

// ComparedHeir is an organisation that took the place of another.
type ComparedHeir struct {
	ID        int64
	Key, Name string
}

// ComparedPartnership is a partnership with its sides.
type ComparedPartnership struct {
	ID                int64
	Holders, Partners []ComparedParty
	Years             []int   // of its agreements
	Documents         []int64 // sources that name its parties
}

// ComparedParty is a party: an organisation, or those that its open question may mean.
type ComparedParty struct {
	Org int64
	Key string
	May []int64
}

// Parties are the organisations of a partnership, and those that its open questions may mean.
func (p ComparedPartnership) Parties() []int64 {
	var out []int64
	for _, x := range append(slices.Clone(p.Holders), p.Partners...) {
		if x.Org != 0 {
			out = append(out, x.Org)
		}
		out = append(out, x.May...)
	}
	return out
}

// ComparedAction is an action with its money.
type ComparedAction struct {
	Action      coop.Action
	Partnership int64
	Money       []coop.Financing
}

// ComparedMoney is a financing of a partnership.
type ComparedMoney struct {
	Financing   coop.Financing
	Partnership int64
}

// ComparedGift is a donation of a fund statement.
type ComparedGift struct {
	Record coop.RecordID
	Path   string
	Donors []int64
	Cents  int64 // euros
	Year   int
	Fund   string
}

// Compared reads the register for reconciling.
func (c *Catalogue) Compared(ctx context.Context) (Compared, error) {
	r := comparing{c: c, survivors: map[int64]int64{}, orgs: map[int64]int{}, links: map[int64]int{}, asked: map[int64]comparedQuestion{}}
	for _, step := range []func(context.Context) error{
		r.organisations, r.mentions, r.questions, r.parties, r.agreements, r.actions, r.gifts,
	} {
		if err := step(ctx); err != nil {
			return r.out, fmt.Errorf("compare: %w", err)
		}
	}
	r.company()
	return r.out, r.heirs(ctx)
}

// heirs says of each organisation what took its place.
func (r *comparing) heirs(ctx context.Context) error {
	events, err := r.c.successions(ctx)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	descent, at := coop.NewDescent(events, coop.OfOrganisation), map[string]int{}
	for i, o := range r.out.Organisations {
		at[o.Organisation.Key] = i
	}
	for i := range r.out.Organisations {
		o := &r.out.Organisations[i]
		for _, key := range descent.Line(o.Organisation.Key) {
			if n, ok := at[key]; ok {
				heir := r.out.Organisations[n].Organisation
				o.Heirs = append(o.Heirs, ComparedHeir{int64(heir.ID), key, heir.Name})
			}
		}
	}
	return nil
}

// comparedPlace is a territory on the way up.
type comparedPlace struct {
	key, name, level string
	parent           int64
}

// comparedQuestion is a name that is not decided.
type comparedQuestion struct {
	at  stands
	may []int64
}

// comparing is a reading under way.
type comparing struct {
	c         *Catalogue
	out       Compared
	survivors map[int64]int64            // merged organisations
	orgs      map[int64]int              // position in out.Organisations
	links     map[int64]int              // position in out.Partnerships
	sources   map[int64]int64            // of records
	asked     map[int64]comparedQuestion // open ones
}

func (r *comparing) organisations(ctx context.Context) error {
	territories, err := r.c.q.Territories(ctx)
	if err != nil {
		return err
	}
	byID := map[int64]comparedPlace{}
	for _, t := range territories {
		byID[t.ID] = comparedPlace{t.Key, t.Name, t.Level, t.Parent.Int64}
	}
	rows, err := r.c.q.Organisations(ctx)
	for _, o := range rows {
		if o.MergedInto.Valid {
			r.survivors[o.ID] = o.MergedInto.Int64
			continue
		}
		x := ComparedOrg{Organisation: coop.Organisation{ID: coop.OrgID(o.ID), Key: o.Key, Name: o.Name, Kind: coop.OrgKind(o.Kind), Country: o.Country}}
		if err := json.Unmarshal([]byte(o.Names), &x.Organisation.Names); err != nil {
			return fmt.Errorf("names of organisation %d: %w", o.ID, err)
		}
		if own := byID[o.Territory.Int64]; own.key == o.Key {
			x.Level = own.level
		}
		for t, ok := byID[o.Territory.Int64]; ok && t.level != "country"; t, ok = byID[t.parent] {
			x.Places, x.Around = append(x.Places, t.key), append(x.Around, t.name)
		}
		r.orgs[o.ID] = len(r.out.Organisations)
		r.out.Organisations = append(r.out.Organisations, x)
	}
	return err
}

// now is the organisation as which one lives on.
func (r *comparing) now(id int64) int64 {
	for into, merged := r.survivors[id]; merged; into, merged = r.survivors[id] {
		id = into
	}
	return id
}

func (r *comparing) mentions(ctx context.Context) error {
	rows, err := r.c.q.Mentions(ctx, db.MentionsParams(everything))
	for _, m := range rows {
		i, ok := r.orgs[r.now(m.Organisation)]
		if !ok {
			continue
		}
		o := &r.out.Organisations[i].Organisation
		if m.Text != o.Name && !slices.Contains(o.Names, m.Text) {
			o.Names = append(o.Names, m.Text)
		}
	}
	return err
}

func (r *comparing) questions(ctx context.Context) error {
	rows, err := r.c.q.Questions(ctx)
	for _, q := range rows {
		if q.Answer.Valid {
			continue // the answer is a mention
		}
		x := comparedQuestion{at: stands{q.Record, q.Path}}
		if err := json.Unmarshal([]byte(q.Candidates), &x.may); err != nil {
			return fmt.Errorf("candidates of question %d: %w", q.ID, err)
		}
		for i, id := range x.may {
			x.may[i] = r.now(id)
		}
		r.asked[q.ID] = x
	}
	return err
}

func (r *comparing) parties(ctx context.Context) error {
	records, err := r.c.q.RecordSources(ctx)
	if err != nil {
		return err
	}
	r.sources = make(map[int64]int64, len(records))
	for _, x := range records {
		r.sources[x.ID] = x.Source
	}
	rows, err := r.c.q.Parties(ctx, db.PartiesParams(everything))
	for _, row := range rows {
		i, ok := r.links[row.Partnership]
		if !ok {
			i = len(r.out.Partnerships)
			r.links[row.Partnership] = i
			r.out.Partnerships = append(r.out.Partnerships, ComparedPartnership{ID: row.Partnership})
		}
		p := &r.out.Partnerships[i]
		if source := r.sources[row.Record]; !slices.Contains(p.Documents, source) {
			p.Documents = append(p.Documents, source)
		}
		x := ComparedParty{Org: row.Organisation.Int64}
		if x.Org != 0 {
			if at, ok := r.orgs[x.Org]; ok {
				x.Key = r.out.Organisations[at].Organisation.Key
			}
		} else {
			x.May = r.asked[row.Question.Int64].may
		}
		p.add(coop.Role(row.Role), x)
	}
	return err
}

// add keeps a holder or partner once.
func (p *ComparedPartnership) add(role coop.Role, x ComparedParty) {
	side := &p.Holders
	if role == coop.Partner {
		side = &p.Partners
	} else if role != coop.Holder {
		return
	}
	if x.Org == 0 || !slices.ContainsFunc(*side, func(have ComparedParty) bool { return have.Org == x.Org }) {
		*side = append(*side, x)
	}
}

func (r *comparing) agreements(ctx context.Context) error {
	rows, err := r.c.q.Agreements(ctx, db.AgreementsParams(everything))
	for _, a := range rows {
		i, ok := r.links[a.Partnership]
		if !ok {
			continue
		}
		p := &r.out.Partnerships[i]
		for _, d := range []string{a.Signed, a.TermFrom} {
			if y := coop.Date(d).Year(); y != 0 && !slices.Contains(p.Years, y) {
				p.Years = append(p.Years, y)
			}
		}
	}
	return err
}

// stands is where an action is stated.
type stands struct {
	record int64
	path   string
}

func (r *comparing) actions(ctx context.Context) error {
	money, err := r.c.q.Financings(ctx, db.FinancingsParams(everything))
	if err != nil {
		return err
	}
	of := map[stands][]coop.Financing{}
	for _, m := range money {
		f := coop.Financing{
			ID: coop.FinancingID(m.ID), Cents: m.Cents, Currency: m.Currency, Year: m.Year, Period: m.Period, Raw: m.Raw,
			Place: coop.Place{Record: coop.RecordID(m.Record)},
		}
		r.out.Financings = append(r.out.Financings, ComparedMoney{Financing: f, Partnership: m.Partnership})
		if m.ActionPath != "" {
			at := stands{m.Record, m.ActionPath}
			of[at] = append(of[at], f)
		}
	}
	rows, err := r.c.q.Actions(ctx, db.ActionsParams(everything))
	for _, a := range rows {
		r.out.Actions = append(r.out.Actions, ComparedAction{
			Action: coop.Action{
				ID: coop.ActionID(a.ID), Domain: a.Domain, Theme: a.Theme, Description: a.Description, Start: coop.Date(a.Starts), End: coop.Date(a.Ends),
				Territory: coop.TerritoryID(a.Territory.Int64), Place: coop.Place{Record: coop.RecordID(a.Record), Path: a.Path},
			},
			Partnership: a.Partnership, Money: of[stands{a.Record, a.Path}],
		})
	}
	return err
}

// gifts are the donations of fund statements whose donor is named or asked for.
func (r *comparing) gifts(ctx context.Context) error {
	records, err := r.c.q.FundStatements(ctx)
	if err != nil {
		return err
	}
	donors := map[stands][]int64{}
	named, err := r.c.q.Mentions(ctx, db.MentionsParams(everything))
	if err != nil {
		return err
	}
	for _, m := range named {
		donors[stands{m.Record, m.Path}] = []int64{r.now(m.Organisation)}
	}
	for _, q := range r.asked {
		donors[q.at] = q.may
	}
	for _, rec := range records {
		var fund FundBody
		if err := json.Unmarshal([]byte(rec.Body), &fund); err != nil {
			return fmt.Errorf("body of record %d: %w", rec.ID, err)
		}
		for i, d := range fund.Donations {
			path := "donations." + strconv.Itoa(i)
			r.out.Gifts = append(r.out.Gifts, ComparedGift{
				Record: coop.RecordID(rec.ID), Path: path, Donors: donors[stands{rec.ID, path}], Cents: int64(d.Eur*100 + 0.5),
				Year: coop.Date(rec.Dated).Year(), Fund: strings.TrimSpace(fund.Name),
			})
		}
	}
	return nil
}

// company says of each organisation with whom it has partnerships.
func (r *comparing) company() {
	for _, p := range r.out.Partnerships {
		for _, sides := range [][2][]ComparedParty{{p.Holders, p.Partners}, {p.Partners, p.Holders}} {
			for _, x := range sides[0] {
				i, ok := r.orgs[x.Org]
				if !ok {
					continue
				}
				for _, y := range sides[1] {
					if y.Org != 0 {
						r.out.Organisations[i].Company = append(r.out.Organisations[i].Company, y.Org)
					}
				}
			}
		}
	}
}
