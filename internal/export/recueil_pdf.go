package export

import (
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// PDFFiches is up to how many fiches an edition is printed through a browser. Chromium lays 800 out in two minutes and takes a
// gigabyte; with 1 600 it lays all pages out and then never ends (measured with version 156, with tags and without).
const PDFFiches = 800

// TooLargeForPDF says that an edition has more fiches than a browser prints, and what to do instead; nil: it has not.
func TooLargeForPDF(fiches int) error {
	if fiches <= PDFFiches {
		return nil
	}
	return coop.Refuse(coop.Invalid, "recueil.pdf_large", fiches, PDFFiches)
}

// RecueilPDF prints an edition as HTML, and that through a browser: a first time to learn on which page each fiche is, then with
// these numbers in its contents. Errors are those of Recueil and PDF.
func RecueilPDF(ctx context.Context, c *catalogue.Catalogue, id coop.EditionID, o Printing, browser string, w io.Writer) error {
	if browser == "" {
		return coop.Refuse(coop.NotFound, "recueil.no_browser")
	}
	e, err := c.Edition(ctx, id)
	if err == nil {
		err = TooLargeForPDF(len(e.Fiches))
	}
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "recueil-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	o.Format = "html"
	if len(e.Fiches) <= PagedFiches {
		o.pages = map[string]int{}
	}
	var raw []byte
	for range 3 { // numbers take no more room than those that stood for them: the second print has them right
		if raw, err = o.throughBrowser(ctx, c, e, folder, browser); err != nil {
			return err
		}
		pages := pagesOf(raw)
		if o.pages == nil || maps.Equal(pages, o.pages) {
			break
		}
		o.pages = pages
	}
	_, err = w.Write(raw)
	return err
}

func (o Printing) throughBrowser(ctx context.Context, c *catalogue.Catalogue, e catalogue.Edition, folder, browser string) ([]byte, error) {
	page := filepath.Join(folder, "recueil.html")
	if err := o.into(ctx, c, e, page); err != nil {
		return nil, err
	}
	out, err := PDF(ctx, browser, page)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

// laidOut says on which page of a DOCX each bookmark comes to be.
func (o Printing) laidOut(ctx context.Context, c *catalogue.Catalogue, e catalogue.Edition) (map[string]int, error) {
	folder, err := os.MkdirTemp("", "recueil-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	o.pages, o.Progress = map[string]int{}, nil
	doc := filepath.Join(folder, "recueil.docx")
	if err := o.into(ctx, c, e, doc); err != nil {
		return nil, err
	}
	out, err := officePDF(ctx, o.Office, doc)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(out)
	return pagesOf(raw), err
}

// into prints an edition into a file.
func (o Printing) into(ctx context.Context, c *catalogue.Catalogue, e catalogue.Edition, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := o.print(ctx, c, e, f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// What is looked for in a PDF as Chromium and LibreOffice write it: with a table of objects, and no object within another.
var (
	pdfRoot  = regexp.MustCompile(`/Root (\d+) 0 R`)
	pdfXref  = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	pdfLine  = regexp.MustCompile(`(\d{10}) \d{5} ([nf])`)
	pdfKids  = regexp.MustCompile(`/Kids\s*\[([^\]]*)\]`)
	pdfRef   = regexp.MustCompile(`(\d+) 0 R`)
	pdfPages = regexp.MustCompile(`/Pages (\d+) 0 R`)
	pdfDests = regexp.MustCompile(`/Dests (\d+) 0 R`)
	pdfDest  = regexp.MustCompile(`/([A-Za-z0-9_]+)\s*\[\s*(\d+) 0 R`)
)

// pagesOf are the pages of a PDF on which its named destinations are, from 1 (ISO 32000-1, §12.3.2.3); none of a PDF that is
// written otherwise.
func pagesOf(raw []byte) map[string]int {
	objects := pdfObjects(raw)
	root := pdfRoot.FindSubmatch(raw[max(0, len(raw)-2000):])
	if objects == nil || root == nil {
		return nil
	}
	catalog := objects(root[1])
	pages, dests := pdfPages.FindSubmatch(catalog), pdfDests.FindSubmatch(catalog)
	if pages == nil || dests == nil {
		return nil
	}
	number := map[string]int{}
	var walk func(object []byte)
	walk = func(object []byte) {
		kids := pdfKids.FindSubmatch(objects(object))
		if kids == nil {
			number[string(object)] = len(number) + 1
			return
		}
		for _, kid := range pdfRef.FindAllSubmatch(kids[1], -1) {
			walk(kid[1])
		}
	}
	walk(pages[1])
	out := map[string]int{}
	for _, d := range pdfDest.FindAllSubmatch(objects(dests[1]), -1) {
		out[strings.ReplaceAll(string(d[1]), "5F", "_")] = number[string(d[2])] // so LibreOffice writes what is neither letter nor digit
	}
	return out
}

// pdfObjects finds the objects of a PDF by its table of them.
func pdfObjects(raw []byte) func(number []byte) []byte {
	at := pdfXref.FindSubmatch(raw[max(0, len(raw)-100):])
	if at == nil {
		return nil
	}
	from, err := strconv.Atoi(string(at[1]))
	if err != nil || from > len(raw) {
		return nil
	}
	table := pdfLine.FindAllSubmatch(raw[from:], -1)
	return func(number []byte) []byte {
		n, err := strconv.Atoi(string(number))
		if err != nil || n >= len(table) {
			return nil
		}
		start, err := strconv.Atoi(string(table[n][1]))
		if err != nil || start > len(raw) {
			return nil
		}
		object, _, _ := bytes.Cut(raw[start:], []byte("endobj"))
		return object
	}
}
