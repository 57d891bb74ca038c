import { h } from '../core/dom.js';

/** Names and values; pairs whose value is null are left out. */
export const facts = pairs => h('dl', { class: 'facts' },
  pairs.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
