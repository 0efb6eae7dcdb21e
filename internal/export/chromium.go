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
	said, err := exec.CommandContext(ctx, browser, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("browser: %w: %s", err, strings.TrimSpace(string(said)))
	}
	if _, err := os.Stat(out); err != nil {
		return "", fmt.Errorf("browser: %w: %s", err, strings.TrimSpace(string(said)))
	}
	return out, nil
}
