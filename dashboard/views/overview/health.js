import { h } from '../../core/dom.js';
import { duration } from '../../core/format.js';
import { to } from '../../core/route.js';
import { badge } from '../../parts/badge.js';
import { said } from '../../parts/text.js';

/** Whether the servers answer, and whether a lane is ill. */
export function health({ status, servers, lanes }) {
  const ill = Object.entries(lanes).filter(([, lane]) => !lane.healthy).map(([name]) => name);
  return h('ul', { class: 'health', 'aria-label': 'Health' },
    h('li', {}, badge(status)),
    Object.entries(servers).map(([name, server]) => h('li', { 'data-key': name },
      h('span', { class: `dot ${server.healthy ? 'good' : 'bad'}`, 'aria-hidden': 'true' }), said(name), ' ',
      server.healthy ? h('span', { class: 'faint' }, duration(server.milliseconds / 1000)) : h('b', { class: 'bad' }, 'does not answer: ', said(server.error)))),
    ill.length > 0 ? h('li', {}, h('a', { class: 'bad', href: to(['lanes']) }, `without a consumer or missing: ${ill.join(', ')}`)) : null);
}
