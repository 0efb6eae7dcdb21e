// What may not stand in a page: pure functions from text or HTML to faults. text.test.mjs shows that each bites.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// Elements that hold the words of a document, code or input: those stay as they are printed.
export const documents = 'q, blockquote, pre, code, kbd, samp, cite, script, style, textarea, svg, [data-words], .words, .said, .passage, .stated, .snippet, .printednames, .mentions, .lines';

// ours is what the interface itself says: always in the frame, everywhere on pages that quote nobody.
const frame = 'title, header, footer, nav, label, button, .lede, .note, caption, th';

// visible gives the text nodes of an element, without those of documents.
export function visible(element, skip = documents) {
  const left = new Set(element.querySelectorAll(skip));
  const found = [];
  const walk = (node) => {
    if (left.has(node)) return;
    if (node.nodeType === 3) { if (node.text.trim()) found.push(node.text); return; }
    for (const child of node.childNodes) walk(child);
  };
  walk(element);
  return found;
}

// said gives the words of the interface on a page.
export function said(dom, quotesNobody) {
  if (quotesNobody) return visible(dom);
  return dom.querySelectorAll(frame).flatMap((e) => visible(e));
}

// namespaces are the first words of the message keys, read from the catalogue of messages: "nav", "site", "error" …
export function namespaces(folder) {
  const found = new Set();
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go'))) {
    for (const [, first] of readFileSync(path.join(folder, file), 'utf8').matchAll(/\{"([a-z_]+)\.[a-z_.0-9]+",/g)) found.add(first);
  }
  return [...found];
}

// rawKeys finds ??? and message keys that nobody translated.
export function rawKeys(text, spaces) {
  const found = text.match(/\?{3,}|%![a-zA-Z]\(|\bundefined\b|\[object Object\]|<nil>/g) ?? [];
  if (spaces.length === 0) return found;
  return found.concat(text.match(new RegExp(`(?<![\\w./@-])(?:${spaces.join('|')})(?:\\.[a-z_0-9]+)+(?![\\w/@])`, 'g')) ?? []);
}

// typography finds what a French printer would not set: plain spaces (or none) where a narrow one belongs, straight
// apostrophes, figures grouped with anything but U+202F (F1, F6). Names keep the apostrophe they were given (F10): where
// names may stand, named is true and apostrophes are not looked at.
export function typography(text, named = false) {
  const rules = [
    [/\S* [;!?»](?:\s|$)/g, 'plain space before'],
    [/« \S*/g, 'plain space after «'],
    [/\S* :(?:\s|$)/g, 'plain space before :'],
    [/(?<![\w/.:=&?-])[a-zà-ÿ]+[;!?](?=\s|$)/gi, 'no space before'],
    ...(named ? [] : [[/\p{L}'\p{L}+/gu, 'straight apostrophe']]),
    [/«[^\s\u202F\u00A0]\S*|\S*[^\s\u202F\u00A0]»/g, 'no space inside « »'],
  ];
  return rules.flatMap(([rule, name]) => (text.match(rule) ?? []).map((hit) => `${name}: ${hit}`)).concat(amounts(text));
}

// amounts finds figures whose groups or sign are set apart by the wrong space.
export function amounts(text) {
  const found = [];
  for (const [hit] of text.matchAll(/(?<![\d,.\u202F])\d{1,3}(?:[ \u00A0.]\d{3})+(?!\d)(?=[ \u00A0\u202F]?(?:€|F ?CFA|FCFA))/g)) found.push(`groups: ${hit}`);
  for (const [hit] of text.matchAll(/\d+ (?:€|%)|\d(?:€|%)(?!\w)/g)) found.push(`sign: ${hit}`);
  return found;
}

// leaks finds canaries, whatever the case, folded or escaped for HTML and JSON.
export function leaks(text, canaries) {
  const plain = fold(text.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/\\u([0-9a-f]{4})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))));
  return canaries.filter((c) => plain.includes(fold(c)));
}

const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[\s\u00A0\u202F]+/g, ' ').toLowerCase();

// headers gives what an answer's headers lack (T28). HSTS is for sites that are reached by https only.
export function headers(h) {
  const faults = [];
  const directives = new Map((h['content-security-policy'] ?? '').split(';').map((d) => d.trim().split(/\s+/)).map(([name, ...values]) => [name, values]));
  const is = (name, ...values) => { if (!values.includes((directives.get(name) ?? []).join(' '))) faults.push(`CSP ${name} is "${(directives.get(name) ?? ['absent']).join(' ')}"`); };
  is('default-src', "'self'", "'none'");
  is('object-src', "'none'");
  is('base-uri', "'none'", "'self'");
  is('form-action', "'self'", "'none'");
  is('frame-ancestors', "'none'");
  for (const [name, values] of directives) for (const v of values) if (/unsafe-|^\*$|^https?:$|^data:$/.test(v) && !(name === 'img-src' && v === 'data:')) faults.push(`CSP ${name} allows ${v}`);
  const must = (name, pattern) => { if (!pattern.test(h[name] ?? '')) faults.push(`${name} is "${h[name] ?? 'absent'}"`); };
  must('x-content-type-options', /^nosniff$/);
  must('referrer-policy', /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/);
  must('cross-origin-opener-policy', /^same-origin$/);
  must('permissions-policy', /camera=\(\).*microphone=\(\)|microphone=\(\).*camera=\(\)/);
  for (const name of ['x-powered-by', 'server']) if (h[name]) faults.push(`${name}: ${h[name]}`);
  // Only what nobody keeps (forms, accounts) may hand out a cookie, bound to this very host and to https (S 21).
  for (const cookie of [h['set-cookie'] ?? []].flat()) {
    if (h['cache-control'] !== 'no-store' || !/^__Host-[a-z]+=[^;]+; Path=\/;( [^;]+;)* HttpOnly; Secure; SameSite=Lax$/.test(cookie)) faults.push(`set-cookie: ${cookie}`);
  }
  return faults;
}
