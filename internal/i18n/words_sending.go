package i18n

// sendingWords are the words of forms that arrive twice, or after somebody else's.
var sendingWords = words{
	{"sending.repeated", "Ce formulaire avait déjà été pris en compte : rien n'a été fait deux fois.", "This form had been taken already: nothing was done twice."},
	{"sending.stale", "Quelqu'un a changé ceci depuis que vous avez ouvert la page.", "Somebody has changed this since you opened the page."},
	{"meanwhile.title", "Changé entre-temps : à regarder de nouveau", "Changed meanwhile: to be looked at again"},
	{"meanwhile.text", "Depuis que vous avez ouvert la page, ceci a changé, et n’est pas décidé par ce que vous venez d’envoyer :", "Since you opened the page, this has changed, and is not decided by what you just sent:"},
	{"meanwhile.rest", "Le reste est enregistré ({0}).", "The rest is saved ({0})."},
	{"meanwhile.nothing", "Rien n’est enregistré.", "Nothing is saved."},
	{"versions.title", "Changé entre-temps : deux versions", "Changed meanwhile: two versions"},
	{"versions.text", "Depuis que vous avez ouvert la page, ceci a changé. Rien de ce que vous avez écrit n'est perdu, et rien n'est encore enregistré : comparez, puis choisissez.", "Since you opened the page, this has changed. Nothing of what you wrote is lost, and nothing is saved yet: compare, then choose."},
	{"versions.steps", "Les derniers changements", "The latest changes"},
	{"versions.table", "Les deux versions, information par information", "Both versions, item by item"},
	{"versions.theirs", "Ce qui est enregistré", "What is saved"},
	{"versions.mine", "Ce que vous envoyez", "What you send"},
	{"versions.nothing", "rien", "nothing"},
	{"versions.said", "Ce qui est écrit", "What is written"},
	{"versions.account", "Nom, langue ou annonces changés par la personne elle-même", "Name, language or announcements changed by the person herself"},
	{"versions.contact", "Coordonnées corrigées par la personne elle-même, depuis un lien envoyé à son adresse", "Details corrected by the person herself, by a link sent to her address"},
	{"versions.draft", "Brouillon enregistré", "Draft saved"},
	{"versions.keep_mine", "Enregistrer ce que j'envoie", "Save what I send"},
	{"versions.keep_theirs", "Garder ce qui est enregistré", "Keep what is saved"},
	{"versions.resume", "Reprendre le formulaire avec ce que j'ai écrit", "Go back to the form with what I wrote"},
}
