package web

import "time"

// warnTime is how long before its end a visit may be prolonged: pages say so from then on (WCAG 2.2.1).
const warnTime = time.Hour

// Lasting is what a page says of the end of the visit in which it is read.
type Lasting struct {
	End     int64         // Unix milliseconds, UTC
	Left    time.Duration // when the page was made
	Span    time.Duration // by which it is prolonged, from then on
	Seal    string        // of the form that does so
	Account string
}

// Soon says whether the visit is about to end.
func (l Lasting) Soon() bool { return l.Left < warnTime }

// Minutes are those that are left, begun ones counted.
func (l Lasting) Minutes() int { return int((l.Left + time.Minute - 1) / time.Minute) }

// warns says whether a page tells of the end of a visit: those of a visit, but the one that is about it.
func (p Page) warns() bool { return p.Lasting != nil && p.Path != prolongPath }

const prolongPath = "/compte/visites/prolonger"

// lasting is about the visit of somebody who is in, nil for a visitor. Its clock is that of the library of sessions.
func (v *visit) lasting() *Lasting {
	if v.caller.Account == 0 {
		return nil
	}
	end := v.s.sessions.Deadline(v.r.Context())
	return &Lasting{End: end.UnixMilli(), Left: time.Until(end), Span: v.span(), Seal: v.seal(), Account: itoa(int(v.caller.Account))}
}

// span is how long a visit of hers lasts.
func (v *visit) span() time.Duration {
	if staff(v.person) {
		return stewardTime
	}
	return visitTime
}

// LastingPage prolongs a visit; Done says that it was.
type LastingPage struct {
	Form
	Done bool
}

func (s *server) lastingForm(v *visit) error {
	p := LastingPage{Form: v.asks(v.lang.T("lasting.title")), Done: v.r.URL.Query().Get("fait") == "1"}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("visits.title"), "/compte/visites"}}
	return v.html(LastingView(p))
}

// prolong lets a visit that is about to end last as long again; earlier there is nothing to do.
func (s *server) prolong(v *visit) error {
	if v.lasting().Soon() {
		s.sessions.SetDeadline(v.r.Context(), time.Now().Add(v.span()))
	}
	return v.done(prolongPath + "?fait=1")
}
