package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Tasker is the room of censuses, as the pages of tasks use it.
type Tasker interface {
	FollowTask(ctx context.Context, author coop.Author, id coop.TaskID, by coop.AccountID) error
	EndTask(ctx context.Context, author coop.Author, id coop.TaskID, note string) error
}

// tasksPerPage is how many tasks a page lists.
const tasksPerPage = 50

// TasksPage lists what campaigns need somebody's hand for.
type TasksPage struct {
	Form
	List     []catalogue.Task // of this page
	Total    int
	Pager    Pager
	Campaign string // its number; "" for all
	Whose    string // a value of taskFollowers
	Kind     string
	State    string // a value of taskStates
	Titles   [][2]string
}

// Values of the filters of tasks.
const (
	tasksMine    = "moi"
	tasksNobodys = "personne"
	tasksDone    = "faites"
)

// tasksOf is where the open tasks of a campaign are listed.
func tasksOf(id coop.CampaignID) string {
	return "/taches?campagne=" + strconv.FormatInt(int64(id), 10)
}

func (s *server) tasks(v *visit) error {
	values := v.r.URL.Query()
	page, err := readPage(values)
	if err != nil {
		return err
	}
	p := TasksPage{Campaign: values.Get("campagne"), Whose: values.Get("suivi"), Kind: values.Get("nature"), State: values.Get("etat")}
	all, err := s.People.Tasks(v.r.Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		number := strconv.FormatInt(int64(t.Campaign), 10)
		if t.Campaign != 0 && !slices.ContainsFunc(p.Titles, func(x [2]string) bool { return x[0] == number }) {
			p.Titles = append(p.Titles, [2]string{number, t.Title})
		}
		if p.keeps(t, v.caller.Account) {
			p.List = append(p.List, t)
		}
	}
	p.Total = len(p.List)
	p.Form = v.asks(v.lang.T("tasks.title", p.Total))
	p.Crumbs = []Crumb{{v.lang.T("campaigns.title"), "/campagnes"}}
	if p.Pager, err = newPager(page, p.Total, tasksPerPage, p.at); err != nil {
		return err
	}
	p.Title += p.paged(p.Pager)
	p.List = pageOf(p.List, page, tasksPerPage)
	return v.html(TasksView(p))
}

func (p TasksPage) keeps(t catalogue.Task, me coop.AccountID) bool {
	switch {
	case t.Open() == (p.State == tasksDone),
		p.Campaign != "" && p.Campaign != strconv.FormatInt(int64(t.Campaign), 10),
		p.Kind != "" && p.Kind != string(t.Kind),
		p.Whose == tasksMine && t.Follower != me,
		p.Whose == tasksNobodys && t.Follower != 0:
		return false
	}
	return true
}

// at is the address of a page of the list, with its filters.
func (p TasksPage) at(page int) string {
	values := url.Values{}
	for _, one := range [][2]string{{"campagne", p.Campaign}, {"suivi", p.Whose}, {"nature", p.Kind}, {"etat", p.State}} {
		if one[1] != "" {
			values.Set(one[0], one[1])
		}
	}
	return filtered("/taches", values, page)
}

func (p TasksPage) campaigns() [][2]string {
	return append([][2]string{{"", p.T("tasks.any")}}, p.Titles...)
}

func (p TasksPage) followers() [][2]string {
	return [][2]string{{"", p.T("contributions.any")}, {tasksMine, p.T("tasks.mine")}, {tasksNobodys, p.T("tasks.nobody")}}
}

func (p TasksPage) kinds() [][2]string {
	out := [][2]string{{"", p.T("tasks.any")}}
	for _, k := range coop.TaskKinds {
		out = append(out, [2]string{string(k), p.T("task.kind." + string(k))})
	}
	return out
}

func (p TasksPage) states() [][2]string {
	return [][2]string{{"", p.T("tasks.state.open")}, {tasksDone, p.T("tasks.state.done")}}
}

// filtered is the address of a page of a list, with its filters.
func filtered(path string, values url.Values, page int) string {
	if page > 1 {
		values.Set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// openTasks is how many tasks of a campaign wait.
func (s *server) openTasks(v *visit, id coop.CampaignID) (n int, err error) {
	all, err := s.People.Tasks(v.r.Context())
	for _, t := range all {
		if t.Open() && t.Campaign == id {
			n++
		}
	}
	return n, err
}

// TaskPage is one task: what is to be done, who takes care of it, what was done.
type TaskPage struct {
	Form
	Task catalogue.Task
	Mine bool
}

func (s *server) task(v *visit) error { return s.taskPage(v) }

// taskAt is the task of an address. Error: notfound.
func (s *server) taskAt(v *visit) (catalogue.Task, error) {
	all, err := s.People.Tasks(v.r.Context())
	at := slices.IndexFunc(all, func(t catalogue.Task) bool { return strconv.FormatInt(int64(t.ID), 10) == v.r.PathValue("task") })
	if err != nil || at < 0 {
		return catalogue.Task{}, cmp.Or(err, notFound("task.none"))
	}
	return all[at], nil
}

func (s *server) taskPage(v *visit, problems ...Problem) error {
	t, err := s.taskAt(v)
	if err != nil {
		return err
	}
	p := TaskPage{Form: v.asks(v.lang.T("task.kind."+string(t.Kind))+" – "+v.lang.T("task.number", int(t.ID)), problems...), Task: t, Mine: t.Follower == v.caller.Account}
	p.Crumbs = []Crumb{{v.lang.T("campaigns.title"), "/campagnes"}, {v.lang.T("tasks.name"), "/taches"}}
	return v.html(TaskView(p))
}

// taskPath is where a task is looked after.
func taskPath(id coop.TaskID) string { return "/taches/" + strconv.FormatInt(int64(id), 10) }

// about is where what a task is about is found: the mails that wait, or the invitation.
func aboutTask(t catalogue.Task) string {
	if t.Invitation == 0 {
		return "/campagnes/courrier"
	}
	return invitationPath(coop.Invitation{ID: t.Invitation, Campaign: t.Campaign})
}

// taskAct takes a task over, leaves it, or ends it.
func (s *server) taskAct(v *visit) error {
	t, err := s.taskAt(v)
	if err != nil {
		return err
	}
	switch ctx := v.r.Context(); v.said("geste") {
	case "suivre":
		err = s.Censuses.FollowTask(ctx, v.author, t.ID, v.caller.Account)
	case "laisser":
		err = s.Censuses.FollowTask(ctx, v.author, t.ID, 0)
	case "faite":
		err = s.Censuses.EndTask(ctx, v.author, t.ID, v.said("note"))
	default:
		return notFound("error.no_page")
	}
	if err == nil {
		return v.done(taskPath(t.ID))
	}
	p, err := v.problem("note", err)
	if err != nil {
		return err
	}
	return s.taskPage(v, p)
}
