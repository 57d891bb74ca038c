import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { duration } from '../core/format.js';
import { to } from '../core/route.js';
import { badge } from '../parts/badge.js';
import { pages } from '../parts/pages.js';
import { progress } from '../parts/progress.js';
import { view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { empty, flowLink, shortId, time } from '../parts/text.js';

export const flows = {
  title: 'Flows',
  every: 2000,
  load: ({ query: { open, after } }, signal) => get('flows', { query: { open, after, limit: 25 }, signal }),
  draw: ({ flows: rows, next }, { route }) => view('Flows', which(route),
    rows.length === 0 ? empty('There is no flow here.') : table('Flows', [
      { name: 'Status', cell: row => badge(row.status) },
      { name: 'Flow', cell: row => [flowLink(row.id, row.pattern || row.name), ' ', shortId(row.id)] },
      { name: 'Progress', cell: row => progress(row.jobs) },
      { name: 'Accepted', cell: row => time(row.acceptedAt) },
      { name: 'Took', right: true, cell: row => duration(row.seconds) },
    ], rows, row => row.id),
    pages(route, next)),
};

const which = ({ path, query }) => h('nav', { class: 'row spans', 'aria-label': 'Which flows' },
  h('a', { href: to(path), 'aria-current': query.open === 'true' ? null : 'true' }, 'All'),
  h('a', { href: to(path, { open: 'true' }), 'aria-current': query.open === 'true' ? 'true' : null }, 'Open ones'));
