package campaign

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Addressee is an address in a campaign with everything that is asked by it: one person gets one letter a step.
type Addressee struct {
	Email   string // "" where nobody knows one: then it is one invitation
	Lang    string
	Zone    *time.Location
	Asked   []catalogue.Invited
	Letters []coop.Posted // to this address in this campaign, the oldest first
	Stopped bool          // wants no letters
}

// Due is a letter to an addressee, or why there is none.
type Due struct {
	Addressee
	Step coop.LetterStep
	Why  string // key of the reason, "" where the letter goes
}

// Mailing is what a campaign has sent and is about to send.
type Mailing struct {
	coop.Campaign
	Steps      map[coop.LetterStep]catalogue.LetterStep // that were confirmed
	Addressees []Addressee
	told       map[coop.InvitationID]bool // that their fiche is published
	now        time.Time
}

// Mailing reads the letters of a campaign. Error: notfound.
func (c *Campaigns) Mailing(ctx context.Context, id coop.CampaignID) (m Mailing, err error) {
	m.now = c.Now()
	if m.Campaign, err = c.Reader.Campaign(ctx, id); err != nil {
		return m, err
	}
	if m.Steps, err = c.Reader.LetterSteps(ctx, id); err != nil {
		return m, err
	}
	if m.told, err = c.Reader.Told(ctx, id, coop.LetterPublished); err != nil {
		return m, err
	}
	asked, err := c.Reader.Invitations(ctx, id)
	if err != nil {
		return m, err
	}
	sent, err := c.Reader.Letters(ctx, id)
	if err != nil {
		return m, err
	}
	unwanted, err := c.Reader.Unwanted(ctx, id)
	if err != nil {
		return m, err
	}
	m.Addressees, err = c.addressees(ctx, asked, sent, unwanted)
	return m, err
}

// Opening is the next instant at which letters are sent to who works in Paris.
func (m Mailing) Opening() time.Time { return opening(m.now, coop.Paris).In(coop.Paris) }

// addressees gathers invitations by their address.
func (c *Campaigns) addressees(ctx context.Context, asked []catalogue.Invited, sent []coop.Posted, unwanted map[string]bool) ([]Addressee, error) {
	var out []Addressee
	at := map[string]int{}
	for _, i := range asked {
		if n, known := at[i.Email]; known && i.Email != "" {
			out[n].Asked = append(out[n].Asked, i)
			continue
		}
		country := ""
		if i.Side == coop.Foreign && i.Org != 0 {
			var err error
			if country, err = c.Reader.CountryOf(ctx, i.Org); err != nil {
				return nil, err
			}
		}
		at[i.Email] = len(out)
		out = append(out, Addressee{Email: i.Email, Lang: i.Lang, Zone: zoneOf(country), Asked: []catalogue.Invited{i}})
	}
	letters := map[string][]coop.Posted{}
	for _, l := range sent {
		letters[l.AddressHash] = append(letters[l.AddressHash], l)
	}
	for n := range out {
		hash := coop.AddressHash(out[n].Email)
		out[n].Letters, out[n].Stopped = letters[hash], hash != "" && unwanted[hash]
	}
	return out, nil
}

// open are the invitations that are still to be answered.
func (a Addressee) open() []catalogue.Invited {
	return keep(a.Asked, func(i catalogue.Invited) bool { return silent(i) == "" })
}

func keep[T any](list []T, good func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !good(x) })
}

// silent says why nobody is to be asked by an invitation any more, "" where one is.
func silent(i catalogue.Invited) string {
	switch {
	case i.SentAt != 0:
		return "letter.why.answered"
	case i.State != coop.InvitationReady && i.State != coop.InvitationSent:
		return "letter.why." + string(i.State)
	}
	return ""
}

// Last is the latest letter that was not stopped, and whether there is one.
func (a Addressee) Last() (last coop.Posted, any bool) {
	for _, l := range a.Letters {
		if l.State != coop.LetterStopped && l.Step.Asks() && l.At() >= last.At() {
			last, any = l, true
		}
	}
	return last, any
}

