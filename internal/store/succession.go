package store

import (
	"context"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/refdata"
	"kafo/internal/store/db"
)

// remember keeps what the reference data tell of the past of an entity that enters the register, and brings in those it
// came from and those that took its place, so that each has a page.
func (tx *Tx) remember(of coop.Scope, key string) error {
	loaded, err := tx.q.HasVersions(tx.ctx, db.HasVersionsParams{Scope: string(of), Key: key})
	if err != nil {
		return fmt.Errorf("versions of %s: %w", key, err)
	}
	versions := refdata.Versions(string(of), key)
	for _, v := range versions {
		if loaded > 0 {
			break // an official file has told more
		}
		if err := tx.saveVersion(of, key, v); err != nil {
			return err
		}
	}
	for _, v := range versions {
		if _, err := tx.Territory(v.Parent); of == coop.OfTerritory && err != nil {
			return err
		}
	}
	for _, s := range refdata.Successions(key) {
		if err := tx.saveSuccession(s); err != nil {
			return err
		}
	}
	return tx.neighbours(of, key)
}

// neighbour brings in an entity that an event names.
func (tx *Tx) neighbour(of coop.Scope, key string) error {
	place, isPlace, err := tx.lookup(key)
	switch {
	case err != nil:
		return err
	case of == coop.OfTerritory && isPlace:
		_, err := tx.Territory(key)
		return err
	case of == coop.OfOrganisation && isPlace:
		_, err := tx.Organisation(coop.Candidate{
			OrgKey: key, Name: place.Name, Kind: coop.KindOfLevel(place.Level), Country: place.Country, TerritoryKey: key,
		})
		return err
	case of == coop.OfOrganisation:
		body, ok := refdata.OrganisationByKey(key)
		if !ok {
			return nil
		}
		_, err := tx.Organisation(coop.Candidate{
			OrgKey: key, Name: body.Name, Kind: coop.OrgKind(body.Kind), Country: body.Country, TerritoryKey: body.Territory,
		})
		return err
	}
	return nil
}

func (tx *Tx) saveVersion(of coop.Scope, key string, v refdata.Version) error {
	codes, err := marshal(v.Codes)
	if err != nil {
		return err
	}
	name := v.Name
	if of == coop.OfOrganisation {
		name = coop.AuthorityName(v.Name, v.Level)
	}
	err = tx.q.SaveVersion(tx.ctx, db.SaveVersionParams{
		Scope: string(of), Key: key, ValidFrom: v.From, ValidTo: v.To, Name: name, Kind: v.Kind, Level: v.Level, Parent: v.Parent,
		Codes: codes, Origin: v.Source, RecordedAt: tx.at,
	})
	if err != nil {
		return fmt.Errorf("version of %s: %w", key, err)
	}
	return nil
}

func (tx *Tx) saveSuccession(s refdata.Succession) error {
	before, err := marshal(s.Before)
	if err != nil {
		return err
	}
	after, err := marshal(s.After)
	if err != nil {
		return err
	}
	err = tx.q.SaveSuccession(tx.ctx, db.SaveSuccessionParams{
		Kind: s.Kind, Dated: s.Date, Scope: s.Of, Predecessors: before, Successors: after, Basis: s.Basis, Origin: s.Source,
		Against: s.Against, Note: s.Note, RecordedAt: tx.at,
	})
	if err != nil {
		return fmt.Errorf("succession of %v: %w", s.Before, err)
	}
	tx.name(s.Before, s.After)
	return nil
}

// Remember gives the entities of a register that an older program made the past that this one knows.
func (s *Store) Remember(ctx context.Context, author coop.Author) error {
	return s.Update(ctx, author, "history of territories and organisations", func(tx *Tx) error {
		places, err := tx.q.ForgottenPlaces(ctx)
		if err != nil {
			return fmt.Errorf("territories without a past: %w", err)
		}
		bodies, err := tx.q.ForgottenBodies(ctx)
		if err != nil {
			return fmt.Errorf("organisations without a past: %w", err)
		}
		return errors.Join(tx.rememberAll(coop.OfTerritory, places), tx.rememberAll(coop.OfOrganisation, bodies))
	})
}

func (tx *Tx) rememberAll(of coop.Scope, keys []string) error {
	for _, key := range keys {
		if err := tx.remember(of, key); err != nil {
			return err
		}
		tx.changed("history")
	}
	return nil
}

// TerritoriesAsOf gives every territory and organisation of a register at a moment the name, level and parent of that
// date; what ended later has no end yet. It is for a register that is a copy made for one date: nothing else may ask it.
func (tx *Tx) TerritoriesAsOf(d coop.Date) error {
	if err := tx.placesAsOf(d); err != nil {
		return err
	}
	return tx.bodiesAsOf(d)
}

func (tx *Tx) placesAsOf(d coop.Date) error {
	rows, err := tx.q.PlacesWithVersions(tx.ctx)
	if err != nil {
		return fmt.Errorf("versions of territories: %w", err)
	}
	lives, ids := map[string]*coop.Life{}, map[string]int64{}
	for _, r := range rows {
		ids[r.Key] = r.ID
		grow(lives, r.Key, coop.Version{Name: r.Name, Level: r.Level, Parent: r.Parent, From: coop.Date(r.ValidFrom), To: coop.Date(r.ValidTo)})
	}
	for key, l := range lives {
		v, ended := l.Nearest(d)
		err := tx.q.SetTerritory(tx.ctx, db.SetTerritoryParams{
			ID: ids[key], Name: v.Name, Level: v.Level, Parent: null(coop.TerritoryID(ids[v.Parent])), ValidTo: string(ended),
		})
		if err != nil {
			return fmt.Errorf("territory %s as of %s: %w", key, d, err)
		}
	}
	return nil
}

func (tx *Tx) bodiesAsOf(d coop.Date) error {
	rows, err := tx.q.BodiesWithVersions(tx.ctx)
	if err != nil {
		return fmt.Errorf("versions of organisations: %w", err)
	}
	lives, ids := map[string]*coop.Life{}, map[string]int64{}
	for _, r := range rows {
		ids[r.Key] = r.ID
		grow(lives, r.Key, coop.Version{Name: r.Name, From: coop.Date(r.ValidFrom), To: coop.Date(r.ValidTo)})
	}
	for key, l := range lives {
		v, ended := l.Nearest(d)
		if err := tx.q.SetOrganisation(tx.ctx, db.SetOrganisationParams{ID: ids[key], Name: v.Name, ValidTo: string(ended)}); err != nil {
			return fmt.Errorf("organisation %s as of %s: %w", key, d, err)
		}
	}
	return nil
}

func grow(lives map[string]*coop.Life, key string, v coop.Version) {
	if lives[key] == nil {
		lives[key] = &coop.Life{Key: key}
	}
	lives[key].Versions = append(lives[key].Versions, v)
}
