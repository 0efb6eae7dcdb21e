package i18n

// mailWords are those of the mails that people write back who were asked by a campaign.
var mailWords = words{
	{"mails.title", "Courriels à ranger", "Mails to be filed"},
	{"mails.intro", "Personne ne sait à quelle sollicitation ces courriels répondent. Rangez chacun sous la sienne, ou oubliez-le ; sans cela il est effacé au bout de trois mois.", "Nobody knows which invitation these mails reply to. File each under its own, or forget it; else it is deleted after three months."},
	{"mails.none", "Aucun courriel n’attend d’être rangé.", "No mail waits to be filed."},
	{"mails.about", "Numéro de la sollicitation", "Number of the invitation"},
	{"mails.about.hint", "Il est à sa page, que l’on trouve par la liste des sollicités.", "It stands on its page, which the list of who is asked leads to."},
	{"mails.number", "Donnez le numéro d’une sollicitation, en chiffres.", "Give the number of an invitation, in digits."},
	{"mails.file", "Ranger", "File"},
	{"mails.drop", "Oublier ce courriel", "Forget this mail"},
	{"mails.of", "Courriels reçus ({0})", "Mails received ({0})"},
	{"mails.from", "de : {0}", "from: {0}"},
	{"mails.no_subject", "Sans objet", "No subject"},
	{"mails.empty", "Aucun texte, hors de ce qui est cité.", "No text but what it quotes."},
	{"mails.attached", "Joint : {0}", "Attached: {0}"},
	{"mails.read", "Lire le questionnaire joint : {0}", "Read the attached questionnaire: {0}"},
	{"mails.not_kept", "Joint et non gardé : {0}. {1}", "Attached and not kept: {0}. {1}"},
	{"mails.note", "Sans les messages cités. Lire un questionnaire joint n’enregistre rien : la page dit ce qui a été compris, et vous confirmez.", "Without the messages that are quoted. Reading an attached questionnaire saves nothing: the page says what was understood, and you confirm."},
	{"invitation.its_number", "Numéro", "Number"},
	{"invitation.kept", "Le nom, l’adresse, les courriels et les tâches sont gardés jusqu’au {0}, un an après la clôture, puis effacés avec les réponses qui n’ont pas été acceptées.", "The name, the address, the mails and the tasks are kept until {0}, a year after the close, then deleted with the replies that were not accepted."},
	{"mail.none", "Ce courriel n’existe pas, ou n’est plus gardé.", "There is no such mail, or it is kept no more."},
	{"mail.no_file", "Ce document n’existe pas, ou n’est plus gardé.", "There is no such document, or it is kept no more."},
	{"mail.file_other", "Seuls sont gardés les questionnaires en DOCX ou en ODT.", "Only questionnaires as DOCX or ODT are kept."},
	{"mail.file_big", "Le document est trop gros.", "The document is too big."},
	{"mail.file_broken", "Le document est arrivé abîmé.", "The document arrived damaged."},
	{"retention.mails", "{0} {0?courriel reçu effacé|courriels reçus effacés}", "{0} {0?mail received, deleted|mails received, deleted}"},
}
