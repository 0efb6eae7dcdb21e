// A census is answered by its link on a small screen, with scripts off: from a first page that stays light to the receipt. A second
// browser sees nothing without its code. A steward holds the census in pages of her own.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { heldBy, invite } from './census.mjs';
import { get, here, press, startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
const axe = readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const shots = process.env.KAFO_SHOTS; // a folder that pictures of the pages go to
const width = Number(process.env.KAFO_WIDTH ?? 360);
let site;
let browser;
let steward;
let page;
let link;

const opened = async () => (await browser.newContext({ viewport: { width, height: 640 }, javaScriptEnabled: false })).newPage();

// seen keeps a picture of a page, where one is asked for.
async function seen(p, name) {
  if (shots) await p.screenshot({ path: `${shots}/reply-${name}-${width}.png`, fullPage: true });
}

// sound looks at a page: nothing that axe finds, nothing wider than the screen.
async function sound(p, name) {
  await p.evaluate(axe);
  const { violations } = await p.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], name);
  assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} is wider than the screen`);
  await seen(p, name);
}

before(async () => {
  if (skip) return;
  site = await startSite();
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  steward = await opened();
  await heldBy(steward, site);
  link = site.base + (await invite(steward, site, 1));
  page = await opened();
});
after(async () => { await browser?.close(); await site?.stop(); });

test('the first page weighs little (L1)', { skip }, async () => {
  const first = await get(link);
  assert.equal(first.status, 200);
  let bytes = first.wire;
  let requests = 1;
  for (const [, to] of first.text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
    bytes += (await get(site.base + to)).wire;
    requests += 1;
  }
  assert.ok(bytes <= 45_000 && requests <= 4, `${bytes} bytes in ${requests} requests`);
  assert.ok(first.wire < 14_000, `${first.wire} bytes of page`);
});

test('a reply is given without scripts', { skip, timeout: 300_000 }, async () => {
  await page.goto(link);
  await seen(page, 'begin');
  await press(page, 'button[value=commencer]');
  assert.match(page.url(), /rubriques\/partners$/);
  await seen(page, 'partners');
  await press(page, 'button[value=exact]');
  await seen(page, 'contacts');
  await page.fill('#contact_french', 'Déléguée B, adjointe, b@example.org');
  await press(page, 'button[value=continuer]');
  await seen(page, 'agreement');
  await press(page, page.url().endsWith('agreement') && await page.$('button[value=exact]') ? 'button[value=exact]' : 'button[value=continuer]');
  await seen(page, 'means');
  if (await page.$('[name="budget.encore"]')) await page.check('[name="budget.encore"][value=corriger]');
  await page.fill('#budget', '45 000 € en 2026');
  await press(page, 'button[value=continuer]');
  await seen(page, 'actions');
  await press(page, 'button[value="plus-tard"]');
  await seen(page, 'tasks');
  await page.goto(`${link}/verifier`);
  await seen(page, 'check-wrong');
  await page.goto(`${link}/rubriques/actions`);
  if (await page.isVisible('#continued')) await page.selectOption('#continued', 'yes');
  await press(page, await page.$('button[value=exact]') ? 'button[value=exact]' : 'button[value=continuer]');
  await page.goto(`${link}/verifier`);
  await page.fill('#declarant', 'Déléguée B, adjointe au maire');
  await press(page, 'main form.asks button[type=submit]');
  assert.match(page.url(), /\/recu$/, await page.textContent('main'));
  assert.match(await page.textContent('main'), /45 000 € en 2026/);
  await seen(page, 'receipt');
  await page.emulateMedia({ media: 'print' });
  if (shots) await page.screenshot({ path: `${shots}/reply-receipt-print-${width}.png`, fullPage: true });
  await page.emulateMedia({ media: 'screen' });
});

test('every page is sound', { skip, timeout: 120_000 }, async () => {
  const context = await browser.newContext({ viewport: { width, height: 640 }, storageState: await page.context().storageState() });
  const same = await context.newPage();
  const parts = ['', '/rubriques/partners', '/rubriques/contacts', '/rubriques/means', '/rubriques/actions', '/verifier', '/recu', '/imprimer', '/brouillon', '/pas-nous', '/decliner'];
  for (const part of parts) {
    const answer = await same.goto(link + part);
    assert.equal(answer.status(), 200, part);
    assert.equal(same.url(), link + part);
    await sound(same, `page${part.replaceAll('/', '-')}`);
  }
  await same.goto(`${site.base}/repondre`);
  await sound(same, 'code');
});

test('another browser needs a code', { skip, timeout: 120_000 }, async () => {
  const other = await opened();
  await other.goto(`${link}/recu`);
  assert.equal(other.url(), link);
  assert.doesNotMatch(await other.textContent('main'), /45 000/);
  await press(other, 'button[value=code]');
  await seen(other, 'device');
  await other.fill('#code', '000 000');
  await press(other, 'button[value=admettre]');
  assert.match(await other.title(), /^Erreur/);
  await other.goto(`${link}/recu`);
  assert.equal(other.url(), link);
});
