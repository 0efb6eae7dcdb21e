package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// cacheBytes bounds what the page cache holds; when it is full it starts afresh.
const cacheBytes = 48 << 20

// pageCache keeps rendered pages of one version of the register.
type pageCache struct {
	mu      sync.Mutex
	version string
	pages   map[string]*entry
	size    int
}

func newPageCache() *pageCache { return &pageCache{pages: map[string]*entry{}} }

func (c *pageCache) get(version, key string) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return nil
	}
	return c.pages[key]
}

func (c *pageCache) put(version, key string, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if weight := 2*len(e.body) + len(key); c.version != version || c.size+weight > cacheBytes {
		c.version, c.pages, c.size = version, map[string]*entry{}, 0
	}
	c.pages[key] = e
	c.size += 2*len(e.body) + len(key)
}

// entry is an answer with its compressed forms, made when first asked for.
type entry struct {
	status int
	header http.Header
	body   []byte
	zstd   squeezed
	gzip   squeezed
}

type squeezed struct {
	once sync.Once
	body []byte
}

// small answers are not worth compressing.
const small = 512

func (e *entry) write(w http.ResponseWriter, r *http.Request) {
	for k, values := range e.header {
		w.Header()[k] = values
	}
	body := e.body
	switch enc := encoding(r, "zstd", "gzip"); {
	case len(body) < small:
	case enc == "zstd":
		e.zstd.once.Do(func() { e.zstd.body = zstdAll.EncodeAll(e.body, make([]byte, 0, len(e.body)/3)) })
		body = e.zstd.body
		w.Header().Set("Content-Encoding", enc)
	case enc == "gzip":
		e.gzip.once.Do(func() { e.gzip.body = gzipped(e.body) })
		body = e.gzip.body
		w.Header().Set("Content-Encoding", enc)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// The fastest level: a page that is made anew is compressed while its visitor waits, and the next one costs 4 % more bytes.
// The window is that of a page, and no checksum is added to those of the network.
var zstdAll, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(256<<10), zstd.WithEncoderCRC(false))

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, 6)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

// compressTo wraps an answer that is streamed; done ends it.
func compressTo(w http.ResponseWriter, r *http.Request) (out io.Writer, done func() error) {
	if r.Method == http.MethodHead || encoding(r, "gzip") == "" || strings.Contains(w.Header().Get("Content-Type"), "spreadsheet") {
		return w, func() error { return nil }
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	return z, z.Close
}

// encoding is the first of ours that the visitor takes.
func encoding(r *http.Request, ours ...string) string {
	takes := map[string]bool{}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		q = strings.ReplaceAll(q, " ", "")
		takes[strings.ToLower(name)] = q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
	}
	for _, enc := range ours {
		if takes[enc] {
			return enc
		}
	}
	return ""
}
