import { get } from '../core/api.js';
import { h } from '../core/dom.js';
import { plural } from '../core/format.js';
import { to } from '../core/route.js';
import { say } from '../core/say.js';
import { badge } from '../parts/badge.js';
import { pages } from '../parts/pages.js';
import { progress } from '../parts/progress.js';
import { section, view } from '../parts/section.js';
import { shortId } from '../parts/text.js';
import { timeline } from '../parts/timeline.js';
import { tree } from '../parts/tree.js';
import { said } from '../parts/text.js';
import { about, callbacks, failures, imported } from './flow/about.js';
import { actions } from './flow/actions.js';

let before = {};

export const flow = {
  title: 'Flow',
  every: 1000,
  load: ({ path, query }, signal) => get(`flows/${encodeURIComponent(path[1])}`, { query: { after: query.after }, signal }),
  draw(it, page) {
    tellTheEnd(it);
    return view('Flow', actions(it, page),
      h('p', { class: 'row lead' }, badge(it.status), said(it.pattern || it.name), shortId(it.id)),
      progress(it.jobs),
      timeline(it, new Date().toISOString()),
      section('About', about(it), h('a', { href: to(['jobs'], { flow: it.id }) }, 'Its jobs')),
      it.failed?.length > 0 ? section('What failed', failures(it.failed)) : null,
      it.callbacks?.length > 0 ? section('Body and error callback', callbacks(it.callbacks)) : null,
      it.records === null ? null : section('Imported', imported(it)),
      it.tree?.total > 0
        ? section('Flows in it', [tree(it.tree.flows, page), pages(page.route, it.tree.next, { words: ['First', 'More'] })], h('span', { class: 'faint' }, plural(it.tree.total, 'flow', 'flows')))
        : null);
  },
};

// Who does not see the page hears when a flow that they watch has ended.
function tellTheEnd({ id, status, finishedAt }) {
  if (before.id === id && before.finishedAt === null && finishedAt !== null) say(`The flow has ended: ${status}.`, status !== 'succeeded');
  before = { id, finishedAt };
}
