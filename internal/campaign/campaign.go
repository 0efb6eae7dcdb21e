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
		one.State, one.Questionnaire, one.Version, one.Attached = was.State, was.Questionnaire, was.Version, was.Attached
		_, err = tx.SaveCampaign(one)
		return err
	})
}

// Enclose has the questionnaire go with the invitations that are prepared from now on. Errors: notfound, invalid.
func (c *Campaigns) Enclose(ctx context.Context, author coop.Author, id coop.CampaignID, a coop.Attached) error {
	if !slices.Contains(coop.AttachedChoices, a) {
		return coop.Refuse(coop.Invalid, "letters.attached.which")
	}
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: attach", id), func(tx *store.Tx) error {
		one, err := tx.FindCampaign(id)
		if err != nil {
			return err
		}
		one.Attached = a
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
