package campaign

import (
	"archive/zip"
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"kafo/internal/coop"
)

// A file that somebody attaches is looked at before it is kept (S 35–38): its beginning and its name say the same kind; a picture is
// drawn anew, so that what a camera wrote into it (where, when, with what) does not come with it; a document of an office
// program has neither macros nor more in it than it says.

// Limits of documents that are archives (requirements §4.2).
const (
	fileEntries  = 2000
	fileUnpacked = 100 << 20 // bytes of all entries
	fileRatio    = 200       // of what comes out to what is there, beyond fileFree
	fileFree     = 4 << 20
)

// takeFile is a file as it is kept: with a name and a kind, and the bytes, which of a picture are others than came. Error:
// invalid.
func takeFile(name string, raw []byte) (coop.Attachment, []byte, error) {
	kind, known := coop.FileKindOf(name)
	switch {
	case len(raw) == 0:
		return coop.Attachment{}, nil, coop.Refuse(coop.Invalid, "attach.empty")
	case len(raw) > coop.AttachmentBytes:
		return coop.Attachment{}, nil, coop.Refuse(coop.Invalid, "attach.large", coop.AttachmentBytes>>20)
	case !known:
		return coop.Attachment{}, nil, coop.Refuse(coop.Invalid, "attach.kind")
	}
	body, err := checked[kind.Extension](raw)
	return coop.Attachment{Name: coop.FileName(name, kind), Kind: kind.Extension, Size: len(body)}, body, err
}

// checked looks at a file of each kind, and gives it as it is kept.
var checked = map[string]func([]byte) ([]byte, error){
	"pdf":  pdfFile,
	"jpg":  picture("\xff\xd8\xff"),
	"png":  picture("\x89PNG\r\n\x1a\n"),
	"docx": officeFile("word/document.xml"),
	"xlsx": officeFile("xl/workbook.xml"),
	"odt":  openFile("application/vnd.oasis.opendocument.text"),
	"ods":  openFile("application/vnd.oasis.opendocument.spreadsheet"),
	"csv":  textFile,
}

// differs: the beginning of a file says another kind than its name.
func differs() error { return coop.Refuse(coop.Invalid, "attach.differs") }

func pdfFile(raw []byte) ([]byte, error) {
	if !bytes.HasPrefix(raw, []byte("%PDF-")) {
		return nil, differs()
	}
	if !bytes.Contains(raw[max(0, len(raw)-2048):], []byte("%%EOF")) {
		return nil, coop.Refuse(coop.Invalid, "attach.damaged")
	}
	return raw, nil
}

// textFile is a table as text: of no signs that text has not, and no page.
func textFile(raw []byte) ([]byte, error) {
	for _, b := range raw {
		if b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7f {
			return nil, differs()
		}
	}
	head := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(raw[:min(len(raw), 512)]), "\ufeff"), " \t\r\n"))
	for _, other := range []string{"<", "%pdf", "pk\x03", "{\\rtf"} {
		if strings.HasPrefix(head, other) {
			return nil, differs()
		}
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	out := make([]rune, len(raw)) // as older spreadsheets write it: each byte is a letter
	for i, b := range raw {
		out[i] = rune(b)
	}
	return []byte(string(out)), nil
}

// drawing lets one picture at a time be drawn: each takes memory for all of its points.
var drawing sync.Mutex

// picture draws a picture anew, upright. How large it would be is asked first.
func picture(begins string) func([]byte) ([]byte, error) {
	return func(raw []byte) ([]byte, error) {
		if !bytes.HasPrefix(raw, []byte(begins)) {
			return nil, differs()
		}
		size, kind, err := image.DecodeConfig(bytes.NewReader(raw))
		if err != nil || size.Width <= 0 || size.Height <= 0 {
			return nil, coop.Refuse(coop.Invalid, "attach.damaged")
		}
		if size.Width > coop.AttachmentPixels/size.Height {
			return nil, coop.Refuse(coop.Invalid, "attach.pixels", coop.AttachmentPixels/1_000_000)
		}
		drawing.Lock()
		defer drawing.Unlock()
		img, _, err := image.Decode(bytes.NewReader(raw))
		if err != nil {
			return nil, coop.Refuse(coop.Invalid, "attach.damaged")
		}
		var out bytes.Buffer
		if kind == "png" {
			err = png.Encode(&out, img)
		} else {
			err = jpeg.Encode(&out, upright(img, orientation(raw)), &jpeg.Options{Quality: 85})
		}
		return out.Bytes(), err
	}
}

