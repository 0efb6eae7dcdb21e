package i18n

// answersWords are those of the answers to a census, as who holds it reads them together.
var answersWords = words{
	{"answers.title", "Les réponses", "The answers"},
	{"answers.lede", "{0} {0?réponse transmise|réponses transmises}, question par question, sans les personnes à joindre : leurs coordonnées se lisent là où elles sont gardées.", "{0} {0?reply|replies} handed in, question by question, without the persons to contact: their details are read where they are kept."},
	{"answers.none", "Aucune réponse dans cet état.", "No reply in this state."},
	{"answers.state", "État", "State"},
	{"answers.received", "toutes, sauf refusées et classées", "all but those refused and put aside"},
	{"answers.filter", "Afficher", "Show"},
	{"answers.files", "Télécharger ces réponses", "Download these answers"},
	{"answers.files.note", "Une colonne par question, une par choix quand on peut en cocher plusieurs. Les tableaux sont à part ; la colonne « reponse » les relie.", "One column a question, one a choice where several may be ticked. Tables stand apart; the column “reponse” joins them."},
	{"answers.csv", "CSV : une ligne par réponse", "CSV: one row a reply"},
	{"answers.csv.table", "CSV : {0}", "CSV: {0}"},
	{"answers.xlsx", "XLSX : tout, une feuille par table", "XLSX: everything, one sheet a table"},
	{"answers.json", "JSON : tout, tel que répondu", "JSON: everything, as answered"},
	{"answers.count", "{0} {0?réponse|réponses} sur {1}.", "{0} {0?answer|answers} of {1}."},
	{"answers.public", "Publiée dans le relevé une fois acceptée.", "Published in the record once accepted."},
	{"answers.kept", "Non publiée : elle se lit ici.", "Not published: it is read here."},
	{"answers.gone", "N’est plus posée depuis la version {0}.", "No longer asked since version {0}."},
	{"answers.read", "Lire : {0} {0?réponse|réponses}", "Read: {0} {0?answer|answers}"},
	{"field.further", "Réponses à d’autres questions", "Answers to other questions"},
	{"field.question", "Question", "Question"},
	{"field.answer", "Réponse", "Answer"},
	{"cmd.replies_table", "il n’y a pas de table « {0} » ; il y a : {1}.", "there is no table “{0}”; there are: {1}."},
}
