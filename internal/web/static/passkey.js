// Passkeys: a form with data-cle asks the browser for a key and sends what it answers. Without this script the form stays
// hidden, and codes and links serve.
(function () {
  'use strict';
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }

  function text(buffer) {
    var raw = '';
    new Uint8Array(buffer).forEach(function (b) { raw += String.fromCharCode(b); });
    return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  function known(list) {
    return (list || []).map(function (k) { return Object.assign({}, k, { id: bytes(k.id) }); });
  }

  function ask(kind, options) {
    var key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (kind === 'get') {
      key.allowCredentials = known(key.allowCredentials);
      return navigator.credentials.get({ publicKey: key });
    }
    key.user.id = bytes(key.user.id);
    key.excludeCredentials = known(key.excludeCredentials);
    return navigator.credentials.create({ publicKey: key });
  }

  function answer(key) {
    var r = key.response, out = { clientDataJSON: text(r.clientDataJSON) };
    ['attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (part) {
      if (r[part]) out[part] = text(r[part]);
    });
    if (r.getTransports) out.transports = r.getTransports();
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: out, clientExtensionResults: key.getClientExtensionResults() });
  }

  document.querySelectorAll('form[data-cle]').forEach(function (form) {
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var failed = form.querySelector('.wrong[hidden]');
      ask(form.dataset.cle, JSON.parse(form.dataset.options)).then(function (key) {
        form.querySelector('input[name=cle]').value = answer(key); // not elements.cle: the button has that id
        form.submit();
      }).catch(function () { if (failed) failed.hidden = false; });
    });
  });
})();
