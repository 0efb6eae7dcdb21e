// Passkeys in a real browser, with an authenticator that the browser makes up (WebAuthn over CDP): made on the page of security,
// it opens a visit by itself, stands for the second factor after a link, and is nobody's where the device does not know its owner.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
const EMAIL = 'a@example.org';
let site;
let base; // passkeys are good on https and on this very machine by its name
let browser;
let page;
let device;
let cdp;

before(async () => {
  if (skip) return;
  site = await startSite();
  base = site.base.replace('127.0.0.1', 'localhost');
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  page = await (await browser.newContext()).newPage();
  cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  ({ authenticatorId: device } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  }));
});
after(async () => { await browser?.close(); await site?.stop(); });

const path = () => new URL(page.url()).pathname;
const press = (button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const keys = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId: device })).credentials;
const known = (is) => cdp.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: is });

async function leave() {
  await page.goto(`${base}/deconnexion`);
  await press('main form button[type=submit]');
}

// link is the address that the last letter leads to.
const link = () => [...site.run('mail', 'list').matchAll(/\S*(\/connexion\/[A-Z2-7]{20,})/g)].map((m) => base + m[1])[0];

test('a passkey is made on the page of security', { skip }, async () => {
  await page.goto(base + /\/connexion\/[A-Z2-7]{20,}/.exec(site.log())[0]);
  await page.fill('#nom', 'Déléguée A');
  await page.fill('#email', EMAIL);
  await press('main form button[type=submit]');
  await page.goto(`${base}/compte/securite/cles`);
  assert.equal(await page.locator('form[data-cle]').isVisible(), true, 'the form shows itself where the script runs');
  await page.fill('#nom', 'Clé d’essai');
  await press('#cle');
  assert.equal(path(), '/compte/securite', await page.textContent('main'));
  assert.match(await page.textContent('main'), /Clé d’essai/);
  const made = await keys();
  assert.equal(made.length, 1);
  assert.equal(made[0].rpId, 'localhost');
  assert.equal(made[0].isResidentCredential, true);
});

test('it opens a visit by itself, with the rights of a second factor', { skip }, async () => {
  await leave();
  await page.goto(`${base}/administration`);
  assert.equal(path(), '/connexion');
  await page.goto(`${base}/connexion/cle?suite=%2Fadministration`);
  await press('#cle');
  assert.equal(path(), '/administration', await page.textContent('main'));
  assert.equal((await keys())[0].signCount > 0, true);
});

test('a device that does not know who holds it opens nothing, and the page says so', { skip }, async () => {
  await leave();
  await known(false);
  await page.goto(`${base}/connexion/cle`);
  await page.click('#cle');
  await page.locator('form[data-cle] .wrong[role=alert]').waitFor({ state: 'visible', timeout: 20_000 });
  assert.equal(path(), '/connexion/cle');
  await known(true);
  await press('#cle');
  assert.equal(path(), '/compte', 'and a second try, with the same form, opens');
});

test('after a link it stands for the second factor', { skip }, async () => {
  await leave();
  await page.goto(`${base}/connexion`);
  await page.fill('#email', EMAIL);
  await press('main form button[type=submit]');
  await page.goto(link());
  await press('main form button[type=submit]');
  assert.equal(path(), '/connexion/second-facteur');
  await press('#cle');
  assert.equal(path(), '/compte', await page.textContent('main'));
  await page.goto(`${base}/administration`);
  assert.equal(path(), '/administration');
});

test('without the script no form asks for a key, and codes or links serve', { skip }, async () => {
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(`${base}/connexion/cle`);
  assert.equal(await plain.locator('form[data-cle]').isVisible(), false);
  assert.equal(await plain.locator('main a[href="/connexion"], nav a[href="/connexion"]').count() > 0, true);
});
