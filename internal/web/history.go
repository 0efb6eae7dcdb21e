package web

import (
	"context"
	"errors"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

// HistoryPage is everything that happened to an object: what was said of it, and what was decided.
type HistoryPage struct {
	Page
	H     catalogue.History
	Notes *Notes
	Back  string // address of the object, "" for one that has no page of its own
	Here  string // of its history
}

// history answers what happened to an object of a kind.
func (s *server) history(kind string) handler {
	return func(v *visit) error {
		ref, _ := splitFormat(v.r.PathValue("ref"))
		id, _, err := splitRef(ref)
		if err != nil {
			return err
		}
		h, err := v.reader.History(v.r.Context(), kind, id)
		if v.elsewhere(err, kind, "/historique") { // of what merges
			return nil
		}
		if err != nil {
			return err
		}
		back, here := v.home(h.Of), v.historyOf(h.Of)
		if v.moved(here) {
			return nil
		}
		if done, err := v.data("historique-"+kind+"-"+itoa(int(id)), h, "json", "csv"); done {
			return err
		}
		p := HistoryPage{Page: v.frame(""), H: h, Notes: &Notes{}, Back: back, Here: here}
		p.Title = v.lang.T("history.of", p.Called(h.Of))
		p.Path, p.Section, p.Formats = here, families[kind], []string{"json", "csv"}
		p.Crumbs = crumbTo(p.Called(h.Of), back)
		p.Description = v.lang.T("history.intro")
		return v.html(HistoryView(p))
	}
}

// home is the address of the page of an object.
func (v *visit) home(of catalogue.Ref) string { return bare(Page{}.To(of)) }

// historyOf is the address of the history of an object; a question has no other public page.
func (v *visit) historyOf(of catalogue.Ref) string {
	if of.Kind == coop.KindQuestion {
		return questionHistory(of.ID)
	}
	return historyAddress(v.home(of))
}

func questionHistory(id int64) string { return "/historique/questions/" + itoa(int(id)) }

// crumbTo is the way to an object that has a page.
func crumbTo(name, path string) []Crumb {
	if path == "" {
		return nil
	}
	return []Crumb{{name, path}}
}

// historyAddress is the address of the history of the object of an address. Below those of findings and of proposals other
// things stand.
func historyAddress(of string) string {
	for _, kind := range []string{"finding", "proposal"} {
		if strings.HasPrefix(of, families[kind]+"/") {
			return "/historique" + of
		}
	}
	return of + "/historique"
}

// Called is the name of an object of a history; a finding and a proposal have none of their own.
func (p Page) Called(of catalogue.Ref) string {
	switch of.Kind {
	case "finding":
		return p.T("finding.page", p.RuleName(of.Name), itoa(int(of.ID)))
	case "proposal":
		return p.T("proposal.number", itoa(int(of.ID)))
	case coop.KindQuestion:
		return p.T("question.page", of.Name)
	}
	return of.Name
}

// EntryPage is one entry of a history, with what it changed.
type EntryPage struct {
	Page
	H    export.Happened
	Here string // address of the history
}

// historyEntry answers one entry of the history of an object: its address stays.
func (s *server) historyEntry(kind string) handler {
	return func(v *visit) error {
		id, _, err := splitRef(v.r.PathValue("ref"))
		if err != nil {
			return err
		}
		e, err := v.reader.HistoryEntry(v.r.Context(), kind, id, v.ref)
		if v.elsewhere(err, kind, "/historique/"+v.ref) {
			return nil
		}
		if err != nil {
			return err
		}
		back, here := v.home(e.Of), v.historyOf(e.Of)
		if v.moved(here + "/" + v.ref) {
			return nil
		}
		h, err := export.WhatHappened(e)
		if err != nil {
			return err
		}
		if done, err := v.data("historique-"+kind+"-"+itoa(int(id))+"-"+v.ref, h, "json", "csv"); done {
			return err
		}
		p := EntryPage{Page: v.frame(""), H: h, Here: here}
		p.Title = v.lang.T("history.entry", p.WhatHappened(e.Entry), p.Called(e.Of), p.HappenedOn(e.Entry))
		p.Path, p.Section, p.Formats, p.NoIndex = here+"/"+v.ref, families[kind], []string{"json", "csv"}, true
		p.Crumbs = append(crumbTo(p.Called(e.Of), back), Crumb{v.lang.T("history.name"), here})
		p.Description = v.lang.T("history.intro")
		return v.html(EntryView(p))
	}
}

// WhatHappened says in a few words what an entry did.
func (p Page) WhatHappened(e catalogue.Entry) string {
	if step, ok := strings.CutPrefix(e.What, "finding_"); ok {
		return p.Step(catalogue.FindingEvent{What: step, Owner: e.Owner})
	}
	return p.Or("history.what."+e.What, p.Or("event."+e.What, e.What))
}

// HappenedOn is the day of an entry in words, "" where nobody dates it.
func (p Page) HappenedOn(e catalogue.Entry) string {
	if e.On == "" {
		return ""
	}
	return p.Date(string(e.On))
}

// WhoDid says by role who made an entry, or which reference tells it.
func (p Page) WhoDid(e catalogue.Entry) string {
	if e.Author == "" {
		return e.Source
	}
	return p.Or("finding.by."+string(e.Author), p.Author(e.Author))
}

// ComparePage shows what changed in an object between two days.
type ComparePage struct {
	Page
	C    export.Comparison
	Back string
}

// object finds one object of a kind for a comparison, with its title.
type object func(ctx context.Context, r Reader, id int64) (thing any, title string, err error)

// compared are the kinds of objects that can be compared with what they were.
var compared = map[string]object{
	"partnership": func(ctx context.Context, r Reader, id int64) (any, string, error) {
		p, err := r.Partnership(ctx, coop.PartnershipID(id))
		return p, p.Title, err
	},
	"organisation": func(ctx context.Context, r Reader, id int64) (any, string, error) {
		o, err := r.Organisation(ctx, coop.OrgID(id), 0, 0)
		return o, o.Name, err
	},
	"territory": func(ctx context.Context, r Reader, id int64) (any, string, error) {
		t, err := r.Territory(ctx, coop.TerritoryID(id), 0, 0)
		return t, t.Name, err
	},
}

// compare answers what changed in an object between two days: ?de=2013-07-02&a=2019 ("" for today).
func (s *server) compare(kind string) handler {
	return func(v *visit) error {
		id, _, err := splitRef(v.r.PathValue("ref"))
		if err != nil {
			return err
		}
		q := v.r.URL.Query()
		c := export.Comparison{Kind: kind, ID: id, From: coop.Date(q.Get("de")), To: coop.Date(q.Get("a"))}
		if !c.From.Valid() || !c.To.Valid() {
			return coop.Refuse(coop.Invalid, "moment.invalid")
		}
		before, title, err := v.asOf(kind, id, c.From)
		if err != nil {
			return err
		}
		after, later, err := v.asOf(kind, id, c.To)
		if err != nil {
			return err
		}
		if c.Title = later; before == nil && after == nil {
			return notFound("compare.never")
		} else if after == nil {
			c.Title = title
		}
		if c.Changes, err = export.Diff(before, after); err != nil {
			return err
		}
		return v.comparison(c)
	}
}

// asOf is an object as it was on a day, nil if it was not there.
func (v *visit) asOf(kind string, id int64, day coop.Date) (any, string, error) {
	r, err := v.s.At(v.r.Context(), coop.Moment{Of: day, Known: v.moment.Known})
	if err != nil {
		return nil, "", err
	}
	thing, title, err := compared[kind](v.r.Context(), r, id)
	moved := (*catalogue.MovedError)(nil)
	if errors.As(err, &moved) || coop.CodeOf(err) == coop.NotFound || coop.CodeOf(err) == coop.Gone {
		return nil, "", nil
	}
	return thing, title, err
}

func (v *visit) comparison(c export.Comparison) error {
	if done, err := v.data("comparaison", c, "json", "csv"); done {
		return err
	}
	back := address(c.Kind, c.ID, c.Title)
	p := ComparePage{Page: v.frame(v.lang.T("compare.title", c.Title)), C: c, Back: back}
	p.Path = joinQuery(joinQuery(back+"/comparer", "de="+string(c.From)), "a="+string(c.To))
	p.Crumbs, p.Formats, p.NoIndex = []Crumb{{c.Title, back}}, []string{"json", "csv"}, true
	return v.html(CompareView(p))
}

// On says a day of a comparison, today where none is given.
func (p ComparePage) On(d coop.Date) string {
	if d == "" {
		return p.T("compare.now")
	}
	return p.Date(string(d))
}

// sections groups changes by what they are about, in their order.
func sections(list []export.Change) [][]export.Change {
	var out [][]export.Change
	for _, c := range list {
		if n := len(out); n > 0 && out[n-1][0].Section == c.Section {
			out[n-1] = append(out[n-1], c)
			continue
		}
		out = append(out, []export.Change{c})
	}
	return out
}

// Shown is a value of a change in words: codes of ours have some.
func (p Page) Shown(c export.Change, value string) string {
	switch {
	case value == "":
		return ""
	case c.Section == "status":
		return p.StatusName(coop.Status(value))
	case c.Section == coop.StatusCause:
		return p.CauseName(coop.Cause(value))
	case c.Section == coop.BudgetTrend:
		return p.Or("trend."+value, value)
	case c.Section == "state":
		return p.Or("state."+value, p.Or("proposal."+value, value))
	case coop.Date(value).Valid():
		return p.Date(value)
	}
	return value
}

// mostCited is how many passages a line of a history names.
const mostCited = 3
