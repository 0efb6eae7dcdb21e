package i18n

// proxyWords are the words of how the site is reached: the proxies before it, and its address.
var proxyWords = words{
	{"proxy.wrong", "« {0} » n’est ni une adresse du réseau (10.0.0.7, ::1), ni un préfixe (10.0.0.0/8)", "“{0}” is neither an address of the network (10.0.0.7, ::1) nor a prefix (10.0.0.0/8)"},
	{"proxy.everybody", "« {0} » est tout le monde : chacun pourrait dire d’où il vient. Écrivez l’adresse de votre serveur mandataire", "“{0}” is everybody: anybody could say where they come from. Write the address of your reverse proxy"},
	{"proxy.unclear", "« {0} » : voulez-vous dire {1}, ou une seule adresse ?", "“{0}”: do you mean {1}, or one address?"},
	{"proxy.untrusted", "mandataire : votre demande vient de {0}, qui dit parler pour un autre mais n’est pas dans KAFO_TRUSTED_PROXIES ; tous ses visiteurs sont comptés comme un seul", "proxy: your request comes from {0}, which says to speak for somebody else but is not in KAFO_TRUSTED_PROXIES; all its visitors are counted as one"},
	{"proxy.silent", "mandataire : votre demande vient de {0} sans dire pour qui ; réglez-le pour qu’il écrive X-Forwarded-For, sinon tous les visiteurs sont comptés comme un seul", "proxy: your request comes from {0}, which does not say for whom; have it write X-Forwarded-For, or all visitors are counted as one"},
	{"proxy.through", "mandataire : {0} parle pour vous, qui êtes à {1}", "proxy: {0} speaks for you, who are at {1}"},
	{"proxy.direct", "mandataire : aucun, vous êtes à {0}", "proxy: none, you are at {0}"},
	{"doctor.proxies", "mandataires crus sur parole : {0}", "proxies that are believed: {0}"},
	{"doctor.no_proxies", "aucun mandataire n’est cru (KAFO_TRUSTED_PROXIES) : derrière un mandataire, tous les visiteurs sont comptés comme un seul", "no proxy is believed (KAFO_TRUSTED_PROXIES): behind a proxy all visitors are counted as one"},
	{"cmd.base_url", "« {0} » n’est pas l’adresse d’un site : https://atlas.example.org, sans chemin (Kafo occupe un hôte entier)", "“{0}” is no address of a site: https://atlas.example.org, without a path (Kafo takes a whole host)"},
}
