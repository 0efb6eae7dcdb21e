package campaign

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/registry"
	"kafo/internal/store"
)

// Campaigns holds the censuses of a register.
type Campaigns struct {
	Store    *store.Store
	Registry *registry.Registry
	Importer *ingest.Importer
	Reader   *catalogue.Catalogue
	Now      func() time.Time
	secret   []byte // of which links are made; the register keeps it
}

// New opens the room on a register. The secret of its links is made when it is first asked for.
func New(ctx context.Context, c Campaigns) (*Campaigns, error) {
	offered := rand.Text() + rand.Text()
	err := c.Store.Update(ctx, coop.Operator, "campaign secret", func(tx *store.Tx) error {
		kept, err := tx.Secret("campaign", offered)
		c.secret = []byte(kept)
		return err
	})
	return &c, err
}

// Create prepares a campaign on a version of a questionnaire, whose file it keeps. Errors: invalid, by field; conflict where
// that version is known with other words.
func (c *Campaigns) Create(ctx context.Context, author coop.Author, one coop.Campaign, file string) (id coop.CampaignID, err error) {
	q, problems := parse(file)
	if len(problems) > 0 {
		return 0, coop.Refuse(coop.Invalid, problems[0].Key, problems[0].Args...)
	}
	one.ID, one.State, one.Questionnaire, one.Version = 0, coop.CampaignDraft, q.ID, q.Version
	if err := lacking(one); err != nil {
		return 0, err
	}
	err = c.Store.Update(ctx, author, "campaign", func(tx *store.Tx) error {
		if err := tx.KeepQuestionnaire(q.ID, q.Version, file); err != nil {
			return err
		}
		id, err = tx.SaveCampaign(one)
		return err
	})
	return id, err
}

// lacking is the first thing that a campaign lacks.
func lacking(one coop.Campaign) error {
	lacks := one.Check()
	for _, field := range []string{"titre", "auteur", "contact", "debut", "fin"} {
		if lacks[field] != nil {
			return lacks[field]
		}
	}
	return nil
}

// Change gives a campaign other words or days; its state is Move's and its questionnaire stays.
func (c *Campaigns) Change(ctx context.Context, author coop.Author, one coop.Campaign) error {
	if err := lacking(one); err != nil {
		return err
	}
	return c.Store.Update(ctx, author, "campaign "+fmt.Sprint(one.ID), func(tx *store.Tx) error {
		was, err := tx.FindCampaign(one.ID)
		if err != nil {
			return err
		}
		one.State, one.Questionnaire, one.Version = was.State, was.Questionnaire, was.Version
		_, err = tx.SaveCampaign(one)
		return err
	})
}

// Move opens, pauses or closes a campaign. Errors: notfound, conflict.
func (c *Campaigns) Move(ctx context.Context, author coop.Author, id coop.CampaignID, to coop.CampaignState) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: %s", id, to), func(tx *store.Tx) error {
		one, err := tx.FindCampaign(id)
		if err != nil {
			return err
		}
		if !slices.Contains(one.Next(), to) {
			return coop.Refuse(coop.Conflict, "campaign.no_move")
		}
		one.State = to
		_, err = tx.SaveCampaign(one)
		return err
	})
}

// Ask invites organisations in a campaign and says how many are new in it: who is asked already is not asked twice.
func (c *Campaigns) Ask(ctx context.Context, author coop.Author, id coop.CampaignID, list []coop.Invitation) (fresh int, err error) {
	err = c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: ask", id), func(tx *store.Tx) error {
		fresh = 0
		if _, err := tx.FindCampaign(id); err != nil {
			return err
		}
		for _, i := range list {
			i.Campaign = id
			if i.Email != "" {
				if i.Email, err = coop.Address(i.Email); err != nil {
					return err
				}
			}
			n, err := tx.Invite(i)
			if err != nil {
				return err
			}
			if n != 0 {
				fresh++
			}
		}
		return nil
	})
	return fresh, err
}

// Whom are those whom a campaign could ask: the organisations of the partnerships that a query finds, on the sides that are
// asked, each with the contact that the register has for its side. Nothing is written.
func (c *Campaigns) Whom(ctx context.Context, q catalogue.Query, sides []coop.Side) ([]coop.Invitation, error) {
	found, err := c.Reader.Whole(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []coop.Invitation
	for item, err := range found.Each {
		if err != nil {
			return nil, err
		}
		p, err := c.Reader.Partnership(ctx, item.ID)
		if err != nil {
			return nil, err
		}
		reach, err := c.Reader.Reachable(ctx, coop.KindPartnership, int64(item.ID))
		if err != nil {
			return nil, err
		}
		out = append(out, asked(p, reach, sides)...)
	}
	return out, nil
}

// asked are the sides of a partnership, one organisation for each: the first that is named.
func asked(p catalogue.Partnership, reach []coop.Contact, sides []coop.Side) []coop.Invitation {
	var out []coop.Invitation
	for _, side := range sides {
		at := slices.IndexFunc(p.Parties, func(x catalogue.Party) bool { return x.Side == side && !x.Org.Asked })
		if at < 0 {
			continue
		}
		i := coop.Invitation{Partnership: p.ID, Org: coop.OrgID(p.Parties[at].Org.ID), Asked: p.Parties[at].Org.Name, Side: side, Lang: "fr"}
		if k := slices.IndexFunc(reach, func(x coop.Contact) bool { return x.Side == side }); k >= 0 {
			i.Name, i.Email, i.Phone = reach[k].Name, reach[k].Email, reach[k].Phone
		}
		out = append(out, i)
	}
	return out
}

// Questionnaire is what a campaign, or a reply, asks. Error: notfound.
func (c *Campaigns) Questionnaire(ctx context.Context, name, version string) (coop.Questionnaire, error) {
	file, err := c.Reader.QuestionnaireFile(ctx, name, version)
	if err != nil {
		return coop.Questionnaire{}, err
	}
	q, problems := parse(file)
	if len(problems) > 0 {
		return q, fmt.Errorf("questionnaire %s %s: %s", name, version, problems[0].Key)
	}
	return q, nil
}
