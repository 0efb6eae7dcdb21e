package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Everything of this file is private: it is answered to who holds a campaign, or to who was asked and has the link.

// Campaigns are all of them, the latest first.
func (c *Catalogue) Campaigns(ctx context.Context) ([]coop.Campaign, error) {
	rows, err := c.q.Campaigns(ctx)
	out := make([]coop.Campaign, len(rows))
	for i, r := range rows {
		out[i] = campaign(db.CampaignOfRow(r))
	}
	return out, wrapped(err, "campaigns")
}

// Campaign is one of them. Error: notfound.
func (c *Catalogue) Campaign(ctx context.Context, id coop.CampaignID) (coop.Campaign, error) {
	r, err := c.q.CampaignOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Campaign{}, coop.Refuse(coop.NotFound, "campaign.notfound")
	}
	return campaign(r), wrapped(err, "campaign")
}

func campaign(r db.CampaignOfRow) coop.Campaign {
	return coop.Campaign{
		ID: coop.CampaignID(r.ID), Title: r.Title, Questionnaire: r.Questionnaire, Version: r.Version, State: coop.CampaignState(r.State),
		Opens: coop.Date(r.Opens), Closes: coop.Date(r.Closes), Host: r.Host, Contact: r.Contact, Message: r.Message, Attached: coop.Attached(r.Attached), CreatedAt: r.CreatedAt,
		KeptUntil: coop.Date(r.KeptUntil), TrashedAt: r.TrashedAt,
	}
}

// QuestionnaireFile is the file of a version that campaigns have used. Error: notfound.
func (c *Catalogue) QuestionnaireFile(ctx context.Context, name, version string) (string, error) {
	file, err := c.q.QuestionnaireOf(ctx, db.QuestionnaireOfParams{Name: name, Version: version})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "cmd.questionnaire_none", name, version)
	}
	return file, wrapped(err, "questionnaire")
}

// Invited is an invitation with how far its reply is.
type Invited struct {
	coop.Invitation
	ReplyState coop.ContributionState // "" before anybody has begun
	Done       []string               // rubrics
	SavedAt    int64                  // Unix milliseconds, UTC; so are SentAt and BegunAt
	SentAt     int64
	BegunAt    int64
	Follower   coop.AccountID // who takes care of the reply; 0: nobody
	Kind       coop.OrgKind   // of who is asked; "" where the register does not know it
	Region     string         // in which it lies; "" where nobody knows
}

// Invitations are those of a campaign, by the names of who is asked.
func (c *Catalogue) Invitations(ctx context.Context, id coop.CampaignID) ([]Invited, error) {
	rows, err := c.q.InvitationsOf(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("invitations: %w", err)
	}
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Invited, len(rows))
	for i, r := range rows {
		if out[i], err = invited(db.InvitationOfRow(r)); err != nil {
			return nil, err
		}
		out[i].place(x)
	}
	return out, nil
}

// place says what is asked, and where it lies.
func (i *Invited) place(x *index) {
	o := x.orgs[x.survivor(i.Org)]
	if o == nil {
		return
	}
	i.Kind = o.Kind
	for _, t := range x.lineage(o.Territory) {
		if t.Level == "region" {
			i.Region = t.Name
		}
	}
}

// Census is a campaign with how many are asked in it and have answered.
type Census struct {
	coop.Campaign
	Asked, Answered int
}

// Censuses are all campaigns, the latest first.
func (c *Catalogue) Censuses(ctx context.Context) ([]Census, error) {
	list, err := c.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := c.q.CampaignCounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("campaigns: %w", err)
	}
	out := make([]Census, len(list))
	for i, one := range list {
		out[i].Campaign = one
		for _, n := range counts {
			if n.Campaign == int64(one.ID) {
				out[i].Asked, out[i].Answered = int(n.Asked), int(n.Answered)
			}
		}
	}
	return out, nil
}

