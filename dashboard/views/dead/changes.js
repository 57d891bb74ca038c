import { change } from '../../core/change.js';
import { plural } from '../../core/format.js';

/** @param {string} what is named in the question, such as "3 dead letters" */
export const replay = (page, choice, what, why = null) => change(page, {
  ask: { question: `Replay ${what}?`, detail: `${why === null ? '' : `${why}\n`}Jobs run again with all of their attempts, messages go to their lane again.`, verb: 'Replay' },
  path: 'dead/replay', body: choice,
  done: ({ replayed, refused }) => `${replayed === 0 ? 'There was nothing to replay.' : `${plural(replayed, 'is', 'are')} replayed.`}${refused > 0
    ? ` ${plural(refused, 'stays dead: its', 'stay dead: their')} deduplication key is taken, the flow was replayed, or the arguments are gone.` : ''}`,
});

export const discard = (page, choice, what, why = null) => change(page, {
  ask: { question: `Discard ${what}?`, detail: `${why === null ? '' : `${why}\n`}They are forgotten, and their jobs stay dead. This cannot be undone.`, verb: 'Discard', danger: true },
  path: 'dead/discard', body: choice,
  done: ({ discarded }) => discarded === 0 ? 'There was nothing to discard any more.' : `${plural(discarded, 'is', 'are')} discarded.`,
});
