// A photo that somebody attaches to an answer is made smaller in the browser before it is sent (L9); what is no photo goes as it is.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { here, press, startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
let site;
let browser;
let page;

before(async () => {
  if (skip) return;
  site = await startSite();
  const year = new Date().getFullYear();
  site.run('campaign', 'create', 'Recensement d’essai', '--questionnaire', path.join(here, 'fixtures/questionnaire.toml'), '--held-by', 'Atelier d’exemple', '--reach', '01 99 00 47 11', '--opens', `${year}-01-01`, '--closes', `${year + 1}-12-31`);
  site.run('campaign', 'ask', '1');
  site.run('campaign', 'set', '1', 'open');
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage();
  await page.goto(site.base + /\/repondre\/[^,\s"]+/.exec(site.run('campaign', 'links', '1'))[0]);
  await press(page, 'button[value=commencer]');
  await press(page, 'button[value^="joindre."]');
});
after(async () => { await browser?.close(); await site?.stop(); });

// photo is a picture that weighs much: points of chance.
const photo = async (width, height, type) => Buffer.from(await page.evaluate(async ([w, h, kind]) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
  const to = canvas.getContext('2d');
  const points = to.createImageData(w, h);
  for (let i = 0; i < points.data.length; i += 65536) crypto.getRandomValues(points.data.subarray(i, i + 65536));
  for (let i = 3; i < points.data.length; i += 4) points.data[i] = 255;
  to.putImageData(points, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, kind, 0.9));
  return Array.from(new Uint8Array(await blob.arrayBuffer()));
}, [width, height, type]));

test('a photo that is too large is made smaller, and goes', { skip, timeout: 120_000 }, async () => {
  const raw = await photo(3600, 2400, 'image/jpeg');
  assert.ok(raw.length > 5 << 20, `${raw.length} bytes: the site itself would take it`);
  await page.setInputFiles('input[type=file]', { name: 'convention.jpeg', mimeType: 'image/jpeg', buffer: raw });
  await page.waitForSelector('[data-photo] [role=status]:not(:empty)');
  await press(page, '.asks button[type=submit]');
  const [, size] = /convention\.jpg \(([\d\s]+) ko\)/.exec(await page.textContent('main'));
  assert.ok(Number(size.replace(/\s/g, '')) < 5 << 10, size);
});

test('what is light, or no photo, goes as it is', { skip, timeout: 120_000 }, async () => {
  const light = await photo(40, 30, 'image/png');
  await page.setInputFiles('input[type=file]', { name: 'plan.png', mimeType: 'image/png', buffer: light });
  await press(page, '.asks button[type=submit]');
  assert.match(await page.textContent('main'), /plan\.png/);
  await page.setInputFiles('input[type=file]', { name: 'convention.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
  await press(page, '.asks button[type=submit]');
  assert.match(await page.textContent('main'), /convention\.pdf/);
});
