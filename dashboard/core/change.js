import { ApiError, post } from './api.js';
import { confirmed } from '../parts/confirm.js';
import { say } from './say.js';

/**
 * Asks, changes something, and says what came of it.
 * @param {{question: string, detail?: string, verb: string, danger?: boolean}?} ask null: without a question
 * @param {(answer: object) => string} done what to say
 * @returns {Promise<object?>} the answer; null where nothing was changed
 */
export async function change(page, { ask, path, body, done }) {
  if (ask && !await confirmed(ask)) return null;
  try {
    const answer = await post(path, body);
    say(done(answer));
    return answer;
  } catch (error) {
    say(error instanceof ApiError ? error.message : `The app does not answer (${error.message}): whether anything was changed, the audit tells.`, true);
    return null;
  } finally {
    page.refresh();
  }
}
