// Package examples holds the register that a newcomer meets at the first start: facts of the census of French-Malian
// cooperation, as tables.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed mali/*.csv
var files embed.FS

// Mali is the folder of tables of the example register.
func Mali() fs.FS {
	folder, err := fs.Sub(files, "mali")
	if err != nil {
		panic("examples: " + err.Error()) // the name is a constant that go:embed has checked
	}
	return folder
}
