package web

import (
	"kafo/internal/contact"
	"kafo/internal/coop"
)

// routes is every address of the face on one page. The same addresses stand under /en/ (outer takes the prefix off).
// A {ref} is an id with an ornamental slug and a format: 412-angouleme-segou.json.
func (s *server) routes() {
	s.page("/{$}", s.home)
	s.list("/partenariats", s.partnerships)
	s.page("/partenariats/{ref}", s.partnership)
	s.list("/partenariats/{ref}/comparer", s.compare("partnership"))
	s.list("/organisations", s.organisations)
	s.page("/organisations/{ref}", s.organisation)
	s.list("/organisations/{ref}/comparer", s.compare("organisation"))
	s.list("/territoires", s.territories)
	s.page("/territoires/{ref}", s.territory)
	s.list("/territoires/{ref}/comparer", s.compare("territory"))
	s.list("/themes", s.themes)
	s.page("/themes/{ref}", s.theme)
	s.list("/sources", s.sources)
	s.page("/sources/{ref}", s.source)
	s.list("/releves", s.records)
	s.page("/releves/{ref}", s.record)
	s.list("/fonds", s.funds)
	s.list("/reseaux", s.networks)
	s.list("/argent", s.money)
	s.list("/apercu", s.overview)
	s.page("/apercu/{ref}", s.figure)
	s.list("/recueils", s.editions)
	s.page("/recueils/{ref}", s.edition)
	s.page("/recueils/{ref}/imprimer/{kind}", s.editionPrinted)
	s.page("/recueils/{ref}/chiffres/{figure}", s.editionFigure)
	s.list("/constats", s.findings)
	s.list("/constats/regles", s.rules)
	s.page("/constats/regles/{ref}", s.rule)
	s.page("/constats/{ref}", s.finding)
	s.list("/revue", s.proposals)
	s.page("/revue/{ref}", s.proposal)
	for _, kind := range []string{"partnership", "organisation", "territory"} {
		s.list(families[kind]+"/{ref}/historique", s.history(kind))
		s.page(families[kind]+"/{ref}/historique/{entry}", s.historyEntry(kind))
	}
	s.page("/historique/questions/{ref}", s.history(coop.KindQuestion))
	s.page("/historique/questions/{ref}/{entry}", s.historyEntry(coop.KindQuestion))
	for _, kind := range []string{"finding", "proposal"} {
		s.page("/historique"+families[kind]+"/{ref}", s.history(kind))
		s.page("/historique"+families[kind]+"/{ref}/{entry}", s.historyEntry(kind))
	}
	for _, kind := range []string{"organisation", "territory"} {
		s.page("/choisir"+families[kind]+".json", s.choose(kind))
	}
	s.page("/operations", s.operations)
	s.page("/operations/{ref}", s.operation)
	s.page("/donnees", s.data)
	s.page("/donnees.zip", s.snapshot)
	s.page("/a-propos", s.static("about"))
	s.page("/aide", s.static("help"))
	s.page("/licence", s.static("licence"))
	s.page("/aide/droits", s.rights)
	s.page("/accessibilite", s.static("accessibility"))
	s.page("/mentions-legales", s.static("legal"))
	s.page("/donnees-personnelles", s.static("privacy"))
	s.page("/plan-du-site", s.siteMap)
	s.page("/id/{kind}/{id}", s.permanent)
	s.page("/sitemap.xml", s.sitemap)
	s.page("/robots.txt", s.robots)
	s.contributionRoutes()
	s.decideRoutes()
	s.accountRoutes()
	s.private("/administration", coop.VerbAdminister, s.administration, s.mailTry)
	s.private("/administration/comptes", coop.VerbAdminister, s.accounts, nil)
	s.privately("POST", "/administration/comptes", coop.VerbAppoint, s.accountsInvite)
	s.private("/administration/comptes/{id}", coop.VerbAdminister, s.accountOf, nil)
	s.privately("POST", "/administration/comptes/{id}", coop.VerbAppoint, s.accountChange)
	s.private("/administration/messages", coop.VerbAdminister, s.messages, nil)
	s.contactRoutes()
	s.replyRoutes()
	s.campaignRoutes()
	s.open("/static/{file}", s.static_)
	s.open("/livez", s.alive)
	s.open("/readyz", s.ready)
	s.mux.HandleFunc("/", s.nowhere)
}

