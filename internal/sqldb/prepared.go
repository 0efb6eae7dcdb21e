package sqldb

import (
	"context"
	"database/sql"
)

// Prepared is a transaction that prepares each statement once, when it is first run: a quarter of an import went into
// parsing them again. It is used by one goroutine; its statements end with the transaction.
type Prepared struct {
	tx   *sql.Tx
	kept map[string]*sql.Stmt
}

// Prepare makes a transaction prepare its statements.
func Prepare(tx *sql.Tx) *Prepared { return &Prepared{tx, map[string]*sql.Stmt{}} }

// PrepareContext prepares a statement unless it is prepared.
func (p *Prepared) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.kept[query]; ok {
		return s, nil
	}
	s, err := p.tx.PrepareContext(ctx, query)
	if err == nil {
		p.kept[query] = s
	}
	return s, err
}

// ExecContext runs a statement.
func (p *Prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext runs a query.
func (p *Prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext runs a query for one row. One that cannot be prepared is run as it is, so that the row tells why.
func (p *Prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.PrepareContext(ctx, query)
	if err != nil {
		return p.tx.QueryRowContext(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}
