import { h } from '../../core/dom.js';
import { go, to } from '../../core/route.js';
import { shortId, unseen } from '../../parts/text.js';

const states = ['queued', 'waiting', 'retrying', 'running', 'succeeded', 'dead', 'cancelled', 'expired'];

/** Which jobs are listed; what is chosen goes into the address. */
export function filters({ path, query }) {
  const find = event => {
    event.preventDefault();
    const { state, type, q } = Object.fromEntries(new FormData(event.currentTarget));
    go(path, { state, type: type.trim(), q: q.trim(), flow: query.flow });
  };
  return h('form', { class: 'filters', role: 'search', 'aria-label': 'Jobs', onsubmit: find },
    h('label', {}, 'State', h('select', { name: 'state', onchange: event => event.currentTarget.form.requestSubmit() },
      h('option', { value: '' }, 'any'), states.map(state => h('option', { value: state, selected: state === query.state }, state)))),
    h('label', {}, 'Type', h('input', { name: 'type', value: query.type ?? '', maxlength: 100, autocomplete: 'off', placeholder: 'exactly' })),
    h('label', {}, 'Search', h('input', { name: 'q', type: 'search', value: query.q ?? '', maxlength: 100, placeholder: 'id, or how a type begins' })),
    h('button', {}, 'Find'),
    query.flow ? h('a', { class: 'button', href: to(path, { ...query, flow: null, after: null }), title: 'Show all flows' }, 'flow ', shortId(query.flow), ' ✕', unseen(' show all flows')) : null);
}
