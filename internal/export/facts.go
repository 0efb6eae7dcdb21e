package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func parties(list iter.Seq2[catalogue.PartyFact, error]) Sheet {
	return Sheet{Name: "parties", Says: "une organisation nommée par ligne, comme partie d'un partenariat ou autrement", Columns: with([]Column{
		{"partenariat", "integer", "identifiant du partenariat ; vide si elle n'est pas partie d'un partenariat", nil},
		{"organisation", "integer", "identifiant de l'organisation ; vide tant qu'une question est ouverte", nil},
		{"question", "integer", "identifiant de la question ouverte", nil},
		{"nom", "string", "nom de l'organisation dans le registre", nil},
		{"pays", "string", "code ISO 3166-1 de son pays", nil},
		{"cote", "string", "côté du partenariat", []string{"french", "foreign", "other"}},
		{"role", "string", "rôle", []string{"holder", "partner", "associate", "operator", "funder", "network", "delegated", "signatory"}},
		{"texte", "string", "intitulé fourni par le document", nil},
		{"rubrique", "string", "ce sous quoi le document le range (cercle, pays)", nil},
	}, source...), Rows: streamed(list, func(p catalogue.PartyFact) []any {
		org, question := p.Org.ID, int64(0)
		if p.Org.Asked {
			org, question = 0, p.Org.ID
		}
		return append([]any{
			id(p.Partnership), id(org), id(question), p.Org.Name, p.Org.Country, string(p.Side), string(p.Role), p.Text, p.Heading,
		}, sourced(p.Record, p.Cite)...)
	})}
}

// positions is what the parties say of what the register says: a position that holds a row.
func positions(list []catalogue.StanceFact) Sheet {
	return Sheet{Name: "positions", Says: "une position d'une partie par ligne, tant qu'elle vaut", Columns: []Column{
		{"partenariat", "integer", "identifiant du partenariat", nil},
		{"organisation", "integer", "identifiant de la partie", nil},
		{"nom", "string", "son nom", nil},
		{"position", "string", "ce qu'elle dit de ce que dit le registre", codesOf(coop.StanceKinds)},
		{"propriete", "string", "la valeur dont elle parle ; vide pour toute la page", nil},
		{"registre", "string", "ce que le registre en disait alors", nil},
		{"motif", "string", "pourquoi", nil},
		{"date", "date", "jour où elle l'a dit", nil},
	}, Rows: rows(list, func(s catalogue.StanceFact) []any {
		return []any{int64(s.Partnership), s.By.ID, s.By.Name, string(s.Kind), s.Property, s.Said, s.Why, s.On}
	})}
}

var agreementKinds = []string{
	"twinning", "convention", "protocol", "charter", "accord", "framework", "letter", "statutes", "grant", "project", "other",
}

func agreements(list iter.Seq2[catalogue.AgreementFact, error]) Sheet {
	return Sheet{Name: "accords", Says: "un accord par ligne", Columns: with([]Column{
		{"id", "integer", "identifiant de l'accord", nil},
		{"partenariat", "integer", "identifiant du partenariat", nil},
		{"genre", "string", "genre d'accord", agreementKinds},
		{"intitule", "string", "intitulé fourni", nil},
		{"signature", "date", "date de signature", nil},
		{"debut", "date", "début de la durée", nil},
		{"fin", "date", "fin de la durée", nil},
	}, source...), Rows: streamed(list, func(a catalogue.AgreementFact) []any {
		return append([]any{int64(a.ID), int64(a.Partnership), a.Kind, a.Label, a.Date, a.From, a.To}, sourced(a.Record, a.Cite)...)
	})}
}

func actions(list iter.Seq2[catalogue.ActionFact, error]) Sheet {
	return Sheet{Name: "actions", Says: "une action par ligne", Columns: with([]Column{
		{"id", "integer", "identifiant de l'action", nil},
		{"partenariat", "integer", "identifiant du partenariat", nil},
		{"numero", "string", "numéro donné par le document", nil},
		{"domaine", "string", "domaine tel qu'il est donné", nil},
		{"theme", "string", "code du thésaurus", nil},
		{"description", "string", "description fournie", nil},
		{"periode", "string", "période telle qu'elle est donnée", nil},
		{"debut", "date", "début", nil},
		{"fin", "date", "fin", nil},
		{"territoire", "integer", "identifiant du territoire où elle a lieu", nil},
		{"territoire_nom", "string", "nom de ce territoire", nil},
		{"en_france", "boolean", "le texte dit qu'elle a lieu en France", nil},
	}, source...), Rows: streamed(list, func(a catalogue.ActionFact) []any {
		where := deref(a.Where)
		return append([]any{
			int64(a.ID), int64(a.Partnership), a.Number, a.Domain, a.Theme, a.Description, a.Period, a.Start, a.End, id(where.ID), where.Name, a.InFrance,
		}, sourced(a.Record, a.Cite)...)
	})}
}

