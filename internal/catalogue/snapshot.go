package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Snapshot is what the rules of internal/check look at, at one moment. It is private: titles and texts are as printed,
// and only what a rule puts into its evidence is shown, masked, by Findings.
type Snapshot struct {
	On        coop.Date // the day on which the rules look; what is past or stale is so on that day, whatever the clock says
	Sources   []coop.Source
	Records   []Stated // those that nothing has taken the place of, in the order of their ids
	Held      []Held
	Signed    []Signed
	Values    []Valued  // of properties for which there are several
	Decided   []Decided // claims that are preferred or set aside
	Named     []NamedOrg
	Questions []Question // the open ones
	Redacted  []Redaction
	Proposals []Proposal // pairs that may be one, to decide
	Figures   []Figure   // of the overview, with what documents claim
}

// Stated is a record with the parts of its body that figures and rules read. One of the pointers is set for the kinds
// that have one.
type Stated struct {
	ID           coop.RecordID
	Source       coop.SourceID
	Kind         string
	Title        string
	Date         coop.Date // when it says so: its own date, else that of its document
	Line         int
	LineEnd      int
	Example      bool // facts typed by hand: what they leave out is not missing in a document
	Partnerships []coop.PartnershipID
	Places       []coop.ValuePlace
	Fiche        *FicheBody
	Atlas        *AtlasBody
	Contents     *ContentsBody
	Fund         *FundBody
	Claim        *ClaimBody
}

// FicheBody is the part of a census fiche (as-stated form) that figures and rules read.
type FicheBody struct {
	Section    string      `json:"section"`
	Updated    []coop.Date `json:"updated"`
	French     []string    `json:"french"`
	Foreign    []string    `json:"foreign"`
	Other      []string    `json:"other"`
	Formalised struct {
		Raw   string `json:"raw"`
		Years []int  `json:"years"`
	} `json:"formalised"`
	Instrument   string         `json:"instrument"`
	Budget       BudgetBody     `json:"budget"`
	Continued    AnswerBody     `json:"continued"`
	Trend        AnswerBody     `json:"trend"`
	Means        string         `json:"means"`
	Actions      []ActionBody   `json:"actions"`
	Perspectives string         `json:"perspectives"`
	StatedTotal  *float64       `json:"stated_total"` // in the currency of the actions
	Unplaced     []UnplacedBody `json:"unplaced"`
	FormVersion  string         `json:"form_version"`
}

// AnswerBody is an answer with the value read from it.
type AnswerBody struct {
	Raw   string `json:"raw"`
	Value string `json:"value"`
}

// BudgetBody is money as printed, with its amounts and the shares of those who pay, in percent.
type BudgetBody struct {
	Raw       string       `json:"raw"`
	Amounts   []AmountBody `json:"amounts"`
	Cofunders []struct {
		Name  string  `json:"name"`
		Share float64 `json:"share"`
	} `json:"cofunders"`
}

// AmountBody is a figure of money, in units of its currency; Year is 0 where none is printed beside it.
type AmountBody struct {
	Value    float64 `json:"value"`
	Currency string  `json:"currency"`
	Year     int     `json:"year"`
}

// ActionBody is an action of a fiche.
type ActionBody struct {
	Domain      string `json:"domain"`
	Description string `json:"description"`
	Period      struct {
		Raw   string    `json:"raw"`
		Start coop.Date `json:"start"`
		End   coop.Date `json:"end"`
	} `json:"period"`
	Budget BudgetBody `json:"budget"`
}

// AtlasBody is the part of a page of the atlas that rules read. Years are 0 where the page gives none.
type AtlasBody struct {
	Title       string    `json:"title"`
	FirstSigned int       `json:"first_signed"`
	StartYear   int       `json:"start_year"`
	Status      string    `json:"status"`
	EndDate     coop.Date `json:"end_date"`
	Context     string    `json:"context"`
	History     string    `json:"history"`
	Objective   string    `json:"objective"`
	Description string    `json:"description"`
	Duration    string    `json:"duration"`
	Funding     []struct {
		Funder string `json:"funder"`
		Year   int    `json:"year"`
	} `json:"funding"`
}

// UnplacedBody is a text of a fiche that belongs to no field.
type UnplacedBody struct {
	Line int    `json:"line"`
	Raw  string `json:"raw"`
}

