package censustext

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
	"kafo/internal/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func TestTextOfAnotherFamilyIsRefused(t *testing.T) {
	for _, s := range []string{"Une recette de soupe.\nDeux oignons, du sel.", "a,b,c\n1,2,3", "Détail projet\nTitre : essai\nPays : Mali", "Date : 3/04/13"} {
		text := formattest.Text(t, s)
		if got := Recognise(text); got != 0 {
			t.Errorf("Recognise(%q) = %d, want 0", s, got)
		}
		var p *format.Problem
		if _, err := Read(text); s[0] != 'D' && (!errors.As(err, &p) || p.Key != "format.unknown_family") {
			t.Errorf("Read(%q) = %v, want format.unknown_family", s, err)
		}
	}
}

func TestTruncatedFicheIsGivenAndNoted(t *testing.T) {
	whole := strings.Join(formattest.Load(t, "testdata/truncated.txt").Lines, "\n")
	for cut, want := range map[string]int{whole: 9, whole[:strings.Index(whole, "Actions de")]: 5, whole + "\nPerspectives du partenariat :": 9} {
		res, err := Read(formattest.Text(t, cut))
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Records) != 1 || len(res.Notes) == 0 || res.Notes[0].Key != "format.truncated_table" || res.Notes[0].Line != want {
			t.Errorf("%d records, notes %+v; want one, line %d", len(res.Records), res.Notes, want)
		}
	}
	res, err := Read(formattest.Text(t, strings.Replace(whole, "Dispen", "Dispensaire\t2032\t4 000 €", 1)+"\nPerspectives du partenariat :\nSuite."))
	if err != nil || len(res.Notes) != 0 {
		t.Errorf("a whole document has notes %+v, %v", res.Notes, err)
	}
}

// Reading twenty times the text takes about twenty times as long, not four hundred; the margin is for a busy machine.
// Each text is the worst for one of the loops.
func TestReadingIsLinear(t *testing.T) {
	head := "Date : 17/05/33\t\t\t\nCollectivité française: "
	row := "\nActions de coopération réalisées :\t\t\t\nDomaines d'intervention\tActions réalisées\tPériode\tBudget\n"
	for name, text := range map[string]func(n int) string{
		"open brackets":  func(n int) string { return head + strings.Repeat("(", n) },
		"linked parties": func(n int) string { return head + strings.Repeat("(et A) ", n/7) },
		"days":           func(n int) string { return head + row + "1. X\tY\t" + strings.Repeat("1, ", n/3) + "9 mai 2033\t5 €" },
		"figures": func(n int) string {
			return head + "\nBudget annuel consacré au partenariat :\t" + strings.Repeat("2031 1/", n/7) + "1 €"
		},
		"euros": func(n int) string {
			return head + "\nBudget annuel consacré au partenariat :\t" + strings.Repeat("2031 : 1 € ", n/12)
		},
		"rows": func(n int) string {
			return head + row + "1. X (\tY\t2031\t5 €\n" + strings.Repeat("\n(a)\tb)\t2031\t5 €\n", n/20)
		},
		"pieces": func(n int) string {
			return head + row + "1. X\tY" + strings.Repeat("•a", n/12) + "\t2031\t" + strings.Repeat("5 € ", n/12)
		},
		"movements": func(n int) string {
			return head + "\nDiminution, maintien ou augmentation du budget :\t" + strings.Repeat("hausse ", n/7)
		},
	} {
		small, large := readTime(t, text(12_000)), readTime(t, text(240_000))
		if large > 150*small+time.Second {
			t.Errorf("%s: %v for 12 kB, %v for 240 kB", name, small, large)
		}
	}
}

func readTime(t *testing.T, s string) time.Duration {
	t.Helper()
	text := formattest.Text(t, s)
	start := time.Now()
	if _, err := Read(text); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"mali", "burkina", "truncated"} {
		f.Add(strings.Join(formattest.Load(f, "testdata/"+name+".txt").Lines, "\n"))
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			return
		}
		Recognise(text)
		res, err := Read(text)
		if err != nil {
			return
		}
		formattest.Invariants(t, text, res)
		fiches(res, func(f *Fiche) { periodsAreOrdered(t, f) })
	})
}

func fiches(res *format.Result, do func(*Fiche)) {
	for _, rec := range res.Records {
		if f, ok := rec.Body.(*Fiche); ok {
			do(f)
		}
	}
}

// periodsAreOrdered checks the shape of dates only: a document may well print an end before its beginning.
func periodsAreOrdered(t testing.TB, f *Fiche) {
	t.Helper()
	for _, a := range f.Actions {
		if a.Period.Start == nil && a.Period.End != nil {
			t.Errorf("%q ends and does not begin", a.Period.Raw)
		}
	}
}

func TestSeed(t *testing.T) {
	text := formattest.Load(t, formattest.Seeds(t, "seeds/002_*.txt")[0])
	if got := Recognise(text); got != 100 {
		t.Errorf("Recognise = %d, want 100", got)
	}
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	formattest.Invariants(t, text, res)
	if len(res.NotUnderstood) != 0 || res.Date != "2013-11-08" || res.Publisher == "" || res.Title == "" {
		t.Errorf("not understood %d, date %s, publisher %q", len(res.NotUnderstood), res.Date, res.Publisher)
	}
	counts := map[string]int{}
	for _, rec := range res.Records {
		counts[rec.Kind]++
	}
	want := map[string]int{"census_fiche": 54, "contents_entry": 56, "overview_figure": 15, "fund_statement": 1, "publication": 71}
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Errorf("records = %v, want %v", counts, want)
	}
	seedSums(t, res)
	seedFiches(t, text, res)
}

