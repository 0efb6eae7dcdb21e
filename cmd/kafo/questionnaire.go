package main

import (
	"context"
	"fmt"
	"os"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

type questionnaireCmd struct {
	Check questionnaireCheckCmd `cmd:"" help:"Say what is wrong with files of questionnaires, with the line."`
	List  questionnaireListCmd  `cmd:"" help:"List the questionnaires that come with the program."`
	Print questionnairePrintCmd `cmd:"" help:"Print the file of one, to start a version of one's own from."`
}

type questionnaireCheckCmd struct {
	Files []string `arg:"" name:"file" help:"Files of questionnaires (TOML)."`
}

// Run checks each file and says of a good one what it asks; nothing is written.
func (c *questionnaireCheckCmd) Run(_ context.Context, s *Settings, io streams) error {
	bad := false
	for _, file := range c.Files {
		good, err := checkQuestionnaire(file, s, io)
		if err != nil {
			return err
		}
		bad = bad || !good
	}
	if bad {
		return errSaid
	}
	return nil
}

func checkQuestionnaire(file string, s *Settings, io streams) (good bool, err error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	q, problems, err := campaign.Read(f)
	if err != nil {
		return false, err
	}
	for _, p := range problems {
		fmt.Fprintln(io.err, s.words().T("cmd.questionnaire_bad", file, p.Line, s.words().T(p.Key, p.Args...)))
	}
	if len(problems) == 0 {
		fmt.Fprintln(io.out, s.words().T("cmd.questionnaire_good", file, q.ID, q.Version, len(q.Rubrics), len(q.Items())))
	}
	return len(problems) == 0, nil
}

type questionnaireListCmd struct{}

// Run lists what ships: name, version, title.
func (c *questionnaireListCmd) Run(_ context.Context, s *Settings, io streams) error {
	all, err := campaign.Shipped()
	for _, q := range all {
		fmt.Fprintf(io.out, "%s\t%s\t%s\n", q.ID, q.Version, q.Title.In(string(s.words())))
	}
	return err
}

type questionnairePrintCmd struct {
	Name    string `arg:"" help:"Its name, as kafo questionnaire list gives it."`
	Version string `arg:"" help:"Its version."`
}

// Run prints the file as it ships, with its comments.
func (c *questionnairePrintCmd) Run(_ context.Context, _ *Settings, out streams) error {
	text, err := campaign.File(c.Name, c.Version)
	if err != nil {
		return coop.Refuse(coop.NotFound, "cmd.questionnaire_none", c.Name, c.Version)
	}
	_, err = out.out.Write(text)
	return err
}
