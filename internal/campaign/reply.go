package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format/atlaspage"
	"kafo/internal/format/censustext"
	"kafo/internal/i18n"
	"kafo/internal/ingest"
	"kafo/internal/store"
)

// byLink signs what is done by the link of an invitation, by whoever holds it.
const byLink = coop.AccountRole("respondent")

// Known is what the register knows of the answers to a questionnaire about a partnership: what the latest record in
// the form of the questionnaire answered, else what other records say of it. Persons are left out: a link may be in other hands than theirs.
func (c *Campaigns) Known(ctx context.Context, q coop.Questionnaire, id coop.PartnershipID) (map[string]coop.Given, error) {
	if id == 0 {
		return map[string]coop.Given{}, nil
	}
	p, err := c.Reader.Partnership(ctx, id)
	if err != nil {
		return nil, err
	}
	if q.Form == coop.KindAtlas {
		return c.knownOfAtlas(ctx, q, p)
	}
	f, err := c.latestFiche(ctx, p)
	if err != nil {
		return nil, err
	}
	return givenOf(q, f), nil
}

// latestFirst are the records of a partnership.
func latestFirst(p catalogue.Partnership) []catalogue.RecordRef {
	list := slices.SortedStableFunc(slices.Values(p.Records), func(a, b catalogue.RecordRef) int { return strings.Compare(string(a.Date), string(b.Date)) })
	slices.Reverse(list)
	return list
}

func (c *Campaigns) latestFiche(ctx context.Context, p catalogue.Partnership) (f censustext.Fiche, err error) {
	for _, side := range []struct {
		of   coop.Side
		list *[]string
	}{{coop.French, &f.French}, {coop.Foreign, &f.Foreign}, {coop.Third, &f.Other}} {
		if *side.list, err = c.called(ctx, p, side.of); err != nil {
			return f, err
		}
	}
	for _, r := range latestFirst(p) {
		if r.Kind != coop.KindFiche {
			continue
		}
		one, err := c.Reader.Record(ctx, r.ID)
		if err != nil {
			return f, err
		}
		was, err := ficheIn(one.Body)
		was.French, was.Foreign, was.Other = f.French, f.Foreign, f.Other // as they are, not as they were then
		return was, err
	}
	return withoutFiche(f, p), nil
}

// Begin opens the reply of an invitation beside what is known, which counts once it is confirmed; one that was begun is given back as it is. Error:
// conflict where the campaign takes none now, or another browser began (Trusted); browser is "" where somebody types for her, from
// what means says.
func (c *Campaigns) Begin(ctx context.Context, i coop.Invitation, browser, means string) (coop.Reply, error) {
	one, err := c.taking(ctx, i)
	if err != nil {
		return coop.Reply{}, err
	}
	q, err := c.Questionnaire(ctx, one.Questionnaire, one.Version)
	if err != nil {
		return coop.Reply{}, err
	}
	known, err := c.Known(ctx, q, i.Partnership)
	if err != nil {
		return coop.Reply{}, err
	}
	r := coop.Reply{Invitation: i.ID, Questionnaire: q.ID, Version: q.Version, Given: map[string]coop.Given{}, Known: known, Done: []string{}, Means: means, Revision: 1}
	err = c.Store.Update(ctx, byLink.By(0), "invitation "+i.Number()+": begin", func(tx *store.Tx) error {
		now, err := tx.FindInvitation(i.ID)
		if err != nil {
			return err
		}
		if err := c.trust(tx, now, browser); err != nil {
			return err
		}
		if now.Reply != 0 {
			r, err = tx.FindReply(now.Reply)
			return err
		}
		r.ID, err = tx.NewContribution(coop.Contribution{
			Kind: coop.ContributionReply, State: coop.ContributionDraft, SubjectKind: coop.KindPartnership, Subject: int64(i.Partnership),
			Page: fmt.Sprintf("/partenariats/%d", i.Partnership), Email: i.Email, Lang: i.Lang, Org: i.Org,
		})
		if err != nil {
			return err
		}
		return tx.NewReply(r)
	})
	return r, err
}

