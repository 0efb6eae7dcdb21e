package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// SaveCampaign keeps a campaign: a new one where it has no number.
func (tx *Tx) SaveCampaign(c coop.Campaign) (coop.CampaignID, error) {
	if c.ID == 0 {
		id, err := tx.nextID("campaign")
		if err != nil {
			return 0, err
		}
		c.ID = coop.CampaignID(id)
	}
	tx.noted("campaign")
	return c.ID, wrap(tx.q.SaveCampaign(tx.ctx, db.SaveCampaignParams{
		ID: int64(c.ID), Title: c.Title, Questionnaire: c.Questionnaire, Version: c.Version, State: string(c.State), Opens: string(c.Opens), Closes: string(c.Closes),
		Host: c.Host, Contact: c.Contact, Message: c.Message, Attached: string(c.Attached), Author: string(tx.author), At: tx.at,
	}), "campaign")
}

// FindCampaign is a campaign. Error: notfound.
func (tx *Tx) FindCampaign(id coop.CampaignID) (coop.Campaign, error) {
	r, err := tx.q.CampaignByID(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Campaign{}, coop.Refuse(coop.NotFound, "campaign.notfound")
	}
	return coop.Campaign{
		ID: coop.CampaignID(r.ID), Title: r.Title, Questionnaire: r.Questionnaire, Version: r.Version, State: coop.CampaignState(r.State),
		Opens: coop.Date(r.Opens), Closes: coop.Date(r.Closes), Host: r.Host, Contact: r.Contact, Message: r.Message, Attached: coop.Attached(r.Attached), CreatedAt: r.CreatedAt,
		KeptUntil: coop.Date(r.KeptUntil), TrashedAt: r.TrashedAt,
	}, wrap(err, "campaign")
}

// KeepQuestionnaire keeps the file of a version. Error: conflict where that version says something else already.
func (tx *Tx) KeepQuestionnaire(name, version, file string) error {
	if err := tx.q.SaveQuestionnaire(tx.ctx, db.SaveQuestionnaireParams{Name: name, Version: version, File: file}); err != nil {
		return fmt.Errorf("questionnaire: %w", err)
	}
	kept, err := tx.q.QuestionnaireFile(tx.ctx, db.QuestionnaireFileParams{Name: name, Version: version})
	if err == nil && kept != file {
		return coop.Refuse(coop.Conflict, "questionnaire.same_version", name, version)
	}
	tx.noted("questionnaire")
	return wrap(err, "questionnaire")
}

// QuestionnaireFile is the file of a version. Error: notfound.
func (tx *Tx) QuestionnaireFile(name, version string) (string, error) {
	file, err := tx.q.QuestionnaireFile(tx.ctx, db.QuestionnaireFileParams{Name: name, Version: version})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "cmd.questionnaire_none", name, version)
	}
	return file, wrap(err, "questionnaire")
}

// Invite asks somebody in a campaign; 0 where that organisation is asked about that partnership already.
func (tx *Tx) Invite(i coop.Invitation) (coop.InvitationID, error) {
	id, err := tx.nextID("invitation")
	if err != nil {
		return 0, err
	}
	n, err := tx.q.InsertInvitation(tx.ctx, db.InsertInvitationParams{
		ID: id, Campaign: int64(i.Campaign), Partnership: int64(i.Partnership), Organisation: int64(i.Org), Asked: i.Asked, Side: string(i.Side),
		Name: i.Name, Email: i.Email, Phone: i.Phone, Lang: i.Lang,
	})
	if err != nil || n == 0 {
		return 0, wrap(err, "invitation")
	}
	tx.noted("invitation")
	return coop.InvitationID(id), nil
}

// FindInvitation is an invitation. Error: notfound.
func (tx *Tx) FindInvitation(id coop.InvitationID) (coop.Invitation, error) {
	r, err := tx.q.InvitationByID(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Invitation{}, coop.Refuse(coop.NotFound, "reply.no_link")
	}
	return coop.Invitation{
		ID: coop.InvitationID(r.ID), Campaign: coop.CampaignID(r.Campaign), Partnership: coop.PartnershipID(r.Partnership), Org: coop.OrgID(r.Organisation), Asked: r.Asked,
		Side: coop.Side(r.Side), Name: r.Name, Email: r.Email, Phone: r.Phone, Lang: r.Lang, Turn: int(r.Turn), State: coop.InvitationState(r.State),
		Colleague: r.Colleague, OpenedAt: r.OpenedAt, Reply: coop.ContributionID(r.Reply),
	}, wrap(err, "invitation")
}

