package web

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// victims is a site on which somebody, who is none of the callers, has an account, a visit, factors, a contact, a request, a
// report and a proposal: whatever the register knows of a person.
func victims(t testing.TB) *peopled {
	t.Helper()
	p := inhabited(t)
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		id, err := tx.Account("victime@example.org", "Victime ZZNOM", "fr")
		if err != nil {
			return err
		}
		_, err = tx.Grant(id, coop.Member, 1, "ZZPOURQUOI")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, p.h)
	b.do(http.MethodGet, "/connexion", nil)
	p.enter(t, b, "victime@example.org")
	b.send("/contribuer?sur=partenariat:1", "sur", "partenariat:1", "status", "suspended", "texte", "ZZMOTIF de la proposition", "geste", "relire")
	id := p.account(t, "victime@example.org")
	for _, s := range []string{
		fmt.Sprintf("INSERT INTO password VALUES (%d, 'ZZPASSWORDHASH', 0)", id), fmt.Sprintf("INSERT INTO code_app VALUES (%d, 'ZZSEEDOFCODES', 0, 0)", id),
		fmt.Sprintf("INSERT INTO recovery_code VALUES ('ZZCODEHASH', %d, 0)", id), fmt.Sprintf("INSERT INTO passkey VALUES (1, %d, 'ZZTELEPHONE', 'ZZCREDENTIAL', 'ZZKEYCONTENTS', 0, 0)", id),
		fmt.Sprintf("INSERT INTO address_change VALUES ('ZZCHANGEHASH', %d, 'zznouvelle@example.org', 1 << 60)", id), fmt.Sprintf("UPDATE session SET device = 'ZZDEVICE', contents = replace(contents, device, 'ZZDEVICE') WHERE account = %d", id),
	} {
		testkit.Run(t, p.db, s)
	}
	p.censused(t)
	return p
}

// censused has a census ask somebody, write to her, and get a mail of hers and one that nobody can place.
func (p *peopled) censused(t testing.TB) {
	t.Helper()
	ctx, rooms, host := t.Context(), p.deps.Censuses.(*campaign.Campaigns), coop.Steward.By(1)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rooms.Now = func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }
	id, err := rooms.Create(ctx, host, coop.Campaign{Title: "ZZRECENSEMENT", Opens: "2026-11-01", Closes: "2026-12-31", Host: "ZZATELIER", Contact: "zzhote@example.org", Message: "ZZMESSAGE de l’hôte"}, questions)
	must(err)
	_, err = rooms.Ask(ctx, host, id, []coop.Invitation{{Partnership: 1, Asked: "ZZCOLLECTIVITE", Name: "ZZSOLLICITEE", Email: "zzmairie@example.org", Phone: "01 99 00 47 99", Side: coop.French}})
	must(err)
	must(rooms.Move(ctx, host, id, coop.CampaignOpen))
	m, err := rooms.Mailing(ctx, id)
	must(err)
	must(rooms.Confirm(ctx, host, id, coop.LetterInvitation, campaign.List(m.Due(coop.LetterInvitation))))
	_, err = rooms.Post(ctx)
	must(err)
	i, err := p.cat.Invitation(ctx, 1)
	must(err)
	must(rooms.Decline(ctx, i.Invitation, "ZZCOLLEGUE", "zz.collegue@exempleville.example", true))
	for mark, clues := range map[string]coop.Clues{"about": {Links: []string{rooms.Code(i.Invitation)}}, "nothing": {}} {
		clues.Mark = mark
		_, _, err := rooms.Received(ctx, coop.Mail{Sender: "zz.ecrit@exempleville.example", Subject: "ZZOBJET " + mark, Words: "ZZCOURRIEL " + mark, Clues: clues, Files: []coop.MailFile{{Name: "zzphoto.jpg", Trouble: "mail.file_other"}}})
		must(err)
	}
	must(rooms.FollowTask(ctx, host, 1, p.account(t, "victime@example.org")))
	must(rooms.EndTask(ctx, host, 1, "ZZNOTE de la tâche"))
}