// Had is the letter of a step that the address was sent.
func (a Addressee) Had(step coop.LetterStep) (coop.Posted, bool) {
	for _, l := range a.Letters {
		if l.Step == step && l.State != coop.LetterStopped {
			return l, true
		}
	}
	return coop.Posted{}, false
}

// Due says of every addressee whether she would get a letter of a step now, the hour aside, and why not.
func (m Mailing) Due(step coop.LetterStep) []Due {
	out := make([]Due, len(m.Addressees))
	for n, a := range m.Addressees {
		out[n] = Due{a, step, m.hinders(a, step)}
	}
	return out
}

// hinders is why an addressee does not get a letter of a step now, "" where nothing does.
func (m Mailing) hinders(a Addressee, step coop.LetterStep) string {
	if step == coop.LetterPublished {
		return m.untold(a)
	}
	_, had := a.Had(step)
	switch {
	case m.Campaign.State == coop.CampaignClosed || civil(m.now, coop.Paris).Format(time.DateOnly) > string(m.Closes):
		return "letter.why.closed"
	case len(a.open()) == 0:
		return silent(a.Asked[0])
	case a.Email == "":
		return "letter.why.no_address"
	case a.Stopped:
		return "letter.why.stopped"
	case slices.ContainsFunc(a.Letters, func(l coop.Posted) bool { return l.State == coop.LetterHard || l.State == coop.LetterComplained }):
		return "letter.why.bounced"
	case had:
		return "letter.why.had"
	}
	return m.early(a, step)
}

// early is why it is too early, or too late, for a step.
func (m Mailing) early(a Addressee, step coop.LetterStep) string {
	first, invited := a.Had(coop.LetterInvitation)
	if step == coop.LetterInvitation {
		return ""
	}
	last, _ := a.Last()
	switch {
	case !invited || first.SentAt == 0:
		return "letter.why.not_invited"
	case m.now.Before(m.day(a, step)):
		return "letter.why.early"
	case days(time.UnixMilli(last.At()), m.now, a.Zone) < coop.LetterApart:
		return "letter.why.apart"
	case slices.ContainsFunc(coop.LetterSteps, func(s coop.LetterStep) bool { return s.Asks() && later(s, step) && !m.now.Before(m.day(a, s)) }):
		return "letter.why.passed"
	}
	return ""
}

func later(s, than coop.LetterStep) bool {
	return slices.Index(coop.LetterSteps, s) > slices.Index(coop.LetterSteps, than)
}

// day is the beginning of the day from which an addressee who was invited may get a step, in her zone.
func (m Mailing) day(a Addressee, step coop.LetterStep) time.Time {
	first, _ := a.Had(coop.LetterInvitation)
	from := civil(time.UnixMilli(first.SentAt), a.Zone)
	switch step {
	case coop.LetterFirst:
		from = from.AddDate(0, 0, coop.LetterFirstDays)
	case coop.LetterSecond:
		from = from.AddDate(0, 0, coop.LetterSecondDays)
	case coop.LetterLast:
		closes, _ := time.Parse(time.DateOnly, string(m.Closes))
		from = closes.AddDate(0, 0, -coop.LetterLastDays)
		for !workday(from) { // the day before, rather than one after the last
			from = from.AddDate(0, 0, -1)
		}
	}
	return time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, a.Zone)
}

// untold is why an addressee is not told that her fiche is published.
func (m Mailing) untold(a Addressee) string {
	switch {
	case a.Email == "":
		return "letter.why.no_address"
	case a.Stopped:
		return "letter.why.stopped"
	case len(m.published(a)) == 0:
		return "letter.why.not_published"
	}
	return ""
}

// published are the invitations whose replies were accepted and whose senders do not know it yet.
func (m Mailing) published(a Addressee) []catalogue.Invited {
	return keep(a.Asked, func(i catalogue.Invited) bool { return i.ReplyState == coop.ContributionAccepted && !m.told[i.ID] })
}