// ContentsBody is a line of a table of contents.
type ContentsBody struct {
	Region      string `json:"region"`
	Title       string `json:"title"`
	Forthcoming bool   `json:"forthcoming"`
}

// FundBody is the statement of a fund, in euros.
type FundBody struct {
	Name        string   `json:"name"`
	StatedTotal *float64 `json:"stated_total_eur"`
	Donations   []struct {
		Donor string  `json:"donor"`
		Eur   float64 `json:"eur"`
	} `json:"donations"`
}

// ClaimBody is a figure that a document gives of itself.
type ClaimBody struct {
	Value    json.RawMessage `json:"value"` // a number, or words
	What     string          `json:"what"`
	Sentence string          `json:"sentence"`
}

// Signed is the first agreement that one record states of a partnership.
type Signed struct {
	Partnership coop.PartnershipID
	Title       string
	Year        int
	Place       coop.Place
}

// NamedOrg is an organisation with every place where a document names it.
type NamedOrg struct {
	ID       coop.OrgID
	Name     string
	Mentions []Mention
}

// Snapshot loads what the rules look at on a day.
func (c *Catalogue) Snapshot(ctx context.Context, on coop.Date) (Snapshot, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{On: on}
	if s.Records, err = c.stated(ctx, x); err != nil {
		return s, err
	}
	list := make([]*brief, len(s.Records))
	for i := range s.Records {
		list[i] = briefOf(&s.Records[i])
		list[i].place(&s.Records[i])
	}
	s.Figures = x.counts(list).whole().Figures
	for _, src := range x.sources {
		s.Sources = append(s.Sources, *src)
	}
	slices.SortFunc(s.Sources, func(a, b coop.Source) int { return int(a.ID - b.ID) })
	mentions, err := c.allMentions(ctx, x)
	if err != nil {
		return s, err
	}
	for id, o := range x.orgs {
		s.Named = append(s.Named, NamedOrg{ID: id, Name: o.Name, Mentions: x.standing(mentions[id])})
	}
	slices.SortFunc(s.Named, func(a, b NamedOrg) int { return int(a.ID - b.ID) })
	if s.Questions, err = c.Questions(ctx, false); err != nil {
		return s, err
	}
	s.Redacted = x.redactions()
	pairs, err := c.Proposals(ctx, ProposalQuery{State: coop.ProposalOpen})
	if err != nil {
		return s, err
	}
	s.Proposals = pairs.Items
	rows, err := c.q.Agreements(ctx, db.AgreementsParams(everything))
	if err != nil {
		return s, fmt.Errorf("agreements: %w", err)
	}
	s.Signed, s.Held = x.signed(rows), x.held(rows)
	if s.Values, err = c.valued(ctx, x); err != nil {
		return s, err
	}
	if s.Decided, err = c.decided(ctx); err != nil {
		return s, err
	}
	return s, c.lost(ctx, x, s.Held, on, s.Decided)
}

// standing leaves out what replaced records say.
func (x *index) standing(list []Mention) []Mention {
	var out []Mention
	for _, m := range list {
		if r := x.heads.of(m.Cite.Record); r != nil && r.replacedBy == 0 {
			out = append(out, m)
		}
	}
	return out
}

