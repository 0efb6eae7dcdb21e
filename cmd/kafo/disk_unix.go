//go:build linux || darwin

package main

import (
	"fmt"
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
