package campaign_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// lettered is an invitation whose letter has left, with the letter and the message that it was.
func (w *world) lettered() (catalogue.Invited, coop.Letter, coop.MessageRef) {
	w.t.Helper()
	i := w.opened()
	w.must(w.Enclose(w.ctx, steward, i.Campaign, "known.docx"))
	w.confirmed(i.Campaign, coop.LetterInvitation)
	l := w.posted()[0]
	p, err := w.Reader.Letter(w.ctx, l.ID)
	w.must(err)
	return i, l, coop.MessageRef{ID: p.Message, WrittenAt: p.PreparedAt}
}

// TestAMailIsFiledUnderWhatItIsAbout, by whatever says so; and under nothing where what it shows is guessed.
func TestAMailIsFiledUnderWhatItIsAbout(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i, l, ref := w.lettered()
		files, err := w.Files(w.ctx, l, "fr")
		w.must(err)
		form := coop.MailFile{Name: "q.docx", Size: len(files[0].Body), Body: files[0].Body}
		guessed := ref
		guessed.WrittenAt++
		for mark, one := range map[string]struct {
			clues coop.Clues
			files []coop.MailFile
			to    coop.InvitationID
		}{
			"verp":        {coop.Clues{Code: l.Code}, nil, i.ID},
			"in-reply-to": {coop.Clues{Replies: []coop.MessageRef{{ID: 99, WrittenAt: 1}, ref}}, nil, i.ID},
			"link":        {coop.Clues{Links: []string{w.Code(i.Invitation)}}, nil, i.ID},
			"document":    {coop.Clues{}, []coop.MailFile{form}, i.ID},
			"nothing":     {coop.Clues{}, nil, 0},
			"a guess":     {coop.Clues{Code: "1-aaaa-bbbb-cccc-dddd", Replies: []coop.MessageRef{guessed}, Links: []string{"1-aaaa-bbbb-cccc-dddd", "x", "99999999999999999999-a"}}, nil, 0},
		} {
			one.clues.Mark = mark
			m := coop.Mail{Sender: "mairie@example.org", Subject: "Re", Words: mark, Files: one.files, Clues: one.clues}
			to, fresh, err := w.Received(w.ctx, m)
			if to != one.to || !fresh || err != nil {
				t.Errorf("%s: filed under %d, %v, %v", mark, to, fresh, err)
			}
			if _, fresh, err = w.Received(w.ctx, m); fresh || err != nil {
				t.Errorf("%s came twice: %v, %v", mark, fresh, err)
			}
		}
		here, err := w.Reader.Mails(w.ctx, i.ID)
		w.must(err)
		none, err := w.Reader.Mails(w.ctx, 0)
		w.must(err)
		if len(here) != 4 || len(none) != 2 {
			t.Fatalf("%d mails about it, %d about nothing", len(here), len(none))
		}
		if err := w.FileMail(w.ctx, steward, none[0].ID, 99); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("filed under nothing that there is: %v", err)
		}
		w.must(w.FileMail(w.ctx, steward, none[0].ID, i.ID))
		w.must(w.DropMail(w.ctx, steward, none[1].ID))
		if err := w.DropMail(w.ctx, steward, none[1].ID); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("forgotten twice: %v", err)
		}
		here, err = w.Reader.Mails(w.ctx, i.ID)
		w.must(err)
		none, err = w.Reader.Mails(w.ctx, 0)
		w.must(err)
		if len(here) != 5 || len(none) != 0 {
			t.Errorf("%d mails about it, %d about nothing", len(here), len(none))
		}
	})
}

