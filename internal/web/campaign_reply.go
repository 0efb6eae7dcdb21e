package web

import (
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// ReplyReview is the reply that a contribution is, as those who moderate see it: question by question, what was changed first.
type ReplyReview struct {
	ReplyPage
	Changed []coop.Item // answered otherwise than the register knew
	Held    []coop.Item // answered as the register knew it
	Silent  []coop.Item // not answered, though asked
	Choose  bool        // one may choose which answers are taken over
	Holds   bool        // who looks may open the campaign
	Files   []coop.Attachment
}

// reviewed is the reply that a contribution is, nil for one of another kind.
func (s *server) reviewed(v *visit, c catalogue.Contribution) (*ReplyReview, error) {
	if c.Kind != coop.ContributionReply {
		return nil, nil
	}
	out := &ReplyReview{Choose: c.State == coop.ContributionInReview, Holds: somewhere(v.caller, coop.VerbHold)}
	var err error
	if out.Reply, err = s.People.Reply(v.r.Context(), c.ID); err != nil {
		return nil, err
	}
	if out.Asked, err = s.People.Invitation(v.r.Context(), out.Reply.Invitation); err != nil {
		return nil, err
	}
	if out.Campaign, err = s.People.Campaign(v.r.Context(), out.Asked.Campaign); err != nil {
		return nil, err
	}
	if out.Q, err = s.Censuses.Questionnaire(v.r.Context(), out.Reply.Questionnaire, out.Reply.Version); err != nil {
		return nil, err
	}
	if out.Files, err = s.People.Attachments(v.r.Context(), c.ID); err != nil {
		return nil, err
	}
	out.Changed = out.Reply.Changed(out.Q)
	for _, i := range out.Q.Items() {
		given := out.Reply.Given[i.ID]
		switch {
		case out.changed(i):
		case !given.Empty():
			out.Held = append(out.Held, i)
		case i.Asked(out.Reply.Given):
			out.Silent = append(out.Silent, i)
		}
	}
	return out, nil
}

func (r ReplyReview) changed(i coop.Item) bool {
	return slices.ContainsFunc(r.Changed, func(o coop.Item) bool { return o.ID == i.ID })
}

// placed says that an answer has a place in the register: in a field of the form, or among the other answers of its record.
func placed(i coop.Item) bool { return i.Fills != "" || i.Public }

// known are the words of what the register knew when the reply was begun; answered of what is answered.
func (r ReplyReview) known(i coop.Item) []string    { return r.said(i, r.Reply.Known[i.ID]) }
func (r ReplyReview) answered(i coop.Item) []string { return r.said(i, r.Reply.Given[i.ID]) }

// means says by what a reply came, "" for its link.
func (r ReplyReview) means() string {
	if r.Reply.Means == "" {
		return r.T("review.means.link")
	}
	return r.T("review.means." + r.Reply.Means)
}

// takenOver are the questions whose answers a form takes over; nil for all.
func (r ReplyReview) takenOver(v *visit) []string {
	var out []string
	all := true
	for _, i := range r.Q.Items() {
		if r.changed(i) && placed(i) && !slices.Contains(v.typed["reprendre"], i.ID) {
			all = false
			continue
		}
		out = append(out, i.ID)
	}
	if all {
		return nil
	}
	return out
}

// acceptReply takes over what the form chooses of a reply.
func (s *server) acceptReply(v *visit, c catalogue.Contribution, why string) error {
	r, err := s.reviewed(v, c)
	if err != nil {
		return err
	}
	return s.Censuses.Accept(v.r.Context(), v.author, c.ID, r.takenOver(v), why)
}

// replyAddress is where who answered reads and corrects her reply; "" of a contribution that is none.
func (s *server) replyAddress(v *visit, c catalogue.Contribution) (string, error) {
	if c.Kind != coop.ContributionReply {
		return "", nil
	}
	r, err := s.People.Reply(v.r.Context(), c.ID)
	if err != nil {
		return "", err
	}
	i, err := s.People.Invitation(v.r.Context(), r.Invitation)
	return "/repondre/" + s.Censuses.Code(i.Invitation), err
}
