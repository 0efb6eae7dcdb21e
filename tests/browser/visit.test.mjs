// The end of a visit in a page that stays open: the script warns ten minutes before, counts down, and the button prolongs without
// leaving the page or losing what was typed. The clock is the browser's own, moved forward.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
let site;
let browser;
let page;
before(async () => {
  if (skip) return;
  site = await startSite();
  const base = site.base.replace('127.0.0.1', 'localhost');
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  page = await (await browser.newContext()).newPage();
  await page.goto(base + /\/connexion\/[A-Z2-7]{20,}/.exec(site.log())[0]);
  await page.fill('#nom', 'Déléguée A');
  await page.fill('#email', 'a@example.org');
  await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]')]);
  await page.clock.install();
  await page.goto(`${base}/compte`);
});
after(async () => { await browser?.close(); await site?.stop(); });

const warns = () => page.locator('#visite [role=alert]').isVisible();
const minutes = async () => Number(await page.textContent('[data-minutes]'));

test('nothing is said while there is time', { skip }, async () => {
  await page.clock.fastForward('11:48:00');
  assert.equal(await warns(), false);
});

test('ten minutes before the end the page warns and counts', { skip }, async () => {
  await page.fill('#nom', 'Déléguée AB');
  await page.clock.fastForward('02:30');
  assert.equal(await warns(), true);
  const left = await minutes();
  assert.ok(left > 5 && left <= 10, `${left} minutes`);
  await page.clock.fastForward('03:00');
  assert.ok(await minutes() < left, 'the time left is counted down');
});

test('one key prolongs it, here, and what was typed stays', { skip }, async () => {
  const address = page.url();
  await page.focus('#visite button');
  await page.keyboard.press('Space');
  await page.locator('#visite [data-fait]').waitFor({ state: 'visible' });
  assert.equal(await warns(), false);
  assert.equal(page.url(), address);
  assert.equal(await page.inputValue('#nom'), 'Déléguée AB');
  assert.equal(page.context().pages().length, 1, 'no other page opened');
});

test('and warns again before the next end', { skip }, async () => {
  await page.clock.fastForward('11:55:00');
  assert.equal(await warns(), true);
});
