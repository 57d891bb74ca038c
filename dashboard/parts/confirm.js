import { h } from '../core/dom.js';

/** Asks in a dialog, which Escape leaves; whether the answer was yes. */
export function confirmed({ question, detail, verb, danger = false }) {
  const dialog = h('dialog', { 'aria-labelledby': 'question', 'aria-describedby': 'question-detail' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'question' }, question),
      h('p', { id: 'question-detail' }, detail ?? ''),
      h('div', { class: 'row end' },
        h('button', { value: 'no' }, 'Leave it'),
        h('button', { value: 'yes', class: danger ? 'danger' : 'primary' }, verb))));
  document.body.append(dialog);
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
  });
}
