package export

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

type (
	partnershipForm struct {
		head
		ID         int64         `json:"id"`
		Title      string        `json:"title"`
		Status     string        `json:"status"`
		Cause      *string       `json:"cause"`
		Since      *string       `json:"since"`
		Updated    *string       `json:"updated"`
		Themes     []string      `json:"themes"`
		Parties    []party       `json:"parties"`
		Agreements []agreement   `json:"agreements"`
		Budgets    []amount      `json:"budgets"`
		Actions    []action      `json:"actions"`
		Texts      []text        `json:"texts"`
		Statuses   []statusClaim `json:"status_claims"`
		Values     []value       `json:"values"`
		Records    []recordRef   `json:"records"`
		Findings   []finding     `json:"findings"`
		From       []point       `json:"from"`
		To         []point       `json:"to"`

		Stances   []stance       `json:"stances"`
		Proposals []proposalForm `json:"proposals"`
	}
	stance struct { // what a party says of all this, or of one value
		Organisation ref     `json:"organisation"`
		Stance       string  `json:"stance"` // confirmed, contested
		Property     *string `json:"property"`
		Said         *string `json:"register_said"`
		Why          *string `json:"why"`
		On           string  `json:"on"`
	}
	party struct {
		Organisation ref    `json:"organisation"`
		Side         string `json:"side"`
		Role         string `json:"role"`
		Text         string `json:"text"`
		Past         *past  `json:"past"`
		Source       place  `json:"source"`
	}
	agreement struct {
		ID     int64   `json:"id"`
		Kind   string  `json:"kind"`
		Label  *string `json:"label"`
		Date   *string `json:"date"`
		From   *string `json:"from"`
		To     *string `json:"to"`
		Signed []party `json:"signatories"` // whom its words name
		Then   []then  `json:"names_then"`  // what its parties were called on its date
		Source place   `json:"source"`
	}
	action struct {
		ID          int64    `json:"id"`
		Number      *string  `json:"number"`
		Domain      *string  `json:"domain"`
		Theme       *string  `json:"theme"`
		Description *string  `json:"description"`
		Period      *string  `json:"period"`
		Start       *string  `json:"start"`
		End         *string  `json:"end"`
		Territory   *ref     `json:"territory"`
		InFrance    bool     `json:"in_france"`
		Amounts     []amount `json:"amounts"`
		Source      place    `json:"source"`
	}
	text struct {
		Property string  `json:"property"`
		Text     string  `json:"text"`
		Answer   *string `json:"answer"` // none, unknown; null where it gives a value
		Source   place   `json:"source"`
	}
	value struct {
		Property string  `json:"property"`
		Text     string  `json:"text"`
		Date     *string `json:"date"`
		Asserted *string `json:"asserted_on"`
		Kept     bool    `json:"kept"`
		Why      *string `json:"why"`
		Claim    string  `json:"claim"` // its number, for kafo claim
		Amount   *amount `json:"amount"`
		Source   place   `json:"source"`
	}
	statusClaim struct {
		Continued *string `json:"continued"`
		Trend     *string `json:"trend"`
		State     *string `json:"state"`
		Cause     *string `json:"cause"`
		Words     *string `json:"words"`
		Source    place   `json:"source"`
	}
)

func newPartnership(h head, p catalogue.Partnership) partnershipForm {
	return partnershipForm{
		head: h, ID: int64(p.ID), Title: p.Title, Status: string(p.Status), Cause: opt(p.Cause), Since: opt(p.Since), Updated: opt(p.Updated),
		Themes: each(p.Themes, same[string]), Parties: each(p.Parties, newParty), Agreements: each(p.Agreements, newAgreement),
		Budgets: each(p.Budgets, newAmount), Actions: each(p.Actions, newAction), Texts: each(p.Texts, newText),
		Statuses: each(p.StatusClaims, newStatusClaim), Values: each(p.Values, newValue), Records: each(p.Records, newRecordRef), Findings: each(p.Findings, newFinding),
		From: each(p.From, newPoint), To: each(p.To, newPoint), Stances: each(p.Stances, newStance), Proposals: each(p.Proposals, newProposal),
	}
}

func newStance(s catalogue.Stance) stance {
	return stance{newRef(s.By), string(s.Kind), opt(s.Property), opt(s.Said), opt(s.Why), string(s.On)}
}

func newParty(p catalogue.Party) party {
	return party{newRef(p.Org), string(p.Side), string(p.Role), p.Text, optPast(p.Past), newPlace(p.Cite)}
}

