package atlaspage

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

type field string

// Fields of the form, named as the interchange form names them where it has them.
const (
	fTitle           field = "title"
	fPost            field = "post"
	fFirstSigned     field = "first_signed"
	fTheme           field = "theme"
	fSubtheme        field = "subtheme"
	fSubsubtheme     field = "subsubtheme"
	fOtherThemes     field = "other_themes"
	fGoals           field = "goals" // Objectifs de développement durable
	fStartYear       field = "start_year"
	fStatus          field = "status"
	fEndDate         field = "end_date"
	fContext         field = "context"
	fHistory         field = "history"
	fObjective       field = "objective"
	fDescription     field = "description"
	fForm            field = "form"
	fHeading         field = "heading" // a heading without a value of its own
	fImplementers    field = "implementers"
	fOwners          field = "owners"
	fBeneficiaries   field = "beneficiaries"
	fForeignPartners field = "foreign_partners"
	fForeignContacts field = "foreign_contacts"
	fFrenchPartners  field = "french_partners"
	fOtherFrance     field = "other_partners_france"
	fOtherAbroad     field = "other_partners_abroad"
	fDuration        field = "duration"
	fFunding         field = "funding"
	fCommFrance      field = "communication_france"
	fCommAbroad      field = "communication_abroad"
	fEvaluation      field = "evaluation"
	fVolunteers      field = "volunteers"
	fExtra           field = "extra"   // labels of the site without a place in the form: dates of validity, of update
	fUnknown         field = "unknown" // a label never seen
)

// proseFields hold running text, in which a line may look like a label by accident.
var proseFields = []field{fContext, fHistory, fObjective, fDescription}

func (f field) isProse() bool { return slices.Contains(proseFields, f) }

// about is the noun that the layouts put in every label.
const about = `(?: (?:du|de la|de ce|de cette|de votre|de l')? ?(?:partenariat|action(?: exterieure)?|projet|cooperation(?: decentralisee)?))?`

type rule struct {
	field field
	re    *regexp.Regexp
}

func rules(pairs ...string) []rule {
	var out []rule
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, rule{field(pairs[i]), regexp.MustCompile(`^(?:` + strings.ReplaceAll(pairs[i+1], "ABOUT", about) + `)$`)})
	}
	return out
}

// labels are matched against the folded line without its final colon.
var labels = rules(
	"title", `(?:titre|intitule)ABOUT`,
	"post", `contacts? (?:dans|dans le|du|au) (?:le )?poste diplomatique.*`,
	"first_signed", `(?:annee|date) de (?:la )?(?:premiere )?signature(?: de (?:la|l')? ?(?:premiere )?(?:convention|accord).*| de la lettre d'intention)?`,
	"theme", `thematiques?(?: principale)?(?: d'intervention)?(?: principale)?ABOUT`,
	"subtheme", `sous-thematiques?(?: principale)?(?: d'intervention)?ABOUT`,
	"subsubtheme", `sous-sous-thematiques?(?: principale)?(?: d'intervention)?ABOUT`,
	"other_themes", `autres thematiques.*`,
	"goals", `odd|objectifs? de developpement durable(?: ?-? ?\(?odd\)?)?`,
	"start_year", `(?:annee|date) (?:de|du) debutABOUT`,
	"status", `(?:le partenariat|l'action|le projet|la cooperation) est|(?:statut|etat)(?: d'avancement)? (?:du partenariat|de l'action|du projet)|statut`,
	"end_date", `(?:annee|date) de finABOUT`,
	"context", `contexteABOUT`,
	"history", `historiqueABOUT`,
	"objective", `objectifs?(?:\(s\))?(?: general| generaux)?ABOUT`,
	"description", `description(?: detaillee)?ABOUT`,
	"form", `(?:votre|le|la|l'|cette)? ?(?:partenariat|action|projet|cooperation) prend la forme d'une?(?: ?\(e\))?`,
	"heading", `mise en oeuvreABOUT|evaluations?, communications? et perspectives?`,
	"implementers", `maitres?(?: ?\(s\))? d'oeuvreABOUT`,
	"owners", `maitres?(?: ?\(s\))? d'ouvrageABOUT`,
	"beneficiaries", `beneficiaires?(?: ?\(s\))?ABOUT`,
	"foreign_partners", `(?:partenaires?(?: ?\(s\))? etrangers?(?: ?\(s\))?|collectivites? etrangeres? partenaires?)ABOUT`,
	"foreign_contacts", `contacts? (?:dans|chez) les partenaires etrangersABOUT`,
	"french_partners", `collectivites? (?:territoriales? )?(?:francaises? )?partenaires?ABOUT`,
	"other_partners_france", `autres? partenaires?(?: francais)?ABOUT en france`,
	"other_partners_abroad", `autres? partenaires?ABOUT (?:dans l.*|a l'etranger)`,
	"duration", `duree(?: prevue)?ABOUT`,
	"funding", `financements?ABOUT`,
	"communication_france", `une communication a-t-elle ete engagee en france`,
	"communication_abroad", `une communication a-t-elle ete engagee (?:dans .*pays.*|a l'etranger)`,
	"evaluation", `une (?:politique d')?evaluation a-t-elle ete engagee`,
	"volunteers", `volontaires impliques.*`,
	"extra", `perspectivesABOUT|(?:date|dates|periode|debut|fin) .{0,20}(?:validite|mise a jour).{0,30}|(?:derniere )?mise a jour(?: le)?|mis a jour le`,
)