// secrets are the fields of private tables by what they hold, however it is written. What pages say that know of nobody yet is no
// secret, nor are the words of closed lists (states, roles); a contact is one, whatever any page says.
func (p *peopled) secrets(t testing.TB) map[string][]string {
	t.Helper()
	public := publicText(t)
	out := map[string][]string{}
	for _, table := range store.Private() {
		for _, column := range p.column(t, "SELECT name FROM pragma_table_info('"+table+"') WHERE type = 'TEXT'") {
			for _, value := range p.column(t, "SELECT DISTINCT "+column+" FROM "+table) {
				for _, text := range texts(value) {
					if len(text) >= 6 && !closed(text) && (table == "contact" || !strings.Contains(public, text)) {
						out[text] = append(out[text], table+"."+column)
					}
				}
			}
		}
	}
	return out
}

// closed says that a text is a word of ours.
func closed(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}

// publicText is what all pages say on a site of the same partnerships to which nobody has come.
func publicText(t testing.TB) string {
	p := newReached(t)
	p.undecided(t)
	var b strings.Builder
	for _, r := range served(t, p).known {
		if r.Method == http.MethodGet {
			b.WriteString(unescaped(get(p.h, pathOf(r)).Body.String()))
		}
	}
	return b.String()
}

func unescaped(body string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(body)
}

