package i18n

import "maps"

// message is one key in the two languages.
type message struct{ fr, en string }

// words is a table of messages: key, French, English.
type words [][3]string

// catalogue holds every message, the French ones set with the spaces of print.
var catalogue = gather(pageWords, partnershipWords, placeWords, recordWords, overviewWords, staticWords, domainWords, refusalWords, commandWords)

func gather(tables ...words) map[string]message {
	all := map[string]message{}
	for _, table := range tables {
		part := map[string]message{}
		for _, row := range table {
			part[row[0]] = message{fr: Typography(row[1]), en: row[2]}
		}
		maps.Copy(all, part)
	}
	return all
}