func newAgreement(a catalogue.Agreement) agreement {
	return agreement{int64(a.ID), a.Kind, opt(a.Label), opt(a.Date), opt(a.From), opt(a.To), each(a.Signed, newParty), each(a.Then, newThen), newPlace(a.Cite)}
}

func newAction(a catalogue.Action) action {
	return action{
		int64(a.ID), opt(a.Number), opt(a.Domain), opt(a.Theme), opt(a.Description), opt(a.Period), opt(a.Start), opt(a.End), optRef(a.Where),
		a.InFrance, each(a.Money, newAmount), newPlace(a.Cite),
	}
}

func newText(t catalogue.Text) text { return text{t.Property, t.Text, opt(t.Answer), newPlace(t.Cite)} }

func newValue(v catalogue.Value) value {
	out := value{v.Property, v.Text, opt(v.Date), opt(v.Asserted), v.Kept, opt(v.Why), v.Claim, nil, newPlace(v.Cite)}
	if v.Money != nil {
		sum := newAmount(*v.Money)
		out.Amount = &sum
	}
	return out
}

func newStatusClaim(s catalogue.StatusClaim) statusClaim {
	return statusClaim{opt(s.Continued), opt(s.Trend), opt(s.State), opt(s.Cause), opt(s.Words), newPlace(s.Cite)}
}

type organisationForm struct {
	head
	ID           int64             `json:"id"`
	Name         string            `json:"name"`
	Type         string            `json:"organisation_kind"`
	Country      *string           `json:"country"`
	Territory    *ref              `json:"territory"`
	Lineage      []ref             `json:"lineage"`
	Codes        map[string]string `json:"codes"`
	Names        []string          `json:"names"`
	Site         *string           `json:"site"`
	Values       []claimedValue    `json:"values"`
	Point        *point            `json:"point"`
	Partnerships []item            `json:"partnerships"`
	Today        stood             `json:"today"`
	History      []change          `json:"history"`
	Mentions     []mention         `json:"mentions"`
	Proposals    []proposalForm    `json:"proposals"`
	Offices      []office          `json:"offices"`
}

// claimedValue is what a source gives of an organisation: a site, another name.
type claimedValue struct {
	Property string  `json:"property"`
	Text     string  `json:"text"`
	By       *string `json:"declared_by"`
	Asserted *string `json:"asserted_on"`
	Kept     bool    `json:"kept"`
	Why      *string `json:"why"`
	Claim    string  `json:"claim"` // its number, for kafo claim
	Source   place   `json:"source"`
}

func newClaimedValue(v catalogue.Value) claimedValue {
	return claimedValue{v.Property, v.Text, opt(v.By), opt(v.Asserted), v.Kept, opt(v.Why), v.Claim, newPlace(v.Cite)}
}

// siteOf is the site that holds, "" where nobody gives one.
func siteOf(o catalogue.Organisation) string {
	for _, v := range o.Values {
		if v.Property == coop.OwnSite && v.Kept {
			return v.Text
		}
	}
	return ""
}

type office struct {
	Email    string  `json:"email"`
	Function *string `json:"function"`
	Name     *string `json:"name"`
	Phone    *string `json:"phone"`
	Source   place   `json:"source"`
}

func newOffice(o catalogue.Office) office {
	return office{o.Email, opt(o.Function), opt(o.Name), opt(o.Phone), newPlace(o.Cite)}
}

func newOrganisation(h head, o catalogue.Organisation) organisationForm {
	return organisationForm{
		h, int64(o.ID), o.Name, string(o.Kind), opt(o.Country), optRef(o.Territory), each(o.Lineage, newRef), ours(o.Codes),
		each(o.Names, same[string]), opt(siteOf(o)), each(o.Values, newClaimedValue), optPoint(o.Point), each(o.Partnerships, newItem), newStood(o.Today), each(o.History, newChange), each(o.Mentions, newMention),
		each(o.Proposals, newProposal), each(o.Offices, newOffice),
	}
}

type territoryForm struct {
	head
	ID            int64             `json:"id"`
	Key           string            `json:"key"`
	Name          string            `json:"name"`
	Level         string            `json:"level"`
	Country       string            `json:"country"`
	Parents       []ref             `json:"parents"`
	Former        []ref             `json:"former_parents"`
	Codes         map[string]string `json:"codes"`
	Names         []string          `json:"names"`
	From          *string           `json:"valid_from"`
	To            *string           `json:"valid_to"`
	Point         *point            `json:"point"`
	Origin        string            `json:"origin"`
	Children      []territoryCount  `json:"children"`
	Organisations []ref             `json:"organisations"`
	Partnerships  []item            `json:"partnerships"`
	Neighbours    []item            `json:"neighbours"`
	History       []change          `json:"history"`
	Mentions      []mention         `json:"mentions"`
}