// officeFile is a document of Office Open XML with a part of a name.
func officeFile(part string) func([]byte) ([]byte, error) {
	return func(raw []byte) ([]byte, error) {
		names, err := unpacked(raw)
		if err == nil && (names["[Content_Types].xml"] == nil || names[part] == nil) {
			err = differs()
		}
		if err == nil && bytes.Contains(names["[Content_Types].xml"], []byte("macroEnabled")) {
			err = coop.Refuse(coop.Invalid, "attach.macros")
		}
		return raw, err
	}
}

// openFile is a document of OpenDocument that says that it is of a type.
func openFile(media string) func([]byte) ([]byte, error) {
	return func(raw []byte) ([]byte, error) {
		names, err := unpacked(raw)
		if err == nil && (strings.TrimSpace(string(names["mimetype"])) != media || names["content.xml"] == nil) {
			err = differs()
		}
		return raw, err
	}
}

// foreignPart are relations of a document that fetch something else when it is opened; a link that one follows does not.
var foreignPart = regexp.MustCompile(`(?i)relationships/(?:attachedTemplate|oleObject|frame|subDocument)"[^>]*TargetMode="External"|TargetMode="External"[^>]*relationships/(?:attachedTemplate|oleObject|frame|subDocument)"`)

// unpacked are the parts of a document that is an archive, each with its beginning. Every part is unpacked and counted, whatever the
// archive says of it.
func unpacked(raw []byte) (map[string][]byte, error) {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return nil, differs()
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, coop.Refuse(coop.Invalid, "attach.damaged")
	}
	if len(z.File) > fileEntries {
		return nil, coop.Refuse(coop.Invalid, "attach.bomb")
	}
	out, left := map[string][]byte{}, int64(min(fileUnpacked, fileFree+fileRatio*len(raw)))
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, coop.Refuse(coop.Invalid, "attach.locked")
		}
		if _, twice := out[f.Name]; twice || !localName(f.Name) {
			return nil, coop.Refuse(coop.Invalid, "attach.damaged")
		}
		head, n, err := begun(f, left)
		if err != nil {
			return nil, err
		}
		left -= n
		if err := harmless(f.Name, head); err != nil {
			return nil, err
		}
		out[f.Name] = head
	}
	return out, nil
}

// localName is the name of a part that stays below where it is unpacked.
func localName(name string) bool {
	return name != "" && !path.IsAbs(name) && !strings.ContainsAny(name, "\\:\x00") && path.Clean("/"+name) == "/"+strings.TrimSuffix(name, "/")
}

// begun is the beginning of a part and how long all of it is. Error: invalid where it is longer than what is left.
func begun(f *zip.File, left int64) (head []byte, n int64, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, 0, coop.Refuse(coop.Invalid, "attach.damaged")
	}
	defer r.Close()
	if head, err = io.ReadAll(io.LimitReader(r, min(left, 1<<20)+1)); err != nil {
		return nil, 0, coop.Refuse(coop.Invalid, "attach.damaged")
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
	if n = int64(len(head)) + rest; n > left {
		return nil, 0, coop.Refuse(coop.Invalid, "attach.bomb")
	}
	if err != nil {
		return nil, 0, coop.Refuse(coop.Invalid, "attach.damaged")
	}
	return head, n, nil
}

// harmless refuses parts that are programs, and those that fetch something from elsewhere.
func harmless(name string, head []byte) error {
	lower := strings.ToLower(name)
	switch {
	case path.Base(lower) == "vbaproject.bin", strings.HasPrefix(lower, "basic/") && lower != "basic/", strings.HasPrefix(lower, "scripts/") && lower != "scripts/":
		return coop.Refuse(coop.Invalid, "attach.macros")
	case strings.HasSuffix(lower, ".rels") && foreignPart.Match(head):
		return coop.Refuse(coop.Invalid, "attach.foreign")
	}
	return nil
}
