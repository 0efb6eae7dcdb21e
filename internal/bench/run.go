package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"kafo/internal/sqldb"
)

// Subject is the program under measurement, as the command has put it together on an empty register.
type Subject struct {
	DB     *sqldb.DB // of the register, SQLite
	File   string    // the register's file
	Folder string    // temporary, for the baselines
	Import func(context.Context, io.Reader) error
	Start  func(context.Context) error // opens the register as a start does, up to being ready
	Cached http.Handler                // the site
	Fresh  http.Handler                // the site without the help of its page cache
	Pages  []Page
	CSV    string // address of the full download
	Times  int    // how often each page is asked for
}

// Page is an address with the name under which it is reported.
type Page struct{ Name, Address string }

// Figure is one measurement with its baseline. Times are in milliseconds. Ratio is how many times the baseline it
// takes: of the medians, of the bytes for memory.
type Figure struct {
	Name        string  `json:"name"`
	Times       int     `json:"times"` // how often it was measured
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Rate        float64 `json:"rate,omitempty"`
	Unit        string  `json:"unit,omitempty"`
	Baseline    string  `json:"baseline"`
	BaselineP50 float64 `json:"baseline_p50_ms"`
	Ratio       float64 `json:"ratio"`
}

// How often the rest is measured.
const (
	downloads = 20
	starts    = 5
	warm      = 10 // requests before those that count
)

// Run measures importing a census, starting, pages, the full CSV and memory.
func Run(ctx context.Context, s Subject, census []byte, actions int) ([]Figure, error) {
	imported, bare, err := s.imports(ctx, census, actions)
	if err != nil {
		return nil, err
	}
	started, err := s.starts(ctx, bare)
	if err != nil {
		return nil, err
	}
	figures := []Figure{imported, started}
	for _, p := range s.Pages {
		f, err := s.page(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		figures = append(figures, f...)
	}
	csv, err := s.download()
	if err != nil {
		return nil, err
	}
	held, err := s.memory()
	return append(figures, csv, held), err
}

// imports measures the import against a bare insert of the rows that it wrote, in as many commits.
func (s Subject) imports(ctx context.Context, census []byte, actions int) (Figure, string, error) {
	took, err := once(func() error { return s.Import(ctx, bytes.NewReader(census)) })
	if err != nil {
		return Figure{}, "", fmt.Errorf("import: %w", err)
	}
	tables, err := readTables(ctx, s.DB.Reader())
	if err != nil {
		return Figure{}, "", err
	}
	name := filepath.Join(s.Folder, "bare.sqlite")
	plain, err := bareInsert(ctx, name, tables)
	if err != nil {
		return Figure{}, "", err
	}
	f := compare("import", []float64{took}, []float64{plain}, "bare SQL insert of the same rows, without keys")
	f.Rate, f.Unit = float64(actions)/took*1000, "actions/s"
	return f, name, nil
}

func (s Subject) starts(ctx context.Context, bare string) (Figure, error) {
	var ours, plain []float64
	for range starts {
		a, err := once(func() error { return s.Start(ctx) })
		if err != nil {
			return Figure{}, fmt.Errorf("start: %w", err)
		}
		b, err := once(func() error { return bareScan(ctx, bare) })
		if err != nil {
			return Figure{}, err
		}
		ours, plain = append(ours, a), append(plain, b)
	}
	return compare("start", ours, plain, "bare SQL scan of the same rows"), nil
}

// memory is what stays on the heap with the register being served, against the size of the register.
func (s Subject) memory() (Figure, error) {
	info, err := os.Stat(s.File)
	if err != nil {
		return Figure{}, err
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Figure{
		Name: "memory", Times: 1, Rate: float64(m.HeapAlloc) / 1e6, Unit: "MB heap",
		Baseline: fmt.Sprintf("the register's file, %.1f MB", float64(info.Size())/1e6), Ratio: float64(m.HeapAlloc) / float64(info.Size()),
	}, nil
}

// compare makes a figure of two series of milliseconds.
func compare(name string, ours, plain []float64, baseline string) Figure {
	slices.Sort(ours)
	slices.Sort(plain)
	base := percentile(plain, 50)
	return Figure{
		Name: name, Times: len(ours), P50: percentile(ours, 50), P99: percentile(ours, 99),
		Baseline: baseline, BaselineP50: base, Ratio: percentile(ours, 50) / base,
	}
}

// percentile is the smallest of sorted values that so many per cent do not exceed.
func percentile(sorted []float64, percent int) float64 {
	n := int(math.Ceil(float64(len(sorted)*percent) / 100))
	return sorted[max(0, n-1)]
}

// once measures f in milliseconds.
func once(f func() error) (float64, error) {
	began := time.Now()
	err := f()
	return float64(time.Since(began).Nanoseconds()) / 1e6, err
}

// Print writes figures as a table.
func Print(w io.Writer, figures []Figure) {
	fmt.Fprintf(w, "%-34s %5s %12s %12s %16s %9s  %s\n", "", "times", "p50 ms", "p99 ms", "rate", "ratio", "baseline (its p50)")
	for _, f := range figures {
		rate, base := "", f.Baseline
		if f.Unit != "" {
			rate = fmt.Sprintf("%.1f %s", f.Rate, f.Unit)
		}
		times := fmt.Sprintf("%12s %12s", "", "")
		if f.P50 > 0 {
			times = fmt.Sprintf("%12.2f %12.2f", f.P50, f.P99)
			base += fmt.Sprintf(" (%.2f ms)", f.BaselineP50)
		}
		fmt.Fprintf(w, "%-34s %5d %s %16s %8.2f×  %s\n", f.Name, f.Times, times, rate, f.Ratio, base)
	}
}
