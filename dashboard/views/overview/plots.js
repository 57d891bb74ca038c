import { h } from '../../core/dom.js';
import { compact, duration, rate } from '../../core/format.js';
import { plot } from '../../parts/plot.js';
import { decades } from '../../parts/scale.js';

const milliseconds = value => duration(value / 1000);

const decade = value => value < 1000 ? `${value} ms` : `${value / 1000} s`;

const narrowest = 280;

/** Throughput and latency, side by side where there is room. */
export function activityPlots({ points: all, stepSeconds }, page) {
  // The newest is still being added to, and would look like an end.
  const points = all.slice(0, -1);
  const width = Math.max(narrowest, page.width);
  // As the grid of .plots has it, which is 300 pixels a column and 20 between them.
  const columns = Math.min(3, Math.max(1, Math.floor((width + 20) / 320)));
  const each = Math.floor((width - 20 * (columns - 1)) / columns) - 34;
  const perSecond = value => value / stepSeconds;
  const quantiles = name => ['p50', 'p95', 'p99'].map((quantile, i) => ({ name: quantile, tone: ['busy', 'warn', 'calm'][i], value: point => point[name]?.[quantile] ?? null }));
  return h('div', { class: 'plots' },
    plot({
      title: 'Throughput', width: each, points, format: rate, mark: value => `${compact(value)}/s`, lines: [
        { name: 'succeeded', tone: 'good', value: point => perSecond(point.succeeded) },
        { name: 'retried', tone: 'warn', value: point => perSecond(point.retried), rare: true },
        { name: 'dead', tone: 'bad', value: point => perSecond(point.dead + point.expired), rare: true },
      ],
    }),
    plot({ title: 'Waiting time', width: each, points, format: milliseconds, scale: decades, mark: decade, lines: quantiles('wait') }),
    plot({ title: 'Running time', width: each, points, format: milliseconds, scale: decades, mark: decade, lines: quantiles('run') }));
}
