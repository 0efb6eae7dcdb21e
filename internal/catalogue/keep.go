package catalogue

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// The kept index is a file that makes starts quick: the rows, the bitmaps, the heads of records and the masks of one
// generation. What it cannot vouch for (another program, another register, a byte that is not as it was written) is
// left aside without a word, and the index is made from the register.

// keptForm changes with the form of the file; the file also says which build of the program wrote it.
const keptForm = "kafo index 5"

// keptHead says of which moment of which register a file is.
type keptHead struct {
	Form  string
	Build string
	Seq   int64 // the last change in it
	Audit int64 // the last commit in it, and its time: a register put back from a copy has others
	At    int64
	Ended string // the last day in it on which something that was withheld became public
	Sum   string // SHA-256 of the rest
}

// Keep writes the index of this moment beside the register, unless it is there already or no place is set for it.
func (c *Catalogue) Keep(ctx context.Context) error {
	if c.options.Index == "" {
		return nil
	}
	x, err := c.current(ctx)
	if err != nil || c.keptSeq.Swap(x.seq) == x.seq {
		return err
	}
	return c.keep(ctx, x)
}

// build names the program that runs: its commit where it says so.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	out := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" {
			out += " " + s.Value
		}
	}
	return out
}

// keep writes the index beside the register, first under another name, so that the file is whole or not there.
func (c *Catalogue) keep(ctx context.Context, x *index) error {
	head, err := c.keptHead(ctx, x)
	if err != nil {
		return err
	}
	var p packer
	x.pack(&p)
	sum := sha256.Sum256(p.b)
	head.Sum = fmt.Sprintf("%x", sum)
	f, err := os.CreateTemp(filepath.Dir(c.options.Index), ".index-*")
	if err != nil {
		return fmt.Errorf("keep index: %w", err)
	}
	defer os.Remove(f.Name()) // not there any more once it has its name
	w := bufio.NewWriter(f)
	err = json.NewEncoder(w).Encode(head)
	if err == nil {
		_, err = w.Write(p.b)
	}
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep index: %w", err)
	}
	return os.Rename(f.Name(), c.options.Index)
}

func (c *Catalogue) keptHead(ctx context.Context, x *index) (keptHead, error) {
	number, day, _ := strings.Cut(x.version, ".")
	audit, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return keptHead{}, fmt.Errorf("keep index: %w", err)
	}
	at, err := c.q.AuditAt(ctx, audit)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return keptHead{}, fmt.Errorf("keep index: %w", err)
	}
	return keptHead{Form: keptForm, Build: build(), Seq: x.seq, Audit: audit, At: at, Ended: day}, nil
}

// kept reads the file; nil says that there is none that is of use.
func (c *Catalogue) kept(ctx context.Context, last int64, ended string) (*index, error) {
	raw, err := os.ReadFile(c.options.Index)
	if err != nil {
		return nil, nil
	}
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	var head keptHead
	if json.Unmarshal(line, &head) != nil || head.Form != keptForm || head.Build != build() || head.Seq > last || head.Ended != ended {
		return nil, nil
	}
	at, err := c.q.AuditAt(ctx, head.Audit)
	if errors.Is(err, sql.ErrNoRows) || err == nil && at != head.At {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("kept index: %w", err)
	}
	if fmt.Sprintf("%x", sha256.Sum256(rest)) != head.Sum {
		return nil, nil
	}
	x := &index{seq: head.Seq, ones: ones{}, whole: &whole{}}
	if err := x.unpack(&unpacker{b: rest}); err != nil {
		return nil, fmt.Errorf("kept index: %w", err)
	}
	if err := c.loadNamed(ctx, x); err != nil {
		return nil, fmt.Errorf("kept index: %w", err)
	}
	x.maskTitles()
	return x, nil
}

func (x *index) pack(p *packer) {
	x.rows.pack(p)
	packSets(p, x.words, func(s string) { p.text(s) })
	packSets(p, x.titles, func(s string) { p.text(s) })
	packSets(p, x.orgRows, func(id coop.OrgID) { p.num(int64(id)) })
	packSets(p, x.placeRows, func(id coop.TerritoryID) { p.num(int64(id)) })
	p.num(int64(len(x.facets)))
	for name, values := range x.facets {
		p.text(name)
		packSets(p, values, func(s string) { p.text(s) })
	}
	x.heads.pack(p)
	p.num(int64(len(x.mentions)))
	for org, n := range x.mentions {
		p.num(int64(org))
		p.num(int64(n))
	}
	p.num(int64(len(x.masks)))
	for source, m := range x.masks {
		p.num(int64(source))
		m.pack(p)
	}
}

