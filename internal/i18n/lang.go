// Package i18n puts the register into words: message keys into French and English, and amounts, dates and names into
// French or English habit. French is complete and comes first; English is second. It imports nothing of ours.
package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language of the pages.
type Lang string

// Languages of the pages. French is the language of the field; addresses under /en/ are English.
const (
	FR Lang = "fr"
	EN Lang = "en"
)

// Langs lists the languages, the first one first.
var Langs = []Lang{FR, EN}

// Prefix is what stands before every path of a language.
func (l Lang) Prefix() string {
	if l == EN {
		return "/en"
	}
	return ""
}

// Other is the other language.
func (l Lang) Other() Lang {
	if l == EN {
		return FR
	}
	return EN
}

// Has says whether a key has words.
func Has(key string) bool { _, ok := catalogue[key]; return ok }

// Keys lists every key.
func Keys() []string {
	keys := make([]string, 0, len(catalogue))
	for k := range catalogue {
		keys = append(keys, k)
	}
	return keys
}

// T puts a key into words. In a message {0} stands for the first argument – integers are grouped by thousands – and
// {0?partenariat|partenariats} for the form that the number calls for; a third form is the one after whole millions
// ("1 000 000 de partenariats") and is the second with "de" before it where it is not given. A key without words comes
// back as it is: a test forbids it (T35).
func (l Lang) T(key string, args ...any) string {
	m, ok := catalogue[key]
	if !ok {
		return key
	}
	text := m.fr
	if l == EN {
		text = m.en
	}
	if !strings.Contains(text, "{") {
		return text
	}
	return l.fill(text, args)
}

// Or is T for a code that may have no words of its own: then the fallback is given.
func (l Lang) Or(key, fallback string, args ...any) string {
	if !Has(key) {
		return fallback
	}
	return l.T(key, args...)
}

func (l Lang) fill(text string, args []any) string {
	var room [128]byte
	b := room[:0]
	for {
		before, rest, open := strings.Cut(text, "{")
		b = append(b, before...)
		if !open {
			return string(b)
		}
		slot, after, _ := strings.Cut(rest, "}")
		b = append(b, l.slot(slot, args)...)
		text = after
	}
}

func (l Lang) slot(slot string, args []any) string {
	index, forms, plural := strings.Cut(slot, "?")
	i, err := strconv.Atoi(index)
	if err != nil || i >= len(args) {
		return ""
	}
	if plural {
		n, _ := args[i].(int)
		return l.form(n, forms)
	}
	switch v := args[i].(type) {
	case int:
		return l.Number(int64(v))
	case int64:
		return l.Number(v)
	case string:
		return v
	}
	return fmt.Sprint(args[i])
}

// form picks a plural form: in French 0 and 1 are singular, in English only 1 (CLDR); a whole number of millions takes
// "de" in French.
func (l Lang) form(n int, forms string) string {
	one, rest, several := strings.Cut(forms, "|")
	many, millions, own := strings.Cut(rest, "|")
	singular := n == 1 || n == -1 || (l == FR && n == 0)
	switch {
	case singular || !several:
		return one
	case l == FR && n%1_000_000 == 0 && own:
		return millions
	case l == FR && n%1_000_000 == 0:
		return De(many)
	}
	return many
}

// Capital is a text that begins as a sentence does.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