// SaveInvitation changes how somebody is reached and how far it has come.
func (tx *Tx) SaveInvitation(i coop.Invitation) error {
	tx.noted("invitation")
	// Browsers were trusted by the link of their turn: who gets the next one begins anew.
	if err := tx.q.ForgetDevices(tx.ctx, db.ForgetDevicesParams{Invitation: int64(i.ID), Turn: int64(i.Turn)}); err != nil {
		return fmt.Errorf("device: %w", err)
	}
	return wrap(tx.q.SaveInvitation(tx.ctx, db.SaveInvitationParams{
		ID: int64(i.ID), Name: i.Name, Email: i.Email, Phone: i.Phone, Lang: i.Lang, Turn: int64(i.Turn), State: string(i.State), Colleague: i.Colleague, OpenedAt: i.OpenedAt,
	}), "invitation")
}

// SaveDevice keeps a browser that an invitation was opened in, by the hash of its secret: with the hash of the code that it is to
// prove itself by until then (Unix ms, UTC), or as one that is trusted.
func (tx *Tx) SaveDevice(i coop.InvitationID, hash, codeHash string, until int64, trusted bool) error {
	tx.noted("device")
	n := int64(0)
	if trusted {
		n = deviceOwn
	}
	return wrap(tx.q.SaveDevice(tx.ctx, db.SaveDeviceParams{Invitation: int64(i), Hash: hash, CodeHash: codeHash, CodeUntil: until, Trusted: n, At: tx.at}), "device")
}

// LendDevice lets the browser of who types for somebody see and change her reply until then (Unix ms, UTC). It is none of hers: the
// first that she opens is trusted as if there were no other.
func (tx *Tx) LendDevice(i coop.InvitationID, hash string, until int64) error {
	tx.noted("device")
	return wrap(tx.q.SaveDevice(tx.ctx, db.SaveDeviceParams{Invitation: int64(i), Hash: hash, CodeUntil: until, Trusted: deviceLent, At: tx.at}), "device")
}

// What a browser is to a reply: of the house that was asked, or of who types for it.
const (
	deviceOwn  = 1
	deviceLent = 2
)

// DeviceCode is the hash of the code that a browser was sent, "" for none, and until when it holds.
func (tx *Tx) DeviceCode(i coop.InvitationID, hash string) (codeHash string, until int64, err error) {
	r, err := tx.q.DeviceOf(tx.ctx, db.DeviceOfParams{Invitation: int64(i), Hash: hash})
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	return r.CodeHash, r.CodeUntil, wrap(err, "device")
}

// Devices says whether a browser is trusted with an invitation, and how many others are.
func (tx *Tx) Devices(i coop.InvitationID, hash string) (mine bool, others int, err error) {
	r, err := tx.q.DeviceOf(tx.ctx, db.DeviceOfParams{Invitation: int64(i), Hash: hash})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, 0, fmt.Errorf("device: %w", err)
	}
	n, err := tx.q.DeviceCount(tx.ctx, int64(i))
	if r.Trusted == deviceOwn {
		n--
	}
	return r.Trusted == deviceOwn || r.Trusted == deviceLent && r.CodeUntil > tx.at, int(n), wrap(err, "device")
}

// NewReply keeps the reply that a contribution is.
func (tx *Tx) NewReply(r coop.Reply) error {
	given, known, done, err := inReply(r)
	if err != nil {
		return err
	}
	tx.noted("reply")
	return wrap(tx.q.InsertReply(tx.ctx, db.InsertReplyParams{
		Contribution: int64(r.ID), Invitation: int64(r.Invitation), Questionnaire: r.Questionnaire, Version: r.Version,
		Given: given, Known: known, Done: done, Declarant: r.Declarant, Means: r.Means, SavedAt: tx.at,
	}), "reply")
}

// SaveReply changes a reply at the revision that it was read at. Error: conflict where somebody saved it since.
func (tx *Tx) SaveReply(r coop.Reply) error {
	given, _, done, err := inReply(r)
	if err != nil {
		return err
	}
	n, err := tx.q.SaveReply(tx.ctx, db.SaveReplyParams{
		Contribution: int64(r.ID), Given: given, Done: done, Declarant: r.Declarant, Means: r.Means, SavedAt: tx.at, SentAt: r.SentAt, Was: int64(r.Revision),
	})
	if err == nil && n == 0 {
		return coop.Refuse(coop.Conflict, "reply.newer")
	}
	tx.noted("reply")
	return wrap(err, "reply")
}

func inReply(r coop.Reply) (given, known, done string, err error) {
	if given, err = marshal(r.Given); err != nil {
		return
	}
	if known, err = marshal(r.Known); err != nil {
		return
	}
	done, err = marshal(r.Done)
	return
}

// FindReply is what a contribution replies. Error: notfound.
func (tx *Tx) FindReply(id coop.ContributionID) (coop.Reply, error) {
	r, err := tx.q.ReplyByID(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Reply{}, coop.Refuse(coop.NotFound, "contribution.notfound")
	}
	if err != nil {
		return coop.Reply{}, fmt.Errorf("reply: %w", err)
	}
	out := coop.Reply{
		ID: id, Invitation: coop.InvitationID(r.Invitation), Questionnaire: r.Questionnaire, Version: r.Version, Revision: int(r.Revision),
		Declarant: r.Declarant, Means: r.Means, SavedAt: r.SavedAt, SentAt: r.SentAt,
	}
	return out, errors.Join(unmarshal(r.Given, &out.Given), unmarshal(r.Known, &out.Known), unmarshal(r.Done, &out.Done))
}

