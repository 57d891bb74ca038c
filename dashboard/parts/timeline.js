import { h, s } from '../core/dom.js';
import { between, moment } from '../core/format.js';

/** When a flow waited, ran its members and ran its body, to scale. */
export function timeline({ acceptedAt, beganAt, closedAt, finishedAt }, now) {
  const end = finishedAt ?? now;
  const stages = [
    ['waited', 'calm', acceptedAt, beganAt ?? end],
    ['members', 'busy', beganAt, closedAt ?? end],
    ['body', 'good', closedAt, end],
  ].filter(([, , from]) => from);
  const start = Date.parse(acceptedAt);
  const all = Math.max(1, Date.parse(end) - start);
  return h('div', { class: 'timeline' },
    s('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': stages.map(([name, , from, until]) => `${name} ${between(from, until)}`).join(', ') },
      stages.map(([, tone, from, until]) => s('rect', {
        class: `fill-${tone}`, y: 0, height: 10, x: 100 * (Date.parse(from) - start) / all, width: 100 * Math.max(0, Date.parse(until) - Date.parse(from)) / all,
      }))),
    h('ol', { class: 'legend' },
      stages.map(([name, tone, from, until]) => h('li', { class: `tone-${tone}` }, `${name} `, h('b', {}, between(from, until)), ` from ${moment(from)}`))));
}
