package notify

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// taken is what is read of a mail with some headers and a body.
func taken(t *testing.T, headers, body string) *coop.Mail {
	t.Helper()
	raw := strings.ReplaceAll(headers+"\n\n"+body, "\n", "\r\n")
	back, m, err := ReadReturn(strings.NewReader(raw))
	if err != nil || back.Kind != coop.ReturnNothing {
		t.Fatalf("%+v, %v", back, err)
	}
	return m
}

const from = "From: =?iso-8859-1?Q?D=E9l=E9gu=E9e_A?= <Mairie@Exempleville.example>\nTo: recensement@example.org\nSubject: =?iso-8859-1?Q?R=E9ponse?=\nMessage-ID: <m1@exempleville.example>\n"

// TestAMailIsReadWithoutWhatItQuotes, as the programs of those who write make it.
func TestAMailIsReadWithoutWhatItQuotes(t *testing.T) {
	for name, one := range map[string]struct{ headers, body, want string }{
		"plain, in an old charset": {
			"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
			"Nous r=E9pondrons en janvier.\n\n--=20\nMairie\n\nLe mar. 1 d=E9c. 2026 =E0 10:00, Recensement <recensement@example.org> a\n=E9crit :\n> Bonjour,\n> https://atlas.example.org/repondre/40-bcde-fghj-kmnp-qrst",
			"Nous répondrons en janvier.\n\n--\nMairie",
		},
		"answers between the lines": {
			"Content-Type: text/plain; charset=utf-8", "> Une question ?\nOui.\n> Une autre ?\nNon.", "Oui.\nNon.",
		},
		"Outlook": {
			"Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: 8bit",
			"<html><head><style>p {color: red}</style></head><body><p>Bien re\xe7u.</p><p>Merci &amp; \xe0 bient\xf4t</p><div>De&nbsp;: Recensement &lt;recensement@example.org&gt;<br>Envoy\xe9 : mardi</div><p>Bonjour</p></body></html>",
			"Bien reçu.\n\nMerci & à bientôt",
		},
		"a quotation in HTML": {
			"Content-Type: text/html; charset=utf-8", "<div>We shall answer.</div><blockquote><div>Good day,</div><div>https://atlas.example.org/en/repondre/40-bcde-fghj-kmnp-qrst</div></blockquote>", "We shall answer.",
		},
		"the plain one of two": {
			"Content-Type: multipart/alternative; boundary=b", "--b\nContent-Type: text/plain\n\nCourt.\n--b\nContent-Type: text/html\n\n<p>Long</p>\n--b--", "Court.",
		},
		"English": {
			"Content-Type: text/plain", "Thanks.\n\nOn Tue, 1 Dec 2026, Census wrote:\nnot marked as a quotation", "Thanks.",
		},
		"passed on": {"Content-Type: text/plain", "Pour vous.\n\n-----Message d'origine-----\nBonjour", "Pour vous."},
	} {
		m := taken(t, from+one.headers, one.body)
		if m == nil || m.Words != one.want {
			t.Errorf("%s: %+v, not %q", name, m, one.want)
			continue
		}
		if m.Sender != "mairie@exempleville.example" || m.Subject != "Réponse" || m.Mark == "" {
			t.Errorf("%s: %+v", name, m)
		}
		if strings.Contains(one.body, "/repondre/") && !slices.Equal(m.Links, []string{"40-bcde-fghj-kmnp-qrst"}) {
			t.Errorf("%s: the link that it quotes: %v", name, m.Links)
		}
	}
}

// TestAMailSaysWhatItRepliesTo, by the path that it came and by the messages that it names.
func TestAMailSaysWhatItRepliesTo(t *testing.T) {
	m := taken(t, strings.Replace(from, "recensement@", "bounce+12-abcd-efgh-jkmn-pqrs@", 1)+"In-Reply-To: <kafo.7.1796115600000@atlas.example.org>\nReferences: <x@y> <kafo.3.1796115500000@atlas.example.org>", "Oui.")
	want := []coop.MessageRef{{ID: 7, WrittenAt: 1796115600000}, {ID: 3, WrittenAt: 1796115500000}}
	if m.Code != "12-abcd-efgh-jkmn-pqrs" || !slices.Equal(m.Replies, want) {
		t.Errorf("%+v", m)
	}
	m = taken(t, from+"Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\nVoir ci-joint.\n--b\nContent-Type: message/rfc822\n\nFrom: x@y\nIn-Reply-To: <kafo.7.1796115600000@atlas.example.org>\n\nOui.\n--b--")
	if !slices.Equal(m.Replies, want[:1]) {
		t.Errorf("a reply that was passed on as a whole: %+v", m)
	}
}

// TestWhatIsAttachedToAMail: a questionnaire is taken as it is; of anything else only its name, which leads nowhere.
func TestWhatIsAttachedToAMail(t *testing.T) {
	part := func(disposition string, body string) string {
		return "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; " + disposition + "\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(body)) + "\n"
	}
	m := taken(t, from+"Content-Type: multipart/mixed; boundary=b", "--b\nContent-Type: text/plain\n\nVoici.\n"+
		part(`filename="=?utf-8?Q?r=C3=A9ponse.docx?="`, "PK one")+part(`filename*=utf-8''..%2F..%2Fr%C3%A9ponse.ODT`, "PK two")+part(`filename="..\\virus.exe"`, "MZ")+part(`filename="big.docx"`, strings.Repeat("x", coop.MailFileBytes+1))+part(`filename="empty.odt"`, "")+part(`filename="sixth.odt"`, "x")+"--b--")
	want := []coop.MailFile{
		{Name: "réponse.docx", Size: 6, Body: []byte("PK one")}, {Name: "réponse.ODT", Size: 6, Body: []byte("PK two")}, {Name: "virus.exe", Size: 2, Trouble: "mail.file_other"},
		{Name: "big.docx", Size: coop.MailFileBytes + 1, Trouble: "mail.file_big"}, {Name: "empty.odt", Trouble: "mail.file_broken"},
	}
	if m.Words != "Voici." || !slices.EqualFunc(m.Files, want, func(a, b coop.MailFile) bool {
		return a.Name == b.Name && a.Size == b.Size && a.Trouble == b.Trouble && string(a.Body) == string(b.Body)
	}) {
		t.Errorf("%q with %d files", m.Words, len(m.Files))
		for _, f := range m.Files {
			t.Errorf("%s: %d bytes, %s", f.Name, f.Size, f.Trouble)
		}
	}
}

// TestMachinesAreNotAnswered: what a program writes is no mail of somebody, whatever it says.
func TestMachinesAreNotAnswered(t *testing.T) {
	for _, h := range []string{
		"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Precedence: bulk", "Precedence: auto_reply", "X-Autoreply: yes", "Return-Path: <>", "List-Id: <liste.example>",
		"Subject: =?utf-8?Q?R=C3=A9ponse_automatique_: absence?=", "Subject: Automatic reply: census", "Subject: Out of office", "From: MAILER-DAEMON@mx.example",
	} {
		headers := h + "\nContent-Type: text/plain"
		if !strings.HasPrefix(h, "From") {
			headers = "From: a@exempleville.example\n" + headers
		}
		if m := taken(t, headers, "Je suis absente."); m != nil {
			t.Errorf("%s: %+v", h, m)
		}
	}
	if m := taken(t, "From: a@exempleville.example\nAuto-Submitted: no\nSubject: Re: office", "Oui."); m == nil {
		t.Error("what a human being wrote")
	}
	if m := taken(t, "From: a@exempleville.example", "> rien que la citation"); m != nil {
		t.Errorf("nothing: %+v", m)
	}
}