// TestAQuestionnaireByMailWaitsForAStewart: it is kept as it came and answers nothing; what is no document is not kept.
func TestAQuestionnaireByMailWaitsForASteward(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i, l, _ := w.lettered()
		files, err := w.Files(w.ctx, l, "fr")
		w.must(err)
		m := coop.Mail{Words: "Voici.", Clues: coop.Clues{Mark: "m", Code: l.Code}, Files: []coop.MailFile{
			{Name: "bombe.docx", Size: 4, Body: []byte("PK\x03\x04")}, {Name: "a.odt", Size: 7, Body: []byte("no zip!")}, {Name: "q.docx", Size: len(files[0].Body), Body: slices.Clone(files[0].Body)}, {Name: "x.exe", Size: 2, Trouble: "mail.file_other"},
			{Name: "scan.pdf", Size: 9, Body: []byte("%PDF-1.7\n")},
		}}
		_, _, err = w.Received(w.ctx, m)
		w.must(err)
		list, err := w.Reader.Mails(w.ctx, i.ID)
		w.must(err)
		for n, f := range list[0].Files {
			got, err := w.Reader.MailFile(w.ctx, i.ID, list[0].ID, n)
			if kept := n == 2; kept != (err == nil) || kept != (f.Trouble == "") || kept && !slices.Equal(got.Body, files[0].Body) {
				t.Errorf("%s: %d bytes, %q, %v", f.Name, len(got.Body), f.Trouble, err)
			}
		}
		if _, err := w.Reader.MailFile(w.ctx, i.ID+1, list[0].ID, 2); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("under another invitation: %v", err)
		}
		now, err := w.Reader.Invitation(w.ctx, i.ID)
		w.must(err)
		if now.Reply != 0 {
			t.Error("a document that came by mail answers by itself")
		}
	})
}

// facts is a table as the register's exports write it.
const facts = `partenariat,nom,pays,cote,role,texte,document,genre_releve,ligne_releve,ligne,chemin
1,Chambéry,FR,french,holder,Ville de Chambéry,tableau-recu.txt,census_fiche,10,12,french.0
1,Ségou,ML,foreign,partner,Commune de Ségou,tableau-recu.txt,census_fiche,10,12,foreign.0
`

// TestATableByMailWaitsForASteward: it is looked at as an upload is, states nothing before she takes it in, and states it once;
// one of another form is kept with a word on why nothing is read of it.
func TestATableByMailWaitsForASteward(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i, l, _ := w.lettered()
		m := coop.Mail{Words: "Voici.", Clues: coop.Clues{Mark: "m", Code: l.Code}, Files: []coop.MailFile{
			{Name: "parties.csv", Body: []byte(facts)}, {Name: "budget.csv", Body: []byte("Commune;Budget\nKayes;12\n")},
			{Name: "budget.xlsx", Body: testkit.Book(w.t, "a", []string{"Commune", "Budget"})}, {Name: "page.csv", Body: []byte("<script>")},
			{Name: "lourd.csv", Body: make([]byte, coop.AttachmentBytes+1)},
		}}
		_, _, err := w.Received(w.ctx, m)
		w.must(err)
		list, err := w.Reader.Mails(w.ctx, i.ID)
		w.must(err)
		mail := list[0].ID
		var troubles []string
		for _, f := range list[0].Files {
			troubles = append(troubles, f.Trouble)
		}
		if want := []string{"", "", "", "attach.differs", "attach.large\n5"}; !slices.Equal(troubles, want) {
			t.Errorf("%q, not %q", troubles, want)
		}
		for place, key := range map[int]string{1: "format.table_unknown", 2: "format.book_unknown"} {
			table, err := w.Table(w.ctx, i.ID, mail, place)
			w.must(err)
			if table.Problem == nil || table.Problem.Key != key {
				t.Errorf("%s: %+v, not %s", table.File.Name, table.Problem, key)
			}
			if err := w.TakeTable(w.ctx, steward, i.ID, mail, place); coop.CodeOf(err) != coop.Invalid {
				t.Errorf("%s is taken in: %v", table.File.Name, err)
			}
		}
		sources := func() (n int) {
			t.Helper()
			all, err := w.Reader.Sources(w.ctx)
			w.must(err)
			for _, s := range all {
				if s.Document == "tableau-recu.txt" {
					n++
				}
			}
			return n
		}
		table, err := w.Table(w.ctx, i.ID, mail, 0)
		w.must(err)
		if table.Problem != nil || len(table.Documents) != 1 || table.Documents[0].Report.Records != 1 || sources() != 0 {
			t.Fatalf("%+v, %d sources", table, sources())
		}
		if _, err := w.Table(w.ctx, i.ID+1, mail, 0); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("under another invitation: %v", err)
		}
		for range 2 {
			w.must(w.TakeTable(w.ctx, steward, i.ID, mail, 0))
		}
		if n := sources(); n != 1 {
			t.Errorf("%d sources", n)
		}
	})
}

