import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { number, plural } from '../core/format.js';
import { to } from '../core/route.js';
import { button, view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { brief, empty, said, time } from '../parts/text.js';
import { discard, replay } from './dead/changes.js';
import { choiceOf, nameOf } from './dead/group.js';

export const dead = {
  title: 'Dead letters',
  every: 3000,
  load: (_, signal) => get('dead', { signal }),
  draw: ({ groups }, page) => view('Dead letters', null, groups.length === 0
    ? empty('Nothing is dead.')
    : [
      h('p', { class: 'faint' }, 'By what they are and what they died of, the group that grew last first.'),
      table('Dead letters by cause', [
        { name: 'Type', cell: row => row.type === null ? 'unreadable message' : said(row.type) },
        { name: 'Cause', cell: row => h('a', { href: link(row) }, brief(row.cause)) },
        { name: 'Letters', right: true, cell: row => number(row.count) },
        { name: 'First', cell: row => time(row.first) },
        { name: 'Last', cell: row => time(row.last) },
        { name: 'Repair', unseen: true, cell: row => repair(row, page) },
      ], groups, row => JSON.stringify([row.type, row.cause])),
    ]),
};

const link = ({ type, cause }) => to(['dead', 'letters'], type === null ? { messages: 'true', cause } : { type, cause });

const repair = (row, page) => h('div', { class: 'row end' },
  button('Replay', () => replay(page, choiceOf(row), plural(row.count, 'dead letter', 'dead letters'), row.cause), { label: `Replay ${nameOf(row)}` }),
  button('Discard', () => discard(page, choiceOf(row), plural(row.count, 'dead letter', 'dead letters'), row.cause), { label: `Discard ${nameOf(row)}` }));
