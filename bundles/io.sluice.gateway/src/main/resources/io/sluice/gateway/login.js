// After wrong attempts the server holds answers back: counts down until it listens again.
'use strict';
(() => {
  const form = document.getElementById('login');
  const button = form.querySelector('button');
  const label = button.textContent;
  const end = Date.now() + Number(form.dataset.wait);
  const show = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${label} (${left} s)` : label;
    if (left > 0) {
      setTimeout(show, 200);
    }
  };
  show();
})();
