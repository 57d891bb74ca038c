import { h } from '../core/dom.js';
import { between, plural } from '../core/format.js';
import { go, to } from '../core/route.js';
import { badge } from './badge.js';
import { progress } from './progress.js';
import { said } from './text.js';
import { moveIn } from './treeKeys.js';

// What a person has folded; it lasts until the page is left.
const folded = new Set();

/** Flows within flows. Arrows move and fold, Enter opens a flow's own page. */
export function tree(nodes, page) {
  return h('ul', { class: 'tree', role: 'tree', 'aria-label': 'Flows in this flow', onkeydown: event => moveIn(event, id => go(['flows', id]), id => fold(id, page)) },
    nodes.map((node, index) => item(node, index === 0, page)));
}

function item(node, first, page) {
  const inner = node.flows.length > 0;
  const open = inner && !folded.has(node.id);
  const group = `in-${node.id}`;
  return h('li', { role: 'none', 'data-key': node.id },
    h('div', { class: 'row node', role: 'treeitem', 'data-id': node.id, tabindex: first ? '0' : '-1', 'aria-expanded': inner ? `${open}` : null, 'aria-owns': open ? group : null },
      inner ? h('button', { type: 'button', class: 'fold', tabindex: '-1', 'aria-hidden': 'true', onclick: () => fold(node.id, page) }, open ? '▾' : '▸') : h('span', { class: 'fold' }),
      h('a', { href: to(['flows', node.id]), tabindex: '-1' }, said(node.name)),
      h('span', { class: 'faint' }, `${node.kind} ${node.place + 1}`),
      badge(node.status),
      node.finishedAt ? h('span', { class: 'faint' }, between(node.beganAt, node.finishedAt)) : null,
      more(node),
      progress(node.jobs)),
    open ? h('ul', { role: 'group', id: group }, node.flows.map(child => item(child, false, page))) : null);
}

// A node shows the first of its flows; its own page has all.
const more = node => node.total > node.flows.length ? h('span', { class: 'faint' }, `and ${plural(node.total - node.flows.length, 'more flow', 'more flows')} in it`) : null;

function fold(id, page) {
  if (!folded.delete(id)) folded.add(id);
  page.refresh();
}
