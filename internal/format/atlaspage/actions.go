package atlaspage

import (
	"regexp"
	"strings"

	"kafo/internal/format"
)

var (
	actionGoal = regexp.MustCompile(`^objectifs?(?: ?\(s\))? (?:de (?:l'|cette )action) ?:`)
	actionText = regexp.MustCompile(`^description(?: sommaire(?: de l'action)?| succincte(?: de l'action)?| de l'action) ?:`)
	// bareGoal and bareText are read as parts of an action only right after its title, or inside it.
	bareGoal   = regexp.MustCompile(`^objectifs?(?: ?\(s\))? ?:`)
	bareText   = regexp.MustCompile(`^description ?:`)
	goalAlone  = regexp.MustCompile(`^objectifs? de l'action$`)
	textAlone  = regexp.MustCompile(`^description sommaire(?: de l'action)?$`)
	actionMark = regexp.MustCompile(`^(?:[-–—*]\s*|\d{1,2}\s*[.)°]\s*|(?i:action)\s*(?:n°\s*)?\d{0,2}\s*[:.–-]\s*)`)
)

// part is what a line of the description opens.
type part int

const (
	plain part = iota
	goal
	summary
)

func partOf(text string) part {
	folded := labelText(text)
	switch {
	case actionGoal.MatchString(folded) || goalAlone.MatchString(folded):
		return goal
	case actionText.MatchString(folded) || textAlone.MatchString(folded):
		return summary
	}
	return plain
}

func labelText(text string) string {
	if len(text) > maxLabel {
		text = head(text)
	}
	return format.Fold(strings.TrimLeftFunc(format.Unmark(text), format.IsBullet))
}

// partAt reads the part that a line opens where it stands: after the title above it, in the action cur.
func partAt(lines []line, i int, cur *toldAction) part {
	if p := partOf(lines[i].text); p != plain {
		return p
	}
	folded := labelText(lines[i].text)
	titled := i > 0 && actionMark.MatchString(strings.TrimSpace(lines[i-1].text))
	switch {
	case titled && bareGoal.MatchString(folded):
		return goal
	case bareText.MatchString(folded) && (titled || cur != nil && len(cur.summary.lines) == 0):
		return summary
	}
	return plain
}

// span is a text with the lines it stands on.
type span struct{ lines []line }

func (s *span) add(l line) { s.lines = append(s.lines, l) }

// toldAction is an action with its places.
type toldAction struct{ title, goal, summary span }

// splitActions cuts the detailed description: the text before the actions, and the actions. An action is known by
// « Objectif de l'action : » or « Description sommaire : »; its title is the line above.
func splitActions(lines []line) (before []line, actions []toldAction) {
	var cur *toldAction
	in := plain
	for i, l := range lines {
		p := partAt(lines, i, cur)
		if p == goal || p == summary && (cur == nil || len(cur.summary.lines) > 0) {
			actions = append(actions, toldAction{})
			before = moveTitle(before, actions)
			cur = &actions[len(actions)-1]
		}
		if p != plain {
			in = p
		}
		if cur == nil {
			before = append(before, l)
		} else {
			cur.part(in).add(l)
		}
	}
	return before, actions
}

func (a *toldAction) part(p part) *span {
	if p == goal {
		return &a.goal
	}
	return &a.summary
}

// moveTitle takes the title of the action just opened from the end of what came before it.
func moveTitle(before []line, actions []toldAction) []line {
	from := &before
	if n := len(actions); n > 1 {
		if prev := &actions[n-2]; len(prev.summary.lines) > 0 {
			from = &prev.summary.lines
		} else {
			from = &prev.goal.lines
		}
	}
	lines := *from
	first := titleStart(lines)
	actions[len(actions)-1].title.lines = lines[first:]
	*from = lines[:first:first]
	return before
}

// titleStart finds where the title at the end of the lines begins: at a line that a dash or a number opens (with up
// to two lines in small letters that go on with it), or else at a last short line that ends no sentence.
func titleStart(lines []line) int {
	for i := len(lines) - 1; i >= max(0, len(lines)-3); i-- {
		s := strings.TrimSpace(lines[i].text)
		if actionMark.MatchString(s) {
			return i
		}
		if partOf(s) != plain || startsUpper(s) {
			break
		}
	}
	if n := len(lines); n > 0 && isHeading(lines[n-1].text) {
		return n - 1
	}
	return len(lines)
}

func isHeading(s string) bool {
	s = strings.TrimSpace(s)
	return partOf(s) == plain && len(s) < 160 && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ";") && !strings.HasSuffix(s, ",")
}

// value is the text of a part without its label or mark.
func (s span) value() *string {
	if len(s.lines) == 0 {
		return nil
	}
	first := strings.TrimSpace(format.Unmark(s.lines[0].text))
	if folded := labelText(first); partOf(first) != plain || bareGoal.MatchString(folded) || bareText.MatchString(folded) {
		_, first, _ = strings.Cut(first, ":")
	} else {
		first = actionMark.ReplaceAllString(first, "")
	}
	return prose(append([]line{{s.lines[0].n, first}}, s.lines[1:]...))
}

// oneLine is a value that may be broken over lines but is one phrase.
func (s span) oneLine() *string {
	v := s.value()
	if v == nil {
		return nil
	}
	return text(*v)
}

// prose joins lines as paragraphs; a bullet opens a new line.
func prose(lines []line) *string {
	var out []string
	for _, l := range lines {
		out = append(out, format.Items(l.text)...)
	}
	if len(out) == 0 {
		return nil
	}
	s := strings.Join(out, "\n")
	return &s
}
