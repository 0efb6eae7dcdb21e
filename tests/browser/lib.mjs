// What every test of the site needs: a site on a register of its own, HTTP with the bytes that cross the wire, a crawl.
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'node-html-parser';

export const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.join(here, '..', '..');

// Documents imported beforehand. Both are invented; the people in them are the canaries of the leak test.
export const documents = [path.join(here, 'fixtures', 'recensement.txt'), path.join(root, 'internal/format/atlaspage/testdata/action_bars.txt')];

// startSite serves a fresh register with the example and the invented documents, or with another document alone. KAFO_BIN is the
// program; KAFO_SITE takes a site that already runs instead, whose register, log and process are then unknown (canaries null, log
// empty). more is further settings of its environment.
export async function startSite(alone, more = {}) {
  if (process.env.KAFO_SITE) return { base: process.env.KAFO_SITE.replace(/\/$/, ''), log: () => '', canaries: null, pid: 0, stop: async () => {} };
  if (!process.env.KAFO_BIN) throw new Error('KAFO_BIN names no program: run ./check.sh, or build ./cmd/kafo and name it');
  const data = mkdtempSync(path.join(tmpdir(), 'kafo-browser-'));
  const env = { PATH: process.env.PATH, KAFO_DATA: data, KAFO_LISTEN: '127.0.0.1:0', KAFO_OPERATOR: 'Opérateur d’essai', KAFO_CONTACT: 'atlas@example.org', ...more };
  if (!alone) await (await serve(env)).stop(); // the first start creates the register and loads the example
  run(env, 'import', ...(alone ? [alone] : documents));
  const canaries = alone ? null : canariesOf(run(env, 'export', 'records'));
  const site = await serve(env);
  return { ...site, canaries, run: (...args) => run(env, ...args), stop: async () => { await site.stop(); rmSync(data, { recursive: true, force: true }); } };
}

// program runs commands on a register of its own, in a folder.
export const program = (data) => (...args) => run({ PATH: process.env.PATH, KAFO_DATA: data }, ...args);

function run(env, ...args) {
  const done = spawnSync(process.env.KAFO_BIN, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`kafo ${args[0]} ended with ${done.status ?? done.error}: ${done.stderr}`);
  return done.stdout;
}

// serve starts the program and waits for the address that it prints.
async function serve(env) {
  const child = spawn(process.env.KAFO_BIN, ['serve'], { env });
  let out = '';
  let log = '';
  child.stderr.on('data', (d) => { log += d; });
  const ended = once(child, 'exit');
  const base = await new Promise((found, lost) => {
    const late = setTimeout(() => { child.kill('SIGKILL'); lost(new Error(`serve printed no address within 120 s: ${log}`)); }, 120_000);
    child.stdout.on('data', (d) => {
      out += d;
      const address = /https?:\/\/[\w.:[\]]+/.exec(out);
      if (address) { clearTimeout(late); found(address[0]); }
    });
    child.on('exit', (code) => { clearTimeout(late); lost(new Error(`serve ended with ${code}: ${log}`)); });
  });
  const stop = async () => { child.kill('SIGTERM'); await ended; };
  return { base, pid: child.pid, log: () => log + out, stop };
}

// code is what an application shows now for a seed (RFC 6238).
function code(seed) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...seed.replace(/[\s=]/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = crypto.createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// press presses a button and waits for the page that it leads to.
export async function press(page, button) {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.click(button)]);
}

// installed makes the first account of a site in a page: an administrator, and a steward with the second factor by which she decides.
export async function installed(page, site) {
  await page.goto(site.base + /\/connexion\/[A-Z2-7]{20,}/.exec(site.log())[0]);
  await page.fill('#nom', 'Déléguée A');
  await page.fill('#email', 'a@example.org');
  await press(page, 'main form button[type=submit]');
  await page.goto(`${site.base}/compte/securite/codes`);
  await page.fill('main input[type=text]', code(await page.textContent('.seed')));
  await press(page, 'main form button[type=submit]');
  await page.goto(`${site.base}/administration/comptes/1`);
  await page.selectOption('select[name=role]', 'steward');
  await page.fill('form:has(select[name=role]) [name=pourquoi]', 'essai');
  await press(page, 'form:has(select[name=role]) button');
}

// canariesOf takes the people of the invented documents from what the readers parsed, and the addresses and telephone
// numbers from the documents themselves.
export function canariesOf(ndjson) {
  const found = new Set();
  for (const line of ndjson.split('\n').filter(Boolean)) {
    const record = JSON.parse(line);
    const body = record.body ?? record;
    for (const list of ['contacts', 'post_contacts', 'foreign_contacts']) {
      for (const person of body[list] ?? []) for (const value of [person.name, person.email]) if (value) found.add(value);
    }
  }
  if (found.size === 0) throw new Error('the invented documents gave no contact: the leak test would be empty');
  for (const file of documents) {
    const text = readFileSync(file, 'utf8');
    for (const [value] of text.matchAll(/[\w.+-]+@[\w-]+\.[\w.-]*\w|\b0\d(?: \d\d){4}\b/g)) found.add(value);
  }
  return [...found];
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });

