package notify

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // deadlines are said in the hours of Paris, also where the machine knows none
	"unicode"

	"github.com/wneessen/go-mail"

	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// columns is how wide the lines of a letter are at most (M1); an address on the site may be longer, and stands alone.
const columns = 76

// writing is a letter of a campaign while it is written.
type writing struct {
	coop.Letter
	lang  i18n.Lang
	site  string // address of the site in the reader's language
	parts []string
}

// campaignLetter puts a letter of a campaign into words: who writes and why, what for, how long it takes and until when, what
// will be public, how to answer otherwise and whom to ask, how to be left alone, and what becomes of the address (M2).
func (s Site) campaignLetter(lang i18n.Lang, l coop.Letter) Letter {
	w := &writing{Letter: l, lang: lang, site: strings.TrimSuffix(s.BaseURL, "/") + lang.Prefix()}
	w.say("letter.hello")
	switch {
	case !l.Step.Asks():
		w.published()
	case l.Step == coop.LetterInvitation:
		w.invitation()
	default:
		w.reminder()
	}
	w.rights()
	text := strings.Join(w.parts, "\n\n") + "\n\n-- \n" + wrap(l.Host+"\n"+s.signature(lang)) + "\n"
	return Letter{Subject: w.subject(), Text: text}
}

// subject says which campaign it is and which place (M3).
func (w *writing) subject() string {
	about := w.Asked[0].Place
	if about == "" {
		about = w.Asked[0].Name
	}
	if n := len(w.Asked) + w.More; n > 1 {
		about = w.lang.T("letter.several", n)
	}
	words := w.lang.T("letter.subject."+string(w.Step), w.Campaign, about, w.lang.Date(string(w.Closes)))
	if w.Trial {
		words = w.lang.T("letter.trial", words)
	}
	return oneLine(words)
}

// say adds a paragraph.
func (w *writing) say(key string, args ...any) {
	w.parts = append(w.parts, wrap(w.lang.T(key, args...)))
}

// link adds an address of the site on a line of its own.
func (w *writing) link(path string) { w.parts = append(w.parts, w.site+path) }

func (w *writing) invitation() {
	w.say("letter.who", w.Host, w.Campaign)
	w.say("letter.why_you")
	if w.Message != "" {
		w.parts = append(w.parts, wrap(w.Message))
	}
	w.say("letter.answer")
	w.questionnaires(false)
	w.say("letter.time", w.Questions, w.Minutes())
	w.attached()
	w.terms()
	w.say("letter.publicly", w.Public, w.Questions)
}

// attached says which documents go with the letter, and how big they are.
func (w *writing) attached() {
	if len(w.Files) == 0 {
		return
	}
	w.say("letter.attached")
	var lines []string
	for _, f := range w.Files {
		lines = append(lines, "– "+wrap(w.lang.T("letter.file", f.Name, (len(f.Body)+999)/1000)))
	}
	w.parts = append(w.parts, strings.Join(lines, "\n"))
}

// reminder shows how far the answers have come: it is no repetition (M7).
func (w *writing) reminder() {
	w.say("letter.remind."+string(w.Step), w.Host, w.Campaign, w.lang.Date(string(w.Closes)))
	w.questionnaires(true)
	w.say("letter.again")
	w.terms()
}

func (w *writing) published() {
	w.say("letter.thanks", w.Host, w.Campaign)
	for _, a := range w.Asked {
		w.say("letter.its_page", w.about(a))
		w.link("/partenariats/" + strconv.FormatInt(int64(a.Partnership), 10))
		w.say("letter.correct")
		w.link("/signaler?page=" + url.QueryEscape("/partenariats/"+strconv.FormatInt(int64(a.Partnership), 10)))
	}
	w.say("letter.human", w.Contact)
}

func (w *writing) about(a coop.LetterAsk) string {
	if a.Place == "" {
		return a.Name
	}
	return w.lang.T("letter.for", a.Name, a.Place)
}

