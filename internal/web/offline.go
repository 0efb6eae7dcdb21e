package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// A questionnaire that is answered without a line (hors connexion): one page with all of its rubrics, which a browser keeps,
// and the parcels that it sends of the draft once there is a line again. What stands in the fields of the page is read as the
// pages of the rubrics read theirs.

// offlinePath is where that page is, and where its parcels go.
const offlinePath = "/repondre/{code}/hors-ligne"

// pageHeader tells the worker that a page is the one that it may keep: what else answers at its address is not.
const pageHeader = "X-Kafo-Page"

// offlineRoutes are the addresses of answering without a line.
func (s *server) offlineRoutes() {
	s.private(offlinePath, coop.VerbReply, s.trusted(s.offlinePage), s.offlineTake)
	s.open("/repondre/hors-ligne.js", s.offlineWorker)
}

// offlineWorker is the script that answers for the site where there is no line. Its address says how far it reaches: below
// /repondre/. A browser that gets none there takes it off.
func (s *server) offlineWorker(w http.ResponseWriter, _ *http.Request) {
	f := s.assets.files[s.assets.names["worker.js"]]
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(f.body)
}

// offlineWords are the words in which the script of the page says how things stand, by their last name.
var offlineWords = []string{"ready", "none", "over", "kept", "full", "lost", "old", "waits", "sending", "taken", "sent", "line", "alien", "refused",
	"newer", "choose", "here", "there", "mine", "theirs", "empty", "wrong", "open", "changed", "gone", "erase", "erased", "unerased", "export", "row", "preparing", "failed", "elsewhere"}

// offlineSaid are these words as the page carries them; # stands for a number or a time.
func (p ReplyPage) offlineSaid() templ.Attributes {
	a := templ.Attributes{}
	for _, word := range offlineWords {
		a["data-dit-"+word] = p.T("offline.say."+word, "#")
	}
	a["data-dit-declarant"] = p.T("reply.declarant")
	return a
}

// of is the page with one of its rubrics.
func (p ReplyPage) of(x coop.Rubric) ReplyPage {
	p.Rubric, p.Seen = x, campaign.Seen(p.Reply, x)
	return p
}

// unpacked are the rubrics that can be answered without a line: those that ask for more than persons.
func (p ReplyPage) unpacked() []coop.Rubric {
	return slices.DeleteFunc(slices.Clone(p.Q.Rubrics), func(x coop.Rubric) bool {
		return !slices.ContainsFunc(x.Items, func(i coop.Item) bool { return !forPerson(i) })
	})
}

// persons are the questions that are answered online alone: what a browser keeps names nobody.
func (p ReplyPage) persons() []coop.Item {
	return slices.DeleteFunc(p.Q.Items(), func(i coop.Item) bool { return !forPerson(i) })
}

// rubricOf is the rubric of a question.
func (p ReplyPage) rubricOf(item string) coop.Rubric {
	at := slices.IndexFunc(p.Q.Rubrics, func(x coop.Rubric) bool {
		return slices.ContainsFunc(x.Items, func(i coop.Item) bool { return i.ID == item })
	})
	return p.Q.Rubrics[at]
}

func (s *server) offlinePage(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	if p.Asked.Reply == 0 {
		return v.done("/repondre/" + p.Code)
	}
	p.framed(v, v.lang.T("offline.title"))
	p.Script, p.Whole, p.Made = s.assets.url("draft.js"), true, s.Now().UnixMilli()
	v.header.Set(pageHeader, "hors-ligne")
	return v.html(ReplyOffline(p))
}

// parcelSent is a parcel as it arrives: fields as a form has them, by rubric.
type parcelSent struct {
	Instance      string `json:"instance"`
	Number        int    `json:"number"`
	Questionnaire string `json:"questionnaire"`
	Version       string `json:"version"`
	Rubrics       []struct {
		ID     string     `json:"id"`
		Seen   string     `json:"seen"`
		Fields url.Values `json:"fields"`
	} `json:"rubrics"`
	Declarant string `json:"declarant"`
}

// receiptSent is its receipt. The browser believes it only where it names the parcel and the hash of its bytes: a page of
// somebody else between the two does not.
type receiptSent struct {
	Instance string           `json:"instance"`
	Number   int              `json:"number"`
	Hash     string           `json:"hash"`
	Receipt  string           `json:"receipt"`
	SavedAt  int64            `json:"saved_at"` // Unix milliseconds, UTC; so is SentAt
	SentAt   int64            `json:"sent_at"`
	Rubrics  []arrivedSent    `json:"rubrics"`
	Problem  string           `json:"problem,omitempty"` // why it was not handed in, and what it lacks beside what is wrong in its rubrics
	Problems []offlineProblem `json:"problems,omitempty"`
}

type arrivedSent struct {
	campaign.Arrived
	Problems []offlineProblem `json:"problems,omitempty"`
}

// offlineProblem is what is wrong with a field; To is where it is answered that is not on the page.
type offlineProblem struct {
	Field string `json:"field"`
	Text  string `json:"text"`
	To    string `json:"to,omitempty"`
}

