package auth_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// queue is a register to which people bring things, and whose clock the test moves.
type queue struct {
	*auth.Auth
	t   *testing.T
	cat *catalogue.Catalogue
	at  time.Time
}

func newQueue(t *testing.T, db *sqldb.DB) *queue {
	q := &queue{t: t, cat: catalogue.New(db, catalogue.Options{}), at: began}
	now := func() time.Time { return q.at }
	q.Auth = &auth.Auth{Store: store.New(db, now), Reader: q.cat, Now: now}
	return q
}

func (q *queue) write(f func(tx *store.Tx) error) {
	q.t.Helper()
	if err := q.Store.Update(q.t.Context(), coop.Operator, "test", f); err != nil {
		q.t.Fatal(err)
	}
}

// holds opens an account with a role.
func (q *queue) holds(email string, role coop.AccountRole, org coop.OrgID) (id coop.AccountID) {
	q.t.Helper()
	q.write(func(tx *store.Tx) (err error) {
		if id, err = tx.Account(email, "Déléguée d’exemple", "fr"); err != nil {
			return err
		}
		_, err = tx.Grant(id, role, org, "test")
		return err
	})
	return id
}

// organisation is a new one.
func (q *queue) organisation(name string) (id coop.OrgID) {
	q.t.Helper()
	q.write(func(tx *store.Tx) (err error) {
		id, err = tx.Organisation(coop.Candidate{OrgKey: "name/" + name, Name: name, Kind: coop.Association, Country: "FR", TerritoryKey: "country/FR"})
		return err
	})
	return id
}

// brings files a contribution, as each way of bringing one does.
func (q *queue) brings(k coop.ContributionKind, by coop.AccountID, about coop.OrgID) (id coop.ContributionID) {
	q.t.Helper()
	q.write(func(tx *store.Tx) (err error) {
		c := coop.Contribution{Kind: k, State: coop.ContributionSubmitted, SubjectKind: coop.KindOrganisation, Subject: int64(about), Account: by, Lang: "fr"}
		q.at = q.at.Add(time.Millisecond)
		if id, err = tx.NewContribution(c); err != nil {
			return err
		}
		return tx.Step(id, string(coop.ActSubmit), "")
	})
	return id
}

// tells has the letters written, and says how many were.
func (q *queue) tells(want int) {
	q.t.Helper()
	if got, err := q.Tell(q.t.Context()); err != nil || got != want {
		q.t.Errorf("%d letters, not %d: %v", got, want, err)
	}
}

// got are the letters to an address about what is new, the latest first: what they count.
func (q *queue) got(to string) string {
	q.t.Helper()
	list, err := q.cat.Messages(q.t.Context(), coop.MessageWaiting, 1)
	if err != nil {
		q.t.Fatal(err)
	}
	var out []string
	for _, m := range list {
		if m.To == to && m.Key == "contributions.new" && m.Link == "/revue/contributions" {
			out = append(out, strings.Join(m.Args, "+"))
		}
	}
	return strings.Join(out, " ")
}

func (q *queue) expects(to, want string) {
	q.t.Helper()
	if got := q.got(to); got != want {
		q.t.Errorf("%s got letters %q, not %q", to, got, want)
	}
}

