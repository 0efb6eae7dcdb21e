package web

import (
	"bytes"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

// templatesPath is where a designer's templates are put on trial and into service.
const templatesPath = "/trancher/recueils/modeles"

// TemplatesPage says by which templates documents are printed, and takes in another one.
type TemplatesPage struct {
	Form
	Shelf []TemplateState
	Read  *export.Understood // of a template that cannot serve
}

// TemplateState is what there is of a format.
type TemplateState struct {
	Format       export.PaperFormat
	Own, OnTrial *export.Understood // nil: the one that ships serves; none is on trial
}

// TemplatePage is what was understood of the templates of a format.
type TemplatePage struct {
	Form
	TemplateState
}

// To is the address of the page of a format, or of a file of it.
func (p TemplatePage) To(file string) string {
	return p.Link(templatesPath + "/" + string(p.Format) + file)
}

// What may be done with a template.
const (
	templateServe  = "servir"
	templateDrop   = "retirer"
	templateRetire = "revenir"
)

// Files of a format: the template to start from, those on the shelf, and an example printed by each.
const (
	templateStart = "depart"
	templateOwn   = "en-service"
	templateTrial = "essai"
)

func (s *server) templateState(f export.PaperFormat) (TemplateState, error) {
	out := TemplateState{Format: f}
	for _, x := range []struct {
		of export.Templates
		to **export.Understood
	}{{s.Shelf.Serving(), &out.Own}, {s.Shelf.OnTrial(), &out.OnTrial}} {
		raw, err := x.of.Own(f)
		if err != nil {
			return out, err
		}
		if raw == nil {
			continue
		}
		u, err := export.Understand(raw)
		if err != nil {
			return out, err
		}
		*x.to = &u
	}
	return out, nil
}

func (s *server) templates(v *visit) error { return s.templatesPage(v, nil) }

func (s *server) templatesPage(v *visit, read *export.Understood, problems ...Problem) error {
	p := TemplatesPage{Form: v.asks(v.lang.T("template.all"), problems...), Read: read}
	for _, f := range export.PaperFormats {
		one, err := s.templateState(f)
		if err != nil {
			return err
		}
		p.Shelf = append(p.Shelf, one)
	}
	p.Path = templatesPath
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}, {v.lang.T("edition.prepare"), "/trancher/recueils"}}
	return v.html(TemplatesView(p))
}

// templateTried puts the template that comes with the form on trial; one that cannot serve is kept nowhere.
func (s *server) templateTried(v *visit) error {
	if len(v.upload) == 0 {
		return s.templatesPage(v, nil, Problem{fileField, v.lang.T("template.no_file")})
	}
	u, err := export.Understand(v.upload)
	if err != nil {
		return err
	}
	var problems []Problem
	for _, text := range u.Problems(v.lang) {
		problems = append(problems, Problem{fileField, text})
	}
	if len(problems) > 0 {
		return s.templatesPage(v, &u, problems...)
	}
	err = s.dressed(v, u.Format, templateTrial, true, func() error { return s.Shelf.Try(u.Format, v.upload) })
	if err != nil {
		return err
	}
	return v.done(templatesPath + "/" + string(u.Format))
}

// dressed has something done with a template, in the name of who visits.
func (s *server) dressed(v *visit, f export.PaperFormat, what string, trial bool, do func() error) error {
	why := i18n.FR.T("template.at", "recueil."+string(f), i18n.FR.T("template.do."+what))
	return s.Registry.Dress(v.r.Context(), v.author, why, trial, do)
}

func (s *server) template(v *visit) error { return s.templatePage(v) }

func (s *server) templatePage(v *visit, problems ...Problem) error {
	f := export.PaperFormat(v.r.PathValue("format"))
	if !slices.Contains(export.PaperFormats, f) {
		return notFound("error.no_format", string(f))
	}
	state, err := s.templateState(f)
	if err != nil {
		return err
	}
	p := TemplatePage{Form: v.asks(v.lang.T("template.of", v.lang.T("recueil.as."+string(f))), problems...), TemplateState: state}
	p.Path = templatesPath + "/" + string(f)
	p.Crumbs = []Crumb{{v.lang.T("editions.title"), "/recueils"}, {v.lang.T("template.all"), templatesPath}}
	return v.html(TemplateView(p))
}

// templateAct puts the template on trial into service, or takes one away.
func (s *server) templateAct(v *visit) error {
	f, act := export.PaperFormat(v.r.PathValue("format")), v.said("geste")
	do := map[string]func(export.PaperFormat) error{templateServe: s.Shelf.Serve, templateDrop: s.Shelf.Drop, templateRetire: s.Shelf.Retire}[act]
	if do == nil || !slices.Contains(export.PaperFormats, f) {
		return coop.Refuse(coop.Invalid, "form.unreadable")
	}
	if err := s.dressed(v, f, act, act == templateDrop, func() error { return do(f) }); err != nil {
		return err
	}
	return v.done(templatesPath + "/" + string(f))
}

// templateFile gives a template, or an example that is printed by it.
func (s *server) templateFile(v *visit) error {
	f, file := export.PaperFormat(v.r.PathValue("format")), v.r.PathValue("file")
	if !slices.Contains(export.PaperFormats, f) {
		return notFound("error.no_format", string(f))
	}
	var b bytes.Buffer
	if err := s.templateInto(v, f, file, &b); err != nil {
		return err
	}
	if b.Len() == 0 {
		return notFound("template.none")
	}
	v.header.Set("Content-Disposition", `attachment; filename="recueil-`+file+"."+string(f)+`"`)
	return v.text(f.MediaType(), b.Bytes())
}

func (s *server) templateInto(v *visit, f export.PaperFormat, file string, b *bytes.Buffer) error {
	from := map[string]export.Templates{templateOwn: s.Shelf.Serving(), templateTrial: s.Shelf.OnTrial()}
	for place, t := range from {
		switch file {
		case place:
			raw, err := t.Own(f)
			b.Write(raw)
			return err
		case "exemple-" + place:
			return s.Specimen(v.r.Context(), t, string(f), v.lang, b)
		}
	}
	if file == templateStart {
		return export.ExampleTemplate("recueil."+string(f), v.lang, b)
	}
	return nil
}
