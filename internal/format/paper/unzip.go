package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// Limits of a document that is read. They hold memory and time down whatever the file says of itself: what counts is what
// comes out of it (docs/ADMIN.md).
const (
	MaxFile    = 20 << 20  // bytes of the file
	maxEntries = 5000      // parts in it
	maxRead    = 32 << 20  // bytes of the parts that are read, unpacked, all together: parts may lie over one another in a file
	maxDepth   = 200       // elements inside one another
	maxBlocks  = 300_000   // paragraphs, rows and cells
	maxText    = 10 << 20  // bytes of what paragraphs say: a census of two thousand fiches says 6 MB
	maxLong    = 256 << 10 // bytes of what one says: no line of a text is longer
)

// archive is a document as the file that it is.
type archive struct {
	format Format
	files  map[string]*zip.File
	left   int64 // bytes that may still come out of it
}

// open looks into a file and says which of the two it is. Errors are *Fault.
func open(r io.ReaderAt, size int64) (*archive, error) {
	a, err := unzip(r, size)
	if err != nil {
		return nil, err
	}
	return a, a.identify()
}

// unzip looks into a file of parts. Errors are *Fault.
func unzip(r io.ReaderAt, size int64) (*archive, error) {
	if size > MaxFile {
		return nil, &Fault{Key: "paper.too_large", Args: []any{MaxFile >> 20}}
	}
	if f := foreign(r); f != nil {
		return nil, f
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &Fault{Key: "paper.damaged"}
	}
	if len(z.File) > maxEntries {
		return nil, &Fault{Key: "paper.too_many", Args: []any{maxEntries}}
	}
	a := &archive{files: map[string]*zip.File{}, left: maxRead}
	for _, f := range z.File {
		if a.files[f.Name] != nil {
			return nil, &Fault{Key: "paper.twice", Args: []any{f.Name}}
		}
		if f.Flags&1 != 0 {
			return nil, &Fault{Key: "paper.locked"}
		}
		a.files[f.Name] = f
	}
	return a, nil
}

// foreign tells files that are no documents by how they begin, each with what to do about it.
func foreign(r io.ReaderAt) *Fault {
	head := make([]byte, 8)
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	f := Other(head)
	switch {
	case len(head) == 0:
		return &Fault{Key: "paper.empty"}
	case f == nil && !bytes.HasPrefix(head, []byte("PK")):
		return &Fault{Key: "paper.unknown"}
	}
	return f
}

// others are kinds of files that people send for a document, by how they begin.
var others = []struct{ head, key string }{
	{"\xd0\xcf\x11\xe0", "paper.old_word"}, // .doc, or a .docx under a password: both are compound files
	{"{\\rtf", "paper.rtf"},
	{"%PDF", "paper.pdf"},
	{"\xff\xd8\xff", "paper.picture"},
	{"\x89PNG", "paper.picture"},
}

// Other says what a file is that begins like one of another kind, and what to do about it; nil for what may be a text, a DOCX
// or an ODT.
func Other(raw []byte) *Fault {
	for _, o := range others {
		if bytes.HasPrefix(raw, []byte(o.head)) {
			return &Fault{Key: o.key}
		}
	}
	return nil
}

func (a *archive) identify() error {
	switch {
	case a.has("[Content_Types].xml") && a.has(a.main()):
		a.format = DOCX
	case a.has("content.xml") && a.has("mimetype"):
		a.format = ODT
		if kind, err := a.bytes("mimetype"); err != nil || !strings.HasPrefix(strings.TrimSpace(string(kind)), odtType) {
			return &Fault{Key: "paper.unknown"}
		}
		if raw, err := a.bytes("META-INF/manifest.xml"); err == nil && bytes.Contains(raw, []byte("encryption-data")) {
			return &Fault{Key: "paper.locked"}
		}
	default:
		return &Fault{Key: "paper.unknown"}
	}
	return nil
}

func (a *archive) has(name string) bool { return a.files[name] != nil }

// main is the part of a DOCX with its text: mostly word/document.xml, else where the file says that it is.
func (a *archive) main() string {
	const usual = "word/document.xml"
	raw, err := a.bytes("_rels/.rels")
	if err != nil || a.has(usual) {
		return usual
	}
	var rels struct {
		List []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(raw, &rels) == nil {
		for _, r := range rels.List {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				return strings.TrimPrefix(path.Clean("/"+r.Target), "/")
			}
		}
	}
	return usual
}

// bytes is a part, whole. Errors are *Fault: it is not there, it is damaged, or it is larger than it may be.
func (a *archive) bytes(name string) ([]byte, error) {
	r, err := a.part(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	raw, err := io.ReadAll(r)
	return raw, unpacked(name, err)
}

// unpacked puts what went wrong with a part into words.
func unpacked(name string, err error) error {
	var f *Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	return &Fault{Key: "paper.damaged_part", Args: []any{name}}
}

// part opens a part of the file, and ends in a Fault where more comes out of the file than may.
func (a *archive) part(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, &Fault{Key: "paper.no_part", Args: []any{name}}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Fault{Key: "paper.damaged_part", Args: []any{name}}
	}
	return &bounded{ReadCloser: r, name: name, archive: a}, nil
}

// bounded counts what comes out of a file, whatever its headers said.
type bounded struct {
	io.ReadCloser
	name    string
	archive *archive
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.archive.left -= int64(n); b.archive.left < 0 {
		return 0, &Fault{Key: "paper.bomb", Args: []any{b.name, maxRead >> 20}}
	}
	return n, err
}
