package web

import (
	"context"
	"errors"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

// HistoryPage is everything that was ever said and decided of a partnership.
type HistoryPage struct {
	Page
	H     catalogue.History
	Notes *Notes
	Back  string // address of the partnership
}

func (s *server) history(v *visit) error {
	id, _, err := splitRef(v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	h, err := v.reader.History(v.r.Context(), coop.PartnershipID(id))
	if v.elsewhere(err, "partnership", "/historique") {
		return nil
	}
	if err != nil {
		return err
	}
	back := address("partnership", id, h.Title)
	if v.moved(back + "/historique") {
		return nil
	}
	if done, err := v.data("historique-"+itoa(int(id)), h, "json", "csv"); done {
		return err
	}
	p := HistoryPage{Page: v.frame(v.lang.T("history.of", h.Title)), H: h, Notes: &Notes{}, Back: back}
	p.Path, p.Section, p.Formats = back+"/historique", "/partenariats", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.partnerships"), "/partenariats"}, {h.Title, back}}
	p.Description = v.lang.T("history.intro")
	return v.html(HistoryView(p))
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
		o, err := r.Organisation(ctx, coop.OrgID(id))
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

// Sections groups the changes by what they are about, in their order.
func (p ComparePage) Sections() [][]export.Change {
	var out [][]export.Change
	for _, c := range p.C.Changes {
		if n := len(out); n > 0 && out[n-1][0].Section == c.Section {
			out[n-1] = append(out[n-1], c)
			continue
		}
		out = append(out, []export.Change{c})
	}
	return out
}

// Shown is a value of a change in words: codes of ours have some.
func (p ComparePage) Shown(c export.Change, value string) string {
	switch {
	case value == "":
		return ""
	case c.Section == "status":
		return p.StatusName(coop.Status(value))
	case coop.Date(value).Valid():
		return p.Date(value)
	}
	return value
}
