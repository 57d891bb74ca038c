import { h } from '../../core/dom.js';
import { duration, number } from '../../core/format.js';
import { badge } from '../../parts/badge.js';
import { table } from '../../parts/table.js';
import { empty, said, shortId, time } from '../../parts/text.js';

/** What went wrong, the newest first. */
export const attempts = ({ attempts: rows, moreAttempts }) => rows.length === 0 ? empty('None.') : [
  table('Failed attempts', [
    { name: 'Attempt', right: true, cell: row => `${number(row.attempt)}${row.generation > 0 ? ` of replay ${row.generation}` : ''}` },
    { name: 'How', cell: row => badge(row.kind) },
    { name: 'Started', cell: row => time(row.startedAt) },
    { name: 'Ran', right: true, cell: row => duration(row.seconds) },
    { name: 'Error', cell: row => error(row) },
    { name: 'Worker', cell: row => row.worker ? shortId(row.worker) : '–' },
  ], rows, row => `${row.generation} ${row.attempt} ${row.kind} ${row.startedAt}`),
  moreAttempts ? empty('There were more; these are the last.') : null,
];

function error({ error: text }) {
  if (text === null) return '–';
  const [first, ...rest] = text.split('\n');
  return rest.length === 0 ? said(text) : h('details', {}, h('summary', {}, said(first)), h('pre', { tabindex: '0', dir: 'auto' }, text));
}
