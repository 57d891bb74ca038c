import { h } from '../core/dom.js';
import { moment, none } from '../core/format.js';
import { to } from '../core/route.js';

/** Text of somebody else, which may run from right to left: it changes the order of nothing around it. */
export const said = (text, properties = {}) => text === null || text === undefined ? none : h('bdi', properties, text);

/** Text that is cut to a few lines; its whole is in the title. */
export const brief = text => text === null || text === undefined ? none : h('bdi', { class: 'brief', title: text }, text);

export const time = text => text ? h('time', { datetime: text, title: text }, moment(text)) : none;

/** The end of an id, as ids of the same time begin alike. */
export const shortId = id => h('code', { class: 'id', title: id }, `…${id.slice(-8)}`);

/** What only a screen reader says. */
export const unseen = text => h('span', { class: 'unseen' }, text);

export const jobLink = id => id ? h('a', { href: to(['jobs', id]) }, unseen('Job '), shortId(id)) : none;

export const flowLink = (id, name) => id ? h('a', { href: to(['flows', id]) }, unseen('Flow '), name ? said(name) : shortId(id)) : none;

export const empty = text => h('p', { class: 'note' }, text);
