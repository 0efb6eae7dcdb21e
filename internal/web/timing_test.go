package web

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// welch is the t of two samples of unequal variance (Welch, 1947), in nanoseconds.
func welch(a, b []float64) float64 {
	moments := func(x []float64) (mean, variance float64) {
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			variance += (v - mean) * (v - mean) / float64(len(x)-1)
		}
		return mean, variance / float64(len(x))
	}
	ma, va := moments(a)
	mb, vb := moments(b)
	return (ma - mb) / math.Sqrt(va+vb)
}

// quick leaves out what a pause of the machine has lengthened: the slowest tenth of both samples together.
func quick(a, b []float64) (x, y []float64) {
	all := slices.Sorted(slices.Values(append(slices.Clone(a), b...)))
	most := all[len(all)*9/10]
	too := func(v float64) bool { return v > most }
	return slices.DeleteFunc(slices.Clone(a), too), slices.DeleteFunc(slices.Clone(b), too)
}

// differ is beyond what chance gives: the bound that is usual for such measurements (|t| > 4.5, p below 0.00001).
const differ = 4.5

// TestTheInstrumentSeesADifference: two samples of the same width, then with one a fifth slower.
func TestTheInstrumentSeesADifference(t *testing.T) {
	a, b := make([]float64, 1000), make([]float64, 1000)
	for i := range a {
		a[i], b[i] = 500+float64(i*7919%400), 500+float64(i*104729%400)
	}
	if got := welch(quick(a, b)); math.Abs(got) > differ {
		t.Errorf("of the same: t = %.1f", got)
	}
	for i := range a {
		a[i] *= 1.2
	}
	if got := welch(quick(a, b)); got < differ {
		t.Errorf("of another: t = %.1f", got)
	}
}

// TestTheClockTellsNobodyWhoIsKnown is T30: as many requests as KAFO_TIMING says (./check.sh all: 1500), for addresses that are
// known and that are not, in random order. Without it there are a few, whose times are not judged.
func TestTheClockTellsNobodyWhoIsKnown(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("KAFO_TIMING"))
	judged := n > 0
	if !judged {
		n = 5
	}
	p := newPeopled(t)
	err := p.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		for i := range n {
			if _, err := tx.Account(fmt.Sprintf("connu%d@example.org", i), "Personne d’exemple", "fr"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []url.Values{
		{"page": {"/connexion"}}, {"page": {"/mes-donnees"}, "geste": {"demander"}}, {"page": {"/connexion/mot-de-passe"}, "mot-de-passe": {"quelque chose"}, "code": {"123456"}},
	} {
		path := form.Get("page")
		t.Run(path, func(t *testing.T) {
			known, unknown := quick(timed(t, p, path, form, n))
			got := welch(known, unknown)
			if judged && math.Abs(got) > differ {
				t.Errorf("known and unknown addresses differ: t = %.1f", got)
			}
			t.Logf("t = %.1f of %d and %d requests", got, len(known), len(unknown))
		})
	}
}

// timed sends a form for known and unknown addresses, in random order, and measures.
func timed(t *testing.T, p *peopled, path string, form url.Values, n int) (known, unknown []float64) {
	b := newBrowser(t, p.h)
	form.Set(sealField, b.seal(t))
	for _, i := range rand.Perm(2 * n) {
		name, took := "inconnu", &unknown
		if i%2 == 0 {
			name, took = "connu", &known
		}
		form.Set("email", fmt.Sprintf("%s%d@example.org", name, i/2))
		r := httptest.NewRequest(http.MethodPost, "https://atlas.example.org"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", rand.N(256), rand.N(256), rand.N(256))
		for name, value := range b.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		w := httptest.NewRecorder()
		start := time.Now()
		p.h.ServeHTTP(w, r)
		*took = append(*took, float64(time.Since(start)))
		if w.Code >= http.StatusInternalServerError || w.Code == http.StatusForbidden {
			t.Fatalf("%s: %d", name, w.Code)
		}
	}
	return known, unknown
}
