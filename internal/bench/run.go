package bench

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"kafo/internal/sqldb"
)

// Subject is the program under measurement, as the command has put it together on an empty register.
type Subject struct {
	DB      *sqldb.DB                                     // of the register, SQLite
	File    string                                        // the register's file
	Kept    string                                        // folder of the register: what it holds on disk
	Folder  string                                        // temporary, for the baselines
	Import  func(context.Context, iter.Seq[[]byte]) error // takes documents in, one after the other
	Rebuild func(context.Context) error                   // makes every object again from the claims
	Start   func(context.Context) error                   // opens the register as a start does, up to being ready
	Cached  http.Handler                                  // the site
	Fresh   http.Handler                                  // the site without the help of its page cache
	First   func(context.Context) error                   // makes the overview, as who asks for it first after a start
	Pages   []Page
	CSV     string // address of the full download
	Times   int    // how often each page is asked for
}

// Page is an address with the name under which it is reported. %country in it is the id of the country of the partners.
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
	fewest    = 3
	starts    = 5
	warm      = 250              // requests before those that count: a server that has just started first takes the memory that it then uses again
	most      = 20 * time.Second // for one page: what is slow is asked for less often
)

// often is how often something is measured that took so many milliseconds once: so many times, unless that takes too long.
func often(n int, took float64) int {
	return max(min(n, fewest), min(n, int(float64(most.Milliseconds())/took)))
}

// Run measures importing censuses, starting, pages, the full CSV, memory, disk and rebuilding.
func Run(ctx context.Context, s Subject, censuses iter.Seq[[]byte], actions int) ([]Figure, error) {
	var figures []Figure
	var bare string
	add := func(measure func() ([]Figure, error)) error {
		list, err := measure()
		figures = append(figures, list...)
		return err
	}
	steps := []func() ([]Figure, error){
		func() (f []Figure, err error) { f, bare, err = s.imports(ctx, censuses, actions); return f, err },
		func() ([]Figure, error) { return s.rebuilds(ctx) },
		func() ([]Figure, error) { return s.starts(ctx, bare) },
		func() ([]Figure, error) { return s.first(ctx, bare) },
		func() ([]Figure, error) { return s.pages(ctx) },
		func() ([]Figure, error) { return s.download() },
		func() ([]Figure, error) { return s.room() },
	}
	for _, step := range steps {
		if err := add(step); err != nil {
			return figures, err
		}
	}
	return figures, nil
}

// imports measures the import, reading included, against a bare insert of the rows that it wrote, in as many commits.
func (s Subject) imports(ctx context.Context, censuses iter.Seq[[]byte], actions int) ([]Figure, string, error) {
	took, err := once(func() error { return s.Import(ctx, censuses) })
	if err != nil {
		return nil, "", fmt.Errorf("import: %w", err)
	}
	name := filepath.Join(s.Folder, "bare.sqlite")
	plain, err := bareInsert(ctx, name, s.DB.Reader())
	if err != nil {
		return nil, "", err
	}
	f := compare("import", []float64{took}, []float64{plain}, "bare SQL insert of the same rows, without keys")
	f.Rate, f.Unit = float64(actions)/took*1000, "actions/s"
	return []Figure{f}, name, nil
}

// objects are the tables whose rows a rebuild makes.
var objects = []string{"partnership", "party", "agreement", "action", "financing", "statement", "value"}

// rebuilds measures making every object from the claims, against a bare insert of the rows made.
func (s Subject) rebuilds(ctx context.Context) ([]Figure, error) {
	took, err := once(func() error { return s.Rebuild(ctx) })
	if err != nil {
		return nil, fmt.Errorf("rebuild: %w", err)
	}
	db, err := sqldb.Open(filepath.Join(s.Folder, "objects.sqlite"))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, plain := 0, 0.0
	for _, table := range objects {
		made := false
		err := read(ctx, s.DB.Reader(), table, 5000, func(columns []string, part [][]any) error {
			took, err := once(func() error { return write(ctx, db, table, columns, part, !made) })
			rows, plain, made = rows+len(part), plain+took, true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	f := compare("rebuild", []float64{took}, []float64{plain}, "bare SQL insert of the objects, without keys")
	f.Rate, f.Unit = float64(rows)/took*1000, "objects/s"
	return []Figure{f}, nil
}

func (s Subject) starts(ctx context.Context, bare string) ([]Figure, error) {
	var ours, plain []float64
	for i := range starts + 1 {
		a, err := once(func() error { return s.Start(ctx) })
		if err != nil {
			return nil, fmt.Errorf("start: %w", err)
		}
		if i == 0 {
			continue // makes the index from the register and keeps it for the next ones
		}
		b, err := once(func() error { return bareScan(ctx, bare) })
		if err != nil {
			return nil, err
		}
		ours, plain = append(ours, a), append(plain, b)
	}
	return []Figure{compare("start", ours, plain, "bare SQL scan of the same rows")}, nil
}

// first measures what the first visitor of the overview waits for: its figures are kept until something is written.
func (s Subject) first(ctx context.Context, bare string) ([]Figure, error) {
	ours, err := once(func() error { return s.First(ctx) })
	if err != nil {
		return nil, fmt.Errorf("overview: %w", err)
	}
	plain, err := once(func() error { return bareScan(ctx, bare) })
	return []Figure{compare("overview, first time", []float64{ours}, []float64{plain}, "bare SQL scan of the same rows")}, err
}

func (s Subject) pages(ctx context.Context) ([]Figure, error) {
	debug.FreeOSMemory() // what the import and the baselines took is no part of what serving takes
	var figures []Figure
	country := ""
	err := s.DB.Reader().QueryRowContext(ctx, "SELECT CAST(id AS text) FROM territory WHERE level = 'country' AND country = 'ML'").Scan(&country)
	if err != nil {
		return nil, fmt.Errorf("country of the partners: %w", err)
	}
	for _, p := range s.Pages {
		p.Address = strings.ReplaceAll(p.Address, "%country", country)
		f, err := s.page(p)
		if err != nil {
			return figures, fmt.Errorf("%s: %w", p.Name, err)
		}
		figures = append(figures, f...)
	}
	return figures, nil
}

// room is what the register takes: memory with the site being served, and disk, against the size of its file.
func (s Subject) room() ([]Figure, error) {
	info, err := os.Stat(s.File)
	if err != nil {
		return nil, err
	}
	disk := int64(0)
	err = filepath.WalkDir(s.Kept, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i, err := d.Info()
		if err == nil {
			disk += i.Size()
		}
		return err
	})
	file := fmt.Sprintf("the register's file, %.1f MB", float64(info.Size())/1e6)
	held := float64(resident())
	return []Figure{
		{Name: "memory", Times: 1, Rate: held / 1e6, Unit: "MB", Baseline: file, Ratio: held / float64(info.Size())},
		{Name: "disk", Times: 1, Rate: float64(disk) / 1e6, Unit: "MB", Baseline: file, Ratio: float64(disk) / float64(info.Size())},
	}, err
}

// resident is the memory of this process in bytes: what the system counts where it says so (Linux), else what Go took.
func resident() uint64 {
	runtime.GC()
	debug.FreeOSMemory()
	var pages, held uint64
	if raw, err := os.ReadFile("/proc/self/statm"); err == nil {
		if n, _ := fmt.Sscan(string(raw), &pages, &held); n == 2 {
			return held * uint64(os.Getpagesize())
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
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
