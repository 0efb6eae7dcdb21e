package export

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// sheetOf is the table of a value of the catalogue, if it has one.
func sheetOf(v any) (Sheet, bool) {
	switch x := v.(type) {
	case Sheet:
		return x, true
	case catalogue.List:
		s := partnerships(catalogue.Listed(x.Items))
		if len(x.Items) < x.Total {
			s.Cut = fmt.Sprintf("tronqué : %d lignes sur %d", len(x.Items), x.Total)
		}
		return s, true
	case catalogue.Listing:
		return partnerships(x.Each), true
	case catalogue.Grouped:
		return grouped(x), true
	case []catalogue.Item:
		return partnerships(catalogue.Listed(x)), true
	case catalogue.Partnership:
		return partnership(x), true
	case []catalogue.OrgCount:
		return organisations(catalogue.Listed(x)), true
	case catalogue.Organisation:
		return partnerships(catalogue.Listed(x.Partnerships)), true
	case []catalogue.TerritoryCount:
		return territoryCounts(x), true
	case catalogue.Territory:
		return partnerships(catalogue.Listed(x.Partnerships)), true
	case []catalogue.Bar:
		return themes(x), true
	}
	return sheetOfSource(v)
}

// sheetOfSource is the table of what is about documents and the register itself.
func sheetOfSource(v any) (Sheet, bool) {
	switch x := v.(type) {
	case []catalogue.Source:
		return sources(x), true
	case catalogue.Source:
		return records(x.Records), true
	case []catalogue.RecordRef:
		return records(x), true
	case catalogue.Record:
		return values([]catalogue.Record{x}), true
	case []catalogue.Record:
		return values(x), true
	case catalogue.History:
		return claims(x.Claims), true
	case Comparison:
		return changes(x.Changes), true
	case Happened:
		return changes(x.Changes), true
	case []catalogue.Proposal:
		return proposals(x), true
	case catalogue.Proposal:
		return proposals([]catalogue.Proposal{x}), true
	case []catalogue.Finding:
		return findings(x), true
	case catalogue.Finding:
		return findings([]catalogue.Finding{x}), true
	case []catalogue.Rule:
		return findingRules(x), true
	case catalogue.Overview:
		return overview(x), true
	case catalogue.MoneyReport:
		return moneyLines(catalogue.Listed(x.Lines)), true
	case iter.Seq2[catalogue.MoneyStated, error]:
		return moneyLines(x), true
	case catalogue.MoneyTable:
		return moneyRows(x), true
	case catalogue.Figure:
		return records(x.List), true
	case []catalogue.EditionItem:
		return editions(x), true
	case catalogue.Edition:
		return edition(x), true
	}
	return Sheet{}, false
}

var statuses = codesOf(coop.Statuses)

func codesOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func partnerships(items iter.Seq2[catalogue.Item, error]) Sheet {
	return Sheet{Name: "partenariats", Says: "un partenariat par ligne, tel que les relevés le construisent", Columns: []Column{
		{"id", "integer", "identifiant du partenariat", nil},
		{"titre", "string", "porteurs ↔ partenaires", nil},
		{"porteurs", "string", "noms des porteurs, séparés par |", nil},
		{"porteurs_id", "string", "leurs identifiants, séparés par une espace (une question si le nom n'est pas tranché)", nil},
		{"partenaires", "string", "noms des partenaires, séparés par |", nil},
		{"partenaires_id", "string", "leurs identifiants", nil},
		{"autres", "string", "autres parties, séparées par |", nil},
		{"statut", "string", "statut du partenariat", statuses},
		{"cause", "string", "pourquoi il est suspendu ou terminé, si quelqu'un le dit", codesOf(coop.Causes)},
		{"depuis", "date", "date du premier accord", nil},
		{"mise_a_jour", "date", "dernière date à laquelle une source en parle", nil},
		{"confirme", "date", "dernier jour où une partie l'a confirmé", nil},
		{"themes", "string", "codes du thésaurus, séparés par une espace", nil},
		{"actions", "integer", "nombre d'actions", nil},
		{"releves", "integer", "nombre de relevés", nil},
		{"budget", "number", "dernier budget annuel déclaré, en unités de sa monnaie", nil},
		{"monnaie", "string", "code ISO 4217", nil},
		{"annee", "integer", "année de ce budget", nil},
		{"document", "string", "document qui donne ce budget", nil},
		{"date", "date", "date à laquelle il le donne", nil},
		{"ligne", "integer", "ligne du document", nil},
	}, Rows: streamed(items, itemCells)}
}

