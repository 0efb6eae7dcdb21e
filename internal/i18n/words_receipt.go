package i18n

// receiptWords are those of receipts that somebody quotes.
var receiptWords = words{
	{"receipt.title", "Vérifier un reçu", "Check a receipt"},
	{"receipt.intro", "Quelqu’un cite le numéro ou le code d’un reçu : voici ce qu’il atteste, ou qu’il n’en existe pas.", "Somebody quotes the number or the code of a receipt: this says what it acknowledges, or that there is none."},
	{"receipt.code", "Numéro ou code du reçu", "Number or code of the receipt"},
	{"receipt.hint", "Par exemple 12, ou 12-ABCD-EFGH-IJKL-MNOP.", "For example 12, or 12-ABCD-EFGH-IJKL-MNOP."},
	{"receipt.check", "Vérifier", "Check"},
	{"receipt.none", "Aucun reçu de ce numéro ou de ce code. Le code d’un envoi fait hors connexion se vérifie pendant 60 jours ; le numéro, sans limite.", "There is no receipt of this number or code. The code of what was sent without a line can be checked for 60 days; the number, without end."},
	{"receipt.found", "Ce que ce reçu atteste", "What this receipt acknowledges"},
	{"receipt.sent", "Réponse transmise le", "Reply sent on"},
	{"receipt.kept", "Envoi d’un navigateur hors connexion, reçu le", "Sent by a browser without a line, received on"},
	{"receipt.handed_in", "La réponse a été transmise avec cet envoi.", "The reply was handed in with it."},
	{"receipt.not_handed_in", "La réponse n’a pas été transmise avec cet envoi : seules les réponses enregistrées le sont.", "The reply was not handed in with it: only answers were saved."},
	{"receipt.fate.saved", "enregistrée", "saved"},
	{"receipt.fate.newer", "laissée de côté : quelqu’un d’autre l’avait changée", "left out: somebody else had changed it"},
	{"receipt.fate.long", "laissée de côté : une réponse était trop longue", "left out: an answer was too long"},
}