// TestMailsAreForgotten with who wrote them, a year after the close, and when nobody has placed them.
func TestMailsAreForgotten(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i, l, _ := w.lettered()
		receive := func(mark, sender, words string, clues coop.Clues) {
			t.Helper()
			clues.Mark = mark
			_, _, err := w.Received(w.ctx, coop.Mail{Sender: sender, Words: words, Clues: clues})
			w.must(err)
		}
		left := func() (here, none int) {
			t.Helper()
			a, err := w.Reader.Mails(w.ctx, i.ID)
			w.must(err)
			b, err := w.Reader.Mails(w.ctx, 0)
			w.must(err)
			return len(a), len(b)
		}
		about := coop.Clues{Code: l.Code}
		receive("1", "mairie@example.org", "Oui.", about)
		receive("2", "autre@example.org", "Écrivez à mairie@example.org.", coop.Clues{})
		w.must(w.Store.Update(w.ctx, coop.Operator, "test", func(tx *store.Tx) error { return tx.EraseAddress("mairie@example.org") }))
		rest, err := w.Reader.Mails(w.ctx, 0)
		w.must(err)
		if here, _ := left(); here != 0 || len(rest) != 1 || rest[0].Words == "Écrivez à mairie@example.org." {
			t.Errorf("after an erasure: %d, %+v", here, rest)
		}
		receive("3", "autre@example.org", "Oui.", about)
		var n int
		drop := func(trashed, before int64) error {
			return w.Store.Update(w.ctx, coop.Operator, "test", func(tx *store.Tx) (err error) {
				n, err = tx.DropMails(trashed, before)
				return err
			})
		}
		came := w.now
		w.retained(time.Date(2028, 1, 1, 12, 0, 0, 0, time.UTC))
		w.must(drop(w.now.Add(-coop.RespondentsTrash).UnixMilli(), came.UnixMilli()))
		if here, none := left(); n != 0 || here != 1 || none != 1 {
			t.Errorf("too early: %d dropped, %d and %d left", n, here, none)
		}
		w.must(drop(0, came.Add(time.Hour).UnixMilli()))
		w.must(drop(w.now.UnixMilli(), 0))
		if here, none := left(); n != 1 || here != 0 || none != 0 {
			t.Errorf("%d dropped, %d and %d left", n, here, none)
		}
	})
}

// TestWhoIsErasedIsNamedInNoAttachment: what she sent goes with her mail; what another sent that names her is given up, and says
// so; what does not name her stays.
func TestWhoIsErasedIsNamedInNoAttachment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		i, l, _ := w.lettered()
		page := func(words string) []byte {
			return testkit.Open(w.t, testkit.OpenHead+"<text:p>"+words+"</text:p></office:text></office:body></office:document-content>")
		}
		receive := func(mark, sender string, files ...coop.MailFile) {
			t.Helper()
			_, _, err := w.Received(w.ctx, coop.Mail{Sender: sender, Words: mark, Clues: coop.Clues{Mark: mark, Code: l.Code}, Files: files})
			w.must(err)
		}
		receive("hers", "elle@example.net", coop.MailFile{Name: "a.odt", Body: page("Oui.")})
		receive("another's", "autre@example.net",
			coop.MailFile{Name: "b.odt", Body: page("Écrire à elle@example.net.")}, coop.MailFile{Name: "c.odt", Body: page("Rien d’elle.")},
			coop.MailFile{Name: "d.csv", Body: []byte("Contact;Budget\nelle@example.net;12\n")},
			coop.MailFile{Name: "e.xlsx", Body: testkit.Book(w.t, "a", []string{"Contact", "Budget"}, []string{"elle@example.net", "12"})},
			coop.MailFile{Name: "de elle@example.net.odt", Body: page("Rien.")})
		w.must(w.Store.Update(w.ctx, coop.Operator, "test", func(tx *store.Tx) error { return tx.EraseAddress("elle@example.net") }))
		list, err := w.Reader.Mails(w.ctx, i.ID)
		w.must(err)
		if len(list) != 1 {
			t.Fatalf("%d mails left", len(list))
		}
		for n, f := range list[0].Files {
			_, err := w.Reader.MailFile(w.ctx, i.ID, list[0].ID, n)
			if stays := n == 1; stays != (err == nil) || stays != (f.Trouble == "") || strings.Contains(f.Name, "elle@") {
				t.Errorf("%s: %q, %v", f.Name, f.Trouble, err)
			}
		}
	})
}
