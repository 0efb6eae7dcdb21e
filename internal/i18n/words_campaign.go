package i18n

// campaignWords are those of censuses while they are held: for who holds them, and for who is asked.
var campaignWords = words{
	{"contribution.kind.reply", "réponse à un recensement", "reply to a census"},
	{"campaign.notfound", "Cette campagne n’existe pas.", "There is no such campaign."},
	{"campaign.no_move", "La campagne ne peut pas passer à cet état.", "The campaign cannot go into that state."},
	{"campaign.missing.titre", "Donnez un titre à la campagne", "Give the campaign a title"},
	{"campaign.missing.auteur", "Dites au nom de qui elle est menée", "Say in whose name it is held"},
	{"campaign.missing.contact", "Donnez une adresse ou un téléphone auquel on vous joint", "Give an address or a telephone number at which you are reached"},
	{"campaign.day", "Écrivez le jour en entier, comme 31/12/2026", "Write the whole day, like 31/12/2026"},
	{"campaign.order", "Le dernier jour vient après le premier", "The last day comes after the first"},
	{"questionnaire.same_version", "Le questionnaire « {0} » en version {1} est déjà connu avec d’autres mots : changez sa version.", "The questionnaire “{0}” in version {1} is known with other words already: change its version."},
	{"reply.no_link", "Ce lien ne mène à aucun questionnaire : il a été retiré, ou mal recopié.", "This link leads to no questionnaire: it was withdrawn, or copied wrongly."},
	{"reply.closed", "Le recensement ne prend pas de réponses aujourd’hui.", "The census takes no replies today."},
	{"reply.taken", "La réponse est en cours d’examen et ne se modifie plus.", "The reply is under review and can no longer be changed."},
	{"reply.newer", "Quelqu’un d’autre a modifié ces réponses entre-temps.", "Somebody else changed these answers meanwhile."},
	{"reply.long", "La réponse fait plus de {0} lettres", "The answer has more than {0} letters"},
	{"reply.rows", "Le tableau a plus de {0} lignes", "The table has more than {0} rows"},
	{"reply.choice", "Choisissez l’une des réponses offertes", "Choose one of the answers on offer"},
	{"reply.missing", "Répondez à cette question, ou cochez « Je ne sais pas »", "Answer this question, or tick “I do not know”"},
	{"reply.incomplete", "{0} {0?réponse est à revoir|réponses sont à revoir} avant l’envoi", "{0} {0?answer needs|answers need} another look before sending"},
	{"reply.declarant", "Dites qui transmet la réponse : nom et fonction", "Say who sends the reply: name and office"},
	{"reply.unprintable", "La réponse à « {0} » contient une ligne que la fiche prendrait pour une autre question : faites-la corriger.", "The answer to “{0}” has a line that the fiche would take for another question: have it corrected."},
	{"mail.reply.received.subject", "Réponse n° {0} bien reçue", "Reply no. {0} received"},
	{"mail.reply.received.text", "Votre réponse au recensement est arrivée. Elle porte le numéro {0}.\n\nVous pouvez la relire, l’imprimer, et la corriger tant que personne ne l’examine. Si personne chez vous ne l’a envoyée, dites-le à la même page :", "Your reply to the census has arrived. Its number is {0}.\n\nYou may read it again, print it, and correct it as long as nobody looks at it. If nobody of yours sent it, say so on the same page:"},
	{"mail.reply.again.subject", "Réponse n° {0} modifiée", "Reply no. {0} changed"},
	{"mail.reply.again.text", "Votre réponse n° {0} au recensement a été transmise à nouveau, avec vos corrections. La relire :", "Your reply no. {0} to the census was sent again, with your corrections. Read it:"},
}
