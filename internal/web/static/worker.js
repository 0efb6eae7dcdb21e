// The worker answers below /repondre/ where there is no line: with the one page of a questionnaire that somebody asked to be kept,
// and the files that this page names. It keeps nothing else, and nobody else's. Drafts are not its business (draft.js).
'use strict';
const store = 'kafo-hors-ligne', patience = 10000;
const pages = /^(\/(?:en\/)?repondre\/[^/]+)(?:\/(hors-ligne|verifier|rubriques\/[^/]+))?$/;
let looked = false;

// Ours says that an answer is that page: what a portal or a failing server says at its address is not.
function ours(answer) {
  return answer.ok && !answer.redirected && answer.headers.get('X-Kafo-Page') === 'hors-ligne';
}

function files(text) {
  return text.match(/\/static\/[\w.-]+/g) || [];
}

// Keep keeps a page after the files that it names, so that no page is kept without them; files that no page names any more go.
async function keep(address, answer) {
  if (!ours(answer)) throw new Error('not ours');
  const cache = await caches.open(store), named = new Set(files(await answer.clone().text()));
  for (const file of named) if (!await cache.match(file)) await cache.add(file);
  await cache.put(address, answer);
  const kept = await cache.keys();
  for (const one of kept) {
    if (pages.test(new URL(one.url).pathname)) files(await (await cache.match(one)).text()).forEach(function (f) { named.add(f); });
  }
  for (const one of kept) {
    const path = new URL(one.url).pathname;
    if (path.startsWith('/static/') && !named.has(path)) await cache.delete(one);
  }
}

// Look takes the worker off, with all that it keeps, once the site has no such script any more (404, 410).
async function look() {
  if (looked) return;
  looked = true;
  const answer = await fetch(self.location.href, { method: 'HEAD', cache: 'no-store' });
  if (answer.status !== 404 && answer.status !== 410) return;
  await caches.delete(store);
  await self.registration.unregister();
}

// Go asks the site, and gives the page that is kept where nothing of use comes in time.
async function go(event, address, own) {
  const cache = await caches.open(store), kept = await cache.match(address);
  if (!kept) return fetch(event.request);
  event.waitUntil(look().catch(function () { looked = false; }));
  const late = new Promise(function (tell) { setTimeout(tell, patience); });
  const answer = await Promise.race([fetch(event.request), late]).catch(function () {});
  if (!answer || answer.status >= 500) return kept;
  if (!own) return answer;
  if (!ours(answer)) return kept; // a link that holds no longer: the draft is still there to be exported
  event.waitUntil(keep(address, answer.clone()).catch(function () {})); // full: the older page stays
  return answer;
}

self.addEventListener('install', function () { self.skipWaiting(); });
self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener('fetch', function (event) {
  const url = new URL(event.request.url), at = pages.exec(url.pathname);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/static/')) {
    event.respondWith(caches.match(event.request, { cacheName: store }).then(function (kept) { return kept || fetch(event.request); }));
  } else if (at && event.request.mode === 'navigate') {
    event.respondWith(go(event, at[1] + '/hors-ligne', at[2] === 'hors-ligne'));
  }
});
self.addEventListener('message', function (event) {
  const address = event.data.keep;
  event.waitUntil(fetch(address, { cache: 'no-store', credentials: 'same-origin' }).then(function (answer) { return keep(address, answer); })
    .then(function () { event.ports[0].postMessage(true); }, function () { event.ports[0].postMessage(false); }));
});