func (c *Catalogue) stated(ctx context.Context, x *index) ([]Stated, error) {
	rows, err := c.q.StandingRecords(ctx)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	var out []Stated
	for _, r := range rows {
		id := coop.RecordID(r.ID)
		head := x.heads.of(id)
		if head == nil {
			continue // written after the index: the next snapshot has it
		}
		s := Stated{
			ID: id, Source: head.source, Kind: r.Kind, Title: head.title, Date: x.cite(id, "", 0, 0).Date, Line: head.line, LineEnd: head.end,
			Example: x.sources[head.source].Example, Partnerships: x.subjects(head),
		}
		if err := json.Unmarshal([]byte(r.Places), &s.Places); err != nil {
			return nil, fmt.Errorf("places of record %d: %w", r.ID, err)
		}
		if err := s.read(r.Body); err != nil {
			return nil, fmt.Errorf("body of record %d: %w", r.ID, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func (s *Stated) read(body string) error {
	var into any
	switch s.Kind {
	case coop.KindFiche:
		s.Fiche = &FicheBody{}
		into = s.Fiche
	case coop.KindAtlas:
		s.Atlas = &AtlasBody{}
		into = s.Atlas
	case coop.KindContents:
		s.Contents = &ContentsBody{}
		into = s.Contents
	case coop.KindFund:
		s.Fund = &FundBody{}
		into = s.Fund
	case coop.KindOverview:
		s.Claim = &ClaimBody{}
		into = s.Claim
	default:
		return nil
	}
	return json.Unmarshal([]byte(body), into)
}

// At is where a value of the record stands: its own place, else that of what it is part of, else the whole record.
func (s *Stated) At(path string) coop.Place {
	for p := path; p != ""; p = p[:max(0, strings.LastIndexByte(p, '.'))] {
		for _, v := range s.Places {
			if v.Path == p {
				return coop.Place{Record: s.ID, Path: path, Line: v.Line, LineEnd: v.LineEnd}
			}
		}
	}
	return coop.Place{Record: s.ID, Path: path, Line: s.Line, LineEnd: s.LineEnd}
}

func (x *index) signed(rows []db.Agreement) []Signed {
	type key struct {
		partnership coop.PartnershipID
		record      coop.RecordID
	}
	at := map[key]int{}
	var out []Signed
	for _, r := range rows {
		k := key{coop.PartnershipID(r.Partnership), coop.RecordID(r.Record)}
		year := coop.Date(r.Signed).Year()
		if year == 0 {
			year = coop.Date(r.TermFrom).Year()
		}
		n, ok := x.rows.row(k.partnership)
		if year == 0 || !ok {
			continue
		}
		i, seen := at[k]
		if !seen {
			at[k], i = len(out), len(out)
			out = append(out, Signed{Partnership: k.partnership, Title: x.title(n), Year: year})
		}
		if !seen || year < out[i].Year {
			out[i].Year, out[i].Place = year, coop.Place{Record: k.record, Path: r.Path, Line: r.Line, LineEnd: r.LineEnd}
		}
	}
	return out
}

// Twice groups fiches that are one fiche printed more than once: the same parties, and the same stated total or, where
// none is printed, the same amounts. Groups are places in the list, the fullest copy first: that is the one that counts
// (a slip of the table may have lost a copy an amount).
func Twice(list []Stated) [][]int {
	return twice(len(list), func(i int) string {
		f := list[i].Fiche
		if f == nil || f.money() == "" {
			return "" // two fiches that say nothing of money are not the same for that
		}
		if len(list[i].Partnerships) > 0 {
			return fmt.Sprint(list[i].Partnerships) + "|" + f.money()
		}
		return f.parties() + "|" + f.money()
	}, func(i int) int { return list[i].Fiche.filled() })
}

// twice groups the places of a list that have one key, "" for none, the fullest first.
func twice(n int, key func(int) string, filled func(int) int) [][]int {
	groups := map[string][]int{}
	var order []string
	for i := range n {
		k := key(i)
		if k == "" {
			continue
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	var out [][]int
	for _, k := range order {
		if group := groups[k]; len(group) > 1 {
			slices.SortStableFunc(group, func(a, b int) int { return filled(b) - filled(a) })
			out = append(out, group)
		}
	}
	return out
}

// parties are those of the fiche as printed.
func (f *FicheBody) parties() string {
	var names []string
	for _, side := range [][]string{f.French, f.Foreign, f.Other} {
		for _, name := range side {
			names = append(names, coop.Fold(name))
		}
	}
	slices.Sort(names)
	return strings.Join(names, "|")
}

// filled is the number of amounts of the actions.
func (f *FicheBody) filled() int {
	n := 0
	for _, a := range f.Actions {
		n += len(a.Budget.Amounts)
	}
	return n
}

// money is what tells two fiches of the same parties apart.
func (f *FicheBody) money() string {
	if f.StatedTotal != nil {
		return fmt.Sprint("total ", *f.StatedTotal)
	}
	var all []string
	for _, a := range f.Budget.Amounts {
		all = append(all, fmt.Sprint("budget ", a))
	}
	for _, x := range f.Actions {
		for _, a := range x.Budget.Amounts {
			all = append(all, fmt.Sprint(a))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "|")
}
