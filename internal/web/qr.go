package web

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Quick is a QR code as a drawing: dark rows in a square of Size modules, four of them free on each side as the standard
// asks.
type Quick struct {
	Size int
	Rows string // path data of SVG
}

const quiet = 4 // modules

func newQuick(text string) (Quick, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return Quick{}, fmt.Errorf("QR code: %w", err)
	}
	var rows strings.Builder
	size := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < size && code.At(x, y) == color.Black }
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&rows, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return Quick{Size: size + 2*quiet, Rows: rows.String()}, nil
}
