package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// private are the fields that the public form of a record does not have, whatever its kind.
var private = map[string]bool{"contacts": true, "post_contacts": true, "foreign_contacts": true}

// publicBody is a record's body in its public form: without contacts, every text masked, keys in their order. Error:
// a body that is no JSON.
func publicBody(kind string, body json.RawMessage, mask func(string) string) (json.RawMessage, error) {
	return publicParts(kind, body, mask, nil)
}

// publicBody is the public form of a record of the register: what it says of withheld partnerships is empty.
func (x *index) publicBody(id coop.RecordID, kind, body string) (json.RawMessage, error) {
	return publicParts(kind, json.RawMessage(body), x.maskOf(x.sourceOf(int64(id))), x.kept.parts[id])
}

// publicParts is a body in its public form without some elements of its lists, in whose places empty ones stand.
func publicParts(kind string, body json.RawMessage, mask func(string) string, secret []string) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	w := &publicWriter{in: d, mask: mask, kind: kind, secret: secret}
	if err := w.value(""); err != nil {
		return nil, fmt.Errorf("public form: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("public form: text after the body")
	}
	return w.out.Bytes(), nil
}

// publicWriter copies a body value by value, so that the keys keep their order.
type publicWriter struct {
	in   *json.Decoder
	out  bytes.Buffer
	mask func(string) string
	kind string

	secret []string // paths of elements that are not public: "rows.3"
}

func (w *publicWriter) value(key string) error {
	t, err := w.in.Token()
	if err != nil {
		return err
	}
	switch v := t.(type) {
	case json.Delim:
		if v == '{' {
			return w.object(key)
		}
		return w.array(key)
	case string:
		return w.write(w.text(key, v))
	}
	return w.write(t)
}

// text masks a string; who volunteers on an atlas page is a person, in whatever form the row is printed.
func (w *publicWriter) text(key, s string) string {
	if w.kind == coop.KindAtlas && s != "" && (key == "volunteers.name" || key == "volunteers.raw") {
		return someone
	}
	return w.mask(s)
}

func (w *publicWriter) object(under string) error {
	w.out.WriteByte('{')
	for first := true; w.in.More(); {
		t, err := w.in.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if private[key] {
			var skipped json.RawMessage
			if err := w.in.Decode(&skipped); err != nil {
				return err
			}
			continue
		}
		if !first {
			w.out.WriteByte(',')
		}
		first = false
		if err := w.write(key); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if err := w.value(strings.TrimPrefix(under+"."+key, ".")); err != nil {
			return err
		}
	}
	return w.close('}')
}

func (w *publicWriter) array(under string) error {
	w.out.WriteByte('[')
	for n := 0; w.in.More(); n++ {
		if n > 0 {
			w.out.WriteByte(',')
		}
		if slices.Contains(w.secret, under+"."+strconv.Itoa(n)) {
			if err := w.empty(); err != nil {
				return err
			}
			continue
		}
		if err := w.value(under); err != nil {
			return err
		}
	}
	return w.close(']')
}

// empty leaves a value out.
func (w *publicWriter) empty() error {
	var skipped json.RawMessage
	w.out.WriteString("{}")
	return w.in.Decode(&skipped)
}

func (w *publicWriter) close(end byte) error {
	_, err := w.in.Token()
	w.out.WriteByte(end)
	return err
}

func (w *publicWriter) write(v any) error {
	e := json.NewEncoder(&w.out)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	w.out.Truncate(len(bytes.TrimRight(w.out.Bytes(), "\n")))
	return err
}
