import { h } from '../../core/dom.js';
import { plural } from '../../core/format.js';
import { say } from '../../core/say.js';
import { button } from '../../parts/section.js';
import { discard, replay } from './changes.js';

/** What can be done with the letters that are marked on this page. */
export const marked = page => h('div', { class: 'row' },
  button('Replay marked', () => withMarked(ids => replay(page, { ids }, plural(ids.length, 'dead letter', 'dead letters')))),
  button('Discard marked', () => withMarked(ids => discard(page, { ids }, plural(ids.length, 'dead letter', 'dead letters')))));

function withMarked(act) {
  const ids = [...document.querySelectorAll('input.mark:checked')].map(box => box.value);
  if (ids.length === 0) say('Nothing is marked.', true);
  else act(ids);
}
