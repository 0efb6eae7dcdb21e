package web

import (
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Amount says a stated amount in its own currency, with what qualifies it.
func (p Page) Amount(m catalogue.Money) string {
	out := p.Money(m.Cents, m.Currency)
	if m.Times > 1 {
		out = p.T("money.times", m.Times, out)
	}
	switch {
	case m.UpTo > 0:
		return p.T("qualifier.range", out, p.Money(m.UpTo, m.Currency))
	case m.Qualifier != "":
		return p.Or("qualifier."+m.Qualifier, "{0}", out)
	}
	return out
}

// When says to which time an amount belongs, "" if nobody says.
func (p Page) When(m catalogue.Money) string {
	var parts []string
	switch {
	case m.Year > 0:
		parts = append(parts, p.T("money.year", itoa(m.Year)))
	case m.From > 0:
		parts = append(parts, p.T("money.years", itoa(m.From), itoa(m.To)))
	}
	if m.Period != "" {
		parts = append(parts, m.Period)
	}
	return strings.Join(parts, ", ")
}

// Terms says what else the words tell of an amount, each in a phrase.
func (p Page) Terms(m catalogue.Money) []string {
	var out []string
	say := func(key, value string) {
		if value != "" {
			out = append(out, p.T(key, value))
		}
	}
	code := func(key, value string) {
		if value != "" {
			out = append(out, p.T(key+value))
		}
	}
	code("money.part.", string(m.Part))
	code("money.stage.", m.Stage)
	code("money.kind.", m.Kind)
	code("money.form.", m.Form)
	code("money.funds.", m.Funds)
	say("money.beneficiary", m.BeneficiaryText)
	say("money.scope", m.Scope)
	say("money.alike", m.Alike)
	for _, s := range m.Shares {
		out = append(out, p.T("money.share", p.Lang.Decimal(s.Percent), s.PayerText))
	}
	if sum := coop.Stated(m.Shares); len(m.Shares) > 0 && (sum < 99.995 || sum > 100.005) {
		out = append(out, p.T("money.shares.sum", p.Lang.Decimal(sum)))
	}
	if m.Law != "" {
		out = append(out, p.law(m))
	}
	return out
}

// law says which 1 % an amount comes from and whether it keeps under the ceiling, where the base is known.
func (p Page) law(m catalogue.Money) string {
	name := p.T("money.law." + m.Law)
	ceiling, over, known := m.Ceiling(m.Cents)
	switch {
	case !known:
		return p.T("money.law.unknown", name)
	case over > 0:
		return p.T("money.law.over", name, p.Money(ceiling, m.Currency), p.Money(over, m.Currency))
	}
	return p.T("money.law.under", name, p.Money(ceiling, m.Currency))
}