// grouped is a partnership a line under each of its values.
func grouped(g catalogue.Grouped) Sheet {
	s := partnerships(catalogue.Listed[catalogue.Item](nil))
	s.Says = "un partenariat par ligne et par valeur de ce qui groupe la liste"
	s.Columns = append([]Column{{"groupe", "string", "valeur qui groupe", nil}, {"groupe_nom", "string", "son nom", nil}}, s.Columns...)
	s.Rows = func(yield func([]any, error) bool) {
		for _, v := range g.Groups {
			for _, i := range v.Items {
				if !yield(append([]any{v.Value, v.Label}, itemCells(i)...), nil) {
					return
				}
			}
		}
	}
	return s
}

func itemCells(i catalogue.Item) []any {
	cells := []any{
		int64(i.ID), i.Title, names(i.Holders), ids(i.Holders), names(i.Partners), ids(i.Partners), names(i.Others), string(i.Status), string(i.Cause), i.Since,
		i.Updated, i.Lately, strings.Join(i.Themes, " "), i.Actions, i.Records,
	}
	if b := i.Budget; b != nil {
		return append(cells, Decimal(b.Cents), b.Currency, year(b.Year), b.Place.Document, b.Place.Date, b.Place.Line)
	}
	return append(cells, nil, nil, nil, nil, nil, nil)
}

var orgKinds = codesOf([]coop.OrgKind{
	coop.Authority, coop.Intermunicipal, coop.Association, coop.Committee, coop.Network, coop.Village, coop.Ministry, coop.Agency, coop.Other,
})

func organisations(list iter.Seq2[catalogue.OrgCount, error]) Sheet {
	return Sheet{Name: "organisations", Says: "une organisation par ligne", Columns: []Column{
		{"id", "integer", "identifiant de l'organisation", nil},
		{"nom", "string", "nom", nil},
		{"genre", "string", "genre d'organisation", orgKinds},
		{"pays", "string", "code ISO 3166-1 du pays", nil},
		{"territoire", "integer", "identifiant de son territoire", nil},
		{"territoire_nom", "string", "nom de ce territoire", nil},
		{"partenariats", "integer", "nombre de partenariats", nil},
		{"mentions", "integer", "nombre d'endroits où un document la nomme", nil},
		{"site", "string", "adresse de son site, si quelqu'un la donne", nil},
		{"autres_noms", "string", "ses autres noms, séparés par « | »", nil},
	}, Rows: streamed(list, func(o catalogue.OrgCount) []any {
		t := deref(o.Territory)
		return []any{o.Ref.ID, o.Ref.Name, string(o.Kind), o.Ref.Country, id(t.ID), t.Name, o.Partnerships, o.Mentions, o.Site, strings.Join(o.Names, " | ")}
	})}
}

func deref[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}

func territoryCounts(list []catalogue.TerritoryCount) Sheet {
	return Sheet{Name: "territoires", Says: "un territoire par ligne, avec ses partenariats", Columns: []Column{
		{"id", "integer", "identifiant du territoire", nil},
		{"nom", "string", "nom", nil},
		{"niveau", "string", "niveau, dans les mots de son pays", nil},
		{"pays", "string", "code ISO 3166-1 du pays", nil},
		{"partenariats", "integer", "partenariats du territoire et de ce qui s'y trouve", nil},
	}, Rows: rows(list, func(t catalogue.TerritoryCount) []any {
		return []any{t.Ref.ID, t.Ref.Name, t.Level, t.Ref.Country, t.Count}
	})}
}

