import { duration, number } from '../core/format.js';
import { table } from '../parts/table.js';
import { empty, said, time } from '../parts/text.js';

/** When each sweep ran and what it did. */
export const sweeps = rows => rows.length === 0 ? empty('None has run yet.') : table('Sweeps', [
  { name: 'Sweep', cell: row => said(row.name) },
  { name: 'Last run', cell: row => time(row.lastAt) },
  { name: 'Took', right: true, cell: row => duration(row.seconds) },
  { name: 'Did', right: true, cell: row => number(row.count) },
  { name: 'Last had to act', cell: row => row.actedAt ? [time(row.actedAt), ` (${number(row.actedCount)})`] : 'never' },
  { name: 'Runs', right: true, cell: row => number(row.runs) },
  { name: 'Did in all', right: true, cell: row => number(row.total) },
  { name: 'Error', cell: row => said(row.error) },
], rows, row => row.name);
