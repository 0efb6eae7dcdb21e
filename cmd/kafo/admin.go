package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

type adminCmd struct {
	Create   adminCreateCmd   `cmd:"" help:"Open an administrator's account and print a link to enter."`
	Reset    adminResetCmd    `cmd:"" help:"Take the second factors and sessions of an account away and print a link to enter."`
	Token    adminTokenCmd    `cmd:"" help:"Tokens of programs that read the data."`
	Sessions adminSessionsCmd `cmd:"" help:"End every session, or those of one account."`
}

type adminCreateCmd struct {
	Email string `arg:"" help:"Address of the account."`
	Name  string `help:"Name of the person, as it stands in messages." required:""`
}

// Run opens an administrator's account, signed operator.
func (c *adminCreateCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	id, err := h.auth.CreateAdministrator(ctx, c.Email, c.Name, s.Lang)
	if err != nil {
		return err
	}
	return s.handOver(ctx, h, io, id)
}

// handOver prints a link by which the owner of an account enters.
func (s *Settings) handOver(ctx context.Context, h *house, io streams, id coop.AccountID) error {
	path, err := h.auth.EnterPath(ctx, id)
	if err == nil {
		fmt.Fprintln(io.out, s.words().T("cmd.admin_created", int(id), s.address()+path))
	}
	return err
}

// address is where the site is reached: the base URL, else a local address.
func (s *Settings) address() string {
	if s.BaseURL != "" {
		return strings.TrimSuffix(s.BaseURL, "/")
	}
	return "http://localhost:8080"
}

type adminResetCmd struct {
	Email string `arg:"" help:"Address of the account."`
}

// Run takes the factors and sessions of an account away and hands its owner a new way in.
func (c *adminResetCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	p, err := h.person(ctx, c.Email)
	if err != nil {
		return err
	}
	if err := h.auth.Reset(ctx, p); err != nil {
		return err
	}
	return s.handOver(ctx, h, io, p.ID)
}

type adminSessionsCmd struct {
	Flush adminFlushCmd `cmd:"" help:"End them."`
}

type adminFlushCmd struct {
	Email string `arg:"" optional:"" help:"Address of the account; without it every session ends."`
}

// Run ends sessions and says how many there were.
func (c *adminFlushCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	var id coop.AccountID
	if c.Email != "" {
		p, err := h.person(ctx, c.Email)
		if err != nil {
			return err
		}
		id = p.ID
	}
	n, err := h.auth.Flush(ctx, id)
	if err == nil {
		fmt.Fprintln(io.out, s.words().T("cmd.sessions_ended", int(n)))
	}
	return err
}

// person is the account of an address. Errors: invalid, notfound.
func (h *house) person(ctx context.Context, email string) (catalogue.Person, error) {
	address, err := coop.Address(email)
	if err != nil {
		return catalogue.Person{}, err
	}
	return h.catalogue.AccountOf(ctx, address)
}

type whyCmd struct {
	Author string `arg:"" help:"Who: an account's number or address, or visitor."`
	Verb   string `arg:"" help:"What: a verb of the table of rights."`
	Object string `arg:"" optional:"" help:"On what: organisation:12, partnership:7 or account:3."`
	Weak   bool   `help:"As in a visit that was opened without a second factor."`
}

// Run says whether somebody may do something, and why.
func (c *whyCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	who, err := c.caller(ctx, h)
	if err != nil {
		return err
	}
	if !knownVerb(coop.Verb(c.Verb)) {
		return coop.Refuse(coop.Invalid, "why.unknown_verb", c.Verb, verbs())
	}
	object, err := c.object(ctx, h)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, explain(s, coop.Judge(who, coop.Verb(c.Verb), object)))
	return nil
}

func knownVerb(v coop.Verb) bool { return strings.Contains(" "+verbs()+" ", " "+string(v)+" ") }

func verbs() string {
	var names []string
	for _, v := range coop.Verbs {
		names = append(names, string(v))
	}
	return strings.Join(names, " ")
}

// explain puts a verdict into words: the line of the table that decides.
func explain(s *Settings, v coop.Verdict) string {
	lang := s.words()
	line := func() string {
		return lang.T("role."+string(v.Right.Role)) + ", " + lang.T("verb."+string(v.Right.Verb)) + ", " + lang.T("reach."+string(v.Right.Reach))
	}
	if v.Allowed {
		return lang.T("why.allowed", line())
	}
	said := lang.T("why.refused", lang.T("right.need_"+string(v.Missing)))
	if v.Right.Role != "" {
		said += " (" + line() + ")"
	}
	return said
}

func (c *whyCmd) caller(ctx context.Context, h *house) (coop.Caller, error) {
	if c.Author == string(coop.Visitor) {
		return coop.Caller{}, nil
	}
	var p catalogue.Person
	id, err := strconv.ParseInt(c.Author, 10, 64)
	switch {
	case err == nil:
		p, err = h.catalogue.Account(ctx, coop.AccountID(id))
	case strings.Contains(c.Author, "@"):
		p, err = h.person(ctx, c.Author)
	default:
		err = coop.Refuse(coop.Invalid, "why.unknown_author", c.Author)
	}
	return coop.Caller{Account: p.ID, Grants: p.Grants(), Factored: !c.Weak, Fresh: !c.Weak}, err
}

func (c *whyCmd) object(ctx context.Context, h *house) (coop.Object, error) {
	if c.Object == "" {
		return coop.Object{Any: true}, nil
	}
	kind, number, _ := strings.Cut(c.Object, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return coop.Object{}, coop.Refuse(coop.Invalid, "why.unknown_object", c.Object)
	}
	if kind == "account" {
		return auth.Object(coop.AccountID(id)), nil
	}
	o, err := h.catalogue.Concerned(ctx, kind, id)
	if coop.CodeOf(err) == coop.Invalid {
		return o, coop.Refuse(coop.Invalid, "why.unknown_object", c.Object)
	}
	return o, err
}