func (x *index) unpack(u *unpacker) error {
	var errs []error
	x.rows = unpackRows(u)
	var room texts
	text := func() string { return room.keep(u.text()) }
	x.words = unpackSets(u, text, &errs)
	x.titles = unpackSets(u, text, &errs)
	x.orgRows = unpackSets(u, func() coop.OrgID { return coop.OrgID(u.num()) }, &errs)
	x.placeRows = unpackSets(u, func() coop.TerritoryID { return coop.TerritoryID(u.num()) }, &errs)
	x.facets = map[string]sets[string]{}
	for range u.num() {
		name := u.text()
		x.facets[name] = unpackSets(u, text, &errs)
	}
	x.sorted = slices.Sorted(maps.Keys(x.words))
	x.unpackHeads(u)
	x.mentions = map[coop.OrgID]int{}
	for range u.num() {
		org := coop.OrgID(u.num())
		x.mentions[org] = int(u.num())
	}
	x.masks = map[coop.SourceID]*masker{}
	for range u.num() {
		source := coop.SourceID(u.num())
		x.masks[source] = unpackMasker(u)
	}
	return errors.Join(errs...)
}

func (r *rows) pack(p *packer) {
	packNumbers(p, r.ids)
	p.num(int64(len(r.items.values)))
	p.b = append(p.b, r.items.values...)
	packNumbers(p, r.items.until)
	packNumbers(p, r.ends.values)
	packNumbers(p, r.ends.until)
	packNumbers(p, r.actions)
	packNumbers(p, r.at)
	packSet(p, r.stand)
	p.num(int64(len(r.orders)))
	for name, o := range r.orders {
		p.text(name)
		packNumbers(p, o.rows)
		packNumbers(p, o.rank)
	}
}

func unpackRows(u *unpacker) rows {
	r := rows{ids: unpackNumbers[coop.PartnershipID](u), stand: roaring.New(), orders: map[string]order{}}
	r.items = columns[byte]{append([]byte{}, u.bytes()...), unpackNumbers[uint32](u)}
	r.ends = columns[uint32]{unpackNumbers[uint32](u), unpackNumbers[uint32](u)}
	r.actions, r.at = unpackNumbers[uint32](u), unpackNumbers[uint32](u)
	if set, err := unpackSet(u); err == nil {
		r.stand = set
	}
	for range u.num() {
		name := u.text()
		r.orders[name] = order{unpackNumbers[uint32](u), unpackNumbers[uint32](u)}
	}
	return r
}

func packNumbers[T ~int64 | ~uint32](p *packer, list []T) {
	p.num(int64(len(list)))
	for _, n := range list {
		p.num(int64(n))
	}
}

func unpackNumbers[T ~int64 | ~uint32](u *unpacker) []T {
	list := make([]T, u.num())
	for i := range list {
		list[i] = T(u.num())
	}
	return list
}

func packSets[K comparable](p *packer, s sets[K], key func(K)) {
	p.num(int64(len(s)))
	for k, set := range s {
		key(k)
		packNumbers(p, set.few)
		if len(set.few) == 0 {
			packSet(p, set.bitmap())
		}
	}
}

func packSet(p *packer, b *roaring.Bitmap) {
	p.num(int64(b.GetSerializedSizeInBytes()))
	w := bytes.NewBuffer(p.b)
	_, _ = b.WriteTo(w) // a buffer takes everything
	p.b = w.Bytes()
}

func unpackSets[K comparable](u *unpacker, key func() K, errs *[]error) sets[K] {
	n := u.num()
	out, room := make(sets[K], n), pieces[uint32]{}
	for range n {
		k, few := key(), room.of(int(u.num()))
		for i := range few {
			few[i] = uint32(u.num())
		}
		if len(few) > 0 {
			out[k] = rowSet{few: few}
			continue
		}
		many, err := unpackSet(u)
		if err != nil {
			*errs = append(*errs, err)
			return out
		}
		out[k] = rowSet{many: many}
	}
	return out
}

// unpackSet reads a set that stays in the bytes of the file; who changes it copies it first.
func unpackSet(u *unpacker) (*roaring.Bitmap, error) {
	b := roaring.New()
	_, err := b.FromBuffer(u.bytes())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("bitmap: %w", err)
	}
	return b, nil
}

func (h heads) pack(p *packer) {
	n := int64(0)
	for range h.all() {
		n++
	}
	p.num(n)
	for r := range h.all() {
		for _, v := range []int64{int64(r.id), int64(r.source), int64(r.line), int64(r.end), int64(r.replacedBy), int64(len(r.subjects))} {
			p.num(v)
		}
		for _, s := range r.subjects {
			p.num(int64(s))
		}
		p.text(r.kind)
		p.text(r.trend)
		p.text(r.title)
		p.text(string(r.dated))
	}
}

func (x *index) unpackHeads(u *unpacker) {
	w := x.heads.change()
	var titles texts
	var room pieces[coop.PartnershipID]
	for range u.num() {
		r := recordHead{id: coop.RecordID(u.num()), source: coop.SourceID(u.num()), line: int(u.num()), end: int(u.num()), replacedBy: coop.RecordID(u.num())}
		r.subjects = room.of(int(u.num()))
		for i := range r.subjects {
			r.subjects[i] = coop.PartnershipID(u.num())
		}
		r.kind, r.trend, r.title, r.dated = x.one(u.text()), x.one(u.text()), titles.keep(u.text()), coop.Date(x.one(u.text()))
		w.put(r)
	}
	x.heads = w.heads
}
