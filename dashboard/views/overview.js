import { get } from '../core/api.js';
import { to } from '../core/route.js';
import { about, count, duration, number } from '../core/format.js';
import { h } from '../core/dom.js';
import { section, view } from '../parts/section.js';
import { activityPlots } from './overview/plots.js';
import { health } from './overview/health.js';
import { types } from './overview/types.js';
import { workers } from './overview/workers.js';

const spans = [[15, '15 min'], [60, '1 h'], [360, '6 h'], [1440, '24 h']];

export const overview = {
  title: 'Overview',
  every: 3000,

  async load({ query }, signal) {
    const [now, activity, servers] = await Promise.all([
      get('overview', { signal }),
      get('activity', { query: { minutes: query.minutes }, signal }),
      get('health/details', { signal, also: [503] }),
    ]);
    return { now, activity, servers };
  },

  draw({ now, activity, servers }, page) {
    return view('Overview', null,
      health(servers),
      tiles(now),
      section('Activity', activityPlots(activity, page), spanLinks(page.route.query.minutes ?? '15')),
      section('Jobs by type', types(activity.types)),
      section('Outcomes', outcomes(now)),
      section('Workers', workers(now)));
  },
};

const tiles = ({ jobs, openFlows, outbox, deadMessages, workersAlive, jobsEstimate }) => h('ul', { class: 'tiles' },
  tile('Queued', count(jobs.queued), to(['jobs'], { state: 'queued' })),
  tile('Waiting', count(jobs.waiting), to(['jobs'], { state: 'waiting' })),
  tile('Running', count(jobs.running), to(['jobs'], { state: 'running' })),
  tile('Dead', count(jobs.dead), to(['dead']), jobs.dead.count > 0 ? 'bad' : ''),
  tile('Unreadable messages', count(deadMessages), to(['dead']), deadMessages.count > 0 ? 'bad' : ''),
  tile('Open flows', count(openFlows), to(['flows'], { open: 'true' })),
  tile('Oldest unpublished', duration(outbox.oldestSeconds), null, outbox.oldestSeconds > 60 ? 'warn' : '', outbox.due.count > 0 ? `${count(outbox.due)} due` : null),
  tile('Workers alive', number(workersAlive), null, workersAlive === 0 ? 'bad' : ''),
  tile('Jobs kept', about(jobsEstimate), to(['jobs'])));

function tile(name, value, href, tone = '', note = null) {
  const content = [h('b', {}, value), h('span', { class: 'faint' }, name), note ? h('small', { class: 'faint' }, note) : null];
  return h('li', { class: `tile ${tone}`, 'data-key': name }, href ? h('a', { href }, content) : content);
}

const spanLinks = chosen => h('nav', { class: 'row spans', 'aria-label': 'Time span' }, spans.map(([minutes, name]) =>
  h('a', { href: to([], { minutes: minutes === 15 ? null : minutes }), 'aria-current': `${minutes}` === chosen ? 'true' : null }, name)));

const outcomes = ({ lastHour, lastDay }) => h('div', { class: 'columns' }, [['Last hour', lastHour], ['Last day', lastDay]].map(([name, sums]) =>
  h('div', {}, h('h3', {}, name), h('dl', { class: 'facts' }, Object.entries(sums).map(([outcome, value]) =>
    h('div', {}, h('dt', {}, outcome), h('dd', {}, number(value))))))));