// contributionRoutes are the addresses at which one reports, proposes and confirms, and at which that is treated.
func (s *server) contributionRoutes() {
	s.private("/signaler", coop.VerbReport, s.reportForm, s.report)
	s.private("/signaler/recu/{secret}", coop.VerbReport, s.receipt, s.receiptAct)
	s.private("/signaler/recu/{secret}/apercu", coop.VerbSuggest, s.receiptAhead, nil)
	s.private("/contribuer", coop.VerbSuggest, s.suggestForm, s.suggest)
	s.private("/confirmer", coop.VerbConfirm, s.stanceForm, s.stance)
	s.private("/confirmer/demander", coop.VerbModerate, s.askForm, s.ask)
	s.private("/compte/partenariats", coop.VerbConfirm, s.ownPartnerships, nil)
	s.private("/compte/contributions", coop.VerbKeep, s.mine, nil)
	s.private("/revue/contributions", coop.VerbModerate, s.queue, nil)
	s.private("/revue/recus", coop.VerbModerate, s.quotedForm, s.quoted)
	s.private("/revue/contributions/accepter", coop.VerbModerate, s.accepting, s.accepted)
	s.private("/revue/contributions/{id}/historique", coop.VerbModerate, s.contributionHistory, nil)
	s.private("/revue/contributions/{id}/apercu", coop.VerbModerate, s.contributionAhead, nil)
	s.private("/revue/contributions/{id}/pieces/{piece}", coop.VerbModerate, s.reviewFile, nil)
	s.private("/revue/contributions/{id}", coop.VerbModerate, s.contribution, s.contributionAct)
}

// contactRoutes are the addresses about persons whom records name.
func (s *server) contactRoutes() {
	s.private("/contacter", coop.VerbContact, s.reachForm, s.reachSend)
	s.private(contact.RelayPath+"{secret}", coop.VerbContact, s.threadView, s.threadAct)
	s.private("/mes-donnees", coop.VerbContact, s.own, s.ownAct)
	s.private("/mes-donnees/export", coop.VerbContact, s.ownExport, nil)
	s.private(contact.OwnPath+"{secret}", coop.VerbContact, s.ownLink, s.ownUse)
	s.private("/reseaux/{id}/contacts", coop.VerbConsult, s.networkContacts, s.networkLook)
}

// replyRoutes are the addresses at which one answers a census, by the link that one was sent.
func (s *server) replyRoutes() {
	s.private("/repondre", coop.VerbReply, s.replyCode, s.replyGo)
	s.private("/desabonnement/{code}", coop.VerbReply, s.unsubscribing, nil)
	s.know("POST", "/desabonnement/{code}", coop.VerbReply)
	s.mux.HandleFunc("POST /desabonnement/{code}", s.unsubscribe)
	s.private("/repondre/{code}", coop.VerbReply, s.replyTasks, s.replyBegin)
	s.private("/repondre/{code}/decliner", coop.VerbReply, s.declineForm, s.decline)
	s.private("/repondre/{code}/pas-nous", coop.VerbReply, s.disownForm, s.disown)
	s.private("/repondre/{code}/imprimer", coop.VerbReply, s.replyBlank, nil)
	s.filed("/repondre/{code}/brouillon", coop.VerbReply, s.trusted(s.replyDraft), s.trusted(s.replyResume))
	s.private("/repondre/{code}/reponse.json", coop.VerbReply, s.trusted(s.replyFile), nil)
	s.private("/repondre/{code}/rubriques/{rubric}", coop.VerbReply, s.trusted(s.replyRubric), s.trusted(s.replySave))
	s.private("/repondre/{code}/verifier", coop.VerbReply, s.trusted(s.replyCheck), s.trusted(s.replySend))
	s.filed("/repondre/{code}/pieces/{question}", coop.VerbReply, s.trusted(s.replyFiles), s.trusted(s.replyFilesAct))
	s.private("/repondre/{code}/pieces/{question}/{piece}", coop.VerbReply, s.trusted(s.replyFileSent), nil)
	s.documentRoutes("/repondre/{code}", coop.VerbReply)
	s.offlineRoutes()
	s.private("/repondre/{code}/recu", coop.VerbReply, s.trusted(s.replyReceipt), s.trusted(s.receiptCopy))
}

// documentRoutes are the addresses at which a questionnaire is a document, below those of a reply or of an invitation.
func (s *server) documentRoutes(home string, verb coop.Verb) {
	s.private(home+"/questionnaire.docx", verb, s.replyForm("docx"), nil)
	s.private(home+"/questionnaire.odt", verb, s.replyForm("odt"), nil)
	s.filed(home+"/document", verb, s.documents(s.replyDocument), s.documents(s.replyRead))
	s.private(home+"/document/reprise", verb, s.documents(s.replyAgain), s.documents(s.replyTake))
}