// texts are those inside a value: all strings of JSON, else the value itself.
func texts(value string) []string {
	var v any
	if json.Unmarshal([]byte(value), &v) != nil {
		return []string{value}
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return out
}

// seenIn are the fields of others that an answer shows, beside what its visitor has just said herself.
func seenIn(path, body string, secrets map[string][]string) (out []string) {
	body = unescaped(body)
	for text, fields := range secrets {
		if strings.Contains(body, text) && !strings.Contains(path, text) {
			out = append(out, fields...)
		}
	}
	return out
}

// guesses are the addresses by which a route may be asked for what others have: ids that there are and are not, every form
// for machines, the hashes that a stolen copy of the register would give.
func (p *peopled) guesses(r Route, hashes []string) (out []string) {
	list := []string{r.Pattern}
	spread := func(mark string, with ...string) {
		var next []string
		for _, path := range list {
			for _, w := range with {
				next = append(next, strings.ReplaceAll(path, mark, w))
			}
		}
		if strings.Contains(r.Pattern, mark) {
			list = next
		}
	}
	spread("{$}", "")
	spread("{kind}", "partenariat", "organisation", "compte", "contact")
	spread("{id}", "1", "2", "3", "4", "999")
	spread("{secret}", append([]string{"rien"}, hashes...)...)
	spread("{step}", "invitation")
	spread("{task}", "1", "2")
	spread("{ref}", "1", "2", "1.json", "1.csv", "2.json", "1.xlsx", "1.geojson")
	for _, path := range list {
		out = append(out, path)
		if r.Verb != coop.VerbRead {
			for _, query := range []string{"sur=partenariat:1", "sur=contact:1", "contact=1", "q=ZZ", "onglet=toutes", "etat=sent", "q=victime"} {
				out = append(out, path+"?"+query)
			}
		}
	}
	return out
}

// TestWhoSeesWhichFieldsIsInTheMatrix is T25 for fields: what of others' private data each role sees by each route, in pages and
// in forms for machines, in testdata/fields.golden. A route or role that is not named there sees nothing.
func TestWhoSeesWhichFieldsIsInTheMatrix(t *testing.T) {
	p := victims(t)
	known := served(t, p).known
	secrets := p.secrets(t)
	all := slices.Concat(slices.Collect(maps.Values(secrets))...)
	for _, want := range []string{"account.email", "account.name", "contact.email", "contact_request.email", "contact_message.text", "contribution.email", "contribution.body", "outbox.recipient", "session.device",
		"password.hash", "code_app.seed", "passkey.name", "address_change.email", "campaign.message", "invitation.asked", "invitation.name", "invitation.email", "invitation.phone", "invitation.colleague", "mail.sender", "mail.words", "mail_file.name", "task.note"} {
		if !slices.Contains(all, want) {
			t.Errorf("no %s to be seen: nothing is proved", want)
		}
	}
	hashes := p.column(t, "SELECT token_hash FROM sign_in_link UNION SELECT token_hash FROM contact_link UNION SELECT token_hash FROM session")
	seen := map[string][]string{}
	for i, c := range callers {
		who := p.caller(t, 20*i, c.role, c.factor)
		for _, r := range known {
			if r.Method != http.MethodGet || r.Pattern == "/static/{file}" {
				continue
			}
			var fields []string
			for _, path := range p.guesses(r, hashes) {
				w := who.get(path)
				fields = append(fields, seenIn(path, w.Body.String()+fmt.Sprint(w.Header()), secrets)...)
			}
			slices.Sort(fields)
			if fields = slices.Compact(fields); len(fields) > 0 {
				seen[r.Pattern] = append(seen[r.Pattern], "  "+c.name+": "+strings.Join(fields, " "))
			}
		}
	}
	var b strings.Builder
	for _, r := range known { // a route by which nobody sees anything is in rights.golden alone
		if r.Method == http.MethodGet && len(seen[r.Pattern]) > 0 {
			fmt.Fprintln(&b, r.Pattern)
			fmt.Fprintln(&b, strings.Join(seen[r.Pattern], "\n"))
		}
	}
	golden(t, "testdata/fields.golden", b.String())
	for pattern, rows := range seen { // T26: whoever is asked by a census is on no page that others see
		for _, row := range rows {
			who, fields, _ := strings.Cut(strings.TrimSpace(row), ":")
			for _, private := range []string{"invitation.", "mail.", "mail_file.", "task.", "letter."} {
				if strings.Contains(fields, " "+private) && !strings.Contains(who, "steward") && !strings.Contains(who, "administrator") {
					t.Errorf("%s shows%s to a %s", pattern, fields, who)
				}
			}
		}
	}
}

// gestes are all that forms may ask for.
var gestes = []string{"", "abus", "accept", "accepter", "close", "codes-off", "corriger", "donner", "effacer", "fermer", "finir", "follow", "key-off", "masquer", "message", "note", "password-off", "refuse", "refuser",
	"remise", "remise-non", "remise-oui", "reopen", "repondre", "retirer", "return", "submit", "take", "toutes"}

// TestWhoHasNoRightChangesNothingOfOthers is T25 for objects that are written to: with forms of their own, by guessed ids, those
// who hold no right over anything leave every row of others as it is.
func TestWhoHasNoRightChangesNothingOfOthers(t *testing.T) {
	p := victims(t)
	hashes := p.column(t, "SELECT token_hash FROM contact_link UNION SELECT token_hash FROM session")
	known := served(t, p).known
	others := p.rowsOfOthers(t)
	for i, c := range callers {
		if c.factor {
			continue
		}
		who := p.caller(t, 20*i, c.role, c.factor)
		for _, r := range known {
			if r.Method != http.MethodPost || r.Pattern == "/deconnexion" {
				continue
			}
			for _, path := range p.guesses(Route{Method: r.Method, Pattern: r.Pattern, Verb: coop.VerbRead}, hashes) {
				for _, geste := range gestes {
					form := gestures(who.seal(t))
					form.Set("geste", geste)
					form.Set("visite", hashes[0])
					form.Set("email", "autre@example.org")
					who.do(http.MethodPost, path, form, "Sec-Fetch-Site", "same-origin")
				}
			}
		}
		for table, rows := range others {
			now := strings.Join(p.column(t, "SELECT * FROM "+table), "\n")
			for _, row := range rows {
				if !strings.Contains(now, row) {
					t.Fatalf("%s changed in %s: %s", c.name, table, row)
				}
			}
		}
	}
}

// rowsOfOthers are those of private tables, of before anybody came.
func (p *peopled) rowsOfOthers(t testing.TB) map[string][]string {
	out := map[string][]string{}
	for _, table := range store.Private() {
		if table != "throttle" && table != "secret" {
			out[table] = p.column(t, "SELECT * FROM "+table)
		}
	}
	return out
}
