package i18n

// editionWords are those of editions: censuses as they were published on a day.
var editionWords = words{
	{"edition.notfound", "Cette édition n’existe pas : {0}.", "There is no edition {0}."},
	{"edition.title", "Donnez un titre, d’au plus {0} lettres", "Give a title of {0} letters at most"},
	{"edition.date", "Donnez le jour de l’édition en entier, comme 08/11/2013", "Give the whole day of the edition, like 08/11/2013"},
	{"edition.empty", "Aucune fiche ne correspond : choisissez un autre document, une autre campagne ou un autre pays", "No fiche fits: choose another document, campaign or country"},
	{"edition.no_erratum", "Dites ce qui est à corriger", "Say what is to be corrected"},
	{"cmd.edition_frozen", "édition {0} : {1} {1?fiche|fiches}, {2} à venir, {3} {3?ajoutée|ajoutées}, {4} {4?modifiée|modifiées}", "edition {0}: {1} {1?fiche|fiches}, {2} to come, {3} added, {4} changed"},
	{"cmd.erratum_added", "erratum ajouté à l’édition {0}", "erratum added to edition {0}"},
}
