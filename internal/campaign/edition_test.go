package campaign_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// several is a world in which as many towns as are named are asked, each for a partnership of its own, by an open campaign.
func several(t *testing.T, db *sqldb.DB, towns ...string) (*world, coop.EditionScope, []catalogue.Invited) {
	t.Helper()
	w := newWorld(t, db)
	for i, town := range towns {
		said := strings.NewReplacer("VILLE D'ANGERS", "VILLE DE "+town, "ville d'Angers", town, "9/04/13", fmt.Sprintf("%d/04/13", 10+i)).Replace(census)
		d, err := ingest.Read(town+".txt", strings.NewReader(said))
		w.must(err)
		_, err = w.Importer.Import(w.ctx, d, "")
		w.must(err)
	}
	file, err := campaign.File("recensement", "2013-09")
	w.must(err)
	id, err := w.Create(w.ctx, steward, coop.Campaign{Title: "Essai", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "01 99 00 47 11"}, string(file))
	w.must(err)
	whom, err := w.Whom(w.ctx, catalogue.Query{}, []coop.Side{coop.French})
	w.must(err)
	_, err = w.Ask(w.ctx, steward, id, whom)
	w.must(err)
	w.must(w.Move(w.ctx, steward, id, coop.CampaignOpen))
	list, err := w.Reader.Invitations(w.ctx, id)
	w.must(err)
	if len(list) != len(towns)+1 {
		t.Fatalf("%d are asked", len(list))
	}
	return w, coop.EditionScope{Campaign: id}, list
}

// handedIn is the reply of one who is asked, sent and looked at.
func (w *world) handedIn(i catalogue.Invited) coop.ContributionID {
	w.t.Helper()
	r := w.answered(i)
	w.must(w.Registry.Act(w.ctx, steward, r.ID, coop.ActTake, false, ""))
	return r.ID
}

// drafted is what an edition would be now.
func (w *world) drafted(scope coop.EditionScope) catalogue.Edition {
	w.t.Helper()
	e, err := w.Reader.DraftEdition(w.ctx, scope, "essai")
	w.must(err)
	return e
}

// whole says what is wrong in the numbers of an edition: they are those of the fiches that it lists.
func whole(e catalogue.Edition) (out []string) {
	listed := map[coop.RecordID]bool{}
	for _, f := range e.Edition.Fiches {
		listed[f.Record] = true
	}
	if len(listed) != len(e.Edition.Fiches) || e.Counted.Fiches != len(listed) || e.Counted.Coming != len(e.Edition.Coming) || len(e.Counted.Figures) == 0 {
		out = append(out, fmt.Sprintf("%d fiches and %d to come are counted, %d and %d are listed", e.Counted.Fiches, e.Counted.Coming, len(listed), len(e.Edition.Coming)))
	}
	for _, f := range e.Counted.Figures {
		if f.Count != len(f.Records) && f.Group != catalogue.FigureMoney || slices.ContainsFunc(f.Records, func(r coop.RecordID) bool { return !listed[r] }) {
			out = append(out, fmt.Sprintf("%s counts %d with the list %v", f.Ref(), f.Count, f.Records))
		}
	}
	return out
}

// coming are the partnerships that are to come, smallest first; each has a title of both sides, as a fiche has.
func (w *world) coming(e catalogue.Edition) (out []coop.PartnershipID) {
	w.t.Helper()
	for _, c := range e.Coming {
		if !strings.Contains(c.Title, " / ") {
			w.t.Errorf("to come is %q", c.Title)
		}
		out = append(out, c.Partnership)
	}
	slices.Sort(out)
	return out
}

// partnerships are those of which some are asked, smallest first.
func partnerships(list ...catalogue.Invited) (out []coop.PartnershipID) {
	for _, i := range list {
		out = append(out, i.Partnership)
	}
	slices.Sort(out)
	return out
}

