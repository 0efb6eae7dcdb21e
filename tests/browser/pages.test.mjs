// The site as people meet it, in Chromium: axe, weight, reflow, keyboard, print, no script.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { crawl, family, here, none, sample, startSite } from './lib.mjs';

const axe = readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Ways of seeing a page (A1). English pages have the same templates: they are seen in the first only.
const ways = [
  { name: '1280 light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: '1280 dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: '1280 forced colours', viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
  { name: '320 light', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
  { name: '320 dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
];

// Budgets in bytes over the wire and requests, of a first visit and of a second page (L2, L3). Pages with a map are L3.
const budget = { record: { bytes: 60_000, requests: 5, repeat: 20_000 }, map: { bytes: 80_000, requests: 6, repeat: 80_000 } };

let site;
let seen;
let browser;
before(async () => {
  site = await startSite();
  seen = sample(await crawl(site.base), 1);
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((f) => f && existsSync(f));
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
after(async () => { await browser?.close(); await site?.stop(); });

const short = (url) => url.replace(site.base, '');
const french = () => seen.filter((p) => !/^\/en(\/|$|\?)/.test(short(p.url)));

// visit opens a page in a fresh context, does the job and gives what the browser complained of meanwhile.
async function visit(url, options, job) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (m) => { if (m.type() === 'error') complaints.push(m.text()); });
  page.on('pageerror', (e) => complaints.push(e.message));
  page.on('request', (r) => { if (!r.url().startsWith(site.base) && !r.url().startsWith('data:')) complaints.push(`request to ${r.url()}`); });
  try {
    await page.goto(url, { waitUntil: 'load' });
    await job(page, context);
  } finally { await context.close(); }
  return complaints;
}

for (const way of ways) {
  test(`axe finds nothing, pages fit, nothing is asked of others: ${way.name}`, { timeout: 900_000 }, async () => {
    const faults = [];
    const { name, ...options } = way;
    for (const { url } of name === '1280 light' ? seen : french()) {
      const complaints = await visit(url, options, async (page) => {
        for (const fault of await violations(page, options.forcedColors)) faults.push(`${short(url)} ${fault}`);
        const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
        if (wide > 0) faults.push(`${short(url)} is ${wide} px wider than the window`);
      });
      faults.push(...complaints.map((c) => `${short(url)} ${c}`));
    }
    none(faults, `fault at ${name}`);
  });
}

// violations runs axe, sent over the debugging protocol, which the page's policy does not hinder.
// Contrast is left out in forced colours: there the colours are the visitor's, and axe compares those of the style sheet.
async function violations(page, forced) {
  await page.evaluate(axe);
  const rules = forced ? { 'color-contrast': { enabled: false } } : {};
  const found = await page.evaluate(([values, r]) => window.axe.run(document, { runOnly: { type: 'tag', values }, rules: r, resultTypes: ['violations'] }), [tags, rules]);
  return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
}

test('axe itself finds a fault that is there', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.setContent('<html><body><img src="data:,"><p style="color:#aaa;background:#fff">pale</p></body></html>');
  const found = (await violations(page)).join('\n');
  await context.close();
  for (const rule of ['image-alt', 'color-contrast', 'html-has-lang']) assert.match(found, new RegExp(rule));
});

test('pages keep to their budgets, the first and the second one (L2, L3, T33)', async () => {
  const faults = [];
  const home = seen.find((p) => short(p.url) === '/');
  for (const { url, dom } of french()) {
    const limit = dom.querySelector('svg[data-map], figure.map svg, .map svg') ? budget.map : budget.record;
    const [one, two] = [await weigh([url]), await weigh([home.url, url])];
    if (one.bytes > limit.bytes) faults.push(`${short(url)}: ${one.bytes} bytes, ${limit.bytes} allowed`);
    if (one.requests > limit.requests) faults.push(`${short(url)}: ${one.requests} requests, ${limit.requests} allowed`);
    if (url !== home.url && two.bytes > limit.repeat) faults.push(`${short(url)}: ${two.bytes} bytes as the second page, ${limit.repeat} allowed`);
  }
  none(faults, 'page over its budget');
});

// weigh opens pages one after the other and weighs the last: bytes as they crossed the wire, headers included.
async function weigh(urls) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  let sum = { bytes: 0, requests: 0 };
  wire.on('Network.loadingFinished', (e) => { sum.bytes += e.encodedDataLength; if (e.encodedDataLength > 0) sum.requests += 1; });
  for (const url of urls) {
    sum = { bytes: 0, requests: 0 };
    await page.goto(url, { waitUntil: 'networkidle' });
  }
  await context.close();
  return sum;
}

test('the first stop of the keyboard skips to the content (RGAA 12.7)', async () => {
  const faults = [];
  for (const { url } of french()) {
    await visit(url, { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.keyboard.press('Tab');
      const goal = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
      const box = await page.evaluate(() => document.activeElement?.getBoundingClientRect().toJSON());
      await page.keyboard.press('Enter');
      const arrived = await page.evaluate((h) => h.startsWith('#') && location.hash === h && !!document.getElementById(h.slice(1))?.matches('main, main *'), goal);
      if (!arrived) faults.push(`${short(url)}: the first stop leads to "${goal}"`);
      else if (!(box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0)) faults.push(`${short(url)}: the skip link stays hidden when focused`);
    });
  }
  none(faults, 'skip link');
});

test('focus is seen on every stop and is never caught (RGAA 10.7, 12.9; WCAG 2.4.11)', { timeout: 600_000 }, async () => {
  const faults = [];
  for (const { url } of french()) await visit(url, { viewport: { width: 1280, height: 900 } }, async (page) => { faults.push(...(await walk(page)).map((f) => `${short(url)} ${f}`)); });
  none(faults, 'stop of the keyboard');
});

// walk presses Tab up to 40 times and looks at each stop: drawn apart from its unfocused self, and not covered.
async function walk(page) {
  const faults = [];
  let last = null;
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(inspectFocus);
    if (!stop) break;
    if (stop.path === last) faults.push(`focus is caught at ${stop.path}`);
    if (stop.fault) faults.push(`${stop.path}: ${stop.fault}`);
    if (stop.path === last) break;
    last = stop.path;
  }
  return faults;
}

