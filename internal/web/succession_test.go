package web

import (
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// TestOnlyWhatDiffersIsSaid of a party as signed and today.
func TestOnlyWhatDiffersIsSaid(t *testing.T) {
	p := Page{Lang: i18n.FR}
	mopti, douentza := place(1, "Mopti", "ML"), place(2, "Douentza", "ML")
	moved := p.PastLines(&catalogue.Past{Agreed: true, Signed: catalogue.Standing{Date: "2005", Name: "D", In: &mopti}, Today: catalogue.Standing{Name: "D", In: &douentza}})
	if len(moved) != 2 || len(moved[0].Words) != 0 || moved[0].In.ID != 1 || moved[1].In.ID != 2 || moved[0].Label != "à la signature (2005)\u00a0:" {
		t.Errorf("moved: %+v", moved)
	}
	heir := org(9, "Héritière", "FR")
	ended := p.PastLines(&catalogue.Past{Signed: catalogue.Standing{Date: "2013-07", Name: "A", Kind: "conseil général"}, Today: catalogue.Standing{Name: "A", Ended: "2016-01-01", Heirs: []catalogue.Ref{heir}}})
	if len(ended) != 2 || len(ended[0].Words) != 2 || ended[1].Heirs[0].ID != 9 || len(ended[1].Words) != 0 || ended[1].Ended != "2016-01-01" {
		t.Errorf("ended: %+v", ended)
	}
	doubt := p.PastLines(&catalogue.Past{Signed: catalogue.Standing{Name: "V", In: &mopti}, Today: catalogue.Standing{Name: "V", In: &mopti, Doubts: []catalogue.Change{{Kind: coop.StatusChange}}}})
	if len(doubt) != 0 {
		t.Errorf("a doubt alone has its own line: %+v", doubt)
	}
}