func money(list iter.Seq2[catalogue.MoneyFact, error]) Sheet {
	return Sheet{Name: "financements", Says: "un montant déclaré par ligne, tel qu'il est dit ; rien n'est additionné", Columns: with([]Column{
		{"partenariat", "integer", "identifiant du partenariat ; vide pour un fonds", nil},
		{"action", "string", "action concernée, par son chemin dans le relevé ; vide pour le partenariat entier", nil},
		{"montant", "number", "montant en unités de la monnaie", nil},
		{"monnaie", "string", "code ISO 4217", nil},
		{"annee", "integer", "année", nil},
		{"periode", "string", "période, telle qu'elle est dite", nil},
		{"payeur", "string", "qui paie : nom dans le registre", nil},
		{"payeur_texte", "string", "qui paie : intitulé fourni", nil},
		{"qualificatif", "string", "ce que les mots disent de l'exactitude", []string{"about", "between", "at_least", "at_most", "average"}},
		{"genre", "string", "fonctionnement ou investissement", []string{"operation", "investment"}},
		{"texte", "string", "texte d'où vient le montant", nil},
	}, source...), Rows: streamed(list, func(m catalogue.MoneyFact) []any {
		return append([]any{
			id(m.Partnership), m.Action, Decimal(m.Cents), m.Currency, year(m.Year), m.Period, m.Payer, m.PayerText, m.Qualifier, m.Kind, m.Raw,
		}, sourced(m.Record, m.Place)...)
	})}
}

// recordColumns are those of a list of records.
var recordColumns = []Column{
	{"id", "integer", "identifiant du relevé", nil},
	{"genre", "string", "genre du relevé", kinds},
	{"titre", "string", "titre", nil},
	{"date", "date", "date à laquelle la source le dit", nil},
	{"document", "string", "nom du fichier du document", nil},
	{"ligne", "integer", "première ligne", nil},
	{"ligne_fin", "integer", "dernière ligne", nil},
	{"partenariats", "string", "identifiants des partenariats qu'il nourrit, séparés par une espace", nil},
}

func recordCells(r catalogue.RecordRef) []any {
	return []any{int64(r.ID), r.Kind, r.Title, r.Date, r.Cite.Document, r.Cite.Line, r.Cite.LineEnd, ids(r.Partnership)}
}

func records(list []catalogue.RecordRef) Sheet {
	return Sheet{Name: "releves", Says: "un relevé par ligne : ce qu'un document dit d'une chose", Columns: recordColumns, Rows: rows(list, recordCells)}
}

// stated is the part of a record's body that no table of facts has: what the record says of itself and of its
// partnership as a whole.
type stated struct {
	Order     *int   `json:"order"`
	Section   string `json:"section"`
	Continued struct {
		Value string `json:"value"`
	} `json:"continued"`
	Trend struct {
		Value string `json:"value"`
	} `json:"trend"`
	Total     json.Number `json:"stated_total"`
	FundTotal json.Number `json:"stated_total_eur"`
	Status    string      `json:"status"`
	Start     *int        `json:"start_year"`
	End       string      `json:"end_date"`
	Theme     string      `json:"theme"`
	Subtheme  string      `json:"subtheme"`
	Last      string      `json:"subsubtheme"`
}

func factRecords(list iter.Seq2[catalogue.RecordFact, error]) Sheet {
	s := records(nil)
	s.Columns = with(s.Columns, []Column{
		{"ordre", "integer", "rang dans le document", nil},
		{"rubrique", "string", "titre au-dessus de la fiche, ou thématique du projet", nil},
		{"poursuite", "string", "la coopération se poursuit-elle", []string{"yes", "no", "partial", "resumed", "unknown"}},
		{"tendance", "string", "évolution du budget", []string{"maintained", "increased", "reduced", "ended", "mixed", "unknown"}},
		{"etat", "string", "état tel que l'atlas le donne", nil},
		{"debut", "integer", "année de début du partenariat, selon l'atlas", nil},
		{"fin", "date", "date de fin, selon l'atlas", nil},
		{"total", "number", "total imprimé dans le document, en unités de sa monnaie", nil},
	}...)
	s.Rows = streamed(list, func(r catalogue.RecordFact) []any {
		var b stated
		_ = json.Unmarshal(r.Body, &b) // a body of another shape says nothing of this
		return append(recordCells(r.RecordRef),
			deref(b.Order), b.heading(), b.Continued.Value, b.Trend.Value, b.Status, year(deref(b.Start)), b.End, string(b.Total)+string(b.FundTotal))
	})
	return s
}

func (b stated) heading() string {
	for _, s := range []string{b.Section, b.Last, b.Subtheme, b.Theme} {
		if s != "" {
			return s
		}
	}
	return ""
}

