package i18n

// claimWords are what pages and commands say of sources that agree or not, of decisions and of time.
var claimWords = words{
	{"property.first_signature", "Première signature", "First signature"},
	{"value.kept", "retenu parce que {0}", "shown because {0}"},
	{"chosen.only", "c'est la seule source qui le dise", "it is the only source that says so"},
	{"chosen.agree", "les sources s'accordent", "the sources agree"},
	{"chosen.rank", "l'opérateur du registre en a décidé ainsi", "the operator of the register decided so"},
	{"chosen.source", "la source est plus proche des partenaires", "the source is closer to the partners"},
	{"chosen.date", "c'est la source la plus récente", "it is the latest source"},
	{"chosen.complete", "c'est la réponse la plus précise", "it is the most precise answer"},
	{"chosen.first", "c'est le premier relevé reçu", "it is the first record received"},
	{"decision.notfound", "pas de décision {0}", "no decision {0}"},
	{"decision.itself", "un objet ne se confond pas avec lui-même", "an object is not merged with itself"},
	{"decision.kind", "« {0} » ne se réunit pas : partnership ou organisation", "“{0}” cannot be merged: partnership or organisation"},
	{"decision.merged", "{0} est déjà réuni à {1}", "{0} is already merged into {1}"},
	{"decision.undone", "la décision {0} est déjà annulée", "decision {0} is undone already"},
	{"claim.notfound", "pas d'affirmation {0}.{1}", "no claim {0}.{1}"},
}