// offlineTake takes in a parcel. It is answered by a receipt, or by a problem in words.
func (s *server) offlineTake(v *visit) error {
	p, err := s.replied(v)
	if err != nil {
		return err
	}
	switch {
	case v.format != "json":
		return errMedia
	case !p.Trusted:
		return coop.Refuse(coop.Forbidden, "offline.untrusted")
	case p.Asked.Reply == 0:
		return coop.Refuse(coop.NotFound, "reply.no_rubric")
	}
	var in parcelSent
	if json.Unmarshal(v.upload, &in) != nil {
		return coop.Refuse(coop.Invalid, "offline.no_parcel")
	}
	if in.Questionnaire != p.Q.ID || in.Version != p.Q.Version {
		return coop.Refuse(coop.Conflict, "offline.other_version", p.Q.ID, p.Q.Version)
	}
	sum := sha256.Sum256(v.upload)
	parcel := campaign.Parcel{Instance: in.Instance, Number: in.Number, Hash: hex.EncodeToString(sum[:]), Declarant: in.Declarant}
	problems := map[string][]offlineProblem{}
	for _, r := range in.Rubrics {
		packed, wrong, err := p.packed(v, r.ID, r.Seen, r.Fields)
		if err != nil {
			return err
		}
		parcel.Rubrics, problems[r.ID] = append(parcel.Rubrics, packed), wrong
	}
	got, err := s.Censuses.Receive(v.r.Context(), p.Asked.Invitation, parcel)
	if err != nil {
		return err
	}
	out := receiptSent{Instance: parcel.Instance, Number: parcel.Number, Hash: parcel.Hash, Receipt: got.Code, SavedAt: got.SavedAt, SentAt: got.SentAt, Rubrics: []arrivedSent{}}
	for _, a := range got.Rubrics {
		out.Rubrics = append(out.Rubrics, arrivedSent{a, problems[a.ID]})
	}
	if parcel.Declarant != "" && got.SentAt == 0 {
		out.Problem = v.lang.T("offline.not_sent")
		if out.Problems, err = s.hindrances(v, problems); err != nil {
			return err
		}
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	v.status = http.StatusCreated
	return v.text("application/json; charset=utf-8", body)
}

// packed reads what stands in the fields of a rubric, and says what is wrong with it. Persons are not asked for there: who was
// named before stays. Error: invalid for a rubric that the questionnaire has not.
func (p ReplyPage) packed(v *visit, id, seen string, fields url.Values) (out campaign.Packed, wrong []offlineProblem, err error) {
	at := slices.IndexFunc(p.Q.Rubrics, func(x coop.Rubric) bool { return x.ID == id })
	if at < 0 {
		return out, nil, coop.Refuse(coop.Invalid, "offline.no_parcel")
	}
	out = campaign.Packed{Rubric: p.Q.Rubrics[at], Given: map[string]coop.Given{}, Seen: seen}
	v.typed = fields
	for _, i := range out.Rubric.Items {
		if out.Given[i.ID] = p.Reply.Given[i.ID]; !forPerson(i) {
			out.Given[i.ID] = p.answered(v, i)
		}
	}
	faults, err := p.faults(v, out.Rubric, out.Given)
	for _, f := range faults {
		wrong = append(wrong, offlineProblem{Field: f.Field, Text: f.Text})
	}
	out.Finished = len(faults) == 0 && v.said("geste") == "continuer"
	return out, wrong, err
}

// hindrances are what a reply lacks to be handed in, wherever that is answered, beside what was told already.
func (s *server) hindrances(v *visit, told map[string][]offlineProblem) (out []offlineProblem, err error) {
	p, err := s.replied(v)
	if err != nil {
		return nil, err
	}
	missing := p.Missing()
	for _, i := range p.Q.Items() {
		x := p.rubricOf(i.ID)
		if missing[i.ID] == nil || slices.ContainsFunc(told[x.ID], func(t offlineProblem) bool { return t.Field == i.ID }) {
			continue
		}
		one := offlineProblem{Field: i.ID, Text: p.T("offline.missing", p.In(i.Label), p.Fault(missing[i.ID]))}
		if forPerson(i) {
			one.To = v.lang.Prefix() + "/repondre/" + p.Code + "/rubriques/" + x.ID
		}
		out = append(out, one)
	}
	return out, nil
}

// draftIn reads a draft that its author has kept as a file: a copy of a reply, or what a browser kept without a line. Error:
// invalid for what is neither.
func (p ReplyPage) draftIn(v *visit, text string) (campaign.Draft, error) {
	var kept struct {
		campaign.Draft
		Rubrics []struct {
			ID     string     `json:"id"`
			Fields url.Values `json:"fields"`
		} `json:"rubrics"`
	}
	if json.Unmarshal([]byte(text), &kept) != nil {
		return kept.Draft, coop.Refuse(coop.Invalid, "reply.draft.unreadable")
	}
	typed := v.typed
	defer func() { v.typed = typed }()
	for _, r := range kept.Rubrics {
		if !slices.ContainsFunc(p.Q.Rubrics, func(x coop.Rubric) bool { return x.ID == r.ID }) {
			continue
		}
		packed, _, err := p.packed(v, r.ID, "", r.Fields)
		if err != nil {
			return kept.Draft, err
		}
		for id, g := range packed.Given {
			if kept.Given == nil {
				kept.Given = map[string]coop.Given{}
			}
			kept.Given[id] = g
		}
	}
	return kept.Draft, nil
}

// instant is a time in digits, as a script compares it: by the clock of the site alone.
func instant(ms int64) string { return strconv.FormatInt(ms, 10) }

// offlineDays is for how long a browser keeps a draft that nobody touches.
const offlineDays = 30
