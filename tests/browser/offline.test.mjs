// A census is answered without a line (T34): the page is kept, filled in, closed and opened again without a network, and sent once
// there is one. What is no receipt of Kafo is never taken for one: a portal that answers 200, a server that fails or breaks off in
// the middle of an answer. The proxy between the browser and the site plays them, and a slow line (T43).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';
import { get, here, startSite } from './lib.mjs';
import { heldBy, invite } from './census.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
const axe = readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const shots = process.env.KAFO_SHOTS; // a folder that pictures of the pages go to
const width = Number(process.env.KAFO_WIDTH ?? 360);
let site;
let browser;
let steward;
let line; // the proxy
let link;
let context;
let page;

// proxied is a line to the site that plays what networks do. play(request, body, answer) may answer instead of the site, or change
// what the site says; rate is in bytes a second, 0 for as fast as it goes.
async function proxied(base) {
  const to = new URL(base);
  const l = { play: null, rate: 0, bytes: 0, posts: [] };
  l.server = http.createServer((request, answer) => {
    const parts = [];
    request.on('data', (d) => parts.push(d));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      l.bytes += body.length;
      if (request.method === 'POST' && request.url.endsWith('/hors-ligne')) l.posts.push(body.toString());
      const forward = (change) => {
        const sent = http.request({ host: to.hostname, port: to.port, method: request.method, path: request.url, headers: { ...request.headers, ...(change && { 'accept-encoding': 'identity' }) } }, (got) => {
          const chunks = [];
          got.on('data', (d) => chunks.push(d));
          got.on('end', () => give(answer, got.statusCode, got.headers, Buffer.concat(chunks), change));
        });
        sent.on('error', () => answer.destroy());
        setTimeout(() => sent.end(body), l.rate ? (body.length / l.rate) * 1000 : 0);
      };
      if (!l.play || l.play({ request, body, answer, forward }) !== true) forward();
    });
  });
  const give = async (answer, status, headers, body, change) => {
    const changed = change ? change(body) : body;
    if (changed === null) { answer.destroy(); return; }
    const kept = { ...headers };
    if (change) kept['content-length'] = String(body.length); // one that is cut off is shorter than it says
    answer.writeHead(status, kept);
    l.bytes += changed.length;
    for (let at = 0; at < changed.length; at += 1024) {
      answer.write(changed.subarray(at, at + 1024));
      if (l.rate) await new Promise((r) => { setTimeout(r, (1024 / l.rate) * 1000); });
    }
    if (changed.length < body.length) answer.destroy(); else answer.end();
  };
  await new Promise((r) => { l.server.listen(0, '127.0.0.1', r); });
  l.base = `http://127.0.0.1:${l.server.address().port}`;
  return l;
}

const portal = ({ answer }) => {
  answer.writeHead(200, { 'content-type': 'text/html' });
  answer.end('<!doctype html><title>Wi-Fi</title><h1>Bienvenue</h1><form><button>Se connecter</button></form>');
  return true;
};
const posts = (f) => (x) => (x.request.method === 'POST' && x.request.url.endsWith('/hors-ligne') ? f(x) : false);

