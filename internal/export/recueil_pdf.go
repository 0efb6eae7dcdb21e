package export

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// RecueilPDF prints an edition as HTML, and that through a browser. Errors are those of Recueil and PDF.
func RecueilPDF(ctx context.Context, c *catalogue.Catalogue, id coop.EditionID, o Printing, browser string, w io.Writer) error {
	if browser == "" {
		return coop.Refuse(coop.NotFound, "recueil.no_browser")
	}
	folder, err := os.MkdirTemp("", "recueil-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	page := filepath.Join(folder, "recueil.html")
	f, err := os.Create(page)
	if err != nil {
		return err
	}
	o.Format = "html"
	if err := Recueil(ctx, c, id, o, f); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	out, err := PDF(ctx, browser, page)
	if err != nil {
		return err
	}
	printed, err := os.Open(out)
	if err != nil {
		return err
	}
	defer printed.Close()
	_, err = io.Copy(w, printed)
	return err
}
