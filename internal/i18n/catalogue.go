package i18n

// message is one key in the two languages.
type message struct{ fr, en string }

// words is a table of messages: key, French, English.
type words [][3]string

// tables are all messages, a table a family of pages.
var tables = []words{
	pageWords,
	partnershipWords,
	claimWords, proposalWords,
	placeWords,
	recordWords,
	moneyWords,
	overviewWords,
	staticWords,
	domainWords,
	ruleWords,
	refusalWords,
	commandWords,
	timeWords,
	officialWords,
	peopleWords,
	contactWords,
	contributionWords,
	stanceWords,
	sendingWords,
	operationWords,
	questionnaireWords,
	campaignWords,
	editionWords,
	templateWords,
	holdingWords,
	replyWords, answersWords, attachmentWords, offlineWords,
	letterWords,
	mailWords,
	taskWords, receiptWords, deciderWords,
	formWords,
	factorWords,
	proxyWords,
	lastingWords,
}

// catalogue holds every message, the French ones set with the spaces of print.
var catalogue = gather(tables)

func gather(tables []words) map[string]message {
	all := map[string]message{}
	for _, table := range tables {
		for _, row := range table {
			all[row[0]] = message{fr: Typography(row[1]), en: row[2]}
		}
	}
	return all
}
