package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/refdata"
	"kafo/internal/store/db"
)

// lookup is a territory of the reference data: as shipped, with what an administrator has loaded.
func (tx *Tx) lookup(key string) (t refdata.Territory, ok bool, err error) {
	t, ok = refdata.Lookup(key)
	body, err := tx.q.Reference(tx.ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return t, ok, nil
	}
	if err != nil {
		return t, ok, fmt.Errorf("reference %s: %w", key, err)
	}
	var more refdata.Territory
	if err := json.Unmarshal([]byte(body), &more); err != nil {
		return t, ok, fmt.Errorf("reference %s: %w", key, err)
	}
	return t.Extended(more), true, nil
}

// Reference is everything that was loaded, in the order of the keys.
func (s *Store) Reference(ctx context.Context) ([]refdata.Territory, error) {
	bodies, err := db.New(s.db.Reader()).References(ctx)
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	list := make([]refdata.Territory, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal([]byte(body), &list[i]); err != nil {
			return nil, fmt.Errorf("reference: %w", err)
		}
	}
	return list, nil
}

// Outlines are the outlines that were loaded, by key of their territory: rings of longitude and latitude.
func (s *Store) Outlines(ctx context.Context) (map[string][][][2]float64, error) {
	rows, err := db.New(s.db.Reader()).Outlines(ctx)
	if err != nil {
		return nil, fmt.Errorf("outlines: %w", err)
	}
	out := map[string][][][2]float64{}
	for _, r := range rows {
		var rings [][][2]float64
		if err := json.Unmarshal([]byte(r.Rings), &rings); err != nil {
			return nil, fmt.Errorf("outline of %s: %w", r.Key, err)
		}
		out[r.Key] = rings
	}
	return out, nil
}

// Pcode is the key of the territory that bears an OCHA code by what was loaded; "" where none does.
func Pcode(loaded []refdata.Territory) func(string) string {
	byCode := map[string]string{}
	for _, t := range loaded {
		if code := t.Codes[coop.SchemePCode]; code != "" {
			byCode[code] = t.Key
		}
	}
	return func(code string) string { return byCode[code] }
}

// LoadOfficial keeps what an official file holds and gives it to the territories and organisations of the register. It
// says how many rows were kept, and which identifiers were refused. Loading a file again changes nothing.
func (tx *Tx) LoadOfficial(o refdata.Official) (kept int, refused []refdata.Refusal, err error) {
	for i, p := range o.Places {
		wrong := validate(p.Codes)
		for _, id := range wrong {
			refused = append(refused, refdata.Refusal{Line: o.Lines[i], Key: "official.identifier", Arg: id.Scheme + " " + id.Value})
		}
		if slices.ContainsFunc(wrong, func(id coop.Identifier) bool { return strings.HasSuffix(p.Key, "/"+id.Value) }) {
			continue // it is known by nothing else
		}
		if err := tx.extend(p); err != nil {
			return kept, nil, err
		}
		kept++
	}
	for key, rings := range o.Outlines {
		if err := tx.saveOutline(key, rings); err != nil {
			return kept, nil, err
		}
	}
	for _, c := range o.Codes {
		err := tx.q.SaveListedCode(tx.ctx, db.SaveListedCodeParams{
			List: o.List, Code: c.Code, NameFr: c.French, NameEn: c.English, Withdrawn: c.Withdrawn, RecordedAt: tx.at,
		})
		if err != nil {
			return kept, nil, fmt.Errorf("code %s: %w", c.Code, err)
		}
	}
	rates := make([]coop.Rate, len(o.Rates))
	for i, r := range o.Rates {
		rates[i] = coop.Rate{Currency: r.Currency, Year: r.Year, Micros: r.Micros, Origin: "BCE"}
	}
	unborne, err := tx.nameCodes(o.Identifiers)
	refused = append(refused, unborne...)
	err = errors.Join(err, tx.SaveRates(rates), tx.move(o.Moves))
	kept += len(o.Outlines) + len(o.Codes) + len(rates) + len(o.Moves) + len(o.Identifiers) - len(unborne)
	if kept > 0 {
		tx.changed("reference")
	}
	return kept, refused, err
}