async function sound(p, name) {
  await p.evaluate(axe);
  const { violations } = await p.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], name);
  assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`);
  if (shots) await p.screenshot({ path: `${shots}/offline-${name}-${width}.png`, fullPage: true });
}

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');
const state = async (p = page) => plain(await p.textContent('[data-etat]'));
const says = (words, p = page) => p.waitForFunction((w) => new RegExp(w).test(document.querySelector('[data-etat]').textContent.replace(/[\u00a0\u202f]/g, ' ')), words, { timeout: 20_000 })
  .catch(async () => assert.fail(`it says ${JSON.stringify(await state(p))}, not /${words}/`));
const answered = async (p = page) => { // what the site has, as another page shows it
  const got = await p.request.get(`${link}/reponse.json`);
  return (await got.json()).given ?? {};
};

before(async () => {
  if (skip) return;
  site = await startSite();
  line = await proxied(site.base);
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  steward = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await heldBy(steward, site);
});
after(async () => { await browser?.close(); line?.server.close(); await site?.stop(); });

let asked = 0;
// Each test has an invitation, a browser and a device of its own, made ready.
beforeEach(async () => {
  if (skip) return;
  line.play = null;
  line.rate = 0;
  line.posts = [];
  await context?.close();
  asked += 1;
  link = line.base + await invite(steward, site, asked);
  context = await browser.newContext({ viewport: { width, height: 640 }, acceptDownloads: true });
  page = await context.newPage();
  await page.goto(link);
  await Promise.all([page.waitForURL(/rubriques/), page.click('button[value=commencer]')]);
  await page.goto(link);
  await page.check('#partage');
  await page.click('[data-geste=preparer]');
  await says('Prêt hors connexion');
});

const open = async (p = page) => { await p.goto(`${link}/hors-ligne`); await p.waitForSelector('#questionnaire:not([hidden])'); };
// means answers the rubric of means, which asks for a text.
const answer = async (id, text, p = page) => {
  const known = await p.$(`[name="${id}.encore"][value=corriger]`);
  if (known) await known.check();
  await p.fill(`#${id}`, text);
  await says('Enregistré sur cet appareil', p);
};
// tried sends by hand, and waits until that has come to something.
const tried = () => {
  const post = { predicate: (r) => r.method() === 'POST', timeout: 60_000 };
  const end = ['requestfailed', 'requestfinished'].map((what) => page.waitForEvent(what, post));
  end.forEach((e) => e.catch(() => {})); // one of them never comes
  return Promise.all([Promise.race(end), page.click('[data-geste=envoyer]')]);
};

test('opened, filled in, closed and opened again without a line, then sent', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '45 000 €');
  await page.close();
  page = await context.newPage();
  await page.goto(`${link}/rubriques/means`); // any page of the reply leads there
  await page.waitForSelector('#questionnaire:not([hidden])');
  assert.equal(await page.inputValue('#budget'), '45 000 €');
  await page.click('[data-geste=envoyer]');
  await says('Pas de réseau : rien n’est parti.*En attente d’envoi : 1');
  assert.match(await page.textContent('[data-attente]'), /à envoyer/);
  await sound(page, 'waiting');
  await context.setOffline(false);
  await says('Enregistré par le serveur, reçu n° \\d+-\\w{4}-');
  assert.deepEqual((await answered()).budget.values, ['45 000 €']);
  assert.equal(line.posts.length, 1);
  await sound(page, 'saved');
});

test('a portal that answers 200 is not taken for the site', { skip, timeout: 120_000 }, async () => {
  await open();
  line.play = portal;
  await answer('budget', '46 000 €');
  await page.click('[data-geste=envoyer]');
  await says('Rien n’est enregistré : ce qui a répondu n’est pas Kafo');
  await page.goto(`${link}/hors-ligne`); // the portal stands there too: what is kept is shown
  await page.waitForSelector('#questionnaire:not([hidden])');
  assert.equal(await page.inputValue('#budget'), '46 000 €');
  line.play = posts(({ answer: a, body }) => { // one that echoes what it is sent knows no hash of it
    a.writeHead(201, { 'content-type': 'application/json' });
    a.end(JSON.stringify({ ...JSON.parse(body), hash: 'x', receipt: '1-AAAA', saved_at: 1, sent_at: 1 }));
    return true;
  });
  await page.click('[data-geste=envoyer]');
  await says('ce qui a répondu n’est pas Kafo');
  assert.equal((await answered()).budget, undefined);
  line.play = null;
  await page.click('[data-geste=envoyer]');
  await says('Enregistré par le serveur');
  assert.deepEqual((await answered()).budget.values, ['46 000 €']);
});

test('a server that fails in the middle is asked again, and nothing is there twice', { skip, timeout: 120_000 }, async () => {
  await open();
  await answer('budget', '47 000 €');
  for (const [name, play] of Object.entries({
    'a gateway without a site': posts(({ answer: a }) => { a.writeHead(502, { 'content-type': 'text/html' }); a.end('<h1>Bad gateway</h1>'); return true; }),
    'a line that breaks before the site has it': posts(({ answer: a }) => { a.destroy(); return true; }),
    'a line that breaks after the site has it': posts(({ forward }) => { forward(() => null); return true; }),
    'half an answer': posts(({ forward }) => { forward((body) => body.subarray(0, body.length / 2)); return true; }),
  })) {
    line.play = play;
    await tried();
    await says('Pas de réseau : rien n’est parti|ce qui a répondu n’est pas Kafo');
    assert.doesNotMatch(await state(), /Enregistré par le serveur/, name);
  }
  line.play = null;
  const before = await answered();
  await page.click('[data-geste=envoyer]');
  await says('Enregistré par le serveur');
  assert.equal(new Set(line.posts).size, 1, 'the same parcel, to the byte');
  assert.deepEqual(await answered(), before);
  assert.deepEqual(before.budget.values, ['47 000 €']);
});

