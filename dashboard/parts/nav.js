import { h } from '../core/dom.js';
import { to } from '../core/route.js';

const places = [
  ['', 'Overview'], ['jobs', 'Jobs'], ['flows', 'Flows'], ['dead', 'Dead letters'],
  ['recurring', 'Recurring'], ['lanes', 'Lanes'], ['versions', 'Versions'], ['audit', 'Audit'],
];

export function drawNav(nav, current) {
  nav.replaceChildren(h('ul', {}, places.map(([path, name]) =>
    h('li', {}, h('a', { href: to(path ? [path] : []), 'aria-current': path === current ? 'page' : null }, name)))));
}
