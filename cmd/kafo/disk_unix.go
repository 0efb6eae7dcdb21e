//go:build linux || darwin

package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// volumeOf looks at the file system that holds a folder.
func volumeOf(folder string) (volume, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return volume{}, fmt.Errorf("file system of %s: %w", folder, err)
	}
	return volume{known: true, free: fs.Bavail * uint64(fs.Bsize), kind: int64(uint32(fs.Type))}, nil
}

// lockFile takes a file for this process alone, as long as it stays open; ok is false where another has it.
func lockFile(name string) (f *os.File, ok bool, err error) {
	if f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, true, nil
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = nil
	}
	return nil, false, errors.Join(err, f.Close())
}
