import { h } from '../../core/dom.js';
import { duration, number } from '../../core/format.js';
import { to } from '../../core/route.js';
import { table } from '../../parts/table.js';
import { empty, said } from '../../parts/text.js';

const quantile = (name, which) => row => row[name] ? duration(row[name][which] / 1000) : '–';

/** What ran in the chosen time, by type. */
export const types = rows => rows.length === 0 ? empty('No job came to an outcome in this time.') : table('Jobs by type in the chosen time', [
  { name: 'Type', cell: row => h('a', { href: to(['jobs'], { type: row.type }) }, said(row.type)) },
  { name: 'Succeeded', right: true, cell: row => number(row.succeeded) },
  { name: 'Retried', right: true, cell: row => number(row.retried) },
  { name: 'Dead', right: true, cell: row => number(row.dead) },
  { name: 'Waited p50', right: true, cell: quantile('wait', 'p50') },
  { name: 'Waited p95', right: true, cell: quantile('wait', 'p95') },
  { name: 'Ran p50', right: true, cell: quantile('run', 'p50') },
  { name: 'Ran p95', right: true, cell: quantile('run', 'p95') },
], rows, row => row.type);
