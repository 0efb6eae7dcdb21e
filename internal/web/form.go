package web

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// typedOr is what was typed into a field, or its value so far.
func (f Form) typedOr(name, value string) string {
	if f.Typed.Has(name) {
		return f.Typed.Get(name)
	}
	return value
}

// valueOf is what a field shows: what was typed into it, but never a password.
func (f Form) valueOf(q Ask) string {
	if q.Type == "password" {
		return ""
	}
	return f.typedOr(q.Name, q.Value)
}

// reasonOf is the reason that was typed; on a page with several, nobody knows for which.
func (f Form) reasonOf(id string) string {
	if id != "pourquoi" {
		return ""
	}
	return f.typedOr(id, "")
}

// described says to assistive technology what stands beside a field.
func (f Form) described(name, hint string) templ.Attributes {
	a := templ.Attributes{}
	ids := ""
	if hint != "" {
		ids = name + "-aide"
	}
	if f.Wrong(name) != "" {
		a["aria-invalid"] = "true"
		ids += " " + name + "-faute"
	}
	if ids != "" {
		a["aria-describedby"] = ids
	}
	return a
}

// roles are the roles that can be given, in words.
func (f Form) roles() [][2]string {
	var out [][2]string
	for _, r := range coop.AccountRoles {
		if r != coop.Respondent { // given by an invitation to answer
			out = append(out, [2]string{string(r), f.T("role." + string(r))})
		}
	}
	return out
}

// RoleName is a role with for whom it is held.
func (p Page) RoleName(r catalogue.Role) string {
	name := p.T("role." + string(r.Role))
	if r.Org != 0 {
		name += " – " + r.Name
	}
	return name
}

// Condition is what else a right asks for.
func (p Page) Condition(r coop.Right) string {
	var list []string
	if r.Factor {
		list = append(list, p.T("rights.factor"))
	}
	if r.Fresh {
		list = append(list, p.T("rights.fresh"))
	}
	return cmp.Or(strings.Join(list, " ; "), p.T("rights.none"))
}

// Subject is the subject line of a message, in the language of its reader.
func (p Page) Subject(m catalogue.Message) string {
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = a
	}
	return i18n.Lang(m.Lang).T("mail."+m.Key+".subject", args...)
}

func (p AccountOfPage) address() string {
	return p.Link("/administration/comptes/" + strconv.FormatInt(int64(p.Person.ID), 10))
}
