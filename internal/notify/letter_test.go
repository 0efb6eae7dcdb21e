package notify

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-smtp"

	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden letters again")

// asked is a letter of a step to somebody who is asked about one partnership.
func asked(step coop.LetterStep) coop.Letter {
	return coop.Letter{
		ID: 12, Step: step, Census: 3, Campaign: "Recensement 2026", Host: "Atelier d’exemple", Contact: "recensement@example.org",
		Message: "Chers partenaires,\n\nle recueil de cette année est remis en juin.", Closes: "2026-12-31", Questions: 24, Public: 18, Record: 7,
		Code: "12-abcd-efgh-jkmn-pqrs",
		Asked: []coop.LetterAsk{{
			Invitation: 40, Name: "Commune d’Exempleville", Place: "Exempleville – Ségou", Partnership: 5, Code: "40-bcde-fghj-kmnp-qrst",
			Done: 3, Rubrics: 5, SavedAt: time.Date(2026, 12, 3, 9, 14, 0, 0, time.UTC).UnixMilli(),
		}},
	}
}

func letterMessage(l coop.Letter, lang string) coop.Message {
	return coop.Message{To: "mairie@exempleville.example", Lang: lang, Key: "letter." + string(l.Step), Letter: &l}
}

// post is a postman whose letters a test reads.
func post() *Post {
	return &Post{
		Server: Server{From: "recensement@atlas.example.org", Return: "bounce@atlas.example.org"},
		Site:   Site{BaseURL: "https://atlas.example.org", Operator: "Association d’exemple", Contact: "contact@example.org"},
	}
}

