package main

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"kafo/internal/notify"
)

// lookups are what doctor asks the DNS; net.Resolver answers them.
type lookups interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
	LookupAddr(ctx context.Context, addr string) ([]string, error)
}

// dnsTime is for how long the DNS is asked, all in all: a page waits for it.
const dnsTime = 2 * time.Second

// sender is what the DNS says of the domain that letters are sent from, by which those who receive them judge them (M10). What is
// missing is nothing that this machine has wrong, and no reason to be out of service: it is a thing to ask of whoever runs the
// domain, in words that can be sent on.
func (s *Settings) sender(ctx context.Context) []symptom {
	_, domain, _ := strings.Cut(s.MailFrom, "@")
	if s.SMTP == "" || domain == "" {
		return nil
	}
	dns := s.dns
	if dns == nil {
		dns = net.DefaultResolver
	}
	ctx, cancel := context.WithTimeout(ctx, dnsTime)
	defer cancel()
	path := domain // of the address that servers see, which SPF is about
	if s.MailReturn != "" {
		_, path, _ = strings.Cut(s.MailReturn, "@")
	}
	return []symptom{aligned(domain, path), spf(ctx, dns, path, s.relay()), dkim(ctx, dns, domain, s.DKIMSelector), dmarc(ctx, dns, domain), ptr(ctx, dns, s.relay())}
}

// relay is the host of the mail server.
func (s *Settings) relay() string {
	server, err := notify.ParseServer(s.SMTP, s.MailFrom)
	if err != nil {
		return ""
	}
	return server.Host
}

// good is a check that found what it must; toAsk one that has something for who runs the domain.
func good(key string, args ...any) symptom { return symptom{Key: key, OK: true, Args: args} }
func toAsk(key string, args ...any) symptom {
	return symptom{Key: key, OK: true, Soon: true, Args: args}
}

// away says that the DNS did not answer; it is no sign of anything else.
func away(what string) symptom { return toAsk("doctor.dns_away", what) }

// aligned says whether letters come back to the domain that they are from, or to one below or above it.
func aligned(from, path string) symptom {
	if from == path || strings.HasSuffix(from, "."+path) || strings.HasSuffix(path, "."+from) {
		return good("doctor.aligned", from)
	}
	return toAsk("doctor.unaligned", from, path)
}

// records are the texts of a name that begin with a version; answered is false where the DNS did not answer.
func records(ctx context.Context, dns lookups, name, version string) (list []string, answered bool) {
	all, err := dns.LookupTXT(ctx, name)
	var wrong *net.DNSError
	if err != nil && !(errors.As(err, &wrong) && wrong.IsNotFound) {
		return nil, false
	}
	return slices.DeleteFunc(slices.Clone(all), func(t string) bool { return !strings.HasPrefix(strings.ToLower(t), version) }), true
}

func spf(ctx context.Context, dns lookups, domain, relay string) symptom {
	list, answered := records(ctx, dns, domain, "v=spf1")
	switch {
	case !answered:
		return away(domain)
	case len(list) == 0:
		return toAsk("doctor.no_spf", domain, relay)
	case len(list) > 1:
		return toAsk("doctor.two_spf", domain, len(list))
	case strings.HasSuffix(strings.TrimSpace(list[0]), "+all"):
		return toAsk("doctor.open_spf", domain)
	}
	return good("doctor.spf", domain)
}

func dkim(ctx context.Context, dns lookups, domain, selector string) symptom {
	if selector == "" {
		return toAsk("doctor.no_selector", domain)
	}
	name := selector + "._domainkey." + domain
	list, answered := records(ctx, dns, name, "")
	switch {
	case !answered:
		return away(name)
	case !slices.ContainsFunc(list, bearsKey):
		return toAsk("doctor.no_dkim", name)
	}
	return good("doctor.dkim", name)
}

// bearsKey says that a record has a key that is not revoked.
func bearsKey(record string) bool {
	for _, tag := range strings.Split(record, ";") {
		if key, is := strings.CutPrefix(strings.TrimSpace(tag), "p="); is {
			return key != ""
		}
	}
	return false
}

// dmarc looks at a domain, then at those above it.
func dmarc(ctx context.Context, dns lookups, domain string) symptom {
	for at := domain; strings.Contains(at, "."); _, at, _ = strings.Cut(at, ".") {
		list, answered := records(ctx, dns, "_dmarc."+at, "v=dmarc1")
		if !answered {
			return away("_dmarc." + at)
		}
		if len(list) > 0 {
			return good("doctor.dmarc", at)
		}
	}
	return toAsk("doctor.no_dmarc", domain)
}

// ptr says whether the address of the mail server has a name that leads back to it. A relay on this machine, or one that sends by
// another address, is for its keeper to look at.
func ptr(ctx context.Context, dns lookups, host string) symptom {
	addresses, err := dns.LookupHost(ctx, host)
	if err != nil || len(addresses) == 0 {
		return away(host)
	}
	if ip := net.ParseIP(addresses[0]); ip == nil || ip.IsLoopback() || ip.IsPrivate() {
		return toAsk("doctor.ptr_inside", host)
	}
	names, err := dns.LookupAddr(ctx, addresses[0])
	for _, name := range names {
		if back, err := dns.LookupHost(ctx, strings.TrimSuffix(name, ".")); err == nil && slices.Contains(back, addresses[0]) {
			return good("doctor.ptr", addresses[0], strings.TrimSuffix(name, "."))
		}
	}
	var wrong *net.DNSError
	if err != nil && !(errors.As(err, &wrong) && wrong.IsNotFound) {
		return away(addresses[0])
	}
	return toAsk("doctor.no_ptr", addresses[0], host)
}
