package web

import (
	"net/http"
	"net/netip"
	"strings"

	"kafo/internal/coop"
)

// Proxies are the addresses of the network whose word is believed on where a request comes from (S 31): reverse proxies
// before this site.
type Proxies []netip.Prefix

// ParseProxies reads addresses and prefixes, separated by commas or spaces; "none" is nobody. Error: invalid, with the word
// that is no such thing, or by which everybody would be believed.
func ParseProxies(text string) (Proxies, error) {
	var out Proxies
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if word == "none" {
			continue
		}
		p, err := prefix(word)
		if err != nil {
			return nil, coop.Refuse(coop.Invalid, "proxy.wrong", word)
		}
		if p.Bits() == 0 {
			return nil, coop.Refuse(coop.Invalid, "proxy.everybody", word)
		}
		if p != p.Masked() {
			return nil, coop.Refuse(coop.Invalid, "proxy.unclear", word, p.Masked().String())
		}
		out = append(out, p)
	}
	return out, nil
}

func prefix(word string) (netip.Prefix, error) {
	if strings.Contains(word, "/") {
		return netip.ParsePrefix(word)
	}
	a, err := netip.ParseAddr(word)
	return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), err
}

func (p Proxies) has(a netip.Addr) bool {
	for _, known := range p {
		if known.Contains(a) {
			return true
		}
	}
	return false
}

// listed are the elements of a header, the last first.
func listed(h http.Header, name string) (out []string) {
	for _, line := range h.Values(name) {
		for word := range strings.SplitSeq(line, ",") {
			out = append([]string{strings.TrimSpace(word)}, out...)
		}
	}
	return out
}

// forwarded are the addresses of RFC 7239, the last first; "" where a hop does not say.
func forwarded(h http.Header) (out []string) {
	for _, hop := range listed(h, "Forwarded") {
		from := ""
		for pair := range strings.SplitSeq(hop, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(name, "for") {
				from = strings.Trim(value, `"`)
			}
		}
		out = append(out, from)
	}
	return out
}

// network is an address as headers and connections give it: with or without a port, in brackets or bare.
func network(text string) (netip.Addr, bool) {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

// client is the address from which a request was sent: that of the connection, unless it is a trusted proxy's; then the first
// from the right, of those that proxies have written down, that is none of theirs. A proxy that writes one of the two headers
// hands the other on as the visitor sent it: where they differ, neither is believed.
func (p Proxies) client(r *http.Request) (at netip.Addr, ok bool) {
	if at, ok = network(r.RemoteAddr); !ok || !p.has(at) {
		return at, ok
	}
	old, standard := listed(r.Header, "X-Forwarded-For"), forwarded(r.Header)
	switch from, too := p.walk(at, old), p.walk(at, standard); {
	case len(old) == 0:
		return too, true
	case len(standard) == 0 || from == too:
		return from, true
	}
	return at, true
}

// walk follows hops back, the last first, as far as each is said by somebody who is believed.
func (p Proxies) walk(at netip.Addr, hops []string) netip.Addr {
	for _, hop := range hops {
		before, read := network(hop)
		if !read || !p.has(at) {
			break
		}
		at = before
	}
	return at
}

// looks says to an administrator how her own request came, and what is wrong with that (U86).
func (p Proxies) looks(r *http.Request, https bool) Check {
	peer, _ := network(r.RemoteAddr)
	from, _ := p.client(r)
	said := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
	switch {
	case said && !p.has(peer):
		return Check{Key: "proxy.untrusted", Args: []any{peer.String()}}
	case https && !said:
		return Check{Key: "proxy.silent", Args: []any{peer.String()}}
	case from != peer:
		return Check{Key: "proxy.through", Args: []any{peer.String(), from.String()}, OK: true}
	}
	return Check{Key: "proxy.direct", Args: []any{from.String()}, OK: true}
}

// origin is where a request comes from, for counting: an address of the network (the first half of a long one, which one
// household holds).
func (v *visit) origin() string {
	at, ok := v.s.Proxies.client(v.r)
	if !ok {
		return v.r.RemoteAddr
	}
	if at.Is4() {
		return at.String()
	}
	half, _ := at.Prefix(64)
	return half.String()
}