// taking is the campaign of an invitation. Error: conflict where it takes no replies now.
func (c *Campaigns) taking(ctx context.Context, i coop.Invitation) (coop.Campaign, error) {
	one, err := c.Reader.Campaign(ctx, i.Campaign)
	if err == nil && !one.Takes(c.today()) {
		err = coop.Refuse(coop.Conflict, "reply.closed")
	}
	return one, err
}

// Seen is by what it is told whether somebody else changed the answers of a rubric meanwhile.
func Seen(r coop.Reply, x coop.Rubric) string {
	sum := sha256.New()
	for _, i := range x.Items {
		raw, _ := json.Marshal(r.Given[i.ID])
		fmt.Fprintf(sum, "%s %s\n", i.ID, raw)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Save keeps the answers of a rubric, good ones and others: what is wrong is told when the rubric is looked through again.
// finished says that it is done. Errors: conflict, where the reply was sent and is looked at, or where somebody else
// changed this rubric since it was seen; invalid for what is too long to keep.
func (c *Campaigns) Save(ctx context.Context, id coop.ContributionID, x coop.Rubric, given map[string]coop.Given, seen string, finished bool) error {
	if err := tooLong(x, given); err != nil {
		return err
	}
	return c.onReply(ctx, id, "save", func(tx *store.Tx, r *coop.Reply) error {
		if seen != "" && seen != Seen(*r, x) {
			return coop.Refuse(coop.Conflict, "reply.newer")
		}
		answer(r, x, given, finished)
		return nil
	})
}

// tooLong refuses answers that are more than is kept (invalid).
func tooLong(x coop.Rubric, given map[string]coop.Given) error {
	for _, i := range x.Items {
		if err := given[i.ID].TooLong(); err != nil {
			return err
		}
	}
	return nil
}

// answer puts the answers of a rubric into a reply.
func answer(r *coop.Reply, x coop.Rubric, given map[string]coop.Given, finished bool) {
	for _, i := range x.Items {
		if i.Type == coop.AskFile { // Attach and Detach change it, no form
			continue
		}
		if r.Given[i.ID] = given[i.ID].Tidy(); r.Given[i.ID].Empty() {
			delete(r.Given, i.ID)
		}
	}
	r.Done = slices.DeleteFunc(r.Done, func(done string) bool { return done == x.ID })
	if finished {
		r.Done = append(r.Done, x.ID)
	}
}

// onReply changes a reply that is still its author's.
func (c *Campaigns) onReply(ctx context.Context, id coop.ContributionID, what string, f func(*store.Tx, *coop.Reply) error) error {
	return c.Store.Update(ctx, byLink.By(0), fmt.Sprintf("reply %d: %s", id, what), func(tx *store.Tx) error { return c.change(tx, id, f) })
}

// change is onReply within a writing.
func (c *Campaigns) change(tx *store.Tx, id coop.ContributionID, f func(*store.Tx, *coop.Reply) error) error {
	one, err := tx.FindContribution(id)
	if err != nil {
		return err
	}
	if one.State != coop.ContributionDraft && one.State != coop.ContributionToCorrect && one.State != coop.ContributionSubmitted {
		return coop.Refuse(coop.Conflict, "reply.taken")
	}
	r, err := tx.FindReply(id)
	if err != nil {
		return err
	}
	if err := c.stillTaking(tx, r, one.State); err != nil {
		return err
	}
	if r.Given == nil {
		r.Given = map[string]coop.Given{}
	}
	if err := f(tx, &r); err != nil {
		return err
	}
	return tx.SaveReply(r)
}

// stillTaking refuses changes after the close (conflict), but of a reply that was sent back to be corrected.
func (c *Campaigns) stillTaking(tx *store.Tx, r coop.Reply, state coop.ContributionState) error {
	i, err := tx.FindInvitation(r.Invitation)
	if err != nil || state == coop.ContributionToCorrect {
		return err
	}
	one, err := tx.FindCampaign(i.Campaign)
	if err == nil && !one.Takes(c.today()) {
		err = coop.Refuse(coop.Conflict, "reply.closed")
	}
	return err
}

// today is the day in Paris.
func (c *Campaigns) today() coop.Date { return coop.Date(c.Now().In(coop.Paris).Format(time.DateOnly)) }

// Wrong are the questions of a reply whose answer is wrong or missing, with what is: nothing hinders it from being sent then.
func Wrong(q coop.Questionnaire, r coop.Reply) map[string]error {
	out := map[string]error{}
	for _, x := range q.Rubrics {
		for _, i := range x.Items {
			if err := r.Refuse(i, r.Given[i.ID]); err != nil && i.Asked(r.Given) {
				out[i.ID] = err
			}
		}
		for _, i := range r.Lacks(x) {
			out[i.ID] = coop.Refuse(coop.Invalid, "reply.missing")
		}
	}
	return out
}

// Send hands a reply in, under the name of who declares it, and acknowledges it. It may be corrected until somebody looks at
// it. Errors: invalid where an answer is wrong or missing, or nobody declares it; conflict.
func (c *Campaigns) Send(ctx context.Context, i coop.Invitation, declarant string) error {
	r, err := c.Reader.Reply(ctx, i.Reply)
	if err != nil {
		return err
	}
	q, err := c.Questionnaire(ctx, r.Questionnaire, r.Version)
	if err != nil {
		return err
	}
	return c.onReply(ctx, i.Reply, "send", func(tx *store.Tx, r *coop.Reply) error { return c.handIn(tx, i, q, r, declarant) })
}

// handIn is Send within a writing. An invalid reply is left as it was.
func (c *Campaigns) handIn(tx *store.Tx, i coop.Invitation, q coop.Questionnaire, r *coop.Reply, declarant string) error {
	if declarant = strings.TrimSpace(declarant); declarant == "" || len(declarant) > 200 {
		return coop.Refuse(coop.Invalid, "reply.declarant")
	}
	if wrong := Wrong(q, *r); len(wrong) > 0 {
		return coop.Refuse(coop.Invalid, "reply.incomplete", len(wrong))
	}
	r.Declarant, r.SentAt = declarant, c.Now().UnixMilli()
	return c.Registry.Received(tx, i.Reply, c.Code(i))
}

// Accept makes a reply a document of the register, with the fiche that it is, and closes the work on it: chosen are the
// questions whose answers are taken over (nil: all). It may be said again after a failure half-way: the same reply is the
// same document. Errors: notfound, conflict, invalid where the form of a fiche does not carry an answer.
func (c *Campaigns) Accept(ctx context.Context, author coop.Author, id coop.ContributionID, chosen []string, why string) error {
	r, err := c.Reader.Reply(ctx, id)
	if err != nil {
		return err
	}
	i, err := c.Reader.Invitation(ctx, r.Invitation)
	if err != nil {
		return err
	}
	d, err := c.document(ctx, r, i.Invitation, chosen)
	if err != nil {
		return err
	}
	now, err := c.Reader.Contribution(ctx, id)
	if err != nil {
		return err
	}
	if _, err := now.State.Move(coop.ActAccept, false, why); err != nil {
		return err
	}
	out, err := c.Importer.Import(coop.WithSending(ctx, nil), d, "") // the form counts once, below
	if err != nil {
		return err
	}
	q, err := c.Questionnaire(ctx, r.Questionnaire, r.Version)
	if err != nil {
		return err
	}
	return c.Registry.AcceptReply(ctx, author, id, out.Source.ID, coop.PartnershipID(i.Partnership), contactsOf(q, r), why)
}

// document is a reply as the document that it becomes.
func (c *Campaigns) document(ctx context.Context, r coop.Reply, i coop.Invitation, chosen []string) (*ingest.Document, error) {
	one, err := c.Reader.Campaign(ctx, i.Campaign)
	if err != nil {
		return nil, err
	}
	q, err := c.Questionnaire(ctx, r.Questionnaire, r.Version)
	if err != nil {
		return nil, err
	}
	p, err := c.Reader.Partnership(ctx, i.Partnership)
	if err != nil {
		return nil, err
	}
	write := c.asFiche
	if q.Form == coop.KindAtlas {
		write = c.asPage
	}
	given, stands := taken(q, r, chosen)
	raw, err := write(ctx, q, one, p, coop.Date(time.UnixMilli(r.SentAt).In(coop.Paris).Format(time.DateOnly)), given, stands)
	if err != nil {
		return nil, err
	}
	return ingest.Read(fmt.Sprintf("reponse-%d.txt", r.ID), strings.NewReader(string(raw)))
}

// parties are the fields of whom a partnership joins, in each form: every record says it.
var parties = []string{"french", "foreign", "other", "french_partners", "foreign_partners"}

// taken are the answers that are taken over, and the questions whose answer stands as a document of the register has it: where the
// reading door hides a person in it, who confirms it does not see her name, and what is shown in its place is nobody's words.
func taken(q coop.Questionnaire, r coop.Reply, chosen []string) (given map[string]coop.Given, stands []coop.Item) {
	given = map[string]coop.Given{}
	for _, i := range q.Items() {
		g, is := r.Given[i.ID]
		is = is && (chosen == nil || slices.Contains(chosen, i.ID))
		switch party := slices.Contains(parties, i.Fills); {
		case !is && party:
			given[i.ID] = r.Known[i.ID]
		case is && !party && masked(g) && g.Same(r.Known[i.ID]):
			stands = append(stands, i)
		case is:
			given[i.ID] = g
		}
	}
	return given, stands
}

// stillRight is what a record says of an answer that stands as it was, in French as the form is.
const stillRight = "Toujours exact, comme le dit un document antérieur du registre."

// masked says that something is hidden in an answer.
func masked(g coop.Given) bool {
	return catalogue.Masked(g.Detail) || slices.ContainsFunc(g.Values, catalogue.Masked) ||
		slices.ContainsFunc(g.Rows, func(r []string) bool { return slices.ContainsFunc(r, catalogue.Masked) })
}

// asFiche writes answers as a census of one fiche.
func (c *Campaigns) asFiche(ctx context.Context, q coop.Questionnaire, one coop.Campaign, p catalogue.Partnership, day coop.Date, given map[string]coop.Given, stands []coop.Item) ([]byte, error) {
	f := ficheOf(q, given, day)
	for _, i := range stands {
		if i.Public && i.Asked(given) {
			f.Further = append(f.Further, censustext.Further{Question: i.Label.In("fr"), Answer: stillRight})
		}
	}
	country, section, err := c.Reader.Whereabouts(ctx, p)
	if err != nil {
		return nil, err
	}
	f.Section = section
	return printed(q, censustext.Printed{
		Title: one.Title, Publisher: one.Host, Date: printedDay(day), Nation: coop.Nation(country),
		Since: printedDay(q.Since), Year: q.Year, Fiches: []censustext.Fiche{f},
	})
}

// asPage writes answers as a page of the atlas.
func (c *Campaigns) asPage(ctx context.Context, q coop.Questionnaire, one coop.Campaign, p catalogue.Partnership, day coop.Date, given map[string]coop.Given, stands []coop.Item) ([]byte, error) {
	country, _, err := c.Reader.Whereabouts(ctx, p)
	if err != nil {
		return nil, err
	}
	a := atlasPage{Printed: atlaspage.Printed{Publisher: one.Host, Updated: string(day)}}
	if country != "" {
		a.country = i18n.FR.Country(country)
	}
	for _, i := range q.Items() {
		if g := given[i.ID]; i.Public && i.Asked(given) && !g.Unsure {
			a.answer(i, g)
		}
	}
	for _, i := range stands {
		if i.Public && i.Asked(given) {
			a.beside(i, stillRight)
		}
	}
	return atlasWritten(q, a.Printed)
}

// frenchMonths are the names of months on a printed form, which is in French whatever the reader's language.
var frenchMonths = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

func printedDay(d coop.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return fmt.Sprintf("%d %s %d", at.Day(), frenchMonths[at.Month()-1], at.Year())
}
