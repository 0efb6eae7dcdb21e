// Package campaign holds censuses: what is asked, who is asked, what is answered, and what becomes of the answers.
package campaign

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"kafo/internal/coop"
)

// MaxQuestionnaire is the size of the longest file of a questionnaire, in bytes: 100 times the one of 2013.
const MaxQuestionnaire = 1 << 20

// Problem is something wrong with a file of a questionnaire: its line (0: unknown) and a message key with arguments.
type Problem struct {
	Line int
	Key  string
	Args []any
}

// Read reads the file of a questionnaire. What is wrong with it are problems, in the order of the file; the error is
// that of the reader.
func Read(r io.Reader) (coop.Questionnaire, []Problem, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxQuestionnaire+1))
	switch {
	case err != nil:
		return coop.Questionnaire{}, nil, fmt.Errorf("read questionnaire: %w", err)
	case len(raw) > MaxQuestionnaire:
		return coop.Questionnaire{}, []Problem{{Key: "questionnaire.too_large", Args: []any{MaxQuestionnaire >> 20}}}, nil
	}
	q, problems := parse(string(raw))
	return q, problems, nil
}

func parse(text string) (coop.Questionnaire, []Problem) {
	var q coop.Questionnaire
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&q); err != nil {
		return q, refused(err)
	}
	heads := headers(text)
	var problems []Problem
	for _, f := range q.Check() {
		problems = append(problems, Problem{Line: heads[[2]int{f.Rubric, f.Question}], Key: f.Key, Args: f.Args})
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return q, problems
}

// refused puts what the library says of a file into problems: names that there are not, or what is no TOML.
func refused(err error) []Problem {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) {
		var out []Problem
		for _, e := range strict.Errors {
			line, _ := e.Position()
			out = append(out, Problem{line, "questionnaire.unknown_name", []any{strings.Join(e.Key(), ".")}})
		}
		return out
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, _ := bad.Position()
		return []Problem{{line, "questionnaire.syntax", []any{strings.TrimPrefix(bad.Error(), "toml: ")}}}
	}
	return []Problem{{0, "questionnaire.syntax", []any{err.Error()}}}
}

var (
	rubricHead   = regexp.MustCompile(`^\s*\[\[\s*rubric\s*\]\]`)
	questionHead = regexp.MustCompile(`^\s*\[\[\s*rubric\s*\.\s*question\s*\]\]`)
)

// headers are the lines on which rubrics and questions begin, by their positions; {-1, -1} is the file's first line.
func headers(text string) map[[2]int]int {
	out := map[[2]int]int{{-1, -1}: 1}
	rubric, question := -1, -1
	for i, line := range strings.Split(text, "\n") {
		switch {
		case rubricHead.MatchString(line):
			rubric, question = rubric+1, -1
		case questionHead.MatchString(line):
			question++
		default:
			continue
		}
		out[[2]int{rubric, question}] = i + 1
	}
	return out
}

//go:embed questionnaires/*.toml
var shipped embed.FS

// File is the file of a questionnaire that comes with the program. Error: there is none.
func File(id, version string) ([]byte, error) {
	return shipped.ReadFile("questionnaires/" + id + "-" + version + ".toml")
}

// Shipped are the questionnaires that come with the program, by their names and versions.
func Shipped() ([]coop.Questionnaire, error) {
	files, err := shipped.ReadDir("questionnaires")
	if err != nil {
		return nil, err
	}
	var out []coop.Questionnaire
	for _, f := range files {
		raw, err := shipped.ReadFile("questionnaires/" + f.Name())
		if err != nil {
			return nil, err
		}
		q, problems := parse(string(raw))
		if len(problems) > 0 {
			return nil, fmt.Errorf("%s:%d: %s %v", f.Name(), problems[0].Line, problems[0].Key, problems[0].Args)
		}
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b coop.Questionnaire) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	})
	return out, nil
}
