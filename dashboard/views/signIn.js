import { h } from '../core/dom.js';
import { key } from '../core/key.js';

/** Asks for the key, which is tried by the first view that is loaded with it. */
export function signIn(main, done) {
  document.title = 'Pipeline';
  const input = h('input', { id: 'key', name: 'key', type: 'password', autocomplete: 'off', required: true, spellcheck: 'false', 'aria-describedby': 'key-problem key-hint' });
  const form = h('form', { class: 'sign-in' },
    h('h1', { tabindex: '-1' }, 'Pipeline'),
    h('label', { for: 'key' }, 'Key'),
    input,
    h('p', { id: 'key-problem', class: 'bad', role: 'alert' }),
    h('button', { class: 'primary' }, 'Open'),
    h('p', { id: 'key-hint', class: 'faint' }, 'A function key of the app. Locally it is what ./dev run printed. It is kept until this tab is closed, and goes to this app only.'));
  form.onsubmit = event => {
    event.preventDefault();
    key.keep(input.value.trim());
    done();
  };
  main.removeAttribute('aria-busy');
  main.replaceChildren(form);
  input.focus();
}
