package contact

import (
	"context"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Dossier is what a human needs to decide on the erasure of a person: what the register knows of her, and other records in
// which a name like hers stands, which no program can decide on (R5).
type Dossier struct {
	catalogue.Known
	Like []catalogue.Place
}

// Dossier is that of an address, for who decides. Errors: forbidden; notfound for an address of which nothing is known.
func (d *Desk) Dossier(ctx context.Context, c coop.Caller, email string) (out Dossier, err error) {
	if _, err = coop.Can(c, coop.VerbDecide, coop.Object{}); err != nil {
		return out, err
	}
	if email, err = coop.Address(email); err != nil {
		return out, err
	}
	if out.Known, err = d.Reader.KnownOf(ctx, email); err != nil {
		return out, err
	}
	if out.Nothing() {
		return out, coop.Refuse(coop.NotFound, "person.unknown")
	}
	var erasers []*catalogue.Eraser
	for _, k := range out.Contacts {
		e, err := d.Reader.Eraser(ctx, k.Contact)
		if err != nil {
			return out, err
		}
		erasers = append(erasers, e)
	}
	places, err := d.Reader.LeftOf(ctx, erasers)
	for _, p := range places {
		if !slices.ContainsFunc(out.Contacts, func(k catalogue.KnownContact) bool { return k.Contact.Record == p.Record }) {
			out.Like = append(out.Like, p)
		}
	}
	return out, err
}

// KeepPart decides that what a document says of a contact stays when she is erased (art. 17(3) GDPR); her address, her
// telephone and every way to her go all the same. The reason is shown to her, and must not name her. Errors: forbidden, invalid,
// notfound, conflict where it was decided already.
func (d *Desk) KeepPart(ctx context.Context, c coop.Caller, email string, id coop.ContactID, ground coop.Ground, why string) error {
	author, err := coop.Can(c, coop.VerbDecide, coop.Object{})
	if err != nil {
		return err
	}
	of, err := d.own(ctx, email, id)
	if err != nil {
		return err
	}
	if why, err = reason(why, of); err != nil {
		return err
	}
	if !slices.Contains(coop.Grounds, ground) {
		return coop.Refuse(coop.Invalid, "kept.ground_wrong")
	}
	standing, err := d.Reader.KeptParts(ctx, email)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(standing, func(k catalogue.KeptPart) bool { return k.Contact == id }) {
		return coop.Refuse(coop.Conflict, "kept.already")
	}
	return d.Store.Update(ctx, author, "kept from erasure", func(tx *store.Tx) error {
		return tx.KeepPart(coop.KeptPart{Contact: id, Record: of.Record, AddressHash: coop.AddressHash(email), Ground: ground, Why: why})
	})
}

// reason is a text that says why, and not who.
func reason(typed string, of coop.Contact) (string, error) {
	why := strings.Join(strings.Fields(typed), " ")
	said := " " + coop.Fold(why) + " "
	switch {
	case why == "":
		return "", coop.Refuse(coop.Invalid, "form.why_missing")
	case len(why) > 600, coop.AddressIn(why) != "":
		return "", coop.Refuse(coop.Invalid, "kept.why_wrong")
	}
	for _, word := range strings.Fields(coop.Fold(of.Name)) {
		if len(word) > 3 && strings.Contains(said, " "+word+" ") {
			return "", coop.Refuse(coop.Invalid, "kept.why_wrong")
		}
	}
	return why, nil
}

// EndKeptPart takes such a decision back: what stayed of an erased person is erased by kafo person erase. Errors: forbidden,
// notfound.
func (d *Desk) EndKeptPart(ctx context.Context, c coop.Caller, id coop.KeptPartID, why string) error {
	author, err := coop.Can(c, coop.VerbDecide, coop.Object{})
	if err != nil {
		return err
	}
	if why = strings.Join(strings.Fields(why), " "); why == "" {
		return coop.Refuse(coop.Invalid, "form.why_missing")
	}
	return d.Store.Update(ctx, author, why, func(tx *store.Tx) error { return tx.EndKeptPart(id) })
}

// stays are the contacts whose documents stay as they are.
func (d *Desk) stays(ctx context.Context, list []coop.Contact) (map[coop.ContactID]bool, error) {
	out := map[coop.ContactID]bool{}
	for _, c := range list {
		if c.Email == "" {
			continue
		}
		kept, err := d.Reader.KeptParts(ctx, c.Email)
		if err != nil {
			return nil, err
		}
		for _, k := range kept {
			out[k.Contact] = true
		}
	}
	return out, nil
}
