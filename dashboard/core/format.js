const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const few = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const units = ['B', 'KiB', 'MiB', 'GiB'];

/** Stands where there is no value. */
export const none = '–';

export const number = value => value === null || value === undefined ? none : whole.format(value);

/** Of a guess, which is not worth all of its digits. */
export const about = value => `≈ ${compact(value)}`;

export const compact = value => few.format(value);

/** Of a count that may be cut off. */
export const count = ({ count: value, more }) => number(value) + (more ? '+' : '');

export const rate = perSecond => perSecond === null || perSecond === undefined ? none : `${short.format(perSecond)}/s`;

export const plural = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;

/** @param {number?} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return none;
  if (seconds < 1) return `${short.format(seconds * 1000)} ms`;
  if (seconds < 60) return `${short.format(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds % 86_400 / 3600)} h`;
}

export const between = (from, until) => from && until ? duration(Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000)) : none;

export function moment(text) {
  const at = new Date(text);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : dayAndClock.format(at);
}

export function size(bytes) {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${short.format(value)} ${units[unit]}`;
}
