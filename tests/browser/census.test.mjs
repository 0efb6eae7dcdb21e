// A whole census, as those who hold one and those who answer live it: a printed census is imported, whom it names is asked with what
// is known, some answer in a browser, some by a document of a word processor; what they say is accepted, an edition
// frozen and printed, and the printed document read again by another register gives the same records.
//
// KAFO_CENSUS is a census as text, in place of the example and the invented one; KAFO_ANSWERS how many answer each way, as 20,5,5,5.
// KAFO_OUT is a folder that the prints stay in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { chromium } from 'playwright-core';
import { installed, press, program, startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
const [byLink, byDocument, byOffice, byPhone] = (process.env.KAFO_ANSWERS ?? '1,1,1,1').split(',').map(Number);
const replies = byLink + byDocument + byOffice + byPhone;
const long = { skip, timeout: 120_000 + 30_000 * replies };
let site;
let browser;
let steward;
let links;
let out;
const budgets = []; // each answered budget, told apart by its cents

const opened = async (options) => (await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled: false, ...options })).newPage();

// table reads a table of ours as objects; no cell of it holds a comma or a quotation mark.
const table = (csv) => {
  const [head, ...rows] = csv.trim().split(/\r?\n/).map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
};

before(async () => {
  if (skip) return;
  site = await startSite(process.env.KAFO_CENSUS);
  out = process.env.KAFO_OUT ?? mkdtempSync(path.join(tmpdir(), 'kafo-census-'));
  const found = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  steward = await opened({ viewport: { width: 1280, height: 900 } });
  await installed(steward, site);
  const year = new Date().getFullYear();
  site.run('campaign', 'create', 'Recensement d’essai', '--held-by', 'Atelier d’exemple', '--reach', '01 99 00 47 11', '--opens', `${year}-01-01`, '--closes', `${year + 1}-12-31`);
  site.run('campaign', 'ask', '1', '--sides', 'french');
  site.run('campaign', 'set', '1', 'open');
  links = table(site.run('campaign', 'links', '1')).map((row) => row.lien.replace(/^https?:\/\/[^/]+/, site.base));
  assert.ok(links.length >= replies, `${links.length} are asked`);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  if (out && !process.env.KAFO_OUT) rmSync(out, { recursive: true, force: true });
});

// budget is the sum that the nth answer gives.
const budget = (n) => {
  budgets.push(`${1000 + n} €`);
  return `${1000 + n} € en 2026`;
};

// checked sends a reply from its last page, and ends on its receipt.
async function checked(page, link) {
  await page.goto(`${link}/verifier`);
  for (const problem of await page.$$eval('.problems a, [role=alert] a', (all) => all.map((a) => a.textContent))) assert.fail(`${link}: ${problem}`);
  await page.fill('#declarant', 'Déléguée B, adjointe au maire');
  await press(page, 'main form.asks button[type=submit]');
  assert.match(page.url(), /\/recu$/, await page.textContent('main'));
}

// answered goes through the rubrics of a questionnaire as somebody does who knows what has changed.
async function answered(page, link, n) {
  await page.goto(link);
  await press(page, 'button[value=commencer]');
  while (/\/rubriques\//.test(page.url())) {
    const at = page.url();
    if (await page.$('#budget')) {
      if (await page.$('[name="budget.encore"]')) await page.check('[name="budget.encore"][value=corriger]');
      await page.fill('#budget', budget(n));
    }
    if (await page.$('#continued') && !(await page.$('[name="continued.encore"]'))) await page.selectOption('#continued', 'yes');
    const row = await page.$$eval('[name^="actions."]', (all) => Math.min(...all.filter((e) => e.name.endsWith('.1') && !e.value).map((e) => Number(e.name.split('.')[1]))));
    if (Number.isFinite(row)) {
      if (await page.$('[name="actions.encore"]')) await page.check('[name="actions.encore"][value=corriger]');
      await page.fill(`[name="actions.${row}.1"]`, `Atelier d’essai ${n}`);
      await page.fill(`[name="actions.${row}.2"]`, 'mars 2026');
      await page.fill(`[name="actions.${row}.3"]`, `${500 + n} €`);
    }
    await press(page, (await page.$('button[value=exact]')) ? 'button[value=exact]' : 'button[value=continuer]');
    assert.notEqual(page.url(), at, `${await page.title()}: ${await page.textContent('main')}`);
  }
  await checked(page, link);
}

