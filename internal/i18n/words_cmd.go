package i18n

// commandWords are what the command line says; its report names a format by format.<name of the reader>.
var commandWords = words{
	{"cmd.line", "ligne {0} :", "line {0}:"},
	{"cmd.lines", "{0} {0?valeur lue|valeurs lues} ; {1} {1?ligne|lignes} : {2} dans des relevés, {3} de structure, {4} {4?vide|vides}, {5} non {5?comprise|comprises}", "{0} {0?value|values} read; {1} {1?line|lines}: {2} in records, {3} of structure, {4} blank, {5} not understood"},
	{"cmd.read_as", "{0} : {1} ({2})", "{0}: {1} ({2})"},
	{"cmd.imported", "{0} {0?relevé nouveau|relevés nouveaux}, {1} déjà {1?connu|connus}", "{0} new {0?record|records}, {1} known already"},
	{"cmd.replaces_one", "--replaces ne va qu'avec un seul document.", "--replaces goes with one document only."},
	{"cmd.findings", "{0} {0?constat|constats}", "{0} {0?finding|findings}"},
	{"cmd.finding_set", "Constat {0} : {1}.", "Finding {0}: {1}."},
	{"cmd.questions", "{0} {0?question|questions}", "{0} {0?question|questions}"},
	{"cmd.question_answered", "La question {0} a sa réponse.", "Question {0} is answered."},
	{"cmd.schema", "Schéma : de la version {0} à la version {1}.", "Schema: from version {0} to version {1}."},
	{"cmd.exists", "{0} existe déjà ; rien n'a été écrit.", "{0} exists already; nothing was written."},
	{"cmd.backed_up", "Sauvegarde écrite : {0}", "Backup written: {0}"},
	{"cmd.first_start", "Premier démarrage : création du registre dans {0} et chargement de l'exemple…", "First start: creating the register in {0} and loading the example…"},
	{"cmd.both_settings", "{0} et {1} sont donnés tous les deux : n'en gardez qu'un.", "{0} and {1} are both set: keep only one."},
	{"cmd.unknown_setting", "Réglage inconnu : {0}. « kafo --help » liste les réglages.", "Unknown setting: {0}. “kafo --help” lists the settings."},
	{"format.censustext", "annexe de recensement", "census annex"},
	{"format.atlaspage", "page de l'Atlas français", "page of the French Atlas"},
	{"format.networkpage", "page de réseau", "network page"},
	{"format.prosepage", "texte de présentation", "presentation text"},
	{"format.table", "table de l'exemple", "table of the example"},
}