// headers are the heads of the tables, folded, with bars as spaces.
var headers = rules(
	"other_themes", `thematique eligible.+`,
	"goals", `thematique eligible`,
	"foreign_partners", `nom de la collectivite etrangere(?: pays)?`,
	"foreign_contacts", `nom de la collectivite etrangere nom .*`,
	"french_partners", `nom de la collectivite (?:territoriale|francaise)(?: .*)?`,
	"funding", `nom du financeur.*`,
	"volunteers", `nom prenom mission.*`,
)

// furniture is what the site prints around every page.
var furniture = regexp.MustCompile(`^(?:accueil >.*|# ?https?://\S+|https?://\S+|atlas francais de la cooperation decentralisee(?: et des autres actions exterieures)?|pied de page|tous droits reserves.*|haut de page|retour(?: a la (?:liste|recherche|carte).*)?|imprimer|partager|mentions legales|plan du site|accessibilite|contact|credits|[-|: ]+)$`)

// nobody is what the site prints in place of a contact of the embassy.
var nobody = regexp.MustCompile(`^pas de (?:correspondant|conseiller|contact).*$`)

// pager is the row of page numbers under a table.
var pager = regexp.MustCompile(`^(?:[<>| ]+|[<>| ]*(?:<|>)[<>| ]*.*(?:precedent|suivant).*|.*(?:precedent|suivant) ?[<>| ]*|.*pagination\.page\..*|[<>| ]*\d{1,3}[<>| ]*)$`)

// maxLabel bounds the lines that are compared with labels, in bytes: the longest label is under 200.
const maxLabel = 240

// bare takes the drawing off a line: markup, heading marks, bars at the ends, emphasis.
func bare(line string) string {
	return format.Squeeze(strings.Trim(format.Unmark(line), " \t\u00a0|*#_"))
}

func match(table []rule, folded string) (field, bool) {
	for _, r := range table {
		if r.re.MatchString(folded) {
			return r.field, true
		}
	}
	return "", false
}

// labelOf tells which label a whole line is.
func labelOf(line string) (field, bool) {
	if len(line) > maxLabel {
		return "", false
	}
	s := bare(line)
	if f, ok := keyLabel(s); ok {
		return f, true
	}
	return match(labels, strings.TrimRight(format.Fold(s), " :?"))
}

// inlineLabel reads a label followed by its value on the same line, after a colon or a bar, or after the words
// « prend la forme d'un(e) ».
func inlineLabel(line string) (f field, value string, ok bool) {
	for _, sep := range []string{"\t", "|", ":"} {
		before, after, found := strings.Cut(strings.Trim(format.Unmark(line), " |"), sep)
		if value = strings.Trim(format.Squeeze(after), " |"); !found || value == "" {
			continue
		}
		if f, ok = labelOf(before); ok {
			return f, value, true
		}
	}
	words := strings.Fields(bare(line))
	for i, w := range words {
		if format.Fold(w) == "d'un(e)" && i+1 < len(words) && i < 8 {
			f, ok = labelOf(strings.Join(words[:i+1], " "))
			return f, strings.TrimLeft(strings.Join(words[i+1:], " "), ": "), ok
		}
	}
	return "", "", false
}

// headerOf tells which table a line is the head of.
func headerOf(line string) (field, bool) {
	if len(line) > 2*maxLabel {
		return "", false
	}
	return match(headers, format.Fold(strings.ReplaceAll(bare(line), "|", " ")))
}

// unresolved is a message key that the site printed instead of its words: ???menu.atlas.libelle???, commun.ico.loupe.alter.
var unresolved = regexp.MustCompile(`^(?:\?{3}[\w.\-]+\?{3}|[a-z]+(?:[A-Z][a-z]+)*(?:\.[a-z]+(?:[A-Z][a-z]+)*){2,})$`)

// webSite is an address that has the shape of a key.
var webSite = regexp.MustCompile(`^www\.|\.(?:fr|org|com|net|eu|int|ml|info)$`)

func isKey(word string) bool { return unresolved.MatchString(word) && !webSite.MatchString(word) }

// keyWords find the field of an unresolved key by the words in it; the longer come first.
var keyWords = []struct{ word, field string }{
	{"soussousthematique", "subsubtheme"}, {"sousthematique", "subtheme"}, {"autresthematiques", "other_themes"}, {"thematique", "theme"},
	{"premieresignature", "first_signed"}, {"anneesignature", "first_signed"}, {"anneedebut", "start_year"}, {"datefin", "end_date"},
	{"contexte", "context"}, {"historique", "history"}, {"objectif", "objective"}, {"description", "description"},
	{"maitreouvrage", "owners"}, {"maitreoeuvre", "implementers"}, {"beneficiaire", "beneficiaries"},
	{"contactspartenaires", "foreign_contacts"}, {"partenairesetrangers", "foreign_partners"}, {"collectivites", "french_partners"},
	{"autrespartenairesfrance", "other_partners_france"}, {"autrespartenairespays", "other_partners_abroad"},
	{"financement", "funding"}, {"volontaires", "volunteers"}, {"etat", "status"}, {"statut", "status"}, {"titre", "title"},
}

// keyLabel reads a line that is nothing but an unresolved key; a key that names no field is an unknown label.
func keyLabel(s string) (field, bool) {
	if !isKey(strings.TrimRight(s, " :")) {
		return "", false
	}
	key := strings.ToLower(strings.NewReplacer(".", "", "?", "", "_", "", "-", "").Replace(s))
	for _, k := range keyWords {
		if strings.Contains(key, k.word) {
			return field(k.field), true
		}
	}
	if strings.Contains(key, "pagination") || strings.Contains(key, "loupe") || strings.Contains(key, "menu") {
		return "", false
	}
	return fUnknown, true
}