// get asks for a page and gives status, headers, body (decoded) and wire (bytes of the body as sent).
export function get(url, { headers = {}, method = 'GET' } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, method, headers: { 'accept-encoding': 'br, gzip', accept: 'text/html,*/*;q=0.1', ...headers } }, (answer) => {
      const parts = [];
      answer.on('data', (d) => parts.push(d));
      answer.on('error', reject);
      answer.on('end', () => {
        const raw = Buffer.concat(parts);
        const body = decode(raw, answer.headers['content-encoding']);
        resolve({ url, status: answer.statusCode, headers: answer.headers, wire: raw.length, body, text: body.toString('utf8') });
      });
    });
    request.setTimeout(30_000, () => request.destroy(new Error(`${url}: no answer within 30 s`)));
    request.on('error', reject);
    request.end();
  });
}

function decode(raw, encoding) {
  if (raw.length === 0) return raw;
  if (encoding === 'br') return zlib.brotliDecompressSync(raw);
  if (encoding === 'gzip') return zlib.gunzipSync(raw);
  return raw;
}

// searchable is the text of an answer for the leak test: a workbook or archive is opened.
export function searchable(answer) {
  if (answer.body.subarray(0, 2).toString() !== 'PK') return answer.text;
  return Object.values(unzipSync(answer.body)).map((part) => strFromU8(part)).join('\n');
}

// family names the kind of page behind an address: what stands behind the name of a list becomes {ref}, searches end
// with ?.
export function family(url) {
  const u = new URL(url);
  const [, lang, list, ref] = /^(\/en)?\/([^/]*)(?:\/(.+))?$/.exec(u.pathname) ?? [];
  const search = u.search ? '?' : '';
  if (ref === undefined || list === 'static') return u.pathname.replace(/\.[0-9a-z]{6,}(\.\w+)$/, '.{hash}$1') + search;
  return `${lang ?? ''}/${list}/{ref}${/\.(json|csv|xlsx|geojson|zip)$/.exec(ref)?.[0] ?? ''}${search}`;
}

// links gives every address of the same site that a page names, with what names it.
export function links(page, base) {
  const found = [];
  for (const element of page.dom.querySelectorAll('[href], [src], form[action], use')) {
    const tag = element.tagName.toLowerCase();
    if (tag === 'form' && (element.getAttribute('method') ?? 'get').toLowerCase() !== 'get') continue;
    const value = element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('action');
    if (!value || /^(mailto|tel|data):/i.test(value)) continue;
    const target = new URL(value, page.url);
    if (target.origin === new URL(base).origin) found.push({ target, tag, rel: element.getAttribute('rel') ?? '' });
  }
  return found;
}

// crawl walks the site from its two homes, taking turns between the families so that each is met, and reads up to max
// pages. pages: address → answer with dom; from: address → a page that names it.
export async function crawl(base, max = 400) {
  const queues = new Map();
  const from = new Map();
  const pages = new Map();
  const offer = (url, by) => {
    if (from.has(url)) return;
    from.set(url, by);
    const name = family(url);
    if (!queues.has(name)) queues.set(name, []);
    queues.get(name).push(url);
  };
  for (const start of ['/', '/en/', '/sitemap.xml', '/robots.txt']) offer(base + start, '(start)');
  while (pages.size < max) {
    const round = [...queues.values()].map((q) => q.shift()).filter(Boolean).slice(0, max - pages.size);
    if (round.length === 0) break;
    for (const answer of await Promise.all(round.map((url) => get(url)))) {
      pages.set(answer.url, answer);
      for (const target of targets(answer, base)) offer(target, answer.url);
    }
  }
  return { pages, from, html: [...pages.values()].filter((p) => p.dom && p.status === 200), families: () => byFamily(pages) };
}

// targets gives the addresses of the site that an answer names, and reads the page of an answer that is one (dom).
export function targets(answer, base) {
  const type = answer.headers['content-type'] ?? '';
  if (answer.status >= 300 && answer.status < 400 && answer.headers.location) {
    const target = new URL(answer.headers.location, answer.url);
    return target.origin === new URL(base).origin ? [target.href.split('#')[0]] : [];
  }
  if (type.startsWith('text/html')) {
    answer.dom = parse(answer.text, { comment: false, blockTextElements: { script: true, style: true, pre: true } });
    return links(answer, base).map(({ target }) => target.href.split('#')[0]);
  }
  if (answer.url.endsWith('/sitemap.xml')) return [...answer.text.matchAll(/<loc>([^<]+)</g)].map(([, loc]) => new URL(loc, base)).filter((u) => u.origin === new URL(base).origin).map((u) => u.href);
  return [];
}

function byFamily(pages) {
  const all = new Map();
  for (const page of pages.values()) {
    const name = family(page.url);
    if (!all.has(name)) all.set(name, []);
    all.get(name).push(page);
  }
  return all;
}

// sample takes up to n pages of every family of HTML pages: the fullest ones.
export function sample(site, n = 1) {
  return [...site.families().values()].flatMap((list) => list.filter((p) => p.dom && p.status === 200).sort((a, b) => b.body.length - a.body.length).slice(0, n));
}

// each runs a job on each item, a few at a time, in order of answers.
export async function each(items, job, width = 6) {
  const queue = [...items];
  await Promise.all(Array.from({ length: width }, async () => { while (queue.length > 0) await job(queue.shift()); }));
}

// none fails a test with the first faults and how many there are.
export function none(faults, what) {
  if (faults.length === 0) return;
  throw new Error(`${faults.length} × ${what}:\n  ${faults.slice(0, 25).join('\n  ')}${faults.length > 25 ? '\n  …' : ''}`);
}
