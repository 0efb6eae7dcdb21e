package web

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

// Answers is the room of censuses, as those who hold one read what was answered.
type Answers interface {
	Replies(ctx context.Context, id coop.CampaignID, state coop.ContributionState) (catalogue.Replies, error)
}

// AnswersPage is what was answered to a campaign, question by question.
type AnswersPage struct {
	CampaignFrame
	R      catalogue.Replies
	State  coop.ContributionState // "": those received
	Latest string                 // version of the questionnaire
	Posed  []coop.Posed
}

// answeredStates are those by which replies are told apart.
var answeredStates = []coop.ContributionState{coop.ContributionSubmitted, coop.ContributionToCorrect, coop.ContributionInReview, coop.ContributionAccepted, coop.ContributionRefused, coop.ContributionClosed}

// states are those to choose from.
func (p AnswersPage) states() [][2]string {
	out := [][2]string{{"", p.T("answers.received")}}
	for _, s := range answeredStates {
		out = append(out, [2]string{string(s), p.T("contribution.state." + string(s))})
	}
	return out
}

// repliesAt are the replies that an address asks for. Error: notfound.
func (s *server) repliesAt(v *visit) (catalogue.Replies, coop.ContributionState, error) {
	one, err := s.campaignAt(v)
	if err != nil {
		return catalogue.Replies{}, "", err
	}
	state := coop.ContributionState(v.r.URL.Query().Get("etat"))
	if state != "" && !slices.Contains(answeredStates, state) {
		return catalogue.Replies{}, "", notFound("error.no_page")
	}
	r, err := s.Censuses.Replies(v.r.Context(), one.ID, state)
	return r, state, err
}

func (s *server) answers(v *visit) error {
	r, state, err := s.repliesAt(v)
	if err != nil {
		return err
	}
	title := v.lang.T("answers.title")
	if state != "" {
		title += " · " + v.lang.T("contribution.state."+string(state))
	}
	p := AnswersPage{CampaignFrame: v.of(r.Campaign, title), R: r, State: state, Posed: coop.Pose(r.Asks)}
	p.Posed = slices.DeleteFunc(p.Posed, func(i coop.Posed) bool { return forPerson(i.Item) })
	for _, q := range r.Asks {
		p.Latest = max(p.Latest, q.Version)
	}
	return v.html(AnswersView(p))
}

// answersFile gives replies as a file, which the audit notes (S 65).
func (s *server) answersFile(format string) handler {
	return func(v *visit) error {
		r, _, err := s.repliesAt(v)
		if err != nil {
			return err
		}
		table := v.r.URL.Query().Get("tableau")
		var b bytes.Buffer
		if err := export.WriteReplies(&b, format, table, r); err != nil {
			return err
		}
		if err := s.Censuses.Disclosed(v.r.Context(), v.author, r.Campaign.ID, "replies", len(r.List)); err != nil {
			return err
		}
		name := fmt.Sprintf("kafo-campagne-%d-reponses", r.Campaign.ID)
		if table != "" {
			name += "-" + table
		}
		v.header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, name, format))
		return v.text(mediaTypes[format], b.Bytes())
	}
}

// File is the address of the answers shown as a file; table: one of them.
func (p AnswersPage) File(format, table string) string {
	values := url.Values{}
	for _, one := range [][2]string{{"etat", string(p.State)}, {"tableau", table}} {
		if one[1] != "" {
			values.Set(one[0], one[1])
		}
	}
	to := p.To("/reponses." + format)
	if len(values) == 0 {
		return to
	}
	return to + "?" + values.Encode()
}

// Said is an answer in words, with whose it is.
type Said struct {
	By    catalogue.Replied
	Words []string
}

// said are the answers to a question.
func (p AnswersPage) said(i coop.Posed) (out []Said) {
	for _, one := range p.R.List {
		g, item := p.R.Answer(one, i)
		if g.Empty() {
			continue
		}
		out = append(out, Said{one, ReplyPage{Form: p.Form}.said(item, g)})
	}
	return out
}

// Tally is how many gave one of the answers that a question offers.
type Tally struct {
	Label string
	Count int
}

// tally counts the answers to a question that offers some; nothing of another.
func (p AnswersPage) tally(i coop.Posed) (out []Tally) {
	for _, o := range (ReplyPage{Form: p.Form}).offered(i.Item) {
		t := Tally{Label: o[1]}
		for _, one := range p.R.List {
			if g, _ := p.R.Answer(one, i); slices.Contains(g.Values, o[0]) {
				t.Count++
			}
		}
		out = append(out, t)
	}
	return out
}

// told says what becomes of the answers to a question.
func (p AnswersPage) told(i coop.Posed, answered int) string {
	parts := []string{p.T("answers.count", answered, len(p.R.List)), p.T("answers.kept")}
	if i.Public {
		parts[1] = p.T("answers.public")
	}
	if i.Versions[0] != p.Latest {
		parts = append(parts, p.T("answers.gone", p.Latest))
	}
	return strings.Join(parts, " ")
}
