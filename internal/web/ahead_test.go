package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// foreseen is a reader of a register in which the status of the first partnership is another.
type foreseen struct {
	Reader
	status coop.Status
}

func (f foreseen) Partnership(ctx context.Context, id coop.PartnershipID) (catalogue.Partnership, error) {
	p, err := f.Reader.Partnership(ctx, id)
	p.Status = f.status
	return p, err
}

// previewed sees what her own proposal would become, and what moderation sees of it.
func previewed(t testing.TB) (p *peopled, b *browser, receipt string) {
	t.Helper()
	p = newPeopled(t, func(d *Deps) {
		d.Ahead = func(_ context.Context, c coop.Contribution) (Reader, error) {
			return foreseen{newWorld(), coop.Status(c.Proposed[0].Code)}, nil
		}
	})
	b = p.caller(t, 6, coop.Steward, true)
	w := b.send("/contribuer?sur=partenariat:1", "sur", "partenariat:1", "status", "suspended", "geste", "relire")
	receipt = w.Header().Get("Location")
	b.get(receipt)
	b.get(receipt + "/apercu")
	b.send(receipt, "geste", "submit")
	b.get("/revue/contributions/1")
	b.get("/revue/contributions/1/apercu")
	return p, b, receipt
}

// TestAProposalIsSeenAsThePublicWouldSeeIt: the page with what is proposed, marked, kept by nobody and for whom it concerns;
// the public page stays what it is.
func TestAProposalIsSeenAsThePublicWouldSeeIt(t *testing.T) {
	p, b, receipt := previewed(t)
	for _, path := range []string{receipt + "/apercu", "/revue/contributions/1/apercu"} {
		w := b.get(path)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, "suspendu") || !strings.Contains(body, "Aperçu privé") || !strings.Contains(body, `content="noindex`) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d", path, w.Code)
		}
		if strings.Contains(body, "Pour citer") || strings.Count(body, strings.TrimPrefix(receipt, "/signaler/recu/")) > 1 {
			t.Errorf("%s: can be cited, or shows its secret outside the way back", path)
		}
		for _, other := range []*browser{newBrowser(t, p.h), p.caller(t, 40+len(path), "", false)} {
			if w := other.get(path); w.Code == http.StatusOK {
				t.Errorf("%s: open to others", path)
			}
		}
	}
	if body := b.get("/partenariats/1-angouleme-segou").Body.String(); strings.Contains(body, "Aperçu privé") {
		t.Error("the public page shows what is not published")
	}
	b.send("/revue/contributions/1", "geste", "close", "pourquoi", "Sans suite.")
	if w := b.get("/revue/contributions/1/apercu"); w.Code != http.StatusNotFound {
		t.Errorf("a preview of what is decided: %d", w.Code)
	}
}

// TestAPrivatePageLeadsToWhatThePublicSees is of the pages at which somebody decides or proposes.
func TestAPrivatePageLeadsToWhatThePublicSees(t *testing.T) {
	_, b, receipt := previewed(t)
	for _, path := range []string{"/contribuer?sur=partenariat:1", receipt, "/revue/contributions/1", "/confirmer/demander?sur=partenariat:1"} {
		if body := b.get(path).Body.String(); !strings.Contains(body, "Voir comme le public") || !strings.Contains(body, `href="/partenariats/1`) {
			t.Errorf("%s does not lead to the public page", path)
		}
	}
}
