// Every document that Kafo writes, against the formats' own rules: those of Word and Excel by the validator of the Open XML SDK,
// OpenDocument by its published schema (version 1.2). CI's word for « opens in a word processor ».
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import validate from '@ooxml-tools/validate';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { here, startSite } from './lib.mjs';

const skip = process.env.KAFO_SITE ? 'needs a register of its own' : false;
const schemas = path.join(here, 'node_modules/node-webodf/programs/docnosis');
let site;
let out;

before(async () => {
  if (skip) return;
  site = await startSite();
  out = mkdtempSync(path.join(tmpdir(), 'kafo-valid-'));
  const year = new Date().getFullYear();
  site.run('campaign', 'create', 'Recensement d’essai', '--held-by', 'Atelier d’exemple', '--reach', '01 99 00 47 11', '--opens', `${year}-01-01`, '--closes', `${year + 1}-12-31`);
  site.run('campaign', 'ask', '1', '--sides', 'french');
  site.run('campaign', 'set', '1', 'open');
  const table = path.join(out, 'asked.csv');
  writeFileSync(table, 'partenariat,cote,organisation,courriel,langue\n,français,Commune d’exemple,,\n');
  site.run('campaign', 'create', 'Recensement vierge', '--questionnaire', 'atlas:2019-01', '--held-by', 'Atelier d’exemple', '--reach', '01 99 00 47 11', '--opens', `${year}-01-01`, '--closes', `${year + 1}-12-31`);
  site.run('campaign', 'ask', '2', '--table', table);
  site.run('campaign', 'set', '2', 'open');
  site.run('recueil', 'freeze', '--title', 'Recueil d’essai', '--date', '2032-11-12', '--publisher', 'Atelier d’exemple');
});
after(async () => {
  await site?.stop();
  if (out) rmSync(out, { recursive: true, force: true });
});

// office says what the validator of the Open XML SDK finds in a document of Word or Excel. That it wants the parts of a font in one
// order only is its own: ECMA-376 (18.8.22) has them in any, and the library of the tables in another.
async function office(raw, format) {
  const found = await validate(new Uint8Array(raw), format, 'Microsoft365');
  return found.map((e) => `${e.path?.partUri} ${e.path?.xpath}: ${e.description}`).filter((said) => !/^\/xl\/styles\.xml .*x:font\[\d+\]: .*:color'/.test(said));
}

// open says what the schemas of OpenDocument find in the parts of documents, by their names: a schema is read once for all of them.
function open(documents) {
  const files = { schema: [], 'manifest-schema': [] };
  for (const [name, raw] of Object.entries(documents)) {
    const parts = unzipSync(new Uint8Array(raw));
    for (const part of ['content.xml', 'styles.xml', 'meta.xml', 'META-INF/manifest.xml']) {
      const file = path.join(out, `${name} ${part}`.replaceAll('/', ' '));
      writeFileSync(file, parts[part]);
      files[part.startsWith('META') ? 'manifest-schema' : 'schema'].push(file);
    }
  }
  return Object.entries(files).flatMap(([schema, list]) => {
    const done = spawnSync('xmllint', ['--noout', '--nonet', '--relaxng', path.join(schemas, `OpenDocument-v1.2-cos01-${schema}.rng`), ...list], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return done.status === 0 ? [] : [String(done.error ?? done.stderr.slice(0, 2000))];
  });
}

// valid asserts that documents, by their names, have nothing against their format.
async function valid(documents, format) {
  for (const [name, raw] of Object.entries(documents)) {
    assert.ok(raw.length > 1000, `${name}: ${raw.length} bytes`);
    if (format !== 'odt') assert.deepEqual(await office(raw, format), [], name);
  }
  if (format === 'odt') assert.deepEqual(open(documents), []);
}

const fetched = async (address) => {
  const answer = await fetch(address.startsWith('http') ? address : site.base + address);
  assert.equal(answer.status, 200, address);
  return Buffer.from(await answer.arrayBuffer());
};

function print(format) {
  const file = path.join(out, `recueil.${format}`);
  site.run('recueil', 'print', '1', '--format', format, '--out', file);
  return readFileSync(file);
}

test('both judges see a fault', { skip }, async () => {
  const spoilt = (raw, name) => {
    const parts = unzipSync(new Uint8Array(raw));
    parts[name] = strToU8(new TextDecoder().decode(parts[name]).replace(/<(w:body|office:body)>/, '<$1><unknown/>'));
    return Buffer.from(zipSync(parts));
  };
  assert.notDeepEqual(await office(spoilt(print('docx'), 'word/document.xml'), 'docx'), []);
  assert.notDeepEqual(open({ spoilt: spoilt(print('odt'), 'content.xml') }), []);
});

for (const format of ['docx', 'odt']) {
  test(`a printed recueil is valid ${format}`, { skip }, async () => {
    await valid({ recueil: print(format) }, format);
  });

  test(`a questionnaire is valid ${format}, with what is known and with nothing`, { skip }, async () => {
    const links = ['1', '2'].flatMap((n) => site.run('campaign', 'links', n).match(/\/repondre\/[^,\s"]+/g).slice(0, 3));
    assert.equal(links.length, 4);
    const documents = {};
    for (const link of links) documents[link] = await fetched(`${link}/questionnaire.${format}`);
    await valid(documents, format);
  });
}

test('the tables are valid xlsx', { skip }, async () => {
  const tables = {};
  for (const address of ['/partenariats.xlsx', '/argent.xlsx', '/recueils.xlsx', '/constats.xlsx']) tables[address] = await fetched(address);
  await valid(tables, 'xlsx');
});
