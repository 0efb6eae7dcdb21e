package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// seenField is the hidden field by which a form about several things says the version of each: its number, a colon, the version.
const seenField = "vu"

// Meanwhile is what a form about several things did not decide, because it has changed since the form was opened.
type Meanwhile struct {
	Decided int // of the others
	Changed []ChangedThing
}

// ChangedThing is one of them, with the last step by which it has become what it is.
type ChangedThing struct {
	Of, To string
	Last   []Changed // one, or none
}

// versionsOf are the versions of what a page shows, for its form to carry.
func (s *server) versionsOf(v *visit, kind coop.OpenedKind, ids []int64) (map[int64]string, error) {
	out := map[int64]string{}
	for _, id := range ids {
		now, err := s.People.VersionOf(v.r.Context(), coop.Opened{Kind: kind, ID: id})
		if err != nil {
			return nil, err
		}
		out[id] = now
	}
	return out, nil
}

// seenValue is what the form carries of one thing, "" where nothing is known of it.
func (f Form) seenValue(id int64) string {
	if f.Seen[id] == "" {
		return ""
	}
	return strconv.FormatInt(id, 10) + ":" + f.Seen[id]
}

// stillAs are those of several things that are as they were when the form was opened, which the write holds to; what has
// changed since is left out of it, and named in the answer.
func stillAs[T ~int64](s *server, v *visit, kind coop.OpenedKind, ids []T) (same []T, err error) {
	v.meanwhile = Meanwhile{}
	was := map[string]string{}
	for _, x := range v.typed[seenField] {
		id, version, _ := strings.Cut(x, ":")
		was[id] = version
	}
	sending := coop.SendingIn(v.r.Context())
	for _, id := range ids {
		on := coop.Opened{Kind: kind, ID: int64(id)}
		now, err := s.People.VersionOf(v.r.Context(), on)
		if err != nil {
			return nil, err
		}
		if old := was[strconv.FormatInt(int64(id), 10)]; old != "" && old != now {
			changed, err := s.changedThing(v, on)
			if err != nil {
				return nil, err
			}
			v.meanwhile.Changed = append(v.meanwhile.Changed, changed)
			continue
		}
		same = append(same, id)
		if sending != nil {
			sending.Several = append(sending.Several, coop.Seen{On: on, Version: now})
		}
	}
	return same, nil
}

// changedThing names something that has changed, with who changed it last.
func (s *server) changedThing(v *visit, on coop.Opened) (ChangedThing, error) {
	was := v.on
	defer func() { v.on = was }()
	v.on = on
	both, err := s.bothVersions(v)
	if err != nil {
		return ChangedThing{}, err
	}
	address := map[coop.OpenedKind]string{
		coop.OpenedProposal: decideAddress("/revue", on.ID), coop.OpenedFinding: decideAddress("/constats", on.ID),
		coop.OpenedQuestion: decideAddress("/questions", on.ID), coop.OpenedContribution: "/revue/contributions/" + strconv.FormatInt(on.ID, 10),
	}[on.Kind]
	return ChangedThing{Of: both.Of, To: address, Last: both.Steps[max(0, len(both.Steps)-1):]}, nil
}

// decided answers a form about several things of which n were decided: where some had changed meanwhile, the page that asks for
// them again, and names them.
func (v *visit) decided(n int, to string, again func(*visit, ...Problem) error) error {
	if len(v.meanwhile.Changed) == 0 {
		return v.done(to)
	}
	v.meanwhile.Decided = n
	if err := again(v); err != nil {
		return err
	}
	if n == 0 {
		v.status = http.StatusConflict
	}
	return nil
}

// numbers are ids as numbers.
func numbers[T ~int64](ids []T) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

// each are the numbers of things.
func each[T any, N ~int64](list []T, number func(T) N) []int64 {
	out := make([]int64, len(list))
	for i, x := range list {
		out[i] = int64(number(x))
	}
	return out
}

// untick takes back the ticks of what was decided, so that the rest alone is asked again.
func (v *visit) untick(decided []int64) {
	v.typed["choix"] = slices.DeleteFunc(v.typed["choix"], func(x string) bool {
		n, err := strconv.ParseInt(x, 10, 64)
		return err == nil && slices.Contains(decided, n)
	})
}