// Another country, another crisis and labels without markup change nothing in what is read.
func TestSeedReadsTheSameInOtherWords(t *testing.T) {
	text := formattest.Load(t, formattest.Seeds(t, "seeds/002_*.txt")[0])
	whole := strings.Join(text.Lines, "\n")
	want := ficheJSON(t, whole)
	for name, words := range map[string]*strings.Replacer{
		"without italics":  strings.NewReplacer("<i>", "", "</i>", "", "<u>", "", "</u>", ""),
		"fixed spaces":     strings.NewReplacer(" €", "\u00a0€", " :", "\u202f:"),
		"in bold":          strings.NewReplacer("Date :", "<b>Date :</b>", "Perspectives du partenariat :", "<strong>Perspectives du partenariat</strong> :"),
		"another country":  strings.NewReplacer("Collectivité malienne", "Collectivité burkinabè", "Collectivités maliennes", "Collectivités burkinabè", "Au Mali :", "Au Burkina Faso :", "Au Mali:", "Au Burkina Faso:", "Au Mali</i> :", "Au Burkina Faso</i> :"),
		"another crisis":   strings.NewReplacer("coopération depuis le 22 mars 2012", "coopération depuis le 30 septembre 2022", "réalisées depuis le 22 mars 2012", "réalisées depuis le 30 septembre 2022"),
		"plural labels":    strings.NewReplacer("Collectivité française", "Collectivités françaises", "Contact pour", "Contacts pour", "Date de formalisation", "Dates de formalisation"),
		"a head cell lost": strings.NewReplacer("Actions réalisées\tPériode\t", "Actions réalisées\t\t"),
	} {
		if diff := cmp.Diff(want, ficheJSON(t, words.Replace(whole))); diff != "" {
			t.Errorf("%s: %d lines differ, first %.300s", name, strings.Count(diff, "\n"), diff)
		}
	}
}

func ficheJSON(t *testing.T, s string) []string {
	t.Helper()
	res, err := Read(formattest.Text(t, s))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, rec := range res.Records {
		if rec.Kind != "census_fiche" {
			continue
		}
		raw, err := json.Marshal(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(raw))
	}
	return out
}

func seedSums(t *testing.T, res *format.Result) {
	forthcoming, sum := 0, 0.0
	claimed := map[float64]bool{}
	for _, rec := range res.Records {
		switch b := rec.Body.(type) {
		case *ContentsEntry:
			if b.Forthcoming {
				forthcoming++
			}
		case *FundStatement:
			for _, d := range b.Donations {
				sum += d.Eur
			}
			if len(b.Donations) != 13 || sum != 98400 || *b.StatedTotal != sum || *b.AsOf != "2013-07-02" {
				t.Errorf("fund: %d donations, %v, stated %v", len(b.Donations), sum, *b.StatedTotal)
			}
		case *OverviewFigure:
			claimed[b.Value] = true
		}
	}
	if forthcoming != 2 {
		t.Errorf("%d fiches to come, want 2", forthcoming)
	}
	for _, v := range []float64{43, 46, 29, 7, 5, 14, 13, 2, 32.8e6} {
		if !claimed[v] {
			t.Errorf("the overview's %v is missing", v)
		}
	}
}

func seedFiches(t *testing.T, text *format.Text, res *format.Result) {
	n, totals, later := 0, 0, 0
	fiches(res, func(f *Fiche) {
		if n++; f.Order != n || len(f.French) == 0 || len(f.Foreign) == 0 || len(f.Updated) == 0 || f.Section == "" {
			t.Errorf("fiche %d: %d French, %d foreign parties, %d dates, section %q", n, len(f.French), len(f.Foreign), len(f.Updated), f.Section)
		}
		if f.StatedTotal != nil {
			totals++
		}
		if f.FormVersion == "2013-09" {
			later++
		}
		amountsAreIn(t, f.Budget.Raw, f.Budget.Amounts)
		for _, a := range f.Actions {
			amountsAreIn(t, a.Budget.Raw, a.Budget.Amounts)
			if a.Period.Start != nil && a.Period.End != nil && *a.Period.Start > *a.Period.End && !strings.HasPrefix(*a.Period.Start, *a.Period.End) {
				t.Errorf("fiche %d: %s to %s", n, *a.Period.Start, *a.Period.End)
			}
		}
	})
	if totals != 2 || later != 7 {
		t.Errorf("%d stated totals, %d of the later form; want 2, 7", totals, later)
	}
	if len(res.Notes) != 1 || res.Notes[0].Key != "format.shifted_row" {
		t.Errorf("notes = %+v", res.Notes)
	}
}

// amountsAreIn: the digits of an amount stand in the text that states it.
func amountsAreIn(t *testing.T, raw string, amounts []Amount) {
	t.Helper()
	bare := strings.NewReplacer(" ", "", ".", "", ",", "").Replace(raw)
	for _, a := range amounts {
		digits := strings.Replace(strings.TrimRight(fmt.Sprintf("%.2f", a.Value), "0"), ".", "", 1)
		if strings.Contains(raw, "million") {
			digits = strings.TrimRight(digits, "0")
		}
		if !strings.Contains(bare, digits) {
			t.Errorf("%v is not in %q", a.Value, raw)
		}
	}
}
