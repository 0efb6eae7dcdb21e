package main

import (
	"context"
	"fmt"
	"time"

	"kafo/internal/coop"
)

type adminTokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a token for a program and print it, once."`
	List   tokenListCmd   `cmd:"" help:"List tokens, those that hold no more too."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenCreateCmd struct {
	Name  string   `arg:"" help:"Name of the program."`
	Scope []string `help:"Verbs of the table of rights that programs may have." default:"read"`
	Days  int      `help:"For how many days it holds; at most 366." default:"365"`
}

// Run prints the secret: it is not seen again.
func (c *tokenCreateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	var scopes []coop.Verb
	for _, one := range c.Scope {
		scopes = append(scopes, coop.Verb(one))
	}
	id, secret, err := h.auth.MakeToken(ctx, c.Name, scopes, c.Days)
	if err == nil {
		fmt.Fprintln(io.out, s.words().T("cmd.token_created", int(id), secret))
	}
	return err
}

type tokenListCmd struct{}

// Run lists tokens, without secrets: there are none.
func (c *tokenListCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	list, err := h.catalogue.Tokens(ctx)
	for _, t := range list {
		state := "token.holds"
		if !t.Holds(time.Now().UnixMilli()) {
			state = "token.over"
		}
		day := func(at int64) string { return time.UnixMilli(at).UTC().Format(time.DateOnly) }
		used := "–"
		if t.UsedAt != 0 {
			used = day(t.UsedAt)
		}
		fmt.Fprintln(io.out, s.words().T("cmd.token", int(t.ID), t.Name, fmt.Sprint(t.Scopes), day(t.Until), used, s.words().T(state)))
	}
	return err
}

type tokenRevokeCmd struct {
	ID int64 `arg:"" help:"Number of the token."`
}

// Run ends a token.
func (c *tokenRevokeCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.auth.RevokeToken(ctx, coop.TokenID(c.ID)); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.token_revoked", int(c.ID)))
	return nil
}
