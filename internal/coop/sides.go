package coop

import (
	"fmt"
	"slices"
	"strings"
)

// Sides writes the sets of holders and of partners as two keys, in any order of naming the same. A side with an open
// question has the key of its question, so that it equals no other: who is meant is not decided.
func Sides(parties []Party) (holders, partners string) {
	return sideKey(parties, Holder), sideKey(parties, Partner)
}

// Decided says whether both sides are there and every holder and partner is known.
func Decided(parties []Party) bool {
	h, p := Sides(parties)
	return h != "" && p != "" && !strings.Contains(h+p, "?")
}

func sideKey(parties []Party, role Role) string {
	var keys []string
	for _, p := range parties {
		if p.Role != role {
			continue
		}
		if p.Org == 0 {
			keys = append(keys, fmt.Sprintf("?%d", p.Question))
			continue
		}
		keys = append(keys, fmt.Sprintf("%d", p.Org))
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), " ")
}

// RoleOf is the role of a party by its side and kind: the authorities of the declaring side hold the partnership, and
// an association named beside one is its associate; where no authority is named, whoever declares holds it. On the
// other side authorities, their groupings and villages are partners in the same way. docs/DATA.md, "Rôles".
func RoleOf(side Side, kind OrgKind, authorities bool) Role {
	public := kind.Public()
	switch {
	case authorities && !public:
		return Associate
	case side == French:
		return Holder
	}
	return Partner
}

// Public says whether bodies of this kind govern a territory: authorities, their groupings, villages.
func (k OrgKind) Public() bool { return k == Authority || k == Intermunicipal || k == Village }
