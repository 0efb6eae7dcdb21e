package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

//go:embed static
var staticFiles embed.FS

// assets are the files that never change under their name: the name holds a hash of the bytes.
type assets struct {
	names map[string]string // style.css → style.1a2b3c4d.css
	files map[string]*asset // by hashed name
	hash  string
}

type asset struct {
	contentType    string
	body, br, gzip []byte
}

// loadAssets reads the files of the program, and draws the base map among them.
func loadAssets(outlines Outlines) (*assets, error) {
	a := &assets{names: map[string]string{}, files: map[string]*asset{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	all := sha256.New()
	for _, e := range entries { // by name: the pictures come before the style sheet that shows them
		body, err := fs.ReadFile(staticFiles, "static/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		sum := a.add(e.Name(), body)
		all.Write(sum[:])
	}
	sum := a.add(baseFile, drawBase(outlines))
	all.Write(sum[:])
	a.hash = hex.EncodeToString(all.Sum(nil)[:8])
	return a, nil
}

// add names a file by its bytes; a style sheet first learns the names of the pictures it shows.
func (a *assets) add(file string, body []byte) [sha256.Size]byte {
	ext := path.Ext(file)
	if ext == ".css" {
		for plain, hashed := range a.names {
			body = bytes.ReplaceAll(body, []byte("url("+plain+")"), []byte("url("+hashed+")"))
		}
	}
	sum := sha256.Sum256(body)
	name := strings.TrimSuffix(file, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	a.names[file], a.files[name] = name, newAsset(ext, body)
	return sum
}

// squeeze is the level of brotli: the last two take ten times as long, at each start, for 3 % of the bytes.
const squeeze = 9

func newAsset(ext string, body []byte) *asset {
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, squeeze)
	_, _ = z.Write(body)
	_ = z.Close()
	return &asset{contentType: mime.TypeByExtension(ext), body: body, br: b.Bytes(), gzip: gzipped(body)}
}

// url is the address of a file by its plain name.
func (a *assets) url(name string) string { return "/static/" + a.names[name] }

func (s *server) static_(w http.ResponseWriter, r *http.Request) {
	f, ok := s.assets.files[r.PathValue("file")]
	if !ok {
		s.nowhere(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	switch enc := encoding(r, "br", "gzip"); enc {
	case "br":
		body = f.br
		h.Set("Content-Encoding", enc)
	case "gzip":
		body = f.gzip
		h.Set("Content-Encoding", enc)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
