package web

import "kafo/internal/coop"

// Deciders are those who read the answers of a census and freeze its edition, for who holds it and may do neither.
type Deciders struct {
	Names   []string
	Appoint bool // she may give the role
}

// deciders is nil for who decides herself.
func (s *server) deciders(v *visit) (*Deciders, error) {
	whole := coop.Object{Any: true}
	if coop.Judge(v.caller, coop.VerbModerate, whole).Missing != coop.NeedRole {
		return nil, nil
	}
	out := &Deciders{Appoint: coop.Judge(v.caller, coop.VerbAppoint, whole).Missing != coop.NeedRole}
	list, err := s.People.AccountsToTell(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		for _, g := range p.Grants() {
			if g.Role == coop.Steward {
				out.Names = append(out.Names, p.Name)
				break
			}
		}
	}
	return out, nil
}
