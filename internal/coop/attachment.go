package coop

import (
	"strings"
	"unicode"
)

// AttachmentID is the number of an attachment.
type AttachmentID int64

// Attachment is a file that goes with a reply (pièce jointe). Private.
type Attachment struct {
	ID       AttachmentID
	Reply    ContributionID
	Question string // that it answers; "" of the scan of a reply on paper
	Name     string // made of that under which it came, and safe to save it under
	Kind     string // extension of its FileKind
	Size     int    // bytes
	SHA256   string // of its bytes, in hexadecimal digits
	Author   Author
	At       int64 // Unix milliseconds, UTC
}

// GivenFile is an attachment as the answer to a question names it.
type GivenFile struct {
	ID   AttachmentID `json:"id"`
	Name string       `json:"name"`
	Size int          `json:"size"`
}

// What may be attached: bytes of a file, pixels of a picture, files of a reply (S 35, 37).
const (
	AttachmentBytes  = 5 << 20
	AttachmentPixels = 25_000_000
	AttachmentsMost  = 10
)

// FileKind is a kind of file that may be attached (S 34).
type FileKind struct {
	Extension string
	Others    []string // extensions that say the same
	Media     string
}

// FileKinds are all of them.
var FileKinds = []FileKind{
	{"pdf", nil, "application/pdf"},
	{"jpg", []string{"jpeg"}, "image/jpeg"},
	{"png", nil, "image/png"},
	{"docx", nil, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"odt", nil, "application/vnd.oasis.opendocument.text"},
	{"xlsx", nil, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"ods", nil, "application/vnd.oasis.opendocument.spreadsheet"},
	{"csv", nil, "text/csv; charset=utf-8"},
}

// FileKindOf is the kind that a name says by its end; false for none of them.
func FileKindOf(name string) (FileKind, bool) {
	_, end := cutExtension(name)
	for _, k := range FileKinds {
		for _, e := range append([]string{k.Extension}, k.Others...) {
			if e == end {
				return k, true
			}
		}
	}
	return FileKind{}, false
}

// fileLetters is how long the name of a file may be, without its extension.
const fileLetters = 80

// FileName makes a name under which a file is shown and saved of that under which it came: without folders, and of letters,
// figures and a few signs, so that it neither hides its end nor opens a header (S 38, 39).
func FileName(name string, k FileKind) string {
	name, _ = cutExtension(name)
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_.()", r):
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return '_'
	}, name)
	if letters := []rune(name); len(letters) > fileLetters {
		name = string(letters[:fileLetters])
	}
	if name = strings.Trim(name, " ."); name == "" {
		name = "document"
	}
	return name + "." + k.Extension
}

// cutExtension is the last part of a path without its extension, and that, in small letters.
func cutExtension(name string) (base, end string) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return name, ""
	}
	return name[:dot], strings.ToLower(name[dot+1:])
}
