package coop

import (
	"cmp"
	"hash/maphash"
	"math"
	"slices"
	"strings"
)

// MoneyEntry is what a ledger keeps of a line: the numbers by which rules compare it, and no text, so that a register of
// a million lines fits in memory. Texts are compared by their hashes of 64 bits, which last as long as the process.
type MoneyEntry struct {
	ID          FinancingID // 0 for what a fund states
	Record      RecordID
	Partnership PartnershipID // 0 for what a fund states
	Euros       int64         // its value in euro cents
	Filed       [4]uint32     // where its reader files it; the rules do not look at it

	value    int64  // in cents of its currency
	stated   uint64 // the action or the gift by which decisions speak of it, within its record
	answer   uint64 // of its record
	row      uint64 // of a table of its record, 0 if it has no number
	reprint  uint64 // all that a line has alike in a fiche printed again
	alike    uint64 // what partnerships of one programme have alike, 0 if it may be none; of a gift, who gives how much
	says     uint64 // what it calls the amount and who pays, 0 if neither
	ends     uint64 // of a grant of stated years: who pays, whom, how much and when; 0 unless all are named
	body     uint64 // whom it is given to, else who pays it, 0 if a grant goes neither way
	from, to int16  // the years that it is for, its own or those of its action
	parties  uint32
	payer    OrgID
	fund     uint32 // its words, where they speak of a fund; 0 for none
	bounds   uint32 // of a range; 0 for none
	traits   trait
	currency uint8
}

// trait is what is so or not so of a line.
type trait uint16

const (
	unknown trait = 1 << iota // no rate turns it into euros
	dated                     // it states its years itself
	budget                    // of the partnership itself, not of an action
	whole                     // the printed total of all actions
	aPart                     // it stands as a part among the amounts of its answer
	aTotal                    // as their total
	noSum                     // a difference, or what a 1 % is taken of
	planned                   // only planned
	bare                      // nothing is called by a name
	asMuch                    // another pays as much
	grant                     // it names whom it is given to
	times                     // it is the multiple of a sum
	nearby                    // large enough for a rounded figure of it to be found
)

func (e *MoneyEntry) is(t trait) bool { return e.traits&t != 0 }

// Unknown says that no rate turns a line into euros: it enters no sum.
func (e *MoneyEntry) Unknown() bool { return e.is(unknown) }

// Year is the first of the years that a line is for, 0 where nobody says.
func (e *MoneyEntry) Year() int { return int(e.from) }

// StatedAs says whether a line is of this action, or is this gift, of its record.
func (e *MoneyEntry) StatedAs(path string) bool { return e.stated == hash(path) }

// Value is the sum that a line states, in hundredths of its currency.
func (e *MoneyEntry) Value() int64 { return e.value }

// plain says that the words set an amount in no relation to the others of its answer.
func (e *MoneyEntry) plain() bool { return !e.is(aPart | aTotal | noSum) }

// parties are who a partnership is of; lines of one partnership share them.
type parties struct {
	holders, partners []OrgID
	named             []string // holders that nobody has decided on, as printed
}

func sameParties(a, b *MoneyLine) bool {
	return slices.Equal(a.Holders, b.Holders) && slices.Equal(a.Partners, b.Partners) && slices.Equal(a.Named, b.Named)
}

// texts are what entries say by number; a ledger that follows another one adds to its texts.
type texts struct {
	parties    []parties
	funds      []string
	bounds     [][2]int64 // lower and upper ends of ranges, in cents
	currencies []string
}

// noTexts has the texts of no number.
func noTexts() texts { return texts{funds: []string{""}, bounds: [][2]int64{{}}} }

var seed = maphash.MakeSeed()

// hash numbers a key; 0 stays free for « none ».
func hash[K comparable](key K) uint64 { return max(1, maphash.Comparable(seed, key)) }

// enter turns lines into entries.
func (l *Ledger) enter(lines []MoneyLine) []MoneyEntry {
	out := make([]MoneyEntry, len(lines))
	for i := range lines {
		x := &lines[i]
		if i == 0 || !sameParties(x, &lines[i-1]) {
			l.texts.parties = append(l.texts.parties, parties{x.Holders, x.Partners, x.Named})
		}
		out[i] = l.entry(x)
		out[i].parties = uint32(len(l.texts.parties) - 1)
	}
	return out
}