// List is the list of who would get a step, as somebody sees it who confirms it: one that has changed is another.
func List(due []Due) string {
	sum := sha256.New()
	for _, d := range due {
		if d.Why == "" {
			fmt.Fprintf(sum, "%s\n", d.Email)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// waits are the reasons for which a letter does not leave now, and may leave later.
var waits = []string{"letter.why.not_invited", "letter.why.early", "letter.why.apart", "letter.why.not_published"}

// Reaches says whether a step goes to anybody, now or on a later day: else there is nothing to confirm.
func Reaches(due []Due) bool {
	return slices.ContainsFunc(due, func(d Due) bool { return d.Why == "" || slices.Contains(waits, d.Why) })
}

// Confirm has a step sent to those whom the list showed, in working hours; later steps to whoever is still silent then. Errors:
// conflict where the campaign is not open, or the list has changed since; invalid where the host's words find no room.
func (c *Campaigns) Confirm(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep, seen string) error {
	if !slices.Contains(coop.LetterSteps, step) {
		return coop.Refuse(coop.NotFound, "letter.no_step")
	}
	m, err := c.Mailing(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case m.Campaign.State != coop.CampaignOpen && step.Asks():
		return coop.Refuse(coop.Conflict, "letter.not_open")
	case List(m.Due(step)) != seen:
		return coop.Refuse(coop.Conflict, "letter.list_changed")
	case !Reaches(m.Due(step)):
		return coop.Refuse(coop.Conflict, "letter.reaches_nobody")
	case len([]rune(m.Message)) > coop.LetterOwn:
		return coop.Refuse(coop.Invalid, "letter.message_long", coop.LetterOwn)
	}
	upto := coop.InvitationID(0)
	for _, a := range m.Addressees {
		for _, i := range a.Asked {
			upto = max(upto, i.ID)
		}
	}
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: letters %s", id, step), func(tx *store.Tx) error { return tx.ConfirmStep(id, step, upto) })
}

// Recall takes a confirmation back: letters of that step which wait are stopped, and no more are prepared.
func (c *Campaigns) Recall(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep) error {
	return c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: letters %s recalled", id, step), func(tx *store.Tx) error { return tx.DropStep(id, step) })
}

// batch is how many letters are prepared in one change: others may write in between.
const batch = 50

// Post prepares the letters of confirmed steps that are due in these hours, of some campaigns (none named: of all), and says
// how many. Said twice, or by two processes at once, it prepares each once.
func (c *Campaigns) Post(ctx context.Context, ids ...coop.CampaignID) (n int, err error) {
	if len(ids) == 0 {
		all, err := c.Reader.Campaigns(ctx)
		if err != nil {
			return 0, err
		}
		for _, one := range all {
			ids = append(ids, one.ID)
		}
	}
	for _, id := range ids {
		m, err := c.Mailing(ctx, id)
		if err != nil {
			return n, err
		}
		for group := range slices.Chunk(m.going(), batch) {
			done, err := c.prepare(ctx, m, group)
			if n += done; err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// going are the letters of confirmed steps that go now.
func (m Mailing) going() []Due {
	var out []Due
	for _, step := range coop.LetterSteps {
		confirmed, yes := m.Steps[step]
		if !yes || step.Asks() && (m.Campaign.State != coop.CampaignOpen || string(m.Opens) > civil(m.now, coop.Paris).Format(time.DateOnly)) {
			continue
		}
		for _, d := range m.Due(step) {
			seen := slices.ContainsFunc(d.Asked, func(i catalogue.Invited) bool { return i.ID <= confirmed.Upto })
			if d.Why == "" && working(m.now, d.Zone) && (seen || step != coop.LetterInvitation) {
				out = append(out, d)
			}
		}
	}
	return out
}

// prepare puts letters into the outbox. What has changed since they were read, a pause say, holds.
func (c *Campaigns) prepare(ctx context.Context, m Mailing, list []Due) (n int, err error) {
	letters := make([]coop.Letter, len(list))
	for k, d := range list {
		if letters[k], err = c.letter(ctx, m, d); err != nil {
			return 0, err
		}
	}
	err = c.Store.Update(ctx, coop.Operator, fmt.Sprintf("campaign %d: letters", m.ID), func(tx *store.Tx) error {
		n = 0
		for k, d := range list {
			done, err := c.put(tx, m, d, letters[k])
			if err != nil {
				return err
			}
			if done {
				n++
			}
		}
		return nil
	})
	return n, err
}

// put puts one letter into the outbox, unless it is there, or is not wanted any more.
func (c *Campaigns) put(tx *store.Tx, m Mailing, d Due, l coop.Letter) (bool, error) {
	now, err := tx.FindCampaign(m.ID)
	if err != nil {
		return false, err
	}
	confirmed, err := tx.StepConfirmed(m.ID, d.Step)
	if err != nil || !confirmed || d.Step.Asks() && now.State != coop.CampaignOpen {
		return false, err
	}
	if l.ID, err = tx.NewLetter(m.ID, d.Step, d.Email, l.Asked); err != nil || l.ID == 0 {
		return false, err
	}
	l.Code = c.letterCode(l.ID)
	until := int64(0)
	if closes, err := time.ParseInLocation(time.DateOnly, string(m.Closes), coop.Paris); err == nil && d.Step.Asks() {
		until = closes.AddDate(0, 0, 1).UnixMilli()
	}
	return true, tx.PostLetter(coop.Message{To: d.Email, Lang: d.Lang, Key: "letter." + string(d.Step), Link: letterLink(l), Until: until, Letter: &l})
}

// letterLink is where a letter first leads.
func letterLink(l coop.Letter) string {
	if l.Step.Asks() {
		return "/repondre/" + l.Asked[0].Code
	}
	return fmt.Sprintf("/partenariats/%d", l.Asked[0].Partnership)
}

// letter is what a letter says to an addressee.
func (c *Campaigns) letter(ctx context.Context, m Mailing, d Due) (coop.Letter, error) {
	l := coop.Letter{Step: d.Step, Census: m.ID, Campaign: m.Title, Host: m.Host, Contact: m.Contact, Message: m.Message, Closes: m.Closes}
	if d.Step == coop.LetterInvitation {
		l.Attached = m.Attached
	}
	q, err := c.Questionnaire(ctx, m.Questionnaire, m.Version)
	if err != nil {
		return l, err
	}
	for _, i := range q.Items() {
		l.Questions++
		if i.Public {
			l.Public++
		}
	}
	list := d.open()
	if !d.Step.Asks() {
		list = m.published(d.Addressee)
	}
	l.More = max(0, len(list)-coop.LetterAsks)
	for _, i := range list[:len(list)-l.More] {
		a, record, err := c.ask(ctx, i, len(q.Rubrics))
		if err != nil {
			return l, err
		}
		if l.Asked = append(l.Asked, a); l.Record == 0 {
			l.Record = record
		}
	}
	return l, nil
}

// ask is one questionnaire of a letter, and the record in which the address stands (R1).
func (c *Campaigns) ask(ctx context.Context, i catalogue.Invited, rubrics int) (coop.LetterAsk, coop.RecordID, error) {
	a := coop.LetterAsk{Invitation: i.ID, Name: i.Asked, Partnership: i.Partnership, Code: c.Code(i.Invitation), Done: len(i.Done), Rubrics: rubrics, SavedAt: i.SavedAt}
	if i.Partnership == 0 {
		return a, 0, nil
	}
	p, err := c.Reader.Partnership(ctx, i.Partnership)
	if err != nil {
		return a, 0, err
	}
	a.Place = p.Title
	reach, err := c.Reader.Reachable(ctx, coop.KindPartnership, int64(i.Partnership))
	if err != nil {
		return a, 0, err
	}
	for _, x := range reach {
		if x.Email == i.Email {
			return a, x.Record, nil
		}
	}
	return a, 0, nil
}

// sampleCode is what stands in the links of a letter that is only looked at: it leads nowhere.
const sampleCode = "0-aaaa-bbbb-cccc-dddd"

// Sample is a letter of a step as the first addressee would get it, with links that lead nowhere. Error: conflict where
// nobody is asked.
func (c *Campaigns) Sample(ctx context.Context, id coop.CampaignID, step coop.LetterStep) (coop.Letter, error) {
	m, err := c.Mailing(ctx, id)
	if err != nil {
		return coop.Letter{}, err
	}
	due := m.Due(step)
	if len(due) == 0 {
		return coop.Letter{}, coop.Refuse(coop.Conflict, "letter.nobody")
	}
	d := due[max(0, slices.IndexFunc(due, func(d Due) bool { return d.Why == "" }))]
	d.Asked = slices.Clone(d.Asked[:1])
	d.Asked[0].SentAt, d.Asked[0].State, d.Asked[0].ReplyState = 0, coop.InvitationReady, coop.ContributionAccepted
	m.told = nil
	l, err := c.letter(ctx, m, d)
	for n := range l.Asked {
		l.Asked[n].Code = sampleCode
	}
	l.Code, l.Trial = sampleCode, true
	return l, err
}

// Try sends a letter of a step to whoever prepares it. Errors: invalid for what is no address; conflict.
func (c *Campaigns) Try(ctx context.Context, author coop.Author, id coop.CampaignID, step coop.LetterStep, email, lang string) (m coop.MessageID, err error) {
	if email, err = coop.Address(email); err != nil {
		return 0, err
	}
	l, err := c.Sample(ctx, id, step)
	if err != nil {
		return 0, err
	}
	err = c.Store.Update(ctx, author, fmt.Sprintf("campaign %d: letter on trial", id), func(tx *store.Tx) (err error) {
		m, err = tx.Enqueue(coop.Message{To: email, Lang: lang, Key: "letter." + string(step), Link: letterLink(l), Letter: &l})
		return err
	})
	return m, err
}

// letterCode proves that somebody had a letter: of 80 bits, made of the register's secret.
func (c *Campaigns) letterCode(id coop.LetterID) string {
	mac := hmac.New(sha256.New, c.secret)
	fmt.Fprintf(mac, "letter %d", id)
	code := letters.EncodeToString(mac.Sum(nil)[:10])
	return strconv.FormatInt(int64(id), 10) + "-" + code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// coded is the letter of a code, however it was written. Error: notfound.
func (c *Campaigns) coded(code string) (coop.LetterID, error) {
	bare := strings.NewReplacer("-", "", ".", "", " ", "")
	number, rest, _ := strings.Cut(strings.ToLower(strings.Replace(code, ".", "-", 1)), "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, coop.Refuse(coop.NotFound, "letter.no_code")
	}
	_, right, _ := strings.Cut(c.letterCode(coop.LetterID(id)), "-")
	if !hmac.Equal([]byte(bare.Replace(right)), []byte(bare.Replace(rest))) {
		return 0, coop.Refuse(coop.NotFound, "letter.no_code")
	}
	return coop.LetterID(id), nil
}

// Lettered is the campaign of the letter that a code came with. Error: notfound.
func (c *Campaigns) Lettered(ctx context.Context, code string) (coop.Campaign, error) {
	id, err := c.coded(code)
	if err != nil {
		return coop.Campaign{}, err
	}
	l, err := c.Reader.Letter(ctx, id)
	if err != nil {
		return coop.Campaign{}, err
	}
	return c.Reader.Campaign(ctx, l.Campaign)
}

// OptOut keeps an address from the letters of this campaign, or of all, from now on: what waits is stopped. Who is asked stays
// asked, by other means. Error: notfound for a code that is none.
func (c *Campaigns) OptOut(ctx context.Context, code string, everywhere bool) error {
	id, err := c.coded(code)
	if err != nil {
		return err
	}
	return c.Store.Update(ctx, coop.Visitor.By(0), fmt.Sprintf("letter %d: unsubscribed", id), func(tx *store.Tx) error {
		l, err := tx.FindLetter(id)
		if err != nil {
			return err
		}
		from := l.Campaign
		if everywhere {
			from = 0
		}
		if err := tx.Unsubscribed(l, from); err != nil {
			return err
		}
		_, err = tx.DropLate()
		return err
	})
}

// Returned takes what came back of a letter; fresh says that it was not known. Error: notfound for a letter that is not ours.
func (c *Campaigns) Returned(ctx context.Context, r coop.Return) (fresh bool, err error) {
	id, err := c.coded(r.Code)
	if err != nil || r.Kind == coop.ReturnNothing {
		return false, err
	}
	err = c.Store.Update(ctx, coop.Operator, fmt.Sprintf("letter %d: %s return", id, r.Kind), func(tx *store.Tx) (err error) {
		fresh, err = tx.LetterReturned(id, r)
		return err
	})
	return fresh, err
}
