import { h } from '../core/dom.js';

/** A heading with what stands beside it, and what belongs to it. */
export function section(title, content, beside = null) {
  const id = `s-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  return h('section', { 'aria-labelledby': id, 'data-key': id }, h('div', { class: 'row spread' }, h('h2', { id }, title), beside), content);
}

export const view = (title, beside, ...content) => h('div', { class: 'view' }, h('div', { class: 'row spread head' }, h('h1', { tabindex: '-1' }, title), beside), content);

export const button = (text, onclick, { tone = '', label = null } = {}) => h('button', { type: 'button', class: tone, onclick, 'aria-label': label }, text);
