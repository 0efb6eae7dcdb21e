package atlaspage

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// Printed is a page of the atlas as a text: what Write makes and Read reads.
type Printed struct {
	Publisher string
	Updated   string // the day of the page, ISO 8601
	Project   Project
	Further   []string // lines that the form has no field for; they are kept as unplaced
}

// IsTerm says that a text is a duration as the form knows them: annuel, triennal, ponctuel …
func IsTerm(s string) bool { return duration.MatchString(format.Fold(s)) }

// PartnerOf parts a name from the country that stands behind it, with brackets or without.
func PartnerOf(s string) Partner { return splitCountry(oneLine(s)) }

// Write prints a page in the form that Read reads: the labels of a partnership, tables with bars. What Read makes of it is what was
// given, but for lines and bullets (a test), as long as no line of an answer is a label of the form.
func Write(w io.Writer, p Printed) error {
	b := bufio.NewWriter(w)
	put := func(lines ...string) {
		for _, l := range lines {
			b.WriteString(l + "\n")
		}
	}
	put("Atlas français de la coopération décentralisée")
	p.texts(put)
	p.parties(put)
	p.funding(put)
	p.statements(put)
	put("PIED DE PAGE", "Tous droits réservés - "+oneLine(p.Publisher))
	for _, l := range p.Further {
		put(oneLine(l))
	}
	put("Dernière mise à jour : " + p.Updated)
	return b.Flush()
}

// texts are the answers of one line, and those of running text.
func (p Printed) texts(put func(...string)) {
	x := p.Project
	put("Titre", line1(x.Title), "Année de première signature de la convention", number1(x.FirstSigned), "Thématique d'intervention", line1(x.Theme),
		"Autres thématiques mises en œuvre pour le partenariat")
	if len(x.OtherThemes) > 0 {
		put("Thématique éligible | Sous-thématique | Sous-sous-thématique | Priorité |")
	}
	for _, t := range x.OtherThemes {
		put(bars(line1(t.Theme), line1(t.Subtheme), line1(t.Subsubtheme), number1(t.Priority)))
	}
	put("Année de début du partenariat", number1(x.StartYear), "Le partenariat est :", line1(x.Status), "Date de fin du partenariat", line1(x.EndDate))
	for _, t := range []struct {
		label string
		text  *string
	}{{"Contexte", x.Context}, {"Historique", x.History}, {"Objectif du partenariat", x.Objective}, {"Description détaillée du partenariat", x.Description}} {
		put(t.label)
		if t.text != nil {
			for l := range strings.SplitSeq(*t.text, "\n") {
				put(oneLine(l))
			}
		}
	}
	put("Votre partenariat prend la forme d'un(e)", line1(x.Form))
}

// parties are lists, one a line, and tables.
func (p Printed) parties(put func(...string)) {
	x := p.Project
	put("Mise en œuvre du partenariat")
	list := func(label string, names []string) {
		put(label)
		for _, n := range names {
			put(oneLine(n))
		}
	}
	list("Maître(s) d'œuvre", x.Implementers)
	list("Maître(s) d'ouvrage", x.Owners)
	list("Bénéficiaire(s)", x.Beneficiaries)
	put("Partenaires étrangers du partenariat", "Nom de la collectivité étrangère | Pays | |")
	for _, f := range x.ForeignPartners {
		put(bars(f.Name, line1(f.Country), ""))
	}
	put("Collectivités territoriales partenaires du partenariat", "Nom de la collectivité territoriale | |")
	for _, n := range x.FrenchPartners {
		put(bars(n, ""))
	}
	list("Autres partenaires du partenariat en France", x.OtherPartnersFrance)
	list("Autres partenaires du partenariat dans le(s) pays partenaire(s)", x.OtherPartnersAbroad)
	if x.Duration != nil {
		put("Le partenariat est " + oneLine(*x.Duration))
	}
}

func (p Printed) funding(put func(...string)) {
	put("Financement du partenariat", "Nom du financeur | Montant en euros | Montant 1% Eau (Loi Oudin 2005) | Montant 1% Eau (Loi Oudin 2005) | Montant 1% Eau (Loi Oudin 2005) | Année |")
	for _, f := range p.Project.Funding {
		cells := []string{f.Funder, Euros(f.Eur)}
		for _, one := range f.OnePercent {
			cells = append(cells, Euros(one))
		}
		put(bars(append(cells, number1(f.Year))...))
	}
}

// statements are the answers that are sentences.
func (p Printed) statements(put func(...string)) {
	put("Évaluations, communication et perspectives")
	for _, s := range []struct {
		said    *bool
		yes, no string
	}{
		{p.Project.CommunicationFrance, "Une communication a été engagée en France", "Aucune communication n'a été engagée en France"},
		{p.Project.CommunicationAbroad, "Une communication a été engagée dans les pays partenaires", "Aucune communication n'a été engagée dans les pays partenaires"},
		{p.Project.Evaluation, "Une politique d'évaluation a été engagée", "Aucune politique d'évaluation n'a été engagée"},
	} {
		switch {
		case s.said == nil:
		case *s.said:
			put(s.yes)
		default:
			put(s.no)
		}
	}
}

// Euros prints an amount as the tables of the atlas do: « 12500,50 »; "" for none.
func Euros(v *float64) string {
	switch {
	case v == nil:
		return ""
	case *v == float64(int64(*v)):
		return strconv.FormatInt(int64(*v), 10)
	}
	return strings.Replace(fmt.Sprintf("%.2f", *v), ".", ",", 1)
}

// bars draws a row: what would begin another cell is taken out.
func bars(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(oneLine(c), "|", "/")
	}
	return strings.Join(cells, " | ") + " |"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func line1(s *string) string {
	if s == nil {
		return ""
	}
	return oneLine(*s)
}

func number1(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
