package bench

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"kafo/internal/sqldb"
)

// Subject is the program under measurement, as the command has put it together on an empty register.
type Subject struct {
	Import  func(context.Context, io.Reader) error
	Start   func(context.Context) error // reads the register as a start does
	Handler http.Handler
	Folder  string   // temporary, for the baselines
	Pages   []string // addresses measured as pages: list, partnership, map …
	File    string   // address of the full CSV
}

// Figure is one measurement with its baseline: Ratio is what counts.
type Figure struct {
	Name     string  `json:"name"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	Rate     float64 `json:"rate,omitempty"`
	Unit     string  `json:"unit,omitempty"`
	Baseline string  `json:"baseline"`
	Ratio    float64 `json:"ratio"`
}

// requests is how often each page is asked for.
const requests = 300

// Run measures importing a census, starting, pages and the full CSV.
func Run(ctx context.Context, s Subject, census []byte, actions int) ([]Figure, error) {
	var figures []Figure
	began := time.Now()
	if err := s.Import(ctx, bytes.NewReader(census)); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	took := time.Since(began)
	bare, err := bareInsert(ctx, filepath.Join(s.Folder, "bare.sqlite"), census)
	if err != nil {
		return nil, err
	}
	figures = append(figures, Figure{
		Name: "import", P50: ms(took), Rate: float64(actions) / took.Seconds(), Unit: "actions/s",
		Baseline: "bare SQL insert of the same lines", Ratio: took.Seconds() / bare.Seconds(),
	})
	start, err := once(func() error { return s.Start(ctx) })
	if err != nil {
		return nil, err
	}
	scan, err := once(func() error { return bareScan(ctx, filepath.Join(s.Folder, "bare.sqlite")) })
	if err != nil {
		return nil, err
	}
	figures = append(figures, Figure{Name: "start", P50: ms(start), Baseline: "bare SQL scan of the same lines", Ratio: start.Seconds() / scan.Seconds()})
	server := httptest.NewServer(s.Handler)
	defer server.Close()
	for _, address := range s.Pages {
		f, err := page(server.URL, address, s.Folder)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f...)
	}
	f, err := file(server.URL, s.File, s.Folder)
	if err != nil {
		return nil, err
	}
	return append(figures, f, memory()), nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func once(f func() error) (time.Duration, error) {
	began := time.Now()
	err := f()
	return time.Since(began), err
}

// bareInsert writes the lines of the census into one table, 500 a commit, on the same engine with the same durability.
func bareInsert(ctx context.Context, name string, census []byte) (time.Duration, error) {
	db, err := sqldb.Open(name)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE line (id BIGINT PRIMARY KEY, text TEXT NOT NULL)")
		return err
	})
	if err != nil {
		return 0, err
	}
	lines := strings.Split(string(census), "\n")
	return once(func() error {
		for part := range slices.Chunk(lines, 500) {
			err := db.Update(ctx, func(tx *sql.Tx) error {
				for _, l := range part {
					if _, err := tx.ExecContext(ctx, "INSERT INTO line SELECT COALESCE(max(id), 0) + 1, $1 FROM line", l); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func bareScan(ctx context.Context, name string) error {
	db, err := sqldb.Open(name)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Reader().QueryContext(ctx, "SELECT id, text FROM line")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
	}
	return rows.Err()
}

// page measures a page made anew (each time under another query, so that no cache holds it) and the same page from the
// cache, both against Go's file server with the same bytes.
func page(base, path, folder string) ([]Figure, error) {
	body, err := get(base + path)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "page.html"), body, 0o600); err != nil {
		return nil, err
	}
	files := httptest.NewServer(http.FileServer(http.Dir(folder)))
	defer files.Close()
	plain, err := many(func(int) string { return files.URL + "/page.html" })
	if err != nil {
		return nil, err
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	fresh, err := many(func(i int) string { return fmt.Sprintf("%s%s%sannee=%d", base, path, sep, 3000+i) })
	if err != nil {
		return nil, err
	}
	cached, err := many(func(int) string { return base + path })
	if err != nil {
		return nil, err
	}
	const baseline = "file server, same bytes"
	return []Figure{
		{Name: "page " + path, P50: at(fresh, 50), P99: at(fresh, 99), Baseline: baseline, Ratio: at(fresh, 50) / at(plain, 50)},
		{Name: "cached " + path, P50: at(cached, 50), P99: at(cached, 99), Baseline: baseline, Ratio: at(cached, 50) / at(plain, 50)},
	}, nil
}

func many(address func(int) string) ([]float64, error) {
	times := make([]float64, requests)
	for i := range times {
		took, err := once(func() error { _, err := get(address(i)); return err })
		if err != nil {
			return nil, err
		}
		times[i] = ms(took)
	}
	slices.Sort(times)
	return times, nil
}

func at(sorted []float64, percent int) float64 {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func get(address string) ([]byte, error) {
	r, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, r.Status)
	}
	return body, err
}

// file measures a large download in MB/s against the file server with the same bytes.
func file(base, path, folder string) (Figure, error) {
	body, err := get(base + path)
	if err != nil {
		return Figure{}, err
	}
	if err := os.WriteFile(filepath.Join(folder, "file.csv"), body, 0o600); err != nil {
		return Figure{}, err
	}
	files := httptest.NewServer(http.FileServer(http.Dir(folder)))
	defer files.Close()
	ours, err := once(func() error { _, err := get(base + path); return err })
	if err != nil {
		return Figure{}, err
	}
	plain, err := once(func() error { _, err := get(files.URL + "/file.csv"); return err })
	mb := float64(len(body)) / 1e6
	return Figure{
		Name: "csv " + path, P50: ms(ours), Rate: mb / ours.Seconds(), Unit: "MB/s", Baseline: "file server, same bytes",
		Ratio: ours.Seconds() / plain.Seconds(),
	}, err
}

func memory() Figure {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Figure{Name: "memory", Rate: float64(m.HeapAlloc) / 1e6, Unit: "MB heap", Baseline: "what the runtime holds", Ratio: float64(m.HeapAlloc) / float64(m.Sys)}
}