// validate writes the identifiers of a row as their schemes do, and takes out those that they forbid (F9).
func validate(codes map[string]string) (wrong []coop.Identifier) {
	for _, scheme := range slices.Sorted(maps.Keys(codes)) {
		id := coop.Identifier{Scheme: scheme, Value: codes[scheme]}
		switch n := id.Normal(); {
		case !id.Known():
		case !n.Valid():
			wrong = append(wrong, id)
			delete(codes, scheme)
		default:
			codes[scheme] = n.Value
		}
	}
	return wrong
}

// extend keeps a loaded row beside what was loaded of the same key before, and gives it to the territory of the register.
func (tx *Tx) extend(more refdata.Territory) error {
	body, err := tx.q.Reference(tx.ctx, more.Key)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reference %s: %w", more.Key, err)
	}
	if err == nil {
		var old refdata.Territory
		if err := json.Unmarshal([]byte(body), &old); err != nil {
			return fmt.Errorf("reference %s: %w", more.Key, err)
		}
		more = old.Extended(more)
	}
	if body, err = marshal(more); err != nil {
		return err
	}
	if err := tx.q.SaveReference(tx.ctx, db.SaveReferenceParams{Key: more.Key, Body: body, RecordedAt: tx.at}); err != nil {
		return fmt.Errorf("reference %s: %w", more.Key, err)
	}
	shipped, _ := refdata.Lookup(more.Key)
	t := shipped.Extended(more)
	codes, err := marshal(t.Codes)
	if err != nil {
		return err
	}
	names, err := marshal(t.Aliases)
	if err != nil {
		return err
	}
	arg := db.ExtendTerritoryParams{Key: t.Key, Codes: codes, Names: names, Lat: t.Lat, Lon: t.Lon, Point: t.Precision}
	if _, err := tx.q.ExtendTerritory(tx.ctx, arg); err != nil {
		return fmt.Errorf("territory %s: %w", t.Key, err)
	}
	return nil
}

func (tx *Tx) saveOutline(key string, rings [][][2]float64) error {
	text, err := marshal(rings)
	if err != nil {
		return err
	}
	if err := tx.q.SaveOutline(tx.ctx, db.SaveOutlineParams{Key: key, Rings: text, RecordedAt: tx.at}); err != nil {
		return fmt.Errorf("outline of %s: %w", key, err)
	}
	return nil
}

// nameCodes gives identifiers to the territories and organisations that bear them; one that its scheme forbids, or whose
// bearer nobody knows, is refused.
func (tx *Tx) nameCodes(list []refdata.ListedID) (refused []refdata.Refusal, err error) {
	for _, l := range list {
		id := coop.Identifier{Scheme: l.Scheme, Value: l.Value}.Normal()
		if !id.Known() || !id.Valid() {
			refused = append(refused, refdata.Refusal{Line: l.Line, Key: "official.identifier", Arg: l.Scheme + " " + l.Value})
			continue
		}
		known, err := tx.bear(l.Key, id)
		if err != nil {
			return refused, err
		}
		if !known {
			refused = append(refused, refdata.Refusal{Line: l.Line, Key: "official.nowhere", Arg: l.Key})
		}
	}
	return refused, nil
}