test('where the device is full the page says so, sends and exports', { skip, timeout: 120_000 }, async () => {
  await open();
  await answer('budget', '48 000 €');
  await page.evaluate(() => { IDBObjectStore.prototype.put = function full() { this.transaction.abort(); }; }); // as a browser does whose quota is used up
  await page.fill('#means', 'Une coordinatrice');
  await says('Impossible d’enregistrer sur cet appareil');
  await sound(page, 'full');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-geste=exporter]')]);
  assert.match(readFileSync(await file.path(), 'utf8'), /48 000 €[^]*Une coordinatrice/);
  await page.click('[data-geste=envoyer]');
  await says('Impossible d’enregistrer sur cet appareil.*Enregistré par le serveur');
  assert.deepEqual((await answered()).means.values, ['Une coordinatrice']);
});

test('what is on the screen outlives the clearing of what is kept', { skip, timeout: 120_000 }, async () => {
  await open();
  await answer('budget', '49 000 €');
  const tool = await context.newCDPSession(page);
  await tool.send('Storage.clearDataForOrigin', { origin: line.base, storageTypes: 'indexeddb' });
  await page.fill('#means', 'Deux volontaires');
  await says('Les données de ce navigateur ont été effacées');
  await page.reload();
  await page.waitForSelector('#questionnaire:not([hidden])');
  await says('Enregistré par le serveur');
  const given = await answered();
  assert.deepEqual([given.budget.values, given.means.values], [['49 000 €'], ['Deux volontaires']]);
});

test('two tabs show one draft', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  const other = await context.newPage();
  await open(other);
  await answer('budget', '50 000 €');
  await other.waitForFunction(() => document.querySelector('#budget').value === '50 000 €');
  await answer('means', 'Trois volontaires', other);
  await page.waitForFunction(() => document.querySelector('#means').value === 'Trois volontaires');
  await context.setOffline(false);
  await Promise.all([says('Enregistré par le serveur|Prêt hors connexion'), says('Enregistré par le serveur|Prêt hors connexion', other)]);
  const given = await answered();
  assert.deepEqual([given.budget.values, given.means.values], [['50 000 €'], ['Trois volontaires']]);
});

test('what has changed elsewhere is chosen, not replaced', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '51 000 €');
  line.play = posts(({ answer: a }) => { a.destroy(); return true; });
  await context.setOffline(false);
  const other = await context.newPage(); // the same person, online
  await other.goto(`${link}/rubriques/means`);
  if (await other.$('[name="budget.encore"]')) await other.check('[name="budget.encore"][value=corriger]');
  await other.fill('#budget', '52 000 €');
  await Promise.all([other.waitForURL(/actions/), other.click('button[value=continuer]')]);
  line.play = null;
  await page.click('[data-geste=envoyer]');
  await page.waitForSelector('.both');
  assert.match(plain(await page.textContent('.both')), /51 000 €[^]*52 000 €/);
  assert.deepEqual((await answered()).budget.values, ['52 000 €']);
  await sound(page, 'both');
  await page.reload();
  await page.waitForSelector('.both');
  await page.click('.both button >> nth=0');
  await says('Enregistré par le serveur');
  assert.deepEqual((await answered()).budget.values, ['51 000 €']);
});

test('a questionnaire that has changed loses nothing', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '53 000 €');
  await context.setOffline(false);
  line.play = ({ request, forward }) => {
    if (request.method !== 'GET' || !request.url.endsWith('/hors-ligne')) return false;
    forward((body) => Buffer.from(body.toString().replace('data-version="2013-09"', 'data-version="2014-01"')));
    return true;
  };
  await page.reload();
  await says('Le questionnaire a changé|Impossible d’enregistrer : Le questionnaire a changé');
  assert.equal(await page.inputValue('#budget'), '53 000 €');
});

