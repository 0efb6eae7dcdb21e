package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// TestAReportInAFolderStopsALetter goes from a campaign to a report of delivery that lies in a folder, and back.
func TestAReportInAFolderStopsALetter(t *testing.T) {
	ctx, s := t.Context(), &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	clock := func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) }
	c, err := campaign.New(ctx, campaign.Campaigns{Store: h.store, Registry: h.registry, Importer: h.importer, Reader: h.catalogue, Now: clock})
	must(err)
	file, err := campaign.File("recensement", "2013-09")
	must(err)
	id, err := c.Create(ctx, "steward:1", coop.Campaign{Title: "Recensement", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "x"}, string(file))
	must(err)
	_, err = c.Ask(ctx, "steward:1", id, []coop.Invitation{{Asked: "Commune", Email: "mairie@exempleville.example", Side: coop.French, Lang: "fr"}})
	must(err)
	must(c.Move(ctx, "steward:1", id, coop.CampaignOpen))
	m, err := c.Mailing(ctx, id)
	must(err)
	must(c.Confirm(ctx, "steward:1", id, coop.LetterInvitation, campaign.List(m.Due(coop.LetterInvitation))))
	if n, err := c.Post(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	list, err := h.catalogue.Messages(ctx, coop.MessageWaiting, 1)
	must(err)
	folder := t.TempDir()
	report := "To: bounce+" + list[0].Letter.Code + "@atlas.example.org\r\nMessage-ID: <1@mx>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
	must(os.WriteFile(filepath.Join(folder, "1.eml"), []byte(report), 0o600))
	var out bytes.Buffer
	must((&mailTakeCmd{Paths: []string{folder}}).Run(ctx, s, streams{out: &out, err: &out}))
	if !strings.Contains(out.String(), "(5.1.1)") || !strings.Contains(out.String(), "1 retour et 0 courriel lu") {
		t.Error(out.String())
	}
	if _, err := os.Stat(filepath.Join(folder, "done", "1.eml")); err != nil {
		t.Error(err)
	}
	asked, err := h.catalogue.Invitations(ctx, id)
	must(err)
	if asked[0].State != coop.InvitationBounced {
		t.Errorf("the invitation is %s", asked[0].State)
	}
}
