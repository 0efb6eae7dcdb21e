package export

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// exportedMoney is a group of statements about the same money, in the interchange form; amounts of the group are euros,
// those of its members units of their own currency.
type exportedMoney struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind"`
	Members []exportedMember `json:"members"`
	Counted json.Number      `json:"counted"`
	Left    json.Number      `json:"left_out"`
	Why     string           `json:"why"`
}

type exportedMember struct {
	Document string      `json:"document"`
	Line     int         `json:"line"`
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
	Counted  bool        `json:"counted"`
}

func exportMoney(g catalogue.MoneyGroup) exportedMoney {
	return exportedMoney{ID: g.ID, Kind: string(g.Kind), Counted: number(g.Counted), Left: number(g.Left), Why: whyDecided(g),
		Members: each(g.Members, func(m catalogue.MoneyStated) exportedMember {
			return exportedMember{m.Place.Document, m.Place.Line, number(m.Cents), m.Currency, m.Counted}
		})}
}

// whyDecided is why statements are about the same money; of what was decided, with who did, when and for which reason.
func whyDecided(g catalogue.MoneyGroup) string {
	why := MoneyWhy(i18n.FR, g.Kind)
	for _, d := range g.Decisions {
		why += fmt.Sprintf(" %s (%s, %s)", "« "+d.Why+" »", d.Author, d.On)
	}
	return why
}

// MoneyWhy says in a sentence why statements are about the same money.
func MoneyWhy(l i18n.Lang, kind coop.MoneyKind) string { return l.T("money.why." + string(kind)) }

// number is hundredths as a JSON number.
func number(cents int64) json.Number { return json.Number(Decimal(cents).String()) }

// moneyForm is a page of money: the three figures, by what they are asked, the groups that leave something out, the
// lines.
type moneyForm struct {
	head
	Asked moneyAsked `json:"query"`
	figuresForm
	Several    figuresForm  `json:"several_years"`
	Rebased    int          `json:"rebased"`
	Tables     []moneyTable `json:"tables"`
	Groups     []moneyGroup `json:"groups"`
	GroupTotal int          `json:"groups_total"`
	Total      int          `json:"total"`
	Items      []moneyLine  `json:"items"`
}

type moneyAsked struct {
	Payer       *string `json:"payer"`
	Year        *string `json:"year"`
	Theme       *string `json:"theme"`
	Place       *string `json:"place"`
	Partnership *string `json:"partnership"`
}

// figuresForm is how much something comes to, in euros.
type figuresForm struct {
	Stated  json.Number  `json:"stated"`
	Once    json.Number  `json:"once"`
	Left    json.Number  `json:"left_out"`
	Lines   int          `json:"lines"`
	Spread  json.Number  `json:"range_more"`
	Reasons []reasonForm `json:"reasons"`
	Unknown []sumForm    `json:"without_rate"`
}

type reasonForm struct {
	Kind  string      `json:"kind"`
	Sum   json.Number `json:"sum"`
	Lines int         `json:"lines"`
}

type sumForm struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

type moneyTable struct {
	Dimension string     `json:"dimension"`
	Overlap   bool       `json:"overlap"`
	Total     int        `json:"total"`
	Rows      []moneyRow `json:"rows"`
}

type moneyRow struct {
	Value string  `json:"value"`
	Label *string `json:"label"`
	figuresForm
}

type moneyGroup struct {
	ID      string      `json:"id"`
	Kind    string      `json:"kind"`
	Counted json.Number `json:"counted"`
	Left    json.Number `json:"left_out"`
	Why     string      `json:"why"`
	Members []moneyLine `json:"members"`

	Decisions []decision `json:"decisions"`
}

type moneyLine struct {
	amount
	Euros       json.Number `json:"euros"`
	Counted     bool        `json:"counted"`
	Why         *string     `json:"why"`
	Group       *string     `json:"group"`
	Partnership *ref        `json:"partnership"`
	Rate        *rateForm   `json:"rate,omitempty"`
}

// rateForm is the rate by which an amount became euros; that of a fixed parity is of no year.
type rateForm struct {
	Currency string  `json:"currency"`
	PerEuro  float64 `json:"per_euro"`
	Year     int     `json:"year,omitempty"`
	Origin   string  `json:"origin,omitempty"`
}

func newFigures(f catalogue.MoneyFigures) figuresForm {
	return figuresForm{
		number(f.Stated), number(f.Once), number(f.Left), f.Lines, number(f.Spread),
		each(f.Reasons, func(r coop.Reason) reasonForm { return reasonForm{string(r.Kind), number(r.Euros), r.Lines} }),
		each(f.Unknown, func(m catalogue.Money) sumForm { return sumForm{number(m.Cents), m.Currency} }),
	}
}

