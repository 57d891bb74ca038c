import { h, s } from '../core/dom.js';
import { number } from '../core/format.js';

const parts = [['succeeded', 'good'], ['dead', 'bad'], ['expired', 'bad'], ['cancelled', 'calm']];

/** How far a flow's jobs are, by outcome. */
export function progress(jobs) {
  const ended = jobs.total - jobs.open;
  const percent = jobs.total === 0 ? 100 : Math.floor(100 * ended / jobs.total);
  const text = [`${number(ended)} of ${number(jobs.total)}`, ...parts.slice(1).filter(([name]) => jobs[name] > 0).map(([name]) => `${number(jobs[name])} ${name}`)].join(', ');
  let x = 0;
  const bars = parts.map(([name, tone]) => {
    const width = jobs.total === 0 ? 0 : 100 * jobs[name] / jobs.total;
    const bar = s('rect', { class: `fill-${tone}`, x, y: 0, width, height: 6 });
    x += width;
    return bar;
  });
  return h('div', { class: 'progress', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent, 'aria-valuetext': text, 'aria-label': 'Progress' },
    s('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, bars),
    h('span', { class: 'faint' }, `${percent} % · ${text}`));
}
