// Hostile requests over raw TCP (T22): each is refused in words of HTTP, at once, and the site lives on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { get, startSite } from './lib.mjs';

let site;
let memory;
let work;
let sent = 0;
before(async () => { site = await startSite(); await get(`${site.base}/`); memory = resident(); work = cpu(); });
after(() => site?.stop());

// resident is the memory of the program in MB, 0 where the system does not tell.
function resident() {
  try { return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${site.pid}/status`, 'utf8'))[1]) / 1024; } catch { return 0; }
}

// cpu is the time that the program has computed for, in ms, 0 where the system does not tell.
function cpu() {
  try { return readFileSync(`/proc/${site.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0) * 10; } catch { return 0; }
}

// send writes bytes and gives all that comes back until the site closes, or nothing has come for `quiet` ms.
function send(bytes, quiet = 2000) {
  const { hostname, port } = new URL(site.base);
  return new Promise((resolve) => {
    let back = '';
    const socket = net.connect(port, hostname);
    sent += 1;
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

// pour sends a form of so many bytes as long as the site takes them, and gives what comes back.
function pour(bytes, ...lines) {
  const { hostname, port } = new URL(site.base);
  const piece = Buffer.alloc(64 << 10, 'a=b&');
  sent += 1;
  return new Promise((resolve) => {
    let back = '';
    let left = bytes;
    const socket = net.connect(port, hostname);
    const end = () => { socket.destroy(); resolve({ back, taken: bytes - left }); };
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= piece.length;
        if (!socket.write(piece)) return;
      }
    };
    socket.setTimeout(5000, end);
    socket.on('data', (d) => { back += d.toString('latin1'); });
    socket.on('drain', more);
    socket.on('close', end);
    socket.on('error', end);
    socket.on('connect', () => { socket.write(head('POST /connexion HTTP/1.1', 'Host: a', ...lines)); more(); });
  });
}

test('a form of 100 MB is refused after its first megabyte: 413', async () => {
  for (const kind of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=a']) {
    const { back, taken } = await pour(100 << 20, `Content-Type: ${kind}`, `Content-Length: ${100 << 20}`);
    refused(back, 413, 415);
    assert.ok(taken < 16 << 20, `${taken >> 20} MB were taken`);
  }
});

test('ten thousand fields of a form: 413', async () => {
  const body = Array.from({ length: 10_000 }, (_, i) => `q${i}=1`).join('&');
  refused(await send(head('POST /connexion HTTP/1.1', 'Host: a', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, 'Connection: close') + body), 413);
});

// Who asks to close gets no time to read an answer that comes before her body is taken: the reset that follows may overtake it.
test('parts within parts, and JSON a million deep: 415', async () => {
  for (const [kind, body] of [
    ['multipart/form-data; boundary=x', '--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n'.repeat(10_000)],
    ['application/json', '['.repeat(1_000_000)],
    ['text/xml', '<a>'.repeat(300_000)],
  ]) refused(await send(head('POST /connexion HTTP/1.1', 'Host: a', `Content-Type: ${kind}`, `Content-Length: ${body.length}`) + body), 415);
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

test('clients that say nothing, send a form letter by letter or take no answer do not keep others waiting', async () => {
  const { hostname, port } = new URL(site.base);
  const openings = ['GET / HTTP/1.1\r\nHost: a\r\nX-', head('POST /connexion HTTP/1.1', 'Host: a', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 1000') + 'a', head('GET /partenariats.csv HTTP/1.1', 'Host: a')];
  const mute = Array.from({ length: 300 }, (_, i) => net.connect(port, hostname).on('error', () => {}).on('connect', function start() { this.pause(); this.write(openings[i % 3]); }));
  await new Promise((done) => { setTimeout(done, 300); });
  const start = Date.now();
  assert.equal((await get(`${site.base}/`)).status, 200);
  mute.forEach((s) => s.destroy());
  assert.ok(Date.now() - start < 2000, `${Date.now() - start} ms`);
});

test('after all this the site lives, in the memory it had, and has hardly worked', async () => {
  assert.equal((await get(`${site.base}/livez`)).status, 200);
  const each = (cpu() - work) / sent;
  assert.ok(each < 50, `each request took ${each} ms of processor`);
  const grown = resident() - memory;
  assert.ok(grown < 200, `memory grew by ${Math.round(grown)} MB`);
});