// values lists the values of records, one a row, by their paths.
func values(list []catalogue.Record) Sheet {
	return Sheet{Name: "releve", Says: "une valeur du relevé par ligne", Columns: []Column{
		{"releve", "integer", "identifiant du relevé", nil},
		{"genre", "string", "genre du relevé", kinds},
		{"document", "string", "nom du fichier du document", nil},
		{"date", "date", "date à laquelle la source le dit", nil},
		{"ligne", "integer", "première ligne du relevé", nil},
		{"chemin", "string", "chemin JSON de la valeur", nil},
		{"valeur", "string", "valeur", nil},
	}, Rows: func(yield func([]any, error) bool) {
		for _, r := range list {
			for _, v := range leaves(r.Body) {
				if !yield([]any{int64(r.ID), r.Kind, r.Cite.Document, r.Cite.Date, r.Cite.Line, v[0], v[1]}, nil) {
					return
				}
			}
		}
	}}
}

// leaves are the values of a body with their paths, in the order in which they stand; what is null is left out.
func leaves(body json.RawMessage) [][2]string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var out [][2]string
	if err := walk(d, nil, &out); err != nil {
		return nil // a body is written by Kafo: it is JSON
	}
	return out
}

func walk(d *json.Decoder, path []string, out *[][2]string) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		if t != nil {
			*out = append(*out, [2]string{strings.Join(path, "."), fmt.Sprint(t)})
		}
		return nil
	}
	for n := 0; d.More(); n++ {
		key := strconv.Itoa(n)
		if delim == '{' {
			if t, err = d.Token(); err != nil {
				return err
			}
			key = fmt.Sprint(t)
		}
		if err := walk(d, append(slices.Clone(path), key), out); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// partnership lists everything that is stated of one partnership, one statement a row.
func partnership(p catalogue.Partnership) Sheet {
	var list [][]any
	add := func(what string, id any, kind, label, text string, from, to coop.Date, amount, currency, of any, c catalogue.Cite) {
		list = append(list, []any{what, id, kind, label, text, from, to, amount, currency, of, c.Document, c.Date, year(int(c.Record)), year(c.Line), c.Path})
	}
	sum := func(what string, m catalogue.Money) {
		add(what, nil, m.Qualifier, m.Payer, m.Raw, "", "", Decimal(m.Cents), m.Currency, year(m.Year), m.Place)
	}
	for _, x := range p.Parties {
		add("partie", x.Org.ID, string(x.Role), x.Org.Name, x.Text, "", "", nil, nil, nil, x.Cite)
	}
	for _, x := range p.Agreements {
		from := x.From
		if from == "" {
			from = x.Date
		}
		add("accord", int64(x.ID), x.Kind, x.Label, "", from, x.To, nil, nil, nil, x.Cite)
	}
	for _, m := range p.Budgets {
		if coop.IsBudget(m.Place.Path) {
			sum("budget", m)
		} else {
			sum("financement", m)
		}
	}
	for _, x := range p.Actions {
		add("action", int64(x.ID), x.Theme, x.Domain, x.Description, x.Start, x.End, nil, nil, nil, x.Cite)
		for _, m := range x.Money {
			sum("financement d'action", m)
		}
	}
	for _, x := range p.Texts {
		add("texte", nil, x.Property, "", x.Text, "", "", nil, nil, nil, x.Cite)
	}
	for _, x := range p.StatusClaims {
		add("statut", nil, x.Continued, x.Trend, x.State, "", "", nil, nil, nil, x.Cite)
	}
	for _, s := range p.Stances {
		add("position", s.By.ID, string(s.Kind), s.By.Name, s.Why, s.On, "", nil, nil, nil, catalogue.Cite{Path: s.Property})
	}
	return Sheet{Name: "partenariat", Says: "tout ce que les sources disent du partenariat, un énoncé par ligne", Columns: partnershipColumns, Rows: rows(list, same[[]any])}
}

var partnershipColumns = []Column{
	{"objet", "string", "partie, accord, budget, financement, action, financement d'action, texte, statut ou position (d'une partie : confirmed, contested ; le motif est le texte, la valeur le chemin)", nil},
	{"id", "integer", "identifiant de l'organisation, de l'accord ou de l'action", nil},
	{"genre", "string", "rôle, genre d'accord, qualificatif, thème, propriété ou poursuite", nil},
	{"intitule", "string", "nom, intitulé, payeur, domaine ou tendance", nil},
	{"texte", "string", "texte fourni", nil},
	{"debut", "date", "date ou début", nil},
	{"fin", "date", "fin", nil},
	{"montant", "number", "montant en unités de la monnaie", nil},
	{"monnaie", "string", "code ISO 4217", nil},
	{"annee", "integer", "année du montant", nil},
	{"document", "string", "nom du fichier du document", nil},
	{"date", "date", "date à laquelle la source le dit", nil},
	{"releve", "integer", "identifiant du relevé", nil},
	{"ligne", "integer", "ligne du document", nil},
	{"chemin", "string", "chemin JSON de la valeur dans le relevé", nil},
}
