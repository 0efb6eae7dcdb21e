// The site as a program reads it: links, siblings, titles, headers, language, leaks, caches, validity.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { crawl, each, family, get, here, links, none, root, sample, searchable, startSite, targets } from './lib.mjs';
import { amounts, documents, headers, leaks, namespaces, rawKeys, said, typography, visible } from './text.mjs';

// Families that must be met by following links from the home page: every list, an object of each kind, the pages that
// the law and RGAA ask for (A4).
const expected = ['/', '/partenariats', '/partenariats/{ref}', '/organisations', '/organisations/{ref}', '/territoires', '/territoires/{ref}', '/themes', '/themes/{ref}',
  '/sources', '/sources/{ref}', '/releves', '/releves/{ref}', '/fonds', '/reseaux', '/apercu', '/constats', '/a-propos', '/licence', '/accessibilite',
  '/mentions-legales', '/plan-du-site', '/en/', '/en/partenariats', '/en/partenariats/{ref}'];
// Families whose pages have .json and .csv behind them, and lists that have .xlsx and .geojson too.
const data = /^(\/en)?\/(partenariats|organisations|territoires|sources|releves|constats|themes)(\/\{ref\})?$|^(\/en)?\/(fonds|reseaux|apercu)$/;
// Pages that quote no document: every word is ours.
const ownWords = /^\/(a-propos|aide|licence|accessibilite|mentions-legales|donnees-personnelles|plan-du-site|donnees)$/;
const media = { json: /^application\/(geo\+)?json/, csv: /^text\/csv/, xlsx: /spreadsheetml/, geojson: /^application\/geo\+json/ };

let site;
let walked;
before(async () => { site = await startSite(); walked = await crawl(site.base); });
after(() => site?.stop());

const short = (url) => url.replace(site.base, '');
const first = (list, n) => list.slice(0, n);

test('every family of pages is reached by links', () => {
  const met = walked.families();
  none(expected.filter((f) => !met.get(f)?.some((p) => p.status === 200)), 'family not reached');
});

test('no link is broken and none takes a detour (T32)', async () => {
  const faults = [];
  const judge = (answer) => {
    const by = `${short(answer.url)} from ${short(walked.from.get(answer.url))}`;
    if (answer.status >= 400) faults.push(`${answer.status} ${by}`);
    else if (/^(\/en)?\/connexion\?suite=/.test(answer.headers.location ?? '')) return; // the door of what is private
    else if (answer.status >= 300 && !/^(\/en)?\/id\//.test(short(answer.url))) faults.push(`${answer.status} to ${answer.headers.location}: ${by}`);
  };
  for (const answer of walked.pages.values()) judge(answer);
  const rest = [...walked.from.keys()].filter((url) => !walked.pages.has(url));
  await each(first(rest, 3000), async (url) => judge(await get(url)));
  none(faults, 'broken link');
});

test('every anchor exists', async () => {
  const faults = [];
  const others = new Map(walked.html.map((p) => [p.url, p]));
  for (const page of walked.html) {
    for (const { target } of links(page, site.base)) {
      const goal = others.get(target.href.split('#')[0]);
      if (target.hash.length > 1 && goal && !goal.dom.getElementById(decodeURIComponent(target.hash.slice(1)))) faults.push(`${short(target.href)} from ${short(page.url)}`);
    }
  }
  none(faults, 'anchor that leads nowhere');
});

test('every list and page answers as .json and .csv, and what it offers beside (U50, T32)', async () => {
  const faults = [];
  const wanted = new Map();
  for (const [name, pages] of walked.families()) {
    for (const page of first(pages.filter((p) => p.dom && p.status === 200), 3)) {
      for (const { target, rel } of links(page, site.base)) if (/alternate/.test(rel) && /\.(json|csv|xlsx|geojson)$/.test(target.pathname)) wanted.set(target.href, page.url);
      if (data.test(name)) for (const format of ['json', 'csv']) wanted.set(`${page.url}.${format}`, page.url);
      if (data.test(name) && /partenariats$/.test(name)) for (const format of ['xlsx', 'geojson']) wanted.set(`${page.url}.${format}`, page.url);
    }
  }
  assert.ok(wanted.size > 20, `only ${wanted.size} siblings`);
  await each(wanted.keys(), async (url) => { const why = unusable(await get(url), new URL(url).pathname.split('.').pop()); if (why) faults.push(`${short(url)}: ${why}`); });
  none(faults, 'sibling that cannot be used');
});

// unusable says what is wrong with a file for machines.
function unusable(answer, format) {
  if (answer.status !== 200) return `status ${answer.status}`;
  if (!media[format].test(answer.headers['content-type'] ?? '')) return `type ${answer.headers['content-type']}`;
  if (format === 'json' || format === 'geojson') { try { JSON.parse(answer.text); } catch (e) { return e.message; } }
  if (format === 'csv' && !/^\uFEFF?[\w"]+([,;][\w"]+)*\r?\n/.test(answer.text)) return `no row of names: ${answer.text.slice(0, 60)}`;
  if (!/rel="?license"?/.test(answer.headers.link ?? '')) return 'no Link: rel="license" (O13)';
  return '';
}

