import { h } from '../core/dom.js';

const tones = {
  succeeded: 'good', healthy: 'good', alive: 'good', done: 'good', on: 'good', drained: 'good',
  running: 'busy', begun: 'busy', stopping: 'warn', retrying: 'warn', parked: 'warn', silent: 'warn', orphaned: 'warn',
  dead: 'bad', failed: 'bad', expired: 'bad', unhealthy: 'bad', interrupted: 'warn', refused: 'warn',
};

/** A state: its word, and a colour that nobody needs. */
export const badge = state => state ? h('span', { class: `badge ${tones[state] ?? 'calm'}` }, state) : '–';