// inspectFocus runs in the page.
function inspectFocus() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const name = (e) => (e === document.body || !e ? '' : `${name(e.parentElement)}>${e.localName}:${[...e.parentElement.children].indexOf(e)}`);
  const looks = () => { const s = getComputedStyle(at); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.textDecorationLine, s.textDecorationThickness].join(); };
  const focused = looks();
  const outlined = getComputedStyle(at).outlineStyle !== 'none' && parseFloat(getComputedStyle(at).outlineWidth) >= 1;
  at.blur();
  const different = looks() !== focused;
  at.focus({ preventScroll: true });
  const b = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const top = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);
  const covered = b.width > 0 && top && !at.contains(top) && !top.contains(at) && !at.labels?.[0]?.contains(top);
  const off = b.bottom <= 0 || b.top >= window.innerHeight || b.width === 0;
  const fault = !outlined && !different ? 'focus is not seen' : off ? 'focus is outside the window' : covered ? `focus is covered by ${top.localName}.${top.className}` : '';
  return { path: `${name(at)} "${(at.textContent || at.name || '').trim().slice(0, 30)}"`, fault };
}

test('without scripts: from the home page by search and facet to a value and the passage that states it (T33)', async () => {
  await visit(`${site.base}/`, { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }, async (page) => {
    const field = page.locator('main input[name=q], header input[name=q], input[name=q]').first();
    await field.fill('eau');
    await field.press('Enter');
    await page.waitForURL(/partenariats\?(.*&)?q=eau/);
    await page.goto(`${site.base}/partenariats`);
    const facet = page.locator('main a[href*="pays="], main a[href*="theme="]').first();
    const box = page.locator('main form input[type=checkbox][name=pays], main form input[type=checkbox][name=theme]').first();
    if (await facet.count()) await facet.click();
    else { await box.check(); await page.locator('main form button[type=submit], main form button:not([type])').first().click(); }
    await page.waitForURL(/partenariats\?(.*&)?(pays|theme)=/);
    await page.locator('main .items a[href^="/partenariats/"]').first().click();
    await page.waitForURL(/partenariats\/\d+/);
    await page.locator('main a[href^="/sources/"], main a[href^="/releves/"]').first().click();
    await page.waitForURL(/(sources|releves)\/\d+/);
    assert.equal(await page.locator('h1').count(), 1);
  });
});

test('on paper the menus are gone and nothing runs off the sheet (F20)', async () => {
  const faults = [];
  for (const { url } of french().filter((p) => /\{ref\}|^\/partenariats$/.test(family(p.url)))) {
    await visit(url, { viewport: { width: 794, height: 1123 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      if (await page.locator('nav.menu:visible, header form:visible').count()) faults.push(`${short(url)} prints its menus`);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
      if (wide > 0) faults.push(`${short(url)} is ${wide} px wider than A4`);
    });
  }
  none(faults, 'fault in print');
});
