package censustext

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Printed is a census as a text: what Write makes and Read reads.
type Printed struct {
	Title      string
	Publisher  string
	Date       string // as printed: "8 novembre 2013"
	Nation     string // adjective of the partner side, feminine: "malienne"
	Country    string // as contacts name it: "Au Mali"; "" leaves it to the column
	Since      string // the day that the form asks about: "22 mars 2012"
	Year       int    // of the budget whose trend is asked; 0, as an empty Since: the labels name none
	NoContacts bool   // the rows of contacts are left out
	Fiches     []Fiche
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

// Row is a line of the form as it is printed.
type Row struct {
	Heading string // begins a part of the form; it has no cells
	Head    bool   // of the table of actions
	Cells   []Cell // one as wide as the form, two of a half each, or the four of the table of actions
}

// Cell is a label of the form with its answer; either may be missing.
type Cell struct {
	Label string // as printed, with its colon
	Lines []string
	Apart bool // its lines are names, not bullets
}

func labelled(label, answer string) Cell { return Cell{Label: label, Lines: lines(answer)} }

// lines are those of an answer, without what would begin another line or cell.
func lines(answer string) []string {
	var out []string
	for l := range strings.SplitSeq(strings.TrimSpace(answer), "\n") {
		if l = oneLine(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// Rows are the lines of a fiche, in the order of the form.
func (p Printed) Rows(f Fiche) []Row {
	region, renewal := "", ""
	if f.FormVersion == "2013-09" {
		region, renewal = " (Merci de préciser la région)", " (Préciser si renouvellement prévu)"
	}
	out := []Row{
		{Cells: []Cell{labelled("Date :", days(f.Updated))}},
		{Cells: []Cell{{"Collectivité française :", whole(f.French), true}, {"Collectivité " + p.Nation + region + " :", whole(f.Foreign), true}}},
	}
	for i, other := range f.Other {
		out = append(out, Row{Cells: []Cell{{}, {"Collectivité " + f.OtherNations[i] + " :", whole([]string{other}), true}}})
	}
	if !p.NoContacts {
		asked := Cell{Label: "Contact pour cet état des lieux :"}
		out = append(out, Row{Cells: []Cell{asked, asked}},
			Row{Cells: []Cell{{"En France :", contacts(f.Contacts, "french"), true}, {p.where(), contacts(f.Contacts, "foreign"), true}}})
	}
	out = append(out, Row{Heading: "Présentation du partenariat :"},
		Row{Cells: []Cell{labelled("Date de formalisation :", f.Formalised.Raw), labelled("Document régissant le partenariat"+renewal+" :", f.Instrument)}})
	for _, asked := range [][2]string{
		{"Budget annuel consacré au partenariat :", f.Budget.Raw},
		{"Poursuite de la coopération" + since(p.Since) + " :", f.Continued.Raw},
		{"Diminution, maintien ou augmentation du budget consacré au partenariat" + during(p.Year) + " :", f.Trend.Raw},
		{"Moyens sur place (coordinateur, partenaires) :", f.Means},
	} {
		out = append(out, Row{Cells: []Cell{{Label: asked[0]}, labelled("", asked[1])}})
	}
	out = append(append(out, p.actions(f)...),
		Row{Heading: "Perspectives du partenariat :"}, Row{Cells: []Cell{labelled("", f.Perspectives)}})
	if len(f.Further) > 0 {
		out = append(out, Row{Heading: "Réponses à d’autres questions :"})
	}
	for _, x := range f.Further {
		out = append(out, Row{Cells: []Cell{{Label: oneLine(x.Question)}, labelled("", x.Answer)}})
	}
	return out
}

// whole puts names that would be read as several, « A/B (C) », between quotation marks, within which nothing is parted.
func whole(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name
		if quoted := "« " + name + " »"; len(splitParties(name)) > 1 && slices.Equal(splitParties(quoted), []string{quoted}) {
			out[i] = quoted
		}
	}
	return out
}

// since and during are the day and the year that labels name; a form may name none.
func since(day string) string {
	if day == "" {
		return ""
	}
	return " depuis le " + day
}

func during(year int) string {
	if year == 0 {
		return ""
	}
	return " en " + strconv.Itoa(year)
}

func (p Printed) actions(f Fiche) []Row {
	out := []Row{{Heading: "Actions de coopération réalisées" + since(p.Since) + p.both() + " :"}, {Head: true, Cells: []Cell{
		labelled("", "Domaines d'intervention"), labelled("", "Actions réalisées"), labelled("", "Période"), labelled("", budgetHead(f)),
	}}}
	for i, a := range f.Actions {
		n := strconv.Itoa(i + 1)
		if a.N != nil {
			n = *a.N
		}
		out = append(out, Row{Cells: []Cell{labelled("", n+". "+a.Domain), labelled("", a.Description), labelled("", a.Period.Raw), labelled("", a.Budget.Raw)}})
	}
	return out
}

func (p Printed) fiche(b *bufio.Writer, f Fiche) {
	if f.Section != "" {
		fmt.Fprintf(b, "\n%s :\n", strings.ToUpper(oneLine(f.Section)))
	}
	b.WriteString("\n")
	for _, r := range p.Rows(f) {
		switch len(r.Cells) {
		case 0:
			fmt.Fprintf(b, "%s\t\t\t\n", r.Heading)
		case 1:
			fmt.Fprintf(b, "%s\t\t\t\n", r.Cells[0])
		case 2:
			fmt.Fprintf(b, "%s\t\t%s\t\n", r.Cells[0], r.Cells[1])
		default:
			fmt.Fprintf(b, "%s\t%s\t%s\t%s\n", r.Cells[0], r.Cells[1], r.Cells[2], r.Cells[3])
		}
	}
}

// String puts a cell into one line: what Read shows as new lines are bullets.
func (c Cell) String() string {
	answer := strings.Join(c.Lines, " • ")
	if c.Apart {
		answer = paragraphs(c.Lines)
	}
	return strings.TrimSpace(c.Label + " " + answer)
}

// where opens the cell of contacts of the partner side.
func (p Printed) where() string {
	if p.Country == "" {
		return ""
	}
	return p.Country + " :"
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

// oneLine takes out what would begin another line or cell.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func paragraphs(list []string) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString("<p>" + oneLine(s) + "</p>")
	}
	return b.String()
}

func contacts(list []Contact, side string) []string {
	var lines []string
	for _, c := range list {
		if c.Side == side {
			lines = append(lines, strings.Trim(text(c.Name)+", "+text(c.Org), ", "))
		}
	}
	return lines
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
