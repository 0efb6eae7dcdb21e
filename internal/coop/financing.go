package coop

// Financing is one statement about money, as given: nothing is added up here.
type Financing struct {
	ID        FinancingID
	Action    string // Place.Path of its action within the record ("actions.3"), "actions" for all of them, empty for the partnership's own budget
	Cents     int64  // as printed; of a range its lower end
	Currency  string // ISO 4217: EUR, XOF, FRF
	Year      int    // 0 if not stated
	Period    string // as given, "sur 3 ans"
	Payer     OrgID
	PayerText string
	Qualifier string // "", about, between, at_least, at_most, average
	Kind      string // "", operation, investment
	Raw       string // the text it stands in
	Terms
	Place Place
}

// Terms is what else the words say of an amount. What they do not say is left out of the claim.
type Terms struct {
	UpTo            int64    `json:",omitempty"` // upper end of a range, in cents
	Times           int      `json:",omitempty"` // « 2 x 25 000 » is twice 25 000
	Part            Standing `json:",omitempty"` // how it stands to the other amounts of its answer
	Label           string   `json:",omitempty"` // what the words call it: « Projet assainissement »
	From            int      `json:",omitempty"` // first year of a range of years
	To              int      `json:",omitempty"` // last year of it
	Years           int      `json:",omitempty"` // « sur 3 ans »
	Per             string   `json:",omitempty"` // year, month: the amount comes again each
	Stage           string   `json:",omitempty"` // planned, committed, paid
	Form            string   `json:",omitempty"` // cash, in_kind (valued)
	Funds           string   `json:",omitempty"` // own, regranted
	Beneficiary     OrgID    `json:",omitempty"`
	BeneficiaryText string   `json:",omitempty"`
	Scope           string   `json:",omitempty"` // what it leaves out or takes in: « hors frais de mission »
	Alike           string   `json:",omitempty"` // « même montant que la RIDF »: who pays as much besides
	Law             string   `json:",omitempty"` // a « 1 % » law: water, waste, energy
	Base            int64    `json:",omitempty"` // what the 1 % is taken of: the resources of the service, in cents
	Shares          []Share  `json:",omitempty"` // who pays which percentage of it
}

// Standing is how an amount stands to the others of its answer, by the words around it.
type Standing string

// Standings of amounts.
const (
	TotalOf    Standing = "total"      // « budget global », « total »
	PartOf     Standing = "part"       // « dont 20 000 € », « contribution de la ville »
	Difference Standing = "difference" // « une diminution de 12 800 € »: no sum of money, but the change of one
	BaseOf     Standing = "base"       // what a 1 % is taken of: no sum given
)

// Share is the percentage of an amount that somebody pays, as stated.
type Share struct {
	Payer     OrgID `json:",omitempty"`
	PayerText string
	Percent   float64
}

// Value is the sum of money an amount states, in cents: « 2 x 25 000 » is 50 000; a range counts with its lower end.
func (f Financing) Value() int64 { return f.Cents * int64(max(1, f.Times)) }

// OwnBudget says that an amount answers what the budget of a partnership is. What one who funds it gives, a tranche, is no
// budget, nor is a part of one or a difference.
func (f *Financing) OwnBudget() bool {
	return IsBudget(f.Place.Path) && f.Part != PartOf && f.Part != Difference && f.Part != BaseOf
}

// IsBudget says that a path of a record is that of an answer to what the budget is.
func IsBudget(path string) bool { return answerOf(path) == "budget" }

// Bounds are the least and the most that the words allow, in cents; most is 0 where they set no upper end. Approx says
// that the figure is not meant exactly.
func (f Financing) Bounds() (least, most int64, approx bool) {
	approx = f.Qualifier == "about" || f.Qualifier == "average"
	switch f.Qualifier {
	case "between":
		return f.Value(), max(f.UpTo, f.Value()), false
	case "at_least":
		return f.Value(), 0, false
	case "at_most":
		return 0, f.Value(), false
	}
	return f.Value(), f.Value(), approx
}

// Span is the years an amount is for, 0 and 0 where nobody says. A single year is its own span.
func (f Financing) Span() (from, to int) {
	if f.Year > 0 {
		return f.Year, f.Year
	}
	return f.From, f.To
}

// Ceiling is the most that a « 1 % » law lets a service give: a hundredth of its resources (CGCT L.1115-1-1 for water
// and sanitation, energy; L.1115-2 for waste). Known is false where the base is not stated; over is what is too much.
func (t Terms) Ceiling(value int64) (ceiling, over int64, known bool) {
	if t.Law == "" || t.Base <= 0 {
		return 0, 0, false
	}
	ceiling = t.Base / 100
	return ceiling, max(0, value-ceiling), true
}

// Stated is what shares add up to, in percent; a sum that is not 100 is shown as given.
func Stated(shares []Share) float64 {
	sum := 0.0
	for _, s := range shares {
		sum += s.Percent
	}
	return sum
}

// Split divides an amount by shares so that the parts add up to it exactly, cent by cent: the shares are rebased to
// their sum (rebased says that this was not 100), and the cents left over go to the first shares.
func Split(value int64, shares []Share) (parts []int64, rebased bool) {
	sum := Stated(shares)
	if sum <= 0 {
		return nil, false
	}
	left := value
	parts = make([]int64, len(shares))
	for i, s := range shares {
		parts[i] = int64(float64(value) / sum * s.Percent)
		left -= parts[i]
	}
	for i := 0; left != 0; i = (i + 1) % len(parts) {
		step := int64(1)
		if left < 0 {
			step = -1
		}
		parts[i] += step
		left -= step
	}
	return parts, sum < 99.995 || sum > 100.005
}