func territories(list iter.Seq2[catalogue.Territory, error]) Sheet {
	return Sheet{Name: "territoires", Says: "un territoire par ligne", Columns: []Column{
		{"id", "integer", "identifiant du territoire", nil},
		{"nom", "string", "nom", nil},
		{"niveau", "string", "niveau, dans les mots de son pays", nil},
		{"pays", "string", "code ISO 3166-1 du pays", nil},
		{"parent", "integer", "identifiant du territoire au-dessus", nil},
		{"codes", "string", "codes par nomenclature : insee=… siren=…", nil},
		{"latitude", "number", "degrés, WGS 84", nil},
		{"longitude", "number", "degrés, WGS 84", nil},
		{"precision", "string", "ce que le point représente : lui-même, son chef-lieu, le territoire au-dessus, ou une position volontairement imprécise", []string{"own", "seat", "parent", "coarse"}},
		{"valide_de", "date", "début de validité", nil},
		{"valide_a", "date", "fin de validité", nil},
		{"origine", "string", "source ouverte de la ligne", nil},
	}, Rows: streamed(list, territoryCells)}
}

func territoryCells(t catalogue.Territory) []any {
	parent := catalogue.Ref{}
	if len(t.Parents) > 0 {
		parent = t.Parents[0]
	}
	cells := []any{int64(t.ID), t.Name, t.Level, t.Country, id(parent.ID), codes(t.Codes)}
	if p := t.Point; p != nil {
		cells = append(cells, p.Lat, p.Lon, string(p.Precision))
	} else {
		cells = append(cells, nil, nil, nil)
	}
	return append(cells, t.From, t.To, t.Source)
}

func themes(bars []catalogue.Bar) Sheet {
	return Sheet{Name: "themes", Says: "un thème du thésaurus par ligne, avec ses partenariats", Columns: []Column{
		{"code", "string", "code du thème", nil},
		{"theme", "string", "thème, en français", nil},
		{"theme_en", "string", "thème, en anglais", nil},
		{"parent", "string", "code du thème au-dessus", nil},
		{"cad", "string", "code-objet ou secteur du Comité d'aide au développement", nil},
		{"partenariats", "integer", "nombre de partenariats", nil},
	}, Rows: rows(bars, func(b catalogue.Bar) []any {
		t, _ := coop.ThemeByCode(b.Value)
		return []any{b.Value, b.Label, t.English, t.Parent, t.DAC, b.Count}
	})}
}

func sources(list []catalogue.Source) Sheet {
	return Sheet{Name: "sources", Says: "un document par ligne", Columns: []Column{
		{"id", "integer", "identifiant de la source", nil},
		{"document", "string", "nom du fichier", nil},
		{"sha256", "string", "empreinte du fichier ; vide pour un exemple saisi à la main", nil},
		{"format", "string", "format reconnu", nil},
		{"titre", "string", "titre du document", nil},
		{"editeur", "string", "qui le publie", nil},
		{"date", "date", "date de cette version", nil},
		{"lignes", "integer", "nombre de lignes", nil},
		{"releves", "integer", "relevés lus", nil},
		{"valeurs", "integer", "valeurs lues", nil},
		{"non_comprises", "integer", "lignes non comprises", nil},
		{"exemple", "boolean", "faits saisis à la main, sans les mots du document", nil},
	}, Rows: rows(list, func(s catalogue.Source) []any {
		sum := s.SHA256
		if s.Example {
			sum = ""
		}
		return []any{
			int64(s.ID), s.Document, sum, s.Format, s.Title, s.Publisher, s.Date, s.Lines, s.Report.Records, s.Report.Values,
			len(s.Report.NotUnderstood), s.Example,
		}
	})}
}

