package sqldb

import (
	"io"
	"io/fs"
	"strings"
)

// spoken is a folder of migrations as an engine says them.
type spoken struct {
	fs.FS
	dialect Dialect
}

// Open opens a migration in the words of the engine, or the folder.
func (s spoken) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	raw, err := io.ReadAll(f)
	return said{f, strings.NewReader(s.dialect.speak(string(raw)))}, err
}

// said is a file with another text.
type said struct {
	fs.File
	text io.Reader
}

func (s said) Read(p []byte) (int, error) { return s.text.Read(p) }