test('titles are there and tell pages apart (RGAA 8.6)', async () => {
  const faults = [];
  const seen = new Map();
  const listed = await unread(targets(walked.pages.get(`${site.base}/sitemap.xml`), site.base)); // namesakes are rarely neighbours
  for (const page of [...walked.html, ...listed]) {
    const title = page.dom.querySelector('title')?.text.replace(/\s+/g, ' ').trim();
    const canonical = page.dom.querySelector('link[rel=canonical]')?.getAttribute('href') ?? page.url;
    const key = new URL(canonical, page.url).pathname + new URL(canonical, page.url).search;
    if (!title) faults.push(`${short(page.url)} has no title`);
    else if (seen.has(title) && seen.get(title) !== key) faults.push(`${short(page.url)} is called like ${seen.get(title)}: ${title}`);
    else seen.set(title, key);
    if (page.dom.querySelectorAll('h1').length !== 1) faults.push(`${short(page.url)} has ${page.dom.querySelectorAll('h1').length} h1`);
  }
  none(faults, 'title');
});

// unread reads the pages of these addresses that the crawl left out.
async function unread(addresses) {
  const found = [];
  await each(addresses.filter((url) => !walked.pages.has(url)), async (url) => {
    const answer = await get(url);
    if (answer.status !== 200) return;
    targets(answer, site.base);
    found.push(answer);
  });
  return found;
}

test('the language is said, and each page names the other', () => {
  const faults = [];
  for (const page of walked.html) {
    const lang = /^\/en(\/|$|\?)/.test(short(page.url)) ? 'en' : 'fr';
    if (page.dom.querySelector('html')?.getAttribute('lang') !== lang) faults.push(`${short(page.url)} is not marked ${lang}`);
    if (!page.dom.querySelector(`link[hreflang=${lang === 'fr' ? 'en' : 'fr'}]`)) faults.push(`${short(page.url)} does not name its translation`);
  }
  none(faults, 'language');
});

test('headers protect every answer, errors too (T28)', async () => {
  const faults = [];
  const errors = await Promise.all([['/nulle-part'], ['/partenariats/999999999'], ['/partenariats/abc'], ['/partenariats?page=99999999'], ['/partenariats', 'POST'], ['/static/x'], ['/livez'], ['/readyz'], ['/partenariats.json'], ['/id/partenariat/1']]
    .map(([url, method]) => get(site.base + url, { method })));
  for (const answer of [...walked.pages.values(), ...errors]) for (const fault of headers(answer.headers)) faults.push(`${answer.status} ${short(answer.url)}: ${fault}`);
  none(faults, 'header');
  none(errors.filter((e) => e.status >= 500).map((e) => `${e.status} ${short(e.url)}`), 'error of the server');
});

test('a page that is not there is a page: 404, with a way on and no detail', async () => {
  for (const where of ['/nulle-part', '/en/nowhere', '/partenariats/999999999']) {
    const answer = await get(site.base + where);
    assert.equal(answer.status, 404, where);
    assert.match(answer.text, /<h1/, where);
    assert.match(answer.text, /href="\/(en\/)?(plan-du-site|")/, `${where} shows no way on`);
    assert.doesNotMatch(answer.text, /goroutine|\.go:\d|SELECT |sql:/, where);
  }
});

test('no key, no program value in any text (T35)', () => {
  const spaces = namespaces(path.join(root, 'internal/i18n'));
  assert.ok(spaces.length > 0, 'no message keys found');
  const quotes = (p) => (/\/(sources|releves)\/\{ref\}/.test(family(p.url)) ? documents : 'script, style'); // a document may have ??? of its own
  none(walked.html.flatMap((p) => visible(p.dom, quotes(p)).flatMap((t) => rawKeys(t, spaces)).map((k) => `${short(p.url)}: ${k}`)), 'raw key');
});

test('French is set as print sets it (F1, F6)', () => {
  const faults = new Set();
  for (const page of walked.html.filter((p) => !/^\/en(\/|$)/.test(short(p.url)))) {
    for (const text of said(page.dom, ownWords.test(family(page.url)))) for (const fault of typography(text, !ownWords.test(family(page.url)))) faults.add(`${family(page.url)} ${fault}`);
    for (const text of visible(page.dom)) for (const fault of amounts(text)) faults.add(`${family(page.url)} ${fault}`);
  }
  none([...faults], 'typography');
});

