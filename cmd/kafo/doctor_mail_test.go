package main

import (
	"context"
	"net"
	"slices"
	"testing"

	"kafo/internal/i18n"
)

// zone is a DNS that a test writes; what it does not know is not there.
type zone struct {
	txt, host, addr map[string][]string
	away            bool
}

func (z zone) look(in map[string][]string, name string) ([]string, error) {
	if z.away {
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	if list := in[name]; list != nil {
		return list, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) { return z.look(z.txt, name) }
func (z zone) LookupHost(_ context.Context, name string) ([]string, error) {
	return z.look(z.host, name)
}
func (z zone) LookupAddr(_ context.Context, name string) ([]string, error) {
	return z.look(z.addr, name)
}

// TestTheDNSSaysWhetherLettersAreBelieved: what is missing is said in words, and is never a failure; nor is a DNS that is away.
func TestTheDNSSaysWhetherLettersAreBelieved(t *testing.T) {
	whole := func() zone {
		return zone{
			txt: map[string][]string{
				"lettres.example.org": {"google-site-verification=x", "v=spf1 include:relay.example.net -all"}, "k1._domainkey.lettres.example.org": {"v=DKIM1; k=rsa; p=MIIB"}, "_dmarc.example.org": {"v=DMARC1; p=reject"},
			},
			host: map[string][]string{"relay.example.net": {"192.0.2.7"}, "mx7.example.net": {"192.0.2.7"}}, addr: map[string][]string{"192.0.2.7": {"mx7.example.net."}},
		}
	}
	fine := []string{"doctor.aligned", "doctor.spf", "doctor.dkim", "doctor.dmarc", "doctor.ptr"}
	for name, one := range map[string]struct {
		change func(*zone, *Settings)
		at     int
		want   string
	}{
		"as it is":           {func(*zone, *Settings) {}, 0, "doctor.aligned"},
		"another domain":     {func(_ *zone, s *Settings) { s.MailReturn = "b@ailleurs.example" }, 0, "doctor.unaligned"},
		"a domain like it":   {func(_ *zone, s *Settings) { s.MailReturn = "b@xlettres.example.org" }, 0, "doctor.unaligned"},
		"no spf":             {func(z *zone, _ *Settings) { delete(z.txt, "lettres.example.org") }, 1, "doctor.no_spf"},
		"two spf":            {func(z *zone, _ *Settings) { z.txt["lettres.example.org"] = []string{"v=spf1 -all", "v=spf1 mx -all"} }, 1, "doctor.two_spf"},
		"spf for everybody":  {func(z *zone, _ *Settings) { z.txt["lettres.example.org"] = []string{"v=spf1 +all"} }, 1, "doctor.open_spf"},
		"no selector":        {func(_ *zone, s *Settings) { s.DKIMSelector = "" }, 2, "doctor.no_selector"},
		"another selector":   {func(_ *zone, s *Settings) { s.DKIMSelector = "k2" }, 2, "doctor.no_dkim"},
		"a revoked key":      {func(z *zone, _ *Settings) { z.txt["k1._domainkey.lettres.example.org"] = []string{"v=DKIM1; p="} }, 2, "doctor.no_dkim"},
		"no dmarc":           {func(z *zone, _ *Settings) { delete(z.txt, "_dmarc.example.org") }, 3, "doctor.no_dmarc"},
		"no name":            {func(z *zone, _ *Settings) { delete(z.addr, "192.0.2.7") }, 4, "doctor.no_ptr"},
		"a name for another": {func(z *zone, _ *Settings) { z.host["mx7.example.net"] = []string{"192.0.2.8"} }, 4, "doctor.no_ptr"},
		"a relay inside":     {func(z *zone, _ *Settings) { z.host["relay.example.net"] = []string{"10.0.0.4"} }, 4, "doctor.ptr_inside"},
	} {
		z, s := whole(), &Settings{SMTP: "smtp://a:b@relay.example.net:587", MailFrom: "recensement@lettres.example.org", MailReturn: "bounce@lettres.example.org", DKIMSelector: "k1"}
		one.change(&z, s)
		s.dns = z
		got := s.sender(t.Context())
		if got[one.at].Key != one.want || got[one.at].Soon == slices.Contains(fine, one.want) {
			t.Errorf("%s: %+v, not %s", name, got[one.at], one.want)
		}
		for _, x := range got {
			if !x.OK || !i18n.Has(x.Key) {
				t.Errorf("%s: %+v fails, or has no words", name, x)
			}
		}
	}
	s := &Settings{SMTP: "smtp://relay.example.net", MailFrom: "recensement@lettres.example.org", DKIMSelector: "k1", dns: zone{away: true}}
	for n, x := range s.sender(t.Context()) {
		if !x.OK || n > 0 && x.Key != "doctor.dns_away" {
			t.Errorf("a DNS that is away: %+v", x)
		}
	}
	if s.SMTP = ""; s.sender(t.Context()) != nil {
		t.Error("the DNS is asked where nothing is sent")
	}
}