// questionnaires are who is asked about what, how far that is, and the link.
func (w *writing) questionnaires(progress bool) {
	for _, a := range w.Asked {
		if w.parts = append(w.parts, wrap(w.about(a))); progress {
			w.parts[len(w.parts)-1] += "\n" + wrap(w.progress(a))
		}
		w.link("/repondre/" + a.Code)
	}
	if w.More > 0 {
		w.say("letter.more", w.More)
	}
}

func (w *writing) progress(a coop.LetterAsk) string {
	if a.SavedAt == 0 {
		return w.lang.T("letter.not_begun")
	}
	at := time.UnixMilli(a.SavedAt).In(coop.Paris)
	return w.lang.T("letter.progress", a.Done, a.Rubrics, w.lang.Date(at.Format(time.DateOnly)), at.Format("15:04"))
}

// terms are until when, how otherwise, and who helps.
func (w *writing) terms() {
	w.say("letter.until", w.lang.Date(string(w.Closes)))
	if len(w.Files) > 0 {
		w.say("letter.otherwise.attached")
	} else {
		w.say("letter.otherwise")
	}
	w.say("letter.human", w.Contact)
	w.say("letter.wrong_person")
}

// rights are how to be left alone, where the address comes from, and what one may ask about it (R1).
func (w *writing) rights() {
	w.say("letter.leave")
	w.link("/desabonnement/" + w.Code)
	if w.Record != 0 {
		w.say("letter.from_record", int(w.Record))
		w.link("/releves/" + strconv.FormatInt(int64(w.Record), 10))
	} else {
		w.say("letter.from_host", w.Host)
	}
	w.say("letter.data")
	w.link("/mes-donnees")
}

// wrap breaks lines at spaces that may be broken; what has none and is longer stays whole.
func wrap(text string) string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		row, width := "", 0
		for _, word := range strings.FieldsFunc(clean(line), func(r rune) bool { return r == ' ' }) {
			n := len([]rune(word))
			switch {
			case row == "":
				row, width = word, n
			case width+1+n > columns:
				out = append(out, row)
				row, width = word, n
			default:
				row, width = row+" "+word, width+1+n
			}
		}
		out = append(out, row)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// clean takes control characters out of a line, and oneLine what would end it: nobody's name begins a header (S 12).
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, line)
}

func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(clean(text), func(r rune) bool { return r == ' ' }), " ")
}

// list adds the headers by which mail programs know that a letter goes to many, and offer to leave in one gesture (M3; RFC
// 2369, 2919, 8058), and the path on which it comes back under its own name (M9).
func (p *Post) list(out *mail.Msg, l coop.Letter, lang i18n.Lang) error {
	if strings.Contains(l.Contact, "@") && !strings.ContainsAny(l.Contact, " \r\n") {
		if err := out.ReplyTo(l.Contact); err != nil {
			return fmt.Errorf("reply-to: %w", err)
		}
	}
	site := strings.TrimSuffix(p.Site.BaseURL, "/")
	host := p.Server.From[strings.IndexByte(p.Server.From, '@')+1:]
	out.SetGenHeader("List-Id", fmt.Sprintf("<recensement-%d.%s>", l.Census, host))
	leave := "<" + site + lang.Prefix() + "/desabonnement/" + l.Code + ">"
	if p.Server.Return != "" {
		leave += ",\r\n <mailto:" + p.Server.back("stop-"+l.Code) + ">"
		if err := out.EnvelopeFrom(p.Server.back(l.Code)); err != nil {
			return fmt.Errorf("return path: %w", err)
		}
	}
	out.SetGenHeaderPreformatted("List-Unsubscribe", leave)
	out.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	return nil
}

// back is the address of returns with a word in it: bounce@… becomes bounce+WORD@….
func (s Server) back(word string) string {
	local, domain, _ := strings.Cut(s.Return, "@")
	return local + "+" + word + "@" + domain
}
