package censustext

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Printed is a census as a text: what Write makes and Read reads.
type Printed struct {
	Title     string
	Publisher string
	Date      string // as printed: "8 novembre 2013"
	Nation    string // adjective of the partner side, feminine: "malienne"
	Country   string // as contacts name it: "Au Mali"; "" leaves it to the column
	Since     string // the day that the form asks about: "22 mars 2012"
	Year      int    // of the budget whose trend is asked
	Fiches    []Fiche
}

// Write prints a census in the form that Read reads: the same labels, one row of the form a line, cells parted by tabs. What
// Read makes of it is what was given, but for its lines and its order (a test), as long as no answer opens with a label of
// the form.
func Write(w io.Writer, p Printed) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "**%s**\n\n", oneLine(p.Title))
	fmt.Fprintf(b, "%s, %s\n\nVersion au %s\n", oneLine(p.Publisher), monthAndYear(p.Date), p.Date)
	for _, f := range p.Fiches {
		p.fiche(b, f)
	}
	return b.Flush()
}

// monthAndYear takes the day off a printed date.
func monthAndYear(date string) string {
	words := strings.Fields(date)
	if len(words) == 3 {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func (p Printed) fiche(b *bufio.Writer, f Fiche) {
	region, renewal := "", ""
	if f.FormVersion == "2013-09" {
		region, renewal = " (Merci de préciser la région)", " (Préciser si renouvellement prévu)"
	}
	if f.Section != "" {
		fmt.Fprintf(b, "\n%s :\n", strings.ToUpper(oneLine(f.Section)))
	}
	line := func(cells ...string) { fmt.Fprintln(b, strings.Join(cells, "\t")) }
	line("\nDate : "+days(f.Updated), "", "", "")
	line("Collectivité française : "+paragraphs(f.French), "", "Collectivité "+p.Nation+region+" : "+paragraphs(f.Foreign), "")
	for i, other := range f.Other {
		line("", "", "Collectivité "+f.OtherNations[i]+" : "+paragraphs([]string{other}), "")
	}
	line("Contact pour cet état des lieux :", "", "Contact pour cet état des lieux :", "")
	line("En France : "+contacts(f.Contacts, "french"), "", p.where()+contacts(f.Contacts, "foreign"), "")
	line("Présentation du partenariat :", "", "", "")
	line("Date de formalisation : "+cell(f.Formalised.Raw), "", "Document régissant le partenariat"+renewal+" : "+cell(f.Instrument), "")
	line("Budget annuel consacré au partenariat :", "", cell(f.Budget.Raw), "")
	line("Poursuite de la coopération depuis le "+p.Since+" :", "", cell(f.Continued.Raw), "")
	line("Diminution, maintien ou augmentation du budget consacré au partenariat en "+strconv.Itoa(p.Year)+" :", "", cell(f.Trend.Raw), "")
	line("Moyens sur place (coordinateur, partenaires) :", "", cell(f.Means), "")
	p.actions(b, f)
	line("Perspectives du partenariat :", "", "", "")
	line(cell(f.Perspectives), "", "", "")
}

func (p Printed) actions(b *bufio.Writer, f Fiche) {
	fmt.Fprintf(b, "Actions de coopération réalisées depuis le %s%s :\t\t\t\n", p.Since, p.both())
	fmt.Fprintln(b, "Domaines d'intervention\tActions réalisées\tPériode\t"+budgetHead(f))
	for i, a := range f.Actions {
		n := strconv.Itoa(i + 1)
		if a.N != nil {
			n = *a.N
		}
		fmt.Fprintf(b, "%s. %s\t%s\t%s\t%s\n", n, cell(a.Domain), cell(a.Description), cell(a.Period.Raw), cell(a.Budget.Raw))
	}
}

// where opens the cell of contacts of the partner side.
func (p Printed) where() string {
	if p.Country == "" {
		return ""
	}
	return p.Country + " : "
}

// both says in which two countries actions took place.
func (p Printed) both() string {
	if p.Country == "" {
		return ""
	}
	return " (" + strings.ToLower(p.Country[:1]) + p.Country[1:] + " et en France)"
}

// budgetHead names the currency of cells that name none and are not in euros.
func budgetHead(f Fiche) string {
	for _, a := range f.Actions {
		if len(a.Budget.Amounts) > 0 && a.Budget.Amounts[0].Currency == "XOF" && !strings.Contains(a.Budget.Raw, "CFA") {
			return "Budget (en FCFA)"
		}
	}
	return "Budget"
}

// cell puts a text into one cell of one line: what Read shows as new lines are bullets.
func cell(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, l := range lines {
		lines[i] = oneLine(l)
	}
	return strings.TrimSpace(strings.Join(lines, " • "))
}

// oneLine takes out what would begin another line or cell.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func paragraphs(list []string) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString("<p>" + oneLine(s) + "</p>")
	}
	return b.String()
}

func contacts(list []Contact, side string) string {
	var lines []string
	for _, c := range list {
		if c.Side == side {
			lines = append(lines, strings.Trim(text(c.Name)+", "+text(c.Org), ", "))
		}
	}
	return paragraphs(lines)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// days are ISO dates as a form prints them: 08/11/2013.
func days(list []string) string {
	out := make([]string, len(list))
	for i, d := range list {
		parts := strings.Split(d, "-")
		for l, r := 0, len(parts)-1; l < r; l, r = l+1, r-1 {
			parts[l], parts[r] = parts[r], parts[l]
		}
		out[i] = strings.Join(parts, "/")
	}
	return strings.Join(out, " et ")
}
