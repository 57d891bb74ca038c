import { get } from '../core/api.js';
import { change } from '../core/change.js';
import { h } from '../core/dom.js';
import { to } from '../core/route.js';
import { badge } from '../parts/badge.js';
import { content } from '../parts/content.js';
import { button, section, view } from '../parts/section.js';
import { empty, said } from '../parts/text.js';
import { attempts } from './job/attempts.js';
import { about, message, worker } from './job/about.js';

export const job = {
  title: 'Job',
  every: 2000,
  load: ({ path }, signal) => get(`jobs/${encodeURIComponent(path[1])}`, { signal }),
  draw: (it, page) => view('Job', actions(it, page),
    h('p', { class: 'row lead' }, badge(it.state), said(it.type), h('span', { class: 'faint' }, `version ${it.version}`)),
    it.error === null ? null : section('Last error', h('pre', { class: 'bad', tabindex: '0', dir: 'auto' }, it.error), it.deadLetter ? sameCause(it) : null),
    section('About', about(it)),
    section('Arguments', content(it.args)),
    section('Result', it.result ? content(it.result) : empty(it.state === 'succeeded' ? 'It returned nothing.' : 'None yet.')),
    section('Failed attempts', attempts(it)),
    it.message ? section('Message', message(it.message)) : null,
    it.worker ? section('Worker', worker(it.worker)) : null),
};

const sameCause = ({ type, deadLetter }) => h('a', { href: to(['dead', 'letters'], { type, cause: deadLetter.cause }) }, 'All that died of this');

function actions(it, page) {
  if (it.state !== 'dead') return null;
  const replay = () => change(page, {
    ask: { question: 'Replay this job?', detail: 'It is queued again with all of its attempts. Its flow, if it has one, stays as it ended.', verb: 'Replay' },
    path: `jobs/${it.id}/replay`, done: answer => `Queued as generation ${answer.generation}.`,
  });
  const discard = () => change(page, {
    ask: { question: 'Discard its dead letter?', detail: 'The job stays dead and is no longer listed among the dead letters.', verb: 'Discard', danger: true },
    path: 'dead/discard', body: { ids: [it.id] }, done: answer => answer.discarded === 1 ? 'Discarded.' : 'There was nothing to discard any more.',
  });
  return h('div', { class: 'row' }, button('Replay', replay, { tone: 'primary' }), it.deadLetter ? button('Discard', discard) : null);
}