test('a link that is taken back leaves the draft to be exported', { skip, timeout: 120_000 }, async () => {
  await open();
  await answer('budget', '54 000 €');
  line.play = ({ request, answer: a }) => {
    if (!request.url.startsWith('/repondre/') || request.url.endsWith('.js')) return false;
    a.writeHead(404, { 'content-type': request.method === 'POST' ? 'application/problem+json' : 'text/html' });
    a.end(request.method === 'POST' ? JSON.stringify({ status: 404, detail: 'Ce lien ne vaut plus.' }) : '<h1>Introuvable</h1>');
    return true;
  };
  await page.reload();
  await page.waitForSelector('#questionnaire:not([hidden])');
  await says('Impossible d’enregistrer : Ce lien ne vaut plus');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-geste=exporter]')]);
  assert.match(readFileSync(await file.path(), 'utf8'), /54 000 €/);
});

test('what is wrong is told beside its field, and the reply is handed in once', { skip, timeout: 180_000 }, async () => {
  await open();
  await answer('formalised', 'le trente-deux mars');
  await page.click('[data-geste=transmettre]');
  assert.match(await page.textContent('[data-fautes]'), /qui transmet/);
  await page.fill('#envoi-declarant', 'Déléguée A, adjointe au maire');
  await page.click('[data-geste=transmettre]');
  await says('la réponse n’est pas transmise');
  await page.waitForSelector('[data-fautes]:not([hidden])');
  await sound(page, 'wrong');
  for (const way of await page.$$eval('[data-fautes] a', (all) => all.map((e) => e.getAttribute('href')))) {
    assert.ok(way.startsWith('/repondre/') || await page.isVisible(way), `${way} is not to be seen`);
  }
  for (const box of await page.$$('[value=exact]')) await box.check();
  if (await page.isVisible('#continued')) await page.selectOption('#continued', 'yes');
  await answer('formalised', '2009');
  line.play = posts(({ forward }) => { forward(() => null); return true; }); // the site has it, and nobody hears of it
  await Promise.all([page.waitForEvent('requestfailed'), page.click('[data-geste=transmettre]')]);
  await says('Pas de réseau');
  line.play = null;
  await page.close();
  page = await context.newPage();
  await page.goto(`${link}/hors-ligne`);
  await says('Transmis : la réponse est enregistrée par le serveur, reçu n°');
  await sound(page, 'over');
  assert.equal(new Set(line.posts.slice(-2)).size, 1, 'the same parcel again');
  assert.deepEqual(await page.evaluate(async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]), [0, 0]);
  await page.goto(`${link}/recu`);
  assert.match(await page.textContent('main'), /Déléguée A, adjointe au maire/);
  await page.goto(link);
  assert.ok(await page.isVisible('[data-choix]'), 'nothing is kept any more');
});

test('the pages stay light (T33)', { skip }, async () => {
  const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
  for (const to of ['', '/rubriques/means', '/hors-ligne']) {
    const first = await get(link + to, { headers: { cookie } });
    let bytes = first.wire;
    let scripts = 0;
    const files = [...new Set([...first.text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, file]) => file))];
    for (const file of files) {
      const { wire } = await get(line.base + file);
      bytes += wire;
      if (file.endsWith('.js')) scripts += wire;
    }
    console.log(`${to || 'tasks'}: ${bytes} bytes, of which ${first.wire} page and ${scripts} script, in ${files.length + 1} requests`);
    assert.ok(first.status === 200 && bytes <= 45_000 && scripts <= 15_000 && first.wire <= 14_000 && files.length + 1 <= 4, `${to}: ${bytes} bytes, ${scripts} of scripts, ${first.wire} of page, ${files.length + 1} requests`);
  }
});