func findings(list []catalogue.Finding) Sheet {
	return Sheet{Name: "constats", Says: "un constat par ligne", Columns: []Column{
		{"id", "integer", "identifiant du constat", nil},
		{"regle", "string", "règle qui l'a produit", nil},
		{"gravite", "string", "gravité", nil},
		{"etat", "string", "état", each(coop.FindingStates, func(s coop.FindingState) string { return string(s) })},
		{"motif", "string", "motif de la décision", nil},
		{"responsable", "string", "qui s'en occupe : un rôle ou une organisation", nil},
		{"preuves", "string", "ce qui le montre : clé=valeur, séparées par |", nil},
		{"partenariat", "integer", "partenariat concerné", nil},
		{"document", "string", "document du premier passage", nil},
		{"date", "date", "date à laquelle il le dit", nil},
		{"ligne", "integer", "ligne du premier passage", nil},
		{"passages", "string", "tous les passages : document:ligne, séparés par une espace", nil},
	}, Rows: rows(list, findingCells)}
}

func findingRules(list []catalogue.Rule) Sheet {
	return Sheet{Name: "regles", Says: "les règles des constats", Columns: []Column{
		{"regle", "string", "règle (voir FINDINGS.md)", nil},
		{"gravite", "string", "gravité", nil},
		{"constats", "integer", "constats qui n'ont pas disparu", nil},
	}, Rows: rows(list, func(r catalogue.Rule) []any { return []any{r.ID, r.Severity, r.Standing()} })}
}

func findingCells(f catalogue.Finding) []any {
	var first catalogue.Cite
	var places, proof []string
	for i, c := range f.Cites {
		if i == 0 {
			first = c
		}
		places = append(places, fmt.Sprintf("%s:%d", c.Document, c.Line))
	}
	for _, k := range slices.Sorted(maps.Keys(f.Evidence)) {
		proof = append(proof, k+"="+f.Evidence[k])
	}
	return []any{
		int64(f.ID), f.Rule, f.Severity, f.State, f.Why, f.Owner, strings.Join(proof, " | "), id(deref(f.Subject).ID), first.Document, first.Date,
		year(first.Line), strings.Join(places, " "),
	}
}

func overview(o catalogue.Overview) Sheet {
	var list [][]any
	for _, f := range o.Figures {
		var claimed []string
		for _, c := range f.Claimed {
			claimed = append(claimed, c.Value)
		}
		list = append(list, []any{"chiffre", f.Key, nil, f.Count, f.Of, f.Words, strings.Join(claimed, " | "), nil, nil})
	}
	for _, t := range []struct {
		name string
		bars []catalogue.Bar
	}{{"region", o.ByRegion}, {"theme", o.ByTheme}, {"statut", o.ByStatus}, {"annee", o.ByYear}} {
		for _, b := range t.bars {
			list = append(list, []any{t.name, b.Value, b.Label, b.Count, o.Totals.Partnerships, false, nil, nil, nil})
		}
	}
	for _, m := range []struct {
		key   string
		cents int64
	}{{"declare", o.Money.Stated}, {"une_fois", o.Money.Once}, {"ecarte", o.Money.Left}} {
		list = append(list, []any{"argent", m.key, nil, nil, nil, false, nil, Decimal(m.cents), "EUR"})
	}
	return Sheet{Name: "apercu", Says: "les chiffres de l'aperçu, recalculés", Columns: []Column{
		{"rubrique", "string", "chiffre, region, theme, statut, annee ou argent (declare, une_fois, ecarte)", nil},
		{"cle", "string", "clé du chiffre ou valeur comptée", nil},
		{"intitule", "string", "nom de cette valeur", nil},
		{"nombre", "integer", "nombre", nil},
		{"sur", "integer", "dénominateur", nil},
		{"estimation_par_mots", "boolean", "compté par une liste de mots", nil},
		{"annonce", "string", "ce que le document annonçait, séparé par |", nil},
		{"montant", "number", "montants déclarés, sans retrait des doubles comptes", nil},
		{"monnaie", "string", "code ISO 4217", nil},
	}, Rows: rows(list, same[[]any])}
}
