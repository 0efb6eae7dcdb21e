package refdata

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const sourceMoves = "INSEE, mouvements de communes (chargé)"

var isoDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// Kinds of INSEE's movements that change a commune; the others speak of delegated and associated communes.
const (
	modName     = 10
	modCreated  = 20
	modRestored = 21
	modEnded    = 30
	modMerged   = 31 // simple
	modNew      = 32 // commune nouvelle
	modJoined   = 33 // fusion-association
	modRecoded  = 41 // another département
	modRecoded2 = 50 // another seat
)

func (o *Official) takeMove(r row) {
	mod, err := strconv.Atoi(r.get("mod"))
	m := Move{
		Date: r.get("date|date_eff"), Mod: mod, Before: r.get("insee_avant|com_av"), BeforeName: r.get("nom_avant|libelle_av"),
		After: r.get("insee_apres|com_ap"), AfterName: r.get("nom_apres|libelle_ap"),
	}
	switch before, after := r.get("type_avant|typecom_av"), r.get("type_apres|typecom_ap"); {
	case err != nil:
		o.refuse(r, "official.number", r.get("mod"))
	case !isoDay.MatchString(m.Date):
		o.refuse(r, "official.date", m.Date)
	case after != "COM" || before != "COM" && !(mod == modRestored && before == "COMA"):
		o.Left++
	case !communeCode.MatchString(m.Before) || !communeCode.MatchString(m.After):
		o.refuse(r, "official.code", m.Before+" → "+m.After)
	default:
		if before == "COMA" { // an associated commune is a commune again: the one it was in goes on
			m.Before = m.After
			m.Mod = modCreated
		}
		o.Moves = append(o.Moves, m)
	}
}

// Lives are what movements tell: the versions of each commune that has an event of its own, by key, and the events.
func Lives(moves []Move) (map[string][]Version, []Succession) {
	moves = slices.Clone(moves)
	slices.SortStableFunc(moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Mod, b.Mod), cmp.Compare(a.After, b.After), cmp.Compare(a.Before, b.Before))
	})
	versions := map[string][]Version{}
	for _, m := range moves {
		begin(versions, m)
	}
	for _, list := range versions {
		for i := range list {
			if to := list[i].To; to != "" && to <= parisDivided {
				list[i].Parent = ""
			}
		}
	}
	return versions, eventsOf(moves)
}

// parisDivided is the day from which INSEE's codes are those of the départements of today: before it the Seine and the
// Seine-et-Oise had them too.
const parisDivided = "1968-01-01"

// begin lets a movement close the version of the commune before and open that of the commune after.
func begin(versions map[string][]Version, m Move) {
	same := m.Before == m.After
	if m.Mod != modCreated && m.Mod != modRestored {
		closeVersion(versions, m.Before, m.BeforeName, m.Date, same && m.BeforeName == m.AfterName)
	}
	if last := versions[comKey(m.After)]; len(last) > 0 && last[len(last)-1].To == "" && last[len(last)-1].Name == m.AfterName {
		return // it goes on under its name
	}
	opens := same && m.BeforeName != m.AfterName || m.Mod == modCreated || m.Mod == modRestored && !same || m.Mod == modRecoded || m.Mod == modRecoded2
	if opens {
		key := comKey(m.After)
		versions[key] = append(versions[key], version(m.After, m.AfterName, m.Date))
	}
}

// closeVersion ends the version that stands, on a day; the first of a commune is one whose beginning nobody gives.
func closeVersion(versions map[string][]Version, code, name, day string, goesOn bool) {
	key := comKey(code)
	if len(versions[key]) == 0 {
		versions[key] = []Version{version(code, name, "")}
	}
	if last := &versions[key][len(versions[key])-1]; !goesOn && last.To == "" && last.From != day {
		last.To = day
	}
}

func version(code, name, from string) Version {
	return Version{Name: name, Level: "commune", Parent: knownKey("fr/dep/" + departementOf(code)), From: from, Source: sourceMoves}
}

// knownKey is a key that the reference data have, or nothing.
func knownKey(key string) string {
	if _, ok := Lookup(key); !ok {
		return ""
	}
	return key
}

func comKey(code string) string { return "fr/com/" + code }

func departementOf(code string) string {
	if strings.HasPrefix(code, "97") || strings.HasPrefix(code, "98") {
		return code[:3]
	}
	return code[:2]
}

// eventsOf groups the movements of a day: those of one kind that lead to one commune are one merger, those that come
// from one commune one division.
func eventsOf(moves []Move) []Succession {
	groups := map[[3]string]*Succession{}
	for _, m := range moves {
		kind, by := kindOfMove(m)
		if kind == "" {
			continue
		}
		key := [3]string{m.Date, strconv.Itoa(m.Mod), by}
		if groups[key] == nil {
			groups[key] = &Succession{Kind: kind, Date: m.Date, Source: sourceMoves, Note: noteOfMove[m.Mod]}
		}
		s := groups[key]
		s.Before, s.After = append(s.Before, comKey(m.Before)), append(s.After, comKey(m.After))
	}
	var out []Succession
	for _, key := range slices.SortedFunc(maps.Keys(groups), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) }) {
		s := groups[key]
		slices.Sort(s.Before)
		slices.Sort(s.After)
		s.Before, s.After = slices.Compact(s.Before), slices.Compact(s.After)
		if s.Kind == "create" {
			s.Before = nil
		}
		out = append(out, *s)
	}
	return out
}

// noteOfMove says what a merger or a new code is, in INSEE's words.
var noteOfMove = map[int]string{
	modNew: "commune nouvelle", modJoined: "fusion-association", modRecoded: "autre département, autre code", modRecoded2: "autre chef-lieu, autre code",
}

// kindOfMove is our kind of event, with the code that its movements have in common; "" for one that versions tell.
func kindOfMove(m Move) (kind, by string) {
	switch m.Mod {
	case modNew, modRecoded, modRecoded2:
		return "merge", m.After
	case modMerged, modJoined:
		return "absorb", m.After
	case modRestored:
		return "split", m.Before
	case modEnded:
		return "dissolve", m.Before
	case modCreated:
		return "create", m.After
	}
	return "", ""
}
