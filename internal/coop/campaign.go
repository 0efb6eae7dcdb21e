package coop

import (
	"strconv"
	"time"
)

// CampaignID is the number of a campaign.
type CampaignID int64

// Paris is where campaigns are held: their days begin and end on its clock, and an edition that nobody dates has its day.
var Paris = func() *time.Location {
	at, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.UTC
	}
	return at
}()

// Campaign is a census while it is held: who is asked what, from when to when (campagne de recensement). It is private but
// for what its accepted replies become.
type Campaign struct {
	ID            CampaignID
	Title         string
	Questionnaire string // name and version of what is asked when somebody begins now
	Version       string
	State         CampaignState
	Opens         Date
	Closes        Date   // the last day on which one may answer, in Paris
	Host          string // in whose name it is held, as letters say
	Contact       string // whom one asks about it: an address or a telephone number that is answered
	Message       string // the host's own words in the letter
	Attached      Attached
	CreatedAt     int64 // Unix milliseconds, UTC
	KeptUntil     Date  // until when its respondents are kept; "" for a year from the close
	TrashedAt     int64 // since when they are in the trash (Unix milliseconds, UTC); 0: they are not
}

// For how long the respondents of a campaign are in the trash before they are forgotten, how long before it is said that they
// will be, and how much longer they may be kept at a time (U26).
const (
	RespondentsTrash  = 14 * 24 * time.Hour
	RespondentsNotice = 30 * 24 * time.Hour
	RespondentsLonger = 12 // months
)

// Expires is the day after which its respondents – who was asked, what she wrote, answers that were not accepted – go into the
// trash.
func (c Campaign) Expires() Date {
	closes, err := time.Parse(time.DateOnly, string(c.Closes))
	if err != nil {
		return c.KeptUntil
	}
	return max(Date(closes.AddDate(1, 0, 0).Format(time.DateOnly)), c.KeptUntil)
}

// Keeping is how far the respondents of a campaign are on their way out.
type Keeping string

// Steps of that way.
const (
	KeepingOn    Keeping = "on"    // they are kept, and for a while
	KeepingEnds  Keeping = "ends"  // notice is given
	KeepingTrash Keeping = "trash" // they are in the trash, and may be restored
	KeepingGone  Keeping = "gone"  // they are forgotten
)

// Keeping is how far they are at a time.
func (c Campaign) Keeping(now time.Time) Keeping {
	ends, err := time.Parse(time.DateOnly, string(c.Expires()))
	switch {
	case c.TrashedAt != 0 && !now.Before(c.Forgets()):
		return KeepingGone
	case c.TrashedAt != 0:
		return KeepingTrash
	case err == nil && !now.Before(ends.Add(-RespondentsNotice)):
		return KeepingEnds
	}
	return KeepingOn
}

// Forgets is when the trash is over.
func (c Campaign) Forgets() time.Time { return time.UnixMilli(c.TrashedAt).Add(RespondentsTrash) }

// CampaignState is how far a campaign is.
type CampaignState string

// States of campaigns.
const (
	CampaignDraft  CampaignState = "draft"  // en préparation
	CampaignOpen   CampaignState = "open"   // ouverte
	CampaignPaused CampaignState = "paused" // en pause: one may answer, nobody is written to
	CampaignClosed CampaignState = "closed" // close
)

// Takes says whether one may answer now.
func (c Campaign) Takes(today Date) bool {
	return (c.State == CampaignOpen || c.State == CampaignPaused) && today >= c.Opens && today <= c.Closes
}

// campaignMoves are the states that may follow each.
var campaignMoves = map[CampaignState][]CampaignState{
	CampaignDraft: {CampaignOpen}, CampaignOpen: {CampaignPaused, CampaignClosed}, CampaignPaused: {CampaignOpen, CampaignClosed}, CampaignClosed: {CampaignOpen},
}

// Next are the states that a campaign may go into.
func (c Campaign) Next() []CampaignState { return campaignMoves[c.State] }

// Check says what a campaign lacks, by field.
func (c Campaign) Check() map[string]error {
	out := map[string]error{}
	for field, text := range map[string]string{"titre": c.Title, "auteur": c.Host, "contact": c.Contact} {
		if text == "" {
			out[field] = Refuse(Invalid, "campaign.missing."+field)
		}
	}
	if !c.Opens.Valid() || len(c.Opens) != 10 {
		out["debut"] = Refuse(Invalid, "campaign.day")
	}
	if !c.Closes.Valid() || len(c.Closes) != 10 {
		out["fin"] = Refuse(Invalid, "campaign.day")
	} else if c.Closes < c.Opens {
		out["fin"] = Refuse(Invalid, "campaign.order")
	}
	return out
}

// InvitationID is the number of an invitation.
type InvitationID int64

// Invitation is one that is asked by a campaign: a side of a partnership, and how it is reached. Private.
type Invitation struct {
	ID          InvitationID
	Campaign    CampaignID
	Partnership PartnershipID // 0: one that the register does not know yet
	Org         OrgID         // who is asked; 0: unknown
	Asked       string        // the name of who is asked, as letters and pages say it
	Side        Side
	Name        string // of the person, if one is known
	Email       string // "": a letter, a call
	Phone       string
	Lang        string
	Turn        int // of the link: one that is revoked makes place for the next
	State       InvitationState
	Colleague   string // whom somebody names who is not the right person
	OpenedAt    int64  // when the link was first opened; 0: not yet
	Reply       ContributionID
}

// InvitationState is how far an invitation has come.
type InvitationState string

// States of invitations.
const (
	InvitationReady   InvitationState = "ready"   // à envoyer
	InvitationSent    InvitationState = "sent"    // envoyée
	InvitationBounced InvitationState = "bounced" // revenue
	InvitationRefused InvitationState = "refused" // ne souhaite pas répondre
	InvitationWrong   InvitationState = "wrong"   // pas la bonne personne
	InvitationRevoked InvitationState = "revoked" // lien retiré
)

// Number is the number in digits.
func (i Invitation) Number() string { return strconv.FormatInt(int64(i.ID), 10) }