// TestAnEditionOfACampaign has the replies that were accepted for its fiches, and for what is to come who is silent or not yet
// accepted; who declined or was refused is in neither. What is counted follows each acceptance until it is frozen.
func TestAnEditionOfACampaign(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, scope, asked := several(t, db, "NANTES", "RENNES", "LILLE", "LYON", "TOULOUSE")
		if e := w.drafted(scope); len(e.Fiches) != 0 || len(e.Coming) != 6 {
			t.Fatalf("when all are silent, %d fiches and %d to come", len(e.Fiches), w.coming(e))
		}
		accepted, waiting, refused, declined, revoked, silent := asked[0], asked[1], asked[2], asked[3], asked[4], asked[5]
		w.must(w.Accept(w.ctx, steward, w.handedIn(accepted), nil, "tout est clair"))
		reply := w.handedIn(waiting)
		w.must(w.Registry.Act(w.ctx, steward, w.handedIn(refused), coop.ActRefuse, false, "une farce"))
		w.must(w.Decline(w.ctx, declined.Invitation, "", "", false))
		w.must(w.Revoke(w.ctx, steward, revoked.ID))
		_, _, _ = w.begun(silent) // a draft is silence

		before := w.drafted(scope)
		if got := w.coming(before); len(before.Fiches) != 1 || !slices.Equal(got, partnerships(waiting, silent)) {
			t.Errorf("%d fiches, to come %d", len(before.Fiches), got)
		}
		for _, wrong := range whole(before) {
			t.Error(wrong)
		}
		e := before.Edition
		e.Title, e.Date = "Essai", "2026-12-01"
		id, err := w.Registry.Freeze(w.ctx, steward, e)
		w.must(err)

		w.must(w.Accept(w.ctx, steward, reply, nil, "tout est clair"))
		after := w.drafted(scope)
		if got := w.coming(after); len(after.Fiches) != 2 || !slices.Equal(got, partnerships(silent)) || after.Counted.Fiches != 2 {
			t.Errorf("one more is accepted: %d fiches, %d counted, to come %d", len(after.Fiches), after.Counted.Fiches, got)
		}
		for _, wrong := range whole(after) {
			t.Error(wrong)
		}
		frozen, err := w.Reader.Edition(w.ctx, id)
		w.must(err)
		if len(frozen.Fiches) != 1 || frozen.Counted.Fiches != 1 || len(frozen.Coming) != 2 {
			t.Errorf("what was frozen has %d fiches now, and %d to come", len(frozen.Fiches), w.coming(frozen))
		}
		_, err = w.Registry.Redact(w.ctx, steward, coop.Redaction{Kind: coop.KindPartnership, Subject: int64(silent.Partnership), Level: coop.RedactWithheld, Review: "2099-01-01", Why: "sécurité"})
		w.must(err)
		frozen, err = w.Reader.Edition(w.ctx, id)
		w.must(err)
		if got := w.coming(frozen); !slices.Equal(got, partnerships(waiting)) {
			t.Errorf("one is withheld, to come of what was frozen are %d", got)
		}
		if abroad := w.drafted(coop.EditionScope{Campaign: scope.Campaign, Country: "SN"}); len(abroad.Fiches)+len(abroad.Coming) != 0 {
			t.Errorf("in a country where nobody is, %d fiches and %d to come", len(abroad.Fiches), w.coming(abroad))
		}
	})
}

