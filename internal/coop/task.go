package coop

// TaskID is the number of a task.
type TaskID int64

// Task is what a campaign needs somebody's hand for (tâche): it is open until a steward says what she did.
type Task struct {
	ID         TaskID
	Kind       TaskKind
	Invitation InvitationID // 0: nobody knows which
	Mail       MailID       // 0: it is about none
	Status     string       // what a mail server said: 5.1.1
	Follower   AccountID    // who takes care of it; 0: nobody yet
	Note       string       // what was done
	OpenedAt   int64        // Unix milliseconds, UTC; so is DoneAt, 0 until then
	DoneAt     int64
	DoneBy     Author
}

// TaskKind is what a task comes from.
type TaskKind string

// Kinds of tasks.
const (
	TaskHard      TaskKind = "hard"      // a letter came back for good
	TaskSoft      TaskKind = "soft"      // a letter came back for now, the LetterSofts-th time
	TaskComplaint TaskKind = "complaint" // a letter is reported as unwanted
	TaskStop      TaskKind = "stop"      // somebody wishes no letters any more
	TaskWrong     TaskKind = "wrong"     // who was asked is not the right person
	TaskColleague TaskKind = "colleague" // and names the one who is
	TaskMail      TaskKind = "mail"      // somebody wrote back
	TaskUnplaced  TaskKind = "unplaced"  // somebody wrote, and nobody knows about what
)

// TaskKinds are all of them.
var TaskKinds = []TaskKind{TaskHard, TaskSoft, TaskComplaint, TaskStop, TaskWrong, TaskColleague, TaskMail, TaskUnplaced}

// TaskNote is how many letters the note of a task has at most.
const TaskNote = 2000
