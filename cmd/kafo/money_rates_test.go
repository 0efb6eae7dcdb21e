package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// TestRatesOfTheECBMakeEurosOfDollars: a line in another currency enters no sum and says why, until the rate of its year
// is loaded; then it is counted by it, and the page shows the amount as printed with the rate and its year. A rate of
// another year changes nothing.
func TestRatesOfTheECBMakeEurosOfDollars(t *testing.T) {
	ctx, s := context.Background(), &Settings{Data: t.TempDir(), Lang: "fr"}
	h, err := s.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	stateMoney(t, h, []coop.Financing{{Cents: 1_250_000, Currency: "USD", Year: 2013}, {Cents: 90_000, Currency: "GBP", Year: 2013}, {Cents: 10_000, Currency: "EUR", Year: 2013}})
	shows := func(address string, texts ...string) {
		t.Helper()
		handler, err := s.handler(h, slog.New(slog.DiscardHandler)) // that has not looked within a second
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		raw, _ := io.ReadAll(w.Result().Body)
		body := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(string(raw))
		for _, text := range texts {
			if w.Code != http.StatusOK || !strings.Contains(body, text) {
				t.Errorf("%s: %d, without %q", address, w.Code, text)
			}
		}
	}
	shows("/argent.json", `"stated":100,`, `"without_rate":[{"value":12500,"currency":"USD"},{"value":900,"currency":"GBP"}]`)
	shows("/argent", "12 500 USD", "aucun taux de son année n’est chargé")
	for _, name := range officials(t, "year,currency,average_per_eur\n2013,USD,1.25\n2012,GBP,0.8\n") {
		if r, err := h.loadOfficial(ctx, name); err != nil || r.Kept != 2 {
			t.Fatalf("%+v %v", r, err)
		}
	}
	shows("/argent.json", `"stated":10100,`, `"without_rate":[{"value":900,"currency":"GBP"}]`, `"rate":{"currency":"USD","per_euro":1.25,"year":2013,"origin":"BCE"}`)
	shows("/argent", "12 500 USD", "soit 10 000 € (1 € = 1,25 USD, taux moyen de 2013, BCE)", "aucun taux de son année n’est chargé")
	shows("/argent.csv", "12500,,,USD,10000,1.25,2013,true", "900,,,GBP,0,,,false,no_rate")
}

// stateMoney makes a partnership whose one record states budgets.
func stateMoney(t *testing.T, h *house, budgets []coop.Financing) {
	t.Helper()
	err := h.store.Update(context.Background(), coop.Importing("invente.txt"), "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "invente.txt", SHA256: "aa", Format: "test", Title: "Comptes inventés", Lines: 9, Date: "2013-05-17"})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: "L1", Line: 1, LineEnd: 9, Body: []byte(`{}`)}, "Fiche", "2013-05-17")
		if err != nil {
			return err
		}
		st := coop.Statement{Asserted: "2013-05-17"}
		for i, f := range budgets {
			f.Raw, f.Place = "x", coop.Place{Record: record, Path: fmt.Sprint("budget.amounts.", i), Line: i + 1, LineEnd: i + 1}
			st.Others = append(st.Others, coop.Claim{Financing: &f})
		}
		id, err := h.registry.Place(tx, record, st, nil)
		if err != nil {
			return err
		}
		return h.registry.Project(tx, id, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}