func (tx *Tx) bear(key string, id coop.Identifier) (known bool, err error) {
	_, known, err = tx.lookup(key)
	if err != nil || known {
		if err == nil {
			err = tx.extend(refdata.Territory{Key: key, Codes: map[string]string{id.Scheme: id.Value}})
		}
		return known, err
	}
	text, err := tx.q.OrganisationCodes(tx.ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	codes := map[string]string{}
	if err == nil {
		err = json.Unmarshal([]byte(text), &codes)
	}
	if err != nil {
		return true, fmt.Errorf("codes of %s: %w", key, err)
	}
	codes[id.Scheme] = id.Value
	if text, err = marshal(codes); err != nil {
		return true, err
	}
	if err := tx.q.SetOrganisationCodes(tx.ctx, db.SetOrganisationCodesParams{Key: key, Codes: text}); err != nil {
		return true, fmt.Errorf("codes of %s: %w", key, err)
	}
	return true, nil
}

// move keeps what movements of communes tell: the versions of each commune take the place of those known before, the
// communes that have ended are known by their names, and those of the register get their neighbours.
func (tx *Tx) move(moves []refdata.Move) error {
	if len(moves) == 0 {
		return nil
	}
	lives, events := refdata.Lives(moves)
	for key, versions := range lives {
		if err := tx.relive(key, versions); err != nil {
			return err
		}
	}
	for _, s := range events {
		if err := tx.saveSuccession(s); err != nil {
			return err
		}
	}
	places, err := tx.q.PlaceKeys(tx.ctx)
	if err != nil {
		return fmt.Errorf("territories: %w", err)
	}
	bodies, err := tx.q.BodyKeys(tx.ctx)
	if err != nil {
		return fmt.Errorf("organisations: %w", err)
	}
	for _, key := range places {
		err = errors.Join(err, tx.neighbours(coop.OfTerritory, key))
	}
	for _, key := range bodies {
		err = errors.Join(err, tx.neighbours(coop.OfOrganisation, key))
	}
	return err
}

func (tx *Tx) relive(key string, versions []refdata.Version) error {
	last := versions[len(versions)-1]
	if _, known := refdata.Lookup(key); !known && last.To != "" {
		former := refdata.Territory{Key: key, Name: last.Name, Level: last.Level, Country: "FR", Parent: last.Parent, To: last.To, Source: last.Source}
		if err := tx.extend(former); err != nil {
			return err
		}
	}
	for _, of := range []coop.Scope{coop.OfTerritory, coop.OfOrganisation} {
		if err := tx.q.DropVersions(tx.ctx, db.DropVersionsParams{Scope: string(of), Key: key}); err != nil {
			return fmt.Errorf("versions of %s: %w", key, err)
		}
		for _, v := range versions {
			if of == coop.OfOrganisation {
				v.Parent = ""
			}
			if err := tx.saveVersion(of, key, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// neighbours brings in the entities that the events of one name.
func (tx *Tx) neighbours(of coop.Scope, key string) error {
	if named, err := tx.inEvents(key); err != nil || !named {
		return err
	}
	rows, err := tx.q.SuccessionsOf(tx.ctx, "%\""+key+"\"%")
	if err != nil {
		return fmt.Errorf("events of %s: %w", key, err)
	}
	for _, r := range rows {
		if r.Scope != "" && coop.Scope(r.Scope) != of {
			continue
		}
		var before, after []string
		if err := errors.Join(json.Unmarshal([]byte(r.Predecessors), &before), json.Unmarshal([]byte(r.Successors), &after)); err != nil {
			return fmt.Errorf("events of %s: %w", key, err)
		}
		for _, other := range slices.Concat(before, after) {
			if err := tx.neighbour(of, other); err != nil {
				return err
			}
		}
	}
	return nil
}

// inEvents says whether an event names an entity. Most are in none, and each that enters the register asks: the keys are
// read once a transaction instead of the events for each.
func (tx *Tx) inEvents(key string) (bool, error) {
	if tx.events != nil {
		return tx.events[key], nil
	}
	rows, err := tx.q.NamedInEvents(tx.ctx)
	if err != nil {
		return false, fmt.Errorf("events of %s: %w", key, err)
	}
	tx.events = map[string]bool{}
	for _, r := range rows {
		var before, after []string
		if err := errors.Join(json.Unmarshal([]byte(r.Predecessors), &before), json.Unmarshal([]byte(r.Successors), &after)); err != nil {
			return false, fmt.Errorf("events of %s: %w", key, err)
		}
		tx.name(before, after)
	}
	return tx.events[key], nil
}

// name adds the entities of an event to those that events name, where those have been read.
func (tx *Tx) name(before, after []string) {
	for _, key := range slices.Concat(before, after) {
		if tx.events != nil {
			tx.events[key] = true
		}
	}
}
