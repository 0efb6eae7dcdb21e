package catalogue

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// The persons, addresses and numbers of these tests are invented.
const maskedFiche = `{"section":"REGION DU LAC","french":["MAIRIE DE VALMORT","ASSOCIATION JUMELAGE VALMORT"],"foreign":["COMMUNE DE DIALLOBOUGOU"],
"other":[],"contacts":[
{"side":"french","name":"Zéphyrine DE LA BRUNETIÈRE","org":"Mairie de Valmort"},
{"side":"french","name":"OULD-BRAHIMI Marie-France et M. Odilon PERCEVAUX","org":null},
{"side":"foreign","name":"Abdoul Karim SANGHOTA, Bintou YATTARA (maires)","org":""},
{"side":"foreign","name":"Fousseyni Coumarou","org":""},
{"side":"foreign","name":"ASSOCIATION JUMELAGE VALMORT","org":""},
{"side":"foreign","name":"Anselme VALMORT","org":""},
{"side":"foreign","name":"J.-P. TRISTANOT","org":""},
{"side":"foreign","name":"Villages : Président Oury SANKAROU","org":"Association Oury SANKAROU"},
{"side":"french","name":"Armand DELORGE pour le Comité Rivage, adjoint au Maire","org":""},
{"side":"french","name":"Comité de soutien Tamaroua","org":""},
{"side":"foreign","name":"sidikou Nanfadi","org":""},
{"side":"foreign","name":"Pays","org":""},
{"side":"french","name":"Corentin MOLLIÈRE-DASTROU","org":""},
{"side":"foreign","name":null,"org":"Mairie"}],
"means":"Mme Percevaux suit le projet","budget":{"raw":"12 000 €","amounts":[{"value":12000,"currency":"EUR","year":null}]},"z":1.50,"a":[null,true,"Bintou Yattara"]}`

func testMasker() *masker { return newMasker([]contactBody{readBody(maskedFiche)}) }

