// The end of a visit: a page that stays open warns ten minutes before, and the button prolongs without leaving it. Without this
// script the warning stands on every page of the last hour, and its form opens beside the page.
(function () {
  'use strict';
  var box = document.getElementById('visite');
  if (!box) return;
  var form = box.querySelector('form'), warn = 10 * 60 * 1000;
  var end = Date.now() + Number(box.dataset.reste);

  function look() {
    var left = end - Date.now();
    if (left < warn) {
      form.querySelector('[data-fait]').hidden = true;
      form.querySelector('[role=alert]').hidden = form.querySelector('button').hidden = box.hidden = false;
    }
    form.querySelector('[data-minutes]').textContent = Math.max(0, Math.ceil(left / 60000));
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
      if (!answer.ok || !answer.redirected || answer.url.indexOf('fait=1') < 0) throw new Error('not prolonged');
      end = Date.now() + Number(box.dataset.duree);
      form.querySelector('[role=alert]').hidden = form.querySelector('button').hidden = true;
      form.querySelector('[data-fait]').hidden = false;
    }).catch(function () { form.submit(); });
  });
  look();
  setInterval(look, 10000);
})();
