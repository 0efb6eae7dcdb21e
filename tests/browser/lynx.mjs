// Lynx, a browser without scripts, styles or pictures, driven by its keys in a terminal of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const enter = 'key ^J';
const key = (byte) => (byte === 10 ? enter : byte === 32 ? 'key <space>' : byte > 127 ? `key 0x${byte.toString(16)}` : `key ${String.fromCharCode(byte)}`);
const typed = (text) => [...Buffer.from(text)].map(key);

// What one does there, as keys. Lynx finds the line that holds some words: where that is the line of a link or of a field, it stands
// there; one goes on from there by fields.
const times = (n, name) => Array(n).fill(`key ${name}`);
export const up = (n = 1) => times(n, 'Up Arrow');
export const down = (n = 1) => times(n, 'Down Arrow');
export const press = [enter];
export const find = (words) => ['key /', 'key ^U', ...typed(words), enter];
export const write = (words) => [enter, 'key ^U', ...typed(words), 'key ^I'];
export const choose = (words) => [enter, ...find(words), enter];

// startLynx gives a browser: visit opens an address, does what is said there, and gives the words of the page where that has led.
export function startLynx() {
  const home = mkdtempSync(path.join(tmpdir(), 'kafo-lynx-'));
  const file = (name) => path.join(home, name);
  writeFileSync(file('lynx.cfg'), ['ACCEPT_ALL_COOKIES:TRUE', 'PERSISTENT_COOKIES:TRUE', 'CHARACTER_SET:utf-8', 'ASSUME_CHARSET:utf-8', 'PREFERRED_LANGUAGE:fr', 'INFOSECS:0', 'MESSAGESECS:0', 'ALERTSECS:0', ''].join('\n'));
  writeFileSync(file('cookies'), '');
  function visit(url, ...steps) {
    const save = ['key p', enter, 'key ^U', ...typed(file('page')), enter];
    writeFileSync(file('keys'), [...steps.flat(), ...save, 'key Q', ''].join('\n'));
    rmSync(file('page'), { force: true });
    const command = `stty cols 100 rows 24; exec lynx -cfg=${file('lynx.cfg')} -tna -cookie_file=${file('cookies')} -cookie_save_file=${file('cookies')} -cmd_script=${file('keys')} '${url}'`;
    const done = spawnSync('script', ['-qec', command, '/dev/null'], { env: { PATH: process.env.PATH, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' }, encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] });
    if (done.status !== 0 || !existsSync(file("page"))) throw new Error(`lynx ended with ${done.status ?? done.error} at ${url}: ${done.stdout?.slice(-2000)}`);
    return readFileSync(file('page'), 'utf8');
  }
  return { home, visit, stop: () => rmSync(home, { recursive: true, force: true }) };
}
