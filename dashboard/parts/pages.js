import { h } from '../core/dom.js';
import { to } from '../core/route.js';

/** The ways to the first page and to the next one; the browser's Back is the way to the one before. */
export function pages({ path, query }, next, { parameter = 'after', words = ['Newest', 'Older'] } = {}) {
  const { [parameter]: after, ...rest } = query;
  if (!after && !next) return null;
  return h('nav', { class: 'row pages', 'aria-label': 'Pages' },
    after ? h('a', { class: 'button', href: to(path, rest) }, words[0]) : null,
    next ? h('a', { class: 'button', href: to(path, { ...rest, [parameter]: next }) }, words[1]) : h('span', { class: 'faint' }, 'That is all.'));
}
