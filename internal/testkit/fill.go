package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kafo/internal/sqldb"
)

// Filled are the statements that put rows into every table of a schema, whatever it is: made from what an SQLite database says
// of its own tables, and understood by both engines. Keys rise from 1, references point to the row of the same number, checked
// words are of their lists, everything else says which column it is, so that a value that lands in another is seen.
func Filled(t testing.TB, db *sqldb.DB, rows int) (out []string) {
	t.Helper()
	tables := Column(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' ORDER BY rowid")
	done := map[string]bool{}
	for len(done) < len(tables) {
		before := len(done)
		for _, table := range tables {
			if !done[table] && ready(t, db, table, done) {
				done[table] = true
				for i := range rows {
					out = append(out, insert(t, db, table, i))
				}
			}
		}
		if len(done) == before {
			t.Fatalf("tables refer to each other in a circle: %d of %d", len(done), len(tables))
		}
	}
	return out
}

// ready says that all tables to which a table refers have rows.
func ready(t testing.TB, db *sqldb.DB, table string, done map[string]bool) bool {
	for _, parent := range Column(t, db, `SELECT "table" FROM pragma_foreign_key_list('`+table+`')`) {
		if parent != table && !done[parent] {
			return false
		}
	}
	return true
}

// listed finds the words that a column is checked for.
var listed = regexp.MustCompile(`(\w+) [^,(]*CHECK \(\w+ IN \(([^)]*)\)`)

func insert(t testing.TB, db *sqldb.DB, table string, i int) string {
	words := map[string][]string{}
	for _, m := range listed.FindAllStringSubmatch(strings.Join(Column(t, db, "SELECT sql FROM sqlite_master WHERE name = '"+table+"'"), ""), -1) {
		words[m[1]] = strings.Split(m[2], ", ")
	}
	parents := map[string]string{}
	for _, p := range Column(t, db, `SELECT "from" || ' ' || "table" FROM pragma_foreign_key_list('`+table+`')`) {
		column, parent, _ := strings.Cut(p, " ")
		parents[column] = parent
	}
	var names, cells []string
	for n, c := range Column(t, db, "SELECT name || ' ' || type FROM pragma_table_info('"+table+"') ORDER BY cid") {
		name, kind, _ := strings.Cut(c, " ")
		names = append(names, name)
		cells = append(cells, cell(table, name, kind, words[name], parents[name], n, i))
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(cells, ", ") + ")"
}

func cell(table, name, kind string, words []string, parent string, n, i int) string {
	switch {
	case parent == table, table == "party" && name == "question": // a party is an organisation or a question
		return "NULL"
	case parent != "", name == "id":
		return fmt.Sprint(i + 1)
	case len(words) > 0:
		return words[len(words)-1-i%len(words)]
	case kind == "BOOLEAN":
		return []string{"FALSE", "TRUE"}[i%2]
	case kind == "TEXT":
		return fmt.Sprintf("'%s.%s %d : l''été “à Ségou” – 北京'", table, name, i)
	}
	return fmt.Sprint(100*n + i + 1)
}

// Column is what a query finds, the cells of a row in one text.
func Column(t testing.TB, db *sqldb.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.Reader().Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(cells))
		for i, c := range cells {
			if words[i] = fmt.Sprint(*c.(*any)); len(cells) == 1 && words[i] == "<nil>" {
				words[i] = ""
			}
		}
		out = append(out, strings.Join(words, " | "))
	}
	return out
}

// Run runs statements, all or none.
func Run(t testing.TB, db *sqldb.DB, statements ...string) {
	t.Helper()
	err := db.Update(context.Background(), func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
