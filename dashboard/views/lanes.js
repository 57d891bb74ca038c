import { get } from '../core/api.js';
import { number, rate } from '../core/format.js';
import { badge } from '../parts/badge.js';
import { view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { empty, said } from '../parts/text.js';

export const lanes = {
  title: 'Lanes',
  every: 2000,
  load: (_, signal) => get('lanes', { signal }),
  draw: ({ reachable, lanes: rows }) => view('Lanes', null, reachable
    ? table('Queues', [
      { name: 'Queue', cell: row => said(row.queue) },
      { name: 'State', cell: row => badge(row.healthy ? 'healthy' : 'unhealthy') },
      { name: 'Carries', cell: row => row.kind },
      { name: 'Messages', right: true, cell: row => row.messages === null ? 'no such queue' : number(row.messages) },
      { name: 'Consumers', right: true, cell: row => number(row.consumers) },
      { name: 'Jobs', right: true, cell: row => rate(row.jobsPerSecond) },
    ], rows, row => row.queue)
    : empty('The broker does not answer. Jobs are kept in the database, and go on when it is back.')),
};