test('the worker goes once the site has none, and the draft stays', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '55 000 €');
  await context.setOffline(false);
  line.play = (x) => {
    if (x.request.url.endsWith('hors-ligne.js')) { x.answer.writeHead(410); x.answer.end(); return true; }
    return posts(({ answer: a }) => { a.destroy(); return true; })(x);
  };
  await page.evaluate(async () => { const r = await navigator.serviceWorker.getRegistration('/repondre/'); r.active.postMessage({ keep: '/repondre/0/hors-ligne' }, [new MessageChannel().port2]); });
  await page.reload();
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration('/repondre/')) && !(await caches.has('kafo-hors-ligne')));
  await page.reload();
  await page.waitForSelector('#questionnaire:not([hidden])');
  assert.equal(await page.inputValue('#budget'), '55 000 €');
});

test('erased from the device', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '56 000 €');
  page.on('dialog', (d) => d.accept());
  await page.click('[data-geste=effacer]');
  await says('sont effacés de cet appareil');
  const left = await page.evaluate(async () => [(await caches.keys()).length, await new Promise((r) => {
    const asked = indexedDB.open('kafo');
    asked.onsuccess = () => { asked.result.transaction('brouillons').objectStore('brouillons').count().onsuccess = (e) => r(e.target.result); };
  })]);
  assert.deepEqual(left, [0, 0]);
});

test('a browser that is no longer known is told so, and keeps the draft', { skip, timeout: 120_000 }, async () => {
  await open();
  await answer('budget', '58 000 €');
  await context.clearCookies();
  await page.reload();
  await page.waitForSelector('#questionnaire:not([hidden])');
  await says('Ce navigateur n’est plus reconnu pour cette réponse.*En attente d’envoi : 1');
  assert.equal(await page.inputValue('#budget'), '58 000 €');
});

test('a browser that keeps nothing says so', { skip, timeout: 120_000 }, async () => {
  await page.addInitScript(() => { Object.defineProperty(window, 'indexedDB', { value: undefined }); });
  await page.goto(link);
  await says('Ce navigateur ne garde rien');
  assert.ok(!await page.isVisible('[data-choix]'));
  await page.goto(`${link}/hors-ligne`);
  await says('Ce navigateur ne garde rien');
  assert.ok(await page.isVisible('[data-sans]') && !await page.isVisible('#questionnaire'));
});

test('a draft that is left for a month is gone', { skip, timeout: 120_000 }, async () => {
  await open();
  await context.setOffline(true);
  await answer('budget', '59 000 €');
  await page.addInitScript(() => { const now = Date.now; Date.now = () => now() + 31 * 86400000; });
  await page.reload();
  await says('Un brouillon laissé plus de 30 jours a été effacé');
  assert.ok(!await page.isVisible('#questionnaire'));
});

test('a shared device keeps nothing before somebody has agreed', { skip, timeout: 120_000 }, async () => {
  const other = await (await browser.newContext({ viewport: { width, height: 640 }, storageState: await context.storageState() })).newPage();
  await other.goto(link);
  assert.ok(await other.isDisabled('[data-geste=preparer]'));
  await other.check('#partage-oui');
  assert.ok(await other.isDisabled('[data-geste=preparer]'));
  await sound(other, 'shared');
  await other.check('#partage-accord');
  await other.click('[data-geste=preparer]');
  await says('Prêt hors connexion', other);
  await sound(other, 'ready');
  await other.context().close();
});

test('a slow line with breaks saves a rubric within thirty seconds (T43)', { skip, timeout: 180_000 }, async () => {
  line.rate = 8000; // 64 kbit/s
  line.bytes = 0;
  const began = Date.now();
  await open();
  const first = Date.now() - began;
  await answer('budget', '57 000 €');
  const saving = Date.now();
  line.play = posts(({ answer: a }) => { a.destroy(); return true; }); // before the site has it
  await tried();
  await says('Pas de réseau');
  line.play = posts(({ forward }) => { forward(() => null); return true; }); // after
  await tried();
  await says('Pas de réseau');
  line.play = null;
  await tried();
  await says('Enregistré par le serveur');
  assert.ok(Date.now() - saving < 30_000 && first < 30_000, `${first} ms to open, ${Date.now() - saving} ms to save`);
  assert.equal(new Set(line.posts).size, 1);
  assert.deepEqual((await answered()).budget.values, ['57 000 €']);
  console.log(`opened in ${first} ms, saved in ${Date.now() - saving} ms, ${line.bytes} bytes at 64 kbit/s`);
});