// ReplyTo changes to what address one writes about a reply; nothing where there is none yet.
func (tx *Tx) ReplyTo(id coop.ContributionID, email string) error {
	tx.noted("reply")
	return wrap(tx.q.ReplyTo(tx.ctx, db.ReplyToParams{ID: int64(id), Email: email}), "reply")
}

// SourceOf is the document of a record.
func (tx *Tx) SourceOf(id coop.RecordID) (coop.SourceID, error) {
	s, err := tx.q.SourceOfRecord(tx.ctx, int64(id))
	return coop.SourceID(s), wrap(err, "source of a record")
}

// WithdrawalOf is the decision by which a document is withdrawn; 0 of one that stands.
func (tx *Tx) WithdrawalOf(id coop.SourceID) (coop.DecisionID, error) {
	d, err := tx.q.WithdrawalOf(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return coop.DecisionID(d), wrap(err, "withdrawal")
}

// eraseInReplies takes somebody out of the answers to censuses, and of who may be asked instead: text takes her out of a text.
// Whoever was asked at the address has declared what was sent: her name goes too.
func (tx *Tx) eraseInReplies(email string, text func(string) string) error {
	rows, err := tx.q.Replies(tx.ctx)
	if err != nil {
		return fmt.Errorf("replies: %w", err)
	}
	for _, r := range rows {
		given, err := without(r.Given, text)
		if err != nil {
			return err
		}
		known, err := without(r.Known, text)
		if err != nil {
			return err
		}
		declarant := text(r.Declarant)
		if email != "" && r.Email == email {
			declarant = ""
		}
		if given == r.Given && known == r.Known && declarant == r.Declarant {
			continue
		}
		if err := tx.q.RewriteReply(tx.ctx, db.RewriteReplyParams{Contribution: r.Contribution, Given: given, Known: known, Declarant: declarant}); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	colleagues, err := tx.q.Colleagues(tx.ctx)
	if err != nil {
		return fmt.Errorf("invitations: %w", err)
	}
	for _, c := range colleagues {
		if now := text(c.Colleague); now != c.Colleague {
			if err := tx.q.SaveColleague(tx.ctx, db.SaveColleagueParams{ID: c.ID, Colleague: now}); err != nil {
				return fmt.Errorf("invitation: %w", err)
			}
		}
	}
	return nil
}

// without is a reply's answers with somebody taken out of every text.
func without(answers string, text func(string) string) (string, error) {
	var given map[string]coop.Given
	if err := unmarshal(answers, &given); err != nil || len(given) == 0 {
		return answers, err
	}
	for id, g := range given {
		for _, list := range append(slices.Clone(g.Rows), g.Values) {
			for i, v := range list {
				list[i] = text(v)
			}
		}
		g.Detail = text(g.Detail)
		for i := range g.Files {
			g.Files[i].Name = text(g.Files[i].Name)
		}
		given[id] = g
	}
	return marshal(given)
}

// TrashRespondents puts into the trash those of the campaigns that closed before a day and are not kept longer than today. It says
// of how many campaigns.
func (tx *Tx) TrashRespondents(closed, today coop.Date) (int, error) {
	n, err := tx.q.TrashRespondents(tx.ctx, db.TrashRespondentsParams{At: tx.at, Closed: string(closed), Today: string(today)})
	return tx.dropped(n, err, "respondents in the trash")
}

// KeepRespondents takes them out of the trash, and keeps them until a day.
func (tx *Tx) KeepRespondents(id coop.CampaignID, until coop.Date) error {
	tx.noted("respondents kept")
	return wrap(tx.q.KeepRespondents(tx.ctx, db.KeepRespondentsParams{ID: int64(id), KeptUntil: string(until)}), "respondents")
}

// DropRespondents forgets who was asked and who declared in the campaigns whose respondents are in the trash since an instant (Unix
// ms) or longer, with answers that have come to nothing. It says how many invitations named somebody.
func (tx *Tx) DropRespondents(trashed int64) (int, error) {
	for _, forget := range []func(context.Context, int64) error{tx.q.ForgetDevicesBefore, tx.q.ForgetDeclarants, tx.q.ForgetReplies, tx.q.ForgetAttachments, tx.q.ForgetReplyAddresses, tx.q.DropTasks} {
		if err := forget(tx.ctx, trashed); err != nil {
			return 0, fmt.Errorf("replies: %w", err)
		}
	}
	n, err := tx.q.ForgetInvited(tx.ctx, trashed)
	return tx.dropped(n, err, "respondents")
}
