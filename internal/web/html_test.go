package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kafo/internal/i18n"
)

// pages renders every address that answers with a page, in both languages, failures too.
func pages(t testing.TB) map[string]string {
	out := journey(t)
	h := site(t, newWorld())
	for _, prefix := range []string{"", "/en"} {
		for _, a := range addresses {
			if w := get(h, prefix+a); strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Body.Len() > 0 {
				out[prefix+a] = w.Body.String()
			}
		}
	}
	return out
}

func parse(t testing.TB, body string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// all are the elements below a node, in order.
func all(n *html.Node, wanted ...string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (len(wanted) == 0 || slices.Contains(wanted, c.Data)) {
			out = append(out, c)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestPagesAreWellMade checks on every page what a validator and a screen reader would stumble over.
func TestPagesAreWellMade(t *testing.T) {
	for path, body := range pages(t) {
		doc := parse(t, body)
		for _, fault := range slices.Concat(nestingFaults(body), idFaults(doc), headingFaults(doc), nameFaults(doc), inlineFaults(doc)) {
			t.Errorf("%s: %s", path, fault)
		}
	}
}

var (
	blocks = []string{"p", "div", "ul", "ol", "dl", "table", "section", "figure", "h1", "h2", "h3", "blockquote", "details", "article", "form"}
	phrase = []string{"p", "h1", "h2", "h3", "span", "small", "b", "em", "a", "dt", "label", "caption", "button"}
)

// nestingFaults finds blocks inside what may only hold words: a parser would silently take the page apart.
func nestingFaults(body string) []string {
	var faults, open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return faults
		case html.StartTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if len(open) > 0 && slices.Contains(blocks, tag) && slices.Contains(phrase, open[len(open)-1]) {
				faults = append(faults, fmt.Sprintf("<%s> inside <%s>", tag, open[len(open)-1]))
			}
			if !slices.Contains([]string{"meta", "link", "input", "br"}, tag) {
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return append(faults, fmt.Sprintf("</%s> closes %v", name, open))
			}
			open = open[:len(open)-1]
		}
	}
}

// idFaults: an id stands once; what refers to one finds it.
func idFaults(doc *html.Node) []string {
	var faults []string
	seen := map[string]bool{}
	for _, n := range all(doc) {
		if id := attr(n, "id"); id != "" {
			if seen[id] {
				faults = append(faults, "id "+id+" stands twice")
			}
			seen[id] = true
		}
	}
	for _, n := range all(doc) {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(attr(n, name)) {
				if !seen[id] {
					faults = append(faults, name+" leads to no "+id)
				}
			}
		}
		if to := attr(n, "href"); strings.HasPrefix(to, "#") && !seen[to[1:]] {
			faults = append(faults, "link to no "+to)
		}
	}
	return faults
}

// headingFaults: one h1, no level left out (RGAA 9.1).
func headingFaults(doc *html.Node) []string {
	var faults []string
	last, firsts := 0, 0
	for _, n := range all(doc, "h1", "h2", "h3", "h4") {
		level := int(n.Data[1] - '0')
		if level > last+1 {
			faults = append(faults, fmt.Sprintf("%s after h%d: %s", n.Data, last, text(n)))
		}
		if level == 1 {
			firsts++
		}
		if text(n) == "" {
			faults = append(faults, n.Data+" is empty")
		}
		last = level
	}
	if firsts != 1 {
		faults = append(faults, fmt.Sprintf("%d h1", firsts))
	}
	return faults
}

