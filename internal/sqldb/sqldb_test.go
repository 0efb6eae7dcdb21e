package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

func insertAudit(ctx context.Context, id int) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO audit (id, at, author, why, changes) VALUES ($1, 0, 'test', 'test', '{}')", id)
		return err
	}
}

func audits(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	if err := db.Reader().QueryRow("SELECT count(*) FROM audit").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAWriteIsKeptWholeOrNotAtAll(t *testing.T) {
	ctx := context.Background()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		stop := errors.New("stop")
		err := db.Update(ctx, func(tx *sql.Tx) error { return errors.Join(insertAudit(ctx, 1)(tx), stop) })
		if !errors.Is(err, stop) || audits(t, db) != 0 {
			t.Errorf("a failed write left %d rows, %v", audits(t, db), err)
		}
		if err := db.Update(ctx, insertAudit(ctx, 1)); err != nil || audits(t, db) != 1 {
			t.Errorf("a write left %d rows, %v", audits(t, db), err)
		}
		if err := db.Update(ctx, insertAudit(ctx, 1)); !sqldb.IsConflict(err) {
			t.Errorf("the same key twice: %v", err)
		}
	})
}

func TestADatabaseOfANewerProgramIsRefusedUntouched(t *testing.T) {
	ctx := context.Background()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		newer := (*sqldb.NewerError)(nil)
		if _, _, err := db.Migrate(ctx); !errors.As(err, &newer) || newer.Database != 9999 {
			t.Errorf("want a refusal, got %v", err)
		}
	})
}

func TestABackupIsTheRegisterAtThatMoment(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	db, err := sqldb.Open(filepath.Join(folder, "a b?.sqlite")) // an awkward name stays one file
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if from, to, err := db.Migrate(ctx); err != nil || from != 0 || to == 0 {
		t.Fatalf("migrated from %d to %d: %v", from, to, err)
	}
	if err := db.Update(ctx, insertAudit(ctx, 7)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "copy.sqlite")
	if err := db.Backup(ctx, name); err != nil {
		t.Fatal(err)
	}
	if err := db.Update(ctx, insertAudit(ctx, 8)); err != nil {
		t.Fatal(err)
	}
	copied, err := sqldb.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if n := audits(t, copied); n != 1 {
		t.Errorf("the copy has %d rows", n)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	db, err := sqldb.Open(filepath.Join(t.TempDir(), "k.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, _, err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Reader().Exec("DELETE FROM audit"); err == nil {
		t.Error("the reading pool wrote")
	}
}

func TestThePowerCutSettingIsOn(t *testing.T) {
	db, err := sqldb.Open(filepath.Join(t.TempDir(), "k.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var level int
	err = db.Update(context.Background(), func(tx *sql.Tx) error { return tx.QueryRow("PRAGMA synchronous").Scan(&level) })
	if err != nil || level != 2 {
		t.Errorf("synchronous is %d (FULL is 2), %v", level, err)
	}
}

// A context that is cancelled within a transaction ends it: nothing is kept, and the error says why, even where the
// statements themselves do not watch it.
func TestACancelledContextEndsTheTransaction(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, cancel := context.WithCancel(context.Background())
		err := db.Update(ctx, func(tx *sql.Tx) error {
			err := insertAudit(context.Background(), 1)(tx)
			cancel()
			return errors.Join(err, insertAudit(context.Background(), 2)(tx))
		})
		if !errors.Is(err, context.Canceled) || audits(t, db) != 0 {
			t.Errorf("%v with %d rows", err, audits(t, db))
		}
		if err := db.Update(context.Background(), insertAudit(context.Background(), 1)); err != nil {
			t.Errorf("the next one: %v", err)
		}
	})
}
