// A photo that is chosen is made smaller before it is sent (L9): as a telephone takes it, it is minutes of a slow line and more than
// is taken. Where the browser cannot, it goes as it is.
(function () {
  'use strict';
  var longest = 2000, light = 600000; // points, bytes

  function drawn(picture) {
    var by = Math.min(1, longest / Math.max(picture.width, picture.height)), canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * by);
    canvas.height = Math.round(picture.height * by);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', 0.8); });
  }

  document.querySelectorAll('[data-photo]').forEach(function (box) {
    var input = box.querySelector('input[type=file]'), said = document.createElement('p'), at = 0;
    said.setAttribute('role', 'status');
    input.after(said);
    function smaller(file, blob) {
      if (!blob || blob.size >= file.size) return;
      var files = new DataTransfer();
      files.items.add(new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }));
      input.files = files.files;
      said.textContent = box.dataset.photo.replace('{0}', Math.ceil(file.size / 1024)).replace('{1}', Math.ceil(blob.size / 1024));
    }
    input.addEventListener('change', function () {
      var file = input.files[0], turn = ++at;
      said.textContent = '';
      if (!file || !/^image\/(jpeg|png)$/.test(file.type) || file.size <= light || !window.createImageBitmap || !window.DataTransfer) return;
      var button = input.form.querySelector('button[type=submit]');
      button.disabled = true;
      createImageBitmap(file, { imageOrientation: 'from-image' }).then(drawn).then(function (blob) {
        if (turn === at) smaller(file, blob);
      }).catch(function () {}).then(function () {
        if (turn === at) button.disabled = false;
      });
    });
  });
})();
