package paper

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	_ "image/jpeg" // sizes of pictures
	_ "image/png"
	"io"
	"regexp"
	"strings"
)

// sheet is what the writers of both formats share: the file, the part that is being written, the pictures and the first
// error.
type sheet struct {
	zip      *zip.Writer
	out      *bufio.Writer
	pictures []picture
	marks    map[string]bool
	err      error
}

// picture is one image of the document; the same bytes are kept once.
type picture struct {
	name string // "3f2a….png"
	data []byte
}

// entry begins a part of the file. All bear the same time, so that the same content is the same bytes.
func (s *sheet) entry(name string) io.Writer {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	//lint:ignore SA1019 Modified adds a field between a header and its bytes, which the first part of an ODT may not have
	h.ModifiedDate = 1<<5 | 1 // 1980-01-01, the first day that a ZIP knows
	w, err := s.zip.CreateHeader(h)
	if err != nil {
		s.fail(err)
		return io.Discard
	}
	return w
}

// stored is a part without compression and without anything between its header and its bytes, as the first one of an ODT is.
func (s *sheet) stored(name, content string) {
	h := &zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(content)), CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))}
	//lint:ignore SA1019 as above
	h.ModifiedDate = 1<<5 | 1
	w, err := s.zip.CreateRaw(h)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	s.fail(err)
}

// part writes a whole part.
func (s *sheet) part(name string, content []byte) {
	_, err := s.entry(name).Write(content)
	s.fail(err)
}

// begin starts the part that the body is written into.
func (s *sheet) begin(name string) { s.out = bufio.NewWriterSize(s.entry(name), 64<<10) }

// finish ends the file with the pictures and what the format puts after them.
func (s *sheet) finish(folder string, last func()) error {
	s.fail(s.out.Flush())
	for _, p := range s.pictures {
		s.part(folder+p.name, p.data)
	}
	last()
	s.fail(s.zip.Close())
	return s.err
}

// fail keeps the first error.
func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// put writes markup: texts are escaped before they come here.
func (s *sheet) put(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// escape makes a text a part of XML.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}

// clean is a text on one line.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

var bookmarkName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)

// marked looks at a bookmark: it is well named and stands once in the document.
func (s *sheet) marked(name string) {
	if !bookmarkName.MatchString(name) || s.marks[name] {
		s.fail(fmt.Errorf("bookmark %q is no name, or stands twice", name))
	}
	s.marks[name] = true
}

// pictured keeps the bytes of an image and gives its name and its height in millimetres for its width.
func (s *sheet) pictured(i *Image) (name string, height int) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(i.Data))
	if err != nil || size.Width == 0 {
		s.fail(fmt.Errorf("image %q: %w", i.Alt, errors.Join(err, errors.New("neither PNG nor JPEG"))))
		return "", 0
	}
	sum := sha256.Sum256(i.Data)
	name = hex.EncodeToString(sum[:10]) + "." + kind
	if !s.has(name) {
		s.pictures = append(s.pictures, picture{name, i.Data})
	}
	return name, max(1, i.Width*size.Height/size.Width)
}

func (s *sheet) has(name string) bool {
	for _, p := range s.pictures {
		if p.name == name {
			return true
		}
	}
	return false
}

// columns are those of a cell, at least one.
func (c Cell) columns() int { return max(1, c.Span) }

// paragraphs are those of a cell: a cell without any is no cell of either format.
func (c Cell) paragraphs() []Paragraph {
	if len(c.Paragraphs) == 0 {
		return []Paragraph{{Style: TableText}}
	}
	return c.Paragraphs
}