func written(t *testing.T, p *Post, m coop.Message) []byte {
	t.Helper()
	out, err := p.letter(store.Taken{Message: m, WrittenAt: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC).UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	out.SetBoundary("the-same-each-time")
	var b bytes.Buffer
	if _, err := out.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLettersAreAsTheyWere compares each letter, as it travels, with the one that somebody has read.
func TestLettersAreAsTheyWere(t *testing.T) {
	for _, step := range coop.LetterSteps {
		for _, lang := range []string{"fr", "en"} {
			name := filepath.Join("testdata", "letters", string(step)+"."+lang+".eml")
			got := written(t, post(), letterMessage(asked(step), lang))
			golden(t, name, got)
			lint(t, name, got)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was:\n%s", name, got)
	}
}

// TestTheQuestionnaireGoesBehindTheText: a letter with documents has its text first, which says what they are called and how big
// they are, and stays below 10 kB without them (M1).
func TestTheQuestionnaireGoesBehindTheText(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		l := asked(coop.LetterInvitation)
		l.Attached = "known.both"
		l.Files = []coop.LetterFile{
			{Name: "recensement-2013-09-40-bcde.docx", MediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Body: bytes.Repeat([]byte("docx"), 300)},
			{Name: "recensement-2013-09-40-bcde.odt", MediaType: "application/vnd.oasis.opendocument.text", Body: []byte("odt")},
		}
		raw := written(t, post(), letterMessage(l, lang))
		golden(t, filepath.Join("testdata", "letters", "attached."+lang+".eml"), raw)
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil || kind != "multipart/mixed" {
			t.Fatalf("%s: %v", kind, err)
		}
		parts := multipart.NewReader(m.Body, params["boundary"])
		text, err := parts.NextPart()
		if err != nil || text.Header.Get("Content-Type") != "text/plain; charset=UTF-8" {
			t.Fatalf("the first part: %v, %v", text.Header, err)
		}
		words, err := io.ReadAll(text)
		if err != nil || len(words) > 10_000 || !strings.Contains(string(words), "recensement-2013-09-40-bcde.docx (2 k") {
			t.Errorf("%d bytes, %v:\n%s", len(words), err, words)
		}
		for _, f := range l.Files {
			p, err := parts.NextPart()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
			if err != nil || p.FileName() != f.Name || !strings.HasPrefix(p.Header.Get("Content-Type"), f.MediaType) || !bytes.Equal(body, f.Body) {
				t.Errorf("%v: %d bytes, %v", p.Header, len(body), err)
			}
		}
	}
}

// TestALetterLeavesWithItsQuestionnaire: it is made when the letter leaves; where that fails the letter waits.
func TestALetterLeavesWithItsQuestionnaire(t *testing.T) {
	o := newOffice(t, true)
	w := newWorld(t, testkit.SQLite(t), o)
	broken := errors.New("no paper")
	w.post.Files = func(_ context.Context, l coop.Letter, lang string) ([]coop.LetterFile, error) {
		return []coop.LetterFile{{Name: string(l.Attached) + "-" + lang + ".docx", MediaType: "application/x", Body: []byte("body")}}, broken
	}
	l := asked(coop.LetterInvitation)
	l.Attached = "blank.docx"
	w.write(letterMessage(l, "en"))
	if w.step(); len(o.letters) != 0 || len(w.in(coop.MessageWaiting)) != 1 {
		t.Fatalf("%d letters left without what goes with them", len(o.letters))
	}
	broken = nil
	w.at = w.at.Add(2 * time.Minute)
	if w.step(); len(o.letters) != 1 || !strings.Contains(o.letters[0], `filename="blank.docx-en.docx"`) {
		t.Errorf("%q", o.letters)
	}
}

// lint is what every letter has to be: a message that mail programs read, below 10 kB, without a picture, in lines of 76
// columns, each address alone and short (M1, M3).
func lint(t *testing.T, name string, raw []byte) (*mail.Message, string) {
	t.Helper()
	if len(raw) > 10_000 {
		t.Errorf("%s has %d bytes", name, len(raw))
	}
	for _, line := range strings.Split(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%s: a line of %d octets, or one that is broken otherwise", name, len(line))
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, once := range []string{"From", "To", "Subject", "Date", "Message-Id", "Reply-To", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type", "Mime-Version"} {
		if len(m.Header[once]) != 1 {
			t.Errorf("%s: %d times %s", name, len(m.Header[once]), once)
		}
	}
	for never := range map[string]bool{"Cc": true, "Bcc": true, "X-Mailer": true, "User-Agent": true, "Return-Path": true} {
		if m.Header.Get(never) != "" {
			t.Errorf("%s: %s: %s", name, never, m.Header.Get(never))
		}
	}
	if kind := m.Header.Get("Content-Type"); kind != "text/plain; charset=UTF-8" {
		t.Errorf("%s is %s", name, kind)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || !utf8.Valid(body) {
		t.Fatalf("%s: %v", name, err)
	}
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	for _, line := range strings.Split(text, "\n") {
		if n := utf8.RuneCountInString(line); n > columns {
			t.Errorf("%s: %d columns: %s", name, n, line)
		}
		if strings.Contains(line, "://") && (strings.Contains(line, " ") || len(line) > 70) {
			t.Errorf("%s: an address that is long, or not alone: %s", name, line)
		}
	}
	return m, text
}

// TestALetterSaysAllThatItMust goes through the list of M2 and R1, in both languages.
func TestALetterSaysAllThatItMust(t *testing.T) {
	for lang, must := range map[string][]string{
		"fr": {"au nom de : Atelier d’exemple", "Vous êtes interrogé parce que", "mettent à jour le registre public", "25 minutes", "31 décembre 2026 à minuit, heure de Paris", "18 questions sur 24", "le téléphone, le papier", "recensement@example.org", "vous ne le souhaitez pas", "Chers partenaires,",
			"\nhttps://atlas.example.org/repondre/40-bcde-fghj-kmnp-qrst\n", "\nhttps://atlas.example.org/desabonnement/12-abcd-efgh-jkmn-pqrs\n", "\nhttps://atlas.example.org/releves/7\n", "\nhttps://atlas.example.org/mes-donnees\n", "CNIL"},
		"en": {"in the name of: Atelier d’exemple", "You are asked because", "25 minutes", "31 December 2026 at midnight, Paris time", "18 questions of 24", "\nhttps://atlas.example.org/en/repondre/40-bcde-fghj-kmnp-qrst\n", "\nhttps://atlas.example.org/en/desabonnement/12-abcd-efgh-jkmn-pqrs\n"},
	} {
		m, text := lint(t, lang, written(t, post(), letterMessage(asked(coop.LetterInvitation), lang)))
		flat := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ' ' || r == '\u00a0' || r == '\u202f' }), " ")
		for _, words := range must {
			if !strings.Contains(text, words) && !strings.Contains(flat, words) {
				t.Errorf("%s: nothing of %q in\n%s", lang, words, text)
			}
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != "Recensement 2026 — Exempleville – Ségou" {
			t.Errorf("subject: %q, %v", subject, err)
		}
		if m.Header.Get("Reply-To") != "<recensement@example.org>" || m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Errorf("headers: %v", m.Header)
		}
		leave := regexp.MustCompile(`^<https://atlas\.example\.org(/en)?/desabonnement/12-abcd-efgh-jkmn-pqrs>, <mailto:bounce\+stop-12-abcd-efgh-jkmn-pqrs@atlas\.example\.org>$`)
		if !leave.MatchString(m.Header.Get("List-Unsubscribe")) {
			t.Errorf("leave by %q", m.Header.Get("List-Unsubscribe"))
		}
	}
}

// TestAReminderShowsHowFarItIs: it is no repetition of the invitation (M7).
func TestAReminderShowsHowFarItIs(t *testing.T) {
	_, text := lint(t, "reminder", written(t, post(), letterMessage(asked(coop.LetterFirst), "fr")))
	if !strings.Contains(text, "3 rubriques sur 5 terminées, enregistrées le 3 décembre 2026 à 10:14") || strings.Contains(text, "Chers partenaires") {
		t.Error(text)
	}
	l := asked(coop.LetterFirst)
	l.Asked[0].SavedAt, l.Asked[0].Done = 0, 0
	if _, text = lint(t, "reminder", written(t, post(), letterMessage(l, "fr"))); !strings.Contains(text, "Pas encore commencée") {
		t.Error(text)
	}
}

// TestALetterStaysSmall: with as many questionnaires as it has room for, long names in letters of two octets, and the host's
// own words at their longest.
func TestALetterStaysSmall(t *testing.T) {
	l := asked(coop.LetterInvitation)
	for len(l.Asked) < coop.LetterAsks {
		l.Asked = append(l.Asked, l.Asked[0])
	}
	for n := range l.Asked {
		l.Asked[n].Name = "Communauté de communes de l’Été fêté à Exempleville-lès-Vallées"
		l.Asked[n].Place = "Communauté de communes de l’Été – Cercle d’Exempleville-lès-Vallées"
	}
	l.More = 3
	l.Message = strings.Repeat("élève à la fête ", coop.LetterOwn/16)
	m, text := lint(t, "big", written(t, post(), letterMessage(l, "fr")))
	if subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); !strings.HasSuffix(subject, "vos 11 questionnaires") {
		t.Errorf("subject: %q", subject)
	}
	if !strings.Contains(text, "3 autres questionnaires") {
		t.Error(text)
	}
}

