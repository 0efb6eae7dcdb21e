package i18n

// deciderWords say who decides of a census.
var deciderWords = words{
	{"deciders.none", "Vous menez ce recensement ; relire les réponses et arrêter le recueil demandent le rôle « gestionnaire du registre », que personne n’a encore.", "You hold this census; reading the answers and freezing the edition ask for the role “steward of the register”, which nobody has yet."},
	{"deciders.are", "Vous menez ce recensement ; relire les réponses et arrêter le recueil reviennent {0?au gestionnaire|aux gestionnaires} du registre : {1}.", "You hold this census; reading the answers and freezing the edition fall to the {0?steward|stewards} of the register: {1}."},
	{"deciders.appoint", "Donner ce rôle", "Give this role"},
}