test('some answer in a browser, without scripts', long, async () => {
  for (let n = 0; n < byLink; n++) {
    const page = await opened();
    await answered(page, links[n], n);
    await page.context().close();
  }
});

// edited is a questionnaire that somebody filled in with a word processor: a text below its question, a row that she added.
function edited(raw, n) {
  const parts = unzipSync(raw);
  let xml = strFromU8(parts['word/document.xml']);
  const paragraph = (text) => `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
  // What stands below a question ends at the next box or label; the first paragraph after the help is the answer.
  xml = xml.replace(/(\[budget\](?:(?!<\/w:p>)[^])*<\/w:p>(?:(?!<\/w:p>)[^])*<\/w:p>)(<w:p>(?:(?!<\/w:p>)[^])*<\/w:p>)/, (_, head) => head + paragraph(budget(n)));
  xml = xml.replace(/☐(<[^>]*>|\s)*( Oui)/, '☒$2').replace(/☒(<[^>]*>|\s)*( Non)/, '☐$2');
  const cell = (text) => `<w:tc><w:tcPr><w:tcW w:w="1927" w:type="dxa"/></w:tcPr>${paragraph(text)}</w:tc>`;
  xml = xml.replace(/<\/w:tbl>/, `<w:tr>${cell('Culture')}${cell(`Atelier d’essai ${n}`)}${cell('mars 2026')}${cell(`${500 + n} €`)}</w:tr></w:tbl>`);
  parts['word/document.xml'] = strToU8(xml);
  return Buffer.from(zipSync(parts));
}

// handed gives a filled-in questionnaire back, and sends what was understood.
async function handed(link, n, fill, name) {
  const page = await opened();
  await page.goto(link);
  const blank = await page.request.get(`${link}/questionnaire.docx`);
  await page.goto(`${link}/document`);
  await page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer: fill(new Uint8Array(await blank.body()), n) });
  await press(page, 'main form button[type=submit]');
  assert.match(await page.textContent('main'), new RegExp(`${1000 + n} € en 2026`), await page.textContent('main'));
  await press(page, 'main form button[type=submit]');
  await checked(page, link);
  await page.context().close();
}

test('some send a document back', long, async () => {
  for (let n = byLink; n < byLink + byDocument; n++) await handed(links[n], n, edited, 'questionnaire.docx');
});

// saved is a questionnaire that was opened and saved with LibreOffice, as its own format.
function saved(raw, n) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafo-office-'));
  try {
    writeFileSync(path.join(folder, 'a.docx'), edited(raw, n));
    const done = spawnSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'odt', '--outdir', folder, path.join(folder, 'a.docx')], { encoding: 'utf8' });
    assert.equal(done.status, 0, `LibreOffice (libreoffice-writer-nogui) is needed: ${done.error ?? done.stderr}`);
    return readFileSync(path.join(folder, 'a.odt'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('some save it with LibreOffice first', long, async () => {
  for (let n = byLink + byDocument; n < byLink + byDocument + byOffice; n++) await handed(links[n], n, saved, 'questionnaire.odt');
});

// slow gives a page the line of an old telephone: 400 kbit/s, and 400 ms until something comes.
async function slow(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
}

// away answers on a telephone that was made ready, while there is no line, and hands in once there is one.
async function away(link, n) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  let page = await context.newPage();
  await slow(page);
  const says = (words) => page.waitForFunction((w) => new RegExp(w).test(document.querySelector('[data-etat]').textContent.replace(/[\u00a0\u202f]/g, ' ')), words, { timeout: 90_000 })
    .catch(async () => assert.fail(`it says ${await page.textContent('[data-etat]')}, not ${words}: ${await page.textContent('[data-fautes]')}`));
  await page.goto(link);
  await press(page, 'button[value=commencer]');
  await page.goto(link);
  await page.check('#partage');
  await page.click('[data-geste=preparer]');
  await says('Prêt hors connexion');
  await context.setOffline(true);
  await page.close();
  page = await context.newPage();
  await page.goto(link);
  await page.waitForSelector('#questionnaire:not([hidden])');
  for (const box of await page.$$('[value=exact]')) await box.check();
  if (await page.$('[name="budget.encore"]')) await page.check('[name="budget.encore"][value=corriger]');
  await page.fill('#budget', budget(n));
  if ((await page.isVisible('#continued')) && !(await page.$('[name="continued.encore"]'))) await page.selectOption('#continued', 'yes');
  await says('Enregistré sur cet appareil');
  await page.fill('#envoi-declarant', 'Déléguée B, adjointe au maire');
  await page.click('[data-geste=transmettre]');
  await says('Pas de réseau');
  await slow(page);
  await context.setOffline(false);
  await says('Transmis');
  await context.close();
}

test('some answer where there is no line', long, async () => {
  for (let n = byLink + byDocument + byOffice; n < replies; n++) await away(links[n], n);
});

// named are the organisations, and how many partnerships they have together.
const named = () => ({
  organisations: site.run('export', 'organisations').trim().split('\n').map((line) => JSON.parse(line).name).sort(),
  partnerships: site.run('export', 'partnerships').trim().split('\n').length,
});

test('what they say is accepted', long, async () => {
  const before = named();
  for (let n = 0; n < replies; n++) {
    await steward.goto(`${site.base}/revue/contributions/${n + 1}`);
    await press(steward, 'button[value=take]');
    await steward.fill('[name=pourquoi]', 'relu');
    await press(steward, 'button[value=accept]');
    assert.match(await steward.textContent('main'), /Accepté/, await steward.textContent('main'));
  }
  const records = site.run('export', 'records');
  for (const sum of budgets) assert.ok(records.includes(sum), `no record says ${sum}`);
  assert.deepEqual(named(), before, 'who confirms the partners names no new ones');
});

// fiches are what a register read in its fiches, by whom they join, without what only says where a thing stood. Persons are not printed.
function fiches(records, of) {
  const out = {};
  for (const r of records.trim().split('\n').map((line) => JSON.parse(line)).filter((one) => one.kind === 'census_fiche' && of(one.source.document))) {
    for (const where of ['id', 'source', 'order', 'section', 'stated_total', 'unplaced', 'contacts', 'form_version', 'missing']) delete r[where];
    for (const action of r.actions) delete action.n;
    out[[...r.french, ...r.foreign, ...r.other, r.budget.raw].join(' ')] = r;
  }
  return out;
}

test('an edition is frozen, printed, and read again', long, async () => {
  await steward.goto(`${site.base}/trancher/recueils?campagne=1`);
  await steward.fill('[name=titre]', 'Recueil d’essai');
  await steward.fill('[name=date]', '12/11/2032');
  await steward.fill('[name=auteur]', 'Atelier d’exemple');
  await press(steward, 'main form[method=post] button[type=submit]');
  assert.match(steward.url(), /\/recueils\/1/, await steward.textContent('main'));
  assert.match(await steward.textContent('main'), new RegExp(`${replies} fiches?\\s:`));
  for (const format of ['docx', 'odt', 'html']) site.run('recueil', 'print', '1', '--format', format, '--out', path.join(out, `recueil.${format}`));
  const accepted = fiches(site.run('export', 'records'), (name) => name.startsWith('reponse-'));
  assert.equal(Object.keys(accepted).length, replies);
  for (const format of ['docx', 'odt']) {
    const other = program(mkdtempSync(path.join(out, 'other-')));
    other('import', path.join(out, `recueil.${format}`));
    assert.deepEqual(fiches(other('export', 'records'), () => true), accepted, format);
  }
});
