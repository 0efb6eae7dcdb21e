package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// used is the file by whose lock a scratch folder is known to be in use.
const used = ".used"

// scratch is a folder of a command beside what it makes, and what throws it away. It holds the register or parts of it: what a
// killed command has left of its kind is thrown away first.
func scratch(in, kind string) (folder string, done func(), err error) {
	sweep(in, kind)
	if folder, err = os.MkdirTemp(in, "."+kind+"-*"); err != nil {
		return "", nil, fmt.Errorf("%s: %w", kind, err)
	}
	lock, _, err := lockFile(filepath.Join(folder, used))
	done = func() {
		if lock != nil {
			_ = lock.Close()
		}
		_ = os.RemoveAll(folder)
	}
	if err != nil {
		done()
		return "", nil, fmt.Errorf("%s: %w", kind, err)
	}
	return folder, done, nil
}

// sweep throws away the scratch folders of a kind that nobody uses any more. One without the file that is locked was left
// empty, or is being made just now.
func sweep(in, kind string) {
	left, _ := filepath.Glob(filepath.Join(in, "."+kind+"-*", used))
	for _, name := range left {
		if lock, ok, err := lockFile(name); err == nil && ok && lock != nil {
			_ = os.RemoveAll(filepath.Dir(name))
			_ = lock.Close()
		}
	}
}