// campaignRoutes are the addresses at which one holds a census.
func (s *server) campaignRoutes() {
	s.private("/campagnes", coop.VerbHold, s.campaigns, nil)
	s.filed("/campagnes/nouvelle", coop.VerbHold, s.campaignNew, s.campaignCreate)
	s.private("/taches", coop.VerbHold, s.tasks, nil)
	s.private("/taches/{task}", coop.VerbHold, s.task, s.taskAct)
	s.private("/campagnes/courrier", coop.VerbHold, s.mails, s.mailsAct)
	s.private("/campagnes/{id}", coop.VerbHold, s.campaign, s.campaignKeep)
	s.private("/campagnes/{id}/modifier", coop.VerbHold, s.campaignEdit, s.campaignChange)
	s.private("/campagnes/{id}/etat", coop.VerbHold, s.campaignMove, s.campaignMoved)
	s.private("/campagnes/{id}/questionnaire", coop.VerbHold, s.campaignAsks, nil)
	s.private("/campagnes/{id}/inviter", coop.VerbHold, s.asking, s.asked)
	s.private("/campagnes/{id}/lettres", coop.VerbHold, s.letters, nil)
	s.private("/campagnes/{id}/lettres/{step}", coop.VerbHold, s.letterStep, s.letterAct)
	s.private("/campagnes/{id}/lettres/{step}/joint/{name}", coop.VerbHold, s.letterFile, nil)
	s.filed("/campagnes/{id}/inviter/tableau", coop.VerbHold, s.listing, s.listed)
	s.private("/campagnes/{id}/inviter/une", coop.VerbHold, s.naming, s.named)
	s.private("/campagnes/{id}/invitations", coop.VerbHold, s.invitations, s.invitationsShown)
	s.private("/campagnes/{id}/invitations/{ref}", coop.VerbHold, s.invitation, s.invitationAct)
	s.private("/campagnes/{id}/invitations/{ref}/courrier/{mail}/{place}", coop.VerbHold, s.documents(s.mailRead), s.documents(s.mailTake))
	s.private("/campagnes/{id}/invitations/{ref}/courrier/{mail}/{place}/fichier", coop.VerbHold, s.documents(s.mailSent), nil)
	s.documentRoutes("/campagnes/{id}/invitations/{ref}", coop.VerbHold)
	s.filed("/campagnes/{id}/invitations/{ref}/pieces", coop.VerbHold, s.scans, s.scansAct)
	s.private("/campagnes/{id}/invitations/{ref}/pieces/{piece}", coop.VerbHold, s.scanSent, nil)
	s.private("/campagnes/{id}/reponses", coop.VerbHold, s.answers, nil)
	for _, format := range []string{"csv", "json", "xlsx"} {
		s.private("/campagnes/{id}/reponses."+format, coop.VerbHold, s.answersFile(format), nil)
	}
}

// decideRoutes are the addresses at which one decides.
func (s *server) decideRoutes() {
	s.private("/trancher/questions", coop.VerbDecide, s.questions, s.questionsAnswered)
	s.private("/trancher/constats", coop.VerbDecide, s.togetherFindings, s.findingsDecided)
	s.private("/trancher/revue", coop.VerbDecide, s.togetherProposals, s.proposalsDecided)
	s.private("/trancher/operations/{id}", coop.VerbDecide, s.undoForm, s.undone)
	s.private("/trancher/questions/{id}", coop.VerbDecide, s.question, s.questionAnswered)
	s.private("/trancher/constats/{id}", coop.VerbDecide, s.decideFinding, s.findingDecided)
	s.private("/trancher/revue/{id}", coop.VerbDecide, s.decideProposal, s.proposalDecided)
	s.private("/trancher/recueils", coop.VerbDecide, s.draftEdition, s.editionFrozen)
	s.filed("/trancher/recueils/modeles", coop.VerbDecide, s.templates, s.templateTried)
	s.private("/trancher/recueils/modeles/{format}", coop.VerbDecide, s.template, s.templateAct)
	s.private("/trancher/recueils/modeles/{format}/{file}", coop.VerbDecide, s.templateFile, nil)
	s.private("/trancher/recueils/{id}", coop.VerbDecide, s.erratumForm, s.erratumAdded)
	s.private("/trancher/effacements", coop.VerbDecide, s.dossier, s.dossierAct)
}

// accountRoutes are the addresses of one's own account and of the ways in.
func (s *server) accountRoutes() {
	s.private("/connexion", coop.VerbEnter, s.enterForm, s.enterAsk)
	s.private("/connexion/mot-de-passe", coop.VerbEnter, s.passwordForm, s.passwordTake)
	s.private("/connexion/cle", coop.VerbEnter, s.keyForm, s.keyEnter)
	s.private("/connexion/second-facteur", coop.VerbEnter, s.secondForm, s.secondTake)
	s.private("/connexion/preuve", coop.VerbKeep, s.proofForm, s.proofTake)
	s.private("/connexion/{secret}", coop.VerbEnter, s.enterLink, s.enterUse)
	s.private("/deconnexion", coop.VerbKeep, s.leaveForm, s.leave)
	s.private("/compte", coop.VerbKeep, s.account, s.accountRename)
	s.private("/compte/visites", coop.VerbKeep, s.visits, s.visitsEnd)
	s.private(prolongPath, coop.VerbKeep, s.lastingForm, s.prolong)
	s.private("/compte/adresse", coop.VerbSecure, s.address, s.addressAsk)
	s.private("/compte/adresse/{secret}", coop.VerbEnter, s.addressLink, s.addressUse)
	s.private("/compte/securite", coop.VerbKeep, s.security, nil)
	s.privately("POST", "/compte/securite", coop.VerbSecure, s.securityChange)
	s.private("/compte/securite/codes", coop.VerbSecure, s.codes, s.codesTake)
	s.private("/compte/securite/cles", coop.VerbSecure, s.passkey, s.passkeyMake)
	s.private("/compte/securite/mot-de-passe", coop.VerbSecure, s.password, s.passwordSet)
	s.private("/compte/securite/secours", coop.VerbSecure, s.recovery, s.recoveryPrint)
}