// nameFaults: links, fields and tables say what they are; the title and the language are there.
func nameFaults(doc *html.Node) []string {
	var faults []string
	labels := map[string]bool{}
	for _, n := range all(doc, "label") {
		labels[attr(n, "for")] = true
	}
	for _, n := range all(doc, "a", "button", "summary", "input", "table", "th", "title", "html", "nav") {
		switch {
		case n.DataAtom == atom.A && hiddenPicture(n):
		case slices.Contains([]string{"a", "button", "summary", "title"}, n.Data) && text(n) == "" && attr(n, "aria-label") == "":
			faults = append(faults, "<"+n.Data+"> without a name "+attr(n, "href"))
		case n.Data == "input" && attr(n, "type") != "hidden" && !labels[attr(n, "id")]:
			faults = append(faults, "field without a label: "+attr(n, "name"))
		case n.Data == "table" && len(all(n, "caption")) == 0:
			faults = append(faults, "table without a caption")
		case n.Data == "th" && attr(n, "scope") == "":
			faults = append(faults, "th without a scope")
		case n.Data == "html" && attr(n, "lang") == "":
			faults = append(faults, "no language")
		case n.Data == "nav" && attr(n, "aria-label") == "":
			faults = append(faults, "nav without a name")
		}
	}
	return faults
}

// hiddenPicture says that a link is part of a drawing that readers of the text never meet: hidden and out of the tab order.
func hiddenPicture(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "svg" {
			return attr(p, "aria-hidden") == "true" && attr(n, "tabindex") == "-1"
		}
	}
	return false
}

// inlineFaults: no script, no style in the page, nothing loaded from elsewhere (S24, U61, L6).
func inlineFaults(doc *html.Node) []string {
	var faults []string
	for _, n := range all(doc) {
		if n.Data == "script" && (attr(n, "src") == "" || text(n) != "") || n.Data == "style" || n.Data == "iframe" || has(n, "style") {
			faults = append(faults, "inline "+n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				faults = append(faults, "handler "+a.Key)
			}
		}
		if src := attr(n, "src"); src != "" && !strings.HasPrefix(src, "/") {
			faults = append(faults, "loads "+src)
		}
		if n.Data == "link" && slices.Contains([]string{"stylesheet", "icon"}, attr(n, "rel")) && !strings.HasPrefix(attr(n, "href"), "/static/") {
			faults = append(faults, "loads "+attr(n, "href"))
		}
	}
	return faults
}

// TestNoKeyLeaks is T35: no message key, no empty slot, no formatting mishap in what people read.
func TestNoKeyLeaks(t *testing.T) {
	families := map[string]bool{}
	for _, key := range i18n.Keys() {
		family, _, _ := strings.Cut(key, ".")
		families[family] = true
	}
	dotted := regexp.MustCompile(`\b([a-z0-9_]+)\.[a-z0-9_.-]+`)
	for path, body := range pages(t) {
		for c := range parse(t, body).Descendants() {
			if c.Type != html.TextNode || c.Parent.DataAtom == atom.Textarea || c.Parent.DataAtom == atom.Code { // what somebody has typed is hers, or is to be typed
				continue
			}
			for _, m := range dotted.FindAllStringSubmatch(c.Data, -1) {
				if families[m[1]] {
					t.Errorf("%s shows the key %q", path, m[0])
				}
			}
			if strings.Contains(c.Data, "???") || strings.Contains(c.Data, "%!") || strings.ContainsAny(c.Data, "{}") {
				t.Errorf("%s shows %q", path, c.Data)
			}
		}
	}
}

// TestTitlesTellPagesApart: every page has a title of its own (RGAA 8.6), with its number where it is not the first.
func TestTitlesTellPagesApart(t *testing.T) {
	seen := map[string]string{}
	for path, body := range pages(t) {
		title := text(all(parse(t, body), "title")[0])
		if strings.Contains(title, "introuvable") || strings.Contains(title, "not found") || strings.Contains(path, "facette=") || strings.Contains(path, "inconnu=") ||
			strings.Contains(path, "ligne=x") || strings.Contains(path, "tri=") || strings.Contains(path, "/constats") || strings.Contains(path, "POST") || strings.Contains(path, "fait=") || strings.Contains(path, "suite=") {
			continue
		}
		if before, ok := seen[title]; ok {
			t.Errorf("%s and %s are both called %q", before, path, title)
		}
		seen[title] = path
	}
}

