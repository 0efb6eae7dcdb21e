package campaign

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// part is one of an archive that a test makes.
type part struct{ name, text string }

func archive(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// docxParts and odtParts are the least that such a document has.
var docxParts = []part{{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<document/>"}}

const odtMedia = "application/vnd.oasis.opendocument.text"

// photo is a picture of w by h points, red in its upper left corner, as a camera writes it: with where it was taken.
func photo(t testing.TB, w, h, held int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.White)
			if x < w/2 && y < h/2 {
				img.Set(x, y, color.RGBA{255, 0, 0, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	tiff = append(tiff, byte(held), 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 12.6392 N 8.0029 W"...)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(head, exif...), b.Bytes()[2:]...)
}

// TestAPictureIsDrawnAnew: nothing of what a camera wrote, or somebody put behind it, is left, and it stands upright.
func TestAPictureIsDrawnAnew(t *testing.T) {
	for held, corner := range map[int]image.Point{1: {2, 2}, 3: {37, 17}, 6: {17, 2}, 8: {2, 37}} {
		raw := append(photo(t, 40, 20, held), archive(t, docxParts...)...) // a picture, and an archive
		a, body, err := takeFile(`C:\Photos\place de la mairie.JPEG`, raw)
		if err != nil || a.Name != "place de la mairie.jpg" || a.Kind != "jpg" || a.Size != len(body) {
			t.Fatalf("held %d: %+v, %v", held, a, err)
		}
		for _, left := range []string{"Exif", "GPS", "PK\x03\x04"} {
			if bytes.Contains(body, []byte(left)) {
				t.Errorf("held %d: %q is left", held, left)
			}
		}
		img, err := jpeg.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, _, _ := img.At(corner.X, corner.Y).RGBA(); r>>8 < 200 || g>>8 > 90 {
			t.Errorf("held %d: at %v, where red should be, is %v, in %v", held, corner, img.At(corner.X, corner.Y), img.Bounds())
		}
	}
}

// huge is a PNG that says that it has w by h points, and has none.
func huge(w, h uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		body := append([]byte(kind), data...)
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	ihdr := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), 8, 2, 0, 0, 0)
	return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", ihdr)...), chunk("IEND", nil)...)
}

// TestHostileFilesAreRefused (T23): each with what to do about it.
func TestHostileFilesAreRefused(t *testing.T) {
	docx, pdf := archive(t, docxParts...), []byte("%PDF-1.4\n%%EOF\n")
	zeros := strings.Repeat("\x00", 8<<20)
	lying := archive(t, append(docxParts, part{"word/media/a.xml", strings.Repeat("a", 6<<20)})...)
	for at := range lying { // every header that says how long a part is says that it is short
		if size := binary.LittleEndian.AppendUint32(nil, 6<<20); bytes.HasPrefix(lying[at:], size) {
			copy(lying[at:], "\x01\x00\x00\x00")
		}
	}
	var gif bytes.Buffer
	_ = png.Encode(&gif, image.NewRGBA(image.Rect(0, 0, 1, 1)))
	for name, c := range map[string]struct {
		file string
		raw  []byte
		key  string
	}{
		"nothing":            {"a.pdf", nil, "attach.empty"},
		"too much":           {"a.pdf", append(bytes.Repeat([]byte("x"), coop.AttachmentBytes), pdf...), "attach.large"},
		"a program":          {"a.exe", []byte("MZ"), "attach.kind"},
		"a drawing":          {"a.svg", []byte("<svg/>"), "attach.kind"},
		"a page":             {"a.html", []byte("<html>"), "attach.kind"},
		"no end":             {"rapport", pdf, "attach.kind"},
		"two ends":           {"rapport.pdf.exe", pdf, "attach.kind"},
		"another kind":       {"a.png", pdf, "attach.differs"},
		"a page as a table":  {"a.csv", []byte("\ufeff \n<script>alert(1)</script>"), "attach.differs"},
		"bytes as a table":   {"a.csv", []byte("a;b\n\x00"), "attach.differs"},
		"a PDF behind":       {"a.pdf", append([]byte("GIF89a"), pdf...), "attach.differs"},
		"half a PDF":         {"a.pdf", pdf[:9], "attach.damaged"},
		"half a picture":     {"a.jpg", photo(t, 200, 200, 1)[:300], "attach.damaged"},
		"a huge picture":     {"a.png", huge(30_000, 30_000), "attach.pixels"},
		"overflowing":        {"a.png", huge(1<<31-1, 1<<31-1), "attach.damaged"},
		"an archive":         {"a.docx", archive(t, part{"a.txt", "a"}), "attach.differs"},
		"text as a sheet":    {"a.xlsx", docx, "attach.differs"},
		"macros":             {"a.docx", archive(t, append(docxParts, part{"word/vbaProject.bin", "x"})...), "attach.macros"},
		"macros, by type":    {"a.docx", archive(t, part{"[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml"}, docxParts[1]), "attach.macros"},
		"macros, open":       {"a.odt", archive(t, part{"mimetype", odtMedia}, part{"content.xml", "<a/>"}, part{"Basic/Standard/a.xml", "x"}), "attach.macros"},
		"a foreign template": {"a.docx", archive(t, append(docxParts, part{"word/_rels/settings.xml.rels", `<Relationship Type="http://x/relationships/attachedTemplate" Target="http://127.0.0.1/a" TargetMode="External"/>`})...), "attach.foreign"},
		"a bomb":             {"a.docx", archive(t, append(docxParts, part{"word/a.xml", zeros}, part{"word/b.xml", zeros})...), "attach.bomb"},
		"a lying bomb":       {"a.docx", lying, "attach.damaged"},
		"out of its folder":  {"a.docx", archive(t, append(docxParts, part{"../../etc/passwd", "x"})...), "attach.damaged"},
		"a part twice":       {"a.docx", archive(t, append(docxParts, docxParts[1])...), "attach.damaged"},
		"half an archive":    {"a.docx", docx[:len(docx)/2], "attach.damaged"},
		"the other open one": {"a.ods", archive(t, part{"mimetype", odtMedia}, part{"content.xml", "<a/>"}), "attach.differs"},
	} {
		_, _, err := takeFile(c.file, c.raw)
		if e := (*coop.Error)(nil); !errors.As(err, &e) || e.Key != c.key {
			t.Errorf("%s: %v, not %s", name, err, c.key)
		}
	}
}

// TestGoodFilesAreTaken as they came, under names that are safe.
func TestGoodFilesAreTaken(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewRGBA(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"a.pdf": []byte("%PDF-1.7\nx\n%%EOF\n"), "a.png": drawn.Bytes(), "a.docx": archive(t, docxParts...),
		"a.xlsx": archive(t, docxParts[0], part{"xl/workbook.xml", "<a/>"}),
		"a.odt":  archive(t, part{"mimetype", odtMedia}, part{"content.xml", "<a/>"}),
		"a.ods":  archive(t, part{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, part{"content.xml", "<a/>"}),
		"a.csv":  []byte("lieu;montant\nKayes;12 000 €\n"),
	} {
		a, body, err := takeFile(name, raw)
		if err != nil || a.Name != name || name != "a.png" && !bytes.Equal(body, raw) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if _, body, err := takeFile("a.csv", []byte("pr\xe9nom")); err != nil || string(body) != "prénom" {
		t.Errorf("an older table: %q, %v", body, err)
	}
	for came, want := range map[string]string{
		"../../etc/passwd.pdf": "passwd.pdf", "a\r\nSet-Cookie: x.pdf": "aSet-Cookie_ x.pdf", "fdp\u202e.exe.pdf": "fdp.exe.pdf", "..pdf": "document.pdf",
		`Rapport "final" 2026.PDF`: "Rapport _final_ 2026.pdf", strings.Repeat("é", 200) + ".pdf": strings.Repeat("é", 80) + ".pdf",
	} {
		if k, ok := coop.FileKindOf(came); !ok || coop.FileName(came, k) != want {
			t.Errorf("%q is called %q, not %q", came, coop.FileName(came, k), want)
		}
	}
}

// FuzzTakeFile: whatever comes, it is taken or refused with words.
func FuzzTakeFile(f *testing.F) {
	f.Add("a.jpg", photo(f, 8, 8, 6))
	f.Add("a.png", huge(2, 2))
	f.Add("a.docx", archive(f, docxParts...))
	f.Add("a.odt", archive(f, part{"mimetype", odtMedia}, part{"content.xml", "<a/>"}))
	f.Add("a.csv", []byte("a;b"))
	f.Add("a.pdf", []byte("%PDF-1.4\n%%EOF"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		a, body, err := takeFile(name, raw)
		if err != nil {
			if e := (*coop.Error)(nil); !errors.As(err, &e) {
				t.Fatalf("%v has no words", err)
			}
			return
		}
		if len(body) == 0 || strings.ContainsAny(a.Name, "/\\\r\n\"") {
			t.Fatalf("%+v", a)
		}
		if _, _, err := takeFile(a.Name, body); err != nil {
			t.Fatalf("what was kept is not taken again: %v", err)
		}
	})
}
