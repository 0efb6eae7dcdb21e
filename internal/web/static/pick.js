// Pickers: a field of class "pick" searches as one types (combobox of the ARIA practices). What is chosen goes into two
// hidden fields, its number and the name that it was chosen for. Without this script the form itself asks.
(function () {
  'use strict';
  var wait = 250;

  function make(tag, attributes) {
    var e = document.createElement(tag);
    Object.keys(attributes).forEach(function (k) { e.setAttribute(k, attributes[k]); });
    return e;
  }

  function picker(box) {
    var input = box.querySelector('input[type=text]'), source = box.dataset.choisir, timer = 0, asked = 0, at = -1;
    var list = make('ul', { id: input.id + '-liste', role: 'listbox', 'aria-label': box.querySelector('label').textContent });
    var said = make('p', { role: 'status', 'class': 'hide' });
    var number = make('input', { type: 'hidden', name: input.name + '-numero' }), name = make('input', { type: 'hidden', name: input.name + '-pour' });
    var given = box.querySelector('fieldset');
    list.hidden = true;
    [['role', 'combobox'], ['aria-expanded', 'false'], ['aria-controls', list.id], ['aria-autocomplete', 'list']].forEach(function (a) { input.setAttribute(a[0], a[1]); });
    input.after(list, said);

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }

    function choose(option) {
      input.value = option.dataset.name;
      number.value = option.dataset.id;
      name.value = option.dataset.name;
      if (given) { given.remove(); given = null; }
      box.querySelectorAll('input[name="' + name.name + '"]').forEach(function (old) { if (old !== name) old.remove(); });
      box.append(number, name);
      close();
    }

    function move(to) {
      var options = list.children;
      if (!options.length) return;
      if (options[at]) options[at].setAttribute('aria-selected', 'false');
      at = (to + options.length) % options.length;
      options[at].setAttribute('aria-selected', 'true');
      options[at].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', options[at].id);
    }

    function show(items, total) {
      list.textContent = '';
      at = -1;
      items.forEach(function (item, i) {
        var o = make('li', { id: list.id + '-' + i, role: 'option', 'aria-selected': 'false' }), where = make('small', {});
        o.dataset.id = item.id;
        o.dataset.name = item.name;
        o.textContent = item.name + ' ';
        where.textContent = item.where;
        o.append(where);
        o.addEventListener('mousedown', function (e) { e.preventDefault(); choose(o); });
        list.append(o);
      });
      said.textContent = items.length ? box.dataset.dit.replace('#', String(total)) : box.dataset.rien;
      list.hidden = !items.length;
      input.setAttribute('aria-expanded', String(items.length > 0));
    }

    function ask() {
      var text = input.value.trim(), mine = ++asked;
      if (text.length < 2) { close(); return; }
      fetch(source + '?q=' + encodeURIComponent(text), { headers: { Accept: 'application/json' } })
        .then(function (r) { return r.ok ? r.json() : { items: [], total: 0 }; })
        .then(function (found) { if (mine === asked && document.activeElement === input) show(found.items, found.total); })
        .catch(close);
    }

    input.addEventListener('input', function () {
      number.remove();
      name.remove();
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', function (e) {
      if (e.key === 'ArrowDown') { e.preventDefault(); if (list.hidden) ask(); else move(at + 1); }
      else if (e.key === 'ArrowUp' && !list.hidden) { e.preventDefault(); move(at < 0 ? -1 : at - 1); }
      else if (e.key === 'Enter' && !list.hidden && at >= 0) { e.preventDefault(); choose(list.children[at]); }
      else if (e.key === 'Escape' && !list.hidden) { e.preventDefault(); close(); }
    });
  }

  document.querySelectorAll('.pick').forEach(picker);
})();
