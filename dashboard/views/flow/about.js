import { h } from '../../core/dom.js';
import { between, duration, number } from '../../core/format.js';
import { badge } from '../../parts/badge.js';
import { facts } from '../../parts/facts.js';
import { table } from '../../parts/table.js';
import { brief, flowLink, jobLink, said, time } from '../../parts/text.js';

const unless = (value, draw) => value === null || value === 0 ? null : draw(value);

export const about = it => facts([
  ['Id', h('code', {}, it.id)],
  ['Name', said(it.name)],
  ['Kind', it.kind],
  ['Stage', it.stage],
  ['Accepted', time(it.acceptedAt)],
  ['Ended', unless(it.finishedAt, time)],
  ['Took', unless(it.seconds, duration)],
  ['At once', `at most ${number(it.maxParallel)}`],
  ['Running', unless(it.members?.running ?? null, number)],
  ['Queued', unless(it.members?.queued ?? null, number)],
  ['Waiting', unless(it.members?.waiting ?? null, number)],
  ['Held back', unless(it.members?.held ?? null, number)],
  ['Lies in', unless(it.parentId, id => flowLink(id))],
  ['Outermost flow', it.rootId === it.id ? null : flowLink(it.rootId)],
  ['Repairs', unless(it.replayOf, id => flowLink(id))],
  ['Host', it.host],
]);

export const callbacks = rows => table('Body and error callback', [
  { name: 'Role', cell: row => row.role },
  { name: 'Status', cell: row => badge(row.status) },
  { name: 'Type', cell: row => said(row.type) },
  { name: 'Job', cell: row => jobLink(row.job) },
  { name: 'Started', cell: row => time(row.startedAt) },
  { name: 'Ran', right: true, cell: row => between(row.startedAt, row.finishedAt) },
], rows, row => row.job);

export const failures = rows => table('The first jobs that failed', [
  { name: 'Status', cell: row => badge(row.status) },
  { name: 'Type', cell: row => [said(row.type), ` v${row.version}`] },
  { name: 'Job', cell: row => jobLink(row.job) },
  { name: 'Place', right: true, cell: row => row.place >= 0 ? number(row.place + 1) : row.place === -1 ? 'body' : 'error callback' },
  { name: 'Error', cell: row => brief(row.error) },
], rows, row => row.job);

export const imported = ({ records, rejected, registered, updated, summary }) => [facts([
  ['Records', number(records)],
  ['Registered', number(registered)],
  ['Updated', number(updated)],
  ['Rejected', number(rejected)],
  ...Object.entries(summary?.rejects ?? {}).map(([why, times]) => [`Rejected: ${why}`, number(times)]),
]), summary ? h('p', { class: 'faint' }, 'The whole report is the blob ', said(summary.report, { class: 'code' })) : null];
