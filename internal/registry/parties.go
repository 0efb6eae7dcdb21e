package registry

import (
	"slices"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// resolved is a name with what it resolved to; org is 0 and key empty when it became a question.
type resolved struct {
	named    coop.NamedParty
	org      coop.OrgID
	key      string
	kind     coop.OrgKind
	question coop.QuestionID
}

func (r *Registry) parties(tx *store.Tx, s coop.Statement, was *Former) ([]coop.Party, error) {
	all := make([]resolved, 0, len(s.Parties))
	for _, n := range s.Parties {
		n.Name = r.signing(n, all)
		x, err := r.resolve(tx, n, was)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	parties := make([]coop.Party, len(all))
	for i, x := range all {
		role := x.named.Role
		if role == "" {
			role = coop.RoleOf(x.named.Name.Side, x.kind, authorities(all, x.named.Name.Side))
		}
		parties[i] = coop.Party{
			Org: x.org, Question: x.question, Side: x.named.Name.Side, Role: role, Text: x.named.Printed(), Place: x.named.Place,
		}
	}
	return parties, nil
}

// signing is the name of a signatory as beside a party of the record, where it then surely means that party: the words of an
// agreement may name by its former name the one that the record names by today's.
func (r *Registry) signing(n coop.NamedParty, all []resolved) coop.Name {
	if n.Role != coop.Signatory || n.Name.Side != "" {
		return n.Name
	}
	for _, x := range all {
		as := x.named.Name
		as.Text, as.Beside = n.Name.Text, append(slices.Clone(as.Beside), as.Text)
		if res := r.resolver.Resolve(as); x.key != "" && res.Sure && res.Candidates[0].OrgKey == x.key {
			return as
		}
	}
	return n.Name
}

func authorities(all []resolved, side coop.Side) bool {
	return slices.ContainsFunc(all, func(x resolved) bool { return x.named.Name.Side == side && x.kind.Public() })
}

// resolve makes a sure name an organisation with a mention, any other a question with its candidates, answered as it was
// where a former record asked it.
func (r *Registry) resolve(tx *store.Tx, n coop.NamedParty, was *Former) (resolved, error) {
	res := r.resolver.Resolve(n.Name)
	x := resolved{named: n}
	var ids []coop.OrgID
	for _, c := range res.Candidates {
		id, err := tx.Organisation(c)
		if err != nil {
			return x, err
		}
		if ids = append(ids, id); res.Sure {
			x.org, x.key, x.kind = id, c.OrgKey, c.Kind
			return x, tx.Mention(id, n.Printed(), n.Place)
		}
		if x.kind == "" {
			x.kind = c.Kind
		}
	}
	var err error
	if x.question, err = tx.Ask(n.Printed(), n.Place, ids); err != nil {
		return x, err
	}
	return x, was.again(tx, x.question, n.Printed())
}

// Name keeps that a record names organisations, each resolved or asked.
func (r *Registry) Name(tx *store.Tx, list []coop.NamedParty, was *Former) error {
	for _, n := range list {
		if _, err := r.resolve(tx, n, was); err != nil {
			return err
		}
	}
	return nil
}

// Meet works out whom names mean before they are kept, so that the transaction that keeps them need not.
func (r *Registry) Meet(list []coop.NamedParty) {
	for _, n := range list {
		r.resolver.Resolve(n.Name)
	}
}

// Knows says whether any of the names surely means an organisation of the reference data.
func (r *Registry) Knows(list []coop.NamedParty) bool {
	return slices.ContainsFunc(list, func(n coop.NamedParty) bool {
		res := r.resolver.Resolve(n.Name)
		return res.Sure && !strings.HasPrefix(res.Candidates[0].OrgKey, "name/")
	})
}

// title names a partnership by its sides: "Angoulême ↔ Ségou"; on a side with more than three, "et n autres".
func (r *Registry) title(tx *store.Tx, parties []coop.Party) (string, error) {
	sides := map[coop.Role][]string{}
	for _, p := range parties {
		if p.Role != coop.Holder && p.Role != coop.Partner {
			continue
		}
		name := p.Text
		if p.Org != 0 {
			o, _, err := tx.FindOrganisation(p.Org)
			if err != nil {
				return "", err
			}
			name = o.Name
		}
		if !slices.Contains(sides[p.Role], name) {
			sides[p.Role] = append(sides[p.Role], name)
		}
	}
	return strings.Join(sides[coop.Holder], ", ") + " ↔ " + strings.Join(sides[coop.Partner], ", "), nil
}

// locate places each action: in France where it says so, else at the one child of a partner's territory that its text
// names, else at the partner's territory if there is one partner only: one of a third country gives with the holder.
func (r *Registry) locate(tx *store.Tx, actions []coop.Action, parties []coop.Party) ([]coop.Action, error) {
	actions = slices.Clone(actions)
	var keys []string
	for _, p := range parties {
		if p.Role != coop.Partner || p.Side == coop.Third || p.Org == 0 {
			continue
		}
		_, key, err := tx.FindOrganisation(p.Org)
		if err != nil {
			return nil, err
		}
		if key != "" {
			keys = append(keys, key)
		}
	}
	for i, a := range actions {
		if a.InFrance {
			continue
		}
		id, err := tx.Territory(r.where(a.Description, keys))
		if err != nil {
			return nil, err
		}
		actions[i].Territory = id
	}
	return actions, nil
}

func (r *Registry) where(text string, partners []string) string {
	for _, key := range partners {
		if child, ok := r.resolver.Within(text, key); ok {
			return child
		}
	}
	if len(partners) == 1 {
		return partners[0]
	}
	return ""
}