func (l *Ledger) entry(x *MoneyLine) MoneyEntry {
	e := MoneyEntry{ID: x.ID, Record: x.Place.Record, Partnership: x.Partnership, Euros: x.Euros, Filed: x.Filed, payer: x.Payer, value: x.Value(), traits: x.traits()}
	from, to := x.Time()
	e.from, e.to, e.currency = short(from), short(to), l.currency(x.Currency)
	e.stated = hash(x.Action)
	if x.Partnership == 0 {
		e.stated = hash(x.Place.Path)
	}
	e.answer = hash(pathOf{e.Record, answerOf(x.Place.Path)})
	if x.Row != "" {
		e.row = hash(pathOf{e.Record, x.Row})
	}
	if x.Label != "" || x.PayerText != "" {
		e.says = hash([2]string{x.Label, x.PayerText})
	}
	e.reprint, e.alike, e.body, e.ends = hash(keyOf(x)), x.alike(), x.body(), x.ends()
	if words := strings.TrimSpace(x.Words + " " + Fold(x.Label)); x.Partnership == 0 || strings.Contains(words, "fonds") {
		e.fund = uint32(len(l.texts.funds))
		l.texts.funds = append(l.texts.funds, words)
	}
	if x.UpTo > x.Cents && x.Cents != 0 {
		e.bounds = uint32(len(l.texts.bounds))
		l.texts.bounds = append(l.texts.bounds, [2]int64{x.Cents, x.UpTo})
	}
	return e
}

// traits are what is so of a line.
func (x *MoneyLine) traits() trait {
	var t trait
	from, _ := x.Span()
	for _, m := range []struct {
		t  trait
		so bool
	}{
		{unknown, x.Unknown}, {dated, from > 0}, {budget, x.Action == ""}, {whole, x.Action == "actions"},
		{aPart, x.Part == PartOf}, {aTotal, x.Part == TotalOf}, {noSum, x.Part == Difference || x.Part == BaseOf},
		{planned, x.Stage == "planned"}, {bare, x.Words == "" && x.Label == ""}, {asMuch, x.Alike != ""}, {grant, x.granted()}, {times, x.Times >= 2},
		{nearby, x.Euros >= nearLeast && !x.Unknown && x.Alike == "" && x.Part != PartOf && x.Action != "actions"},
	} {
		if m.so {
			t |= m.t
		}
	}
	return t
}

// granted says that a line names whom it is given to.
func (x *MoneyLine) granted() bool { return x.Beneficiary != 0 || x.BeneficiaryText != "" }

// whom is a body: its organisation, else its name where nobody decided who it is.
type whom struct {
	org  OrgID
	name string
}

func newWhom(org OrgID, name string) whom {
	if org != 0 {
		name = ""
	}
	return whom{org, Fold(name)}
}

// body is whom a grant goes to, or who spends what may have been granted: not from funds of its own.
func (x *MoneyLine) body() uint64 {
	switch {
	case x.granted():
		return hash(newWhom(x.Beneficiary, x.BeneficiaryText))
	case (x.Payer != 0 || x.PayerText != "") && x.Funds != "own" && x.Part == "":
		return hash(newWhom(x.Payer, x.PayerText))
	}
	return 0
}

// ends are those of a grant whose years are stated. Both are organisations: « la ville » is many.
func (x *MoneyLine) ends() uint64 {
	type key struct {
		payer, beneficiary OrgID
		currency           string
		value              int64
		from, to           int
	}
	from, to := x.Span()
	if x.Payer == 0 || x.Beneficiary == 0 || from == 0 || x.Value() == 0 || x.Part == Difference || x.Part == BaseOf {
		return 0
	}
	return hash(key{x.Payer, x.Beneficiary, x.Currency, x.Value(), from, to})
}

// programmeKey is what partnerships of one programme state alike: the title, of at least three words, the amount and the
// payer.
type programmeKey struct {
	title, currency, payer string
	budget                 bool
	cents                  int64
}

// gift is an amount with who gives it: an organisation, or a name that nobody has decided on.
type gift struct {
	org   OrgID
	name  string
	cents int64
}

func (x *MoneyLine) alike() uint64 {
	if x.Partnership == 0 {
		g := gift{org: x.Payer, cents: x.Value()}
		if g.org == 0 {
			g.name = properName(x.PayerText)
		}
		return hash(g)
	}
	k := programmeKey{cmp.Or(x.Words, Fold(x.Label)), x.Currency, Fold(x.PayerText), x.Action == "", x.Value()}
	if k.cents == 0 || strings.Count(k.title, " ") < 2 {
		return 0
	}
	return hash(k)
}

// pathOf is a place within a record, whole or in part.
type pathOf struct {
	record RecordID
	path   string
}

func short(year int) int16 { return int16(min(max(year, 0), math.MaxInt16)) }

// currency numbers a currency.
func (l *Ledger) currency(code string) uint8 {
	n := slices.Index(l.texts.currencies, code)
	if n < 0 {
		n = len(l.texts.currencies)
		l.texts.currencies = append(l.texts.currencies, code)
	}
	return uint8(n)
}

// Currency is the ISO 4217 code of a line.
func (l *Ledger) Currency(e *MoneyEntry) string { return l.texts.currencies[e.currency] }

func (l *Ledger) partiesOf(e *MoneyEntry) *parties { return &l.texts.parties[e.parties] }
