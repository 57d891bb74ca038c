import { h } from '../core/dom.js';

/**
 * A table, which becomes a list of cards on a phone. The roles are said once more because a display other than a table's takes them away in some browsers.
 * @param {{name: string, cell: (row) => any, right?: boolean}[]} columns
 * @param {(row) => string} keyOf tells rows apart from one drawing to the next
 */
export function table(caption, columns, rows, keyOf) {
  return h('div', { class: 'wide' }, h('table', { role: 'table' },
    h('caption', { class: 'unseen' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(heading))),
    h('tbody', { role: 'rowgroup' }, rows.map(row => h('tr', { role: 'row', 'data-key': keyOf(row) }, columns.map(column => cell(column, row)))))));
}

const heading = ({ name, right, unseen }) => h('th', { role: 'columnheader', scope: 'col', class: right ? 'right' : null }, unseen ? h('span', { class: 'unseen' }, name) : name);

const cell = ({ name, cell: value, right, unseen }, row) => h('td', { role: 'cell', class: right ? 'right' : null, 'data-name': unseen ? null : name }, h('div', {}, value(row)));