test('no contact of a document is public in any answer or log line (R3, T26)', async (t) => {
  if (!site.canaries) { t.skip('KAFO_SITE names a running site: its contacts are not known'); return; }
  const faults = [];
  const look = (where, text) => { for (const c of leaks(text, site.canaries)) faults.push(`${where} gives away canary ${site.canaries.indexOf(c) + 1}`); };
  const extra = [];
  for (const [name, pages] of walked.families()) if (/\{ref\}$/.test(name) || data.test(name)) for (const p of pages) if (p.dom) for (const f of ['json', 'csv']) extra.push(`${p.url}.${f}`);
  for (const f of ['xlsx', 'geojson']) extra.push(`${site.base}/partenariats.${f}`);
  for (const c of site.canaries) for (const list of ['partenariats', 'organisations', 'releves']) extra.push(`${site.base}/${list}?q=${encodeURIComponent(c)}`);
  for (const page of walked.pages.values()) look(short(page.url), searchable(page));
  await each(extra, async (url) => { const answer = await get(url); look(short(url).split('?')[0], withoutQuestion(searchable(answer), url)); });
  look('the log', site.log());
  none(faults, 'leak');
});

// withoutQuestion takes out what the visitor typed, which a search page repeats.
function withoutQuestion(text, url) {
  const asked = new URL(url).searchParams.get('q');
  if (!asked) return text;
  const html = asked.replace(/&/g, '&amp;').replace(/'/g, '&#39;').replace(/"/g, '&#34;');
  return [asked, html, encodeURIComponent(asked), encodeURIComponent(asked).replace(/%20/g, '+')].reduce((rest, form) => rest.replaceAll(form, ''), text);
}

test('a search for a contact finds nothing', async (t) => {
  if (!site.canaries) { t.skip('KAFO_SITE names a running site: its contacts are not known'); return; }
  const faults = [];
  await each(site.canaries, async (c) => {
    const answer = await get(`${site.base}/partenariats.json?q=${encodeURIComponent(c)}`);
    const found = JSON.parse(answer.text);
    const count = found.total ?? found.items?.length ?? found.length;
    if (count !== 0) faults.push(`canary ${site.canaries.indexOf(c) + 1}: ${count} found`);
  });
  none(faults, 'contact that the search index knows');
});

test('an unchanged page is answered 304, a hashed asset is kept for ever (L8)', async () => {
  for (const where of ['/', '/partenariats']) {
    const answer = await get(site.base + where);
    assert.ok(answer.headers.etag, `${where} has no ETag`);
    const again = await get(site.base + where, { headers: { 'if-none-match': answer.headers.etag } });
    assert.equal(again.status, 304, where);
    assert.match(answer.headers['content-encoding'] ?? '', /br|gzip|zstd/, `${where} is not compressed`);
    assert.match(answer.headers.vary ?? '', /accept-encoding/i, where);
  }
  const assets = [...walked.pages.values()].filter((p) => family(p.url).startsWith('/static/'));
  assert.ok(assets.length > 0, 'no asset met');
  for (const asset of assets) assert.match(asset.headers['cache-control'] ?? '', /immutable/, short(asset.url));
});

test('sitemap and robots are there (O26), health answers GET and HEAD (U85)', async () => {
  const map = await get(`${site.base}/sitemap.xml`);
  assert.equal(map.status, 200);
  assert.match(map.text, /<lastmod>\d{4}-\d\d-\d\d/);
  assert.match((await get(`${site.base}/robots.txt`)).text, /^sitemap:/im);
  for (const where of ['/livez', '/readyz']) for (const method of ['GET', 'HEAD']) assert.equal((await get(site.base + where, { method })).status, 200, `${method} ${where}`);
});

test('HTML is valid: html-validate on a sample of each family', async () => {
  const judge = new HtmlValidate({ extends: ['html-validate:standard'], elements: ['html5'], rules: { 'long-title': 'off' } });
  const wrong = await judge.validateString('<!DOCTYPE html><html lang="fr"><head><title>x</title></head><body><p id="a"></p><p id="a"></p></body></html>');
  assert.equal(wrong.valid, false, 'the judge lets a doubled id pass');
  const faults = [];
  for (const page of sample(walked, 2)) {
    const verdict = await judge.validateString(page.text);
    for (const m of verdict.results.flatMap((r) => r.messages).filter((m) => m.severity === 2)) faults.push(`${short(page.url)}:${m.line} ${m.ruleId}: ${m.message}`);
  }
  none(faults, 'mistake in HTML');
});

test('HTML is valid: Nu on a sample of each family (RGAA 8.2)', (t) => {
  if (spawnSync('java', ['-version']).status !== 0) { t.skip('vnu needs Java, which is absent; html-validate ran'); return; }
  const folder = mkdtempSync(path.join(tmpdir(), 'kafo-vnu-'));
  const pages = sample(walked, 2);
  pages.forEach((p, i) => writeFileSync(path.join(folder, `${i}.html`), p.text));
  const jar = path.join(here, 'node_modules/vnu-jar/build/dist/vnu.jar');
  const done = spawnSync('java', ['-jar', jar, '--stdout', '--exit-zero-always', '--format', 'json', '--errors-only', folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  assert.equal(done.status, 0, done.stderr);
  none(JSON.parse(done.stdout).messages.map((m) => `${short(pages[parseInt(path.basename(m.url), 10)].url)}:${m.lastLine} ${m.message}`), 'mistake in HTML');
});
