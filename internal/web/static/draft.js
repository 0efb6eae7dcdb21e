// Answers that a browser keeps without a line (U41–U44). Each field is kept as it is typed, in IndexedDB; what is kept goes to the
// site in parcels, and counts as saved only under a receipt that names the parcel and the hash of its bytes. Without this script,
// or where the browser keeps nothing, one answers online as before.
(function () {
  'use strict';
  const box = document.getElementById('hors-ligne');
  if (!box || !window.fetch || !window.Promise || !window.crypto) return;
  const key = box.dataset.code, days = 30, form = document.getElementById('questionnaire');
  const made = Number(box.dataset.fait), loaded = Date.now();
  const tell = window.BroadcastChannel ? new BroadcastChannel('kafo-brouillons') : null;
  let draft = null, base = null, busy = false, gone = false, kept = true, notes = 0, said = '';

  const find = (what, where) => (where || document).querySelector(what);
  const every = (what, where) => Array.from((where || document).querySelectorAll(what));
  const sections = () => every('[data-rubrique]', form);
  const section = (id) => sections().find((s) => s.dataset.rubrique === id);
  const say = (word, value) => box.dataset['dit' + word[0].toUpperCase() + word.slice(1)].replace('#', value === undefined ? '' : value);
  const two = (n) => ('0' + n).slice(-2);
  const clock = (at) => new Date(at).getHours() + (document.documentElement.lang === 'fr' ? ' h ' : ':') + two(new Date(at).getMinutes());
  const digits = (bytes) => Array.from(bytes, (b) => ('0' + b.toString(16)).slice(-2)).join('');

  function make(tag, text, put) {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (put) put.append(e);
    return e;
  }

  // --- What is kept -------------------------------------------------------------------------------------------------------------

  function open() {
    if (!base) {
      base = new Promise((done, failed) => {
        const asked = indexedDB.open('kafo', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('brouillons', { keyPath: 'code' });
        asked.onerror = () => failed(asked.error);
        asked.onsuccess = () => {
          asked.result.onclose = asked.result.onversionchange = () => { asked.result.close(); base = null; };
          done(asked.result);
        };
      });
      base.catch(() => { base = null; });
    }
    return base;
  }

  // Change reads the draft, and keeps what f makes of it, in one transaction: no other tab comes between. null erases it,
  // nothing leaves it. It gives what f does.
  async function change(f, again) {
    const db = await open();
    let work;
    try {
      work = db.transaction('brouillons', 'readwrite', { durability: 'strict' });
    } catch (e) { // the browser has closed it
      base = null;
      if (again) throw e;
      return change(f, true);
    }
    return new Promise((done, failed) => {
      const all = work.objectStore('brouillons'), was = all.get(key);
      let now;
      was.onsuccess = () => {
        now = f(was.result);
        if (now) all.put(now);
        else if (now === null) all.delete(key);
      };
      work.oncomplete = () => done(now);
      work.onabort = () => failed(work.error);
    });
  }

  async function read() {
    let now = null;
    await change((was) => { now = was || null; });
    return now;
  }

  const fresh = () => ({
    code: key, instance: digits(crypto.getRandomValues(new Uint8Array(16))),
    number: 0, questionnaire: box.dataset.questionnaire, version: box.dataset.version, begun: made, at: Date.now(), rubrics: {}, declarant: '', parcel: null,
  });

  // Note changes the draft on this page, at once, and in the browser, and gives it. Where the browser keeps nothing, the page goes
  // on, and says so; what it could not keep is kept with what comes next.
  async function note(f) {
    if (gone) return draft;
    f(draft);
    notes += 1;
    let now = draft;
    try {
      now = await change((was) => {
        if (!was) said = say('lost');
        if (!was || !kept) return Object.assign({}, draft, { rubrics: Object.assign({}, was && was.rubrics, draft.rubrics) });
        f(was);
        return was;
      });
      kept = true;
      if (notes === 1) draft = now;
      if (tell) tell.postMessage({ key: key });
    } catch (e) {
      kept = false;
    }
    notes -= 1;
    show();
    return kept ? now : draft;
  }

  // --- Fields -------------------------------------------------------------------------------------------------------------------

  const fields = (s) => every('input[name],textarea[name],select[name]', s);
  const ticks = (e) => e.type === 'checkbox' || e.type === 'radio';

  function values(s, name) {
    return fields(s).filter((e) => e.name === name && (!ticks(e) || e.checked)).map((e) => e.value);
  }

  function all(s) {
    const out = {};
    fields(s).forEach((e) => { if (!out[e.name]) out[e.name] = values(s, e.name); });
    return out;
  }

  function fill(s, said) {
    Object.keys(said).forEach((name) => { rows(s, name); });
    fields(s).forEach((e) => {
      const now = said[e.name];
      if (!now) return;
      if (ticks(e)) e.checked = now.indexOf(e.value) >= 0;
      else if (e.value !== (now[0] || '')) e.value = now[0] || '';
    });
  }

  // Rows makes the row of a table that a cell stands in.
  function rows(s, name) {
    const at = /^(\w+)\.(\d+)\.\d+$/.exec(name);
    while (at && !fields(s).some((e) => e.name === name) && more(s, at[1]));
  }

  function more(s, table) {
    const last = every('fieldset.row', s).filter((r) => find('[name^="' + table + '."]', r)).pop();
    if (!last) return null;
    const from = Number(find('[name^="' + table + '."]', last).name.split('.')[1]), row = last.cloneNode(true);
    [row].concat(every('*', row)).forEach((e) => {
      ['name', 'id', 'for', 'aria-describedby'].forEach((a) => {
        if (e.hasAttribute(a)) e.setAttribute(a, e.getAttribute(a).split(table + '.' + from + '.').join(table + '.' + (from + 1) + '.'));
      });
      if (e.matches('input,textarea,select')) e.value = '';
    });
    every('.read,.wrong', row).forEach((e) => e.remove());
    find('legend', row).textContent = say('row', from + 2);
    last.after(row);
    return row;
  }

  function typed(s, name) {
    const id = s.dataset.rubrique, now = values(s, name), whole = all(s);
    return note((d) => {
      let x = d.rubrics[id];
      if (!x) x = d.rubrics[id] = { seen: s.dataset.vu, base: made, fields: whole, edit: 0 };
      x.fields[name] = now;
      x.edit += 1;
      x.clean = x.long = false;
      d.at = Date.now();
    });
  }

  // --- Sending ------------------------------------------------------------------------------------------------------------------

  const waiting = (d) => Object.keys(d.rubrics).filter((id) => !d.rubrics[id].clean);
  const ready = (d) => waiting(d).filter((id) => !d.rubrics[id].newer && !d.rubrics[id].long && section(id));

  // Pack makes the next parcel; it stays the same, to the byte, until it is answered.
  function pack(d) {
    const ids = ready(d);
    if (d.parcel || (!ids.length && !d.declarant)) return;
    d.number += 1;
    d.parcel = { number: d.number, edits: {}, hands: Boolean(d.declarant), body: JSON.stringify({
      instance: d.instance, number: d.number, questionnaire: d.questionnaire, version: d.version, declarant: d.declarant,
      rubrics: ids.map((id) => ({ id: id, seen: d.rubrics[id].seen, fields: d.rubrics[id].fields })),
    }) };
    ids.forEach((id) => { d.parcel.edits[id] = d.rubrics[id].edit; });
  }

  const hash = (text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)).then((sum) => digits(new Uint8Array(sum)));

  // Post gives the receipt of a parcel. Anything else, whatever its status, is no receipt: it says what to tell.
  async function post(parcel) {
    const stop = window.AbortController ? new AbortController() : null, late = setTimeout(() => { if (stop) stop.abort(); }, 120000);
    let answer, got;
    try {
      answer = await fetch(box.dataset.page, {
        method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: parcel.body,
        credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: stop ? stop.signal : undefined,
      });
      got = await answer.text();
    } catch (e) {
      throw say('line');
    } finally {
      clearTimeout(late);
    }
    const kind = answer.headers.get('Content-Type') || '';
    try { got = JSON.parse(got); } catch (e) { throw say('alien'); }
    if (kind.indexOf('application/problem+json') === 0 && got.detail) throw say('refused', got.detail);
    const sent = JSON.parse(parcel.body);
    if (answer.status !== 201 || got.instance !== sent.instance || got.number !== sent.number || got.hash !== await hash(parcel.body) || !got.receipt) throw say('alien');
    return got;
  }

  // Send goes on as long as there is something to send, and somebody takes it. Where the line is what hinders, it tries again, later
  // each time; at once where a line came while it tried.
  const first = 10000, longest = 300000; // milliseconds
  let wait = first, later = 0, missed = false;
  async function send(byHand) {
    if (busy) missed = true;
    if (busy || gone || !draft) return;
    busy = true;
    missed = false;
    clearTimeout(later);
    let lost = false;
    try {
      while (!gone) {
        const now = await note(pack);
        if (!now.parcel) break;
        said = say('sending');
        show();
        await arrived(await post(now.parcel), byHand);
      }
    } catch (told) {
      if (typeof told !== 'string') throw told;
      said = told;
      lost = told === say('line');
    } finally {
      busy = false;
      show();
      if (lost) later = setTimeout(() => send(false), missed ? 0 : wait);
      wait = lost ? Math.min(2 * wait, longest) : first;
    }
  }

  // Arrived takes a receipt in: what was typed since stays to be sent, what met newer answers waits for a choice.
  async function arrived(got, byHand) {
    if (got.sent_at) { await over(got); return; }
    await note((d) => {
      if (!d.parcel || d.parcel.number !== got.number) return; // another tab has taken it in
      got.rubrics.forEach((a) => {
        const x = d.rubrics[a.id];
        if (!x) return;
        if (a.fate === 'saved') {
          x.seen = a.seen;
          x.base = got.saved_at;
          x.clean = x.edit === d.parcel.edits[a.id];
        } else x[a.fate] = true;
      });
      if (d.parcel.hands) d.declarant = '';
      d.parcel = null;
    });
    said = got.problem || say('taken', got.receipt + ' (' + clock(got.saved_at) + ')');
    if (!form) return;
    got.rubrics.forEach((a) => { if (a.fate === 'saved' && section(a.id)) section(a.id).dataset.vu = a.seen; });
    faults(got.rubrics.concat(got), byHand);
    if (got.rubrics.some((a) => a.fate === 'newer')) await theirs().catch(() => {}); // shown the next time that there is a line
  }

  // Over wipes the draft: the reply was handed in.
  async function over(got) {
    await erase();
    said = say('over', got.receipt);
    const next = make('p');
    make('a', say('sent'), next).href = box.dataset.recu;
    find('[data-etat]').after(next);
  }

  // Erase takes the draft and the questionnaire off this device; the worker too, where it has nothing left to keep.
  async function erase() {
    gone = true;
    if (form) form.hidden = true;
    find('[data-pret]').hidden = true;
    said = say('erased');
    try {
      await change(() => null);
      if (tell) tell.postMessage({ key: key, over: true });
      const cache = await caches.open('kafo-hors-ligne');
      await cache.delete(box.dataset.page);
      const left = (await cache.keys()).some((r) => r.url.indexOf('/static/') < 0);
      if (left) return;
      await caches.delete('kafo-hors-ligne');
      const watch = await navigator.serviceWorker.getRegistration(box.dataset.portee);
      if (watch) await watch.unregister();
    } catch (e) {
      said = say('unerased');
    }
  }

  // --- What two versions say ----------------------------------------------------------------------------------------------------

  // Theirs fetches the page of the site, and shows beside one another what differs.
  async function theirs() {
    const answer = await fetch(box.dataset.page, { credentials: 'same-origin', cache: 'no-store' });
    if (answer.headers.get('X-Kafo-Page') !== 'hors-ligne') return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    every('[data-rubrique]', page).forEach((s) => {
      const x = draft.rubrics[s.dataset.rubrique];
      if (x && x.newer) choose(section(s.dataset.rubrique), s, Number(find('#hors-ligne', page).dataset.fait));
    });
  }

  function words(s, name) {
    return fields(s).filter((e) => e.name === name && e.type !== 'hidden').map((e) => {
      if (ticks(e)) return e.checked ? e.closest('label').textContent.trim() : '';
      return e.tagName === 'SELECT' ? (e.value && e.selectedOptions[0].textContent) : e.value.trim();
    }).filter(Boolean).join(' · ') || say('empty');
  }

  function label(s, name) {
    const e = fields(s).find((f) => f.name === name), group = e.closest('fieldset');
    if (ticks(e)) return group ? find('legend', group).textContent : e.closest('label').textContent.trim();
    return (group && group.matches('.row') ? find('legend', group).textContent + ' – ' : '') + find('label[for="' + e.id + '"]', s).textContent;
  }

  function choose(mine, other, at) {
    const id = mine.dataset.rubrique, old = find('.both', mine), both = make('div');
    if (old) old.remove();
    both.className = 'both';
    both.setAttribute('role', 'group');
    make('p', say('newer'), both);
    const list = make('dl', '', both);
    list.className = 'facts';
    Object.keys(Object.assign(all(mine), all(other))).forEach((name) => {
      rows(mine, name);
      rows(other, name);
      if (name === 'geste' || words(mine, name) === words(other, name)) return;
      const pair = make('div', '', list);
      make('dt', label(mine, name), pair);
      make('dd', say('here') + ' : ' + words(mine, name), pair);
      make('dd', say('there') + ' : ' + words(other, name), pair);
    });
    const end = make('p', '', both);
    end.className = 'buttons';
    const take = (word, f) => {
      const b = make('button', say(word), end);
      b.type = 'button';
      b.className = 'quiet';
      b.addEventListener('click', async () => { both.remove(); await note(f); fill(mine, draft.rubrics[id].fields); mine.dataset.vu = other.dataset.vu; send(true); });
    };
    take('mine', (d) => { const x = d.rubrics[id]; x.newer = false; x.seen = other.dataset.vu; x.base = at; x.edit += 1; });
    take('theirs', (d) => { d.rubrics[id] = { seen: other.dataset.vu, base: at, fields: all(other), edit: d.rubrics[id].edit + 1, clean: true }; });
    find('h2', mine).after(both);
  }

  // --- What is shown ------------------------------------------------------------------------------------------------------------

  function faults(rubrics, byHand) {
    const top = find('[data-fautes]'), list = find('ul', top);
    every('.wrong[data-ici]', form).forEach((e) => e.remove());
    every('[aria-invalid]', form).forEach((e) => e.removeAttribute('aria-invalid'));
    list.textContent = '';
    rubrics.forEach((a) => (a.problems || []).forEach((p) => {
      const e = document.getElementById(p.field), way = make('a', p.text, make('li', '', list)), known = e && e.closest('.known');
      if (known) known.id = p.field + '-connu'; // its field may be folded away
      way.href = p.to || '#' + (known ? known.id : p.field);
      if (p.to || !e) return;
      const w = make('p', p.text);
      w.className = 'wrong';
      w.dataset.ici = '';
      e.setAttribute('aria-invalid', 'true');
      if (known) find('legend', known).after(w); else e.before(w);
    }));
    top.hidden = !list.children.length;
    if (!top.hidden && byHand) top.focus();
  }

  // Show says how things stand; words that stand there already are not said again.
  function show() {
    const state = find('[data-etat]', box), list = find('[data-attente]', box), d = draft;
    let text = said;
    if (!gone && d) {
      const n = waiting(d).length + (d.declarant ? 1 : 0);
      text = !kept ? say('full') : waiting(d).length ? say('kept', clock(d.at)) : say('ready');
      if (said) text = kept && !n ? said : text + ' ' + said;
      if (n) text += ' ' + say('waits', n);
      list.textContent = '';
      waiting(d).forEach((id) => {
        const s = section(id), x = d.rubrics[id];
        if (form) make('li', (s ? s.dataset.titre : id) + ' – ' + say(!s ? 'gone' : x.newer ? 'choose' : x.long ? 'wrong' : 'open'), list);
      });
    }
    list.hidden = gone || !list.children.length;
    if (state.textContent !== text) state.textContent = text;
  }

  function save() {
    const d = draft, way = make('a');
    way.href = URL.createObjectURL(new Blob([JSON.stringify({
      instance: d.instance, questionnaire: d.questionnaire, version: d.version, declarant: d.declarant,
      rubrics: Object.keys(d.rubrics).map((id) => ({ id: id, seen: d.rubrics[id].seen, fields: d.rubrics[id].fields })),
    }, null, 2)], { type: 'application/json' }));
    way.download = say('export', key.split('-')[0]);
    document.body.append(way);
    way.click();
    way.remove();
  }

  // Prepare has the worker keep the questionnaire, and begins a draft.
  async function prepare() {
    said = say('preparing');
    show();
    try {
      const watch = await navigator.serviceWorker.register(box.dataset.veilleur, { scope: box.dataset.portee, updateViaCache: 'none' });
      await new Promise((done, failed) => {
        const way = new MessageChannel();
        way.port1.onmessage = (e) => (e.data ? done() : failed(new Error('not kept')));
        setTimeout(() => failed(new Error('late')), 120000);
        (watch.active || watch.waiting || watch.installing).postMessage({ keep: box.dataset.page }, [way.port2]);
      });
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      await change((was) => { draft = was || fresh(); return draft; });
    } catch (e) {
      said = say('failed');
      return show();
    }
    gone = false;
    said = '';
    begin();
  }

  // Begin shows a draft: fields that wait here stand before those of a page that is older.
  function begin() {
    find('[data-choix]').hidden = true;
    find('[data-pret]').hidden = false;
    if (!form) return show();
    if (draft.questionnaire !== box.dataset.questionnaire || draft.version !== box.dataset.version) {
      said = say('changed');
      note((d) => { d.questionnaire = box.dataset.questionnaire; d.version = box.dataset.version; d.parcel = null; });
    }
    sections().forEach((s) => {
      const x = draft.rubrics[s.dataset.rubrique];
      if (!x || (x.clean && made > x.base)) return;
      const other = s.cloneNode(true), newer = x.seen !== s.dataset.vu && made > x.base;
      fill(s, x.fields);
      if (newer && !draft.parcel) {
        note((d) => { d.rubrics[s.dataset.rubrique].newer = true; });
        choose(s, other, made);
      } else s.dataset.vu = x.seen;
    });
    form.hidden = false;
    show();
    send(false);
  }

  // Again reads what another tab has kept.
  async function again() {
    if (gone || !draft || notes) return;
    const now = await read().catch(() => draft);
    if (notes) return;
    if (!now) { await note(() => {}); return; }
    draft = now;
    if (form) sections().forEach((s) => { const x = draft.rubrics[s.dataset.rubrique]; if (x) { fill(s, x.fields); s.dataset.vu = x.seen; } });
    show();
  }

  // Elsewhere hears that another tab has sent or erased the draft.
  function elsewhere() {
    gone = true;
    said = say('elsewhere');
    find('[data-pret]').hidden = true;
    if (form) form.hidden = true;
    show();
  }

  const acts = {
    preparer: prepare,
    envoyer: () => send(true),
    exporter: save,
    effacer: async () => { if (window.confirm(say('erase'))) { await erase(); show(); } },
    transmettre: async () => {
      const who = find('#envoi-declarant').value.trim();
      faults(who ? [] : [{ problems: [{ field: 'envoi-declarant', text: say('declarant') }] }], true);
      if (!who) return;
      await note((d) => { d.declarant = who; });
      send(true);
    },
  };

  function listen() {
    document.addEventListener('click', (e) => {
      const b = e.target.closest('button[data-geste]');
      if (b) acts[b.dataset.geste]();
    });
    box.addEventListener('change', () => {
      const shared = find('#partage-oui').checked, agreed = find('#partage-accord').checked;
      find('[data-partage]').hidden = !shared;
      find('[data-geste=preparer]').disabled = shared ? !agreed : !find('#partage').checked;
    });
    window.addEventListener('online', () => send(false));
    if (tell) tell.onmessage = (e) => { if (e.data.key === key) (e.data.over ? elsewhere : again)(); };
    document.addEventListener('visibilitychange', () => { if (!document.hidden) again(); });
    if (!form) return;
    form.addEventListener('submit', (e) => e.preventDefault());
    form.addEventListener('click', (e) => {
      const b = e.target.closest('button[value=ligne]');
      if (!b) return;
      e.preventDefault();
      const row = more(b.closest('[data-rubrique]'), find('[name]', b.parentNode.previousElementSibling).name.split('.')[0]);
      if (row) find('input,textarea,select', row).focus();
    });
    form.addEventListener('input', (e) => { if (!chosen(e.target)) heard(e.target); });
    form.addEventListener('change', (e) => { if (chosen(e.target)) heard(e.target); });
  }

  const chosen = (e) => ticks(e) || e.tagName === 'SELECT';

  function heard(e) {
    const s = e.closest('[data-rubrique]');
    if (!s || !e.name) return;
    said = '';
    const done = e.name === 'geste' && e.checked;
    typed(s, e.name).then(() => { if (done) send(true); });
  }

  async function start() {
    listen();
    box.hidden = false;
    const without = find('[data-sans]');
    try {
      if (!navigator.serviceWorker || !crypto.subtle) throw new Error('too old');
      draft = await read();
    } catch (e) {
      find('[data-choix]').hidden = true;
      said = say('none');
      return show();
    }
    if (without) without.hidden = true;
    if (draft && loaded - draft.at > days * 86400000) {
      await erase();
      gone = false;
      draft = null;
      said = say('old', days);
    }
    if (draft && draft.begun < Number(box.dataset.envoye) && !waiting(draft).length) { // handed in by other ways
      await erase();
      gone = false;
      draft = null;
      said = say('elsewhere');
    }
    if (draft) begin(); else show();
  }
  start();
})();
