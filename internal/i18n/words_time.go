package i18n

// timeWords are those of versions and succession: what was, what is, what happened.
var timeWords = words{
	{"organisation.today", "Aujourd'hui", "Today"},
	{"past.signed", "à la signature ({0}) :", "when signed ({0}):"},
	{"past.stated", "à la date du document ({0}) :", "at the date of the document ({0}):"},
	{"past.today", "aujourd'hui :", "today:"},
	{"past.then", "à la date regardée ({0}) :", "on the day looked at ({0}):"},
	{"past.in", "dans", "in"},
	{"past.since", "depuis le {0}", "since {0}"},
	{"past.doubt", "en doute depuis le {0} :", "in doubt since {0}:"},
	{"past.why", "les deux sources", "both sources"},
	{"history.title", "Histoire", "History"},
	{"history.doubt", "En doute :", "In doubt:"},
	{"event.merge", "fusion", "merger"},
	{"event.absorb", "absorption", "absorption"},
	{"event.split", "division", "division"},
	{"event.create", "création", "creation"},
	{"event.dissolve", "disparition", "end"},
	{"event.status", "changement de statut", "change of status"},
	{"event.transfer", "transfert de compétences", "transfer of competences"},
	{"event.rename", "changement de nom", "change of name"},
	{"event.moved", "changement de rattachement", "moved"},
	{"scheme.ml-constituency", "Circonscription (Mali)", "Constituency (Mali)"},
	{"scheme.ml-authority", "Collectivité (Mali)", "Authority (Mali)"},
}