// Networks are the networks that the register knows, by name.
func (c *Catalogue) Networks(ctx context.Context) ([]Ref, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var out []Ref
	for id, o := range x.orgs {
		if o.Kind == coop.Network {
			out = append(out, x.orgRef(id))
		}
	}
	slices.SortFunc(out, func(a, b Ref) int {
		return cmp.Or(cmp.Compare(coop.Fold(a.Name), coop.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Stage is how far somebody who is asked has come (étape).
type Stage string

// Stages. Who has come to a later one has come to those before it: asked, sent, opened, begun, answered, accepted.
const (
	StageAsked    Stage = "asked"      // sollicitée
	StageSent     Stage = "sent"       // lien transmis
	StageOpened   Stage = "opened"     // lien ouvert
	StageBegun    Stage = "begun"      // commencée
	StageAnswered Stage = "answered"   // réponse reçue
	StageWaiting  Stage = "waiting"    // en attente: answered, and nobody has decided
	StageCorrect  Stage = "to_correct" // à compléter
	StageAccepted Stage = "accepted"   // acceptée
	StageSilent   Stage = "silent"     // sans réponse: asked, not begun, and she has not said that she will not
	StageRefused  Stage = "refused"    // ne souhaite pas répondre
	StageWrong    Stage = "wrong"      // pas la bonne personne
	StageBounced  Stage = "bounced"    // revenue
	StageRevoked  Stage = "revoked"    // lien retiré
)

// Stages are all of them, in the order in which pages show them.
var Stages = []Stage{StageAsked, StageSent, StageOpened, StageBegun, StageAnswered, StageWaiting, StageCorrect, StageAccepted, StageSilent, StageRefused, StageWrong, StageBounced, StageRevoked}

// At says whether an invitation has come to a stage.
func (i Invited) At(s Stage) bool {
	switch s {
	case StageAsked:
		return true
	case StageSent:
		return i.State != coop.InvitationReady && i.State != coop.InvitationRevoked || i.At(StageOpened)
	case StageOpened:
		return i.OpenedAt != 0 || i.At(StageBegun)
	case StageBegun:
		return i.Reply != 0
	case StageAnswered:
		return i.SentAt != 0
	case StageWaiting:
		return i.ReplyState == coop.ContributionSubmitted || i.ReplyState == coop.ContributionInReview
	case StageCorrect:
		return i.ReplyState == coop.ContributionToCorrect
	case StageAccepted:
		return i.ReplyState == coop.ContributionAccepted
	case StageSilent:
		return i.Reply == 0 && (i.State == coop.InvitationReady || i.State == coop.InvitationSent || i.State == coop.InvitationBounced)
	}
	return string(i.State) == string(s)
}

// Stage is the one that says most of an invitation.
func (i Invited) Stage() Stage {
	for _, s := range []Stage{StageAccepted, StageCorrect, StageWaiting, StageAnswered, StageRevoked, StageRefused, StageWrong, StageBounced, StageBegun, StageOpened, StageSent} {
		if i.At(s) {
			return s
		}
	}
	return StageAsked
}

// Invitation is one of them. Error: notfound, in the words of who follows a link that does not hold.
func (c *Catalogue) Invitation(ctx context.Context, id coop.InvitationID) (Invited, error) {
	r, err := c.q.InvitationOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return Invited{}, coop.Refuse(coop.NotFound, "reply.no_link")
	}
	if err != nil {
		return Invited{}, fmt.Errorf("invitation: %w", err)
	}
	return invited(r)
}

func invited(r db.InvitationOfRow) (Invited, error) {
	out := Invited{
		Invitation: coop.Invitation{
			ID: coop.InvitationID(r.ID), Campaign: coop.CampaignID(r.Campaign), Partnership: coop.PartnershipID(r.Partnership), Org: coop.OrgID(r.Organisation), Asked: r.Asked,
			Side: coop.Side(r.Side), Name: r.Name, Email: r.Email, Phone: r.Phone, Lang: r.Lang, Turn: int(r.Turn), State: coop.InvitationState(r.State),
			Colleague: r.Colleague, OpenedAt: r.OpenedAt, Reply: coop.ContributionID(r.Reply),
		},
		ReplyState: coop.ContributionState(r.ReplyState), SavedAt: r.SavedAt, SentAt: r.SentAt, BegunAt: r.BegunAt, Follower: coop.AccountID(r.Follower),
	}
	return out, wrapped(json.Unmarshal([]byte(r.Done), &out.Done), "invitation")
}

// InvitationsTo are those that were sent to an address, in campaigns that take replies.
func (c *Catalogue) InvitationsTo(ctx context.Context, email string) ([]coop.Invitation, error) {
	rows, err := c.q.InvitationsTo(ctx, email)
	out := make([]coop.Invitation, len(rows))
	for i, r := range rows {
		out[i] = coop.Invitation{
			ID: coop.InvitationID(r.ID), Campaign: coop.CampaignID(r.Campaign), Partnership: coop.PartnershipID(r.Partnership), Org: coop.OrgID(r.Organisation), Asked: r.Asked,
			Side: coop.Side(r.Side), Name: r.Name, Email: r.Email, Phone: r.Phone, Lang: r.Lang, Turn: int(r.Turn), State: coop.InvitationState(r.State), Colleague: r.Colleague, OpenedAt: r.OpenedAt,
		}
	}
	return out, wrapped(err, "invitations")
}

// Reply is what a contribution replies. Error: notfound.
func (c *Catalogue) Reply(ctx context.Context, id coop.ContributionID) (coop.Reply, error) {
	r, err := c.q.ReplyOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Reply{}, coop.Refuse(coop.NotFound, "contribution.notfound")
	}
	if err != nil {
		return coop.Reply{}, fmt.Errorf("reply: %w", err)
	}
	return reply(r)
}

func reply(r db.Reply) (coop.Reply, error) {
	out := coop.Reply{
		ID: coop.ContributionID(r.Contribution), Invitation: coop.InvitationID(r.Invitation), Questionnaire: r.Questionnaire, Version: r.Version, Revision: int(r.Revision),
		Declarant: r.Declarant, Means: r.Means, SavedAt: r.SavedAt, SentAt: r.SentAt,
	}
	err := errors.Join(json.Unmarshal([]byte(r.Given), &out.Given), json.Unmarshal([]byte(r.Known), &out.Known), json.Unmarshal([]byte(r.Done), &out.Done))
	return out, wrapped(err, "reply")
}

// Replied is a reply with who gave it.
type Replied struct {
	Invited
	Answers coop.Reply
}

// Replies are those to a campaign, with the versions of its questionnaire that they answer.
type Replies struct {
	Campaign coop.Campaign
	Asks     []coop.Questionnaire
	List     []Replied
}

// Answer is what a reply says to a question, "" and nothing where the version that it answers does not ask it, and that
// version's question, whose columns a row has.
func (r Replies) Answer(one Replied, p coop.Posed) (coop.Given, coop.Item) {
	for _, q := range r.Asks {
		if q.Version != one.Answers.Version || !slices.Contains(p.Versions, q.Version) {
			continue
		}
		for _, i := range q.Items() {
			if i.ID == p.ID {
				return one.Answers.Given[i.ID], i
			}
		}
	}
	return coop.Given{}, coop.Item{}
}

// Received says that a reply was handed in and neither refused nor put aside: what a table of replies has unless it is asked for
// others (U40).
func Received(s coop.ContributionState) bool {
	return s == coop.ContributionSubmitted || s == coop.ContributionToCorrect || s == coop.ContributionInReview || s == coop.ContributionAccepted
}

// Replies are those to a campaign that were handed in, by the names of who gave them: of one state, or, where it is "", those that
// are received. What is still being written is its author's.
func (c *Catalogue) Replies(ctx context.Context, id coop.CampaignID, state coop.ContributionState) ([]Replied, error) {
	asked, err := c.Invitations(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.RepliesOf(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("replies: %w", err)
	}
	answers := map[coop.ContributionID]db.Reply{}
	for _, r := range rows {
		answers[coop.ContributionID(r.Contribution)] = r
	}
	var out []Replied
	for _, i := range asked {
		if i.Reply == 0 || i.SentAt == 0 || state == "" && !Received(i.ReplyState) || state != "" && state != i.ReplyState {
			continue
		}
		one := Replied{Invited: i}
		if one.Answers, err = reply(answers[i.Reply]); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Device says how many browsers are trusted with an invitation, and whether this one (by the hash of its cookie) is trusted, or lent
// to who types for her until later than now (Unix ms).
func (c *Catalogue) Device(ctx context.Context, id coop.InvitationID, hash string, now int64) (trusted bool, devices int, err error) {
	n, err := c.q.Devices(ctx, int64(id))
	if err != nil {
		return false, 0, fmt.Errorf("devices: %w", err)
	}
	got, err := c.q.TrustedDevice(ctx, db.TrustedDeviceParams{Invitation: int64(id), Hash: hash, CodeUntil: now})
	if errors.Is(err, sql.ErrNoRows) {
		return false, int(n), nil
	}
	return got != 0, int(n), wrapped(err, "device")
}

// Whereabouts are the country of the partner side of a partnership and the region that it lies in, as a census heads its
// chapters; "" where nobody knows.
func (c *Catalogue) Whereabouts(ctx context.Context, p Partnership) (country, region string, err error) {
	x, err := c.current(ctx)
	if err != nil {
		return "", "", err
	}
	for _, party := range p.Parties {
		o := x.orgs[coop.OrgID(party.Org.ID)]
		if party.Side != coop.Foreign || party.Org.Asked || o == nil {
			continue
		}
		for _, t := range x.lineage(o.Territory) {
			if t.Level == "region" {
				region = t.Name
			}
		}
		return o.Country, region, nil
	}
	return "", "", nil
}

// OrganisationKeyed is the organisation with a key, as it is today; 0 where the register has none.
func (c *Catalogue) OrganisationKeyed(ctx context.Context, key string) (coop.OrgID, error) {
	x, err := c.current(ctx)
	if err != nil {
		return 0, err
	}
	return x.survivor(x.orgOf[key]), nil
}

func wrapped(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