func newMoney(h head, r catalogue.MoneyReport) moneyForm {
	q := r.Query
	return moneyForm{
		head: h, Asked: moneyAsked{opt(q.Payer), opt(q.Year), opt(q.Theme), opt(q.Place), opt(q.Partnership)}, figuresForm: newFigures(r.MoneyFigures),
		Several: newFigures(r.Several), Rebased: r.Rebased, Total: r.Total, Items: each(r.Lines, newMoneyLine),
		Tables: each(r.Tables, newMoneyTable), GroupTotal: r.GroupTotal,
		Groups: each(r.Groups, func(g catalogue.MoneyGroup) moneyGroup {
			return moneyGroup{g.ID, string(g.Kind), number(g.Counted), number(g.Left), MoneyWhy(i18n.FR, g.Kind), each(g.Members, newMoneyLine), each(g.Decisions, newDecision)}
		}),
	}
}

func newMoneyTable(t catalogue.MoneyTable) moneyTable {
	return moneyTable{t.Dimension, t.Overlap, t.Total, each(t.Rows, func(x catalogue.MoneyRow) moneyRow {
		return moneyRow{x.Value, opt(x.Label), newFigures(x.MoneyFigures)}
	})}
}

// moneyRows is a row a value of a dimension.
func moneyRows(t catalogue.MoneyTable) Sheet {
	return Sheet{Name: "argent_par", Says: "l'argent par valeur d'une dimension ; chaque ligne est comptée pour elle-même", Columns: []Column{
		{"dimension", "string", "payeur, annee, theme, lieu ou partenariat", catalogue.MoneyDimensions},
		{"valeur", "string", "valeur, telle que les adresses la prennent ; 0 si rien n'est dit", nil},
		{"intitule", "string", "nom de cette valeur, si elle en a un à elle", nil},
		{"declare", "number", "déclaré, en euros", nil},
		{"une_fois", "number", "compté une fois, en euros", nil},
		{"ecarte", "number", "écarté, en euros", nil},
		{"lignes", "integer", "lignes d'argent", nil},
	}, Rows: rows(t.Rows, func(r catalogue.MoneyRow) []any {
		return []any{t.Dimension, r.Value, r.Label, Decimal(r.Stated), Decimal(r.Once), Decimal(r.Left), r.Lines}
	})}
}

func newMoneyLine(m catalogue.MoneyStated) moneyLine {
	out := moneyLine{newAmount(m.Money), number(m.Euros), m.Counted, opt(m.Why), opt(m.Group), nil, nil}
	if m.Partnership.ID != 0 {
		out.Partnership = optRef(&m.Partnership)
	}
	if m.Rate != nil {
		out.Rate = &rateForm{m.Rate.Currency, m.Rate.PerEuro(), m.Rate.Year, m.Rate.Origin}
	}
	return out
}

// moneyLines is a line of money a row, with what its words say and whether it counts.
func moneyLines(list iter.Seq2[catalogue.MoneyStated, error]) Sheet {
	return Sheet{Name: "argent", Says: "une ligne d'argent par ligne : ce qu'elle dit, et si elle compte une fois", Columns: []Column{
		{"partenariat", "integer", "identifiant du partenariat ; vide pour un fonds", nil},
		{"titre", "string", "titre du partenariat", nil},
		{"intitule", "string", "ce que les mots appellent ce montant", nil},
		{"montant", "number", "montant en unités de la monnaie ; d'une fourchette, sa borne basse", nil},
		{"montant_max", "number", "borne haute d'une fourchette", nil},
		{"fois", "integer", "nombre de fois que le montant est donné", nil},
		{"monnaie", "string", "code ISO 4217", nil},
		{"euros", "number", "ce qui en revient à ce qui est demandé, en euros", nil},
		{"taux", "number", "ce qu'est un euro dans la monnaie, pour un montant dans une autre que l'euro ; vide sans taux", nil},
		{"taux_annee", "integer", "année de ce taux ; vide pour une parité fixe", nil},
		{"compte", "boolean", "le montant est compté", nil},
		{"motif", "string", "pourquoi il ne l'est pas", codesOf(append(slices.Clone(coop.MoneyKinds), coop.NoRate))},
		{"groupe", "string", "groupe d'énoncés du même argent", nil},
		{"annee", "integer", "année", nil},
		{"annee_debut", "integer", "première de plusieurs années", nil},
		{"annee_fin", "integer", "dernière de plusieurs années", nil},
		{"periode", "string", "période, telle qu'elle est dite", nil},
		{"qualificatif", "string", "ce que les mots disent de l'exactitude", []string{"about", "between", "at_least", "at_most", "average"}},
		{"place", "string", "place parmi les autres montants de la réponse", []string{"total", "part", "difference", "base"}},
		{"payeur", "string", "qui paie", nil},
		{"beneficiaire", "string", "à qui", nil},
		{"etape", "string", "prévu, engagé ou versé", []string{"planned", "committed", "paid"}},
		{"genre", "string", "fonctionnement ou investissement", []string{"operation", "investment"}},
		{"forme", "string", "en numéraire ou valorisé", []string{"cash", "in_kind"}},
		{"origine", "string", "fonds propres ou reversés", []string{"own", "regranted"}},
		{"perimetre", "string", "ce qu'il comprend ou laisse dehors", nil},
		{"loi", "string", "loi « 1 % »", []string{"water", "waste", "energy"}},
		{"base", "number", "ressources du service dont le 1 % est pris", nil},
		{"parts", "string", "qui en paie quelle part, telle que donnée", nil},
		{"texte", "string", "texte d'où vient le montant", nil},
		{"document", "string", "nom du fichier du document", nil},
		{"date", "date", "date à laquelle il le dit", nil},
		{"releve", "integer", "identifiant du relevé", nil},
		{"ligne", "integer", "ligne du document", nil},
		{"chemin", "string", "chemin JSON de la valeur dans le relevé", nil},
	}, Rows: streamed(list, moneyCells)}
}

