package notify

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-smtp"

	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestReturnsAreRead reads messages that we have written after the shapes that mail servers use.
func TestReturnsAreRead(t *testing.T) {
	const code = "12-abcd-efgh-jkmn-pqrs"
	for name, want := range map[string]coop.Return{
		"hard":               {Kind: coop.ReturnHard, Status: "5.1.1", Code: code},
		"delayed":            {Kind: coop.ReturnSoft, Status: "4.4.1", Code: code},
		"mailbox_full":       {Kind: coop.ReturnSoft, Status: "4.2.2", Code: code},
		"delivered":          {Code: code},
		"relayed_and_failed": {Kind: coop.ReturnHard, Status: "5.7.1", Code: code},
		"no_verp":            {Kind: coop.ReturnHard, Status: "5.1.1", Code: code}, // from the letter that it quotes
		"whole_letter":       {Kind: coop.ReturnHard, Status: "5.1.1", Code: code},
		"delivered_to":       {Kind: coop.ReturnHard, Status: "5.1.1", Code: "12.abcdefghjkmnpqrs"},
		"cut_short":          {Kind: coop.ReturnHard, Status: "5.1.1", Code: code},
		"stranger":           {Kind: coop.ReturnHard, Status: "5.1.1"}, // of no letter of ours
		"encoded":            {Kind: coop.ReturnHard, Status: "5.1.1", Code: code},
		"complaint":          {Kind: coop.ReturnComplaint, Code: code},
		"absent":             {},
		"human":              {},
		"stop":               {Kind: coop.ReturnStop, Code: code},
		"stop_absent":        {},
		"read":               {Code: code},
	} {
		f, err := os.Open(filepath.Join("testdata", "returns", name+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		got, m, err := ReadReturn(f)
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if human := name == "human"; human != (m != nil) {
			t.Errorf("%s: a mail of somebody: %+v", name, m)
		}
		if got.Mark == "" {
			t.Errorf("%s has no mark", name)
		}
		if got.Mark = ""; got != want {
			t.Errorf("%s: %+v, not %+v", name, got, want)
		}
	}
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "a picture": "\x89PNG\r\n\x1a\n", "too long": "Subject: x\r\n\r\n" + strings.Repeat("x", returnBytes),
		"a report without parts": "Content-Type: multipart/report; report-type=delivery-status\r\n\r\nx",
	} {
		if got, _, err := ReadReturn(strings.NewReader(text)); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// FuzzReadReturn: what comes by mail is written by strangers; it is read or refused, within bounds.
func FuzzReadReturn(f *testing.F) {
	list, err := filepath.Glob(filepath.Join("testdata", "returns", "*.eml"))
	if err != nil || len(list) == 0 {
		f.Fatal(err)
	}
	for _, name := range list {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("Content-Type: multipart/report; boundary=a\r\n\r\n" + strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 50))
	f.Fuzz(func(t *testing.T, text string) {
		got, m, err := ReadReturn(io.MultiReader(strings.NewReader(text)))
		if m != nil && (!utf8.ValidString(m.Words+m.Subject) || len([]rune(m.Words)) > coop.MailLetters || len(m.Files) > coop.MailFiles || strings.ContainsAny(m.Subject, "\r\n")) {
			t.Errorf("a mail out of bounds: %+v", m)
		}
		if err == nil && got.Kind != coop.ReturnNothing && got.Kind != coop.ReturnStop && !strings.Contains(strings.ToLower(text), "multipart/report") {
			t.Errorf("%+v out of no report", got)
		}
	})
}

// prepared is a letter of a campaign in the outbox of a register.
func (w *world) prepared() coop.LetterID {
	w.t.Helper()
	var id coop.LetterID
	err := w.post.Store.Update(w.t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		if err := tx.KeepQuestionnaire("q", "1", "x"); err != nil {
			return err
		}
		c, err := tx.SaveCampaign(coop.Campaign{Title: "Recensement 2026", Questionnaire: "q", Version: "1", State: coop.CampaignOpen, Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "x"})
		if err != nil {
			return err
		}
		i, err := tx.Invite(coop.Invitation{Campaign: c, Asked: "Commune d’Exempleville", Side: coop.French, Email: "mairie@exempleville.example", Lang: "fr"})
		if err != nil {
			return err
		}
		l := asked(coop.LetterInvitation)
		l.Asked[0].Invitation = i
		if err := tx.ConfirmStep(c, l.Step, i); err != nil {
			return err
		}
		if id, err = tx.NewLetter(c, l.Step, "mairie@exempleville.example", l.Asked); err != nil {
			return err
		}
		l.ID = id
		return tx.PostLetter(letterMessage(l, "fr"))
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) letter(id coop.LetterID) coop.Posted {
	w.t.Helper()
	l, err := w.cat.Letter(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// TestAServerThatRefusesTheReaderIsAReturn: what it says in the conversation counts as what it would have written (M9).
func TestAServerThatRefusesTheReaderIsAReturn(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		id := w.prepared()
		o.answers(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}, nil)
		for w.step() {
		}
		if l := w.letter(id); l.State != coop.LetterHard || !strings.HasPrefix(l.Status, "5") {
			t.Errorf("%+v", l)
		}
		list, err := w.cat.Invitations(t.Context(), 1)
		if err != nil || len(list) != 1 || list[0].State != coop.InvitationBounced {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// TestAServerThatPutsOffIsNone: the letter is deferred, comes later, and once (T16).
func TestAServerThatPutsOffIsNone(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		id := w.prepared()
		o.answers(nil, &smtp.SMTPError{Code: 451, Message: "come back later"})
		w.step()
		if l := w.letter(id); l.State != coop.LetterDeferred {
			t.Errorf("%+v", l)
		}
		o.answers(nil, nil)
		w.at = w.at.Add(2 * 60e9)
		for w.step() {
		}
		if l := w.letter(id); l.State != coop.LetterSent || l.SentAt != w.at.UnixMilli() || len(o.taken()) != 1 {
			t.Errorf("%+v, %d letters", l, len(o.taken()))
		}
	})
}

// refusing is a mail office that does not take us as a sender.
type refusing struct{ *office }

func (r *refusing) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &refusingCounter{counter{r.office}}, nil
}

type refusingCounter struct{ counter }

func (c *refusingCounter) Mail(string, *smtp.MailOptions) error {
	return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "you may not send here"}
}

// TestAServerThatRefusesUsSaysNothingOfTheReader: a wrong setting of ours makes no address bounced.
func TestAServerThatRefusesUsSaysNothingOfTheReader(t *testing.T) {
	o := newOffice(t, true)
	w := newWorld(t, testkit.SQLite(t), o)
	o.addr = served(t, &refusing{o}, nil)
	w.post.Server = o.server()
	id := w.prepared()
	w.step()
	if l := w.letter(id); l.State != coop.LetterDeferred {
		t.Errorf("%+v", l)
	}
	if list := w.in(coop.MessageWaiting); len(list) != 1 || !strings.Contains(list[0].Trouble, "you may not send here") {
		t.Errorf("an administrator sees %v", list)
	}
}
