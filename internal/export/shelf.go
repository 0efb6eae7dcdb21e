package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"kafo/internal/coop"
	"kafo/internal/format/paper"
)

// Shelf is the folder of a designer's templates: those that serve stand in it, those on trial in a folder below.
type Shelf struct{ Folder string }

// Tried is the folder of the templates on trial, below that of a shelf.
const Tried = "essai"

// ShelfFiles are the names of the templates, of those that serve and of those on trial.
var ShelfFiles = []string{"recueil.docx", "recueil.odt", "recueil.css", "recueil.html"}

// PaperFormat is that of a word processor's document.
type PaperFormat = paper.Format

// PaperFormats are those of which a template is put on the shelf by a page.
var PaperFormats = []PaperFormat{paper.DOCX, paper.ODT}

// Serving are the templates by which documents are printed.
func (s Shelf) Serving() Templates { return Templates{os.DirFS(s.Folder)} }

// OnTrial are the templates that nobody has put into service yet.
func (s Shelf) OnTrial() Templates { return Templates{os.DirFS(filepath.Join(s.Folder, Tried))} }

// Files are the names of the templates on the shelf, below its folder: recueil.css, essai/recueil.odt.
func (s Shelf) Files() (out []string) {
	for _, name := range ShelfFiles {
		for _, at := range []string{name, Tried + "/" + name} {
			if _, err := os.Stat(filepath.Join(s.Folder, filepath.FromSlash(at))); err == nil {
				out = append(out, at)
			}
		}
	}
	return out
}

// Own is a designer's template of a format, nil where there is none.
func (t Templates) Own(f PaperFormat) ([]byte, error) {
	raw, err := fs.ReadFile(t.Folder, "recueil."+string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

func (s Shelf) served(f PaperFormat) string { return filepath.Join(s.Folder, "recueil."+string(f)) }

func (s Shelf) tried(f PaperFormat) string {
	return filepath.Join(s.Folder, Tried, "recueil."+string(f))
}

// Try puts a template on trial, in the place of another: whole and on disk, or not at all.
func (s Shelf) Try(f PaperFormat, raw []byte) error {
	name := s.tried(f)
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	to, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(to.Name()) // has no such name any more when all went well
	_, err = to.Write(raw)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	return moved(to.Name(), name)
}

// Serve puts the template on trial into service. Error: notfound (none is on trial).
func (s Shelf) Serve(f PaperFormat) error { return absent(moved(s.tried(f), s.served(f))) }

// Retire takes away the template that serves: the one that ships serves again. Error: notfound.
func (s Shelf) Retire(f PaperFormat) error { return absent(gone(s.served(f))) }

// Drop takes away the template on trial. Error: notfound.
func (s Shelf) Drop(f PaperFormat) error { return absent(gone(s.tried(f))) }

// Take moves the templates of another shelf of the same disk to this one.
func (s Shelf) Take(other Shelf) error {
	for _, name := range other.Files() {
		to := filepath.Join(s.Folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
			return err
		}
		if err := moved(filepath.Join(other.Folder, filepath.FromSlash(name)), to); err != nil {
			return err
		}
	}
	return nil
}

// absent puts into words that a template is not where it was looked for.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return coop.Refuse(coop.NotFound, "template.none")
	}
	return err
}

// moved gives a file another name, and has the disk keep it.
func moved(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return keptNames(filepath.Dir(to), filepath.Dir(from))
}

func gone(name string) error {
	if err := os.Remove(name); err != nil {
		return err
	}
	return keptNames(filepath.Dir(name))
}

// keptNames has the disk keep the names in folders.
func keptNames(folders ...string) (all error) {
	for _, name := range folders {
		f, err := os.Open(name)
		if err != nil {
			return errors.Join(all, err)
		}
		all = errors.Join(all, f.Sync(), f.Close())
	}
	return all
}
