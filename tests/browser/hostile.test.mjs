// Hostile requests over raw TCP (T22): each is refused in words of HTTP, at once, and the site lives on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { get, startSite } from './lib.mjs';

let site;
let memory;
before(async () => { site = await startSite(); await get(`${site.base}/`); memory = resident(); });
after(() => site?.stop());

// resident is the memory of the program in MB, 0 where the system does not tell.
function resident() {
  try { return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${site.pid}/status`, 'utf8'))[1]) / 1024; } catch { return 0; }
}

// send writes bytes and gives all that comes back until the site closes, or nothing has come for `quiet` ms.
function send(bytes, quiet = 2000) {
  const { hostname, port } = new URL(site.base);
  return new Promise((resolve) => {
    let back = '';
    const socket = net.connect(port, hostname);
    const end = () => { socket.destroy(); resolve(back); };
    socket.setTimeout(quiet, end);
    socket.on('data', (d) => { back += d.toString('latin1'); });
    socket.on('close', end);
    socket.on('error', end);
    socket.on('connect', () => socket.write(bytes));
  });
}

const replies = (back) => [...back.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
const head = (...lines) => [...lines, '', ''].join('\r\n');
const refused = (back, ...wanted) => {
  const [status] = replies(back);
  assert.ok(wanted.includes(status), `answered ${status ?? 'nothing'}, want one of ${wanted}`);
};

test('headers of 100 kB: 431', async () => refused(await send(head('GET / HTTP/1.1', 'Host: a', `X-A: ${'a'.repeat(100_000)}`)), 431));
test('ten thousand headers: 431', async () => refused(await send(head('GET / HTTP/1.1', 'Host: a', ...Array.from({ length: 10_000 }, (_, i) => `X-${i}: a`))), 431));
test('an address of 100 kB: 414 or 431', async () => refused(await send(head(`GET /${'a'.repeat(100_000)} HTTP/1.1`, 'Host: a')), 414, 431));
test('ten thousand fields in the query: refused', async () => refused(await send(head(`GET /partenariats?${Array.from({ length: 10_000 }, (_, i) => `q${i}=1`).join('&')} HTTP/1.1`, 'Host: a')), 400, 413, 414, 431));

test('as many fields as fit are answered within a second', async () => {
  const start = Date.now();
  refused(await send(head(`GET /partenariats?${'pays=a&'.repeat(1500)} HTTP/1.1`, 'Host: a', 'Connection: close')), 200, 301, 303, 400, 404);
  assert.ok(Date.now() - start < 1000, `${Date.now() - start} ms`);
});

test('a body announced as 100 MB is refused unread', async () => {
  const start = Date.now();
  refused(await send(head('POST /partenariats HTTP/1.1', 'Host: a', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 100000000')), 400, 405, 413);
  assert.ok(Date.now() - start < 3000);
});

for (const [name, ...lines] of [
  ['two different lengths', 'Content-Length: 4', 'Content-Length: 5'],
  ['a length that is no number', 'Content-Length: 4x'],
  ['a negative length', 'Content-Length: -4'],
  ['an unknown transfer coding', 'Transfer-Encoding: xchunked'],
  ['two transfer codings', 'Transfer-Encoding: chunked, identity'],
  ['a space before the colon', 'Transfer-Encoding : chunked'],
  ['a control character in a header', 'X-A: a\x01b'],
]) {
  test(`${name}: refused`, async () => {
    const back = await send(head('POST / HTTP/1.1', 'Host: a', ...lines) + '0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
    refused(back, 400, 413, 501);
    assert.equal(replies(back).length, 1, 'what was smuggled behind it was answered');
  });
}

test('length and chunks together: nothing behind the body is answered', async () => {
  const back = await send(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4', 'Transfer-Encoding: chunked') + '0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
  refused(back, 400, 405, 413, 501);
  assert.equal(replies(back).length, 1, `${replies(back).length} answers: a smuggled request was served`);
});

test('no Host, two Hosts, a request that is none: 400', async () => {
  for (const bytes of [head('GET / HTTP/1.1'), head('GET / HTTP/1.1', 'Host: a', 'Host: b'), 'HELLO\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n']) refused(await send(bytes), 400);
});

test('paths that climb, cut or point elsewhere stay inside', async () => {
  for (const where of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/static/..%2f..%2fgo.mod', '/static/%00', '/sources/1%00.json', '/partenariats/%ff', '/partenariats?q=%ff%fe', '/partenariats?q=%00']) {
    const back = await send(head(`GET ${where} HTTP/1.1`, 'Host: a', 'Connection: close'));
    assert.ok(replies(back)[0] < 500, `${where}: ${replies(back)[0] ?? 'nothing'}`);
    assert.doesNotMatch(back, /root:|^module kafo/m, where);
  }
});

test('no redirect leads to another site', async () => {
  for (const where of ['//evil.example/', '//evil.example//', '/%5Cevil.example/', '/%5C%5Cevil.example/', '/%2Fevil.example/', '/en//evil.example/', '/en/%5Cevil.example/', '/themes/%5C..%5C/', '/%09/evil.example/']) {
    const back = await send(head(`GET ${where} HTTP/1.1`, 'Host: a', 'Connection: close'));
    const location = /^location: (.*?)\r?$/im.exec(back)?.[1];
    if (location) assert.equal(new URL(location, 'http://a/').host, 'a', `${where} → ${location}`);
    assert.doesNotMatch(back, /^x-injected/im);
  }
});

test('a foreign Host is not remembered in pages for others', async () => {
  await send(head('GET /a-propos HTTP/1.1', 'Host: evil.example', 'X-Forwarded-Host: evil.example', 'Connection: close'));
  assert.doesNotMatch((await get(`${site.base}/a-propos`)).text, /evil\.example/);
});

test('one hundred clients that say nothing do not keep others waiting', async () => {
  const { hostname, port } = new URL(site.base);
  const mute = Array.from({ length: 100 }, () => net.connect(port, hostname).on('error', () => {}).on('connect', function start() { this.write('GET / HTTP/1.1\r\nHost: a\r\nX-'); }));
  const start = Date.now();
  assert.equal((await get(`${site.base}/`)).status, 200);
  mute.forEach((s) => s.destroy());
  assert.ok(Date.now() - start < 2000, `${Date.now() - start} ms`);
});

test('after all this the site lives, in the memory it had', async () => {
  assert.equal((await get(`${site.base}/livez`)).status, 200);
  const grown = resident() - memory;
  assert.ok(grown < 200, `memory grew by ${Math.round(grown)} MB`);
});
