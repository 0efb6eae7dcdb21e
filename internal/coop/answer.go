package coop

import "strings"

// Answer is what an answer in words amounts to (U73): a value, the statement that there is none, the statement that it
// is not known. Not being stated at all is a fourth thing, which leaves no claim.
type Answer string

// Answers.
const (
	ValueGiven Answer = ""        // it says something
	NoValue    Answer = "none"    // « aucun », « pas de moyen propre sur place »
	NotKnown   Answer = "unknown" // « ne sait pas », « pas encore défini »
)

// The words with which an answer begins that says there is none, or that it is not known.
var (
	noneWords    = []string{"aucun", "neant", "pas de ", "pas d ", "non", "sans objet", "rien"}
	unknownWords = []string{"ne sait pas", "nsp", "inconnu", "non connu", "non defini", "non determine", "pas encore defini", "pas encore determine", "a definir", "a determiner", "a preciser"}
)

// shortAnswer is how many words an answer may have that only says no: what is longer says something.
const shortAnswer = 8

// AnswerOf reads whether an answer gives a value. An answer that begins with a refusal and goes on at length says more
// than that. docs/DATA.md, "Aucun, inconnu, non renseigné".
func AnswerOf(text string) Answer {
	folded := strings.TrimSpace(Fold(text))
	if len(strings.Fields(folded)) > shortAnswer {
		return ValueGiven
	}
	for _, w := range unknownWords {
		if begins(folded, w) {
			return NotKnown
		}
	}
	for _, w := range noneWords {
		if begins(folded, w) {
			return NoValue
		}
	}
	return ValueGiven
}

// begins says whether a text begins with whole words.
func begins(text, words string) bool {
	rest, ok := strings.CutPrefix(text, words)
	return ok && (rest == "" || rest[0] == ' ' || strings.HasSuffix(words, " "))
}