// TestEveryLinkLeadsSomewhere is T32: from the home page every internal link is followed, to its anchor, but those that
// are marked nofollow (the endless combinations of filters, the downloads); and every page that the sitemap lists is
// reached.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h := site(t, newWorld())
	ids := map[string]map[string]bool{} // page → its ids
	type link struct{ from, to string }
	var anchors []link
	queue := []link{{"", "/"}, {"", "/en/"}}
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		path, anchor, _ := strings.Cut(l.to, "#")
		if anchor != "" {
			anchors = append(anchors, link{l.from, l.to})
		}
		if ids[path] != nil {
			continue
		}
		ids[path] = map[string]bool{}
		w := get(h, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s leads to %s: %d %s", l.from, l.to, w.Code, w.Header().Get("Location"))
			continue
		}
		if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/html") && kind != "image/svg+xml" {
			continue
		}
		for _, n := range all(parse(t, w.Body.String())) {
			if id := attr(n, "id"); id != "" {
				ids[path][id] = true
			}
			for _, name := range []string{"href", "action"} {
				if to := attr(n, name); strings.HasPrefix(to, "/") && attr(n, "rel") != "nofollow" {
					queue = append(queue, link{path, to})
				}
			}
		}
	}
	for _, l := range anchors {
		path, anchor, _ := strings.Cut(l.to, "#")
		if !ids[path][anchor] {
			t.Errorf("%s leads to %s, where there is no such place", l.from, l.to)
		}
	}
	for _, loc := range regexp.MustCompile(`<loc>https://atlas\.example\.org([^<]*)</loc>`).FindAllStringSubmatch(get(h, "/sitemap.xml").Body.String(), -1) {
		if ids[loc[1]] == nil && !strings.Contains(loc[1], "/releves/") {
			t.Errorf("the sitemap lists %s, to which no page leads", loc[1])
		}
	}
}

// TestEveryTemplateIsRendered: the longest piece of markup of each template stands in some page.
func TestEveryTemplateIsRendered(t *testing.T) {
	rendered := pages(t)
	var all strings.Builder
	for _, body := range rendered {
		all.WriteString(body)
	}
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range names {
		if !strings.HasSuffix(name.Name(), "_templ.go") {
			continue
		}
		for component, markup := range templates(t, name.Name()) {
			count++
			if !strings.Contains(all.String(), markup) {
				t.Errorf("%s: %s is never rendered: %q", name.Name(), component, markup)
			}
		}
	}
	if count < 40 {
		t.Errorf("only %d templates found: the search is broken", count)
	}
}

// templates are the components of a generated file with their longest constant.
func templates(t *testing.T, file string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Type.Results == nil {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				return true
			}
			if l, ok := call.Args[2].(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && len(s) > len(out[f.Name.Name]) {
					out[f.Name.Name] = s
				}
			}
			return true
		})
	}
	return out
}

// TestPagesStayLight is L1–L3 and L6: what a first visit transfers, compressed, and in how many requests.
func TestPagesStayLight(t *testing.T) {
	h := site(t, newWorld())
	weigh := func(path string) int { return get(h, path, "Accept-Encoding", "gzip").Body.Len() }
	for path, budget := range map[string]int{
		"/": 80_000, "/partenariats": 60_000, "/partenariats/1-angouleme-segou": 60_000, "/territoires/11-segou": 60_000, "/sources/1": 60_000, "/apercu": 60_000, "/themes": 60_000,
		"/constats": 60_000, "/aide": 45_000,
	} {
		total, requests := weigh(path), 1
		for _, n := range all(parse(t, get(h, path).Body.String()), "link", "img", "script") {
			if to := attr(n, "href"); strings.HasPrefix(to, "/static/") {
				total, requests = total+weigh(to), requests+1
			}
		}
		if requests > 5 || total > budget {
			t.Errorf("%s: %d bytes in %d requests, budget %d in 5", path, total, requests, budget)
		}
	}
}