func moneyCells(m catalogue.MoneyStated) []any {
	optional := func(cents int64) any {
		if cents == 0 {
			return nil
		}
		return Decimal(cents)
	}
	var rate, rateYear any
	if m.Rate != nil {
		rate, rateYear = m.Rate.PerEuro(), year(m.Rate.Year)
	}
	var shares []string
	for _, s := range m.Shares {
		shares = append(shares, i18n.EN.Decimal(s.Percent)+" % "+s.PayerText)
	}
	return []any{
		id(m.Partnership.ID), m.Partnership.Name, m.Label, Decimal(m.Cents), optional(m.UpTo), year(m.Times), m.Currency, Decimal(m.Euros), rate, rateYear, m.Counted,
		string(m.Why), m.Group, year(m.Year), year(m.From), year(m.To), m.Period, m.Qualifier, string(m.Part), m.Payer, m.BeneficiaryText, m.Stage,
		m.Kind, m.Form, m.Funds, m.Scope, m.Law, optional(m.Base), strings.Join(shares, " | "), m.Raw,
		m.Place.Document, m.Place.Date, id(m.Place.Record), m.Place.Line, m.Place.Path,
	}
}

// termsForm is what else the words say of an amount; what they do not say is left out.
type termsForm struct {
	UpTo        json.Number `json:"up_to,omitempty"`
	Times       int         `json:"times,omitempty"`
	Standing    string      `json:"standing,omitempty"`
	Label       string      `json:"label,omitempty"`
	From        int         `json:"from_year,omitempty"`
	To          int         `json:"to_year,omitempty"`
	Years       int         `json:"years,omitempty"`
	Per         string      `json:"per,omitempty"`
	Stage       string      `json:"stage,omitempty"`
	Spending    string      `json:"spending,omitempty"`
	Form        string      `json:"form,omitempty"`
	Funds       string      `json:"funds,omitempty"`
	Beneficiary string      `json:"beneficiary,omitempty"`
	Scope       string      `json:"scope,omitempty"`
	Law         string      `json:"law,omitempty"`
	Base        json.Number `json:"base,omitempty"`
	Shares      []shareForm `json:"shares,omitempty"`
}

type shareForm struct {
	Payer   string  `json:"payer"`
	Percent float64 `json:"percent"`
}

func newTerms(m catalogue.Money) termsForm {
	t := termsForm{
		Times: m.Times, Standing: string(m.Part), Label: m.Label, From: m.From, To: m.To, Years: m.Years, Per: m.Per, Stage: m.Stage, Spending: m.Kind,
		Form: m.Form, Funds: m.Funds, Beneficiary: m.BeneficiaryText, Scope: m.Scope, Law: m.Law,
		Shares: each(m.Shares, func(s coop.Share) shareForm { return shareForm{s.PayerText, s.Percent} }),
	}
	if m.UpTo > 0 {
		t.UpTo = number(m.UpTo)
	}
	if m.Base > 0 {
		t.Base = number(m.Base)
	}
	return t
}
