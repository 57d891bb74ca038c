import { get } from '../core/api.js';
import { change } from '../core/change.js';
import { h } from '../core/dom.js';
import { badge } from '../parts/badge.js';
import { section, view } from '../parts/section.js';
import { table } from '../parts/table.js';
import { brief, empty, jobLink, said, time } from '../parts/text.js';
import { sweeps } from './sweeps.js';

export const recurring = {
  title: 'Recurring',
  every: 3000,

  async load(_, signal) {
    const [jobs, swept] = await Promise.all([get('recurring', { signal }), get('sweeps', { signal })]);
    return { ...jobs, ...swept };
  },

  draw: ({ recurring: rows, sweeps: swept }, page) => view('Recurring', null,
    section('Recurring jobs', rows.length === 0 ? empty('No recurring job was ever declared.') : table('Recurring jobs', [
      { name: 'On', cell: row => onOff(row, page) },
      { name: 'Job', cell: row => [said(row.name), ` v${row.version} `, row.orphaned ? badge('orphaned') : null] },
      { name: 'Schedule', cell: row => [h('code', {}, row.schedule), row.zone === 'UTC' ? null : [' ', said(row.zone)]] },
      { name: 'Next', cell: row => row.enabled ? time(row.nextAt) : 'off' },
      { name: 'Last', cell: row => time(row.lastAt) },
      { name: 'Came to', cell: row => badge(row.lastStatus) },
      { name: 'Job of it', cell: row => jobLink(row.lastJob) },
      { name: 'Result', cell: row => brief(row.lastResult) },
    ], rows, row => row.name)),
    section('Sweeps', sweeps(swept), h('span', { class: 'faint' }, 'what repairs the pipeline by itself'))),
};

const onOff = ({ name, enabled }, page) => h('button', {
  type: 'button', class: 'switch', role: 'switch', 'aria-checked': `${enabled}`, 'aria-label': name,
  onclick: () => change(page, {
    ask: enabled ? { question: 'Switch this job off?', detail: `${name}\nNo instance runs it until it is switched on again.`, verb: 'Switch off' } : null,
    path: `recurring/${encodeURIComponent(name)}`, body: { enabled: !enabled }, done: answer => `Switched ${answer.enabled ? 'on' : 'off'}: ${name}`,
  }),
}, enabled ? 'on' : 'off');