func newTerritory(h head, t catalogue.Territory) territoryForm {
	return territoryForm{
		h, int64(t.ID), t.Key, t.Name, t.Level, t.Country, each(t.Parents, newRef), each(t.Former, newRef), ours(t.Codes), each(t.Names, same[string]),
		opt(t.From), opt(t.To), optPoint(t.Point), t.Source, each(t.Children, newTerritoryCount), each(t.Organisations, newRef),
		each(t.Partnerships, newItem), each(t.Neighbours, newItem), each(t.History, newChange), each(t.Mentions, newMention),
	}
}

type sourcePage struct {
	head
	Document sourceForm `json:"document"`

	Withdrawn *withdrawal `json:"withdrawn"`

	Records  []recordRef `json:"records"`
	Passages []passage   `json:"passages"`
}

type passage struct {
	Record int64     `json:"record"`
	Line   int       `json:"line"`
	Lines  []string  `json:"lines"`
	Read   []reading `json:"readings"`
}

type reading struct {
	Path  string `json:"path"`
	Value string `json:"value"`
	Line  int    `json:"line"`
	Feeds ref    `json:"feeds"`
}

// withdrawal says when and why nothing of a document stands any more, and the role of who decided so.
type withdrawal struct {
	On     *string `json:"on"`
	Why    string  `json:"why"`
	Author string  `json:"author"`
}

func newWithdrawal(d *catalogue.Decision) *withdrawal {
	if d == nil {
		return nil
	}
	return &withdrawal{opt(d.On), d.Why, string(d.Author)}
}

func newSourcePage(h head, s catalogue.Source) sourcePage {
	return sourcePage{h, newSource(s), newWithdrawal(s.Withdrawn), each(s.Records, newRecordRef), each(s.Passages, func(p catalogue.Passage) passage {
		return passage{int64(p.Record), p.Line, each(p.Lines, same[string]), each(p.Read, func(r catalogue.Reading) reading {
			return reading{r.Path, r.Value, r.Line, newRef(r.To)}
		})}
	})}
}

type figure struct {
	Key       string    `json:"key"`
	Count     int       `json:"count"`
	Of        int       `json:"of"`
	Estimated bool      `json:"estimated_by_words"`
	Records   []int64   `json:"records"`
	Hits      []hit     `json:"hits"`
	Claimed   []claimed `json:"claimed"`
}

type hit struct {
	Record int64  `json:"record"`
	Word   string `json:"word"`
	Text   string `json:"text"`
	Source place  `json:"source"`
}

type claimed struct {
	Value  string `json:"value"`
	Text   string `json:"text"`
	Source place  `json:"source"`
}

func newFigure(f catalogue.Figure) figure {
	return figure{
		f.Key, f.Count, f.Of, f.Words, each(f.List, func(r catalogue.RecordRef) int64 { return int64(r.ID) }),
		each(f.Hits, func(x catalogue.Hit) hit { return hit{int64(x.Record), x.Word, x.Text, newPlace(x.Cite)} }),
		each(f.Claimed, func(c catalogue.Claimed) claimed { return claimed{c.Value, c.Sentence, newPlace(c.Cite)} }),
	}
}

type overviewForm struct {
	head
	Totals   totals      `json:"totals"`
	Figures  []figure    `json:"figures"`
	ByRegion []bar       `json:"by_region"`
	ByTheme  []bar       `json:"by_theme"`
	ByStatus []bar       `json:"by_status"`
	ByYear   []bar       `json:"by_year"`
	Money    figuresForm `json:"money"`
	Fiches   int         `json:"fiches"`
	Twice    []recordRef `json:"printed_twice"`
}

type totals struct {
	Partnerships  int `json:"partnerships"`
	Organisations int `json:"organisations"`
	Territories   int `json:"territories"`
	Countries     int `json:"countries"`
	Actions       int `json:"actions"`
	Fiches        int `json:"fiches"`
	Records       int `json:"records"`
	Sources       int `json:"sources"`
	Findings      int `json:"findings"`
	Questions     int `json:"questions"`
}

func newOverview(h head, o catalogue.Overview) overviewForm {
	t := o.Totals
	return overviewForm{
		h, totals{t.Partnerships, t.Organisations, t.Territories, t.Countries, t.Actions, t.Fiches, t.Records, t.Sources, t.Findings, t.Questions},
		each(o.Figures, newFigure), each(o.ByRegion, newBar), each(o.ByTheme, newBar), each(o.ByStatus, newBar), each(o.ByYear, newBar),
		newFigures(o.Money), o.Fiches, each(o.Twice, newRecordRef),
	}
}
