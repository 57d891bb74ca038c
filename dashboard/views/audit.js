import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { number } from '../core/format.js';
import { badge } from '../parts/badge.js';
import { pages } from '../parts/pages.js';
import { view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { brief, empty, time } from '../parts/text.js';

export const audit = {
  title: 'Audit',
  every: 5000,
  load: ({ query: { after } }, signal) => get('audit', { query: { after, limit: 50 }, signal }),
  draw: ({ changes, next }, { route }) => view('Audit', null,
    changes.length === 0 ? empty('Nobody has changed anything.') : table('Changes', [
      { name: 'When', cell: row => time(row.at) },
      { name: 'What', cell: row => words(row.what) },
      { name: 'Target', cell: row => brief(row.target) },
      { name: 'Outcome', cell: row => badge(row.outcome) },
      { name: 'Touched', right: true, cell: row => number(row.count) },
      { name: 'Answer', right: true, cell: row => row.status === null ? '–' : `${row.status}` },
      { name: 'Key', cell: row => row.key ? h('code', {}, row.key) : '–' },
    ], changes, row => row.id),
    pages(route, next)),
};

// replayDeadLetters becomes "replay dead letters".
const words = name => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