// TestNoNameBeginsAHeader: what organisations, hosts and campaigns are called cannot end a line of a header (CRLF, S 12), and
// letters of any script arrive.
func TestNoNameBeginsAHeader(t *testing.T) {
	l := asked(coop.LetterInvitation)
	l.Campaign = "Recensement\r\nBcc: z@example.org\r\n\r\n<img src=x>"
	l.Host = "Atelier\nX-Injected: yes\u2028Bcc: z@example.org"
	l.Contact = "a@example.org\r\nBcc: z@example.org"
	l.Asked[0].Place = "Ségou – 東京 – Ñandé \x00\x1b[2J"
	l.Asked[0].Name = strings.Repeat("Exempleville", 200)
	p := post()
	raw := written(t, p, letterMessage(l, "fr"))
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Bcc") != "" || m.Header.Get("X-Injected") != "" || strings.ContainsAny(string(raw), "\x00\x1b") {
		t.Errorf("%s", raw)
	}
	for _, line := range strings.Split(string(raw), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d octets", len(line))
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.Contains(subject, "東京 – Ñandé") {
		t.Errorf("subject: %q, %v", subject, err)
	}
}

// paths is a mail office that notes by which path each letter came.
type paths struct {
	*office
	from []string
}

func (p *paths) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &pathCounter{counter{p.office}, p}, nil
}

type pathCounter struct {
	counter
	p *paths
}

func (c *pathCounter) Mail(from string, _ *smtp.MailOptions) error {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.from = append(c.p.from, from)
	return nil
}

// TestALetterComesBackUnderItsOwnName: the path of returns bears the code of the letter (VERP, M9).
func TestALetterComesBackUnderItsOwnName(t *testing.T) {
	each(t, true, func(t *testing.T, w *world, o *office) {
		p := &paths{office: o}
		o.addr = served(t, p, nil)
		w.post.Server = o.server()
		w.post.Server.Return = "bounce@atlas.example.org"
		w.write(letterMessage(asked(coop.LetterInvitation), "fr"))
		w.step()
		w.post.Server.Return = ""
		w.write(letterMessage(asked(coop.LetterFirst), "fr"))
		w.step()
		if len(p.from) != 2 || p.from[0] != "bounce+12-abcd-efgh-jkmn-pqrs@atlas.example.org" || p.from[1] != "recensement@atlas.example.org" {
			t.Errorf("from %v", p.from)
		}
	})
}

// TestNotTooManyLettersToOneDomain: the rest waits a minute, and other mail does not wait behind it (M8).
func TestNotTooManyLettersToOneDomain(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t), newOffice(t, true))
	for range 15 {
		w.write(letterMessage(asked(coop.LetterInvitation), "fr"))
	}
	other := letterMessage(asked(coop.LetterInvitation), "fr")
	other.To = "a@ailleurs.example"
	w.write(other)
	w.write(invitation)
	if w.step(); len(w.in(coop.MessageSent)) != 1 || w.in(coop.MessageSent)[0].Key != invitation.Key {
		t.Error("who wants to sign in waits behind a campaign")
	}
	for w.step() {
	}
	if n := len(w.in(coop.MessageSent)); n != 12 {
		t.Errorf("%d left in the first minute", n)
	}
	w.at = w.at.Add(61 * time.Second)
	for w.step() {
	}
	if n := len(w.in(coop.MessageSent)); n != 17 {
		t.Errorf("%d left in two minutes", n)
	}
}
