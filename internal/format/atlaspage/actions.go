package atlaspage

import (
	"regexp"
	"strings"

	"kafo/internal/format"
)

var (
	actionGoal = regexp.MustCompile(`^objectifs?(?: ?\(s\))?(?: (?:de l'action|du projet|vise))? ?:`)
	actionText = regexp.MustCompile(`^description(?: sommaire| succincte)?(?: de l'action)? ?:`)
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
	if len(text) > maxLabel {
		text = head(text)
	}
	folded := format.Fold(strings.TrimLeftFunc(text, format.IsBullet))
	switch {
	case actionGoal.MatchString(folded) || goalAlone.MatchString(folded):
		return goal
	case actionText.MatchString(folded) || textAlone.MatchString(folded):
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
		switch p := partOf(l.text); {
		case p == goal, p == summary && (cur == nil || len(cur.summary.lines) > 0):
			if cur == nil || p == goal || len(cur.summary.lines) > 0 {
				actions = append(actions, toldAction{})
				before = moveTitle(before, actions)
				cur = &actions[len(actions)-1]
			}
			in = p
			cur.part(in).add(l)
		case p == summary:
			in = p
			cur.summary.add(l)
		case cur == nil:
			before = append(before, lines[i])
		default:
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

// moveTitle takes the title of the action just opened from the end of what came before it: a line that a dash or a
// number opens (with up to two lines that go on with it), or else a short line that ends no sentence.
func moveTitle(before []line, actions []toldAction) []line {
	from := &before
	if n := len(actions); n > 1 {
		if prev := &actions[n-2]; len(prev.summary.lines) > 0 {
			from = &prev.summary.lines
		} else {
			from = &prev.goal.lines
		}
	}
	title := &actions[len(actions)-1].title
	lines := *from
	first := len(lines)
	for i := len(lines) - 1; i >= max(0, len(lines)-3); i-- {
		if partOf(lines[i].text) != plain {
			break
		}
		if actionMark.MatchString(strings.TrimSpace(lines[i].text)) {
			first = i
			break
		}
	}
	if first == len(lines) && first > 0 && isHeading(lines[first-1].text) {
		first--
	}
	title.lines = append(title.lines, lines[first:]...)
	*from = lines[:first:first]
	return before
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
	if partOf(first) != plain {
		_, first, _ = strings.Cut(first, ":")
	} else {
		first = actionMark.ReplaceAllString(first, "")
	}
	return prose(append([]line{{s.lines[0].n, first}}, s.lines[1:]...))
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
