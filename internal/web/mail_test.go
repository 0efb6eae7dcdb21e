package web

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/testkit"
)

// mailed has a mail come with the questionnaire, and with something else that is not kept.
func mailed(t testing.TB, a *held, clues coop.Clues) {
	t.Helper()
	form, err := a.rooms.Form(t.Context(), a.invitation(t).Invitation, "fr")
	if err != nil {
		t.Fatal(err)
	}
	form.Number = ""
	form.Shown["budget"] = coop.Given{Values: []string{"61 000 €"}}
	var b bytes.Buffer
	if err := campaign.WriteForm(&b, "docx", form, time.Now()); err != nil {
		t.Fatal(err)
	}
	clues.Mark = time.Now().String()
	_, _, err = a.rooms.Received(t.Context(), coop.Mail{
		Sender: "adjointe@example.org", Subject: "Re: Recensement", Words: "Voici notre <b>réponse</b>.", Clues: clues,
		Files: []coop.MailFile{{Name: "reponse.docx", Size: b.Len(), Body: b.Bytes()}, {Name: "photo.jpg", Size: 9, Trouble: "mail.file_other"}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAMailIsFiledReadAndTaken by a steward: nothing that it brings is answered before.
func TestAMailIsFiledReadAndTaken(t *testing.T) {
	a, b, _ := lettered(t)
	mailed(t, a, coop.Clues{})
	says(t, "the campaigns", b.get("/campagnes").Body.String(), "1 tâche attend")
	says(t, "the mails", b.get("/campagnes/courrier").Body.String(), "Re: Recensement", "adjointe@example.org", "&lt;b&gt;réponse&lt;/b&gt;", "Joint : photo.jpg")
	says(t, "no number", b.send("/campagnes/courrier", "courriel", "1", "sollicitation-1", "x", "geste", "ranger").Body.String(), "Donnez le numéro")
	says(t, "no invitation", b.send("/campagnes/courrier", "courriel", "1", "sollicitation-1", "99", "geste", "ranger").Body.String(), "")
	if w := b.send("/campagnes/courrier", "courriel", "1", "sollicitation-1", "1", "geste", "ranger"); w.Header().Get("Location") != "/campagnes/courrier" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	one := "/campagnes/1/invitations/1"
	page := b.get(one).Body.String()
	says(t, "the invitation", page, "Courriels reçus (1)", "Lire le questionnaire joint : reponse.docx", "Joint et non gardé : photo.jpg")
	if bytes.Contains([]byte(page), []byte("adjointe@example.org")) {
		t.Error("an address is shown that nobody has asked for")
	}
	says(t, "who wrote", b.send(one, "geste", "montrer").Body.String(), "adjointe@example.org")
	read := one + "/courrier/1/0"
	says(t, "what was understood", b.get(read).Body.String(), "61 000 €", "Rien n’est encore enregistré")
	if a.invitation(t).Reply != 0 {
		t.Fatal("looking at a document answers")
	}
	form := formIn(t, b.get(read).Body.String(), one+"/document/reprise")
	if w := b.post(one+"/document/reprise", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	i := a.invitation(t)
	r, err := a.cat.Reply(t.Context(), i.Reply)
	if err != nil || r.Given["budget"].Text() != "61 000 €" || r.Means != "document" || r.SentAt != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, wrong := range []string{one + "/courrier/1/1", one + "/courrier/2/0", one + "/courrier/x/0"} {
		if got := b.get(wrong); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got.Code)
		}
	}
	mailed(t, a, coop.Clues{})
	b.send("/campagnes/courrier", "courriel", "2", "geste", "oublier")
	says(t, "no mail", b.get("/campagnes/courrier").Body.String(), "Aucun courriel n’attend")
}

// TestATableByMailIsTakenInByASteward, or says what is to be done with it; it is saved, never opened.
func TestATableByMailIsTakenInByASteward(t *testing.T) {
	a, b, _ := lettered(t)
	tabled(t, a)
	one := "/campagnes/1/invitations/1"
	says(t, "the invitation", b.get(one).Body.String(), "Regarder le tableau joint : parties.csv", "Regarder le tableau joint : budget.xlsx", "scan.pdf", "Ce fichier est un PDF")
	says(t, "a table of the register", b.get(one+"/courrier/1/0").Body.String(), "Rien n’est encore dans le registre", "tableau-recu.txt : 1 relevé", "Importer ce tableau")
	says(t, "another", b.get(one+"/courrier/1/1").Body.String(), "n’est pas d’une forme que le registre importe", "aucune feuille de ce classeur")
	says(t, "another, taken in", b.send(one+"/courrier/1/0", "geste", "importer").Header().Get("Location"), one+"?fait=1")
	if list, err := a.cat.Sources(t.Context()); err != nil || len(list) != 2 || list[1].Document != "tableau-recu.txt" {
		t.Errorf("%+v, %v", list, err)
	}
	w := b.get(one + "/courrier/1/1/fichier")
	if got := w.Header().Get("Content-Disposition"); w.Code != http.StatusOK || got != "attachment; filename=budget.xlsx" {
		t.Errorf("%d %s", w.Code, got)
	}
	if w := b.get(one + "/courrier/1/3/fichier"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

// tabled has a mail come with tables, one of which the register knows, and a scan.
func tabled(t testing.TB, a *held) {
	t.Helper()
	const facts = "partenariat,nom,pays,cote,role,texte,document,genre_releve,ligne_releve,ligne,chemin\n" +
		"1,Chambéry,FR,french,holder,Ville de Chambéry,tableau-recu.txt,census_fiche,10,12,french.0\n1,Ségou,ML,foreign,partner,Commune de Ségou,tableau-recu.txt,census_fiche,10,12,foreign.0\n"
	_, _, err := a.rooms.Received(t.Context(), coop.Mail{
		Sender: "adjointe@example.org", Subject: "Tableaux", Clues: coop.Clues{Mark: "tables", Links: []string{a.rooms.Code(a.invitation(t).Invitation)}},
		Files: []coop.MailFile{
			{Name: "parties.csv", Body: []byte(facts)}, {Name: "budget.xlsx", Body: testkit.Book(t, "a", []string{"Commune", "Budget"})},
			{Name: "scan.pdf", Body: []byte("%PDF-1.7")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhoWroteSeesHerMails among her data, and in the file of them.
func TestWhoWroteSeesHerMails(t *testing.T) {
	a, _, _ := lettered(t)
	mailed(t, a, coop.Clues{Links: []string{a.rooms.Code(a.invitation(t).Invitation)}})
	b := a.ownerOf(t, "adjointe@example.org")
	says(t, "her data", b.get("/mes-donnees").Body.String(), "Courriels que vous avez écrits à un recensement", "Re: Recensement", "Voici notre &lt;b&gt;réponse&lt;/b&gt;.", "Joint : reponse.docx", "Recensement d’essai 2026")
	says(t, "the file of them", b.get("/mes-donnees/export").Body.String(), "Re: Recensement", "reponse.docx")
}

// TestTheListIsCutByWhoFollowsTheCase: of a task, or of the reply.
func TestTheListIsCutByWhoFollowsTheCase(t *testing.T) {
	a, b, _ := lettered(t)
	mailed(t, a, coop.Clues{Links: []string{a.rooms.Code(a.invitation(t).Invitation)}})
	list := func(whose string) string { return b.get("/campagnes/1/invitations?suivi=" + whose).Body.String() }
	says(t, "nobody's", list("personne"), "1 sur 1")
	says(t, "mine", list("moi"), "0 sur 1", "suivie par : Moi")
	b.send("/taches/1", "geste", "suivre")
	says(t, "mine, followed", list("moi"), "1 sur 1")
	says(t, "nobody's, followed", list("personne"), "0 sur 1")
	says(t, "another's", list("autres"), "0 sur 1")
	other := a.caller(t, 55, coop.Steward, true)
	says(t, "another's, seen by her", other.get("/campagnes/1/invitations?suivi=autres").Body.String(), "1 sur 1")
}
