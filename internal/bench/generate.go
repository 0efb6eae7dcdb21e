// Package bench writes registers of any size and measures them. Every figure is a ratio to a baseline taken in the
// same run, because the machines it runs on differ and are busy.
package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"
)

// Names are the places that a generated census uses: town names of the declaring side, and the partners with the
// heading under which each stands.
type Names struct {
	French  []string
	Foreign []Place
}

// Place is a foreign partner and its region.
type Place struct{ Name, Region string }

// shapes of the real census (docs/DATA.md): how many partners a fiche has, how many actions, how full they are.
const (
	actionsPerFiche = 5
	severalPartners = 0.12
	withAssociation = 0.15
	blankBudget     = 0.3
)

var (
	domains = []string{
		"Santé", "Eau et assainissement", "Education", "Culture", "Appui institutionnel", "Aide d'urgence", "Sécurité alimentaire",
		"Jeunesse", "Développement rural", "Formation", "Etat civil", "Energie", "Artisanat", "Sport", "Numérique",
	}
	verbs  = []string{"Construction", "Réhabilitation", "Équipement", "Formation", "Appui", "Étude", "Accueil", "Suivi", "Envoi", "Organisation"}
	things = []string{
		"d'un forage et de latrines", "de trois salles de classe", "du centre de santé communautaire", "des agents de la mairie",
		"aux groupements de femmes", "d'un périmètre maraîcher", "de la bibliothèque", "d'une délégation d'élus", "du réseau de distribution d'eau",
		"du service de l'état civil", "à la filière lait", "d'une pépinière", "de lampadaires solaires", "de la radio locale",
	}
	instruments = []string{"Accord de jumelage", "Convention de coopération décentralisée", "Protocole d'amitié", "Charte de jumelage", "Convention-cadre triennale", "/"}
	trends      = []string{"Maintien", "Maintien", "Maintien", "Augmentation", "Diminution", "/"}
)

// Census writes an invented census with the shapes and the skew of the real one until it holds that many actions. The
// same seed gives the same bytes.
func Census(w io.Writer, names Names, actions int, seed uint64) error {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 2013)), w: bufio.NewWriter(w), names: names}
	fmt.Fprintf(g.w, "La coopération décentralisée (banc d'essai)\n\nRecensement inventé, graine %d\n\nVersion au 8 novembre 2013\n\n", seed)
	for done := 0; done < actions; {
		done += g.fiche(actions - done)
	}
	return g.w.Flush()
}

// perDocument is how many actions one census of a large register has: documents have an end.
const perDocument = 12_500

// Censuses are the documents of a register of that many actions, one after the other.
func Censuses(names Names, actions int, seed uint64) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for n := uint64(0); actions > 0; n++ {
			var b bytes.Buffer
			_ = Census(&b, names, min(actions, perDocument), seed+n*1000) // a buffer takes everything
			if actions -= perDocument; !yield(b.Bytes()) {
				return
			}
		}
	}
}

type generator struct {
	*rand.Rand
	w     *bufio.Writer
	names Names
	last  string
}

// skewed picks low numbers far more often than high ones, as a few places have most of the partnerships.
func (g *generator) skewed(n int) int {
	return int(float64(n) * g.Float64() * g.Float64() * g.Float64())
}

func (g *generator) pick(list []string) string { return list[g.IntN(len(list))] }

func (g *generator) fiche(left int) int {
	p := g.names.Foreign[g.skewed(len(g.names.Foreign))]
	if g.last != p.Region {
		fmt.Fprintf(g.w, "%s\n\n", p.Region)
		g.last = p.Region
	}
	foreign := strings.ToUpper(p.Name)
	if g.Float64() < severalPartners {
		foreign += " ET " + strings.ToUpper(g.names.Foreign[g.IntN(len(g.names.Foreign))].Name)
	}
	french := strings.ToUpper(g.names.French[g.IntN(len(g.names.French))])
	if g.Float64() < withAssociation {
		french += ", en partenariat avec l'association « Les amis de " + p.Name + " »"
	}
	fmt.Fprintf(g.w, "%s :\n\nDate : %02d/%02d/13\t\t\t\n", p.Region, 1+g.IntN(28), 4+g.IntN(7))
	fmt.Fprintf(g.w, "Collectivité française : %s\t\tCollectivité malienne : %s\t\n", french, foreign)
	fmt.Fprint(g.w, "Contact pour cet état des lieux :\t\t\t\nEn France : Déléguée A, mairie\t\t\t\nPrésentation du partenariat :\t\t\t\n")
	fmt.Fprintf(g.w, "Date de formalisation: %d\t\tDocument régissant le partenariat : %s\t\n", 1970+g.IntN(43), g.pick(instruments))
	fmt.Fprintf(g.w, "Budget annuel consacré au partenariat :\t\t%s\t\n", g.budget())
	fmt.Fprint(g.w, "Poursuite de la coopération depuis le 22 mars 2012 :\t\tOUI\t\n")
	fmt.Fprintf(g.w, "Diminution, maintien ou augmentation du budget consacré au partenariat en 2013 :\t\t%s\t\n", g.pick(trends))
	fmt.Fprint(g.w, "Moyens sur place (coordinateur, partenaires) :\t\t1 coordinateur\t\n")
	n := min(left, 1+g.IntN(2*actionsPerFiche-1))
	g.actions(n)
	fmt.Fprintf(g.w, "Perspectives du partenariat :\t\t\t\n• %s %s • %s %s\t\t\t\n\n", g.pick(verbs), g.pick(things), g.pick(verbs), g.pick(things))
	return n
}

func (g *generator) budget() string {
	if g.Float64() < blankBudget {
		return "/"
	}
	return fmt.Sprintf("%d 000 €", 1+g.skewed(400))
}

func (g *generator) actions(n int) {
	fmt.Fprint(g.w, "Actions de coopération réalisées depuis le 22 mars 2012 (au Mali et en France) :\t\t\t\nDomaines d'intervention\tActions réalisées\tPériode\tBudget\n")
	for i := range n {
		budget := ""
		if g.Float64() > blankBudget {
			budget = fmt.Sprintf("%d %03d €", 1+g.skewed(90), g.IntN(1000))
		}
		fmt.Fprintf(g.w, "%d. %s\t%s %s\t%d\t%s\n", i+1, domains[g.skewed(len(domains))], g.pick(verbs), g.pick(things), 2012+g.IntN(2), budget)
	}
}
