package refdata

import "sync"

// Sector is a purpose code of the OECD's Development Assistance Committee, five digits, or a category of three.
type Sector struct {
	Code    string
	French  string
	English string
}

var sectors = sync.OnceValue(readSectors)

// Sectors are the DAC codes in use, in their order. The list is shared: do not change it.
func Sectors() []Sector { return sectors() }