// TestEditionsFrozenAtOnceAreWhole: while replies are accepted, stewards draft and freeze. Each edition has the numbers of the fiches
// that it lists, and none of those who are asked is lost between the two lists; of two that follow the same one, one is refused.
func TestEditionsFrozenAtOnceAreWhole(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, scope, asked := several(t, db, "NANTES", "RENNES", "LILLE")
		var replies []coop.ContributionID
		for _, i := range asked {
			replies = append(replies, w.handedIn(i))
		}
		w.must(w.Accept(w.ctx, steward, replies[0], nil, "tout est clair"))

		var all sync.WaitGroup
		var mu sync.Mutex
		var frozen []coop.EditionID
		freeze := func(by coop.Author, series string) error {
			draft, err := w.Reader.DraftEdition(w.ctx, scope, series)
			if err != nil {
				return err
			}
			e := draft.Edition
			e.Title, e.Date = "Essai", "2026-12-01"
			id, err := w.Registry.Freeze(w.ctx, by, e)
			if err == nil {
				mu.Lock()
				frozen = append(frozen, id)
				mu.Unlock()
			}
			return err
		}
		for n := range 2 {
			all.Go(func() {
				for i := range 6 {
					err := freeze(coop.Author(fmt.Sprintf("steward:%d", n+1)), []string{"essai", fmt.Sprintf("seul-%d", n)}[i%2])
					if err != nil && coop.CodeOf(err) != coop.Conflict {
						t.Errorf("steward %d: %v", n+1, err)
					}
				}
			})
		}
		over := make(chan struct{})
		all.Go(func() {
			defer close(over)
			for range 3 { // a doubt opens each of them again
				for _, id := range replies[1:] {
					if err := w.Accept(w.ctx, steward, id, nil, "tout est clair"); err != nil {
						t.Error(err)
					}
				}
				for _, id := range replies[1:] {
					if err := w.Registry.Act(w.ctx, steward, id, coop.ActReopen, false, "un doute"); err != nil {
						t.Error(err)
					}
				}
			}
		})
		all.Go(func() {
			for open := true; open; {
				select {
				case <-over:
					open = false
				default:
				}
				e, err := w.Reader.DraftEdition(w.ctx, scope, "")
				if err != nil && coop.CodeOf(err) != coop.Conflict || err == nil && len(e.Edition.Fiches)+len(e.Edition.Coming) != len(asked) {
					t.Errorf("a draft has %d fiches and %d to come, of %d asked, %v", len(e.Edition.Fiches), len(e.Edition.Coming), len(asked), err)
				}
			}
		})
		all.Wait()

		former := map[string]bool{}
		for _, id := range frozen {
			e, err := w.Reader.Edition(w.ctx, id)
			w.must(err)
			for _, wrong := range whole(e) {
				t.Errorf("edition %d: %s", id, wrong)
			}
			if len(e.Edition.Fiches)+len(e.Edition.Coming) != len(asked) || len(e.Edition.Fiches) == 0 {
				t.Errorf("edition %d has %d fiches and %d to come, of %d asked", id, len(e.Edition.Fiches), len(e.Edition.Coming), len(asked))
			}
			follows := fmt.Sprint(e.Series, e.Former)
			if former[follows] {
				t.Errorf("two editions of %s follow %d", e.Series, e.Former)
			}
			former[follows] = true
		}
		if len(frozen) < 3 {
			t.Errorf("only %d editions were frozen", len(frozen))
		}

		draft := w.drafted(scope).Edition
		draft.Title, draft.Date = "Essai", "2026-12-02"
		_, err := w.Registry.Freeze(w.ctx, steward, draft)
		w.must(err)
		if _, err := w.Registry.Freeze(w.ctx, "steward:2", draft); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("another one that follows the same edition: %v", err)
		}
	})
}

// TestACommentChangesNoFigure: whatever it says, an edition with a comment counts what the one without it counts.
func TestACommentChangesNoFigure(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, scope, asked := several(t, db)
		w.must(w.Accept(w.ctx, steward, w.handedIn(asked[0]), nil, "tout est clair"))
		var counted []string
		for _, comment := range []string{"", "Lire 900 fiches, et 12 000 000 € :\n\n{\"fiches\": 900}"} {
			e := w.drafted(scope).Edition
			e.Title, e.Date, e.Series, e.Former, e.Comment = "Essai", "2026-12-01", "", 0, comment
			id, err := w.Registry.Freeze(w.ctx, steward, e)
			w.must(err)
			frozen, err := w.Reader.Edition(w.ctx, id)
			w.must(err)
			raw, _ := json.Marshal(frozen.Counted)
			if counted = append(counted, string(raw)); frozen.Comment != comment || frozen.Counted.Fiches != 1 {
				t.Errorf("the comment is %q, over %d fiches", frozen.Comment, frozen.Counted.Fiches)
			}
		}
		if counted[0] != counted[1] {
			t.Errorf("a comment changes what is counted:\n%s\n%s", counted[0], counted[1])
		}
	})
}
