// A census that is held for a test of the browser: its steward signs in, prepares it, and asks somebody.
import assert from 'node:assert/strict';
import { installed, press } from './lib.mjs';

// heldBy signs the first steward of a site in and has her prepare a campaign, ask one side of every partnership, and open it.
export async function heldBy(steward, site) {
  await installed(steward, site);
  await steward.goto(`${site.base}/campagnes/nouvelle`);
  await steward.fill('#titre', 'Recensement d’essai');
  await steward.selectOption('#questionnaire', 'recensement 2013-09');
  await steward.fill('#auteur', 'Atelier d’exemple');
  await steward.fill('#contact', '01 99 00 47 11');
  const year = new Date().getFullYear();
  await steward.fill('#debut', `1/1/${year}`);
  await steward.fill('#fin', `31/12/${year + 1}`);
  await press(steward, 'main form.asks button[type=submit]');
  await steward.goto(`${site.base}/campagnes/1/inviter?q=&cote=french&langue=fr`);
  await press(steward, 'main form[method=post] button[type=submit]');
  assert.match(steward.url(), /invitees=/, await steward.textContent('main'));
  await steward.goto(`${site.base}/campagnes/1/etat?vers=open`);
  await press(steward, 'main form[method=post] button[type=submit]');
}

// invite gives the address at which an invitation is answered, which goes to an address of its own.
export async function invite(steward, site, number) {
  const at = `${site.base}/campagnes/1/invitations/${number}`;
  await steward.goto(at);
  await press(steward, 'button[value=montrer]');
  await steward.fill('#email', `mairie${number}@example.org`);
  await press(steward, 'button[value=joindre]');
  await steward.goto(at);
  await press(steward, 'button[value=montrer]');
  return /\/repondre\/\d+(?:-\w{4}){4}/.exec(await steward.textContent('main'))[0];
}
