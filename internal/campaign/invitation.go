package campaign

import (
	"context"
	"fmt"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Ask invites organisations in a campaign and says how many are new in it: who is asked already is not asked twice.
func (c *Campaigns) Ask(ctx context.Context, author coop.Author, id coop.CampaignID, list []coop.Invitation) (fresh int, err error) {
	err = c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: ask", id), func(tx *store.Tx) error {
		fresh = 0
		if _, err := tx.FindCampaign(id); err != nil {
			return err
		}
		for _, i := range list {
			i.Campaign = id
			if i, err = reached(i); err != nil {
				return err
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

// reached is an invitation with its address as it is kept, in a language that questionnaires have. Error: invalid.
func reached(i coop.Invitation) (coop.Invitation, error) {
	if i.Lang == "" {
		i.Lang = "fr"
	}
	switch {
	case i.Asked == "":
		return i, coop.Refuse(coop.Invalid, "campaign.missing.asked")
	case i.Lang != "fr" && i.Lang != "en":
		return i, coop.Refuse(coop.Invalid, "campaign.lang", i.Lang)
	case i.Email == "":
		return i, nil
	}
	address, err := coop.Address(i.Email)
	i.Email = address
	return i, err
}

// Whom are those whom a campaign could ask: the organisations of the partnerships that a query finds, on the sides that are
// asked, each with the contact that the register has for its side; where networks are named, those of partnerships in which
// one of their members has a part. Nothing is written.
func (c *Campaigns) Whom(ctx context.Context, q catalogue.Query, sides []coop.Side, networks ...coop.OrgID) ([]coop.Invitation, error) {
	found, err := c.Reader.Whole(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []coop.Invitation
	for item, err := range found.Each {
		if err != nil {
			return nil, err
		}
		in, err := c.within(ctx, item.ID, networks)
		if err != nil {
			return nil, err
		}
		if !in {
			continue
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

// within says whether a member of one of some networks has a part in a partnership; of no networks, everybody has.
func (c *Campaigns) within(ctx context.Context, id coop.PartnershipID, networks []coop.OrgID) (bool, error) {
	if len(networks) == 0 {
		return true, nil
	}
	o, err := c.Reader.Touched(ctx, coop.KindPartnership, int64(id))
	return slices.ContainsFunc(o.Networks, func(n coop.OrgID) bool { return slices.Contains(networks, n) }), err
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

// Reach changes by whom and how somebody is reached, and in which language; what is written about a reply that was begun goes there
// as well. Errors: notfound, invalid.
func (c *Campaigns) Reach(ctx context.Context, author coop.Author, one coop.Invitation) error {
	return c.Store.Update(ctx, author, "invitation "+one.Number()+": reach", func(tx *store.Tx) error {
		i, err := tx.FindInvitation(one.ID)
		if err != nil {
			return err
		}
		i.Name, i.Email, i.Phone, i.Lang = one.Name, one.Email, one.Phone, one.Lang
		if i, err = reached(i); err != nil {
			return err
		}
		if err := tx.SaveInvitation(i); err != nil || i.Reply == 0 {
			return err
		}
		return tx.ReplyTo(i.Reply, i.Email)
	})
}

// Renew makes a link anew: the one before leads nowhere from now on, and what was answered by it stays. Error: notfound.
func (c *Campaigns) Renew(ctx context.Context, author coop.Author, id coop.InvitationID) error {
	return c.onInvitation(ctx, author, id, "new link", func(i *coop.Invitation) error {
		i.Turn, i.State = i.Turn+1, coop.InvitationReady
		return nil
	})
}

// Revoke takes a link back. Error: notfound.
func (c *Campaigns) Revoke(ctx context.Context, author coop.Author, id coop.InvitationID) error {
	return c.onInvitation(ctx, author, id, "revoke", func(i *coop.Invitation) error {
		i.State = coop.InvitationRevoked
		return nil
	})
}

// HandedOver says that a link was given to who is asked by other means than mail: a letter, a call, a message. Errors:
// notfound; conflict where the link was taken back.
func (c *Campaigns) HandedOver(ctx context.Context, author coop.Author, ids ...coop.InvitationID) error {
	return c.onInvitations(ctx, author, ids, "handed over", func(i *coop.Invitation) error {
		switch i.State {
		case coop.InvitationRevoked:
			return coop.Refuse(coop.Conflict, "campaign.revoked")
		case coop.InvitationReady, coop.InvitationBounced:
			i.State = coop.InvitationSent
		}
		return nil
	})
}

// onInvitation changes an invitation.
func (c *Campaigns) onInvitation(ctx context.Context, author coop.Author, id coop.InvitationID, what string, f func(*coop.Invitation) error) error {
	return c.onInvitations(ctx, author, []coop.InvitationID{id}, what, f)
}

func (c *Campaigns) onInvitations(ctx context.Context, author coop.Author, ids []coop.InvitationID, what string, f func(*coop.Invitation) error) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("invitations %d: %s", ids, what), func(tx *store.Tx) error {
		for _, id := range ids {
			i, err := tx.FindInvitation(id)
			if err != nil {
				return err
			}
			if err := f(&i); err != nil {
				return err
			}
			if err := tx.SaveInvitation(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// Disclosed notes that somebody looked at the links of a campaign, or at how those whom it asks are reached.
func (c *Campaigns) Disclosed(ctx context.Context, author coop.Author, id coop.CampaignID, what string, times int) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: %s shown", id, what), func(tx *store.Tx) error {
		if _, err := tx.FindCampaign(id); err != nil {
			return err
		}
		tx.NoteTimes(what+" shown", times)
		return nil
	})
}

// Behalf lets somebody type a reply for who is asked, from paper or on the telephone, as means says, for twelve hours in her
// browser; that she did is a step of the reply (U46). What was begun by the link goes on. Errors: invalid; conflict where the campaign takes none now.
func (c *Campaigns) Behalf(ctx context.Context, author coop.Author, i coop.Invitation, browser, means string) error {
	if means != "paper" && means != "phone" {
		return coop.Refuse(coop.Invalid, "campaign.means")
	}
	r, err := c.Begin(coop.WithSending(ctx, nil), i, "", means)
	if err != nil {
		return err
	}
	return c.Store.Update(ctx, author, "invitation "+i.Number()+": typed on behalf, "+means, func(tx *store.Tx) error {
		if err := tx.Step(r.ID, "typed_"+means, ""); err != nil {
			return err
		}
		return tx.LendDevice(i.ID, hashed(i.ID, browser), c.Now().Add(typedTime).UnixMilli())
	})
}
