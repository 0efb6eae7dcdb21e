package web

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// padding is by how many bytes a compressed private answer may differ in length from another with the same words.
const padding = 32

// light is a private answer as it goes out: compressed, where that tells nobody what is in it. Who sees lengths alone learns what a
// page holds where she has it asked for again and again with guesses of hers in it (BREACH): so what a page of another site has
// asked for is not compressed, which browsers say (Sec-Fetch-Site); what proves a form to be ours is drawn anew in each answer
// (seal); and for browsers too old to say it, the length varies by chance, as gzhttp.RandomJitter of klauspost/compress has it.
func (v *visit) light(w http.ResponseWriter) []byte {
	kind := v.header.Get("Content-Type")
	words := strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json")
	if !words || len(v.body) < small || foreign(v.r) || encoding(v.r, "gzip") == "" {
		return v.body
	}
	w.Header().Set("Content-Encoding", "gzip")
	return padded(v.body)
}

// foreign says that another site has had a page asked for, by a link, a form or a picture.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}

// padded compresses, with a comment of chance length that readers leave out.
func padded(body []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	var chance [1]byte
	_, _ = rand.Read(chance[:])
	z.Comment = strings.Repeat(" ", int(chance[0])%padding)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}
