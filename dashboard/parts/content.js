import { h } from '../core/dom.js';
import { size } from '../core/format.js';
import { said } from './text.js';

const problems = {
  gone: 'It was a blob, which is past its retention.',
  unavailable: 'It is a blob, and the store does not answer.',
};

/** Arguments or a result. */
export function content({ bytes, text, truncated, blob, problem }) {
  const notes = [bytes === null ? null : size(bytes), truncated ? 'only the beginning is shown' : null].filter(note => note !== null).join(', ');
  return [
    text === null ? null : h('pre', { tabindex: '0', dir: 'auto' }, truncated ? text : pretty(text)),
    problem ? h('p', { class: 'note bad' }, problems[problem]) : null,
    h('p', { class: 'faint' }, notes, blob ? [notes ? ', ' : '', 'blob ', said(blob, { class: 'code' })] : null),
  ];
}

function pretty(text) {
  try {
    // Numbers beyond what JavaScript keeps exactly would be shown as others.
    return /\d{16}/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON after all: as it is.
    return text;
  }
}
