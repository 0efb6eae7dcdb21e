// Each check of text.mjs catches what is wrong and leaves alone what is right.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'node-html-parser';
import { family, root } from './lib.mjs';
import { amounts, headers, leaks, namespaces, rawKeys, said, typography, visible } from './text.mjs';

test('raw keys are found, words with dots are not', () => {
  const spaces = ['nav', 'error'];
  assert.deepEqual(rawKeys('Menu nav.home et ???x???', spaces), ['???', '???', 'nav.home']);
  assert.deepEqual(rawKeys('%!d(string=x)', spaces), ['%!d(']);
  assert.deepEqual(rawKeys('voir https://error.example/nav.html et kafo.sqlite, erreur.', spaces), []);
});

test('the namespaces of message keys are read from the catalogue', () => {
  assert.ok(namespaces(path.join(root, 'internal/i18n')).includes('nav'));
});

test('French typography: each rule bites', () => {
  for (const bad of ['Vraiment ?', 'Vraiment?', 'dit « oui »', 'Source : x', "l'accord", '«oui»', '12 %', '12%', '1 200 €', '1.200\u202F€', '1\u00A0200\u202F€', '3€']) {
    assert.notDeepEqual(typography(bad), [], bad);
  }
});

test('French typography: what is well set passes', () => {
  for (const good of ['Vraiment\u202F?', 'dit «\u202Foui\u202F»', 'Source\u00A0: x', 'l’accord', '12\u202F%', '1\u202F241\u202F219,50\u202F€', 'à 10:30', 'en 2012 100 actions', '/partenariats?q=eau']) {
    assert.deepEqual(typography(good), [], good);
  }
  assert.deepEqual(typography("MAIRIE D'ANGERS", true), []);
  assert.deepEqual(amounts('340\u202F000\u202F€'), []);
});

test('the words of documents are left out, those of the frame are not', () => {
  const dom = parse('<body><nav>Menu</nav><main><p class="words">l\'eau</p><p>Nous</p></main></body>');
  assert.deepEqual(visible(dom), ['Menu', 'Nous']);
  assert.deepEqual(said(dom, false), ['Menu']);
});

test('a canary is found folded, escaped and in other spaces', () => {
  const canaries = ['Zéphyrine CANARILLE'];
  for (const text of ['zephyrine canarille', 'Z&#233;phyrine\u00A0Canarille', 'Z\\u00e9phyrine CANARILLE']) assert.deepEqual(leaks(text, canaries), canaries, text);
  assert.deepEqual(leaks('[personne]', canaries), []);
});

test('headers: a good answer passes, each lack is named', () => {
  const good = {
    'content-security-policy': "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=()',
  };
  assert.deepEqual(headers(good), []);
  for (const name of Object.keys(good)) assert.notDeepEqual(headers({ ...good, [name]: undefined }), [], name);
  const csp = good['content-security-policy'];
  assert.notDeepEqual(headers({ ...good, 'content-security-policy': `${csp}; script-src 'self' 'unsafe-inline'` }), []);
  assert.notDeepEqual(headers({ ...good, 'content-security-policy': csp.replace("frame-ancestors 'none'", '') }), []);
  const cookie = '__Host-formulaire=ABC; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax';
  assert.deepEqual(headers({ ...good, 'cache-control': 'no-store', 'set-cookie': [cookie] }), []);
  for (const bad of ['a=b', cookie.replace('; Secure', ''), cookie.replace('__Host-', ''), `${cookie}; Domain=example.org`]) assert.notDeepEqual(headers({ ...good, 'cache-control': 'no-store', 'set-cookie': [bad] }), [], bad);
  assert.notDeepEqual(headers({ ...good, 'set-cookie': [cookie] }), []); // on a page that may be kept
});

test('addresses of one kind are one family', () => {
  assert.equal(family('http://h/partenariats/12-angers-bamako.json'), '/partenariats/{ref}.json');
  assert.equal(family('http://h/en/themes/eau'), '/en/themes/{ref}');
  assert.equal(family('http://h/en/'), '/en/');
  assert.equal(family('http://h/en/partenariats?q=eau&page=2'), '/en/partenariats?');
  assert.equal(family('http://h/static/style.0a1b2c3d.css'), '/static/style.{hash}.css');
});
