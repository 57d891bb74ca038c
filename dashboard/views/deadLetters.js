import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { number, size } from '../core/format.js';
import { to } from '../core/route.js';
import { pages } from '../parts/pages.js';
import { button, view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { brief, empty, flowLink, jobLink, said, shortId, time, unseen } from '../parts/text.js';
import { discard, replay } from './dead/changes.js';
import { marked } from './dead/marked.js';

export const deadLetters = {
  title: 'Dead letters of one cause',
  every: 3000,
  load: ({ query: { type, cause, messages, after } }, signal) => get('dead/letters', { query: { type, cause, messages, after, limit: 50 }, signal }),
  draw({ letters, next }, page) {
    const { type, cause, messages } = page.route.query;
    const group = messages ? { messages: true, cause } : { type, cause };
    return view('Dead letters of one cause', whole(group, letters, page),
      h('p', { class: 'lead' }, messages ? 'Unreadable messages' : said(type ?? 'any type'), cause ? [': ', said(cause)] : null),
      letters.length === 0 ? empty('There is none, or none any more.') : [
        table('Dead letters', messages ? messageColumns : jobColumns, letters, row => row.id),
        marked(page),
      ],
      pages(page.route, next),
      h('p', {}, h('a', { href: to(['dead']) }, 'All causes')));
  },
};

const whole = (group, letters, page) => letters.length === 0 || !(group.type || group.messages) ? null : h('div', { class: 'row' },
  button('Replay all', () => replay(page, group, 'all of this cause', group.cause), { tone: 'primary' }),
  button('Discard all', () => discard(page, group, 'all of this cause', group.cause)));

const mark = { name: 'Mark', unseen: true, cell: row => h('input', { type: 'checkbox', class: 'mark', value: row.id, 'aria-label': `Mark ${row.jobId ?? row.id}` }) };

const jobColumns = [
  mark,
  { name: 'Died', cell: row => time(row.at) },
  { name: 'Job', cell: row => jobLink(row.jobId) },
  { name: 'Type', cell: row => [said(row.type), ` v${row.version}`] },
  { name: 'Attempts', right: true, cell: row => number(row.attempts) },
  { name: 'Flow', cell: row => flowLink(row.flowId) },
  { name: 'Error', cell: row => brief(row.error ?? row.cause) },
];

const messageColumns = [
  mark,
  { name: 'Came', cell: row => time(row.at) },
  { name: 'Message', cell: row => h('a', { href: to(['dead', 'letters', row.id]), }, unseen('Message '), shortId(row.id)) },
  { name: 'Lane', right: true, cell: row => row.lane === null ? 'dead' : number(row.lane) },
  { name: 'Size', right: true, cell: row => row.bodyLength === null ? '–' : size(row.bodyLength) },
  { name: 'Error', cell: row => brief(row.error ?? row.cause) },
];
