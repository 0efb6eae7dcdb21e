package web

import (
	"context"
	"mime"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// Attacher keeps files with replies.
type Attacher interface {
	Attach(ctx context.Context, id coop.ContributionID, question, name string, raw []byte) error
	Detach(ctx context.Context, id coop.ContributionID, question string, file coop.AttachmentID) error
	AttachScan(ctx context.Context, author coop.Author, i coop.Invitation, name string, raw []byte) error
	DetachScan(ctx context.Context, author coop.Author, i coop.Invitation, file coop.AttachmentID) error
}

// Attachments is what pages ask of the reading door about such files.
type Attachments interface {
	Attachments(ctx context.Context, id coop.ContributionID) ([]coop.Attachment, error)
	Attachment(ctx context.Context, reply coop.ContributionID, id coop.AttachmentID) (coop.Attachment, []byte, error)
}

// accepted are the ends of names of files that may be attached, as a field of a form has them.
func accepted() string {
	var out []string
	for _, k := range coop.FileKinds {
		for _, e := range append([]string{k.Extension}, k.Others...) {
			out = append(out, "."+e)
		}
	}
	return strings.Join(out, ",")
}

// attachHint says before somebody chooses a file what may be attached (S 34).
func (p Page) attachHint() string {
	var kinds []string
	for _, k := range coop.FileKinds {
		kinds = append(kinds, strings.ToUpper(k.Extension))
	}
	return p.T("attach.hint", coop.AttachmentBytes>>20, strings.Join(kinds, ", "), coop.AttachmentsMost)
}

// fileSize is a file as a line of a list: its name, and how large it is.
func (p Page) fileSize(name string, bytes int) string {
	return p.T("attach.size", name, max(1, (bytes+512)>>10))
}

// FilesPage is where files are attached to a question, or to a reply that was typed from paper.
type FilesPage struct {
	Form
	Title, Text string
	Home, Back  string // address of this page, and where one goes from it
	BackWords   string
	Files       []coop.Attachment
	Added, Gone bool
}

// filesPage shows the files of a question ("" for scans) of a reply.
func (s *server) filesPage(v *visit, p FilesPage, reply coop.ContributionID, question string) error {
	if reply != 0 {
		all, err := s.People.Attachments(v.r.Context(), reply)
		if err != nil {
			return err
		}
		p.Files = slices.DeleteFunc(all, func(a coop.Attachment) bool { return a.Question != question })
	}
	fait := v.r.URL.Query().Get("fait")
	p.Script = s.assets.url("photo.js")
	p.Added, p.Gone, p.NoSearch = fait == "joint", fait == "retire", true
	return v.html(FilesView(p))
}

// fileActed does what a form of the page asks for and comes back to it.
func (s *server) fileActed(v *visit, home string, add func(name string, raw []byte) error, remove func(coop.AttachmentID) error, page func(*visit, ...Problem) error) error {
	if id, is := strings.CutPrefix(v.said("geste"), "retirer."); is {
		n, _ := strconv.ParseInt(id, 10, 64)
		return s.onward(v, fileField, remove(coop.AttachmentID(n)), home+"?fait=retire", page)
	}
	if v.uploadName == "" {
		return s.onward(v, fileField, coop.Refuse(coop.Invalid, "attach.choose"), home, page)
	}
	return s.onward(v, fileField, add(v.uploadName, v.upload), home+"?fait=joint", page)
}

// asksFile is the reply of an address with the question of it that asks for files. Error: notfound.
func (s *server) asksFile(v *visit) (ReplyPage, coop.Rubric, coop.Item, error) {
	p, err := s.replied(v)
	if err != nil {
		return p, coop.Rubric{}, coop.Item{}, err
	}
	for _, x := range p.Q.Rubrics {
		for _, i := range x.Items {
			if i.ID == v.r.PathValue("question") && i.Type == coop.AskFile && p.Asked.Reply != 0 {
				return p, x, i, nil
			}
		}
	}
	return p, coop.Rubric{}, coop.Item{}, notFound("reply.no_rubric")
}

func (s *server) replyFiles(v *visit) error { return s.replyFilesPage(v) }

func (s *server) replyFilesPage(v *visit, problems ...Problem) error {
	p, x, i, err := s.asksFile(v)
	if err != nil {
		return err
	}
	title := i.Label.In(string(v.lang))
	p.framed(v, title, problems...)
	home := "/repondre/" + p.Code + "/pieces/" + i.ID
	return s.filesPage(v, FilesPage{
		Form: p.Form, Title: title, Text: p.In(i.Help), Home: home, Back: "/repondre/" + p.Code + "/rubriques/" + x.ID, BackWords: v.lang.T("attach.back"),
	}, p.Asked.Reply, i.ID)
}

func (s *server) replyFilesAct(v *visit) error {
	p, _, i, err := s.asksFile(v)
	if err != nil {
		return err
	}
	ctx, id := v.r.Context(), p.Asked.Reply
	add := func(name string, raw []byte) error { return s.Censuses.Attach(ctx, id, i.ID, name, raw) }
	remove := func(file coop.AttachmentID) error { return s.Censuses.Detach(ctx, id, i.ID, file) }
	return s.fileActed(v, "/repondre/"+p.Code+"/pieces/"+i.ID, add, remove, s.replyFilesPage)
}

func (s *server) scans(v *visit) error { return s.scansPage(v) }

func (s *server) scansPage(v *visit, problems ...Problem) error {
	one, i, err := s.invited(v)
	if err != nil {
		return err
	}
	f := v.of(one, v.lang.T("attach.scans")+" – "+i.Asked, problems...)
	return s.filesPage(v, FilesPage{
		Form: f.Form, Title: v.lang.T("attach.scans"), Text: v.lang.T("attach.scans.text"), Home: invitationPath(i.Invitation) + "/pieces", Back: invitationPath(i.Invitation), BackWords: i.Asked,
	}, i.Reply, "")
}

func (s *server) scansAct(v *visit) error {
	_, i, err := s.invited(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	add := func(name string, raw []byte) error {
		return s.Censuses.AttachScan(ctx, v.author, i.Invitation, name, raw)
	}
	remove := func(file coop.AttachmentID) error { return s.Censuses.DetachScan(ctx, v.author, i.Invitation, file) }
	return s.fileActed(v, invitationPath(i.Invitation)+"/pieces", add, remove, s.scansPage)
}

// replyFileSent gives somebody the file that she has attached; scanSent who holds the census a scan; reviewFile a file of a
// reply to who moderates it.
func (s *server) replyFileSent(v *visit) error {
	p, _, _, err := s.asksFile(v)
	if err != nil {
		return err
	}
	return s.attachment(v, p.Asked.Reply)
}

func (s *server) scanSent(v *visit) error {
	_, i, err := s.invited(v)
	if err != nil {
		return err
	}
	return s.attachment(v, i.Reply)
}

func (s *server) reviewFile(v *visit) error {
	n, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return notFound("attach.none")
	}
	return s.attachment(v, coop.ContributionID(n))
}

// attachment gives a file of a reply to be saved: no browser opens it here, whatever is in it (S 20).
func (s *server) attachment(v *visit, reply coop.ContributionID) error {
	n, err := strconv.ParseInt(v.r.PathValue("piece"), 10, 64)
	if err != nil {
		return notFound("attach.none")
	}
	a, body, err := s.People.Attachment(v.r.Context(), reply, coop.AttachmentID(n))
	if err != nil {
		return err
	}
	return v.saved(a.Name, body)
}

// saved gives a file to be saved, not to be opened.
func (v *visit) saved(name string, body []byte) error {
	kind, _ := coop.FileKindOf(name)
	v.header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": coop.FileName(name, kind)}))
	v.header.Set("X-Content-Type-Options", "nosniff")
	v.header.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	return v.text(kind.Media, body)
}
