package i18n

// lastingWords are the words of the end of a visit.
var lastingWords = words{
	{"lasting.title", "Fin de la visite", "End of the visit"},
	{"lasting.ends", "Votre visite se termine à {0}.", "Your visit ends at {0}."},
	{"lasting.left", "Il reste", "Time left:"},
	{"lasting.kept", "Ce qui est envoyé après la fin n’est pas perdu : la page le redonne quand vous êtes de nouveau connecté.", "What is sent after the end is not lost: the page gives it back when you are signed in again."},
	{"lasting.go", "Rester connecté", "Stay signed in"},
	{"lasting.done", "Votre visite est prolongée.", "Your visit goes on."},
	{"lasting.until", "Votre visite dure jusqu’au {0}.", "Your visit lasts until {0}."},
	{"lasting.close", "Vous pouvez fermer cet onglet et continuer dans le premier.", "You may close this tab and go on in the first one."},
	{"lasting.early", "Une heure avant la fin, chaque page vous avertit et permet de rester connecté en un geste.", "An hour before the end each page warns you, and lets you stay signed in by one action."},
}
