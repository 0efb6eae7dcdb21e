package web

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata again")

// addresses are every address worth asking, right and wrong; the same stand under /en/.
var addresses = []string{
	"/", "/partenariats", "/partenariats?q=segou", "/partenariats?q=rien", "/partenariats?region=51&theme=eau&tri=montant", "/partenariats?page=2", "/partenariats?page=9",
	"/partenariats?page=x", "/partenariats?page=0", "/partenariats?facette=annee", "/partenariats?inconnu=1", "/partenariats?grouper=region", "/partenariats.csv?grouper=region", "/partenariats.json", "/partenariats.csv", "/partenariats.xlsx",
	"/partenariats.geojson", "/partenariats.pdf", "/partenariats/", "/partenariats/1-angouleme-segou", "/partenariats/1", "/partenariats/1-faux-titre", "/partenariats/1-angouleme-segou.html",
	"/partenariats/1-angouleme-segou.json", "/partenariats/1.csv", "/partenariats/1-angouleme-segou.csv", "/partenariats/1-angouleme-segou.geojson", "/partenariats/1-angouleme-segou.xlsx", "/partenariats/4-isere-dakar",
	"/partenariats/1-angouleme-segou/historique", "/partenariats/1/historique", "/partenariats/1-angouleme-segou/historique.json", "/partenariats/999/historique",
	"/partenariats/1-angouleme-segou/historique/d1", "/partenariats/1-angouleme-segou/historique/c1.json", "/partenariats/1/historique/u1", "/partenariats/1-angouleme-segou/historique/x", "/partenariats/4-isere-dakar/historique",
	"/organisations/101/historique", "/organisations/999/historique", "/territoires/11/historique", "/territoires/11/historique/e1", "/historique/constats/5", "/historique/constats/5.json", "/historique/constats/5/e1", "/historique/constats/99", "/choisir/organisations.json?q=ville", "/choisir/organisations.json?q=v", "/choisir/territoires.json?q=se", "/operations", "/operations?page=7", "/operations/1", "/operations/1.json", "/operations/2", "/operations/9", "/historique/revue/1", "/historique/revue/1/d1",
	"/partenariats/1-angouleme-segou/comparer?de=2013&a=2019", "/partenariats/1/comparer.json?de=2013", "/organisations/101/comparer", "/territoires/11/comparer", "/partenariats/999/comparer",
	"/partenariats?as_of=2013-07-02", "/partenariats?as_of=2013-07-02&known=2014", "/partenariats/1-angouleme-segou?known=2014", "/partenariats?as_of=demain",
	"/partenariats/999", "/partenariats/abc", "/partenariats/01", "/partenariats/-1", "/partenariats/1/2",
	"/organisations", "/organisations?q=rien", "/organisations?q=ville", "/organisations?page=7", "/organisations?page=14", "/organisations.csv", "/organisations/101-ville-d-exemple-d-angouleme", "/organisations/101.json",
	"/organisations/101-ville-d-exemple-d-angouleme.csv", "/organisations/150", "/organisations/999", "/organisations/x",
	"/territoires", "/territoires?q=rien", "/territoires.geojson", "/territoires/11-segou", "/territoires/11-segou.csv", "/territoires/99-arlit", "/territoires/999",
	"/themes", "/themes.csv", "/themes.geojson", "/themes/eau", "/themes/eau-potable", "/themes/eau.csv", "/themes/inconnu",
	"/sources", "/sources.json", "/sources/1", "/sources/1?ligne=900", "/sources/1?ligne=x", "/sources/1.csv", "/sources/2", "/sources/3", "/sources/9",
	"/releves", "/releves?nature=census_fiche", "/releves?nature=faux", "/releves?page=7", "/releves.csv", "/releves/1", "/releves/1.json", "/releves/2", "/releves/7", "/releves/950",
	"/argent", "/argent?theme=eau&annee=2012", "/argent?page=2", "/argent?page=9", "/argent?par=payeur", "/argent?par=payeur&page=9", "/argent.csv?par=theme", "/argent.json?par=annee", "/argent?par=rien", "/argent?annee=1789", "/argent.json", "/argent.csv?payeur=5", "/argent.xlsx", "/fonds", "/fonds.csv", "/reseaux", "/reseaux.json", "/apercu", "/apercu.csv", "/apercu/trend-maintained", "/apercu/words-meetings", "/apercu/trend-increased.json", "/apercu/faux",
	"/recueils", "/recueils.json", "/recueils.csv", "/recueils/2-recensement-d-exemple", "/recueils/2", "/recueils/2.json", "/recueils/2-recensement-d-exemple.csv", "/recueils/1-recensement-d-exemple", "/recueils/2-recensement-d-exemple/chiffres/trend-maintained", "/recueils/2-recensement-d-exemple/chiffres/region-kayes", "/recueils/2-recensement-d-exemple/chiffres/words-meetings", "/recueils/2/chiffres/trend-maintained.csv", "/recueils/2-recensement-d-exemple/chiffres/faux", "/recueils/9", "/recueils/2/imprimer/html", "/recueils/2/imprimer/docx", "/recueils/2/imprimer/odt", "/recueils/2/imprimer/pdf", "/recueils/2/imprimer/exe", "/recueils/9/imprimer/docx", "/id/recueil/2",
	"/constats", "/constats?regle=total-parts&etat=open", "/constats?etat=gone", "/constats?responsable=Cellule+d%E2%80%99exemple&gravite=error", "/constats?page=2", "/constats/regles", "/constats/regles.csv", "/constats/regles/total-parts", "/constats/regles/total-parts.json", "/constats/regles/fund-sum", "/constats/regles/rien", "/constats?etat=faux", "/constats.csv", "/constats/5", "/constats/6", "/constats/5.json", "/constats/99",
	"/revue", "/revue?nature=gift&etat=open", "/revue?etat=gone", "/revue?nature=rien", "/revue?page=3", "/revue?page=9", "/revue.csv", "/revue.json", "/revue/1", "/revue/2", "/revue/3", "/revue/4", "/revue/5", "/revue/1.json", "/revue/6", "/revue/x", "/id/proposition/1",
	"/donnees", "/donnees.zip", "/a-propos", "/aide", "/licence", "/accessibilite", "/mentions-legales", "/donnees-personnelles", "/plan-du-site", "/aide/droits", "/aide/droits.csv",
	"/id/partenariat/1", "/id/organisation/101", "/id/chose/1", "/id/partenariat/x", "/sitemap.xml", "/robots.txt", "/livez", "/readyz", "/static/rien.css", "/rien", "/.git/config",
}

