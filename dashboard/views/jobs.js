import { get } from '../core/api.js';
import { between, moment, number } from '../core/format.js';
import { badge } from '../parts/badge.js';
import { pages } from '../parts/pages.js';
import { view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { brief, empty, flowLink, jobLink, said, time } from '../parts/text.js';
import { filters } from './job/filters.js';

export const jobs = {
  title: 'Jobs',
  every: 3000,
  load: ({ query: { state, type, q, flow, after } }, signal) => get('jobs', { query: { state, type, q, flow, after, limit: 50 }, signal }),
  draw: ({ jobs: rows, next, lookedTo }, { route }) => view('Jobs', null,
    filters(route),
    rows.length === 0 ? empty(next ? 'None among the jobs that were looked at.' : 'No job is like that.') : table('Jobs', columns, rows, row => row.id),
    next && rows.length < 50 ? empty(`Only jobs back to ${lookedTo ? moment(lookedTo) : 'some time ago'} were looked at: go on to the next page.`) : null,
    pages(route, next, route.query.flow ? { words: ['First', 'Next'] } : {})),
};

const columns = [
  { name: 'State', cell: row => badge(row.state) },
  { name: 'Type', cell: row => [said(row.type), ` v${row.version}`] },
  { name: 'Job', cell: row => jobLink(row.id) },
  { name: 'Made', cell: row => time(row.createdAt) },
  { name: 'Ran', right: true, cell: row => between(row.startedAt, row.finishedAt) },
  { name: 'Failed', right: true, cell: row => number(row.attempt) },
  { name: 'Flow', cell: row => flowLink(row.flowId) },
  { name: 'Error', cell: row => brief(row.error) },
];
