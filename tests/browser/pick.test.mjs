// The pickers of a report, as people use them: by keyboard alone, read aloud, without a script, on a telephone.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { here, startSite } from './lib.mjs';

const axe = readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const form = '/signaler?sur=/themes';
let site;
let browser;
before(async () => {
  site = await startSite();
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((f) => f && existsSync(f));
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});
after(async () => { await browser?.close(); await site?.stop(); });

async function on(options, job) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    await page.goto(site.base + form);
    await job(page);
  } finally { await context.close(); }
}

test('a territory is chosen by keyboard alone, and what is read aloud says so', async () => {
  await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
    const place = page.getByRole('combobox', { name: /territoire/ });
    while (!(await place.evaluate((e) => e === document.activeElement))) await page.keyboard.press('Tab');
    assert.equal(await place.getAttribute('aria-expanded'), 'false');
    await page.keyboard.type('kay');
    const first = page.getByRole('option').first();
    await first.waitFor();
    assert.equal(await place.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowDown');
    assert.equal(await place.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
    assert.equal(await first.getAttribute('aria-selected'), 'true');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), []);
    await page.keyboard.press('Enter');
    assert.equal(await place.getAttribute('aria-expanded'), 'false');
    assert.match(await place.inputValue(), /kay/i);
    assert.match(await page.locator('input[name="lieu-numero"]').inputValue(), /^[0-9]+$/);
    await page.locator('#texte').focus();
    await page.keyboard.type('Il manque une action.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/signaler\/recu/);
    assert.match(await page.textContent('main'), /Kay/);
  });
});

test('an organisation is chosen by keyboard alone, going up, down and past the end, and the report is about it', async () => {
  await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
    const named = page.getByRole('combobox', { name: /organisation/ });
    while (!(await named.evaluate((e) => e === document.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.type('ango');
    const options = page.locator('#organisation-liste').getByRole('option');
    await options.first().waitFor();
    const count = await options.count();
    const active = () => named.getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), await options.nth(count - 1).getAttribute('id'), 'up from nothing is not the last one');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), await options.first().getAttribute('id'), 'down from the last one is not the first');
    const chosen = await options.first().evaluate((e) => ({ ...e.dataset }));
    await page.keyboard.press('Enter');
    assert.equal(await named.inputValue(), chosen.name);
    assert.equal(await page.locator('input[name="organisation-numero"]').inputValue(), chosen.id);
    assert.equal(await page.locator('input[name="lieu-numero"]').count(), 0, 'the picker beside it took the choice');
    await page.locator('#texte').focus();
    await page.keyboard.type('Le nom a changé.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/signaler\/recu/);
    assert.match(await page.locator('main dl a').first().getAttribute('href'), new RegExp(`^/organisations/${chosen.id}(-|$)`));
  });
});

test('what is typed after a choice takes the organisation back', async () => {
  await on({}, async (page) => {
    const named = page.getByRole('combobox', { name: /organisation/ });
    await named.pressSequentially('ango');
    await page.locator('#organisation-liste').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('input[name="organisation-numero"]').count(), 1);
    await page.keyboard.type('x');
    assert.equal(await page.locator('input[name="organisation-numero"]').count(), 0);
  });
});

test('Escape closes the list and keeps what was typed', async () => {
  await on({}, async (page) => {
    const place = page.getByRole('combobox', { name: /territoire/ });
    await place.pressSequentially('kay');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await place.getAttribute('aria-expanded'), 'false');
    assert.equal(await place.inputValue(), 'kay');
  });
});

test('without a script namesakes come back to choose from, and nothing that was written is lost', async () => {
  await on({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } }, async (page) => {
    await page.fill('#lieu', 'kay');
    await page.fill('#texte', 'Il manque une action.');
    await page.click('main form.asks button[type=submit]');
    const choices = page.getByRole('radio');
    assert.ok(await choices.count() > 1, 'no namesakes are offered');
    assert.equal(await page.inputValue('#texte'), 'Il manque une action.');
    await choices.first().check();
    await page.click('main form.asks button[type=submit]');
    await page.waitForURL(/signaler\/recu/);
  });
});

test('on a telephone the list of a picker fits', async () => {
  await on({ viewport: { width: 360, height: 740 } }, async (page) => {
    await page.getByRole('combobox', { name: /territoire/ }).pressSequentially('kay');
    await page.getByRole('option').first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is wider than the screen');
    const box = await page.getByRole('listbox').first().boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360, `the list stands at ${JSON.stringify(box)}`);
  });
});
