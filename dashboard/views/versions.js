import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { number } from '../core/format.js';
import { go, to } from '../core/route.js';
import { badge } from '../parts/badge.js';
import { view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { empty, said } from '../parts/text.js';

export const versions = {
  title: 'Versions',
  every: 5000,
  load: async ({ query: { job, version } }, signal) => job && version ? { versions: [await get('drain', { query: { job, version }, signal })], more: false } : get('drain', { signal }),
  draw: ({ versions: rows, more }, { route }) => view('Versions', null,
    h('p', { class: 'faint' }, 'What is left of each version of a job: with nothing left, no code needs its handler any more.'),
    ask(route),
    rows.length === 0 ? empty('Nothing is left of any version.') : table('Versions of jobs', columns, rows, row => `${row.version} ${row.job}`),
    more ? empty('Only the first 50,000 messages were counted: the numbers are too low, and a version may be missing.') : null),
};

const columns = [
  { name: 'Job', cell: row => h('a', { href: to(['jobs'], { type: row.job }) }, said(row.job)) },
  { name: 'Version', right: true, cell: row => number(row.version) },
  { name: 'State', cell: row => badge(row.drained ? 'drained' : 'in use') },
  { name: 'To publish', right: true, cell: row => number(row.left.outbox) },
  { name: 'In lanes', right: true, cell: row => number(row.left.lanes) },
  { name: 'Running', right: true, cell: row => number(row.left.running) },
  { name: 'Retrying', right: true, cell: row => number(row.left.retries) },
  { name: 'Parked', right: true, cell: row => number(row.left.parked) },
];

function ask({ path, query }) {
  const find = event => {
    event.preventDefault();
    const { job, version } = Object.fromEntries(new FormData(event.currentTarget));
    go(path, { job: job.trim(), version });
  };
  return h('form', { class: 'filters', 'aria-label': 'One version', onsubmit: find },
    h('label', {}, 'Job', h('input', { name: 'job', value: query.job ?? '', maxlength: 100, required: true, autocomplete: 'off' })),
    h('label', {}, 'Version', h('input', { name: 'version', type: 'number', min: 1, max: 2147483647, value: query.version ?? '', required: true })),
    h('button', {}, 'May it go?'),
    query.job ? h('a', { class: 'button', href: to(path) }, 'All versions') : null);
}
