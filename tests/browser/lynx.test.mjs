// A questionnaire is answered in Lynx, from the link to the receipt (L7): no scripts, no styles, a terminal and its keys.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { get, here, startSite } from './lib.mjs';
import { choose, down, find, press, startLynx, up, write } from './lynx.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
let site;
let lynx;
let link;

before(async () => {
  if (skip) return;
  site = await startSite(undefined, { KAFO_BASE_URL: 'http://127.0.0.1' }); // a plain address: text browsers keep cookies for https to https
  const year = new Date().getFullYear();
  site.run('campaign', 'create', 'Recensement d’essai', '--questionnaire', path.join(here, 'fixtures/questionnaire.toml'), '--held-by', 'Atelier d’exemple', '--reach', '01 99 00 47 11', '--opens', `${year}-01-01`, '--closes', `${year + 1}-12-31`);
  site.run('campaign', 'ask', '1');
  site.run('campaign', 'set', '1', 'open');
  link = `${site.base}/repondre/${/\/repondre\/(\d+(?:-\w{4}){4})/.exec(site.run('campaign', 'links', '1'))[1]}`;
  lynx = startLynx();
});
after(async () => { lynx?.stop(); await site?.stop(); });

// reads says that a page holds words, in this order.
function reads(page, ...words) {
  const text = page.replace(/\s+/g, ' ');
  let at = 0;
  for (const w of words) {
    const found = text.indexOf(w, at);
    assert.ok(found >= 0, `no “${w}” after “${text.slice(Math.max(0, at - 40), at)}” in:\n${page}`);
    at = found + w.length;
  }
}

test('each field stands below its own words, and help between them', { skip, timeout: 120_000 }, () => {
  const page = lynx.visit(link, find('Commencer'), press);
  reads(page, 'De tout', 'Moyens', 'Qui est sur place.', '____', 'Tendance', '[Choisir', 'Domaines', '[ ] Eau potable', '[ ] Santé publique', 'Commencement', '____', 'Dépense', '____',
    'Travaux (facultatif)', 'Ligne 1', 'Ouvrage', '____', 'Coût', '____', 'Convention signée (facultatif)', 'Continuer', 'Enregistrer et reprendre plus tard');
  for (const line of page.split('\n')) assert.ok(!/^\s*[–·•|]\s*$/.test(line), `a line with nothing but decoration: ${line}`);
});

test('what is wrong is said first, and nothing is lost', { skip, timeout: 120_000 }, () => {
  const page = lynx.visit(`${link}/rubriques/kinds`, find('sais pas – Moyens'), up(), write('Une coordinatrice'), find('sais pas – Commencement'), up(), write('le trente-deux mars'), find('Continuer'), press);
  reads(page, 'Il y a un problème', '1985, octobre 2012', 'De tout', 'Moyens', 'Une coordinatrice', 'Commencement', 'Erreur', '1985, octobre 2012', 'le trente-deux mars');
});

test('all kinds of fields are filled in, kept, and put off', { skip, timeout: 120_000 }, () => {
  const page = lynx.visit(`${link}/rubriques/kinds`,
    find('sais pas – Tendance'), up(2), choose('En baisse'), find('sais pas – Tendance'), up(), write('Une de moins'),
    find('Eau potable'), press, find('Santé publique'), press,
    find('sais pas – Commencement'), up(), write('mars 2009'), find('sais pas – Dépense'), up(), write('45 000 €'),
    find('sais pas – Dépense'), down(), write('Un puits'), write('1 200 €'), write('Une école'),
    find('Continuer'), down(), press);
  reads(page, 'De tout', 'En cours', 'Les partenaires', 'À faire', 'Votre navigateur n’exécute pas de script', 'Votre lien');
});

test('a file goes with it', { skip, timeout: 120_000 }, () => {
  const file = path.join(lynx.home, 'convention.pdf');
  writeFileSync(file, '%PDF-1.4\n%%EOF\n');
  reads(lynx.visit(`${link}/rubriques/kinds`, find('Joindre ou retirer'), press), 'Convention signée', 'Fichier', 'Mo au plus');
  reads(lynx.visit(`${link}/pieces/paper`, find('Revenir à la rubrique'), down(), write(file), find('Joindre'), press), 'Le fichier est joint', 'convention.pdf');
});

test('come back, and all is there; the register’s word is no answer before it is confirmed', { skip, timeout: 120_000 }, () => {
  reads(lynx.visit(`${link}/rubriques/kinds`), 'Une coordinatrice', '[En baisse', 'Une de moins', '[X] Eau potable', '[X] Santé publique', 'mars 2009', '45 000 €', 'Un puits', '1 200 €', 'Une école');
  lynx.visit(`${link}/rubriques/kinds`, find('Continuer'), press);
  reads(lynx.visit(`${link}/rubriques/parties`), 'D’après le registre', '(*) Pas encore vérifié', '( ) Toujours exact');
  lynx.visit(`${link}/rubriques/parties`, find('Continuer'), press);
  reads(lynx.visit(`${link}/verifier`), 'Collectivités françaises', 'non renseigné');
  const check = lynx.visit(`${link}/rubriques/parties`, find('Je ne sais plus'), up(2), press, find('Continuer'), press);
  reads(check, 'Vérifiez vos réponses', 'En baisse', 'Eau potable', 'Santé publique', 'mars 2009', '45 000 €', 'Un puits', 'Collectivités françaises');
  assert.ok(!check.includes('à vous de le confirmer'));
});

test('check, send, and keep the receipt', { skip, timeout: 120_000 }, async () => {
  reads(lynx.visit(`${link}/verifier`, find('Transmettre'), press), 'Dites qui transmet', 'Vérifiez vos réponses');
  const receipt = lynx.visit(`${link}/verifier`, find('Transmettre'), up(), write('Déléguée B, adjointe'), find('Transmettre'), press);
  reads(receipt, 'Déléguée B, adjointe', 'Atelier d’exemple', 'Une coordinatrice', 'Un puits', 'Une école');
  reads(lynx.visit(link), 'Accusé de réception');
  assert.doesNotMatch((await get(link)).text, /coordinatrice/); // another browser
});
