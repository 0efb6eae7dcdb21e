package export

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
)

// The colours of prints: ink, paper, the French side, the other side.
var (
	inkColour   = color.RGBA{0x1d, 0x24, 0x33, 0xff}
	paperColour = color.RGBA{0xfb, 0xf8, 0xf2, 0xff}
	frColour    = color.RGBA{0x27, 0x40, 0x7a, 0xff}
	abColour    = color.RGBA{0xc9, 0x78, 0x2b, 0xff}
)

// encodePNG gives the bytes of a picture.
func encodePNG(m image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, m) // into memory: it cannot fail
	return b.Bytes()
}

// barPicture is the bar of a chart, so many millimetres wide and three high.
func barPicture(wide int) []byte {
	return encodePNG(image.NewPaletted(image.Rect(0, 0, 4*wide, 12), color.Palette{frColour}))
}

// band is the woven band of the cover (bogolan), drawn from a pattern of one repeat.
var band = sync.OnceValue(func() []byte {
	const repeats, unit, high, scale = 40, 16, 12, 2
	m := image.NewPaletted(image.Rect(0, 0, repeats*unit*scale, high*scale), color.Palette{inkColour, paperColour, abColour})
	for y := range high * scale {
		for x := range repeats * unit * scale {
			m.SetColorIndex(x, y, woven(x/scale%unit, y/scale, x/scale/unit))
		}
	}
	return encodePNG(m)
})

// woven is the colour of a point of the band: lines above and below, chevrons that turn over from one repeat to the next, a
// point of ochre in each.
func woven(x, y, repeat int) uint8 {
	fromMiddle := x - 8
	if fromMiddle < 0 {
		fromMiddle = -fromMiddle
	}
	if repeat%2 == 1 {
		y = 11 - y
	}
	switch {
	case y == 1 || y == 10, y >= 3 && y <= 8 && y-3 == fromMiddle && fromMiddle <= 5:
		return 1
	case y >= 7 && y <= 8 && fromMiddle <= 1:
		return 2
	}
	return 0
}
