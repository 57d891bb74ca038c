import { h, s } from '../core/dom.js';
import { moment } from '../core/format.js';
import { linear } from './scale.js';

const height = 150, left = 52, right = 8, top = 8, bottom = 22;

/**
 * Lines over time.
 * @param {{title: string, width: number, points: {at: string}[], lines: {name: string, tone: string, value: (point) => number?, rare?: boolean}[], format: (value: number) => string}} plot
 *   where a value is null, its line has a gap; one that is rare has a gap where it is zero, too; 'scale' and 'mark' are the axis and how its values are written
 */
export function plot({ title, width, points, lines, format, scale = linear, mark = format }) {
  const values = lines.map(line => points.map(line.value));
  const most = Math.max(0, ...values.flat().filter(value => value !== null));
  const axis = scale(most);
  const x = index => left + (width - left - right) * (points.length < 2 ? 0 : index / (points.length - 1));
  const y = value => top + (height - top - bottom) * (1 - axis.at(value));
  const last = values.map(series => series.findLast(value => value !== null) ?? null);
  const said = lines.map((line, i) => `${line.name} ${last[i] === null ? 'nothing' : format(last[i])}`).join(', ');
  return h('figure', { class: 'plot', 'data-key': title },
    h('figcaption', {}, h('h3', {}, title), h('ul', { class: 'legend' }, lines.map((line, i) =>
      h('li', { class: `tone-${line.tone}` }, `${line.name} `, h('b', {}, last[i] === null ? '–' : format(last[i])))))),
    s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${title}, lately: ${said}; at most ${format(most)}` },
      axis.marks.map(value => s('g', { class: 'grid' },
        s('line', { x1: left, x2: width - right, y1: y(value), y2: y(value) }),
        s('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, mark(value)))),
      points.length < 2 ? null : [[0, 'start'], [points.length - 1, 'end']].map(([index, anchor]) =>
        s('text', { x: x(index), y: height - 4, 'text-anchor': anchor }, moment(points[index].at))),
      lines.map((line, i) => s('path', { class: `line tone-${line.tone}`, d: path(line.rare ? values[i].map(value => value || null) : values[i], x, y) }))));
}

function path(series, x, y) {
  let pen = 'M';
  return series.map((value, index) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    // A value between two gaps is a dot: a line of no length with round ends.
    const step = `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}${pen === 'M' ? 'h0' : ''}`;
    pen = 'L';
    return step;
  }).join('');
}
