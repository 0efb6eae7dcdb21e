package coop

// Finding (constat) is something a rule noticed in the register: a total that is not the sum of its parts, a fiche
// printed twice. It blames nobody and changes nothing.
type Finding struct {
	ID       FindingID
	Rule     string
	Key      string // identity within the rule, so that a second check finds it again
	Severity string // error, warning, notice
	State    string // open, explained, fixed, gone
	Why      string
	Places   []Place
	Evidence map[string]string
	Subject  PartnershipID // 0 if it is about no single partnership
}
