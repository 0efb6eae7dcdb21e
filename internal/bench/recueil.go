package bench

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"runtime"
	"slices"

	"kafo/internal/coop"
)

// Recueil is the printing of editions under measurement: one as small as the first census, and one of every fiche.
type Recueil struct {
	DB           *sql.DB
	Formats      []string
	Small, Large coop.EditionID
	Print        func(ctx context.Context, id coop.EditionID, format string, told func(done, total int), w io.Writer) error
}

// SmallRecueil is how many fiches the first census had.
const SmallRecueil = 54

// Run measures each format: the small edition against reading its fiches bare, the large one against the pace of the small one,
// which tells whether a fiche costs the same in both; and the most that is held while the large one is printed against the most
// that the small one takes.
func (r Recueil) Run(ctx context.Context) (figures []Figure, err error) {
	for _, format := range r.Formats {
		f, err := r.format(ctx, format)
		if err != nil {
			return figures, fmt.Errorf("recueil as %s: %w", format, err)
		}
		figures = append(figures, f...)
	}
	return figures, nil
}

func (r Recueil) format(ctx context.Context, format string) ([]Figure, error) {
	small, few, err := r.timed(ctx, r.Small, format)
	if err != nil {
		return nil, err
	}
	large, many, err := r.timed(ctx, r.Large, format)
	if err != nil {
		return nil, err
	}
	plain, err := r.bare(ctx, r.Small)
	if err != nil {
		return nil, err
	}
	first := compare("recueil: "+format+", small", small, plain, fmt.Sprintf("reading its %d fiches with bare SQL", few))
	all := compare("recueil: "+format+", large", large, []float64{first.P50 * float64(many) / float64(few)}, fmt.Sprintf("%d fiches at the pace of %d", many, few))
	first.Rate, all.Rate = float64(few)/first.P50*1000, float64(many)/all.P50*1000
	first.Unit, all.Unit = "fiches/s", "fiches/s"
	held, err := r.memory(ctx, format)
	return []Figure{first, all, held}, err
}

// timed prints an edition as often as that does not take too long, and says how many fiches it has.
func (r Recueil) timed(ctx context.Context, id coop.EditionID, format string) (times []float64, fiches int, err error) {
	for len(times) == 0 || len(times) < often(fewest, times[0]) {
		took, err := once(func() error {
			return r.Print(ctx, id, format, func(_, total int) { fiches = total }, io.Discard)
		})
		if err != nil {
			return nil, 0, err
		}
		times = append(times, took)
	}
	return times, max(fiches, 1), nil
}

// bare reads the bodies of the fiches of an edition.
func (r Recueil) bare(ctx context.Context, id coop.EditionID) (times []float64, err error) {
	for range fewest {
		took, err := once(func() error {
			rows, err := r.DB.QueryContext(ctx, "SELECT r.body FROM edition_fiche f JOIN record r ON r.id = f.record WHERE f.edition = ? ORDER BY f.position", int64(id))
			if err != nil {
				return err
			}
			defer rows.Close()
			for body := ""; rows.Next(); {
				if err := rows.Scan(&body); err != nil {
					return err
				}
			}
			return rows.Err()
		})
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	return times, nil
}

// looks is how often memory is looked at while an edition is printed.
const looks = 40

// leastHeld is what any print may hold, in bytes: below it a ratio says nothing.
const leastHeld = 1 << 20

func (r Recueil) memory(ctx context.Context, format string) (Figure, error) {
	var most [2]float64
	for i, id := range []coop.EditionID{r.Small, r.Large} {
		before := alive()
		held := []uint64{before}
		err := r.Print(ctx, id, format, func(done, total int) {
			if done%max(1, total/looks) == 0 {
				held = append(held, alive())
			}
		}, io.Discard)
		if err != nil {
			return Figure{}, err
		}
		most[i] = max(float64(slices.Max(held)-before), leastHeld)
	}
	return Figure{
		Name: "recueil: " + format + ", memory", Times: 1, Rate: most[1] / 1e6, Unit: "MB",
		Baseline: fmt.Sprintf("the small one, %.1f MB", most[0]/1e6), Ratio: most[1] / most[0],
	}, nil
}

// alive is what the heap holds that is still in use.
func alive() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