// TestEveryAddressAnswersAsTheMatrixSays compares status, type and place of every address with testdata/routes.golden.
func TestEveryAddressAnswersAsTheMatrixSays(t *testing.T) {
	h := site(t, newWorld())
	var b strings.Builder
	for _, prefix := range []string{"", "/en"} {
		for _, a := range addresses {
			w := get(h, prefix+a)
			fmt.Fprintf(&b, "%d %s %s %s\n", w.Code, prefix+a, strings.ReplaceAll(w.Header().Get("Content-Type"), " ", ""), w.Header().Get("Location"))
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE"} {
		for _, a := range []string{"/", "/partenariats", "/en/partenariats/1", "/livez", "/rien"} {
			w := ask(h, method, a)
			fmt.Fprintf(&b, "%d %s %s %s\n", w.Code, method, a, w.Header().Get("Allow"))
		}
	}
	golden(t, "testdata/routes.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		x, y := line(a, i), line(b, i)
		if x != y {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, x, y)
		}
	}
}

func line(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(nothing)"
}

// TestHeadersProtectEveryAnswer is T28 of what is public: pages, downloads, redirects, errors.
func TestHeadersProtectEveryAnswer(t *testing.T) {
	h := site(t, newWorld())
	for _, a := range addresses {
		wellHeaded(t, a, get(h, a), false)
	}
}

func TestPlainAddressesAreNotPromisedHTTPS(t *testing.T) {
	h := site(t, newWorld(), func(d *Deps) { d.Site.BaseURL = "http://intranet.example" })
	if got := get(h, "/").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS %q on a plain site", got)
	}
}

// TestNoRedirectLeavesTheSite asks for paths that browsers would read as another site's address, were they sent back.
func TestNoRedirectLeavesTheSite(t *testing.T) {
	h := site(t, newWorld())
	for path, want := range map[string]string{
		"/partenariats/": "/partenariats", "/en/themes/": "/en/themes", "/rien%20du%20tout/": "/rien%20du%20tout",
		"//evil.example/": "/evil.example/", "//evil.example//": "/evil.example/", "/%2Fevil.example/": "", "/en//evil.example/": "/evil.example/",
		"/%5Cevil.example/": "", "/%5C%5Cevil.example/": "", "/en/%5Cevil.example/": "", "/themes/%5C..%5C/": "", "/%09/evil.example/": "", "/%0D%0ASet-Cookie:a=b/": "",
		"/%00/": "", "/%7F/": "", "/%C2%85/": "", "/evil.example%00/": "", "/https:/evil.example/": "/https:/evil.example",
	} {
		w := get(h, path)
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("%s: sent to %q, want %q", path, got, want)
		}
		if want == "" && w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want a page that says it is not there", path, w.Code)
		}
	}
}
