import { getText } from '../core/api.js';
import { change } from '../core/change.js';
import { h } from '../core/dom.js';
import { to } from '../core/route.js';
import { button, section, view } from '../parts/section.js';
import { empty } from '../parts/text.js';

const title = 'Unreadable message';

export const deadMessage = {
  title,
  every: 30_000,
  load: ({ path }, signal) => getText(`dead/letters/${encodeURIComponent(path[2])}/body`, { signal }),
  draw: (body, page) => view(title, actions(page.route.path[2], page),
    h('p', {}, h('code', {}, page.route.path[2])),
    section('Body', body.length === 0 ? empty('It is empty.') : [h('pre', { tabindex: '0', dir: 'auto' }, body), h('p', { class: 'faint' }, 'The first 64 KiB at most, read as UTF-8.')]),
    h('p', {}, h('a', { href: to(['dead']) }, 'All causes'))),
};

const actions = (id, page) => h('div', { class: 'row' },
  button('Replay', () => change(page, {
    ask: { question: 'Replay this message?', detail: 'It goes to its lane again, as it was.', verb: 'Replay' },
    path: 'dead/replay', body: { ids: [id] }, done: ({ replayed }) => replayed === 1 ? 'Sent again.' : 'There was nothing to replay any more.',
  }), { tone: 'primary' }),
  button('Discard', () => change(page, {
    ask: { question: 'Discard this message?', detail: 'This cannot be undone.', verb: 'Discard', danger: true },
    path: 'dead/discard', body: { ids: [id] }, done: ({ discarded }) => discarded === 1 ? 'Discarded.' : 'There was nothing to discard any more.',
  })));