// TestWhoModeratesIsToldOnceAnHour of all that is new, as often as she wants, and not of what is no longer to be done.
func TestWhoModeratesIsToldOnceAnHour(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := newQueue(t, db)
		org := q.organisation("Association d’exemple")
		hourly, daily, never := q.holds("h@example.org", coop.Steward, 0), q.holds("d@example.org", coop.Steward, 0), q.holds("n@example.org", coop.Steward, 0)
		q.holds("a@example.org", coop.Administrator, 0)
		member := q.holds("m@example.org", coop.Member, org)
		for id, every := range map[coop.AccountID]coop.Telling{daily: coop.TellDaily, never: coop.TellNever} {
			if err := q.Rename(t.Context(), coop.Caller{Account: id}, "Déléguée d’exemple", "fr", every); err != nil {
				t.Fatal(err)
			}
		}
		q.tells(0)
		q.brings(coop.ContributionReport, 0, org)
		q.brings(coop.ContributionReport, 0, 0)
		q.brings(coop.ContributionChange, member, org)
		q.tells(2)
		q.tells(0)
		q.at = q.at.Add(2 * time.Hour)
		q.tells(0) // nothing is new
		taken := q.brings(coop.ContributionReport, 0, org)
		q.write(func(tx *store.Tx) error { return tx.MoveContribution(taken, coop.ContributionInReview) })
		followed := q.brings(coop.ContributionReport, 0, org)
		q.write(func(tx *store.Tx) error { return tx.FollowContribution(followed, daily) })
		q.brings(coop.ContributionReport, hourly, org)
		q.tells(0) // others are at it, or she has brought it herself; a day is not over
		q.brings(coop.ContributionReport, 0, org)
		q.tells(1)
		q.at = q.at.Add(59 * time.Minute)
		q.brings(coop.ContributionChange, member, org)
		q.tells(0)
		q.at = q.at.Add(time.Minute)
		q.tells(1)
		q.at = q.at.Add(24 * time.Hour)
		q.tells(1)
		for to, want := range map[string]string{"h@example.org": "0+1+0 1+0+0 2+1+0", "d@example.org": "2+1+0 2+1+0", "n@example.org": "", "a@example.org": "", "m@example.org": ""} {
			q.expects(to, want)
		}
	})
}

// TestANetworkIsToldOfItsOwn: a network's steward of what concerns its members, as in the queue that she sees.
func TestANetworkIsToldOfItsOwn(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := newQueue(t, db)
		network, other := q.organisation("Réseau d’exemple"), q.organisation("Association d’exemple")
		id := q.holds("r@example.org", coop.NetworkSteward, network)
		q.brings(coop.ContributionReport, 0, other)
		q.brings(coop.ContributionReport, 0, 0)
		q.tells(0)
		q.brings(coop.ContributionReport, 0, network)
		q.tells(1)
		q.expects("r@example.org", "1+0+0")
		p, c, err := q.Caller(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		c.Factored = true
		seen, err := q.cat.Contributions(t.Context(), catalogue.ContributionQuery{Caller: c, Tab: catalogue.TabNew})
		if err != nil || seen.Total != 1 {
			t.Errorf("the queue shows %d: %v", seen.Total, err)
		}
		q.write(func(tx *store.Tx) error { return tx.Revoke(p.Grants()[0].ID, "test") })
		q.at = q.at.Add(2 * time.Hour)
		q.brings(coop.ContributionReport, 0, network)
		q.tells(0) // the role is over
	})
}

// TestALetterAndItsMarkAreOne: after a crash between them there is neither; two that tell at once write one letter; a clock that
// had gone wrong silences nobody.
func TestALetterAndItsMarkAreOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		q := newQueue(t, db)
		id := q.holds("h@example.org", coop.Steward, 0)
		q.brings(coop.ContributionReport, 0, 0)
		crash := errors.New("crash")
		err := q.Store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
			if told, err := tx.Tell(coop.Message{Account: id, To: "h@example.org", Lang: "fr", Key: "contributions.new"}, 0, 1); err != nil || !told {
				t.Errorf("told %t: %v", told, err)
			}
			return crash
		})
		if !errors.Is(err, crash) {
			t.Fatal(err)
		}
		q.expects("h@example.org", "")
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := q.Tell(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		q.expects("h@example.org", "1+0+0")
		q.write(func(tx *store.Tx) error {
			if told, err := tx.Tell(coop.Message{Account: id, To: "h@example.org", Lang: "fr", Key: "contributions.new"}, 0, 1); err != nil || told {
				t.Errorf("told again of what another has told: %t %v", told, err)
			}
			return nil
		})
		q.at = q.at.Add(-48 * time.Hour)
		q.brings(coop.ContributionReport, 0, 0)
		q.tells(1)
	})
}