func TestMaskHidesContactsInEveryPrintedForm(t *testing.T) {
	m := testMasker()
	for _, c := range []struct{ text, want string }{
		{"avec Zéphyrine DE LA BRUNETIÈRE, adjointe", "avec [personne], adjointe"},
		{"DE LA BRUNETIERE Zephyrine", "[personne]"},
		{"zéphyrine de la brunetière", "[personne]"},
		{"la BRUNETIÈRE", "[personne]"},
		{"Mme de la Brunetière et M. Percevaux", "Mme [personne] et M. [personne]"},
		{"Z. Brunetière", "[personne]"},
		{"Marie-France OULD-BRAHIMI", "[personne]"},
		{"Ould Brahimi, Marie France", "[personne]"},
		{"Mme\u00a0Ould\u2011Brahimi", "Mme\u00a0[personne]"},
		{"PERCEVAUX", "[personne]"},
		{"le maire Percevaux", "le maire [personne]"},
		{"Abdoul Karim SANGHOTA, Bintou YATTARA", "[personne], [personne]"},
		{"Karim Sanghota et Bintou Yattara", "[personne] et [personne]"},
		{"Fousseyni Coumarou", "[personne]"},
		{"COUMAROU Fousseyni", "[personne]"},
		{"Jean-Pierre Tristanot", "[personne]"},
		{"Anselme Valmort", "[personne]"},
		{"M. Valmort", "M. [personne]"},
		{"ODILON PERCEVAUX", "[personne]"},
		{"Odilon Percevaux", "[personne]"},
		{"Oury Sankarou", "[personne]"},
		{"ARMAND DELORGE", "[personne]"},
		{"Lac sidikou Nanfadi", "Lac [personne]"},
		{"Nanfadi SIDIKOU", "[personne]"},
		{"Corentin Molliere-Dastrou", "[personne]"},
		{"M. Mollière", "M. [personne]"},
		{"C. DASTROU", "[personne]"},
	} {
		if got := m.mask(c.text); got != c.want {
			t.Errorf("mask(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMaskLeavesPlacesOrganisationsAndOrdinaryWords(t *testing.T) {
	m := testMasker()
	for _, text := range []string{
		"MAIRIE DE VALMORT", "ASSOCIATION JUMELAGE VALMORT", "VALMORT", "Valmort et Diallobougou", "une brunetière", "Marie-France",
		"le conseil de la région", "les maires", "Bintou", "RIVAGE", "TAMAROUA", "VILLAGES", "PAYS", "MOLLIERE", "", "é", "12 000 € en 2012",
	} {
		if got := m.mask(text); got != text {
			t.Errorf("mask(%q) = %q, want it unchanged", text, got)
		}
	}
}

func TestMaskHidesAddressesAndNumbers(t *testing.T) {
	m := newMasker(nil)
	for _, c := range []struct{ text, want string }{
		{"écrire à a.b-c@mairie-exemple.fr. Merci", "écrire à [courriel]. Merci"},
		{"<nom.prenom [at] exemple.gouv.fr>", "<[courriel]>"},
		{"nom(at)exemple[point]org", "[courriel]"},
		{"Tél. : 01 23 45 67 89 / 06.12.34.56.78", "Tél. : [téléphone] / [téléphone]"},
		{"+33 (0)1 23 45 67 89", "[téléphone]"},
		{"0033 1 23 45 67 89", "[téléphone]"},
		{"0123456789;", "[téléphone];"},
		{"(+223) 20 22 33 44", "[téléphone]"},
		{"00 223 76 12 34 56", "[téléphone]"},
		{"Bamako 76 12 34 56", "Bamako [téléphone]"},
		{"+22376123456", "[téléphone]"},
		{"téléphone 66123456", "téléphone [téléphone]"},
		{"en 2012 01-23-45-67-89", "en 2012 [téléphone]"},
	} {
		if got := m.mask(c.text); got != c.want {
			t.Errorf("mask(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMaskLeavesAmountsDatesAndCodes(t *testing.T) {
	m := newMasker(nil)
	for _, text := range []string{
		"1 241 219 € sur 3 ans", "12 000 000 FCFA", "1 200 000 000 F CFA", "+10 000 000 habitants", "+ 25 000 000 €", "01/02/2012 15 participants",
		"01.02.2012 au 03.04.2013", "2012-04-12", "SIREN 552 081 317", "SIRET 552 081 317 00213", "552081317", "de 2010 à 2012, 2013 et 2014",
		"20 30 40 50 €", "les 22 23 24 25 mars 2012", "32,8 millions d'euros", "(at) home", "20 22 30 40 habitants", "suivez @reseau demain",
	} {
		if got := m.mask(text); got != text {
			t.Errorf("mask(%q) = %q, want it unchanged", text, got)
		}
	}
}

func TestPublicBodyHasNoContactsAndKeepsTheRest(t *testing.T) {
	got, err := publicBody("census_fiche", json.RawMessage(maskedFiche), testMasker().mask)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"section":"REGION DU LAC","french":["MAIRIE DE VALMORT","ASSOCIATION JUMELAGE VALMORT"],"foreign":["COMMUNE DE DIALLOBOUGOU"],` +
		`"other":[],"means":"Mme [personne] suit le projet","budget":{"raw":"12 000 €","amounts":[{"value":12000,"currency":"EUR","year":null}]},` +
		`"z":1.50,"a":[null,true,"[personne]"]}`
	if string(got) != want {
		t.Errorf("public body:\n got %s\nwant %s", got, want)
	}
}

func TestPublicBodyHidesWhoVolunteers(t *testing.T) {
	body := `{"foreign_contacts":[{"name":"A B"}],"volunteers":[{"raw":"Lise ORGEVAL | puits","name":"Lise ORGEVAL","mission":"puits, avec Lise Orgeval"}]}`
	got, err := publicBody("atlas_project", json.RawMessage(body), newMasker([]contactBody{readBody(body)}).mask)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"volunteers":[{"raw":"[personne]","name":"[personne]","mission":"puits, avec [personne]"}]}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPublicBodyRefusesWhatIsNoJSON(t *testing.T) {
	for _, body := range []string{"", "{", `{"a":}`, `{"contacts":}`, `{} {}`} {
		if _, err := publicBody("census_fiche", json.RawMessage(body), (*masker)(nil).mask); err == nil {
			t.Errorf("publicBody(%q) gave no error", body)
		}
	}
}

// One odd field in a body must not hide the contacts beside it from the masker.
func TestMaskerReadsContactsBesideOddFields(t *testing.T) {
	m := newMasker([]contactBody{readBody(`{"name":["x"],"contacts":[{"name":3},{"name":"Lise ORGEVAL"}]}`)})
	if got := m.mask("Lise Orgeval"); got != "[personne]" {
		t.Errorf("got %q", got)
	}
}

// TestMaskOfficers: who is named with an office is hidden, though nobody gives him as a contact; what is only written like
// a name is not. All persons are invented.
func TestMaskOfficers(t *testing.T) {
	for text, want := range map[string]string{
		"Accueil Fatou KEITA, trésorière du comité":                                 "Accueil [personne], trésorière du comité",
		"Accueil en mairie du Maire de Tolva (et son conseiller (Ali SOW) – presse": "Accueil en mairie du Maire de Tolva (et son conseiller ([personne]) – presse",
		"Au Mali : Seydou Baba DIALLO (chef de projet)":                             "Au Mali : [personne] (chef de projet)",
		"Plim\nNina BALDE SOW, conseillère municipale":                              "Plim\n[personne], conseillère municipale",
		"le Maire, M. Omar BALDE sont nos interlocuteurs":                           "le Maire, M. [personne] sont nos interlocuteurs",
		"Rencontre de J. BALDE, maire":                                              "Rencontre de [personne], maire",
		"Projet AFD, direction de l’eau":                                            "Projet AFD, direction de l’eau",
		"financé par Ville PLIM et Région KORA":                                     "financé par Ville PLIM et Région KORA",
		"Programme PADL, maire de Tolva":                                            "Programme PADL, maire de Tolva",
		"Accueil de M. Balde, maire de Tolva":                                       "Accueil de M. [personne], maire de Tolva",
		"Mission de Mme Nina de Balde (présidente du comité)":                       "Mission de Mme [personne] (présidente du comité)",
		"Décès de M. BALDE, ancien maire":                                           "Décès de M. [personne], ancien maire",
		"accueillie par le Maire, Monsieur Balde":                                   "accueillie par le Maire, Monsieur [personne]",
		"M. le Maire de Tolva, président du comité":                                 "M. le Maire de Tolva, président du comité",
		"Travaux au lycée M. Balde, bibliothèque":                                   "Travaux au lycée M. Balde, bibliothèque",
		"ONG ADEMA, président élu":                                                  "ONG ADEMA, président élu",
		"":                                                                          "",
	} {
		if got := (*masker)(nil).mask(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// A text ten times as long takes about ten times as long: the names are looked up, not tried one after another.
func TestMaskIsLinear(t *testing.T) {
	m := testMasker()
	unit := "Mme Percevaux et ODILON, tél. 01 23 45 67 89 et x@y.fr, BRAHIMI OULD "
	took := func(n int) time.Duration {
		best := time.Hour
		for range 20 {
			start := time.Now()
			m.mask(strings.Repeat(unit, n))
			best = min(best, time.Since(start))
		}
		return best
	}
	small, large := took(100), took(2000)
	if large > 100*small+50*time.Millisecond {
		t.Errorf("20 times the text took %v, %v the text", large, small)
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{"Mme Percevaux", "tél 01 23 45 67 89", "a [at] b.fr", maskedFiche, "İ PERCEVAUX ﬁ ẞ", "O.\u0301 PERCEVAUX"} {
		f.Add(s)
	}
	m := testMasker()
	f.Fuzz(func(t *testing.T, s string) {
		got := m.mask(s)
		if strings.Contains(got, "PERCEVAUX") && !strings.Contains(coverless(s), "PERCEVAUX") {
			t.Errorf("a contact is left in %q", got)
		}
		body, err := json.Marshal(map[string]string{"means": s})
		if err != nil {
			t.Fatal(err)
		}
		pub, err := publicBody("census_fiche", body, m.mask)
		if err != nil || !json.Valid(pub) {
			t.Errorf("public body of %q: %s, %v", s, pub, err)
		}
	})
}

// coverless leaves only the places where the surname is part of a longer word, where it is not the contact's name.
func coverless(s string) string {
	var out []string
	for _, w := range wordsIn(s) {
		if w.folded != "percevaux" {
			out = append(out, s[w.at:w.end])
		}
	}
	return strings.Join(out, " ")
}
