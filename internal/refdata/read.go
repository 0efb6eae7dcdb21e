package refdata

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

//go:embed data
var data embed.FS

// file is the content of an embedded file, unpacked.
func file(name string) []byte {
	raw, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("refdata: %v", err))
	}
	if !strings.HasSuffix(name, ".gz") {
		return raw
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		panic(fmt.Sprintf("refdata: %s: %v", name, err))
	}
	size := binary.LittleEndian.Uint32(raw[len(raw)-4:]) // the last field of a gzip file
	out := make([]byte, size)
	if _, err := io.ReadFull(z, out); err != nil {
		panic(fmt.Sprintf("refdata: %s: %v", name, err))
	}
	return out
}

// table is a file of comma-separated values; each hands a row over by the names of the columns.
type table struct {
	name    string
	columns map[string]int
	row     []string
}

func (t *table) get(column string) string {
	i, ok := t.columns[column]
	if !ok {
		panic(fmt.Sprintf("refdata: %s has no column %s", t.name, column))
	}
	return t.row[i]
}

// list is a value of several parts, separated by a vertical bar.
func (t *table) list(column string) []string {
	v := t.get(column)
	if v == "" {
		return nil
	}
	return strings.Split(v, "|")
}

func (t *table) float(column string) float64 {
	v := t.get(column)
	if v == "" {
		return 0
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		panic(fmt.Sprintf("refdata: %s: %v", t.name, err))
	}
	return f
}

func (t *table) int(column string) int {
	v := t.get(column)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		panic(fmt.Sprintf("refdata: %s: %v", t.name, err))
	}
	return n
}

func each(name string, do func(t *table)) {
	r := csv.NewReader(bytes.NewReader(file(name)))
	r.ReuseRecord = true
	t := &table{name: name, columns: map[string]int{}}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(fmt.Sprintf("refdata: %s: %v", name, err))
		}
		if len(t.columns) == 0 {
			for i, c := range row {
				t.columns[c] = i
			}
			continue
		}
		t.row = row
		do(t)
	}
}

func readTerritories() []Territory {
	out := make([]Territory, 0, 40_000)
	sources := []string{""} // the rows name them by number, from 1
	each("sources.csv", func(t *table) { sources = append(sources, t.get("name")) })
	each("territories.csv.gz", func(t *table) {
		out = append(out, Territory{
			Key: t.get("key"), Name: t.get("name"), Level: t.get("level"), Country: t.get("country"),
			Parent: t.get("parent"), ParentNow: t.get("parent_now"), EPCI: t.get("epci"), Successor: t.get("successor"),
			Codes: codes(t.list("codes")), Lat: t.float("lat"), Lon: t.float("lon"), Precision: t.get("precision"),
			From: t.get("from"), To: t.get("to"), Aliases: t.list("aliases"), Source: sources[t.int("source")],
			Population: t.int("population"), Members: t.int("members"),
		})
		row := &out[len(out)-1]
		row.Aliases = named(row.Name, row.Aliases, row.Key)
	})
	return out
}

// named adds the names of former versions to the aliases: a name of any date is found.
func named(name string, aliases []string, key string) []string {
	for _, n := range formerNames(key) {
		if n != name && !slices.Contains(aliases, n) {
			aliases = append(aliases, n)
		}
	}
	return aliases
}

func codes(pairs []string) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	out := make(map[string]string, len(pairs))
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		out[name] = value
	}
	return out
}

func readOrganisations() []Organisation {
	var out []Organisation
	each("organisations.csv", func(t *table) {
		out = append(out, Organisation{
			Key: t.get("key"), Name: t.get("name"), Kind: t.get("kind"), Country: t.get("country"),
			Territory: t.get("territory"), Acronyms: t.list("acronyms"), Aliases: t.list("aliases"),
			Successor: t.get("successor"), From: t.get("from"), To: t.get("to"), Source: t.get("source"),
		})
		row := &out[len(out)-1]
		row.Aliases = named(row.Name, row.Aliases, row.Key)
	})
	return out
}

func readSectors() []Sector {
	var out []Sector
	each("dac-sectors.csv", func(t *table) {
		out = append(out, Sector{Code: t.get("code"), French: t.get("name_fr"), English: t.get("name_en")})
	})
	return out
}
