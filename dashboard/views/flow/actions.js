import { change } from '../../core/change.js';
import { plural } from '../../core/format.js';
import { go } from '../../core/route.js';
import { button } from '../../parts/section.js';

/** What can be done about a flow now: a nested one goes with its outermost. */
export function actions(it, page) {
  if (it.id !== it.rootId) return null;
  if (it.finishedAt === null) return it.status === 'stopping' ? null : button('Cancel', () => cancel(it, page), { tone: 'danger' });
  // A flow that goes on without some of its members has succeeded, and they can be made good.
  return it.status === 'succeeded' && it.jobs.succeeded === it.jobs.total ? null : button('Replay', () => replay(it, page), { tone: 'primary' });
}

const cancel = (it, page) => change(page, {
  ask: { question: 'Cancel this flow?', detail: `${plural(it.jobs.open, 'job has', 'jobs have')} not ended. What runs already may still end; nothing else starts, and its body does not run.`, verb: 'Cancel the flow', danger: true },
  path: `flows/${it.id}/cancel`,
  done: answer => `The flow is ${answer.status}.`,
});

async function replay(it, page) {
  const made = await change(page, {
    ask: { question: 'Replay this flow?', detail: `A new flow is made of what did not succeed (${plural(it.jobs.total - it.jobs.succeeded, 'member', 'members')}) and of its body.`, verb: 'Replay' },
    path: `flows/${it.id}/replay`,
    done: () => 'The new flow has begun.',
  });
  if (made) go(['flows', made.id]);
}
