package export

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kafo/internal/coop"
)

// browsers are the names under which Chromium is installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless_shell"}

// Browser is the path of the browser that prints: the one that is set, else the first of the known names; "" for none.
func Browser(set string) string {
	if set != "" {
		return set
	}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// PDF prints a page that stands in a file through a browser, into a file beside it, and gives its path. The browser reaches no
// network: the page carries all that it needs, and no script. Error: notfound where there is no browser; what a
// browser says when it fails.
func PDF(ctx context.Context, browser, page string) (string, error) {
	if browser == "" {
		return "", coop.Refuse(coop.NotFound, "recueil.no_browser")
	}
	folder, err := filepath.Abs(filepath.Dir(page))
	if err != nil {
		return "", err
	}
	out := filepath.Join(folder, "recueil.pdf")
	args := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + filepath.Join(folder, "browser"), "--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline", "--print-to-pdf=" + out, "file://" + filepath.Join(folder, filepath.Base(page)),
	}
	if os.Geteuid() == 0 { // in a container: Chromium's own sandbox asks for another user
		args = append([]string{"--no-sandbox"}, args...)
	}
	return out, made(ctx, out, browser, args...)
}

// officePDF lays a document out through LibreOffice into a PDF beside it, in which its bookmarks are found, and gives its path.
func officePDF(ctx context.Context, office, doc string) (string, error) {
	folder, err := filepath.Abs(filepath.Dir(doc))
	if err != nil {
		return "", err
	}
	out := strings.TrimSuffix(doc, filepath.Ext(doc)) + ".pdf"
	return out, made(ctx, out, office, "-env:UserInstallation=file://"+filepath.Join(folder, "office"), "--headless", "--norestore", "--convert-to",
		`pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}`, "--outdir", folder, doc)
}

// made runs a program that makes a file.
func made(ctx context.Context, file, program string, args ...string) error {
	said, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err == nil {
		_, err = os.Stat(file)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.TrimSpace(string(said)))
	}
	return nil
}
