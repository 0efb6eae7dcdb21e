package main

import (
	"os"
	"regexp"

	"kafo/internal/i18n"
)

// usages are the sentences in which the library of the command line refuses a command, and the keys of ours.
var usages = []struct {
	form *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean .*)?$`), "usage.unexpected"},
	{regexp.MustCompile(`^unknown flag (.+?)(?:, did you mean .*)?$`), "usage.flag"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "usage.missing"},
	{regexp.MustCompile(`^(.+?)(?:=\S+)? must be one of (.+) but got (.+)$`), "usage.one_of"},
	{regexp.MustCompile(`^(.+): expected a valid \d+ bit u?int but got (.+)$`), "usage.number"},
	{regexp.MustCompile(`^expected one of (.+)$`), "usage.expected_one"},
	{regexp.MustCompile(`^expected (.+)$`), "usage.expected"},
}

// misused says in the user's words why a command cannot be understood; a sentence that is not known stays as it is.
func misused(lang i18n.Lang, err error) string {
	for _, u := range usages {
		if m := u.form.FindStringSubmatch(err.Error()); m != nil {
			return lang.T(u.key, words(m[1:])...)
		}
	}
	return err.Error()
}

// spoken is the language of messages about a command that could not be read to its end.
func (s *Settings) spoken() i18n.Lang {
	for _, l := range []string{s.Lang, os.Getenv("KAFO_LANG")} {
		if l == string(i18n.EN) {
			return i18n.EN
		}
	}
	return i18n.FR
}
