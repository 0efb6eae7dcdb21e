package sqldb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/pressly/goose/v3"
)

// hashing is migration 31: of the codes of receipts their hashes are kept, and letters that have left keep none. It is in Go because SQLite hashes nothing. Codes that
// were given keep working; letters of contributions that are there say new ones, made of a secret that they need from now on.
func hashing() *goose.Migration {
	return goose.NewGoMigration(31, &goose.GoFunc{RunTx: hashReceipts}, nil)
}

func hashReceipts(ctx context.Context, tx *sql.Tx) error {
	given, err := receipts(ctx, tx)
	if err != nil || len(given) == 0 {
		return err
	}
	for id, code := range given {
		sum := sha256.Sum256([]byte(code))
		if _, err := tx.ExecContext(ctx, "UPDATE contribution SET receipt = $1 WHERE id = $2", hex.EncodeToString(sum[:]), id); err != nil {
			return fmt.Errorf("receipts: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE outbox SET link = '' WHERE state <> 'waiting' AND link LIKE '/signaler/recu/%'"); err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO secret (name, value) VALUES ('receipt', $1) ON CONFLICT (name) DO NOTHING", rand.Text()+rand.Text())
	return err
}

// receipts are the codes that were given, by contribution.
func receipts(ctx context.Context, tx *sql.Tx) (map[int64]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, receipt FROM contribution")
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	defer rows.Close()
	out := map[int64]string{}
	for rows.Next() {
		var id int64
		var code string
		if err := rows.Scan(&id, &code); err != nil {
			return nil, fmt.Errorf("receipts: %w", err)
		}
		out[id] = code
	}
	return out, rows.Err()
}
